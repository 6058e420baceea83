//! A case sheet as a page to be printed: one file that asks nothing of the network and runs nothing.

use askama::Template;

use super::explanation::blocks;
use super::guard;
use crate::model::Lane;
use crate::report::case_sheet::{CaseSheet, SheetRow};
use crate::report::dates::{minute, second};
use crate::report::dress::{Dress, of_verdict, spoken};
use crate::report::explain::Record;
use crate::report::{RenderError, counted, safe};

/// The page's own style, with what a sheet needs on paper.
const STYLE: &str = concat!(include_str!("style.css"), include_str!("sheet.css"));

/// Longest text in a cell; the JSON of the explanation has the whole.
const LONGEST: usize = 1_200;

#[derive(Template)]
#[template(path = "sheet.html", config = "src/report/html/askama.toml")]
struct Page<'a> {
    policy: String,
    style: &'a str,
    id: String,
    title: String,
    version: String,
    as_of: String,
    mappings: String,
    sentence: String,
    verdicts: Vec<(&'static str, &'static str, String)>,
    lanes: &'a str,
    lanes_note: &'a str,
    shown: String,
    rows: Vec<Row>,
    parts: Vec<(String, String)>,
    files: Vec<File>,
    not_known: Vec<String>,
}

/// A row of the timeline.
struct Row {
    class: &'static str,
    day: String,
    time: String,
    until: String,
    lane: &'static str,
    sort: String,
    what: String,
    verdict: Option<(&'static str, &'static str)>,
    place: String,
}

/// A file with the records of the sheet that stand in it.
struct File {
    name: String,
    source: String,
    sha256: String,
    rows: String,
    records: Vec<(String, String, String)>,
}

/// The page.
///
/// # Errors
/// See [`RenderError`]; none depends on the data.
pub fn case_sheet(sheet: &CaseSheet) -> Result<String, RenderError> {
    let verdicts = sheet.changes.iter().filter_map(|case| {
        let Dress { word, class, .. } = of_verdict(case.brief.verdict?);
        Some((class, word, text(&case.brief.reason)))
    });
    let parts = sheet
        .parts
        .iter()
        .map(|part| Ok((text(&part.title), blocks(part.clone())?)))
        .collect::<Result<_, RenderError>>()?;
    let page = Page {
        policy: guard::policy_without_script(STYLE),
        style: STYLE,
        id: text(&sheet.id),
        title: text(&sheet.title),
        version: safe::line(&sheet.version),
        as_of: minute(sheet.as_of),
        mappings: safe::clipped(&sheet.mappings_sha256, 64),
        sentence: text(&sheet.sentence),
        verdicts: verdicts.collect(),
        lanes: &sheet.lanes,
        lanes_note: sheet.lanes_note,
        shown: format!("{} to {}", minute(sheet.shown.from), minute(sheet.shown.to)),
        rows: rows(&sheet.rows),
        parts,
        files: files(sheet),
        not_known: sheet.not_known.iter().map(|said| text(said)).collect(),
    };
    Ok(page.render()?)
}

fn text(words: &str) -> String {
    safe::clipped(words, LONGEST)
}

/// The rows; each day is named once.
fn rows(rows: &[SheetRow]) -> Vec<Row> {
    let mut day = String::new();
    let mut shown = Vec::with_capacity(rows.len());
    for row in rows {
        let date = row.at.format("%Y-%m-%d").to_string();
        let is_new = date != day;
        day.clone_from(&date);
        let until = match (row.times, row.until) {
            (_, None) => String::new(),
            (1, Some(until)) => format!("until {}", second(until)),
            (times, Some(until)) => format!("{} until {}", counted(times, "time"), second(until)),
        };
        shown.push(Row {
            class: match row.lane {
                Lane::Coverage => "gap",
                _ if row.is_own => "own",
                _ => "around",
            },
            day: if is_new { date } else { String::new() },
            time: row.at.format("%H:%M:%S").to_string(),
            until,
            lane: row.lane.as_str(),
            sort: spoken(row.sort.as_str()),
            what: text(&row.what),
            verdict: row.verdict.map(|verdict| (of_verdict(verdict).class, of_verdict(verdict).word)),
            place: text(&row.place),
        });
    }
    shown
}

fn files(sheet: &CaseSheet) -> Vec<File> {
    let record = |record: &Record| {
        let at = record.at.map(|at| format!(" · {}Z", second(at))).unwrap_or_default();
        let number =
            if record.record == record.line { String::new() } else { format!(", record {}", record.record) };
        let place = format!("line {}{number}{at}", record.line);
        (spoken(&text(&record.role)), place, text(&record.words))
    };
    let file = |file: &crate::report::case_sheet::SheetFile| File {
        name: text(&file.name),
        source: text(&file.source),
        sha256: safe::clipped(&file.sha256, 64),
        rows: counted(usize::try_from(file.rows).unwrap_or(usize::MAX), "record"),
        records: sheet.records.iter().filter(|one| one.file == file.name).map(record).collect(),
    };
    sheet.files.iter().map(file).collect()
}
