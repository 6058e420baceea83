//! What was found for a text, so that it need not be looked for again.
//!
//! Desks write one name in thousands of tickets; comparing it with all likenesses each time is the
//! bulk of the work on a large desk. What is remembered is what would be found again.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::RwLock;

#[expect(clippy::disallowed_types, reason = "looked up many times for every record, never iterated")]
type Known<T> = std::collections::HashMap<String, T>;

/// Parts that threads lock apart.
const PARTS: usize = 16;
/// Texts kept in a part: no more than a large organisation's names, whatever a hostile export invents.
const MOST: usize = 1 << 16;

/// Texts and what was found for them, among names that no longer change.
#[derive(Debug)]
pub(super) struct Memory<T>([RwLock<Known<T>>; PARTS]);

impl<T> Default for Memory<T> {
    fn default() -> Self {
        Self(std::array::from_fn(|_| RwLock::default()))
    }
}

/// A copy of a directory may be changed: it remembers nothing.
impl<T> Clone for Memory<T> {
    fn clone(&self) -> Self {
        Self::default()
    }
}

impl<T: Clone> Memory<T> {
    /// What is known of a text, or what `find` finds.
    pub(super) fn of(&self, text: &str, find: impl FnOnce() -> T) -> T {
        let mut hasher = DefaultHasher::new();
        text.hash(&mut hasher);
        let part = usize::try_from(hasher.finish() % PARTS as u64).unwrap_or(0);
        let known = self.0[part].read().ok().and_then(|part| part.get(text).cloned());
        known.unwrap_or_else(|| {
            let found = find();
            if let Ok(mut part) = self.0[part].write()
                && part.len() < MOST
            {
                part.insert(text.to_owned(), found.clone());
            }
            found
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_found_is_not_looked_for_again_and_a_copy_forgets_it() {
        let memory = Memory::default();
        assert_eq!(memory.of("ann", || 1), 1);
        assert_eq!(memory.of("ann", || 2), 1);
        assert_eq!(memory.of("bob", || 2), 2);
        assert_eq!(memory.clone().of("ann", || 3), 3);
    }

    #[test]
    fn however_many_texts_are_asked_for_the_answers_are_right() {
        let memory = Memory::default();
        let most = PARTS * MOST + 10;
        for number in (0..most).step_by(97).chain(0..10) {
            assert_eq!(memory.of(&number.to_string(), || number), number);
        }
    }
}
