//! How a source's files are laid out, where that is not plain JSON or a table with a header: the
//! keys `[csv]`, `[text]` and `[xml]` of a source mapping.

use regex::{Regex, RegexBuilder};
use serde::Deserialize;
use serde::de::{Deserializer, Error};

use super::SourceMapping;
use crate::mapping::expression::Expression;
use toml::Spanned;

/// How a table differs from one with a header and double quotes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CsvRules {
    /// Names of the columns of a table without a header line.
    #[serde(default)]
    pub columns: Vec<String>,
    /// What stands around cells; found by looking where the mapping does not say.
    #[serde(default)]
    pub quote: Option<Quote>,
    /// What stands between cells; found by looking where the mapping does not say.
    #[serde(default, deserialize_with = "delimiter")]
    pub delimiter: Option<u8>,
    /// Name of cells without a column name: beyond the header, or under an empty name.
    #[serde(default)]
    pub unnamed: Option<String>,
}

/// What stands around cells that hold a delimiter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub enum Quote {
    /// `"`.
    #[serde(rename = "\"")]
    Double,
    /// `'`.
    #[serde(rename = "'")]
    Single,
    /// Nothing: a quote is a letter like any other.
    #[serde(rename = "none")]
    Nothing,
}

fn delimiter<'de, D: Deserializer<'de>>(d: D) -> Result<Option<u8>, D::Error> {
    let text = String::deserialize(d)?;
    match text.as_bytes() {
        [byte] if byte.is_ascii() && !matches!(byte, b'\n' | b'\r' | b'"' | b'\'') => Ok(Some(*byte)),
        _ => Err(Error::custom(format!("`{text}` is no delimiter; write one character, such as `;`"))),
    }
}

/// How lines of text are read as records.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TextRules {
    /// Each line is in the Common Event Format, or in LEEF, its relative.
    #[serde(default)]
    pub cef: bool,
    /// Each line has this form; the named groups are the members.
    #[serde(default)]
    pub pattern: Option<Pattern>,
    /// Records are stanzas of `key: value` lines, divided by blank lines.
    #[serde(default)]
    pub stanzas: bool,
    /// Stanzas are divided by such lines, and not by blank ones; a `*` at the end is any rest.
    #[serde(default)]
    pub divider: Vec<String>,
    /// How a line ends that goes on in the next; two blanks before the next are no part of it.
    #[serde(default)]
    pub continued_by: Option<String>,
}

/// A regular expression that a whole line must match; it runs in linear time.
#[derive(Debug, Clone, Deserialize)]
#[serde(from = "Spanned<String>")]
pub struct Pattern {
    /// Where it stands in the file, in bytes.
    at: usize,
    expression: Expression,
}

/// How large a pattern may become: what a mistaken repetition costs stays small.
const PATTERN_BYTES: usize = 1 << 20;

fn of_line(pattern: &mut RegexBuilder) -> &mut RegexBuilder {
    pattern.dot_matches_new_line(true).size_limit(PATTERN_BYTES)
}

impl From<Spanned<String>> for Pattern {
    fn from(text: Spanned<String>) -> Self {
        let (at, text) = (text.span().start, text.into_inner());
        Self { at, expression: Expression::with(format!(r"\A(?:{text})\z"), of_line) }
    }
}

impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        self.expression == other.expression
    }
}

impl Eq for Pattern {}

impl Pattern {
    /// The expression; none of a mapping that was not checked.
    #[must_use]
    pub fn regex(&self) -> Option<&Regex> {
        self.expression.regex()
    }

    /// What is wrong with it, and where.
    fn fault(&self) -> Option<(usize, String)> {
        match self.expression.checked() {
            Err(fault) => Some((self.at, format!("the pattern is no regular expression: {fault}"))),
            Ok(regex) if regex.capture_names().flatten().next().is_none() => {
                Some((self.at, "the pattern has no named group such as `(?P<time>...)`".to_owned()))
            }
            Ok(_) => None,
        }
    }
}

/// What is wrong with the pattern of a source, and where.
pub(super) fn pattern_fault(source: &SourceMapping) -> Option<(usize, String)> {
    source.text.pattern.as_ref()?.fault()
}

/// Which elements of a document are records.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct XmlRules {
    /// Name of the elements that are records, wherever they stand; without it the elements below
    /// the root.
    #[serde(default)]
    pub record: Option<String>,
}

impl TextRules {
    /// Whether the rules say how a record of text is read, and not only how lines are joined.
    #[must_use]
    pub fn reads(&self) -> bool {
        self.cef || self.pattern.is_some() || self.stanzas
    }
}

/// What is wrong with a source's layout: the word in the mapping and the message.
pub(super) fn fault(source: &SourceMapping) -> Option<(&'static str, &'static str)> {
    use super::Form;
    let text = &source.text;
    let ways = [text.cef, text.pattern.is_some(), text.stanzas].into_iter().filter(|way| *way).count();
    if ways > 1 {
        return Some(("[text]", "`cef`, `pattern` and `stanzas` exclude one another"));
    }
    if source.recognise.forms.contains(&Form::Text) != (ways == 1) {
        return Some((
            "forms",
            "form \"text\" needs `[text]` with `cef`, `pattern` or `stanzas`, and they it",
        ));
    }
    if !text.divider.is_empty() && !text.stanzas {
        return Some(("divider", "`divider` needs `stanzas = true`"));
    }
    if text.continued_by.as_ref().is_some_and(String::is_empty) {
        return Some(("continued_by", "`continued_by` may not be empty"));
    }
    if !source.csv.columns.is_empty() && source.recognise.one_of.is_empty() {
        return Some(("columns", "a table without a header is told by its values: it needs `one_of`"));
    }
    None
}
