//! Names, texts and situations.

use super::*;

/// What the identity log of these products can show of the chains: no phone that two people share (P11), no
/// rules of mailboxes (P13).
const SHOWN: [u8; 15] = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 14, 15, 16, 17];

#[test]
fn every_script_is_played_in_a_small_organisation_too() {
    let (folder, _) = made(&settings(9, 60));
    let planted: BTreeSet<String> =
        rows(folder.path(), "truth/situations.csv").into_iter().map(|row| row["situation"].clone()).collect();
    assert!(planted.is_superset(&names_of(|script| script.every.is_some())));
}

#[test]
fn every_chain_that_a_log_can_show_is_followed_by_some_attack() {
    let (folder, _) = made(&settings(2, 60));
    let changes = rows(folder.path(), "truth/changes.csv");
    let chains: BTreeSet<&str> = changes.iter().flat_map(|row| row["attack_chain"].split(';')).collect();
    for nth in SHOWN {
        assert!(chains.contains(format!("P{nth}").as_str()), "P{nth} is not planted");
    }
    let attacks: BTreeSet<&str> = changes.iter().map(|row| row["attack_id"].as_str()).collect();
    assert!(attacks.len() > 12, "{attacks:?}");
}

#[test]
fn the_tables_of_the_truth_agree_with_one_another() {
    let (folder, _) = made(&settings(3, 120));
    let tickets = rows(folder.path(), "truth/tickets.csv");
    let numbers: BTreeSet<&str> = tickets.iter().map(|row| row["ticket"].as_str()).collect();
    let changes = rows(folder.path(), "truth/changes.csv");
    for row in &changes {
        let link = match (row["ticket"].is_empty(), row["also_possible"].is_empty()) {
            (true, _) => "none",
            (false, true) => "linked",
            (false, false) => "ambiguous",
        };
        assert_eq!(row["link"], link, "{row:?}");
        assert!(row["also_possible"].split(';').all(|number| number.is_empty() || numbers.contains(number)));
        let told = [row["attack"] == "yes", !row["attack_id"].is_empty(), !row["attack_chain"].is_empty()];
        assert!(told == [true; 3] || told == [false; 3], "{row:?}");
        assert_eq!(row["evidence_method"].is_empty(), row["evidence_when"].is_empty(), "{row:?}");
        let possible = row["also_possible"].split(';').chain([row["ticket"].as_str()]);
        for number in possible.filter(|number| !number.is_empty()) {
            let ticket = tickets.iter().find(|ticket| ticket["ticket"] == number).unwrap();
            assert!(ticket["changes"].split(';').any(|id| id == row["native_id"]), "{number} and {row:?}");
        }
    }
    let links: BTreeSet<&str> = changes.iter().map(|row| row["link"].as_str()).collect();
    assert_eq!(links, BTreeSet::from(["ambiguous", "linked", "none"]));
}

#[test]
fn systems_know_people_by_different_names() {
    let wanted = settings(1, 240);
    let lore = lore::Lore::load(&Mappings::embedded(), Products::default(), Texts::All).unwrap();
    let mut orders: BTreeSet<bool> = BTreeSet::new();
    for seed in 1..12 {
        let organisation =
            organisation::Organisation::invent(&SimulateSettings { seed, ..wanted.clone() }, &lore);
        let accounts = &organisation.accounts;
        let logins: BTreeSet<&str> = accounts.iter().map(|account| account.login.as_str()).collect();
        assert_eq!(logins.len(), accounts.len(), "logins are unique");
        let shorts: BTreeSet<&str> = accounts.iter().map(|account| account.sam.as_str()).collect();
        assert_eq!(shorts.len(), accounts.len(), "account names are unique");
        orders.insert(accounts[0].desk_name.contains(", "));
        let differ = accounts.iter().filter(|account| account.desk_name != account.display).count();
        assert!(differ > 5, "{differ} people have two names");
    }
    assert_eq!(orders.len(), 2, "some organisations put the family name first");
}

#[test]
fn a_part_of_the_texts_is_held_back() {
    let said = |texts: Texts| -> BTreeSet<String> {
        let (folder, _) = made(&SimulateSettings { texts, ..settings(5, 60) });
        let notes = table(folder.path(), "sys_journal_field");
        notes.iter().map(|note| note["value"].as_str().unwrap().to_owned()).collect()
    };
    let [fit, unseen] = [Texts::Fit, Texts::Unseen].map(said);
    let shared = fit.intersection(&unseen).count();
    assert!(shared == 0, "{shared} notes stand in both");
    assert!(fit.len() > 100 && unseen.len() > 100);
}
