//! Exports with the truth beside them, read up to linking.

use std::path::Path;

use super::choice::Choice;
use crate::correlate::LinkingRules;
use crate::correlate::link::Linked;
use crate::mapping::Mappings;
use crate::model::{Change, TicketIx};
use crate::pipeline::{Linkable, PipelineError, Settings};
use crate::score::{ScoreError, tickets_by_native_id};
use crate::source::ZoneSetting;

/// Why labelled exports cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum LabelledError {
    /// The exports cannot be read.
    #[error(transparent)]
    Exports(#[from] PipelineError),
    /// The truth cannot be read.
    #[error(transparent)]
    Truth(#[from] ScoreError),
}

/// What the truth says of a change's ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Label {
    /// The truth does not know the change, or its ticket is not among the exports.
    Unknown,
    /// It has none.
    NoTicket,
    /// This one.
    Ticket(TicketIx),
}

/// Labelled exports.
#[derive(Debug)]
pub struct Labelled {
    /// Name of the folder.
    pub name: String,
    linkable: Linkable,
    labels: Vec<Label>,
}

impl Labelled {
    /// Reads `exports/` and the truth in `truth/` of a folder.
    ///
    /// # Errors
    /// Exports or a truth that cannot be read.
    pub fn read(folder: &Path, zones: &[ZoneSetting], mappings: &Mappings) -> Result<Self, LabelledError> {
        let inputs = vec![folder.join("exports")];
        let settings = Settings { inputs, zones: zones.to_vec(), ..Settings::default() };
        let known = tickets_by_native_id(&folder.join("truth"))?;
        let linkable = Linkable::read(&settings, mappings)?;
        let number = |number: &str| {
            let at = linkable.tickets.iter().position(|ticket| ticket.number.eq_ignore_ascii_case(number));
            at.and_then(|at| u32::try_from(at).ok()).map_or(Label::Unknown, |at| Label::Ticket(TicketIx(at)))
        };
        let label = |change: &Change| match change.native_ids.iter().find_map(|id| known.get(id)) {
            None => Label::Unknown,
            Some(ticket) if ticket.is_empty() => Label::NoTicket,
            Some(ticket) => number(ticket),
        };
        let labels = linkable.changes.iter().map(label).collect();
        let name = folder.file_name().unwrap_or(folder.as_os_str()).to_string_lossy().into_owned();
        Ok(Self { name, linkable, labels })
    }

    /// The rules of the mappings that it was read with.
    pub(super) fn rules(&self) -> &LinkingRules {
        &self.linkable.rules
    }

    /// What each labelled change chose, and among what.
    pub(super) fn choices(&self) -> Vec<Choice> {
        let weighed = self.linkable.weighed();
        let of_change = weighed.chunk_by(|a, b| a.change == b.change);
        of_change
            .filter_map(|tickets| {
                let at = tickets.first()?.change;
                let chosen = match self.labels[at] {
                    Label::Unknown => return None,
                    Label::NoTicket => None,
                    Label::Ticket(ticket) => tickets.iter().position(|one| one.ticket == ticket),
                };
                let terms = |one: &crate::correlate::link::Weighed| {
                    one.reasons.iter().map(|reason| reason.name.clone()).collect()
                };
                let account = account(&self.linkable.changes[at]);
                Some(Choice { account, tickets: tickets.iter().map(terms).collect(), chosen })
            })
            .collect()
    }

    /// The links that rules make: of every labelled change that is decided on its own, its account,
    /// its label and its link.
    pub(super) fn links(&self, rules: &LinkingRules) -> Vec<(usize, Label, Linked)> {
        let linked = self.linkable.link(rules).into_iter().zip(&self.labels).zip(&self.linkable.changes);
        linked
            .filter(|((_, label), change)| **label != Label::Unknown && change.parent.is_none())
            .map(|((linked, label), change)| (account(change), *label, linked))
            .collect()
    }
}

/// A number that the changes of one account share; 0 for those of no known account.
fn account(change: &Change) -> usize {
    change.subject.map_or(0, |account| account.0 as usize)
}
