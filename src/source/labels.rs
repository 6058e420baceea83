//! Texts of labelled lines, as Windows writes the messages of its events.
//!
//! `Account Name:\t\tbob` is a member; a label without value (`Subject:`) opens a section, and the
//! members behind it are its own. Forwarders write tabs and line ends as they are or as `#011` and
//! `#015#012`.

use std::borrow::Cow;

use super::tree::{Members, Tree};

/// The sections and members of a message. Text before the first label is the member `#text`.
pub(super) fn tree(text: &str) -> Tree<'static> {
    let text = if text.contains("#012") || text.contains("#011") {
        Cow::Owned(text.replace("#015", "").replace("#012", "\n").replace("#011", "\t"))
    } else {
        Cow::Borrowed(text)
    };
    let mut top: Vec<(String, Tree<'static>)> = Vec::new();
    let mut section: Option<(String, Vec<(String, Tree<'static>)>)> = None;
    for line in text.lines() {
        let Some((label, value)) = labelled(line) else {
            if top.is_empty() && section.is_none() && !line.trim().is_empty() {
                top.push(("#text".to_owned(), Tree::Text(Cow::Owned(line.trim().to_owned()))));
            }
            continue;
        };
        if value.is_empty() && !line.starts_with(['\t', ' ']) {
            close(&mut top, section.replace((label, Vec::new())));
            continue;
        }
        let member = (label, Tree::Text(Cow::Owned(value)));
        match &mut section {
            // An indented member belongs to the section above it.
            Some((_, members)) if line.starts_with(['\t', ' ']) => members.push(member),
            _ => top.push(member),
        }
    }
    close(&mut top, section);
    Tree::Object(Members::new(top.into_iter().map(|(name, value)| (Cow::Owned(name), value)).collect()))
}

fn close(top: &mut Vec<(String, Tree<'static>)>, section: Option<(String, Vec<(String, Tree<'static>)>)>) {
    if let Some((name, members)) = section {
        let members = members.into_iter().map(|(name, value)| (Cow::Owned(name), value)).collect();
        top.push((name, Tree::Object(Members::new(members))));
    }
}

/// Label and value of a line. French puts a blank before the colon.
fn labelled(line: &str) -> Option<(String, String)> {
    let (label, value) = line.split_once(':')?;
    let label = label.trim();
    let is_label = !label.is_empty()
        && label.chars().count() <= 60
        && (value.is_empty() || value.starts_with(['\t', ' ', '\r']));
    is_label.then(|| (label.to_owned(), value.trim().to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const MESSAGE: &str = "An attempt was made to reset an account's password.\r\n\r\nSubject:\r\n\tSecurity ID:\t\tS-1-5-21-1-500\r\n\tAccount Name:\t\tdesk1\r\n\r\nTarget Account:\r\n\tAccount Name:\t\tbob\r\n";

    #[test]
    fn sections_hold_the_members_below_them() {
        let told = tree(MESSAGE).to_string();
        assert_eq!(
            told,
            r##"{"#text":"An attempt was made to reset an account's password.","Subject":{"Security ID":"S-1-5-21-1-500","Account Name":"desk1"},"Target Account":{"Account Name":"bob"}}"##
        );
        let forwarded = MESSAGE.replace("\r\n", "#015#012").replace('\t', "#011");
        assert_eq!(tree(&forwarded).to_string(), told);
    }

    #[test]
    fn what_has_no_labels_is_text() {
        assert_eq!(tree("nothing here").to_string(), r##"{"#text":"nothing here"}"##);
        assert_eq!(tree("").to_string(), "{}");
        assert_eq!(tree("at 10:30 it\nhttp://x").to_string(), r##"{"#text":"at 10:30 it"}"##);
    }
}
