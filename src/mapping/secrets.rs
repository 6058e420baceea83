//! Patterns of secrets and personal numbers in texts: what control test CT-32 looks for, and what no output may show.

mod checks;

use std::sync::OnceLock;

use regex::RegexSet;
use serde::Deserialize;

use super::expression::Expression;
use super::{MappingError, Mappings};
use checks::Check;

const PATH: &str = "policy/secrets.toml";

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    pattern: Vec<Raw>,
}

/// A pattern as it is written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Raw {
    name: String,
    regex: String,
    #[serde(default)]
    needs_digit: bool,
    #[serde(default)]
    unless: Vec<String>,
    /// What a mask calls it; without one nothing of the match is masked.
    mask: Option<String>,
    check: Option<Check>,
}

/// One sort of secret or personal number.
#[derive(Debug, Clone)]
pub(super) struct Pattern {
    name: String,
    regex: Expression,
    needs_digit: bool,
    unless: Vec<String>,
    mask: Option<String>,
    check: Option<Check>,
}

/// The compiled patterns of secrets.
#[derive(Debug, Clone)]
pub struct SecretPatterns {
    patterns: Vec<Pattern>,
    /// All of them at once, once a text was searched: most hold none, which one pass tells.
    any: OnceLock<Option<RegexSet>>,
}

/// Where a pattern matched: its name and the bytes of the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Match<'a> {
    pub(crate) name: &'a str,
    pub(crate) from: usize,
    pub(crate) to: usize,
}

impl SecretPatterns {
    /// Reads and compiles the patterns.
    ///
    /// # Errors
    /// Broken TOML, an expression that does not compile, or `needs_digit` without a group.
    pub fn load(mappings: &Mappings) -> Result<Self, MappingError> {
        let file: File = mappings.toml(PATH)?;
        Ok(Self { patterns: checked(mappings, PATH, file.pattern)?, any: OnceLock::new() })
    }

    /// The first match of each pattern in a text.
    pub(crate) fn find<'a>(&'a self, text: &'a str) -> impl Iterator<Item = Match<'a>> + 'a {
        let patterns = if self.may_be_in(text) { &self.patterns[..] } else { &[] };
        patterns.iter().filter_map(move |pattern| {
            let (from, to) = pattern.matches(text).next()?.whole;
            Some(Match { name: &pattern.name, from, to })
        })
    }

    fn may_be_in(&self, text: &str) -> bool {
        let compiled = || RegexSet::new(self.patterns.iter().map(Pattern::regex)).ok();
        self.any.get_or_init(compiled).as_ref().is_none_or(|any| any.is_match(text))
    }

    /// The patterns of which a part is masked.
    pub(super) fn into_masked(self) -> impl Iterator<Item = Pattern> {
        self.patterns.into_iter().filter(|pattern| pattern.mask.is_some())
    }
}

/// The patterns of a file, which are checked if it is a user's.
pub(super) fn checked(mappings: &Mappings, path: &str, raw: Vec<Raw>) -> Result<Vec<Pattern>, MappingError> {
    raw.into_iter().map(|raw| pattern(path, raw, mappings.is_given(path))).collect()
}

fn pattern(path: &str, raw: Raw, is_checked: bool) -> Result<Pattern, MappingError> {
    let Raw { name, regex, needs_digit, unless, mask, check } = raw;
    let fault = |message: String| MappingError::whole(path, format!("pattern `{name}`: {message}"));
    // The boundaries and digits of ASCII: those of all scripts are slower by far, and no pattern means them.
    let regex = regex.replace(r"\b", r"(?-u:\b)").replace(r"\d", "[0-9]").replace("[[0-9]", "[0-9");
    let regex = Expression::new(regex);
    if is_checked {
        let regex = regex.checked().map_err(|wrong| fault(wrong.to_string()))?;
        if needs_digit && regex.captures_len() < 2 {
            return Err(fault("`needs_digit` asks for a group".to_owned()));
        }
    }
    if mask.as_ref().is_some_and(|mask| mask.is_empty() || mask.contains(['[', ']'])) {
        return Err(fault("`mask` is a few words without brackets".to_owned()));
    }
    Ok(Pattern { name, regex, needs_digit, unless, mask, check })
}

/// A match as a whole, and the secret in it: its first group, else all of it.
pub(super) struct Hit {
    whole: (usize, usize),
    pub(super) secret: (usize, usize),
}

impl Pattern {
    pub(super) fn regex(&self) -> &str {
        self.regex.text()
    }

    /// Whether nothing without a digit matches.
    pub(super) fn asks_for_digit(&self) -> bool {
        self.needs_digit || self.check.is_some() || self.regex.asks_for_digit()
    }

    /// What a mask calls it.
    pub(super) fn mask(&self) -> &str {
        self.mask.as_deref().unwrap_or_default()
    }

    /// All matches in a text, in order.
    pub(super) fn matches<'a>(&'a self, text: &'a str) -> impl Iterator<Item = Hit> + 'a {
        let all = self.regex.regex().into_iter().flat_map(|regex| regex.captures_iter(text));
        all.filter_map(|captures| {
            let whole = captures.get(0)?;
            let group = captures.iter().skip(1).flatten().next();
            let lower = whole.as_str().to_lowercase();
            let mut words = lower.split(|c: char| !c.is_alphanumeric());
            let excused =
                !self.unless.is_empty() && words.any(|word| self.unless.iter().any(|it| it == word));
            if excused || (self.needs_digit && !group.is_some_and(|group| is_mixed(group.as_str()))) {
                return None;
            }
            let secret = group.unwrap_or(whole);
            let length = match &self.check {
                Some(check) => check.length(secret.as_str())?,
                None => secret.len(),
            };
            Some(Hit {
                whole: (whole.start(), whole.end()),
                secret: (secret.start(), secret.start() + length),
            })
        })
    }
}

/// Whether a word holds a digit and a letter: a secret rather than prose, a date or a ticket's number.
fn is_mixed(word: &str) -> bool {
    let word = word.trim_end_matches(['.', ',', ';', ')']);
    let is_reference = word.len() > 4
        && word.chars().take_while(|c| c.is_ascii_uppercase()).count() >= 2
        && word
            .trim_start_matches(|c: char| c.is_ascii_uppercase())
            .trim_start_matches('-')
            .chars()
            .all(|c| c.is_ascii_digit());
    !is_reference
        && !word.contains("://")
        && !word.contains('@')
        && word.chars().any(|c| c.is_ascii_digit())
        && word.chars().any(char::is_alphabetic)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str) -> Vec<String> {
        let patterns = SecretPatterns::load(&Mappings::embedded()).unwrap();
        patterns.find(text).map(|found| found.name.to_owned()).collect()
    }

    #[test]
    fn secrets_are_found() {
        for (text, name) in [
            ("new password is Summer2026!", "password written out"),
            ("Temp pwd: Xk39-pLm2", "password written out"),
            ("TAP: 4GHT-77KP, valid one hour", "one-time code written out"),
            ("key AKIAABCDEFGHIJKLMNOP was pasted", "AWS access key id"),
            ("client_secret=m4CN8471~GDxHZaDvLy8U0D - store it", "secret or token written out"),
            ("New secret for svc-label-print: 9fjK2-mmQ81-xx0", "secret or token written out"),
            ("the API key is: a1b2c3d4e5f6g7h8", "secret or token written out"),
            ("I emailed her the new password via email", "secret delivered by mail, chat or ticket"),
        ] {
            assert_eq!(names(text), [name], "{text}");
        }
    }

    #[test]
    fn what_merely_looks_like_a_secret_is_not() {
        for text in [
            "Password reset done, user confirmed",
            "password: changed successfully",
            "password was reset under INC0042317",
            "reset password 2026-03-01",
            "sent password reset link via email",
            "please reset my password at https://idp.example/reset1",
            "recovery code issued by agent",
            "token: hardware token handed out",
            "New client secret for svc-label-print-2",
            "token serial: 123456789012",
        ] {
            assert!(names(text).is_empty(), "{text}");
        }
    }
}
