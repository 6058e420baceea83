//! The parties of many records, each once.

use super::Party;

#[expect(clippy::disallowed_types, reason = "asked for every party of every record, never iterated")]
type Seen<'a> = std::collections::HashSet<(&'a str, &'a Party)>;

/// Parties with their sources, each once, in the order in which they first stand there.
pub(super) fn distinct<'a>(parties: impl Iterator<Item = (&'a str, &'a Party)>) -> Vec<(&'a str, &'a Party)> {
    let mut seen = Seen::default();
    parties.filter(|party| seen.insert(*party)).collect()
}
