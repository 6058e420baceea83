//! The help desk: tickets as they grow, told in no product's words.

use super::calendar::{DAY, Millis};
use super::lore::{Cause, Cost, Tie};
use super::organisation::AccountNo;
use super::rng::Rng;
use super::truth::NhiTruth;
use crate::model::ContactReason;

/// Where a ticket stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum State {
    InProgress,
    OnHold,
    Resolved,
    Closed,
    Cancelled,
}

/// How the desk says that it ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Closure {
    Solved,
    SolvedForGood,
    ByRequest,
    /// What clean-up rules write.
    ByCaller,
    Unresolved,
    Duplicate,
}

/// Who wrote or did something in the desk's tool.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Author {
    Account(AccountNo),
    System,
}

/// One comment or work note.
#[derive(Debug, Clone)]
pub(super) struct Note {
    pub(super) at: Millis,
    pub(super) author: Author,
    pub(super) internal: bool,
    pub(super) text: String,
    pub(super) sys_id: String,
}

/// What a field was changed from and to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FieldChange {
    State(State, State),
    /// Teams, by their place among the groups.
    Group(usize, usize),
    Agent(AccountNo, AccountNo),
    /// Out of the queue by its first agent.
    Taken(AccountNo),
}

/// One change of a field, as the desk's tool keeps it.
#[derive(Debug, Clone)]
pub(super) struct HistoryEntry {
    pub(super) at: Millis,
    pub(super) author: Author,
    pub(super) change: FieldChange,
    pub(super) sys_id: String,
}

/// One approval asked for.
#[derive(Debug, Clone)]
pub(super) struct ApprovalRow {
    pub(super) sys_id: String,
    pub(super) approver: AccountNo,
    pub(super) asked_at: Millis,
    pub(super) answered: Option<(Millis, bool)>,
    pub(super) comment: String,
}

/// The structured verification of a ticket.
#[derive(Debug, Clone)]
pub(super) struct VerifiedField {
    pub(super) method: String,
    pub(super) at: Millis,
    pub(super) by: AccountNo,
}

/// A ticket with its history.
#[derive(Debug, Clone)]
pub(super) struct Incident {
    pub(super) number: String,
    pub(super) sys_id: String,
    pub(super) situation: String,
    pub(super) topic: String,
    /// The case of the topic, by the name of its texts.
    pub(super) case: String,
    pub(super) opened: Millis,
    pub(super) updated: Millis,
    pub(super) resolved: Option<Millis>,
    pub(super) closed: Option<Millis>,
    pub(super) caller: AccountNo,
    pub(super) subject: AccountNo,
    /// Whether the affected-user field is filled in.
    pub(super) names_subject: bool,
    pub(super) opened_by: AccountNo,
    pub(super) agent: AccountNo,
    pub(super) group: usize,
    pub(super) resolved_by: Option<Author>,
    pub(super) channel: &'static str,
    pub(super) category: String,
    pub(super) subcategory: String,
    pub(super) title: String,
    pub(super) description: String,
    pub(super) closure: Option<Closure>,
    pub(super) close_notes: String,
    /// The closing texts as the requester read them: when, and whose; the last are the closing notes.
    pub(super) answers: Vec<(Millis, Author, String)>,
    pub(super) state: State,
    pub(super) hold: bool,
    pub(super) reassigned: u32,
    pub(super) reopened: u32,
    pub(super) parent: Option<String>,
    pub(super) verified: Option<VerifiedField>,
    pub(super) journal: Vec<Note>,
    pub(super) history: Vec<HistoryEntry>,
    pub(super) approvals: Vec<ApprovalRow>,
    /// What stood in the way of a first contact, as it happened.
    pub(super) obstacles: Vec<ContactReason>,
    /// Why, as it happened.
    pub(super) causes: Vec<Cause>,
    /// What passing it on cost in control.
    pub(super) costs: Vec<Cost>,
    /// The first ticket of its script, and how this one stands to it; none for the first one itself.
    pub(super) tie: Option<(String, Tie)>,
    /// What tells the wish from others of its sort: the group or application, or the case.
    pub(super) matter: String,
    /// What became of it, if it is about a program.
    pub(super) nhi: Option<NhiTruth>,
}

/// How often a ticket changed hands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Passed {
    /// From one person to another.
    pub(super) people: usize,
    /// From one team to another.
    pub(super) teams: usize,
    /// Of those, to a higher level.
    pub(super) up: usize,
    /// Of all, back to a team or person that had it before.
    pub(super) back: usize,
}

/// One record of the verification tool.
#[derive(Debug, Clone)]
pub(super) struct ToolRecord {
    pub(super) id: String,
    pub(super) at: Millis,
    pub(super) subject: AccountNo,
    pub(super) verifier: AccountNo,
    pub(super) method: String,
    pub(super) passed: bool,
    pub(super) reference: String,
    pub(super) ticket: String,
}

/// Resolved tickets are closed by a timer after so long.
const CLOSED_AFTER: Millis = 5 * DAY;

impl Incident {
    /// When it was closed, by hand or by the timer, as an export taken at that time knows.
    pub(super) fn closed_by(&self, taken_at: Millis) -> Option<Millis> {
        self.closed.or(self.resolved.map(|at| at + CLOSED_AFTER)).filter(|at| *at <= taken_at)
    }

    /// When it was last touched, as an export taken at that time knows.
    pub(super) fn touched_by(&self, taken_at: Millis) -> Millis {
        self.closed_by(taken_at).unwrap_or(self.updated).max(self.updated)
    }

    /// Whether a machine raised it: nobody asked.
    pub(super) fn is_alert(&self) -> bool {
        self.channel == "monitoring"
    }

    /// Answers the requester with the closing notes.
    pub(super) fn answer(&mut self, at: Millis, author: Author, text: String) {
        self.close_notes.clone_from(&text);
        self.answers.push((at, author, text));
    }

    /// Whether nobody had it at first.
    pub(super) fn waits_in_queue(&self) -> bool {
        self.history.iter().any(|entry| matches!(entry.change, FieldChange::Taken(_)))
    }

    /// Writes a note.
    pub(super) fn write(&mut self, at: Millis, author: Author, internal: bool, text: String, rng: &mut Rng) {
        self.updated = self.updated.max(at);
        self.journal.push(Note { at, author, internal, text, sys_id: rng.hex(32) });
    }

    /// Changes the state, and keeps that in the history.
    pub(super) fn enter(&mut self, at: Millis, author: Author, state: State, rng: &mut Rng) {
        let change = FieldChange::State(self.state, state);
        self.state = state;
        self.hold = state == State::OnHold;
        self.record(at, author, change, rng);
    }

    /// How often it changed hands; `engineers` is the team above the desk's.
    pub(super) fn passed(&self, engineers: usize) -> Passed {
        let mut passed = Passed::default();
        let (mut teams, mut people) = (Vec::new(), Vec::new());
        let mut returned_at = None;
        for entry in &self.history {
            let back = match entry.change {
                FieldChange::Group(old, new) => {
                    teams.push(old);
                    passed.teams += 1;
                    passed.up += usize::from(new == engineers);
                    teams.contains(&new)
                }
                FieldChange::Agent(old, new) => {
                    people.push(old);
                    passed.people += 1;
                    people.contains(&new)
                }
                FieldChange::State(..) | FieldChange::Taken(_) => false,
            };
            // Team and person change in one stroke.
            if back && returned_at != Some(entry.at) {
                passed.back += 1;
                returned_at = Some(entry.at);
            }
        }
        passed
    }

    /// Keeps a change of a field in the history.
    pub(super) fn record(&mut self, at: Millis, author: Author, change: FieldChange, rng: &mut Rng) {
        self.updated = self.updated.max(at);
        self.history.push(HistoryEntry { at, author, change, sys_id: rng.hex(32) });
    }
}
