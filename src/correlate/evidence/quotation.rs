//! Mails that are quoted below a reply: somebody else's words, of another day.

use super::fold::{fold, fold_beginning};
use crate::mapping::lexicon::Phrases;

/// How a quoted mail begins, in all languages, folded.
#[derive(Debug, Clone, Default)]
pub(super) struct Quotations {
    starts: Vec<String>,
    /// Bytes of the longest of them.
    longest_start: usize,
    ends: Vec<String>,
    headers: Vec<String>,
}

impl Quotations {
    pub(super) fn new(languages: &[Phrases]) -> Self {
        let of = |list: fn(&Phrases) -> &Vec<String>| {
            languages
                .iter()
                .flat_map(list)
                .map(|words| fold(words))
                .filter(|words| !words.is_empty())
                .collect()
        };
        let starts: Vec<String> = of(|language| &language.quoted.starts);
        Self {
            longest_start: starts.iter().map(String::len).max().unwrap_or(0),
            starts,
            ends: of(|language| &language.quoted.ends),
            headers: of(|language| &language.quoted.headers),
        }
    }

    /// The part of a text above the mail that is quoted below it.
    ///
    /// Where the quoted lines are marked with `>`, the lines themselves tell, and an answer
    /// may stand below them.
    pub(super) fn above<'a>(&self, text: &'a str) -> &'a str {
        let mut at = 0;
        let mut lines = text.split_inclusive('\n').peekable();
        while let Some(line) = lines.next() {
            let next = lines.peek().copied().unwrap_or("");
            let marked = next.trim_start().starts_with('>');
            if line.len() <= LONGEST && !marked && self.begins(line, next) {
                return &text[..at];
            }
            at += line.len();
        }
        text
    }

    fn begins(&self, line: &str, next: &str) -> bool {
        let bare = line.trim();
        if bare.is_empty() {
            return false;
        }
        let is_header = |line: &str| {
            line.split_once([':', '：']).is_some_and(|(name, value)| {
                !value.trim().is_empty() && name.len() <= 24 && self.headers.contains(&fold(name))
            })
        };
        if is_header(line) && next.len() <= LONGEST && is_header(next) {
            return true;
        }
        let last = bare.trim_end_matches([':', '：', ' ', '\u{a0}']);
        let introduces = last.len() < bare.len() && {
            let folded = fold(last);
            self.ends.iter().any(|end| folded.ends_with(end.as_str()))
        };
        introduces || {
            let words = bare.trim_start_matches(['-', '_', '=', '*', ' ']);
            let folded = fold_beginning(words, self.longest_start);
            self.starts.iter().any(|start| folded.starts_with(start.as_str()))
        }
    }
}

/// The longest line that introduces a quotation, in bytes.
const LONGEST: usize = 300;

#[cfg(test)]
mod tests {
    use super::super::phrasings::lexicons;

    #[test]
    fn what_stands_below_the_beginning_of_a_quoted_mail_is_not_the_writers() {
        let lexicons = lexicons();
        for below in [
            "-----Original Message-----\nVerified by callback.",
            "On Mon, 2 Mar 2026 at 14:05, Ana Ruiz <ana@example.com> wrote:\nVerified by callback.",
            "From: Ana Ruiz\nSent: Monday\nVerified by callback.",
            "Begin forwarded message:\n\nVerified by callback.",
        ] {
            let text = format!("Reset done.\n{below}");
            assert_eq!(lexicons.quotations.above(&text), "Reset done.\n", "{below}");
        }
    }

    #[test]
    fn marked_lines_and_single_headers_begin_no_quoted_mail() {
        let lexicons = lexicons();
        for text in [
            "On Monday Ana wrote:\n> please reset\nVerified by callback.",
            "From: phone on file\nVerified by callback.",
            "The user wrote: please reset. Verified by callback.",
        ] {
            assert_eq!(lexicons.quotations.above(text), text);
        }
    }
}
