//! The inputs of a report, found again by name and hash, wherever they are now.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::difference::Difference;
use super::manifest::{Input, Manifest};
use crate::model::FileUse;
use crate::report::safe;
use crate::source::{self, Given, ReadError, hash_file};

/// Other files that are named.
const NAMED: usize = 5;

/// What was found of the inputs of a report.
#[derive(Debug, Default)]
pub struct Located {
    /// Exports, by the names that the report gives them.
    pub named: Vec<(String, PathBuf)>,
    /// Files that were given beside them.
    pub beside: Vec<(FileUse, PathBuf)>,
    /// The folder of the earlier report.
    pub previous: Option<PathBuf>,
    /// Inputs that are missing or not the same.
    pub differences: Vec<Difference>,
    /// How many inputs were found with the hash that is listed.
    pub found: usize,
    /// Files among those given that the report did not read: the first few, and how many there are.
    pub others: (Vec<String>, usize),
}

/// The files there are, with the hashes of those that could be meant.
struct Candidates {
    files: Vec<Given>,
    hashes: Vec<Option<String>>,
    taken: BTreeSet<usize>,
}

/// Looks for all inputs of a report in files and folders.
///
/// # Errors
/// A place that is not there or cannot be listed.
pub fn locate(manifest: &Manifest, places: &[PathBuf]) -> Result<Located, ReadError> {
    let mut candidates = Candidates::of(manifest, source::collect(places)?);
    let mut located = Located::default();
    let beside = beside(&manifest.inputs);
    let exports = manifest.inputs.len() - beside;
    let mut on_disk: BTreeMap<String, usize> = BTreeMap::new();
    // Those that go by their names first, so that nothing else takes their files.
    let exports_given = &manifest.inputs[..exports];
    let named: Vec<Option<usize>> = exports_given.iter().map(|input| candidates.named(input)).collect();
    for at in named.iter().flatten() {
        located.found += 1;
        on_disk.insert(candidates.take(*at), *at);
    }
    for (input, _) in exports_given.iter().zip(&named).filter(|(_, at)| at.is_none()) {
        match candidates.renamed(input, &on_disk) {
            Ok((name, at)) => {
                located.found += 1;
                on_disk.insert(name, at);
            }
            Err(said) => located.differences.push(Difference::of(&input.file, said)),
        }
    }
    for input in &manifest.inputs[exports..] {
        match candidates.same_name(input) {
            Ok(at) => {
                located.found += 1;
                located.beside.push((input.used_as, candidates.files[at].path.clone()));
            }
            Err(said) => located.differences.push(Difference::of(&input.file, said)),
        }
    }
    if let Some(previous) = &manifest.previous {
        match candidates.previous(&previous.report, &previous.manifest_sha256) {
            Ok(folder) => located.previous = Some(folder),
            Err(said) => located.differences.push(Difference::of(&previous.report, said)),
        }
    }
    located.others = candidates.others(located.previous.as_deref());
    located.named = on_disk.into_iter().map(|(name, at)| (name, candidates.files[at].path.clone())).collect();
    Ok(located)
}

/// How many inputs at the end were given beside the exports: these come last, decisions first, then exceptions and
/// notes. One that lay among the exports stands before and is read with them.
fn beside(inputs: &[Input]) -> usize {
    let mut last = None;
    let is_beside = |input: &&Input| {
        let fits = input.used_as.is_beside()
            && !input.file.contains('/')
            && last.is_none_or(|later| input.used_as <= later);
        last = Some(input.used_as);
        fits
    };
    inputs.iter().rev().take_while(is_beside).count()
}

impl Candidates {
    fn of(manifest: &Manifest, files: Vec<Given>) -> Self {
        let lengths: BTreeSet<u64> = manifest.inputs.iter().map(|input| input.bytes).collect();
        let has_previous = manifest.previous.is_some();
        let is_wanted = |file: &Given| {
            lengths.contains(&file.bytes) || (has_previous && base(&file.name) == super::manifest::MANIFEST)
        };
        let hash = |file: &Given| is_wanted(file).then(|| hash_file(&file.path).ok()).flatten();
        let hashes = files.par_iter().map(hash).collect();
        Self { files, hashes, taken: BTreeSet::new() }
    }

    /// The places of files with this hash.
    fn with_hash(&self, sha256: &str) -> Vec<usize> {
        let has = |at: &usize| self.hashes[*at].as_deref() == Some(sha256);
        (0..self.files.len()).filter(has).collect()
    }

    /// The places of files that may be an input: those with its hash, or with its name if it could not be read then.
    fn same(&self, input: &Input) -> Vec<usize> {
        if input.sha256.is_empty() {
            (0..self.files.len()).filter(|at| self.is_named(input, *at)).collect()
        } else {
            self.with_hash(&input.sha256)
        }
    }

    /// Whether a file goes by the name of an input, or is the archive of which the input is a member.
    fn is_named(&self, input: &Input, at: usize) -> bool {
        let name = safe::line(&self.files[at].name);
        input.file == name || input.file.strip_prefix(&name).is_some_and(|rest| rest.starts_with('!'))
    }

    /// The file of an export that goes by its name.
    fn named(&self, input: &Input) -> Option<usize> {
        self.same(input).into_iter().find(|at| self.is_named(input, *at))
    }

    /// Takes a file, and gives its name.
    fn take(&mut self, at: usize) -> String {
        self.taken.insert(at);
        self.files[at].name.clone()
    }

    /// The file of an export that goes by another name now, with the name on disk that it had: that of the archive
    /// for its members.
    fn renamed(
        &mut self,
        input: &Input,
        on_disk: &BTreeMap<String, usize>,
    ) -> Result<(String, usize), String> {
        let same = self.same(input);
        let name = match input.file.split_once('!') {
            Some((archive, _)) if same.iter().any(|at| is_archive(&self.files[*at].path)) => archive,
            _ => &input.file,
        };
        if let Some(at) = on_disk.get(name).filter(|at| same.contains(at)) {
            return Ok((name.to_owned(), *at));
        }
        let free = same.iter().copied().find(|at| !self.taken.contains(at));
        let at = free.ok_or_else(|| self.missing(input))?;
        self.taken.insert(at);
        Ok((name.to_owned(), at))
    }

    /// A file that was given by an option: it goes by its own name.
    fn same_name(&mut self, input: &Input) -> Result<usize, String> {
        let same = self.with_hash(&input.sha256);
        let is_named = |at: &usize| safe::line(base(&self.files[*at].name)) == input.file;
        if let Some(at) = same.iter().copied().find(is_named) {
            self.taken.insert(at);
            return Ok(at);
        }
        match same.first() {
            Some(at) => Err(format!(
                "is here as {}: give it by the name that the report knows it by",
                safe::clipped(&self.files[*at].name, 200)
            )),
            None => Err(self.missing(input)),
        }
    }

    /// What is wrong with an input of which no file has the hash.
    fn missing(&self, input: &Input) -> String {
        let is_named = |file: &&Given| {
            let name = safe::line(&file.name);
            name == input.file || safe::line(base(&file.name)) == base(&input.file)
        };
        let Some(file) = self.files.iter().find(is_named) else {
            return format!(
                "missing: no file of {} bytes has its SHA-256 {}",
                input.bytes,
                short(&input.sha256)
            );
        };
        match hash_file(&file.path) {
            Ok(sha256) => format!(
                "changed: {} has {} bytes and the SHA-256 {}, then {} bytes and {}",
                safe::clipped(&file.name, 200),
                file.bytes,
                short(&sha256),
                input.bytes,
                short(&input.sha256)
            ),
            Err(fault) => format!("cannot be read: {fault}"),
        }
    }

    /// The folder of the earlier report.
    fn previous(&mut self, report: &str, sha256: &str) -> Result<PathBuf, String> {
        let is_manifest = |at: &usize| base(&self.files[*at].name) == super::manifest::MANIFEST;
        let folders: Vec<PathBuf> = self
            .with_hash(sha256)
            .into_iter()
            .filter(is_manifest)
            .filter_map(|at| Some(self.files[at].path.parent()?.to_owned()))
            .collect();
        let is_named = |folder: &&PathBuf| {
            folder.file_name().is_some_and(|name| safe::line(&name.to_string_lossy()) == report)
        };
        match (folders.iter().find(is_named), folders.first()) {
            (Some(folder), _) => Ok(folder.clone()),
            (None, Some(folder)) => Err(format!(
                "the earlier report is here as {}: give it by the name that the report knows it by",
                safe::clipped(&folder.display().to_string(), 200)
            )),
            (None, None) => {
                Err(format!("missing: no earlier report whose manifest has the SHA-256 {}", short(sha256)))
            }
        }
    }

    /// Files that nothing asked for, outside of the earlier report.
    fn others(&self, previous: Option<&Path>) -> (Vec<String>, usize) {
        let is_other = |at: &usize| {
            let path = &self.files[*at].path;
            !self.taken.contains(at) && !previous.is_some_and(|folder| path.starts_with(folder))
        };
        let others: Vec<usize> = (0..self.files.len()).filter(is_other).collect();
        let named = others.iter().take(NAMED).map(|at| safe::clipped(&self.files[*at].name, 200)).collect();
        (named, others.len())
    }
}

fn base(name: &str) -> &str {
    name.rsplit('/').next().unwrap_or_default()
}

fn short(sha256: &str) -> String {
    format!("{}…", sha256.chars().take(16).collect::<String>())
}

fn is_archive(path: &Path) -> bool {
    use std::io::Read as _;
    let mut head = [0; 2];
    std::fs::File::open(path).is_ok_and(|mut file| file.read_exact(&mut head).is_ok() && head == *b"PK")
}
