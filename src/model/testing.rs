//! Plain values for tests to alter.

use super::{FileId, Origin, PersonRecord};

/// A row of a people file that gives a login and a name, and nothing else.
pub(crate) fn person(record: u64, login: &str, name: &str) -> PersonRecord {
    PersonRecord {
        origin: Origin { file: FileId(0), record, line: record + 1 },
        source: "people.csv".into(),
        native_id: None,
        employee_id: None,
        login: Some(login.into()),
        email: None,
        display_name: Some(name.into()),
        sam_account: None,
        user_type: None,
        title: None,
        tier: None,
        manager: None,
        more_ids: vec![],
        alt_accounts: vec![],
        owner: None,
    }
}
