//! What really happened.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::table::{Row, ScoreError, Table};

/// A truth: changes, and tickets if it tells of them.
#[derive(Debug)]
pub(super) struct Truth {
    pub(super) changes: Vec<TrueChange>,
    pub(super) tickets: Option<Vec<TrueTicket>>,
}

/// A change as it was. `None` where the truth has no such column.
#[derive(Debug)]
pub(super) struct TrueChange {
    /// Id of its main event.
    pub(super) id: String,
    /// Ids of all its events.
    pub(super) ids: BTreeSet<String>,
    /// Number of its ticket; empty if it has none.
    pub(super) ticket: String,
    pub(super) kind: Option<String>,
    pub(super) support: Option<String>,
    pub(super) method: Option<String>,
    pub(super) level: Option<String>,
    pub(super) timing: Option<String>,
    pub(super) verdict: Option<String>,
    /// What was played; empty if the truth does not tell.
    pub(super) situation: String,
    /// The attack it is part of.
    pub(super) attack: Option<String>,
}

impl TrueChange {
    /// Whether the desk, or somebody of whom it cannot be told, brought it about.
    pub(super) fn is_of_the_desk(&self) -> bool {
        self.support.as_deref() != Some("no")
    }

    /// Whether it should have a ticket and has none, inside the time that the tickets cover. Of a
    /// change without a ticket that is not known unless the truth tells whose it was.
    pub(super) fn is_orphan(&self) -> Option<bool> {
        match (self.verdict.as_deref(), self.support.as_deref()) {
            (Some(verdict), _) => Some(verdict == "unticketed"),
            (None, Some(_)) => Some(self.ticket.is_empty() && self.is_of_the_desk()),
            (None, None) => (!self.ticket.is_empty()).then_some(false),
        }
    }
}

/// A ticket as it was. `None` where the truth has no such column, or nobody could tell.
#[derive(Debug)]
pub(super) struct TrueTicket {
    pub(super) number: String,
    pub(super) outcome: Option<String>,
    pub(super) reason: Option<String>,
    pub(super) identity: Option<String>,
    pub(super) topic: Option<String>,
    /// All reasons, the main one among them.
    pub(super) reasons: Option<BTreeSet<String>>,
    pub(super) cause: Option<String>,
    pub(super) situation: String,
}

impl Truth {
    pub(super) fn read(folder: &Path) -> Result<Self, ScoreError> {
        let tickets = folder.join("tickets.csv");
        let tickets = tickets.exists().then(|| Table::read(&tickets)).transpose()?;
        Ok(Self {
            changes: changes(&Table::read(&folder.join("changes.csv"))?)?,
            tickets: tickets.map(|table| self::tickets(&table)).transpose()?,
        })
    }
}

fn changes(table: &Table) -> Result<Vec<TrueChange>, ScoreError> {
    table.needs(&["native_ids", "native_id"])?;
    table.needs(&["ticket"])?;
    let mut line_of: BTreeMap<String, u64> = BTreeMap::new();
    let mut found = Vec::new();
    for row in table.rows() {
        let change = change(row)?;
        for id in &change.ids {
            if let Some(line) = line_of.insert(id.clone(), row.line()) {
                return Err(row.fault(format!("the native id {id} stands in line {line} already")));
            }
        }
        found.push(change);
    }
    Ok(found)
}

fn change(row: Row<'_>) -> Result<TrueChange, ScoreError> {
    let main = row.cell("native_id").filter(|id| !id.is_empty()).map(str::to_owned);
    let listed = row.list("native_ids");
    let id = main.or_else(|| listed.first().cloned());
    let id = id.ok_or_else(|| row.fault("a change without a native id".to_owned()))?;
    let ids: BTreeSet<String> = listed.into_iter().chain([id.clone()]).collect();
    let given = |column| row.cell(column).map(str::to_owned);
    let situation = row.text("situation");
    // One script may be played several times: `attack_id` tells the plays apart.
    let names = [row.text("attack_id"), situation.clone(), id.clone()];
    let attack = (row.cell("attack") == Some("yes")).then(|| names.into_iter().find(|name| !name.is_empty()));
    Ok(TrueChange {
        id,
        ids,
        ticket: row.text("ticket"),
        kind: given("kind"),
        support: given("support_triggered"),
        method: given("evidence_method"),
        level: given("evidence_level"),
        timing: given("evidence_when"),
        verdict: given("verdict"),
        situation,
        attack: attack.flatten(),
    })
}

fn tickets(table: &Table) -> Result<Vec<TrueTicket>, ScoreError> {
    table.needs(&["ticket"])?;
    let mut line_of: BTreeMap<String, u64> = BTreeMap::new();
    let mut found = Vec::new();
    for row in table.rows() {
        let given = |column| row.cell(column).map(str::to_owned);
        let number = row.text("ticket");
        if let Some(line) = line_of.insert(number.clone(), row.line()) {
            return Err(row.fault(format!("the ticket {number} stands in line {line} already")));
        }
        let outcome = given("first_contact");
        // An empty outcome is one that nobody could tell, and with it all that is said of it.
        let told = |word: Option<String>| word.filter(|_| outcome.as_deref() != Some(""));
        let reason = told(given("first_contact_reason"));
        let others = row.list("contributing_reasons");
        let all = others.into_iter().chain(reason.clone().filter(|word| !word.is_empty())).collect();
        let failed = outcome.as_deref() == Some("no");
        found.push(TrueTicket {
            number,
            reasons: given("contributing_reasons").filter(|_| failed).map(|_| all),
            cause: given("cause").filter(|_| failed && row.cell("identity_request") != Some("no")),
            outcome: told(outcome.clone()),
            reason,
            identity: given("identity_request"),
            topic: given("topic"),
            situation: row.text("situation"),
        });
    }
    Ok(found)
}
