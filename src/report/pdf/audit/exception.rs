//! One change that was not proven, in full: what, why, what was found, and where it stands.

use super::{Audit, NAME, SENTENCE, controls};
use crate::model::{Case, Evidence, Link, Verdict};
use crate::report::dates::second;
use crate::report::dress::{of_verdict, spoken};
use crate::report::pdf::blocks::{Block, Cell, Words};
use crate::report::quote::pieces;

/// Pieces of evidence, findings, terms of the risk and notes that are printed of a change.
const PIECES: usize = 3;
const FINDINGS: usize = 6;
const TERMS: usize = 5;
const NOTES: usize = 4;

pub(super) fn exception(audit: &Audit<'_>, at: usize) -> Vec<Block> {
    let case = &audit.report.cases[at];
    let beside = vec![
        Cell::badge(of_verdict(case.verdict.unwrap_or(Verdict::NotTestable))),
        Cell::code(second(case.change.at)),
        Cell::text(spoken(case.change.kind.as_str())),
        Cell::quiet(format!("risk {:.1}", case.risk.score)),
    ];
    let mut blocks =
        vec![Audit::heading(&case.change.id.0, beside), Block::Facts { facts: facts(audit, case) }];
    blocks.extend(case.evidence.iter().take(PIECES).map(|one| evidence(audit, one)));
    match case.evidence.len() {
        0 => blocks.push(Block::aside("No verification was found for it.")),
        all if all > PIECES => {
            blocks.push(Block::aside(format!("{} further pieces stand in data/evidence.csv.", all - PIECES)));
        }
        _ => {}
    }
    blocks
}

fn facts(audit: &Audit<'_>, case: &Case) -> Vec<(&'static str, Cell)> {
    let (change, lookup) = (&case.change, &audit.lookup);
    let text = |text: String| Cell::text(Words::line(&text, SENTENCE));
    let name = lookup.name(change.subject);
    let account = lookup.label(change.subject, &change.subject_label);
    let tier = if change.tier_known { "" } else { " by default" };
    let named = if name.is_empty() { String::new() } else { format!(" ({name})") };
    let mut facts = vec![
        ("Why", text(case.verdict_reason.clone())),
        ("Account", text(format!("{account}{named}, tier {}{tier}", change.tier))),
        (
            "Made by",
            text(format!(
                "{} ({}); {}",
                lookup.label(change.actor, &change.actor_label),
                spoken(change.actor_kind.as_str()),
                change.support_reason
            )),
        ),
        (
            "Ticket",
            case.link.as_ref().map_or_else(
                || text(format!("none, {}", spoken(case.link_outcome.as_str()))),
                |link| ticket(audit, link),
            ),
        ),
        ("Needed", text(format!("{}; {}", needed(case), approval(case)))),
        ("Native type", Cell::code(Words::line(&change.native_action, NAME))),
        ("Record", audit.record(change.origin)),
    ];
    let risk: Vec<String> = case
        .risk
        .terms
        .iter()
        .filter(|term| term.points != 0.0)
        .take(TERMS)
        .map(|term| format!("{} {:+.0} ({})", spoken(&term.name), term.points, term.seen))
        .collect();
    facts.push(("Risk", text(risk.join("; "))));
    let findings: Vec<Cell> = audit.findings.get(change.id.0.as_str()).map_or_else(Vec::new, |found| {
        found
            .iter()
            .take(FINDINGS)
            .map(|finding| Cell::Row {
                cells: vec![
                    audit.leading(&finding.test.0),
                    Cell::code(Words::line(&finding.id.0, NAME)),
                    controls::outcome(audit, finding),
                ],
            })
            .collect()
    });
    if !findings.is_empty() {
        facts.push(("Tests", Cell::Stack { cells: findings }));
    }
    let notes = audit.notes.get(change.id.0.as_str()).into_iter().flatten().take(NOTES);
    facts.extend(notes.map(|note| {
        (
            "Reviewer",
            text(format!("{}: {} ({}, {})", note.by, note.text, spoken(note.kind.as_str()), note.state)),
        )
    }));
    facts
}

fn needed(case: &Case) -> String {
    format!("evidence at least {}", case.required_level)
}

fn approval(case: &Case) -> String {
    match (&case.approved_by, case.approved_at) {
        (Some(by), Some(at)) => format!("approved by {by}, {}", second(at)),
        (Some(by), None) => format!("approved by {by}"),
        _ => "no approval on record".to_owned(),
    }
}

fn ticket(audit: &Audit<'_>, link: &Link) -> Cell {
    let Some(ticket) = audit.lookup.ticket(link.ticket) else { return Cell::quiet("not in this report") };
    let mismatches: Vec<String> = link.mismatches.iter().map(|one| spoken(one.as_str())).collect();
    let mismatches =
        if mismatches.is_empty() { String::new() } else { format!(", {}", mismatches.join(", ")) };
    let how =
        format!("linked by {}, confidence {:.3}{mismatches}", spoken(link.basis.as_str()), link.confidence);
    Cell::Stack {
        cells: vec![
            Cell::Row {
                cells: vec![
                    Cell::code(Words::line(&ticket.number, NAME)),
                    Cell::text(Words::line(&ticket.title, NAME)),
                ],
            },
            Cell::Row { cells: vec![Cell::quiet(how), audit.record(ticket.origin)] },
        ],
    }
}

/// The words that were read, or the record where there are none, and what they are worth.
fn evidence(audit: &Audit<'_>, one: &Evidence) -> Block {
    let weak: Vec<String> = one.weaknesses.iter().map(|weakness| spoken(weakness.as_str())).collect();
    let weak =
        if weak.is_empty() { String::new() } else { format!("; counts for less: {}", weak.join(", ")) };
    let at = one.at.map(|at| format!(", {}", second(at))).unwrap_or_default();
    let worth = format!(
        "{}: {}, {}, {}{at}, by {}{weak}",
        spoken(one.method.as_str()),
        one.level,
        one.basis,
        spoken(one.timing.as_str()),
        if one.by.is_empty() { "nobody named" } else { &one.by },
    );
    let quoted = if one.quote.is_empty() { Vec::new() } else { pieces(&one.quote, &one.matched) };
    Block::Quote {
        worth: Words::line(&worth, SENTENCE),
        pieces: quoted.iter().map(|piece| Words::lines(piece, SENTENCE)).collect(),
        place: Cell::Row { cells: vec![Cell::code(Words::line(&one.id, NAME)), audit.record(one.origin)] },
    }
}
