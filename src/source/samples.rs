//! Native exports of real products, where they are at hand.

use std::path::{Path, PathBuf};

use super::*;
use crate::mapping::taxonomy::TypeUse;
use crate::model::{FileUse, TicketState};

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

fn summary(reading: &Reading) -> String {
    let line = |file: &crate::model::InputFile| {
        format!(
            "{} | {} | {} | {} | rows {} used {} rej {} dup {} | {} | {}\n",
            file.name,
            file.used_as,
            file.source.as_deref().unwrap_or("-"),
            file.shape,
            file.rows,
            file.used,
            file.rejected,
            file.duplicates,
            file.zone,
            file.note,
        )
    };
    let mut text: String = reading.files.iter().map(line).collect();
    for reject in reading.rejects.iter().take(20) {
        text += &format!("REJECT {:?} {} | {}\n", reject.origin, reject.reason, &reject.excerpt);
    }
    text
}

#[test]
fn every_okta_sample_is_claimed_or_named() {
    let Some(path) = samples("idp/okta") else { return };
    let reading = read_folder(&path, None, TypeUse::Change).unwrap();
    println!("{}", summary(&reading));
    println!("{:#?}", reading.events.first());
}

#[test]
fn every_entra_sample_is_claimed_or_named() {
    let Some(path) = samples("idp/entra") else { return };
    let reading = read_folder(&path, None, TypeUse::Change).unwrap();
    println!("{}", summary(&reading));
    println!("{:#?}", reading.events.get(20));
}

#[test]
fn every_servicenow_sample_is_claimed_or_named() {
    let Some(path) = samples("tickets/servicenow") else { return };
    let reading = read_folder(&path, Some("America/Los_Angeles"), TypeUse::Change).unwrap();
    println!("{}", summary(&reading));
    println!("{:#?}", reading.tickets.iter().find(|t| !t.journal.is_empty()));
    println!("{:#?}", reading.people.first());
}

#[test]
fn no_row_of_the_uci_log_is_lost() {
    let Some(path) = samples("tickets/uci-incident-event-log") else { return };
    let reading = read_folder(&path, Some("UTC"), TypeUse::Change).unwrap();
    println!("{}", summary(&reading));
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
