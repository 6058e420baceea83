//! How well a ticket explains a change: the published sum.

use super::facts::{Named, TicketFacts, Tie, id_words};
use super::reference::Naming;
use super::request::Request;
use super::weights::LinkingRules;
use crate::directory::Directory;
use crate::model::{AccountIx, ActorKind, Change, LinkBasis, LinkReason, Mismatch};

/// The weight of a name that several persons have: such a link is for review.
const NAMESAKE: &str = "subject_is_namesake";

/// The weight of standing beside a change that the ticket asks for.
const BESIDE: &str = "beside_asked";

/// A ticket weighed for a change.
#[derive(Debug, Clone)]
pub(super) struct Score {
    /// Sum of the terms.
    pub(super) sum: f64,
    /// The terms.
    pub(super) reasons: Vec<LinkReason>,
    /// What it rests on most.
    pub(super) basis: LinkBasis,
    /// Where the two disagree.
    pub(super) mismatches: Vec<Mismatch>,
    /// Whether the ticket asks for a change of this kind.
    pub(super) asks: bool,
}

impl Score {
    /// Adds, once, that the same actor did beside it what the ticket asks for.
    pub(super) fn stands_beside(&mut self, asked: &str, rules: &LinkingRules) {
        if !self.reasons.iter().any(|reason| reason.name == BESIDE) {
            let points = rules.weight(BESIDE);
            self.sum += points;
            let seen = format!("in one sitting with {asked}, which the ticket asks for");
            self.reasons.push(LinkReason { name: BESIDE.to_owned(), points, seen });
        }
    }

    /// Whether it rests on a name that other persons have too.
    pub(super) fn is_of_a_namesake(&self) -> bool {
        self.basis != LinkBasis::Reference && self.reasons.iter().any(|reason| reason.name == NAMESAKE)
    }
}

/// The pair to weigh.
#[derive(Clone, Copy)]
pub(super) struct Pair<'a> {
    /// The change.
    pub(super) change: &'a Change,
    /// What is known of the ticket.
    pub(super) facts: &'a TicketFacts,
    /// What the ticket asks for.
    pub(super) request: &'a Request,
    /// Whether the change's records name the ticket.
    pub(super) naming: Option<Naming>,
    /// Whether somebody may have been mistaken for the one the ticket is about.
    pub(super) is_mistakable: &'a dyn Fn(AccountIx) -> bool,
}

/// Weighs a pair.
#[must_use]
pub(super) fn score(pair: &Pair<'_>, directory: &Directory, rules: &LinkingRules) -> Score {
    let mut sheet = Sheet {
        rules,
        score: Score {
            sum: 0.0,
            reasons: Vec::new(),
            basis: LinkBasis::Score,
            mismatches: Vec::new(),
            asks: pair.request.kinds.contains(&pair.change.kind),
        },
    };
    sheet.add("prior", "before anything is known");
    reference_terms(pair, &mut sheet);
    subject_terms(pair, directory, &mut sheet);
    agent_terms(pair, directory, &mut sheet);
    kind_terms(pair, &mut sheet);
    time_terms(pair, &mut sheet);
    if pair.facts.is_cancelled {
        sheet.add("ticket_cancelled", "the ticket was withdrawn or is a duplicate");
    }
    sheet.score
}

struct Sheet<'a> {
    rules: &'a LinkingRules,
    score: Score,
}

impl Sheet<'_> {
    fn add(&mut self, name: &str, seen: impl Into<String>) {
        let points = self.rules.weight(name);
        self.score.sum += points;
        self.score.reasons.push(LinkReason { name: name.to_owned(), points, seen: seen.into() });
    }
}

fn reference_terms(pair: &Pair<'_>, sheet: &mut Sheet<'_>) {
    match pair.naming {
        Some(Naming::Full) => sheet.add("reference_in_change", "the change's record names the ticket"),
        Some(Naming::DigitsOnly) => {
            sheet.add("reference_digits_only", "the change's record holds the ticket's digits")
        }
        None => {}
    }
    let named = pair.change.native_ids.iter().find(|id| pair.facts.ids.contains(&id.to_ascii_lowercase()));
    if let Some(id) = named {
        sheet.add("reference_in_ticket", format!("the ticket names the record {id}"));
    }
    if pair.naming.is_some() || named.is_some() {
        sheet.score.basis = LinkBasis::Reference;
    }
}

fn subject_terms(pair: &Pair<'_>, directory: &Directory, sheet: &mut Sheet<'_>) {
    let Some(subject) = pair.change.subject else {
        if let Some(name) = label_words(pair.change).find(|word| pair.facts.ids.contains(word)) {
            sheet.add("subject_named_login", format!("the ticket names {name}"));
        } else {
            sheet.add("subject_unknown", "the change is of no account that the directory knows");
        }
        return;
    };
    let account = directory.account(subject);
    let (person, facts) = (account.person, pair.facts);
    let tie_of =
        |named: Option<Named>| named.filter(|named| named.person == person).map(|named| named.tie(account));
    let in_heading = facts.named_in_heading.get(&person).copied();
    let in_text = in_heading.max(facts.named_in_notes.get(&person).copied());
    let label = &account.label;
    if let Some(tie) = tie_of(facts.affected) {
        let (name, seen) = match tie {
            Tie::Login => ("subject_is_affected", format!("the ticket is about {label}")),
            Tie::Display => {
                ("subject_is_affected_by_name", format!("the ticket is about one of the name of {label}"))
            }
            Tie::Nearly => {
                ("subject_named_nearly", format!("the ticket is about one of nearly the name of {label}"))
            }
        };
        sheet.add(name, seen);
    } else if let (Some(tie), None) = (tie_of(facts.requester), facts.affected) {
        let (name, seen) = match tie {
            _ if facts.asks_for_another => {
                ("subject_asks_for_another", format!("{label} asked, but the text names somebody else"))
            }
            Tie::Login => ("subject_is_requester", format!("{label} asked")),
            Tie::Display => ("subject_is_requester_by_name", format!("one of the name of {label} asked")),
            Tie::Nearly => ("subject_named_nearly", format!("one of nearly the name of {label} asked")),
        };
        sheet.add(name, seen);
    } else if in_text == Some(Tie::Login) {
        sheet.add("subject_named_login", format!("the ticket's text names {label}"));
    } else if let (Some(tie), None) = (in_text, facts.affected) {
        let (name, how) = match tie {
            Tie::Display => ("subject_named_display", "names"),
            _ => ("subject_named_nearly", "nearly names"),
        };
        sheet.add(name, format!("the ticket's text {how} {label}"));
    } else if facts.namesakes.contains(&person) {
        let others = facts.namesakes.len() - 1;
        sheet.add(NAMESAKE, format!("the ticket's name is that of {label}, and of {others} more"));
    } else if let Some(about) = facts.affected.or(facts.requester) {
        let name = if (pair.is_mistakable)(person) { "subject_is_alike" } else { "subject_is_other" };
        sheet.add(name, format!("the ticket is about {}", directory.account(about.person).label));
        sheet.score.mismatches.push(Mismatch::WrongTarget);
    } else {
        sheet.add("subject_unknown", "the ticket does not tell whose account it is about");
    }
}

fn agent_terms(pair: &Pair<'_>, directory: &Directory, sheet: &mut Sheet<'_>) {
    let kind = pair.change.actor_kind;
    let actor = pair.change.actor.map(|ix| directory.account(ix).person);
    let label = actor.map_or("", |ix| directory.account(ix).label.as_str());
    if kind == ActorKind::SelfService {
        sheet.add("holder_acted", "the account holder acted");
        if actor.is_some_and(|actor| pair.facts.agents.contains(&actor)) {
            sheet.add("agent_holds", format!("{label} holds or solved the ticket and is its subject"));
        }
        return;
    }
    let written = actor.and_then(|actor| pair.facts.seconds_to_writing(actor, pair.change.at));
    let holds = actor.is_some_and(|actor| pair.facts.agents.contains(&actor));
    match written.map(|seconds| seconds / 60) {
        Some(minutes) if minutes <= sheet.rules.window.around_minutes => {
            let near = minutes <= sheet.rules.window.near_minutes;
            let name = if near { "agent_wrote_near" } else { "agent_wrote_around" };
            sheet.add(name, format!("{label} wrote in the ticket {minutes} min from the change"));
        }
        _ if holds => sheet.add("agent_holds", format!("{label} holds or solved the ticket")),
        _ if is_program(kind) => sheet.add("program_acted", "for whom the actor acted cannot be told"),
        _ if pair.facts.agents.is_empty() && pair.facts.wrote.is_empty() => {}
        _ if !actor.is_some_and(|actor| directory.account(actor).is_desk) => {
            sheet.add("agent_unseen", format!("{label} is on no ticket at all"));
        }
        _ => sheet.add("agent_is_other", format!("{label} is not on the ticket")),
    }
}

/// The names in the label of what is no account: a token, a secret.
pub(super) fn label_words(change: &Change) -> impl Iterator<Item = String> + '_ {
    let label = if change.subject.is_none() { change.subject_label.as_str() } else { "" };
    id_words(label)
}

fn is_program(kind: ActorKind) -> bool {
    matches!(kind, ActorKind::Automation | ActorKind::System | ActorKind::Vendor | ActorKind::Unknown)
}

fn kind_terms(pair: &Pair<'_>, sheet: &mut Sheet<'_>) {
    let (kind, request) = (pair.change.kind, pair.request);
    let topic = &request.topic;
    let is_noted = request.noted.contains(&kind);
    if request.kinds.contains(&kind) {
        if request.exact.contains(&kind) {
            sheet.add("kind_asked", format!("the ticket asks for it ({topic})"));
        } else {
            sheet.add("kind_helps", format!("it helps with what the ticket asks for ({topic})"));
        }
        if is_noted {
            sheet.add("kind_noted_too", "its notes speak of it too");
        }
        return;
    }
    let is_drift = sheet.rules.is_drift(topic, kind);
    if is_drift || (request.is_identity && !sheet.rules.is_lesser(kind)) {
        sheet.score.mismatches.push(Mismatch::ScopeDrift);
    }
    if is_noted {
        sheet.add("kind_noted", "the notes speak of it, the request does not");
    } else if is_drift {
        sheet.add("kind_drifted", format!("the ticket asks for less ({topic})"));
    } else if request.is_identity {
        sheet.add("kind_is_other", format!("the ticket asks for something else ({topic})"));
    } else if request.aside.contains(&kind) {
        sheet.add("kind_aside", format!("the description speaks of it, the title of {topic}"));
    } else if topic == "other" {
        sheet.add("kind_unknown", "no word of the ticket tells what it asks for");
    } else {
        sheet.add("kind_not_identity", format!("the ticket is about {topic}"));
    }
}

fn time_terms(pair: &Pair<'_>, sheet: &mut Sheet<'_>) {
    let Some(opened) = pair.facts.from else { return };
    let at = pair.change.at;
    let minutes = (at - opened).num_minutes();
    let window = sheet.rules.window;
    if at < opened {
        // Nobody writes afterwards for what the account holder did alone.
        let is_own = pair.change.actor_kind == ActorKind::SelfService;
        let name = if -minutes <= window.retroactive_minutes && !is_own {
            "time_shortly_before"
        } else {
            "time_before"
        };
        sheet.add(name, format!("{} min before the ticket was opened", -minutes));
    } else if pair.facts.to.is_some_and(|end| at > end) {
        let name = if pair.facts.to.is_some_and(|end| (at - end).num_minutes() <= window.near_minutes) {
            "time_shortly_after"
        } else {
            "time_after"
        };
        sheet.add(name, "after the ticket was solved");
    } else if minutes <= window.first_minutes {
        sheet.add("time_inside_soon", format!("{minutes} min after the ticket was opened"));
    } else if minutes <= 24 * 60 {
        sheet.add("time_inside", format!("{} h after the ticket was opened", minutes / 60));
    } else {
        sheet.add("time_inside_late", format!("{} h after the ticket was opened", minutes / 60));
    }
}
