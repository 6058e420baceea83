//! Following the steps of a path through trees and texts.

use super::packed::{base64_text, unpacked};
use super::{Node, alike, texts_of};
use crate::mapping::source::Step;
use crate::source::tree::Tree;

/// Follows steps from a value of a tree.
pub(super) fn follow(value: &Tree<'_>, steps: &[Step], any_spelling: bool, f: &mut dyn FnMut(Node<'_>)) {
    let Some((step, rest)) = steps.split_first() else { return f(Node::Tree(value)) };
    match step {
        Step::Name(name) => {
            if let Some(inner) = member(value, name, any_spelling) {
                follow(inner, rest, any_spelling, f);
            }
        }
        Step::Each | Step::Where(..) | Step::Members => {
            elements(value, step, any_spelling)
                .into_iter()
                .for_each(|inner| follow(inner, rest, any_spelling, f));
        }
        Step::Up | Step::File => {}
        Step::Json if value.as_text().is_none() => follow(value, rest, any_spelling, f),
        Step::Json | Step::Pairs | Step::Labels | Step::Base64 | Step::Piece(_) => {
            texts_of(Node::Tree(value), &mut |text| follow_text(text, steps, any_spelling, f));
        }
    }
}

pub(super) fn member<'t, 'a>(value: &'t Tree<'a>, name: &str, any_spelling: bool) -> Option<&'t Tree<'a>> {
    let exact = value.get(name);
    if exact.is_some() || !any_spelling {
        return exact;
    }
    let Tree::Object(members) = value else { return None };
    members.iter().find(|(own, _)| alike(own, name)).map(|(_, inner)| inner)
}

/// The elements that a step visits. A single object where a list could be is its only element:
/// copies of records and XML write lists of one so.
pub(super) fn elements<'t, 'a>(value: &'t Tree<'a>, step: &Step, any_spelling: bool) -> Vec<&'t Tree<'a>> {
    let is_it = |inner: &&Tree<'_>, key: &str, wanted: &str| {
        let mut found = false;
        if let Some(own) = member(inner, key, any_spelling) {
            texts_of(Node::Tree(own), &mut |text| found |= text.eq_ignore_ascii_case(wanted));
        }
        found
    };
    match (step, value) {
        (Step::Members, Tree::Object(members)) => members.iter().map(|(_, inner)| inner).collect(),
        (Step::Members, _) => Vec::new(),
        (Step::Where(key, wanted), Tree::Object(_)) => {
            Some(value).filter(|own| is_it(own, key, wanted)).into_iter().collect()
        }
        (Step::Where(key, wanted), _) => {
            value.elements().iter().filter(|inner| is_it(inner, key, wanted)).collect()
        }
        (_, Tree::Object(_)) => vec![value],
        _ => value.elements().iter().collect(),
    }
}

/// Follows steps from a text: only into what it may hold.
pub(super) fn follow_text(text: &str, steps: &[Step], any_spelling: bool, f: &mut dyn FnMut(Node<'_>)) {
    let Some((step, rest)) = steps.split_first() else { return f(Node::Text(text)) };
    match step {
        Step::Json | Step::Pairs | Step::Labels => {
            if let Some(value) = unpacked(text, step) {
                follow(&value, rest, any_spelling, f);
            }
        }
        Step::Base64 => {
            if let Some(inner) = base64_text(text) {
                follow_text(&inner, rest, any_spelling, f);
            }
        }
        Step::Piece(pattern) => {
            if let Some(piece) = pattern.taken(text) {
                follow_text(&piece, rest, any_spelling, f);
            }
        }
        _ => {}
    }
}
