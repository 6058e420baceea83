//! One report in memory, many renderings.

mod content;

pub use content::Report;
