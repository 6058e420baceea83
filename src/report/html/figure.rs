//! A chart with the question that it answers.

use crate::report::charts::Bar;
use crate::report::dress::Colour;
use crate::report::{RenderError, charts};

/// A chart; without a drawing there is nothing to show.
pub(super) struct Figure {
    pub(super) title: &'static str,
    pub(super) svg: String,
    /// n, period and interval.
    pub(super) note: String,
}

impl Figure {
    /// No drawing.
    pub(super) fn nothing(title: &'static str) -> Self {
        Self { title, svg: String::new(), note: String::new() }
    }
}

/// Sorted bars under a question.
pub(super) fn bars(
    title: &'static str,
    bars: &[Bar],
    colour: Colour,
    note: String,
) -> Result<Figure, RenderError> {
    Ok(Figure { title, svg: charts::bars(title, bars, colour), note })
}
