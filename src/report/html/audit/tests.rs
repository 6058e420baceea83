use std::collections::BTreeMap;

use super::*;
use crate::model::{Known, TextKind};
use crate::report::sample::{HOSTILE, sample};

fn matrix_of(report: &Report) -> String {
    matrix::section(report, &Places::of(report)).unwrap()
}

/// The rows of the matrix by framework and id, as HTML.
fn rows<'a>(report: &'a Report, html: &'a str) -> BTreeMap<(&'a str, &'a str), &'a str> {
    let places = Places::of(report);
    let entries = report.frameworks.iter().flat_map(|framework| {
        framework.entries.iter().map(|entry| (framework.label.as_str(), entry.id.as_str()))
    });
    entries
        .map(|(label, id)| {
            let anchor = places.entry(label, id, String::new()).href.replace('#', "id=\"") + "\"";
            let row = html.split_once(&anchor).unwrap().1.split_once("</tr>").unwrap().0;
            ((label, id), row)
        })
        .collect()
}

#[test]
fn every_entry_says_whose_words_it_is_in_and_whether_it_was_checked() {
    let report = sample(30);
    let html = matrix_of(&report);
    let rows = rows(&report, &html);
    for framework in &report.frameworks {
        for entry in &framework.entries {
            let row = rows[&(framework.label.as_str(), entry.id.as_str())];
            assert!(row.contains(entry.text_kind.told()), "{}", entry.id);
            assert_eq!(row.contains(">unchecked<"), entry.known == Known::Recalled, "{}", entry.id);
            let is_quoted = matches!(entry.text_kind, TextKind::Exact | TextKind::Excerpt);
            assert_eq!(row.contains("as published"), is_quoted, "{}", entry.id);
        }
    }
}

#[test]
fn an_entry_without_a_test_shows_no_number_and_no_outcome() {
    let report = sample(30);
    let html = matrix_of(&report);
    let row = rows(&report, &html)[&("NIST CSF 2.0", "PR.AA-04")];
    assert!(row.contains("not evidenced") && !row.contains("badge") && !row.contains("href"), "{row}");
}

#[test]
fn a_number_leads_to_as_many_findings_or_nowhere() {
    let report = sample(60);
    let html = matrix_of(&report);
    let link =
        regex::Regex::new("href=\"#findings\\?test=([^&]*)&#38;outcome=([a-z_]*)\">([0-9,]+)<").unwrap();
    let mut links = 0;
    for found in link.captures_iter(&html) {
        let tests: Vec<&str> = found[1].split(',').collect();
        let listed = report
            .controls
            .iter()
            .flat_map(|result| &result.findings)
            .filter(|finding| {
                tests.contains(&finding.test.0.as_str()) && finding.outcome.as_str() == &found[2]
            })
            .count();
        assert_eq!(grouped(listed), found[3], "{}", &found[0]);
        links += 1;
    }
    assert!(links > 0);
}

#[test]
fn what_was_not_run_has_no_zeroes() {
    let report = sample(30);
    let id = &report.controls.iter().find(|result| !result.is_run()).unwrap().test;
    let result = report.controls.iter().find(|result| result.test == *id).unwrap();
    let test = test(&report, result, &Places::of(&report));
    assert!(test.untested.starts_with("Not run: "));
    assert_eq!(test.population, "–");
    assert!(test.counts.iter().all(|one| one.count.text == "–" && one.count.href.is_empty()));

    let mut empty = result.clone();
    empty.untested_because = Some(ControlResult::NOTHING_TO_TEST.to_owned());
    let test = super::test(&report, &empty, &Places::of(&report));
    assert_eq!((test.population.as_str(), test.outcome), ("0", "cannot be told"));
}

#[test]
fn the_pieces_of_a_bar_fill_it() {
    let report = sample(30);
    let html = matrix_of(&report);
    let bar = regex::Regex::new("<svg class=\"share\".*?</svg>").unwrap();
    let width = regex::Regex::new(" width=\"([0-9]+)\" height=\"10\"/>").unwrap();
    for bar in bar.find_iter(&html) {
        let sum: usize =
            width.captures_iter(bar.as_str()).map(|found| found[1].parse::<usize>().unwrap()).sum();
        assert_eq!(sum, 120, "{}", bar.as_str());
    }
}

#[test]
fn hostile_text_of_a_framework_stays_text() {
    let mut report = sample(10);
    let clean = matrix_of(&report);
    let mut texts = HOSTILE.iter().cycle().map(|text| (*text).to_owned());
    for framework in &mut report.frameworks {
        framework.note = texts.next().unwrap();
        for entry in &mut framework.entries {
            (entry.title, entry.text) = (texts.next().unwrap(), texts.next().unwrap());
            entry.formerly = vec![texts.next().unwrap()];
        }
    }
    for cited in &mut report.citations {
        cited.remark = texts.next().unwrap();
        cited.as_cited.1 = texts.next().unwrap();
    }
    let html = matrix_of(&report);
    let names = |html: &str| {
        let tag = regex::Regex::new("<([a-zA-Z!/]+)").unwrap();
        tag.captures_iter(html).map(|found| found[1].to_owned()).collect::<std::collections::BTreeSet<_>>()
    };
    assert_eq!(names(&html).difference(&names(&clean)).next(), None);
    assert!(!html.contains('\u{202E}') && !html.contains('\u{1b}') && !html.contains("onerror=alert(3)>"));
}

#[test]
fn the_whole_catalogue_is_small() {
    let report = sample(2_000);
    let html = matrix_of(&report);
    assert!(html.len() < 250_000, "{}", html.len());
    assert!(!html.contains("style="));
}
