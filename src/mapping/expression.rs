//! Regular expressions of mapping files.

use std::sync::OnceLock;

use regex::{Regex, RegexBuilder};
use regex_syntax::hir::{Class, Hir, HirKind};

/// A regular expression that is compiled when it is first used: of the many in all mappings a run needs few.
#[derive(Debug, Clone)]
pub(super) struct Expression {
    text: String,
    settings: Settings,
    compiled: OnceLock<Option<Regex>>,
}

type Settings = fn(&mut RegexBuilder) -> &mut RegexBuilder;

impl Expression {
    /// Of a text that is to be checked unless it is ours.
    pub(super) fn new(text: String) -> Self {
        Self::with(text, |plain| plain)
    }

    /// The same with settings.
    pub(super) fn with(text: String, settings: Settings) -> Self {
        Self { text, settings, compiled: OnceLock::new() }
    }

    /// As written.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// The expression; none if it does not compile.
    pub(super) fn regex(&self) -> Option<&Regex> {
        self.compiled.get_or_init(|| self.compile().ok()).as_ref()
    }

    /// The expression, or why it does not compile.
    pub(super) fn checked(&self) -> Result<&Regex, regex::Error> {
        match self.regex() {
            Some(regex) => Ok(regex),
            None => Err(self.compile().err().unwrap_or_else(|| regex::Error::Syntax(String::new()))),
        }
    }

    /// Whether every match holds a digit of ASCII, as far as the expression tells.
    pub(super) fn asks_for_digit(&self) -> bool {
        regex_syntax::parse(&self.text).is_ok_and(|parsed| asks_for_digit(&parsed))
    }

    fn compile(&self) -> Result<Regex, regex::Error> {
        (self.settings)(&mut RegexBuilder::new(&self.text)).build()
    }
}

fn asks_for_digit(expression: &Hir) -> bool {
    let is_digit = |from: u32, to: u32| u32::from(b'0') <= from && to <= u32::from(b'9');
    match expression.kind() {
        HirKind::Literal(literal) => literal.0.iter().any(u8::is_ascii_digit),
        HirKind::Class(Class::Unicode(class)) => {
            class.iter().all(|range| is_digit(range.start().into(), range.end().into()))
        }
        HirKind::Class(Class::Bytes(class)) => {
            class.iter().all(|range| is_digit(range.start().into(), range.end().into()))
        }
        HirKind::Repetition(repeated) => repeated.min > 0 && asks_for_digit(&repeated.sub),
        HirKind::Capture(group) => asks_for_digit(&group.sub),
        HirKind::Concat(parts) => parts.iter().any(asks_for_digit),
        HirKind::Alternation(branches) => branches.iter().all(asks_for_digit),
        HirKind::Empty | HirKind::Look(_) => false,
    }
}

impl PartialEq for Expression {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for Expression {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_expression_asks_for_a_digit_if_every_match_holds_one() {
        for (text, asks) in [
            ("[0-9]{6}", true),
            ("a[0-9]+|b7", true),
            ("a[0-9]*", false),
            ("a[0-9]|b", false),
            ("[0-9a-f]+", false),
            ("(?i)key: (x1|2)", true),
            ("(?:[0-9]){0,3}", false),
            ("(?-u:\\b)code", false),
            ("(?-u:\\b)[0-9]{6}(?-u:\\b)", true),
        ] {
            assert_eq!(Expression::new(text.to_owned()).asks_for_digit(), asks, "{text}");
        }
    }
}
