//! Patterns of secrets in texts: `policy/secrets.toml`. What matched is never kept.

use regex::Regex;
use serde::Deserialize;

use crate::mapping::{MappingError, Mappings};

const PATH: &str = "policy/secrets.toml";

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    pattern: Vec<Raw>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    name: String,
    regex: String,
    #[serde(default)]
    needs_digit: bool,
    #[serde(default)]
    unless: Vec<String>,
}

#[derive(Debug, Clone)]
struct Pattern {
    name: String,
    regex: Regex,
    needs_digit: bool,
    unless: Vec<String>,
}

/// The compiled patterns.
#[derive(Debug, Clone)]
pub struct SecretPatterns {
    patterns: Vec<Pattern>,
}

/// Where a pattern matched: its name and the bytes of the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Match<'a> {
    pub(super) name: &'a str,
    pub(super) from: usize,
    pub(super) to: usize,
}

impl SecretPatterns {
    /// Reads and compiles the patterns.
    ///
    /// # Errors
    /// Broken TOML, an expression that does not compile, or `needs_digit` without a group.
    pub fn load(mappings: &Mappings) -> Result<Self, MappingError> {
        let file: File = mappings.toml(PATH)?;
        let patterns = file.pattern.into_iter().map(compile).collect::<Result<_, _>>()?;
        Ok(Self { patterns })
    }

    /// The first match of each pattern in a text.
    pub(super) fn find<'a>(&'a self, text: &'a str) -> impl Iterator<Item = Match<'a>> + 'a {
        self.patterns.iter().filter_map(move |pattern| pattern.find(text))
    }
}

fn compile(raw: Raw) -> Result<Pattern, MappingError> {
    let regex = Regex::new(&raw.regex)
        .map_err(|fault| MappingError::whole(PATH, format!("pattern `{}`: {fault}", raw.name)))?;
    if raw.needs_digit && regex.captures_len() < 2 {
        let message = format!("pattern `{}`: `needs_digit` asks for a group", raw.name);
        return Err(MappingError::whole(PATH, message));
    }
    Ok(Pattern { name: raw.name, regex, needs_digit: raw.needs_digit, unless: raw.unless })
}

impl Pattern {
    fn find<'a>(&'a self, text: &'a str) -> Option<Match<'a>> {
        let found = self.regex.captures_iter(text).find(|captures| {
            let whole = captures.get(0).map_or("", |group| group.as_str()).to_lowercase();
            let words: Vec<&str> = whole.split(|c: char| !c.is_alphanumeric()).collect();
            let excused = self.unless.iter().any(|word| words.contains(&word.as_str()));
            !excused && (!self.needs_digit || captures.get(1).is_some_and(|group| is_mixed(group.as_str())))
        })?;
        let whole = found.get(0)?;
        Some(Match { name: &self.name, from: whole.start(), to: whole.end() })
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
