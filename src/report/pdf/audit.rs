//! What stands in `audit.pdf`, part by part.

mod answers;
mod controls;
mod cover;
mod exception;
mod exceptions;
mod figures;
mod frameworks;
mod glossary;
mod hashes;
mod reviewers;
mod sampling;
mod scope;
mod sources;

use std::collections::{BTreeMap, BTreeSet};

use super::blocks::{Block, Cell, Document, Words};
use super::{glyphs, report_id};
use crate::model::{CarriedNote, Finding, Origin};
use crate::report::dates::range;
use crate::report::lookup::Lookup;
use crate::report::summary::Summary;
use crate::report::{PROGRAM, RenderError, Report};

/// Longest name and longest sentence of the data, in characters.
const NAME: usize = 120;
const SENTENCE: usize = 500;

/// Said once, where there is any.
const SIGNS: &str = "A sign such as ⟨U+5C71⟩ stands for a character of the exports that cannot be seen, or that the fonts of this document lack or would set from right to left; its number is that of Unicode.";

/// What all parts look at.
struct Audit<'a> {
    report: &'a Report,
    lookup: Lookup<'a>,
    summary: Summary,
    id: String,
    /// Findings that are not a pass, by the item they are of.
    findings: BTreeMap<&'a str, Vec<&'a Finding>>,
    /// What reviewers left, by what it is on.
    notes: BTreeMap<&'a str, Vec<&'a CarriedNote>>,
    /// Ids that have a place in the document.
    placed: BTreeSet<String>,
}

/// The whole document.
///
/// # Errors
/// A chart that cannot be drawn.
pub(super) fn document(report: &Report) -> Result<Document, RenderError> {
    let audit = Audit::new(report);
    let mut blocks = answers::part(&audit)?;
    blocks.extend(scope::part(&audit));
    blocks.extend(sources::part(&audit)?);
    blocks.extend(controls::part(&audit)?);
    blocks.extend(frameworks::part(&audit));
    blocks.extend(exceptions::part(&audit));
    blocks.extend(sampling::part(&audit));
    blocks.extend(reviewers::part(&audit));
    blocks.extend(figures::part(&audit)?);
    blocks.extend(glossary::part());
    blocks.extend(hashes::part(&audit));
    only_once(&mut blocks);
    let mut cover = cover::cover(&audit);
    if glyphs::has_sign(&serde_json::to_string(&(&cover, &blocks))?) {
        cover.note.push(SIGNS.into());
    }
    Ok(Document {
        title: Words::from(format!("Audit report {}{}", audit.id, audit.of_period())),
        running: [audit.id.as_str().into(), audit.period().into()],
        made_by: Words::line(&format!("{PROGRAM} {}", report.version), NAME),
        cover: Some(cover),
        blocks,
    })
}

impl<'a> Audit<'a> {
    fn new(report: &'a Report) -> Self {
        let summary = Summary::of(report);
        let mut findings: BTreeMap<&str, Vec<&Finding>> = BTreeMap::new();
        for finding in report.controls.iter().flat_map(|control| &control.findings) {
            if finding.outcome != crate::model::TestOutcome::Pass || finding.excepted.is_some() {
                findings.entry(finding.item.as_str()).or_default().push(finding);
            }
        }
        let mut notes: BTreeMap<&str, Vec<&CarriedNote>> = BTreeMap::new();
        for note in &report.notes {
            notes.entry(note.on.as_str()).or_default().push(note);
        }
        let changes = exceptions::in_full(&summary).iter().map(|at| report.cases[*at].change.id.0.clone());
        let tests = report.controls.iter().map(|control| control.test.0.clone());
        let exceptions = report.exceptions.iter().take(exceptions::GRANTED).map(|one| one.id.0.clone());
        let placed = changes.chain(tests).chain(exceptions).collect();
        Self { report, lookup: Lookup::new(report), summary, id: report_id(report), findings, notes, placed }
    }

    /// `2 Feb to 12 Apr 2026`; empty without any covered time.
    fn period(&self) -> String {
        self.summary.period.map(|(from, to)| range(from, to)).unwrap_or_default()
    }

    fn of_period(&self) -> String {
        let period = self.period();
        if period.is_empty() { period } else { format!(", {period}") }
    }

    /// An id that leads to its place, if it has one here.
    fn leading(&self, id: &str) -> Cell {
        Cell::leading(Words::line(id, NAME), self.placed.contains(id).then(|| anchor(id)))
    }

    /// The heading of a placed id, under which links to it end.
    fn heading(id: &str, beside: Vec<Cell>) -> Block {
        Block::Heading { level: 3, text: Words::line(id, NAME), anchor: Some(anchor(id)), beside }
    }

    /// `file:line`, with the number of the record where that is another.
    fn place(&self, origin: Origin) -> String {
        let record =
            if origin.record == origin.line { String::new() } else { format!(", record {}", origin.record) };
        format!("{}:{}{record}", self.lookup.file(origin.file), origin.line)
    }

    /// The place of a record as a cell.
    fn record(&self, origin: Origin) -> Cell {
        Cell::code(Words::line(&self.place(origin), 2 * NAME))
    }
}

/// Of two places of one id only the first is one: the typesetter takes no second, and links need one end.
fn only_once(blocks: &mut [Block]) {
    let mut known = BTreeSet::new();
    for block in blocks {
        if let Block::Heading { anchor, .. } = block
            && anchor.as_ref().is_some_and(|name| !known.insert(name.clone()))
        {
            *anchor = None;
        }
    }
}

/// The name of a place in the document; its text never reaches the page.
fn anchor(id: &str) -> String {
    format!("at-{}", crate::model::short_hash(&[id]))
}
