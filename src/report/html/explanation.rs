//! One explanation as a page of its own: one file that asks nothing of the network and runs nothing.

use askama::Template;

use super::guard;
use crate::report::dates::minute;
use crate::report::dress::{Dress, of_outcome, of_verdict, spoken};
use crate::report::explain::outline::{Beside, Block, Part, outline};
use crate::report::explain::{Explanation, Record};
use crate::report::{RenderError, charts, safe};

use super::STYLE;

/// Longest text of a block; the JSON has the whole.
const LONGEST: usize = 2_000;

#[derive(Template)]
#[template(path = "explanation.html", config = "src/report/html/askama.toml")]
struct Page<'a> {
    policy: String,
    style: &'a str,
    title: String,
    version: String,
    as_of: String,
    asked: String,
    parts: Vec<(String, String)>,
}

/// Blocks of a part, or of one of its items.
#[derive(Template)]
#[template(path = "blocks.html", config = "src/report/html/askama.toml")]
struct Blocks {
    blocks: Vec<View>,
}

/// A block, ready to be shown.
enum View {
    Say(String),
    Aside(String),
    Facts(Vec<(String, String)>),
    /// Words, and the blocks that belong to them as HTML.
    Items(Vec<(String, String)>),
    Badge {
        class: &'static str,
        word: &'static str,
        reason: String,
    },
    Unjudged(String),
    Record {
        role: String,
        place: String,
        words: String,
    },
    Quote(Vec<(bool, String)>),
    Chart(String),
    Table {
        heads: [String; 2],
        rows: Vec<[String; 4]>,
    },
    Next(String),
}

/// The page.
///
/// # Errors
/// See [`RenderError`]; none depends on the data.
pub fn explanation(explanation: &Explanation) -> Result<String, RenderError> {
    let parts = outline(explanation);
    let title = parts.first().map(|part| text(&part.title)).unwrap_or_default();
    let parts = parts
        .into_iter()
        .map(|part| Ok((text(&part.title), blocks(part)?)))
        .collect::<Result<_, RenderError>>()?;
    let page = Page {
        policy: guard::policy_without_script(STYLE),
        style: STYLE,
        title,
        version: safe::line(&explanation.version),
        as_of: minute(explanation.as_of),
        asked: text(&explanation.asked),
        parts,
    };
    Ok(page.render()?)
}

fn text(words: &str) -> String {
    safe::clipped(words, LONGEST)
}

pub(super) fn blocks(part: Part) -> Result<String, RenderError> {
    Ok(Blocks { blocks: views(part.blocks)? }.render()?)
}

/// Blocks as they are shown: facts in a row, and items in a row, are one list.
fn views(blocks: Vec<Block>) -> Result<Vec<View>, RenderError> {
    let mut views: Vec<View> = Vec::new();
    for block in blocks {
        let view = view(block)?;
        match (views.last_mut(), view) {
            (Some(View::Facts(all)), View::Facts(more)) => all.extend(more),
            (Some(View::Items(all)), View::Items(more)) => all.extend(more),
            (_, view) => views.push(view),
        }
    }
    Ok(views)
}

fn view(block: Block) -> Result<View, RenderError> {
    Ok(match block {
        Block::Say(words) => View::Say(text(&words)),
        Block::Aside(words) => View::Aside(text(&words)),
        Block::Fact(name, words) => View::Facts(vec![(name.to_owned(), text(&words))]),
        Block::Item(words, under) => {
            let under = Blocks { blocks: views(under)? }.render()?;
            View::Items(vec![(text(&words), under)])
        }
        Block::Verdict(None, reason) => View::Unjudged(text(&reason)),
        Block::Verdict(Some(verdict), reason) => badge(of_verdict(verdict), &reason),
        Block::Outcome(outcome, reason) => badge(of_outcome(outcome), &reason),
        Block::Record(record) => of_record(&record),
        Block::Quote(pieces) => {
            View::Quote(pieces.into_iter().enumerate().map(|(at, piece)| (at % 2 == 1, piece)).collect())
        }
        Block::Waterfall(fall, threshold) => {
            let label = format!("{} reasons make a sum of {:+.2}", fall.steps.len(), fall.sum);
            View::Chart(charts::waterfall(&label, &fall, threshold))
        }
        Block::Beside(beside) => table(&beside),
        Block::Condition(met, words) => {
            let met = match met {
                Some(true) => "met",
                Some(false) => "not met",
                None => "open",
            };
            View::Facts(vec![(met.to_owned(), text(&words))])
        }
        Block::Next(command) => View::Next(text(&command)),
    })
}

fn badge(dress: Dress, reason: &str) -> View {
    View::Badge { class: dress.class, word: dress.word, reason: text(reason) }
}

fn of_record(record: &Record) -> View {
    let at = record.at.map(|at| at.format(" · %Y-%m-%d %H:%M:%SZ").to_string()).unwrap_or_default();
    View::Record {
        role: spoken(&text(&record.role)),
        place: text(&format!("{}{at}", record.place())),
        words: text(&record.words),
    }
}

fn table(beside: &Beside) -> View {
    let points = |points: f64| if points == 0.0 { "–".to_owned() } else { format!("{points:+.2}") };
    let row = |name: &str, a: String, b: String, difference: String| [text(&spoken(name)), a, b, difference];
    let mut rows: Vec<[String; 4]> = beside
        .rows
        .iter()
        .map(|(name, a, b)| row(name, points(*a), points(*b), format!("{:+.2}", a - b)))
        .collect();
    let [a, b] = beside.sums;
    rows.push(row("sum", format!("{a:+.2}"), format!("{b:+.2}"), format!("{:+.2}", a - b)));
    let [a, b] = beside.confidences;
    rows.push(row("confidence", format!("{a:.3}"), format!("{b:.3}"), String::new()));
    View::Table { heads: beside.heads.each_ref().map(|head| text(head)), rows }
}
