//! Looking up what the parts of a report refer to, without ever failing.

use std::collections::{BTreeMap, BTreeSet};

use crate::directory::Account;
use crate::model::{
    AccountIx, Case, Dimension, Event, EventIx, FileId, Group, Link, Origin, Party, Ticket, TicketIx,
    short_hash,
};

use super::{Report, safe};

/// Longest name of a group.
const LONGEST_NAME: usize = 80;

/// The report with its accounts at hand. A reference that leads nowhere gives `None`.
pub(crate) struct Lookup<'a> {
    pub(crate) report: &'a Report,
    accounts: Vec<&'a Account>,
    /// `@` and the domain that most accounts share; empty if leaving it out could confuse two.
    domain: String,
}

impl<'a> Lookup<'a> {
    pub(crate) fn new(report: &'a Report) -> Self {
        let accounts: Vec<&Account> = report.directory.accounts().map(|(_, account)| account).collect();
        let domain = common_domain(accounts.iter().map(|account| account.label.as_str()));
        Self { report, accounts, domain }
    }

    /// `@` and the domain that [`Self::short`] leaves out; empty if it leaves out none.
    pub(crate) fn domain(&self) -> &str {
        &self.domain
    }

    /// A name without the organisation's own domain.
    pub(crate) fn short<'b>(&self, name: &'b str) -> &'b str {
        match name.strip_suffix(&self.domain) {
            Some(short) if !short.is_empty() => short,
            _ => name,
        }
    }

    pub(crate) fn account(&self, ix: Option<AccountIx>) -> Option<&'a Account> {
        self.accounts.get(ix?.0 as usize).copied()
    }

    /// How an account is called: by its own label, else as the record has it.
    pub(crate) fn label<'b>(&self, ix: Option<AccountIx>, recorded: &'b str) -> &'b str
    where
        'a: 'b,
    {
        self.account(ix).map_or(recorded, |account| &account.label)
    }

    /// How somebody on a ticket is called: by the one account that the record means, else as it has it.
    pub(crate) fn party<'b>(&self, source: &str, party: &'b Party) -> &'b str
    where
        'a: 'b,
    {
        self.label(self.report.directory.resolve(source, party).one(), party.label())
    }

    /// How a group is called on pages and in tables: a person by name only if all figures of the group rest on cases
    /// enough.
    pub(crate) fn group_name(&self, group: &Group) -> String {
        if group.dimension != Dimension::Agent {
            return safe::clipped(&group.name, LONGEST_NAME);
        }
        let tickets = group.tickets.as_ref().map(|figures| figures.first_contact.of);
        let changes = group.changes.as_ref().map(|figures| figures.changes);
        let taken = group.taken.as_ref().map(|taken| taken.first_contact.of);
        let fewest =
            tickets.into_iter().chain(taken).chain(changes).filter(|cases| *cases > 0).min().unwrap_or(0);
        safe::clipped(self.short(self.report.agents.called(&group.name, fewest)), LONGEST_NAME)
    }

    pub(crate) fn name(&self, ix: Option<AccountIx>) -> &'a str {
        self.account(ix).map_or("", |account| &account.name)
    }

    pub(crate) fn ticket(&self, ix: TicketIx) -> Option<&'a Ticket> {
        self.report.tickets.get(ix.0 as usize)
    }

    pub(crate) fn ticket_number(&self, ix: TicketIx) -> &'a str {
        self.ticket(ix).map_or("", |ticket| &ticket.number)
    }

    /// `lnk-` and twelve hex digits derived from change and ticket.
    pub(crate) fn link_id(&self, case: &Case, link: &Link) -> String {
        let (source, number) = self
            .ticket(link.ticket)
            .map_or(("", ""), |ticket| (ticket.source.as_str(), ticket.number.as_str()));
        format!("lnk-{}", short_hash(&[case.change.id.0.as_str(), source, number]))
    }

    pub(crate) fn event(&self, ix: EventIx) -> Option<&'a Event> {
        self.report.events.get(ix.0 as usize)
    }

    pub(crate) fn file(&self, id: FileId) -> &'a str {
        self.report.inputs.get(id.0 as usize).map_or("", |file| &file.name)
    }

    /// `file:record`.
    pub(crate) fn place(&self, origin: Origin) -> String {
        format!("{}:{}", self.file(origin.file), origin.record)
    }
}

/// `@` and the commonest domain of the names, if no name would then read like another.
fn common_domain<'a>(names: impl Iterator<Item = &'a str>) -> String {
    let (mut domains, mut bare) = (BTreeMap::<&str, BTreeSet<&str>>::new(), BTreeSet::new());
    for name in names {
        match name.rfind('@') {
            Some(at) => _ = domains.entry(&name[at..]).or_default().insert(&name[..at]),
            None => _ = bare.insert(name),
        }
    }
    domains
        .into_iter()
        .max_by_key(|(_, logins)| logins.len())
        .filter(|(domain, logins)| domain.len() > 1 && logins.len() > 1 && logins.is_disjoint(&bare))
        .map(|(domain, _)| domain.to_owned())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::common_domain;

    #[test]
    fn the_commonest_domain_is_left_out_unless_two_names_would_read_alike() {
        let names = ["a@x.example", "b@x.example", "c@y.example", "root"];
        assert_eq!(common_domain(names.into_iter()), "@x.example");
        assert_eq!(common_domain(names.into_iter().chain(["b"])), "");
        assert_eq!(common_domain(["a@x.example"].into_iter()), "", "one account makes no house rule");
    }
}
