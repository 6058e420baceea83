//! Risk put together by week, desk, agent and account.

use crate::report::lookup::Lookup;
use crate::report::table::{Table, TableBuilder};

/// `risk.csv`: one row a group, within each kind of group the highest score first.
pub(super) fn risks(lookup: &Lookup<'_>) -> Table {
    TableBuilder::new("risk", &lookup.report.risks)
        .text("by", |group| group.by.to_string())
        .text("name", |group| group.name.clone())
        .count("changes", |group| Some(group.changes))
        .count("high", |group| Some(group.high))
        .number("high_share", 4, |group| group.share.map(|share| share.0))
        .number("high_low", 4, |group| group.share.map(|share| share.1))
        .number("high_up", 4, |group| group.share.map(|share| share.2))
        .number("mean", 1, |group| group.mean)
        .number("most", 1, |group| Some(group.most))
        .text("riskiest", |group| group.riskiest.0.clone())
        .build()
}
