//! All integration tests, in one binary: each binary links the whole dependency tree again.

mod architecture;
mod offline;
#[allow(dead_code, reason = "a kit: not every part of it is in use")]
mod support;
mod truth;
