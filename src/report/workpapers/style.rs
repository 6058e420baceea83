//! How cells look: calm, thin rules, one accent, verdict words in the colours that they have everywhere.

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder};

use crate::report::dress::{BLUE, Colour, INK, MUTED, RULE, VERMILION};

/// Points of text.
const SIZE: f64 = 10.0;

/// The ground of cells that the auditor fills in.
const TO_FILL: Colour = Colour(0xF3, 0xF6, 0xFA);

/// All formats, made once.
pub(super) struct Styles {
    pub(super) title: Format,
    pub(super) heading: Format,
    pub(super) label: Format,
    pub(super) fact: Format,
    pub(super) head: Format,
    pub(super) head_right: Format,
    pub(super) text: Format,
    pub(super) wrapped: Format,
    pub(super) count: Format,
    pub(super) number: Format,
    pub(super) wrong: Format,
    pub(super) share: Format,
    pub(super) time: Format,
    pub(super) day: Format,
    pub(super) link: Format,
    pub(super) to_fill: Format,
    pub(super) day_to_fill: Format,
    pub(super) note: Format,
}

impl Styles {
    pub(super) fn new() -> Self {
        let plain =
            || Format::new().set_font_size(SIZE).set_font_color(colour(INK)).set_align(FormatAlign::Top);
        let cell = || plain().set_border_bottom(FormatBorder::Hair).set_border_bottom_color(colour(RULE));
        let text = || cell().set_num_format("@");
        let head = || {
            plain()
                .set_bold()
                .set_text_wrap()
                .set_font_color(colour(MUTED))
                .set_border_bottom(FormatBorder::Thin)
                .set_border_bottom_color(colour(INK))
        };
        // Apart from what stands beside it.
        let right = |format: Format| format.set_align(FormatAlign::Right).set_indent(1);
        let fill = |format: Format| format.set_background_color(colour(TO_FILL));
        Self {
            title: plain().set_font_size(15).set_bold(),
            heading: plain().set_font_size(12).set_bold(),
            label: plain().set_font_color(colour(MUTED)).set_text_wrap(),
            fact: plain().set_num_format("@").set_text_wrap(),
            head: head(),
            head_right: right(head()),
            text: text(),
            wrapped: text().set_text_wrap(),
            count: right(cell()).set_num_format("#,##0"),
            number: right(cell()).set_num_format("0.0"),
            wrong: right(cell()).set_num_format("#,##0").set_bold().set_font_color(colour(VERMILION)),
            share: right(cell()).set_num_format("0.0%"),
            time: cell().set_num_format("yyyy-mm-dd hh:mm:ss").set_align(FormatAlign::Left),
            day: cell().set_num_format("yyyy-mm-dd").set_align(FormatAlign::Left),
            link: cell().set_font_color(colour(BLUE)),
            to_fill: fill(text().set_text_wrap()),
            day_to_fill: fill(cell().set_num_format("yyyy-mm-dd").set_align(FormatAlign::Left)),
            note: plain().set_font_color(colour(MUTED)),
        }
    }
}

/// A colour as the writer takes it.
pub(super) fn colour(Colour(red, green, blue): Colour) -> Color {
    Color::RGB(u32::from(red) << 16 | u32::from(green) << 8 | u32::from(blue))
}
