//! Reading an earlier report of ours: its figures, if they are what its manifest says.
//!
//! The folder may come from anywhere, so it is read like any other input: bounded, checked, and refused whole if
//! anything in it is wrong. Of its texts only ids and definitions are compared; none but names and hashes is printed.

use std::collections::BTreeMap;
use std::io::Read as _;
use std::path::Path;

use serde::Deserialize;
use sha2::{Digest as _, Sha256};

use super::documents::hex;
use super::limits::PREVIOUS_BYTES;
use crate::model::{Instant, PreviousMetric, PreviousReport, PreviousRun, Span};

const MANIFEST: &str = "manifest.json";
const METRICS: &str = "data/metrics.json";
const PROGRAM: &str = "deskproof";
/// Characters of a text of the folder that a fault shows.
const SHOWN: usize = 60;

/// Why an earlier report cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("{file}: {message}")]
pub struct PreviousError {
    /// The file, below the folder as given.
    pub file: String,
    /// What is wrong, with the line where one can be told.
    pub message: String,
}

#[derive(Deserialize)]
struct Manifest {
    program: String,
    outputs: Vec<Output>,
}

#[derive(Deserialize)]
struct Output {
    file: String,
    sha256: String,
}

#[derive(Deserialize)]
struct Document {
    run: Run,
    metrics: Vec<Written>,
}

#[derive(Deserialize)]
struct Run {
    version: String,
    as_of: String,
    mappings_sha256: String,
}

/// A figure as it is written.
#[derive(Deserialize)]
struct Written {
    id: String,
    definition: String,
    numerator: u64,
    denominator: Option<u64>,
    value: Option<f64>,
    period: Option<Period>,
}

#[derive(Deserialize)]
struct Period {
    from: Instant,
    to: Instant,
}

/// The figure, if its parts agree.
fn checked(written: Written) -> Result<PreviousMetric, String> {
    let Written { id, definition, numerator, denominator, value, period } = written;
    if let Some(denominator) = denominator.filter(|denominator| *denominator < numerator) {
        return Err(format!("numerator {numerator} is above denominator {denominator}"));
    }
    if period.as_ref().is_some_and(|period| period.to < period.from) {
        return Err("a period ends before it begins".to_owned());
    }
    let period = period.map(|period| Span { from: period.from, to: period.to });
    Ok(PreviousMetric { id, definition, numerator, denominator, has_value: value.is_some(), period })
}

/// Reads the report in a folder.
///
/// # Errors
/// Files that are missing, too large or no JSON of ours, figures that are not those of the manifest or that cannot be.
pub fn previous(folder: &Path) -> Result<PreviousReport, PreviousError> {
    let manifest_bytes = bytes_of(folder, MANIFEST)?;
    let manifest: Manifest = json(folder, MANIFEST, &manifest_bytes)?;
    if manifest.program != PROGRAM {
        return Err(fault(folder, MANIFEST, "it is not one that deskproof wrote"));
    }
    let said = manifest.outputs.iter().find(|output| output.file == METRICS);
    let said = said.ok_or_else(|| fault(folder, MANIFEST, &format!("it does not list {METRICS}")))?;
    let bytes = bytes_of(folder, METRICS)?;
    let sha256 = hex(&Sha256::digest(&bytes));
    if sha256 != said.sha256 {
        let message =
            format!("it was altered: its SHA-256 is {sha256}, and not the one that {MANIFEST} lists");
        return Err(fault(folder, METRICS, &message));
    }
    let document: Document = json(folder, METRICS, &bytes)?;
    let mut metrics = BTreeMap::new();
    for written in document.metrics {
        let id = written.id.clone();
        let metric = checked(written)
            .map_err(|message| fault(folder, METRICS, &format!("{}{message}", line(&bytes, &id, 0))))?;
        if metrics.insert(id.clone(), metric).is_some() {
            let shown: String = id.chars().take(SHOWN).collect();
            let message = format!("{}the figure {shown:?} stands twice", line(&bytes, &id, 1));
            return Err(fault(folder, METRICS, &message));
        }
    }
    let Run { version, as_of, mappings_sha256 } = document.run;
    let name = folder.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    let manifest_sha256 = hex(&Sha256::digest(&manifest_bytes));
    let run = PreviousRun { name, manifest_sha256, metrics_sha256: sha256, version, as_of, mappings_sha256 };
    Ok(PreviousReport { run, metrics })
}

/// "line 12: ", the line on which an id stands for the nth time; empty if it is spelt in another way.
fn line(bytes: &[u8], id: &str, nth: usize) -> String {
    let Ok(id) = serde_json::to_vec(id) else { return String::new() };
    let at = memchr::memmem::find_iter(bytes, &id).nth(nth);
    at.map_or_else(String::new, |at| {
        format!("line {}: ", 1 + memchr::memchr_iter(b'\n', &bytes[..at]).count())
    })
}

fn bytes_of(folder: &Path, name: &str) -> Result<Vec<u8>, PreviousError> {
    let unreadable = |error: std::io::Error| fault(folder, name, &error.to_string());
    let file = std::fs::File::open(folder.join(name)).map_err(unreadable)?;
    let mut bytes = Vec::new();
    file.take(PREVIOUS_BYTES + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    if bytes.len() as u64 > PREVIOUS_BYTES {
        return Err(fault(folder, name, &format!("it is larger than {} MiB", PREVIOUS_BYTES >> 20)));
    }
    Ok(bytes)
}

fn json<T: serde::de::DeserializeOwned>(folder: &Path, name: &str, bytes: &[u8]) -> Result<T, PreviousError> {
    serde_json::from_slice(bytes).map_err(|error| {
        let told = error.to_string();
        let told = told.split(" at line ").next().unwrap_or_default();
        let shown: String = told.chars().take(4 * SHOWN).collect();
        fault(folder, name, &format!("line {}: {shown}", error.line()))
    })
}

fn fault(folder: &Path, name: &str, message: &str) -> PreviousError {
    PreviousError { file: folder.join(name).display().to_string(), message: message.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RUN: &str = r#"{"program":"deskproof","version":"1.0","as_of":"2026-03-14T00:00:00Z","mappings_sha256":"m","settings":[]}"#;
    const FIGURE: &str = r#"{"id":"a.b","definition":"D.","numerator":3,"denominator":4,"value":0.75,"period":{"from":"2026-03-01T00:00:00Z","to":"2026-03-14T00:00:00Z"},"ids":[]}"#;

    fn document(figures: &[&str]) -> String {
        format!("{{\n\"run\":{RUN},\n\"metrics\":[\n{}\n]}}\n", figures.join(",\n"))
    }

    /// A folder with these figures and the manifest that belongs to them.
    fn folder(metrics: &str) -> tempfile::TempDir {
        let sha256 = hex(&Sha256::digest(metrics.as_bytes()));
        let manifest = format!(
            r#"{{"program":"deskproof","outputs":[{{"file":"data/metrics.json","sha256":"{sha256}","bytes":1}}]}}"#
        );
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("data")).unwrap();
        std::fs::write(folder.path().join(METRICS), metrics).unwrap();
        std::fs::write(folder.path().join(MANIFEST), manifest).unwrap();
        folder
    }

    fn refused(metrics: &str) -> String {
        previous(folder(metrics).path()).unwrap_err().to_string()
    }

    #[test]
    fn figures_are_read_with_their_time_and_the_run_they_are_of() {
        let of_nothing =
            r#"{"id":"a.c","definition":"E.","numerator":0,"denominator":0,"value":null,"period":null}"#;
        let folder = folder(&document(&[FIGURE, of_nothing]));
        let read = previous(folder.path()).unwrap();
        assert_eq!((read.run.version.as_str(), read.run.manifest_sha256.len()), ("1.0", 64));
        let metric = &read.metrics["a.b"];
        assert_eq!((metric.numerator, metric.denominator, metric.has_value), (3, Some(4), true));
        assert_eq!(metric.period.unwrap().to.to_rfc3339(), "2026-03-14T00:00:00+00:00");
        assert!(!read.metrics["a.c"].has_value);
    }

    #[test]
    fn figures_that_are_not_those_of_the_manifest_are_refused() {
        let folder = folder(&document(&[FIGURE]));
        let altered = document(&[FIGURE]).replace("\"numerator\":3", "\"numerator\":2");
        std::fs::write(folder.path().join(METRICS), altered).unwrap();
        let told = previous(folder.path()).unwrap_err().to_string();
        assert!(told.contains("data/metrics.json: it was altered"), "{told}");
    }

    #[test]
    fn what_cannot_be_is_refused_with_its_line() {
        let with = |from: &str, to: &str| {
            refused(&document(&[FIGURE, &FIGURE.replace("a.b", "a.c").replace(from, to)]))
        };
        for (told, words) in [
            (with("\"numerator\":3", "\"numerator\":5"), "line 5: numerator 5 is above denominator 4"),
            (with("\"numerator\":3", "\"numerator\":-1"), "line 5: invalid value"),
            (with("2026-03-14T00", "2025-03-14T00"), "line 5: a period ends before it begins"),
            (with("\"id\":", "\"di\":"), "line 5: missing field `id`"),
            (with("a.c", "a.b"), "line 5: the figure \"a.b\" stands twice"),
            (refused("[1"), "line 1: "),
            (refused(&"[".repeat(100_000)), "line 1: invalid type"),
        ] {
            assert!(told.contains(&format!("data/metrics.json: {words}")), "{told}");
        }
    }

    #[test]
    fn a_folder_that_is_no_report_of_ours_is_refused() {
        let folder = folder(&document(&[FIGURE]));
        let manifest = folder.path().join(MANIFEST);
        for (text, words) in [
            (r#"{"program":"other","outputs":[]}"#, "not one that deskproof wrote"),
            (r#"{"program":"deskproof","outputs":[]}"#, "does not list data/metrics.json"),
            ("{}", "missing field `program`"),
        ] {
            std::fs::write(&manifest, text).unwrap();
            let told = previous(folder.path()).unwrap_err().to_string();
            assert!(told.contains(words), "{told}");
        }
        std::fs::remove_file(&manifest).unwrap();
        assert!(previous(folder.path()).unwrap_err().file.ends_with(MANIFEST));
    }

    #[test]
    fn what_is_too_large_is_not_held() {
        let folder = folder(&document(&[FIGURE]));
        let large = " ".repeat(usize::try_from(PREVIOUS_BYTES).unwrap() + 1);
        std::fs::write(folder.path().join(MANIFEST), large).unwrap();
        assert!(previous(folder.path()).unwrap_err().to_string().contains("larger than"));
    }
}
