//! What the value of a field answers.

use super::super::lexicon::Lexicons;
use super::super::reading::{Parsed, Stated};

/// Whether a value says done, failed or not done; nothing where it says something else.
pub(super) fn answer(value: &str, lexicons: &Lexicons) -> Option<Stated> {
    let value = value.trim();
    match value.to_lowercase().as_str() {
        "true" | "yes" | "y" | "1" | "on" | "passed" | "pass" | "success" | "successful" | "succeeded"
        | "verified" | "ok" | "completed" | "complete" | "approved" | "confirmed" | "valid" | "checked"
        | "done" | "match" | "matched" => Some(Stated::Passed),
        "failed" | "fail" | "failure" | "denied" | "rejected" | "unsuccessful" | "declined" | "invalid"
        | "timeout" | "timed out" | "expired" | "mismatch" | "no match" | "refused" => Some(Stated::Failed),
        "false" | "no" | "n" | "0" | "off" | "none" | "not verified" | "not done" | "skipped" | "pending"
        | "unverified" | "not required" | "n/a" | "na" | "requested" | "not applicable" | "in progress"
        | "not started" | "unchecked" | "bypassed" | "waived" | "-" => Some(Stated::NotDone),
        _ => Parsed::new(&value[..value.floor_char_boundary(LONGEST)], lexicons).answer(),
    }
}

/// Longer values are sentences.
const LONGEST: usize = 60;
