//! What a verification found, for people and for programs.

use super::Check;
use crate::cli::layout::{WIDTH, wrapped};
use crate::report::counted;

/// Differences of one check that are told.
const TOLD: usize = 20;

/// One line a check, its differences beneath, and the conclusion.
pub(super) fn text(checks: &[Check], is_even: bool, colour: bool) -> String {
    let mut lines = Vec::new();
    for check in checks {
        let (sign, code) = match check.holds {
            Some(true) => ('✓', 32),
            Some(false) => ('✗', 31),
            None => ('–', 90),
        };
        let sign = if colour { format!("\u{1b}[{code}m{sign}\u{1b}[0m") } else { sign.to_string() };
        let said = wrapped(&check.said, &" ".repeat(13), WIDTH);
        let first = said.first().map_or("", |line| line.trim_start());
        lines.push(format!("{sign} {:<11}{first}", check.what));
        lines.extend(said.into_iter().skip(1));
        lines.extend(check.key.iter().map(|key| format!("    {key}")));
        for one in check.differences.iter().take(TOLD) {
            let place = match (one.line, one.byte) {
                (Some(line), Some(byte)) => format!(", line {line}, byte {byte}"),
                (None, Some(byte)) => format!(", byte {byte}"),
                _ => String::new(),
            };
            lines.push(format!("    {}{place}", one.file));
            lines.extend(wrapped(&one.said, "      ", WIDTH));
        }
        if let more @ 1.. = check.differences.len().saturating_sub(TOLD) {
            lines.push(format!("    and {} (see --json)", counted(more, "more difference")));
        }
    }
    lines.push(String::new());
    lines.push(conclusion(checks, is_even));
    lines.join("\n") + "\n"
}

fn conclusion(checks: &[Check], is_even: bool) -> String {
    let is_repeated = checks.iter().any(|check| check.what == "run" && check.holds == Some(true));
    match (is_even, is_repeated) {
        (true, true) => "Verified: the report is whole and can be made again byte for byte.".to_owned(),
        (true, false) => "The report is whole. Whether it can be made again was not checked.".to_owned(),
        (false, _) => "Not verified: see what differs above.".to_owned(),
    }
}

/// `{"verified": …, "repeated": …, "checks": […]}`.
pub(super) fn json(checks: &[Check], is_even: bool) -> String {
    let is_repeated = checks.iter().any(|check| check.what == "run" && check.holds == Some(true));
    let document = serde_json::json!({ "verified": is_even, "repeated": is_repeated, "checks": checks });
    crate::report::safe::escaped_json(&format!("{document:#}\n"))
}
