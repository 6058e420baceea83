//! Planted attacks: how far down the list by risk one must read to meet each.

use std::collections::{BTreeMap, BTreeSet};

use super::Board;
use super::found::FoundChange;
use super::model::{Attack, Rate, Scores};

pub(super) fn score(board: &Board<'_>, scores: &mut Scores) {
    let mut of_attack: BTreeMap<&str, Vec<Option<usize>>> = BTreeMap::new();
    for (truth, found) in board.truth.changes.iter().zip(&board.pairing.of_truth) {
        if let Some(attack) = &truth.attack {
            of_attack.entry(attack).or_default().push(*found);
        }
    }
    if of_attack.is_empty() {
        scores.not_told("attacks");
        return;
    }
    let harmful: BTreeSet<usize> = of_attack.values().flatten().flatten().copied().collect();
    let mut attacks: Vec<Attack> = of_attack
        .into_iter()
        .map(|(name, changes)| placed(name, &changes, &board.found.changes, &harmful))
        .collect();
    attacks.sort_by_key(|attack| std::cmp::Reverse(attack.rank.unwrap_or(u64::MAX)));
    let all = board.found.changes.len() as u64;
    for (id, percent) in [("attacks.top_1_percent", 1), ("attacks.top_5_percent", 5)] {
        let is_in = |attack: &Attack| attack.rank.is_some_and(|rank| rank * 100 <= all * percent);
        let title = format!("within the top {percent} % by risk ({} places)", all * percent / 100);
        scores.figure(id, title, Rate::count(attacks.iter().map(is_in)));
    }
    let before = |attack: &Attack| attack.rank.is_some() && attack.harmless_before * 100 <= all;
    let title = "met after at most 1 % harmless changes";
    scores.figure("attacks.before_harmless", title, Rate::count(attacks.iter().map(before)));
    scores.attacks = attacks;
}

fn placed(name: &str, changes: &[Option<usize>], all: &[FoundChange], harmful: &BTreeSet<usize>) -> Attack {
    let own: BTreeSet<usize> = changes.iter().flatten().copied().collect();
    let best = own.iter().map(|at| &all[*at]).max_by(|a, b| a.risk.total_cmp(&b.risk).then(b.id.cmp(&a.id)));
    let risk = best.map_or(0.0, |best| best.risk);
    let before = |skip: &BTreeSet<usize>| {
        let others = all.iter().enumerate().filter(|(at, _)| !skip.contains(at));
        others.filter(|(_, change)| change.risk >= risk).count() as u64
    };
    Attack {
        name: name.to_owned(),
        changes: Rate::count(changes.iter().map(Option::is_some)),
        change_id: best.map(|best| best.id.clone()).unwrap_or_default(),
        risk,
        rank: best.map(|_| 1 + before(&own)),
        harmless_before: before(harmful),
    }
}
