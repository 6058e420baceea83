//! Who took a ticket first: whom its first contact speaks of.
//!
//! A ticket that was passed on was never theirs to solve at first contact who have it last, and it leaves those who
//! passed it on. Held against whoever has it last, a second line would stand at nought and a desk that passes on
//! whatever is hard would look best.

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

/// Who took a ticket first, from the history of its fields; without one, who has it, if nothing says that it was
/// passed on.
#[must_use]
pub fn first<'a>(ticket: &'a Ticket, result: &TicketResult) -> First<'a> {
    let passed = [ContactReason::Escalated, ContactReason::Reassigned];
    let is_passed_on = result.reasons.iter().any(|reason| passed.contains(reason));
    let is_told = ticket.has_history || !is_passed_on;
    let moves = |field: &'static str| {
        let is_move = move |entry: &&JournalEntry| {
            entry.kind == EntryKind::FieldChange && entry.field.as_deref() == Some(field)
        };
        ticket.journal.iter().filter(is_move).filter(|entry| old(entry).or(new(entry)).is_some())
    };
    let group = match moves("group").next() {
        Some(entry) => old(entry).or(new(entry)),
        None => ticket.group.as_deref().filter(|_| is_told),
    };
    let left = moves("group").find(|entry| match (old(entry), new(entry)) {
        (Some(old), Some(new)) => old != new,
        (None, Some(new)) => group.is_some_and(|group| group != new),
        _ => false,
    });
    let agent = match moves("agent").next() {
        Some(entry) => match (old(entry), new(entry)) {
            (Some(old), _) => FirstAgent::Named(old),
            (None, Some(new)) if left.is_none_or(|left| entry.at < left.at) => FirstAgent::Named(new),
            _ => FirstAgent::Unknown,
        },
        None if is_told && left.is_none() => FirstAgent::Current,
        None => FirstAgent::Unknown,
    };
    First { group, agent }
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
        let first = first(ticket, &result);
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
    fn without_a_history_a_ticket_that_was_passed_on_tells_nobody() {
        let mut ticket = ticket("INC1");
        ticket.has_history = false;
        assert_eq!(of(&ticket, &[ContactReason::Reassigned]), (None, "Unknown".to_owned()));
        assert_eq!(of(&ticket, &[]).1, "Current");
    }
}
