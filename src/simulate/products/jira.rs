//! Jira Service Management: a search page of issues with changelog and comments, and the users.

mod issue;

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Value, json};

use super::forms::VerificationForm;
use super::ids::number;
use super::{Export, Substitutes};
use crate::simulate::SimulateError;
use crate::simulate::calendar::{Millis, utc};
use crate::simulate::desk::{Author, Incident, State};
use crate::simulate::organisation::{AccountNo, Role, spelled_in_ascii};
use crate::simulate::output::Folder;

/// What `simulate/jira.toml` knows.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::simulate) struct Jira {
    pub(in crate::simulate) words: Substitutes,
    project: String,
    channels: BTreeMap<String, String>,
    states: States,
    verification: VerificationForm,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct States {
    waiting: String,
    in_progress: String,
    on_hold: String,
    resolved: String,
    closed: String,
    cancelled: String,
}

impl Jira {
    /// The key of an issue.
    pub(super) fn key(&self, number: u64) -> String {
        format!("{}-{number}", self.project)
    }
}

impl States {
    /// A state's name, and Jira's category of it.
    fn named(&self, state: State) -> (&str, &'static str) {
        match state {
            State::InProgress => (&self.in_progress, "indeterminate"),
            State::OnHold => (&self.on_hold, "indeterminate"),
            State::Resolved => (&self.resolved, "done"),
            State::Closed => (&self.closed, "done"),
            State::Cancelled => (&self.cancelled, "done"),
        }
    }
}

/// Writes the issues and the users.
///
/// # Errors
/// A file that cannot be written.
pub(super) fn write(export: &Export<'_>, folder: &mut Folder) -> Result<(), SimulateError> {
    let rows = Rows { export, words: &export.lore.words.jira };
    let tickets = &export.story.incidents;
    let head = format!(
        "{{\"expand\":\"schema,names\",\"startAt\":0,\"maxResults\":{0},\"total\":{0},\"issues\":[",
        tickets.len()
    );
    let issues = &mut tickets.iter().map(|ticket| rows.issue(ticket).to_string());
    folder.list("exports/jira/issues.json", export.compress, (&head, "]}"), issues)?;
    let accounts = 0..export.organisation.accounts.len();
    let users = &mut accounts.filter(|no| rows.is_known(*no)).map(|no| rows.user(no).to_string());
    folder.list("exports/jira/users.json", false, ("[", "]"), users)
}

struct Rows<'a> {
    export: &'a Export<'a>,
    words: &'a Jira,
}

impl Rows<'_> {
    /// A time with the offset that the site's zone had then.
    fn time(&self, at: Millis) -> String {
        utc(at).with_timezone(&self.export.zone).format("%Y-%m-%dT%H:%M:%S%.3f%z").to_string()
    }

    /// A date as a field of the service desk writes it.
    fn date(&self, at: Millis) -> Value {
        let local = utc(at).with_timezone(&self.export.zone);
        json!({
            "iso8601": local.format("%Y-%m-%dT%H:%M:%S%z").to_string(),
            "jira": self.time(at),
            "friendly": local.format("%d/%b/%y %-I:%M %p").to_string(),
            "epochMillis": at,
        })
    }

    fn is_known(&self, no: AccountNo) -> bool {
        !matches!(self.export.organisation.accounts[no].role, Role::Service | Role::Program | Role::Twin)
    }

    /// Whether the address is shown. People may hide it; here only those do whom their name alone tells: it is
    /// the same in the identity provider or the people file, but for order and accents, and nobody shares it.
    fn shows_address(&self, no: AccountNo) -> bool {
        let account = &self.export.organisation.accounts[no];
        let here = words(&account.desk_name);
        let elsewhere = [&account.display, &account.people_name].map(|name| words(name));
        let named = elsewhere.contains(&here) && account.role != Role::Homonym;
        !named || number(&account.sys_id, 0, 3) > 0
    }

    /// A user as issues name them.
    fn user(&self, no: AccountNo) -> Value {
        let account = &self.export.organisation.accounts[no];
        let id = format!("{}:{}", 557_058, super::ids::guid(&account.sys_id));
        let mut user = json!({
            "self": format!("https://{}.atlassian.example/rest/api/3/user?accountId={id}", self.site()),
            "accountId": id,
            "accountType": if self.export.organisation.habits.contains_key(&no) { "atlassian" } else { "customer" },
            "displayName": account.desk_name,
            "active": true,
            "timeZone": self.export.lore.places.office[account.office].zone.name(),
        });
        if self.shows_address(no) {
            user["emailAddress"] = json!(account.email);
        }
        user
    }

    fn author(&self, author: Author) -> Value {
        match author {
            Author::Account(no) => self.user(no),
            Author::System => json!({
                "accountId": "557058:f58131cb-b67d-43c7-b30d-6b58d40bd077",
                "accountType": "app",
                "displayName": "Automation for Jira",
                "active": true,
            }),
        }
    }

    fn site(&self) -> String {
        self.export.lore.estate.company.to_lowercase()
    }
}

/// The words of a name in plain letters, in the order of the alphabet.
fn words(name: &str) -> Vec<String> {
    let apart = |letter: char| letter == ' ' || letter == ',';
    let mut words: Vec<String> =
        name.split(apart).map(|word| spelled_in_ascii(word, false)).filter(|word| !word.is_empty()).collect();
    words.sort_unstable();
    words
}

/// The inner number of an issue.
fn inner_id(ticket: &Incident) -> u64 {
    number(&ticket.sys_id, 10_000_000, 80_000_000)
}
