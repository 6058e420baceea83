//! What persons decided, noted and signed, and room for those who sign this report.

use super::{Audit, NAME, SENTENCE, sources};
use crate::model::{CarriedNote, NoteState, SettledDecision};
use crate::report::dates::{counted, grouped, second};
use crate::report::dress::spoken;
use crate::report::pdf::blocks::{Block, Cell, Words, heads};

/// Notes and decisions that are printed.
const MOST: usize = 200;

pub(super) fn part(audit: &Audit<'_>) -> Vec<Block> {
    let mut blocks = vec![Block::part("Notes and sign-offs")];
    blocks.extend(notes(audit));
    blocks.extend(decisions(&audit.report.decisions));
    blocks.extend([
        Block::section("Sign-off of this report"),
        Block::table(
            "",
            heads([("Role", 0.7), ("Name", 1.2), ("Signed off by", 1.2), ("Signed off on", 0.8)]),
            ["Prepared by", "Reviewed by", "Approved by"]
                .into_iter()
                .map(|role| vec![Cell::text(role), Cell::Blank, Cell::Blank, Cell::Blank])
                .collect(),
            "",
        ),
    ]);
    blocks
}

fn notes(audit: &Audit<'_>) -> Vec<Block> {
    let all = &audit.report.notes;
    if all.is_empty() {
        return vec![Block::say("No note or sign-off of an earlier report was carried to this one.")];
    }
    let count = |state: NoteState| all.iter().filter(|note| note.state == state).count();
    let said = format!(
        "{} carried from an earlier report: {} stand, {} are on something that says otherwise now, {} are on something that is gone, of {} it is not known what it said then.",
        counted(all.len(), "note"),
        grouped(count(NoteState::Stands)),
        grouped(count(NoteState::Changed)),
        grouped(count(NoteState::Gone)),
        grouped(count(NoteState::NotKnown)),
    );
    let row = |note: &CarriedNote| {
        let then = note.then.as_deref().unwrap_or("not written");
        let now = note.now.as_deref().unwrap_or("gone");
        vec![
            audit.leading(&note.on),
            Cell::text(spoken(note.kind.as_str())),
            Cell::Stack {
                cells: vec![
                    Cell::text(Words::line(&note.by, NAME)),
                    Cell::code(note.at.map(second).unwrap_or_default()),
                ],
            },
            Cell::text(Words::line(&note.text, SENTENCE)),
            Cell::text(Words::line(&format!("{then} → {now}"), SENTENCE)),
            Cell::text(spoken(note.state.as_str())),
            Cell::code(Words::line(&note.place, NAME)),
        ]
    };
    vec![
        Block::say(said),
        Block::table(
            "",
            heads([
                ("On", 0.0),
                ("What", 0.0),
                ("By, on", 0.8),
                ("Words", 1.4),
                ("Then → now", 0.9),
                ("State", 0.0),
                ("Read from", 0.7),
            ]),
            all.iter().take(MOST).map(row).collect(),
            sources::more(all.len(), MOST, "workpapers.xlsx"),
        ),
    ]
}

fn decisions(all: &[SettledDecision]) -> Vec<Block> {
    if all.is_empty() {
        return Vec::new();
    }
    let joined = |parts: [&str; 2], between: &str| {
        let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        Cell::text(Words::line(&parts.join(between), SENTENCE))
    };
    let row = |one: &SettledDecision| {
        let decision = &one.decision;
        vec![
            Cell::number(grouped(usize::try_from(decision.line).unwrap_or(usize::MAX))),
            Cell::text(spoken(decision.kind.as_str())),
            joined([&decision.item, &decision.other], " and "),
            joined([&decision.decided_by, &decision.decided_at], ", "),
            Cell::text(Words::line(&decision.why, SENTENCE)),
            joined([&one.fate.to_string(), &one.note], "; "),
        ]
    };
    vec![
        Block::section("Decisions of reviewers on links and evidence"),
        Block::table(
            "",
            heads([
                ("#Line", 0.0),
                ("What", 0.0),
                ("About", 1.2),
                ("Decided by, on", 1.0),
                ("Why", 1.2),
                ("Became of it", 1.0),
            ]),
            all.iter().take(MOST).map(row).collect(),
            sources::more(all.len(), MOST, "data/decisions.csv"),
        ),
    ]
}
