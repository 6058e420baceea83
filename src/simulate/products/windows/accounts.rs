//! The accounts of the domain, as `Get-ADUser ... | Export-Csv` lists them.

use super::Windows;
use crate::model::UserType;
use crate::simulate::SimulateError;
use crate::simulate::lore::Lore;
use crate::simulate::organisation::{Account, Organisation, Role};
use crate::simulate::output::Folder;
use crate::simulate::products::ids::guid;

/// Writes the list.
///
/// # Errors
/// A file that cannot be written.
pub(in crate::simulate::products) fn write(
    lore: &Lore,
    organisation: &Organisation,
    folder: &mut Folder,
) -> Result<(), SimulateError> {
    let words = &lore.words.windows;
    let domain = &lore.estate.domain;
    let header = [
        "DistinguishedName",
        "displayName",
        "employeeID",
        "employeeType",
        "Enabled",
        "GivenName",
        "mail",
        "manager",
        "Name",
        "ObjectClass",
        "ObjectGUID",
        "SamAccountName",
        "SID",
        "Surname",
        "title",
        "UserPrincipalName",
    ];
    let rows = organisation.accounts.iter().enumerate().map(|(no, account)| {
        let manager =
            account.manager.map(|manager| distinguished(words, domain, &organisation.accounts[manager]));
        let kind = match account.user_type {
            UserType::Contractor => "contractor",
            UserType::Service => "service",
            _ => "employee",
        };
        [
            distinguished(words, domain, account),
            account.display.clone(),
            account.employee_id.clone(),
            kind.to_owned(),
            "True".to_owned(),
            account.given.clone(),
            // The second account of an administrator has no mailbox.
            if account.role == Role::Twin { String::new() } else { account.email.clone() },
            manager.unwrap_or_default(),
            common_name(account),
            "user".to_owned(),
            guid(&account.okta_id),
            account.sam.clone(),
            format!("{}-{}", words.sid, 1_104 + no),
            account.family.clone(),
            account.title.clone(),
            format!("{}@{domain}", account.sam),
        ]
    });
    folder.csv("exports/windows/ad-users.csv", header, rows)
}

/// The name of an account's object.
pub(super) fn distinguished(words: &Windows, domain: &str, account: &Account) -> String {
    let unit =
        if matches!(account.role, Role::Service | Role::Program) { &words.programs } else { &words.people };
    format!("CN={},{unit},{}", common_name(account), suffix(domain))
}

/// The domain as the end of names.
pub(super) fn suffix(domain: &str) -> String {
    domain.split('.').map(|part| format!("DC={part}")).collect::<Vec<_>>().join(",")
}

/// People who share a display name cannot share the name of their object.
fn common_name(account: &Account) -> String {
    if account.role == Role::Homonym {
        format!("{} ({})", account.display, account.sam)
    } else {
        account.display.clone()
    }
}
