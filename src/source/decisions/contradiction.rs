//! Decisions that cannot all hold: both lines are told, and neither is preferred.

use std::collections::BTreeMap;

use super::MOST_FAULTS;
use crate::model::{Decision, DecisionKind};

/// Each decision that stands against an earlier one (or repeats it), by its line, with what to do.
pub(super) fn of(decisions: &[Decision]) -> Vec<(u64, String)> {
    let mut faults = repeated(decisions);
    faults.extend(about_one_change(decisions));
    faults.extend(about_persons(decisions));
    faults
}

fn against(decision: &Decision, earlier: &Decision, what: &str) -> (u64, String) {
    let (at, first) = (decision.line.max(earlier.line), decision.line.min(earlier.line));
    (at, format!("{what}, which line {first} decides already: keep one of the two lines"))
}

/// What a decision is about, whatever it says of it; two names in one order.
fn matter(decision: &Decision) -> (bool, String, String, String) {
    let folded = |text: &str| text.to_lowercase();
    let (item, other) = (folded(&decision.item), folded(&decision.other));
    if is_of_persons(decision) {
        let (first, second) = if item <= other { (item, other) } else { (other, item) };
        (true, first, second, String::new())
    } else {
        (false, item, other, folded(&decision.other_source))
    }
}

fn is_of_persons(decision: &Decision) -> bool {
    matches!(decision.kind, DecisionKind::SamePerson | DecisionKind::DifferentPerson)
}

/// Two decisions on one pair of change and ticket, or of names.
fn repeated(decisions: &[Decision]) -> Vec<(u64, String)> {
    let mut seen: BTreeMap<_, &Decision> = BTreeMap::new();
    let mut faults = Vec::new();
    for decision in decisions {
        match seen.get(&matter(decision)) {
            Some(earlier) => faults.push(against(decision, earlier, "a second decision on the same")),
            None => _ = seen.insert(matter(decision), decision),
        }
    }
    faults
}

/// A change has at most one ticket, and one that has none has no ticket.
fn about_one_change(decisions: &[Decision]) -> Vec<(u64, String)> {
    let mut settled: BTreeMap<String, &Decision> = BTreeMap::new();
    let mut faults = Vec::new();
    let settles = |one: &&Decision| {
        one.kind == DecisionKind::Link || (one.kind == DecisionKind::NoLink && one.other.is_empty())
    };
    for decision in decisions.iter().filter(settles) {
        match settled.get(&decision.item.to_lowercase()) {
            Some(earlier) if matter(earlier) != matter(decision) => {
                faults.push(against(decision, earlier, "another ticket for one change"));
            }
            Some(_) => {}
            None => _ = settled.insert(decision.item.to_lowercase(), decision),
        }
    }
    faults
}

/// Who is one person through others cannot be two.
fn about_persons(decisions: &[Decision]) -> Vec<(u64, String)> {
    let mut persons = Persons::default();
    let same = || decisions.iter().filter(|one| one.kind == DecisionKind::SamePerson);
    for decision in same() {
        let (_, one, other, _) = matter(decision);
        persons.join(&one, &other);
    }
    let mut faults = Vec::new();
    for decision in decisions.iter().filter(|one| one.kind == DecisionKind::DifferentPerson) {
        let (_, one, other, _) = matter(decision);
        let person = persons.of(&one);
        if faults.len() > MOST_FAULTS || person != persons.of(&other) {
            continue;
        }
        let lines: Vec<String> = same()
            .filter(|same| {
                matter(same) != matter(decision) && persons.of(&same.item.to_lowercase()) == person
            })
            .map(|same| same.line.to_string())
            .collect();
        if !lines.is_empty() {
            let lines = lines.join(", ");
            faults.push((
                decision.line,
                format!("two persons, whom line {lines} make one: remove one of them"),
            ));
        }
    }
    faults
}

/// Names by the person they are, which a number stands for.
#[derive(Default)]
struct Persons {
    numbers: BTreeMap<String, usize>,
    joined: Vec<usize>,
}

impl Persons {
    fn of(&mut self, name: &str) -> usize {
        let mut at = match self.numbers.get(name) {
            Some(at) => *at,
            None => {
                let at = self.joined.len();
                self.numbers.insert(name.to_owned(), at);
                self.joined.push(at);
                at
            }
        };
        while self.joined[at] != at {
            self.joined[at] = self.joined[self.joined[at]];
            at = self.joined[at];
        }
        at
    }

    fn join(&mut self, one: &str, other: &str) {
        let (one, other) = (self.of(one), self.of(other));
        self.joined[one.max(other)] = one.min(other);
    }
}
