//! Hostile text through the whole program and into every sink: nothing is executed, broken out of or lost.
//!
//! Each string of `fixtures/hostile.in` stands in every field that strangers can write (names, user agents, reasons,
//! titles, notes, file names), with a mark behind it by which it is found again.

mod exports;
mod read;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::LazyLock;

use deskproof::model::Format;
use regex::Regex;

use super::page::browser::Browser;
use exports::{HUGE, STRINGS, mark, text};

/// The report on the hostile exports, made by the program itself, once for all checks.
static REPORT: LazyLock<Run> = LazyLock::new(Run::made);

struct Run {
    folder: tempfile::TempDir,
    panel: String,
}

impl Run {
    fn made() -> Self {
        let folder = tempfile::tempdir().unwrap();
        exports::write(&folder.path().join("in"));
        let mut run = Self { folder, panel: String::new() };
        // Half of a torn file is rejected, as it should be.
        let done = run.deskproof(&["report", "in", "--out", "out", "--tz", "UTC", "--max-rejects", "100"]);
        let said = String::from_utf8_lossy(&done.stderr);
        assert!(done.status.success(), "{}: {said}{}", done.status, String::from_utf8_lossy(&done.stdout));
        run.panel = String::from_utf8(done.stdout).unwrap();
        run
    }

    fn deskproof(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_deskproof"));
        command.current_dir(self.folder.path()).args(arguments).output().unwrap()
    }

    /// What a verb prints that succeeds.
    fn printed(&self, arguments: &[&str]) -> String {
        let done = self.deskproof(&[arguments, &["in", "--tz", "UTC"]].concat());
        assert!(done.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&done.stderr));
        String::from_utf8(done.stdout).unwrap()
    }

    fn out(&self) -> PathBuf {
        self.folder.path().join("out")
    }

    /// All files written, by their path inside the folder.
    fn files(&self) -> Vec<(String, PathBuf)> {
        let mut found = Vec::new();
        let mut folders = vec![self.out()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    let name = path.strip_prefix(self.out()).unwrap().to_str().unwrap().to_owned();
                    found.push((name, path));
                }
            }
        }
        found.sort();
        found
    }

    /// Files of a form, which must be some.
    fn of(&self, ending: &str) -> Vec<(String, Vec<u8>)> {
        let files = self.files().into_iter().filter(|(name, _)| name.ends_with(ending));
        let found: Vec<_> = files.map(|(name, path)| (name, fs::read(path).unwrap())).collect();
        assert!(!found.is_empty(), "no {ending}");
        found
    }

    /// Ids of the changes, in order.
    fn changes(&self) -> Vec<String> {
        let mut reader = csv::Reader::from_path(self.out().join("data/changes.csv")).unwrap();
        reader.records().map(|row| row.unwrap()[0].to_owned()).collect()
    }
}

/// Whether a sign draws nothing, turns the reading order or moves a cursor.
fn is_unseen(sign: char) -> bool {
    sign.is_control()
        || u32::from(sign) & 0xFFFE == 0xFFFE
        || matches!(u32::from(sign),
            0xAD | 0x34F | 0x61C | 0x115F | 0x1160 | 0x180B..=0x180F | 0x200B..=0x200F | 0x2028..=0x202E
            | 0x2060..=0x206F | 0x3164 | 0xFDD0..=0xFDEF | 0xFEFF | 0xFFA0 | 0xFFF9..=0xFFFB | 0xE0000..=0xE007F)
}

/// A text as a reader must be able to find it: breaks and tabs as spaces, what is unseen as signs, no space twice.
fn shown(text: &str) -> String {
    let mut signs = String::new();
    for sign in text.chars() {
        match sign {
            '\n' | '\r' | '\t' | '\u{85}' | '\u{2028}' | '\u{2029}' => signs.push(' '),
            sign if is_unseen(sign) => signs += &format!("⟨U+{:04X}⟩", u32::from(sign)),
            sign => signs.push(sign),
        }
    }
    words(&signs)
}

fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Asserts that every hostile string stands whole in at least one of these texts, as text.
fn nothing_is_lost<'a>(sink: &str, texts: impl Iterator<Item = &'a str>) {
    let all: Vec<String> = texts.filter(|text| text.contains("~h")).map(words).collect();
    let lost: Vec<String> = (0..STRINGS.len())
        .map(|at| shown(&text(at)))
        .filter(|wanted| !all.iter().any(|text| text.contains(wanted.as_str())))
        .collect();
    assert!(lost.is_empty(), "{sink} has lost {} of {}: {lost:#?}", lost.len(), STRINGS.len());
}

fn nothing_is_unseen(sink: &str, text: &str) {
    let found = text.char_indices().find(|(_, sign)| *sign != '\n' && is_unseen(*sign));
    let around = found.map(|(at, sign)| (sign, text[..at].chars().rev().take(60).collect::<Vec<_>>()));
    let around = around.map(|(sign, before)| (sign, before.into_iter().rev().collect::<String>()));
    assert_eq!(around, None, "{sink}");
}

/// A new format has no sink here until somebody thought of one.
#[test]
fn every_format_and_every_file_has_a_sink() {
    let sinks = |format: Format| match format {
        Format::Html => &["report.html"][..],
        Format::Pdf => &["audit.pdf"],
        Format::Xlsx => &["workpapers.xlsx"],
        Format::Data => &["data/changes.csv", "data/changes.parquet", "data/metrics.json"],
        Format::Oscal => &["assessment-results.oscal.json"],
        Format::Ocsf => &["findings.ocsf.json"],
        Format::Timesketch => &["timeline.timesketch.jsonl"],
    };
    let files: BTreeSet<String> = REPORT.files().into_iter().map(|(name, _)| name).collect();
    for format in Format::ALL {
        let missing: Vec<_> = sinks(*format).iter().filter(|name| !files.contains(**name)).collect();
        if !missing.is_empty() {
            println!("not written yet: {missing:?} of {format}");
        }
    }
    let known = ["html", "pdf", "xlsx", "csv", "parquet", "json", "jsonl"];
    let foreign: Vec<_> =
        files.iter().filter(|name| !known.contains(&name.rsplit('.').next().unwrap())).collect();
    assert!(foreign.is_empty(), "no sink reads {foreign:?}");
}

#[test]
fn names_of_inputs_name_no_file_that_is_written() {
    let plain = Regex::new("^[a-z0-9_.-]+(/[a-z0-9_.-]+)*$").unwrap();
    for (name, _) in REPORT.files() {
        assert!(plain.is_match(&name) && !name.contains(".."), "{name:?}");
    }
    let beside: BTreeSet<String> = fs::read_dir(REPORT.folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    assert_eq!(beside, BTreeSet::from(["in".to_owned(), "out".to_owned()]));
    assert!(!Path::new("/tmp/deskproof-broken-out").exists());
}

/// What is bounded stays bounded: a subject, a note and a user agent of a megabyte each are cut, and it is said.
#[test]
fn a_text_of_a_megabyte_is_cut_in_every_file_and_said_to_be() {
    for (name, path) in REPORT.files() {
        let bytes = fs::metadata(path).unwrap().len();
        assert!(bytes < 6_000_000, "{name}: {bytes} bytes");
    }
    let cut = REPORT
        .of(".csv")
        .iter()
        .any(|(_, bytes)| String::from_utf8_lossy(bytes).contains("more characters)"));
    assert!(cut);
    assert!(REPORT.printed(&["timeline", "--ticket", HUGE]).len() < 200_000);
    assert!(REPORT.printed(&["explain", HUGE]).len() < 200_000);
    assert!(REPORT.printed(&["explain", HUGE, "--json"]).len() < 4_000_000);
}

#[test]
fn every_record_is_accounted_for() {
    let manifest: serde_json::Value = serde_json::from_slice(&REPORT.of("manifest.json")[0].1).unwrap();
    let inputs = manifest["inputs"].as_array().unwrap();
    assert_eq!(inputs.len(), exports::FILES);
    for file in inputs {
        let count = |key: &str| file[key].as_u64().unwrap();
        assert_eq!(count("rows"), count("used") + count("rejected") + count("duplicates"), "{file}");
        assert_eq!(file["use"], "read", "{file}");
    }
    assert!(REPORT.changes().len() >= STRINGS.len() + exports::MORE_EVENTS);
}

/// A cell without the apostrophes that keep its parts from being computed.
fn unguarded(cell: &str) -> String {
    let part = |part: &str| {
        let rest = part
            .strip_prefix('\'')
            .filter(|rest| rest.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']));
        rest.unwrap_or(part).to_owned()
    };
    cell.split(';').map(part).collect::<Vec<_>>().join(";")
}

#[test]
fn csv_computes_nothing_and_every_text_is_read_back() {
    let mut cells = Vec::new();
    for (name, bytes) in REPORT.of(".csv") {
        nothing_is_unseen(&name, std::str::from_utf8(&bytes).unwrap());
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(&bytes[..]);
        for row in reader.records() {
            // A row with another number of cells is an error of the reader.
            let row = row.unwrap_or_else(|fault| panic!("{name}: {fault}"));
            cells.extend(row.iter().map(str::to_owned));
        }
    }
    let number = Regex::new("^-?[0-9.;-]+$").unwrap();
    for cell in &cells {
        let begins = cell.trim_start().chars().next().unwrap_or(' ');
        assert!(!"=+-@＝＋－＠".contains(begins) || number.is_match(cell), "a formula: {cell:?}");
    }
    let cells: Vec<String> = cells.iter().map(|cell| unguarded(cell)).collect();
    nothing_is_lost("csv", cells.iter().map(String::as_str));
}

#[test]
fn parquet_holds_the_same_texts() {
    let cells: Vec<String> =
        REPORT.of(".parquet").into_iter().flat_map(|(_, bytes)| read::parquet(&bytes)).collect();
    cells.iter().for_each(|cell| nothing_is_unseen("parquet", cell));
    nothing_is_lost("parquet", cells.iter().map(String::as_str));
}

#[test]
fn json_is_read_back_and_shows_nothing_unseen() {
    for (name, bytes) in REPORT.of(".json") {
        let text = std::str::from_utf8(&bytes).unwrap();
        nothing_is_unseen(&name, text);
        let value: serde_json::Value =
            serde_json::from_str(text).unwrap_or_else(|fault| panic!("{name}: {fault}"));
        if name.contains("oscal") || name.contains("ocsf") {
            // Of the POA&M only what failed is told.
            let least = if name.contains("poam") { 0 } else { 10 };
            let found = read::strings(&value).iter().filter(|text| text.contains("~h")).count();
            assert!(found > least, "{name} tells of {found} hostile accounts");
        }
    }
}

#[test]
fn a_timesketch_line_is_one_object_and_no_text_is_lost() {
    let mut texts = Vec::new();
    for (name, bytes) in REPORT.of(".jsonl") {
        let text = String::from_utf8(bytes).unwrap();
        nothing_is_unseen(&name, &text);
        for line in text.lines() {
            texts.extend(read::strings(&serde_json::from_str(line).unwrap()));
        }
    }
    nothing_is_lost("timesketch", texts.iter().map(String::as_str));
}

#[test]
fn a_workbook_has_no_formula_and_no_link_and_every_text_comes_back() {
    let Some((_, path)) = REPORT.files().into_iter().find(|(name, _)| name.ends_with(".xlsx")) else {
        return println!("no workbook is written yet");
    };
    let book = read::workbook(&fs::read(path).unwrap());
    assert!(book.formulas.is_empty(), "{:?}", book.formulas);
    for (name, xml) in &book.parts {
        assert!(!name.contains("externalLink") && !name.contains("embedding"), "{name}");
        let illegal =
            |sign: char| sign.is_control() && !"\t\n\r".contains(sign) || "\u{FFFE}\u{FFFF}".contains(sign);
        assert!(!xml.contains(illegal), "{name} is no XML 1.0");
        let mut links = xml.split("<hyperlink ").skip(1).filter_map(|rest| rest.split('>').next());
        assert!(links.all(|link| !link.contains("r:id")), "{name}: the index leads to sheets only");
        for word in ["<f>", "<f ", "TargetMode=\"External\"", "ddeLink"] {
            assert!(!xml.contains(word), "{name} has {word}");
        }
    }
    for cell in &book.cells {
        assert!(cell.chars().count() <= 32_767);
    }
    // It holds numbers of tickets and logins, and of texts those that a verdict or finding speaks of; how each
    // string comes back from a cell is held where the workbook is written.
    assert!((0..STRINGS.len()).any(|at| book.cells.iter().any(|cell| cell.contains(&mark(at)))));
}

#[test]
fn a_pdf_runs_nothing_reads_no_file_and_shows_the_texts() {
    let Some((_, path)) = REPORT.files().into_iter().find(|(name, _)| name.ends_with(".pdf")) else {
        return println!("no PDF is written yet");
    };
    let Ok(told) = Command::new("pdftotext").arg("-layout").arg(&path).arg("-").output() else {
        return println!("skipped: no pdftotext on the PATH");
    };
    assert!(told.status.success());
    let text = String::from_utf8_lossy(&told.stdout);
    assert!(!text.contains("root:x:0:0"), "a file was read");
    let marked = (0..STRINGS.len()).filter(|at| text.contains(&mark(*at))).count();
    assert!(marked > 0, "none of the exceptions shows its account");
    let plain = tempfile::NamedTempFile::new().unwrap();
    let qdf = ["--qdf", "--object-streams=disable"];
    let Ok(done) = Command::new("qpdf").args(qdf).arg(&path).arg(plain.path()).status() else {
        return println!("no qpdf on the PATH: its actions are not looked at");
    };
    assert!(done.success());
    let bytes = fs::read(plain.path()).unwrap();
    let text = String::from_utf8_lossy(&bytes);
    for word in
        ["/JavaScript", "/JS ", "/Launch", "/EmbeddedFile", "/SubmitForm", "/ImportData", "evil.example)"]
    {
        assert!(!text.contains(word), "{word}");
    }
}

#[test]
fn the_terminal_shows_every_text_and_nothing_moves_its_cursor() {
    nothing_is_unseen("panel", &REPORT.panel);
    let timeline = REPORT.printed(&["timeline"]);
    nothing_is_unseen("timeline", &timeline);
    // Long words are cut, so that marks are looked for.
    for at in 0..STRINGS.len() {
        assert!(timeline.contains(&mark(at)), "timeline has lost {:?}", text(at));
    }
    for change in REPORT.changes().iter().step_by(25) {
        nothing_is_unseen("explain", &REPORT.printed(&["explain", change]));
    }
    nothing_is_unseen("inspect", &REPORT.printed(&["inspect", "--show", "3"]));
}

#[test]
fn what_is_typed_is_as_hostile_as_what_is_read() {
    let asked = [("--subject", 15), ("--agent", 13), ("--ticket", 15), ("--change", 13), ("--ip", 15)];
    for (option, at) in asked {
        let done = REPORT.deskproof(&["timeline", "in/people.csv", option, STRINGS[at]]);
        for stream in [&done.stdout, &done.stderr] {
            nothing_is_unseen(option, &String::from_utf8_lossy(stream));
        }
        assert!([Some(0), Some(2)].contains(&done.status.code()), "{option} {:?}", STRINGS[at]);
    }
}

/// Elements and attributes that would do something, of which the page itself has none.
fn alive(dom: &str) -> Option<String> {
    let alive = Regex::new(
        r#"(?i)<(?:img|iframe|object|embed|base|meta http-equiv="?refresh|link|form|math)\b[^>]*|<[a-z][^\s<>]*(?:\s+[^\s="<>]+(?:="[^"]*")?)*?\s+(?:on[a-z]+=|href="\s*(?:javascript|data|http):?)[^>]*"#,
    );
    alive.unwrap().find(dom).map(|found| found.as_str().to_owned())
}

/// What a document holds that would do something.
const ALIVE: &str = "[...document.querySelectorAll('*')].filter((one) => \
    ['IMG', 'IFRAME', 'OBJECT', 'EMBED', 'BASE', 'LINK', 'FORM', 'MATH'].includes(one.tagName.toUpperCase()) || \
    one.tagName === 'META' && /refresh/i.test(one.httpEquiv) || [...one.attributes].some((is) => /^on/i.test(is.name) || \
    /^\\s*(javascript:|data:|https?:)/i.test(is.value) && is.name !== 'xmlns')).map((one) => one.outerHTML).join()";

#[test]
fn the_page_runs_nothing_loads_nothing_and_shows_the_texts() {
    let page = String::from_utf8(REPORT.of("report.html")[0].1.clone()).unwrap();
    nothing_is_unseen("report.html", &page);
    assert_eq!(alive(&page), None);
    let Some(mut browser) = Browser::start() else { return };
    let address = format!("file://{}", REPORT.out().join("report.html").display());
    let mut texts = Vec::new();
    for some in REPORT.changes().chunks(20) {
        let ids = some.join(",");
        browser.open_report(&format!("{address}#changes?id={ids}&open={ids}"));
        assert_eq!(browser.text(ALIVE), "");
        texts.push(browser.text("document.getElementById('changes').innerText"));
    }
    assert_eq!(browser.console, Vec::<String>::new());
    assert!(browser.requests.iter().all(|url| !url.contains("evil") && !url.starts_with("http")));
    texts.iter().for_each(|text| nothing_is_unseen("the page", &text.replace('\t', " ")));
    nothing_is_lost("the page", texts.iter().map(String::as_str));
}

#[test]
fn a_case_sheet_runs_nothing_loads_nothing_and_shows_the_texts() {
    let mut browser = Browser::start();
    for (number, change) in REPORT.changes().iter().enumerate().step_by(20) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(format!("sheet-{number}.html"));
        REPORT.printed(&["explain", change, "--sheet", path.to_str().unwrap()]);
        let sheet = fs::read_to_string(&path).unwrap();
        nothing_is_unseen("case sheet", &sheet);
        assert_eq!(alive(&sheet), None);
        assert!(sheet.contains("~h") && !sheet.contains("<script"), "{change}");
        let Some(browser) = &mut browser else { continue };
        browser.open(&format!("file://{}", path.display()));
        assert_eq!(browser.text(ALIVE), "");
        assert_eq!(browser.console, Vec::<String>::new());
        assert!(browser.requests.iter().all(|url| !url.starts_with("http")));
    }
}

#[test]
fn a_timeline_as_csv_and_as_json_loses_nothing_and_computes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("timeline.csv");
    REPORT.printed(&["timeline", "--csv", path.to_str().unwrap()]);
    let bytes = fs::read(&path).unwrap();
    nothing_is_unseen("timeline.csv", std::str::from_utf8(&bytes).unwrap());
    let rows: Vec<csv::StringRecord> =
        csv::Reader::from_reader(&bytes[..]).records().map(Result::unwrap).collect();
    let cells = || rows.iter().flat_map(|row| row.iter());
    assert!(cells().all(|cell| !cell.starts_with(['=', '+', '-', '@', '\t', '\r', '＝'])));
    let texts: Vec<String> = cells().map(unguarded).collect();
    nothing_is_lost("timeline.csv", texts.iter().map(String::as_str));
    let json = REPORT.printed(&["timeline", "--json"]);
    nothing_is_unseen("timeline --json", &json);
    let value: serde_json::Value = serde_json::from_str(&json).unwrap();
    // JSON holds the texts as they are, its escapes make them seen.
    let texts: Vec<String> = read::strings(&value).iter().map(|text| shown(text)).collect();
    nothing_is_lost("timeline --json", texts.iter().map(String::as_str));
}
