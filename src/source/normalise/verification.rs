//! Structured verification fields of tickets.

use super::super::record::{Node, View};
use crate::mapping::source::{Field, Path, Step, TicketFields};

/// The fields of a ticket whose name fits one of the patterns, with their values.
pub(super) fn fields(view: View<'_>, fields: &TicketFields) -> Vec<(String, String)> {
    let patterns = &fields.verification_fields;
    let mut found = Vec::new();
    for pattern in patterns {
        let (within, name) =
            pattern.rsplit_once('.').map_or((None, pattern.as_str()), |(way, name)| (Some(way), name));
        match within.map(str::parse::<Path>) {
            None => add_members(view, name, &mut found),
            Some(Ok(way)) => view.each(&way, &mut |inner| add_members(inner, name, &mut found)),
            Some(Err(_)) => {}
        }
    }
    for list in &fields.verification_in {
        view.each(&list.each, &mut |field| {
            let named =
                field.text(&list.name).filter(|name| patterns.iter().any(|pattern| fits(name, pattern)));
            let value = field.all_texts(&list.value).join(", ");
            if let Some(name) = named.filter(|_| !value.is_empty()) {
                found.push((name, value));
            }
        });
    }
    let mut seen = std::collections::BTreeSet::new();
    found.retain(|(name, _)| seen.insert(name.clone()));
    found
}

/// Members whose name fits a pattern. The display value tells people more than a code.
fn add_members(view: View<'_>, pattern: &str, found: &mut Vec<(String, String)>) {
    let named = |name: &str| Path { text: name.to_owned(), steps: vec![Step::Name(name.to_owned())] };
    let display = Field(vec![named("display_value")]);
    for name in view.names() {
        if !fits(name, pattern) {
            continue;
        }
        let mut value = None;
        view.visit(&named(name), &mut |node| {
            if let Node::Tree(tree) = node {
                value = view.part(tree).text(&display);
            }
        });
        let value = value.or_else(|| view.text(&Field(vec![named(name)])));
        found.extend(value.map(|value| (name.to_owned(), value)));
    }
}

/// Whether a name fits a pattern in which `*` stands for anything, whatever the case of its letters.
fn fits(name: &str, pattern: &str) -> bool {
    let (name, pattern) = (name.to_lowercase(), pattern.to_lowercase());
    let mut pieces = pattern.split('*');
    let first = pieces.next().unwrap_or_default();
    let Some(mut rest) = name.strip_prefix(first) else { return false };
    let Some(last) = pieces.next_back() else { return rest.is_empty() };
    for piece in pieces {
        let Some(at) = rest.find(piece) else { return false };
        rest = &rest[at + piece.len()..];
    }
    rest.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_fit_patterns() {
        assert!(fits("u_identity_verified", "u_*verif*"));
        assert!(fits("u_verified_by", "u_*verif*"));
        assert!(!fits("verified", "u_*verif*"));
        assert!(fits("Identity Verified", "*verif*") && fits("VÉRIFICATION", "*vérif*"));
        assert!(fits("exact", "exact") && !fits("exactly", "exact"));
        assert!(fits("aXbYc", "a*b*c") && !fits("aXbY", "a*b*c"));
    }
}
