//! Why a piece of evidence counts for less than its method.

use chrono::Duration;

use super::about;
use super::statement::Place;
use super::weigh::{Use, Weighing, clock_tolerance, resolve};
use crate::model::{AccountIx, Change, ChangeKind, Instant, Method, Mismatch, Party, SubjectKind, Weakness};

/// What a piece of evidence rests on, before it is weighed.
pub(super) struct Standing<'a> {
    pub(super) id: &'a str,
    pub(super) method: Method,
    pub(super) passed: bool,
    pub(super) at: Option<Instant>,
    /// Who says so.
    pub(super) by: Option<&'a Party>,
    /// Who was verified, where it says so.
    pub(super) about: Option<&'a str>,
    /// Whether the ticket tells of it, so that it is about the ticket's person.
    pub(super) of_ticket: bool,
    pub(super) place: Option<Place>,
    pub(super) quote: &'a str,
    pub(super) corroborated: bool,
    /// Who verified, where the text names somebody other than its author.
    pub(super) verifier: Option<&'a str>,
    /// Whether it was written down after the change, of an earlier time.
    pub(super) written_later: bool,
    /// In how many tickets its author wrote the same sentence.
    pub(super) tickets_alike: u32,
    /// Ids of the factors that took part.
    pub(super) targets: &'a [&'a str],
}

/// All weaknesses, in the order of the vocabulary.
pub(super) fn weaknesses(input: &Weighing<'_>, standing: &Standing<'_>) -> Vec<Weakness> {
    let all = [
        (Weakness::Failed, !standing.passed),
        (Weakness::OtherSubject, is_about_another(input, standing)),
        (Weakness::ChannelEdited, channel_was_edited(input, standing)),
        (Weakness::Reused, was_used(input, standing)),
        (Weakness::SelfVerified, is_self_verified(input, standing)),
        (Weakness::FactorNotPrior, factor_is_not_prior(input, standing)),
        (Weakness::Boilerplate, is_pasted(input, standing)),
        (Weakness::Repeated, is_repeated(input, standing)),
        (Weakness::WrittenLater, standing.written_later && !standing.corroborated),
    ];
    all.into_iter().filter(|(_, present)| *present).map(|(weakness, _)| weakness).collect()
}

/// The text names somebody else, or the ticket as a whole is about somebody else.
fn is_about_another(input: &Weighing<'_>, standing: &Standing<'_>) -> bool {
    let Some(subject) = input.change.subject else { return false };
    if let Some(name) = standing.about {
        return !names_subject(input, subject, name);
    }
    if !standing.of_ticket || standing.place == Some(Place::Approval) || is_owner_matter(input) {
        return false;
    }
    if input.link.is_some_and(|link| link.mismatches.contains(&Mismatch::WrongTarget)) {
        return true;
    }
    let affected = input.ticket.and_then(|ticket| resolve(input, &ticket.affected));
    affected.is_some_and(|affected| !input.directory.same_person(affected, subject))
}

/// For a program, its owner is the one to verify.
fn is_owner_matter(input: &Weighing<'_>) -> bool {
    input.change.subject_kind == SubjectKind::Nhi
}

fn names_subject(input: &Weighing<'_>, subject: AccountIx, name: &str) -> bool {
    let party = if name.contains('@') {
        Party { login: Some(name.into()), ..Party::default() }
    } else {
        Party { display: Some(name.into()), ..Party::default() }
    };
    let entitled = [Some(subject), input.directory.account(subject).owner];
    if about::is_login(name) {
        // What is nobody's login is an article, a version, a machine.
        let Some(named) = resolve(input, &Party { login: Some(login(name).into()), ..Party::default() })
        else {
            return true;
        };
        return entitled.into_iter().flatten().any(|account| input.directory.same_person(account, named));
    }
    match resolve(input, &party) {
        Some(named) => {
            entitled.into_iter().flatten().any(|account| input.directory.same_person(account, named))
        }
        None => entitled
            .into_iter()
            .flatten()
            .any(|account| about::is_one_of(name, &about::account_words(input.directory.account(account)))),
    }
}

/// A login without its domain.
fn login(name: &str) -> &str {
    name.rsplit('\\').next().unwrap_or(name)
}

/// What the method relies on, an address of the person or who their manager is, was edited
/// inside the look-back (pattern P9).
fn channel_was_edited(input: &Weighing<'_>, standing: &Standing<'_>) -> bool {
    let on_manager = matches!(standing.method, Method::ManagerEmail | Method::ManagerLive);
    let on_address =
        matches!(standing.method, Method::OtpToRegisteredChannel | Method::CallbackOnFile | Method::CallerId);
    let words = &input.policy.edited;
    let speaks_of = |change: &Change, words: &[String]| {
        let name = change.native_action.to_lowercase();
        words.iter().any(|word| name.contains(word))
    };
    let touches = |change: &Change| match change.kind {
        ChangeKind::RecoveryPathEdit => on_address,
        ChangeKind::ProfileEditAssurance => {
            let (manager, address) = (speaks_of(change, &words.manager), speaks_of(change, &words.address));
            let either = !manager && !address;
            (on_manager && (manager || either)) || (on_address && (address || either))
        }
        ChangeKind::OwnerChange => is_owner_matter(input) && on_manager,
        _ => false,
    };
    let look_back = Duration::try_days(input.policy.limits.channel_edit_days).unwrap_or_default();
    (on_manager || on_address) && changes_before(input, standing, look_back).any(touches)
}

/// An authenticator enrolled after the request, or the one that the change removed.
fn factor_is_not_prior(input: &Weighing<'_>, standing: &Standing<'_>) -> bool {
    if !matches!(standing.method, Method::AuthenticatorChallenge | Method::PhishingResistant) {
        return false;
    }
    let look_back = Duration::try_hours(input.policy.limits.new_factor_hours).unwrap_or_default();
    let fresh = changes_before(input, standing, look_back).any(|change| {
        matches!(
            change.kind,
            ChangeKind::FactorEnrol | ChangeKind::FactorEnrolByAdmin | ChangeKind::DeviceEnrol
        )
    });
    let replaced = input.change.kind == ChangeKind::FactorUnenrol
        && input.change_event.is_some_and(|event| {
            event
                .targets
                .iter()
                .filter_map(|party| party.id.as_deref())
                .any(|id| standing.targets.contains(&id))
        });
    fresh || replaced
}

/// Changes of the account inside a look-back that ends with the evidence.
fn changes_before<'a>(
    input: &Weighing<'a>,
    standing: &Standing<'_>,
    look_back: Duration,
) -> impl Iterator<Item = &'a Change> {
    let until = standing.at.unwrap_or(input.change.at).min(input.change.at);
    let from = until.checked_sub_signed(look_back).unwrap_or(until);
    let this = &input.change.id;
    let first = input.history.partition_point(|change| change.at < from);
    let inside = input.history[first..].iter().take_while(move |change| change.at <= until);
    inside.copied().filter(move |change| change.id != *this)
}

/// It already served an earlier change of another account or of another ticket.
///
/// A change cannot have rested on what came after it, and what a ticket tells of its own person
/// is not used up by a change of somebody else that was tied to it.
fn was_used(input: &Weighing<'_>, standing: &Standing<'_>) -> bool {
    let ticket = input.link.map(|link| link.ticket);
    let person = standing.of_ticket.then(|| ticket_person(input)).flatten();
    let is_persons = |subject: Option<AccountIx>| matches!((person, subject), (Some(person), Some(subject)) if input.directory.same_person(person, subject));
    let is_other = |other: &Use| {
        other.subject != input.change.subject
            || (other.ticket.is_some() && ticket.is_some() && other.ticket != ticket)
    };
    input.uses.iter().any(|other| {
        other.evidence == standing.id
            && other.change != input.change.id
            && other.at <= input.change.at
            && is_other(other)
            && standing.at.is_none_or(|at| at <= other.at + clock_tolerance(input))
            && (is_persons(other.subject) || !is_persons(input.change.subject))
    })
}

/// Whose matter the ticket is: the person it names as affected, else the one who asks.
fn ticket_person(input: &Weighing<'_>) -> Option<AccountIx> {
    let ticket = input.ticket?;
    let party = if ticket.affected.is_empty() { &ticket.requester } else { &ticket.affected };
    resolve(input, party)
}

/// The word of the one who is to be verified, of the requester, or of an agent on
/// their own account; and an agent's approval of their own act.
fn is_self_verified(input: &Weighing<'_>, standing: &Standing<'_>) -> bool {
    let same = |a: AccountIx, b: AccountIx| input.directory.same_person(a, b);
    let change = input.change;
    if let (Some(actor), Some(subject)) = (change.actor, change.subject) {
        let by_desk = change.parent.is_none() && same(actor, subject);
        if by_desk && standing.of_ticket && standing.place != Some(Place::Approval) {
            return true;
        }
    }
    // Another verifier than the author must still be somebody else than the one verified.
    let verifier = standing
        .verifier
        .and_then(|name| resolve(input, &Party { display: Some(name.into()), ..Party::default() }));
    if verifier.is_some_and(|verifier| change.subject.is_some_and(|subject| same(verifier, subject))) {
        return true;
    }
    let Some(by) = standing.by.and_then(|party| resolve(input, party)) else {
        return standing.by.is_some_and(|party| is_requester(input, party));
    };
    let of_subject = change.subject.is_some_and(|subject| same(by, subject));
    let of_actor = change.actor.is_some_and(|actor| same(by, actor));
    let approves_own = standing.place == Some(Place::Approval) && (of_actor || is_agent(input, by));
    let vouches_own = standing.place != Some(Place::Approval)
        && standing.of_ticket
        && !of_actor
        && !is_agent(input, by)
        && standing.by.is_some_and(|party| is_requester(input, party));
    of_subject || approves_own || vouches_own
}

fn is_agent(input: &Weighing<'_>, by: AccountIx) -> bool {
    let agent = input.ticket.and_then(|ticket| resolve(input, &ticket.agent));
    agent.is_some_and(|agent| input.directory.same_person(agent, by))
}

fn is_requester(input: &Weighing<'_>, party: &Party) -> bool {
    let Some(ticket) = input.ticket else { return false };
    if *party == ticket.agent || party.is_empty() {
        return false;
    }
    let (by, requester) = (resolve(input, party), resolve(input, &ticket.requester));
    match (by, requester) {
        (Some(by), Some(requester)) => input.directory.same_person(by, requester),
        _ => *party == ticket.requester,
    }
}

fn is_repeated(input: &Weighing<'_>, standing: &Standing<'_>) -> bool {
    let limits = &input.policy.limits;
    !standing.corroborated
        && standing.tickets_alike >= limits.repeated_tickets
        && standing.quote.split_whitespace().count() >= limits.repeated_words
}

fn is_pasted(input: &Weighing<'_>, standing: &Standing<'_>) -> bool {
    let limits = &input.policy.limits;
    !standing.corroborated
        && !standing.quote.is_empty()
        && input.boilerplate.tickets(standing.quote) >= limits.boilerplate_tickets
        && input.boilerplate.share(standing.quote) >= limits.boilerplate_share
}
