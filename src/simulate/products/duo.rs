//! Duo: its activity log and its authentication log, as pages of the Admin API.

use serde::Deserialize;
use serde_json::{Value, json};

use super::ids::{guid, number};
use super::{LogFile, Native};
use crate::model::ChangeKind;
use crate::simulate::calendar::{Millis, utc};
use crate::simulate::event::{Actor, Authenticator, LogEvent, Outcome, What};
use crate::simulate::lore::Lore;
use crate::simulate::organisation::{AccountNo, Organisation, Role};

/// What `simulate/duo.toml` knows.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::simulate) struct DuoWords {
    act: Vec<Act>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Act {
    kinds: Vec<ChangeKind>,
    by: Option<By>,
    records: Vec<Activity>,
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
    action: String,
    target: String,
    details: Option<String>,
    old: Option<String>,
    #[serde(default)]
    later: Millis,
}

impl DuoWords {
    /// Whether Duo records changes of this kind.
    pub(super) fn shows(&self, kind: ChangeKind) -> bool {
        self.act.iter().any(|act| act.kinds.contains(&kind))
    }
}

/// The id of the first record of an event.
pub(super) fn cited(event: &str) -> String {
    activity_id(event, 0)
}

fn activity_id(event: &str, nth: usize) -> String {
    guid(&format!("duo {nth} {event}"))
}

/// Writes both logs.
pub(super) struct Duo<'a> {
    pub(super) lore: &'a Lore,
    pub(super) organisation: &'a Organisation,
    /// The number of Duo's first file among all.
    pub(super) first_file: usize,
}

impl Duo<'_> {
    pub(super) fn files(&self) -> [LogFile; 2] {
        [
            LogFile { name: "duo/activity.json", page: Some(("{\"items\":[", "],\"metadata\":{}}")) },
            LogFile {
                name: "duo/authentication.json",
                page: Some(("{\"stat\":\"OK\",\"response\":{\"authlogs\":[", "],\"metadata\":{}}}")),
            },
        ]
    }

    pub(super) fn records(&self, event: &LogEvent) -> Vec<Native> {
        match event.what {
            What::Change(kind) => self.changes(event, kind),
            // The push of a verification: one record tells how it ended.
            What::SecondFactor(Authenticator::Push) if event.session.is_none() => self.verification(event),
            What::SecondFactor(_) | What::ReportedByHolder => {
                self.authentication(event).into_iter().collect()
            }
            _ => Vec::new(),
        }
    }

    fn changes(&self, event: &LogEvent, kind: ChangeKind) -> Vec<Native> {
        let Actor::Account(actor) = event.actor else { return Vec::new() };
        let by = if event.subject() == Some(actor) { By::Holder } else { By::Other };
        let fits = |act: &&Act| act.kinds.contains(&kind) && act.by.is_none_or(|wanted| wanted == by);
        let Some(act) = self.lore.words.duo.act.iter().find(fits) else { return Vec::new() };
        let one = |(nth, activity): (usize, &Activity)| {
            if activity.action == "enrollment" {
                return self.authentication(event);
            }
            Some(self.activity(event, nth, activity, self.actor(actor, by)))
        };
        act.records.iter().enumerate().filter_map(one).collect()
    }

    fn activity(&self, event: &LogEvent, nth: usize, activity: &Activity, actor: Value) -> Native {
        let user = event.subject().map_or("", |no| &self.organisation.accounts[no].sam);
        let filled = |text: &Option<String>| text.as_ref().map(|text| text.replace("{user}", user));
        let key = |kind: &str| match (kind, event.subject()) {
            ("user", Some(no)) => self.user_key(no),
            _ => {
                format!("{}{:018}", &kind[..2].to_uppercase(), number(&format!("{kind} {user}"), 0, 1 << 59))
            }
        };
        let name = match activity.target.as_str() {
            "user" => user.to_owned(),
            "policy" => "MFA for all applications".to_owned(),
            "phone" => {
                event.subject().map_or(String::new(), |no| self.organisation.accounts[no].phone.clone())
            }
            kind => key(kind),
        };
        let target = |details: Option<String>| json!({ "key": key(&activity.target), "name": name, "type": activity.target, "details": details });
        let id = activity_id(&event.id, nth);
        let at = event.at + activity.later;
        let record = json!({
            "activity_id": id,
            "ts": instant(at),
            "akey": "DA1B2C3D4E5F6G7H8I9J",
            "action": { "name": activity.action, "details": null },
            "actor": actor,
            "target": target(filled(&activity.details)),
            "old_target": activity.old.as_ref().map(|_| target(filled(&activity.old))),
            "outcome": { "result": "SUCCESS" },
            "application": { "key": "DIADMINPANEL00000000", "name": "Admin Panel", "type": "adminpanel" },
            "access_device": self.device(event),
        });
        Native { file: self.first_file, at, id, text: record.to_string().into_bytes() }
    }

    /// Who acted: a user by the login, an administrator by the display name, a program as an integration.
    fn actor(&self, no: AccountNo, by: By) -> Value {
        let account = &self.organisation.accounts[no];
        let key = number(&account.okta_id, 0, 1 << 59);
        if account.role == Role::Program {
            return json!({ "key": format!("DI{key:018}"), "name": account.display, "type": "integration", "details": null });
        }
        match by {
            By::Holder => {
                json!({ "key": self.user_key(no), "name": account.sam, "type": "user", "details": null })
            }
            By::Other => {
                let details = json!({ "email": account.email, "role": "Help Desk", "status": "Active" });
                json!({ "key": format!("DE{key:018}"), "name": account.display, "type": "admin", "details": details.to_string() })
            }
        }
    }

    /// The push that the verification tool sent, approved or not.
    fn verification(&self, event: &LogEvent) -> Vec<Native> {
        let approved = event.outcome == Outcome::Success;
        let activity = Activity {
            action: if approved { "push_verify_approved" } else { "push_verify_failed" }.to_owned(),
            target: "user".to_owned(),
            details: None,
            old: None,
            later: 0,
        };
        let verifier = self.organisation.programs.verifier;
        vec![self.activity(event, 0, &activity, self.actor(verifier, By::Other))]
    }

    /// A second factor answered, a new one enrolled, or a push that its receiver calls fraud.
    fn authentication(&self, event: &LogEvent) -> Option<Native> {
        let Actor::Account(no) = event.actor else { return None };
        let account = &self.organisation.accounts[no];
        let (kind, result, reason) = match (event.what, event.outcome) {
            (What::Change(_), _) => ("enrollment", "success", None),
            (What::ReportedByHolder, _) => ("authentication", "fraud", Some("user_marked_fraud")),
            (_, Outcome::Success) => ("authentication", "success", Some("user_approved")),
            _ => ("authentication", "denied", Some("user_mistake")),
        };
        let factor = match event.what {
            What::Change(_) => "not_available",
            What::SecondFactor(Authenticator::SecurityKey) => "webauthn_security_key",
            _ => "duo_push",
        };
        let id = activity_id(&event.id, 0);
        let mut device = self.device(event);
        device["ip"] = device["ip"]["address"].take();
        let record = json!({
            "txid": id,
            "isotimestamp": instant(event.at),
            "timestamp": event.at / 1000,
            "event_type": kind,
            "factor": factor,
            "result": result,
            "reason": reason,
            "user": { "key": self.user_key(no), "name": account.sam, "groups": [] },
            "email": account.email,
            "alias": "",
            "application": { "key": "DIVPNPORTAL000000000", "name": "VPN and Windows logon" },
            "access_device": device,
            "auth_device": { "ip": null, "key": null, "name": account.phone, "location": {} },
            "trusted_endpoint_status": if event.familiar { "trusted" } else { "not trusted" },
        });
        Some(Native { file: self.first_file + 1, at: event.at, id, text: record.to_string().into_bytes() })
    }

    /// The key of a user, the same in both logs.
    fn user_key(&self, no: AccountNo) -> String {
        format!("DU{:018}", number(&self.organisation.accounts[no].okta_id, 0, 1 << 59))
    }

    fn device(&self, event: &LogEvent) -> Value {
        let Some(client) = event.client else { return json!({ "ip": { "address": null } }) };
        let spot = self.lore.spot(client.site);
        let device = self.lore.device(client);
        json!({
            "ip": { "address": client.address() },
            "location": { "city": spot.city, "state": spot.state, "country": spot.country },
            "browser": device.map(|device| device.browser.as_str()),
            "os": device.map(|device| device.os.as_str()),
        })
    }
}

/// As Duo writes times: microseconds and an offset.
fn instant(at: Millis) -> String {
    utc(at).format("%Y-%m-%dT%H:%M:%S%.6f+00:00").to_string()
}
