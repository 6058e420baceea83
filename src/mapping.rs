//! Knowledge as data: the files under `mappings/`, embedded and replaceable.
//!
//! A file is read into a type that refuses unknown keys; what is wrong in it is
//! told with file, line and column. Every stage asks for its own kind of file by
//! name through [`Mappings`].

pub mod causes;
pub mod condition;
pub mod contact;
pub mod controls;
pub mod crosswalk;
pub mod definitions;
mod error;
pub mod exports;
mod expression;
mod folder;
pub mod frameworks;
pub mod handoffs;
pub mod init;
pub mod lexicon;
pub mod masks;
pub mod phrases;
pub mod policy;
pub mod risk;
pub mod sampling;
pub mod secrets;
pub mod signals;
pub mod source;
pub mod taxonomy;
pub mod wordings;

pub use error::MappingError;
pub use folder::{Mappings, parse_toml};
