//! Sentences of a note, in one pass.

use std::collections::BTreeSet;
use std::ops::Range;

/// A run-on text is cut after so many bytes, so that work stays linear in its length.
const LONGEST: usize = 800;
/// A line shorter than this was ended on purpose, not wrapped.
const WRAPPED_FROM: usize = 60;

/// One sentence of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Sentence {
    /// Where it stands in the text, in bytes.
    pub(super) range: Range<usize>,
    /// Whether it asks.
    pub(super) question: bool,
}

/// Words whose full stop may not end a sentence, lower case.
#[derive(Debug, Clone, Default)]
pub(super) struct Abbreviations {
    /// Never ("Mr.").
    pub(super) titles: BTreeSet<String>,
    /// Only when a capital letter follows ("no.").
    pub(super) others: BTreeSet<String>,
}

/// Cuts a text into sentences; quoted lines of mail (`>`) and unticked boxes are left out.
pub(super) fn sentences(text: &str, abbreviations: &Abbreviations) -> Vec<Sentence> {
    let mut found = Vec::new();
    let mut start = 0;
    let (mut line, mut line_of_start) = (0, 0);
    let mut boxes_lead = None;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let end = at + c.len_utf8();
        let next = chars.peek().map(|(_, next)| *next);
        if let Some(length) = box_length(&text[at..]) {
            let leads = *boxes_lead.get_or_insert_with(|| text[line..at].trim_matches(is_bullet).is_empty());
            let cut = if leads { at } else { at + length };
            if leads || !is_unticked(&text[at..cut]) {
                keep(text, start..cut, line_of_start, false, &mut found);
            }
            (start, line_of_start) = (cut, line);
            while chars.peek().is_some_and(|(next, _)| *next < at + length) {
                chars.next();
            }
            continue;
        }
        let stop = match c {
            '.' => ends_at_dot(&text[start..at], &text[end..], abbreviations),
            '!' | '?' => next.is_none_or(|next| !next.is_alphanumeric()),
            '。' | '！' | '？' | '•' | '\u{2028}' => true,
            '\n' | '\r' => {
                let wrapped = at - line >= WRAPPED_FROM && next.is_some_and(char::is_lowercase);
                line = end;
                boxes_lead = None;
                !wrapped
            }
            _ => end - start >= LONGEST && (c.is_whitespace() || end - start >= LONGEST + 200),
        };
        if stop {
            keep(text, start..end, line_of_start, matches!(c, '?' | '？'), &mut found);
            (start, line_of_start) = (end, line);
        }
    }
    keep(text, start..text.len(), line_of_start, false, &mut found);
    found
}

fn ends_at_dot(before: &str, after: &str, abbreviations: &Abbreviations) -> bool {
    if after.chars().next().is_some_and(|next| !next.is_whitespace()) {
        return false;
    }
    let word = before.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or("");
    if word.is_empty() || word.len() > 12 {
        return true;
    }
    let word = word.to_lowercase();
    let next = after.chars().take(4).find(|c| !c.is_whitespace());
    let goes_on = next.is_some_and(|c| !c.is_uppercase()) && abbreviations.others.contains(&word);
    !(goes_on || abbreviations.titles.contains(&word))
}

fn keep(text: &str, range: Range<usize>, line: usize, question: bool, found: &mut Vec<Sentence>) {
    let slice = &text[range.clone()];
    let body = slice.trim();
    let unticked = is_unticked(body.trim_start_matches(is_bullet));
    if body.is_empty() || unticked || is_quoted(&text[line..]) {
        return;
    }
    let start = range.start + (slice.len() - slice.trim_start().len());
    found.push(Sentence { range: start..start + body.len(), question });
}

fn is_bullet(c: char) -> bool {
    c.is_whitespace() || matches!(c, '-' | '*' | '•' | '–')
}

/// Signs of a box that nobody ticked.
const UNTICKED: [&str; 7] = ["[ ]", "[]", "[_]", "☐", "□", "▢", "( )"];
/// Signs of a box that somebody ticked.
const TICKED: [&str; 7] = ["[x]", "[X]", "[✓]", "[✔]", "☑", "(x)", "(X)"];

fn is_unticked(text: &str) -> bool {
    UNTICKED.iter().any(|sign| text.starts_with(sign))
}

/// The length of the box with which a text begins, in bytes.
fn box_length(text: &str) -> Option<usize> {
    UNTICKED.iter().chain(&TICKED).find(|sign| text.starts_with(**sign)).map(|sign| sign.len())
}

fn is_quoted(line: &str) -> bool {
    line.chars().take(8).find(|c| !c.is_whitespace()) == Some('>')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str) -> Vec<&str> {
        let abbreviations = Abbreviations {
            titles: ["mr".to_owned()].into(),
            others: ["no", "tel"].map(str::to_owned).into(),
        };
        sentences(text, &abbreviations).iter().map(|sentence| &text[sentence.range.clone()]).collect()
    }

    #[test]
    fn full_stops_lines_and_boxes() {
        assert_eq!(cut("Called back. No answer."), ["Called back.", "No answer."]);
        assert_eq!(cut("Rang tel. no. on file."), ["Rang tel. no. on file."]);
        assert_eq!(cut("Callback: no. Reset done."), ["Callback: no.", "Reset done."]);
        assert_eq!(cut("Rang Mr. Ode."), ["Rang Mr. Ode."]);
        assert_eq!(cut("details.(employee#)"), ["details.(employee#)"]);
        assert_eq!(cut("one\ntwo"), ["one", "two"]);
        assert_eq!(cut("[ ] callback done\n[x] push"), ["[x] push"]);
        assert_eq!(cut("[x] callback [ ] push [x] video"), ["[x] callback", "[x] video"]);
        assert_eq!(cut("Callback [x] Push [ ] Video: [x] ok"), ["Callback [x]", "Video: [x]", "ok"]);
        assert_eq!(cut("- ☐ ID checked ☑ callback"), ["-", "☑ callback"]);
        assert_eq!(cut("> called back. Yes.\nreset"), ["reset"]);
        assert_eq!(cut("本人確認。折り返し"), ["本人確認。", "折り返し"]);
    }

    #[test]
    fn a_wrapped_line_goes_on() {
        let text = "Called the user back before doing anything else, on the mobile\nnumber on file.";
        assert_eq!(cut(text).len(), 1);
    }

    #[test]
    fn a_text_without_stops_is_cut() {
        let text = "word ".repeat(10_000);
        assert!(cut(&text).iter().all(|sentence| sentence.len() <= LONGEST + 200));
        let solid = "é".repeat(10_000);
        assert!(cut(&solid).iter().all(|sentence| sentence.len() <= LONGEST + 210));
    }
}
