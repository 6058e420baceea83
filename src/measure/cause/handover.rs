//! Credential hand-over failed: the same credential issued once more within hours, the first never taken over.

use super::super::contact::standing::stamp;
use super::{Matter, seen};
use crate::mapping::causes::CausePolicy;
use crate::model::{ActorKind, Case, Cause, CauseBasis, FailureCause, Support};

/// The first credential of the ticket's subject that had to be issued again.
pub(super) fn read(matter: &Matter<'_>) -> Option<Cause> {
    let policy = matter.input.policy;
    let near = CausePolicy::minutes(policy.reissue_from_minutes);
    let far = CausePolicy::minutes(policy.reissue_to_hours.saturating_mul(60));
    let changes: Vec<&Case> = matter.changes_of_subject().collect();
    let is_issued = |case: &Case| {
        policy.handed_over.contains(&case.change.kind)
            && case.change.support != Support::No
            && case.change.actor_kind != ActorKind::SelfService
    };
    let issued: Vec<(usize, &Case)> =
        changes.iter().copied().enumerate().filter(|(_, case)| is_issued(case)).collect();
    let (first, again) = issued.iter().enumerate().find_map(|(place, (from, first))| {
        let (to, again) = issued[place + 1..].iter().find(|(_, again)| {
            again.change.kind == first.change.kind && again.change.subject == first.change.subject
        })?;
        let apart = again.change.at - first.change.at;
        let taken = changes[from + 1..*to].iter().any(|between| is_taken(matter, first, between));
        (apart >= near && apart <= far && !taken).then_some((*first, *again))
    })?;
    let words = format!(
        "{} of `{}` {}, and again {}; nothing shows that the first was used",
        first.change.kind,
        first.change.subject_label,
        stamp(first.change.at),
        stamp(again.change.at)
    );
    Some(seen(FailureCause::FailedHandover, CauseBasis::Log, words, again.change.origin))
}

/// Whether a change shows that the holder has what was issued.
fn is_taken(matter: &Matter<'_>, issued: &Case, later: &Case) -> bool {
    later.change.parent.as_ref() == Some(&issued.change.id)
        || (matter.input.policy.taken_over.contains(&later.change.kind)
            && later.change.actor_kind == ActorKind::SelfService)
}
