//! The settings of a manifest as the arguments that they once were.
//!
//! A manifest may come from anybody: only options of these lists are replayed, none that names a file to write, and
//! files are those that were found by their hash.

use std::path::Path;

use clap::Parser as _;

use crate::cli::args::{Args, Command, ReportArgs};
use crate::model::{FileUse, Format};
use crate::pipeline::Settings;
use crate::report::safe;
use crate::source;
use crate::verify::{Located, Manifest};

/// Options whose value stands in the manifest.
const WITH_VALUE: &[&str] = &["tz", "as-of", "sample", "audience"];
/// Options without a value: the manifest says `yes`.
const ALONE: &[&str] = &["name-agents"];
/// Options that name a file, which is found by its hash.
const OF_FILES: &[&str] = &["overrides", "exceptions", "notes", "previous"];

/// Arguments and settings of the run that the manifest tells of; `key` is the key file of its pseudonyms.
///
/// # Errors
/// A setting that this version does not know or accept, in words.
pub(super) fn settings(
    manifest: &Manifest,
    located: Located,
    key: Option<&Path>,
) -> Result<(ReportArgs, Settings), String> {
    let mut words: Vec<std::ffi::OsString> =
        ["deskproof", "report", "-", "--out", "-"].map(Into::into).into();
    for setting in &manifest.settings {
        let (name, value) = (setting.name.as_str(), setting.value.as_str());
        if WITH_VALUE.contains(&name) {
            words.push(format!("--{name}={value}").into());
        } else if ALONE.contains(&name) && value == "yes" {
            words.push(format!("--{name}").into());
        } else if name == "pseudonyms" {
            words.push("--pseudonyms".into());
            words.push(key_of(value, key)?.into());
        } else if !OF_FILES.contains(&name) {
            let shown = safe::clipped(&format!("{name} = {value}"), 100);
            return Err(format!("the setting `{shown}` is none that this version can repeat"));
        }
    }
    // All of them are what is written without the option, also for an audience that is not shown each.
    if manifest.formats.len() < Format::ALL.len() {
        for format in &manifest.formats {
            words.push(format!("--format={format}").into());
        }
    }
    for (used_as, path) in &located.beside {
        let option = match used_as {
            FileUse::Overrides => "--overrides",
            FileUse::Exceptions => "--exceptions",
            FileUse::Notes => "--notes",
            _ => continue,
        };
        words.extend([option.into(), path.into()]);
    }
    if let Some(folder) = &located.previous {
        words.extend(["--previous".into(), folder.into()]);
    }
    let refused = |fault: &dyn std::fmt::Display| {
        let told = fault.to_string();
        let first = told.lines().next().unwrap_or_default();
        format!("its settings are not accepted: {}", safe::clipped(first, 200))
    };
    let args = match Args::try_parse_from(words).map_err(|fault| refused(&fault))?.command {
        Command::Report(args) => args,
        _ => return Err("its settings are those of no report".to_owned()),
    };
    let settings = crate::cli::report::settings(&args).map_err(|fault| refused(&fault.message))?;
    let settings = Settings { inputs: Vec::new(), named: located.named, ..settings };
    Ok((args, settings))
}

/// The key file, if it is the one whose id the manifest tells.
fn key_of<'a>(told: &str, given: Option<&'a Path>) -> Result<&'a Path, String> {
    let Some(file) = given else {
        return Err("it was made with pseudonyms: give their key file with --pseudonyms".to_owned());
    };
    let key = source::key(file).map_err(|fault| safe::clipped(&format!("--pseudonyms {fault}"), 200))?;
    if told == format!("key {}", key.id()) {
        Ok(file)
    } else {
        Err("it was made with another key than that of --pseudonyms".to_owned())
    }
}
