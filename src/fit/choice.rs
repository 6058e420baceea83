//! The conditional logit of changes that choose among tickets and none.

use std::collections::BTreeMap;

/// Standard deviation, in points, of a weight around its present value before any data.
const SPREAD: f64 = 1.0;
/// Rounds through all weights; the last ones move nothing that a decimal shows.
const ROUNDS: usize = 120;
/// Most that one weight moves in one round: Newton's step can be too long far from the optimum.
const LONGEST_STEP: f64 = 0.5;

/// What a change chose.
#[derive(Debug, Clone)]
pub(super) struct Choice {
    /// Whose change it is: changes of one account stay in one fold.
    pub(super) account: usize,
    /// The terms of each weighed ticket, by the names of their weights.
    pub(super) tickets: Vec<Vec<String>>,
    /// The ticket that is the right one; `None` if none of them is.
    pub(super) chosen: Option<usize>,
}

/// How far the data are trusted.
#[derive(Debug, Clone, Copy)]
pub(super) struct Strength {
    /// How many changes all of them count for, at most.
    pub(super) trust: f64,
}

/// The weights that the choices speak for, to one decimal; those that no choice meets are as before.
///
/// The penalised likelihood is concave; coordinates are taken in turn, each by a Newton step that
/// is kept on its side of zero. The same choices in any order give the same weights.
pub(super) fn fitted(
    choices: &[&Choice],
    present: &BTreeMap<String, f64>,
    strength: Strength,
) -> BTreeMap<String, f64> {
    let mut problem = Problem::new(choices, present, strength);
    for _ in 0..ROUNDS {
        for term in 0..problem.weights.len() {
            problem.improve(term);
        }
    }
    present.keys().cloned().zip(problem.weights.iter().map(|weight| one_decimal(*weight))).collect()
}

fn one_decimal(weight: f64) -> f64 {
    // Adding zero makes a negative zero positive.
    (weight * 10.0).round() / 10.0 + 0.0
}

/// Places of the terms of a ticket.
type Terms = Vec<usize>;
/// The chosen ticket, if there is one, and the others.
type Case = (Option<Terms>, Vec<Terms>);

/// Choices among alike tickets, counted once.
struct Group {
    /// The chosen one, if there is one, stands first.
    tickets: Vec<Terms>,
    is_chosen: bool,
    count: f64,
}

struct Problem {
    groups: Vec<Group>,
    /// For each weight the groups that it takes part in.
    of_term: Vec<Vec<usize>>,
    present: Vec<f64>,
    weights: Vec<f64>,
    /// What one choice counts.
    scale: f64,
}

impl Problem {
    fn new(choices: &[&Choice], present: &BTreeMap<String, f64>, strength: Strength) -> Self {
        let place: BTreeMap<&str, usize> =
            present.keys().enumerate().map(|(at, name)| (name.as_str(), at)).collect();
        let mut counts: BTreeMap<Case, f64> = BTreeMap::new();
        for choice in choices {
            let places = |terms: &Vec<String>| {
                let mut places: Terms =
                    terms.iter().filter_map(|name| place.get(name.as_str()).copied()).collect();
                places.sort_unstable();
                places
            };
            let mut others: Vec<Terms> = choice.tickets.iter().map(places).collect();
            let chosen = choice.chosen.map(|at| others.remove(at));
            others.sort_unstable();
            *counts.entry((chosen, others)).or_default() += 1.0;
        }
        let group = |((chosen, others), count): (Case, f64)| Group {
            is_chosen: chosen.is_some(),
            tickets: chosen.into_iter().chain(others).collect(),
            count,
        };
        let groups: Vec<Group> = counts.into_iter().map(group).collect();
        let mut of_term = vec![Vec::new(); present.len()];
        for (at, group) in groups.iter().enumerate() {
            let mut terms: Terms = group.tickets.iter().flatten().copied().collect();
            terms.sort_unstable();
            terms.dedup();
            terms.into_iter().for_each(|term| of_term[term].push(at));
        }
        let all: f64 = groups.iter().map(|group| group.count).sum();
        let present: Vec<f64> = present.values().copied().collect();
        let scale = if all > strength.trust { strength.trust / all } else { 1.0 };
        Self { groups, of_term, weights: present.clone(), present, scale }
    }

    /// A Newton step of one weight, kept on its side of zero.
    fn improve(&mut self, term: usize) {
        let tightness = 1.0 / (SPREAD * SPREAD);
        let mut slope = -tightness * (self.weights[term] - self.present[term]);
        let mut bend = tightness;
        for group in self.of_term[term].iter().map(|at| &self.groups[*at]) {
            let share = self.share(group, term);
            let has_it = group.is_chosen && group.tickets[0].contains(&term);
            slope += self.scale * group.count * (f64::from(u8::from(has_it)) - share);
            bend += self.scale * group.count * share * (1.0 - share);
        }
        let moved = self.weights[term] + (slope / bend).clamp(-LONGEST_STEP, LONGEST_STEP);
        self.weights[term] = match self.present[term] {
            present if present > 0.0 => moved.max(0.0),
            present if present < 0.0 => moved.min(0.0),
            _ => moved,
        };
    }

    /// How likely a ticket with this term is chosen.
    fn share(&self, group: &Group, term: usize) -> f64 {
        let (mut with, mut all) = (0.0, 1.0);
        for ticket in &group.tickets {
            let sum: f64 = ticket.iter().map(|term| self.weights[*term]).sum();
            // Sums are of the order of ten; the bound keeps odd mappings from overflowing.
            let odds = sum.clamp(-300.0, 300.0).exp();
            all += odds;
            with += if ticket.contains(&term) { odds } else { 0.0 };
        }
        with / all
    }
}
