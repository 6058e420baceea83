//! Which source a record, or the header of a table, belongs to.

use super::record::{Record, View};
use crate::mapping::source::{Field, Form, SourceMapping};

/// The answer, with sources by their place in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Claim {
    /// One source claims it, or claims it with more reason than the others.
    One(usize),
    /// Several claim it equally.
    Several(Vec<usize>),
    /// None claims it.
    Nobody,
}

/// Which of some sources claims a record. The most specific wins: the one that asks for most
/// fields, then the one of whose optional fields most are there. With `any_spelling` only sources
/// that allow it are asked, and names need only be alike.
pub(super) fn claim(
    record: &Record<'_>,
    form: Form,
    any_spelling: bool,
    among: &[usize],
    sources: &[SourceMapping],
) -> Claim {
    let mut best = Vec::new();
    let mut best_weight = (0, 0);
    let view = View::of(record, &[], any_spelling);
    for &index in among {
        let source = &sources[index];
        if any_spelling && !source.recognise.any_spelling {
            continue;
        }
        // Who asks for fewer fields cannot win any more.
        if source.recognise.all.len() < best_weight.0 {
            continue;
        }
        let Some(weight) = weight(&view, form, source) else { continue };
        if best.is_empty() || weight > best_weight {
            best = vec![index];
            best_weight = weight;
        } else if weight == best_weight {
            best.push(index);
        }
    }
    match best.as_slice() {
        [] => Claim::Nobody,
        [one] => Claim::One(*one),
        _ => {
            best.sort_unstable();
            Claim::Several(best)
        }
    }
}

/// Whether a source claims a record, however strongly.
pub(super) fn claims(record: &Record<'_>, form: Form, any_spelling: bool, source: &SourceMapping) -> bool {
    (!any_spelling || source.recognise.any_spelling)
        && weight(&View::of(record, &[], any_spelling), form, source).is_some()
}

/// How strongly a source claims a record, if it does.
fn weight(view: &View<'_>, form: Form, source: &SourceMapping) -> Option<(usize, usize)> {
    let rules = &source.recognise;
    let there = |field: &Field| view.has(field);
    let any = rules.any.iter().filter(|field| there(field)).count();
    let fits = rules.forms.contains(&form)
        && rules.all.iter().all(there)
        && (rules.any.is_empty() || any >= rules.any_at_least)
        && !rules.none.iter().any(there)
        && is_of_kind(view, source);
    fits.then_some((rules.all.len(), any))
}

/// Whether one of the conditions holds, if the record has a field that any of them asks for.
pub(super) fn is_of_kind(view: &View<'_>, source: &SourceMapping) -> bool {
    // A header alone tells nothing of its rows.
    if view.is_blank_row() {
        return true;
    }
    let answers: Vec<bool> = source.recognise.one_of.iter().filter_map(|rule| view.holds(rule)).collect();
    answers.is_empty() || answers.contains(&true)
}

/// What the nearest source misses in a record nobody claims, in words.
pub(super) fn nearest(record: &Record<'_>, form: Form, sources: &[SourceMapping]) -> String {
    let view = View::of(record, &[], false);
    let name = |field: &Field| field.0.first().map(|path| format!("`{}`", path.text)).unwrap_or_default();
    let candidates = sources.iter().filter(|source| source.recognise.forms.contains(&form)).map(|source| {
        let missing: Vec<String> =
            source.recognise.all.iter().filter(|field| !view.has(field)).map(name).collect();
        (source.recognise.all.len() - missing.len(), source, missing)
    });
    // Of equals the first; `max_by_key` would take the last.
    let best = candidates.fold(None, |best: Option<(usize, &SourceMapping, Vec<String>)>, next| match best {
        Some(best) if best.0 >= next.0 => Some(best),
        _ => Some(next),
    });
    match best {
        Some((there, source, missing)) if there >= missing.len() && !missing.is_empty() => {
            format!("the nearest source is {}, which needs {}", source.id, missing.join(", "))
        }
        Some((there, source, missing)) if there > 0 && missing.is_empty() => {
            format!("the nearest source is {}, but this is another table or shape", source.id)
        }
        _ => "no source's fields are in it".to_owned(),
    }
}
