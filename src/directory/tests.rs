use super::*;
use crate::mapping::Mappings;
use crate::model::testing::person;
use crate::model::{PersonRecord, Tier};

fn build(people: &[PersonRecord]) -> Directory {
    let rules = DirectoryRules::load(&Mappings::embedded()).unwrap();
    Directory::build(&DirectoryInput { people, events: &[], tickets: &[], verifications: &[] }, &rules)
}

fn display(name: &str) -> Party {
    Party { display: Some(name.into()), ..Party::default() }
}

#[test]
fn homonyms_stay_apart_and_their_name_says_nothing() {
    let directory = build(&[
        person(1, "alex.kim@corp.example", "Alex Kim"),
        person(2, "alex.kim2@corp.example", "Kim, Alex"),
        person(3, "bo.li@corp.example", "Bo Li"),
    ]);
    assert!(
        matches!(directory.resolve("servicenow.incident", &display("Alex Kim")), Resolution::Ambiguous(who) if who.len() == 2)
    );
    let bo = directory.resolve("servicenow.incident", &display("LI, Bo")).one().unwrap();
    assert_eq!(directory.account(bo).label, "bo.li@corp.example");
    assert_eq!(directory.resolve("okta.system_log", &display("Nobody Here")), Resolution::Nobody);
}

#[test]
fn an_administrators_twin_is_the_same_person_and_privileged() {
    let directory =
        build(&[person(1, "bo.li@corp.example", "Bo Li"), person(2, "adm-bo.li@corp.example", "Bo Li")]);
    let login = |login: &str| {
        directory
            .resolve("okta.system_log", &Party { login: Some(login.into()), ..Party::default() })
            .one()
            .unwrap()
    };
    let (person, admin) = (login("bo.li@corp.example"), login("ADM-bo.li@corp.example"));
    assert_ne!(person, admin);
    assert!(directory.same_person(person, admin));
    assert_eq!(directory.account(admin).tier, Some(Tier::Privileged));
    assert_eq!(directory.account(person).tier, None);
    // One person's two accounts share the display name, so it does name the person.
    assert!(directory.resolve_name("Bo Li").one().is_some());
}

#[test]
fn two_ids_of_one_product_are_two_accounts_even_with_one_login() {
    let rules = DirectoryRules::load(&Mappings::embedded()).unwrap();
    let mut old = person(1, "bo.li@corp.example", "Bo Li");
    old.native_id = Some("1".into());
    let mut new = person(2, "bo.li@corp.example", "Bo Li Senior");
    new.native_id = Some("2".into());
    let people = [old, new];
    let directory = Directory::build(
        &DirectoryInput { people: &people, events: &[], tickets: &[], verifications: &[] },
        &rules,
    );
    assert_eq!(directory.accounts().count(), 2);
    assert!(matches!(directory.resolve_word("bo.li@corp.example"), Resolution::Ambiguous(_)));
}

#[test]
fn the_order_of_rows_does_not_matter() {
    let mut people = vec![
        person(1, "a.b@c.example", "A B"),
        person(2, "d.e@c.example", "D E"),
        person(3, "adm-a.b@c.example", "A B"),
    ];
    people[1].manager = Some("a.b@c.example".into());
    let one = build(&people);
    people.reverse();
    let two = build(&people);
    let shown = |directory: &Directory| {
        directory.accounts().map(|(_, account)| format!("{account:?}")).collect::<Vec<_>>()
    };
    assert_eq!(shown(&one), shown(&two));
    let report = one.resolve_word("d.e@c.example").one().unwrap();
    assert_eq!(one.account(report).manager, one.resolve_word("a.b@c.example").one());
}
