//! What a run is given beside the exports.

use super::beside::{Exceptions, Notes};
use super::overrides::Overrides;
use super::{Knowledge, PipelineError, Settings};
use crate::measure::sampling::Plan;
use crate::model::{Key, PreviousReport};
use crate::source::{self, Reading};

/// Decisions, exceptions and notes of people, an earlier report, a key, the plan of a sample.
pub(super) struct Given {
    /// The sample to draw.
    pub(super) plan: Option<Plan>,
    pub(super) overrides: Overrides,
    pub(super) exceptions: Exceptions,
    pub(super) notes: Notes,
    pub(super) previous: Option<PreviousReport>,
    pub(super) key: Option<Key>,
}

impl Given {
    /// Reads them. What a sample and exceptions need to know is there if one is asked for.
    ///
    /// # Errors
    /// One that cannot be used.
    pub(super) fn read(settings: &Settings, knowledge: Option<&Knowledge>) -> Result<Self, PipelineError> {
        let plan = knowledge.map_or(Ok(None), |knowledge| plan(settings, knowledge))?;
        let overrides = Overrides::read(settings.overrides.as_deref())?;
        let exceptions = match knowledge {
            Some(knowledge) => Exceptions::read(settings.exceptions.as_deref(), &knowledge.controls)
                .map_err(PipelineError::Exceptions)?,
            None => Exceptions::default(),
        };
        Ok(Self {
            plan,
            overrides,
            exceptions,
            notes: Notes::read(&settings.notes).map_err(PipelineError::Notes)?,
            previous: settings.previous.as_deref().map(source::previous).transpose()?,
            key: settings.pseudonyms.as_deref().map(source::key).transpose()?,
        })
    }

    /// Takes their files among the inputs, whose hashes must be known: one that lies there too is one file.
    pub(super) fn enter(&self, reading: &mut Reading) {
        self.overrides.enter(reading);
        self.exceptions.enter(reading);
        self.notes.enter(reading);
    }
}

fn plan(settings: &Settings, knowledge: &Knowledge) -> Result<Option<Plan>, PipelineError> {
    let planned = settings.sample.as_ref().map(|request| Plan::of(request, &knowledge.sampling));
    planned.transpose().map_err(PipelineError::Sample)
}
