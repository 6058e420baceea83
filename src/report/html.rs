//! `report.html`: one file that asks nothing of the network.
//!
//! Templates escape; what they take as safe is made here alone: charts (drawn
//! by us, their text escaped), the style, the script and the data island.

mod audit;
mod cells;
mod column;
mod desk;
mod details;
mod explanation;
mod figure;
mod first;
mod guard;
mod island;
mod lists;
pub(super) mod packed;
#[cfg(test)]
mod palette;
mod reviewed;
mod sheet;

use askama::Template;
use rayon::prelude::*;

pub use explanation::explanation;
pub use sheet::case_sheet;

use super::dates::minute;
use super::lookup::Lookup;
use super::summary::Summary;
use super::{RenderError, Report, safe};
use crate::model::{Audience, Part};
use lists::{Held, Lists};

pub(super) const STYLE: &str = include_str!("html/style.css");

/// The page's own script: small files by subject, in one closure.
pub(super) const SCRIPT: &str = concat!(
    "\"use strict\";\n(() => {\n",
    include_str!("html/script/elements.js"),
    include_str!("html/script/unpack.js"),
    include_str!("html/script/view.js"),
    include_str!("html/script/sums.js"),
    include_str!("html/script/case.js"),
    include_str!("html/script/note.js"),
    include_str!("html/script/sheet.js"),
    include_str!("html/script/rows.js"),
    include_str!("html/script/list.js"),
    include_str!("html/script/pages.js"),
    include_str!("html/script/start.js"),
    "})();\n",
);

/// What the page may weigh: so many bytes, and so many more a change.
const LARGEST: usize = 1_000_000;
const LARGEST_A_CHANGE: usize = 300;
/// Bytes kept for the details of the riskiest changes.
const DETAILS: usize = 100_000;
/// Rows of findings and tickets that a page holds if there is room for them.
const HELD: Held = Held { findings: 20_000, tickets: 50_000 };
/// Fewer are not held, however little room there is.
const LEAST_HELD: usize = 200;

#[derive(Template)]
#[template(path = "page.html", config = "src/report/html/askama.toml")]
struct Page<'a> {
    policy: String,
    style: &'a str,
    script: &'a str,
    title: String,
    version: String,
    as_of: String,
    audience: &'static str,
    /// The domain that names of accounts leave out.
    domain: String,
    mappings: String,
    first: String,
    audit: String,
    reviewed: String,
    cases: String,
    desk: String,
    /// What stands packed in the page, but for the details of changes.
    data: String,
}

/// The page.
///
/// # Errors
/// See [`RenderError`]; none depends on the data.
pub(crate) fn page(report: &Report) -> Result<String, RenderError> {
    let lookup = Lookup::new(report);
    let summary = Summary::of(report);
    let largest = LARGEST + LARGEST_A_CHANGE * report.cases.len();
    let (made, knowing) = rayon::join(
        || without_details(&lookup, &summary, HELD),
        || report.audience.shows(Part::Cases).then(|| details::Knowing::of(report)),
    );
    let (mut page, mut tables) = made?;
    while let Some(held) = fewer(&tables, (page.len() + DETAILS).saturating_sub(largest)) {
        (page, tables) = without_details(&lookup, &summary, held)?;
    }
    if let Some(knowing) = knowing {
        let details = details::of(&knowing, &summary, largest.saturating_sub(page.len()))?;
        let end = page.rfind("</body>").unwrap_or(page.len());
        page.insert_str(end, &details);
    }
    Ok(page)
}

/// Findings and tickets as a page holds them: their rows, and their bytes packed.
struct Tables {
    rows: Held,
    bytes: usize,
}

/// How many rows to hold of a page that is so many bytes too large; `None` if it is not, or cannot be smaller.
fn fewer(tables: &Tables, over: usize) -> Option<Held> {
    // Somewhat less than what would fit, as fewer rows pack less well.
    let (most, least) =
        (tables.bytes.saturating_sub(over) as f64 / tables.bytes.max(1) as f64 * 0.95, LEAST_HELD);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a share of a number of rows"
    )]
    let keep = |rows: usize| ((rows as f64 * most) as usize).max(least.min(rows));
    let held = Held { findings: keep(tables.rows.findings), tickets: keep(tables.rows.tickets) };
    (over > 0 && held != tables.rows).then_some(held)
}

fn without_details(
    lookup: &Lookup<'_>,
    summary: &Summary,
    held: Held,
) -> Result<(String, Tables), RenderError> {
    let report = lookup.report;
    let lists = Lists::of(lookup, summary, held);
    let packs = lists
        .all()
        .into_par_iter()
        .with_max_len(1)
        .map(|list| Ok(packed::pack(list.name, &island::json(list)?)))
        .collect::<Result<Vec<String>, RenderError>>()?;
    let tables = Tables {
        rows: Held { findings: lists.findings.rows, tickets: lists.tickets.rows },
        bytes: packs[1].len() + packs[2].len(),
    };
    let page = Page {
        policy: guard::policy(STYLE, SCRIPT),
        style: STYLE,
        script: SCRIPT,
        title: title(summary),
        version: safe::line(&report.version),
        as_of: minute(report.as_of),
        audience: match report.audience {
            Audience::Auditor => "",
            other => other.as_str(),
        },
        domain: safe::clipped(lookup.domain().trim_start_matches('@'), 80),
        mappings: safe::clipped(&report.mappings_sha256, 64),
        first: first::part(lookup, summary)?,
        audit: audit::part(lookup, summary, &lists)?,
        reviewed: reviewed::part(lookup)?,
        cases: lists.changes.section()?,
        desk: desk::part(lookup, &lists)?,
        data: island::run(lookup)? + &packs.concat(),
    };
    Ok((page.render()?, tables))
}

fn title(summary: &Summary) -> String {
    let period = summary.period.map(|(from, to)| format!(", {}", super::dates::range(from, to)));
    format!("Support-triggered identity changes{}", period.unwrap_or_default())
}
