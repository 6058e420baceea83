//! CT-01 to CT-05: whether the exports are whole, and their records complete.

use std::collections::BTreeMap;

use super::index::{hours, stamp};
use super::sheet::{Judged, Sheet};
use super::{DeclaredFile, Run};
use crate::model::{
    AccountIx, Case, ChangeKind, Coverage, FileUse, InputFile, Instant, Outcome, SubjectKind, TicketState,
};

/// CT-01: every source covers the stated period without a gap.
pub(super) fn export_coverage(run: Run<'_>, sheet: &mut Sheet<'_>) {
    for coverage in run.input.coverage {
        let sort = if coverage.of_tickets { "tickets" } else { "events" };
        sheet.item(&format!("source:{}", coverage.source), sort, covers_period(run, coverage), Vec::new());
    }
}

fn covers_period(run: Run<'_>, coverage: &Coverage) -> Judged {
    let Some(span) = coverage.span else {
        return Judged::NotTestable("no dated record".to_owned());
    };
    let told = format!("records from {} to {}", stamp(span.from), stamp(span.to));
    if let Some(gap) = coverage.gaps.first() {
        let count = coverage.gaps.len();
        let limit = coverage.gap_limit_seconds / 60;
        let (from, to) = (stamp(gap.from), stamp(gap.to));
        return Judged::Fail(format!(
            "{told}; {count} silence(s) longer than {limit} min, the first {from} to {to}"
        ));
    }
    if let Some(sign) = coverage.truncation.first() {
        return Judged::Fail(format!("{told}; the export may have been cut: {sign}"));
    }
    let Some(period) = run.input.period else {
        return Judged::NotTestable(format!("{told}; inferred from them, as no period was stated"));
    };
    let edge = hours(run.definition.number("edge_hours"));
    let period_told = format!("period {} to {}", stamp(period.from), stamp(period.to));
    if span.from - period.from > edge || period.to - span.to > edge {
        return Judged::Fail(format!("{told}; {period_told} is not covered"));
    }
    Judged::Pass(format!("{told}; {period_told} is covered, no silence longer than the limit"))
}

/// CT-02: what was asked for and solved is seen in the log.
pub(super) fn kind_coverage(run: Run<'_>, sheet: &mut Sheet<'_>) {
    let mut topics: BTreeMap<&str, (Vec<ChangeKind>, Vec<usize>)> = BTreeMap::new();
    for (ix, (ticket, request)) in run.input.tickets.iter().zip(run.input.requests).enumerate() {
        let is_solved = matches!(ticket.state, TicketState::Resolved | TicketState::Closed);
        if request.is_identity && !request.kinds.is_empty() && is_solved {
            let (kinds, tickets) = topics.entry(&request.topic).or_default();
            kinds.extend(&request.kinds);
            tickets.push(ix);
        }
    }
    for (topic, (kinds, tickets)) in topics {
        sheet.item(&format!("topic:{topic}"), "", topic_seen(run, &kinds, &tickets), Vec::new());
    }
    let undeclared =
        format!("kinds neither asked for nor seen cannot be told without {}", run.definition.needs);
    sheet.item("declaration:change_kinds", "", Judged::NotTestable(undeclared), Vec::new());
}

fn topic_seen(run: Run<'_>, kinds: &[ChangeKind], tickets: &[usize]) -> Judged {
    let count = tickets.len();
    if run.index.records_any(kinds) {
        return Judged::Pass(format!("{count} solved request(s), and the log holds changes of such kinds"));
    }
    let covered = tickets
        .iter()
        .filter_map(|ix| run.input.tickets[*ix].resolved_at)
        .filter(|at| run.input.coverage.iter().any(|coverage| !coverage.of_tickets && coverage.covers(*at)))
        .count();
    let told = format!(
        "{count} solved request(s), {covered} of them while the log covers, and no such change in it"
    );
    #[expect(clippy::cast_precision_loss, reason = "a count of tickets")]
    if covered as f64 >= run.definition.number("least_tickets") {
        Judged::Fail(told)
    } else {
        Judged::NotTestable(told)
    }
}

/// CT-03: the six elements of a record.
pub(super) fn record_content(run: Run<'_>, sheet: &mut Sheet<'_>) {
    let zones: BTreeMap<_, &str> = run.input.files.iter().map(|file| (file.id, file.zone.as_str())).collect();
    for case in run.index.desk() {
        let zone = zones.get(&case.change.origin.file).copied().unwrap_or("");
        sheet.change(&case.change, elements(run, case, zone), &[]);
    }
}

fn elements(run: Run<'_>, case: &Case, zone: &str) -> Judged {
    let change = &case.change;
    let event = run.input.events.get(change.event.0 as usize);
    let mut missing = Vec::new();
    if change.native_action.is_empty() {
        missing.push("what happened".to_owned());
    }
    if !zone.is_empty() {
        missing.push(format!("the offset of its time (read as {zone})"));
    }
    if change.source.is_empty() {
        missing.push("in which system".to_owned());
    }
    let place =
        event.is_some_and(|event| event.ip.is_some() || event.place.is_some() || event.network.is_some());
    if change.ip.is_none() && !place {
        missing.push("from where".to_owned());
    }
    if event.is_none_or(|event| event.outcome == Outcome::Unknown) {
        missing.push("the outcome".to_owned());
    }
    if change.actor.is_none() && change.actor_label.is_empty() {
        missing.push("by whom".to_owned());
    }
    if change.subject_label.is_empty() && change.subject_kind != SubjectKind::Organisation {
        missing.push("to whom".to_owned());
    }
    if missing.is_empty() {
        Judged::Pass(format!("`{}` at {} names all six elements", change.native_action, stamp(change.at)))
    } else {
        Judged::Fail(format!(
            "`{}` at {} lacks {}",
            change.native_action,
            stamp(change.at),
            missing.join(", ")
        ))
    }
}

/// CT-04: rows and hashes against what was declared.
pub(super) fn control_totals(run: Run<'_>, sheet: &mut Sheet<'_>) {
    // What reviewers gave beside the exports is none.
    for file in run.input.files.iter().filter(|file| !file.used_as.is_beside()) {
        sheet.item(&format!("file:{}", file.name), &file.sha256, totals(run, file), Vec::new());
    }
}

fn totals(run: Run<'_>, file: &InputFile) -> Judged {
    let InputFile { rows, used, rejected, duplicates, .. } = file;
    let told = format!("{rows} rows: {used} used, {rejected} rejected, {duplicates} said before");
    match file.used_as {
        FileUse::Duplicate => {
            return Judged::Pass("the same bytes as another file; not read again".to_owned());
        }
        FileUse::Unknown | FileUse::Disputed | FileUse::Unreadable => {
            return Judged::Fail(format!("{}: {}", file.used_as, file.note));
        }
        FileUse::Read | FileUse::Empty | FileUse::Overrides | FileUse::Exceptions | FileUse::Notes => {}
    }
    #[expect(clippy::cast_precision_loss, reason = "a count of rows")]
    let is_over = *rejected as f64 > run.definition.number("tolerance_rows");
    if is_over || used.saturating_add(*rejected).saturating_add(*duplicates) != *rows {
        return Judged::Fail(told);
    }
    let Some(DeclaredFile { sha256, rows: declared, .. }) =
        run.input.declared.iter().find(|declared| declared.name == file.name)
    else {
        return Judged::NotTestable(format!("{told}; nothing was declared to compare with"));
    };
    if declared != rows || !sha256.eq_ignore_ascii_case(&file.sha256) {
        return Judged::Fail(format!("{told}; declared were {declared} rows with SHA-256 {sha256}"));
    }
    Judged::Pass(format!("{told}; rows and SHA-256 are those declared"))
}

/// CT-05: offsets of acts that two sources both record.
pub(super) fn clock_agreement(run: Run<'_>, sheet: &mut Sheet<'_>) {
    let pairs = echoes(run);
    if pairs.is_empty() {
        return sheet
            .untested(format!("no act is recorded by two sources; it needs {}", run.definition.needs));
    }
    for ((first, second), mut offsets) in pairs {
        offsets.sort_unstable();
        let item = format!("source:{first}~{second}");
        sheet.item(&item, "", agree(run, &offsets), Vec::new());
    }
}

/// Offsets in milliseconds between neighbouring records of one kind on one account, by pair of sources.
fn echoes<'a>(run: Run<'a>) -> BTreeMap<(&'a str, &'a str), Vec<i64>> {
    let mut acts: Vec<(AccountIx, ChangeKind, Instant, &str)> = Vec::new();
    for case in run.input.cases {
        let Some(subject) = case.change.subject else { continue };
        for ix in &case.change.events {
            if let Some(event) = run.input.events.get(ix.0 as usize) {
                acts.push((run.index.person(subject), case.change.kind, event.at, &event.source));
            }
        }
    }
    acts.sort_unstable();
    #[expect(clippy::cast_possible_truncation, reason = "a threshold of minutes in milliseconds")]
    let near = (run.definition.number("pair_seconds") * 1000.0) as i64;
    let mut pairs: BTreeMap<(&str, &str), Vec<i64>> = BTreeMap::new();
    for (a, b) in acts.iter().zip(acts.iter().skip(1)) {
        let offset = (b.2 - a.2).num_milliseconds();
        if (a.0, a.1) == (b.0, b.1) && a.3 != b.3 && offset <= near {
            pairs.entry((a.3.min(b.3), a.3.max(b.3))).or_default().push(offset);
        }
    }
    pairs
}

fn agree(run: Run<'_>, sorted: &[i64]) -> Judged {
    let count = sorted.len();
    #[expect(clippy::cast_precision_loss, reason = "counts and milliseconds of minutes")]
    let seconds =
        |at: usize| sorted.get(at.min(count.saturating_sub(1))).map_or(0.0, |ms| *ms as f64 / 1000.0);
    let (median, high) = (seconds(count / 2), seconds(count * 95 / 100));
    let told = format!("{count} pairs, median offset {median:.1} s, 95th percentile {high:.1} s");
    let definition = run.definition;
    #[expect(clippy::cast_precision_loss, reason = "a count of pairs")]
    if (count as f64) < definition.number("least_pairs") {
        Judged::NotTestable(told)
    } else if median > definition.number("limit_seconds") || high > definition.number("limit_seconds") {
        Judged::Fail(told)
    } else {
        Judged::Pass(told)
    }
}
