//! ServiceNow: the desk's tables as the Table API returns them: every scalar a string, every reference a link and a value.

use serde_json::{Map, Value, json};

use super::Export;
use crate::simulate::SimulateError;
use crate::simulate::calendar::{Millis, stored, years_before};
use crate::simulate::desk::{ApprovalRow, Author, Closure, FieldChange, HistoryEntry, Incident, Note, State};
use crate::simulate::lore::Lore;
use crate::simulate::organisation::{AccountNo, Organisation, Role};
use crate::simulate::output::Folder;

/// A table of the desk's tool.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Table {
    Incident,
    Journal,
    Audit,
    Approval,
    User,
    Group,
}

impl Table {
    /// The table's name, which is also the file's.
    const fn name(self) -> &'static str {
        match self {
            Table::Incident => "incident",
            Table::Journal => "sys_journal_field",
            Table::Audit => "sys_audit",
            Table::Approval => "sysapproval_approver",
            Table::User => "sys_user",
            Table::Group => "sys_user_group",
        }
    }
}

/// The desk's tables, each as one answer of the Table API.
///
/// # Errors
/// A file that cannot be written.
pub(super) fn write(export: &Export<'_>, folder: &mut Folder) -> Result<(), SimulateError> {
    let rows = Rows {
        lore: export.lore,
        organisation: export.organisation,
        taken_at: export.calendar.tickets_end,
        start: export.calendar.start,
    };
    let incidents = || export.story.incidents.iter();
    let mut table = |table: Table, compress: bool, rows: &mut dyn Iterator<Item = Value>| {
        let name = format!("exports/servicenow/{}.json", table.name());
        folder.list(&name, compress, ("{\"result\":[", "]}"), &mut rows.map(|row| row.to_string()))
    };
    table(Table::Incident, false, &mut incidents().map(|incident| rows.incident(incident)))?;
    table(Table::Journal, export.compress, &mut incidents().flat_map(|incident| rows.journal(incident)))?;
    table(Table::Audit, false, &mut incidents().flat_map(|incident| rows.audit(incident)))?;
    table(Table::Approval, false, &mut incidents().flat_map(|incident| rows.approvals(incident)))?;
    table(Table::User, false, &mut (0..rows.organisation.accounts.len()).filter_map(|no| rows.user_row(no)))?;
    table(Table::Group, false, &mut rows.group_rows().into_iter())
}

/// Number of an incident.
pub(super) fn number(number: u64) -> String {
    format!("INC{number:07}")
}

/// A state in the table's numbers.
const fn state_number(state: State) -> u8 {
    match state {
        State::InProgress => 2,
        State::OnHold => 3,
        State::Resolved => 6,
        State::Closed => 7,
        State::Cancelled => 8,
    }
}

const fn close_code(closure: Option<Closure>) -> &'static str {
    match closure {
        None => "",
        Some(Closure::Solved) => "Solution provided",
        Some(Closure::SolvedForGood) => "Solved (Permanently)",
        Some(Closure::ByRequest) => "Resolved by request",
        Some(Closure::ByCaller) => "Resolved by caller",
        Some(Closure::Unresolved) => "No resolution provided",
        Some(Closure::Duplicate) => "Duplicate",
    }
}

/// Makes rows, as of the end of the ticket export.
struct Rows<'a> {
    lore: &'a Lore,
    organisation: &'a Organisation,
    taken_at: Millis,
    start: Millis,
}

impl Rows<'_> {
    fn reference(&self, table: &str, id: &str) -> Value {
        if id.is_empty() {
            return json!("");
        }
        json!({ "link": format!("{}/api/now/table/{table}/{id}", self.lore.estate.instance), "value": id })
    }

    fn user(&self, account: AccountNo) -> Value {
        self.reference("sys_user", &self.organisation.accounts[account].sys_id)
    }

    fn author(&self, author: Author) -> Value {
        match author {
            Author::Account(no) => self.user(no),
            Author::System => self.reference("sys_user", "6816f79cc0a8016401c5a33be04be442"),
        }
    }

    fn author_name(&self, author: Author) -> &str {
        match author {
            Author::Account(no) => &self.organisation.accounts[no].sam,
            Author::System => "system",
        }
    }

    /// The incident as it stood when the export was taken.
    fn incident(&self, incident: &Incident) -> Value {
        let closed = incident.closed_by(self.taken_at);
        let state = match (incident.state, closed) {
            (State::Resolved, Some(_)) => State::Closed,
            (state, _) => state,
        };
        let updated = incident.touched_by(self.taken_at);
        let time = |at: Option<Millis>| json!(at.map(stored).unwrap_or_default());
        let optional = |author: Option<Author>| author.map_or(json!(""), |author| self.author(author));
        let closed_by = closed.map(|_| Author::System);
        let state_text = state_number(state).to_string();
        let open = matches!(state, State::InProgress | State::OnHold);
        let fields = [
            ("parent", json!("")),
            ("made_sla", json!("true")),
            ("sys_updated_on", json!(stored(updated))),
            ("child_incidents", json!("0")),
            ("hold_reason", json!(if incident.hold { "1" } else { "" })),
            ("number", json!(incident.number)),
            ("resolved_by", optional(incident.resolved_by)),
            (
                "sys_updated_by",
                json!(if closed.is_some() {
                    "system"
                } else {
                    self.author_name(Author::Account(incident.agent))
                }),
            ),
            ("opened_by", if incident.is_alert() { json!("") } else { self.user(incident.opened_by) }),
            ("sys_created_on", json!(stored(incident.opened))),
            ("state", json!(state_text)),
            ("sys_created_by", json!(self.author_name(Author::Account(incident.opened_by)))),
            ("knowledge", json!("false")),
            ("closed_at", time(closed)),
            ("impact", json!("3")),
            (
                "active",
                json!(if state == State::Closed || state == State::Cancelled { "false" } else { "true" }),
            ),
            ("priority", json!("4")),
            ("opened_at", json!(stored(incident.opened))),
            ("caller_id", if incident.is_alert() { json!("") } else { self.user(incident.caller) }),
            ("reopened_time", json!("")),
            ("resolved_at", time(incident.resolved)),
            ("subcategory", json!(incident.subcategory)),
            ("short_description", json!(incident.title)),
            ("close_code", json!(close_code(incident.closure))),
            ("assignment_group", self.group(incident.group)),
            ("description", json!(incident.description)),
            ("close_notes", json!(incident.close_notes)),
            ("sys_class_name", json!("incident")),
            ("closed_by", optional(closed_by)),
            ("parent_incident", json!("")),
            ("sys_id", json!(incident.sys_id)),
            ("contact_type", json!(incident.channel)),
            ("incident_state", json!(state_text)),
            ("urgency", json!("3")),
            ("reassignment_count", json!(incident.reassigned.to_string())),
            ("assigned_to", self.user(incident.agent)),
            ("severity", json!("3")),
            ("comments", json!("")),
            ("work_notes", json!("")),
            ("approval", json!(approval_roll_up(incident))),
            ("sys_mod_count", json!((incident.journal.len() + incident.history.len() + 2).to_string())),
            ("reopen_count", json!(incident.reopened.to_string())),
            ("escalation", json!("0")),
            ("correlation_id", json!("")),
            ("location", json!("")),
            ("category", json!(incident.category)),
            (
                "calendar_stc",
                json!(
                    incident
                        .resolved
                        .filter(|_| !open)
                        .map(|at| ((at - incident.opened) / 1000).to_string())
                        .unwrap_or_default()
                ),
            ),
            (
                "u_affected_user",
                json!(if incident.names_subject { self.user(incident.subject) } else { json!("") }),
            ),
            ("u_verification_method", json!("")),
            ("u_verified_at", json!("")),
            ("u_verified_by", json!("")),
        ];
        let mut row: Map<String, Value> =
            fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        if let Some(parent) = &incident.parent {
            row["parent_incident"] = self.reference("incident", parent);
        }
        if let Some(field) = &incident.verified {
            row["u_verification_method"] = json!(field.method);
            row["u_verified_at"] = json!(stored(field.at));
            row["u_verified_by"] = self.user(field.by);
        }
        Value::Object(row)
    }

    fn group(&self, group: usize) -> Value {
        self.reference("sys_user_group", &self.organisation.groups[group].1)
    }

    /// The journal of one ticket.
    fn journal(&self, incident: &Incident) -> Vec<Value> {
        let row = |note: &Note| {
            json!({
                "sys_id": note.sys_id,
                "name": "incident",
                "element": if note.internal { "work_notes" } else { "comments" },
                "element_id": incident.sys_id,
                "value": note.text,
                "sys_created_on": stored(note.at),
                "sys_created_by": self.author_name(note.author),
            })
        };
        incident.journal.iter().filter(|note| note.at <= self.taken_at).map(row).collect()
    }

    /// The audited field changes of one ticket.
    fn audit(&self, incident: &Incident) -> Vec<Value> {
        let row = |entry: &HistoryEntry| {
            let (field, old, new) = self.field_change(entry.change);
            json!({
                "sys_id": entry.sys_id,
                "tablename": "incident",
                "documentkey": incident.sys_id,
                "fieldname": field,
                "oldvalue": old,
                "newvalue": new,
                "user": self.author_name(entry.author),
                "sys_created_on": stored(entry.at),
                "reason": "",
            })
        };
        incident.history.iter().filter(|entry| entry.at <= self.taken_at).map(row).collect()
    }

    /// A field with its old and new value, as the table stores them.
    fn field_change(&self, change: FieldChange) -> (&'static str, String, String) {
        let group = |group: usize| self.organisation.groups[group].1.clone();
        let user = |no: AccountNo| self.organisation.accounts[no].sys_id.clone();
        match change {
            FieldChange::State(old, new) => {
                ("state", state_number(old).to_string(), state_number(new).to_string())
            }
            FieldChange::Group(old, new) => ("assignment_group", group(old), group(new)),
            FieldChange::Agent(old, new) => ("assigned_to", user(old), user(new)),
            FieldChange::Taken(by) => ("assigned_to", String::new(), user(by)),
        }
    }

    /// The approvals of one ticket.
    fn approvals(&self, incident: &Incident) -> Vec<Value> {
        let row = |approval: &ApprovalRow| {
            let state = match approval.answered {
                Some((_, true)) => "approved",
                Some((_, false)) => "rejected",
                None => "requested",
            };
            let updated = approval.answered.map_or(approval.asked_at, |(at, _)| at);
            json!({
                "sys_id": approval.sys_id,
                "source_table": "incident",
                "sysapproval": self.reference("task", &incident.sys_id),
                "document_id": self.reference("incident", &incident.sys_id),
                "approver": self.user(approval.approver),
                "state": state,
                "comments": approval.comment,
                "sys_created_on": stored(approval.asked_at),
                "sys_updated_on": stored(updated),
                "sys_updated_by": self.organisation.accounts[approval.approver].sam,
            })
        };
        incident.approvals.iter().filter(|approval| approval.asked_at <= self.taken_at).map(row).collect()
    }

    /// One user of the desk's tool; programs and second accounts that it does not know give nothing.
    fn user_row(&self, no: AccountNo) -> Option<Value> {
        let account = &self.organisation.accounts[no];
        if matches!(account.role, Role::Service | Role::Program | Role::Twin | Role::Shared) {
            return None;
        }
        let manager = account.manager.map_or(json!(""), |manager| self.user(manager));
        let mut row = Map::new();
        let mut put = |key: &str, value: Value| row.insert(key.to_owned(), value);
        put("sys_id", json!(account.sys_id));
        put("user_name", json!(account.sam));
        put("name", json!(account.desk_name));
        put("first_name", json!(account.desk_given));
        put("last_name", json!(account.desk_family));
        put("email", json!(account.email));
        put("employee_number", json!(account.employee_id));
        put("title", json!(account.title));
        put("manager", manager);
        put("mobile_phone", json!(account.phone));
        put("vip", json!((account.role == Role::Executive).to_string()));
        put("active", json!("true"));
        put("sys_created_on", json!(years_before(self.start, 1 + no as u64 % 9)));
        Some(Value::Object(row))
    }

    /// All teams.
    fn group_rows(&self) -> Vec<Value> {
        let row = |(name, id): &(String, String)| {
            json!({
                "sys_id": id,
                "name": name,
                "active": "true",
                "default_assignee": "",
                "exclude_manager": "false",
                "include_members": "false",
            })
        };
        self.organisation.groups.iter().map(row).collect()
    }
}

fn approval_roll_up(incident: &Incident) -> &'static str {
    match incident.approvals.last().map(|approval| approval.answered) {
        None => "not requested",
        Some(None) => "requested",
        Some(Some((_, true))) => "approved",
        Some(Some((_, false))) => "rejected",
    }
}
