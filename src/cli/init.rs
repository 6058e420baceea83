//! `deskproof init`: the draft of a mapping, to standard output or into files.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use super::args::InitArgs;
use super::error::{Exit, Failure};
use crate::inspect::{Draft, DraftError, draft};
use crate::mapping::Mappings;
use crate::report::safe;
use crate::source::ColumnsError;

/// Drafts and writes.
pub(super) fn run(args: &InitArgs) -> Result<Exit, Failure> {
    let mappings = match &args.mappings {
        Some(folder) => Mappings::embedded().with_folder(folder)?,
        None => Mappings::embedded(),
    };
    let drafted = draft(&args.source, &mappings).map_err(failure)?;
    let text = match &args.out {
        Some(out) => written(&drafted, out, &args.source)?,
        None => printed(&drafted),
    };
    // A closed pipe is the reader's choice.
    let _ = std::io::stdout().lock().write_all(text.as_bytes());
    Ok(Exit::Done)
}

fn failure(error: DraftError) -> Failure {
    match error {
        DraftError::Mapping(fault) | DraftError::Columns(ColumnsError::Mapping(fault)) => fault.into(),
        DraftError::Columns(ColumnsError::Read(fault)) => super::inspect::failure(fault),
        DraftError::Columns(fault @ ColumnsError::NoRecords { .. }) => Failure {
            exit: Exit::Incomplete,
            message: fault.to_string(),
            hints: vec!["a mapping can be written by hand: mappings/README.md".to_owned()],
        },
    }
}

/// The mapping, and behind it the vocabulary under the name of its file.
fn printed(drafted: &Draft) -> String {
    let mut text = format!("# sources/{}.toml\n{}", drafted.id, drafted.mapping);
    if let Some((name, types)) = &drafted.vocabulary {
        text.push_str(&format!("\n# ---- events/{name}.csv ----\n{types}"));
    }
    text
}

/// Writes both files, never over one that is there; says what is next.
fn written(drafted: &Draft, out: &Path, source: &Path) -> Result<String, Failure> {
    let folder = out.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    // `DIR/sources/x.toml` goes with `DIR/events/x.csv`; anywhere else both stand side by side.
    let top = folder.file_name().filter(|name| *name == "sources").and_then(|_| folder.parent());
    let mut files: Vec<(PathBuf, &str)> = vec![(out.to_owned(), &drafted.mapping)];
    if let Some((name, types)) = &drafted.vocabulary {
        let events = top.map_or_else(|| folder.to_owned(), |top| top.join("events"));
        files.push((events.join(format!("{name}.csv")), types));
    }
    if let Some((there, _)) = files.iter().find(|(path, _)| path.exists()) {
        return Err(Failure::usage(format!("{} is there already", there.display()))
            .hint("give another --out, or move it away"));
    }
    let mut text = String::new();
    for (path, content) in &files {
        write(path, content)
            .map_err(|fault| Failure::failed(format!("{} cannot be written: {fault}", path.display())))?;
        text.push_str(&format!("wrote {}\n", safe::line(&path.display().to_string())));
    }
    if !drafted.open.is_empty() {
        text.push_str(&format!("fill in: {} (not guessed, and must be there)\n", drafted.open.join(", ")));
    }
    let source = safe::line(&source.display().to_string());
    match top {
        Some(top) => {
            let top = if top.as_os_str().is_empty() { Path::new(".") } else { top };
            let top = safe::line(&top.display().to_string());
            text.push_str(&format!("next: deskproof inspect {source} --mappings {top} --show 3\n"));
        }
        None => text.push_str(&format!(
            "next: put the .toml into DIR/sources and the .csv into DIR/events, then\n      \
             deskproof inspect {source} --mappings DIR --show 3\n"
        )),
    }
    Ok(text)
}

fn write(path: &Path, content: &str) -> std::io::Result<()> {
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder)?;
    }
    let mut file = std::fs::File::create_new(path)?;
    file.write_all(content.as_bytes())
}
