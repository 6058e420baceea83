//! The control tests: objective, criterion, population, result and what may be concluded.

use super::{Audit, NAME, SENTENCE, anchor, sources};
use crate::model::{ControlResult, ControlTest, Finding, Nature, TestOutcome};
use crate::report::dates::{counted, grouped};
use crate::report::dress::of_outcome;
use crate::report::pdf::blocks::{Block, Cell, Words, heads};
use crate::report::pdf::figure::figure;
use crate::report::{RenderError, charts};

/// Findings that are printed under a test.
const FINDINGS: usize = 8;

pub(super) fn part(audit: &Audit<'_>) -> Result<Vec<Block>, RenderError> {
    let report = audit.report;
    let mut blocks = vec![
        Block::part("Conclusions per control test"),
        Block::say(
            "Each test is run over its whole population. A conclusion is evidence for or against the controls named under it, for the covered time alone.",
        ),
        overview(audit),
    ];
    blocks.extend(figure(
        "Which tests fail, and on how much of their population?",
        charts::tests_by_outcome(&report.control_tests, &report.controls),
        "Items by outcome, shaded by their share of the test's population.".to_owned(),
    ));
    blocks.push(Block::section("Test by test"));
    for result in &report.controls {
        blocks.extend(test(audit, result));
    }
    Ok(blocks)
}

fn defined<'a>(audit: &Audit<'a>, result: &ControlResult) -> Option<&'a ControlTest> {
    audit.report.control_tests.iter().find(|test| test.id == result.test)
}

fn overview(audit: &Audit<'_>) -> Block {
    let row = |result: &ControlResult| {
        let title = defined(audit, result).map_or("", |test| test.title.as_str());
        let mut row = vec![
            audit.leading(&result.test.0),
            Cell::text(Words::line(title, NAME)),
            Cell::badge(of_outcome(result.outcome())),
            Cell::number(grouped(result.population)),
        ];
        row.extend(
            TestOutcome::ALL.iter().map(|outcome| Cell::number(grouped(charts::count(result, *outcome)))),
        );
        row
    };
    Block::table(
        "",
        heads([
            ("Test", 0.0),
            ("Title", 1.0),
            ("Outcome", 0.0),
            ("#Population", 0.0),
            ("#Pass", 0.0),
            ("#Fail", 0.0),
            ("#Exception", 0.0),
            ("#Cannot be told", 0.0),
        ]),
        audit.report.controls.iter().map(row).collect(),
        "A test fails with its first failing item; it passes only if every item could be told.",
    )
}

fn test(audit: &Audit<'_>, result: &ControlResult) -> Vec<Block> {
    let definition = defined(audit, result);
    let text =
        |of: fn(&ControlTest) -> &String| Words::line(definition.map(of).map_or("", String::as_str), 900);
    let nature = definition.map_or(Nature::Attribute, |test| test.nature);
    let mut facts = vec![
        ("Objective", Cell::Text { text: text(|test| &test.question) }),
        ("Criterion", Cell::Text { text: text(|test| &test.criterion) }),
        ("Result", Cell::text(counts(result))),
        ("Conclusion", Cell::text(Words::line(&conclusion(result, nature), 900))),
    ];
    if let Some(test) = definition {
        facts.push(("Evidence for", Cell::Text { text: Words::line(&mapped(&test.maps), 900) }));
    }
    let mut blocks = vec![
        super::Audit::heading(
            &result.test.0,
            vec![
                Cell::Text { text: text(|test| &test.title) },
                Cell::quiet(definition.map_or_else(String::new, standing)),
                Cell::badge(of_outcome(result.outcome())),
            ],
        ),
        Block::Facts { facts },
    ];
    blocks.extend(findings(audit, result));
    blocks
}

fn counts(result: &ControlResult) -> String {
    let parts: Vec<String> = TestOutcome::ALL
        .iter()
        .map(|outcome| format!("{} {}", grouped(charts::count(result, *outcome)), of_outcome(*outcome).word))
        .collect();
    format!("{}: {}", counted(result.population, "item"), parts.join(", "))
}

/// What a test is for, and how bad a failure is.
fn standing(test: &ControlTest) -> String {
    let nature = match test.nature {
        Nature::Population => "completeness",
        Nature::Attribute => "operation",
        Nature::Indicator => "indicator",
    };
    format!("{nature}, severity {}", test.severity)
}

/// What may be said; of a test that could not be run, nothing.
fn conclusion(result: &ControlResult, nature: Nature) -> String {
    if let Some(why) = &result.untested_because {
        let why = why.strip_prefix("not run: ").unwrap_or(why).trim_end_matches('.');
        return format!("None: the test could not be run, as {why}.");
    }
    let told = result.population - result.not_testable.min(result.population);
    let untold = match result.not_testable {
        0 => String::new(),
        count => format!(" {} could not be told and count for neither.", counted(count, "item")),
    };
    let what = match nature {
        Nature::Population => "the population's completeness",
        Nature::Attribute => "the control's operation",
        Nature::Indicator => "the absence of what it looks for",
    };
    let said = match (result.outcome(), nature) {
        (TestOutcome::Fail, Nature::Indicator) => format!(
            "To be looked into: {} of {} show it. A hit is no deviation by itself.",
            grouped(result.fail),
            counted(told, "item")
        ),
        (TestOutcome::Fail, _) => format!(
            "Evidence against {what}: {} of {} did not meet the criterion.",
            grouped(result.fail),
            counted(told, "item")
        ),
        (TestOutcome::Exception, _) => {
            format!(
                "Evidence for {what}, but for {} under a granted exception.",
                counted(result.exception, "item")
            )
        }
        (TestOutcome::Pass, _) => {
            format!("Evidence for {what}: all {} met the criterion.", counted(told, "item"))
        }
        (TestOutcome::NotTestable, _) if result.pass > 0 => format!(
            "Evidence for {what} as far as it can be told: {} met the criterion, none failed.",
            counted(result.pass, "item")
        ),
        (TestOutcome::NotTestable, _) => "None: no item could be told.".to_owned(),
    };
    format!("{said}{untold}")
}

/// `NIST CSF 2.0: PR.AA-01, PR.AA-03; ISO …`.
fn mapped(maps: &[(String, String)]) -> String {
    let mut by_framework: Vec<(&str, Vec<&str>)> = Vec::new();
    for (framework, id) in maps {
        match by_framework.iter_mut().find(|(known, _)| known == framework) {
            Some((_, ids)) => ids.push(id),
            None => by_framework.push((framework, vec![id])),
        }
    }
    let said: Vec<String> =
        by_framework.iter().map(|(framework, ids)| format!("{framework}: {}", ids.join(", "))).collect();
    said.join("; ")
}

fn findings(audit: &Audit<'_>, result: &ControlResult) -> Option<Block> {
    let all: Vec<&Finding> = result.findings.iter().filter(|finding| matters(finding)).collect();
    let row = |finding: &&Finding| {
        vec![
            Cell::Stack {
                cells: vec![Cell::code(Words::line(&finding.id.0, NAME)), audit.leading(&finding.item)],
            },
            outcome(audit, finding),
            Cell::text(Words::line(&finding.reason, SENTENCE)),
            Cell::Stack {
                cells: finding.origins.iter().take(2).map(|origin| audit.record(*origin)).collect(),
            },
        ]
    };
    (!all.is_empty()).then(|| {
        Block::table(
            "",
            heads([("Finding, item", 0.0), ("Outcome", 0.0), ("Why", 1.5), ("Record", 1.0)]),
            all.iter().take(FINDINGS).map(row).collect(),
            sources::more(all.len(), FINDINGS, "workpapers.xlsx and data/findings.csv"),
        )
    })
}

fn matters(finding: &Finding) -> bool {
    finding.excepted.is_some() || matches!(finding.outcome, TestOutcome::Fail | TestOutcome::Exception)
}

/// The outcome; of an excepted finding also what the test said.
pub(super) fn outcome(audit: &Audit<'_>, finding: &Finding) -> Cell {
    let badge = Cell::badge(of_outcome(finding.outcome));
    let Some(excepted) = &finding.excepted else { return badge };
    let was = format!("the test said {}", of_outcome(excepted.was).word);
    let by = Cell::leading(
        Words::line(&excepted.by.0, NAME),
        audit.placed.contains(&excepted.by.0).then(|| anchor(&excepted.by.0)),
    );
    Cell::Stack { cells: vec![badge, Cell::quiet(was), by] }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ControlTestId;

    #[test]
    fn a_conclusion_is_never_more_than_evidence() {
        let result = |pass, fail, exception, not_testable| ControlResult {
            test: ControlTestId("CT-01".to_owned()),
            population: pass + fail + exception + not_testable,
            pass,
            fail,
            exception,
            not_testable,
            untested_because: None,
            findings: Vec::new(),
        };
        let said = |pass, fail, exception, untold| {
            conclusion(&result(pass, fail, exception, untold), Nature::Attribute)
        };
        assert_eq!(said(0, 0, 0, 0), "None: no item could be told.");
        assert!(said(5, 0, 0, 0).starts_with("Evidence for the control's operation: all 5 items"));
        assert!(said(5, 2, 0, 1).starts_with("Evidence against the control's operation: 2 of 7 items"));
        assert!(said(5, 0, 0, 1).contains("as far as it can be told"));
        assert!(said(5, 0, 1, 0).contains("1 item under a granted exception"));
        let hit = conclusion(&result(5, 2, 0, 0), Nature::Indicator);
        assert_eq!(hit, "To be looked into: 2 of 7 items show it. A hit is no deviation by itself.");
    }
}
