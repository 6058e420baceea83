//! Zendesk: tickets, audits, metrics, users and groups as the API returns them.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Value, json};

use super::Export;
use super::Substitutes;
use super::forms::{ApprovalWords, VerificationForm};
use super::ids::number;
use super::thread::{Entry, thread};
use crate::model::ContactReason;
use crate::simulate::SimulateError;
use crate::simulate::calendar::{DAY, Millis, seconds, utc};
use crate::simulate::desk::{Author, FieldChange, HistoryEntry, Incident, State};
use crate::simulate::lore::Tie;
use crate::simulate::organisation::{AccountNo, Role};
use crate::simulate::output::Folder;

/// What `simulate/zendesk.toml` knows.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::simulate) struct Zendesk {
    pub(in crate::simulate) words: Substitutes,
    channels: BTreeMap<String, String>,
    approval: ApprovalWords,
    verification: VerificationForm,
}

/// Zendesk itself, as author of what its automations do.
const SYSTEM: i64 = -1;

/// Writes all files of the API.
///
/// # Errors
/// A file that cannot be written.
pub(super) fn write(export: &Export<'_>, folder: &mut Folder) -> Result<(), SimulateError> {
    let tickets = &export.story.incidents;
    let titles = tickets.iter().map(|ticket| (ticket.number.as_str(), ticket.title.as_str())).collect();
    let mut answers: BTreeMap<&str, Vec<u64>> = BTreeMap::new();
    for (first, number) in tickets.iter().filter_map(|ticket| Some((followed(ticket)?, &ticket.number))) {
        answers.entry(first).or_default().extend(number.parse::<u64>().ok());
    }
    let rows = Rows { export, words: &export.lore.words.zendesk, titles, answers };
    let mut list = |name: &str, compress: bool, items: &mut dyn Iterator<Item = Value>| {
        let head = format!("{{\"{name}\":[");
        let tail = "],\"next_page\":null,\"end_of_stream\":true}";
        let path = format!("exports/zendesk/{name}.json");
        folder.list(&path, compress, (&head, tail), &mut items.map(|item| item.to_string()))
    };
    list("tickets", false, &mut tickets.iter().map(|ticket| rows.ticket(ticket)))?;
    list("audits", export.compress, &mut tickets.iter().flat_map(|ticket| rows.audits(ticket)))?;
    list("ticket_metrics", false, &mut tickets.iter().map(|ticket| rows.metrics(ticket)))?;
    list("users", false, &mut (0..export.organisation.accounts.len()).filter_map(|no| rows.user(no)))?;
    list("groups", false, &mut (0..export.organisation.groups.len()).map(|nth| rows.group(nth)))
}

struct Rows<'a> {
    export: &'a Export<'a>,
    words: &'a Zendesk,
    /// Subjects, by number.
    titles: BTreeMap<&'a str, &'a str>,
    /// The tickets that answered a closed one.
    answers: BTreeMap<&'a str, Vec<u64>>,
}

impl Rows<'_> {
    fn user_id(&self, no: AccountNo) -> i64 {
        number(&self.export.organisation.accounts[no].sys_id, 361_000_000_000, 9_000_000_000) as i64
    }

    fn author(&self, author: Author) -> i64 {
        match author {
            Author::Account(no) => self.user_id(no),
            Author::System => SYSTEM,
        }
    }

    fn group_id(&self, nth: usize) -> u64 {
        number(&self.export.organisation.groups[nth].1, 360_000_000_000, 900_000_000)
    }

    /// Who stands as requester: the affected person if the agent recorded that, else who asked.
    fn requester(&self, ticket: &Incident) -> AccountNo {
        if ticket.names_subject { ticket.subject } else { ticket.caller }
    }

    fn ticket(&self, ticket: &Incident) -> Value {
        let id: u64 = ticket.number.parse().unwrap_or(0);
        let taken = self.export.calendar.tickets_end;
        let caller = &self.export.organisation.accounts[ticket.caller];
        let channel = self.words.channels.get(ticket.channel).map_or("api", String::as_str);
        let from = if channel == "email" {
            json!({ "address": caller.email, "name": caller.desk_name })
        } else {
            json!({})
        };
        let follows = followed(ticket).and_then(|first| first.parse::<u64>().ok());
        let source = match follows {
            Some(first) => {
                let title = followed(ticket).and_then(|first| self.titles.get(first));
                json!({ "from": { "ticket_id": first, "subject": title }, "to": {}, "rel": "follow_up" })
            }
            None => json!({ "from": from, "to": {}, "rel": null }),
        };
        let copied: Vec<i64> = (ticket.caller != self.requester(ticket))
            .then(|| self.user_id(ticket.caller))
            .into_iter()
            .chain(ticket.approvals.iter().map(|approval| self.user_id(approval.approver)))
            .collect();
        json!({
            "url": format!("https://{}/api/v2/tickets/{id}.json", self.host()),
            "id": id,
            "external_id": null,
            "via": { "channel": channel, "source": source },
            "via_followup_source_id": follows,
            "created_at": seconds(ticket.opened),
            "updated_at": seconds(ticket.touched_by(taken)),
            "generated_timestamp": ticket.touched_by(taken) / 1000,
            "type": "incident",
            "subject": ticket.title,
            "raw_subject": ticket.title,
            "description": ticket.description,
            "priority": "normal",
            "status": status_at(ticket, taken),
            "recipient": null,
            "requester_id": self.user_id(self.requester(ticket)),
            "submitter_id": self.user_id(ticket.opened_by),
            "assignee_id": self.user_id(ticket.agent),
            "organization_id": 360_000_771_001_u64,
            "group_id": self.group_id(ticket.group),
            "collaborator_ids": copied,
            "follower_ids": [],
            "email_cc_ids": copied,
            "forum_topic_id": null,
            "problem_id": null,
            "has_incidents": false,
            "is_public": true,
            "due_at": null,
            "tags": tags(ticket),
            "custom_fields": [],
            "satisfaction_rating": null,
            "followup_ids": self.answers.get(ticket.number.as_str()).map_or(&[][..], Vec::as_slice),
            "ticket_form_id": 360_000_389_001_u64,
            "brand_id": 360_002_256_001_u64,
            "allow_channelback": false,
            "allow_attachments": true,
        })
    }

    fn host(&self) -> String {
        format!("{}.zendesk.example", self.export.lore.estate.company.to_lowercase())
    }

    /// One audit for each update: what was written, and what was changed.
    fn audits(&self, ticket: &Incident) -> Vec<Value> {
        let entries = thread(ticket, self.export.calendar.tickets_end);
        let (mut group, mut agent) = first_holders(ticket, self);
        entries
            .into_iter()
            .enumerate()
            .map(|(nth, (at, entry))| {
                let (author, events) = self.events(ticket, &entry, (&mut group, &mut agent));
                self.audit(ticket, nth, at, author, events)
            })
            .collect()
    }

    fn audit(&self, ticket: &Incident, nth: usize, at: Millis, author: i64, mut events: Vec<Value>) -> Value {
        let id = number(&format!("{} {nth}", ticket.sys_id), 905_000_000_000, 80_000_000_000);
        for (place, event) in events.iter_mut().enumerate() {
            event["id"] = json!(id + 1 + place as u64);
        }
        json!({
            "id": id,
            "ticket_id": ticket.number.parse::<u64>().unwrap_or(0),
            "created_at": seconds(at),
            "author_id": author,
            "metadata": { "system": {}, "custom": {} },
            "events": events,
            "via": { "channel": if author == SYSTEM { "rule" } else { "web" } },
        })
    }

    fn events(
        &self,
        ticket: &Incident,
        entry: &Entry<'_>,
        (group, agent): (&mut String, &mut String),
    ) -> (i64, Vec<Value>) {
        let agent_now = self.user_id(ticket.agent);
        match entry {
            Entry::Opened => {
                let opener = self.user_id(ticket.opened_by);
                let first = |field: &str, value: &str| json!({ "type": "Create", "field_name": field, "value": value });
                let mut events = vec![
                    comment(&ticket.description, true, opener),
                    first("subject", &ticket.title),
                    first("requester_id", &self.user_id(self.requester(ticket)).to_string()),
                    first("status", if ticket.waits_in_queue() { "new" } else { "open" }),
                    first("group_id", group),
                ];
                if !ticket.waits_in_queue() {
                    events.push(first("assignee_id", agent));
                }
                (opener, events)
            }
            Entry::Note(note) => {
                let author = self.author(note.author);
                (author, vec![comment(&note.text, !note.internal, author)])
            }
            Entry::Solution(author, text) => {
                let author = self.author(*author);
                (author, vec![comment(text, author != SYSTEM, author)])
            }
            Entry::Asked(approval) => {
                let name = &self.export.organisation.accounts[approval.approver].desk_name;
                (agent_now, vec![comment(&self.words.approval.ask(&approval.sys_id, name), true, agent_now)])
            }
            Entry::Answered(approval, granted) => {
                let approver = self.user_id(approval.approver);
                (
                    approver,
                    vec![comment(
                        &self.words.approval.answer(&approval.comment, &approval.sys_id, *granted),
                        true,
                        approver,
                    )],
                )
            }
            Entry::Verified(verified) => {
                let author = self.user_id(verified.by);
                let name = &self.export.organisation.accounts[verified.by].desk_name;
                (author, vec![comment(&self.words.verification.filled(verified, name), false, author)])
            }
            Entry::Field(HistoryEntry { change: FieldChange::Taken(by), .. }) => {
                let by = self.user_id(*by);
                let taken = json!({ "type": "Change", "field_name": "assignee_id", "previous_value": null, "value": by.to_string() });
                let opened = json!({ "type": "Change", "field_name": "status", "previous_value": "new", "value": "open" });
                (by, vec![taken, opened])
            }
            Entry::Field(field) => {
                let (name, old, new) = match field.change {
                    FieldChange::State(old, new) => {
                        ("status", status(old).to_owned(), self.entered(ticket, new))
                    }
                    FieldChange::Group(old, new) => {
                        let new = self.group_id(new).to_string();
                        group.clone_from(&new);
                        ("group_id", self.group_id(old).to_string(), new)
                    }
                    FieldChange::Taken(by) => ("assignee_id", String::new(), self.user_id(by).to_string()),
                    FieldChange::Agent(old, new) => {
                        let new = self.user_id(new).to_string();
                        agent.clone_from(&new);
                        ("assignee_id", self.user_id(old).to_string(), new)
                    }
                };
                let event =
                    json!({ "type": "Change", "field_name": name, "previous_value": old, "value": new });
                (self.author(field.author), vec![event])
            }
            Entry::Closed => {
                let event = json!({ "type": "Change", "field_name": "status", "previous_value": "solved", "value": "closed" });
                (SYSTEM, vec![event])
            }
        }
    }

    fn entered(&self, ticket: &Incident, state: State) -> String {
        if state == State::Cancelled { dropped(ticket) } else { status(state) }.to_owned()
    }

    fn metrics(&self, ticket: &Incident) -> Value {
        let taken = self.export.calendar.tickets_end;
        let public = |author: AccountNo| {
            ticket
                .journal
                .iter()
                .filter(|note| !note.internal && note.author == Author::Account(author))
                .count()
        };
        let solved = ticket.resolved.or(ticket.closed).filter(|at| *at <= taken);
        let passed = ticket.passed(self.export.organisation.engineering(self.export.lore));
        json!({
            "id": number(&format!("metric {}", ticket.sys_id), 362_000_000_000, 9_000_000_000),
            "ticket_id": ticket.number.parse::<u64>().unwrap_or(0),
            "created_at": seconds(ticket.opened),
            "updated_at": seconds(ticket.touched_by(taken)),
            "group_stations": 1 + passed.teams,
            "assignee_stations": 1 + passed.people,
            "reopens": ticket.reopened,
            "replies": public(ticket.agent) + 1,
            "solved_at": solved.map(seconds),
            "initially_assigned_at": seconds(ticket.opened),
            "assigned_at": seconds(ticket.opened),
        })
    }

    /// A user; programs and second accounts that the desk does not know give nothing.
    fn user(&self, no: AccountNo) -> Option<Value> {
        let account = &self.export.organisation.accounts[no];
        let role = match account.role {
            Role::Service | Role::Program | Role::Twin => return None,
            Role::Agent | Role::Engineer => "agent",
            Role::Admin => "admin",
            _ => "end-user",
        };
        let since = self.export.calendar.start - (400 + no as i64 % 1200) * DAY;
        let zone = self.export.lore.places.office[account.office].zone;
        Some(json!({
            "id": self.user_id(no),
            "url": format!("https://{}/api/v2/users/{}.json", self.host(), self.user_id(no)),
            "name": account.desk_name,
            "email": account.email,
            "created_at": seconds(since),
            "updated_at": seconds(since),
            "time_zone": zone.name(),
            "iana_time_zone": zone.name(),
            "phone": account.phone,
            "locale_id": 1,
            "locale": "en-US",
            "organization_id": 360_000_771_001_u64,
            "role": role,
            "verified": true,
            "external_id": account.employee_id,
            "active": true,
            "suspended": false,
            "moderator": role != "end-user",
            "ticket_restriction": if role == "end-user" { Some("requested") } else { None },
            "only_private_comments": false,
            "restricted_agent": role == "end-user",
            "default_group_id": null,
        }))
    }

    fn group(&self, nth: usize) -> Value {
        let id = self.group_id(nth);
        let since = utc(self.export.calendar.start - 900 * DAY).format("%Y-%m-%dT%H:%M:%SZ").to_string();
        json!({
            "url": format!("https://{}/api/v2/groups/{id}.json", self.host()),
            "id": id,
            "is_public": true,
            "name": self.export.organisation.groups[nth].0,
            "description": "",
            "default": nth == 0,
            "deleted": false,
            "created_at": since,
            "updated_at": since,
        })
    }
}

/// The closed ticket that this one answers: Zendesk opens no closed ticket again.
fn followed(ticket: &Incident) -> Option<&str> {
    ticket.tie.as_ref().filter(|(_, tie)| *tie == Tie::Refers).map(|(first, _)| first.as_str())
}

/// Group and agent at the beginning: those before the first change, or the present ones.
fn first_holders(ticket: &Incident, rows: &Rows<'_>) -> (String, String) {
    let group = ticket.history.iter().find_map(|entry| match entry.change {
        FieldChange::Group(old, _) => Some(old),
        _ => None,
    });
    let agent = ticket.history.iter().find_map(|entry| match entry.change {
        FieldChange::Agent(old, _) => Some(old),
        _ => None,
    });
    (
        rows.group_id(group.unwrap_or(ticket.group)).to_string(),
        rows.user_id(agent.unwrap_or(ticket.agent)).to_string(),
    )
}

fn comment(text: &str, public: bool, author: i64) -> Value {
    json!({ "type": "Comment", "author_id": author, "body": text, "plain_body": text, "public": public, "attachments": [] })
}

const fn status(state: State) -> &'static str {
    match state {
        State::InProgress => "open",
        State::OnHold => "pending",
        State::Resolved => "solved",
        State::Closed | State::Cancelled => "closed",
    }
}

/// A withdrawn ticket is deleted, the loser of a merge closed.
fn dropped(ticket: &Incident) -> &'static str {
    if ticket.obstacles.contains(&ContactReason::Duplicate) { "closed" } else { "deleted" }
}

fn status_at(ticket: &Incident, taken_at: Millis) -> &'static str {
    match ticket.state {
        State::Cancelled => dropped(ticket),
        State::Resolved if ticket.closed_by(taken_at).is_some() => "closed",
        state => status(state),
    }
}

fn tags(ticket: &Incident) -> Vec<String> {
    let mut tags = vec![ticket.subcategory.to_lowercase().replace(' ', "_")];
    if ticket.obstacles.contains(&ContactReason::Duplicate) {
        tags.push("closed_by_merge".to_owned());
    }
    if ticket.obstacles.contains(&ContactReason::NoResponse) {
        tags.push("no_response".to_owned());
    }
    tags
}
