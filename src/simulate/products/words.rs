//! What the products call things: their files under `mappings/simulate/`.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::duo::DuoWords;
use super::entra::Entra;
use super::google::Google;
use super::jira::Jira;
use super::request_tracker::RequestTracker;
use super::windows::Windows;
use super::zendesk::Zendesk;
use super::{Desk, Identity, Pair};
use crate::mapping::{MappingError, Mappings};

/// What all products know.
#[derive(Debug)]
pub(in crate::simulate) struct ProductWords {
    pub(super) okta: Okta,
    pub(super) entra: Entra,
    pub(super) google: Google,
    pub(super) zendesk: Zendesk,
    pub(super) windows: Windows,
    pub(super) duo: DuoWords,
    pub(super) jira: Jira,
    pub(super) request_tracker: RequestTracker,
}

/// How Okta words an event type.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct EventWording {
    pub(super) message: String,
    pub(super) legacy: Option<String>,
    pub(super) severity: Option<String>,
}

/// What `simulate/okta.toml` knows.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Okta {
    pub(super) event: BTreeMap<String, EventWording>,
}

/// Words for what the stock of texts calls by Okta's and ServiceNow's names: what to find, and what to put instead.
#[derive(Debug, Deserialize)]
#[serde(transparent)]
pub(in crate::simulate) struct Substitutes(Vec<[String; 2]>);

impl Substitutes {
    /// The text with the words of the product.
    pub(in crate::simulate) fn applied(&self, text: String) -> String {
        self.0.iter().fold(text, |text, [found, instead]| text.replace(found, instead))
    }
}

impl ProductWords {
    /// Reads the files of all products, so that a fault in one is found whichever is asked for.
    ///
    /// # Errors
    /// A fault in one of them.
    pub(in crate::simulate) fn load(mappings: &Mappings) -> Result<Self, MappingError> {
        Ok(Self {
            okta: mappings.toml("simulate/okta.toml")?,
            entra: mappings.toml("simulate/entra.toml")?,
            google: mappings.toml("simulate/google.toml")?,
            zendesk: mappings.toml("simulate/zendesk.toml")?,
            windows: mappings.toml("simulate/windows.toml")?,
            duo: mappings.toml("simulate/duo.toml")?,
            jira: mappings.toml("simulate/jira.toml")?,
            request_tracker: mappings.toml("simulate/request_tracker.toml")?,
        })
    }

    /// The words by which the texts speak of the products of a pair.
    pub(in crate::simulate) fn substitutes(&self, pair: Pair) -> Vec<&Substitutes> {
        let identity = match pair.identity {
            Identity::Okta => None,
            Identity::Entra => Some(&self.entra.words),
            Identity::Google => Some(&self.google.words),
            Identity::Windows => Some(&self.windows.words),
        };
        let desk = match pair.desk {
            Desk::ServiceNow => None,
            Desk::Zendesk => Some(&self.zendesk.words),
            Desk::Jira => Some(&self.jira.words),
            Desk::RequestTracker => Some(&self.request_tracker.words),
        };
        desk.into_iter().chain(identity).collect()
    }
}
