//! Microsoft Entra ID: directory audits and sign-ins as pages of the Graph API.

mod sign_in;

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Value, json};

use super::Substitutes;
use super::ids::guid;
use super::{LogFile, LogWriter, Native};
use crate::model::ChangeKind;
use crate::simulate::calendar::{Millis, utc};
use crate::simulate::event::{Actor, LogEvent, Target, What};
use crate::simulate::lore::Lore;
use crate::simulate::organisation::{AccountNo, Organisation, Role};

const AUDITS: usize = 0;
const SIGN_INS: usize = 1;

/// What `simulate/entra.toml` knows.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::simulate) struct Entra {
    pub(in crate::simulate) words: Substitutes,
    countries: BTreeMap<String, String>,
    act: Vec<Act>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Act {
    kinds: Vec<ChangeKind>,
    by: Option<By>,
    records: Vec<Audit>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum By {
    Holder,
    Person,
    Program,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Audit {
    activity: String,
    #[serde(default = "core")]
    service: String,
    category: String,
    operation: String,
    #[serde(default)]
    reason: String,
    #[serde(default)]
    later: Millis,
    #[serde(default)]
    apart: bool,
    #[serde(rename = "as")]
    in_name_of: Option<String>,
    #[serde(default)]
    about: About,
    also: Option<Also>,
    #[serde(default)]
    changed: Vec<[String; 3]>,
}

fn core() -> String {
    "Core Directory".to_owned()
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum About {
    #[default]
    User,
    ServicePrincipal,
    Policy,
    Domain,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Also {
    Group,
    Role,
    App,
}

impl Entra {
    /// Whether Entra records changes of this kind.
    pub(super) fn shows(&self, kind: ChangeKind) -> bool {
        self.act.iter().any(|act| act.kinds.contains(&kind))
    }
}

/// The id of the first record of an event.
pub(super) fn cited(event: &str) -> String {
    audit_id("Core Directory", event, 0)
}

/// Core Directory writes ids of three parts, the other services plain ones.
fn audit_id(service: &str, event: &str, nth: usize) -> String {
    let id = guid(&format!("audit {nth} {event}"));
    if service == "Core Directory" { format!("Directory_{id}_{}", &id[..8].to_uppercase()) } else { id }
}

/// Writes both logs.
pub(super) struct Logs<'a> {
    pub(super) lore: &'a Lore,
    pub(super) organisation: &'a Organisation,
}

impl LogWriter for Logs<'_> {
    fn files(&self) -> Vec<LogFile> {
        let page = |name, context| LogFile { name, page: Some((context, "]}")) };
        vec![
            page(
                "entra/directoryAudits.json",
                "{\"@odata.context\":\"https://graph.microsoft.com/v1.0/$metadata#auditLogs/directoryAudits\",\"value\":[",
            ),
            page(
                "entra/signIns.json",
                "{\"@odata.context\":\"https://graph.microsoft.com/v1.0/$metadata#auditLogs/signIns\",\"value\":[",
            ),
        ]
    }

    fn records(&mut self, event: &LogEvent) -> std::io::Result<Vec<Native>> {
        Ok(match event.what {
            What::Change(kind) => self.audits(event, kind),
            What::ReportedByHolder => vec![self.report(event)],
            _ => self.sign_in(event).into_iter().collect(),
        })
    }
}

impl Logs<'_> {
    fn audits(&self, event: &LogEvent, kind: ChangeKind) -> Vec<Native> {
        let by = self.by(event);
        let fits = |act: &&Act| act.kinds.contains(&kind) && act.by.is_none_or(|wanted| wanted == by);
        let Some(act) = self.lore.words.entra.act.iter().find(fits) else { return Vec::new() };
        let audits = act.records.iter().enumerate();
        audits.map(|(nth, audit)| self.audit(event, nth, audit)).collect()
    }

    fn by(&self, event: &LogEvent) -> By {
        match event.actor {
            Actor::Account(no) if self.is_program(no) => By::Program,
            Actor::Account(no) if event.subject() == Some(no) => By::Holder,
            _ => By::Person,
        }
    }

    fn is_program(&self, no: AccountNo) -> bool {
        matches!(self.organisation.accounts[no].role, Role::Program | Role::Service)
    }

    fn audit(&self, event: &LogEvent, nth: usize, audit: &Audit) -> Native {
        let id = audit_id(&audit.service, &event.id, nth);
        let at = event.at + audit.later;
        let request =
            if audit.apart { format!("{nth} {}", event.transaction) } else { event.transaction.clone() };
        let initiated_by = match &audit.in_name_of {
            Some(service) => json!({ "user": null, "app": app(service) }),
            None => self.initiated_by(event),
        };
        let record = json!({
            "id": id,
            "category": audit.category,
            "correlationId": guid(&request),
            "result": "success",
            "resultReason": audit.reason,
            "activityDisplayName": audit.activity,
            "activityDateTime": seven_digits(at, &id),
            "loggedByService": audit.service,
            "operationType": audit.operation,
            "initiatedBy": initiated_by,
            "targetResources": self.targets(event, audit),
            "additionalDetails": self.details(event, audit),
        });
        Native { file: AUDITS, at, id, text: record.to_string().into_bytes() }
    }

    fn initiated_by(&self, event: &LogEvent) -> Value {
        match event.actor {
            Actor::Account(no) if self.is_program(no) => {
                json!({ "user": null, "app": app(&self.organisation.accounts[no].display) })
            }
            Actor::Account(no) => {
                let account = &self.organisation.accounts[no];
                json!({
                    "app": null,
                    "user": {
                        "id": guid(&account.okta_id),
                        "displayName": null,
                        "userPrincipalName": account.login,
                        "ipAddress": event.client.map(|client| client.address()),
                        "userType": null,
                        "homeTenantId": null,
                        "homeTenantName": null,
                    }
                })
            }
            Actor::System => json!({ "user": null, "app": app("Microsoft Entra ID") }),
        }
    }

    fn targets(&self, event: &LogEvent, audit: &Audit) -> Value {
        let changed: Vec<Value> =
            audit.changed.iter().map(|property| self.property(event, property)).collect();
        let estate = &self.lore.estate;
        let first = match (audit.about, event.subject()) {
            (About::Policy, _) => {
                let name = "MFA for all applications";
                json!({ "id": guid(name), "displayName": name, "type": "Policy", "userPrincipalName": null, "groupType": null, "modifiedProperties": changed })
            }
            (About::Domain, _) => {
                json!({ "id": estate.domain, "displayName": estate.domain, "type": "Other", "userPrincipalName": null, "groupType": null, "modifiedProperties": changed })
            }
            (_, None) => return json!([]),
            (About::ServicePrincipal, Some(no)) => {
                let account = &self.organisation.accounts[no];
                json!({ "id": guid(&account.okta_id), "displayName": account.sam, "type": "ServicePrincipal", "userPrincipalName": null, "groupType": null, "modifiedProperties": changed })
            }
            (About::User, Some(no)) => {
                let account = &self.organisation.accounts[no];
                json!({ "id": guid(&account.okta_id), "displayName": null, "type": "User", "userPrincipalName": account.login, "groupType": null, "modifiedProperties": changed })
            }
        };
        let second = audit.also.map(|also| {
            let (kind, name) = self.object(event, also);
            json!({ "id": guid(&name), "displayName": if also == Also::App { Some(&name) } else { None }, "type": kind, "userPrincipalName": null, "groupType": if also == Also::Group { Some("azureAD") } else { None }, "modifiedProperties": [] })
        });
        std::iter::once(first).chain(second).collect()
    }

    /// Type and name of what was granted.
    fn object(&self, event: &LogEvent, also: Also) -> (&'static str, String) {
        let estate = &self.lore.estate;
        let named = |list: &[String], nth: usize| list.get(nth).cloned().unwrap_or_default();
        let of = |wanted: fn(&Target) -> Option<usize>| event.targets.iter().find_map(wanted).unwrap_or(0);
        let group = |target: &Target| if let Target::Group(nth) = target { Some(*nth) } else { None };
        let app = |target: &Target| if let Target::App(nth) = target { Some(*nth) } else { None };
        match also {
            Also::Group => ("Group", named(&estate.groups, of(group))),
            Also::App => ("ServicePrincipal", named(&estate.apps, of(app))),
            Also::Role => ("Role", named(&estate.roles, 0)),
        }
    }

    fn property(&self, event: &LogEvent, [name, old, new]: &[String; 3]) -> Value {
        let (_, group) = self.object(event, Also::Group);
        let (_, role) = self.object(event, Also::Role);
        let login = event.subject().map_or("", |no| &self.organisation.accounts[no].login);
        let own = login.split('@').next().unwrap_or_default();
        let value = |text: &String| {
            (!text.is_empty()).then(|| {
                text.replace("{group_id}", &guid(&group))
                    .replace("{role_id}", &guid(&role))
                    .replace("{group}", &group)
                    .replace("{role}", &role)
                    .replace("{login}", login)
                    .replace("{mail_old}", &format!("{own}@mail.example"))
                    .replace("{mail_new}", &format!("{own}.{}@post.example", &event.transaction[..3]))
                    .replace("{secret_id}", &guid(&format!("secret {login}")))
            })
        };
        json!({ "displayName": name, "oldValue": value(old), "newValue": value(new) })
    }

    /// What the services add: the browser of people, and the sort of user.
    fn details(&self, event: &LogEvent, audit: &Audit) -> Value {
        let agent = event.client.and_then(|client| self.lore.device(client));
        let agent = agent.filter(|_| audit.in_name_of.is_none());
        let mut details = Vec::new();
        details.extend(agent.map(|device| json!({ "key": "User-Agent", "value": device.raw })));
        if audit.about == About::User && audit.activity == "Update user" {
            details.push(json!({ "key": "UserType", "value": "Member" }));
        }
        Value::Array(details)
    }

    /// The account holder says that a change or a prompt was not theirs.
    fn report(&self, event: &LogEvent) -> Native {
        let audit = Audit {
            activity: "Suspicious activity reported".to_owned(),
            service: "Authentication Methods".to_owned(),
            category: "UserManagement".to_owned(),
            operation: "Update".to_owned(),
            reason: "Suspicious activity reported".to_owned(),
            later: 0,
            apart: false,
            in_name_of: None,
            about: About::User,
            also: None,
            changed: Vec::new(),
        };
        self.audit(event, 0, &audit)
    }
}

fn app(name: &str) -> Value {
    json!({
        "appId": guid(&format!("app {name}")),
        "displayName": name,
        "servicePrincipalId": guid(&format!("service principal {name}")),
        "servicePrincipalName": null,
    })
}

/// Times have seven digits behind the second; the last four are the record's own.
fn seven_digits(at: Millis, id: &str) -> String {
    let more: u32 = id.bytes().fold(0, |sum, byte| (sum * 31 + u32::from(byte)) % 10_000);
    format!("{}{more:04}Z", utc(at).format("%Y-%m-%dT%H:%M:%S%.3f"))
}
