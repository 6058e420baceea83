//! Re-performance: whether a report folder is what its manifest says, and whether it can be made again byte for byte.
//!
//! A folder to be verified comes from anybody. Its manifest names files, but only plain files inside the folder are
//! opened, never through a link; what it says of settings is replayed by the command line, by a list of names.

mod difference;
mod folder;
mod inputs;
mod manifest;
#[cfg(test)]
mod tests;

pub use difference::Difference;
pub use folder::{compare, listed, plain, small};
pub use inputs::{Located, locate};
pub use manifest::{Input, Manifest, ManifestError, Output, Part, Previous, Setting};
