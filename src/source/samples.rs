//! Native exports of real products, where they are at hand.

use std::path::{Path, PathBuf};

use super::*;
use crate::mapping::taxonomy::TypeUse;
use crate::model::{FileUse, InputFile, TicketState};

/// The folder of samples, if it is there.
#[expect(clippy::disallowed_methods, reason = "where the samples lie is told by the environment")]
fn samples(folder: &str) -> Option<PathBuf> {
    let root = std::env::var("DESKPROOF_SAMPLES")
        .map_or_else(|_| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/samples"), PathBuf::from);
    let path = root.join(folder);
    if !path.is_dir() {
        println!("no samples at {}: nothing was tested", path.display());
        return None;
    }
    Some(path)
}

fn read_folder(path: &Path, zone: Option<&str>, known: TypeUse) -> Result<Reading, ReadError> {
    let sources = crate::mapping::source::load(&Mappings::embedded()).unwrap();
    let zones: Vec<ZoneSetting> = zone.into_iter().map(|zone| zone.parse().unwrap()).collect();
    engine::read(&[path.to_owned()], sources, &|_, _| known, &ReadSettings { zones: &zones, progress: None })
}

/// What became of each file: name, use, source, records used, rejected.
fn outcome(reading: &Reading) -> Vec<String> {
    let line = |file: &InputFile| {
        assert_eq!(file.rows, file.used + file.rejected + file.duplicates, "{}", file.name);
        assert!(!file.note.is_empty() && file.sha256.len() == 64, "{}", file.name);
        let source = file.source.as_deref().unwrap_or("-");
        format!("{} {} {source} {} {}", file.name, file.used_as, file.rows, file.rejected)
    };
    reading.files.iter().map(line).collect()
}

#[test]
fn every_okta_sample_is_claimed_or_named() {
    let Some(path) = samples("idp/okta") else { return };
    let reading = read_folder(&path, None, TypeUse::Change).unwrap();
    assert_eq!(
        outcome(&reading),
        [
            "cribl-trial-org.ndjson read okta.system_log 50 0",
            "ocsf-examples.ndjson read okta.system_log 3 0",
            "okta-docs-event-hook-envelope.ndjson read okta.system_log 1 0",
            "panther-ce-systemlog.ndjson read okta.system_log 50 0",
            "panther-lowercased.ndjson unknown - 0 0",
            // Two records have the word `redacted` for a time.
            "panther-native.ndjson read okta.system_log 11 2",
            "panther-partial.ndjson unknown - 0 0",
            "panther-queryrule-rows.ndjson unknown - 0 0",
            "sekoia.ndjson read okta.system_log 5 0",
            "tenzir.ndjson read okta.system_log 7 0",
        ]
    );
    let duplicates: u64 = reading.files.iter().map(|file| file.duplicates).sum();
    assert_eq!(reading.events.len() as u64 + duplicates, 127 - 2);
}

#[test]
fn every_entra_sample_is_claimed_or_named() {
    let Some(path) = samples("idp/entra") else { return };
    let reading = read_folder(&path, None, TypeUse::Change).unwrap();
    assert_eq!(
        outcome(&reading),
        [
            "cribl-graph-signIns.ndjson read entra.signin 2 0",
            "elastic-auditlogs-diagnostic.ndjson read entra.directory_audit 5 0",
            "graph-docs-directoryAudits-page1.json read entra.directory_audit 1 0",
            "graph-docs-signIns-page-with-nextLink.json read entra.signin 1 0",
            "invictus-m365-unified-audit-azuread.ndjson unknown - 0 0",
            "invictus-search-unifiedauditlog-export.csv unknown - 0 0",
            "otrf-loganalytics-AuditLogs.ndjson unknown - 0 0",
            // Rejected here and below: activities of Azure and Graph, risk detections, a sign-in without time.
            "panther-azure-audit-diagnostic.ndjson read entra.directory_audit 19 2",
            "panther-azure-audit-lowercased.ndjson unknown - 0 0",
            "panther-m365-unified-audit-azuread.ndjson unknown - 0 0",
            "sekoia-azuread-diagnostic.ndjson read entra.directory_audit 13 4",
            "sekoia-graph-directoryAudits-signIns.ndjson read entra.directory_audit 40 0",
            "sekoia-m365-unified-audit-azuread.ndjson unknown - 0 0",
            "tenzir-graph-directoryAudits.ndjson read entra.directory_audit 4 0",
            "tenzir-graph-riskDetections.ndjson unknown - 0 0",
            "tenzir-graph-riskyUsers.ndjson unknown - 0 0",
            "tenzir-graph-signIns.ndjson read entra.signin 1 0",
        ]
    );
    let mixed: Vec<&str> = reading
        .events
        .iter()
        .filter(|event| reading.files[event.origin.file.0 as usize].name.starts_with("sekoia-graph"))
        .map(|event| event.source.as_str())
        .collect();
    assert_eq!(mixed.iter().filter(|source| **source == "entra.signin").count(), 1);
}

#[test]
fn every_servicenow_sample_is_claimed_or_named() {
    let Some(path) = samples("tickets/servicenow") else { return };
    let reading = read_folder(&path, Some("America/Los_Angeles"), TypeUse::Change).unwrap();
    let read: Vec<String> = outcome(&reading).into_iter().filter(|line| line.contains(" read ")).collect();
    assert_eq!(
        read,
        [
            // The rejected record is a change request.
            "display_value_all_mmdd.ndjson read servicenow.incident 2 1",
            "fivetran-dbt_servicenow-seeds/sys_user_data.csv read servicenow.user 1 0",
            "fivetran-dbt_servicenow-seeds/sys_user_group_data.csv read servicenow.group 1 0",
            "jsonv2_incident_custom_u_fields_1.json read servicenow.incident 1 0",
            "list_csv_export_incident_pdi2016.csv read servicenow.incident 73 0",
            "list_csv_export_incident_pdi2019.csv read servicenow.incident 66 0",
            "list_csv_export_us_dates_jamesbhn.csv read servicenow.incident 97 0",
            "rest_display_value_true_ndjson.json read servicenow.incident 58 0",
            "rest_table_incident_67.json read servicenow.incident 67 0",
            "rest_table_incident_67_selected_fields.json read servicenow.incident 67 0",
            "xml_unload_incident_with_journal.xml.gz read servicenow.incident 621 0",
        ]
    );
    assert!(reading.files.iter().all(|file| matches!(file.used_as, FileUse::Read | FileUse::Unknown)));
    let lines: usize = reading.tickets.iter().map(|ticket| ticket.journal.len()).sum();
    assert_eq!(lines, 84, "every line of the unload's journal finds its incident");
}

#[test]
fn no_row_of_the_uci_log_is_lost() {
    let Some(path) = samples("tickets/uci-incident-event-log") else { return };
    let reading = read_folder(&path, Some("UTC"), TypeUse::Change).unwrap();
    let file = &reading.files[0];
    assert_eq!((file.used_as, file.rows, file.used), (FileUse::Read, 141_712, 141_712));
    assert_eq!(reading.tickets.len(), 24_918);
    let never_moved = reading.tickets.iter().filter(|ticket| ticket.reassignment_count == Some(0)).count();
    assert_eq!(never_moved, 13_549, "as counted in the log by other means");
    let reopened = reading.tickets.iter().filter(|ticket| ticket.reopen_count > Some(0)).count();
    assert_eq!(reopened, 275);
    let waited = reading.tickets.iter().filter(|ticket| {
        ticket.journal.iter().any(|entry| entry.text == "Awaiting User Info")
            || ticket.journal.iter().any(|entry| entry.old.as_deref() == Some("Awaiting User Info"))
            || ticket.native_state.as_deref() == Some("Awaiting User Info")
    });
    assert_eq!(waited.count(), 5_471);
    assert!(
        reading
            .tickets
            .iter()
            .all(|ticket| ticket.state != TicketState::Unknown || ticket.native_state.is_some())
    );
}
