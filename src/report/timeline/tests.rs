//! What holds of timelines, on a report made by hand.

use chrono::Duration;

use super::{Missing, Selection, Timeline, Timelines, Whole};
use crate::model::{
    CarriedNote, EntryKind, FileId, Gap, Instant, JournalEntry, Lane, NoteKind, NoteState, Origin, Party,
    Sort, Span, Support, TicketIx,
};
use crate::report::Report;
use crate::report::sample::{sample, start};

fn of_case(report: &Report, at: usize) -> Timeline {
    Timelines::new(report).of_case(&report.cases[at])
}

/// The first case with a ticket and evidence.
fn told(report: &Report) -> usize {
    report.cases.iter().position(|case| case.link.is_some() && !case.evidence.is_empty()).unwrap()
}

fn entry(at: Option<Instant>, author: &str, kind: EntryKind, text: &str, record: u64) -> JournalEntry {
    JournalEntry {
        origin: Origin { file: FileId(1), record, line: record },
        at,
        author: Party { login: Some(author.into()), ..Party::default() },
        kind,
        text: text.to_owned(),
        field: (kind == EntryKind::FieldChange).then(|| "state".to_owned()),
        old: (kind == EntryKind::FieldChange).then(|| "Open".to_owned()),
    }
}

fn sorts(timeline: &Timeline, of: impl Fn(&super::Moment) -> bool) -> Vec<Sort> {
    timeline.moments.iter().filter(|one| of(one)).map(|one| one.sort).collect()
}

#[test]
fn a_change_stands_between_the_opening_and_the_end_of_its_ticket_with_its_verdict_and_record() {
    let report = sample(40);
    let at = told(&report);
    let case = &report.cases[at];
    let timeline = of_case(&report, at);
    let number = &report.tickets[case.link.as_ref().unwrap().ticket.0 as usize].number;
    let own = sorts(&timeline, |one| one.ticket.as_ref() == Some(number));
    assert_eq!(own.first(), Some(&Sort::TicketOpened));
    assert!(own.contains(&Sort::Evidence) && own.contains(&Sort::Change), "{own:?}");
    let change = timeline.moments.iter().find(|one| one.id == case.change.id.0).unwrap();
    assert_eq!(
        (change.verdict, change.origin, change.at),
        (case.verdict, Some(case.change.origin), case.change.at)
    );
    assert_eq!((change.lane, &change.changes), (Lane::Account, &vec![case.change.id.0.clone()]));
    assert!(
        !timeline
            .moments
            .iter()
            .any(|one| one.sort == Sort::Event && one.native_id == case.change.native_ids[0]),
        "the change stands for its main record"
    );
}

#[test]
fn moments_are_told_by_time_then_as_cause_stands_before_effect() {
    let report = sample(60);
    let timeline = Timelines::new(&report).selected(&Selection::default());
    let keys: Vec<_> = timeline.moments.iter().map(|one| (one.at, one.lane, one.sort, &one.id)).collect();
    assert!(keys.is_sorted());
    assert!(timeline.moments.iter().filter(|one| one.sort == Sort::Change).count() == report.cases.len());
    assert!(
        timeline.moments.iter().filter(|one| one.sort == Sort::TicketOpened).count() == report.tickets.len()
    );
}

#[test]
fn lines_of_a_journal_stand_in_the_lane_of_who_wrote_them_and_without_a_time_they_are_counted() {
    let mut report = sample(40);
    let at = told(&report);
    let ix = report.cases[at].link.as_ref().unwrap().ticket;
    let ticket = &mut report.tickets[ix.0 as usize];
    let opened = ticket.opened_at.unwrap();
    let requester = ticket.requester.label().to_owned();
    let minute = |minutes| Some(opened + Duration::minutes(minutes));
    ticket.journal = vec![
        entry(minute(1), &requester, EntryKind::Comment, "my phone is gone", 901),
        entry(minute(2), "desk.amir", EntryKind::Comment, "calling you", 902),
        entry(minute(3), "desk.amir", EntryKind::WorkNote, "sent push", 903),
        entry(minute(4), "desk.amir", EntryKind::FieldChange, "Solved", 904),
        entry(None, "desk.amir", EntryKind::WorkNote, "never", 905),
    ];
    ticket.has_history = false;
    let number = ticket.number.clone();
    let timeline = of_case(&report, at);
    let found: Vec<(Lane, Sort, &str)> = timeline
        .moments
        .iter()
        .filter(|one| one.origin.is_some_and(|origin| (901..906).contains(&origin.record)))
        .map(|one| (one.lane, one.sort, one.what.as_str()))
        .collect();
    assert_eq!(
        found,
        [
            (Lane::Requester, Sort::Comment, format!("{requester}: my phone is gone").as_str()),
            (Lane::Agent, Sort::Comment, "desk.amir: calling you"),
            (Lane::Agent, Sort::Note, "desk.amir: sent push"),
            (
                Lane::Agent,
                Sort::FieldChange,
                format!("desk.amir: state of {number} from Open to Solved").as_str()
            ),
        ]
    );
    assert!(
        timeline.not_shown.contains(&"1 line of these tickets without a time.".to_owned()),
        "{:?}",
        timeline.not_shown
    );
    assert!(
        timeline
            .not_shown
            .iter()
            .any(|said| said.starts_with(&format!("States and assignments over time of {number}")))
    );
}

#[test]
fn evidence_is_told_once_and_quotes_its_words_only_where_no_line_shows_them() {
    let mut report = sample(40);
    let at = told(&report);
    let mut evidence = report.cases[at].evidence[0].clone();
    let of = |report: &Report| -> Vec<String> {
        let timeline = of_case(report, at);
        let pieces = timeline.moments.into_iter().filter(|one| one.id == evidence.id);
        pieces.map(|one| one.what).collect()
    };
    let [quoted] = &of(&report)[..] else { panic!("one piece") };
    assert!(quoted.contains("Sent push, user approved it"), "{quoted}");
    let ix = report.cases[at].link.as_ref().unwrap().ticket;
    evidence.origin = Origin { file: FileId(1), record: 907, line: 907 };
    report.cases[at].evidence[0].origin = evidence.origin;
    let line = entry(evidence.at, "desk.amir", EntryKind::WorkNote, &evidence.quote, 907);
    report.tickets[ix.0 as usize].journal = vec![line];
    let [unquoted] = &of(&report)[..] else { panic!("one piece") };
    assert!(!unquoted.contains("Sent push") && unquoted.contains("worth "), "{unquoted}");
}

#[test]
fn a_gap_is_told_with_its_beginning_and_its_end_and_never_as_silence() {
    let mut report = sample(40);
    let at = told(&report);
    let change = report.cases[at].change.at;
    let (from, to) = (change - Duration::hours(2), change + Duration::hours(3));
    report.coverage[0].gaps = vec![Gap { from, to }];
    report.coverage[0].span =
        Some(Span { from: change - Duration::days(90), to: change + Duration::days(1) });
    let timeline = of_case(&report, at);
    let okta: Vec<_> = timeline.gaps.iter().filter(|gap| gap.source == "okta.system_log").collect();
    assert_eq!(
        okta.iter().map(|gap| (gap.missing, gap.from)).collect::<Vec<_>>(),
        [(Missing::Gap, from), (Missing::AfterLast, change + Duration::days(1)),]
    );
    let moments: Vec<_> = timeline
        .moments
        .iter()
        .filter(|one| one.source == "okta.system_log" && one.lane == Lane::Coverage)
        .collect();
    assert_eq!(
        moments.iter().map(|one| (one.sort, one.at)).collect::<Vec<_>>(),
        [(Sort::GapBegins, from), (Sort::GapEnds, to), (Sort::GapBegins, change + Duration::days(1)),]
    );
    assert_eq!(moments[0].until, Some(to));
    let duo = timeline.gaps.iter().find(|gap| gap.source == "duo.authentication").unwrap();
    assert_eq!((duo.missing, duo.from, duo.to), (Missing::All, timeline.shown.from, timeline.shown.to));
}

#[test]
fn kinds_of_a_selection_narrow_and_several_of_one_kind_widen() {
    let report = sample(60);
    let timelines = Timelines::new(&report);
    let changes = |selection: &Selection| -> usize {
        let timeline = timelines.selected(selection);
        timeline.moments.iter().filter(|one| one.sort == Sort::Change).count()
    };
    let day = |days| Some(start() + Duration::days(days));
    let first = Selection { from: day(0), to: day(20), ..Selection::default() };
    let later = Selection { from: day(10), to: day(20), ..Selection::default() };
    assert!(changes(&later) < changes(&first) && changes(&first) < report.cases.len());
    let elsewhere = Selection { addresses: vec!["203.0.113.9".to_owned()], ..first.clone() };
    assert_eq!(changes(&elsewhere), 0);
    let both = vec!["203.0.113.9".to_owned(), "::ffff:198.51.100.7".to_owned()];
    assert_eq!(
        changes(&Selection { addresses: both, ..first.clone() }),
        changes(&first),
        "one address, two spellings"
    );
    let timeline = timelines.selected(&later);
    assert!(timeline.moments.iter().all(|one| later.from.unwrap() <= one.at && one.at <= later.to.unwrap()));
    assert_eq!(timeline.shown, Span { from: day(10).unwrap(), to: day(20).unwrap() });
}

#[test]
fn a_ticket_is_told_with_its_changes() {
    let report = sample(40);
    let at = told(&report);
    let timelines = Timelines::new(&report);
    let ix = report.cases[at].link.as_ref().unwrap().ticket;
    let timeline = timelines.of_ticket(ix).unwrap();
    assert!(timeline.moments.iter().any(|one| one.id == report.cases[at].change.id.0));
    let selected = timelines.selected(&Selection { tickets: vec![ix], ..Selection::default() });
    assert_eq!(selected.moments, timeline.moments);
    assert!(timelines.of_ticket(TicketIx(9_999)).is_none());
}

#[test]
fn where_no_signals_were_read_it_says_so() {
    let mut report = sample(40);
    let at = told(&report);
    assert!(of_case(&report, at).not_shown.iter().all(|said| !said.starts_with("Sign-ins")));
    report.cases.iter_mut().for_each(|case| case.change.support = Support::No);
    assert!(of_case(&report, at).not_shown[0].starts_with("Sign-ins and other signals of this account: "));
    let timelines = Timelines::new(&report);
    let told = |whole| timelines.selected(&Selection { whole, ..Selection::default() }).not_shown.concat();
    assert!(told(Whole::No).contains("far from changes") && !told(Whole::Asked).contains("far from changes"));
}

#[test]
fn a_dated_note_of_a_reviewer_stands_with_its_change() {
    let mut report = sample(40);
    let at = told(&report);
    let case = &report.cases[at];
    report.notes = vec![CarriedNote {
        on: case.change.id.0.clone(),
        kind: NoteKind::SignOff,
        by: "R. Reviewer".to_owned(),
        at: Some(case.change.at + Duration::days(30)),
        text: "seen".to_owned(),
        then: None,
        now: None,
        state: NoteState::Stands,
        place: "notes.csv:2".to_owned(),
    }];
    let timeline = of_case(&report, at);
    let note = timeline.moments.iter().find(|one| one.sort == Sort::Review).unwrap();
    assert_eq!(note.what, format!("R. Reviewer: sign-off on {}: seen", report.cases[at].change.id));
    assert_eq!(note.lane, Lane::Reviewer);
}
