//! An explanation as parts of words, records and sums: what the terminal and the page both show.
//!
//! Text stands here as it was recorded, except quotes; each rendering makes it safe for itself.

mod case;
mod evidence;
mod link;
mod ticket;

use super::{Explanation, Record, Waterfall, What};
use crate::model::{Instant, TestOutcome, Verdict};

/// A part with its title.
#[derive(Debug, Clone)]
pub(crate) struct Part {
    pub(crate) title: String,
    pub(crate) blocks: Vec<Block>,
}

/// What stands in a part.
#[derive(Debug, Clone)]
pub(crate) enum Block {
    /// Words.
    Say(String),
    /// Words of less weight.
    Aside(String),
    /// A name and its value.
    Fact(&'static str, String),
    /// One of a list, with what belongs to it.
    Item(String, Vec<Block>),
    /// A verdict and why; without one, why there is none.
    Verdict(Option<Verdict>, String),
    /// The outcome of a test and why.
    Outcome(TestOutcome, String),
    /// A record.
    Record(Record),
    /// Plain and matched pieces in turn, safe to show.
    Quote(Vec<String>),
    /// A sum, with the threshold that it is held against.
    Waterfall(Waterfall, Option<f64>),
    /// Two sums side by side.
    Beside(Beside),
    /// What is asked, whether it is met, what was found.
    Condition(Option<bool>, String),
    /// What to ask next.
    Next(String),
}

/// The terms in which two sums differ.
#[derive(Debug, Clone)]
pub(crate) struct Beside {
    /// What both sums are of.
    pub(crate) heads: [String; 2],
    /// Name and points of either.
    pub(crate) rows: Vec<(String, f64, f64)>,
    /// Sums.
    pub(crate) sums: [f64; 2],
    /// Confidences.
    pub(crate) confidences: [f64; 2],
}

/// The explanation in parts; the first says what it is.
#[must_use]
pub(crate) fn outline(explanation: &Explanation) -> Vec<Part> {
    match explanation.what {
        What::Change => explanation.changes.iter().flat_map(case::whole).collect(),
        What::Link => {
            explanation.changes.iter().flat_map(|case| link::alone(&explanation.id, case)).collect()
        }
        What::Evidence => evidence::alone(explanation),
        What::Ticket => ticket::ticket(explanation),
        What::Finding => ticket::finding(explanation),
        What::Event => ticket::event(explanation),
    }
}

/// A change on paper, where the records stand by themselves: what it is, its evidence, its ticket and risk as sums,
/// and what would turn its verdict.
#[must_use]
pub(crate) fn on_paper(case: &super::CaseExplained) -> Vec<Part> {
    case::on_paper(case)
}

impl Part {
    fn new(title: impl Into<String>) -> Self {
        Self { title: title.into(), blocks: Vec::new() }
    }

    fn with(mut self, block: Block) -> Self {
        self.blocks.push(block);
        self
    }

    fn say(self, text: impl Into<String>) -> Self {
        self.with(Block::Say(text.into()))
    }

    fn aside(self, text: impl Into<String>) -> Self {
        self.with(Block::Aside(text.into()))
    }

    /// A name and its value; nothing without a value.
    fn fact(self, name: &'static str, text: impl Into<String>) -> Self {
        let text = text.into();
        if text.is_empty() { self } else { self.with(Block::Fact(name, text)) }
    }

    fn all(mut self, blocks: impl IntoIterator<Item = Block>) -> Self {
        self.blocks.extend(blocks);
        self
    }
}

/// An instant as tables have it; all are UTC.
fn stamp(at: Instant) -> String {
    at.format("%Y-%m-%d %H:%M:%SZ").to_string()
}

/// The way to the whole of a change.
fn next(change: &str) -> Block {
    Block::Next(format!("deskproof explain {change} INPUT..."))
}
