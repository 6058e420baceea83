//! Ids as products write them, derived from names in the story: the same name gives the same id.

use crate::simulate::rng::Rng;

/// A random-looking GUID.
pub(super) fn guid(name: &str) -> String {
    let mut rng = Rng::for_part(0, name, 1);
    let [a, b, c, d] = [8, 4, 3, 3].map(|digits| rng.hex(digits));
    format!("{a}-{b}-4{c}-{}{d}-{}", ["8", "9", "a", "b"][rng.below(4)], rng.hex(12))
}

/// A number of a table: from `base` on.
pub(super) fn number(name: &str, base: u64, span: u64) -> u64 {
    let mut rng = Rng::for_part(0, name, 2);
    base + rng.below(usize::try_from(span).unwrap_or(usize::MAX)) as u64
}
