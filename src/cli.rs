//! To come.

mod panel;

pub use panel::panel;
