//! `deskproof verify`: a report against its manifest, its inputs, its signature and a repeated run.

mod replay;
mod text;

use std::io::{IsTerminal as _, Write as _};
use std::path::Path;

use serde::Serialize;

use super::args::VerifyArgs;
use super::error::{Exit, Failure};
use super::progress::Bar;
use crate::mapping::Mappings;
use crate::report::{self, SIGNATURE, SIGNED_BY, SignatureFault, safe};
use crate::verify::{self, Difference, Located, Manifest, ManifestError, Part};

/// Bytes that a file with a signature or a key has at most.
const LARGEST: u64 = 1 << 16;

/// One thing that was checked.
#[derive(Debug, Serialize)]
struct Check {
    /// `files`, `inputs`, `program`, `run` or `signature`.
    what: &'static str,
    /// Whether it comes out even; `None` if it was not checked.
    holds: Option<bool>,
    /// What was found, in words.
    said: String,
    /// The fingerprint of the key that signed.
    #[serde(skip_serializing_if = "Option::is_none")]
    key: Option<String>,
    /// What differs.
    differences: Vec<Told>,
}

/// A difference as JSON tells it.
#[derive(Debug, Serialize)]
struct Told {
    file: String,
    line: Option<u64>,
    byte: Option<u64>,
    said: String,
}

impl From<Difference> for Told {
    fn from(Difference { file, line, byte, said }: Difference) -> Self {
        Self { file, line, byte, said }
    }
}

impl Check {
    fn of(what: &'static str, said: String, differences: Vec<Difference>) -> Self {
        let holds = Some(differences.is_empty());
        let differences = differences.into_iter().map(Told::from).collect();
        Self { what, holds, said, key: None, differences }
    }

    fn skipped(what: &'static str, said: &str) -> Self {
        Self { what, holds: None, said: said.to_owned(), key: None, differences: Vec::new() }
    }
}

/// Checks all that can be checked, and tells it.
pub(super) fn run(args: &VerifyArgs) -> Result<Exit, Failure> {
    let (manifest, bytes) = match Manifest::read(&args.report) {
        Ok(read) => read,
        Err(fault @ ManifestError::NoReport(..)) => return Err(Failure::usage(fault.to_string())),
        Err(fault) => {
            return Err(Failure { exit: Exit::Mismatch, message: fault.to_string(), hints: Vec::new() });
        }
    };
    let mappings = mappings(args)?;
    super::threads(args.threads)?;
    let mut checks = vec![files(&args.report, &manifest), signature(args, &bytes)?];
    if args.inputs.is_empty() {
        checks.push(Check::skipped(
            "inputs",
            "not looked at, and the run not repeated: name them with --inputs",
        ));
    } else {
        let located = verify::locate(&manifest, &args.inputs)
            .map_err(|fault| Failure::usage(format!("--inputs: {}", safe::line(&fault.to_string()))))?;
        checks.push(inputs(&manifest, &located));
        checks.push(program(&manifest, &mappings));
        checks.push(again(args, &manifest, located, &mappings)?);
    }
    let is_even = checks.iter().all(|check| check.holds != Some(false));
    let told =
        if args.json { text::json(&checks, is_even) } else { text::text(&checks, is_even, super::colour()) };
    // A closed pipe is the reader's choice.
    let _ = std::io::stdout().lock().write_all(told.as_bytes());
    Ok(if is_even { Exit::Done } else { Exit::Mismatch })
}

fn mappings(args: &VerifyArgs) -> Result<Mappings, Failure> {
    Ok(match &args.mappings {
        Some(folder) => Mappings::embedded().with_folder(folder)?,
        None => Mappings::embedded(),
    })
}

/// The files of the report against its manifest.
fn files(folder: &Path, manifest: &Manifest) -> Check {
    let differences = verify::listed(folder, manifest);
    let count = report::counted(manifest.outputs.len(), "file");
    let said = if differences.is_empty() {
        format!("{count} as the manifest lists them; none missing, none extra")
    } else {
        format!("{count} listed; {} not as the manifest says", differences.len())
    };
    Check::of("files", said, differences)
}

/// The signature, with the key that is trusted if one is given.
fn signature(args: &VerifyArgs, manifest: &[u8]) -> Result<Check, Failure> {
    let trusted = args.key.as_ref().map(|file| {
        let shown = safe::line(&file.display().to_string());
        let unusable = |fault: String| Failure::usage(format!("--key {shown}: {fault}"));
        let key = super::text_of(file).map_err(|fault| unusable(fault.to_string()))?;
        report::fingerprint(&key).map_err(|fault| unusable(fault.to_string()))?;
        Ok::<_, Failure>((key, shown))
    });
    let trusted = trusted.transpose()?;
    let read = |name: &str| verify::small(&args.report, name, LARGEST);
    let check = |name: &str, said: String| {
        Check::of("signature", "not accepted".to_owned(), vec![Difference::of(name, said)])
    };
    Ok(match (read(SIGNATURE), read(SIGNED_BY), trusted) {
        (Ok(None), Ok(None), None) => Check::skipped("signature", "not signed"),
        (Ok(None), _, Some((_, shown))) => {
            check(SIGNATURE, format!("missing: the report is not signed, let alone with {shown}"))
        }
        (Ok(None), _, None) => check(SIGNATURE, "missing, though a public key is there".to_owned()),
        (Err(said), ..) => check(SIGNATURE, said),
        (Ok(Some(signature)), _, Some((key, shown))) => match report::check(manifest, &signature, &key) {
            Ok(fingerprint) => {
                let said = format!("manifest.json is signed with the key of {shown}");
                Check { key: Some(fingerprint), ..Check::of("signature", said, Vec::new()) }
            }
            Err(fault) => check(SIGNATURE, format!("{fault} of {shown}")),
        },
        (Ok(Some(signature)), Ok(Some(key)), None) => {
            let key = String::from_utf8_lossy(&key).into_owned();
            match report::check(manifest, &signature, &key) {
                Ok(fingerprint) => {
                    let said =
                        "manifest.json is signed, not checked against a key you trust: give it with --key";
                    Check { key: Some(fingerprint), ..Check::of("signature", said.to_owned(), Vec::new()) }
                }
                Err(fault @ SignatureFault::Wrong) => check(SIGNATURE, format!("{fault} of {SIGNED_BY}")),
                Err(fault) => check(SIGNED_BY, fault.to_string()),
            }
        }
        (Ok(Some(_)), Ok(None), None) => {
            check(SIGNED_BY, "missing: give the public key with --key".to_owned())
        }
        (Ok(Some(_)), Err(said), None) => check(SIGNED_BY, said),
    })
}

/// The inputs, by hash.
fn inputs(manifest: &Manifest, located: &Located) -> Check {
    let mut said = format!(
        "{} of {} found with the SHA-256 listed",
        located.found,
        report::counted(manifest.inputs.len(), "input")
    );
    if let (names, count @ 1..) = &located.others {
        let more = if *count > names.len() { ", …" } else { "" };
        said += &format!(
            "; {} there that the report did not read ({}{more})",
            report::counted(*count, "other file"),
            names.join(", ")
        );
    }
    Check::of("inputs", said, located.differences.clone())
}

/// Version and mappings of this program against those of the report.
fn program(manifest: &Manifest, mappings: &Mappings) -> Check {
    let version = env!("CARGO_PKG_VERSION");
    let mut differences = Vec::new();
    if manifest.version != version {
        let then = safe::clipped(&manifest.version, 40);
        differences.push(Difference::of(
            "deskproof",
            format!("the report was made by version {then}, this is {version}"),
        ));
    }
    if manifest.mappings_sha256 != mappings.sha256() {
        let parts = other_parts(&manifest.mappings, &mappings.parts());
        let said = format!("the report was made with other mappings ({parts}): give its own with --mappings");
        differences.push(Difference::of("mappings", said));
    }
    let said = if differences.is_empty() { "version and mappings as then" } else { "not the same as then" };
    Check::of("program", format!("{said}: {version}"), differences)
}

/// The names of parts that are not the same.
fn other_parts(then: &[Part], now: &[(String, String)]) -> String {
    let now: Vec<Part> =
        now.iter().map(|(name, sha256)| Part { name: name.clone(), sha256: sha256.clone() }).collect();
    let one_sided =
        then.iter().filter(|part| !now.contains(part)).chain(now.iter().filter(|part| !then.contains(part)));
    let names: std::collections::BTreeSet<String> =
        one_sided.map(|part| safe::clipped(&part.name, 40)).collect();
    names.into_iter().take(12).collect::<Vec<_>>().join(", ")
}

/// The run, repeated with the settings of the manifest, if all inputs are there.
fn again(
    args: &VerifyArgs,
    manifest: &Manifest,
    located: Located,
    mappings: &Mappings,
) -> Result<Check, Failure> {
    if !located.differences.is_empty() {
        return Ok(Check::skipped("run", "not repeated: its inputs are not all there as they were"));
    }
    let (replayed, settings) = match replay::settings(manifest, located, args.pseudonyms.as_deref()) {
        Ok(replayed) => replayed,
        Err(said) => {
            return Ok(Check::of(
                "run",
                "cannot be repeated".to_owned(),
                vec![Difference::of("manifest.json", said)],
            ));
        }
    };
    let bar = Bar::new(!args.json && std::io::stderr().is_terminal());
    let made = match super::report::files(&replayed, &settings, mappings, &bar) {
        Ok(files) => files,
        Err(failure) => {
            let said = format!("the run fails: {}", safe::clipped(&failure.message, 400));
            return Ok(Check::of(
                "run",
                "cannot be repeated".to_owned(),
                vec![Difference::of("manifest.json", said)],
            ));
        }
    };
    let differences = verify::compare(&args.report, manifest, &made);
    let count = report::counted(made.len(), "file");
    let said = if differences.is_empty() {
        format!("repeated with the settings of the manifest: {count} byte for byte the same")
    } else {
        format!("repeated with the settings of the manifest: {} of {count} differ", differences.len())
    };
    Ok(Check::of("run", said, differences))
}
