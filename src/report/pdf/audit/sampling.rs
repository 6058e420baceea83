//! Sampling beside the full test: how it was drawn, what was drawn, what it says.

use super::{Audit, NAME, SENTENCE, sources};
use crate::model::{AuditSample, SampleEvaluation, SampledItem, Stratum};
use crate::report::dates::{counted, grouped};
use crate::report::dress::of_verdict;
use crate::report::pdf::blocks::{Block, Cell, Words, heads};

/// Strata and drawn changes that are printed.
const STRATA: usize = 40;
const ITEMS: usize = 400;

pub(super) fn part(audit: &Audit<'_>) -> Vec<Block> {
    let mut blocks = vec![Block::part("Sampling")];
    match &audit.report.sample {
        None => blocks.push(Block::say(
            "No sample was asked for: the tests above are over the whole population. A sample for an auditor's own test is drawn with --sample.",
        )),
        Some(sample) => blocks.extend(of(audit, sample)),
    }
    blocks
}

fn of(audit: &Audit<'_>, sample: &AuditSample) -> Vec<Block> {
    let mut blocks = vec![
        Block::say(
            "The tests above are over the whole population; this sample is for an auditor's own test of it and can be drawn again from what stands here.",
        ),
        Block::Facts {
            facts: vec![
                ("Method", Cell::text(sample.method.as_str())),
                ("Population", Cell::text(counted(sample.population, "change"))),
                ("Drawn", Cell::text(counted(sample.items.len(), "change"))),
                ("Confidence", Cell::text(percent(sample.confidence))),
                ("Tolerable", Cell::text(format!("deviation rate of {}", percent(sample.tolerable)))),
                ("Expected", Cell::text(format!("deviation rate of {}", percent(sample.expected)))),
                ("Size by", Cell::text(Words::line(&sample.size_by, SENTENCE))),
                ("Seed", Cell::code(Words::line(&sample.seed, 2 * NAME))),
                ("Algorithm", Cell::text(Words::line(&sample.algorithm, 2_000))),
            ],
        },
    ];
    let named = sample.strata.iter().any(|stratum| !stratum.name.is_empty());
    if named {
        blocks.extend([Block::section("Strata"), strata(&sample.strata)]);
    }
    blocks.extend([Block::section("What the sample says"), evaluations(audit, &sample.evaluations)]);
    blocks.extend([Block::section("Drawn changes"), items(audit, sample)]);
    blocks
}

/// A share with one decimal where it has any.
fn percent(share: f64) -> String {
    let text = format!("{:.1}", share * 100.0);
    format!("{} %", text.trim_end_matches(".0"))
}

fn strata(all: &[Stratum]) -> Block {
    let row = |stratum: &Stratum| {
        vec![
            Cell::text(Words::line(&stratum.name, NAME)),
            Cell::number(grouped(stratum.population)),
            Cell::number(grouped(stratum.drawn)),
        ]
    };
    Block::table(
        "",
        heads([("Stratum", 1.0), ("#Population", 0.0), ("#Drawn", 0.0)]),
        all.iter().take(STRATA).map(row).collect(),
        sources::more(all.len(), STRATA, "workpapers.xlsx"),
    )
}

fn evaluations(audit: &Audit<'_>, all: &[SampleEvaluation]) -> Block {
    let share = |share: Option<f64>| Cell::number(share.map_or("not known".to_owned(), percent));
    let row = |one: &SampleEvaluation| {
        vec![
            audit.leading(&one.test.0),
            Cell::number(grouped(one.tested)),
            Cell::number(grouped(one.deviations)),
            share(one.upper_limit),
            Cell::text(match one.within {
                Some(true) => "within",
                Some(false) => "above",
                None => "not known",
            }),
            share(one.full_rate),
        ]
    };
    Block::table(
        "Deviations among the drawn changes, with the upper limit of the deviation rate at the confidence above, and the rate of the full test beside it.",
        heads([
            ("Test", 1.0),
            ("#Tested", 0.0),
            ("#Deviations", 0.0),
            ("#Upper limit", 0.0),
            ("Tolerable", 0.0),
            ("#Full test", 0.0),
        ]),
        all.iter().map(row).collect(),
        "",
    )
}

fn items(audit: &Audit<'_>, sample: &AuditSample) -> Block {
    let row = |item: &SampledItem| {
        let case = audit.report.cases.get(item.case);
        let stratum = sample.strata.get(item.stratum).map_or("", |stratum| stratum.name.as_str());
        vec![
            audit.leading(&item.change.0),
            Cell::text(Words::line(stratum, NAME)),
            Cell::code(Words::line(&item.drawn_by, NAME)),
            case.and_then(|case| case.verdict)
                .map_or(Cell::quiet("none"), |verdict| Cell::badge(of_verdict(verdict))),
            case.map_or(Cell::text(""), |case| audit.record(case.change.origin)),
            Cell::Blank,
        ]
    };
    Block::table(
        "",
        heads([
            ("Change", 0.0),
            ("Stratum", 0.8),
            ("Drawn by", 0.8),
            ("Verdict", 0.0),
            ("Record", 1.2),
            ("Tick mark", 0.6),
        ]),
        sample.items.iter().take(ITEMS).map(row).collect(),
        sources::more(sample.items.len(), ITEMS, "workpapers.xlsx and data/sample.csv"),
    )
}
