//! What would turn the verdict, in sentences.

use chrono::{NaiveDate, TimeDelta, Timelike as _};
use serde::Serialize;

use super::Explaining;
use crate::assess::flip::{Fact, Flip, Supposing, flips};
use crate::assess::verdict::weakness_in_words;
use crate::model::{AccountIx, Case, Evidence, Instant, Verdict, Weakness};
use crate::report::dates::second;
use crate::report::dress::{of_verdict, spoken};

/// How many are told of one change.
const MOST: usize = 6;

/// A single fact that would turn the verdict.
#[derive(Debug, Clone, Serialize)]
pub struct FlipTold {
    /// What sort of fact.
    pub fact: &'static str,
    /// The whole of it in one sentence.
    pub said: String,
    /// The verdict then.
    pub verdict: Option<Verdict>,
    /// Why, as the verdict says; empty where another ticket was supposed.
    pub reason: String,
}

/// The smallest single facts that would turn the verdict, smallest first.
pub(super) fn explained(explaining: &Explaining<'_>, case: &Case) -> Vec<FlipTold> {
    let supposing = explaining.supposing(case);
    let teller = Teller { explaining, supposing: &supposing, case };
    let mut told: Vec<FlipTold> = Vec::new();
    let mut told_facts: Vec<Fact> = Vec::new();
    for flip in flips(&supposing) {
        if is_further(&told_facts, &flip.fact) {
            continue;
        }
        told_facts.push(flip.fact.clone());
        let said = teller.sentence(&flip);
        if told.len() < MOST && !told.iter().any(|other| other.said == said) {
            told.push(FlipTold { fact: name(&flip.fact), said, verdict: flip.verdict, reason: flip.reason });
        }
    }
    told
}

/// Whether a smaller move in time of the same record was told already.
fn is_further(told: &[Fact], fact: &Fact) -> bool {
    told.iter().any(|other| match (other, fact) {
        (Fact::MadeAt { piece: a, .. }, Fact::MadeAt { piece: b, .. }) => a == b,
        (Fact::ApprovedAt { approval: a, .. }, Fact::ApprovedAt { approval: b, .. }) => a == b,
        _ => false,
    })
}

const fn name(fact: &Fact) -> &'static str {
    match fact {
        Fact::MadeAt { .. } => "made_at",
        Fact::ApprovedAt { .. } => "approved_at",
        Fact::WithoutWeakness { .. } => "without_weakness",
        Fact::AboutThisAccount => "about_this_account",
        Fact::WorthLevel { .. } => "worth_level",
        Fact::WithoutPiece { .. } => "without_piece",
        Fact::WithoutApproval { .. } => "without_approval",
        Fact::Approved { .. } => "approved",
        Fact::Verified { .. } => "verified",
        Fact::TicketConfirmed => "ticket_confirmed",
        Fact::RunnerUpChosen => "runner_up_chosen",
        Fact::WithoutReason { .. } => "without_reason",
        Fact::OfTier(_) => "of_tier",
        Fact::JournalExported => "journal_exported",
        Fact::Covered => "covered",
        Fact::NotCovered => "not_covered",
        Fact::DesksOwn => "desks_own",
    }
}

struct Teller<'a> {
    explaining: &'a Explaining<'a>,
    supposing: &'a Supposing<'a>,
    case: &'a Case,
}

impl Teller<'_> {
    fn sentence(&self, flip: &Flip) -> String {
        let then = match flip.verdict {
            Some(Verdict::NotTestable) => "it could not be told".to_owned(),
            Some(verdict) => format!("it would be {}", of_verdict(verdict).word),
            None => "it would not be judged".to_owned(),
        };
        format!("{}, {then}.", self.supposition(&flip.fact))
    }

    fn supposition(&self, fact: &Fact) -> String {
        let ticket = self.ticket();
        match fact {
            Fact::MadeAt { piece, at } => self.made_at(*piece, *at),
            Fact::ApprovedAt { approval, at } => self.approved_at(*approval, *at),
            Fact::WithoutWeakness { piece, weakness } => without_weakness(&self.piece(*piece), *weakness),
            Fact::AboutThisAccount => format!("If {ticket} were about this account"),
            Fact::WorthLevel { piece, level } => {
                format!("If {} had been by a method worth {level}", self.piece(*piece))
            }
            Fact::WithoutPiece { piece } => format!("Without {}", self.piece(*piece)),
            Fact::WithoutApproval { approval } => format!("Without {}", self.approval(*approval)),
            Fact::Approved { by } => self.approved(*by),
            Fact::Verified { level } => {
                format!("If a verification worth {level} had been recorded by {}", self.clock(self.act_at()))
            }
            Fact::TicketConfirmed => format!("If a reviewer chose {ticket}"),
            Fact::RunnerUpChosen => format!("If {} were its ticket", self.runner_up()),
            Fact::WithoutReason { reason } => self.without_reason(*reason),
            Fact::OfTier(tier) => format!("If the account were {tier}, which no data says"),
            Fact::JournalExported => {
                format!("If the journal of {ticket} were exported and told of no verification")
            }
            Fact::Covered => {
                format!(
                    "If a ticket export covered {} and held no ticket for it",
                    self.clock(self.case.change.at)
                )
            }
            Fact::NotCovered => format!("If no ticket export covered {}", self.clock(self.case.change.at)),
            Fact::DesksOwn => "If the desk had brought it about".to_owned(),
        }
    }

    fn act_at(&self) -> Instant {
        self.supposing.judging.act_at
    }

    fn ticket(&self) -> String {
        self.supposing.judging.ticket.map_or_else(|| "its ticket".to_owned(), |ticket| ticket.number.clone())
    }

    fn runner_up(&self) -> String {
        let ticket = self.case.runner_up.as_ref().map(|link| link.ticket);
        ticket.map_or_else(
            || "the runner-up".to_owned(),
            |ix| self.explaining.lookup.ticket_number(ix).to_owned(),
        )
    }

    /// A piece of evidence by its method and time.
    fn piece(&self, piece: usize) -> String {
        let Some(one) = self.case.evidence.get(piece) else { return "the evidence".to_owned() };
        let at = one.at.map(|at| format!(" of {}", self.clock(at))).unwrap_or_default();
        format!("the {}{at}", noun(one))
    }

    fn approval(&self, approval: usize) -> String {
        let ticket = self.supposing.judging.ticket;
        let of = ticket.and_then(|ticket| ticket.approvals.get(approval).map(|one| (ticket, one)));
        let Some((ticket, one)) = of else { return "the approval".to_owned() };
        let at = one.at.map(|at| format!(" of {}", self.clock(at))).unwrap_or_default();
        format!("the approval by {}{at}", self.explaining.lookup.party(&ticket.source, &one.approver))
    }

    fn approved(&self, by: Option<AccountIx>) -> String {
        let by = match self.explaining.lookup.account(by) {
            Some(account) => account.label.clone(),
            None => "somebody who is neither agent, requester nor subject".to_owned(),
        };
        format!("If {by} had approved it by {}", self.clock(self.act_at()))
    }

    fn made_at(&self, piece: usize, at: Instant) -> String {
        let recorded = self.case.evidence.get(piece).and_then(|one| one.at);
        self.moved(&self.piece(piece), "been made", recorded, at)
    }

    fn approved_at(&self, approval: usize, at: Instant) -> String {
        let ticket = self.supposing.judging.ticket;
        let recorded = ticket.and_then(|ticket| ticket.approvals.get(approval)).and_then(|one| one.at);
        self.moved(&self.approval(approval), "come", recorded, at)
    }

    /// What was done at one time, supposed to have been done at another. Of a proven change the
    /// time lies a second beyond the limit; the limit is told.
    fn moved(&self, what: &str, verb: &str, recorded: Option<Instant>, at: Instant) -> String {
        let is_beyond = self.case.verdict == Some(Verdict::Proven);
        let second = TimeDelta::seconds(if !is_beyond {
            0
        } else if at > self.act_at() {
            -1
        } else {
            1
        });
        let limit = at + second;
        let clock = self.clock(limit);
        let Some(recorded) = recorded else {
            return format!("If {what} had {verb} at a known time, by {clock}");
        };
        let seconds = (limit - recorded).num_seconds();
        let far = length(seconds.abs());
        match (seconds < 0, is_beyond) {
            (true, false) => format!("If {what} had {verb} {far} earlier, by {clock}"),
            (false, false) => format!("If {what} had {verb} {far} later, at {clock} or after"),
            (true, true) => format!("If {what} had {verb} more than {far} earlier, before {clock}"),
            (false, true) => format!("If {what} had {verb} more than {far} later, after {clock}"),
        }
    }

    fn without_reason(&self, reason: usize) -> String {
        let reason = self.case.link.as_ref().and_then(|link| link.reasons.get(reason));
        let told = reason.map(|reason| format!("`{}` ({:+.2}: {})", reason.name, reason.points, reason.seen));
        format!("Without {}", told.unwrap_or_else(|| "a reason of the link".to_owned()))
    }

    /// The time of day where it is on the day of the change, else with the date.
    fn clock(&self, at: Instant) -> String {
        let day = |at: Instant| -> NaiveDate { at.date_naive() };
        match (day(at) == day(self.case.change.at), at.second()) {
            (true, 0) => at.format("%H:%M").to_string(),
            (true, _) => at.format("%H:%M:%S").to_string(),
            (false, _) => second(at),
        }
    }
}

/// That a piece of evidence has not a weakness.
fn without_weakness(piece: &str, weakness: Weakness) -> String {
    match weakness.as_str() {
        "failed" => format!("If {piece} had succeeded"),
        "other_subject" => format!("If {piece} had been about this account"),
        "channel_edited" => {
            format!("If the address that {piece} relied on had not been edited shortly before")
        }
        "reused" => format!("If {piece} had not served another change already"),
        "self_verified" => {
            format!("If {piece} had rested on another's word than that of the one to be verified")
        }
        "factor_not_prior" => format!("If the authenticator of {piece} had been enrolled before the request"),
        "written_later" => format!("If {piece} had been written down before the change"),
        "boilerplate" => format!("If the words of {piece} did not stand in many tickets"),
        _ => format!("If this did not hold of {piece}: {}", weakness_in_words(weakness)),
    }
}

/// What people call a verification by this method.
fn noun(one: &Evidence) -> String {
    match one.method.as_str() {
        "claimed_only" => "claim".to_owned(),
        "knowledge_based" => "knowledge check".to_owned(),
        "manager_email" => "manager's word".to_owned(),
        "otp_to_registered_channel" => "code to a registered channel".to_owned(),
        "callback_on_file" => "call back".to_owned(),
        "video_with_id" => "video call with id".to_owned(),
        "document_liveness" => "document check".to_owned(),
        "in_person" => "visit in person".to_owned(),
        other => spoken(other),
    }
}

/// `45 seconds`, `7 minutes`, `3 hours 5 minutes`, `2 days 1 hour`.
pub(super) fn length(seconds: i64) -> String {
    let unit = |count: i64, name: &str| format!("{count} {name}{}", if count == 1 { "" } else { "s" });
    let parts = match seconds {
        0..60 => vec![(seconds, "second")],
        60..3_600 => vec![(seconds / 60, "minute"), (seconds % 60, "second")],
        3_600..86_400 => vec![(seconds / 3_600, "hour"), (seconds % 3_600 / 60, "minute")],
        _ => vec![(seconds / 86_400, "day"), (seconds % 86_400 / 3_600, "hour")],
    };
    let said: Vec<String> = parts
        .into_iter()
        .enumerate()
        .filter(|(place, (count, _))| *place == 0 || *count > 0)
        .map(|(_, (count, name))| unit(count, name))
        .collect();
    said.join(" ")
}
