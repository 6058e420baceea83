//! Charts as SVG: each answers one question, which is its title.

mod canvas;
mod control;
mod coverage;
mod flow;
mod frontier;
mod funnel;
mod heat;
mod lanes;
mod matrix;
mod names;
mod pchart;
mod rates;
mod reasons;
mod scale;
mod waterfall;
mod weeks;

pub(crate) use control::unverified_by_week;
pub(crate) use coverage::strip;
pub(crate) use flow::flow;
pub(crate) use frontier::{FrontierMark, frontier};
pub(crate) use funnel::{FunnelPoint, funnel};
pub(crate) use heat::{count, tests_by_outcome};
pub(crate) use lanes::{LANES_NOTE, lanes};
pub(crate) use matrix::matrix;
pub(crate) use pchart::pchart;
pub(crate) use rates::rates;
pub(crate) use reasons::{Bar, bars};
pub(crate) use scale::{duration, monday};
pub(crate) use waterfall::waterfall;
pub(crate) use weeks::{Weeks, verdicts_by_week};
