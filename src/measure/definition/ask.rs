//! What each definition asks of a ticket (reference: ticket formats, section 9).
//!
//! A condition that the export cannot tell leaves the answer open, also where another one fails: a rate of which only
//! failures are told would be nought by lack of data.

use super::DefinitionInput;
use crate::model::{
    Answer, Answers, ContactFacts, ContactOutcome, ContactReason, Definition, Tally, Ticket, TicketResult,
    TicketState,
};

/// What every definition says of a ticket.
pub(super) fn answers(input: &DefinitionInput<'_>, ticket: &Ticket, result: &TicketResult) -> Answers {
    let asked = Asked { input, ticket, result, facts: &result.facts };
    Answers::ask(|definition| asked.answer(definition))
}

/// A ticket that is asked about.
struct Asked<'a> {
    input: &'a DefinitionInput<'a>,
    ticket: &'a Ticket,
    result: &'a TicketResult,
    facts: &'a ContactFacts,
}

impl Asked<'_> {
    fn answer(&self, definition: Definition) -> Answer {
        match self.is_outside(definition) {
            Some(true) => return Answer::Outside,
            None => return Answer::Unknown,
            Some(false) => {}
        }
        match self.is_solved(definition) {
            Some(true) => told(self.holds(definition)),
            Some(false) if counts_unsolved(definition) => Answer::No,
            Some(false) => Answer::Unsolved,
            None => Answer::Unknown,
        }
    }

    /// Whether it is not of the kind that the definition speaks of.
    fn is_outside(&self, definition: Definition) -> Option<bool> {
        match definition {
            Definition::FirstContact if self.result.reason == Some(ContactReason::Open) => {
                // Solved, and too late in the export to know whether it came back.
                (self.facts.solved != Some(true)).then_some(false)
            }
            Definition::FirstContact => Some(self.result.outcome == ContactOutcome::Excluded),
            Definition::FreshdeskFirstResponse => {
                Some(self.is_double() || (self.ticket.agent.is_empty() && self.ticket.group.is_none()))
            }
            Definition::ServicenowInteraction => Some(!self.ticket.own.is_contact),
            Definition::HdiFirstCall if self.is_same_contact() => Some(true),
            Definition::HdiFirstCall => self.facts.is_live.map(|is_live| !is_live),
            Definition::HdiFirstContact => Some(self.is_same_contact()),
            Definition::HdiFirstLevel => Some(self.is_double()),
            Definition::MetricnetGross => Some(self.is_no_contact()),
            Definition::MetricnetNet => {
                Some(self.is_no_contact() || self.input.rules.is_beyond_first_level(self.ticket))
            }
            Definition::IdentityConfirmed => Some(!self.result.identity_request),
            _ => Some(false),
        }
    }

    /// Whether it is solved, as the definition has it.
    fn is_solved(&self, definition: Definition) -> Option<bool> {
        match definition {
            // Resolved is not closed.
            Definition::ZohoOneResponse => match self.ticket.state {
                TicketState::Unknown => self.ticket.closed_at.map(|_| true),
                state => Some(state == TicketState::Closed),
            },
            _ => self.facts.solved,
        }
    }

    /// Whether what the definition asks of a solved ticket holds.
    fn holds(&self, definition: Definition) -> Option<bool> {
        let facts = self.facts;
        match definition {
            Definition::FirstContact => Some(self.result.outcome == ContactOutcome::Yes),
            Definition::Closed => Some(true),
            Definition::OneTouch => at_most(facts.agent_replies, 1),
            Definition::OneReply | Definition::ZohoOneResponse => is_one(facts.agent_replies),
            Definition::FreshserviceNoReply => at_most(facts.requester_replies, 0),
            Definition::FreshdeskFirstResponse => all([is_one(facts.agent_replies), self.no_exchange()]),
            Definition::ServicenowCase => {
                all([not(facts.reopened), not(facts.waited), facts.updates.map(|updates| updates <= 1)])
            }
            Definition::NoReassignment => self.stayed(),
            Definition::FirstAssignment => facts.by_first_team,
            Definition::ServicenowInteraction => not(facts.led_to_tasks),
            Definition::JiraPractice => all([
                not(facts.reopened),
                facts.person_moves.map(|moves| moves == 0),
                at_most(facts.agent_replies, 1),
            ]),
            Definition::HdiFirstCall => all([not(facts.waited), self.is_in_one_interaction()]),
            Definition::HdiFirstContact => all([not(facts.waited), self.is_in_first_contact()]),
            Definition::HdiFirstLevel => facts.at_first_level,
            Definition::MetricnetGross | Definition::MetricnetNet => {
                let no_call_back = if facts.is_live == Some(true) { not(facts.waited) } else { Some(true) };
                all([self.is_in_one_interaction(), self.stayed_with_the_desk(), no_call_back])
            }
            Definition::NoReopen => not(facts.reopened),
            Definition::NoReassignmentNoReopen => all([self.stayed(), not(facts.reopened)]),
            Definition::IdentityConfirmed => facts.confirmed,
            Definition::ProductMark => self.ticket.first_contact_mark,
        }
    }

    fn is_double(&self) -> bool {
        self.result.reasons.contains(&ContactReason::Duplicate)
    }

    /// A double, or a ticket that goes on with a contact which counts itself.
    fn is_same_contact(&self) -> bool {
        self.is_double() || self.ticket.own.continues.is_some()
    }

    fn is_no_contact(&self) -> bool {
        let reasons = &self.result.reasons;
        self.is_same_contact()
            || reasons.contains(&ContactReason::Cancelled)
            || reasons.contains(&ContactReason::NoContact)
    }

    fn stayed(&self) -> Option<bool> {
        self.facts.team_moves.map(|moves| moves == 0)
    }

    /// Not passed on to another team; for a contact: no task was made of it.
    fn stayed_with_the_desk(&self) -> Option<bool> {
        if self.ticket.own.is_contact { not(self.facts.led_to_tasks) } else { self.stayed() }
    }

    fn is_in_one_interaction(&self) -> Option<bool> {
        self.facts.took.map(|took| took <= self.input.policy.same_contact())
    }

    /// Live within the call, else with the first answer. Where the channel is not told, both must hold, or neither.
    fn is_in_first_contact(&self) -> Option<bool> {
        let with_first_answer = self.no_exchange();
        match self.facts.is_live {
            Some(true) => self.is_in_one_interaction(),
            Some(false) => with_first_answer,
            None => {
                let live = self.is_in_one_interaction()?;
                with_first_answer.filter(|deferred| *deferred == live)
            }
        }
    }

    /// Whether nothing was written between the first answer and the solution. Counts can tell it too.
    fn no_exchange(&self) -> Option<bool> {
        let nobody_came_back = self.facts.requester_replies.most == Some(0)
            && self.facts.agent_replies.most.is_some_and(|most| most <= 1);
        not(self.facts.exchange).or(nobody_came_back.then_some(true))
    }
}

/// Definitions that are a share of all contacts, not of the solved ones.
fn counts_unsolved(definition: Definition) -> bool {
    matches!(definition, Definition::Closed | Definition::MetricnetGross | Definition::MetricnetNet)
}

fn told(holds: Option<bool>) -> Answer {
    match holds {
        Some(true) => Answer::Yes,
        Some(false) => Answer::No,
        None => Answer::Unknown,
    }
}

/// Whether all hold; open as soon as one is not known.
fn all<const N: usize>(conditions: [Option<bool>; N]) -> Option<bool> {
    (!conditions.contains(&None)).then(|| !conditions.contains(&Some(false)))
}

fn not(condition: Option<bool>) -> Option<bool> {
    condition.map(|holds| !holds)
}

fn at_most(tally: Tally, limit: u32) -> Option<bool> {
    if tally.least > limit {
        return Some(false);
    }
    tally.most.filter(|most| *most <= limit).map(|_| true)
}

fn is_one(tally: Tally) -> Option<bool> {
    if tally.least > 1 || tally.most == Some(0) {
        return Some(false);
    }
    (tally == Tally { least: 1, most: Some(1) }).then_some(true)
}
