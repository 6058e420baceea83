//! Names as compared: what may differ in writing without being another name.

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// A login, mail address or id as compared: trimmed, compatibility forms unified, lower case.
pub(crate) fn key(name: &str) -> String {
    // Most names are plain ASCII, for which the forms are all the same.
    if name.is_ascii() {
        return name.trim().to_ascii_lowercase();
    }
    name.trim().nfkc().collect::<String>().to_lowercase()
}

/// A display name as compared: "Last, First" turned round, what stands in brackets or behind a dash between
/// blanks left out, accents dropped, lower case, single blanks.
pub(crate) fn person_key(name: &str) -> String {
    let plain = without_brackets(name);
    // "Anna Schmidt - Finance": what follows tells where she works.
    let plain = match plain.split_once(" - ") {
        Some((person, _)) if person.trim().contains([' ', ',']) => person.to_owned(),
        _ => plain,
    };
    let turned = match plain.split_once(',') {
        Some((last, first)) if !first.trim().is_empty() && !first.contains(',') => format!("{first} {last}"),
        _ => plain,
    };
    let folded = fold_accents(&turned);
    folded
        .split(|c: char| c.is_whitespace() || c == '.')
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// Accents dropped and letters without a decomposition spelt out, lower case.
pub(crate) fn fold_accents(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let mut folded = String::with_capacity(text.len());
    for c in text.nfkd().filter(|c| !is_combining_mark(*c)) {
        match c {
            'ß' | 'ẞ' => folded.push_str("ss"),
            'ø' | 'Ø' => folded.push('o'),
            'ł' | 'Ł' => folded.push('l'),
            'đ' | 'Đ' => folded.push('d'),
            'ı' => folded.push('i'),
            'æ' | 'Æ' => folded.push_str("ae"),
            'œ' | 'Œ' => folded.push_str("oe"),
            _ => folded.extend(c.to_lowercase()),
        }
    }
    folded
}

/// The part of a mail address or UPN before the `@`; a guest's `#EXT#` form gives the home login.
pub(crate) fn local_part(login: &str) -> &str {
    login.split('@').next().unwrap_or(login)
}

/// The home address in a guest's UPN: `a_b.com#EXT#@tenant` is `a@b.com`.
pub(crate) fn guest_home(login: &str) -> Option<String> {
    let at = login.find("#ext#")?;
    let (local, domain) = login[..at].rsplit_once('_')?;
    Some(format!("{local}@{domain}"))
}

fn without_brackets(name: &str) -> String {
    let mut depth = 0_u32;
    let mut kept = String::with_capacity(name.len());
    for c in name.chars() {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            _ if depth == 0 => kept.push(c),
            _ => {}
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_name_have_one_key() {
        for spelling in
            ["Müller, Jörg", "Jörg Müller", "JÖRG  MÜLLER", "Jorg Muller (IT)", "Jo\u{308}rg Mu\u{308}ller"]
        {
            assert_eq!(person_key(spelling), "jorg muller", "{spelling}");
        }
        assert_ne!(person_key("Jörg Müller"), person_key("Jorge Muller"));
    }

    #[test]
    fn a_guest_is_known_by_the_home_address() {
        assert_eq!(
            guest_home("ann.li_partner.com#ext#@corp.onmicrosoft.com").as_deref(),
            Some("ann.li@partner.com")
        );
        assert_eq!(guest_home("ann.li@corp.com"), None);
    }
}
