//! Notes and sign-offs of reviewers, held against what the things that they are on say now.

use std::collections::BTreeMap;

use crate::model::{
    CarriedNote, Case, ControlResult, Metric, NoteState, ReviewNote, SettledException, TestOutcome, Ticket,
    TicketResult,
};

/// Words that stand for the same: as people and pages write them, and as the tables do.
const SAME: &[(&str, &str)] =
    &[("cannot_be_told", "not_testable"), ("passed", "pass"), ("failed", "fail"), ("excepted", "exception")];

/// All that a note may be on.
#[derive(Debug, Clone, Copy)]
pub struct NotedInput<'a> {
    /// Control tests, with the passes of all items listed.
    pub controls: &'a [ControlResult],
    /// Changes with verdict and evidence.
    pub cases: &'a [Case],
    /// Tickets.
    pub tickets: &'a [Ticket],
    /// What is said of them, in the same order.
    pub ticket_results: &'a [TicketResult],
    /// Figures.
    pub metrics: &'a [Metric],
    /// Exceptions.
    pub exceptions: &'a [SettledException],
}

/// Carries notes over, in their order; one that was read twice counts once.
///
/// A finding says its outcome, a change its verdict, a control test its outcome, a piece of evidence its level, an
/// exception what became of it, a ticket whether it was solved at first contact, a figure numerator and denominator
/// (`230/293`).
#[must_use]
pub fn carried(notes: &[ReviewNote], input: &NotedInput<'_>) -> Vec<CarriedNote> {
    if notes.is_empty() {
        return Vec::new();
    }
    let now = Now::of(input);
    let mut carried: Vec<CarriedNote> = Vec::new();
    let mut seen = std::collections::BTreeSet::new();
    for note in notes {
        if !seen.insert((&note.on, note.kind, &note.by, note.at, &note.text)) {
            continue;
        }
        let says = now.says(&note.on);
        let state = match (&note.then, &says) {
            (_, None) if note.on.starts_with("lnk-") => NoteState::NotKnown,
            (_, None) => NoteState::Gone,
            (None, Some(_)) => NoteState::NotKnown,
            (Some(then), Some(now)) if compared(then) == compared(now) => NoteState::Stands,
            (Some(_), Some(_)) => NoteState::Changed,
        };
        carried.push(CarriedNote {
            on: note.on.clone(),
            kind: note.kind,
            by: note.by.clone(),
            at: note.at,
            text: note.text.clone(),
            then: note.then.clone(),
            now: says,
            state,
            place: note.place.clone(),
        });
    }
    carried
}

fn compared(word: &str) -> String {
    let word = word.trim().to_lowercase().replace([' ', '-'], "_");
    SAME.iter().find(|(written, _)| *written == word).map_or(word, |(_, same)| (*same).to_owned())
}

/// What everything says, by id.
struct Now<'a>(BTreeMap<&'a str, String>);

impl<'a> Now<'a> {
    fn of(input: &NotedInput<'a>) -> Self {
        let mut says: BTreeMap<&str, String> = BTreeMap::new();
        for (ticket, result) in input.tickets.iter().zip(input.ticket_results) {
            says.insert(&ticket.number, result.outcome.to_string());
        }
        for metric in input.metrics {
            let out_of = metric.denominator.map_or_else(String::new, |denominator| format!("/{denominator}"));
            says.insert(&metric.id, format!("{}{out_of}", metric.numerator));
        }
        for control in input.controls {
            let whole =
                if control.untested_because.is_some() { TestOutcome::NotTestable } else { control.outcome() };
            says.insert(&control.test.0, whole.to_string());
            says.extend(control.findings.iter().map(|one| (one.id.0.as_str(), one.outcome.to_string())));
        }
        for case in input.cases {
            let verdict = case.verdict.map_or("not judged", |verdict| verdict.as_str());
            says.insert(&case.change.id.0, verdict.to_owned());
            says.extend(case.evidence.iter().map(|one| (one.id.as_str(), one.level.to_string())));
        }
        says.extend(input.exceptions.iter().map(|one| (one.id.0.as_str(), one.state.to_string())));
        Self(says)
    }

    fn says(&self, id: &str) -> Option<String> {
        self.0.get(id.trim()).cloned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assess::control::sample;
    use crate::model::{ControlTestId, Finding, FindingId, NoteKind, Severity, Verdict};

    fn note(on: &str, then: Option<&str>) -> ReviewNote {
        ReviewNote {
            on: on.to_owned(),
            kind: NoteKind::SignOff,
            by: "Mo".to_owned(),
            at: None,
            text: String::new(),
            then: then.map(str::to_owned),
            place: "notes.csv:2".to_owned(),
        }
    }

    fn control() -> ControlResult {
        let finding = Finding {
            id: FindingId("fnd-1".to_owned()),
            test: ControlTestId("CT-08".to_owned()),
            item: "chg-1".to_owned(),
            outcome: TestOutcome::Fail,
            severity: Severity::High,
            reason: String::new(),
            excepted: None,
            origins: Vec::new(),
        };
        ControlResult {
            test: ControlTestId("CT-08".to_owned()),
            population: 1,
            pass: 0,
            fail: 1,
            exception: 0,
            not_testable: 0,
            untested_because: None,
            findings: vec![finding],
        }
    }

    fn states(notes: &[ReviewNote]) -> Vec<(NoteState, Option<String>)> {
        let controls = [control()];
        let cases = [Case { verdict: Some(Verdict::NotTestable), ..sample::case("1") }];
        let input = NotedInput {
            controls: &controls,
            cases: &cases,
            tickets: &[],
            ticket_results: &[],
            metrics: &[],
            exceptions: &[],
        };
        carried(notes, &input).into_iter().map(|one| (one.state, one.now)).collect()
    }

    #[test]
    fn a_note_stands_if_the_thing_says_the_same() {
        let told = states(&[
            note("fnd-1", Some("fail")),
            note("chg-1", Some("Cannot be told")),
            note("CT-08", Some("Failed")),
            note("ev-1", Some("strong")),
        ]);
        let told: Vec<NoteState> = told.into_iter().map(|(state, _)| state).collect();
        assert_eq!(told[..3], [NoteState::Stands; 3]);
    }

    #[test]
    fn what_changed_is_gone_or_was_not_written_is_told_apart() {
        let told = states(&[
            note("fnd-1", Some("pass")),
            note("chg-1", None),
            note("chg-2", Some("proven")),
            note("lnk-2", Some("x")),
        ]);
        assert_eq!(
            told,
            [
                (NoteState::Changed, Some("fail".to_owned())),
                (NoteState::NotKnown, Some("not_testable".to_owned())),
                (NoteState::Gone, None),
                (NoteState::NotKnown, None)
            ]
        );
    }

    #[test]
    fn one_note_in_two_files_counts_once() {
        let again = ReviewNote { place: "other.csv:9".to_owned(), ..note("fnd-1", Some("fail")) };
        assert_eq!(states(&[note("fnd-1", Some("fail")), again]).len(), 1);
    }
}
