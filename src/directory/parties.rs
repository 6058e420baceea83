//! The parties of many records, each once.

use super::Party;

#[expect(clippy::disallowed_types, reason = "asked for every party of every record, never iterated")]
type Seen<'a> = std::collections::HashSet<(&'a str, &'a Party)>;

/// Parties with their sources, each once, in the order in which they first stand there.
pub(super) fn distinct<'a>(parties: impl Iterator<Item = (&'a str, &'a Party)>) -> Vec<(&'a str, &'a Party)> {
    let mut seen = Seen::default();
    parties.filter(|party| seen.insert(*party)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_party_of_a_source_stands_there_once_in_the_order_in_which_it_came() {
        let named = |name: &str| Party { display: Some(name.to_owned()), ..Party::default() };
        let (ann, bob) = (named("Ann"), named("Bob"));
        let all = [("jira", &bob), ("jira", &ann), ("jira", &bob), ("glpi", &bob)];
        assert_eq!(distinct(all.into_iter()), [("jira", &bob), ("jira", &ann), ("glpi", &bob)]);
    }
}
