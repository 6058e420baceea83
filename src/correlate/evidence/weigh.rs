//! What each piece of evidence is worth for one change.

use chrono::Duration;

use super::boilerplate::Boilerplate;
use super::id::{id, id_of_statement};
use super::log::Sign;
use super::reading::Stated;
use super::statement::{Place, Statement};
use super::weaknesses::{Standing, weaknesses};
use super::{log, records};
use crate::directory::Directory;
use crate::mapping::policy::EvidencePolicy;
use crate::model::{
    AccountIx, Basis, Change, ChangeId, Event, Evidence, Instant, Level, Link, Method, Origin, Party,
    SubjectKind, Ticket, TicketIx, Timing, VerificationRecord, Weakness,
};

use super::lexicon::Lexicons;

/// That a piece of evidence already serves a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Use {
    /// The evidence's id.
    pub evidence: String,
    /// The change it serves.
    pub change: ChangeId,
    /// When that change was.
    pub at: Instant,
    /// The ticket of that change.
    pub ticket: Option<TicketIx>,
    /// The account of that change.
    pub subject: Option<AccountIx>,
}

/// All that bears on the evidence for one change.
#[derive(Debug, Clone, Copy)]
pub struct Weighing<'a> {
    /// The change.
    pub change: &'a Change,
    /// Its main event, to tell which factor it replaced.
    pub change_event: Option<&'a Event>,
    /// Its ticket.
    pub ticket: Option<&'a Ticket>,
    /// Its tie to the ticket.
    pub link: Option<&'a Link>,
    /// What the ticket says.
    pub statements: &'a [Statement],
    /// Verification records about the subject (or its owner), or that name the ticket.
    pub records: &'a [&'a VerificationRecord],
    /// Events about the subject (for a program, about its owner too) that play a part in verifications; those
    /// further off than [`reach`](super::reach) may be left out.
    pub signals: &'a [Sign<'a>],
    /// Changes of the same account, by time; the change itself may be among them.
    pub history: &'a [&'a Change],
    /// What the evidence serves already.
    pub uses: &'a [Use],
    /// Sentences that stand in many tickets.
    pub boilerplate: &'a Boilerplate,
    /// Evidence of the change that this one completes: it inherits that, and nothing else.
    pub parent: Option<&'a [Evidence]>,
    /// Who is who.
    pub directory: &'a Directory,
    /// Names of methods in products.
    pub lexicons: &'a Lexicons,
    /// The policy.
    pub policy: &'a EvidencePolicy,
}

/// Weighs all evidence for a change, the decisive one first.
///
/// Pure: the same input gives the same list. Statements that a verification was not
/// done are no evidence and do not appear.
#[must_use]
pub fn weigh(input: &Weighing<'_>) -> Vec<Evidence> {
    if let Some(parent) = input.parent {
        return parent.to_vec();
    }
    let exchanges = log::exchanges(input);
    let mut found: Vec<Evidence> = Vec::new();
    for statement in input.statements {
        found.extend(from_statement(input, statement, &exchanges));
    }
    found.extend(input.records.iter().filter_map(|record| records::weigh(input, record)));
    found.extend(exchanges.iter().filter_map(|exchange| log::weigh(input, exchange)));
    found.extend(owner_request(input));
    sort(&mut found);
    found.dedup_by(|a, b| a.id == b.id);
    found
}

/// Passing and early before late, strong before weak, well recorded before asserted;
/// then by time and id, so that the order never depends on the input's.
pub(crate) fn sort(found: &mut [Evidence]) {
    let rank = |timing| match timing {
        Timing::Before => 0,
        Timing::Unknown => 1,
        Timing::Stale => 2,
        Timing::After => 3,
    };
    found.sort_by(|a, b| {
        let key = |one: &Evidence| {
            (
                one.level == Level::None,
                rank(one.timing),
                std::cmp::Reverse(one.level),
                std::cmp::Reverse(one.basis),
                std::cmp::Reverse(one.at),
            )
        };
        key(a).cmp(&key(b)).then_with(|| a.id.cmp(&b.id))
    });
}

fn from_statement(
    input: &Weighing<'_>,
    statement: &Statement,
    exchanges: &[log::Exchange<'_>],
) -> Option<Evidence> {
    if statement.stated == Stated::NotDone || !counts_as_evidence(input, statement) {
        return None;
    }
    let passed = statement.stated == Stated::Passed;
    let done = done_at(input, statement);
    let confirmed_by = if passed { confirmations(input, statement, done.at, exchanges) } else { Vec::new() };
    let id = id_of_statement(input, statement);
    let tickets_alike = input.boilerplate.by_author(&statement.quote, &statement.author);
    let standing = Standing {
        id: &id,
        method: statement.method,
        passed,
        at: done.at,
        by: Some(&statement.author),
        about: statement.about.as_deref(),
        of_ticket: true,
        place: Some(statement.place),
        quote: &statement.quote,
        corroborated: !confirmed_by.is_empty(),
        verifier: statement.verifier.as_deref(),
        written_later: done.written_later,
        tickets_alike,
        targets: &[],
    };
    let weaknesses = weaknesses(input, &standing);
    let basis = if confirmed_by.is_empty() { statement.basis } else { Basis::Corroborated };
    Some(Evidence {
        level: level(input.policy, statement.method, &weaknesses),
        timing: timing(input, statement.method, done.at, tolerance(input, statement)),
        about: statement.about.clone().unwrap_or_else(|| input.change.subject_label.clone()),
        id,
        origin: statement.origin,
        method: statement.method,
        basis,
        at: done.at,
        recorded_at: statement.at.filter(|at| done.at != Some(*at)),
        by: by(statement),
        weaknesses,
        quote: statement.quote.clone(),
        matched: statement.matched.clone(),
        tickets_alike,
        confirmed_by,
    })
}

/// Who verified; where the text names somebody else, with the one who says so.
fn by(statement: &Statement) -> String {
    let author = statement.author.label();
    match &statement.verifier {
        Some(verifier) if author.is_empty() => verifier.clone(),
        Some(verifier) => format!("{verifier} (told by {author})"),
        None => author.to_owned(),
    }
}

/// When a statement's act was done, as far as it counts.
struct Done {
    at: Option<Instant>,
    /// Written after the change, of a time before it.
    written_later: bool,
}

/// The time of the writing, or an earlier one that the text names. A note from before the change
/// is taken at its word, which can only make it older. A note from after it is only shortly after
/// the time it names; beyond, it is late whatever it says.
fn done_at(input: &Weighing<'_>, statement: &Statement) -> Done {
    let as_written = Done { at: statement.at, written_later: false };
    let (Some(told), Some(written)) = (statement.told, statement.at) else { return as_written };
    let limit = Duration::try_minutes(input.policy.limits.told_minutes).unwrap_or_default();
    let is_near = written - told.at <= limit;
    let is_later = written > input.change.at + clock_tolerance(input);
    if is_later && (!is_near || told.at > input.change.at) {
        return as_written;
    }
    if is_later || is_near || told.dated {
        return Done { at: Some(told.at), written_later: is_later };
    }
    as_written
}

/// An approval vouches for the person only when it is the manager's or the owner's.
fn counts_as_evidence(input: &Weighing<'_>, statement: &Statement) -> bool {
    if statement.place != Place::Approval {
        return true;
    }
    let Some(subject) = input.change.subject else { return false };
    let account = input.directory.account(subject);
    resolve(input, &statement.author).is_some_and(|approver| {
        [account.manager, account.owner]
            .into_iter()
            .flatten()
            .any(|entitled| input.directory.same_person(entitled, approver))
    })
}

/// The registered owner's own request speaks for a program, which no one can call back
/// (domain.md, section g). It is worth what a manager's mail is.
fn owner_request(input: &Weighing<'_>) -> Option<Evidence> {
    let ticket = input.ticket?;
    let subject = input.change.subject.filter(|_| input.change.subject_kind == SubjectKind::Nhi)?;
    let owner = input.directory.account(subject).owner?;
    let requester = resolve(input, &ticket.requester)?;
    if !input.directory.same_person(owner, requester) {
        return None;
    }
    let method = Method::ManagerEmail;
    let id = id(&ticket.source, &ticket.number, method, &["owner request"]);
    let standing = Standing {
        id: &id,
        method,
        passed: true,
        at: ticket.opened_at,
        by: None,
        about: None,
        of_ticket: false,
        place: None,
        quote: "",
        corroborated: false,
        verifier: None,
        written_later: false,
        tickets_alike: 0,
        targets: &[],
    };
    let weaknesses = weaknesses(input, &standing);
    Some(Evidence {
        level: level(input.policy, method, &weaknesses),
        timing: timing(input, method, ticket.opened_at, clock_tolerance(input)),
        id,
        origin: ticket.origin,
        method,
        basis: Basis::Recorded,
        at: ticket.opened_at,
        recorded_at: None,
        by: ticket.requester.label().to_owned(),
        about: input.change.subject_label.clone(),
        weaknesses,
        quote: String::new(),
        matched: Vec::new(),
        tickets_alike: 0,
        confirmed_by: Vec::new(),
    })
}

/// Records of independent logs that tell of the same verification.
fn confirmations(
    input: &Weighing<'_>,
    statement: &Statement,
    done: Option<Instant>,
    exchanges: &[log::Exchange<'_>],
) -> Vec<Origin> {
    let mut origins: Vec<Origin> = log::confirming(input, statement, done, exchanges);
    origins.extend(
        input
            .records
            .iter()
            .filter(|record| records::confirms(input, record, statement, done))
            .map(|record| record.origin),
    );
    origins.sort_unstable();
    origins.dedup();
    origins
}

/// What the method is worth once its weaknesses are counted.
pub(super) fn level(policy: &EvidencePolicy, method: Method, weaknesses: &[Weakness]) -> Level {
    capped(policy, method.level(), weaknesses)
}

/// What weaknesses leave of a level.
#[must_use]
pub fn capped(policy: &EvidencePolicy, level: Level, weaknesses: &[Weakness]) -> Level {
    let caps = weaknesses.iter().map(|weakness| policy.cap.get(weakness).copied().unwrap_or(Level::None));
    caps.fold(level, Level::min)
}

/// When, seen from the change. Inside `tolerance` after it, the clocks cannot tell.
pub(super) fn timing(
    input: &Weighing<'_>,
    method: Method,
    at: Option<Instant>,
    tolerance: Duration,
) -> Timing {
    timing_at(input.policy, input.change.at, method, at, tolerance)
}

/// When, seen from an act at `act_at`.
#[must_use]
pub fn timing_at(
    policy: &EvidencePolicy,
    act_at: Instant,
    method: Method,
    at: Option<Instant>,
    tolerance: Duration,
) -> Timing {
    let Some(at) = at else { return Timing::Unknown };
    let before = act_at - at;
    if before >= Duration::zero() {
        if before <= policy.fresh_for(method) { Timing::Before } else { Timing::Stale }
    } else if -before <= tolerance {
        Timing::Unknown
    } else {
        Timing::After
    }
}

/// A verification so far from the change belongs to another contact and says nothing of this one.
pub(super) fn is_unrelated(input: &Weighing<'_>, at: Instant) -> bool {
    let most = Duration::try_hours(input.policy.limits.unrelated_hours).unwrap_or_default();
    (input.change.at - at).abs() > most
}

pub(super) fn clock_tolerance(input: &Weighing<'_>) -> Duration {
    Duration::try_seconds(input.policy.limits.clock_seconds).unwrap_or_default()
}

fn tolerance(input: &Weighing<'_>, statement: &Statement) -> Duration {
    match statement.place {
        // The closing notes are written when the work is over.
        Place::CloseNotes => Duration::zero(),
        _ => clock_tolerance(input),
    }
}

/// The account that a party of the ticket names.
pub(super) fn resolve(input: &Weighing<'_>, party: &Party) -> Option<AccountIx> {
    let source = input.ticket.map_or("", |ticket| ticket.source.as_str());
    (!party.is_empty()).then(|| input.directory.resolve(source, party).one()).flatten()
}
