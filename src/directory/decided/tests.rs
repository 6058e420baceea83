use super::*;
use crate::directory::{DirectoryInput, DirectoryRules};
use crate::mapping::Mappings;
use crate::model::PersonRecord;
use crate::model::testing::person;

fn decision(kind: DecisionKind, item: &str, other: &str) -> Decision {
    Decision {
        kind,
        item: item.into(),
        other: other.into(),
        other_source: String::new(),
        decided_by: "M. Auditor".into(),
        decided_at: "2026-04-01".into(),
        why: "asked them".into(),
        line: 2,
    }
}

fn same(one: &str, other: &str) -> Decision {
    decision(DecisionKind::SamePerson, one, other)
}

fn apart(one: &str, other: &str) -> Decision {
    decision(DecisionKind::DifferentPerson, one, other)
}

fn build(people: &[PersonRecord], decisions: &[Decision]) -> Directory {
    let rules = DirectoryRules::load(&Mappings::embedded()).unwrap();
    let input = DirectoryInput { people, events: &[], tickets: &[], verifications: &[] };
    Directory::build_as_decided(&input, &rules, decisions)
}

/// The accounts of each person, as labels.
fn persons(directory: &Directory) -> Vec<Vec<String>> {
    let mut found: BTreeMap<AccountIx, Vec<String>> = BTreeMap::new();
    for (_, account) in directory.accounts() {
        found.entry(account.person).or_default().push(account.label.clone());
    }
    found.into_values().collect()
}

fn staff() -> Vec<PersonRecord> {
    vec![
        person(1, "bo.li@c.example", "Bo Li"),
        person(2, "adm-bo.li@c.example", "Bo Li"),
        person(3, "b.lindt@c.example", "Bo Lindt"),
        person(4, "zoe.z@c.example", "Zoe Z"),
    ]
}

#[test]
fn an_administrators_twin_is_another_person_if_a_reviewer_says_so() {
    let by_itself = build(&staff(), &[]);
    assert!(persons(&by_itself).iter().any(|person| person.len() == 2));
    let decided = build(&staff(), &[apart("adm-bo.li@c.example", "BO.LI@c.example")]);
    assert!(persons(&decided).iter().all(|person| person.len() == 1), "{:?}", persons(&decided));
}

#[test]
fn who_is_kept_apart_stays_so_through_others() {
    // Bo Lindt is Bo Li, and so not Bo Li's twin either.
    let decisions =
        [apart("b.lindt@c.example", "adm-bo.li@c.example"), same("b.lindt@c.example", "bo.li@c.example")];
    let directory = build(&staff(), &decisions);
    let expected =
        [vec!["adm-bo.li@c.example"], vec!["b.lindt@c.example", "bo.li@c.example"], vec!["zoe.z@c.example"]];
    assert_eq!(persons(&directory), expected);
}

#[test]
fn one_account_becomes_two_where_a_reviewer_parts_its_names() {
    let mut renamed = person(2, "b.lindt@c.example", "Bo Lindt");
    renamed.native_id = Some("17".into());
    let mut old = person(1, "bo.li@c.example", "Bo Li");
    old.native_id = Some("17".into());
    let people = [old, renamed];
    assert_eq!(build(&people, &[]).accounts().count(), 1, "one id is one account");
    let directory = build(&people, &[apart("bo.li@c.example", "b.lindt@c.example")]);
    assert_eq!(persons(&directory), [vec!["b.lindt@c.example"], vec!["bo.li@c.example"]]);
}

#[test]
fn what_one_record_says_of_one_account_is_not_parted() {
    let mut people = staff();
    people[0].email = Some("bo@mail.example".into());
    let decisions = [apart("bo.li@c.example", "bo@mail.example")];
    let shown = |directory: &Directory| format!("{:?}", directory.accounts().collect::<Vec<_>>());
    let directory = build(&people, &decisions);
    assert_eq!(shown(&directory), shown(&build(&people, &[])));
    let (one, other) = directory.decided_pair(&decisions[0]).unwrap();
    assert_eq!(one, other);
}

#[test]
fn the_order_of_decisions_and_rows_does_not_matter() {
    let mut people = staff();
    let mut decisions = vec![
        same("zoe.z@c.example", "b.lindt@c.example"),
        apart("bo.li@c.example", "adm-bo.li@c.example"),
        same("b.lindt@c.example", "bo.li@c.example"),
        apart("zoe.z@c.example", "adm-bo.li@c.example"),
    ];
    let shown = |directory: Directory| format!("{:?}", directory.accounts().collect::<Vec<_>>());
    let straight = shown(build(&people, &decisions));
    people.reverse();
    decisions.reverse();
    assert_eq!(shown(build(&people, &decisions)), straight);
}
