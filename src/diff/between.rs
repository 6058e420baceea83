//! What differs between two runs as a whole: all that may have moved anything.

use std::collections::BTreeSet;

use super::{Cause, Written};
use crate::model::FileUse;
use crate::verify::{Input, Manifest};

/// Parts of the mappings that are policy: what is asked of changes and tests, not how records are read.
const POLICY: &[&str] = &["policy", "controls", "frameworks", "crosswalk.toml", "definitions.toml"];
/// Settings that name files, which are compared by their hashes.
const OF_FILES: &[&str] = &["overrides", "exceptions", "notes", "previous"];
/// Names of parts and files that a sentence gives.
const NAMED: usize = 4;

/// What differs between two runs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Between {
    /// Versions of the program, if they are not the same.
    pub version: Option<(String, String)>,
    /// Parts of the policy.
    pub policy: Vec<String>,
    /// Parts of the mappings.
    pub mapping: Vec<String>,
    /// Settings, as `name: old, new`.
    pub settings: Vec<String>,
    /// Exports that only the old run read.
    pub only_old: Vec<String>,
    /// Exports that only the new run read.
    pub only_new: Vec<String>,
    /// Whether the decisions of reviewers are others.
    pub overrides: bool,
    /// Whether the exceptions are others.
    pub exceptions: bool,
    /// Hashes of the exports of the old and the new run.
    hashes: (BTreeSet<String>, BTreeSet<String>),
}

impl Between {
    /// What differs between two runs.
    #[must_use]
    pub fn of(old: &Written, new: &Written) -> Self {
        let (old, new) = (&old.manifest, &new.manifest);
        let exports = |manifest: &Manifest| -> BTreeSet<String> {
            manifest.inputs.iter().filter(|input| !input.used_as.is_beside()).map(key).collect()
        };
        let hashes = (exports(old), exports(new));
        let only = |manifest: &Manifest, other: &BTreeSet<String>| -> Vec<String> {
            let is_only = |input: &&Input| !input.used_as.is_beside() && !other.contains(&key(input));
            manifest.inputs.iter().filter(is_only).map(|input| input.file.clone()).collect()
        };
        let (policy, mapping) = parts(old, new);
        Self {
            version: (old.version != new.version).then(|| (old.version.clone(), new.version.clone())),
            policy,
            mapping,
            settings: settings(old, new),
            only_old: only(old, &hashes.1),
            only_new: only(new, &hashes.0),
            overrides: beside(old, FileUse::Overrides) != beside(new, FileUse::Overrides),
            exceptions: beside(old, FileUse::Exceptions) != beside(new, FileUse::Exceptions),
            hashes,
        }
    }

    /// Everything that may have moved something, in the order of the causes.
    #[must_use]
    pub fn causes(&self) -> Vec<Cause> {
        let all = [
            (Cause::Override, self.overrides),
            (Cause::Exception, self.exceptions),
            (Cause::OtherRecords, self.has_other_records()),
            (Cause::Policy, !self.policy.is_empty()),
            (Cause::Mapping, !self.mapping.is_empty()),
            (Cause::Setting, !self.settings.is_empty()),
            (Cause::Version, self.version.is_some()),
        ];
        all.into_iter().filter(|(_, differs)| *differs).map(|(cause, _)| cause).collect()
    }

    /// Whether one run read exports that the other did not.
    #[must_use]
    pub fn has_other_records(&self) -> bool {
        !self.only_old.is_empty() || !self.only_new.is_empty()
    }

    /// Whether an export of one run was read, with the same bytes, by the other one too.
    pub(super) fn was_read_by_both(&self, manifest: &Manifest, file: &str) -> bool {
        manifest
            .inputs
            .iter()
            .filter(|input| input.file == file)
            .any(|input| self.hashes.0.contains(&key(input)) && self.hashes.1.contains(&key(input)))
    }

    /// The differences, a sentence each.
    #[must_use]
    pub fn told(&self) -> Vec<String> {
        let mut told = Vec::new();
        if let Some((old, new)) = &self.version {
            told.push(format!("version: {old}, now {new}"));
        }
        let list = |what: &str, names: &[String]| {
            (!names.is_empty()).then(|| {
                let more = names.len().saturating_sub(NAMED);
                let more = if more == 0 { String::new() } else { format!(" and {more} more") };
                format!("{what}: {}{more}", names[..names.len().min(NAMED)].join(", "))
            })
        };
        told.extend(list("other policy", &self.policy));
        told.extend(list("other mappings", &self.mapping));
        told.extend(list("settings", &self.settings));
        told.extend(list("exports only the old report read", &self.only_old));
        told.extend(list("exports only the new report read", &self.only_new));
        let beside =
            [("other decisions of reviewers", self.overrides), ("other exceptions", self.exceptions)];
        told.extend(beside.iter().filter(|(_, differs)| *differs).map(|(what, _)| (*what).to_owned()));
        told
    }
}

/// What an export is known by: its hash, or its name if it could not be read.
fn key(input: &Input) -> String {
    if input.sha256.is_empty() { format!("name:{}", input.file) } else { input.sha256.clone() }
}

fn beside(manifest: &Manifest, used_as: FileUse) -> BTreeSet<&str> {
    let of = manifest.inputs.iter().filter(|input| input.used_as == used_as);
    of.map(|input| input.sha256.as_str()).collect()
}

/// Parts of policy and of mappings that are not the same.
fn parts(old: &Manifest, new: &Manifest) -> (Vec<String>, Vec<String>) {
    let one = old.mappings.iter().filter(|part| !new.mappings.contains(part));
    let other = new.mappings.iter().filter(|part| !old.mappings.contains(part));
    let names: BTreeSet<&String> = one.chain(other).map(|part| &part.name).collect();
    let (policy, mut mapping): (Vec<String>, Vec<String>) =
        names.into_iter().cloned().partition(|name| POLICY.contains(&name.as_str()));
    if policy.is_empty() && mapping.is_empty() && old.mappings_sha256 != new.mappings_sha256 {
        mapping.push("which is not told".to_owned());
    }
    (policy, mapping)
}

fn settings(old: &Manifest, new: &Manifest) -> Vec<String> {
    let of = |manifest: &Manifest, name: &str| {
        let of_name = manifest.settings.iter().filter(|setting| setting.name == name);
        let values: Vec<&str> = of_name.map(|setting| setting.value.as_str()).collect();
        if values.is_empty() { "not given".to_owned() } else { values.join(", ") }
    };
    let names: BTreeSet<&str> = old
        .settings
        .iter()
        .chain(&new.settings)
        .map(|setting| setting.name.as_str())
        .filter(|name| !OF_FILES.contains(name))
        .collect();
    names
        .into_iter()
        .filter_map(|name| {
            let (then, now) = (of(old, name), of(new, name));
            (then != now).then(|| format!("{name} {then}, now {now}"))
        })
        .collect()
}
