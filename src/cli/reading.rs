//! What the verbs that read exports have in common.

use std::path::Path;

use super::Failure;
use super::args::{JudgeArgs, ReadArgs};
use crate::mapping::Mappings;
use crate::pipeline::Settings;

/// The embedded mappings, with those of `--mappings` over them.
pub(super) fn mappings(folder: Option<&Path>) -> Result<Mappings, Failure> {
    Ok(match folder {
        Some(folder) => Mappings::embedded().with_folder(folder)?,
        None => Mappings::embedded(),
    })
}

impl ReadArgs {
    /// The embedded mappings, with those of `--mappings` over them.
    pub(super) fn mappings(&self) -> Result<Mappings, Failure> {
        mappings(self.mappings.as_deref())
    }

    /// Inputs, zones and cache as settings.
    pub(super) fn settings(&self) -> Result<Settings, Failure> {
        Ok(Settings {
            inputs: self.inputs.clone(),
            zones: super::zones(&self.zones)?,
            cache: self.cache.clone(),
            memory: self.memory,
            ..Settings::default()
        })
    }
}

impl JudgeArgs {
    /// Inputs, zones, decisions, the time of judgement and who may see what as settings.
    pub(super) fn settings(&self) -> Result<Settings, Failure> {
        Ok(Settings {
            as_of: self.as_of,
            overrides: self.overrides.clone(),
            audience: self.audience,
            pseudonyms: self.pseudonyms.clone(),
            ..self.read.settings()?
        })
    }
}
