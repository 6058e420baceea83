//! The control matrix: each framework's entries, the tests that give evidence for them, and what those say.

use std::collections::{BTreeMap, BTreeSet};

use askama::Template;

use super::{Count, LONGEST, NOT_KNOWN};
use crate::model::{CitedEntry, ControlResult, EntryEvidence, FrameworkEvidence, Known, Reach, TestOutcome};
use crate::report::dates::grouped;
use crate::report::dress::{of_outcome, spoken};
use crate::report::html::cells::percent;
use crate::report::safe::clipped;
use crate::report::{RenderError, Report};

/// Longest statement of an entry; the longest of a published catalogue has some 1,500 signs.
const STATEMENT: usize = 4_000;
/// Width of the bar of a framework's summary.
const BAR: usize = 120;
/// The word for an entry that no test maps to.
const NOT_EVIDENCED: &str = "not evidenced";

#[derive(Template)]
#[template(path = "audit/matrix.html", config = "src/report/html/askama.toml")]
struct Matrix {
    frameworks: Vec<Framework>,
    cited: Vec<Cited>,
    unchecked: usize,
}

/// One framework, in a line and in full.
struct Framework {
    anchor: String,
    label: String,
    note: String,
    entries: usize,
    shares: Vec<Share>,
    rows: Vec<Row>,
}

/// How many entries have an outcome, and their piece of the bar.
struct Share {
    class: &'static str,
    word: &'static str,
    count: usize,
    from: usize,
    width: usize,
}

/// One entry.
struct Row {
    anchor: String,
    id: String,
    formerly: String,
    became: Vec<Entry>,
    title: String,
    text: String,
    /// What the text is, how it was known and how far the tests reach.
    marks: Vec<&'static str>,
    is_unchecked: bool,
    /// Tests with whether they were run.
    tests: Vec<(String, bool)>,
    /// Empty where no test maps to it.
    class: &'static str,
    outcome: &'static str,
    population: String,
    counts: Vec<Count>,
    /// How many different items failed, where several tests failed the same.
    different: String,
}

/// An entry as something to go to.
pub(super) struct Entry {
    pub(super) id: String,
    pub(super) href: String,
    /// What stands behind it.
    pub(super) rest: String,
}

/// What a source document cites.
struct Cited {
    document: String,
    framework: String,
    id: String,
    is: String,
    flag: &'static str,
    today: String,
    under: Vec<Entry>,
    remark: String,
}

/// Where the entries of frameworks stand in the page.
pub(super) struct Places<'a>(BTreeMap<(&'a str, &'a str), String>);

impl<'a> Places<'a> {
    pub(super) fn of(report: &'a Report) -> Self {
        let of = |(nth, framework): (usize, &'a FrameworkEvidence)| {
            let entries = framework.entries.iter().enumerate();
            entries.map(move |(at, entry)| {
                ((framework.label.as_str(), entry.id.as_str()), format!("e{}-{}", nth + 1, at + 1))
            })
        };
        Self(report.frameworks.iter().enumerate().flat_map(of).collect())
    }

    /// An entry of a framework, with its place if it has one.
    pub(super) fn entry(&self, label: &str, id: &str, rest: String) -> Entry {
        let href = self.0.get(&(label, id)).map(|anchor| format!("#{anchor}")).unwrap_or_default();
        Entry { id: clipped(id, 80), href, rest }
    }

    fn anchor(&self, label: &str, id: &str) -> String {
        self.0.get(&(label, id)).cloned().unwrap_or_default()
    }
}

/// What the report holds of each test.
struct Listed<'a> {
    /// Findings, by test and outcome.
    findings: BTreeMap<(&'a str, TestOutcome), usize>,
    /// Tests whose numbers are known.
    run: BTreeSet<&'a str>,
}

impl<'a> Listed<'a> {
    fn of(results: &'a [ControlResult]) -> Self {
        let mut findings = BTreeMap::new();
        for result in results {
            for finding in &result.findings {
                *findings.entry((result.test.0.as_str(), finding.outcome)).or_insert(0) += 1;
            }
        }
        let run =
            results.iter().filter(|result| result.is_run()).map(|result| result.test.0.as_str()).collect();
        Self { findings, run }
    }

    fn is_run(&self, test: &str) -> bool {
        self.run.contains(test)
    }

    /// A sum over tests, which leads to its findings if all of them are listed.
    fn count(&self, entry: &EntryEvidence, outcome: TestOutcome) -> Count {
        let items = &entry.items;
        let count = match outcome {
            TestOutcome::Pass => items.pass,
            TestOutcome::Fail => items.fail,
            TestOutcome::Exception => items.exception,
            TestOutcome::NotTestable => items.not_testable,
        };
        let with: Vec<&str> = entry
            .tests
            .iter()
            .map(|test| test.0.as_str())
            .filter(|test| self.findings.contains_key(&(*test, outcome)))
            .collect();
        let listed: usize = with.iter().filter_map(|test| self.findings.get(&(*test, outcome))).sum();
        let tests: Vec<String> = with.iter().map(|test| percent(test)).collect();
        let href = format!("#findings?test={}&outcome={outcome}", tests.join(","));
        Count { text: grouped(count), href: if count > 0 && listed == count { href } else { String::new() } }
    }
}

pub(super) fn section(report: &Report, places: &Places<'_>) -> Result<String, RenderError> {
    let listed = Listed::of(&report.controls);
    let unchecked = |entry: &&EntryEvidence| entry.known == Known::Recalled;
    let entries = || report.frameworks.iter().flat_map(|framework| &framework.entries);
    let matrix = Matrix {
        frameworks: report.frameworks.iter().map(|one| framework(one, places, &listed)).collect(),
        cited: cited(report, places),
        unchecked: entries().filter(unchecked).count(),
    };
    Ok(matrix.render()?)
}

fn framework(framework: &FrameworkEvidence, places: &Places<'_>, listed: &Listed<'_>) -> Framework {
    let mut title = "";
    let mut rows = Vec::with_capacity(framework.entries.len());
    for entry in &framework.entries {
        let is_again = std::mem::replace(&mut title, &entry.title) == entry.title;
        rows.push(row(framework, entry, is_again, places, listed));
    }
    Framework {
        anchor: format!("fw-{}", percent(&clipped(&framework.key, 40))),
        label: clipped(&framework.label, LONGEST),
        note: clipped(&framework.note, 2 * LONGEST),
        entries: framework.entries.len(),
        shares: shares(&framework.entries),
        rows,
    }
}

/// Entries by outcome, the worst first, with the pieces of a bar that add up to its width.
fn shares(entries: &[EntryEvidence]) -> Vec<Share> {
    const ORDER: [Option<TestOutcome>; 5] = [
        Some(TestOutcome::Fail),
        Some(TestOutcome::Exception),
        Some(TestOutcome::NotTestable),
        Some(TestOutcome::Pass),
        None,
    ];
    let mut before = 0;
    ORDER
        .iter()
        .map(|outcome| {
            let count = entries.iter().filter(|entry| entry.outcome == *outcome).count();
            let at = |count: usize| BAR * count / entries.len().max(1);
            let (from, to) = (at(before), at(before + count));
            before += count;
            let dress = outcome.map(of_outcome);
            Share {
                class: dress.map_or("none", |dress| dress.class),
                word: dress.map_or(NOT_EVIDENCED, |dress| dress.word),
                count,
                from,
                width: to - from,
            }
        })
        .collect()
}

fn row(
    framework: &FrameworkEvidence,
    entry: &EntryEvidence,
    is_again: bool,
    places: &Places<'_>,
    listed: &Listed<'_>,
) -> Row {
    let dress = entry.outcome.map(of_outcome);
    let reach = entry.reach.filter(|reach| matches!(reach, Reach::Partial | Reach::Report));
    let known = if entry.known == Known::Recalled { "" } else { entry.known.told() };
    let marks = [entry.text_kind.told(), known, reach.map_or("", Reach::told)];
    let became = entry.became.iter().flat_map(|(label, successors)| {
        successors.iter().map(|one| places.entry(label, &one.id, spoken(&clipped(&one.relation, 40))))
    });
    let is_run = entry.tests.iter().any(|test| listed.is_run(&test.0));
    let counts = match entry.outcome {
        Some(_) if !is_run => TestOutcome::ALL
            .iter()
            .map(|_| Count { text: NOT_KNOWN.to_owned(), href: String::new() })
            .collect(),
        Some(_) => TestOutcome::ALL.iter().map(|outcome| listed.count(entry, *outcome)).collect(),
        None => Vec::new(),
    };
    let different = entry.items.distinct.fail;
    Row {
        anchor: places.anchor(&framework.label, &entry.id),
        id: clipped(&entry.id, 80),
        formerly: clipped(&entry.formerly.join(", "), LONGEST),
        became: became.collect(),
        title: if is_again { String::new() } else { clipped(&entry.title, LONGEST) },
        text: clipped(&entry.text, STATEMENT),
        marks: marks.into_iter().filter(|mark| !mark.is_empty()).collect(),
        is_unchecked: entry.known == Known::Recalled,
        tests: entry.tests.iter().map(|test| (clipped(&test.0, 40), listed.is_run(&test.0))).collect(),
        class: dress.map_or("", |dress| dress.class),
        outcome: dress.map_or(NOT_EVIDENCED, |dress| dress.word),
        population: if is_run { grouped(entry.items.population) } else { NOT_KNOWN.to_owned() },
        counts,
        different: if different < entry.items.fail { grouped(different) } else { String::new() },
    }
}

fn cited(report: &Report, places: &Places<'_>) -> Vec<Cited> {
    let outcome = |label: &str, id: &str| {
        let framework = report.frameworks.iter().find(|framework| framework.label == label);
        let entry = framework.and_then(|framework| framework.entries.iter().find(|entry| entry.id == id));
        entry.and_then(|entry| entry.outcome).map_or(NOT_EVIDENCED, |outcome| of_outcome(outcome).word)
    };
    let of = |one: &CitedEntry| {
        let (label, ids) = &one.report_under;
        let today: Vec<String> = one
            .successors
            .iter()
            .map(|successor| format!("{} ({})", successor.id, spoken(&successor.relation)))
            .collect();
        Cited {
            document: clipped(&one.document, LONGEST),
            framework: clipped(&one.as_cited.0, LONGEST),
            id: clipped(&one.as_cited.1, 80),
            is: clipped(&one.is, LONGEST),
            flag: one.flag.told(),
            today: clipped(&today.join(", "), LONGEST),
            under: ids.iter().map(|id| places.entry(label, id, outcome(label, id).to_owned())).collect(),
            remark: clipped(&one.remark, 2 * LONGEST),
        }
    };
    report.citations.iter().map(of).collect()
}
