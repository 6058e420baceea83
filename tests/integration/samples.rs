//! Real exports of real products, where they are at hand.

use std::collections::BTreeMap;
use std::path::Path;

use super::support::{Table, data, rendered, samples, settings};

/// Runs over a folder or file of samples whose local times are read as UTC.
pub(crate) fn run(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut settings = settings(&[folder]);
    settings.zones.push("UTC".parse().unwrap());
    rendered(&settings)
}

pub(crate) fn number(row: &BTreeMap<String, String>, column: &str) -> u64 {
    row[column].parse().unwrap_or_else(|_| panic!("{column} of {row:?}"))
}

/// Rows in are rows used, rejected or duplicates, for every file.
pub(crate) fn assert_balanced(inputs: &Table) {
    for row in inputs {
        let parts = ["used", "rejected", "duplicates"].map(|column| number(row, column));
        assert_eq!(number(row, "rows"), parts.iter().sum::<u64>(), "{row:?}");
    }
}

/// File name to source, for what was read; everything else must be named with a reason.
fn sources(inputs: &Table) -> BTreeMap<&str, &str> {
    for row in inputs.iter().filter(|row| row["use"] != "read" && row["use"] != "duplicate") {
        assert!(!row["note"].is_empty(), "a file that is not used has its reason: {row:?}");
    }
    inputs
        .iter()
        .filter(|row| row["use"] == "read")
        .map(|row| (row["file"].as_str(), row["source"].as_str()))
        .collect()
}

#[test]
fn every_servicenow_file_of_a_known_shape_is_read_and_the_rest_is_named() {
    let Some(folder) = samples() else { return };
    let files = run(&folder.join("tickets/servicenow"));
    let inputs = data(&files, "inputs");
    assert_balanced(&inputs);
    let read = sources(&inputs);
    for name in [
        "jsonv2_incident_custom_u_fields_1.json",
        "list_csv_export_incident_pdi2016.csv",
        "list_csv_export_incident_pdi2019.csv",
        "list_csv_export_us_dates_jamesbhn.csv",
        "rest_display_value_true_ndjson.json",
        "rest_table_incident_67.json",
        "rest_table_incident_67_selected_fields.json",
        "xml_unload_incident_with_journal.xml.gz",
    ] {
        assert_eq!(read.get(name), Some(&"servicenow.incident"), "{name}: {read:?}");
    }
    assert!(data(&files, "tickets").len() > 67, "the incidents are there");
}

#[test]
fn every_identity_log_of_a_known_shape_is_read_and_the_rest_is_named() {
    let Some(folder) = samples() else { return };
    for (product, known) in [
        (
            "okta",
            &[
                "cribl-trial-org.ndjson",
                "okta-docs-event-hook-envelope.ndjson",
                "panther-ce-systemlog.ndjson",
                "panther-native.ndjson",
                "sekoia.ndjson",
                "tenzir.ndjson",
            ][..],
        ),
        (
            "entra",
            &[
                "elastic-auditlogs-diagnostic.ndjson",
                "graph-docs-directoryAudits-page1.json",
                "graph-docs-signIns-page-with-nextLink.json",
                "panther-azure-audit-diagnostic.ndjson",
                "sekoia-azuread-diagnostic.ndjson",
                "sekoia-graph-directoryAudits-signIns.ndjson",
                "tenzir-graph-directoryAudits.ndjson",
                "tenzir-graph-signIns.ndjson",
                "cribl-graph-signIns.ndjson",
            ][..],
        ),
    ] {
        let files = run(&folder.join("idp").join(product));
        let inputs = data(&files, "inputs");
        assert_balanced(&inputs);
        let read = sources(&inputs);
        for name in known {
            assert!(
                read.get(name).is_some_and(|source| source.starts_with(product)),
                "{name}: {:?}",
                inputs.iter().find(|row| row["file"] == *name)
            );
        }
        assert!(!data(&files, "changes").is_empty(), "{product}: changes are found");
    }
}
