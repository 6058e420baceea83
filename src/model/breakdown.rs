//! The desk by agent, team, category, channel, topic and week: counts, shares, times, and what is more than chance.

use super::chart::ControlChart;
use super::verdict::Verdict;
use super::words::words;

words! {
    /// What tickets and changes are grouped by.
    pub enum Dimension {
        /// Everything in one group.
        All = "all",
        /// Who had the ticket last; who made the change, or began what the user finished.
        Agent = "agent",
        /// The team that has the ticket.
        Group = "group",
        /// The ticket's category.
        Category = "category",
        /// How the ticket came in.
        Channel = "channel",
        /// What the ticket asks for.
        Topic = "topic",
        /// The export.
        Source = "source",
        /// The kind of change.
        Kind = "kind",
        /// The tier of the account.
        Tier = "tier",
        /// The ISO week in which the ticket was opened or the change made.
        Week = "week",
    }
}

words! {
    /// Which time stands for the handling of a ticket.
    pub enum HandleTimeOf {
        /// The working time that the product recorded on it.
        Recorded = "recorded",
        /// From opened to solved, waiting included: no product recorded the work.
        Elapsed = "elapsed",
    }
}

words! {
    /// Which way a group differs from what was expected of it, after the correction for many comparisons.
    pub enum Flag {
        /// Its share is higher.
        Above = "above",
        /// Its share is lower.
        Below = "below",
    }
}

words! {
    /// A share that is charted over weeks.
    pub enum Charted {
        /// First contact, of the tickets old enough for a return to show.
        FirstContact = "first_contact",
        /// Safe first contact, of the same.
        SafeFirstContact = "safe_first_contact",
        /// Proven changes of those that could be tested.
        Proven = "proven",
    }
}

/// A share of a group.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Share {
    /// Items that count.
    pub hits: u64,
    /// Items.
    pub of: u64,
    /// The share, 0 to 1; `None` of nothing and of fewer items than the policy's least group.
    pub value: Option<f64>,
    /// Two-sided 95 % Wilson score interval of the share.
    pub interval: Option<(f64, f64)>,
}

/// A group's share against what such items reach overall.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Comparison {
    /// Items expected to count, had each gone as its like go overall (indirect standardisation).
    pub expected: f64,
    /// Observed over expected.
    pub ratio: f64,
    /// Two-sided 95 % interval of the ratio.
    pub ratio_interval: (f64, f64),
    /// The share adjusted for case mix: the ratio times the overall share.
    pub adjusted: f64,
    /// Funnel limits around the expected share at 95 % and at 99.8 %: between them a group of this size lies by chance.
    pub funnel: [(f64, f64); 2],
    /// Two-sided exact binomial probability of a share so far from the expected one.
    pub p: f64,
    /// The same after Holm's correction for all groups of the dimension.
    pub p_adjusted: f64,
    /// Which way it differs, if by more than chance after the correction.
    pub flag: Option<Flag>,
}

/// How long tickets took, in seconds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct HandleTime {
    /// Tickets with such a time.
    pub measured: u64,
    /// Half took no longer.
    pub median: f64,
    /// Nine of ten took no longer.
    pub p90: f64,
}

/// How often tickets were passed on.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct HandoffCount {
    /// Tickets of which the export tells it.
    pub told: u64,
    /// Of those, tickets that were passed on at all.
    pub passed_on: u64,
    /// Times they were passed on, all together.
    pub times: u64,
}

/// Figures about the tickets of a group.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct TicketFigures {
    /// Tickets.
    pub tickets: u64,
    /// Those that do not count for first contact, by reason.
    pub excluded: Vec<(String, u64)>,
    /// First contact, of the tickets that count.
    pub first_contact: Share,
    /// Numbers of the tickets solved at first contact, sorted; at most the number that the policy keeps.
    pub first_contact_ids: Vec<String>,
    /// Safe first contact, of the tickets with changes that count and can be told.
    pub safe: Share,
    /// How long they took; `None` if too few tell.
    pub handle_time: Option<HandleTime>,
    /// How often they were passed on.
    pub handoffs: HandoffCount,
}

/// First contact of the tickets that an agent or team took first, whoever has them last; of a category or export, of all
/// its tickets.
///
/// It is what a group can be held against: a ticket that was passed on was never first contact of those who got it
/// then.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Taken {
    /// First contact, of the tickets that count.
    pub first_contact: Share,
    /// The same against the case mix of topic, channel and identity request.
    pub compared: Option<Comparison>,
    /// Numbers of the tickets solved at first contact, sorted; at most the number that the policy keeps.
    pub ids: Vec<String>,
}

/// The changes of a group with one verdict.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerdictCount {
    /// The verdict.
    pub verdict: Verdict,
    /// Changes that have it.
    pub changes: u64,
    /// Their ids, sorted; at most the number that the policy keeps.
    pub ids: Vec<String>,
}

/// Figures about the changes of a group that have a verdict.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ChangeFigures {
    /// Changes with a verdict.
    pub changes: u64,
    /// By verdict, in the order of the verdicts, all of them.
    pub verdicts: Vec<VerdictCount>,
    /// Proven ones of those that could be tested.
    pub proven: Share,
    /// Proven against the case mix of kind and tier; of a ticket's dimensions only among changes with a ticket.
    pub compared: Option<Comparison>,
}

/// One group of a dimension.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    /// The dimension.
    pub dimension: Dimension,
    /// Its name as part of an id, unique in its dimension.
    pub slug: String,
    /// Its name; empty for what the data does not tell. A person's is the pseudonym.
    pub name: String,
    /// Figures about its tickets, of an agent or team about those that it has last; `None` if it has none.
    pub tickets: Option<TicketFigures>,
    /// First contact of the tickets that it took; `None` if it took none, and for dimensions that are not compared.
    pub taken: Option<Taken>,
    /// Figures about its changes; `None` if it has none.
    pub changes: Option<ChangeFigures>,
}

/// A share charted over ISO weeks.
#[derive(Debug, Clone, PartialEq)]
pub struct WeekChart {
    /// Which share.
    pub charted: Charted,
    /// The team, of tickets the one that took them first; `None` for all together.
    pub group: Option<String>,
    /// The chart; each sample is a week (`2026-W07`).
    pub chart: ControlChart,
}

/// A team or agent between speed and verification: their identity requests whose changes can be judged.
#[derive(Debug, Clone, PartialEq)]
pub struct FrontierPoint {
    /// `agent` or `group`.
    pub dimension: Dimension,
    /// The name.
    pub name: String,
    /// Median handling time in seconds.
    pub median: f64,
    /// Requests whose every change is proven, of those with such a time.
    pub verified: Share,
    /// Whether nobody is both no slower and no less verified: on the frontier.
    pub is_frontier: bool,
    /// Somebody no slower whose verified share is higher by more than chance: the intervals do not touch.
    pub beaten_by: Option<String>,
}

/// Whether tickets that took longer are verified more often: of identity requests whose changes can be judged.
#[derive(Debug, Clone, PartialEq)]
pub struct SpeedAndProof {
    /// The topic; `None` for all together.
    pub topic: Option<String>,
    /// Requests.
    pub requests: u64,
    /// Spearman's rank correlation of handling time and proof: above 0, the faster ones are less verified.
    pub rho: f64,
    /// Its two-sided 95 % interval.
    pub interval: (f64, f64),
}

/// All of it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Breakdown {
    /// Which time stands for handling, in all figures; `None` if no ticket tells any.
    pub handle_time_of: Option<HandleTimeOf>,
    /// The groups, by dimension, then name.
    pub groups: Vec<Group>,
    /// Charts over weeks: all together, then teams with weeks enough, by share, then name.
    pub charts: Vec<WeekChart>,
    /// Agents and teams between speed and verification, by dimension, then name.
    pub frontier: Vec<FrontierPoint>,
    /// Speed against proof over tickets: all together, then by topic.
    pub speed: Vec<SpeedAndProof>,
    /// Of each ticket, in the order of the results, the figures that not all tickets count in.
    pub counted_in: Vec<Vec<Counted>>,
}

words! {
    /// A figure that counts a part of the tickets, by what is told of them.
    pub enum Counted {
        /// The chart of first contact by week, from which tickets are left out that are too young for a return to show.
        WeeklyFirstContact = "weekly_first_contact",
        /// The chart of safe first contact by week.
        WeeklySafeFirstContact = "weekly_safe_first_contact",
        /// Speed against verification: identity requests that tell a time, with changes that can be judged.
        Speed = "speed",
    }
}

impl Breakdown {
    /// The groups of a dimension, by name.
    pub fn of(&self, dimension: Dimension) -> impl Iterator<Item = &Group> {
        self.groups.iter().filter(move |group| group.dimension == dimension)
    }
}
