//! Texts of `key=value` pairs.

use std::borrow::Cow;

use super::tree::{Members, Tree};

/// The pairs of a text as an object. Values are bare, or stand in double or single quotes with a
/// backslash before quotes inside. Pairs are divided by blanks, commas or semicolons; what is no
/// pair is passed over.
pub(super) fn tree(text: &str) -> Tree<'static> {
    let mut members = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find('=') {
        let before = rest[..at].trim_end();
        let key =
            before.rsplit(|c: char| c.is_whitespace() || ",;{[(\"".contains(c)).next().unwrap_or_default();
        let (value, after) = value(&rest[at + 1..]);
        if !key.is_empty() {
            members.push((Cow::Owned(key.to_owned()), Tree::Text(Cow::Owned(value))));
        }
        rest = after;
    }
    Tree::Object(Members::new(members))
}

/// The value that a text begins with, and what stands behind it.
fn value(text: &str) -> (String, &str) {
    let Some(quote) = text.chars().next().filter(|first| matches!(first, '"' | '\'')) else {
        let end = text.find(|c: char| c.is_whitespace() || c == ';').unwrap_or(text.len());
        return (text[..end].trim_end_matches(',').to_owned(), &text[end..]);
    };
    let mut value = String::new();
    let mut letters = text.char_indices().skip(1);
    while let Some((at, letter)) = letters.next() {
        match letter {
            '\\' => value.extend(letters.next().map(|(_, escaped)| escaped)),
            _ if letter == quote => return (value, &text[at + 1..]),
            _ => value.push(letter),
        }
    }
    (value, "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_are_read_with_and_without_quotes() {
        let told = |text: &str| tree(text).to_string();
        assert_eq!(
            told(r#"type="LOGIN_ERROR", realmId="r 1", note="a \"b\", c", n=5, ip=10.0.0.1"#),
            r#"{"type":"LOGIN_ERROR","realmId":"r 1","note":"a \"b\", c","n":"5","ip":"10.0.0.1"}"#
        );
        assert_eq!(
            told("INFO audit event=AUTHN subject= status='ok'"),
            r#"{"event":"AUTHN","subject":"","status":"ok"}"#
        );
        assert_eq!(told("no pairs here"), "{}");
        assert_eq!(told("a=\"never closed"), r#"{"a":"never closed"}"#);
        assert_eq!(told("="), "{}");
    }
}
