//! Events to changes: what counts is the effect, never who clicked.
//!
//! In: events that may be changes, and the directory. Out: changes, each with all its
//! native events, its actor's role and, for the act that completes an earlier one, its
//! parent. Whether the desk brought it about is settled once tickets are linked
//! ([`settle_support`]).

mod act;
mod actor;
mod completion;
mod rules;

pub use rules::ClassifyRules;

use rayon::prelude::*;

use crate::directory::Directory;
use crate::mapping::taxonomy::{Classified, Taxonomy, TypeUse};
use crate::model::{
    ActorKind, Change, ChangeId, ChangeKind, Effect, Event, EventClass, EventIx, Outcome, SubjectKind,
    Support, Tier, UserType, short_hash,
};

/// An event with what the taxonomy says of it.
#[derive(Debug, Clone, Copy)]
pub struct ClassedEvent<'a> {
    /// The event.
    pub event: &'a Event,
    /// Its place in the list.
    pub ix: EventIx,
    /// What it is.
    pub classified: Classified,
}

/// What classification makes of the events.
#[derive(Debug, Clone, Default)]
pub struct Classification {
    /// Changes, by time, then id.
    pub changes: Vec<Change>,
    /// What each event is, in the order of the events; `None` for types outside the taxonomy.
    pub classes: Vec<Option<EventClass>>,
}

/// Makes changes of events. `vocabulary` names the taxonomy file of an event's source.
#[must_use]
pub fn classify(
    events: &[Event],
    vocabulary: &(dyn Fn(&str) -> String + Sync),
    taxonomy: &Taxonomy,
    directory: &Directory,
    rules: &ClassifyRules,
) -> Classification {
    let classed: Vec<Option<Classified>> =
        events.par_iter().map(|event| taxonomy.classify(&vocabulary(&event.source), event)).collect();
    let changes: Vec<ClassedEvent<'_>> = events
        .iter()
        .zip(&classed)
        .zip(0..)
        .filter_map(|((event, classified), ix)| {
            let classified = (*classified)?;
            matches!(classified.class, EventClass::Change(..)).then_some(ClassedEvent {
                event,
                ix: EventIx(ix),
                classified,
            })
        })
        .collect();
    let acts = act::acts(&changes, directory, rules);
    let mut made: Vec<Change> = acts.par_iter().map(|act| change(act, directory, rules)).collect();
    made.par_sort_by(|a, b| (a.at, &a.id).cmp(&(b.at, &b.id)));
    completion::adopt(&mut made, rules);
    Classification {
        changes: made,
        classes: classed.into_iter().map(|classified| classified.map(|found| found.class)).collect(),
    }
}

/// An act that would have been a change, and failed or was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Refused {
    /// Its event.
    pub event: EventIx,
    /// The kind of change that it would have been.
    pub kind: ChangeKind,
}

/// The failed attempts among the events, in their order. `vocabulary` names the taxonomy file of an event's source.
#[must_use]
pub fn refused(events: &[Event], vocabulary: &dyn Fn(&str) -> String, taxonomy: &Taxonomy) -> Vec<Refused> {
    let failed = (0..).map(EventIx).zip(events).filter(|(_, event)| event.outcome == Outcome::Failure);
    failed
        .filter_map(|(ix, event)| {
            if taxonomy.type_use(&vocabulary(&event.source), &event.native_type) != TypeUse::Change {
                return None;
            }
            let done = Event { outcome: Outcome::Success, ..event.clone() };
            match taxonomy.classify(&vocabulary(&event.source), &done)?.class {
                EventClass::Change(kind, _) => Some(Refused { event: ix, kind }),
                EventClass::Signal(_) => None,
            }
        })
        .collect()
}

/// What linking found out about a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// No ticket asks for it.
    Nowhere,
    /// A ticket does.
    InATicket,
    /// A ticket does that the actor works as its agent.
    InTheActorsTicket,
}

/// The last word on whether the desk brought a change about, once linking is done.
///
/// A ticket makes any administrator's or program's change the desk's, and an agent's change of
/// their own account under a ticket they work themself. Without one, work outside the desk's
/// field by somebody never seen on a ticket is not.
pub fn settle_support(change: &mut Change, asked: Asked, rules: &ClassifyRules) {
    if change.actor_kind == ActorKind::SelfService
        && change.parent.is_none()
        && asked == Asked::InTheActorsTicket
    {
        change.support = Support::Yes;
        change.support_reason = "an agent changed their own account under a ticket they work".to_owned();
    }
    if change.support != Support::Unknown {
        return;
    }
    if asked != Asked::Nowhere {
        change.support = Support::Yes;
        change.support_reason = "a ticket asked for it".to_owned();
    } else if !rules.is_in_question(change.actor_kind, change.kind, change.effect) {
        change.support = Support::No;
        change.support_reason =
            "work outside the desk: no ticket asks for it and its actor works none".to_owned();
    }
}

/// Gives self-made changes the desk's change that they complete, now that it is settled which
/// changes are the desk's. `changes` are sorted by time.
pub fn adopt(changes: &mut [Change], rules: &ClassifyRules) {
    completion::adopt(changes, rules);
}

fn change(act: &[ClassedEvent<'_>], directory: &Directory, rules: &ClassifyRules) -> Change {
    let main = act[0];
    let event = main.event;
    let main_kind = act::kind(&main);
    let alike = act.iter().filter(|part| act::kind(part) == main_kind).count();
    let kind = rules.together(&event.source, main_kind, alike);
    let effect = match main.classified.class {
        EventClass::Change(_, effect) if kind == main_kind => effect,
        _ => kind.effect(),
    };
    let subject = act::subject(event, directory);
    let (actor, actor_kind) = actor::actor(act, kind, subject, directory, rules);
    let (support, support_reason) = actor::support(actor_kind);
    let account = subject.map(|ix| directory.account(ix));
    let tier = account.and_then(|account| account.tier);
    let subject_label = account.map_or_else(|| object_label(event), |account| account.label.clone());
    Change {
        id: change_id(event, &subject_label),
        at: act.iter().map(|part| part.event.at).min().unwrap_or(event.at),
        kind,
        effect,
        subject,
        subject_label,
        subject_kind: subject_kind(main, account.map(|account| (account.user_type, account.tier))),
        tier: tier.unwrap_or(Tier::Standard),
        tier_known: tier.is_some(),
        actor,
        actor_label: actor
            .map_or_else(|| event.actor.label().to_owned(), |ix| directory.account(ix).label.clone()),
        actor_kind,
        support,
        support_reason,
        parent: None,
        source: event.source.clone(),
        event: main.ix,
        events: act.iter().map(|part| part.ix).collect(),
        origin: event.origin,
        native_ids: act.iter().map(|part| part.event.native_id.clone()).collect(),
        native_action: event.native_type.clone(),
        ip: event.ip.clone(),
        reference_text: reference_text(act),
    }
}

/// What the change is about when it is no account: the object the record names.
fn object_label(event: &Event) -> String {
    event
        .subject_party()
        .or_else(|| event.targets.first())
        .map(|party| party.label().to_owned())
        .unwrap_or_default()
}

fn subject_kind(main: ClassedEvent<'_>, account: Option<(Option<UserType>, Option<Tier>)>) -> SubjectKind {
    match (main.classified.subject, account) {
        (_, Some((Some(UserType::Service), _) | (_, Some(Tier::Nhi)))) | (SubjectKind::Nhi, _) => {
            SubjectKind::Nhi
        }
        (SubjectKind::Human, _) | (_, Some(_)) => SubjectKind::Human,
        (_, None)
            if matches!(
                main.classified.class,
                EventClass::Change(_, Effect::Assurance | Effect::Privilege)
            ) =>
        {
            SubjectKind::Organisation
        }
        (_, None) => SubjectKind::Unknown,
    }
}

/// All texts of the act in which somebody may have named a ticket, each once.
fn reference_text(act: &[ClassedEvent<'_>]) -> Vec<String> {
    let mut texts: Vec<String> = Vec::new();
    for part in act {
        let reasons = part.event.reason.as_deref().into_iter();
        let details = ["reason", "justification", "comment", "ticket"]
            .iter()
            .flat_map(|name| part.event.details.get(name));
        for text in reasons.chain(details) {
            if !text.trim().is_empty() && !texts.iter().any(|known| known == text) {
                texts.push(text.to_owned());
            }
        }
    }
    texts
}

/// An id alone is not enough: anonymised and faulty exports use one native id for several records.
fn change_id(event: &Event, subject: &str) -> ChangeId {
    let at = event.at.to_rfc3339();
    ChangeId(format!(
        "chg-{}",
        short_hash(&[&event.source, &event.native_id, &at, &event.native_type, subject])
    ))
}

#[cfg(test)]
mod tests;
