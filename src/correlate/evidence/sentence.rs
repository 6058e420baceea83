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
    /// Whether it stands behind a ticked box.
    pub(super) ticked: bool,
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
    let mut boxes = None;
    let mut behind = Mark::None;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let end = at + c.len_utf8();
        let next = chars.peek().map(|(_, next)| *next);
        if let Some(length) = box_length(&text[at..]) {
            let place = *boxes.get_or_insert_with(|| Boxes::of(text, line, at));
            let ticked = !is_unticked(&text[at..]);
            match place {
                // The label of a list is no statement: "Callback: [ ] yes [ ] no".
                Boxes::Labelled if text[start..at].trim_end().ends_with(':') => {}
                Boxes::Leading | Boxes::Labelled => keep(text, start..at, line_of_start, behind, &mut found),
                Boxes::Trailing if ticked => {
                    keep(text, start..at + length, line_of_start, behind, &mut found)
                }
                Boxes::Trailing => {}
            }
            behind = match place {
                Boxes::Trailing if ticked && text[start..at].trim_end().ends_with(':') => Mark::Ticked,
                Boxes::Trailing => Mark::None,
                _ if ticked => Mark::Ticked,
                _ => Mark::Unticked,
            };
            (start, line_of_start) = (at + length, line);
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
                boxes = None;
                !wrapped
            }
            _ => end - start >= LONGEST && (c.is_whitespace() || end - start >= LONGEST + 200),
        };
        if stop {
            let kept = found.len();
            keep(text, start..end, line_of_start, behind, &mut found);
            let questions = found.iter_mut().skip(kept).filter(|_| matches!(c, '?' | '？'));
            questions.for_each(|sentence| sentence.question = true);
            (start, line_of_start) = (end, line);
            behind = Mark::None;
        }
    }
    keep(text, start..text.len(), line_of_start, behind, &mut found);
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

fn keep(text: &str, range: Range<usize>, line: usize, behind: Mark, found: &mut Vec<Sentence>) {
    let slice = &text[range.clone()];
    let body = slice.trim();
    if body.is_empty() || behind == Mark::Unticked || is_quoted(&text[line..]) {
        return;
    }
    let start = range.start + (slice.len() - slice.trim_start().len());
    let range = start..start + body.len();
    found.push(Sentence { range, question: false, ticked: behind == Mark::Ticked });
}

/// What the box before a piece of text says of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mark {
    None,
    Ticked,
    Unticked,
}

/// How the boxes of a line belong to its words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Boxes {
    /// `[x] callback [ ] push`.
    Leading,
    /// `Verification: [x] callback [ ] push`.
    Labelled,
    /// `Callback [x] Push [ ]`, `Callback: [x] ok`.
    Trailing,
}

impl Boxes {
    /// By the line, of which the first box stands at `first`.
    fn of(text: &str, line: usize, first: usize) -> Self {
        let before = text[line..first].trim_matches(is_bullet);
        if before.is_empty() {
            return Self::Leading;
        }
        let rest = text[first..].lines().next().unwrap_or("");
        let starts: Vec<usize> = rest
            .char_indices()
            .filter(|(at, _)| box_length(&rest[*at..]).is_some())
            .map(|(at, _)| at)
            .collect();
        let ends = starts.iter().skip(1).copied().chain([rest.len()]);
        let mut items = starts
            .iter()
            .zip(ends)
            .map(|(from, to)| rest[from + box_length(&rest[*from..]).unwrap_or(0)..to].trim());
        let named = items.all(|item| !item.is_empty() && !item.ends_with(':'));
        if before.ends_with(':') && starts.len() > 1 && named { Self::Labelled } else { Self::Trailing }
    }
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
    // Most signs begin none.
    if !text.starts_with(['[', '(', '☐', '□', '▢', '☑']) {
        return None;
    }
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
        assert_eq!(cut("[ ] callback done\n[x] push"), ["push"]);
        assert_eq!(cut("[x] callback [ ] push [x] video"), ["callback", "video"]);
        assert_eq!(cut("Callback [x] Push [ ] Video: [x] ok"), ["Callback [x]", "Video: [x]", "ok"]);
        assert_eq!(cut("- ☐ ID checked ☑ callback"), ["-", "callback"]);
        assert_eq!(cut("How: [ ] callback [x] SMS code [ ] KBA"), ["SMS code"]);
        assert_eq!(cut("Callback: [ ] yes [ ] no"), [] as [&str; 0]);
        assert_eq!(cut("Callback: [ ] done"), ["done"]);
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
