//! The paper that charts are drawn on: SVG in whole units and few colours.
//!
//! Units are pixels of a page 720 wide; text of 12 is 8 points at 170 mm. A page in
//! the dark replaces the colours by their attribute values, so the bytes stay the same.

use std::fmt::{Display, Write as _};

use crate::report::dress::{Colour, PAPER};
use crate::report::safe;

/// Width of every chart.
pub(crate) const WIDTH: f64 = 720.0;

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
    pub(crate) size: u32,
    pub(crate) bold: bool,
    pub(crate) anchor: Anchor,
}

/// Plain text in one colour.
pub(crate) const fn ink(colour: Colour, anchor: Anchor) -> Ink {
    Ink { colour, size: 12, bold: false, anchor }
}

impl Ink {
    pub(crate) const fn bold(mut self) -> Self {
        self.bold = true;
        self
    }

    pub(crate) const fn small(mut self) -> Self {
        self.size = 11;
        self
    }
}

/// A drawing under way.
pub(crate) struct Canvas {
    svg: String,
    /// Whether what is the default, or alike for all, is left out, and every element stands on one line.
    brief: bool,
}

/// Draws a chart of a height; `label` tells screen readers what it shows.
pub(crate) fn draw(height: f64, label: &str, paint: impl FnOnce(&mut Canvas)) -> String {
    drawn(false, height, label, paint)
}

/// The same picture in fewer bytes, where a page holds thousands.
pub(crate) fn draw_brief(height: f64, label: &str, paint: impl FnOnce(&mut Canvas)) -> String {
    drawn(true, height, label, paint)
}

fn drawn(brief: bool, height: f64, label: &str, paint: impl FnOnce(&mut Canvas)) -> String {
    let mut canvas = Canvas { svg: String::with_capacity(4_096), brief };
    let font = if brief { " font-family=\"sans-serif\"" } else { "" };
    let label = escaped(&safe::line(label));
    let (width, height) = (whole(WIDTH), whole(height).unsigned_abs());
    canvas.write(format_args!(
        "<svg{font} class=\"chart\" role=\"img\" aria-label=\"{label}\" viewBox=\"0 0 {width} {height}\" xmlns=\"http://www.w3.org/2000/svg\">"
    ));
    canvas.end_line();
    paint(&mut canvas);
    canvas.svg.push_str("</svg>\n");
    canvas.svg
}

impl Canvas {
    pub(crate) fn text(&mut self, x: f64, y: f64, text: &str, ink: Ink) {
        self.put_text(x, y, text, ink);
        self.end_line();
    }

    /// A text that leads to rows of the page.
    pub(crate) fn link(&mut self, x: f64, y: f64, text: &str, ink: Ink, href: &str) {
        self.write(format_args!("<a href=\"{}\">", escaped(href)));
        self.put_text(x, y, text, ink);
        self.svg.push_str("</a>");
        self.end_line();
    }

    fn put_text(&mut self, x: f64, y: f64, text: &str, ink: Ink) {
        let anchor = match ink.anchor {
            Anchor::Start => "start",
            Anchor::Middle => "middle",
            Anchor::End => "end",
        };
        let (x, y) = point(x, y);
        self.write(format_args!("<text x=\"{x}\" y=\"{y}\" dy=\"0.5ex\" text-anchor=\"{anchor}\""));
        if !self.brief {
            self.svg.push_str(" font-family=\"sans-serif\"");
        }
        self.attribute("font-size", ink.size);
        self.opacity(1.0);
        self.colour("fill", ink.colour);
        if ink.bold {
            self.attribute("font-weight", "bold");
        }
        self.svg.push('>');
        self.end_line();
        for sign in safe::line(text).chars() {
            match sign {
                '&' => self.svg.push_str("&amp;"),
                '<' => self.svg.push_str("&lt;"),
                '>' => self.svg.push_str("&gt;"),
                '"' => self.svg.push_str("&quot;"),
                '\'' => self.svg.push_str("&apos;"),
                _ => self.svg.push(sign),
            }
        }
        self.end_line();
        self.svg.push_str("</text>");
    }

    pub(crate) fn line(&mut self, from: (f64, f64), to: (f64, f64), colour: Colour, width: u32) {
        let ((x1, y1), (x2, y2)) = (point(from.0, from.1), point(to.0, to.1));
        self.svg.push_str("<line");
        self.opacity(1.0);
        self.stroke(colour, width);
        self.write(format_args!(" x1=\"{x1}\" y1=\"{y1}\" x2=\"{x2}\" y2=\"{y2}\""));
        self.close();
    }

    pub(crate) fn path(&mut self, points: &[(f64, f64)], colour: Colour, width: u32) {
        self.svg.push_str("<polyline fill=\"none\"");
        self.opacity(1.0);
        self.stroke(colour, width);
        self.points(points);
        self.close();
    }

    /// A filled box from corner to corner; never thinner than one unit.
    pub(crate) fn fill(&mut self, from: (f64, f64), to: (f64, f64), colour: Colour, opacity: f64) {
        let ((x, y), to) = (point(from.0, from.1), point(to.0, to.1));
        let (width, height) = ((to.0 - x).max(1), (to.1 - y).max(1));
        self.write(format_args!("<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\""));
        self.opacity(opacity);
        self.colour("fill", colour);
        self.no_stroke();
        self.close();
    }

    pub(crate) fn polygon(&mut self, points: &[(f64, f64)], colour: Colour, opacity: f64) {
        self.svg.push_str("<polygon");
        self.opacity(opacity);
        self.colour("fill", colour);
        self.points(points);
        self.close();
    }

    /// A round mark; a hollow one is filled with paper.
    pub(crate) fn dot(&mut self, at: (f64, f64), radius: u32, colour: Colour, hollow: bool) {
        if hollow {
            self.disc(at, radius, PAPER);
            self.ring(at, radius, colour);
        } else {
            self.disc(at, radius, colour);
        }
    }

    fn disc(&mut self, at: (f64, f64), radius: u32, colour: Colour) {
        self.circle(at, radius);
        self.colour("fill", colour);
        self.no_stroke();
        self.attribute("stroke-width", 2);
        self.close();
    }

    /// A circle around a mark.
    pub(crate) fn ring(&mut self, at: (f64, f64), radius: u32, colour: Colour) {
        self.circle(at, radius);
        self.attribute("fill", "none");
        self.stroke(colour, 2);
        self.close();
    }

    fn circle(&mut self, at: (f64, f64), radius: u32) {
        let (x, y) = point(at.0, at.1);
        self.write(format_args!("<circle cx=\"{x}\" cy=\"{y}\" r=\"{radius}\""));
        self.opacity(1.0);
    }
}

/// The pieces of elements.
impl Canvas {
    fn write(&mut self, piece: std::fmt::Arguments<'_>) {
        // Writing into memory does not fail.
        let _ = self.svg.write_fmt(piece);
    }

    fn attribute(&mut self, name: &str, value: impl Display) {
        self.write(format_args!(" {name}=\"{value}\""));
    }

    fn colour(&mut self, name: &str, Colour(red, green, blue): Colour) {
        self.write(format_args!(" {name}=\"#{red:02X}{green:02X}{blue:02X}\""));
    }

    fn stroke(&mut self, colour: Colour, width: u32) {
        self.colour("stroke", colour);
        self.attribute("stroke-width", width);
    }

    fn no_stroke(&mut self) {
        if !self.brief {
            self.attribute("stroke", "none");
        }
    }

    fn opacity(&mut self, opacity: f64) {
        if !self.brief || opacity < 1.0 {
            self.attribute("opacity", opacity);
        }
    }

    fn points(&mut self, points: &[(f64, f64)]) {
        self.svg.push_str(" points=\"");
        for (x, y) in points {
            let (x, y) = point(*x, *y);
            self.write(format_args!("{x},{y} "));
        }
        self.svg.push('"');
    }

    /// Ends an element that holds nothing.
    fn close(&mut self) {
        self.svg.push_str("/>");
        self.end_line();
    }

    fn end_line(&mut self) {
        if !self.brief {
            self.svg.push('\n');
        }
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

fn point(x: f64, y: f64) -> (i32, i32) {
    (whole(x), whole(y))
}

/// Rounded to whole units; what is no number is 0, what is huge is cut.
#[expect(clippy::cast_possible_truncation, reason = "clamped before")]
fn whole(length: f64) -> i32 {
    if length.is_finite() { length.round().clamp(-10_000.0, 10_000.0) as i32 } else { 0 }
}
