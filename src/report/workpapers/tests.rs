//! The workbook as others read it: types, values, and text that stays text.

use std::collections::BTreeMap;
use std::io::{Cursor, Read as _};

use calamine::{Data, Reader as _, Xlsx, open_workbook_from_rs};

use super::paper::{Cell, Paper, wrapped};
use super::style::Styles;
use super::*;
use crate::model::{CarriedNote, NoteKind, NoteState};
use crate::report::safe;
use crate::report::sample::{HOSTILE, sample, start, with_audit_sample};

type Book = Xlsx<Cursor<Vec<u8>>>;

fn book(bytes: Vec<u8>) -> Book {
    open_workbook_from_rs(Cursor::new(bytes)).unwrap()
}

/// Rows of the main table of a sheet, each cell by its column's title.
fn rows(book: &mut Book, sheet: &str, first: &str) -> Vec<BTreeMap<String, Data>> {
    let range = book.worksheet_range(sheet).unwrap();
    let mut lines = range.rows().skip_while(|row| row[0] != Data::String(first.to_owned()));
    let head: Vec<String> = lines.next().unwrap().iter().map(ToString::to_string).collect();
    lines.map(|row| head.iter().cloned().zip(row.iter().cloned()).collect()).collect()
}

/// What stands beside a label.
fn fact(book: &mut Book, sheet: &str, label: &str) -> Data {
    let range = book.worksheet_range(sheet).unwrap();
    range.rows().find(|row| row[0] == Data::String(label.to_owned())).unwrap()[1].clone()
}

fn text(cell: &Data) -> String {
    match cell {
        Data::String(text) => text.clone(),
        Data::Empty => String::new(),
        other => panic!("{other:?} is no text"),
    }
}

/// All parts of the file, by name.
fn parts(bytes: &[u8]) -> BTreeMap<String, String> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let names: Vec<String> = archive.file_names().map(|name| name.unwrap().into_owned()).collect();
    names
        .into_iter()
        .map(|name| {
            let mut text = String::new();
            archive.by_name(&name).unwrap().read_to_string(&mut text).unwrap();
            (name, text)
        })
        .collect()
}

#[test]
fn there_is_a_sheet_for_everything_that_an_auditor_files() {
    let report = sample(40);
    let names = book(workpapers(&report).unwrap()).sheet_names();
    let fixed = ["Index", "Reconciliation", "Sources", "Coverage", "Population", "Exceptions"];
    assert_eq!(names[..6], fixed);
    let tests: Vec<&str> = report.controls.iter().map(|result| result.test.0.as_str()).collect();
    assert_eq!(names[6..6 + tests.len()], tests);
    let after = ["Sample", "Sample evaluation", "Granted exceptions", "Notes", "Frameworks", "Citations"];
    assert_eq!(names[6 + tests.len()..], after);
}

#[test]
fn every_change_stands_in_the_population_with_real_types() {
    let report = sample(60);
    let rows = rows(&mut book(workpapers(&report).unwrap()), "Population", "ID");
    assert_eq!(rows.len(), report.cases.len());
    for (row, case) in rows.iter().zip(&report.cases) {
        assert_eq!(text(&row["ID"]), case.change.id.0);
        assert_eq!(text(&row["Verdict"]), case.verdict.map_or("", |verdict| verdict.as_str()));
        assert!((row["Risk score"].as_f64_number() - case.risk.score).abs() < 1e-9);
        let Data::DateTime(at) = &row["At (UTC)"] else { panic!("{:?} is no time", row["At (UTC)"]) };
        let days = f64::from(u32::try_from(case.change.at.timestamp()).unwrap()) / 86_400.0 + 25_569.0;
        assert!((at.as_f64() - days).abs() < 1.0 / 86_400.0, "{at:?}");
    }
}

trait Number {
    fn as_f64_number(&self) -> f64;
}

impl Number for Data {
    fn as_f64_number(&self) -> f64 {
        match self {
            Data::Float(number) => *number,
            other => panic!("{other:?} is no number"),
        }
    }
}

#[test]
fn a_test_has_its_facts_its_items_and_room_for_the_reviewer() {
    let report = sample(60);
    let mut book = book(workpapers(&report).unwrap());
    let result = report.controls.iter().find(|one| one.fail > 0).unwrap();
    let sheet = &result.test.0;
    let test = report.control_tests.iter().find(|test| test.id == result.test).unwrap();
    assert_eq!(text(&fact(&mut book, sheet, "Objective")), test.question);
    assert_eq!(text(&fact(&mut book, sheet, "Attributes tested")), test.criterion);
    assert_eq!(text(&fact(&mut book, sheet, "Outcome")), "fail");
    assert!(text(&fact(&mut book, sheet, "Conclusion")).starts_with("Not met: "));
    let rows = rows(&mut book, sheet, "ID");
    assert_eq!(rows.len(), result.findings.len());
    for (row, finding) in rows.iter().zip(&result.findings) {
        assert_eq!(text(&row["ID"]), finding.id.0);
        assert_eq!(text(&row["Outcome"]), finding.outcome.as_str());
        assert_eq!(text(&row["What was found"]), finding.reason);
        assert!(text(&row["File:line"]).ends_with(&format!(":{}", finding.origins[0].line)));
        for column in ["Tick mark", "Reviewer's note", "Signed off by", "Signed off on"] {
            assert_eq!(row[column], Data::Empty);
        }
    }
}

#[test]
fn a_test_that_could_not_be_run_concludes_nothing() {
    let report = sample(60);
    let result = report.controls.iter().find(|one| one.untested_because.is_some()).unwrap();
    let mut book = book(workpapers(&report).unwrap());
    assert!(text(&fact(&mut book, &result.test.0, "Conclusion")).starts_with("No conclusion"));
    assert_eq!(text(&fact(&mut book, &result.test.0, "Outcome")), "not_testable");
}

fn note(on: &str, kind: NoteKind, text: &str, state: NoteState) -> CarriedNote {
    CarriedNote {
        on: on.to_owned(),
        kind,
        by: "A. Auditor".to_owned(),
        at: Some(start()),
        text: text.to_owned(),
        then: None,
        now: None,
        state,
        place: "notes.csv:2".to_owned(),
    }
}

#[test]
fn what_reviewers_left_stands_again_only_if_it_still_holds() {
    let mut report = sample(60);
    let result = report.controls.iter().position(|one| one.fail > 1).unwrap();
    let [one, other] = [0, 1].map(|at: usize| report.controls[result].findings[at].id.0.clone());
    report.notes = vec![
        note(&one, NoteKind::Tick, "✓", NoteState::Stands),
        note(&one, NoteKind::Note, "=seen", NoteState::Stands),
        note(&one, NoteKind::SignOff, "", NoteState::Stands),
        note(&other, NoteKind::Tick, "✓", NoteState::Changed),
    ];
    let sheet = report.controls[result].test.0.clone();
    let mut book = book(workpapers(&report).unwrap());
    let items = rows(&mut book, &sheet, "ID");
    assert_eq!(text(&items[0]["Tick mark"]), "✓");
    assert_eq!(text(&items[0]["Reviewer's note"]), "=seen");
    assert_eq!(text(&items[0]["Signed off by"]), "A. Auditor");
    assert!(matches!(items[0]["Signed off on"], Data::DateTime(_)));
    assert_eq!(items[1]["Tick mark"], Data::Empty);
    assert_eq!(rows(&mut book, "Notes", "On").len(), 4);
    let index = rows(&mut book, "Index", "ID");
    assert!(index.iter().any(|row| text(&row["ID"]) == sheet && row.contains_key("Signed off by")));
}

#[test]
fn hostile_text_comes_back_as_the_text_that_it_is_and_computes_nothing() {
    let mut report = sample(60);
    let further =
        ["<r><t>x</t></r>", "_x202E_gpj.exe", "_x0041_x0042_", "_x005F_", "=1+1", "  =1+1", "_x", "&A&P"];
    let hostile: Vec<String> = HOSTILE.iter().chain(&further).map(|text| (*text).to_owned()).collect();
    for (case, text) in report.cases.iter_mut().zip(hostile.iter().cycle()) {
        case.change.subject_label.clone_from(text);
        case.verdict_reason.clone_from(text);
    }
    report.warnings.clone_from(&hostile);
    report.settings = hostile.iter().map(|text| (text.clone(), text.clone())).collect();
    let bytes = workpapers(&report).unwrap();
    let rows = rows(&mut book(bytes.clone()), "Population", "ID");
    for (row, expected) in rows.iter().zip(hostile.iter().cycle()) {
        assert_eq!(text(&row["Subject"]).trim_end(), safe::line(expected).trim_end());
        assert_eq!(text(&row["Why"]).trim_end(), safe::line(expected).trim_end());
    }
    for (name, part) in parts(&bytes) {
        assert!(!part.contains("<f>") && !part.contains("<f "), "{name} has a formula");
        assert!(!name.ends_with(".rels") || !part.contains("External"), "{name} leads outside");
        assert!(
            !name.contains("vba") && !name.contains("externalLinks") && !name.contains("comments"),
            "{name}"
        );
        let unseen =
            |sign: char| sign.is_control() && !"\n\r\t".contains(sign) || "\u{202E}\u{200B}".contains(sign);
        assert!(!part.contains(unseen), "{name} hides something");
    }
}

#[test]
fn what_looks_like_a_formula_is_marked_as_text() {
    let mut report = sample(30);
    report.cases[0].verdict_reason = "=1+1".to_owned();
    let parts = parts(&workpapers(&report).unwrap());
    assert!(parts["xl/styles.xml"].contains("quotePrefix=\"1\""));
}

#[test]
fn links_lead_only_to_our_own_sheets() {
    let parts = parts(&workpapers(&sample(30)).unwrap());
    let link = regex::Regex::new("<hyperlink ([^>]*)/>").unwrap();
    let mut links = 0;
    for (name, part) in &parts {
        for found in link.captures_iter(part) {
            assert!(
                name.ends_with("sheet1.xml")
                    && found[1].contains("location=\"'")
                    && !found[1].contains("r:id")
            );
            links += 1;
        }
    }
    assert_eq!(links, parts.keys().filter(|name| name.starts_with("xl/worksheets/sheet")).count() - 1);
}

#[test]
fn a_long_text_is_cut_and_says_so() {
    let mut report = sample(3);
    report.cases[0].verdict_reason = "👩".repeat(40_000);
    let rows = rows(&mut book(workpapers(&report).unwrap()), "Population", "ID");
    assert!(text(&rows[0]["Why"]).ends_with("… (32000 more characters)"));
}

#[test]
fn rows_that_do_not_fit_are_counted_and_their_place_is_named() {
    let styles = Styles::new();
    let made = |count: usize| {
        let mut paper = Paper::new(&styles, "T", "T").unwrap().of_rows(10);
        let rows = (0..count).map(|at| vec![Cell::Text(at.to_string())]);
        paper.main_table(&styles, &[wrapped("N", 20.0)], rows, "data/t.csv").unwrap();
        assert_eq!(paper.rows(), count);
        let mut workbook = Workbook::new();
        workbook.push_worksheet(paper.finish());
        let range = book(workbook.save_to_buffer().unwrap()).worksheet_range("T").unwrap();
        range.rows().map(|row| row[0].to_string()).collect::<Vec<_>>()
    };
    let full = made(7);
    assert_eq!((full.len(), full.last().map(String::as_str)), (10, Some("6")));
    let cut = made(8);
    assert_eq!(cut.len(), 10);
    assert_eq!(cut[9], "2 of 8 rows do not fit into a sheet; all stand in data/t.csv.");
}

/// All cells under a head that speaks of a difference.
fn differences(book: &mut Book) -> Vec<f64> {
    let range = book.worksheet_range("Reconciliation").unwrap();
    let (mut columns, mut found): (Vec<usize>, Vec<f64>) = (Vec::new(), Vec::new());
    for row in range.rows() {
        if row[1..].iter().any(|cell| matches!(cell, Data::String(_))) {
            let differs =
                |cell: &Data| cell.to_string().contains("ifference") || cell.to_string().contains("less");
            columns = (1..row.len()).filter(|at| differs(&row[*at])).collect();
        } else {
            found.extend(columns.iter().filter_map(|at| match row[*at] {
                Data::Float(number) => Some(number),
                _ => None,
            }));
        }
    }
    found
}

#[test]
fn totals_agree_and_where_they_do_not_it_shows() {
    let mut report = with_audit_sample(sample(60), "stratified,size=20,seed=1");
    // Figures made by hand, which are of no changes.
    report.metrics.clear();
    let agreed = differences(&mut book(workpapers(&report).unwrap()));
    assert!(agreed.len() > 20 && agreed.iter().all(|difference| *difference == 0.0), "{agreed:?}");
    report.inputs[0].used -= 5;
    report.controls[1].fail += 2;
    let differing = differences(&mut book(workpapers(&report).unwrap()));
    assert!(differing.contains(&5.0) && differing.contains(&-2.0), "{differing:?}");
}

#[test]
fn the_sample_stands_with_seed_algorithm_and_room_for_the_auditors_test() {
    let report = with_audit_sample(sample(110), "random,seed=7319");
    let drawn = report.sample.as_ref().unwrap();
    let mut book = book(workpapers(&report).unwrap());
    assert_eq!(text(&fact(&mut book, "Sample", "Seed")), "7319");
    assert_eq!(text(&fact(&mut book, "Sample", "Algorithm")), drawn.algorithm);
    let items = rows(&mut book, "Sample", "ID");
    let ids: Vec<String> = items.iter().map(|row| text(&row["ID"])).collect();
    assert_eq!(ids, drawn.items.iter().map(|item| item.change.0.clone()).collect::<Vec<_>>());
    assert!(items.iter().all(|row| row["Auditor's result"] == Data::Empty && row.contains_key("Tick mark")));
    let mut evaluated = rows(&mut book, "Sample evaluation", "Test");
    // The strata stand beneath.
    evaluated.truncate(evaluated.iter().position(|row| row["Test"] == Data::Empty).unwrap());
    assert_eq!(evaluated.len(), drawn.evaluations.len());
    assert!(evaluated.iter().all(|row| row["Upper limit"].as_f64_number() <= 1.0));
}

#[test]
fn the_same_report_gives_the_same_bytes_and_no_clock_is_in_it() {
    let made = || workpapers(&with_audit_sample(sample(80), "risk,seed=1")).unwrap();
    let here = made();
    assert_eq!(here, std::thread::spawn(made).join().unwrap());
    assert!(parts(&here)["docProps/core.xml"].contains("2026-04-13T06:00:00Z"));
}

#[test]
fn an_empty_report_makes_a_workbook_that_passes_nothing() {
    let mut report = sample(1);
    report.cases.clear();
    report.controls.clear();
    report.control_tests.clear();
    report.inputs.clear();
    report.coverage.clear();
    report.frameworks.clear();
    report.citations.clear();
    let mut book = book(workpapers(&report).unwrap());
    assert!(text(&fact(&mut book, "Index", "Result")).starts_with("No support-triggered change was found"));
    assert!(rows(&mut book, "Population", "ID").is_empty());
}

#[test]
fn instants_that_sheets_cannot_count_are_text() {
    let mut report = sample(3);
    report.cases[0].change.at = "1850-01-01T00:00:00Z".parse().unwrap();
    let rows = rows(&mut book(workpapers(&report).unwrap()), "Population", "ID");
    assert_eq!(text(&rows[0]["At (UTC)"]), "1850-01-01T00:00:00+00:00");
}

#[test]
fn what_looks_like_a_code_of_the_format_stands_for_itself() {
    let mut report = sample(3);
    report.cases[0].verdict_reason = "a _x202E_ b_x_x0041_".to_owned();
    let strings = &parts(&workpapers(&report).unwrap())["xl/sharedStrings.xml"];
    assert!(strings.contains("a _x005F_x202E_ b_x_x005F_x0041_"), "ECMA-376, ST_Xstring");
}
