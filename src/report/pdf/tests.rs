//! What the document must be: the same bytes, tagged, complete, and inert.

use std::process::Command;

use crate::model::Verdict;
use crate::report::Report;
use crate::report::pdf::blocks::Words;
use crate::report::sample::{HOSTILE, sample};
use crate::report::summary::Summary;

/// Markup of the typesetter that must stay text.
const MARKUP: &[&str] = &[
    "#panic(\"out\")",
    "#read(\"/etc/passwd\")",
    "#import \"@preview/evil:1.0.0\": *",
    "#set page(fill: black)",
    "$ sum_(i=0)^n $",
    "*bold* _italic_ `raw` = heading",
    "]#[#eval(\"1+1\")",
    "<label> @reference \\u{41} \\",
    "// comment /* block */ -- --- ... ~ https://evil.example/x",
];

/// A hundred changes whose reasons are all that strangers might write.
fn hostile() -> Report {
    let mut report = sample(110);
    let texts = HOSTILE.iter().chain(MARKUP).cycle();
    for (case, text) in report.cases.iter_mut().zip(texts.clone()) {
        case.verdict_reason = (*text).to_owned();
        case.change.actor_label = (*text).to_owned();
        // Every one of them is to be seen.
        case.verdict = Some(Verdict::Unproven);
    }
    for (test, text) in report.control_tests.iter_mut().zip(MARKUP) {
        test.title = (*text).to_owned();
        test.question = (*text).to_owned();
    }
    report.warnings = HOSTILE.iter().chain(MARKUP).map(|text| (*text).to_owned()).collect();
    report.version = MARKUP[0].to_owned();
    report
}

/// What a tool of poppler says of a PDF; none where the tool is absent.
fn poppler(tool: &str, arguments: &[&str], bytes: &[u8]) -> Option<String> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("audit.pdf");
    std::fs::write(&path, bytes).unwrap();
    let run = match Command::new(tool).args(arguments).arg(&path).arg("-").output() {
        Ok(run) => run,
        Err(fault) => {
            eprintln!("skipped: {tool} cannot be run ({fault}); install poppler-utils");
            return None;
        }
    };
    Some(String::from_utf8(run.stdout).unwrap())
}

/// The words of a PDF in the order of its content.
fn text(bytes: &[u8]) -> Option<String> {
    poppler("pdftotext", &["-raw"], bytes)
}

fn without_space(text: &str) -> String {
    text.chars().filter(|sign| !sign.is_whitespace()).collect()
}

fn holds(bytes: &[u8], what: &str) -> bool {
    bytes.windows(what.len()).any(|window| window == what.as_bytes())
}

#[test]
fn the_bytes_are_the_same_in_every_run_with_any_number_of_threads() {
    let report = sample(30);
    let with = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| super::audit(&report).unwrap())
    };
    let once = with(1);
    assert!(once == with(1) && once == with(4));
    assert!(!holds(&once, "/CreationDate") && !holds(&once, "/ModDate"));
}

#[test]
fn it_is_tagged_for_screen_readers_by_the_standard_also_with_hostile_text() {
    let bytes = super::audit(&hostile()).unwrap();
    assert!(holds(&bytes, "/Marked true") && holds(&bytes, "pdfuaid"), "PDF/UA-1 holds");
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("audit.pdf");
    std::fs::write(&path, &bytes).unwrap();
    match Command::new("pdfinfo").arg(&path).output() {
        Err(fault) => eprintln!("skipped: pdfinfo cannot be run ({fault}); install poppler-utils"),
        Ok(run) => {
            let told = String::from_utf8(run.stdout).unwrap();
            assert!(told.lines().any(|line| line.starts_with("Tagged:") && line.ends_with("yes")), "{told}");
            let pages: usize =
                told.lines().find_map(|line| line.strip_prefix("Pages:")).unwrap().trim().parse().unwrap();
            assert!((10..80).contains(&pages), "{pages} pages");
        }
    }
}

#[test]
fn hostile_text_is_text_and_nothing_of_it_is_evaluated_or_lost() {
    let bytes = super::audit(&hostile()).unwrap();
    for action in ["/URI", "/JavaScript", "/JS", "/Launch", "/EmbeddedFile", "/OpenAction", "/AcroForm"] {
        assert!(!holds(&bytes, action), "{action}");
    }
    let Some(text) = text(&bytes) else { return };
    let text = without_space(&text);
    for hostile in HOSTILE.iter().chain(MARKUP) {
        let shown = serde_json::to_value(Words::line(hostile, 500)).unwrap();
        let pieces = shown.as_array().cloned().unwrap_or_else(|| vec![shown]);
        let shown: String = pieces.iter().map(|piece| piece.as_str().unwrap()).collect();
        assert!(text.contains(&without_space(&shown)), "{hostile:?} as {shown:?}");
    }
    assert!(text.contains("⟨U+202E⟩"), "what cannot be seen is a sign");
}

#[test]
fn it_says_what_the_report_says_with_the_same_ids() {
    let report = sample(60);
    let summary = Summary::of(&report);
    let Some(text) = text(&super::audit(&report).unwrap()) else { return };
    let text = without_space(&text);
    assert!(text.contains(&without_space(&summary.sentence)));
    for at in &summary.exceptions {
        let case = &report.cases[*at];
        let file = &report.inputs[case.change.origin.file.0 as usize].name;
        assert!(text.contains(&case.change.id.0));
        let place = format!("{file}:{},record{}", case.change.origin.line, case.change.origin.record);
        assert!(text.contains(&place), "{place}");
        for evidence in &case.evidence {
            assert!(text.contains(&evidence.id), "{}", evidence.id);
        }
    }
    for control in &report.controls {
        assert!(text.contains(&control.test.0));
    }
    for file in &report.inputs {
        assert!(text.contains(&file.sha256), "whole and in one piece: {}", file.sha256);
    }
    assert!(!text.contains("compliant"), "evidence for, never compliant with");
}

#[test]
fn what_is_too_much_for_paper_is_counted_and_pointed_to() {
    let mut report = sample(3_000);
    for case in &mut report.cases {
        case.verdict = Some(Verdict::Unproven);
    }
    let document = serde_json::to_value(super::audit::document(&report).unwrap()).unwrap();
    let blocks = document["blocks"].as_array().unwrap();
    let name = |block: &serde_json::Value| match block["text"].as_array() {
        Some(pieces) => pieces.iter().filter_map(serde_json::Value::as_str).collect::<String>(),
        None => block["text"].as_str().unwrap_or_default().to_owned(),
    };
    let in_full = blocks.iter().filter(|block| block["level"] == 3 && name(block).starts_with("chg-"));
    assert_eq!(in_full.count(), 100);
    let note = blocks.iter().find(|block| block["note"].to_string().contains("are not printed here"));
    let note = note.unwrap()["note"].to_string();
    assert!(note.contains("1,900 changes") && note.contains("data/changes.csv"), "{note}");
}

#[test]
fn a_very_long_text_is_cut_and_says_so() {
    let mut report = sample(3);
    for case in &mut report.cases {
        case.verdict = Some(Verdict::Unproven);
        case.verdict_reason = "b".repeat(1_000_000);
    }
    report.inputs[0].name = "a".repeat(100_000);
    let bytes = super::audit(&report).unwrap();
    assert!(bytes.len() < 1_000_000);
    let Some(text) = text(&bytes) else { return };
    assert!(without_space(&text).contains("…(999500morecharacters)"));
}

#[test]
fn an_empty_report_is_typeset_and_passes_nothing() {
    let mut report = sample(1);
    report.cases.clear();
    report.tickets.clear();
    report.ticket_results.clear();
    report.coverage.clear();
    report.controls.clear();
    report.inputs.clear();
    let Some(text) = text(&super::audit(&report).unwrap()) else { return };
    assert!(text.contains("No support-triggered change was found."));
    assert!(!text.contains("100 %"));
}
