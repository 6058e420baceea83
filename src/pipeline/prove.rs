//! Evidence and verdict of every change.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use super::Knowledge;
use crate::assess::verdict::{Judging, verdict};
use crate::correlate::evidence::{Boilerplate, Lexicons, Sign, Statement, Use, Weighing, reach, weigh};
use crate::correlate::link::Linked;
use crate::correlate::review;
use crate::directory::{Acting, Directory};
use crate::model::{
    AccountIx, Case, Change, ChangeId, Decision, DecisionKind, Event, EventClass, Evidence, Instant,
    LinkOutcome, Overruled, Risk, Support, Ticket, TicketIx, Verdict, VerificationRecord, Weakness,
};
use crate::source::Reading;

/// What evidence and verdicts are made from.
#[derive(Clone)]
pub(super) struct Proving<'a> {
    pub(super) changes: &'a [Change],
    pub(super) linked: &'a [Linked],
    pub(super) events: &'a [Event],
    pub(super) classes: &'a [Option<EventClass>],
    /// The persons of each event.
    pub(super) acting: &'a [Acting],
    pub(super) reading: &'a Reading,
    pub(super) directory: &'a Directory,
    pub(super) knowledge: &'a Knowledge,
    pub(super) lexicons: &'a Lexicons,
    /// Decisions that a piece of evidence is none, by its id.
    pub(super) overruling: BTreeMap<&'a str, &'a Decision>,
}

/// What is looked up for a change: by person, by ticket.
struct Shelves<'a> {
    statements: Vec<Vec<Statement>>,
    boilerplate: Boilerplate,
    signals: BTreeMap<AccountIx, Vec<Signal<'a>>>,
    history: BTreeMap<AccountIx, Vec<&'a Change>>,
    records_of_person: BTreeMap<AccountIx, Vec<&'a VerificationRecord>>,
    records_of_ticket: BTreeMap<String, Vec<&'a VerificationRecord>>,
}

/// A signal, with the part that it plays in verifications, if any.
type Signal<'a> = (&'a Event, Option<Sign<'a>>);

impl<'a> Proving<'a> {
    /// The case of each change, in their order, without risk.
    ///
    /// `statements` are those of each ticket.
    pub(super) fn cases(&self, statements: Vec<Vec<Statement>>) -> Vec<Case> {
        let shelves = self.shelves(statements);
        let first = self.weigh_all(&shelves, &BTreeMap::new());
        let uses = shared_uses(self.changes, self.linked, &first);
        // Only what serves several changes can have been used before.
        let evidence = if uses.is_empty() {
            first
        } else {
            drop(first);
            self.weigh_all(&shelves, &uses)
        };
        let acts: BTreeMap<&str, &Change> =
            self.changes.iter().map(|change| (change.id.0.as_str(), change)).collect();
        (self.changes, self.linked, evidence)
            .into_par_iter()
            .map(|(change, linked, evidence)| Case {
                runner_up_verdict: self.with_runner_up(change, linked, &shelves, &uses),
                ..self.case(change, linked, evidence, &acts)
            })
            .collect()
    }

    /// The verdict that a change would have with the runner-up as its ticket. What completes another
    /// change has that one's ticket.
    fn with_runner_up(
        &self,
        change: &Change,
        linked: &Linked,
        shelves: &Shelves<'a>,
        uses: &BTreeMap<String, Vec<Use>>,
    ) -> Option<Verdict> {
        let runner_up = linked.runner_up.clone().filter(|_| change.parent.is_none())?;
        let linked = Linked { outcome: LinkOutcome::Linked, link: Some(runner_up), ..Linked::nowhere() };
        let evidence = self.weigh_one(change, &linked, shelves, uses, None);
        self.case(change, &linked, evidence, &BTreeMap::new()).verdict
    }

    fn shelves(&self, statements: Vec<Vec<Statement>>) -> Shelves<'a> {
        let mut shelves = Shelves {
            boilerplate: Boilerplate::count(statements.iter().map(Vec::as_slice)),
            statements,
            signals: BTreeMap::new(),
            history: BTreeMap::new(),
            records_of_person: BTreeMap::new(),
            records_of_ticket: BTreeMap::new(),
        };
        self.shelve_signals(&mut shelves);
        for change in self.changes {
            if let Some(subject) = change.subject {
                shelves.history.entry(self.person(subject)).or_default().push(change);
            }
        }
        for record in &self.reading.verifications {
            if let Some(subject) = self.directory.resolve(&record.source, &record.subject).one() {
                shelves.records_of_person.entry(self.person(subject)).or_default().push(record);
            }
            if let Some(ticket) = &record.ticket {
                shelves.records_of_ticket.entry(ticket.to_lowercase()).or_default().push(record);
            }
        }
        shelves
    }

    /// Every signal under each person who acts or is acted upon in it.
    fn shelve_signals(&self, shelves: &mut Shelves<'a>) {
        let role = |(event, class): (&'a Event, &Option<EventClass>)| {
            let class = class.filter(|class| matches!(class, EventClass::Signal(_)))?;
            Some((event, Sign::of(event, class, &self.knowledge.log)))
        };
        let signals: Vec<Option<Signal<'a>>> =
            (self.events, self.classes).into_par_iter().map(role).collect();
        for (signal, acting) in signals.into_iter().zip(self.acting) {
            let Some(signal) = signal else { continue };
            let subject = acting.subject.filter(|subject| acting.actor != Some(*subject));
            for person in acting.actor.into_iter().chain(subject) {
                shelves.signals.entry(person).or_default().push(signal);
            }
        }
        for signals in shelves.signals.values_mut() {
            signals.sort_by_key(|(event, _)| (event.at, event.origin));
        }
    }

    /// What plays a part in verifications of some people around a change, by time.
    fn signs(&self, change: &Change, people: &[AccountIx], shelves: &Shelves<'a>) -> Vec<Sign<'a>> {
        let (before, after) = reach(&self.knowledge.evidence);
        let from = change.at.checked_sub_signed(before).unwrap_or(Instant::MIN_UTC);
        let to = change.at.checked_add_signed(after).unwrap_or(Instant::MAX_UTC);
        let mut signals: Vec<Signal<'a>> = Vec::new();
        for all in people.iter().filter_map(|person| shelves.signals.get(person)) {
            let first = all.partition_point(|(event, _)| event.at < from);
            let near = all[first..].iter().take_while(|(event, _)| event.at <= to);
            signals.extend(near);
        }
        signals.sort_by_key(|(event, _)| (event.at, event.origin));
        signals.dedup_by_key(|(event, _)| event.origin);
        signals.into_iter().filter_map(|(_, sign)| sign).collect()
    }

    fn person(&self, account: AccountIx) -> AccountIx {
        self.directory.account(account).person
    }

    /// Evidence of all changes: first of those that stand for themselves, then of those that
    /// complete one of them.
    fn weigh_all(&self, shelves: &Shelves<'a>, uses: &BTreeMap<String, Vec<Use>>) -> Vec<Vec<Evidence>> {
        let own: Vec<Option<Vec<Evidence>>> = (self.changes, self.linked)
            .into_par_iter()
            .map(|(change, linked)| {
                change.parent.is_none().then(|| self.weigh_one(change, linked, shelves, uses, None))
            })
            .collect();
        let parents: BTreeSet<&ChangeId> =
            self.changes.iter().filter_map(|change| change.parent.as_ref()).collect();
        let of_parent: BTreeMap<&ChangeId, Vec<Evidence>> = self
            .changes
            .iter()
            .zip(&own)
            .filter(|(change, _)| parents.contains(&change.id))
            .filter_map(|(change, evidence)| Some((&change.id, evidence.clone()?)))
            .collect();
        (self.changes, self.linked, own)
            .into_par_iter()
            .map(|(change, linked, own)| {
                own.unwrap_or_else(|| {
                    let inherited = change.parent.as_ref().and_then(|parent| of_parent.get(parent));
                    let inherited = inherited.map_or(&[][..], Vec::as_slice);
                    self.weigh_one(change, linked, shelves, uses, Some(inherited))
                })
            })
            .collect()
    }

    fn weigh_one(
        &self,
        change: &Change,
        linked: &Linked,
        shelves: &Shelves<'a>,
        uses: &BTreeMap<String, Vec<Use>>,
        parent: Option<&[Evidence]>,
    ) -> Vec<Evidence> {
        if change.support == Support::No {
            return Vec::new();
        }
        let link = linked.link.as_ref();
        let ticket = link.and_then(|link| self.ticket(link.ticket));
        // A program is vouched for by its owner.
        let people: Vec<AccountIx> = change
            .subject
            .into_iter()
            .flat_map(|subject| [Some(subject), self.directory.account(subject).owner])
            .flatten()
            .map(|ix| self.person(ix))
            .collect();
        let mut records: Vec<&VerificationRecord> = people
            .iter()
            .filter_map(|person| shelves.records_of_person.get(person))
            .flatten()
            .copied()
            .collect();
        records.extend(
            ticket
                .and_then(|ticket| shelves.records_of_ticket.get(&ticket.number.to_lowercase()))
                .into_iter()
                .flatten(),
        );
        records.sort_by_key(|record| record.origin);
        records.dedup_by_key(|record| record.origin);
        let signals = self.signs(change, &people, shelves);
        let history = change.subject.and_then(|subject| shelves.history.get(&self.person(subject)));
        let mut weighing = Weighing {
            change,
            change_event: self.events.get(change.event.0 as usize),
            ticket,
            link,
            statements: link.map_or(&[], |link| {
                shelves.statements.get(link.ticket.0 as usize).map_or(&[], Vec::as_slice)
            }),
            records: &records,
            signals: &signals,
            history: history.map_or(&[], Vec::as_slice),
            uses: &[],
            boilerplate: &shelves.boilerplate,
            parent,
            directory: self.directory,
            lexicons: self.lexicons,
            policy: &self.knowledge.evidence,
        };
        let evidence = weigh(&weighing);
        let used: Vec<Use> =
            evidence.iter().filter_map(|evidence| uses.get(&evidence.id)).flatten().cloned().collect();
        if used.is_empty() {
            return evidence;
        }
        weighing.uses = &used;
        weigh(&weighing)
    }

    /// Parts what counts from what reviewers decided is no evidence. A refusal always counts: a
    /// decision takes proofs away and gives none.
    fn overrule(&self, evidence: Vec<Evidence>) -> (Vec<Evidence>, Vec<Overruled>) {
        let (mut counts, mut overruled) = (Vec::with_capacity(evidence.len()), Vec::new());
        for evidence in evidence {
            match self.overruling.get(evidence.id.as_str()) {
                Some(decision) if !evidence.weaknesses.contains(&Weakness::Failed) => {
                    overruled.push(Overruled { evidence, decision: (*decision).clone() });
                }
                _ => counts.push(evidence),
            }
        }
        (counts, overruled)
    }

    fn ticket(&self, ix: TicketIx) -> Option<&'a Ticket> {
        self.reading.tickets.get(ix.0 as usize)
    }

    fn case(
        &self,
        change: &Change,
        linked: &Linked,
        evidence: Vec<Evidence>,
        acts: &BTreeMap<&str, &Change>,
    ) -> Case {
        let (evidence, overruled) = self.overrule(evidence);
        let link = linked.link.as_ref();
        let parent = change.parent.as_ref().and_then(|parent| acts.get(parent.0.as_str()));
        let judged = verdict(&Judging {
            change,
            act_at: parent.map_or(change.at, |parent| parent.at),
            outcome: linked.outcome,
            link,
            ticket: link.and_then(|link| self.ticket(link.ticket)),
            evidence: &evidence,
            coverage: &self.reading.coverage,
            directory: self.directory,
            policy: &self.knowledge.evidence,
        });
        Case {
            change: change.clone(),
            link_outcome: linked.outcome,
            link: linked.link.clone(),
            runner_up: linked.runner_up.clone(),
            decisions: linked.decisions.clone(),
            review: review(change, linked, &self.knowledge.review, &self.knowledge.linking),
            runner_up_verdict: None,
            evidence,
            overruled,
            approved_by: judged.approved_by,
            approved_at: judged.approved_at,
            required_level: judged.required,
            verdict: judged.verdict,
            verdict_reason: judged.reason + &decided(linked),
            risk: Risk::default(),
        }
    }
}

/// That a reviewer decided about the ticket, for the reason of the verdict; empty if none did.
fn decided(linked: &Linked) -> String {
    linked
        .decisions
        .iter()
        .find(|one| one.kind == DecisionKind::Link || one.other.is_empty())
        .or_else(|| linked.decisions.first().filter(|_| linked.link.is_none()))
        .map(|one| format!("; {} decided about its ticket on {}", one.decided_by, one.decided_at))
        .unwrap_or_default()
}

/// The uses of evidence that serves more than one change, by evidence id.
fn shared_uses(
    changes: &[Change],
    linked: &[Linked],
    evidence: &[Vec<Evidence>],
) -> BTreeMap<String, Vec<Use>> {
    let mut uses: BTreeMap<String, Vec<Use>> = BTreeMap::new();
    for ((change, linked), evidence) in changes.iter().zip(linked).zip(evidence) {
        if change.parent.is_some() {
            continue;
        }
        // What is about somebody else was not used for this change.
        for evidence in evidence.iter().filter(|one| !one.weaknesses.contains(&Weakness::OtherSubject)) {
            uses.entry(evidence.id.clone()).or_default().push(Use {
                evidence: evidence.id.clone(),
                change: change.id.clone(),
                at: change.at,
                ticket: linked.link.as_ref().map(|link| link.ticket),
                subject: change.subject,
            });
        }
    }
    uses.retain(|_, uses| uses.len() > 1);
    uses
}
