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
        let all: String = exports(folder.path(), &summary).into_iter().map(|(_, text)| text).collect();
        let changes = rows(folder.path(), "truth/changes.csv");
        assert!(changes.len() > 60, "{name}: {} changes", changes.len());
        let mut seen = BTreeSet::new();
        for row in &changes {
            assert!(!row["native_id"].is_empty(), "{name}: {row:?}");
            for id in row["native_ids"].split(';') {
                assert!(seen.insert(id.to_owned()), "{name}: two changes have {id}");
                assert!(all.contains(id), "{name}: {id} is not exported");
            }
        }
        for row in rows(folder.path(), "truth/tickets.csv") {
            assert!(all.contains(&row["ticket"]), "{name}: {row:?}");
        }
    }
}

#[test]
fn no_pair_speaks_of_the_products_of_another() {
    for (products, name) in Products::ALL {
        let (folder, summary) = made(&of_pair(products, 7));
        for (file, text) in exports(folder.path(), &summary) {
            for (product, own) in [
                ("Okta", "okta"),
                ("ServiceNow", "servicenow"),
                ("Zendesk", "zendesk"),
                ("Entra", "entra"),
                ("Google", "google"),
                ("Jira", "jira"),
            ] {
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
