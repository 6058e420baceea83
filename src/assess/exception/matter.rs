//! What a finding is about, and whether a scope means it.

use std::collections::{BTreeMap, BTreeSet};

use crate::directory::{Directory, Resolution};
use crate::model::{AccountIx, Case, Finding, Instant, Origin, Scope, Ticket};

use super::ExceptionInput;

/// Changes and tickets as findings name them.
pub(super) struct Matters<'a> {
    cases: BTreeMap<&'a str, &'a Case>,
    tickets: BTreeMap<(&'a str, Origin), &'a Ticket>,
    input: ExceptionInput<'a>,
}

/// What a finding is about: a change with its ticket, a ticket, or neither.
#[derive(Clone, Copy)]
pub(super) struct Matter<'a> {
    pub(super) case: Option<&'a Case>,
    pub(super) ticket: Option<&'a Ticket>,
}

impl<'a> Matters<'a> {
    pub(super) fn of(input: &ExceptionInput<'a>) -> Self {
        let cases = input.cases.iter().map(|case| (case.change.id.0.as_str(), case)).collect();
        let key = |ticket: &'a Ticket| ((ticket.number.as_str(), ticket.origin), ticket);
        Self { cases, tickets: input.tickets.iter().map(key).collect(), input: *input }
    }

    pub(super) fn of_finding(&self, finding: &Finding) -> Matter<'a> {
        if let Some(number) = finding.item.strip_prefix("ticket:") {
            // Two help desks may use one number: the ticket's own record stands first.
            let find = |origin: &Origin| self.tickets.get(&(number, *origin)).copied();
            return Matter { case: None, ticket: finding.origins.first().and_then(find) };
        }
        let case = self.cases.get(finding.item.as_str()).copied();
        let link = case.and_then(|case| case.link.as_ref());
        Matter { case, ticket: link.and_then(|link| self.input.tickets.get(link.ticket.0 as usize)) }
    }
}

/// A name of a scope, as written and as the account that it names.
struct Name<'a> {
    written: &'a str,
    account: Option<AccountIx>,
}

impl Name<'_> {
    fn is(&self, account: Option<AccountIx>, label: &str) -> bool {
        match (self.account, account) {
            (Some(named), Some(account)) => named == account,
            _ => self.written.trim().eq_ignore_ascii_case(label.trim()),
        }
    }
}

/// A scope with its names looked up.
pub(super) struct Wanted<'a> {
    scope: &'a Scope,
    subject: Vec<Name<'a>>,
    actor: Vec<Name<'a>>,
    agent: Vec<Name<'a>>,
    finding: BTreeSet<&'a str>,
    item: BTreeSet<&'a str>,
    change: BTreeSet<&'a str>,
    /// Names that are nobody's or several people's, and which.
    nobody: Option<String>,
    directory: &'a Directory,
}

/// The account that a name names: as a login, address or id, else as a display name.
pub(super) fn account(name: &str, directory: &Directory) -> Resolution {
    match directory.resolve_word(name) {
        Resolution::Nobody => directory.resolve_name(name),
        known => known,
    }
}

impl<'a> Wanted<'a> {
    pub(super) fn of(scope: &'a Scope, directory: &'a Directory) -> Self {
        let mut nobody = None;
        let mut names = |written: &'a [String]| -> Vec<Name<'a>> {
            let look_up = |written: &'a String| {
                let found = account(written, directory);
                match &found {
                    Resolution::One(..) => {}
                    Resolution::Ambiguous(_) => {
                        nobody = Some(format!("several people are called `{written}`"));
                    }
                    Resolution::Nobody => nobody = Some(format!("nobody is called `{written}`")),
                }
                Name { written, account: found.one() }
            };
            written.iter().map(look_up).collect()
        };
        let (subject, actor, agent) = (names(&scope.subject), names(&scope.actor), names(&scope.agent));
        let set = |values: &'a [String]| values.iter().map(String::as_str).collect();
        Self {
            scope,
            subject,
            actor,
            agent,
            finding: set(&scope.finding),
            item: set(&scope.item),
            change: set(&scope.change),
            nobody,
            directory,
        }
    }

    /// Which of its names is nobody's, or several people's.
    pub(super) fn nobody(&self) -> Option<&str> {
        self.nobody.as_deref()
    }

    /// Whether the scope means a finding.
    pub(super) fn fits(&self, finding: &Finding, matters: &Matters<'_>) -> bool {
        if self.scope.everything {
            return true;
        }
        let named = |wanted: &BTreeSet<&str>, value: &str| wanted.is_empty() || wanted.contains(value);
        if !named(&self.finding, &finding.id.0)
            || !named(&self.item, &finding.item)
            || !named(&self.change, &finding.item)
        {
            return false;
        }
        let matter = matters.of_finding(finding);
        self.fits_change(matter.case)
            && self.fits_ticket(matter.ticket)
            && self.fits_people(finding, matter)
            && self.fits_source(finding, matter)
            && self.fits_time(matter)
    }

    fn fits_change(&self, case: Option<&Case>) -> bool {
        let Scope { kind, tier, .. } = self.scope;
        let is_kind = |case: &Case| kind.is_empty() || kind.contains(&case.change.kind);
        let is_tier = |case: &Case| tier.is_empty() || tier.contains(&case.change.tier);
        (kind.is_empty() && tier.is_empty()) || case.is_some_and(|case| is_kind(case) && is_tier(case))
    }

    fn fits_ticket(&self, ticket: Option<&Ticket>) -> bool {
        let Scope { ticket: numbers, team, .. } = self.scope;
        let any = |wanted: &[String], value: &str| {
            wanted.is_empty() || wanted.iter().any(|one| one.trim().eq_ignore_ascii_case(value.trim()))
        };
        let is_wanted = |ticket: &Ticket| {
            any(numbers, &ticket.number) && any(team, ticket.group.as_deref().unwrap_or_default())
        };
        (numbers.is_empty() && team.is_empty()) || ticket.is_some_and(is_wanted)
    }

    fn fits_people(&self, finding: &Finding, matter: Matter<'_>) -> bool {
        let account = finding.item.strip_prefix("account:");
        let agent = finding.item.strip_prefix("agent:");
        let labelled = |label: &str| account_of_label(label, self.directory);
        let subject = match (matter.case, matter.ticket, account) {
            (Some(case), ..) => Some((case.change.subject, case.change.subject_label.as_str())),
            (None, Some(ticket), _) => {
                let who = if ticket.affected.is_empty() { &ticket.requester } else { &ticket.affected };
                Some((self.directory.resolve(&ticket.source, who).one(), who.label()))
            }
            (None, None, Some(label)) => Some((labelled(label), label)),
            (None, None, None) => None,
        };
        let actor = match (matter.case, agent) {
            (Some(case), _) => Some((case.change.actor, case.change.actor_label.as_str())),
            (None, Some(label)) => Some((labelled(label), label)),
            (None, None) => None,
        };
        let works = match (matter.ticket, agent) {
            (Some(ticket), _) => {
                let account = self.directory.resolve_agent(&ticket.source, &ticket.agent);
                Some((account, ticket.agent.label()))
            }
            (None, Some(label)) => Some((labelled(label), label)),
            (None, None) => None,
        };
        let is_one = |wanted: &[Name<'_>], who: Option<(Option<AccountIx>, &str)>| {
            wanted.is_empty()
                || who.is_some_and(|(account, label)| wanted.iter().any(|name| name.is(account, label)))
        };
        is_one(&self.subject, subject) && is_one(&self.actor, actor) && is_one(&self.agent, works)
    }

    fn fits_source(&self, finding: &Finding, matter: Matter<'_>) -> bool {
        let wanted = &self.scope.source;
        if wanted.is_empty() {
            return true;
        }
        let source = match matter {
            Matter { case: Some(case), .. } => Some(case.change.source.as_str()),
            Matter { ticket: Some(ticket), .. } => Some(ticket.source.as_str()),
            Matter { .. } => finding.item.strip_prefix("source:"),
        };
        let product = source.and_then(|source| source.split('.').next());
        wanted.iter().any(|one| source == Some(one) || product == Some(one))
    }

    fn fits_time(&self, matter: Matter<'_>) -> bool {
        let Scope { from, to, .. } = self.scope;
        if from.is_none() && to.is_none() {
            return true;
        }
        let at: Option<Instant> = match matter {
            Matter { case: Some(case), .. } => Some(case.change.at),
            Matter { ticket: Some(ticket), .. } => ticket.opened_at,
            Matter { .. } => None,
        };
        at.map(|at| at.date_naive())
            .is_some_and(|day| from.is_none_or(|from| from <= day) && to.is_none_or(|to| day <= to))
    }
}

/// The account that is called so, letter by letter.
fn account_of_label(label: &str, directory: &Directory) -> Option<AccountIx> {
    let account = directory.resolve_word(label).one()?;
    (directory.account(account).label == label).then_some(account)
}
