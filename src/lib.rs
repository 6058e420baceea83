//! deskproof reconciles identity changes with help desk tickets and verification evidence.
//!
//! The modules stand in the order in which the data goes; each uses only what
//! stands before it (a test scans for it).

pub mod model;

pub mod mapping;

pub mod source;

pub mod directory;

pub mod classify;

pub mod correlate;

pub mod assess;

pub mod measure;

pub mod report;

pub mod pipeline;

pub mod inspect;

pub mod simulate;

pub mod score;

pub mod fit;

pub mod verify;

pub mod diff;

pub mod cli;
