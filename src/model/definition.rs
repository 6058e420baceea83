//! First contact as others define it: the vocabulary, what each definition says of a ticket, and what they say together.

use chrono::TimeDelta;
use serde::Deserialize;

use super::contact::{ContactOutcome, ContactReason};
use super::words::words;

words! {
    /// Definitions of first contact in use (reference: ticket formats, section 9). What each asks stands in
    /// `mappings/definitions.toml`.
    pub enum Definition {
        /// Our own outcome (DESIGN section 3.4).
        FirstContact = "first_contact",
        /// Closed or resolved at all.
        Closed = "fcr_closed",
        /// Zendesk: fewer than two replies of agents.
        OneTouch = "fcr_one_touch",
        /// Zendesk, newer reading: exactly one reply of an agent.
        OneReply = "zendesk_one_reply",
        /// Zoho Desk: closed with exactly one response of an agent.
        ZohoOneResponse = "zoho_one_response",
        /// Freshservice: no customer interaction after the description.
        FreshserviceNoReply = "freshservice_no_reply",
        /// Freshdesk: resolved in the first response.
        FreshdeskFirstResponse = "freshdesk_first_response",
        /// ServiceNow customer service cases.
        ServicenowCase = "servicenow_case",
        /// ServiceNow incidents resolved without reassigning.
        NoReassignment = "fcr_no_reassignment",
        /// ServiceNow: resolved by the team it was first assigned to.
        FirstAssignment = "servicenow_first_assignment",
        /// ServiceNow interactions closed with no task created.
        ServicenowInteraction = "servicenow_interaction",
        /// Jira Service Management: what sites commonly do.
        JiraPractice = "jira_site_practice",
        /// HDI: solved on the first call.
        HdiFirstCall = "hdi_first_call",
        /// HDI: solved in the first contact, any channel.
        HdiFirstContact = "hdi_first_contact",
        /// HDI: solved at the first level.
        HdiFirstLevel = "hdi_first_level",
        /// MetricNet, of all contacts.
        MetricnetGross = "metricnet_gross",
        /// MetricNet, of the contacts that the first level can solve.
        MetricnetNet = "metricnet_net",
        /// Resolved without reopening.
        NoReopen = "fcr_no_reopen",
        /// Resolved with neither.
        NoReassignmentNoReopen = "no_reassignment_no_reopen",
        /// Resolved, and the identity log confirms the change.
        IdentityConfirmed = "fcr_identity_confirmed",
        /// The product's own mark.
        ProductMark = "product_mark",
    }
}

words! {
    /// What a definition says of a ticket.
    pub enum Answer {
        /// First contact.
        Yes = "yes",
        /// Not.
        No = "no",
        /// Not solved: of solved tickets only is it a share.
        Unsolved = "unsolved",
        /// Not the kind of ticket that it speaks of.
        Outside = "outside",
        /// The export lacks what it needs.
        Unknown = "unknown",
    }
}

impl Answer {
    /// Yes or no; `None` where it says neither.
    #[must_use]
    pub fn told(self) -> Option<bool> {
        match self {
            Answer::Yes => Some(true),
            Answer::No => Some(false),
            Answer::Unsolved | Answer::Outside | Answer::Unknown => None,
        }
    }
}

/// How many definitions there are.
const COUNT: usize = Definition::ALL.len();

/// What every definition says of one ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Answers([Answer; COUNT]);

impl Default for Answers {
    /// Nothing is known.
    fn default() -> Self {
        Self([Answer::Unknown; COUNT])
    }
}

impl Answers {
    /// Asks each definition.
    #[must_use]
    pub fn ask(mut answer: impl FnMut(Definition) -> Answer) -> Self {
        Self(std::array::from_fn(|at| answer(Definition::ALL[at])))
    }

    /// What one says.
    #[must_use]
    pub fn of(&self, definition: Definition) -> Answer {
        self.0[definition as usize]
    }

    /// The same with another answer of one definition.
    #[must_use]
    pub fn with(mut self, definition: Definition, answer: Answer) -> Self {
        self.0[definition as usize] = answer;
        self
    }

    /// Yes or no as a column of tickets prints it: what is not solved was not solved at first contact.
    #[must_use]
    pub fn counts(&self, definition: Definition) -> Option<bool> {
        match self.of(definition) {
            Answer::Unsolved => Some(false),
            answer => answer.told(),
        }
    }

    /// Whether one definition counts the ticket and another does not.
    #[must_use]
    pub fn disagree(&self) -> bool {
        self.0.contains(&Answer::Yes) && self.0.contains(&Answer::No)
    }

    /// Definitions that say otherwise than ours.
    pub fn against_ours(&self) -> impl Iterator<Item = Definition> + '_ {
        let ours = self.of(Definition::FirstContact).told();
        let differs = move |of: &&Definition| {
            ours.is_some() && self.of(**of).told().is_some_and(|says| Some(says) != ours)
        };
        Definition::ALL.iter().filter(differs).copied()
    }
}

/// A number of which only bounds may be known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    /// At least so many.
    pub least: u32,
    /// At most so many; `None` if the export does not say.
    pub most: Option<u32>,
}

/// What a ticket's history says, in the few facts that definitions of first contact ask for. `None` where the export
/// does not say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ContactFacts {
    /// Whether it is solved.
    pub solved: Option<bool>,
    /// Time from opening to the solution.
    pub took: Option<TimeDelta>,
    /// Whether requester and agent spoke at the same time.
    pub is_live: Option<bool>,
    /// Public replies of agents.
    pub agent_replies: Tally,
    /// Comments of the requester after the description.
    pub requester_replies: Tally,
    /// Whether anybody wrote between the desk's first answer and the solution.
    pub exchange: Option<bool>,
    /// Changes of team.
    pub team_moves: Option<u32>,
    /// Changes of person.
    pub person_moves: Option<u32>,
    /// Whether the team that had it first solved it.
    pub by_first_team: Option<bool>,
    /// Whether a team of the first level solved it.
    pub at_first_level: Option<bool>,
    /// Whether it came back after it was solved.
    pub reopened: Option<bool>,
    /// Whether it ever waited for somebody.
    pub waited: Option<bool>,
    /// Times at which people updated the record up to the solution, its opening not among them.
    pub updates: Option<u32>,
    /// Whether tickets were made of it; asked of contacts only.
    pub led_to_tasks: Option<bool>,
    /// Whether the identity log shows what it asks for; asked of identity requests only.
    pub confirmed: Option<bool>,
}

/// A definition in words.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Terms {
    /// Which.
    pub id: Definition,
    /// Whose it is.
    pub whose: String,
    /// What it is called there.
    pub title: String,
    /// How it is computed, in one sentence.
    pub formula: String,
    /// What is counted.
    pub numerator: String,
    /// Of what it is a share.
    pub denominator: String,
    /// What is left out because it is not of its kind; empty if nothing is.
    #[serde(default)]
    pub outside: String,
    /// What an export must tell for it.
    pub needs: Vec<String>,
    /// Where it is defined, and what is ours in it.
    pub source: String,
}

/// One definition over all tickets.
#[derive(Debug, Clone, PartialEq)]
pub struct DefinitionRow {
    /// The definition, with the thresholds of the policy filled in.
    pub terms: Terms,
    /// Tickets by answer, in the order of [`Answer::ALL`].
    pub answers: [u64; Answer::ALL.len()],
    /// Share of `yes` among `yes` and `no`.
    pub rate: Option<f64>,
    /// Its 95 % Wilson interval.
    pub interval: Option<(f64, f64)>,
    /// Of its `yes` tickets, those whose requester stopped answering.
    pub no_response: u64,
    /// Their share.
    pub no_response_rate: Option<f64>,
    /// Its 95 % Wilson interval.
    pub no_response_interval: Option<(f64, f64)>,
}

impl DefinitionRow {
    /// Tickets with this answer.
    #[must_use]
    pub fn count(&self, answer: Answer) -> u64 {
        self.answers[answer as usize]
    }
}

/// How far two definitions agree.
#[derive(Debug, Clone, PartialEq)]
pub struct Agreement {
    /// The first.
    pub a: Definition,
    /// The second.
    pub b: Definition,
    /// Tickets that both count.
    pub both_yes: u64,
    /// Tickets that only the first counts.
    pub only_a: u64,
    /// Tickets that only the second counts.
    pub only_b: u64,
    /// Tickets that neither counts.
    pub both_no: u64,
    /// Tickets of which one of them says neither yes nor no.
    pub not_comparable: u64,
    /// Share of the comparable tickets on which they agree.
    pub raw: Option<f64>,
    /// Cohen's kappa: agreement beyond that of chance; `None` if both say the same of every ticket.
    pub kappa: Option<f64>,
}

words! {
    /// Why a mark of first contact and our outcome may differ where our outcome has no reason against it.
    pub enum MarkGap {
        /// Solved later than one interaction lasts.
        SolvedLater = "solved_later",
        /// The export lacks comments or history, in which a reason would stand.
        NotTold = "not_told",
        /// Nothing in the export speaks against first contact.
        NothingSeen = "nothing_seen",
    }
}

/// Tickets with a mark of the product, by our outcome and its reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MarkCell {
    /// The product's mark.
    pub mark: bool,
    /// Our outcome.
    pub outcome: ContactOutcome,
    /// Our main reason, for `no` and `excluded`.
    pub reason: Option<ContactReason>,
    /// For our `yes` against a mark `no`, what may explain it.
    pub gap: Option<MarkGap>,
    /// How many tickets.
    pub tickets: u64,
}

/// The definitions side by side.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Definitions {
    /// Every definition, in the order of [`Definition::ALL`].
    pub rows: Vec<DefinitionRow>,
    /// Every two of them, in that order.
    pub pairs: Vec<Agreement>,
    /// Our outcome against the product's own mark; empty if no ticket has one.
    pub marks: Vec<MarkCell>,
    /// Tickets that one definition counts and another does not.
    pub disagreed: u64,
}
