//! Further facts of an event, by name.

use std::collections::BTreeMap;

/// Facts by name, each with its values; the names are sorted.
///
/// Events are kept by the ten thousand and have a dozen facts each: one text and the places in it take a fifth of the
/// room of a list for each fact.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Details {
    /// Each name with its values behind it, with nothing between them.
    text: Box<str>,
    /// Where each of them ends, and whether it is a name.
    parts: Box<[Part]>,
}

/// The end of a name or value in the text, in the upper 31 bits; the lowest says that it is a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
struct Part(u32);

impl Part {
    fn new(end: usize, is_name: bool) -> Self {
        // A record is far shorter than 2 GB.
        Self((end as u32) << 1 | u32::from(is_name))
    }

    fn end(self) -> usize {
        (self.0 >> 1) as usize
    }

    fn is_name(self) -> bool {
        self.0 & 1 == 1
    }
}

impl Details {
    /// Of texts, each with whether it is a name.
    fn of<'a>(texts: impl Iterator<Item = (&'a str, bool)> + Clone) -> Self {
        let mut text = String::with_capacity(texts.clone().map(|(part, _)| part.len()).sum());
        let parts = texts.map(|(part, is_name)| {
            text.push_str(part);
            Part::new(text.len(), is_name)
        });
        Self { parts: parts.collect(), text: text.into_boxed_str() }
    }

    /// What stands at a place among the parts. Nothing if what was kept in a cache was damaged.
    fn part(&self, at: usize) -> &str {
        let from = at.checked_sub(1).map_or(0, |before| self.parts[before].end());
        self.text.get(from..self.parts[at].end()).unwrap_or_default()
    }

    fn names(&self) -> impl Iterator<Item = usize> {
        (0..self.parts.len()).filter(|at| self.parts[*at].is_name())
    }

    /// The values behind a name.
    fn behind(&self, name: usize) -> impl Iterator<Item = &str> {
        (name + 1..self.parts.len()).take_while(|at| !self.parts[*at].is_name()).map(|at| self.part(at))
    }

    /// The values of a fact; none if there is no such fact.
    pub fn get(&self, name: &str) -> impl Iterator<Item = &str> {
        self.names().find(|at| self.part(*at) == name).into_iter().flat_map(|at| self.behind(at))
    }

    /// Whether there is such a fact.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.names().any(|at| self.part(at) == name)
    }

    /// All facts, by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, impl Iterator<Item = &str>)> {
        self.names().map(|at| (self.part(at), self.behind(at)))
    }

    /// The values of all facts, by name.
    pub fn values(&self) -> impl Iterator<Item = &str> {
        (0..self.parts.len()).filter(|at| !self.parts[*at].is_name()).map(|at| self.part(at))
    }

    /// Alters values, each of which is told with its fact.
    pub fn alter(&mut self, mut alter: impl FnMut(&str, &mut String)) {
        let (mut name, mut altered, mut value) = (0, BTreeMap::new(), String::new());
        for (at, part) in self.parts.iter().enumerate() {
            if part.is_name() {
                name = at;
                continue;
            }
            value.clear();
            value.push_str(self.part(at));
            alter(self.part(name), &mut value);
            if value != self.part(at) {
                altered.insert(at, std::mem::take(&mut value));
            }
        }
        // Few facts of few events are.
        if !altered.is_empty() {
            let part = |at| altered.get(&at).map_or_else(|| self.part(at), String::as_str);
            *self = Self::of((0..self.parts.len()).map(|at| (part(at), self.parts[at].is_name())));
        }
    }

    /// Sets the values of a fact.
    pub fn insert(&mut self, name: String, values: Vec<String>) {
        let kept = self.iter().map(|(name, values)| (name.to_owned(), values.map(str::to_owned).collect()));
        *self = kept.chain([(name, values)]).collect();
    }
}

impl From<BTreeMap<String, Vec<String>>> for Details {
    fn from(facts: BTreeMap<String, Vec<String>>) -> Self {
        Self::of(facts.iter().flat_map(|(name, values)| {
            let values = values.iter().map(|value| (value.as_str(), false));
            std::iter::once((name.as_str(), true)).chain(values)
        }))
    }
}

/// Of a name that comes twice the last counts.
impl FromIterator<(String, Vec<String>)> for Details {
    fn from_iter<T: IntoIterator<Item = (String, Vec<String>)>>(facts: T) -> Self {
        BTreeMap::from_iter(facts).into()
    }
}

impl<const N: usize> From<[(String, Vec<String>); N]> for Details {
    fn from(facts: [(String, Vec<String>); N]) -> Self {
        facts.into_iter().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fact(name: &str, values: &[&str]) -> (String, Vec<String>) {
        (name.to_owned(), values.iter().map(|value| (*value).to_owned()).collect())
    }

    fn told(details: &Details) -> Vec<(&str, Vec<&str>)> {
        details.iter().map(|(name, values)| (name, values.collect())).collect()
    }

    #[test]
    fn facts_stand_by_name_and_the_last_of_a_name_counts() {
        let mut details = Details::from([fact("b", &["1"]), fact("a", &["2", "", "é"]), fact("b", &["3"])]);
        details.insert("aa".to_owned(), Vec::new());
        assert_eq!(told(&details), [("a", vec!["2", "", "é"]), ("aa", vec![]), ("b", vec!["3"])]);
        assert_eq!(Vec::from_iter(details.get("b")), ["3"]);
        assert_eq!(details.get("aa").count() + details.get("c").count(), 0);
        assert!(details.has("aa") && !details.has("c"));
        assert_eq!(Vec::from_iter(details.values()), ["2", "", "é", "3"]);
    }

    #[test]
    fn a_value_is_no_name_and_values_are_altered_in_place() {
        let mut details = Details::from([fact("a", &["b"]), fact("c", &["d", "b"])]);
        assert_eq!(details.get("b").count(), 0);
        details.alter(|name, value| {
            if name == "c" {
                value.push_str(name)
            }
        });
        assert_eq!(told(&details), [("a", vec!["b"]), ("c", vec!["dc", "bc"])]);
    }

    #[test]
    fn what_was_damaged_in_a_cache_breaks_nothing() {
        let details = Details {
            text: "é".into(),
            parts: Box::new([Part::new(1, true), Part::new(9, false), Part::new(0, false)]),
        };
        assert_eq!(told(&details), [("", vec!["", ""])]);
    }
}
