//! Where something gathers more than chance would have it: pairs of people, lapses of one agent, queue or hour.

use super::change::ChangeId;
use super::words::words;

words! {
    /// Between whom, or where.
    pub enum ConcentrationOf {
        /// Who changed, and who asked.
        AgentRequester = "agent_requester",
        /// Who changed, and whose account it was.
        AgentSubject = "agent_subject",
        /// Who approved, and who changed.
        ApproverAgent = "approver_agent",
        /// Who changed.
        Agent = "agent",
        /// Who asked.
        Requester = "requester",
        /// Who approved.
        Approver = "approver",
        /// The team or queue of the ticket.
        Queue = "queue",
        /// How the ticket came in.
        Channel = "channel",
        /// Four hours of the day, UTC.
        Hours = "hours",
        /// The day of the week, UTC.
        Weekday = "weekday",
        /// Four hours of the day, within one agent's own work.
        AgentHours = "agent_hours",
        /// The day of the week, within one agent's own work.
        AgentWeekday = "agent_weekday",
    }
}

words! {
    /// What gathers.
    pub enum Gathering {
        /// Two people meet, each day once.
        Met = "met",
        /// Changes with a ticket and no evidence.
        Unproven = "unproven",
        /// Changes without a ticket.
        Unticketed = "unticketed",
        /// Changes with evidence only afterwards.
        Late = "late",
    }
}

/// One comparison of what was seen with what chance would bring.
#[derive(Debug, Clone, PartialEq)]
pub struct Concentration {
    /// `con-` and twelve hex digits of dimension, names and what gathers.
    pub id: String,
    /// Between whom, or where.
    pub dimension: ConcentrationOf,
    /// Agent, requester, approver, queue, channel, hours or day.
    pub left: String,
    /// The other of a pair; empty where there is none.
    pub right: String,
    /// What gathers.
    pub what: Gathering,
    /// How often it was seen: days on which the two met, or changes.
    pub observed: u64,
    /// Of how many: days with the left one and anybody, or changes.
    pub of: u64,
    /// How often chance would bring it, given how much each of them has to do.
    pub expected: f64,
    /// The probability that chance alone brings so many or more.
    pub chance: f64,
    /// The same, as it counts when so many comparisons were made (Holm 1979).
    pub adjusted: f64,
    /// Whether it stands out by the policy: too often for chance, and by a factor that matters.
    pub stands_out: bool,
    /// The changes that were counted, by time.
    pub changes: Vec<ChangeId>,
}

/// All comparisons of a run.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Concentrations {
    /// How many comparisons could have stood out, whether or not anything was seen in them.
    pub comparisons: u64,
    /// How many of them are between two people.
    pub pairs: u64,
    /// The chance of even one false alarm among all of them.
    pub level: f64,
    /// Those in which enough was seen to be compared, the least probable first.
    pub compared: Vec<Concentration>,
}

impl Concentrations {
    /// Those that stand out.
    pub fn standing_out(&self) -> impl Iterator<Item = &Concentration> {
        self.compared.iter().filter(|one| one.stands_out)
    }
}
