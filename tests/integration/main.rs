//! All integration tests, in one binary: each binary links the whole dependency tree again.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test that cannot go on fails; what it prints is shown then"
)]

mod architecture;
mod cache;
mod cases;
mod claims;
mod controls;
mod conversations;
mod desks;
mod diff;
mod documents;
mod encodings;
mod exceptions;
mod explain;
mod figures;
mod formats;
mod frameworks;
mod hostile;
mod inspect;
mod mappings;
mod notes;
mod office;
mod offline;
mod overrides;
mod page;
mod previous;
mod privacy;
mod properties;
mod published;
mod sample_report;
mod samples;
mod schema;
mod support;
mod timeline;
mod traps;
mod truth;
mod verify;
