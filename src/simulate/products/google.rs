//! Google Workspace: activities of the Reports API, one file for each application.

use serde::Deserialize;
use serde_json::{Value, json};

use super::ids::number;
use super::{LogFile, LogWriter, Native, Substitutes};
use crate::model::ChangeKind;
use crate::simulate::calendar::{Millis, iso};
use crate::simulate::event::{Actor, Authenticator, LogEvent, Outcome, Target, What};
use crate::simulate::lore::Lore;
use crate::simulate::organisation::{Account, Organisation, Role};

/// The applications, in the order of their files.
const APPLICATIONS: [(&str, &str); 4] = [
    ("admin", "google/admin.json"),
    ("user_accounts", "google/user_accounts.json"),
    ("login", "google/login.json"),
    ("saml", "google/saml.json"),
];

const HEAD: &str = "{\"kind\":\"admin#reports#activities\",\"etag\":\"\\\"c3f1\\\"\",\"items\":[";

/// What `simulate/google.toml` knows.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::simulate) struct Google {
    pub(in crate::simulate) words: Substitutes,
    act: Vec<Act>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Act {
    kinds: Vec<ChangeKind>,
    by: Option<By>,
    activities: Vec<Activity>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum By {
    Holder,
    Other,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Activity {
    app: String,
    #[serde(rename = "type")]
    group: String,
    name: String,
    #[serde(default)]
    parameters: Vec<[String; 2]>,
    #[serde(default)]
    later: Millis,
}

impl Google {
    /// Whether Google records changes of this kind.
    pub(super) fn shows(&self, kind: ChangeKind) -> bool {
        self.act.iter().any(|act| act.kinds.contains(&kind))
    }
}

/// The qualifier of the first activity of an event.
pub(super) fn cited(event: &str) -> String {
    qualifier(event, 0)
}

/// A signed number of 64 bits, as a text.
fn qualifier(event: &str, nth: usize) -> String {
    let size = number(&format!("activity {nth} {event}"), 1_000_000_000_000_000, 9_000_000_000_000_000_000);
    if size.is_multiple_of(2) { format!("-{size}") } else { size.to_string() }
}

/// Writes the activities.
pub(super) struct Activities<'a> {
    pub(super) lore: &'a Lore,
    pub(super) organisation: &'a Organisation,
}

impl LogWriter for Activities<'_> {
    fn files(&self) -> Vec<LogFile> {
        APPLICATIONS.iter().map(|(_, name)| LogFile { name, page: Some((HEAD, "]}")) }).collect()
    }

    fn records(&mut self, event: &LogEvent) -> std::io::Result<Vec<Native>> {
        let Actor::Account(actor) = event.actor else { return Ok(Vec::new()) };
        if let What::Change(kind) = event.what {
            return Ok(self.changes(event, kind));
        }
        let account = &self.organisation.accounts[actor];
        Ok(self
            .sign_in(event)
            .map(|(app, events)| self.native(event, 0, app, event.at, account, events))
            .into_iter()
            .collect())
    }
}

impl Activities<'_> {
    fn changes(&self, event: &LogEvent, kind: ChangeKind) -> Vec<Native> {
        let Actor::Account(actor) = event.actor else { return Vec::new() };
        let by = if event.subject() == Some(actor) { By::Holder } else { By::Other };
        let fits = |act: &&Act| act.kinds.contains(&kind) && act.by.is_none_or(|wanted| wanted == by);
        let Some(act) = self.lore.words.google.act.iter().find(fits) else { return Vec::new() };
        let account = &self.organisation.accounts[actor];
        let one = |(nth, activity): (usize, &Activity)| {
            let values =
                activity.parameters.iter().map(|[name, value]| parameter(name, &self.filled(event, value)));
            let said = json!([{ "type": activity.group, "name": activity.name, "parameters": values.collect::<Vec<_>>() }]);
            self.native(event, nth, &activity.app, event.at + activity.later, account, said)
        };
        act.activities.iter().enumerate().map(one).collect()
    }

    fn native(
        &self,
        event: &LogEvent,
        nth: usize,
        app: &str,
        at: Millis,
        actor: &Account,
        said: Value,
    ) -> Native {
        let file = APPLICATIONS.iter().position(|(name, _)| *name == app).unwrap_or(0);
        let id = qualifier(&event.id, nth);
        let mut record = json!({
            "kind": "admin#reports#activity",
            "id": { "time": iso(at), "uniqueQualifier": id, "applicationName": app, "customerId": "C0b7x2k9q" },
            "etag": format!("\"{}\"", &event.transaction),
            "actor": { "callerType": "USER", "email": actor.login, "profileId": profile(actor) },
            "events": said,
        });
        // What a program does through the interface comes without an address.
        let address = event.client.filter(|_| actor.role != Role::Program);
        if let Some(client) = address {
            record["ipAddress"] = json!(client.address());
        }
        Native { file, at, id, text: record.to_string().into_bytes() }
    }

    fn filled(&self, event: &LogEvent, template: &str) -> String {
        let estate = &self.lore.estate;
        let email = event.subject().map_or("", |no| &self.organisation.accounts[no].login);
        let group = event.targets.iter().find_map(|target| match target {
            Target::Group(nth) => estate.groups.get(*nth),
            _ => None,
        });
        let group = group.map_or(String::new(), |name| {
            format!("{}@{}", name.to_lowercase().replace(' ', "-"), estate.domain)
        });
        template
            .replace("{email}", email)
            .replace("{group}", &group)
            .replace("{role}", &estate.roles[0])
            .replace("{org}", &estate.domain)
    }

    /// The application and event of a sign-in, if it is one.
    fn sign_in(&self, event: &LogEvent) -> Option<(&'static str, Value)> {
        let estate = &self.lore.estate;
        let challenge =
            |method: &str| json!({ "name": "login_challenge_method", "multiValue": ["password", method] });
        let login = |name: &str, more: Vec<Value>| {
            let mut parameters = vec![parameter("login_type", "google_password")];
            parameters.extend(more);
            json!([{ "type": "login", "name": name, "parameters": parameters }])
        };
        Some(match (event.what, event.outcome) {
            (What::SessionStarted, Outcome::Success) => {
                let suspicious = json!({ "name": "is_suspicious", "boolValue": !event.familiar });
                ("login", login("login_success", vec![challenge("google_prompt"), suspicious]))
            }
            (What::SessionStarted | What::LockedOut, _) => {
                let why = parameter("login_failure_type", "login_failure_invalid_password");
                ("login", login("login_failure", vec![why]))
            }
            (What::SecondFactor(Authenticator::SecurityKey), Outcome::Success) => {
                ("login", login("login_success", vec![challenge("security_key")]))
            }
            (What::AdminConsoleOpened, _) => {
                let app = parameter("application_name", "Admin console");
                ("saml", json!([{ "type": "login", "name": "login_success", "parameters": [app] }]))
            }
            (What::AppOpened, _) => {
                let opened = event.targets.iter().find_map(|target| match target {
                    Target::App(nth) => estate.apps.get(*nth),
                    _ => None,
                });
                let app = parameter("application_name", opened.map_or("", String::as_str));
                let begun = parameter("initiated_by", "sp");
                ("saml", json!([{ "type": "login", "name": "login_success", "parameters": [app, begun] }]))
            }
            _ => return None,
        })
    }
}

fn parameter(name: &str, value: &str) -> Value {
    json!({ "name": name, "value": value })
}

/// The number of an account: twenty-one digits.
fn profile(account: &Account) -> String {
    format!("10{:019}", number(&account.okta_id, 1, 9_000_000_000_000_000_000))
}
