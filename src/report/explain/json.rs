//! An explanation as JSON, for programs. Keys are only ever added; the README lists them.

use super::Explanation;
use crate::report::{RenderError, safe};

/// The explanation as indented JSON that ends with a line break. What cannot be seen is written as
/// `\u202e`, so that a terminal shows it and a program reads it.
///
/// # Errors
/// None that depends on the data.
pub fn json(explanation: &Explanation) -> Result<String, RenderError> {
    let mut text = safe::escaped_json(&serde_json::to_string_pretty(explanation)?);
    text.push('\n');
    Ok(text)
}
