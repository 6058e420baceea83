//! What the reader of a report must know first: what the inputs do not tell.

use crate::model::{Coverage, InputFile, UnknownType};

/// Sentences about inputs that are missing, unused, cut or full of holes.
pub(super) fn warnings(
    files: &[InputFile],
    coverage: &[Coverage],
    more_rejects: u64,
    unknown: &[UnknownType],
) -> Vec<String> {
    let mut warnings = Vec::new();
    for (of_tickets, missing) in [
        (
            true,
            "No ticket export was read: no change can be traced to a ticket, and none is called unticketed.",
        ),
        (false, "No identity log was read: no change is known, and no ticket can be confirmed by one."),
    ] {
        if !coverage.iter().any(|coverage| coverage.of_tickets == of_tickets && coverage.span.is_some()) {
            warnings.push(missing.to_owned());
        }
    }
    for file in files.iter().filter(|file| !file.used_as.is_used()) {
        warnings.push(format!("{} was not used ({}): {}", file.name, file.used_as, file.note));
    }
    for file in files.iter().filter(|file| file.rejected > 0) {
        warnings.push(format!(
            "{}: {} of {} rows were rejected; see rejects",
            file.name, file.rejected, file.rows
        ));
    }
    if more_rejects > 0 {
        warnings.push(format!("{more_rejects} further rejected rows are counted but not listed."));
    }
    for coverage in coverage {
        warnings.extend(coverage.truncation.iter().map(|sign| format!("{}: {sign}", coverage.source)));
        if !coverage.gaps.is_empty() {
            warnings.push(format!(
                "{}: {} silence(s) longer than {} h; nothing is called absent inside them.",
                coverage.source,
                coverage.gaps.len(),
                coverage.gap_limit_seconds / 3600
            ));
        }
    }
    if let Some(records) = unknown.iter().map(|unknown| unknown.records).reduce(|a, b| a + b) {
        warnings.push(format!("{} native event types ({records} records) are in no taxonomy; they are listed and judged nothing.", unknown.len()));
    }
    warnings
}
