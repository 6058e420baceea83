//! The same evidence by framework, and what the source documents cite against what it is today.

use super::{Audit, NAME, SENTENCE};
use crate::model::{CitedEntry, EntryEvidence, FrameworkEvidence, Successor};
use crate::report::dates::{counted, grouped};
use crate::report::dress::of_outcome;
use crate::report::pdf::blocks::{Block, Cell, Words, heads};

/// Entries of a framework, ids without a test, and citations that are printed.
const ENTRIES: usize = 120;
const UNTESTED: usize = 80;
const CITED: usize = 60;
/// Longest statement of an entry; the whole stands in report.html.
const TEXT: usize = 320;

pub(super) fn part(audit: &Audit<'_>) -> Vec<Block> {
    let mut blocks = vec![
        Block::part("Evidence by framework"),
        Block::say(
            "The tests above, under the entries that they give evidence for. A test is evidence for a part of an entry, never for the whole of it; an entry that no test reaches is said to be so. Items are summed over the tests of an entry: a change counts once for each.",
        ),
    ];
    let report = audit.report;
    if report.frameworks.is_empty() {
        blocks.push(Block::say("No framework is in this report."));
    }
    for framework in &report.frameworks {
        blocks.extend(of(audit, framework));
    }
    blocks.extend(cited(&report.citations));
    blocks
}

fn of(audit: &Audit<'_>, framework: &FrameworkEvidence) -> Vec<Block> {
    let (reached, rest): (Vec<&EntryEvidence>, Vec<&EntryEvidence>) =
        framework.entries.iter().partition(|entry| !entry.tests.is_empty());
    let mut blocks = vec![Block::section(&crate::report::safe::clipped(&framework.label, NAME))];
    if !framework.note.is_empty() {
        blocks.push(Block::Aside { text: Words::line(&framework.note, SENTENCE) });
    }
    if !reached.is_empty() {
        blocks.push(Block::table(
            "",
            heads([
                ("Entry", 0.8),
                ("Title and text", 3.0),
                ("Tests", 0.9),
                ("#Items", 0.0),
                ("#Pass", 0.0),
                ("#Fail", 0.0),
                ("#Exc.", 0.0),
                ("#Not told", 0.0),
                ("Worst", 0.0),
            ]),
            reached.iter().take(ENTRIES).map(|entry| row(audit, entry)).collect(),
            super::sources::more(reached.len(), ENTRIES, "report.html"),
        ));
    }
    if !rest.is_empty() {
        let ids: Vec<&str> = rest.iter().take(UNTESTED).map(|entry| entry.id.as_str()).collect();
        let dots = if rest.len() > UNTESTED { " …" } else { "" };
        let said =
            format!("No test reaches {} of its entries: {}{dots}", grouped(rest.len()), ids.join(", "));
        blocks.push(Block::Aside { text: Words::line(&said, 3_000) });
    }
    blocks
}

fn row(audit: &Audit<'_>, entry: &EntryEvidence) -> Vec<Cell> {
    let mut said = vec![Cell::text(Words::line(&entry.title, NAME))];
    if !entry.text.is_empty() && entry.text != entry.title {
        said.push(Cell::text(Words::line(&entry.text, TEXT)));
    }
    said.push(Cell::quiet(Words::line(&standing(entry), SENTENCE)));
    let items = &entry.items;
    let counts = [items.population, items.pass, items.fail, items.exception, items.not_testable];
    let mut row = vec![
        Cell::code(Words::line(&entry.id, NAME)),
        Cell::Stack { cells: said },
        Cell::Row { cells: entry.tests.iter().map(|test| audit.leading(&test.0)).collect() },
    ];
    row.extend(counts.map(|count| Cell::number(grouped(count))));
    row.push(entry.outcome.map_or(Cell::quiet("no test"), |outcome| Cell::badge(of_outcome(outcome))));
    row
}

/// What the text is, how it was known, what the tests can show of it, and its other ids.
fn standing(entry: &EntryEvidence) -> String {
    let mut said = vec![entry.text_kind.told().to_owned()];
    said.extend(Some(entry.known.told()).filter(|told| !told.is_empty()).map(str::to_owned));
    said.extend(entry.reach.map(|reach| reach.told().to_owned()));
    if !entry.formerly.is_empty() {
        said.push(format!("formerly {}", entry.formerly.join(", ")));
    }
    said.extend(entry.became.as_ref().map(|(later, followed)| format!("in {later}: {}", ids(followed))));
    if entry.items.distinct.fail > 0 {
        said.push(format!("{} failing in all", counted(entry.items.distinct.fail, "different item")));
    }
    said.join("; ")
}

/// What the cited id is today.
fn followed(one: &CitedEntry) -> String {
    if one.successors.is_empty() { String::new() } else { format!("today {}", ids(&one.successors)) }
}

fn ids(followed: &[Successor]) -> String {
    followed.iter().map(|one| one.id.as_str()).collect::<Vec<_>>().join(", ")
}

fn cited(citations: &[CitedEntry]) -> Vec<Block> {
    if citations.is_empty() {
        return Vec::new();
    }
    let row = |one: &CitedEntry| {
        let (framework, ids) = &one.report_under;
        let under = format!("{framework}: {}", ids.join(", "));
        vec![
            Cell::text(Words::line(&one.document, NAME)),
            Cell::text(Words::line(&format!("{} {}", one.as_cited.0, one.as_cited.1), NAME)),
            Cell::Stack {
                cells: vec![
                    Cell::text(Words::line(&one.is, NAME)),
                    Cell::quiet(one.flag.told()),
                    Cell::quiet(Words::line(&followed(one), NAME)),
                ],
            },
            Cell::text(Words::line(&under, SENTENCE)),
            Cell::text(Words::line(&one.remark, SENTENCE)),
        ]
    };
    vec![
        Block::section("What the source documents cite"),
        Block::table(
            "As cited, against what it is today.",
            heads([
                ("Document", 1.0),
                ("Cites", 1.0),
                ("Is", 1.0),
                ("Reported under", 1.1),
                ("To be known", 1.6),
            ]),
            citations.iter().take(CITED).map(row).collect(),
            super::sources::more(citations.len(), CITED, "report.html"),
        ),
    ]
}
