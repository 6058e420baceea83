//! The policy of first contact: `policy/first_contact.toml`.

use std::collections::BTreeMap;

use chrono::TimeDelta;
use serde::Deserialize;

use super::phrases::Phrases;
use super::source::{RecordFields, SourceMapping};
use super::{MappingError, Mappings};
use crate::model::{ContactReason, Party, TicketState};

const PATH: &str = "policy/first_contact.toml";

/// What is done with tickets of which something cannot be seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Censoring {
    /// Excluded, unless another reason shows that first contact failed.
    Strict,
    /// Counted, with the doubt written beside it.
    Lenient,
}

/// Where in its life a state puts a ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// With the desk.
    Working,
    /// With somebody else.
    Waiting,
    /// Solved or closed.
    Solved,
    /// Cancelled, merged, deleted.
    Gone,
}

/// What a phrase in a text speaks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Clue {
    /// The requester stopped answering.
    NoResponse,
    /// A double of another ticket.
    Duplicate,
    /// Withdrawn.
    Cancelled,
    /// Passed up.
    Escalated,
    /// The writer may not or cannot do it; beside a hand-over that makes it an escalation.
    NoCompetence,
    /// Somebody had to come back.
    CameBack,
    /// A closing courtesy.
    Thanks,
    /// The problem is still there.
    Complaint,
    /// The requester asks what has become of it.
    Chased,
    /// Nobody wrote it: an acknowledgement, a survey, an absence note.
    Automatic,
    /// The desk asks the requester for something.
    Asks,
    /// The requester takes it back.
    Withdrawn,
    /// The desk says that it is done.
    Done,
    /// A journal says that it is another's double.
    Doubled,
    /// The desk called back.
    CalledBack,
}

const CLUES: [Clue; 15] = [
    Clue::NoResponse,
    Clue::Duplicate,
    Clue::Cancelled,
    Clue::Escalated,
    Clue::NoCompetence,
    Clue::CameBack,
    Clue::Thanks,
    Clue::Complaint,
    Clue::Chased,
    Clue::Automatic,
    Clue::Asks,
    Clue::Withdrawn,
    Clue::Done,
    Clue::Doubled,
    Clue::CalledBack,
];

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    repeat_window_days: u32,
    double_submission_minutes: u32,
    reopened_as_new_days: u32,
    silence_hours: u32,
    talk_gap_minutes: u32,
    closed_with_parent_minutes: u32,
    beside_handoff_minutes: u32,
    same_contact_minutes: u32,
    live_solved_within_minutes: u32,
    change_before_minutes: u32,
    change_after_minutes: u32,
    censoring: Censoring,
    without_history: Censoring,
    precedence: Vec<ContactReason>,
    same_by_topic: Vec<String>,
    negations: Vec<String>,
    channels: Channels,
    levels: BTreeMap<String, Vec<String>>,
    states: States,
    states_of: BTreeMap<String, States>,
    people: People,
    codes: Codes,
    phrases: PhraseLists,
    courtesy: Courtesy,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Channels {
    live: Vec<String>,
    machine: Vec<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct States {
    working: Vec<String>,
    waiting: Vec<String>,
    solved: Vec<String>,
    gone: Vec<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct People {
    system: Vec<String>,
    system_words: Vec<String>,
    generic: Vec<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Codes {
    no_response: Vec<String>,
    cancelled: Vec<String>,
    duplicate: Vec<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct PhraseLists {
    no_response: Vec<String>,
    duplicate: Vec<String>,
    cancelled: Vec<String>,
    escalated: Vec<String>,
    no_competence: Vec<String>,
    came_back: Vec<String>,
    thanks: Vec<String>,
    complaint: Vec<String>,
    chased: Vec<String>,
    automatic: Vec<String>,
    asks: Vec<String>,
    withdrawn: Vec<String>,
    done: Vec<String>,
    doubled: Vec<String>,
    called_back: Vec<String>,
    question: Vec<String>,
    elsewhere: Vec<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Courtesy {
    longest: usize,
}

/// The policy, checked and compiled.
#[derive(Debug, Clone)]
pub struct ContactPolicy {
    file: File,
    levels: Vec<u32>,
    level_phrases: Phrases,
    channels: Phrases,
    system_words: Phrases,
    clues: Phrases,
    beyond: Phrases,
    /// What the mappings of sources say of their states, by product and word.
    states_of_sources: BTreeMap<(String, String), Phase>,
}

impl ContactPolicy {
    /// Reads the policy.
    ///
    /// # Errors
    /// Broken TOML, a precedence that does not hold each reason once, a level that is no number,
    /// or an empty phrase.
    pub fn load(mappings: &Mappings) -> Result<Self, MappingError> {
        Self::with_sources(mappings, &super::source::load(mappings)?)
    }

    /// The same, where the mappings of sources were read already.
    ///
    /// # Errors
    /// As of [`Self::load`].
    pub fn with_sources(mappings: &Mappings, sources: &[SourceMapping]) -> Result<Self, MappingError> {
        let mut policy =
            Self::compile(mappings.toml(PATH)?).map_err(|message| MappingError::whole(PATH, message))?;
        for source in sources {
            let product = source.product().to_owned();
            if let RecordFields::Ticket(fields) = &source.record {
                let known = fields.states.iter().filter_map(|(word, state)| Some((word, phase_of(*state)?)));
                let known = known.map(|(word, phase)| ((product.clone(), word.clone()), phase));
                policy.states_of_sources.extend(known);
            }
        }
        Ok(policy)
    }

    fn compile(mut file: File) -> Result<Self, String> {
        file.lower();
        let mut reasons = file.precedence.clone();
        reasons.sort_unstable();
        if reasons != ContactReason::ALL {
            return Err("`precedence` must hold each reason once".to_owned());
        }
        let levels = file
            .levels
            .keys()
            .map(|level| level.parse().map_err(|_| format!("level `{level}` is no number")))
            .collect::<Result<Vec<u32>, String>>()?;
        let words: Vec<&[String]> = file.levels.values().map(Vec::as_slice).collect();
        Ok(Self {
            levels,
            level_phrases: Phrases::new(&words, &[])?,
            channels: Phrases::new(&[&file.channels.live, &file.channels.machine], &[])?,
            system_words: Phrases::new(&[&file.people.system_words], &[])?,
            clues: Phrases::new(&CLUES.map(|clue| file.list(clue)), &file.negations)?,
            beyond: Phrases::new(&[&file.phrases.question, &file.phrases.elsewhere], &[])?,
            states_of_sources: BTreeMap::new(),
            file,
        })
    }

    /// How long after the solution a return is looked for.
    #[must_use]
    pub fn repeat_window(&self) -> TimeDelta {
        TimeDelta::days(self.file.repeat_window_days.into())
    }

    /// How soon a second ticket is the same contact sent twice.
    #[must_use]
    pub fn double_submission(&self) -> TimeDelta {
        TimeDelta::minutes(self.file.double_submission_minutes.into())
    }

    /// Topics that are the same problem whenever they come back.
    #[must_use]
    pub fn same_by_topic(&self) -> &[String] {
        &self.file.same_by_topic
    }

    /// How long after the solution a later ticket that names the first reopens it.
    #[must_use]
    pub fn reopened_as_new(&self) -> TimeDelta {
        TimeDelta::days(self.file.reopened_as_new_days.into())
    }

    /// How long nobody has written when a ticket counts as given up.
    #[must_use]
    pub fn silence(&self) -> TimeDelta {
        TimeDelta::hours(self.file.silence_hours.into())
    }

    /// The longest silence inside a call or chat.
    #[must_use]
    pub fn talk_gap(&self) -> TimeDelta {
        TimeDelta::minutes(self.file.talk_gap_minutes.into())
    }

    /// How near its parent's solution a ticket is solved that was closed with it.
    #[must_use]
    pub fn closed_with_parent(&self) -> TimeDelta {
        TimeDelta::minutes(self.file.closed_with_parent_minutes.into())
    }

    /// How far from a hand-over a text may stand that says why it was made.
    #[must_use]
    pub fn beside_handoff(&self) -> TimeDelta {
        TimeDelta::minutes(self.file.beside_handoff_minutes.into())
    }

    /// How long one interaction lasts.
    #[must_use]
    pub fn same_contact(&self) -> TimeDelta {
        TimeDelta::minutes(self.file.same_contact_minutes.into())
    }

    /// How long after opening a ticket that came in live may be solved in that interaction.
    #[must_use]
    pub fn live_solved_within(&self) -> TimeDelta {
        TimeDelta::minutes(self.file.live_solved_within_minutes.into())
    }

    /// How long before the opening a change may belong to the ticket.
    #[must_use]
    pub fn change_before(&self) -> TimeDelta {
        TimeDelta::minutes(self.file.change_before_minutes.into())
    }

    /// How long after the solution a change may belong to the ticket.
    #[must_use]
    pub fn change_after(&self) -> TimeDelta {
        TimeDelta::minutes(self.file.change_after_minutes.into())
    }

    /// What is done with tickets solved too late to tell.
    #[must_use]
    pub fn censoring(&self) -> Censoring {
        self.file.censoring
    }

    /// What is done with tickets of which neither comments nor history are told.
    #[must_use]
    pub fn without_history(&self) -> Censoring {
        self.file.without_history
    }

    /// Whether a title asks a question, or is about a system of which no identity log tells.
    #[must_use]
    pub fn is_beyond_the_log(&self, title: &str) -> bool {
        title.contains(['?', '？']) || self.beyond.hits(title).next().is_some()
    }

    /// The place of a reason: the lower, the more it counts as the main one.
    #[must_use]
    pub fn rank(&self, reason: ContactReason) -> usize {
        self.file.precedence.iter().position(|other| *other == reason).unwrap_or(usize::MAX)
    }

    /// Whether the channel is one on which requester and agent speak at the same time.
    #[must_use]
    pub fn is_live(&self, channel: &str) -> bool {
        self.channels.has(0, channel)
    }

    /// Whether the channel is one by which machines raise tickets.
    #[must_use]
    pub fn is_machine(&self, channel: &str) -> bool {
        self.channels.has(1, channel) && !self.is_live(channel)
    }

    /// The level that a team's name speaks of; the highest, if of several.
    #[must_use]
    pub fn level(&self, group: &str) -> Option<u32> {
        self.level_phrases.hits(group).map(|hit| self.levels[hit.list]).max()
    }

    /// The first words of a text that name a level above the first.
    #[must_use]
    pub fn higher_level<'a>(&self, text: &'a str) -> Option<&'a str> {
        let hit = self.level_phrases.hits(text).find(|hit| self.levels[hit.list] > 1)?;
        text.get(hit.from..hit.to)
    }

    /// Where a state as written puts a ticket of this source: by the policy's words for the product
    /// and for all, else by the words of the product's mappings.
    #[must_use]
    pub fn phase(&self, source: &str, state: &str) -> Option<Phase> {
        let state = state.trim().to_lowercase();
        let product = source.split('.').next().unwrap_or(source);
        let own = self.file.states_of.get(product).and_then(|states| states.phase(&state));
        own.or_else(|| self.file.states.phase(&state))
            .or_else(|| self.states_of_sources.get(&(product.to_owned(), state)).copied())
    }

    /// Whether a party is a timer or rule of the product.
    #[must_use]
    pub fn is_system(&self, party: &Party) -> bool {
        is_one_of(&self.file.people.system, party.label())
            || [&party.display, &party.login, &party.email]
                .into_iter()
                .flatten()
                .any(|name| self.system_words.has(0, name))
    }

    /// Whether a party stands for many people, or for nobody.
    #[must_use]
    pub fn is_generic(&self, party: &Party) -> bool {
        party.is_empty() || is_one_of(&self.file.people.generic, party.label())
    }

    /// What a close code or state as written speaks for.
    #[must_use]
    pub fn code(&self, code: &str) -> Option<Clue> {
        let codes = &self.file.codes;
        [
            (&codes.duplicate, Clue::Duplicate),
            (&codes.cancelled, Clue::Cancelled),
            (&codes.no_response, Clue::NoResponse),
        ]
        .into_iter()
        .find_map(|(list, clue)| is_one_of(list, code).then_some(clue))
    }

    /// What the phrases of a text speak for, with the phrases as written.
    pub fn clues<'a>(&'a self, text: &'a str) -> impl Iterator<Item = (Clue, &'a str)> + 'a {
        self.clues.hits(text).filter_map(move |hit| {
            let clue = CLUES[hit.list];
            let turns = matches!(clue, Clue::Escalated | Clue::CameBack);
            (!turns || !self.clues.is_negated(text, hit)).then(|| (clue, &text[hit.from..hit.to]))
        })
    }

    /// Whether a comment is short and asks nothing, as a closing courtesy is.
    #[must_use]
    pub fn is_brief(&self, text: &str) -> bool {
        text.chars().nth(self.file.courtesy.longest).is_none() && !text.contains(['?', '？'])
    }
}

impl File {
    /// Words that are compared whole are kept lower-case.
    fn lower(&mut self) {
        let People { system, generic, .. } = &mut self.people;
        let Codes { no_response, cancelled, duplicate } = &mut self.codes;
        for word in [system, generic, no_response, cancelled, duplicate].into_iter().flatten() {
            *word = word.to_lowercase();
        }
    }

    fn list(&self, clue: Clue) -> &[String] {
        match clue {
            Clue::NoResponse => &self.phrases.no_response,
            Clue::Duplicate => &self.phrases.duplicate,
            Clue::Cancelled => &self.phrases.cancelled,
            Clue::Escalated => &self.phrases.escalated,
            Clue::NoCompetence => &self.phrases.no_competence,
            Clue::CameBack => &self.phrases.came_back,
            Clue::Thanks => &self.phrases.thanks,
            Clue::Complaint => &self.phrases.complaint,
            Clue::Chased => &self.phrases.chased,
            Clue::Automatic => &self.phrases.automatic,
            Clue::Asks => &self.phrases.asks,
            Clue::Withdrawn => &self.phrases.withdrawn,
            Clue::Done => &self.phrases.done,
            Clue::Doubled => &self.phrases.doubled,
            Clue::CalledBack => &self.phrases.called_back,
        }
    }
}

impl States {
    fn phase(&self, state: &str) -> Option<Phase> {
        let has = |list: &[String]| list.iter().any(|word| word == state);
        if has(&self.solved) {
            Some(Phase::Solved)
        } else if has(&self.waiting) {
            Some(Phase::Waiting)
        } else if has(&self.gone) {
            Some(Phase::Gone)
        } else if has(&self.working) {
            Some(Phase::Working)
        } else {
            None
        }
    }
}

fn is_one_of(lower: &[String], word: &str) -> bool {
    let word = word.trim().to_lowercase();
    !word.is_empty() && lower.contains(&word)
}

/// The phase in which a ticket of a state is.
fn phase_of(state: TicketState) -> Option<Phase> {
    match state {
        TicketState::Open => Some(Phase::Working),
        TicketState::Waiting => Some(Phase::Waiting),
        TicketState::Resolved | TicketState::Closed => Some(Phase::Solved),
        TicketState::Cancelled => Some(Phase::Gone),
        TicketState::Unknown => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn policy() -> ContactPolicy {
        ContactPolicy::load(&Mappings::embedded()).unwrap()
    }

    #[test]
    fn levels_come_from_the_words_of_a_team() {
        let policy = policy();
        for (group, level) in [
            ("Service Desk", Some(1)),
            ("IT Help Desk L2", Some(2)),
            ("Identity Engineering", Some(2)),
            ("Tier 3 - Directory", Some(3)),
            ("Group 56", None),
            ("L23 Warehouse", None),
        ] {
            assert_eq!(policy.level(group), level, "{group}");
        }
    }

    #[test]
    fn numbers_as_states_mean_what_their_product_says() {
        let policy = policy();
        assert_eq!(policy.phase("servicenow.incident", "3"), Some(Phase::Waiting));
        assert_eq!(policy.phase("glpi.ticket", "3"), Some(Phase::Working));
        assert_eq!(policy.phase("eventlog.ticket", "3"), None);
        assert_eq!(policy.phase("zammad.ticket", " Closed "), Some(Phase::Solved));
        assert_eq!(policy.phase("servicenow.incident_log", "Awaiting User Info"), Some(Phase::Waiting));
    }

    #[test]
    fn codes_are_read_whole() {
        let policy = policy();
        assert_eq!(policy.code("Duplicate"), Some(Clue::Duplicate));
        assert_eq!(policy.code("No resolution provided"), Some(Clue::NoResponse));
        assert_eq!(policy.code("Resolved by caller"), None);
    }

    #[test]
    fn a_courtesy_is_short_and_asks_nothing() {
        let policy = policy();
        assert!(policy.is_brief("Thanks, all good!"));
        assert!(!policy.is_brief("Thanks, but could you do my laptop too?"));
        assert!(!policy.is_brief(&format!("Thanks. {}", "all fine ".repeat(40))));
    }

    #[test]
    fn a_reason_twice_or_missing_is_refused() {
        let text = Mappings::embedded().text(PATH).unwrap().replacen("\"follow_up\"", "\"open\"", 1);
        let fault = ContactPolicy::compile(crate::mapping::parse_toml(PATH, &text).unwrap()).unwrap_err();
        assert!(fault.contains("precedence"), "{fault}");
    }
}
