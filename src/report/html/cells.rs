//! Cells of the page's tables as templates take them, all text safe to show.

use crate::report::dress::Dress;

/// What stands in one cell.
#[derive(Debug, Clone)]
pub(super) enum Cell {
    /// Text of the data, which may be long.
    Text(String),
    /// A name in the data, mostly short.
    Name(String),
    /// The name of an account, in pieces between which a line may break.
    Account(Vec<String>),
    /// A word of ours.
    Word(String),
    /// A place in a file.
    Place(String),
    /// A number.
    Score(String),
    /// A number that leads to the rows it counts; to none if `href` is empty.
    Count { text: String, href: String },
    /// An id or time, set in figures of one width.
    Figure(String),
    /// Something that leads to rows of the page.
    Link { text: String, href: String },
    /// A verdict or outcome: class and word.
    Badge { class: String, word: String },
}

impl Cell {
    /// An address breaks after its at sign and the dots behind it, and nowhere else.
    pub(super) fn account(name: &str) -> Self {
        let (login, domain) = name.split_at(name.find('@').map_or(name.len(), |at| at + 1));
        let pieces = std::iter::once(login).chain(domain.split_inclusive('.'));
        Self::Account(pieces.map(str::to_owned).collect())
    }

    pub(super) fn badge(dress: Dress) -> Self {
        Self::Badge { class: dress.class.to_owned(), word: dress.word.to_owned() }
    }
}

/// A value inside the page's own links, as `encodeURIComponent` writes it.
pub(super) fn percent(text: &str) -> String {
    let mut encoded = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.!~*'()".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    #[test]
    fn links_hold_no_sign_of_their_own_from_data() {
        assert_eq!(super::percent("a&b=c,d#e \"ä"), "a%26b%3Dc%2Cd%23e%20%22%C3%A4");
    }
}
