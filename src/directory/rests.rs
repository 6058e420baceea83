//! What is left of a name when one character is dropped, and who bears a name with such a rest.

use crate::model::AccountIx;

/// Shorter names are too easily one slip apart by chance (`jli` and `jlo`).
const SHORTEST: usize = 7;
/// Longer ones are no names.
const LONGEST: usize = 80;

/// Whose names have a rest: a table of places by the first bits of its hash.
#[derive(Debug, Default)]
pub(super) struct Rests {
    /// Where the bearers of each place begin; one more at the end.
    starts: Vec<u32>,
    /// The other bits, and whose name it is.
    bearers: Vec<(u32, AccountIx)>,
    /// By so much a hash is shifted to its place.
    shift: u32,
}

impl Rests {
    /// All rests, in any order, with those whose names have them.
    pub(super) fn new(rests: Vec<(u64, AccountIx)>) -> Self {
        // As many places as rests; the other 32 bits are compared. No organisation has so many names that the
        // first 32 bits are too few for their places.
        let bits = rests.len().next_power_of_two().trailing_zeros().clamp(1, 31);
        let shift = 64 - bits;
        let place = |rest: u64| usize::try_from(rest >> shift).unwrap_or(0);
        let mut starts = vec![0_u32; (1 << bits) + 1];
        for (rest, _) in &rests {
            starts[place(*rest) + 1] += 1;
        }
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        let mut next = starts.clone();
        let mut bearers = vec![(0, AccountIx(0)); rests.len()];
        for (rest, ix) in rests {
            let free = &mut next[place(rest)];
            bearers[*free as usize] = (low(rest), ix);
            *free += 1;
        }
        Self { starts, bearers, shift }
    }

    /// Who bears a name with this rest, or with another of the same hash.
    pub(super) fn of_rest(&self, rest: u64) -> impl Iterator<Item = AccountIx> {
        let place = usize::try_from(rest >> self.shift.min(63)).unwrap_or(0);
        let from = self.starts.get(place).map_or(0, |at| *at as usize);
        let to = self.starts.get(place + 1).map_or(0, |at| *at as usize);
        self.bearers[from..to].iter().filter(move |(bits, _)| *bits == low(rest)).map(|(_, ix)| *ix)
    }

    /// Hashes of a name and of the name without each of its characters; none for names too short or long.
    ///
    /// The hash of a text is a polynomial of its characters, so that each of these takes one step.
    pub(super) fn of(name: impl AsRef<str>) -> impl Iterator<Item = u64> {
        let mut chars = ['\0'; LONGEST];
        let mut length = 0;
        for c in name.as_ref().chars() {
            if let Some(free) = chars.get_mut(length) {
                *free = c;
            }
            length += 1;
        }
        let fits = (SHORTEST..=LONGEST).contains(&length);
        let length = if fits { length } else { 0 };
        // Of what stands behind each place: its sum, and the factor of what stands before it.
        let mut behind = [(0_u64, 1_u64); LONGEST + 1];
        for at in (0..length).rev() {
            let (sum, factor) = behind[at + 1];
            behind[at] = (sum.wrapping_add(factor.wrapping_mul(value(chars[at]))), factor.wrapping_mul(BASE));
        }
        let mut before = 0_u64;
        (0..if fits { length + 1 } else { 0 }).map(move |dropped| {
            if dropped == length {
                return mixed(before);
            }
            let (sum, factor) = behind[dropped + 1];
            let rest = before.wrapping_mul(factor).wrapping_add(sum);
            before = before.wrapping_mul(BASE).wrapping_add(value(chars[dropped]));
            mixed(rest)
        })
    }
}

/// An odd number whose powers differ in many bits (the golden ratio of 64 bits).
const BASE: u64 = 0x9e37_79b9_7f4a_7c15;

fn value(c: char) -> u64 {
    u64::from(u32::from(c)) + 1
}

/// All bits depend on all others (the last steps of `SplitMix64`, Vigna 2015).
fn mixed(sum: u64) -> u64 {
    let sum = (sum ^ (sum >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let sum = (sum ^ (sum >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    sum ^ (sum >> 31)
}

#[expect(clippy::cast_possible_truncation, reason = "the other bits are the place")]
fn low(rest: u64) -> u32 {
    rest as u32
}

/// Whether two names are equal but for a character too many, too few, wrong, or swapped with its neighbour.
pub(super) fn is_one_slip(one: &str, other: &str) -> bool {
    let same = |(one, other): &(char, char)| one == other;
    let ahead: usize = one.chars().zip(other.chars()).take_while(same).map(|(c, _)| c.len_utf8()).sum();
    let (one, other) = (&one[ahead..], &other[ahead..]);
    let behind = one.chars().rev().zip(other.chars().rev()).take_while(same);
    let behind: usize = behind.map(|(c, _)| c.len_utf8()).sum();
    let mut one = one[..one.len() - behind].chars();
    let mut other = other[..other.len() - behind].chars();
    match ((one.next(), one.next(), one.next()), (other.next(), other.next(), other.next())) {
        ((_, None, _), (_, None, _)) => true,
        ((Some(a), Some(b), None), (Some(c), Some(d), None)) => (a, b) == (d, c),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_slip_is_what_the_distance_says(one in "[abé]{0,9}", other in "[abé]{0,9}") {
            prop_assert_eq!(is_one_slip(&one, &other), strsim::osa_distance(&one, &other) <= 1);
        }

        #[test]
        fn each_rest_is_the_hash_of_the_name_without_a_character(name in "[a-cé]{8,14}") {
            let chars: Vec<char> = name.chars().collect();
            let whole = |text: &[char]| Rests::of(text.iter().collect::<String>()).last();
            let mut plain: Vec<Option<u64>> = (0..chars.len())
                .map(|dropped| whole(&[&chars[..dropped], &chars[dropped + 1..]].concat()))
                .collect();
            plain.push(whole(&chars));
            prop_assert_eq!(Rests::of(&name).map(Some).collect::<Vec<_>>(), plain);
        }

        #[test]
        fn the_table_finds_whom_a_plain_search_finds(
            rests in prop::collection::vec((0_u64..40, 0_u32..9), 0..60),
            asked in 0_u64..40,
        ) {
            // Spread over all places, and with equal low bits.
            let spread = |rest: u64| rest << 61 | rest;
            let rests: Vec<(u64, AccountIx)> =
                rests.into_iter().map(|(rest, ix)| (spread(rest), AccountIx(ix))).collect();
            let plain: BTreeSet<AccountIx> =
                rests.iter().filter(|(rest, _)| *rest == spread(asked)).map(|(_, ix)| *ix).collect();
            let found: BTreeSet<AccountIx> = Rests::new(rests).of_rest(spread(asked)).collect();
            prop_assert!(found.is_superset(&plain));
        }
    }

    #[test]
    fn names_too_short_or_too_long_have_no_rests() {
        for (length, rests) in [(6, 0), (7, 8), (80, 81), (81, 0)] {
            assert_eq!(Rests::of("x".repeat(length)).count(), rests);
        }
    }
}
