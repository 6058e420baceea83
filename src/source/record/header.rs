//! The columns of a table, found by name as written or in any spelling.

use std::cmp::Ordering;
use std::collections::BTreeMap;

/// The columns of a table by name; a name that occurs twice keeps all its places.
#[derive(Debug, Default)]
pub(in crate::source) struct Header {
    columns: BTreeMap<String, Vec<usize>>,
    /// The names, shorter ones first: names of one length are few, and every record asks for many.
    by_length: Vec<(String, Vec<usize>)>,
    /// Which shapes of names there are: most of the names that a record is asked for are not in its table.
    shapes: Shapes,
    /// The first of the names that are alike, by their letters.
    by_letters: Vec<(String, Vec<usize>)>,
    /// How many cells a row must have.
    pub(in crate::source) width: usize,
    /// One more than the last place of a name.
    pub(in crate::source) named: usize,
}

impl Header {
    /// The columns of some names with their places; a row must have `width` cells.
    pub(in crate::source) fn new(names: impl IntoIterator<Item = (String, usize)>, width: usize) -> Self {
        let mut columns: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (name, at) in names {
            columns.entry(name).or_default().push(at);
        }
        let mut by_length: Vec<(String, Vec<usize>)> =
            columns.iter().map(|(name, places)| (name.clone(), places.clone())).collect();
        by_length.sort_by(|a, b| shorter_first(&a.0, &b.0));
        let mut by_letters: Vec<(String, Vec<usize>)> = Vec::new();
        for (name, places) in &columns {
            by_letters.push((
                String::from_utf8_lossy(&letters(name).collect::<Vec<u8>>()).into_owned(),
                places.clone(),
            ));
        }
        // Of names that are alike the first in the alphabet stays.
        by_letters.sort_by(|a, b| a.0.cmp(&b.0));
        by_letters.dedup_by(|later, first| later.0 == first.0);
        let named = columns.values().flatten().max().map_or(0, |last| last + 1);
        let mut shapes = Shapes::default();
        columns.keys().for_each(|name| shapes.add(name));
        Self { columns, by_length, shapes, by_letters, width, named }
    }

    /// The names with their places, by name.
    pub(in crate::source) fn columns(&self) -> &BTreeMap<String, Vec<usize>> {
        &self.columns
    }

    /// The places of the columns of a name.
    pub(super) fn places(&self, name: &str, any_spelling: bool) -> &[usize] {
        let exact = self.shapes.may_have(name).then(|| {
            let at = self.by_length.binary_search_by(|(own, _)| shorter_first(own, name)).ok()?;
            self.by_length.get(at)
        });
        let found = exact.flatten().or_else(|| {
            let search = |(own, _): &(String, Vec<usize>)| own.bytes().cmp(letters(name));
            any_spelling
                .then(|| self.by_letters.get(self.by_letters.binary_search_by(search).ok()?))
                .flatten()
        });
        found.map_or(&[], |(_, places)| places.as_slice())
    }
}

/// A set of names that is sure only of what is not in it.
#[derive(Debug, Default)]
struct Shapes([u64; 4]);

impl Shapes {
    /// Of a name's length, first and last letter: a word and a bit in it.
    fn of(name: &str) -> (usize, u64) {
        let letter = |byte: Option<&u8>| byte.copied().map_or(0, usize::from);
        let bytes = name.as_bytes();
        let shape = bytes.len() * 31 + letter(bytes.first()) * 7 + letter(bytes.last()) * 13;
        (shape / 64 % 4, 1 << (shape % 64))
    }

    fn add(&mut self, name: &str) {
        let (word, bit) = Self::of(name);
        self.0[word] |= bit;
    }

    fn may_have(&self, name: &str) -> bool {
        let (word, bit) = Self::of(name);
        self.0[word] & bit != 0
    }
}

fn shorter_first(a: &str, b: &str) -> Ordering {
    a.len().cmp(&b.len()).then_with(|| a.cmp(b))
}

/// A name without blanks, `_`, `-` and `.`, in lower case.
fn letters(name: &str) -> impl Iterator<Item = u8> {
    name.bytes().filter(|byte| !b"_-. ".contains(byte)).map(|byte| byte.to_ascii_lowercase())
}

/// Whether two names are the same but for letter case, blanks, `_`, `-` and `.`.
pub(in crate::source) fn alike(a: &str, b: &str) -> bool {
    letters(a).eq(letters(b))
}
