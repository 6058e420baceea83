//! Everything around a change, indexed once: by person, by agent, by address, by device.

use std::collections::{BTreeMap, BTreeSet};

use crate::directory::Directory;
use crate::mapping::risk::Look;
use crate::model::{AccountIx, Change, ChangeKind, Event, EventClass, EventIx, Instant, Signal};

/// A verification that failed or was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Refusal {
    /// When.
    pub at: Instant,
    /// Who was to be verified.
    pub subject: AccountIx,
    /// Who tried.
    pub by: Option<AccountIx>,
}

/// An event as seen from the person who acted or was acted upon.
#[derive(Debug, Clone, Copy)]
pub(super) struct Seen<'a> {
    pub(super) at: Instant,
    pub(super) event: &'a Event,
    pub(super) class: EventClass,
    /// Whether the person themself acted.
    pub(super) own: bool,
}

/// Indices over all changes and events. All lists are sorted by time and searched by halving.
#[derive(Debug, Clone)]
pub struct Surroundings<'a> {
    directory: &'a Directory,
    events: &'a [Event],
    by_subject: BTreeMap<AccountIx, Vec<&'a Change>>,
    by_actor: BTreeMap<AccountIx, Vec<&'a Change>>,
    signals: BTreeMap<AccountIx, Vec<Seen<'a>>>,
    /// Where and when a person first acted from an address.
    first_from: BTreeMap<(AccountIx, &'a str), Instant>,
    /// When a person was first seen acting from any address.
    first_seen: BTreeMap<AccountIx, Instant>,
    enrolled_from: BTreeMap<&'a str, Vec<&'a Change>>,
    devices: BTreeMap<String, BTreeSet<AccountIx>>,
    refusals: BTreeMap<AccountIx, Vec<Refusal>>,
    hours: BTreeMap<AccountIx, [u32; 24]>,
    proven: BTreeSet<&'a str>,
}

impl<'a> Surroundings<'a> {
    /// Indexes a run: all changes, all kept events with their classes (`class_of`), the
    /// ids of the changes found proven, and all failed verifications.
    pub fn new(
        changes: &'a [Change],
        events: &'a [Event],
        class_of: impl Fn(EventIx) -> Option<EventClass>,
        (proven, refusals): (BTreeSet<&'a str>, &[Refusal]),
        (directory, look): (&'a Directory, &Look),
    ) -> Self {
        let mut new = Self {
            directory,
            events,
            by_subject: BTreeMap::new(),
            by_actor: BTreeMap::new(),
            signals: BTreeMap::new(),
            first_from: BTreeMap::new(),
            first_seen: BTreeMap::new(),
            enrolled_from: BTreeMap::new(),
            devices: BTreeMap::new(),
            refusals: BTreeMap::new(),
            hours: BTreeMap::new(),
            proven,
        };
        for change in changes {
            new.add_change(change, look);
        }
        for (at, event) in events.iter().enumerate() {
            let class = u32::try_from(at).ok().and_then(|at| class_of(EventIx(at)));
            new.add_event(event, class);
        }
        for refusal in refusals {
            new.refusals.entry(new.person(refusal.subject)).or_default().push(*refusal);
        }
        new.sort();
        new
    }

    fn add_change(&mut self, change: &'a Change, look: &Look) {
        if let Some(subject) = change.subject {
            let person = self.person(subject);
            self.by_subject.entry(person).or_default().push(change);
            if is_enrolment(change.kind) {
                if let Some(ip) = address(change.ip.as_deref()) {
                    self.enrolled_from.entry(ip).or_default().push(change);
                }
                for device in self.devices_of(change, look) {
                    self.devices.entry(device).or_default().insert(person);
                }
            }
        }
        if let Some(actor) = change.actor {
            use chrono::Timelike;
            let person = self.person(actor);
            self.by_actor.entry(person).or_default().push(change);
            let hours = self.hours.entry(person).or_default();
            hours[change.at.hour() as usize % 24] += 1;
        }
    }

    fn add_event(&mut self, event: &'a Event, class: Option<EventClass>) {
        let actor = self.resolve(event, Some(&event.actor));
        let subject = self.resolve(event, event.subject_party());
        if let (Some(person), Some(ip)) = (actor, address(event.ip.as_deref())) {
            for place in [Some(ip), event.network.as_deref()].into_iter().flatten() {
                let first = self.first_from.entry((person, place)).or_insert(event.at);
                *first = (*first).min(event.at);
            }
            let first = self.first_seen.entry(person).or_insert(event.at);
            *first = (*first).min(event.at);
        }
        let Some(class @ EventClass::Signal(signal)) = class else { return };
        if signal == Signal::NotificationEvidence {
            return;
        }
        if let Some(person) = subject.or(actor) {
            let own = actor.is_none_or(|actor| actor == person);
            self.signals.entry(person).or_default().push(Seen { at: event.at, event, class, own });
        }
    }

    fn sort(&mut self) {
        let lists = self.by_subject.values_mut().chain(self.by_actor.values_mut());
        for list in lists.chain(self.enrolled_from.values_mut()) {
            list.sort_by(|a, b| (a.at, &a.id).cmp(&(b.at, &b.id)));
        }
        for list in self.signals.values_mut() {
            list.sort_by_key(|seen| (seen.at, seen.event.origin));
        }
        for list in self.refusals.values_mut() {
            list.sort_unstable();
        }
    }

    fn resolve(&self, event: &Event, party: Option<&crate::model::Party>) -> Option<AccountIx> {
        let party = party.filter(|party| !party.is_empty())?;
        self.directory.resolve(&event.source, party).one().map(|account| self.person(account))
    }

    /// The person behind an account.
    pub(super) fn person(&self, account: AccountIx) -> AccountIx {
        self.directory.account(account).person
    }

    /// Changes of the person's accounts in a closed span.
    pub(super) fn changes_of(
        &self,
        account: AccountIx,
        from: Instant,
        to: Instant,
    ) -> impl Iterator<Item = &'a Change> {
        within(self.by_subject.get(&self.person(account)), from, to)
    }

    /// Changes that the person made in a closed span.
    pub(super) fn changes_by(
        &self,
        account: AccountIx,
        from: Instant,
        to: Instant,
    ) -> impl Iterator<Item = &'a Change> {
        within(self.by_actor.get(&self.person(account)), from, to)
    }

    /// Enrolments from an address in a closed span.
    pub(super) fn enrolments_from(
        &self,
        ip: &str,
        from: Instant,
        to: Instant,
    ) -> impl Iterator<Item = &'a Change> {
        within(self.enrolled_from.get(ip), from, to)
    }

    /// What the person did or what befell them, in a closed span.
    pub(super) fn signals_of(
        &self,
        account: AccountIx,
        from: Instant,
        to: Instant,
    ) -> impl Iterator<Item = Seen<'a>> {
        let list = self.signals.get(&self.person(account)).map_or(&[][..], Vec::as_slice);
        let start = list.partition_point(|seen| seen.at < from);
        let end = list.partition_point(|seen| seen.at <= to).max(start);
        list[start..end].iter().copied()
    }

    /// Failed verifications of the person in a closed span.
    pub(super) fn refusals_of(
        &self,
        account: AccountIx,
        from: Instant,
        to: Instant,
    ) -> impl Iterator<Item = Refusal> {
        let list = self.refusals.get(&self.person(account)).map_or(&[][..], Vec::as_slice);
        list.iter().copied().filter(move |refusal| from <= refusal.at && refusal.at <= to)
    }

    /// The main event of a change.
    pub(super) fn event(&self, change: &Change) -> Option<&'a Event> {
        self.events.get(change.event.0 as usize)
    }

    /// Whether an address (or, where told, its network) was never used by the person before
    /// `before`; `None` where nothing is known of them before.
    pub(super) fn is_new_place(&self, account: AccountIx, change: &Change, before: Instant) -> Option<bool> {
        let person = self.person(account);
        let ip = address(change.ip.as_deref())?;
        self.first_seen.get(&person).filter(|first| **first < before)?;
        let used = |place: &str| self.first_from.get(&(person, place)).is_some_and(|first| *first < before);
        let network = self.event(change).and_then(|event| event.network.as_deref());
        Some(!used(ip) && !network.is_some_and(used))
    }

    /// How many of the agent's changes fall in each hour of the day.
    pub(super) fn hours_of(&self, actor: AccountIx) -> Option<&[u32; 24]> {
        self.hours.get(&self.person(actor))
    }

    /// Whether the change was found proven.
    pub(super) fn is_proven(&self, change: &Change) -> bool {
        self.proven.contains(change.id.0.as_str())
    }

    /// How many persons share the devices of an enrolment.
    pub(super) fn persons_sharing(&self, change: &Change, look: &Look) -> usize {
        let shared = self.devices_of(change, look).into_iter();
        shared.filter_map(|device| self.devices.get(&device)).map(BTreeSet::len).max().unwrap_or(0)
    }

    /// What identifies the device or telephone of an enrolment.
    fn devices_of(&self, change: &Change, look: &Look) -> Vec<String> {
        let Some(event) = self.event(change) else { return Vec::new() };
        let details =
            look.device_details.iter().filter_map(|name| event.details.get(name)).flatten().cloned();
        let targets = event
            .targets
            .iter()
            .filter(|party| party.native_kind.as_ref().is_some_and(|kind| look.device_kinds.contains(kind)))
            .filter_map(|party| party.id.clone());
        details.chain(targets).filter(|device| device.len() >= 6).collect()
    }
}

/// Enrolments of what will be used to sign in.
pub(super) fn is_enrolment(kind: ChangeKind) -> bool {
    matches!(kind, ChangeKind::FactorEnrol | ChangeKind::FactorEnrolByAdmin | ChangeKind::DeviceEnrol)
}

/// An address that tells a place apart.
fn address(ip: Option<&str>) -> Option<&str> {
    ip.map(str::trim).filter(|ip| !ip.is_empty() && *ip != "-" && *ip != "::1" && !ip.starts_with("127."))
}

fn within<'a>(
    list: Option<&Vec<&'a Change>>,
    from: Instant,
    to: Instant,
) -> impl Iterator<Item = &'a Change> {
    let list = list.map_or(&[][..], Vec::as_slice);
    let start = list.partition_point(|change| change.at < from);
    let end = list.partition_point(|change| change.at <= to).max(start);
    list[start..end].iter().copied()
}
