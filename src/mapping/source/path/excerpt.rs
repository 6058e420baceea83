//! A piece of a text.

use std::sync::OnceLock;

use regex::Regex;

/// Takes a piece out of a text. The whole text must fit; letter case of the fixed parts does not
/// matter.
///
/// | in a pattern | stands for |
/// |---|---|
/// | `{}` | the piece that is taken: one part of a path, without `/` and without the letter that follows in the pattern; `%40` and the like are decoded |
/// | `{...}` | the piece that is taken: any text, as short as can be |
/// | `*` | anything |
#[derive(Debug, Clone)]
pub struct Excerpt {
    text: String,
    /// The pattern, compiled when it is first used: of the many in all mappings a run needs few.
    regex: OnceLock<Option<Regex>>,
}

/// Only a longer pattern could be too large to compile.
const SURELY_COMPILES: usize = 200;

impl PartialEq for Excerpt {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for Excerpt {}

impl std::str::FromStr for Excerpt {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text.matches("{}").count() + text.matches("{...}").count() != 1 {
            return Err(format!("`<{text}>` must hold one `{{}}` or `{{...}}`"));
        }
        let excerpt = Self { text: text.to_owned(), regex: OnceLock::new() };
        if text.len() > SURELY_COMPILES {
            Regex::new(&excerpt.pattern()).map_err(|fault| fault.to_string())?;
        }
        Ok(excerpt)
    }
}

impl Excerpt {
    /// The piece, if the text fits.
    #[must_use]
    pub fn taken(&self, text: &str) -> Option<String> {
        let regex = self.regex.get_or_init(|| Regex::new(&self.pattern()).ok());
        let found = regex.as_ref()?.captures(text)?;
        let part = found.name("part").map(|part| decoded(part.as_str()));
        part.or_else(|| found.name("text").map(|text| text.as_str().to_owned()))
    }

    /// The regular expression that the text stands for.
    fn pattern(&self) -> String {
        let mut regex = "(?is)^".to_owned();
        let mut rest = self.text.as_str();
        while let Some(first) = rest.chars().next() {
            rest = if let Some(after) = rest.strip_prefix("{...}") {
                regex.push_str("(?P<text>.+?)");
                after
            } else if let Some(after) = rest.strip_prefix("{}") {
                let next = after.chars().next().filter(|next| *next != '*' && *next != '/');
                let next = next.map(|next| regex::escape(&next.to_string())).unwrap_or_default();
                regex.push_str(&format!("(?P<part>[^/{next}]+)"));
                after
            } else {
                match first {
                    '*' => regex.push_str(".*?"),
                    other => regex.push_str(&regex::escape(&other.to_string())),
                }
                &rest[first.len_utf8()..]
            };
        }
        regex.push('$');
        regex
    }
}

/// A part of a path with its `%40` and the like decoded; as it is, if that gives no text.
fn decoded(part: &str) -> String {
    let digit = |at: usize| part.as_bytes().get(at).and_then(|byte| char::from(*byte).to_digit(16));
    let mut bytes = Vec::with_capacity(part.len());
    let mut at = 0;
    while at < part.len() {
        let code = (part.as_bytes()[at] == b'%').then(|| digit(at + 1).zip(digit(at + 2))).flatten();
        let (byte, length) = match code {
            Some((high, low)) => (u8::try_from(high * 16 + low).unwrap_or(b'%'), 3),
            None => (part.as_bytes()[at], 1),
        };
        bytes.push(byte);
        at += length;
    }
    String::from_utf8(bytes).unwrap_or_else(|_| part.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taken(pattern: &str, text: &str) -> Option<String> {
        pattern.parse::<Excerpt>().unwrap().taken(text)
    }

    #[test]
    fn one_part_of_a_path_or_any_text_is_taken() {
        for (pattern, text, piece) in [
            ("users/{}*", "users/u-1/reset-password", Some("u-1")),
            ("users/{}*", "users/u-1", Some("u-1")),
            ("*/users/{}*", "/api/v2/users/auth0%7Cabc/multifactor", Some("auth0|abc")),
            ("users/{}*", "groups/u-1", None),
            ("{...};*;*", "05/Oct/26 2:29 PM;ann;one; two", Some("05/Oct/26 2:29 PM")),
            ("*;{};*", "05/Oct/26 2:29 PM;ann;one; two", Some("ann")),
            ("*;*;{...}", "05/Oct/26 2:29 PM;ann;one; two\nthree", Some("one; two\nthree")),
            ("Ticket/{}", "ticket/7", Some("7")),
            ("a%{}", "a%%zz", Some("%zz")),
        ] {
            assert_eq!(taken(pattern, text).as_deref(), piece, "{pattern} {text}");
        }
    }

    #[test]
    fn a_pattern_takes_one_piece() {
        for bad in ["", "users", "{}{}", "{}/{...}"] {
            assert!(bad.parse::<Excerpt>().is_err(), "{bad}");
        }
    }
}
