//! Events.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::super::clock::Clock;
use super::super::record::{View, distinct};
use super::party::party;
use super::{Fault, UNPLACED};
use crate::mapping::source::{ChangedFields, EventFields, OutcomeWords, Path, SourceMapping, TypeIf};
use crate::model::{Details, Event, Instant, Outcome, Party};

/// What counting needs of an event.
#[derive(Debug)]
pub(in super::super) struct Outline {
    pub(in super::super) at: Instant,
    pub(in super::super) native_type: String,
    /// The product's id of the record; empty if it writes none.
    pub(in super::super) id: String,
}

/// What counting needs of the event that a record says.
pub(in super::super) fn outline(
    view: View<'_>,
    fields: &EventFields,
    clock: &Clock<'_>,
) -> Result<Outline, Fault> {
    let at =
        clock.time(view, &fields.time)?.ok_or_else(|| Fault::Reject("the event has no time".to_owned()))?;
    let native_type = view
        .text(&fields.native_type)
        .or_else(|| view.joined(&fields.type_words, " ", true))
        .or_else(|| conditional_type(view, fields))
        .ok_or_else(|| Fault::Reject("the event has no type".to_owned()))?;
    let id = view.joined(&fields.id_words, "/", true).or_else(|| view.text(&fields.id));
    Ok(Outline { at, native_type, id: id.unwrap_or_default() })
}

/// The whole event of an outline.
pub(in super::super) fn event(
    view: View<'_>,
    source: &SourceMapping,
    fields: &EventFields,
    outline: Outline,
) -> Event {
    let Outline { at, native_type, id } = outline;
    let targets = targets(view, fields);
    let reasons = view.all_texts(&fields.reason);
    let place: Vec<String> = fields.place.iter().filter_map(|field| view.text(field)).collect();
    Event {
        origin: UNPLACED,
        source: source.id.clone(),
        native_id: id,
        at,
        native_type,
        outcome: outcome(view.text(&fields.outcome).as_deref(), &fields.outcomes),
        reason: (!reasons.is_empty()).then(|| reasons.join("; ")),
        actor: actor(view, fields),
        subject: subject(&targets, &fields.subject_kinds),
        targets,
        ip: view.text(&fields.ip).filter(|text| may_be_address(text)).map(|text| address(&text).to_owned()),
        user_agent: view.text(&fields.user_agent),
        place: (!place.is_empty()).then(|| place.join(", ")),
        network: view.text(&fields.network),
        session: view.text(&fields.session),
        transaction: view.text(&fields.transaction),
        details: details(view, fields),
    }
}

/// The first of the actor's places that names somebody.
fn actor(view: View<'_>, fields: &EventFields) -> Party {
    fields.actor.iter().map(|who| party(view, who)).find(|who| !who.is_empty()).unwrap_or_default()
}

/// Lower-cased names of all accounts in the event that a record says.
pub(in super::super) fn names_in(view: View<'_>, fields: &EventFields) -> BTreeSet<String> {
    names(std::iter::once(&actor(view, fields)).chain(&targets(view, fields)))
}

/// Whether a text may be an address, if a malformed one: services write their names in its place.
fn may_be_address(text: &str) -> bool {
    text.contains(':') || (text.contains('.') && !text.contains(|c: char| c.is_ascii_alphabetic()))
}

/// An address without the family that stands before it (`ipv4:`), the mapping of IPv4 into IPv6
/// and the port behind it. What is no address stays as it is.
fn address(text: &str) -> &str {
    let bare = ["ipv4:", "ipv6:"].iter().find_map(|family| text.strip_prefix(family)).unwrap_or(text);
    let host = match bare.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((host, _)) => host,
        None => match bare.rsplit_once(':') {
            Some((host, port)) if !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit()) => {
                // One colon, or a whole IPv6 address before the last: what follows is a port.
                let is_port = !host.contains(':')
                    || (bare.len() < text.len() && host.parse::<std::net::Ipv6Addr>().is_ok());
                if is_port { host } else { bare }
            }
            _ => bare,
        },
    };
    let host = host.strip_prefix("::ffff:").filter(|rest| rest.contains('.')).unwrap_or(host);
    if host.parse::<std::net::IpAddr>().is_ok() { host } else { text }
}

/// What the mapping calls an event that has no word of its own.
fn conditional_type(view: View<'_>, fields: &EventFields) -> Option<String> {
    let holds = |rule: &&TypeIf| view.meets(&rule.when);
    let word = fields.type_if.iter().find(holds).map(|rule| &rule.native_type);
    word.or(fields.type_is.as_ref()).cloned()
}

/// What an outcome's word means.
pub(super) fn outcome(word: Option<&str>, words: &OutcomeWords) -> Outcome {
    let Some(word) = word else { return words.absent.unwrap_or(Outcome::Unknown) };
    let is_one_of = |list: &[String]| list.iter().any(|known| known.eq_ignore_ascii_case(word));
    if is_one_of(&words.success) || (words.else_success && !is_one_of(&words.failure)) {
        Outcome::Success
    } else if words.else_failure || is_one_of(&words.failure) {
        Outcome::Failure
    } else {
        Outcome::Unknown
    }
}

/// Calls `f` for every element of a list, or for the record itself where no list is named.
pub(in super::super) fn in_each(view: View<'_>, each: Option<&Path>, f: &mut dyn FnMut(View<'_>)) {
    match each {
        Some(path) => view.each(path, f),
        None => f(view),
    }
}

fn targets(view: View<'_>, fields: &EventFields) -> Vec<Party> {
    let mut targets = Vec::new();
    for target in &fields.targets {
        in_each(view, target.each.as_ref(), &mut |element| {
            if element.meets(&target.when) {
                targets.push(party(element, &target.party));
            }
        });
    }
    targets.retain(|target| !target.is_empty());
    targets.shrink_to_fit();
    targets
}

/// The account among the targets: by type, the most telling type first.
fn subject(targets: &[Party], kinds: &[String]) -> Option<usize> {
    kinds.iter().find_map(|kind| {
        targets.iter().position(|target| {
            target.native_kind.as_deref().is_some_and(|own| own.eq_ignore_ascii_case(kind))
        })
    })
}

fn details(view: View<'_>, fields: &EventFields) -> Details {
    let mut details: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (name, field) in &fields.details {
        let values = view.all_texts(field);
        if !values.is_empty() {
            details.insert(name.clone(), values);
        }
    }
    for changed in &fields.changed {
        add_changed(view, changed, &mut details);
    }
    details.values_mut().for_each(|values| *values = distinct(std::mem::take(values)));
    details.into()
}

/// Adds what really changed: `changed`, and the values before and after.
fn add_changed(view: View<'_>, fields: &ChangedFields, details: &mut BTreeMap<String, Vec<String>>) {
    let mut add = |name: String, value: String| details.entry(name).or_default().push(value);
    in_each(view, fields.each.as_ref(), &mut |property| {
        let name = property.text(&fields.name).or_else(|| fields.name_is.clone());
        let Some(name) = name.filter(|name| !fields.ignore.contains(name)) else { return };
        let (old, new) = (property.text(&fields.old), property.text(&fields.new));
        let settle = |text: String| Some(settled(&text, &fields.volatile)).filter(|text| !text.is_empty());
        let (old, new) = (old.and_then(settle), new.and_then(settle));
        if old == new {
            return;
        }
        add("changed".to_owned(), name.clone());
        old.into_iter().for_each(|text| add(format!("old.{name}"), text));
        new.into_iter().for_each(|text| add(format!("new.{name}"), text));
    });
}

/// A value without its volatile members, and unpacked if it is a JSON text or a list of one.
fn settled(text: &str, volatile: &[String]) -> String {
    let Ok(mut value) = serde_json::from_str::<Value>(text) else { return text.to_owned() };
    drop_members(&mut value, volatile);
    if let Value::Array(list) = &mut value {
        // Lists of methods and devices are sets: their order says nothing.
        list.sort_by_cached_key(Value::to_string);
        if let [Value::String(_)] = list.as_slice() {
            value = list.remove(0);
        }
    }
    match value {
        Value::String(text) => text,
        Value::Null => String::new(),
        Value::Array(list) if list.is_empty() => String::new(),
        other => other.to_string(),
    }
}

fn drop_members(value: &mut Value, names: &[String]) {
    match value {
        Value::Object(members) => {
            members.retain(|name, _| !names.contains(name));
            members.values_mut().for_each(|inner| drop_members(inner, names));
        }
        Value::Array(list) => list.iter_mut().for_each(|inner| drop_members(inner, names)),
        _ => {}
    }
}

/// Lower-cased names of all accounts in an event.
pub(in super::super) fn names_of(event: &Event) -> BTreeSet<String> {
    names(std::iter::once(&event.actor).chain(&event.targets))
}

fn names<'p>(parties: impl Iterator<Item = &'p Party>) -> BTreeSet<String> {
    parties
        .flat_map(|party| [&party.id, &party.login, &party.email])
        .flatten()
        .map(|name| name.as_str().to_lowercase())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::super::record::Record;
    use super::*;
    use crate::mapping::source::Field;

    #[test]
    fn an_address_loses_what_is_written_around_it() {
        for (text, bare) in [
            ("10.0.0.1", "10.0.0.1"),
            ("ipv4:10.0.0.1:35534", "10.0.0.1"),
            ("ipv6:fe80::1:35534", "fe80::1"),
            ("10.0.0.1:443", "10.0.0.1"),
            ("::ffff:10.0.0.1", "10.0.0.1"),
            ("[2001:db8::1]:443", "2001:db8::1"),
            ("2001:db8::1:443", "2001:db8::1:443"),
        ] {
            assert!(may_be_address(text), "{text}");
            assert_eq!(address(text), bare, "{text}");
        }
        assert!(!may_be_address("signin.amazonaws.com") && !may_be_address("AWS Internal"));
    }

    #[test]
    fn the_subject_is_found_by_type_whatever_its_place() {
        let of =
            |kind: &str| Party { native_kind: Some(kind.into()), id: Some("x".into()), ..Party::default() };
        let kinds = ["User".to_owned(), "AppUser".to_owned()];
        assert_eq!(subject(&[of("AppInstance"), of("appuser"), of("user")], &kinds), Some(2));
        assert_eq!(subject(&[of("AppUser")], &kinds), Some(0));
        assert_eq!(subject(&[of("Group")], &kinds), None);
    }

    #[test]
    fn only_what_really_changed_is_a_change() {
        let record = Record::Tree(serde_json::json!({"p": [
            {"n": "Phone", "old": "[{\"Name\":\"a\",\"Last\":1},{\"Name\":\"b\"}]", "new": "[{\"Name\":\"b\"},{\"Name\":\"a\",\"Last\":2}]"},
            {"n": "Role", "old": null, "new": "\"Admin\""},
            {"n": "Included", "old": null, "new": "\"Phone,Role\""},
            {"n": "Empty", "old": "[]", "new": null},
        ]})
        .into());
        let field = |text: &str| Field(vec![text.parse().unwrap()]);
        let fields = ChangedFields {
            each: Some("p[]".parse().unwrap()),
            name: field("n"),
            name_is: None,
            old: field("old"),
            new: field("new"),
            ignore: vec!["Included".to_owned()],
            volatile: vec!["Last".to_owned()],
        };
        let mut details = BTreeMap::new();
        add_changed(View::of(&record, &[], false), &fields, &mut details);
        assert_eq!(details["changed"], ["Role"]);
        assert_eq!(details["new.Role"], ["Admin"]);
        assert_eq!(details.len(), 2);
    }

    #[test]
    fn an_outcome_code_may_be_failure_by_default() {
        let words =
            OutcomeWords { success: vec!["0".to_owned()], else_failure: true, ..OutcomeWords::default() };
        assert_eq!(outcome(Some("0"), &words), Outcome::Success);
        assert_eq!(outcome(Some("50126"), &words), Outcome::Failure);
        assert_eq!(outcome(None, &words), Outcome::Unknown);
    }
}
