//! Looking up what the parts of a report refer to, without ever failing.

use crate::directory::Account;
use crate::model::{AccountIx, Event, EventIx, FileId, Origin, Ticket, TicketIx};

use super::Report;

/// The report with its accounts at hand. A reference that leads nowhere gives `None`.
pub(crate) struct Lookup<'a> {
    pub(crate) report: &'a Report,
    accounts: Vec<&'a Account>,
}

impl<'a> Lookup<'a> {
    pub(crate) fn new(report: &'a Report) -> Self {
        Self { report, accounts: report.directory.accounts().map(|(_, account)| account).collect() }
    }

    pub(crate) fn account(&self, ix: Option<AccountIx>) -> Option<&'a Account> {
        self.accounts.get(ix?.0 as usize).copied()
    }

    /// How an account is called: by its own label, else as the record has it.
    pub(crate) fn label(&self, ix: Option<AccountIx>, recorded: &str) -> String {
        self.account(ix).map_or_else(|| recorded.to_owned(), |account| account.label.clone())
    }

    pub(crate) fn name(&self, ix: Option<AccountIx>) -> String {
        self.account(ix).map(|account| account.name.clone()).unwrap_or_default()
    }

    pub(crate) fn ticket(&self, ix: TicketIx) -> Option<&'a Ticket> {
        self.report.tickets.get(ix.0 as usize)
    }

    pub(crate) fn ticket_number(&self, ix: TicketIx) -> String {
        self.ticket(ix).map(|ticket| ticket.number.clone()).unwrap_or_default()
    }

    pub(crate) fn event(&self, ix: EventIx) -> Option<&'a Event> {
        self.report.events.get(ix.0 as usize)
    }

    pub(crate) fn file(&self, id: FileId) -> String {
        self.report.inputs.get(id.0 as usize).map(|file| file.name.clone()).unwrap_or_default()
    }

    /// `file:record`.
    pub(crate) fn place(&self, origin: Origin) -> String {
        format!("{}:{}", self.file(origin.file), origin.record)
    }
}
