//! The parties of many records, each once.

use std::hash::{Hash, Hasher};

use super::Party;

#[expect(clippy::disallowed_types, reason = "asked for every party of every record, never iterated")]
type Seen<'a> = std::collections::HashSet<Named<'a>>;

/// A party of a source. Hashed by the names that it has; most have only one or two.
#[derive(PartialEq, Eq)]
struct Named<'a>(&'a str, &'a Party);

impl Hash for Named<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let Party { id, login, email, display, native_kind: _ } = self.1;
        for name in [id, login, email, display].into_iter().flatten() {
            state.write(name.as_bytes());
            state.write_u8(0xff);
        }
    }
}

/// Parties with their sources, each once, in the order in which they first stand there.
pub(super) fn distinct<'a>(parties: impl Iterator<Item = (&'a str, &'a Party)>) -> Vec<(&'a str, &'a Party)> {
    let mut seen = Seen::default();
    parties.filter(|(source, party)| seen.insert(Named(source, party))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_party_of_a_source_stands_there_once_in_the_order_in_which_it_came() {
        let named = |name: &str| Party { display: Some(name.into()), ..Party::default() };
        let (ann, bob) = (named("Ann"), named("Bob"));
        let all = [("jira", &bob), ("jira", &ann), ("jira", &bob), ("glpi", &bob)];
        assert_eq!(distinct(all.into_iter()), [("jira", &bob), ("jira", &ann), ("glpi", &bob)]);
    }
}
