//! One issue: its fields as they stand, its comments, its approvals, and what was changed.

use serde_json::{Map, Value, json};

use super::{Rows, inner_id};
use crate::simulate::calendar::Millis;
use crate::simulate::desk::{Author, Closure, FieldChange, Incident, State};
use crate::simulate::organisation::AccountNo;
use crate::simulate::products::thread::{Entry, thread};

impl Rows<'_> {
    pub(super) fn issue(&self, ticket: &Incident) -> Value {
        let taken = self.export.calendar.tickets_end;
        let entries = thread(ticket, taken);
        let id = inner_id(ticket);
        let channel = self.words.channels.get(ticket.channel).map_or("api", String::as_str);
        let histories = self.histories(ticket, &entries);
        json!({
            "expand": "renderedFields,names,schema,operations,editmeta,changelog",
            "id": id.to_string(),
            "self": format!("https://{}.atlassian.example/rest/api/2/issue/{id}", self.site()),
            "key": ticket.number,
            "properties": { "request.channel.type": { "value": channel } },
            "changelog": { "startAt": 0, "maxResults": histories.len(), "total": histories.len(), "histories": histories },
            "fields": self.fields(ticket, &entries, taken),
        })
    }

    fn fields(&self, ticket: &Incident, entries: &[(Millis, Entry<'_>)], taken: Millis) -> Value {
        let state = match (ticket.state, ticket.closed_by(taken)) {
            (State::Resolved, Some(_)) => State::Closed,
            (state, _) => state,
        };
        let (name, category) = self.words.states.named(state);
        let done = ticket.resolved.or(ticket.closed).filter(|_| category == "done");
        let reporter = if ticket.names_subject { ticket.subject } else { ticket.caller };
        let comments = self.comments(ticket, entries);
        let organisation = self.export.organisation;
        let status_date = done.unwrap_or(ticket.updated);
        let mut fields = Map::new();
        let mut put = |key: &str, value: Value| fields.insert(key.to_owned(), value);
        put("summary", json!(ticket.title));
        put("description", json!(ticket.description));
        put("issuetype", json!({ "id": "10004", "name": "[System] Service request", "subtask": false }));
        put(
            "project",
            json!({ "id": "10001", "key": self.words.project, "name": "Service Desk", "projectTypeKey": "service_desk" }),
        );
        put("created", json!(self.time(ticket.opened)));
        put("updated", json!(self.time(ticket.touched_by(taken))));
        put("resolutiondate", json!(done.map(|at| self.time(at))));
        put(
            "resolution",
            json!(resolution(ticket).filter(|_| done.is_some()).map(|name| json!({ "name": name }))),
        );
        put("status", json!({ "name": name, "statusCategory": { "key": category } }));
        put("priority", json!({ "id": "3", "name": "Medium" }));
        put("labels", json!([]));
        put("components", json!([{ "id": "10100", "name": ticket.subcategory }]));
        put("reporter", self.user(reporter));
        put("creator", self.user(ticket.opened_by));
        put("assignee", self.user(ticket.agent));
        // Request type, team, participants and approvals are fields of the site.
        put(
            "customfield_10010",
            json!({
                "requestType": { "id": "21", "name": ticket.category, "serviceDeskId": "1" },
                "currentStatus": {
                    "status": name,
                    "statusCategory": if category == "done" { "DONE" } else { "INDETERMINATE" },
                    "statusDate": self.date(status_date),
                },
            }),
        );
        let (team, team_id) = &organisation.groups[ticket.group];
        put("customfield_10001", json!({ "id": team_id, "name": team, "isShared": true }));
        let asked = (ticket.caller != reporter).then(|| self.user(ticket.caller));
        put("customfield_10024", json!(asked.into_iter().collect::<Vec<_>>()));
        put("customfield_10023", self.approvals(ticket, taken));
        put(
            "comment",
            json!({ "startAt": 0, "maxResults": comments.len(), "total": comments.len(), "comments": comments }),
        );
        Value::Object(fields)
    }

    fn comments(&self, ticket: &Incident, entries: &[(Millis, Entry<'_>)]) -> Vec<Value> {
        let mut comments = Vec::new();
        for (at, entry) in entries {
            let (author, public, text) = match entry {
                Entry::Note(note) => (note.author, !note.internal, note.text.clone()),
                Entry::Solution(author, text) => (*author, true, (*text).to_owned()),
                Entry::Verified(verified) => {
                    let name = &self.export.organisation.accounts[verified.by].desk_name;
                    (Author::Account(verified.by), false, self.words.verification.filled(verified, name))
                }
                _ => continue,
            };
            let author = self.author(author);
            comments.push(json!({
                "id": (inner_id(ticket) * 40 + comments.len() as u64).to_string(),
                "author": author,
                "updateAuthor": author,
                "body": text,
                "created": self.time(*at),
                "updated": self.time(*at),
                "jsdPublic": public,
            }));
        }
        comments
    }

    /// Each approval as the field of the service desk keeps it.
    fn approvals(&self, ticket: &Incident, taken: Millis) -> Value {
        let shown = ticket.approvals.iter().filter(|approval| approval.asked_at <= taken);
        shown
            .enumerate()
            .map(|(nth, approval)| {
                let answered = approval.answered.filter(|(at, _)| *at <= taken);
                let decision = match answered {
                    Some((_, true)) => "approved",
                    Some((_, false)) => "declined",
                    None => "pending",
                };
                let mut one = json!({
                    "id": (inner_id(ticket) * 10 + nth as u64).to_string(),
                    "name": "Waiting for approval",
                    "finalDecision": decision,
                    "canAnswerApproval": false,
                    "approvers": [{ "approver": self.user(approval.approver), "approverDecision": decision }],
                    "createdDate": self.date(approval.asked_at),
                });
                if let Some((at, _)) = answered {
                    one["completedDate"] = self.date(at);
                }
                one
            })
            .collect()
    }

    /// What was changed, newest first.
    fn histories(&self, ticket: &Incident, entries: &[(Millis, Entry<'_>)]) -> Vec<Value> {
        let first = json!({ "field": "status", "fieldtype": "jira", "from": "1", "fromString": self.words.states.waiting, "to": "3", "toString": self.words.states.in_progress });
        let mut changes = vec![(ticket.opened + 1_000, Author::Account(ticket.opened_by), first)];
        for (at, entry) in entries {
            let (author, item) = match entry {
                Entry::Field(field) => (field.author, self.item(field.change)),
                Entry::Closed => {
                    (Author::System, self.item(FieldChange::State(State::Resolved, State::Closed)))
                }
                _ => continue,
            };
            changes.push((*at, author, item));
        }
        let history = |(nth, (at, author, item)): (usize, &(Millis, Author, Value))| {
            json!({
                "id": (inner_id(ticket) * 30 + nth as u64).to_string(),
                "author": self.author(*author),
                "created": self.time(*at),
                "items": [item],
            })
        };
        changes.iter().enumerate().map(history).rev().collect()
    }

    fn item(&self, change: FieldChange) -> Value {
        let item = |field: &str, kind: &str, from: (String, String), to: (String, String)| json!({ "field": field, "fieldtype": kind, "from": from.0, "fromString": from.1, "to": to.0, "toString": to.1 });
        let groups = &self.export.organisation.groups;
        let team = |nth: usize| (groups[nth].1.clone(), groups[nth].0.clone());
        let person = |no: AccountNo| {
            let name = self.export.organisation.accounts[no].desk_name.clone();
            (self.user(no)["accountId"].as_str().unwrap_or_default().to_owned(), name)
        };
        let state = |state: State| (String::new(), self.words.states.named(state).0.to_owned());
        match change {
            FieldChange::State(old, new) => item("status", "jira", state(old), state(new)),
            FieldChange::Group(old, new) => item("Team", "custom", team(old), team(new)),
            FieldChange::Agent(old, new) => item("assignee", "jira", person(old), person(new)),
            FieldChange::Taken(by) => {
                let (id, name) = person(by);
                json!({ "field": "assignee", "fieldtype": "jira", "from": null, "fromString": null, "to": id, "toString": name })
            }
        }
    }
}

/// The rule that closes what nobody answers sets `Done`, like everybody.
fn resolution(ticket: &Incident) -> Option<&'static str> {
    Some(match (ticket.closure?, ticket.state) {
        (Closure::Duplicate, _) => "Duplicate",
        (Closure::Unresolved, State::Cancelled) => "Won't Do",
        _ => "Done",
    })
}
