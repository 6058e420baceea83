//! Pieces of a text that are replaced, and where what stood in it stands afterwards.

use std::fmt::Write as _;

/// A piece of a text, as bytes, and what is put in its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Edit {
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) with: String,
}

/// The pieces of one text, in order, of which none overlap.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Edits(Vec<Edit>);

impl Edits {
    /// Of several kinds of pieces, each in order: where two overlap the earlier kind counts.
    pub(super) fn of(kinds: impl IntoIterator<Item = Vec<Edit>>) -> Self {
        let merged = kinds.into_iter().reduce(|first, second| {
            let mut merged: Vec<Edit> = Vec::with_capacity(first.len() + second.len());
            let mut stronger = first.into_iter().peekable();
            for weaker in second {
                merged.extend(std::iter::from_fn(|| stronger.next_if(|one| one.to <= weaker.from)));
                if stronger.peek().is_none_or(|one| weaker.to <= one.from) {
                    merged.push(weaker);
                }
            }
            merged.extend(stronger);
            merged
        });
        Self(merged.unwrap_or_default())
    }

    /// Puts the pieces in.
    pub(super) fn apply(&self, text: &mut String) {
        if self.0.is_empty() {
            return;
        }
        let mut fresh = String::with_capacity(text.len() + 16 * self.0.len());
        let mut at = 0;
        for edit in &self.0 {
            let _ = write!(fresh, "{}{}", &text[at..edit.from], edit.with);
            at = edit.to;
        }
        fresh.push_str(&text[at..]);
        *text = fresh;
    }

    /// Moves ranges of the text to where they stand once the pieces are in: what touches a piece covers all of it.
    pub(super) fn shift(&self, ranges: &mut [(usize, usize)]) {
        if self.0.is_empty() {
            return;
        }
        for (from, to) in ranges {
            (*from, *to) = (self.moved(*from, false), self.moved(*to, true));
        }
    }

    /// Where a place of the text stands afterwards; inside a piece its beginning, or its end for an end.
    fn moved(&self, place: usize, is_end: bool) -> usize {
        let (mut removed, mut added) = (0, 0);
        for edit in &self.0 {
            let inside = if is_end {
                edit.from < place && place < edit.to
            } else {
                edit.from <= place && place < edit.to
            };
            if inside {
                return edit.from - removed + added + if is_end { edit.with.len() } else { 0 };
            }
            if place < edit.to {
                break;
            }
            removed += edit.to - edit.from;
            added += edit.with.len();
        }
        place - removed + added
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edit(from: usize, to: usize, with: &str) -> Edit {
        Edit { from, to, with: with.to_owned() }
    }

    #[test]
    fn the_stronger_kind_wins_where_two_overlap_and_the_order_stays() {
        let strong = vec![edit(2, 4, "S"), edit(8, 9, "T")];
        let weak = vec![edit(0, 2, "a"), edit(3, 5, "b"), edit(5, 7, "c"), edit(9, 10, "d")];
        let edits = Edits::of([strong, weak]);
        let mut text = "0123456789".to_owned();
        edits.apply(&mut text);
        assert_eq!(text, "aS4c7Td");
    }

    #[test]
    fn a_range_still_marks_the_same_words() {
        let mut text = "sent push to ann.li, she approved it".to_owned();
        let mut ranges = [(5, 9), (21, 33), (13, 19), (10, 15), (15, 24)];
        let edits = Edits::of([vec![edit(13, 19, "person-1")]]);
        edits.apply(&mut text);
        edits.shift(&mut ranges);
        let marked: Vec<&str> = ranges.iter().map(|&(from, to)| &text[from..to]).collect();
        assert_eq!(marked, ["push", "she approved", "person-1", "to person-1", "person-1, she"]);
    }

    #[test]
    fn an_end_at_a_piece_stays_outside_it() {
        let edits = Edits::of([vec![edit(4, 8, "[masked]")]]);
        let mut ranges = [(0, 4), (8, 9), (4, 8)];
        edits.shift(&mut ranges);
        assert_eq!(ranges, [(0, 4), (12, 13), (4, 12)]);
    }
}
