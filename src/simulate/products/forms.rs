//! What tools without fields or records of their own for it write into the thread: approvals and verifications.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::ids::number;
use crate::model::Method;
use crate::simulate::desk::VerifiedField;

/// How an approver is asked, and answers.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ApprovalWords {
    ask: Vec<String>,
    granted: Vec<String>,
    refused: Vec<String>,
}

impl ApprovalWords {
    /// The question to an approver; `id` of the approval chooses the words.
    pub(super) fn ask(&self, id: &str, approver: &str) -> String {
        pick(&self.ask, id).replace("{approver}", approver)
    }

    /// The answer: it says yes or no in so many words, and what the approver added.
    pub(super) fn answer(&self, comment: &str, id: &str, granted: bool) -> String {
        let word = pick(if granted { &self.granted } else { &self.refused }, id);
        let said = comment.is_empty() || (granted && comment.to_lowercase().contains("approved"));
        if said { word.to_owned() } else { format!("{word} {comment}") }
    }
}

/// A text that a macro or a form writes.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct VerificationForm {
    text: String,
    methods: BTreeMap<Method, String>,
}

impl VerificationForm {
    /// The text for one verification, by the agent of that name.
    pub(super) fn filled(&self, verified: &VerifiedField, agent: &str) -> String {
        let method = verified.method.parse::<Method>().ok();
        let words = method
            .and_then(|method| self.methods.get(&method))
            .map_or(verified.method.as_str(), String::as_str);
        self.text.replace("{method}", words).replace("{agent}", agent)
    }
}

fn pick<'a>(list: &'a [String], id: &str) -> &'a str {
    let nth = number(id, 0, list.len().max(1) as u64) as usize;
    list.get(nth).map_or("", String::as_str)
}
