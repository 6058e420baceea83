//! Charts as they are printed: the drawings of the page in the letters of this document.

use std::collections::BTreeSet;

use super::Audit;
use crate::model::{ContactOutcome, ContactReason, Verdict};
use crate::report::charts::{self, Bar, Weeks};
use crate::report::dates::grouped;
use crate::report::dress::{AMBER, of_verdict, spoken};
use crate::report::pdf::blocks::{Block, Words};
use crate::report::pdf::glyphs;
use crate::report::rate::{Rate, ranked};
use crate::report::tables::joined;
use crate::report::{RenderError, safe};

/// Height of a chart against its width that a page can hold.
const TALLEST: f64 = 1.25;

pub(super) fn part(audit: &Audit<'_>) -> Result<Vec<Block>, RenderError> {
    let weeks = Weeks::of(&audit.report.cases);
    let summary = &audit.summary;
    let mut blocks = vec![Block::part("Charts")];
    blocks.extend(figure(
        "How did the verdicts go, week by week?",
        charts::verdicts_by_week(&weeks)?,
        format!("n = {} changes; weeks begin on Monday; all rows to one scale.", grouped(summary.judged)),
    ));
    blocks.extend(figure(
        "Is the share that was not proven under control?",
        charts::unverified_by_week(&weeks)?,
        format!(
            "n = {} changes that can be told; limits at three standard deviations for each week's n; a hollow mark stands for fewer than 10 changes.",
            grouped(summary.judged - summary.cannot_be_told())
        ),
    ));
    blocks.extend(first_contact(audit)?);
    if blocks.len() == 1 {
        blocks.push(Block::say("There is nothing to draw."));
    }
    Ok(blocks)
}

/// First contact by team, and why it failed.
fn first_contact(audit: &Audit<'_>) -> Result<Vec<Block>, RenderError> {
    let rows = joined(&audit.lookup);
    let counted = rows.iter().filter(|(_, result)| result.outcome != ContactOutcome::Excluded);
    let labelled: Vec<(String, bool)> = counted
        .map(|(ticket, result)| {
            let group = ticket.group.as_deref().unwrap_or("not recorded");
            (safe::clipped(group, 80), result.outcome == ContactOutcome::Yes)
        })
        .collect();
    let rates: Vec<(String, Rate)> = ranked(labelled.iter().map(|(label, hit)| (label.as_str(), *hit)));
    let mut reasons: std::collections::BTreeMap<ContactReason, usize> = std::collections::BTreeMap::new();
    for (_, result) in rows.iter().filter(|(_, result)| result.outcome == ContactOutcome::No) {
        result.reason.into_iter().for_each(|reason| *reasons.entry(reason).or_default() += 1);
    }
    let failed: usize = reasons.values().sum();
    let mut bars: Vec<Bar> = reasons
        .iter()
        .map(|(reason, count)| Bar {
            name: spoken(reason.as_str()),
            count: *count,
            beside: 0,
            href: String::new(),
        })
        .collect();
    bars.sort_by_key(|bar| std::cmp::Reverse(bar.count));
    let by_group = "Which groups solve at first contact?";
    let why = "Why did first contact fail?";
    let by_group = figure(
        by_group,
        charts::rates(by_group, &rates)?,
        format!(
            "n = {} tickets that count; 95 % Wilson intervals; below 10 tickets a mark is hollow and not ranked.",
            grouped(labelled.len())
        ),
    );
    let why = figure(
        why,
        charts::bars(why, &bars, AMBER)?,
        format!("n = {} tickets, each by its main reason.", grouped(failed)),
    );
    Ok(by_group.into_iter().chain(why).collect())
}

/// A chart under its question; nothing without a drawing.
pub(super) fn figure(title: &'static str, svg: String, note: String) -> Option<Block> {
    if svg.is_empty() {
        return None;
    }
    let alt = label(&svg).map_or_else(|| title.to_owned(), |label| format!("{title} {label}"));
    Some(Block::Figure {
        title,
        width: width(&svg),
        svg: printed(&svg),
        alt: Words::line(&alt, 1_000),
        note: note.into(),
    })
}

/// In the fonts of this document; what they cannot draw as signs.
pub(in crate::report::pdf) fn printed(svg: &str) -> String {
    shapes_apart(&glyphs::drawn(
        &svg.replace("font-family=\"sans-serif\"", "font-family=\"Libertinus Serif\""),
    ))
}

/// Shapes of verdicts as texts of their own, for the one font that has them all would take the words beside them
/// along.
fn shapes_apart(svg: &str) -> String {
    const APART: f64 = 11.0;
    let shapes: BTreeSet<char> = Verdict::ALL.iter().map(|verdict| of_verdict(*verdict).shape).collect();
    let mut lines: Vec<String> = svg.lines().map(str::to_owned).collect();
    for at in 1..lines.len() {
        let Some((shape, words)) = lines[at].split_once(' ') else { continue };
        let is_shape = shape.chars().eq(shape.chars().next().filter(|sign| shapes.contains(sign)));
        let head = &lines[at - 1];
        if !is_shape || !head.contains("text-anchor=\"start\"") {
            continue;
        }
        let (Some(from), Some(x)) = (head.rfind("<text"), attribute(head, "x")) else { continue };
        let text = &head[from..];
        let alone = text.replace("Libertinus Serif", "DejaVu Sans Mono");
        let beside = text.replacen(&format!("x=\"{x}\""), &format!("x=\"{}\"", x + APART), 1);
        let (before, line) =
            (format!("{}{alone}", &head[..from]), format!("{shape}</text>{beside}\n{words}"));
        lines[at - 1] = before;
        lines[at] = line;
    }
    lines.join("\n")
}

/// The number of an attribute, in the last tag of a line.
fn attribute(line: &str, name: &str) -> Option<f64> {
    line.rsplit_once(&format!(" {name}=\""))?.1.split('"').next()?.parse().ok()
}

/// What the chart tells screen readers.
fn label(svg: &str) -> Option<String> {
    let label = svg.split("aria-label=\"").nth(1)?.split('"').next()?;
    Some(label.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&"))
}

/// Parts of the column that the chart may take so that it is no taller than a page.
fn width(svg: &str) -> f64 {
    let size = svg.split("viewBox=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap_or_default();
    let size: Vec<f64> = size.split(' ').filter_map(|number| number.parse().ok()).collect();
    match size[..] {
        [_, _, width, height] if width > 0.0 => (TALLEST * width / height.max(1.0)).min(1.0),
        _ => 1.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tall_chart_is_made_narrower_until_a_page_holds_it() {
        assert!((width("<svg viewBox=\"0 0 720 300\">") - 1.0).abs() < 1e-9);
        assert!((width("<svg viewBox=\"0 0 720 1800\">") - 0.5).abs() < 1e-9);
    }

    #[test]
    fn a_shape_stands_apart_from_its_words() {
        let svg = "<svg>\n<a href=\"#x\"><text x=\"573\" y=\"168\" text-anchor=\"start\" font-family=\"sans-serif\">\n◷ late 12\n</text></a>\n</svg>";
        let printed = printed(svg);
        assert!(printed.contains("font-family=\"DejaVu Sans Mono\">\n◷</text><text x=\"584\""), "{printed}");
        assert!(printed.contains("font-family=\"Libertinus Serif\">\nlate 12\n</text></a>"), "{printed}");
    }
}
