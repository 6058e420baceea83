//! Everything under `mappings/` that the stages need, read and checked before the first record.

use std::collections::BTreeMap;

use crate::assess::control::{self, SecretPatterns};
use crate::classify::ClassifyRules;
use crate::correlate::evidence::Lexicons;
use crate::correlate::request::Topics;
use crate::correlate::{LinkingRules, ReviewRules};
use crate::directory::DirectoryRules;
use crate::mapping::causes::CausePolicy;
use crate::mapping::contact::ContactPolicy;
use crate::mapping::controls::Controls;
use crate::mapping::crosswalk::Crosswalk;
use crate::mapping::definitions::DefinitionRules;
use crate::mapping::handoffs::HandoffPolicy;
use crate::mapping::lexicon::LexiconFiles;
use crate::mapping::masks::Masks;
use crate::mapping::policy::{EvidencePolicy, LogRoles};
use crate::mapping::risk::RiskPolicy;
use crate::mapping::sampling::SamplingPolicy;
use crate::mapping::signals::SignalPolicy;
use crate::mapping::taxonomy::Taxonomy;
use crate::mapping::{MappingError, Mappings, source};
use crate::measure::concentration::ConcentrationPolicy;
use crate::measure::metrics::MetricsPolicy;
use crate::measure::said::Wordings;

/// All rules of a run.
#[derive(Debug)]
pub struct Knowledge {
    pub(super) taxonomy: Taxonomy,
    pub(super) directory: DirectoryRules,
    pub(super) classify: ClassifyRules,
    pub(super) topics: Topics,
    pub(super) linking: LinkingRules,
    pub(super) review: ReviewRules,
    words: LexiconFiles,
    pub(super) evidence: EvidencePolicy,
    pub(super) log: LogRoles,
    pub(super) risk: RiskPolicy,
    pub(super) contact: ContactPolicy,
    pub(super) definitions: DefinitionRules,
    pub(super) causes: CausePolicy,
    pub(super) wordings: Wordings,
    pub(super) handoffs: HandoffPolicy,
    pub(super) metrics: MetricsPolicy,
    pub(super) concentration: ConcentrationPolicy,
    pub(super) controls: Controls,
    pub(super) sampling: SamplingPolicy,
    pub(super) crosswalk: Crosswalk,
    pub(super) secrets: SecretPatterns,
    pub(super) masks: Masks,
    pub(super) signals: SignalPolicy,
    /// The taxonomy's vocabulary of each source.
    vocabularies: BTreeMap<String, String>,
}

impl Knowledge {
    /// Reads all mapping files.
    ///
    /// # Errors
    /// A fault in one of them.
    pub fn load(mappings: &Mappings) -> Result<Self, MappingError> {
        let ((sources, contact), (words, taxonomy)) = rayon::join(
            || (source::load(mappings), ContactPolicy::load(mappings)),
            || (LexiconFiles::load(mappings), Taxonomy::load(mappings)),
        );
        let controls = control::load(mappings)?;
        Ok(Self {
            taxonomy: taxonomy?,
            directory: DirectoryRules::load(mappings)?,
            classify: ClassifyRules::load(mappings)?,
            topics: Topics::load(mappings)?,
            linking: LinkingRules::load(mappings)?,
            review: ReviewRules::load(mappings)?,
            words: words?,
            evidence: EvidencePolicy::load(mappings)?,
            log: LogRoles::load(mappings)?,
            risk: RiskPolicy::load(mappings)?,
            contact: contact?,
            definitions: DefinitionRules::load(mappings)?,
            causes: CausePolicy::load(mappings)?,
            wordings: Wordings::load(mappings)?,
            handoffs: HandoffPolicy::load(mappings)?,
            metrics: MetricsPolicy::load(mappings)?,
            concentration: ConcentrationPolicy::load(mappings)?,
            sampling: SamplingPolicy::load(mappings)?,
            crosswalk: Crosswalk::load(mappings, controls.catalogue())?,
            controls,
            secrets: SecretPatterns::load(mappings)?,
            masks: Masks::load(mappings)?,
            signals: SignalPolicy::load(mappings)?,
            vocabularies: sources?
                .into_iter()
                .map(|source| (source.id.clone(), source.vocabulary.clone()))
                .collect(),
        })
    }

    /// The lexicons made ready for reading, which takes longer than all the rest and may be done beside it.
    ///
    /// # Errors
    /// More phrases than can be looked for at once.
    pub(super) fn lexicons(&self) -> Result<Lexicons, MappingError> {
        Lexicons::new(&self.words)
    }

    pub(super) fn vocabulary(&self, source: &str) -> String {
        self.vocabularies.get(source).cloned().unwrap_or_default()
    }
}
