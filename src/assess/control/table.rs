//! The table of tests: id, function, and the parameters that the function asks for.

use super::sheet::Sheet;
use super::{Run, approval, credential, nhi, outcome, population, sequence, ticket, untested, verification};
use crate::mapping::MappingError;
use crate::mapping::controls::Controls;
use crate::model::ChangeKind;

/// One row.
pub(super) struct Row {
    pub(super) id: &'static str,
    pub(super) run: fn(Run<'_>, &mut Sheet<'_>),
    /// Whether any export that is read can give its inputs.
    pub(super) is_automated: bool,
    numbers: &'static [&'static str],
    words: &'static [&'static str],
}

const fn row(
    id: &'static str,
    run: fn(Run<'_>, &mut Sheet<'_>),
    numbers: &'static [&'static str],
    words: &'static [&'static str],
) -> Row {
    Row { id, run, is_automated: true, numbers, words }
}

const fn not_automated(id: &'static str) -> Row {
    Row { id, run: untested, is_automated: false, numbers: &[], words: &[] }
}

/// All tests, by id.
pub(super) static TABLE: [Row; 35] = [
    row("CT-01", population::export_coverage, &["edge_hours"], &[]),
    row("CT-02", population::kind_coverage, &["least_tickets"], &[]),
    row("CT-03", population::record_content, &[], &[]),
    row("CT-04", population::control_totals, &["tolerance_rows"], &[]),
    row("CT-05", population::clock_agreement, &["least_pairs", "pair_seconds", "limit_seconds"], &[]),
    row("CT-06", ticket::change_without_ticket, &[], &[]),
    row("CT-07", ticket::ticket_without_change, &[], &[]),
    row("CT-08", ticket::disagreement, &[], &[]),
    row("CT-09", ticket::retroactive, &["retro_minutes", "grace_minutes"], &[]),
    row("CT-10", verification::no_evidence, &[], &[]),
    row("CT-11", verification::late_or_stale, &[], &[]),
    row("CT-12", verification::too_weak, &[], &[]),
    row("CT-13", verification::not_independent, &["quarantine_days"], &[]),
    not_automated("CT-14"),
    row("CT-15", approval::privileged, &[], &["tiers"]),
    row("CT-16", approval::late_or_wrong, &["validity_hours"], &[]),
    row("CT-17", approval::duties, &[], &[]),
    row("CT-18", approval::actor, &[], &[]),
    not_automated("CT-19"),
    row(
        "CT-20",
        credential::lifetime,
        &["limit_minutes"],
        &["minutes_details", "seconds_details", "expiry_details", "once_details"],
    ),
    row("CT-21", credential::old_left_valid, &["limit_minutes"], &["loss_words"]),
    not_automated("CT-22"),
    not_automated("CT-23"),
    row("CT-24", sequence::both_factors, &["window_hours"], &["password_kinds", "factor_kinds"]),
    row("CT-25", sequence::edit_then_reset, &["window_days"], &["edit_kinds", "reset_kinds"]),
    row(
        "CT-26",
        sequence::new_network,
        &["window_hours", "history_days", "least_history_days"],
        &["enrol_kinds", "reset_kinds"],
    ),
    row("CT-27", sequence::privilege_after, &["window_hours"], &["privileged_kinds", "reset_kinds"]),
    row(
        "CT-28",
        sequence::outliers,
        &["account_limit", "account_days", "z_limit", "least_agents", "least_changes"],
        &["reset_kinds"],
    ),
    row("CT-29", nhi::reissue, &["record_hours"], &["issue_kinds", "record_words"]),
    not_automated("CT-30"),
    row(
        "CT-31",
        nhi::old_secret,
        &["overlap_hours", "life_days"],
        &["issue_kinds", "revoke_kinds", "expiry_details"],
    ),
    row("CT-32", nhi::secret_in_text, &[], &[]),
    row("CT-33", nhi::widened, &[], &["widening_kinds"]),
    row("CT-34", outcome::counted_as_resolved, &[], &["confirmation_words"]),
    row("CT-35", outcome::without_incident, &["incident_hours"], &["dispute_words", "incident_words"]),
];

/// Holds the files against the table: the same tests, and exactly the parameters that the functions ask for.
pub(super) fn check(controls: &Controls) -> Result<(), MappingError> {
    for definition in controls.definitions() {
        let id = &definition.test.id.0;
        let path = format!("controls/{id}.toml");
        let Some(row) = TABLE.iter().find(|row| row.id == id) else {
            return Err(MappingError::whole(&path, "there is no such test in this program"));
        };
        for (names, is_number) in [(row.numbers, true), (row.words, false)] {
            if let Some(name) = names.iter().find(|name| !definition.has(name, is_number)) {
                return Err(MappingError::whole(
                    &path,
                    format!("parameter `{name}` is missing or of the wrong sort"),
                ));
            }
        }
        for name in definition.parameter_names() {
            if !row.numbers.contains(&name) && !row.words.contains(&name) {
                return Err(MappingError::whole(&path, format!("parameter `{name}` is used by nothing")));
            }
        }
        for name in row.words.iter().filter(|name| name.ends_with("_kinds")) {
            if let Some(fault) =
                definition.words(name).iter().find_map(|word| word.parse::<ChangeKind>().err())
            {
                return Err(MappingError::whole(&path, format!("in `{name}`: {fault}")));
            }
        }
    }
    match TABLE.iter().find(|row| controls.get(row.id).is_none()) {
        Some(row) => {
            let path = format!("controls/{}.toml", row.id);
            Err(MappingError::whole(
                &path,
                "this mapping file is missing; restore it from the program's mappings folder",
            ))
        }
        None => Ok(()),
    }
}
