//! A written report, read with care: its tables only if they are what its manifest lists.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::report::safe;
use crate::source::hash_file;
use crate::verify::{Manifest, ManifestError, plain};

/// Why a folder cannot be compared.
#[derive(Debug, thiserror::Error)]
pub enum DiffError {
    /// It is no report.
    #[error(transparent)]
    Manifest(#[from] ManifestError),
    /// A table is missing, altered or not what this program writes.
    #[error("{0}: {1}")]
    Table(String, String),
}

/// What is compared of a change.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub(super) struct ChangeRow {
    pub(super) change_id: String,
    pub(super) kind: String,
    pub(super) subject: String,
    pub(super) subject_tier: String,
    pub(super) source_file: String,
    pub(super) source_record: String,
    pub(super) ticket: String,
    pub(super) link_basis: String,
    pub(super) evidence_id: String,
    pub(super) evidence_level: String,
    pub(super) evidence_when: String,
    pub(super) required_level: String,
    pub(super) verdict: String,
    pub(super) link_decided_by: String,
}

/// What is compared of a finding.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub(super) struct FindingRow {
    pub(super) finding_id: String,
    pub(super) test: String,
    pub(super) item: String,
    pub(super) outcome: String,
    pub(super) severity: String,
    pub(super) records: String,
    #[serde(default)]
    pub(super) original_outcome: String,
    #[serde(default)]
    pub(super) exception: String,
}

/// A piece of evidence.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
pub(super) struct EvidenceRow {
    pub(super) evidence_id: String,
    pub(super) change_id: String,
    pub(super) source_file: String,
    pub(super) source_record: String,
    #[serde(default)]
    pub(super) overruled: String,
}

#[derive(Deserialize)]
struct TicketRow {
    ticket: String,
    source_file: String,
    source_record: String,
}

/// A report as its folder tells it.
#[derive(Debug)]
pub struct Written {
    /// Its manifest.
    pub manifest: Manifest,
    pub(super) changes: BTreeMap<String, ChangeRow>,
    pub(super) findings: BTreeMap<String, FindingRow>,
    /// Pieces of evidence by change.
    pub(super) evidence: BTreeMap<String, BTreeSet<EvidenceRow>>,
    /// Where tickets stand, by number: file and record.
    pub(super) tickets: BTreeMap<String, (String, String)>,
}

impl Written {
    /// Reads a report folder.
    ///
    /// # Errors
    /// No report, or a table that is missing, altered, or has other columns.
    pub fn read(folder: &Path) -> Result<Self, DiffError> {
        let (manifest, _) = Manifest::read(folder)?;
        let changes: Vec<ChangeRow> = table(folder, &manifest, "data/changes.csv")?;
        let findings: Vec<FindingRow> = table(folder, &manifest, "data/findings.csv")?;
        let pieces: Vec<EvidenceRow> = table(folder, &manifest, "data/evidence.csv")?;
        let tickets: Vec<TicketRow> = table(folder, &manifest, "data/tickets.csv")?;
        let mut evidence: BTreeMap<String, BTreeSet<EvidenceRow>> = BTreeMap::new();
        for piece in pieces {
            evidence.entry(piece.change_id.clone()).or_default().insert(piece);
        }
        Ok(Self {
            manifest,
            changes: changes.into_iter().map(|row| (row.change_id.clone(), row)).collect(),
            findings: findings.into_iter().map(|row| (row.finding_id.clone(), row)).collect(),
            evidence,
            tickets: tickets
                .into_iter()
                .map(|row| (row.ticket, (row.source_file, row.source_record)))
                .collect(),
        })
    }

    /// Pieces of evidence of a change.
    pub(super) fn pieces(&self, change: &str) -> impl Iterator<Item = &EvidenceRow> {
        self.evidence.get(change).into_iter().flatten()
    }
}

/// The rows of a table that the manifest lists.
fn table<T: DeserializeOwned>(folder: &Path, manifest: &Manifest, file: &str) -> Result<Vec<T>, DiffError> {
    let shown = safe::line(&folder.join(file).display().to_string());
    let fault = |said: String| DiffError::Table(shown.clone(), said);
    let listed = manifest.outputs.iter().find(|output| output.file == file);
    let listed = listed.ok_or_else(|| {
        fault(
            "the report was written without it: write it with `--format data` or with all formats".to_owned(),
        )
    })?;
    let path = plain(folder, file).map_err(fault)?;
    let sha256 = hash_file(&path).map_err(|error| fault(error.to_string()))?;
    if sha256 != listed.sha256 {
        return Err(fault(format!(
            "it was altered: its SHA-256 is {sha256}, and not the one that the manifest lists"
        )));
    }
    let mut reader = csv::Reader::from_path(&path).map_err(|error| fault(error.to_string()))?;
    reader
        .deserialize()
        .collect::<Result<_, _>>()
        .map_err(|error| fault(safe::clipped(&error.to_string(), 300)))
}
