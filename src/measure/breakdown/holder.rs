//! Who took a ticket first: whom its first contact speaks of.
//!
//! A ticket that was passed on was never theirs to solve at first contact who have it last, and it leaves those who
//! passed it on. Held against whoever has it last, a second line would stand at nought and a desk that passes on
//! whatever is hard would look best.

use crate::measure::contact::Queues;
use crate::model::{ContactReason, EntryKind, JournalEntry, Ticket, TicketResult};

/// The team and the agent that took a ticket first, as the records name them; `None` where they do not tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct First<'a> {
    /// The team.
    pub group: Option<&'a str>,
    /// The agent.
    pub agent: FirstAgent<'a>,
}

/// The agent that took a ticket first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FirstAgent<'a> {
    /// The one that has it still.
    Current,
    /// The one that the history names so.
    Named(&'a str),
    /// Nobody took it before it went to another team, or the records do not tell.
    Unknown,
}

/// Who took a ticket first, from the history of its fields, past mere queues; without one, who has it, if nothing says
/// that it was passed on.
#[must_use]
pub fn first<'a>(ticket: &'a Ticket, result: &TicketResult, queues: &Queues) -> First<'a> {
    let passed = [ContactReason::Escalated, ContactReason::Reassigned];
    let is_passed_on = result.reasons.iter().any(|reason| passed.contains(reason))
        || result.handoffs.is_some_and(|handoffs| handoffs.count() > 0);
    if !is_passed_on {
        return First { group: ticket.group.as_deref(), agent: FirstAgent::Current };
    }
    let moves = |field: &'static str| {
        ticket.journal.iter().filter(move |entry| {
            entry.kind == EntryKind::FieldChange && entry.field.as_deref() == Some(field)
        })
    };
    let (mut group, mut left) = (None, None);
    let stations = moves("group")
        .flat_map(|entry| [old(entry), new(entry)].into_iter().flatten().map(move |name| (name, entry.at)));
    for (name, at) in stations {
        match group {
            None if !queues.only_passes_on(&ticket.source, name) => group = Some(name),
            Some(first) if first != name => {
                left = Some(at);
                break;
            }
            _ => {}
        }
    }
    // The history tells no other team: it moved between people of one.
    let stayed = ticket.group.as_deref().filter(|_| ticket.has_history && moves("group").next().is_none());
    let agent = match moves("agent").find(|entry| old(entry).or(new(entry)).is_some()) {
        Some(entry) => match (old(entry), new(entry)) {
            (Some(old), _) => FirstAgent::Named(old),
            (None, Some(new)) if left.is_none_or(|left| entry.at < left) => FirstAgent::Named(new),
            _ => FirstAgent::Unknown,
        },
        None => FirstAgent::Unknown,
    };
    First { group: group.or(stayed), agent }
}

fn old(entry: &JournalEntry) -> Option<&str> {
    entry.old.as_deref().map(str::trim).filter(|value| !value.is_empty())
}

fn new(entry: &JournalEntry) -> Option<&str> {
    Some(entry.text.trim()).filter(|value| !value.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assess::control::sample::{field, ticket};
    use crate::measure::breakdown::tests::result;
    use crate::model::ContactOutcome;

    fn of(ticket: &Ticket, reasons: &[ContactReason]) -> (Option<String>, String) {
        let mut result = result(0, ContactOutcome::No);
        result.reasons = reasons.to_vec();
        let mut solved = crate::assess::control::sample::ticket("INC0");
        solved.group = Some("Network".to_owned());
        let desk = crate::assess::control::sample::ticket("INC2");
        // Many tickets go through the inbox, and none is solved there.
        let passed = (3..9).map(|n| {
            let mut ticket = crate::assess::control::sample::ticket(&format!("INC{n}"));
            ticket.journal = vec![field(1, "rule", "group", "Inbox", "Service Desk")];
            ticket
        });
        let tickets: Vec<Ticket> = [solved, desk].into_iter().chain(passed).collect();
        let first = first(ticket, &result, &Queues::of(&tickets));
        (first.group.map(str::to_owned), format!("{:?}", first.agent))
    }

    #[test]
    fn whoever_has_a_ticket_that_stayed_took_it() {
        let (group, agent) = of(&ticket("INC1"), &[ContactReason::FollowUp]);
        assert_eq!((group.as_deref(), agent.as_str()), (Some("Service Desk"), "Current"));
    }

    #[test]
    fn of_a_ticket_that_was_passed_on_it_is_the_first_in_the_history() {
        let mut ticket = ticket("INC1");
        ticket.group = Some("Network".to_owned());
        ticket.journal = vec![
            field(1, "bob", "agent", "", "bob"),
            field(9, "bob", "group", "Service Desk", "Network"),
            field(12, "carl", "agent", "bob", "carl"),
        ];
        let (group, agent) = of(&ticket, &[ContactReason::Escalated]);
        assert_eq!((group.as_deref(), agent.as_str()), (Some("Service Desk"), "Named(\"bob\")"));
    }

    #[test]
    fn an_agent_of_the_second_team_did_not_take_it_first() {
        let mut ticket = ticket("INC1");
        ticket.journal =
            vec![field(9, "rule", "group", "Service Desk", "Network"), field(9, "carl", "agent", "", "carl")];
        let (group, agent) = of(&ticket, &[ContactReason::Reassigned]);
        assert_eq!((group.as_deref(), agent.as_str()), (Some("Service Desk"), "Unknown"));
        ticket.journal.pop();
        assert_eq!(of(&ticket, &[ContactReason::Reassigned]).1, "Unknown", "nor whoever has it now");
    }

    #[test]
    fn a_queue_that_only_passes_on_took_nothing() {
        let mut ticket = ticket("INC1");
        ticket.journal = vec![
            field(1, "rule", "group", "Inbox", "Service Desk"),
            field(3, "bob", "agent", "", "bob"),
            field(9, "bob", "group", "Service Desk", "Network"),
        ];
        let (group, agent) = of(&ticket, &[ContactReason::Escalated]);
        assert_eq!((group.as_deref(), agent.as_str()), (Some("Service Desk"), "Named(\"bob\")"));
    }

    #[test]
    fn without_a_history_a_ticket_that_was_passed_on_tells_nobody() {
        let mut ticket = ticket("INC1");
        ticket.has_history = false;
        assert_eq!(of(&ticket, &[ContactReason::Reassigned]), (None, "Unknown".to_owned()));
        assert_eq!(of(&ticket, &[]).1, "Current");
    }
}
