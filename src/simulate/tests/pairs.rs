//! What holds for every pair of products.

use super::*;

fn of_pair(products: Products, seed: u64) -> SimulateSettings {
    SimulateSettings { products, ..settings(seed, 60) }
}

/// All exports of a kind, as text.
fn exports(folder: &Path, summary: &Summary) -> Vec<(String, String)> {
    let exported = summary.files.iter().filter(|(name, _)| name.starts_with("exports/"));
    exported.map(|(name, _)| (name.clone(), std::fs::read_to_string(folder.join(name)).unwrap())).collect()
}

#[test]
fn every_pair_gives_the_same_bytes_for_a_seed() {
    for (products, name) in Products::ALL {
        let [(one, a), (two, b)] = [5, 5].map(|seed| made(&of_pair(products, seed)));
        assert_eq!(a, b, "{name}");
        assert_eq!(bytes(one.path(), &a), bytes(two.path(), &b), "{name}");
    }
}

#[test]
fn every_change_and_ticket_of_the_truth_stands_in_the_exports_of_its_pair() {
    for (products, name) in Products::ALL {
        let (folder, summary) = made(&of_pair(products, 6));
        let texts = exports(folder.path(), &summary);
        let apart = |letter: char| matches!(letter, '"' | ',' | ':' | '\t' | '\n');
        let all: BTreeSet<&str> = texts.iter().flat_map(|(_, text)| text.split(apart)).collect();
        let changes = rows(folder.path(), "truth/changes.csv");
        assert!(changes.len() > 60, "{name}: {} changes", changes.len());
        let mut seen = BTreeSet::new();
        for row in &changes {
            assert!(!row["native_id"].is_empty(), "{name}: {row:?}");
            for id in row["native_ids"].split(';') {
                assert!(seen.insert(id.to_owned()), "{name}: two changes have {id}");
                // Windows numbers records for each computer.
                let own = id.rsplit('/').next().unwrap();
                assert!(all.contains(own), "{name}: {id} is not exported");
            }
        }
        for row in rows(folder.path(), "truth/tickets.csv") {
            assert!(all.contains(row["ticket"].as_str()), "{name}: {row:?}");
        }
    }
}

#[test]
fn no_pair_speaks_of_the_products_of_another() {
    for (products, name) in Products::ALL {
        let (folder, summary) = made(&of_pair(products, 7));
        for (file, text) in exports(folder.path(), &summary) {
            for (product, own) in [("Okta", "okta"), ("ServiceNow", "servicenow"), ("Zendesk", "zendesk")] {
                assert!(name.contains(own) || !text.contains(product), "{name}: {file} speaks of {product}");
            }
            assert!(!text.contains("{subject") && !text.contains("{agent"), "{file}");
        }
    }
}

#[test]
fn pairs_are_called_by_their_products() {
    for (products, name) in Products::ALL {
        assert_eq!(name.parse(), Ok(products));
        assert_eq!(products.name(), name);
    }
    let refused = "okta+jira".parse::<Products>().unwrap_err();
    assert!(refused.contains("entra+zendesk"), "{refused}");
}

fn json(folder: &Path, name: &str) -> Value {
    serde_json::from_str(&std::fs::read_to_string(folder.join("exports").join(name)).unwrap()).unwrap()
}

#[test]
fn request_tracker_writes_wall_time_and_says_in_which_zone() {
    let (folder, summary) = made(&of_pair(Products::AdRequestTracker, 8));
    assert_eq!(summary.zone, Some("request_tracker=Europe/Berlin".to_owned()));
    let text = std::fs::read_to_string(folder.path().join("exports/request_tracker/tickets.tsv")).unwrap();
    let created = text.lines().skip(1).map(|line| line.split('\t').nth(8).unwrap());
    let hours: Vec<(bool, u32)> = created
        .map(|time| {
            let time = chrono::NaiveDateTime::parse_from_str(time, "%a %b %d %H:%M:%S %Y").unwrap();
            let summer = time.date() >= chrono::NaiveDate::from_ymd_opt(2026, 3, 29).unwrap();
            (summer, chrono::Timelike::hour(&time))
        })
        .collect();
    assert!(hours.iter().any(|(summer, _)| *summer) && hours.iter().any(|(summer, _)| !summer));
    // Nobody in either office calls before eight in the morning, of summer or winter; night shifts are few.
    let early = hours.iter().filter(|(_, hour)| *hour < 8).count();
    assert!(early * 20 < hours.len(), "{early} of {}", hours.len());
}

#[test]
fn jira_writes_the_offset_of_the_day_and_hides_some_addresses_but_no_doubtful_ones() {
    let settings = of_pair(Products::GoogleJira, 8);
    let (folder, summary) = made(&settings);
    assert_eq!(summary.zone, None);
    let issues = json(folder.path(), "jira/issues.json");
    let created: Vec<&str> = issues["issues"]
        .as_array()
        .unwrap()
        .iter()
        .map(|issue| issue["fields"]["created"].as_str().unwrap())
        .collect();
    for time in &created {
        let offset = if *time < "2026-03-29T02" { "+0100" } else { "+0200" };
        assert!(time.ends_with(offset), "{time}");
    }
    let users = json(folder.path(), "jira/users.json");
    let users = users.as_array().unwrap();
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    for user in users {
        *seen.entry(user["displayName"].as_str().unwrap()).or_default() += 1;
    }
    let hidden: Vec<&Value> = users.iter().filter(|user| user["emailAddress"].is_null()).collect();
    assert!(!hidden.is_empty() && hidden.len() * 2 < users.len(), "{} of {}", hidden.len(), users.len());
    for user in hidden {
        assert_eq!(seen[user["displayName"].as_str().unwrap()], 1, "two people could be meant: {user}");
    }
}

#[test]
fn a_reset_of_a_password_is_two_windows_events_on_the_controller_of_the_one_who_acts() {
    let (folder, _) = made(&of_pair(Products::AdRequestTracker, 9));
    let changes = rows(folder.path(), "truth/changes.csv");
    let resets: Vec<_> = changes.iter().filter(|row| row["kind"] == "password_reset").collect();
    assert!(resets.len() > 10);
    for controller in ["dc01", "dc02"] {
        let name = format!("exports/windows/{controller}-security.jsonl");
        let text = std::fs::read_to_string(folder.path().join(name)).unwrap();
        let numbers: Vec<u64> = text
            .lines()
            .map(|line| {
                serde_json::from_str::<Value>(line).unwrap()["Event"]["System"]["EventRecordID"]
                    .as_u64()
                    .unwrap()
            })
            .collect();
        assert!(numbers.windows(2).all(|pair| pair[0] < pair[1]), "numbers rise");
        assert!(text.contains("\"EventID\":4724") && text.contains("\"EventID\":4738"));
    }
    for row in resets {
        let ids: Vec<&str> = row["native_ids"].split(';').collect();
        assert_eq!(ids.len(), 2, "{row:?}");
        assert_eq!(ids[0].split('/').next(), ids[1].split('/').next(), "one controller: {row:?}");
    }
}

#[test]
fn entra_names_accounts_by_guid_and_principal_name_and_writes_an_act_in_several_records() {
    let (folder, _) = made(&of_pair(Products::EntraZendesk, 9));
    let audits = json(folder.path(), "entra/directoryAudits.json");
    let audits = audits["value"].as_array().unwrap();
    let of = |activity: &str| audits.iter().filter(|audit| audit["activityDisplayName"] == activity).count();
    assert!(of("Reset user password") > 10);
    assert_eq!(
        of("Reset user password") - of("Reset password (by admin)"),
        audits
            .iter()
            .filter(|audit| audit["activityDisplayName"] == "Reset user password"
                && audit["initiatedBy"]["user"].is_null())
            .count(),
        "a program's reset has no record of the portal"
    );
    for audit in audits {
        let target = &audit["targetResources"][0];
        if target["type"] == "User" {
            assert_eq!(target["id"].as_str().unwrap().len(), 36);
            assert!(target["userPrincipalName"].as_str().unwrap().contains('@'), "{audit}");
        }
    }
}
