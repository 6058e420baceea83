//! The page in a real browser: headless Chromium as a child process, if there is one on the PATH.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a test fails by it, and says what it skips")]

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::LazyLock;
use std::thread::sleep;
use std::time::{Duration, Instant};

use deskproof::mapping::Mappings;
use deskproof::pipeline::{self, Settings};
use deskproof::simulate::{LEAST_DAYS, LEAST_PEOPLE, SimulateSettings, simulate};
use regex::Regex;

const BROWSERS: [&str; 3] = ["chromium", "chromium-browser", "google-chrome"];
const FLAGS: [&str; 11] = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--enable-logging=stderr",
    "--v=0",
    "--dump-dom",
];
/// A browser that takes longer hangs.
const LONGEST: Duration = Duration::from_secs(25);
/// Rows that a table of the page shows at once.
const ROWS_A_PAGE: usize = 25;

/// A small organisation's report, once for all checks.
static REPORT: LazyLock<Site> = LazyLock::new(|| Site::of(|_| {}));

/// A folder with the files of a report.
struct Site {
    folder: tempfile::TempDir,
}

/// What one visit showed.
pub(super) struct Visit {
    pub(super) dom: String,
    pub(super) console: Vec<String>,
    pub(super) requests: Vec<String>,
}

impl Site {
    /// Invents an organisation, lets its exports be meddled with, and reports on it.
    fn of(meddle: impl Fn(&Path)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let exports = folder.path().join("organisation/exports");
        let mappings = Mappings::embedded();
        let settings = SimulateSettings {
            seed: 3,
            people: LEAST_PEOPLE,
            days: LEAST_DAYS,
            start: "2026-02-02T00:00:00Z".parse().unwrap(),
            ..SimulateSettings::default()
        };
        simulate(&settings, &mappings, &folder.path().join("organisation")).unwrap();
        meddle(&exports);
        let settings = Settings { inputs: vec![exports], ..Settings::default() };
        let report = pipeline::run(&settings, &mappings, None).unwrap();
        let files = deskproof::report::render(&report).unwrap();
        deskproof::report::write(&files, &folder.path().join("report"), false).unwrap();
        Self { folder }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join("report").join(name)
    }

    fn address(&self, view: &str) -> String {
        format!("file://{}{view}", self.path("report.html").display())
    }

    fn page(&self) -> String {
        fs::read_to_string(self.path("report.html")).unwrap()
    }

    /// Rows of `data/changes.csv` of which `keep` holds, given a cell by its column.
    fn changes(&self, keep: impl Fn(&dyn Fn(&str) -> String) -> bool) -> usize {
        let mut reader = csv::Reader::from_path(self.path("data/changes.csv")).unwrap();
        let heads = reader.headers().unwrap().clone();
        let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
        let cell = |row: &csv::StringRecord, name: &str| {
            row[heads.iter().position(|head| head == name).unwrap()].to_owned()
        };
        rows.iter().filter(|row| keep(&|name| cell(row, name))).count()
    }
}

/// The browser's name; says so where there is none.
pub(super) fn browser() -> Option<&'static str> {
    static FOUND: LazyLock<Option<&'static str>> = LazyLock::new(|| {
        BROWSERS.into_iter().find(|name| {
            let mut asking = Command::new(name);
            asking.arg("--version").stdout(Stdio::null()).stderr(Stdio::null());
            asking.status().is_ok_and(|status| status.success())
        })
    });
    if FOUND.is_none() {
        println!("skipped: none of {BROWSERS:?} is on the PATH");
    }
    *FOUND
}

/// Opens an address with a fresh profile and waits until it is loaded.
pub(super) fn visit(browser: &str, address: &str, more: &[&str]) -> Visit {
    let profile = tempfile::tempdir().unwrap();
    let at = |name: &str| profile.path().join(name);
    let mut child = Command::new(browser)
        .args(FLAGS)
        .arg(format!("--user-data-dir={}", at("user").display()))
        .arg(format!("--log-net-log={}", at("net.json").display()))
        .args(more)
        .arg(address)
        .stdin(Stdio::null())
        .stdout(File::create(at("dom")).unwrap())
        .stderr(File::create(at("log")).unwrap())
        .spawn()
        .unwrap();
    let begun = Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        if begun.elapsed() > LONGEST {
            child.kill().unwrap();
            child.wait().unwrap();
            panic!("the browser hangs on {address}");
        }
        sleep(Duration::from_millis(20));
    };
    assert!(status.success(), "the browser failed on {address}: {status}");
    let read = |name: &str| String::from_utf8_lossy(&fs::read(at(name)).unwrap_or_default()).into_owned();
    // The browser's own requests (clock, updates) have no origin; those of a page have.
    let requested = Regex::new(r#""initiator":"([^"]*)"[^\n]*?"url":"([a-z]+:[^"]*)""#).unwrap();
    Visit {
        dom: read("dom"),
        console: read("log").lines().filter(|line| line.contains("CONSOLE")).map(str::to_owned).collect(),
        requests: requested
            .captures_iter(&read("net.json"))
            .filter(|found| &found[1] != "not an origin")
            .map(|found| found[2].to_owned())
            .collect(),
    }
}

/// The table of a part of the page.
fn part<'a>(dom: &'a str, name: &str) -> &'a str {
    let from = dom.find(&format!("<section id=\"{name}\"")).unwrap();
    let to = dom[from..].find("<div class=\"pager\"").unwrap();
    &dom[from..from + to]
}

fn rows(part: &str) -> usize {
    part.matches("class=\"open\"").count()
}

/// The rows of all pages of a view of the changes, and what the caption counts.
fn changes_shown(browser: &str, site: &Site, view: &str) -> (usize, String) {
    let show = |page: usize| visit(browser, &site.address(&format!("#changes?{view}&page={page}")), &[]).dom;
    let first = show(1);
    let caption = Regex::new("<caption>([^<]*)</caption>").unwrap();
    let said = caption.captures(part(&first, "changes")).unwrap()[1].to_owned();
    let matching: usize = Regex::new("of ([0-9]+)").unwrap().captures(&said).unwrap()[1].parse().unwrap();
    let pages = matching.div_ceil(ROWS_A_PAGE);
    let later: usize = (2..=pages).map(|page| rows(part(&show(page), "changes"))).sum();
    (rows(part(&first, "changes")) + later, said)
}

#[test]
fn the_page_asks_nothing_of_the_network_and_makes_no_error() {
    let Some(browser) = browser() else { return };
    let visit = visit(browser, &REPORT.address("#changes?verdict=proven"), &[]);
    assert_eq!(visit.console, Vec::<String>::new());
    let foreign: Vec<&String> = visit.requests.iter().filter(|url| !url.starts_with("file:")).collect();
    assert!(foreign.is_empty(), "{foreign:?}");
}

/// Were errors and requests not seen, the test above would say nothing.
#[test]
fn an_error_and_a_request_of_a_page_are_seen() {
    let Some(browser) = browser() else { return };
    let folder = tempfile::tempdir().unwrap();
    let page = folder.path().join("page.html");
    fs::write(&page, "<img src='http://127.0.0.1:9/seen.png'><script>throw new Error('seen')</script>")
        .unwrap();
    let visit = visit(browser, &format!("file://{}", page.display()), &[]);
    assert!(visit.console.iter().any(|line| line.contains("seen")), "{:?}", visit.console);
    assert!(visit.requests.iter().any(|url| url == "http://127.0.0.1:9/seen.png"), "{:?}", visit.requests);
}

#[test]
fn a_verdict_shows_as_many_rows_as_the_csv_has() {
    let Some(browser) = browser() else { return };
    let expected = REPORT.changes(|cell| cell("verdict") == "unticketed");
    assert!(expected > 0);
    let (shown, said) = changes_shown(browser, &REPORT, "verdict=unticketed");
    assert_eq!(shown, expected, "{said}");
    assert!(said.contains(&format!("of {expected} that match")), "{said}");
}

#[test]
fn a_ticket_and_a_search_show_as_many_rows_as_the_csv_has() {
    let Some(browser) = browser() else { return };
    let mut reader = csv::Reader::from_path(REPORT.path("data/links.csv")).unwrap();
    let ticket = reader.records().next().unwrap().unwrap()[1].to_owned();
    let expected = REPORT.changes(|cell| cell("ticket") == ticket);
    assert!(expected > 0);
    assert_eq!(changes_shown(browser, &REPORT, &format!("ticket={ticket}")).0, expected);
    let expected = REPORT.changes(|cell| {
        let reason = cell("verdict_reason").to_lowercase();
        reason.contains("knowledge_based") && reason.contains("worth")
    });
    assert!(expected > 0);
    assert_eq!(changes_shown(browser, &REPORT, "q=Knowledge_Based%20worth").0, expected);
}

#[test]
fn a_row_opens_to_its_evidence_with_the_words_marked_and_the_record_named() {
    let Some(browser) = browser() else { return };
    let mut reader = csv::Reader::from_path(REPORT.path("data/evidence.csv")).unwrap();
    let quote = reader.headers().unwrap().iter().position(|head| head == "quote").unwrap();
    let quoted = reader.records().map(Result::unwrap).find(|row| !row[quote].is_empty()).unwrap();
    let change = quoted[1].to_owned();
    let dom = visit(browser, &REPORT.address(&format!("#changes?id={change}&open={change}")), &[]).dom;
    let opened = part(&dom, "changes");
    assert_eq!(rows(opened), 1);
    let detail = &opened[opened.find("<tr class=\"detail\"").unwrap()..];
    assert!(detail.contains("<mark>"), "{detail}");
    assert!(Regex::new(r"<dt>Record</dt><dd>[^<]+:\d+").unwrap().is_match(detail), "{detail}");
    assert!(detail.contains("Ticket, as a sum") && detail.contains("Risk, as a sum"), "{detail}");
}

/// Shows the report in a frame in which no script may run, and copies what can be read there.
const FRAME: &str = r#"<iframe sandbox="allow-same-origin" width="1300" height="900" src="report/report.html"></iframe><pre></pre>
<script>
const frame = document.querySelector("iframe");
frame.addEventListener("load", () => { document.querySelector("pre").textContent = frame.contentDocument.body.innerText; });
</script>"#;

#[test]
fn without_script_the_sentence_and_the_exceptions_are_there_to_read() {
    let Some(browser) = browser() else { return };
    let outer = REPORT.folder.path().join("frame.html");
    fs::write(&outer, FRAME).unwrap();
    let address = format!("file://{}", outer.display());
    let text = visit(browser, &address, &["--allow-file-access-from-files"]).dom;
    let sentence =
        Regex::new(r"Of [0-9]+ support-triggered changes between .+, [0-9]+ were proven; [0-9]+ were not");
    assert!(sentence.unwrap().is_match(&text), "{text}");
    let cases = &text[text.find("All changes").unwrap()..text.find("All tickets").unwrap()];
    assert!(!cases.contains("of all columns") && !cases.contains("any ("), "a script ran");
    let verdicts = ["insufficient", "late", "unproven", "unticketed"];
    let exceptions = REPORT.changes(|cell| verdicts.contains(&cell("verdict").as_str()));
    assert!(exceptions > 0);
    // Without a script a list shows so many rows, the others are counted below it.
    let shown = Regex::new("(?m)^chg-[0-9a-f]{12}\\s").unwrap().find_iter(cases).count();
    assert_eq!(shown, exceptions.min(200));
}

const HOSTILE: [&str; 7] = [
    "<script>document.title='pwned'</script>",
    "<img src=x onerror=\"document.title='pwned'\" id=\"pwned\">",
    "\"><svg id=\"pwned\" onload=\"window.name='pwned'\">",
    "</script><script>document.title='pwned'</script><i id=\"pwned\">",
    "javascript:document.title='pwned'",
    "'-document.title='pwned'-' <!-- <b id=pwned>",
    "\u{202E}<a href=\"javascript:document.title='pwned'\" id=\"pwned\">x</a>\u{2066}",
];

/// Puts hostile strings into all that people can write into a ticket.
fn poison(exports: &Path) {
    for (file, fields) in [
        (
            "incident.json",
            &["short_description", "description", "close_notes", "contact_type", "subcategory"][..],
        ),
        ("sys_journal_field.json", &["value"][..]),
    ] {
        let path = exports.join("servicenow").join(file);
        let mut document: serde_json::Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
        for (at, record) in document["result"].as_array_mut().unwrap().iter_mut().enumerate() {
            for (more, field) in fields.iter().enumerate() {
                let said = record[field].as_str().unwrap_or_default();
                record[*field] = format!("{} {said}", HOSTILE[(at + more) % HOSTILE.len()]).into();
            }
        }
        fs::write(&path, serde_json::to_vec(&document).unwrap()).unwrap();
    }
}

#[test]
fn hostile_tickets_stay_text() {
    let Some(browser) = browser() else { return };
    let site = Site::of(poison);
    let mut reader = csv::Reader::from_path(site.path("data/tickets.csv")).unwrap();
    let tickets: Vec<String> = reader.records().take(20).map(|row| row.unwrap()[0].to_owned()).collect();
    let mut reader = csv::Reader::from_path(site.path("data/evidence.csv")).unwrap();
    let changes: Vec<String> = reader.records().take(20).map(|row| row.unwrap()[1].to_owned()).collect();
    let title = Regex::new("<title>([^<]*)</title>").unwrap();
    let expected = title.captures(&site.page()).unwrap()[1].to_owned();
    let alive = Regex::new(
        r#"(?i)<[a-z][^\s<>]*(?:\s+[^\s="<>]+(?:="[^"]*")?)*?\s+(?:id="pwned"|on[a-z]+=|href="\s*javascript:)"#,
    )
    .unwrap();
    for (table, key, open) in [("tickets", "ticket", tickets.join(",")), ("changes", "id", changes.join(","))]
    {
        let visit = visit(browser, &site.address(&format!("#{table}?{key}={open}&open={open}")), &[]);
        assert!(part(&visit.dom, table).contains("pwned"), "the strings are there, as text");
        assert_eq!(title.captures(&visit.dom).unwrap()[1], expected);
        assert_eq!(alive.find(&visit.dom).map(|found| found.as_str()), None);
        assert!(!visit.dom.contains('\u{202E}'), "what turns the reading order is shown as a sign");
        assert_eq!(visit.console, Vec::<String>::new());
    }
}
