//! Further facts of an event, by name.

/// Facts by name, each with its values; the names are sorted. Events are kept by the ten thousand and have a few facts
/// each, for which a list takes a fraction of the room of a map.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Details(Vec<(String, Vec<String>)>);

impl Details {
    fn place(&self, name: &str) -> Result<usize, usize> {
        self.0.binary_search_by(|(known, _)| known.as_str().cmp(name))
    }

    /// The values of a fact.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Vec<String>> {
        self.place(name).ok().map(|at| &self.0[at].1)
    }

    /// Whether there is such a fact.
    #[must_use]
    pub fn contains_key(&self, name: &str) -> bool {
        self.place(name).is_ok()
    }

    /// All facts, by name.
    pub fn iter(&self) -> impl Iterator<Item = (&String, &Vec<String>)> {
        self.0.iter().map(|(name, values)| (name, values))
    }

    /// The same, with values that may be altered.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = (&String, &mut Vec<String>)> {
        self.0.iter_mut().map(|(name, values)| (&*name, values))
    }

    /// The values of all facts, by name.
    pub fn values(&self) -> impl Iterator<Item = &Vec<String>> {
        self.0.iter().map(|(_, values)| values)
    }

    /// Sets the values of a fact.
    pub fn insert(&mut self, name: String, values: Vec<String>) {
        match self.place(&name) {
            Ok(at) => self.0[at].1 = values,
            Err(at) => self.0.insert(at, (name, values)),
        }
    }
}

/// Of a name that comes twice the last counts.
impl FromIterator<(String, Vec<String>)> for Details {
    fn from_iter<T: IntoIterator<Item = (String, Vec<String>)>>(facts: T) -> Self {
        let mut details = Self::default();
        for (name, mut values) in facts {
            values.shrink_to_fit();
            details.insert(name, values);
        }
        details.0.shrink_to_fit();
        details
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

    #[test]
    fn facts_stand_by_name_and_the_last_of_a_name_counts() {
        let fact = |name: &str, value: &str| (name.to_owned(), vec![value.to_owned()]);
        let mut details = Details::from([fact("b", "1"), fact("a", "2"), fact("b", "3")]);
        details.insert("aa".to_owned(), Vec::new());
        let names: Vec<&String> = details.iter().map(|(name, _)| name).collect();
        assert_eq!(names, ["a", "aa", "b"]);
        assert_eq!(details.get("b"), Some(&vec!["3".to_owned()]));
        assert!(details.contains_key("aa") && !details.contains_key("c"));
    }
}
