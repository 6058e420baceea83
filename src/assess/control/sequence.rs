//! CT-24 to CT-28: what stands around a reset: the other factor, an edit, an enrolment, a privilege, more resets.

use std::collections::BTreeMap;

use chrono::TimeDelta;

use super::Run;
use super::approval::is_approved;
use super::index::{days, hours, kinds, stamp};
use super::sheet::{Judged, Sheet};
use crate::model::{
    AccountIx, ActorKind, Case, ChangeKind, Event, Instant, Level, LinkOutcome, Span, Support, Timing,
    Verdict,
};

/// Desk changes of the kinds that a parameter names.
fn desk_of<'a>(run: Run<'a>, parameter: &str) -> Vec<&'a Case> {
    let kinds = kinds(run.definition.words(parameter));
    run.index.desk().filter(|case| kinds.contains(&case.change.kind)).collect()
}

fn told(case: &Case) -> String {
    format!("{} of `{}` {}", case.change.kind, case.change.subject_label, stamp(case.change.at))
}

/// CT-24: password and second factor are not handed over in one contact.
pub(super) fn both_factors(run: Run<'_>, sheet: &mut Sheet<'_>) {
    let passwords = kinds(run.definition.words("password_kinds"));
    let factors = kinds(run.definition.words("factor_kinds"));
    let is_told = run.index.records_any(&passwords) && run.index.records_any(&factors);
    for case in run.index.desk() {
        let counterpart = if passwords.contains(&case.change.kind) {
            &factors
        } else if factors.contains(&case.change.kind) {
            &passwords
        } else {
            continue;
        };
        sheet.change(&case.change, is_apart(run, case, counterpart, is_told), &[]);
    }
}

fn is_apart(run: Run<'_>, case: &Case, counterpart: &[ChangeKind], is_told: bool) -> Judged {
    let window = hours(run.definition.number("window_hours"));
    let other = run
        .index
        .of_same_person(case, window, window)
        .chain(run.index.on_same_ticket(case))
        .find(|other| counterpart.contains(&other.change.kind) && other.change.support != Support::No);
    let Some(other) = other else {
        if !is_told {
            return Judged::NotTestable("the log records only one of the two sorts of change".to_owned());
        }
        return Judged::Pass(format!(
            "{}; no counterpart within {} h or on its ticket",
            told(case),
            window.num_hours()
        ));
    };
    let pair = format!("{} and {}", told(case), told(other));
    let is_strong = [case, other].iter().all(|case| {
        case.evidence
            .iter()
            .any(|evidence| evidence.timing == Timing::Before && evidence.level == Level::Strong)
    });
    let is_approved = [case, other].iter().all(|case| matches!(is_approved(run, case), Judged::Pass(_)));
    if is_strong && is_approved {
        Judged::Pass(format!("{pair}, both on strong evidence and approved"))
    } else if !is_strong {
        Judged::Fail(format!("{pair}, not both on strong evidence"))
    } else {
        Judged::Fail(format!("{pair}, not both approved before"))
    }
}

/// CT-25: no edit of recovery data shortly before a reset.
pub(super) fn edit_then_reset(run: Run<'_>, sheet: &mut Sheet<'_>) {
    for case in desk_of(run, "reset_kinds") {
        sheet.change(&case.change, no_edit_before(run, case), &[]);
    }
}

fn no_edit_before(run: Run<'_>, case: &Case) -> Judged {
    let edits = kinds(run.definition.words("edit_kinds"));
    let window = days(run.definition.number("window_days"));
    let edit = run
        .index
        .of_same_person(case, window, TimeDelta::zero())
        .rfind(|other| edits.contains(&other.change.kind) && other.change.at < case.change.at);
    if let Some(edit) = edit {
        let pair = format!("{}, then {}", told(edit), told(case));
        return if edit.verdict == Some(Verdict::Proven) {
            Judged::NotTestable(format!(
                "{pair}; the edit is proven, whether a notice was sent is not exported"
            ))
        } else {
            Judged::Fail(pair)
        };
    }
    let from = case.change.at.checked_sub_signed(window).unwrap_or(case.change.at);
    let source = &case.change.source;
    if case.change.subject.is_none() {
        Judged::NotTestable(format!("the account `{}` could not be told", case.change.subject_label))
    } else if !run.index.source_records(source, &edits) {
        Judged::NotTestable(format!("{source} records no edit at all in this export"))
    } else if !run.index.log_covers(source, Span { from, to: case.change.at }) {
        Judged::NotTestable(format!("{source} does not cover the time since {}", stamp(from)))
    } else {
        Judged::Pass(format!("{}; no edit since {}", told(case), stamp(from)))
    }
}

/// CT-26: no new factor from a network never seen, soon after a reset.
pub(super) fn new_network(run: Run<'_>, sheet: &mut Sheet<'_>) {
    let history = History::of(run);
    for case in desk_of(run, "reset_kinds") {
        sheet.change(&case.change, known_network(run, &history, case), &[]);
    }
}

/// From where each person acted, by time.
struct History<'a> {
    by_person: BTreeMap<AccountIx, Vec<&'a Event>>,
}

impl<'a> History<'a> {
    fn of(run: Run<'a>) -> Self {
        let mut by_person: BTreeMap<AccountIx, Vec<&Event>> = BTreeMap::new();
        for (event, acting) in run.input.events.iter().zip(run.input.acting) {
            if let Some(person) = acting.actor.filter(|_| event.ip.is_some() || event.network.is_some()) {
                by_person.entry(person).or_default().push(event);
            }
        }
        for events in by_person.values_mut() {
            events.sort_by(|a, b| (a.at, &a.source, &a.native_id).cmp(&(b.at, &b.source, &b.native_id)));
        }
        Self { by_person }
    }

    /// Events of a person inside a span of time.
    fn between(&self, person: AccountIx, from: Instant, to: Instant) -> impl Iterator<Item = &'a Event> + '_ {
        let events = self.by_person.get(&person).map_or(&[][..], Vec::as_slice);
        let first = events.partition_point(|event| event.at < from);
        events[first..].iter().take_while(move |event| event.at < to).copied()
    }
}

fn known_network(run: Run<'_>, history: &History<'_>, case: &Case) -> Judged {
    let window = hours(run.definition.number("window_hours"));
    let at = case.change.at;
    let until = at.checked_add_signed(window).unwrap_or(at);
    let Some(subject) = case.change.subject else {
        return Judged::NotTestable(format!("the account `{}` could not be told", case.change.subject_label));
    };
    let enrol = kinds(run.definition.words("enrol_kinds"));
    let enrolments: Vec<&Case> = run
        .index
        .of_same_person(case, TimeDelta::zero(), window)
        .filter(|other| enrol.contains(&other.change.kind))
        .collect();
    let judged: Vec<Judged> = enrolments
        .iter()
        .map(|enrolment| from_known_network(run, history, case, enrolment, run.index.person(subject)))
        .collect();
    let find = |wanted: fn(&Judged) -> bool| judged.iter().find(|judged| wanted(judged)).cloned();
    if let Some(worst) = find(|judged| matches!(judged, Judged::Fail(_)))
        .or_else(|| find(|judged| matches!(judged, Judged::NotTestable(_))))
    {
        return worst;
    }
    if !run.index.log_covers(&case.change.source, Span { from: at, to: until }) {
        return Judged::NotTestable(format!(
            "{}; the log does not cover the time until {}",
            told(case),
            stamp(until)
        ));
    }
    judged.into_iter().next().unwrap_or_else(|| {
        Judged::Pass(format!("{}; nothing was enrolled until {}", told(case), stamp(until)))
    })
}

fn from_known_network(
    run: Run<'_>,
    history: &History<'_>,
    reset: &Case,
    enrolment: &Case,
    person: AccountIx,
) -> Judged {
    let pair = format!("{}, then {}", told(reset), told(enrolment));
    let event = run.input.events.get(enrolment.change.event.0 as usize);
    let ip = enrolment.change.ip.as_deref();
    let network = event.and_then(|event| event.network.as_deref());
    if ip.is_none() && network.is_none() {
        return Judged::NotTestable(format!("{pair}, from an address that is not recorded"));
    }
    let at = reset.change.at;
    let long = days(run.definition.number("history_days"));
    let short = days(run.definition.number("least_history_days"));
    let from = at.checked_sub_signed(long).unwrap_or(at);
    let short_from = at.checked_sub_signed(short).unwrap_or(at);
    let seen = history.between(person, from, at).find(|event| {
        (ip.is_some() && event.ip.as_deref() == ip)
            || (network.is_some() && event.network.as_deref() == network)
    });
    let place = [ip, network].into_iter().flatten().collect::<Vec<_>>().join(", ");
    if let Some(event) = seen {
        return Judged::Pass(format!("{pair}, from {place}, used by the person {}", stamp(event.at)));
    }
    if !run.index.log_covers(&enrolment.change.source, Span { from: short_from, to: at }) {
        return Judged::NotTestable(format!(
            "{pair}, from {place}; the history begins after {}",
            stamp(short_from)
        ));
    }
    if history.between(person, from, at).next().is_none() {
        return Judged::NotTestable(format!(
            "{pair}, from {place}; no act of the person before it is in the log"
        ));
    }
    Judged::Fail(format!("{pair}, from {place}, never seen for the person"))
}

/// CT-27: no privilege used or gained soon after a reset, unless under a ticket.
pub(super) fn privilege_after(run: Run<'_>, sheet: &mut Sheet<'_>) {
    for case in desk_of(run, "reset_kinds") {
        sheet.change(&case.change, no_privilege_after(run, case), &[]);
    }
}

fn no_privilege_after(run: Run<'_>, case: &Case) -> Judged {
    let privileged = kinds(run.definition.words("privileged_kinds"));
    let window = hours(run.definition.number("window_hours"));
    let at = case.change.at;
    let until = at.checked_add_signed(window).unwrap_or(at);
    if case.change.subject.is_none() {
        return Judged::NotTestable(format!("the account `{}` could not be told", case.change.subject_label));
    }
    let acts = run
        .index
        .by_same_person(case, TimeDelta::zero(), window)
        .chain(run.index.of_same_person(case, TimeDelta::zero(), window))
        .filter(|other| privileged.contains(&other.change.kind) && other.change.at > at);
    let mut under_ticket = None;
    for act in acts {
        let pair = format!("{}, then {} by `{}`", told(case), told(act), act.change.actor_label);
        match act.link_outcome {
            LinkOutcome::Linked => under_ticket = Some(format!("{pair}, under a ticket")),
            LinkOutcome::Ambiguous => {
                return Judged::NotTestable(format!("{pair}; its ticket is under review"));
            }
            LinkOutcome::Unlinked if run.index.tickets_cover(act.change.at) => {
                return Judged::Fail(format!("{pair}, without a ticket"));
            }
            LinkOutcome::Unlinked => {
                return Judged::NotTestable(format!("{pair}; tickets do not cover that time"));
            }
        }
    }
    if let Some(told) = under_ticket {
        return Judged::Pass(told);
    }
    if !run.index.records_any(&privileged) {
        return Judged::NotTestable(format!(
            "the log records no privileged act at all; it needs {}",
            run.definition.needs
        ));
    }
    if !run.index.log_covers(&case.change.source, Span { from: at, to: until }) {
        return Judged::NotTestable(format!(
            "{}; the log does not cover the time until {}",
            told(case),
            stamp(until)
        ));
    }
    Judged::Pass(format!("{}; no privileged act until {}", told(case), stamp(until)))
}

/// CT-28: accounts reset too often, and agents far from their peers.
pub(super) fn outliers(run: Run<'_>, sheet: &mut Sheet<'_>) {
    accounts_reset_often(run, sheet);
    agents_far_off(run, sheet);
}

fn label(run: Run<'_>, person: AccountIx) -> String {
    run.input.directory.account(person).label.clone()
}

fn accounts_reset_often(run: Run<'_>, sheet: &mut Sheet<'_>) {
    let mut resets: BTreeMap<AccountIx, Vec<&Case>> = BTreeMap::new();
    for case in desk_of(run, "reset_kinds") {
        if let Some(subject) = case.change.subject {
            resets.entry(run.index.person(subject)).or_default().push(case);
        }
    }
    let window = days(run.definition.number("account_days"));
    let limit = run.definition.number("account_limit");
    for (person, mut cases) in resets {
        cases.sort_by_key(|case| case.change.at);
        let (mut most, mut first) = (0, 0);
        for last in 0..cases.len() {
            while cases[last].change.at - cases[first].change.at > window {
                first += 1;
            }
            most = most.max(last + 1 - first);
        }
        let told = format!("{} reset(s), at most {most} in {} days", cases.len(), window.num_days());
        #[expect(clippy::cast_precision_loss, reason = "a count of resets")]
        let judged = if most as f64 >= limit { Judged::Fail(told) } else { Judged::Pass(told) };
        let origins = cases.iter().map(|case| case.change.origin).collect();
        sheet.item(&format!("account:{}", label(run, person)), &person.0.to_string(), judged, origins);
    }
}

/// What is compared between agents: how many desk changes, and which share of the judged ones is not proven.
#[derive(Default)]
struct Work {
    changes: u32,
    judged: u32,
    unproven: u32,
}

fn agents_far_off(run: Run<'_>, sheet: &mut Sheet<'_>) {
    let mut work: BTreeMap<AccountIx, Work> = BTreeMap::new();
    for case in run.index.desk().filter(|case| case.change.actor_kind == ActorKind::DeskAgent) {
        let Some(actor) = case.change.actor else { continue };
        let work = work.entry(run.index.person(actor)).or_default();
        work.changes += 1;
        if let Some(verdict) = case.verdict.filter(|verdict| *verdict != Verdict::NotTestable) {
            work.judged += 1;
            work.unproven += u32::from(verdict != Verdict::Proven);
        }
    }
    let total: u32 = work.values().map(|work| work.changes).sum();
    #[expect(clippy::cast_precision_loss, reason = "a count of agents")]
    let is_group = work.len() as f64 >= run.definition.number("least_agents")
        && f64::from(total) >= run.definition.number("least_changes");
    let volumes: Vec<f64> = work.values().map(|work| f64::from(work.changes)).collect();
    let shares: Vec<f64> = work.values().filter_map(share).collect();
    let limit = run.definition.number("z_limit");
    for (agent, work) in &work {
        let told =
            format!("{} changes, {} of {} judged not proven", work.changes, work.unproven, work.judged);
        let judged = if is_group {
            far_off(
                told,
                limit,
                robust_z(&volumes, f64::from(work.changes)),
                share(work).and_then(|own| robust_z(&shares, own)),
            )
        } else {
            Judged::NotTestable(format!(
                "{told}; {} agents with {total} changes make no peer group",
                volumes.len()
            ))
        };
        sheet.item(&format!("agent:{}", label(run, *agent)), &agent.0.to_string(), judged, Vec::new());
    }
}

fn share(work: &Work) -> Option<f64> {
    (work.judged > 0).then(|| f64::from(work.unproven) / f64::from(work.judged))
}

/// Volume counts in both directions, the share of unproven changes only upwards.
fn far_off(told: String, limit: f64, volume: Option<f64>, unproven: Option<f64>) -> Judged {
    let z = |z: Option<f64>| z.map_or_else(|| "none".to_owned(), |z| format!("{z:.1}"));
    let told = format!("{told}; robust z of volume {}, of the share {}", z(volume), z(unproven));
    let is_far = volume.is_some_and(|z| z.abs() > limit) || unproven.is_some_and(|z| z > limit);
    if is_far {
        Judged::Fail(format!("{told}; of many agents a few lie outside by chance"))
    } else if volume.is_none() && unproven.is_none() {
        Judged::NotTestable(format!("{told}; the peers do not differ"))
    } else {
        Judged::Pass(told)
    }
}

/// The modified z score of Iglewicz and Hoaglin: 0.6745 times the distance to the median over the median of distances.
fn robust_z(values: &[f64], own: f64) -> Option<f64> {
    let centre = median(values.to_vec())?;
    let spread = median(values.iter().map(|value| (value - centre).abs()).collect())?;
    (spread > 0.0).then(|| 0.6745 * (own - centre) / spread)
}

fn median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    let upper = *values.get(middle)?;
    Some(if values.len() % 2 == 1 { upper } else { f64::midpoint(values[middle - 1], upper) })
}
