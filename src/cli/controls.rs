//! `deskproof controls`: the control tests, the entries of frameworks they give evidence for, and the inputs they need.

mod document;
mod text;

use std::io::Write as _;

use super::args::ControlsArgs;
use super::error::{Exit, Failure};
use crate::assess::control;
use crate::assess::framework::{self, FrameworkInput};
use crate::mapping::controls::{ControlDefinition, Controls};
use crate::mapping::crosswalk::Crosswalk;
use crate::mapping::exports::{Exports, Input, Need};
use crate::mapping::{MappingError, Mappings};
use crate::model::{CitedEntry, FrameworkEvidence};
use crate::report::safe;

/// What is listed.
struct Listing<'a> {
    tests: Vec<Listed<'a>>,
    /// All frameworks, or the one asked for.
    frameworks: Vec<FrameworkEvidence>,
    citations: Vec<CitedEntry>,
    /// Whether a framework was asked for.
    is_of_framework: bool,
    /// Whether everything is listed.
    is_whole: bool,
}

/// A test with what it stands on.
struct Listed<'a> {
    definition: &'a ControlDefinition,
    is_automated: bool,
    /// Inputs that exports give.
    inputs: Vec<&'a Need>,
}

/// Everything under `mappings/` that is told of.
struct Told {
    controls: Controls,
    crosswalk: Crosswalk,
    exports: Exports,
}

impl Told {
    fn load(mappings: &Mappings) -> Result<Self, MappingError> {
        let controls = control::load(mappings)?;
        let crosswalk = Crosswalk::load(mappings, controls.catalogue())?;
        Ok(Self { controls, crosswalk, exports: Exports::load(mappings)? })
    }
}

/// Reads the mappings and tells; no export is read.
pub(super) fn run(args: &ControlsArgs) -> Result<Exit, Failure> {
    let mappings = super::reading::mappings(args.mappings.as_deref())?;
    let told = Told::load(&mappings)?;
    let listing = listing(&told, args)?;
    let text = if args.json {
        format!("{:#}\n", document::document(&listing))
    } else {
        text::text(&listing, super::colour())
    };
    // A closed pipe is the reader's choice.
    let _ = std::io::stdout().lock().write_all(text.as_bytes());
    Ok(Exit::Done)
}

fn listing<'a>(told: &'a Told, args: &ControlsArgs) -> Result<Listing<'a>, Failure> {
    let Told { controls, crosswalk, exports } = told;
    let tests = controls.tests();
    let mut frameworks = framework::evidence(&FrameworkInput {
        catalogue: controls.catalogue(),
        crosswalk,
        tests: &tests,
        results: &[],
    });
    if let Some(key) = &args.framework {
        let keys: Vec<String> = frameworks.iter().map(|framework| framework.key.clone()).collect();
        frameworks.retain(|framework| framework.key == *key);
        if frameworks.is_empty() {
            return Err(Failure::usage(safe::clipped(
                &format!("--framework {key}: there is no such key"),
                200,
            ))
            .hint(format!("keys: {}", keys.join(", ")))
            .hint("a framework of your own is frameworks/KEY.toml in the folder of --mappings"));
        }
    }
    let asked = |definition: &&ControlDefinition| {
        let id = &definition.test.id;
        let is_named =
            args.tests.is_empty() || args.tests.iter().any(|test| test.eq_ignore_ascii_case(&id.0));
        let maps =
            |framework: &FrameworkEvidence| framework.entries.iter().any(|entry| entry.tests.contains(id));
        is_named && (args.framework.is_none() || frameworks.iter().any(maps))
    };
    let unknown =
        args.tests.iter().find(|test| !tests.iter().any(|one| test.eq_ignore_ascii_case(&one.id.0)));
    if let Some(test) = unknown {
        return Err(Failure::usage(safe::clipped(&format!("there is no control test `{test}`"), 200))
            .hint("tests are CT-01 to CT-35; without a name all are listed"));
    }
    let listed = |definition: &'a ControlDefinition| Listed {
        definition,
        is_automated: control::is_automated(&definition.test.id),
        inputs: exports
            .needs
            .iter()
            .filter(|need| need.input != Input::None && need.tests.contains(&definition.test.id.0))
            .collect(),
    };
    Ok(Listing {
        tests: controls.definitions().iter().filter(asked).map(listed).collect(),
        citations: framework::citations(controls.catalogue(), crosswalk),
        is_of_framework: args.framework.is_some(),
        is_whole: args.framework.is_none() && args.tests.is_empty(),
        frameworks,
    })
}
