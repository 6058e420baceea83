//! From records to moments.

use std::collections::{BTreeMap, BTreeSet};

use super::index::{Timelines, about};
use super::{Moment, Persons, words};
use crate::model::{
    AccountIx, Approval, ApprovalState, Case, EntryKind, EventClass, EventIx, Evidence, JournalEntry, Lane,
    NoteKind, Origin, Party, Signal, Sort, Ticket, TicketIx, VerificationRecord,
};

/// What a timeline is made of.
#[derive(Debug, Default)]
pub(super) struct Gathered {
    pub(super) events: BTreeSet<EventIx>,
    pub(super) tickets: BTreeSet<TicketIx>,
    pub(super) cases: BTreeSet<u32>,
    pub(super) verifications: BTreeSet<u32>,
}

/// A party as it is called, and the person behind it.
struct Named {
    label: String,
    person: Option<AccountIx>,
}

impl Timelines<'_> {
    /// The moments of what was gathered, in no order.
    pub(super) fn moments(&self, gathered: &Gathered) -> Vec<Moment> {
        let report = self.lookup.report;
        let mut moments = Vec::new();
        for ix in &gathered.cases {
            moments.extend(report.cases.get(*ix as usize).map(|case| self.change(case)));
        }
        for ix in &gathered.events {
            moments.extend(self.event(*ix));
        }
        let mut notes = BTreeSet::new();
        for ix in &gathered.tickets {
            self.ticket(*ix, &mut moments, &mut notes);
        }
        let told = self.evidence(gathered, &notes, &mut moments);
        for ix in &gathered.verifications {
            let record =
                report.verifications.get(*ix as usize).filter(|record| !told.contains(&record.origin));
            moments.extend(record.map(|record| self.verification(record)));
        }
        self.reviews(gathered, &mut moments);
        moments
    }

    fn change(&self, case: &Case) -> Moment {
        let change = &case.change;
        let who = self.lookup.label(change.actor, &change.actor_label);
        let about = self.lookup.label(change.subject, &change.subject_label);
        let what = words::change(case, who, about);
        Moment {
            persons: Persons {
                who: self.person(change.actor),
                about: self.person(change.subject).into_iter().collect(),
            },
            who: who.to_owned(),
            about: about.to_owned(),
            id: change.id.0.clone(),
            native_id: change.native_ids.first().cloned().unwrap_or_default(),
            source: change.source.clone(),
            origin: Some(change.origin),
            ticket: case.link.as_ref().map(|link| self.lookup.ticket_number(link.ticket).to_owned()),
            changes: vec![change.id.0.clone()],
            verdict: case.verdict,
            address: change.ip.clone(),
            ..Moment::new(change.at, Lane::Account, Sort::Change, what)
        }
    }

    /// A record of a log; none if it is the main record of a change, which stands for it.
    fn event(&self, ix: EventIx) -> Option<Moment> {
        let event = self.lookup.event(ix)?;
        let of: Vec<&Case> = self.made_of.get(&ix).into_iter().flatten().map(|at| self.case(*at)).collect();
        if of.iter().any(|case| case.change.event == ix) {
            return None;
        }
        let concerned = &self.of_event[ix.0 as usize];
        let who = self.lookup.label(concerned.who, event.actor.label());
        let subject = event.subject_party().map_or("", Party::label);
        let about = self.lookup.label(concerned.about, subject);
        let class = self.lookup.report.classes.get(ix.0 as usize).copied().flatten();
        let (lane, sort) = match class {
            Some(EventClass::Signal(Signal::FollowOn | Signal::Context)) => (Lane::Address, Sort::Signal),
            Some(EventClass::Signal(_)) => (Lane::Account, Sort::Signal),
            _ => (Lane::Account, Sort::Event),
        };
        let link = of.iter().find_map(|case| case.link.as_ref());
        Some(
            Moment {
                persons: Persons {
                    who: self.person(concerned.who),
                    about: self.person(concerned.about).into_iter().collect(),
                },
                id: event.native_id.clone(),
                native_id: event.native_id.clone(),
                source: event.source.clone(),
                origin: Some(event.origin),
                ticket: link.map(|link| self.lookup.ticket_number(link.ticket).to_owned()),
                changes: of.iter().map(|case| case.change.id.0.clone()).collect(),
                address: event.ip.clone(),
                ..Moment::new(event.at, lane, sort, words::event(event, who, about))
            }
            .of(who.to_owned(), about.to_owned()),
        )
    }

    /// A ticket from its opening to its end; `notes` takes where the texts stand that are shown.
    fn ticket(&self, ix: TicketIx, moments: &mut Vec<Moment>, notes: &mut BTreeSet<Origin>) {
        let Some(ticket) = self.lookup.ticket(ix) else { return };
        let concerned = &self.of_ticket[ix.0 as usize];
        let cases: Vec<&Case> =
            self.of_link.get(&ix).into_iter().flatten().map(|at| self.case(*at)).collect();
        let mut persons: Vec<AccountIx> = [concerned.who, concerned.about]
            .into_iter()
            .chain(cases.iter().map(|case| case.change.subject))
            .filter_map(|account| self.person(account))
            .collect();
        persons.sort_unstable();
        persons.dedup();
        let whom = self.lookup.label(concerned.about, about(ticket).label());
        let changes: Vec<String> = cases.iter().map(|case| case.change.id.0.clone()).collect();
        let moment = |at, lane, sort, who: &Named, what| Moment {
            id: ticket.number.clone(),
            native_id: ticket.native_id.clone().unwrap_or_default(),
            source: ticket.source.clone(),
            origin: Some(ticket.origin),
            ticket: Some(ticket.number.clone()),
            changes: changes.clone(),
            who: who.label.clone(),
            about: whom.to_owned(),
            persons: Persons { who: who.person, about: persons.clone() },
            ..Moment::new(at, lane, sort, what)
        };
        let requester = self.named(&ticket.source, &ticket.requester);
        let opened = |at| {
            let what = words::opened(ticket, &requester.label);
            moment(at, Lane::Requester, Sort::TicketOpened, &requester, what)
        };
        moments.extend(ticket.opened_at.map(opened));
        let ends = [
            (ticket.resolved_at, Sort::TicketResolved, "solved", &ticket.resolved_by),
            (ticket.closed_at, Sort::TicketClosed, "closed", &ticket.closed_by),
        ];
        for (at, sort, how, party) in ends {
            let who = self.named(&ticket.source, party);
            moments.extend(
                at.map(|at| moment(at, Lane::Agent, sort, &who, words::ended(ticket, how, &who.label))),
            );
        }
        for entry in &ticket.journal {
            let Some(at) = entry.at else { continue };
            let who = self.named(&ticket.source, &entry.author);
            let (lane, sort) = place(entry, &who, &requester);
            if entry.field.is_none() {
                notes.insert(entry.origin);
            }
            let what = words::entry(ticket, entry, &who.label);
            moments.push(Moment { origin: Some(entry.origin), ..moment(at, lane, sort, &who, what) });
        }
        for approval in &ticket.approvals {
            self.approval(ticket, approval, &moment, moments);
        }
    }

    fn approval(
        &self,
        ticket: &Ticket,
        approval: &Approval,
        moment: &dyn Fn(crate::model::Instant, Lane, Sort, &Named, String) -> Moment,
        moments: &mut Vec<Moment>,
    ) {
        let who = self.named(&ticket.source, &approval.approver);
        let asked = approval.asked_at.filter(|_| approval.state != ApprovalState::Requested);
        let asked = asked.map(|at| (at, words::asked(ticket, &who.label)));
        let answered = approval.at.map(|at| (at, words::approval(ticket, approval, &who.label)));
        for (at, what) in asked.into_iter().chain(answered) {
            let one = moment(at, Lane::Approver, Sort::Approval, &who, what);
            moments.push(Moment { origin: Some(approval.origin), ..one });
        }
    }

    /// The evidence of the gathered cases, each piece once; gives back where it was read.
    fn evidence(
        &self,
        gathered: &Gathered,
        notes: &BTreeSet<Origin>,
        moments: &mut Vec<Moment>,
    ) -> BTreeSet<Origin> {
        let mut weighed: BTreeMap<&str, Vec<(&Case, &Evidence)>> = BTreeMap::new();
        for case in gathered.cases.iter().map(|at| self.case(*at)) {
            for one in &case.evidence {
                weighed.entry(one.id.as_str()).or_default().push((case, one));
            }
        }
        let mut told = BTreeSet::new();
        for (id, weighed) in weighed {
            let Some((case, one)) = weighed.first().copied() else { continue };
            let Some(at) = one.at else { continue };
            told.insert(one.origin);
            let by_change: Vec<(&str, &Evidence)> =
                weighed.iter().map(|(case, one)| (case.change.id.0.as_str(), *one)).collect();
            let link = case.link.as_ref();
            let by = self.called(&one.by);
            let what = words::evidence(
                self.lookup.label(by, &one.by),
                one,
                &by_change,
                !notes.contains(&one.origin),
            );
            let about = weighed.iter().filter_map(|(case, _)| self.person(case.change.subject));
            moments.push(Moment {
                who: self.lookup.label(by, &one.by).to_owned(),
                about: one.about.clone(),
                id: id.to_owned(),
                source: self.source_of(one.origin),
                origin: Some(one.origin),
                ticket: link.map(|link| self.lookup.ticket_number(link.ticket).to_owned()),
                changes: weighed.iter().map(|(case, _)| case.change.id.0.clone()).collect(),
                persons: Persons { who: by, about: about.collect() },
                ..Moment::new(at, Lane::Agent, Sort::Evidence, what)
            });
        }
        told
    }

    fn verification(&self, record: &VerificationRecord) -> Moment {
        let who = self.named(&record.source, &record.verifier);
        let about = self.named(&record.source, &record.subject);
        let what = words::verification(record, &who.label, &about.label);
        Moment {
            id: record.native_id.clone(),
            native_id: record.native_id.clone(),
            source: record.source.clone(),
            origin: Some(record.origin),
            ticket: record.ticket.clone(),
            persons: Persons { who: who.person, about: about.person.into_iter().collect() },
            ..Moment::new(record.at, Lane::Agent, Sort::Verification, what)
        }
        .of(who.label, about.label)
    }

    /// Dated notes of reviewers on the gathered changes and on findings about them.
    fn reviews(&self, gathered: &Gathered, moments: &mut Vec<Moment>) {
        let report = self.lookup.report;
        if report.notes.is_empty() {
            return;
        }
        let findings = report.controls.iter().flat_map(|control| &control.findings);
        let items: BTreeMap<&str, &str> =
            findings.map(|finding| (finding.id.0.as_str(), finding.item.as_str())).collect();
        for note in &report.notes {
            let item = items.get(note.on.as_str()).copied().unwrap_or(&note.on);
            let (Some(at), Some(ix)) = (note.at, self.by_id.get(item)) else { continue };
            if !gathered.cases.contains(ix) {
                continue;
            }
            let change = self.change(self.case(*ix));
            let kind = match note.kind {
                NoteKind::Note => "note",
                NoteKind::Tick => "tick",
                NoteKind::SignOff => "sign-off",
            };
            moments.push(Moment {
                who: note.by.clone(),
                about: change.about,
                id: note.on.clone(),
                native_id: note.place.clone(),
                ticket: change.ticket,
                changes: change.changes,
                persons: Persons { who: self.called(&note.by), about: change.persons.about },
                ..Moment::new(
                    at,
                    Lane::Reviewer,
                    Sort::Review,
                    words::review(&note.by, kind, &note.on, &note.text),
                )
            });
        }
    }

    /// A case at an index that this index gave out.
    pub(super) fn case(&self, at: u32) -> &Case {
        &self.lookup.report.cases[at as usize]
    }

    fn named(&self, source: &str, party: &Party) -> Named {
        let account = self.lookup.report.directory.resolve(source, party).one();
        Named { label: self.lookup.label(account, party.label()).to_owned(), person: self.person(account) }
    }

    /// The person whom a label of ours names.
    fn called(&self, label: &str) -> Option<AccountIx> {
        self.person(self.lookup.report.directory.resolve_mention(label).one())
    }

    /// The source of the file that a record stands in.
    fn source_of(&self, origin: Origin) -> String {
        let file = self.lookup.report.inputs.get(origin.file.0 as usize);
        file.and_then(|file| file.source.clone()).unwrap_or_default()
    }
}

impl Moment {
    fn of(self, who: String, about: String) -> Self {
        Self { who, about, ..self }
    }
}

/// Whose line of a journal it is, and what sort.
fn place(entry: &JournalEntry, who: &Named, requester: &Named) -> (Lane, Sort) {
    let is_requester = match (who.person, requester.person) {
        (Some(one), Some(other)) => one == other,
        _ => !who.label.is_empty() && who.label == requester.label,
    };
    match entry.kind {
        EntryKind::FieldChange => (Lane::Agent, Sort::FieldChange),
        EntryKind::WorkNote => (Lane::Agent, Sort::Note),
        EntryKind::Comment if is_requester => (Lane::Requester, Sort::Comment),
        EntryKind::Comment => (Lane::Agent, Sort::Comment),
    }
}
