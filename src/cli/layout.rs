//! Lines of text for a terminal: words wrapped, texts cut, columns counted.

use crate::report::safe;

/// Columns of the narrowest terminal that we write for.
pub(super) const WIDTH: usize = 80;

/// Words in lines of at most `limit` columns; the first begins with `lead`, the others as far in.
pub(super) fn wrapped(text: &str, lead: &str, limit: usize) -> Vec<String> {
    let indent = " ".repeat(lead.chars().count());
    let (mut lines, mut line) = (Vec::new(), lead.to_owned());
    let mut is_fresh = true;
    for word in text.split_whitespace() {
        let word = cut(word, limit - width(lead));
        if !is_fresh && width(&line) + 1 + width(&word) > limit {
            lines.push(std::mem::replace(&mut line, indent.clone()));
            is_fresh = true;
        }
        if !is_fresh {
            line.push(' ');
        }
        line.push_str(&word);
        is_fresh = false;
    }
    lines.push(line);
    lines
}

/// The text cut to so many columns, with an ellipsis where something is missing.
pub(super) fn cut(text: &str, columns: usize) -> String {
    let text = safe::line(text);
    if width(&text) <= columns {
        return text;
    }
    let mut short = String::new();
    for sign in text.chars() {
        if width(&short) + columns_of(sign) + 1 > columns {
            break;
        }
        short.push(sign);
    }
    short.push('…');
    short
}

/// Columns that a text takes.
pub(super) fn width(text: &str) -> usize {
    text.chars().map(columns_of).sum()
}

/// Columns of a letter: two for the wide ones of East Asia and for emoji (UAX 11, roughly).
fn columns_of(sign: char) -> usize {
    match u32::from(sign) {
        0x1100..=0x115F | 0x2E80..=0xA4CF | 0xAC00..=0xD7A3 | 0xF900..=0xFAFF | 0xFE30..=0xFE6F => 2,
        0xFF00..=0xFF60 | 0xFFE0..=0xFFE6 | 0x1F300..=0x1FAFF | 0x20000..=0x3FFFD => 2,
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letter_of_two_columns_counts_as_two() {
        assert_eq!(cut("山田太郎", 5), "山田…");
        assert_eq!(width("é山"), 3);
    }
}
