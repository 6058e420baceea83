//! Several native events, one act.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use super::{ClassedEvent, ClassifyRules};
use crate::directory::Directory;
use crate::model::{AccountIx, ChangeKind, Event, EventClass, Party};

/// The account an event is about.
///
/// Where the record names no account but a program (an OAuth client, a token), it is the first
/// of its objects that goes by the id or login of an account; a display name is not enough.
pub(super) fn subject(event: &Event, directory: &Directory) -> Option<AccountIx> {
    if let Some(subject) = event.subject_party() {
        return directory.resolve(&event.source, subject).one();
    }
    event.targets.iter().find_map(|object| {
        let nameless = Party { display: None, ..object.clone() };
        directory.resolve(&event.source, &nameless).one()
    })
}

/// Acts: each the events that belong together, the main one first, the others by time.
///
/// Linear in the events: a subject's events are walked by time, and only acts that
/// are still open at that time are looked at.
pub(super) fn acts<'a>(
    events: &[ClassedEvent<'a>],
    directory: &Directory,
    rules: &ClassifyRules,
) -> Vec<Vec<ClassedEvent<'a>>> {
    let called = |event: &ClassedEvent<'_>| {
        subject(event.event, directory).map_or_else(|| unresolved(event.event), |ix| format!("#{}", ix.0))
    };
    let keys: Vec<String> = events.par_iter().map(called).collect();
    let mut by_subject: BTreeMap<(&str, &str), Vec<ClassedEvent<'a>>> = BTreeMap::new();
    for (event, key) in events.iter().zip(&keys) {
        by_subject.entry((directory.family(&event.event.source), key)).or_default().push(*event);
    }
    let of_subjects: Vec<_> = by_subject.into_values().collect();
    of_subjects.into_par_iter().flat_map_iter(|events| acts_of_subject(events, directory, rules)).collect()
}

/// An act while it is being put together.
struct Act<'a> {
    /// The main event first.
    parts: Vec<ClassedEvent<'a>>,
    latest: ClassedEvent<'a>,
    transactions: BTreeSet<&'a str>,
}

/// How many acts of one subject may be open at a time. People have one or two; the bound
/// keeps a flood of events on one account from costing the square of its length.
const MOST_OPEN: usize = 64;

fn acts_of_subject<'a>(
    mut events: Vec<ClassedEvent<'a>>,
    directory: &Directory,
    rules: &ClassifyRules,
) -> Vec<Vec<ClassedEvent<'a>>> {
    events.sort_by(|a, b| {
        (a.event.at, kind(a), &a.event.native_id).cmp(&(b.event.at, kind(b), &b.event.native_id))
    });
    let mut acts: Vec<Act<'a>> = Vec::new();
    let mut first_open = 0;
    for event in events {
        while first_open < acts.len()
            && acts[first_open].seconds_before(&event) > rules.acts.transaction_seconds
        {
            first_open += 1;
        }
        first_open = first_open.max(acts.len().saturating_sub(MOST_OPEN));
        match acts[first_open..].iter_mut().find(|act| act.has_room_for(&event, directory, rules)) {
            Some(act) => act.take(event, rules),
            None => acts.push(Act::begin(event)),
        }
    }
    acts.into_iter().map(Act::finish).collect()
}

impl<'a> Act<'a> {
    fn begin(event: ClassedEvent<'a>) -> Self {
        Self {
            parts: vec![event],
            latest: event,
            transactions: event.event.transaction.as_deref().into_iter().collect(),
        }
    }

    fn seconds_before(&self, event: &ClassedEvent<'_>) -> i64 {
        (event.event.at - self.latest.event.at).num_seconds()
    }

    fn has_room_for(&self, event: &ClassedEvent<'_>, directory: &Directory, rules: &ClassifyRules) -> bool {
        let apart = self.seconds_before(event);
        let shares_transaction = apart <= rules.acts.transaction_seconds
            && event
                .event
                .transaction
                .as_deref()
                .is_some_and(|transaction| self.transactions.contains(transaction));
        let is_one_stroke =
            apart <= rules.acts.act_seconds && same_actor(self.parts[0].event, event.event, directory);
        let is_echo = rules.is_echo(event.event, kind(event), apart);
        (shares_transaction || is_one_stroke || is_echo) && kinds_agree(&self.parts[0], event, rules)
    }

    fn take(&mut self, event: ClassedEvent<'a>, rules: &ClassifyRules) {
        self.latest = event;
        self.transactions.extend(event.event.transaction.as_deref());
        self.parts.push(event);
        if rules.takes(kind(&event), kind(&self.parts[0])) {
            let last = self.parts.len() - 1;
            self.parts.swap(0, last);
        }
    }

    fn finish(mut self) -> Vec<ClassedEvent<'a>> {
        self.parts[1..]
            .sort_by(|a, b| (a.event.at, &a.event.native_id).cmp(&(b.event.at, &b.event.native_id)));
        self.parts
    }
}

fn kinds_agree(main_event: &ClassedEvent<'_>, event: &ClassedEvent<'_>, rules: &ClassifyRules) -> bool {
    let (main, new) = (kind(main_event), kind(event));
    if main != new {
        return rules.takes(main, new) || rules.takes(new, main);
    }
    !rules.acts.distinct_by_object.contains(&new) || objects(main_event.event) == objects(event.event)
}

/// Whether one actor did both. Two logs may name one actor by different names of one account.
fn same_actor(a: &Event, b: &Event, directory: &Directory) -> bool {
    let (one, other) = (&a.actor, &b.actor);
    if a.source == b.source && one.id.is_some() && other.id.is_some() {
        return one.id == other.id;
    }
    let account = |event: &Event| directory.resolve(&event.source, &event.actor).one();
    one.label().eq_ignore_ascii_case(other.label())
        || a.source != b.source && account(a).is_some_and(|found| account(b) == Some(found))
}

/// The account that an event is about, in the record's words, where nobody knows whose it is: people
/// whose name says nothing must not become one.
fn unresolved(event: &Event) -> String {
    let subject = event.subject_party().map_or("", |party| party.id.as_deref().unwrap_or(party.label()));
    format!("{subject}|{}", objects(event).join("|"))
}

/// What else the event is about: the group, role, key it names.
fn objects(event: &Event) -> Vec<String> {
    event
        .targets
        .iter()
        .enumerate()
        .filter(|(at, _)| Some(*at) != event.subject)
        .map(|(_, party)| party.id.as_deref().unwrap_or_else(|| party.label()).to_owned())
        .collect()
}

pub(super) fn kind(event: &ClassedEvent<'_>) -> ChangeKind {
    match event.classified.class {
        EventClass::Change(kind, _) => kind,
        EventClass::Signal(_) => unreachable!("acts hold changes only"),
    }
}
