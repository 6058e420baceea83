//! Native exports of real products, where they are at hand.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::body::Body;
use super::clock::Orders;
use super::limits::HEAD_BYTES;
use super::plan::{Recognised, recognise};
use super::scan::Members;
use super::worker::Worker;
use super::*;
use crate::mapping::taxonomy::TypeUse;
use crate::model::{FileUse, TicketState};

/// The folder of samples, if it is there.
#[expect(clippy::disallowed_methods, reason = "where the samples lie is told by the environment")]
pub(super) fn samples(folder: &str) -> Option<PathBuf> {
    let root = std::env::var("DESKPROOF_SAMPLES")
        .map_or_else(|_| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/samples"), PathBuf::from);
    let path = root.join(folder);
    if !path.exists() {
        println!("no samples at {}: nothing was tested", path.display());
        return None;
    }
    Some(path)
}

fn read_folder(path: &Path, zone: Option<&str>, known: TypeUse) -> Result<Reading, ReadError> {
    let sources = crate::mapping::source::load(&Mappings::embedded()).unwrap();
    let zones: Vec<ZoneSetting> = zone.into_iter().map(|zone| zone.parse().unwrap()).collect();
    engine::read(
        &[path.to_owned()],
        sources.into(),
        &|_, _| known,
        &ReadSettings { zones: &zones, ..ReadSettings::default() },
    )
}

/// Every record of the identity samples that a source's needles can read, read both ways.
#[test]
fn a_look_at_a_record_shows_what_parsing_it_shows() {
    let Some(folder) = samples("idp") else { return };
    let sources = crate::mapping::source::load(&Mappings::embedded()).unwrap();
    let mut looked: BTreeMap<&str, usize> = BTreeMap::new();
    let mut missed: Vec<String> = Vec::new();
    for given in inputs::collect(&[folder]).unwrap() {
        let Ok(text) = std::fs::read(&given.path) else { continue };
        let plan = match recognise(
            &text[..text.len().min(HEAD_BYTES)],
            text.len() < HEAD_BYTES,
            Body::Text,
            &sources,
        ) {
            Recognised::Known(plan, _) if plan.needles.is_some() => plan,
            _ => continue,
        };
        let (needles, orders) = (plan.needles.clone().unwrap(), Orders::default());
        let worker = Worker {
            file: &given.name,
            plan: &plan,
            sources: &sources,
            zones: &[],
            type_use: &|_, _| TypeUse::Signal,
            orders: &orders,
        };
        let mut spans = Vec::new();
        plan.cutting.cutter(&plan.envelopes).cut(&text, true, &mut spans).unwrap();
        for span in spans {
            let record = &text[span.start..span.end];
            let mut members = Members::new();
            let Some(seen) = needles.find(record, &mut members).and_then(|()| needles.see(record, &members))
            else {
                continue;
            };
            let event = worker.event(record, 0).unwrap_or_else(|| panic!("{} {}", given.name, span.line));
            let told = (event.native_type.as_str(), event.at.timestamp(), event.native_id.as_str());
            assert_eq!((seen.native_type, seen.second, &*seen.id), told, "{} {}", given.name, span.line);
            let mut names = BTreeSet::new();
            if needles.accounts(record, &members, &mut |name| names.extend([name.to_lowercase()])).is_some() {
                // Signals are found again by these names: one of each account must be among them.
                for party in std::iter::once(&event.actor).chain(event.subject_party()) {
                    let own: Vec<String> = [&party.id, &party.login, &party.email]
                        .into_iter()
                        .flatten()
                        .map(|name| name.as_str().to_lowercase())
                        .collect();
                    // Okta's own records always have a login beside the id; copies may have lost it.
                    let is_id_alone = party.login.is_none() && party.email.is_none();
                    if event.source == "okta.system_log" && is_id_alone {
                        continue;
                    }
                    let known = own.is_empty() || own.iter().any(|name| names.contains(name));
                    if !known {
                        missed.push(format!("{} {}: none of {own:?}", given.name, span.line));
                    }
                }
            }
            *looked.entry(&sources[plan.primary].id).or_default() += 1;
        }
    }
    assert_eq!(missed, [""; 0]);
    for source in [
        "okta.system_log",
        "entra.directory_audit",
        "m365.unified_audit",
        "aws.cloudtrail",
        "github.audit",
        "windows.evtx",
    ] {
        assert!(looked.get(source).is_some_and(|count| *count > 2), "{source}: {looked:?}");
    }
}

#[test]
fn an_audit_and_a_sign_in_of_one_real_file_are_each_read_as_what_they_are() {
    let Some(path) = samples("idp/entra/sekoia-graph-directoryAudits-signIns.ndjson") else { return };
    let reading = read_folder(&path, None, TypeUse::Change).unwrap();
    let sign_ins = reading.events.iter().filter(|event| event.source == "entra.signin");
    assert_eq!((reading.events.len(), sign_ins.count()), (40, 1));
}

#[test]
fn every_line_of_a_real_unloads_journal_finds_its_incident() {
    let Some(path) = samples("tickets/servicenow/xml_unload_incident_with_journal.xml.gz") else { return };
    let reading = read_folder(&path, None, TypeUse::Change).unwrap();
    let lines: usize = reading.tickets.iter().map(|ticket| ticket.journal.len()).sum();
    assert_eq!((reading.tickets.len(), lines), (70, 84));
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
