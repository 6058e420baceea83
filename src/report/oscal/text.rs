//! Text as the data types of OSCAL take it: Markdown without effect, trimmed strings, times.

use chrono::{DateTime, Datelike as _, Timelike as _};

use crate::model::Instant;
use crate::report::safe;

/// Longest text in a property or a sentence, in characters.
const LONGEST: usize = 1_000;

/// Text for a field that holds Markdown (`markup-line`, `markup-multiline`): one line in which nothing is markup.
///
/// Every sign that CommonMark (section 2.4) or the OSCAL extensions (superscript, subscript, parameters) may read as
/// inline markup is escaped; an underscore only outside of words, where alone it means something.
pub(super) fn markup(text: &str) -> String {
    let line = safe::clipped(text, LONGEST);
    let mut escaped = String::with_capacity(line.len() + 8);
    let mut before = ' ';
    let mut signs = line.trim().chars().peekable();
    while let Some(sign) = signs.next() {
        let in_word = |sign: Option<&char>| sign.is_some_and(|sign| sign.is_alphanumeric());
        let is_markup = match sign {
            '\\' | '`' | '*' | '[' | ']' | '<' | '>' | '{' | '}' | '|' | '~' | '^' | '$' | '&' | '!' => true,
            '_' => !(in_word(Some(&before)) && in_word(signs.peek())),
            // At the beginning these make headings, lists, rules and quotations.
            '#' | '+' | '-' | '=' => escaped.is_empty(),
            '.' | ')' => escaped.bytes().all(|byte| byte.is_ascii_digit()) && !escaped.is_empty(),
            _ => false,
        };
        if is_markup {
            escaped.push('\\');
        }
        escaped.push(sign);
        before = sign;
    }
    escaped
}

/// Text for a field that holds a plain string; `None` if nothing is left of it.
pub(super) fn value(text: &str) -> Option<String> {
    let line = safe::clipped(text, LONGEST);
    let trimmed = line.trim();
    (!trimmed.is_empty()).then(|| trimmed.to_owned())
}

/// Whether a text is a token (an XML name without a colon), as OSCAL's ids are.
pub(super) fn is_token(text: &str) -> bool {
    let mut signs = text.chars();
    signs.next().is_some_and(|first| first.is_alphabetic() || first == '_')
        && signs.all(|sign| sign.is_alphanumeric() || ".-_".contains(sign))
}

/// A time as the schema takes it: years 1900 to 2999, no leap second. What lies outside is moved to the nearest
/// time that can be written, as the fields it stands in are required.
pub(super) fn time(at: Instant) -> String {
    let [first, last] = [-2_208_988_800, 32_503_679_999].map(|at| DateTime::from_timestamp(at, 0));
    let at = match at.year() {
        ..1900 => first.unwrap_or(at),
        3000.. => last.unwrap_or(at),
        _ => at,
    };
    let whole = at.with_nanosecond(0).unwrap_or(at);
    whole.format("%Y-%m-%dT%H:%M:%SZ").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_be_markup_is_text() {
        assert_eq!(
            markup("**b** <i> [x](y) `c` &amp; a_b _c_"),
            r"\*\*b\*\* \<i\> \[x\](y) \`c\` \&amp; a_b \_c\_"
        );
        assert_eq!(markup("# head\n- item"), r"\# head - item");
        assert_eq!(markup("1. first"), r"1\. first");
        assert_eq!(markup("okta 1.5 - now"), "okta 1.5 - now");
        assert_eq!(markup("{{ insert: param, x }}"), r"\{\{ insert: param, x \}\}");
    }

    #[test]
    fn a_string_is_trimmed_and_never_empty() {
        assert_eq!(value("  a\tb \u{a0}"), Some("a b".to_owned()));
        assert_eq!(value(" \n\u{2028} "), None);
    }

    #[test]
    fn ids_are_tokens() {
        assert!(["ac-2.4", "PR.AA-01", "_x"].iter().all(|id| is_token(id)));
        assert!(["", "2fa", "a b", "a:b", "AC-2(4)"].iter().all(|id| !is_token(id)));
    }

    #[test]
    fn a_time_that_cannot_be_written_is_the_nearest_that_can() {
        let at = |text: &str| text.parse::<Instant>().unwrap();
        assert_eq!(time(at("2026-02-02T06:00:00.250Z")), "2026-02-02T06:00:00Z");
        assert_eq!(time(at("1601-01-01T00:00:00Z")), "1900-01-01T00:00:00Z");
        assert_eq!(time(at("9999-12-31T23:59:59Z")), "2999-12-31T23:59:59Z");
        assert_eq!(time(at("2016-12-31T23:59:60Z")), "2016-12-31T23:59:59Z");
    }
}
