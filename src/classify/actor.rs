//! Who acted, and whether that makes it the desk's doing.

use super::{ClassedEvent, ClassifyRules};
use crate::directory::{Account, Directory};
use crate::mapping::condition::is_own_act;
use crate::model::{AccountIx, ActorKind, ChangeKind, Event, Support, Tier, UserType};

/// The actor of an act and the actor's role.
pub(super) fn actor(
    act: &[ClassedEvent<'_>],
    kind: ChangeKind,
    subject: Option<AccountIx>,
    directory: &Directory,
    rules: &ClassifyRules,
) -> (Option<AccountIx>, ActorKind) {
    let event = act[0].event;
    if event.actor.is_empty() {
        return (None, ActorKind::Unknown);
    }
    let account = directory.resolve(&event.source, &event.actor).one();
    if is_own_act(event) || (account.is_some() && account == subject) {
        return (account, ActorKind::SelfService);
    }
    let told = rules
        .actors
        .iter()
        .find(|rule| (rule.only.is_empty() || rule.only.contains(&kind)) && rule.when.holds(event));
    let role = match (told, account.map(|ix| directory.account(ix))) {
        (Some(rule), _) => rule.kind,
        (None, Some(account)) if is_program(account, event, rules) => ActorKind::Automation,
        (None, Some(account)) if account.is_desk => ActorKind::DeskAgent,
        (None, _) => ActorKind::OtherAdmin,
    };
    (account, role)
}

/// Whether the account is a program's: the people file or its name says so, or the act came by an
/// API token of somebody who is in no people file and works no tickets.
fn is_program(account: &Account, event: &Event, rules: &ClassifyRules) -> bool {
    let named_so =
        rules.roles.service_prefixes.iter().any(|prefix| account.label.starts_with(prefix.as_str()));
    let by_token = event.detail("api_token").is_some();
    matches!(account.user_type, Some(UserType::Service))
        || account.tier == Some(Tier::Nhi)
        || (account.user_type.is_none() && (named_so || (by_token && !account.is_desk)))
}

/// Whether an actor of this role makes a change the desk's, before any ticket is known.
pub(super) fn support(actor: ActorKind) -> (Support, String) {
    let (support, reason) = match actor {
        ActorKind::DeskAgent => (Support::Yes, "its actor works tickets"),
        ActorKind::Vendor => (Support::Yes, "the product's own support made it"),
        ActorKind::SelfService => (Support::No, "the account holder's own act"),
        ActorKind::System => (Support::No, "the identity provider's own act"),
        ActorKind::Automation => {
            (Support::Unknown, "a program made it; whom it acted for, the record does not say")
        }
        ActorKind::OtherAdmin => (Support::Unknown, "an administrator made it who is on no ticket"),
        ActorKind::Unknown => (Support::Unknown, "the record names no actor"),
    };
    (support, reason.to_owned())
}
