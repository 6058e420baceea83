//! Texts without their markup.

use crate::mapping::source::Markup;

/// Tags behind which a new line begins.
const BREAKS: [&str; 8] = ["br", "p", "div", "li", "tr", "blockquote", "h1", "h2"];

/// A text as people see it. HTML that a REST interface encoded once more (`&lt;p&gt;`) is
/// decoded first.
pub(super) fn plain(text: String, markup: Option<Markup>) -> String {
    if markup.is_none() || !text.contains(['<', '&']) {
        return text;
    }
    let text = if text.contains('<') { text } else { without_entities(&text) };
    without_entities(&without_tags(&text)).trim().to_owned()
}

/// A `<` that begins no tag stays.
fn without_tags(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        plain.push_str(&rest[..at]);
        rest = &rest[at..];
        let begins_tag = rest[1..].starts_with(|c: char| c.is_ascii_alphabetic() || c == '/' || c == '!');
        let Some(end) = rest.find('>').filter(|_| begins_tag) else {
            plain.push('<');
            rest = &rest[1..];
            continue;
        };
        let name = rest[1..end].trim_start_matches('/');
        let name = name.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
        if BREAKS.iter().any(|tag| tag.eq_ignore_ascii_case(name)) && !plain.ends_with('\n') {
            plain.push('\n');
        }
        rest = &rest[end + 1..];
    }
    plain.push_str(rest);
    plain
}

/// Decodes the entities of XML, the no-break space and numbers. What is none stays.
fn without_entities(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        plain.push_str(&rest[..at]);
        rest = &rest[at..];
        // No entity is longer than this.
        let end = rest.bytes().take(12).position(|byte| byte == b';');
        match end.and_then(|end| Some((end, entity(&rest[1..end])?))) {
            Some((end, letter)) => {
                plain.push(letter);
                rest = &rest[end + 1..];
            }
            None => {
                plain.push('&');
                rest = &rest[1..];
            }
        }
    }
    plain.push_str(rest);
    plain
}

fn entity(name: &str) -> Option<char> {
    let number = |text: &str, radix| u32::from_str_radix(text, radix).ok().and_then(char::from_u32);
    match name {
        "lt" => Some('<'),
        "gt" => Some('>'),
        "amp" => Some('&'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        "nbsp" => Some(' '),
        _ => match name.strip_prefix('#')? {
            hex if hex.starts_with(['x', 'X']) => number(&hex[1..], 16),
            decimal => number(decimal, 10),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn html(text: &str) -> String {
        plain(text.to_owned(), Some(Markup::Html))
    }

    #[test]
    fn tags_and_entities_go_and_the_text_stays() {
        assert_eq!(
            html("<p>Called back on <b>file</b> number.</p><p>OK &amp; done</p>"),
            "Called back on file number.\nOK & done"
        );
        assert_eq!(html("&lt;p&gt;locked &#38; out&lt;/p&gt;"), "locked & out");
        assert_eq!(html("a<br/>b&nbsp;c &#xe9;"), "a\nb c é");
    }

    #[test]
    fn what_is_no_markup_stays() {
        for text in ["3 < 4 > 2", "a & b", "&unknown; &#xffffffff;", "<", "&", "< p", "x <"] {
            assert_eq!(html(text), text);
        }
        assert_eq!(plain("<p>".to_owned(), None), "<p>");
    }
}
