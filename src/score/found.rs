//! What a report says.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::table::{Row, ScoreError, Table};

/// The tables of a report that are scored.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) changes: Vec<FoundChange>,
    /// By number.
    pub(super) tickets: BTreeMap<String, FoundTicket>,
}

/// A row of `changes.csv`.
#[derive(Debug)]
pub(super) struct FoundChange {
    pub(super) id: String,
    pub(super) ids: Vec<String>,
    pub(super) kind: String,
    pub(super) support: String,
    /// Where linking ended.
    pub(super) link: FoundLink,
    pub(super) method: String,
    pub(super) level: String,
    pub(super) timing: String,
    pub(super) verdict: String,
    pub(super) risk: f64,
}

/// The link of a change.
#[derive(Debug)]
pub(super) struct FoundLink {
    pub(super) outcome: Outcome,
    /// The chosen ticket; of an ambiguous change the better one. Empty if there is none.
    pub(super) ticket: String,
    /// The next best; empty if there is none.
    pub(super) runner_up: String,
    pub(super) confidence: Option<f64>,
    pub(super) basis: String,
}

/// Where linking ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    Linked,
    Ambiguous,
    Unlinked,
}

/// A row of `tickets.csv`.
#[derive(Debug)]
pub(super) struct FoundTicket {
    pub(super) outcome: String,
    pub(super) reason: String,
    pub(super) identity: String,
    pub(super) topic: String,
    /// All reasons, the main one among them.
    pub(super) reasons: BTreeSet<String>,
    pub(super) cause: String,
}

impl Found {
    /// Reads the report in a folder; its tickets only if they are needed.
    pub(super) fn read(folder: &Path, with_tickets: bool) -> Result<Self, ScoreError> {
        let data = folder.join("data");
        let table = Table::read(&data.join("changes.csv"))?;
        for column in ["change_id", "native_ids", "ticket"] {
            table.needs(&[column])?;
        }
        let changes = table.rows().map(change).collect::<Result<_, _>>()?;
        let mut tickets = BTreeMap::new();
        if with_tickets {
            let table = Table::read(&data.join("tickets.csv"))?;
            table.needs(&["ticket"])?;
            tickets.extend(table.rows().map(ticket));
        }
        Ok(Self { changes, tickets })
    }
}

fn change(row: Row<'_>) -> Result<FoundChange, ScoreError> {
    Ok(FoundChange {
        id: row.text("change_id"),
        ids: row.list("native_ids"),
        kind: row.text("kind"),
        support: row.text("support_triggered"),
        link: link(row)?,
        method: row.text("evidence_method"),
        level: row.text("evidence_level"),
        timing: row.text("evidence_when"),
        verdict: row.text("verdict"),
        risk: row.number("risk_score")?.unwrap_or(0.0),
    })
}

fn link(row: Row<'_>) -> Result<FoundLink, ScoreError> {
    let ticket = row.text("ticket");
    let outcome = match row.cell("link_outcome") {
        Some("ambiguous") => Outcome::Ambiguous,
        Some("unlinked") => Outcome::Unlinked,
        _ if ticket.is_empty() => Outcome::Unlinked,
        _ => Outcome::Linked,
    };
    Ok(FoundLink {
        outcome,
        ticket,
        runner_up: row.text("runner_up"),
        confidence: row.number("link_confidence")?,
        basis: row.text("link_basis"),
    })
}

fn ticket(row: Row<'_>) -> (String, FoundTicket) {
    let ticket = FoundTicket {
        outcome: row.text("first_contact"),
        reason: row.text("first_contact_reason"),
        identity: row.text("identity_request"),
        topic: row.text("topic"),
        reasons: row.list("first_contact_reasons").into_iter().collect(),
        cause: row.text("failure_cause"),
    };
    (row.text("ticket"), ticket)
}
