//! The parts of OSCAL documents that are written many times, as the schema has them.

use serde::Serialize;

use super::{NAMESPACE, text};

/// A property in our namespace.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Prop {
    name: &'static str,
    ns: &'static str,
    value: String,
}

/// Properties, in the order in which they were given; what is empty is left out.
#[derive(Debug, Clone, Default, Serialize)]
#[serde(transparent)]
pub(super) struct Props(Vec<Prop>);

impl Props {
    /// With one of this name; a text without anything to see is left out.
    pub(super) fn with(mut self, name: &'static str, of: &str) -> Self {
        if let Some(value) = text::value(of) {
            self.0.push(Prop { name, ns: NAMESPACE, value });
        }
        self
    }

    /// With a count.
    pub(super) fn count(self, name: &'static str, count: usize) -> Self {
        self.with(name, &count.to_string())
    }

    /// With one if there is one.
    pub(super) fn maybe(self, name: &'static str, of: Option<&str>) -> Self {
        match of {
            Some(text) => self.with(name, text),
            None => self,
        }
    }

    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// What was seen.
#[derive(Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct Observation {
    pub(super) uuid: String,
    pub(super) title: String,
    pub(super) description: String,
    #[serde(skip_serializing_if = "Props::is_empty")]
    pub(super) props: Props,
    pub(super) methods: [&'static str; 1],
    pub(super) types: [&'static str; 1],
    pub(super) origins: [Origin; 1],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) subjects: Vec<Subject>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) relevant_evidence: Vec<RelevantEvidence>,
    pub(super) collected: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) remarks: Option<String>,
}

/// Who says so.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Origin {
    pub(super) actors: [Actor; 1],
}

/// The tool.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct Actor {
    #[serde(rename = "type")]
    pub(super) kind: &'static str,
    pub(super) actor_uuid: String,
}

/// What an observation is about.
#[derive(Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct Subject {
    pub(super) subject_uuid: String,
    #[serde(rename = "type")]
    pub(super) kind: &'static str,
    pub(super) title: String,
    #[serde(skip_serializing_if = "Props::is_empty")]
    pub(super) props: Props,
}

/// A record that an observation rests on.
#[derive(Debug, Serialize)]
pub(super) struct RelevantEvidence {
    /// A resource of the back matter, or a file beside this one.
    pub(super) href: String,
    pub(super) description: String,
}

/// A reference to an observation.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct RelatedObservation {
    pub(super) observation_uuid: String,
}

/// A reference to a risk.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct RelatedRisk {
    pub(super) risk_uuid: String,
}

/// What follows for the statement of a control.
#[derive(Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct Conclusion {
    pub(super) uuid: String,
    pub(super) title: String,
    pub(super) description: String,
    pub(super) props: Props,
    pub(super) origins: [Origin; 1],
    pub(super) target: Target,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) related_observations: Vec<RelatedObservation>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) related_risks: Vec<RelatedRisk>,
    pub(super) remarks: &'static str,
}

/// The statement of a control and whether the evidence satisfies it.
#[derive(Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct Target {
    #[serde(rename = "type")]
    pub(super) kind: &'static str,
    pub(super) target_id: String,
    pub(super) status: Status,
}

/// Whether the evidence satisfies a statement.
#[derive(Debug, Serialize)]
pub(super) struct Status {
    pub(super) state: &'static str,
    pub(super) reason: &'static str,
    pub(super) remarks: &'static str,
}

/// What failed tests leave open.
#[derive(Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct Risk {
    pub(super) uuid: String,
    pub(super) title: String,
    pub(super) description: String,
    pub(super) statement: String,
    pub(super) props: Props,
    pub(super) status: &'static str,
    pub(super) origins: [Origin; 1],
    pub(super) characterizations: [Characterization; 1],
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) deadline: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) related_observations: Vec<RelatedObservation>,
}

/// How a risk is seen by the tool.
#[derive(Debug, Serialize)]
pub(super) struct Characterization {
    pub(super) origin: Origin,
    pub(super) facets: Vec<Facet>,
}

/// One aspect of it.
#[derive(Debug, Serialize)]
pub(super) struct Facet {
    pub(super) name: &'static str,
    pub(super) system: &'static str,
    pub(super) value: String,
}

/// What to do about a risk.
#[derive(Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct Item {
    pub(super) uuid: String,
    pub(super) title: String,
    pub(super) description: String,
    pub(super) props: Props,
    pub(super) origins: [Origin; 1],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) related_observations: Vec<RelatedObservation>,
    pub(super) related_risks: [RelatedRisk; 1],
}
