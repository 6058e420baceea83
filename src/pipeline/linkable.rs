//! What links are made from, read once, so that linking can be tried with other weights.

use super::knowledge::{Knowledge, Recognition};
use super::settings::Settings;
use super::{PipelineError, classification, directory};
use crate::correlate::LinkingRules;
use crate::correlate::link::{LinkInput, Linked, Weighed, link, weighed};
use crate::correlate::request::Request;
use crate::directory::Directory;
use crate::mapping::Mappings;
use crate::model::{Change, Ticket};
use crate::source;

/// Changes, tickets and who is who.
#[derive(Debug)]
pub struct Linkable {
    /// Changes, by time.
    pub changes: Vec<Change>,
    /// Tickets, by number.
    pub tickets: Vec<Ticket>,
    requests: Vec<Request>,
    directory: Directory,
    /// The rules of the mappings.
    pub rules: LinkingRules,
}

impl Linkable {
    /// Reads the inputs as a report does, up to linking.
    ///
    /// # Errors
    /// As of [`super::run`].
    pub fn read(settings: &Settings, mappings: &Mappings) -> Result<Self, PipelineError> {
        let knowledge = Knowledge::load(mappings, &Recognition::load(mappings)?)?;
        let read = settings.reading(None);
        let reading = source::read(&settings.inputs, mappings, &knowledge.taxonomy, &read)?;
        let directory = directory(&reading, &knowledge, &[]);
        let changes = classification(&reading, &directory, &knowledge).changes;
        let requests = reading.tickets.iter().map(|ticket| knowledge.topics.request(ticket)).collect();
        Ok(Self { changes, tickets: reading.tickets, requests, directory, rules: knowledge.linking })
    }

    /// Every ticket that is weighed for a change.
    #[must_use]
    pub fn weighed(&self) -> Vec<Weighed> {
        weighed(&self.input(&self.rules))
    }

    /// The link of each change under some rules, as a report first makes it.
    #[must_use]
    pub fn link(&self, rules: &LinkingRules) -> Vec<Linked> {
        link(&self.input(rules))
    }

    fn input<'a>(&'a self, rules: &'a LinkingRules) -> LinkInput<'a> {
        LinkInput {
            changes: &self.changes,
            tickets: &self.tickets,
            requests: &self.requests,
            directory: &self.directory,
            rules,
        }
    }
}
