//! What a printed document is made of: values that the templates lay out. Text is a value here, never markup.

use serde::{Serialize, Serializer};

use super::glyphs;
use crate::report::dress::{Colour, Dress};
use crate::report::safe;

/// Letters that stand together without a place to break.
const UNBROKEN: usize = 14;

/// Text that is safe to print: what cannot be seen or drawn is a sign.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Words(String);

impl Words {
    /// One line, cut after `limit` characters.
    pub(super) fn line(text: &str, limit: usize) -> Self {
        Self(glyphs::drawn(&safe::clipped(text, limit)))
    }

    /// Words whose breaks stay, cut after `limit` characters.
    pub(super) fn lines(text: &str, limit: usize) -> Self {
        Self(glyphs::drawn(&safe::clip(safe::lines(text), limit)))
    }
}

/// Our own words, or text that is short by its nature.
impl From<&str> for Words {
    fn from(text: &str) -> Self {
        Self::line(text, 4_000)
    }
}

impl From<String> for Words {
    fn from(text: String) -> Self {
        Self::from(text.as_str())
    }
}

/// A string; or, where it is long without a space, the pieces between which a line may break.
impl Serialize for Words {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let pieces = breakable(&self.0);
        if pieces.len() < 2 { self.0.serialize(serializer) } else { pieces.serialize(serializer) }
    }
}

/// Cuts behind signs that part names and paths, and where letters run on for too long.
fn breakable(text: &str) -> Vec<&str> {
    if !text.split([' ', '\n']).any(|word| word.len() > UNBROKEN) {
        return vec![text];
    }
    let (mut pieces, mut start, mut run) = (Vec::new(), 0, 0);
    for (at, sign) in text.char_indices() {
        run = if matches!(sign, ' ' | '\n') { 0 } else { run + 1 };
        let end = at + sign.len_utf8();
        let parts = "/@._-:,;=&?!+|)]>⟩".contains(sign) && run > 3;
        if (parts || run >= UNBROKEN) && end < text.len() {
            pieces.push(&text[start..end]);
            (start, run) = (end, 0);
        }
    }
    pieces.push(&text[start..]);
    pieces
}

/// What stands in a cell.
#[derive(Debug, Clone, Serialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub(super) enum Cell {
    /// Text of the data or of ours.
    Text { text: Words },
    /// The same, of less weight.
    Quiet { text: Words },
    /// A number, right-aligned in figures of one width.
    Number { text: Words },
    /// An id, hash, time or place in letters of one width; leads to `to` if that is in the document.
    Code { text: Words, to: Option<String> },
    /// Word, shape and colour of a verdict or outcome.
    Badge { word: &'static str, shape: char, colour: String },
    /// A code that links lead to.
    Placed { text: Words, anchor: String },
    /// Several, one beside the other.
    Row { cells: Vec<Cell> },
    /// Several, one under the other.
    Stack { cells: Vec<Cell> },
    /// Room to write in.
    Blank,
}

impl Cell {
    pub(super) fn text(text: impl Into<Words>) -> Self {
        Self::Text { text: text.into() }
    }

    pub(super) fn quiet(text: impl Into<Words>) -> Self {
        Self::Quiet { text: text.into() }
    }

    pub(super) fn number(text: impl Into<Words>) -> Self {
        Self::Number { text: text.into() }
    }

    pub(super) fn code(text: impl Into<Words>) -> Self {
        Self::Code { text: text.into(), to: None }
    }

    pub(super) fn leading(text: impl Into<Words>, to: Option<String>) -> Self {
        Self::Code { text: text.into(), to }
    }

    pub(super) fn badge(dress: Dress) -> Self {
        Self::Badge { word: dress.word, shape: dress.shape, colour: hex(dress.colour) }
    }
}

/// A colour as the templates take it.
pub(super) fn hex(colour: Colour) -> String {
    format!("#{:02x}{:02x}{:02x}", colour.0, colour.1, colour.2)
}

/// The head of a column.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Head {
    pub(super) text: &'static str,
    /// Parts of the width; 0 for as much as it needs.
    pub(super) width: f64,
    pub(super) right: bool,
}

/// Heads of a table from name and width; those that begin with `#` are of numbers.
pub(super) fn heads<const N: usize>(columns: [(&'static str, f64); N]) -> Vec<Head> {
    let head = |(text, width): (&'static str, f64)| match text.strip_prefix('#') {
        Some(text) => Head { text, width, right: true },
        None => Head { text, width, right: false },
    };
    columns.into_iter().map(head).collect()
}

/// One of the great numbers.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Number {
    pub(super) value: String,
    pub(super) of: String,
    pub(super) label: &'static str,
    pub(super) note: String,
    pub(super) id: Words,
}

/// A piece of the document.
#[derive(Debug, Clone, Serialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub(super) enum Block {
    /// A heading; `anchor` is what links lead to. Those of level 3 stand in the bookmarks only.
    Heading { level: u8, text: Words, anchor: Option<String>, beside: Vec<Cell> },
    /// The one sentence.
    Sentence { text: Words },
    /// A paragraph.
    Say { text: Words },
    /// A paragraph of less weight.
    Aside { text: Words },
    /// Sentences that stand by themselves.
    List { items: Vec<Words> },
    /// The great numbers.
    Numbers { numbers: Vec<Number> },
    /// Names and their values.
    Facts { facts: Vec<(&'static str, Cell)> },
    /// A table whose head is repeated on every page.
    Table { caption: Words, heads: Vec<Head>, rows: Vec<Vec<Cell>>, note: Words },
    /// A chart with the question that it answers; `alt` tells it in words.
    Figure { title: &'static str, svg: String, width: f64, alt: Words, note: Words },
    /// What a piece of evidence is worth, its words, plain and matched in turn, and where they stand.
    Quote { worth: Words, pieces: Vec<Words>, place: Cell },
}

impl Block {
    pub(super) fn part(text: &str) -> Self {
        Self::Heading { level: 1, text: text.into(), anchor: None, beside: Vec::new() }
    }

    pub(super) fn section(text: &str) -> Self {
        Self::Heading { level: 2, text: text.into(), anchor: None, beside: Vec::new() }
    }

    pub(super) fn say(text: impl Into<Words>) -> Self {
        Self::Say { text: text.into() }
    }

    pub(super) fn aside(text: impl Into<Words>) -> Self {
        Self::Aside { text: text.into() }
    }

    pub(super) fn table(
        caption: impl Into<Words>,
        heads: Vec<Head>,
        rows: Vec<Vec<Cell>>,
        note: impl Into<Words>,
    ) -> Self {
        Self::Table { caption: caption.into(), heads, rows, note: note.into() }
    }
}

/// The first page.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Cover {
    pub(super) kicker: &'static str,
    pub(super) title: Words,
    pub(super) period: Words,
    pub(super) question: Words,
    pub(super) answer: Words,
    pub(super) facts: Vec<(&'static str, Cell)>,
    pub(super) note: Vec<Words>,
}

/// A whole document.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Document {
    /// Title in the file's properties.
    pub(super) title: Words,
    /// What stands at the head of every page: the id, then the period.
    pub(super) running: [Words; 2],
    /// Program and version, at the foot.
    pub(super) made_by: Words,
    /// The first page with the contents behind it; none of either on a sheet.
    pub(super) cover: Option<Cover>,
    pub(super) blocks: Vec<Block>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_words_may_break_behind_their_parts_and_lose_nothing() {
        for text in ["okta/system-log.ndjson.zst", &"a".repeat(40), "äöü".repeat(20).as_str(), "a b c", ""]
        {
            let pieces = breakable(text);
            assert_eq!(pieces.concat(), *text);
            assert!(pieces.iter().all(|piece| piece.split(' ').all(|word| word.chars().count() <= UNBROKEN)));
        }
        assert_eq!(breakable("desk.amir@example.com"), ["desk.", "amir@", "example.", "com"]);
    }
}
