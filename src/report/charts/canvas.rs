//! The paper that charts are drawn on: plotters' SVG backend, whole units, few colours.
//!
//! Units are pixels of a page 720 wide; text of 12 is 8 points at 170 mm. A page in
//! the dark replaces the colours by their attribute values, so the bytes stay the same.

use plotters::backend::SVGBackend;
use plotters::prelude::{DrawingBackend as _, RGBAColor, ShapeStyle};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{FontStyle, IntoFont as _, TextStyle};

use crate::report::RenderError;
use crate::report::dress::Colour;
use crate::report::safe;

/// Width of every chart.
pub(crate) const WIDTH: f64 = 720.0;

/// Marks the number of a link inside a text until the drawing is finished.
const LINK_MARKS: [char; 2] = ['\u{F8F0}', '\u{F8F1}'];

/// Where a text stands against its point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Anchor {
    Start,
    Middle,
    End,
}

/// How a text looks.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ink {
    pub(crate) colour: Colour,
    pub(crate) size: f64,
    pub(crate) bold: bool,
    pub(crate) anchor: Anchor,
}

/// Plain text in one colour.
pub(crate) const fn ink(colour: Colour, anchor: Anchor) -> Ink {
    Ink { colour, size: 12.0, bold: false, anchor }
}

impl Ink {
    pub(crate) const fn bold(mut self) -> Self {
        self.bold = true;
        self
    }

    pub(crate) const fn small(mut self) -> Self {
        self.size = 11.0;
        self
    }
}

/// A drawing under way. The first fault is kept and told at the end.
pub(crate) struct Canvas<'a> {
    backend: SVGBackend<'a>,
    fault: Option<String>,
    links: Vec<String>,
}

/// Draws a chart of a height; `label` tells screen readers what it shows.
pub(crate) fn draw(
    height: f64,
    label: &str,
    paint: impl FnOnce(&mut Canvas<'_>),
) -> Result<String, RenderError> {
    let mut svg = String::new();
    let (fault, links) = {
        let size = (whole(WIDTH).unsigned_abs(), whole(height).unsigned_abs());
        let backend = SVGBackend::with_string(&mut svg, size);
        let mut canvas = Canvas { backend, fault: None, links: Vec::new() };
        paint(&mut canvas);
        let presented = canvas.backend.present().map_err(|fault| fault.to_string());
        canvas.keep(presented);
        (canvas.fault, canvas.links)
    };
    match fault {
        Some(fault) => Err(RenderError::Chart(fault)),
        None => Ok(finish(&svg, label, &links)),
    }
}

impl Canvas<'_> {
    pub(crate) fn text(&mut self, x: f64, y: f64, text: &str, ink: Ink) {
        let unmarked = safe::line(text).replace(LINK_MARKS, "");
        self.put_text(x, y, &unmarked, ink);
    }

    /// A text that leads to rows of the page.
    pub(crate) fn link(&mut self, x: f64, y: f64, text: &str, ink: Ink, href: &str) {
        let unmarked = safe::line(text).replace(LINK_MARKS, "");
        let [open, close] = LINK_MARKS;
        let marked = format!("{open}{}{close}{unmarked}", self.links.len());
        self.links.push(href.to_owned());
        self.put_text(x, y, &marked, ink);
    }

    fn put_text(&mut self, x: f64, y: f64, text: &str, ink: Ink) {
        let horizontal = match ink.anchor {
            Anchor::Start => HPos::Left,
            Anchor::Middle => HPos::Center,
            Anchor::End => HPos::Right,
        };
        // The backend divides by 1.24 to get from line height to size of letters.
        let font = ("sans-serif", ink.size * 1.24).into_font();
        let font = if ink.bold { font.style(FontStyle::Bold) } else { font };
        let colour = rgba(ink.colour, 1.0);
        let style = TextStyle::from(font).color(&colour).pos(Pos::new(horizontal, VPos::Center));
        let drawn = self.backend.draw_text(text, &style, point(x, y)).map_err(|fault| fault.to_string());
        self.keep(drawn);
    }

    pub(crate) fn line(&mut self, from: (f64, f64), to: (f64, f64), colour: Colour, width: u32) {
        let style = ShapeStyle { color: rgba(colour, 1.0), filled: false, stroke_width: width };
        let (from, to) = (point(from.0, from.1), point(to.0, to.1));
        let drawn = self.backend.draw_line(from, to, &style).map_err(|fault| fault.to_string());
        self.keep(drawn);
    }

    pub(crate) fn path(&mut self, points: &[(f64, f64)], colour: Colour, width: u32) {
        let style = ShapeStyle { color: rgba(colour, 1.0), filled: false, stroke_width: width };
        let points: Vec<(i32, i32)> = points.iter().map(|(x, y)| point(*x, *y)).collect();
        let drawn = self.backend.draw_path(points, &style).map_err(|fault| fault.to_string());
        self.keep(drawn);
    }

    /// A filled box from corner to corner; never thinner than one unit.
    pub(crate) fn fill(&mut self, from: (f64, f64), to: (f64, f64), colour: Colour, opacity: f64) {
        let style = ShapeStyle { color: rgba(colour, opacity), filled: true, stroke_width: 0 };
        let (from, to) = (point(from.0, from.1), point(to.0, to.1));
        let to = (to.0.max(from.0 + 1), to.1.max(from.1 + 1));
        let drawn = self.backend.draw_rect(from, to, &style, true).map_err(|fault| fault.to_string());
        self.keep(drawn);
    }

    pub(crate) fn polygon(&mut self, points: &[(f64, f64)], colour: Colour, opacity: f64) {
        let style = ShapeStyle { color: rgba(colour, opacity), filled: true, stroke_width: 0 };
        let points: Vec<(i32, i32)> = points.iter().map(|(x, y)| point(*x, *y)).collect();
        let drawn = self.backend.fill_polygon(points, &style).map_err(|fault| fault.to_string());
        self.keep(drawn);
    }

    /// A round mark; a hollow one is filled with paper.
    pub(crate) fn dot(&mut self, at: (f64, f64), radius: u32, colour: Colour, hollow: bool) {
        let at = point(at.0, at.1);
        let mut circle = |colour, filled| {
            let style = ShapeStyle { color: rgba(colour, 1.0), filled, stroke_width: 2 };
            let drawn =
                self.backend.draw_circle(at, radius, &style, filled).map_err(|fault| fault.to_string());
            self.keep(drawn);
        };
        if hollow {
            circle(crate::report::dress::PAPER, true);
        }
        circle(colour, !hollow);
    }

    /// A circle around a mark.
    pub(crate) fn ring(&mut self, at: (f64, f64), radius: u32, colour: Colour) {
        let style = ShapeStyle { color: rgba(colour, 1.0), filled: false, stroke_width: 2 };
        let at = point(at.0, at.1);
        let drawn = self.backend.draw_circle(at, radius, &style, false).map_err(|fault| fault.to_string());
        self.keep(drawn);
    }

    fn keep(&mut self, drawn: Result<(), String>) {
        if let Err(fault) = drawn {
            self.fault.get_or_insert(fault);
        }
    }
}

/// Gives the picture its role and label, and turns marked texts into links.
fn finish(svg: &str, label: &str, links: &[String]) -> String {
    let label = escaped(&safe::line(label));
    let size_end = svg.find(" viewBox").unwrap_or(4);
    let mut svg = format!("<svg class=\"chart\" role=\"img\" aria-label=\"{label}\"{}", &svg[size_end..]);
    let [open, close] = LINK_MARKS;
    for (number, href) in links.iter().enumerate() {
        let mark = format!("{open}{number}{close}");
        let Some(at) = svg.find(&mark) else { continue };
        svg.replace_range(at..at + mark.len(), "");
        let start = svg[..at].rfind("<text").unwrap_or(at);
        let end = svg[at..].find("</text>").map_or(at, |end| at + end + "</text>".len());
        svg.insert_str(end, "</a>");
        svg.insert_str(start, &format!("<a href=\"{}\">", escaped(href)));
    }
    svg
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

fn rgba(colour: Colour, opacity: f64) -> RGBAColor {
    RGBAColor(colour.0, colour.1, colour.2, opacity)
}

fn point(x: f64, y: f64) -> (i32, i32) {
    (whole(x), whole(y))
}

/// Rounded to whole units; what is no number is 0, what is huge is cut.
#[expect(clippy::cast_possible_truncation, reason = "clamped before")]
fn whole(length: f64) -> i32 {
    if length.is_finite() { length.round().clamp(-10_000.0, 10_000.0) as i32 } else { 0 }
}
