//! The products that an organisation has: each writes the one story in its own shapes and words.
//!
//! A product is one file here and its words in `mappings/simulate/<product>.toml`. Shapes follow the
//! references on identity provider and ticket formats and the source mappings that read them.

mod duo;
mod entra;
mod forms;
mod google;
mod ids;
mod jira;
mod okta;
mod request_tracker;
mod servicenow;
mod thread;
mod windows;
mod words;
mod zendesk;

use super::calendar::{Calendar, Millis};
use super::event::LogEvent;
use super::lore::{Channel, Deed, Lore, MethodChoice, RecordPlace, Reference, Step, Who};
use super::organisation::Organisation;
use super::output::Folder;
use super::play::Story;
use super::{Products, SimulateError};
use crate::model::{ChangeKind, Method};

pub(super) use words::{ProductWords, Substitutes};

/// The identity provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Identity {
    Okta,
    Entra,
    Google,
    /// Active Directory, with Duo for second factors.
    Windows,
}

/// The help desk's tool.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Desk {
    ServiceNow,
    Zendesk,
    Jira,
    RequestTracker,
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
            Products::EntraZendesk => Pair { identity: Identity::Entra, desk: Desk::Zendesk },
            Products::GoogleJira => Pair { identity: Identity::Google, desk: Desk::Jira },
            Products::AdRequestTracker => Pair { identity: Identity::Windows, desk: Desk::RequestTracker },
            Products::OktaServicenow => Pair { identity: Identity::Okta, desk: Desk::ServiceNow },
        }
    }
}

impl Pair {
    /// Whether what happens in a step can be seen in the exports of the two.
    pub(super) fn shows(self, step: &Step, words: &ProductWords) -> bool {
        let okta = self.identity == Identity::Okta;
        match step.deed {
            Deed::Change(kind) => {
                // Only Okta's log tells a change by the vendor's support, and what the actor gave as reason.
                let told = step.by != Some(Who::Vendor) && !names_a_ticket(step);
                (okta || told) && self.identity.shows(kind, words)
            }
            // A proof that stands in a log of challenges only: Okta keeps one, and Duo one of its pushes.
            Deed::Verify => okta || step.places != [RecordPlace::Log] || self.attests(step),
            // Numbers of Windows events are given when the log is written.
            Deed::Note => self.identity != Identity::Windows || step.text.as_deref() != Some("uuid"),
            Deed::DelegatedFlow => okta,
            // Zendesk and Jira know no channel of machines.
            Deed::Open if step.channel == Some(Channel::Monitoring) => {
                matches!(self.desk, Desk::ServiceNow | Desk::RequestTracker)
            }
            _ => true,
        }
    }
}

impl Pair {
    fn attests(self, step: &Step) -> bool {
        let push = matches!(step.method, Some(MethodChoice::Of(Method::AuthenticatorChallenge)));
        self.identity == Identity::Windows && push
    }
}

/// Whether the reason of a change has to name its ticket.
fn names_a_ticket(step: &Step) -> bool {
    use Reference::{Full, Hash, Plain, Short, Unknown};
    matches!(step.reference, Some(Full | Hash | Plain | Short | Unknown))
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
    /// Of the desk's site: in which its tool writes times.
    pub(super) zone: chrono_tz::Tz,
    pub(super) compress: bool,
}

impl Identity {
    /// Whether the product records changes of this kind.
    fn shows(self, kind: ChangeKind, words: &ProductWords) -> bool {
        match self {
            Identity::Okta => okta::shows(kind),
            Identity::Entra => words.entra.shows(kind),
            Identity::Google => words.google.shows(kind),
            Identity::Windows => windows::shows(kind) || words.duo.shows(kind),
        }
    }

    /// How people cite an event: the id of its main record.
    pub(super) fn cited(self, event: &str) -> String {
        match self {
            Identity::Okta => event.to_owned(),
            Identity::Entra => entra::cited(event),
            Identity::Google => google::cited(event),
            Identity::Windows => duo::cited(event),
        }
    }

    /// Writes the list of accounts that comes with the product, beside the people file.
    ///
    /// # Errors
    /// A file that cannot be written.
    pub(super) fn write_accounts(
        self,
        lore: &Lore,
        organisation: &Organisation,
        folder: &mut Folder,
    ) -> Result<(), SimulateError> {
        match self {
            Identity::Windows => windows::write_accounts(lore, organisation, folder),
            Identity::Okta | Identity::Entra | Identity::Google => Ok(()),
        }
    }

    /// Whether accounts are known by their short names instead of addresses.
    pub(super) fn has_short_logins(self) -> bool {
        self == Identity::Windows
    }

    pub(super) fn writer<'a>(
        self,
        lore: &'a Lore,
        organisation: &'a Organisation,
    ) -> Box<dyn LogWriter + 'a> {
        match self {
            Identity::Okta => Box::new(okta::SystemLog { lore, organisation }),
            Identity::Entra => Box::new(entra::Logs { lore, organisation }),
            Identity::Google => Box::new(google::Activities { lore, organisation }),
            Identity::Windows => Box::new(windows::SecurityLogs::new(lore, organisation)),
        }
    }
}

impl Desk {
    /// A ticket's number as people call it.
    pub(super) fn number(self, number: u64, words: &ProductWords) -> String {
        match self {
            Desk::ServiceNow => servicenow::number(number),
            Desk::Zendesk | Desk::RequestTracker => number.to_string(),
            Desk::Jira => words.jira.key(number),
        }
    }

    /// The number as people shorten it.
    pub(super) fn short(self, number: &str) -> String {
        match self {
            Desk::ServiceNow => format!("inc{}", digits(number)),
            Desk::Zendesk => format!("ticket {number}"),
            Desk::Jira => number.to_lowercase(),
            Desk::RequestTracker => format!("rt {number}"),
        }
    }

    /// The number as it stands in a sentence.
    pub(super) fn cited(self, number: &str) -> String {
        match self {
            Desk::ServiceNow | Desk::Jira => number.to_owned(),
            Desk::Zendesk | Desk::RequestTracker => self.hash(number),
        }
    }

    /// The subject of a mail that answers one of a ticket.
    pub(super) fn answered(self, number: &str, title: &str) -> String {
        match self {
            Desk::ServiceNow | Desk::Jira => format!("RE: {number} {title}"),
            Desk::Zendesk => format!("Re: {title}"),
            Desk::RequestTracker => format!("Re: [brackenfell #{number}] {title}"),
        }
    }

    /// The number's digits behind a hash.
    pub(super) fn hash(self, number: &str) -> String {
        format!("#{}", digits(number))
    }

    /// The product whose exports write local times without their zone.
    pub(super) fn local_times(self) -> Option<&'static str> {
        match self {
            Desk::RequestTracker => Some("request_tracker"),
            Desk::ServiceNow | Desk::Zendesk | Desk::Jira => None,
        }
    }

    /// Writes everything that the desk's tool exports.
    ///
    /// # Errors
    /// A file that cannot be written.
    pub(super) fn write(self, export: &Export<'_>, folder: &mut Folder) -> Result<(), SimulateError> {
        match self {
            Desk::ServiceNow => servicenow::write(export, folder),
            Desk::Zendesk => zendesk::write(export, folder),
            Desk::Jira => jira::write(export, folder),
            Desk::RequestTracker => request_tracker::write(export, folder),
        }
    }
}

/// The digits of a ticket's number, without leading zeros.
fn digits(number: &str) -> &str {
    number.trim_start_matches(|letter: char| !letter.is_ascii_digit()).trim_start_matches('0')
}
