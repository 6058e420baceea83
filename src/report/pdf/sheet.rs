//! The case sheet on paper: one change or ticket, from its lanes to the reviewer's signature.

use super::blocks::{Block, Cell, Document, Words, heads};
use super::figure::figure;
use crate::model::Lane;
use crate::report::case_sheet::{CaseSheet, SheetFile, SheetRow};
use crate::report::dates::{counted, minute, second};
use crate::report::dress::{Dress, of_outcome, of_verdict, spoken};
use crate::report::explain::Record;
use crate::report::explain::outline::{self, Beside, Part};
use crate::report::{PROGRAM, RenderError, charts};

/// Longest text of a cell, in characters; the JSON of the explanation has the whole.
const LONGEST: usize = 1_200;

/// The sheet as a document.
///
/// # Errors
/// A chart that cannot be drawn.
pub(super) fn document(sheet: &CaseSheet) -> Result<Document, RenderError> {
    let mut blocks = vec![
        Block::part(&format!("Case sheet {}", sheet.id)),
        Block::Aside {
            text: text(&format!("{}. Judged as of {}; all times are UTC.", sheet.title, minute(sheet.as_of))),
        },
        Block::Sentence { text: text(&sheet.sentence) },
    ];
    let judged = sheet.changes.iter().filter_map(|case| Some((case.brief.verdict?, &case.brief)));
    blocks.push(Block::Facts {
        facts: judged
            .map(|(verdict, brief)| ("Verdict", badge(of_verdict(verdict), &brief.reason)))
            .collect(),
    });
    blocks.extend(figure("Who did what, and when?", sheet.lanes.clone(), sheet.lanes_note));
    blocks.extend([Block::section("Timeline"), timeline(sheet)]);
    for part in &sheet.parts {
        blocks.extend(part_of(part)?);
    }
    blocks.push(Block::section("Records"));
    blocks.extend(sheet.files.iter().flat_map(|file| records(sheet, file)));
    blocks.extend([
        Block::section("What is not known"),
        Block::List { items: sheet.not_known.iter().map(|said| text(said)).collect() },
        Block::section("Review"),
        signing(),
        Block::aside(format!("Mappings {}. A sign such as ⟨U+5C71⟩ stands for a character that cannot be seen, or that the fonts of this document lack or would set from right to left; its number is that of Unicode.", sheet.mappings_sha256)),
    ]);
    Ok(Document {
        title: text(&format!("Case sheet {}", sheet.id)),
        running: [Words::line(&sheet.id, 60), Words::line(&sheet.title, 100)],
        made_by: Words::line(&format!("{PROGRAM} {}", sheet.version), 60),
        cover: None,
        blocks,
    })
}

fn text(words: &str) -> Words {
    Words::line(words, LONGEST)
}

fn badge(dress: Dress, reason: &str) -> Cell {
    Cell::Row { cells: vec![Cell::badge(dress), Cell::Text { text: text(reason) }] }
}

fn timeline(sheet: &CaseSheet) -> Block {
    let (from, to) = (minute(sheet.shown.from), minute(sheet.shown.to));
    Block::table(
        format!("{from} to {to}. Rows in grey are not of this case, but of the same account at that time."),
        heads([("When", 0.0), ("Whose", 0.0), ("What", 3.0), ("Recorded in", 1.4)]),
        sheet.rows.iter().map(row).collect(),
        "",
    )
}

fn row(row: &SheetRow) -> Vec<Cell> {
    let is_quiet = !row.is_own || row.lane == Lane::Coverage;
    let words = |words: &str| match is_quiet {
        true => Cell::Quiet { text: text(words) },
        false => Cell::Text { text: text(words) },
    };
    let mut what = vec![words(&format!("{}: {}", spoken(row.sort.as_str()), row.what))];
    what.extend(row.verdict.map(|verdict| Cell::badge(of_verdict(verdict))));
    what.extend(row.until.map(|until| {
        let times = if row.times == 1 { String::new() } else { format!("{} ", counted(row.times, "time")) };
        Cell::quiet(format!("{times}until {}", second(until)))
    }));
    vec![
        Cell::code(second(row.at)),
        words(row.lane.as_str()),
        Cell::Row { cells: what },
        Cell::Code { text: text(&row.place), to: None },
    ]
}

/// A part of the explanation under its title.
fn part_of(part: &Part) -> Result<Vec<Block>, RenderError> {
    let mut blocks =
        vec![Block::Heading { level: 2, text: text(&part.title), anchor: None, beside: Vec::new() }];
    blocks.extend(laid_out(&part.blocks)?);
    Ok(blocks)
}

/// Blocks of an explanation as they are printed; facts in a row are one list.
fn laid_out(blocks: &[outline::Block]) -> Result<Vec<Block>, RenderError> {
    let mut laid: Vec<Block> = Vec::new();
    for block in blocks {
        match (laid.last_mut(), printed(block)?) {
            (Some(Block::Facts { facts }), Block::Facts { facts: more }) => facts.extend(more),
            (_, block) => laid.push(block),
        }
    }
    Ok(laid)
}

fn printed(block: &outline::Block) -> Result<Block, RenderError> {
    use outline::Block as Told;
    let fact = |name, cell| Block::Facts { facts: vec![(name, cell)] };
    Ok(match block {
        Told::Say(words) => Block::Say { text: text(words) },
        Told::Aside(words) | Told::Next(words) => Block::Aside { text: text(words) },
        Told::Fact(name, words) => fact(name, Cell::Text { text: text(words) }),
        Told::Item(words, under) => Block::Item { text: text(words), blocks: laid_out(under)? },
        Told::Verdict(Some(verdict), reason) => fact("verdict", badge(of_verdict(*verdict), reason)),
        Told::Verdict(None, reason) => fact("no verdict", Cell::Text { text: text(reason) }),
        Told::Outcome(outcome, reason) => fact("outcome", badge(of_outcome(*outcome), reason)),
        Told::Record(record) => of_record(record),
        Told::Quote(pieces) => Block::Quote {
            worth: Words::default(),
            pieces: pieces.iter().map(|piece| Words::lines(piece, LONGEST)).collect(),
            place: Cell::Nothing,
        },
        Told::Waterfall(fall, threshold) => {
            let label = format!("{} make a sum of {:+.2}", counted(fall.steps.len(), "reason"), fall.sum);
            let drawn =
                figure("Which reasons make the sum?", charts::waterfall(&label, fall, *threshold), "");
            drawn.unwrap_or_else(|| Block::aside("No reason adds anything."))
        }
        Told::Beside(beside) => side_by_side(beside),
        Told::Condition(met, words) => {
            let met = match met {
                Some(true) => "met",
                Some(false) => "not met",
                None => "open",
            };
            fact(met, Cell::Text { text: text(words) })
        }
    })
}

fn of_record(record: &Record) -> Block {
    let at = record.at.map(|at| format!(" · {}", second(at))).unwrap_or_default();
    Block::Quote {
        worth: text(&spoken(&record.role)),
        pieces: if record.words.is_empty() { Vec::new() } else { vec![text(&record.words)] },
        place: Cell::Code { text: text(&format!("{}{at}", record.place())), to: None },
    }
}

/// Two sums, term by term.
fn side_by_side(beside: &Beside) -> Block {
    let points =
        |points: f64| Cell::number(if points == 0.0 { "–".to_owned() } else { format!("{points:+.2}") });
    let row = |name: &str, a: f64, b: f64| {
        let name = Cell::Text { text: text(&spoken(name)) };
        vec![name, points(a), points(b), Cell::number(format!("{:+.2}", a - b))]
    };
    let mut rows: Vec<Vec<Cell>> = beside.rows.iter().map(|(name, a, b)| row(name, *a, *b)).collect();
    let [a, b] = beside.sums;
    rows.push(row("sum", a, b));
    let [a, b] = beside.confidences.map(|confidence| Cell::number(format!("{confidence:.3}")));
    rows.push(vec![Cell::text("confidence"), a, b, Cell::text("")]);
    let mut heads = heads([("Reason", 1.0), ("#", 0.0), ("#", 0.0), ("#Difference", 0.0)]);
    for (head, ticket) in heads[1..].iter_mut().zip(&beside.heads) {
        head.text = Words::line(ticket, 60);
    }
    Block::table("", heads, rows, "")
}

/// A file with the records of the sheet that stand in it.
fn records(sheet: &CaseSheet, file: &SheetFile) -> Vec<Block> {
    let row = |record: &Record| {
        let number =
            if record.record == record.line { String::new() } else { format!(", record {}", record.record) };
        vec![
            Cell::code(format!("line {}{number}", record.line)),
            Cell::code(record.at.map(second).unwrap_or_default()),
            Cell::Text { text: text(&spoken(&record.role)) },
            Cell::Text { text: text(&record.words) },
        ]
    };
    let rows = counted(usize::try_from(file.rows).unwrap_or(usize::MAX), "record");
    let caption = format!("{}: {}, {rows}, SHA-256 {}", file.name, file.source, file.sha256);
    vec![Block::table(
        text(&caption),
        heads([("Place", 0.0), ("At", 0.0), ("What", 0.6), ("Words", 2.0)]),
        sheet.records.iter().filter(|one| one.file == file.name).map(row).collect(),
        "",
    )]
}

/// Room for the reviewer.
fn signing() -> Block {
    let asked = ["Conclusion of the reviewer", "Reviewed by (name, function)", "Date and signature"];
    Block::table(
        "",
        heads([("Asked", 0.0), ("Answer", 1.0)]),
        asked.into_iter().map(|asked| vec![Cell::text(asked), Cell::Blank]).collect(),
        "",
    )
}
