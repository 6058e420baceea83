//! Quotes with the words that were matched in them.

use super::safe::{clip, lines};

/// Longest piece, in characters.
const LONGEST: usize = 400;
/// Matched pieces of one quote.
const MOST: usize = 12;

/// The quote in pieces, plain and matched in turn, beginning with a plain one; safe to show.
///
/// Ranges that overlap, lie outside or cut a letter are left out.
pub(crate) fn pieces(text: &str, matched: &[(usize, usize)]) -> Vec<String> {
    let mut ranges = matched.to_vec();
    ranges.sort_unstable();
    let (mut pieces, mut at) = (Vec::new(), 0);
    for (from, to) in ranges {
        if from < at || from >= to {
            continue;
        }
        if let (Some(plain), Some(hit)) = (text.get(at..from), text.get(from..to)) {
            pieces.extend([clip(lines(plain), LONGEST), clip(lines(hit), LONGEST)]);
            at = to;
        }
        if pieces.len() > 2 * MOST {
            break;
        }
    }
    pieces.push(clip(lines(text.get(at..).unwrap_or_default()), LONGEST));
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quote_shows_plain_and_matched_words_in_turn() {
        assert_eq!(pieces("sent push, ok", &[(5, 9)]), ["sent ", "push", ", ok"]);
        assert_eq!(pieces("push", &[(0, 4)]), ["", "push", ""]);
    }

    #[test]
    fn ranges_that_make_no_sense_are_left_out() {
        assert_eq!(pieces("aäb", &[(2, 3), (9, 12), (3, 1)]), ["aäb"]);
        assert_eq!(pieces("abcdef", &[(0, 4), (2, 5)]), ["", "abcd", "ef"]);
    }
}
