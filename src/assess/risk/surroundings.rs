//! Everything around a change, indexed once: by person, by agent, by address, by device.

use std::collections::{BTreeMap, BTreeSet};

use chrono::Duration;

use super::crowds::{Crowds, Tie};
use super::habits::Habits;
use super::patterns::{fan_out, is_enrolment};
use super::places::{Place, Places};
use crate::directory::{Acting, Directory};
use crate::mapping::risk::{Look, RiskPolicy};
use crate::model::{
    AccountIx, Change, ChangeKind, Event, EventClass, EventIx, Instant, Outcome, Signal, TicketIx, Tier,
    UserType, Verdict,
};

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

/// A change that its account holder reported to the desk as not theirs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Denial {
    /// When the ticket was opened.
    pub at: Instant,
    /// Who says so.
    pub by: AccountIx,
}

/// What became of a change, and the ticket that it hangs on.
#[derive(Debug, Clone, Default)]
pub struct Standing {
    /// Its verdict.
    pub verdict: Option<Verdict>,
    /// Its ticket.
    pub ticket: Option<TicketIx>,
    /// Who answers for it: the actor, or for a program the agent of the ticket.
    pub agent: Option<AccountIx>,
    /// Whether its actor works that ticket; `None` where ticket or actor is not told.
    pub in_own_ticket: Option<bool>,
    /// Whether a verification for it failed.
    pub failed: bool,
    /// Telephone numbers that its ticket names, as their last digits.
    pub numbers: Vec<String>,
}

/// What tickets and evidence tell around the changes.
#[derive(Debug, Clone, Default)]
pub struct Told {
    /// By change, in their order.
    pub standings: Vec<Standing>,
    /// Verifications that failed.
    pub refusals: Vec<Refusal>,
    /// Changes that nobody asked for, as people told the desk.
    pub denials: Vec<Denial>,
}

/// Indices over all changes and events. All lists are sorted by time and searched by halving.
#[derive(Debug, Clone)]
pub struct Surroundings<'a> {
    directory: &'a Directory,
    events: &'a [Event],
    by_id: BTreeMap<&'a str, (&'a Change, &'a Standing)>,
    by_subject: BTreeMap<AccountIx, Vec<&'a Change>>,
    by_actor: BTreeMap<AccountIx, Vec<&'a Change>>,
    /// Signals of the native types that patterns look for.
    signals: BTreeMap<AccountIx, Vec<Seen<'a>>>,
    /// When people used their accounts, as far as signals tell.
    uses: BTreeMap<AccountIx, Vec<Instant>>,
    /// When accounts of a person were made.
    created: BTreeMap<AccountIx, Vec<Instant>>,
    places: Places<'a>,
    house: usize,
    devices: BTreeMap<String, BTreeSet<AccountIx>>,
    refusals: BTreeMap<AccountIx, Vec<Refusal>>,
    denials: BTreeMap<AccountIx, Vec<Instant>>,
    habits: Habits<'a>,
    /// Sources that tell what people do with their accounts.
    tells_use: BTreeSet<&'a str>,
    crowds: Crowds<'a>,
}

impl<'a> Surroundings<'a> {
    /// Indexes a run: all changes, all kept events with their persons and classes (`class_of`), what tickets and
    /// evidence tell of them, who is who, and the weights with the spans of the patterns.
    pub fn new(
        changes: &'a [Change],
        (events, acting): (&'a [Event], &[Acting]),
        class_of: impl Fn(EventIx) -> Option<EventClass>,
        told: &'a Told,
        (directory, policy): (&'a Directory, &RiskPolicy),
    ) -> Self {
        let person = |account: AccountIx| directory.account(account).person;
        let mut new = Self {
            directory,
            events,
            by_id: BTreeMap::new(),
            by_subject: BTreeMap::new(),
            by_actor: BTreeMap::new(),
            signals: BTreeMap::new(),
            uses: BTreeMap::new(),
            created: BTreeMap::new(),
            places: Places::default(),
            house: policy.look.house_persons,
            devices: BTreeMap::new(),
            refusals: BTreeMap::new(),
            denials: BTreeMap::new(),
            habits: Habits::of(changes, person),
            tells_use: BTreeSet::new(),
            crowds: Crowds::new(),
        };
        for (change, standing) in changes.iter().zip(&told.standings) {
            new.by_id.insert(change.id.0.as_str(), (change, standing));
            new.add_change(change, &policy.look);
        }
        for (at, (event, acting)) in events.iter().zip(acting).enumerate() {
            let class = u32::try_from(at).ok().and_then(|at| class_of(EventIx(at)));
            new.add_event(event, *acting, class, &policy.look);
        }
        for refusal in &told.refusals {
            new.refusals.entry(person(refusal.subject)).or_default().push(*refusal);
        }
        for denial in &told.denials {
            new.denials.entry(person(denial.by)).or_default().push(denial.at);
        }
        new.sort();
        new.crowds = fan_out::crowds_of(&new, policy);
        new
    }

    fn add_change(&mut self, change: &'a Change, look: &Look) {
        if let Some(subject) = change.subject {
            let person = self.person(subject);
            self.by_subject.entry(person).or_default().push(change);
            if matches!(change.kind, ChangeKind::AccountCreate | ChangeKind::NhiCreate) {
                self.created.entry(person).or_default().push(change.at);
            }
            if is_enrolment(change.kind) {
                for device in self.devices_of(change, look) {
                    self.devices.entry(device).or_default().insert(person);
                }
            }
        }
        if let Some(actor) = change.actor {
            self.by_actor.entry(self.person(actor)).or_default().push(change);
        }
    }

    fn add_event(&mut self, event: &'a Event, acting: Acting, class: Option<EventClass>, look: &Look) {
        let Acting { actor, subject } = acting;
        if let Some(person) = actor {
            self.places.add(person, event);
        }
        let Some(class @ EventClass::Signal(signal)) = class else { return };
        if signal == Signal::NotificationEvidence {
            return;
        }
        let Some(person) = subject.or(actor) else { return };
        let own = actor.is_none_or(|actor| actor == person);
        if own && event.outcome != Outcome::Failure {
            self.uses.entry(person).or_default().push(event.at);
            if signal == Signal::FollowOn {
                self.tells_use.insert(event.source.as_str());
            }
        }
        if [&look.admin_access, &look.mail_rules, &look.reports]
            .into_iter()
            .any(|types| types.contains(&event.native_type))
        {
            self.signals.entry(person).or_default().push(Seen { at: event.at, event, class, own });
        }
    }

    fn sort(&mut self) {
        for list in self.by_subject.values_mut().chain(self.by_actor.values_mut()) {
            list.sort_by(|a, b| (a.at, &a.id).cmp(&(b.at, &b.id)));
        }
        for list in self.signals.values_mut() {
            list.sort_by_key(|seen| (seen.at, seen.event.origin));
        }
        for list in self.refusals.values_mut() {
            list.sort_unstable();
        }
        let instants = self.denials.values_mut().chain(self.uses.values_mut());
        for list in instants.chain(self.created.values_mut()) {
            list.sort_unstable();
        }
        self.places.sort();
    }

    /// All changes with what became of them, by id.
    pub(super) fn all(&self) -> impl Iterator<Item = (&'a Change, &'a Standing)> {
        self.by_id.values().copied()
    }

    /// What became of a change.
    pub(super) fn standing(&self, change: &Change) -> Option<&'a Standing> {
        self.by_id.get(change.id.0.as_str()).map(|(_, standing)| *standing)
    }

    /// The change that another completes, or itself: what it is judged by began there.
    pub(super) fn begun(&self, change: &'a Change) -> &'a Change {
        let parent = change.parent.as_ref().and_then(|parent| self.by_id.get(parent.0.as_str()));
        parent.map_or(change, |(parent, _)| *parent)
    }

    /// The person behind an account.
    pub(super) fn person(&self, account: AccountIx) -> AccountIx {
        self.directory.account(account).person
    }

    /// Whether an account is a program's: it does what an agent tells it.
    pub(super) fn is_program(&self, account: AccountIx) -> bool {
        let account = self.directory.account(account);
        account.user_type == Some(UserType::Service) || account.tier == Some(Tier::Nhi)
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
        let start = list.partition_point(|refusal| refusal.at < from);
        list[start..].iter().copied().take_while(move |refusal| refusal.at <= to)
    }

    /// The main event of a change.
    pub(super) fn event(&self, change: &Change) -> Option<&'a Event> {
        self.events.get(change.event.0 as usize)
    }

    /// When the person first told the desk, in a closed span, that something was not theirs.
    pub(super) fn denial_of(&self, account: AccountIx, from: Instant, to: Instant) -> Option<Instant> {
        first_within(self.denials.get(&self.person(account)), from, to)
    }

    /// Whether a signal shows the person using an account of theirs in a closed span.
    pub(super) fn was_used(&self, account: AccountIx, from: Instant, to: Instant) -> bool {
        first_within(self.uses.get(&self.person(account)), from, to).is_some()
    }

    /// Whether an account of the person was made in a closed span.
    pub(super) fn was_created(&self, account: AccountIx, from: Instant, to: Instant) -> bool {
        first_within(self.created.get(&self.person(account)), from, to).is_some()
    }

    /// What the address of a change was to a person before an instant.
    pub(super) fn place(&self, account: AccountIx, change: &Change, before: Instant) -> Place {
        let told = (change.ip.as_deref(), self.event(change));
        self.places.of(self.person(account), told, before, self.house)
    }

    /// What the address of an event was to a person before an instant.
    pub(super) fn place_of_event(&self, account: AccountIx, event: &Event, before: Instant) -> Place {
        self.places.of(self.person(account), (event.ip.as_deref(), Some(event)), before, self.house)
    }

    /// For how many days the person had been seen before an instant.
    pub(super) fn days_known(&self, account: AccountIx, at: Instant) -> i64 {
        self.places.days_known(self.person(account), at)
    }

    /// When and from where the desk works.
    pub(super) fn habits(&self) -> &Habits<'a> {
        &self.habits
    }

    /// Whether a source tells what people do with their accounts.
    pub(super) fn tells_use(&self, source: &str) -> bool {
        self.tells_use.contains(source)
    }

    /// The crowds in which a change stands.
    pub(super) fn crowds(&self, change: &Change) -> &[(Tie<'a>, usize)] {
        self.crowds.get(change.id.0.as_str()).map_or(&[], Vec::as_slice)
    }

    /// How many persons share the devices of an enrolment.
    pub(super) fn persons_sharing(&self, change: &Change, look: &Look) -> usize {
        let shared = self.devices_of(change, look).into_iter();
        shared.filter_map(|device| self.devices.get(&device)).map(BTreeSet::len).max().unwrap_or(0)
    }

    /// What identifies the device or telephone of an enrolment.
    fn devices_of(&self, change: &Change, look: &Look) -> Vec<String> {
        let Some(event) = self.event(change) else { return Vec::new() };
        let details = look.device_details.iter().flat_map(|name| event.details.get(name)).map(str::to_owned);
        let targets = event
            .targets
            .iter()
            .filter(|party| {
                party.native_kind.as_ref().is_some_and(|kind| look.device_kinds.iter().any(|one| kind == one))
            })
            .filter_map(|party| Some(party.id.as_deref()?.to_owned()));
        details.chain(targets).filter(|device| tells_apart(device)).collect()
    }
}

/// Whether a word stands for one device: a masked number or a model's name may be many people's.
fn tells_apart(device: &str) -> bool {
    let is_masked = device.contains(['*', '•']) || device.to_ascii_uppercase().contains("XX");
    device.len() >= 6 && device.contains(|c: char| c.is_ascii_digit()) && !is_masked
}

/// An instant moved by a span, as far as the calendar goes.
pub(super) fn moved(at: Instant, by: Duration) -> Instant {
    at.checked_add_signed(by).unwrap_or(at)
}

fn first_within(list: Option<&Vec<Instant>>, from: Instant, to: Instant) -> Option<Instant> {
    let list = list?;
    list.get(list.partition_point(|at| *at < from)).copied().filter(|at| *at <= to)
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
