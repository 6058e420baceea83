//! All integration tests, in one binary: each binary links the whole dependency tree again.

mod architecture;
mod offline;
mod page;
