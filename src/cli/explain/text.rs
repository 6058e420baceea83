//! An explanation in at most 80 columns.

use super::waterfall;
use crate::cli::layout::{WIDTH, cut, width, wrapped};
use crate::cli::panel::painted;
use crate::model::Verdict;
use crate::report::explain::{Explanation, Record};
use crate::report::outline::{Block, outline};
use crate::report::safe::clipped;
use crate::report::{of_outcome, of_verdict};

/// Longest text that is shown whole; the JSON has the whole of all.
const LONGEST: usize = 2_000;
/// Columns of a label.
const LABEL: usize = 10;
/// Columns that what stands in a part is moved in.
const IN: usize = 2;

/// The explanation as text that ends with a line break; nothing in it moves a cursor.
///
/// Text from inputs is shown with signs for what cannot be seen. Colour says nothing that is
/// not said without.
pub(super) fn text(explanation: &Explanation, colour: bool) -> String {
    let mut page = Page { lines: Vec::new(), colour };
    for (at, part) in outline(explanation).into_iter().enumerate() {
        page.heading(&part.title);
        // What is said under the title of the whole stands as far out as that.
        let indent = if at == 0 { 0 } else { IN };
        for (number, block) in part.blocks.iter().enumerate() {
            let items =
                part.blocks[..=number].iter().filter(|block| matches!(block, Block::Item(..))).count();
            page.block(indent, block, items);
        }
    }
    page.text()
}

/// Lines under way.
struct Page {
    lines: Vec<String>,
    colour: bool,
}

impl Page {
    fn text(mut self) -> String {
        for line in &mut self.lines {
            line.truncate(line.trim_end().len());
        }
        let mut text = self.lines.join("\n");
        text.push('\n');
        text
    }

    fn heading(&mut self, text: &str) {
        if !self.lines.is_empty() {
            self.lines.push(String::new());
        }
        for line in wrapped(&clipped(text, LONGEST), "", WIDTH) {
            self.lines.push(self.bold(&line));
        }
    }

    /// A block so many columns in; items are numbered from 1.
    fn block(&mut self, indent: usize, block: &Block, number: usize) {
        match block {
            Block::Say(text) => self.say(indent, text),
            Block::Aside(text) => self.aside(indent, text),
            Block::Fact(name, text) => self.fact(indent, name, text),
            Block::Item(text, under) => {
                let lead = format!("{}{:<3} ", " ".repeat(indent), format!("{number}."));
                self.lines.extend(wrapped(&clipped(text, LONGEST), &lead, WIDTH));
                under.iter().for_each(|block| self.block(width(&lead), block, 0));
            }
            Block::Verdict(verdict, reason) => self.verdict(indent, *verdict, reason),
            Block::Outcome(outcome, reason) => {
                let dress = of_outcome(*outcome);
                self.say(indent, &format!("{} {}: {reason}", dress.shape, dress.word));
            }
            Block::Record(record) => self.record(indent, record),
            Block::Quote(pieces) => self.quote(indent, pieces),
            Block::Waterfall(fall, threshold) => {
                for line in waterfall::lines(fall, *threshold) {
                    self.waterfall_line(indent, line);
                }
            }
            Block::Beside(beside) => {
                for line in waterfall::beside(beside) {
                    self.waterfall_line(indent, line);
                }
            }
            Block::Condition(met, text) => {
                let met = match met {
                    Some(true) => "met",
                    Some(false) => "not met",
                    None => "open",
                };
                self.fact(indent, met, text);
            }
            Block::Next(command) => {
                self.lines.push(String::new());
                // A command is not wrapped: people copy it.
                self.lines.push(format!("Next    {}", crate::report::safe::line(command)));
            }
        }
    }

    fn say(&mut self, indent: usize, text: &str) {
        if !text.trim().is_empty() {
            self.lines.extend(wrapped(&clipped(text, LONGEST), &" ".repeat(indent), WIDTH));
        }
    }

    /// Words of less weight.
    fn aside(&mut self, indent: usize, text: &str) {
        let from = self.lines.len();
        self.say(indent, text);
        self.dim(from);
    }

    fn dim(&mut self, from: usize) {
        if self.colour {
            for line in &mut self.lines[from..] {
                *line = format!("\u{1b}[2m{line}\u{1b}[0m");
            }
        }
    }

    /// A name and words beside it; what is said at the margin has its facts moved in.
    fn fact(&mut self, indent: usize, name: &str, text: &str) {
        let lead = format!("{}{} ", " ".repeat(indent.max(IN)), left(name, LABEL - 1));
        self.lines.extend(wrapped(&clipped(text, LONGEST), &lead, WIDTH));
    }

    fn verdict(&mut self, indent: usize, verdict: Option<Verdict>, reason: &str) {
        let Some(verdict) = verdict else {
            return self.say(indent, &format!("no verdict: {reason}"));
        };
        let dress = of_verdict(verdict);
        let from = self.lines.len();
        self.say(indent, &format!("{} {}: {reason}", dress.shape, dress.word));
        if let Some(first) = self.lines.get_mut(from) {
            *first = first.replacen(dress.shape, &painted(verdict, dress.shape, self.colour), 1);
        }
    }

    /// A record: what it is, where it stands, its words.
    fn record(&mut self, indent: usize, record: &Record) {
        let at = record.at.map(|at| at.format(" · %Y-%m-%d %H:%M:%SZ").to_string()).unwrap_or_default();
        self.fact(indent, &record.role.replace('_', " "), &format!("{}{at}", record.place()));
        self.aside(indent.max(IN) + LABEL, &record.words);
    }

    /// A quote with `‹` and `›` around the words that were matched.
    fn quote(&mut self, indent: usize, pieces: &[String]) {
        let own = |piece: &String| piece.replace('‹', "<").replace('›', ">");
        let marked: String = pieces
            .iter()
            .enumerate()
            .map(|(at, piece)| if at % 2 == 1 { format!("‹{}›", own(piece)) } else { own(piece) })
            .collect();
        let from = self.lines.len();
        self.say(indent, &format!("“{}”", marked.trim()));
        if self.colour {
            for line in &mut self.lines[from..] {
                *line = line.replace('‹', "\u{1b}[1m‹").replace('›', "›\u{1b}[22m");
            }
        }
    }

    fn waterfall_line(&mut self, indent: usize, line: waterfall::Line) {
        let from = self.lines.len();
        match line {
            waterfall::Line::Plain(text) => self.lines.push(" ".repeat(indent) + &text),
            waterfall::Line::Total(text) => self.lines.push(self.bold(&(" ".repeat(indent) + &text))),
            waterfall::Line::Seen(text) => {
                self.say(indent + IN, &text);
                self.dim(from);
            }
        }
    }

    fn bold(&self, text: &str) -> String {
        let text = text.trim_end();
        if self.colour && !text.is_empty() { format!("\u{1b}[1m{text}\u{1b}[0m") } else { text.to_owned() }
    }
}

/// Text to the left of so many columns.
pub(super) fn left(text: &str, columns: usize) -> String {
    let text = cut(text, columns);
    let gap = columns.saturating_sub(width(&text));
    text + &" ".repeat(gap)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::explain::tests::{explained, hostile};
    use crate::report::sample::sample;

    #[test]
    fn no_line_is_wider_than_a_terminal() {
        for explanation in explained(&sample(40)).iter().chain(&explained(&hostile())) {
            for line in text(explanation, false).lines() {
                assert!(line.starts_with("Next") || width(line) <= WIDTH, "{} columns: {line}", width(line));
            }
        }
    }

    #[test]
    fn nothing_from_inputs_reaches_the_terminal_unseen() {
        for explanation in explained(&hostile()) {
            let shown = text(&explanation, false);
            let unseen =
                |sign: char| sign != '\n' && (sign.is_control() || "\u{202E}\u{200B}\u{FEFF}".contains(sign));
            assert!(!shown.contains(unseen), "{shown:?}");
        }
    }

    #[test]
    fn colour_adds_nothing_that_is_not_said_without() {
        let coloured = regex::Regex::new("\u{1b}\\[[0-9]+m").unwrap();
        for explanation in explained(&sample(40)) {
            let plain = text(&explanation, false);
            assert_eq!(coloured.replace_all(&text(&explanation, true), ""), plain);
        }
    }
}
