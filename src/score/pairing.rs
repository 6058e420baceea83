//! Which reported change stands for which true one: those that share native ids.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::found::FoundChange;
use super::truth::TrueChange;

/// True and reported changes, paired one to one.
///
/// A reported change speaks of the true one with which it shares most ids; of several that speak
/// of the same one, that with most ids of it stands for it, and the others are surplus.
#[derive(Debug)]
pub(super) struct Pairing {
    /// For each true change the reported one that stands for it.
    pub(super) of_truth: Vec<Option<usize>>,
    /// For each reported change the true one that it speaks of.
    pub(super) of_found: Vec<Option<usize>>,
    /// For each true change whether a reported one at least holds some of its ids.
    pub(super) is_touched: Vec<bool>,
}

impl Pairing {
    pub(super) fn of(truth: &[TrueChange], found: &[FoundChange]) -> Self {
        let mut owner: BTreeMap<&str, usize> = BTreeMap::new();
        for (at, change) in truth.iter().enumerate() {
            owner.extend(change.ids.iter().map(|id| (id.as_str(), at)));
        }
        let mut is_touched = vec![false; truth.len()];
        let mut of_found = Vec::with_capacity(found.len());
        let mut best: BTreeMap<usize, (usize, Reverse<&str>, usize)> = BTreeMap::new();
        for (at, change) in found.iter().enumerate() {
            let mut shared: BTreeMap<usize, (usize, bool)> = BTreeMap::new();
            for id in &change.ids {
                let Some(owner) = owner.get(id.as_str()) else { continue };
                let (count, has_main) = shared.entry(*owner).or_default();
                *count += 1;
                *has_main |= truth[*owner].id == *id;
                is_touched[*owner] = true;
            }
            let most = shared.into_iter().max_by_key(|(owner, shares)| (*shares, Reverse(*owner)));
            of_found.push(most.map(|(owner, _)| owner));
            if let Some((owner, (count, _))) = most {
                let claim = (count, Reverse(change.id.as_str()), at);
                let held = best.entry(owner).or_insert(claim);
                *held = (*held).max(claim);
            }
        }
        let of_truth = (0..truth.len()).map(|at| best.get(&at).map(|(_, _, found)| *found)).collect();
        Self { of_truth, of_found, is_touched }
    }
}
