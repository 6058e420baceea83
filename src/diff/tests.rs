use super::folder::{ChangeRow, EvidenceRow, FindingRow};
use super::*;
use crate::verify::Manifest;
use serde_json::{Value, json};

/// A report of one change, `chg-1`, from `log.json`, with a ticket in `desk.csv`.
struct Sheet {
    manifest: Value,
    changes: Vec<ChangeRow>,
    findings: Vec<FindingRow>,
    evidence: Vec<EvidenceRow>,
    tickets: Vec<(&'static str, &'static str)>,
}

fn change(id: &str) -> ChangeRow {
    ChangeRow {
        change_id: id.to_owned(),
        kind: "password_reset".to_owned(),
        subject: "ann".to_owned(),
        subject_tier: "standard".to_owned(),
        source_file: "log.json".to_owned(),
        source_record: "1".to_owned(),
        ticket: "INC1".to_owned(),
        required_level: "adequate".to_owned(),
        verdict: "unproven".to_owned(),
        ..ChangeRow::default()
    }
}

fn finding(outcome: &str) -> FindingRow {
    FindingRow {
        finding_id: "fnd-1".to_owned(),
        test: "CT-08".to_owned(),
        item: "chg-1".to_owned(),
        outcome: outcome.to_owned(),
        original_outcome: outcome.to_owned(),
        severity: "high".to_owned(),
        records: "log.json:1;desk.csv:1".to_owned(),
        ..FindingRow::default()
    }
}

impl Sheet {
    fn new() -> Self {
        let input = |file: &str, sha256: &str, used_as: &str| json!({"file": file, "sha256": sha256, "bytes": 1, "use": used_as});
        Self {
            manifest: json!({
                "program": "deskproof", "version": "1", "as_of": "2026-03-01T00:00:00Z", "mappings_sha256": "m",
                "mappings": [{"name": "policy", "sha256": "p"}, {"name": "sources", "sha256": "s"}],
                "settings": [], "formats": ["data"], "previous": null,
                "inputs": [input("log.json", "l", "read"), input("desk.csv", "d", "read")],
                "outputs": [],
            }),
            changes: vec![change("chg-1")],
            findings: vec![finding("fail")],
            evidence: Vec::new(),
            tickets: vec![("INC1", "desk.csv")],
        }
    }

    /// The same with evidence from a file, which proves the change.
    fn proven(mut self, file: &str) -> Self {
        self.changes[0].verdict = "proven".to_owned();
        self.changes[0].evidence_id = "ev-1".to_owned();
        self.evidence.push(EvidenceRow {
            evidence_id: "ev-1".to_owned(),
            change_id: "chg-1".to_owned(),
            source_file: file.to_owned(),
            source_record: "7".to_owned(),
            overruled: String::new(),
        });
        self.findings.clear();
        self
    }

    fn with(mut self, alter: impl FnOnce(&mut Self)) -> Self {
        alter(&mut self);
        self
    }

    fn written(self) -> Written {
        let manifest: Manifest = serde_json::from_value(self.manifest).unwrap();
        let mut evidence = std::collections::BTreeMap::new();
        for piece in self.evidence {
            evidence
                .entry(piece.change_id.clone())
                .or_insert_with(std::collections::BTreeSet::new)
                .insert(piece);
        }
        Written {
            manifest,
            changes: self.changes.into_iter().map(|row| (row.change_id.clone(), row)).collect(),
            findings: self.findings.into_iter().map(|row| (row.finding_id.clone(), row)).collect(),
            evidence,
            tickets: self
                .tickets
                .into_iter()
                .map(|(number, file)| (number.to_owned(), (file.to_owned(), "1".to_owned())))
                .collect(),
        }
    }
}

fn compared(old: Sheet, new: Sheet) -> Vec<Move> {
    let (old, new) = (old.written(), new.written());
    moves(&old, &new, &Between::of(&old, &new))
}

/// How the change moved, and why.
fn of_change(old: Sheet, new: Sheet) -> (Sort, Vec<Cause>) {
    let moved = compared(old, new);
    let one = moved.iter().find(|one| one.what == What::Change).unwrap();
    (one.sort, one.causes.clone())
}

fn other_desk(sheet: &mut Sheet) {
    sheet.manifest["inputs"][1]["sha256"] = "d2".into();
}

fn other_policy(sheet: &mut Sheet) {
    sheet.manifest["mappings"][0]["sha256"] = "p2".into();
    sheet.manifest["mappings_sha256"] = "m2".into();
}

fn other_mapping(sheet: &mut Sheet) {
    sheet.manifest["mappings"][1]["sha256"] = "s2".into();
    sheet.manifest["mappings_sha256"] = "m3".into();
}

#[test]
fn the_same_report_moved_nothing() {
    assert_eq!(compared(Sheet::new(), Sheet::new()), []);
}

#[test]
fn evidence_that_came_later_is_told_with_its_record() {
    let moved = compared(Sheet::new(), Sheet::new().proven("desk.csv").with(other_desk));
    let [change, finding] = &moved[..] else { panic!("{moved:?}") };
    assert_eq!((change.sort, &change.causes[..]), (Sort::Fixed, &[Cause::LateEvidence][..]));
    assert_eq!((change.was.as_deref(), change.now.as_deref()), (Some("unproven"), Some("proven")));
    assert_eq!(change.new_rows, ["log.json:1", "desk.csv:7"]);
    assert_eq!((finding.sort, &finding.causes), (Sort::Fixed, &change.causes));
    assert!(finding.said.starts_with("as of its change: "));
}

#[test]
fn what_both_reports_read_did_not_come_later() {
    let (_, causes) = of_change(Sheet::new(), Sheet::new().proven("desk.csv").with(other_mapping));
    assert_eq!(causes, [Cause::Mapping]);
}

#[test]
fn what_cannot_be_told_apart_is_said_to_be_so() {
    let new = Sheet::new().proven("desk.csv").with(other_desk).with(other_mapping);
    let moved = compared(Sheet::new(), new);
    assert_eq!(moved[0].causes, [Cause::LateEvidence, Cause::Mapping]);
    assert!(!moved[0].is_told() && moved[0].said.contains("cannot be told apart: late_evidence, mapping"));
}

#[test]
fn another_required_level_is_policy_whatever_else_differs() {
    let stricter = |sheet: &mut Sheet| sheet.changes[0].required_level = "strong".to_owned();
    let old = || Sheet::new().proven("desk.csv");
    let new = old().with(stricter).with(|sheet| sheet.changes[0].verdict = "insufficient".to_owned());
    assert_eq!(
        of_change(old(), new.with(other_policy).with(other_mapping)),
        (Sort::Worse, vec![Cause::Policy])
    );
}

#[test]
fn a_reviewers_decision_is_told_from_all_else() {
    let decided = |sheet: &mut Sheet| {
        sheet.changes[0].link_basis = "override".to_owned();
        sheet.changes[0].ticket = String::new();
        sheet.changes[0].verdict = "unticketed".to_owned();
        let file = json!({"file": "o.csv", "sha256": "o", "bytes": 1, "use": "overrides"});
        sheet.manifest["inputs"].as_array_mut().unwrap().push(file);
    };
    let new = Sheet::new().with(decided).with(other_policy).with(other_desk);
    assert_eq!(of_change(Sheet::new(), new), (Sort::Regraded, vec![Cause::Override]));
}

#[test]
fn an_exception_moves_the_finding_and_not_the_change() {
    let excepted = |sheet: &mut Sheet| {
        sheet.findings[0].outcome = "exception".to_owned();
        sheet.findings[0].exception = "exc-1".to_owned();
        let file = json!({"file": "e.toml", "sha256": "e", "bytes": 1, "use": "exceptions"});
        sheet.manifest["inputs"].as_array_mut().unwrap().push(file);
    };
    let moved = compared(Sheet::new(), Sheet::new().with(excepted).with(other_policy));
    let [one] = &moved[..] else { panic!("{moved:?}") };
    assert_eq!(
        (one.what, one.sort, &one.causes[..]),
        (What::Finding, Sort::Regraded, &[Cause::Exception][..])
    );
}

#[test]
fn an_exception_that_ran_out_is_a_matter_of_the_time_of_judgement() {
    let excepted = |sheet: &mut Sheet| {
        sheet.findings[0].outcome = "exception".to_owned();
        sheet.findings[0].exception = "exc-1".to_owned();
    };
    let later =
        |sheet: &mut Sheet| sheet.manifest["settings"] = json!([{"name": "as-of", "value": "2026-07-01"}]);
    let moved = compared(Sheet::new().with(excepted), Sheet::new().with(later));
    assert_eq!(moved[0].causes, [Cause::Setting]);
}

#[test]
fn new_and_gone_changes_come_with_the_exports_that_hold_them() {
    let more = |sheet: &mut Sheet| {
        sheet.changes.push(ChangeRow { source_file: "april.json".to_owned(), ..change("chg-2") });
        let file = json!({"file": "april.json", "sha256": "a", "bytes": 1, "use": "read"});
        sheet.manifest["inputs"].as_array_mut().unwrap().push(file);
    };
    assert_eq!(of_change(Sheet::new(), Sheet::new().with(more)), (Sort::New, vec![Cause::OtherRecords]));
    assert_eq!(of_change(Sheet::new().with(more), Sheet::new()), (Sort::Gone, vec![Cause::OtherRecords]));
    // From a file that both read, only the reading can have made it.
    let read_otherwise = |sheet: &mut Sheet| sheet.changes.push(change("chg-2"));
    assert_eq!(
        of_change(Sheet::new(), Sheet::new().with(read_otherwise).with(other_mapping)).1,
        [Cause::Mapping]
    );
}

#[test]
fn without_any_difference_between_the_runs_nothing_is_explained() {
    let (sort, causes) = of_change(Sheet::new(), Sheet::new().proven("desk.csv"));
    assert_eq!((sort, causes), (Sort::Fixed, vec![Cause::Unexplained]));
}

#[test]
fn a_failure_of_a_change_that_is_gone_is_gone_and_not_fixed() {
    let moved = compared(
        Sheet::new(),
        Sheet::new().with(other_desk).with(|sheet| {
            sheet.changes.clear();
            sheet.findings.clear();
        }),
    );
    let sorts: Vec<Sort> = moved.iter().map(|one| one.sort).collect();
    assert_eq!(sorts, [Sort::Gone, Sort::Gone]);
}
