//! Sources and their completeness: information produced by the entity, accounted for row by row.

use super::{Audit, NAME, SENTENCE, anchor};
use crate::model::{Coverage, Gap, InputFile};
use crate::report::dates::{grouped, second};
use crate::report::pdf::blocks::{Block, Cell, Words, heads};
use crate::report::pdf::figure::figure;
use crate::report::{RenderError, charts};

/// Files, and rows of what else can be long, that are printed; the rest stands in the files named.
pub(super) const FILES: usize = 200;
const MOST: usize = 40;

pub(super) fn part(audit: &Audit<'_>) -> Result<Vec<Block>, RenderError> {
    let report = audit.report;
    let mut blocks = vec![
        Block::part("Sources and their completeness"),
        Block::say(
            "The exports were given, not drawn by the auditor. What shows their completeness and accuracy: each file is known by its SHA-256, each row is accounted for, covered time is measured from the records, and silences and signs of a cut export are listed.",
        ),
        files(audit),
        Block::section("Covered time"),
    ];
    blocks.extend(figure(
        "What time do the exports cover?",
        charts::strip(&report.coverage),
        "Darker where there are more records; a line beneath marks a gap longer than the source's limit."
            .to_owned(),
    ));
    blocks.push(covered(audit));
    blocks.extend(gaps(audit));
    blocks.extend(rejects(audit));
    blocks.extend(unknown(audit));
    Ok(blocks)
}

fn count(count: u64) -> Cell {
    Cell::number(grouped(usize::try_from(count).unwrap_or(usize::MAX)))
}

fn files(audit: &Audit<'_>) -> Block {
    let inputs = &audit.report.inputs;
    let sum = |of: fn(&InputFile) -> u64| count(inputs.iter().map(of).fold(0, u64::saturating_add));
    let mut rows: Vec<Vec<Cell>> = inputs.iter().take(FILES).map(file).collect();
    rows.push(vec![
        Cell::text("All files"),
        Cell::text(""),
        sum(|file| file.rows),
        sum(|file| file.used),
        sum(|file| file.rejected),
        sum(|file| file.duplicates),
        Cell::text(""),
    ]);
    let short = inputs.iter().filter(|file| file.rows != file.used + file.rejected + file.duplicates).count();
    let adds_up = match short {
        0 => "For every file: rows = used + rejected + duplicates.".to_owned(),
        _ => format!("{} of these files do not add up.", grouped(short)),
    };
    let more = more(inputs.len(), FILES, "manifest.json");
    Block::table(
        "Files as given, with what became of their rows; the first digits of a SHA-256 lead to the whole of it in the appendix.",
        heads([
            ("File", 1.0),
            ("Read as", 1.3),
            ("#Rows", 0.0),
            ("#Used", 0.0),
            ("#Rejected", 0.0),
            ("#Duplicates", 0.0),
            ("Records from, to", 0.0),
        ]),
        rows,
        format!("{adds_up}{more}"),
    )
}

fn file(file: &InputFile) -> Vec<Cell> {
    let hash = file.sha256.get(..16).unwrap_or(&file.sha256);
    let how = [&file.note, &file.shape, &file.zone].map(String::as_str);
    let how: Vec<&str> = how.into_iter().filter(|text| !text.is_empty()).collect();
    let ends = [file.first_at, file.last_at].into_iter().flatten().map(|at| Cell::code(second(at)));
    vec![
        Cell::Stack {
            cells: vec![
                Cell::code(Words::line(&file.name, 2 * NAME)),
                Cell::leading(hash, Some(anchor(&format!("{}{}", file.id.0, file.sha256)))),
            ],
        },
        Cell::Stack {
            cells: vec![
                Cell::text(Words::line(file.source.as_deref().unwrap_or(file.used_as.as_str()), NAME)),
                Cell::quiet(Words::line(&how.join("; "), SENTENCE)),
            ],
        },
        count(file.rows),
        count(file.used),
        count(file.rejected),
        count(file.duplicates),
        Cell::Stack { cells: ends.collect() },
    ]
}

fn covered(audit: &Audit<'_>) -> Block {
    let row = |one: &Coverage| {
        let end = |at: Option<crate::model::Instant>| Cell::code(at.map(second).unwrap_or_default());
        let cuts: Vec<Cell> = match one.truncation.len() {
            0 => vec![Cell::quiet("none seen")],
            _ => one.truncation.iter().take(4).map(|sign| Cell::text(Words::line(sign, SENTENCE))).collect(),
        };
        vec![
            Cell::Stack {
                cells: vec![
                    Cell::text(Words::line(&one.source, NAME)),
                    Cell::quiet(if one.of_tickets { "tickets" } else { "events" }),
                ],
            },
            end(one.span.map(|span| span.from)),
            end(one.span.map(|span| span.to)),
            count(one.records),
            Cell::number(format!(
                "{} ({:.1} h)",
                grouped(one.gaps.len()),
                one.gaps.iter().map(hours).sum::<f64>()
            )),
            Cell::number(format!("{:.1} h", one.gap_limit_seconds as f64 / 3600.0)),
            Cell::Stack { cells: cuts },
        ]
    };
    Block::table(
        "Covered time by source, from its first to its last dated record.",
        heads([
            ("Source", 1.0),
            ("From", 0.0),
            ("To", 0.0),
            ("#Records", 0.0),
            ("#Gaps", 0.0),
            ("#Gap is above", 0.0),
            ("Signs of a cut export", 1.0),
        ]),
        audit.report.coverage.iter().map(row).collect(),
        "Absence of a ticket, of evidence or of a change is asserted only inside covered time.",
    )
}

fn hours(gap: &Gap) -> f64 {
    (gap.to - gap.from).num_minutes() as f64 / 60.0
}

fn gaps(audit: &Audit<'_>) -> Option<Block> {
    let all: Vec<(&Coverage, &Gap)> =
        audit.report.coverage.iter().flat_map(|one| one.gaps.iter().map(move |gap| (one, gap))).collect();
    let row = |(one, gap): &(&Coverage, &Gap)| {
        vec![
            Cell::text(Words::line(&one.source, NAME)),
            Cell::code(second(gap.from)),
            Cell::code(second(gap.to)),
            Cell::number(format!("{:.1} h", hours(gap))),
        ]
    };
    (!all.is_empty()).then(|| {
        Block::table(
            "Silences longer than the source's limit.",
            heads([
                ("Source", 1.0),
                ("Last record before", 0.0),
                ("First record after", 0.0),
                ("#Length", 0.0),
            ]),
            all.iter().take(MOST).map(row).collect(),
            more(all.len(), MOST, "data/coverage.csv"),
        )
    })
}

fn rejects(audit: &Audit<'_>) -> Vec<Block> {
    let all = &audit.report.rejects;
    if all.is_empty() {
        return Vec::new();
    }
    let row = |one: &crate::model::Reject| {
        vec![
            audit.record(one.origin),
            Cell::text(Words::line(&one.reason, SENTENCE)),
            Cell::code(Words::line(&one.excerpt, 160)),
        ]
    };
    vec![
        Block::section("Rejected rows"),
        Block::table(
            "",
            heads([("File and line", 1.0), ("Why", 1.2), ("How it begins", 1.2)]),
            all.iter().take(MOST).map(row).collect(),
            more(all.len(), MOST, "data/rejects.csv"),
        ),
    ]
}

fn unknown(audit: &Audit<'_>) -> Vec<Block> {
    let all = &audit.report.unknown_types;
    if all.is_empty() {
        return Vec::new();
    }
    let row = |one: &crate::model::UnknownType| {
        vec![
            Cell::text(Words::line(&one.source, NAME)),
            Cell::code(Words::line(&one.native_type, NAME)),
            count(one.records),
        ]
    };
    vec![
        Block::section("Native types that no mapping knows"),
        Block::table(
            "Records of these types were read and count for nothing.",
            heads([("Source", 1.0), ("Native type", 2.0), ("#Records", 0.0)]),
            all.iter().take(MOST).map(row).collect(),
            more(all.len(), MOST, "the sources part of report.html"),
        ),
    ]
}

/// ` The first 40 of 61 are printed; all stand in data/coverage.csv.`; empty if all are printed.
pub(super) fn more(count: usize, most: usize, place: &str) -> String {
    if count > most {
        format!(" The first {} of {} are printed; all stand in {place}.", grouped(most), grouped(count))
    } else {
        String::new()
    }
}
