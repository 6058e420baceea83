//! What a test gives evidence for, and what it may reveal.

use super::event::shown;
use super::parts::{Attack, Technique};
use crate::model::{ControlTest, FrameworkEvidence};

/// What a test gives evidence for, and what it may reveal.
#[derive(Debug, Default)]
pub(super) struct Standards {
    /// Frameworks.
    pub(super) standards: Vec<String>,
    /// Each with its entries (`NIST CSF 2.0: PR.AA-01, PR.AA-03`).
    pub(super) requirements: Vec<String>,
    /// Techniques of ATT&CK.
    pub(super) attacks: Vec<Attack>,
}

impl Standards {
    /// Of a test. ATT&CK is no standard: its techniques are what the test may reveal.
    pub(super) fn of(test: &ControlTest, frameworks: &[FrameworkEvidence]) -> Self {
        let mut of = Self::default();
        let attack = frameworks.iter().find(|framework| framework.key == "attack");
        let mut entries: Vec<(&str, Vec<&str>)> = Vec::new();
        for (label, id) in &test.maps {
            if attack.is_some_and(|attack| attack.label == *label) {
                of.attacks.push(Attack::of(id));
                continue;
            }
            match entries.iter_mut().find(|(framework, _)| framework == label) {
                Some((_, ids)) => ids.push(id),
                None => entries.push((label, vec![id])),
            }
        }
        of.standards = entries.iter().map(|(framework, _)| shown(framework)).collect();
        of.requirements = entries
            .iter()
            .map(|(framework, ids)| shown(&format!("{framework}: {}", ids.join(", "))))
            .collect();
        of
    }
}

impl Attack {
    /// A technique or, with a number after the point, a sub-technique.
    fn of(id: &str) -> Self {
        let technique = Some(Technique { uid: shown(id) });
        match id.contains('.') {
            true => Self { technique: None, sub_technique: technique },
            false => Self { technique, sub_technique: None },
        }
    }
}
