//! `timeline.timesketch.jsonl`: the moments of a report as Timesketch imports them.
//!
//! One JSON object a line, a line break after the last, in order of time. The fields that Timesketch requires
//! (`message`, `datetime`, `timestamp_desc`) and knows (`timestamp` in microseconds, `data_type`, `tag`) come first,
//! then ours; what is empty is left out.

use serde::Serialize;

use super::lookup::Lookup;
use super::timeline::{Moment, Selection, Timelines};
use super::{NamedFile, RenderError, Report, grouped, safe};
use crate::model::{Instant, Lane, Sort, Support};

/// Records up to which the file holds every moment of the report.
const WHOLE: usize = 150_000;

/// Changes whose moments it holds where there are more records: those of the highest risk.
const CHANGES: usize = 5_000;

/// Moments that it holds at most; a line has about 600 bytes.
const MOMENTS: usize = 200_000;

/// Longest text of a field, in characters.
const LONGEST: usize = 2_000;

/// `timeline.timesketch.jsonl`.
pub(super) fn files(report: &Report) -> Result<Vec<NamedFile>, RenderError> {
    let (selection, mut not_shown) = selection(report);
    let mut timeline = Timelines::new(report).selected(&selection);
    not_shown.append(&mut timeline.not_shown);
    let left_out = timeline.moments.len().saturating_sub(MOMENTS);
    if left_out > 0 {
        timeline.moments.truncate(MOMENTS);
        not_shown.push(format!("The last {} moments: the file would be too large.", grouped(left_out)));
    }
    let mut bytes = lines(report, &timeline.moments)?;
    for said in &not_shown {
        write(&mut bytes, &Line::about(report, said))?;
    }
    Ok(vec![("timeline.timesketch.jsonl".to_owned(), bytes)])
}

/// The moments as lines, in the order given.
///
/// # Errors
/// None that depends on the data.
pub(crate) fn lines(report: &Report, moments: &[Moment]) -> Result<Vec<u8>, RenderError> {
    let lookup = Lookup::new(report);
    let mut bytes = Vec::with_capacity(moments.len() * 512);
    for moment in moments {
        write(&mut bytes, &Line::of(&lookup, moment))?;
    }
    Ok(bytes)
}

fn write(bytes: &mut Vec<u8>, line: &Line) -> Result<(), RenderError> {
    serde_json::to_writer(&mut *bytes, line)?;
    bytes.push(b'\n');
    Ok(())
}

/// Everything, or of a large report what concerns the changes of the highest risk, and what is said of it.
fn selection(report: &Report) -> (Selection, Vec<String>) {
    let entries: usize = report.tickets.iter().map(|ticket| 1 + ticket.journal.len()).sum();
    if report.events.len() + entries <= WHOLE {
        return (Selection::default(), Vec::new());
    }
    let mut of_desk: Vec<_> = report.cases.iter().filter(|case| case.change.support != Support::No).collect();
    let all = of_desk.len();
    of_desk.sort_by(|a, b| b.risk.score.total_cmp(&a.risk.score));
    of_desk.truncate(CHANGES);
    let said = format!(
        "Records that do not stand around the {} of the desk's {} changes with the highest risk: \
         `deskproof timeline` shows any part of them.",
        grouped(of_desk.len()),
        grouped(all)
    );
    let changes = of_desk.iter().map(|case| case.change.id.0.clone()).collect();
    (Selection { changes, ..Selection::default() }, vec![said])
}

/// One line. Texts are safe to show.
#[derive(Debug, Serialize)]
struct Line {
    message: String,
    /// ISO 8601 with offset.
    datetime: String,
    /// Microseconds since 1970.
    timestamp: i64,
    timestamp_desc: &'static str,
    data_type: String,
    tag: Vec<&'static str>,
    #[serde(skip_serializing_if = "String::is_empty")]
    source_name: String,
    lane: &'static str,
    #[serde(skip_serializing_if = "String::is_empty")]
    actor: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    subject: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    id: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    change_id: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ticket: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    verdict: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ip: Option<String>,
    #[serde(skip_serializing_if = "String::is_empty")]
    native_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    record: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u64>,
}

impl Line {
    fn of(lookup: &Lookup<'_>, moment: &Moment) -> Self {
        let shown = |text: &str| safe::clipped(text, LONGEST);
        let verdict = moment.verdict.map(crate::model::Verdict::as_str);
        Self {
            message: shown(&moment.what),
            datetime: iso(moment.at),
            timestamp: moment.at.timestamp_micros(),
            timestamp_desc: described(moment.sort),
            data_type: format!("deskproof:timeline:{}", moment.sort),
            tag: [moment.sort.as_str()].into_iter().chain(verdict).collect(),
            source_name: shown(&moment.source),
            lane: moment.lane.as_str(),
            actor: shown(&moment.who),
            subject: shown(&moment.about),
            id: shown(&moment.id),
            change_id: moment.changes.iter().map(|id| shown(id)).collect(),
            ticket: moment.ticket.as_deref().map(shown),
            verdict,
            ip: moment.address.as_deref().map(shown),
            native_id: shown(&moment.native_id),
            until: moment.until.map(iso),
            file: moment.origin.map(|origin| shown(lookup.file(origin.file))),
            record: moment.origin.map(|origin| origin.record),
            line: moment.origin.map(|origin| origin.line),
        }
    }

    /// What the timeline does not show, told at the time of judgement.
    fn about(report: &Report, said: &str) -> Self {
        Self {
            message: safe::clipped(&format!("Not shown: {said}"), LONGEST),
            datetime: iso(report.as_of),
            timestamp: report.as_of.timestamp_micros(),
            timestamp_desc: "Time of judgement",
            data_type: "deskproof:timeline:not_shown".to_owned(),
            tag: vec!["not_shown"],
            source_name: super::PROGRAM.to_owned(),
            lane: Lane::Coverage.as_str(),
            actor: String::new(),
            subject: String::new(),
            id: String::new(),
            change_id: Vec::new(),
            ticket: None,
            verdict: None,
            ip: None,
            native_id: String::new(),
            until: None,
            file: None,
            record: None,
            line: None,
        }
    }
}

fn iso(at: Instant) -> String {
    at.format("%Y-%m-%dT%H:%M:%S%.6f+00:00").to_string()
}

/// What the time of a moment is the time of.
fn described(sort: Sort) -> &'static str {
    match sort {
        Sort::GapBegins => "Gap Begins",
        Sort::GapEnds => "Gap Ends",
        Sort::TicketOpened => "Ticket Opened",
        Sort::Comment => "Comment Written",
        Sort::Note => "Note Written",
        Sort::FieldChange => "Field Changed",
        Sort::Approval => "Approval Recorded",
        Sort::Verification => "Verification Recorded",
        Sort::Evidence => "Verification Done",
        Sort::Change => "Change Made",
        Sort::Event => "Event Recorded",
        Sort::Signal => "Signal Recorded",
        Sort::TicketResolved => "Ticket Resolved",
        Sort::TicketClosed => "Ticket Closed",
        Sort::Review => "Review Written",
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::Value;

    use super::*;
    use crate::model::{EntryKind, JournalEntry, Party, Verdict};
    use crate::report::sample::sample;

    fn lines_of(report: &Report) -> Vec<Value> {
        let bytes = files(report).unwrap().remove(0).1;
        assert_eq!(bytes.last(), Some(&b'\n'), "a line break after the last line");
        let text = String::from_utf8(bytes).unwrap();
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    #[test]
    fn every_line_has_what_timesketch_requires() {
        for line in lines_of(&sample(30)) {
            let at: Instant = line["datetime"].as_str().unwrap().parse().unwrap();
            assert_eq!(line["timestamp"], at.timestamp_micros());
            assert!(line["datetime"].as_str().unwrap().ends_with("+00:00"));
            for key in ["message", "timestamp_desc", "data_type"] {
                assert!(!line[key].as_str().unwrap().is_empty(), "{key}: {line}");
            }
            let empty = |value: &Value| value.is_null() || value == "" || value == "-";
            assert!(!line.as_object().unwrap().values().any(empty), "{line}");
        }
    }

    #[test]
    fn every_change_is_a_moment_with_its_verdict_and_its_record() {
        let report = sample(30);
        let lines = lines_of(&report);
        let changes: BTreeMap<&str, &Value> = lines
            .iter()
            .filter(|line| line["data_type"] == "deskproof:timeline:change")
            .map(|line| (line["id"].as_str().unwrap(), line))
            .collect();
        assert_eq!(changes.len(), report.cases.len());
        for case in &report.cases {
            let line = changes[case.change.id.0.as_str()];
            assert_eq!(line["verdict"].as_str(), case.verdict.map(Verdict::as_str));
            assert_eq!(line["record"], case.change.origin.record);
            assert_eq!(line["timestamp"], case.change.at.timestamp_micros());
        }
        let times: Vec<i64> = lines
            .iter()
            .filter(|line| line["tag"][0] != "not_shown")
            .map(|line| line["timestamp"].as_i64().unwrap())
            .collect();
        assert!(times.is_sorted());
    }

    #[test]
    fn nothing_unseen_reaches_a_line() {
        let bytes = files(&sample(60)).unwrap().remove(0).1;
        let text = String::from_utf8(bytes).unwrap();
        let unseen = |sign: char| {
            (sign.is_control() && sign != '\n') || "\u{202E}\u{2066}\u{200B}\u{FEFF}\u{2028}".contains(sign)
        };
        assert!(!text.contains(unseen));
        assert!(text.contains("⟨U+"), "it is shown as a sign");
    }

    #[test]
    fn of_too_many_records_those_around_the_riskiest_changes_are_shown_and_it_is_said() {
        let mut report = sample(20);
        let entry = JournalEntry {
            origin: report.tickets[0].origin,
            at: None,
            author: Party::default(),
            kind: EntryKind::Comment,
            text: String::new(),
            field: None,
            old: None,
        };
        report.tickets[0].journal.resize(WHOLE, entry);
        let (selection, said) = selection(&report);
        let of_desk = report.cases.iter().filter(|case| case.change.support != Support::No).count();
        assert_eq!(selection.changes.len(), of_desk);
        assert!(said[0].contains("highest risk"));
        assert!(super::selection(&sample(20)).0.changes.is_empty());
    }
}
