//! The manifest of a report, read with care.

use std::io::Read as _;
use std::path::Path;

use serde::Deserialize;

use crate::model::{FileUse, Format};
use crate::report::safe;

/// The name of the file.
pub(super) const MANIFEST: &str = "manifest.json";
/// A manifest larger than this is none: it lists files, not records.
const LARGEST: u64 = 64 << 20;
/// Files that a report has at most.
const MOST_OUTPUTS: usize = 10_000;

/// Why a folder cannot be verified at all.
#[derive(Debug, thiserror::Error)]
pub enum ManifestError {
    /// There is no report.
    #[error("{0} is no report: {1}")]
    NoReport(String, String),
    /// What stands there is not what this program writes.
    #[error("{0}: {1}")]
    Broken(String, String),
}

/// What `manifest.json` says.
#[derive(Debug, Clone, Deserialize)]
pub struct Manifest {
    program: String,
    /// Version of the program.
    pub version: String,
    /// SHA-256 of the mappings.
    pub mappings_sha256: String,
    /// The same of their parts.
    pub mappings: Vec<Part>,
    /// Settings, as typed.
    pub settings: Vec<Setting>,
    /// Formats that were written.
    pub formats: Vec<Format>,
    /// The report with which figures were compared.
    pub previous: Option<Previous>,
    /// The time of judgement.
    pub as_of: String,
    /// What went in, by place.
    pub inputs: Vec<Input>,
    /// What came out.
    pub outputs: Vec<Output>,
}

/// A part of the mappings.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
pub struct Part {
    /// Its name.
    pub name: String,
    /// Its SHA-256.
    pub sha256: String,
}

/// A setting.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
pub struct Setting {
    /// Its name: the option without dashes.
    pub name: String,
    /// Its value.
    pub value: String,
}

/// An earlier report.
#[derive(Debug, Clone, Deserialize)]
pub struct Previous {
    /// The name of its folder.
    pub report: String,
    /// SHA-256 of its manifest.
    pub manifest_sha256: String,
}

/// An input.
#[derive(Debug, Clone, Deserialize)]
pub struct Input {
    /// Its name; a member of an archive stands after `!`.
    pub file: String,
    /// SHA-256 of the file on disk; empty if it could not be read.
    pub sha256: String,
    /// Its length on disk.
    pub bytes: u64,
    /// What became of it.
    #[serde(rename = "use")]
    pub used_as: FileUse,
}

/// An output.
#[derive(Debug, Clone, Deserialize)]
pub struct Output {
    /// Its path below the folder.
    pub file: String,
    /// Its SHA-256.
    pub sha256: String,
    /// Its length.
    pub bytes: u64,
}

impl Manifest {
    /// Reads the manifest of a report folder, with its bytes.
    ///
    /// # Errors
    /// No folder or no manifest in it; one that is a link, too large, or not what this program writes.
    pub fn read(folder: &Path) -> Result<(Self, Vec<u8>), ManifestError> {
        let shown = safe::line(&folder.display().to_string());
        let path = folder.join(MANIFEST);
        let no_report = |why: &str| ManifestError::NoReport(shown.clone(), why.to_owned());
        let broken = |why: String| ManifestError::Broken(format!("{shown}/{MANIFEST}"), why);
        let about = std::fs::symlink_metadata(&path).map_err(|_| no_report("no manifest.json is in it"))?;
        if !about.is_file() {
            return Err(broken("it is a link or a folder, and not a file".to_owned()));
        }
        let mut bytes = Vec::new();
        let file = std::fs::File::open(&path).map_err(|fault| broken(fault.to_string()))?;
        file.take(LARGEST + 1).read_to_end(&mut bytes).map_err(|fault| broken(fault.to_string()))?;
        if bytes.len() as u64 > LARGEST {
            return Err(broken(format!("it is larger than {} MiB", LARGEST >> 20)));
        }
        let manifest: Self = serde_json::from_slice(&bytes).map_err(|fault| {
            broken(format!(
                "it is not one that this version can read: {}",
                safe::clipped(&fault.to_string(), 200)
            ))
        })?;
        if manifest.program != env!("CARGO_PKG_NAME") {
            return Err(broken("it is not one that deskproof wrote".to_owned()));
        }
        if manifest.outputs.len() > MOST_OUTPUTS {
            return Err(broken(format!("it lists more than {MOST_OUTPUTS} files")));
        }
        Ok((manifest, bytes))
    }
}
