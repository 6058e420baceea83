//! Everything under `mappings/` that the stages need. What a user wrote of it is checked before the first record is
//! read.

use std::collections::BTreeMap;
use std::sync::Arc;

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
use crate::mapping::source::SourceMapping;
use crate::mapping::taxonomy::Taxonomy;
use crate::mapping::{MappingError, Mappings, source};
use crate::measure::concentration::ConcentrationPolicy;
use crate::measure::metrics::MetricsPolicy;
use crate::measure::said::Wordings;

/// What reading needs: how records are recognised, and which of their types matter.
#[derive(Debug)]
pub(super) struct Recognition {
    pub(super) sources: Arc<[SourceMapping]>,
    pub(super) taxonomy: Arc<Taxonomy>,
}

impl Recognition {
    pub(super) fn load(mappings: &Mappings) -> Result<Self, MappingError> {
        let (sources, taxonomy) = rayon::join(|| source::load(mappings), || Taxonomy::load(mappings));
        Ok(Self { sources: sources?.into(), taxonomy: Arc::new(taxonomy?) })
    }
}

/// All rules of a run.
#[derive(Debug)]
pub struct Knowledge {
    pub(super) taxonomy: Arc<Taxonomy>,
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
    /// Reads all other mapping files.
    ///
    /// # Errors
    /// A fault in one of them.
    pub(super) fn load(mappings: &Mappings, recognition: &Recognition) -> Result<Self, MappingError> {
        let Recognition { sources, taxonomy } = recognition;
        let words = LexiconFiles::load(mappings)?;
        let contact = ContactPolicy::with_sources(mappings, sources)?;
        let controls = control::load(mappings)?;
        Ok(Self {
            taxonomy: taxonomy.clone(),
            directory: DirectoryRules::load(mappings)?,
            classify: ClassifyRules::load(mappings)?,
            topics: Topics::load(mappings)?,
            linking: LinkingRules::load(mappings)?,
            review: ReviewRules::load(mappings)?,
            words,
            evidence: EvidencePolicy::load(mappings)?,
            log: LogRoles::load(mappings)?,
            risk: RiskPolicy::load(mappings)?,
            contact,
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
            vocabularies: sources
                .iter()
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

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn our_own_files_stand_the_checks_that_only_a_users_are_put_to() {
        let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/mappings"));
        let mappings = Mappings::embedded().with_folder(folder).unwrap();
        assert!(!mappings.are_ours() && mappings.is_given("policy/secrets.toml"));
        let recognition = Recognition::load(&mappings).unwrap();
        assert!(Knowledge::load(&mappings, &recognition).unwrap().lexicons().is_ok());
    }
}
