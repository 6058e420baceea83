//! The whole way from exports to tables, against what really happened in invented organisations.
//!
//! Links and verdicts are held to the figures that the accuracy benchmark measures, with some room for
//! other seeds; what is taken for what is printed.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{TimeZone, Utc};
use deskproof::mapping::Mappings;
use deskproof::simulate::{Products, SimulateSettings, Texts, simulate};

use super::support::{Table, data, rendered, settings, table};

/// How many changes may be called proven that are not: each is the worst error there is.
const MOST_FALSELY_PROVEN: usize = 3;
/// Harmless changes that may stand above an attack, of all changes: what an investigator reads in vain.
const MOST_READ_IN_VAIN: f64 = 0.01;
/// What must agree at least, of all changes.
const LEAST_AGREEMENT: &[(&str, f64)] = &[("evidence_level", 0.80), ("verdict", 0.80)];

/// What must agree at least, of the tickets of which anybody could tell: in each pair of products, on unseen texts.
const LEAST_OF_CONTACTS: &[(&str, f64)] = &[("first_contact", 0.92), ("first_contact_reason", 0.91)];

/// Control tests that must fail on a planted situation: on one of its changes or its ticket.
const FINDINGS: &[(&str, &str)] = &[
    ("agent_resets_own_account", "CT-17"),
    ("approval_by_agent", "CT-16"),
    ("approval_late", "CT-16"),
    ("approval_wrong_person", "CT-16"),
    ("attack_fan_out", "CT-06"),
    ("attack_insider_impersonation", "CT-27"),
    ("attack_recovery_edit_then_reset", "CT-25"),
    ("attack_reset_to_takeover", "CT-24"),
    ("attack_reset_to_takeover", "CT-27"),
    ("channel_edited_before", "CT-13"),
    ("contact_no_remediation", "CT-07"),
    ("contact_no_response", "CT-34"),
    ("evidence_late", "CT-11"),
    ("evidence_reused", "CT-13"),
    ("evidence_stale", "CT-11"),
    ("field_knowledge_based", "CT-12"),
    ("grant_without_approval", "CT-33"),
    ("nhi_api_token_unticketed", "CT-06"),
    ("nhi_secret_in_note", "CT-32"),
    ("no_evidence", "CT-10"),
    ("privileged_no_approval", "CT-15"),
    ("scope_drift", "CT-08"),
    ("unticketed", "CT-06"),
    ("unticketed_with_distractor", "CT-06"),
    ("wrong_target", "CT-08"),
];

const OF_CHANGES: [&str; 7] =
    ["kind", "support_triggered", "ticket", "evidence_method", "evidence_level", "evidence_when", "verdict"];
const OF_TICKETS: [&str; 4] = ["identity_request", "topic", "first_contact", "first_contact_reason"];

type Row = BTreeMap<String, String>;

/// True rows and, beside each, the row of the report, if there is one.
struct Compared {
    changes: Vec<(Row, Option<Row>)>,
    tickets: Vec<(Row, Option<Row>)>,
    /// Changes of the report that never happened.
    invented: Table,
    /// What failed: test and item.
    failed: BTreeSet<(String, String)>,
}

/// Invents an organisation of 120 people and six weeks, and reports on its exports.
fn compared(seed: u64) -> Compared {
    let start = Utc.with_ymd_and_hms(2026, 3, 2, 0, 0, 0).unwrap();
    compared_with(&SimulateSettings { seed, start, ..SimulateSettings::default() })
}

fn compared_with(wanted: &SimulateSettings) -> Compared {
    let folder = tempfile::tempdir().unwrap();
    simulate(wanted, &Mappings::embedded(), folder.path()).unwrap();
    let mut asked = settings(&[&folder.path().join("exports")]);
    asked.zones = vec![wanted.zone.name().parse().unwrap()];
    let files = rendered(&asked);
    let truth = |name: &str| table(&std::fs::read(folder.path().join("truth").join(name)).unwrap());
    let found = data(&files, "changes");
    let by_id: BTreeMap<&str, &Row> =
        found.iter().flat_map(|row| row["native_ids"].split(';').map(move |id| (id, row))).collect();
    let tickets = data(&files, "tickets");
    let by_number: BTreeMap<&str, &Row> = tickets.iter().map(|row| (row["ticket"].as_str(), row)).collect();
    let changes = truth("changes.csv");
    let true_ids: BTreeSet<&str> = changes.iter().flat_map(|row| row["native_ids"].split(';')).collect();
    let happened = |row: &Row| row["native_ids"].split(';').any(|id| true_ids.contains(id));
    let invented = found.iter().filter(|row| !happened(row)).cloned().collect();
    let beside = |rows: Table, key: &str, of: &BTreeMap<&str, &Row>| {
        let pair = |row: Row| {
            let found = of.get(row[key].as_str()).map(|row| (*row).clone());
            (row, found)
        };
        rows.into_iter().map(pair).collect()
    };
    let failing = data(&files, "findings").into_iter().filter(|row| row["outcome"] == "fail");
    Compared {
        failed: failing.map(|row| (row["test"].clone(), row["item"].clone())).collect(),
        changes: beside(changes, "native_id", &by_id),
        invented,
        tickets: beside(truth("tickets.csv"), "ticket", &by_number),
    }
}

fn cell<'a>(row: Option<&'a Row>, column: &str) -> &'a str {
    row.map_or("(no row)", |row| row[column].as_str())
}

/// The rows of a column that say something else than the truth.
fn wrong<'a>(
    pairs: &'a [(Row, Option<Row>)],
    column: &'a str,
) -> impl Iterator<Item = (&'a Row, &'a str)> + 'a {
    pairs
        .iter()
        .map(move |(truth, found)| (truth, cell(found.as_ref(), column)))
        .filter(move |(truth, found)| truth[column] != *found)
}

/// The share of rows of a column that agree.
fn agreement(pairs: &[(Row, Option<Row>)], column: &str) -> f64 {
    1.0 - wrong(pairs, column).count() as f64 / pairs.len() as f64
}

/// Prints what is taken for what, column by column; ticket numbers are told apart only as none, right or another.
fn print_confusions(what: &str, pairs: &[(Row, Option<Row>)], columns: &[&str]) {
    for column in columns {
        let mut counts: BTreeMap<(&str, &str, &str), usize> = BTreeMap::new();
        for (truth, found) in wrong(pairs, column) {
            let short = |value: &'_ str| if value.starts_with("INC") { "a ticket" } else { "" };
            let (wanted, got) = match *column {
                "ticket" => (short(&truth["ticket"]), short(found)),
                _ => (truth[*column].as_str(), found),
            };
            *counts.entry((truth["situation"].as_str(), wanted, got)).or_default() += 1;
        }
        println!("{what}, {column}: {:.1} % agree of {}", 100.0 * agreement(pairs, column), pairs.len());
        for ((situation, wanted, got), count) in counts {
            println!("    {count:3} {situation}: `{wanted}` read as `{got}`");
        }
    }
}

/// Of the links that the report makes how many are right, and of the true links how many it makes. What
/// the truth says nobody can tell is left out; a link that is left open is none.
fn links(compared: &Compared) -> (f64, f64) {
    let (mut right, mut made, mut due) = (0_usize, 0_usize, 0_usize);
    for (truth, found) in compared.changes.iter().filter(|(truth, _)| truth["link"] != "ambiguous") {
        let is_linked = cell(found.as_ref(), "link_outcome") == "linked";
        let ours = if is_linked { cell(found.as_ref(), "ticket") } else { "" };
        made += usize::from(!ours.is_empty());
        due += usize::from(!truth["ticket"].is_empty());
        right += usize::from(!ours.is_empty() && ours == truth["ticket"]);
    }
    (right as f64 / made as f64, right as f64 / due as f64)
}

#[test]
fn what_happened_is_found_and_nothing_is_proven_that_was_not() {
    for seed in [1, 2, 3] {
        let compared = compared(seed);
        print_confusions(&format!("seed {seed}, changes"), &compared.changes, &OF_CHANGES);
        print_confusions(&format!("seed {seed}, tickets"), &compared.tickets, &OF_TICKETS);
        assert!(compared.invented.is_empty(), "these changes never happened: {:?}", compared.invented);
        assert!(agreement(&compared.changes, "kind") > 0.999);
        assert!(agreement(&compared.changes, "support_triggered") > 0.99);
        let (precision, recall) = links(&compared);
        assert!(precision >= 0.99 && recall >= 0.97, "seed {seed}: links {precision:.4}, {recall:.4}");
        let falsely_proven: Vec<&str> = wrong(&compared.changes, "verdict")
            .filter(|(truth, found)| *found == "proven" && truth["verdict"] != "proven")
            .map(|(truth, _)| truth["situation"].as_str())
            .collect();
        assert!(falsely_proven.len() <= MOST_FALSELY_PROVEN, "seed {seed}: {falsely_proven:?}");
        for (column, least) in LEAST_AGREEMENT {
            let share = agreement(&compared.changes, column);
            assert!(share >= *least, "seed {seed}: {column} agrees in {share:.3}");
        }
    }
}

#[test]
fn first_contact_is_told_right_in_every_pair_of_products() {
    for (products, name) in Products::ALL {
        let wanted = SimulateSettings {
            seed: 31,
            people: 150,
            texts: Texts::Unseen,
            products,
            start: products.first_day(),
            ..SimulateSettings::default()
        };
        let mut compared = compared_with(&wanted);
        compared.tickets.retain(|(truth, _)| !truth["first_contact"].is_empty());
        print_confusions(name, &compared.tickets, &OF_TICKETS);
        for (column, least) in LEAST_OF_CONTACTS {
            let share = agreement(&compared.tickets, column);
            assert!(share >= *least, "{name}: {column} agrees in {share:.3}");
        }
    }
}

#[test]
fn the_control_tests_fail_where_they_must_and_attacks_are_among_the_riskiest() {
    let compared = compared(1);
    for (situation, test) in FINDINGS {
        let mut items: Vec<String> = Vec::new();
        for (truth, found) in compared.changes.iter().filter(|(truth, _)| truth["situation"] == *situation) {
            items.extend(found.iter().map(|row| row["change_id"].clone()));
            items.push(format!("ticket:{}", truth["ticket"]));
        }
        let tickets = compared.tickets.iter().filter(|(truth, _)| truth["situation"] == *situation);
        items.extend(tickets.map(|(truth, _)| format!("ticket:{}", truth["ticket"])));
        let is_found = items.iter().any(|item| compared.failed.contains(&((*test).to_owned(), item.clone())));
        assert!(is_found, "{test} does not fail on {situation}: {items:?}");
    }
    let risk = |row: &Row| row["risk_score"].parse::<f64>().unwrap();
    let is_attack = |truth: &Row| truth["attack"] == "yes";
    let all = compared.changes.iter().filter_map(|(truth, found)| Some((truth, risk(found.as_ref()?))));
    let mut best: BTreeMap<&str, f64> = BTreeMap::new();
    for (truth, score) in all.clone().filter(|(truth, _)| is_attack(truth)) {
        let known = best.entry(truth["situation"].as_str()).or_insert(score);
        *known = known.max(score);
    }
    assert!(best.len() >= 5, "attacks are planted: {best:?}");
    for (situation, score) in best {
        let in_vain = all.clone().filter(|(truth, other)| !is_attack(truth) && *other >= score).count();
        let share = in_vain as f64 / compared.changes.len() as f64;
        assert!(
            share <= MOST_READ_IN_VAIN,
            "{situation}, risk {score}: {in_vain} harmless changes stand above"
        );
    }
}
