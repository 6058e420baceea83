//! Who: from the parts of a record to a party.

use super::super::record::{View, is_record_id};
use crate::mapping::source::PartyFields;
use crate::model::Party;

/// The party that the fields name; empty if they name nobody.
pub(in super::super) fn party(view: View<'_>, fields: &PartyFields) -> Party {
    if !view.meets(&fields.when) {
        return Party::default();
    }
    let display = view.text(&fields.display).or_else(|| view.joined(&fields.display_parts, " ", false));
    let mut party = Party {
        id: view.text(&fields.id).map(Into::into),
        login: view.text(&fields.login).map(Into::into),
        email: view.text(&fields.email).map(Into::into),
        display: display.map(Into::into),
        native_kind: view.text(&fields.kind).map(Into::into),
    };
    if let Some((value, display)) = view.reference(&fields.reference) {
        add_reference(&mut party, value, display);
    }
    let names = [&party.id, &party.login, &party.email, &party.display];
    if names.into_iter().flatten().any(|name| fields.nobody.iter().any(|nobody| name == nobody)) {
        return Party::default();
    }
    if !party.is_empty() && party.native_kind.is_none() {
        party.native_kind = fields.kind_is.as_ref().map(Into::into);
    }
    party
}

/// A reference's value is an id if it looks like one, else a login or a name.
fn add_reference(party: &mut Party, value: Option<String>, display: Option<String>) {
    let value = value.filter(|value| Some(value) != display.as_ref());
    for text in value.into_iter().chain(display) {
        if let Some((name, address)) = named_address(&text) {
            party.email.get_or_insert(address.into());
            party.display.get_or_insert(name.into());
            continue;
        }
        let slot = if is_record_id(&text) {
            &mut party.id
        } else if is_address(&text) {
            &mut party.login
        } else {
            &mut party.display
        };
        slot.get_or_insert(text.into());
    }
}

/// Name and address of `Ann Lee <ann@example.com>`.
fn named_address(text: &str) -> Option<(String, String)> {
    let (name, address) = text.strip_suffix('>')?.rsplit_once('<')?;
    let name = name.trim().trim_matches('"').trim();
    (is_address(address) && !name.is_empty()).then(|| (name.to_owned(), address.to_owned()))
}

/// Whether a text is one mail address and nothing else.
fn is_address(text: &str) -> bool {
    let mut parts = text.split('@');
    matches!((parts.next(), parts.next(), parts.next()), (Some(name), Some(domain), None)
        if !name.is_empty() && domain.contains('.') && !text.contains(char::is_whitespace))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(value: &str, display: Option<&str>) -> Party {
        let mut party = Party::default();
        add_reference(&mut party, Some(value.to_owned()), display.map(str::to_owned));
        party
    }

    #[test]
    fn a_reference_is_told_by_its_look() {
        let id = "46b87022a9fe198101a78787e40d7547";
        assert_eq!(
            of(id, Some("Ada L")),
            Party { id: Some(id.into()), display: Some("Ada L".into()), ..Party::default() }
        );
        assert_eq!(of("Ada L", Some("Ada L")), Party { display: Some("Ada L".into()), ..Party::default() });
        assert_eq!(
            of("ada@example.com", None),
            Party { login: Some("ada@example.com".into()), ..Party::default() }
        );
        assert_eq!(
            of("\"Lee, Ann\" <ann@example.com>", None),
            Party {
                email: Some("ann@example.com".into()),
                display: Some("Lee, Ann".into()),
                ..Party::default()
            }
        );
    }
}
