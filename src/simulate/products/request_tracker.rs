//! Request Tracker: tickets, approvals, transactions and users as spreadsheets, in the desk's local time.

mod transactions;

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use serde_json::json;

use super::{Export, Substitutes};
use crate::model::Method;
use crate::simulate::SimulateError;
use crate::simulate::calendar::{Millis, utc};
use crate::simulate::desk::{Author, Closure, Incident, State};
use crate::simulate::organisation::{AccountNo, Role};
use crate::simulate::output::Folder;

/// What `simulate/request_tracker.toml` knows.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::simulate) struct RequestTracker {
    pub(in crate::simulate) words: Substitutes,
    channels: BTreeMap<String, String>,
    resolutions: Resolutions,
    verification: BTreeMap<Method, String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Resolutions {
    solved: String,
    by_request: String,
    unresolved: String,
    duplicate: String,
}

impl Resolutions {
    fn of(&self, closure: Option<Closure>) -> &str {
        match closure {
            None => "",
            Some(Closure::Solved | Closure::SolvedForGood | Closure::ByCaller) => &self.solved,
            Some(Closure::ByRequest) => &self.by_request,
            Some(Closure::Unresolved) => &self.unresolved,
            Some(Closure::Duplicate) => &self.duplicate,
        }
    }
}

/// The columns of a search, as its user chose them.
const COLUMNS: [&str; 22] = [
    "id",
    "Subject",
    "Status",
    "Queue",
    "Owner",
    "Requestors",
    "Cc",
    "Priority",
    "Created",
    "CreatedBy",
    "Started",
    "Told",
    "LastUpdated",
    "LastUpdatedBy",
    "Resolved",
    "TimeWorked",
    "CustomField.{Channel}",
    "CustomField.{Affected Account}",
    "CustomField.{Caller Verification}",
    "CustomField.{Resolution Code}",
    "DependsOn",
    "DependedOnBy",
];

/// Writes all spreadsheets.
///
/// # Errors
/// A file that cannot be written.
pub(super) fn write(export: &Export<'_>, folder: &mut Folder) -> Result<(), SimulateError> {
    let sheets = Sheets { export, words: &export.lore.words.request_tracker };
    let tickets = &export.story.incidents;
    let approvals = sheets.approval_numbers();
    let rows = &mut tickets.iter().map(|ticket| sheets.ticket(ticket, &approvals));
    sheet(folder, "tickets", &COLUMNS, rows)?;
    sheet(
        folder,
        "approvals",
        &COLUMNS,
        &mut tickets.iter().flat_map(|ticket| sheets.approvals(ticket, &approvals)),
    )?;
    sheet(folder, "transactions", &transactions::COLUMNS, &mut sheets.transactions().into_iter())?;
    let users = (0..export.organisation.accounts.len()).filter_map(|no| sheets.user(no));
    let (head, tail) = ("{\"items\":[", "],\"page\":1}");
    folder.list(
        "exports/request_tracker/users.json",
        false,
        (head, tail),
        &mut users.map(|user| user.to_string()),
    )?;
    let queues = (0..export.organisation.groups.len()).map(|nth| sheets.queue(nth));
    folder.list(
        "exports/request_tracker/queues.json",
        false,
        (head, tail),
        &mut queues.map(|queue| queue.to_string()),
    )
}

/// A spreadsheet: tabs between cells, nothing quoted; tabs and line ends inside a cell are blanks.
fn sheet<const N: usize>(
    folder: &mut Folder,
    name: &str,
    header: &[&str; N],
    rows: &mut dyn Iterator<Item = [String; N]>,
) -> Result<(), SimulateError> {
    let mut text = header.join("\t");
    text.push('\n');
    for row in rows {
        let cells = row.map(|cell| cell.replace(['\t', '\n', '\r'], " "));
        text.push_str(&cells.join("\t"));
        text.push('\n');
    }
    folder.text(&format!("exports/request_tracker/{name}.tsv"), &text)
}

struct Sheets<'a> {
    export: &'a Export<'a>,
    words: &'a RequestTracker,
}

impl Sheets<'_> {
    /// Wall time, without zone.
    fn time(&self, at: Millis) -> String {
        utc(at).with_timezone(&self.export.zone).format("%a %b %d %H:%M:%S %Y").to_string()
    }

    fn login(&self, author: Author) -> &str {
        match author {
            Author::Account(no) => &self.export.organisation.accounts[no].sam,
            Author::System => "RT_System",
        }
    }

    /// As the search shows an owner.
    fn owner(&self, no: AccountNo) -> String {
        let account = &self.export.organisation.accounts[no];
        format!("{} ({})", account.sam, account.desk_name)
    }

    fn address(&self, no: AccountNo) -> String {
        let account = &self.export.organisation.accounts[no];
        format!("{} <{}>", account.desk_name, account.email)
    }

    fn ticket(&self, ticket: &Incident, approvals: &BTreeMap<String, String>) -> [String; 22] {
        let taken = self.export.calendar.tickets_end;
        let empty = String::new;
        let resolved = ticket.resolved.or(ticket.closed);
        let affected =
            if ticket.names_subject { &self.export.organisation.accounts[ticket.subject].sam } else { "" };
        let method = ticket.verified.as_ref().and_then(|verified| verified.method.parse::<Method>().ok());
        let verified = method.and_then(|method| self.words.verification.get(&method));
        let updated = ticket.updated.min(taken);
        let asked = ticket.approvals.iter().filter_map(|approval| approvals.get(&approval.sys_id));
        [
            ticket.number.clone(),
            ticket.title.clone(),
            status(ticket.state).to_owned(),
            self.export.organisation.groups[ticket.group].0.clone(),
            self.owner(ticket.agent),
            if ticket.is_alert() { empty() } else { self.address(ticket.caller) },
            empty(),
            "Low".to_owned(),
            self.time(ticket.opened),
            self.login(Author::Account(ticket.opened_by)).to_owned(),
            self.time(ticket.opened + 2_000),
            resolved.map_or("Not set".to_owned(), |at| self.time(at)),
            self.time(updated),
            self.login(ticket.resolved_by.unwrap_or(Author::Account(ticket.agent))).to_owned(),
            resolved.map_or("Not set".to_owned(), |at| self.time(at)),
            empty(),
            self.words.channels.get(ticket.channel).cloned().unwrap_or_default(),
            affected.to_owned(),
            verified.cloned().unwrap_or_default(),
            self.words.resolutions.of(ticket.closure).to_owned(),
            asked
                .map(|number| format!("#{number}: Approval needed: {}", ticket.title))
                .collect::<Vec<_>>()
                .join(" "),
            empty(),
        ]
    }

    /// Each approval is a ticket of its own: the next free number after the one that needs it.
    fn approval_numbers(&self) -> BTreeMap<String, String> {
        let tickets = &self.export.story.incidents;
        let mut taken: BTreeSet<u64> =
            tickets.iter().filter_map(|ticket| ticket.number.parse().ok()).collect();
        let mut numbers = BTreeMap::new();
        for ticket in tickets {
            for approval in &ticket.approvals {
                let mut number: u64 = ticket.number.parse().unwrap_or(0) + 1;
                while !taken.insert(number) {
                    number += 1;
                }
                numbers.insert(approval.sys_id.clone(), number.to_string());
            }
        }
        numbers
    }

    fn approvals(&self, ticket: &Incident, numbers: &BTreeMap<String, String>) -> Vec<[String; 22]> {
        let taken = self.export.calendar.tickets_end;
        let shown = ticket.approvals.iter().filter(|approval| approval.asked_at <= taken);
        shown
            .map(|approval| {
                let answered = approval.answered.filter(|(at, _)| *at <= taken);
                let status = match answered {
                    Some((_, true)) => "resolved",
                    Some((_, false)) => "rejected",
                    None => "open",
                };
                let last = if answered.is_some() { approval.approver } else { ticket.agent };
                let decided = answered.map(|(at, _)| self.time(at));
                let mut row: [String; 22] = std::array::from_fn(|_| String::new());
                row[0] = numbers.get(&approval.sys_id).cloned().unwrap_or_default();
                row[1] = format!("Approval needed: {}", ticket.title);
                row[2] = status.to_owned();
                row[3] = "___Approvals".to_owned();
                row[4] = self.owner(approval.approver);
                row[7] = "Low".to_owned();
                row[8] = self.time(approval.asked_at);
                row[9] = self.login(Author::Account(ticket.agent)).to_owned();
                row[10] = self.time(approval.asked_at);
                row[11] = "Not set".to_owned();
                row[12] = decided.clone().unwrap_or_else(|| self.time(approval.asked_at));
                row[13] = self.login(Author::Account(last)).to_owned();
                row[14] = decided.unwrap_or_else(|| "Not set".to_owned());
                row[21] = format!("#{}: {}", ticket.number, ticket.title);
                row
            })
            .collect()
    }

    /// A user; programs and second accounts that the desk does not know give nothing.
    fn user(&self, no: AccountNo) -> Option<serde_json::Value> {
        let account = &self.export.organisation.accounts[no];
        if matches!(account.role, Role::Service | Role::Program | Role::Twin) {
            return None;
        }
        Some(json!({
            "id": account.sam,
            "type": "user",
            "_url": format!("{}/user/{}", self.site(), account.sam),
            "Name": account.sam,
            "EmailAddress": account.email,
            "RealName": account.desk_name,
            "Created": "2024-05-02T06:00:20Z",
            "Creator": { "type": "user", "id": "RT_System", "_url": format!("{}/user/RT_System", self.site()) },
        }))
    }

    fn queue(&self, nth: usize) -> serde_json::Value {
        let id = queue_number(nth).to_string();
        json!({
            "id": id,
            "type": "queue",
            "_url": format!("{}/queue/{id}", self.site()),
            "Name": self.export.organisation.groups[nth].0,
        })
    }

    fn site(&self) -> String {
        format!("https://rt.{}/REST/2.0", self.export.lore.estate.domain)
    }
}

const fn status(state: State) -> &'static str {
    match state {
        State::InProgress => "open",
        State::OnHold => "stalled",
        State::Resolved | State::Closed => "resolved",
        State::Cancelled => "rejected",
    }
}

/// The number of a queue; 1 and 2 are Request Tracker's own.
const fn queue_number(nth: usize) -> usize {
    3 + nth
}
