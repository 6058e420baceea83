//! `report.html`: one file that asks nothing of the network.
//!
//! Templates escape; what they take as safe is made here alone: charts (drawn
//! by us, their text escaped), the style, the script and the data island.

mod audit;
mod cells;
mod desk;
mod details;
mod explanation;
mod figure;
mod first;
mod guard;
mod island;
mod lists;
mod sheet;

use askama::Template;

pub use explanation::explanation;
pub use sheet::case_sheet;

use super::dates::minute;
use super::lookup::Lookup;
use super::summary::Summary;
use super::{RenderError, Report, safe};

const STYLE: &str = include_str!("html/style.css");
const SCRIPT: &str = include_str!("html/page.js");

#[derive(Template)]
#[template(path = "page.html", config = "src/report/html/askama.toml")]
struct Page<'a> {
    policy: String,
    style: &'a str,
    script: &'a str,
    island: String,
    title: String,
    version: String,
    as_of: String,
    /// The domain that names of accounts leave out.
    domain: String,
    mappings: String,
    first: String,
    audit: String,
    cases: String,
    desk: String,
}

/// The page.
///
/// # Errors
/// See [`RenderError`]; none depends on the data.
pub(crate) fn page(report: &Report) -> Result<String, RenderError> {
    let lookup = Lookup::new(report);
    let summary = Summary::of(report);
    let lists = lists::Lists::of(&lookup, &summary);
    let page = Page {
        policy: guard::policy(STYLE, SCRIPT),
        style: STYLE,
        script: SCRIPT,
        island: island::json(&lists, &details::of(&lookup, &summary), &safe::line(lookup.domain())),
        title: title(&summary),
        version: safe::line(&report.version),
        as_of: minute(report.as_of),
        domain: safe::clipped(lookup.domain().trim_start_matches('@'), 80),
        mappings: safe::clipped(&report.mappings_sha256, 64),
        first: first::part(&lookup, &summary)?,
        audit: audit::part(&lookup, &summary, &lists)?,
        cases: lists.changes.section()?,
        desk: desk::part(&lookup, &lists)?,
    };
    Ok(page.render()?)
}

fn title(summary: &Summary) -> String {
    let period = summary.period.map(|(from, to)| format!(", {}", super::dates::range(from, to)));
    format!("Support-triggered identity changes{}", period.unwrap_or_default())
}
