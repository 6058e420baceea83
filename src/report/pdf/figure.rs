//! A chart as it is printed: the drawing of the page in the letters of the document.

use std::collections::BTreeSet;

use super::blocks::{Block, Words};
use super::glyphs;
use crate::model::Verdict;
use crate::report::dress::of_verdict;

/// Height of a chart against its width that a page can hold.
const TALLEST: f64 = 1.25;

/// A chart under its question; nothing without a drawing.
pub(super) fn figure(title: impl Into<Words>, svg: String, note: impl Into<Words>) -> Option<Block> {
    if svg.is_empty() {
        return None;
    }
    let title = title.into();
    let alt = Words::line(&label(&svg).unwrap_or_default(), 1_000);
    Some(Block::Figure {
        width: width(&svg),
        svg: printed(&svg),
        alt: if alt.is_empty() { title.clone() } else { alt },
        note: note.into(),
        title,
    })
}

/// In the fonts of this document; what they cannot draw as signs.
fn printed(svg: &str) -> String {
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
