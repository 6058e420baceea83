//! A small random number generator of our own: the same seed gives the same
//! organisation for as long as this file stands.

/// xoshiro256**, seeded through splitmix64 (Blackman and Vigna, public domain algorithms).
#[derive(Debug, Clone)]
pub(super) struct Rng {
    state: [u64; 4],
}

fn splitmix(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut z = *state;
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

impl Rng {
    /// A generator for one purpose: the streams of different labels or numbers are independent,
    /// so that adding draws to one part leaves the others as they were.
    pub(super) fn for_part(seed: u64, label: &str, number: u64) -> Self {
        let mut mixed = seed;
        for byte in label.bytes() {
            mixed = splitmix(&mut mixed) ^ u64::from(byte);
        }
        mixed = splitmix(&mut mixed) ^ number;
        Self { state: std::array::from_fn(|_| splitmix(&mut mixed)) }
    }

    pub(super) fn next(&mut self) -> u64 {
        let s = &mut self.state;
        let result = s[1].wrapping_mul(5).rotate_left(7).wrapping_mul(9);
        let t = s[1] << 17;
        s[2] ^= s[0];
        s[3] ^= s[1];
        s[1] ^= s[2];
        s[0] ^= s[3];
        s[2] ^= t;
        s[3] = s[3].rotate_left(45);
        result
    }

    /// Uniform in `0..bound`; 0 for a bound of 0.
    pub(super) fn below(&mut self, bound: usize) -> usize {
        let wide = u128::from(self.next()) * bound as u128;
        (wide >> 64) as usize
    }

    /// Uniform in `from..=to`.
    pub(super) fn between(&mut self, from: i64, to: i64) -> i64 {
        from + self.below(usize::try_from(to - from + 1).unwrap_or(1)) as i64
    }

    /// Uniform in `[0, 1)`.
    pub(super) fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    pub(super) fn chance(&mut self, probability: f64) -> bool {
        self.unit() < probability
    }

    /// One of a non-empty list.
    pub(super) fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }

    /// Index into a list of weights, in proportion to them.
    pub(super) fn weighted(&mut self, weights: &[f64]) -> usize {
        let mut left = self.unit() * weights.iter().sum::<f64>();
        for (at, weight) in weights.iter().enumerate() {
            if left < *weight {
                return at;
            }
            left -= weight;
        }
        weights.len().saturating_sub(1)
    }

    /// A standard normal value, as the sum of twelve uniform ones: its tails end at six.
    fn normal(&mut self) -> f64 {
        (0..12).map(|_| self.unit()).sum::<f64>() - 6.0
    }

    /// Log-normal with the given median; `spread` is the deviation of the logarithm.
    pub(super) fn lognormal(&mut self, median: f64, spread: f64) -> f64 {
        median * (self.normal() * spread).exp()
    }

    /// Lower-case hex digits.
    pub(super) fn hex(&mut self, digits: usize) -> String {
        self.letters(digits, b"0123456789abcdef")
    }

    /// Letters and digits as products use them in ids.
    pub(super) fn base62(&mut self, length: usize) -> String {
        self.letters(length, b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")
    }

    fn letters(&mut self, length: usize, from: &[u8]) -> String {
        (0..length).map(|_| char::from(*self.pick(from))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn streams_repeat_and_differ() {
        let draws = |seed, label, number| {
            let mut rng = Rng::for_part(seed, label, number);
            [rng.next(), rng.next(), rng.next()]
        };
        assert_eq!(draws(7, "people", 1), draws(7, "people", 1));
        assert_ne!(draws(7, "people", 1), draws(8, "people", 1));
        assert_ne!(draws(7, "people", 1), draws(7, "people", 2));
        assert_ne!(draws(7, "people", 1), draws(7, "places", 1));
    }

    #[test]
    fn draws_stay_in_their_bounds_and_reach_them() {
        let mut rng = Rng::for_part(1, "bounds", 0);
        let drawn: std::collections::BTreeSet<i64> = (0..400).map(|_| rng.between(-2, 2)).collect();
        assert_eq!(drawn.into_iter().collect::<Vec<_>>(), [-2, -1, 0, 1, 2]);
        assert_eq!(rng.below(0), 0);
        let heavy = (0..1000).filter(|_| rng.weighted(&[9.0, 1.0]) == 0).count();
        assert!((850..950).contains(&heavy), "{heavy}");
    }

    #[test]
    fn the_median_of_lognormal_is_the_median() {
        let mut rng = Rng::for_part(3, "times", 0);
        let above = (0..2000).filter(|_| rng.lognormal(5.0, 0.6) > 5.0).count();
        assert!((900..1100).contains(&above), "{above}");
    }
}
