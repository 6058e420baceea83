//! Regular expressions of mapping files.

use std::sync::OnceLock;

use regex::{Regex, RegexBuilder};

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

    fn compile(&self) -> Result<Regex, regex::Error> {
        (self.settings)(&mut RegexBuilder::new(&self.text)).build()
    }
}

impl PartialEq for Expression {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for Expression {}
