//! Active Directory: the Security log of each domain controller, as evtx_dump makes JSON lines of it.

mod accounts;
mod record;

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::json;

use super::duo::Duo;
use super::ids::number;
use super::{LogFile, LogWriter, Native, Substitutes};
use crate::model::ChangeKind;
use crate::simulate::event::{Actor, LogEvent, Outcome, Target, What};
use crate::simulate::lore::Lore;
use crate::simulate::organisation::{AccountNo, Organisation, Role, Site};

pub(super) use accounts::write as write_accounts;
use record::{Fields, SYSTEM_LOGON};

/// One log for each of two controllers; Duo's logs come after them.
const LOGS: [&str; 2] = ["windows/dc01-security.jsonl", "windows/dc02-security.jsonl"];

/// What `simulate/windows.toml` knows.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::simulate) struct Windows {
    pub(in crate::simulate) words: Substitutes,
    domain: String,
    sid: String,
    controllers: [String; 2],
    people: String,
    programs: String,
}

/// Whether the Security log shows changes of this kind.
pub(super) const fn shows(kind: ChangeKind) -> bool {
    matches!(
        kind,
        ChangeKind::PasswordReset
            | ChangeKind::PasswordChangeSelf
            | ChangeKind::PasswordExpireForced
            | ChangeKind::AccountUnlock
            | ChangeKind::GroupGrant
            | ChangeKind::ProfileEditAssurance
            | ChangeKind::AccountCreate
            | ChangeKind::AccountReactivate
            | ChangeKind::AccountDisable
    )
}

/// Writes the Security logs, and Duo's beside them.
pub(super) struct SecurityLogs<'a> {
    lore: &'a Lore,
    organisation: &'a Organisation,
    duo: Duo<'a>,
    /// The last number given by each controller.
    numbers: [u64; 2],
}

impl<'a> SecurityLogs<'a> {
    pub(super) fn new(lore: &'a Lore, organisation: &'a Organisation) -> Self {
        let numbers = [0, 1].map(|nth| number(&lore.words.windows.controllers[nth], 4_000_000, 9_000_000));
        Self { lore, organisation, duo: Duo { lore, organisation, first_file: LOGS.len() }, numbers }
    }
}

impl LogWriter for SecurityLogs<'_> {
    fn files(&self) -> Vec<LogFile> {
        LOGS.iter().map(|name| LogFile::lines(name)).chain(self.duo.files()).collect()
    }

    fn records(&mut self, event: &LogEvent) -> std::io::Result<Vec<Native>> {
        let mut records = Vec::new();
        for fields in self.entries(event) {
            records.push(self.native(event, &fields));
        }
        records.extend(self.duo.records(event));
        Ok(records)
    }
}

impl SecurityLogs<'_> {
    /// The events that a controller writes.
    fn entries(&self, event: &LogEvent) -> Vec<Fields> {
        match event.what {
            What::Change(kind) => self.change(event, kind),
            What::SessionStarted | What::LockedOut | What::AppOpened => {
                self.sign_in(event).into_iter().collect()
            }
            _ => Vec::new(),
        }
    }

    fn change(&self, event: &LogEvent, kind: ChangeKind) -> Vec<Fields> {
        let (Some(subject), Actor::Account(actor)) = (event.subject(), event.actor) else {
            return Vec::new();
        };
        let by = |mut fields: Fields| {
            fields.by(self, actor, &logon_of(event));
            fields
        };
        let on = |id: u32| by(Fields::about(id, self, subject));
        let password_set = || {
            let mut fields = on(4738);
            fields.changed_password(event.at);
            fields
        };
        match kind {
            ChangeKind::PasswordReset => vec![on(4724), password_set()],
            ChangeKind::PasswordChangeSelf => {
                let mut after = Fields::about(4738, self, subject);
                after.by_nobody();
                after.changed_password(event.at);
                vec![on(4723), after]
            }
            ChangeKind::PasswordExpireForced => {
                let mut after = on(4738);
                after.put("PasswordLastSet", "%%1794");
                vec![by(self.attribute(event, subject, "pwdLastSet", "0")), after]
            }
            ChangeKind::AccountUnlock => vec![on(4767)],
            ChangeKind::GroupGrant => {
                let group = event.targets.iter().find_map(|target| match target {
                    Target::Group(nth) => Some(*nth),
                    _ => None,
                });
                vec![by(Fields::membership(self, subject, group.unwrap_or(0)))]
            }
            ChangeKind::ProfileEditAssurance => {
                let phone = &self.organisation.accounts[subject].phone;
                vec![by(self.attribute(event, subject, "mobile", phone))]
            }
            ChangeKind::AccountCreate => vec![on(4720), on(4722), on(4724), password_set()],
            ChangeKind::AccountReactivate => vec![on(4722)],
            ChangeKind::AccountDisable => vec![on(4725)],
            _ => Vec::new(),
        }
    }

    /// An attribute written: with auditing of the directory service switched on.
    fn attribute(&self, event: &LogEvent, subject: AccountNo, name: &str, value: &str) -> Fields {
        let mut fields = Fields::new(5136);
        fields
            .put("OpCorrelationID", &format!("{{{}}}", super::ids::guid(&event.transaction).to_uppercase()));
        fields.put("AppCorrelationID", "-");
        fields.put("DSName", &self.lore.estate.domain);
        fields.put("DSType", "%%14676");
        fields.put("ObjectDN", &self.distinguished(subject));
        fields.put(
            "ObjectGUID",
            &super::ids::guid(&self.organisation.accounts[subject].okta_id).to_uppercase(),
        );
        fields.put("ObjectClass", "user");
        fields.put("AttributeLDAPDisplayName", name);
        fields.put("AttributeSyntaxOID", "2.5.5.12");
        fields.put("AttributeValue", value);
        fields.put("OperationType", "%%14674");
        fields
    }

    /// Tickets of Kerberos: from where the domain is reached, which is not from abroad.
    fn sign_in(&self, event: &LogEvent) -> Option<Fields> {
        let Actor::Account(no) = event.actor else { return None };
        let client = event.client.filter(|client| !matches!(client.site, Site::Abroad(_)))?;
        let program = self.organisation.accounts[no].role == Role::Program;
        let mut fields = match (event.what, event.outcome) {
            (What::LockedOut, _) => {
                let mut fields = Fields::about(4740, self, no);
                fields.put("TargetDomainName", &format!("NB-{:05}", number(&event.id, 10_000, 80_000)));
                fields.by_controller(self, self.controller(event));
                return Some(fields);
            }
            (What::AppOpened, _) if program => {
                let mut fields = Fields::new(4769);
                fields.put("ServiceName", "WEB01$");
                fields.put("Status", "0x0");
                fields
            }
            (What::AppOpened, _) => return None,
            (_, Outcome::Success) => {
                let mut fields = Fields::new(4768);
                fields.put("ServiceName", "krbtgt");
                fields.put("Status", "0x0");
                fields.put("TargetSid", &self.sid(no));
                fields
            }
            _ => {
                let mut fields = Fields::new(4771);
                fields.put("ServiceName", &format!("krbtgt/{}", self.words().domain));
                fields.put("Status", "0x18");
                fields.put("TargetSid", &self.sid(no));
                fields.failed();
                fields
            }
        };
        fields.put("TargetUserName", &self.organisation.accounts[no].sam);
        fields.put("TargetDomainName", &self.words().domain);
        fields.put("IpAddress", &format!("::ffff:{}", client.address()));
        fields.put("IpPort", &number(&event.id, 49_152, 16_000).to_string());
        Some(fields)
    }

    fn native(&mut self, event: &LogEvent, fields: &Fields) -> Native {
        let controller = self.controller(event);
        self.numbers[controller] += 1 + number(&event.id, 0, 40);
        let record_number = self.numbers[controller];
        let computer = self.computer(controller);
        let record = json!({ "Event": {
            "#attributes": { "xmlns": "http://schemas.microsoft.com/win/2004/08/events/event" },
            "System": record::system(fields, event.at, record_number, &computer),
            "EventData": fields.data(),
        }});
        let id = format!("{computer}/{record_number}");
        Native { file: controller, at: event.at, id, text: record.to_string().into_bytes() }
    }

    /// The controller of the office where the one who acts sits.
    fn controller(&self, event: &LogEvent) -> usize {
        match event.actor {
            Actor::Account(no) => self.organisation.accounts[no].office % LOGS.len(),
            Actor::System => 0,
        }
    }

    fn computer(&self, controller: usize) -> String {
        format!("{}.{}", self.words().controllers[controller], self.lore.estate.domain)
    }

    fn words(&self) -> &Windows {
        &self.lore.words.windows
    }

    fn sid(&self, no: AccountNo) -> String {
        format!("{}-{}", self.words().sid, 1_104 + no)
    }

    /// Groups come after the accounts.
    fn group_sid(&self, nth: usize) -> String {
        format!("{}-{}", self.words().sid, 1_104 + self.organisation.accounts.len() + nth)
    }

    fn distinguished(&self, no: AccountNo) -> String {
        accounts::distinguished(self.words(), &self.lore.estate.domain, &self.organisation.accounts[no])
    }
}

/// The logon session of an act: the same for all acts of one session.
fn logon_of(event: &LogEvent) -> String {
    let session = event.session.as_ref().or(event.token.as_ref());
    session
        .map_or(SYSTEM_LOGON.to_owned(), |session| format!("{:#x}", number(session, 0x10_0000, 0xfff_0000)))
}

/// The fields of an event, by name.
type Named = BTreeMap<String, String>;
