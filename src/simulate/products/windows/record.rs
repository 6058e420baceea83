//! The parts of one Windows event.

use serde_json::{Value, json};

use super::{Named, SecurityLogs};
use crate::simulate::calendar::{Millis, utc};
use crate::simulate::organisation::AccountNo;

/// The logon session of the computer itself.
pub(super) const SYSTEM_LOGON: &str = "0x3e7";

/// An event's number and named data.
pub(super) struct Fields {
    id: u32,
    failure: bool,
    data: Named,
}

impl Fields {
    pub(super) fn new(id: u32) -> Self {
        Self { id, failure: false, data: Named::new() }
    }

    pub(super) fn put(&mut self, name: &str, value: &str) {
        self.data.insert(name.to_owned(), value.to_owned());
    }

    pub(super) fn failed(&mut self) {
        self.failure = true;
    }

    /// An event on an account.
    pub(super) fn about(id: u32, logs: &SecurityLogs<'_>, subject: AccountNo) -> Self {
        let account = &logs.organisation.accounts[subject];
        let mut fields = Self::new(id);
        if matches!(id, 4720 | 4738) {
            for unset in UNSET {
                fields.put(unset, "-");
            }
        }
        if id == 4720 {
            fields.put("SamAccountName", &account.sam);
            fields.put("DisplayName", &account.display);
            fields.put("UserPrincipalName", &account.email);
            fields.put("PrimaryGroupId", "513");
        }
        fields.put("TargetUserName", &account.sam);
        fields.put("TargetDomainName", &logs.words().domain);
        fields.put("TargetSid", &logs.sid(subject));
        fields
    }

    /// An account put into a global group: the group is the target, the account the member.
    pub(super) fn membership(logs: &SecurityLogs<'_>, member: AccountNo, group: usize) -> Self {
        let mut fields = Self::new(4728);
        fields.put("MemberName", &logs.distinguished(member));
        fields.put("MemberSid", &logs.sid(member));
        fields.put("TargetUserName", &logs.lore.estate.groups[group]);
        fields.put("TargetDomainName", &logs.words().domain);
        fields.put("TargetSid", &logs.group_sid(group));
        fields.put("PrivilegeList", "-");
        fields
    }

    pub(super) fn by(&mut self, logs: &SecurityLogs<'_>, actor: AccountNo, logon: &str) {
        let account = &logs.organisation.accounts[actor];
        self.subject(&logs.sid(actor), &account.sam, &logs.words().domain, logon);
    }

    /// What follows a change over the network is written in nobody's name.
    pub(super) fn by_nobody(&mut self) {
        self.subject("S-1-5-7", "ANONYMOUS LOGON", "NT AUTHORITY", "0x3e6");
    }

    pub(super) fn by_controller(&mut self, logs: &SecurityLogs<'_>, controller: usize) {
        let name = format!("{}$", logs.words().controllers[controller]);
        self.subject("S-1-5-18", &name, &logs.words().domain, SYSTEM_LOGON);
    }

    fn subject(&mut self, sid: &str, name: &str, domain: &str, logon: &str) {
        self.put("SubjectUserSid", sid);
        self.put("SubjectUserName", name);
        self.put("SubjectDomainName", domain);
        self.put("SubjectLogonId", logon);
    }

    /// The time that the new password bears, in the controller's spelling.
    pub(super) fn changed_password(&mut self, at: Millis) {
        self.put("PasswordLastSet", &utc(at).format("%-m/%-d/%Y %-I:%M:%S %p").to_string());
    }

    pub(super) fn data(&self) -> Value {
        json!(self.data)
    }
}

/// Properties of an account that an event names though they did not change.
const UNSET: [&str; 18] = [
    "PrivilegeList",
    "SamAccountName",
    "DisplayName",
    "UserPrincipalName",
    "HomeDirectory",
    "HomePath",
    "ScriptPath",
    "ProfilePath",
    "UserWorkstations",
    "PasswordLastSet",
    "AccountExpires",
    "PrimaryGroupId",
    "AllowedToDelegateTo",
    "OldUacValue",
    "NewUacValue",
    "UserAccountControl",
    "UserParameters",
    "SidHistory",
];

/// Time, number and place of an event.
pub(super) fn system(fields: &Fields, at: Millis, number: u64, computer: &str) -> Value {
    let task = match fields.id {
        4728 => 13_826,
        4768 | 4771 => 14_339,
        4769 => 14_337,
        5136 => 14_081,
        _ => 13_824,
    };
    let fraction = 1_000 + number % 9_000;
    json!({
        "Provider": { "#attributes": { "Name": "Microsoft-Windows-Security-Auditing", "Guid": "54849625-5478-4994-A5BA-3E3B0328C30D" } },
        "EventID": fields.id,
        "Version": 0,
        "Level": 0,
        "Task": task,
        "Opcode": 0,
        "Keywords": if fields.failure { "0x8010000000000000" } else { "0x8020000000000000" },
        "TimeCreated": { "#attributes": { "SystemTime": format!("{}{fraction:04}Z", utc(at).format("%Y-%m-%dT%H:%M:%S%.3f")) } },
        "EventRecordID": number,
        "Correlation": null,
        "Execution": { "#attributes": { "ProcessID": 668, "ThreadID": 700 + number % 4_000 } },
        "Channel": "Security",
        "Computer": computer,
        "Security": null,
    })
}
