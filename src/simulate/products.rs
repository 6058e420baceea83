//! The products that an organisation has: each writes the one story in its own shapes and words.
//!
//! A product is one file here and its words in `mappings/simulate/<product>.toml`. Shapes follow the
//! references on identity provider and ticket formats and the source mappings that read them.

mod okta;
mod servicenow;

use super::calendar::{Calendar, Millis};
use super::event::LogEvent;
use super::lore::{Deed, Lore, Step};
use super::organisation::Organisation;
use super::output::Folder;
use super::play::Story;
use super::{Products, SimulateError};
use crate::model::ChangeKind;

/// The identity provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Identity {
    Okta,
}

/// The help desk's tool.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Desk {
    ServiceNow,
}

/// The two products of an organisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Pair {
    pub(super) identity: Identity,
    pub(super) desk: Desk,
}

impl From<Products> for Pair {
    fn from(products: Products) -> Self {
        match products {
            Products::OktaServicenow => Pair { identity: Identity::Okta, desk: Desk::ServiceNow },
        }
    }
}

impl Pair {
    /// Whether what happens in a step can be seen in the exports of the two.
    pub(super) fn shows(self, step: &Step) -> bool {
        match step.deed {
            Deed::Change(kind) => self.identity.shows(kind),
            _ => true,
        }
    }
}

/// One file of an identity log: records one a line, or a page with a head and a tail.
pub(super) struct LogFile {
    /// Path below `exports/`.
    pub(super) name: &'static str,
    pub(super) page: Option<(&'static str, &'static str)>,
}

impl LogFile {
    const fn lines(name: &'static str) -> Self {
        Self { name, page: None }
    }
}

/// A record as the product writes it.
pub(super) struct Native {
    /// Which of the product's files it stands in.
    pub(super) file: usize,
    pub(super) at: Millis,
    /// The id by which a report names it.
    pub(super) id: String,
    /// Without line end.
    pub(super) text: Vec<u8>,
}

/// Writes the events of the story as a product records them.
pub(super) trait LogWriter {
    /// The files that there are, in the order of their numbers.
    fn files(&self) -> Vec<LogFile>;

    /// The records of one event, the main one first; none for what the product does not record.
    ///
    /// # Errors
    /// A value that cannot be written as text.
    fn records(&mut self, event: &LogEvent) -> std::io::Result<Vec<Native>>;
}

/// What a help desk's export is made from.
pub(super) struct Export<'a> {
    pub(super) lore: &'a Lore,
    pub(super) organisation: &'a Organisation,
    pub(super) story: &'a Story,
    pub(super) calendar: Calendar,
    pub(super) compress: bool,
}

impl Identity {
    /// Whether the product records changes of this kind.
    pub(super) fn shows(self, kind: ChangeKind) -> bool {
        match self {
            Identity::Okta => okta::shows(kind),
        }
    }

    /// How people cite an event: the id of its main record.
    pub(super) fn cited(self, event: &str) -> String {
        match self {
            Identity::Okta => event.to_owned(),
        }
    }

    pub(super) fn writer<'a>(
        self,
        lore: &'a Lore,
        organisation: &'a Organisation,
    ) -> Box<dyn LogWriter + 'a> {
        match self {
            Identity::Okta => Box::new(okta::SystemLog { lore, organisation }),
        }
    }
}

impl Desk {
    /// A ticket's number as people call it.
    pub(super) fn number(self, number: u64) -> String {
        match self {
            Desk::ServiceNow => servicenow::number(number),
        }
    }

    /// The number as people shorten it.
    pub(super) fn short(self, number: &str) -> String {
        match self {
            Desk::ServiceNow => format!("inc{}", digits(number)),
        }
    }

    /// The number's digits behind a hash.
    pub(super) fn hash(self, number: &str) -> String {
        format!("#{}", digits(number))
    }

    /// Writes everything that the desk's tool exports.
    ///
    /// # Errors
    /// A file that cannot be written.
    pub(super) fn write(self, export: &Export<'_>, folder: &mut Folder) -> Result<(), SimulateError> {
        match self {
            Desk::ServiceNow => servicenow::write(export, folder),
        }
    }
}

/// The digits of a ticket's number, without leading zeros.
fn digits(number: &str) -> &str {
    number.trim_start_matches(|letter: char| !letter.is_ascii_digit()).trim_start_matches('0')
}
