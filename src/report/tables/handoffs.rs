//! What hand-offs cost in control, by their number.

use crate::measure::statistics::interval::wilson;
use crate::model::HandoffClass;
use crate::report::lookup::Lookup;
use crate::report::table::{Table, TableBuilder};

/// One share of a class, or the trend of one cost over all classes.
#[derive(Default)]
struct Row {
    handoffs: String,
    measure: String,
    count: Option<u64>,
    of: Option<u64>,
    share: Option<f64>,
    interval: Option<(f64, f64)>,
    z: Option<f64>,
    p: Option<f64>,
    p_adjusted: Option<f64>,
    median: Option<f64>,
    nine_tenths: Option<f64>,
}

/// `handoffs.csv`: of each number of hand-offs its costs, verdicts and time, then the trends.
pub(super) fn handoffs(lookup: &Lookup<'_>) -> Table {
    let costs = &lookup.report.handoff_costs;
    let mut rows: Vec<Row> =
        costs.classes.iter().flat_map(|class| of_class(class, costs.least_group)).collect();
    rows.extend(costs.trends.iter().map(|trend| Row {
        handoffs: "trend".to_owned(),
        measure: trend.sort.map_or("any_cost", |sort| sort.as_str()).to_owned(),
        of: Some(trend.of),
        z: trend.z,
        p: trend.p,
        p_adjusted: trend.p_adjusted,
        ..Row::default()
    }));
    TableBuilder::new("handoffs", &rows)
        .text("handoffs", |row| row.handoffs.clone())
        .text("measure", |row| row.measure.clone())
        .count("count", |row| row.count)
        .count("of", |row| row.of)
        .number("share", 4, |row| row.share)
        .number("share_low", 4, |row| Some(row.interval?.0))
        .number("share_high", 4, |row| Some(row.interval?.1))
        .number("hours_median", 2, |row| row.median)
        .number("hours_nine_tenths", 2, |row| row.nine_tenths)
        .number("trend_z", 3, |row| row.z)
        .number("trend_p", 5, |row| row.p)
        .number("trend_p_adjusted", 5, |row| row.p_adjusted)
        .build()
}

fn of_class(class: &HandoffClass, least: u64) -> Vec<Row> {
    let handoffs = if class.or_more { format!("{}+", class.handoffs) } else { class.handoffs.to_string() };
    let share = |measure: String, count: u64, of: u64| {
        let interval = wilson(count, of).filter(|_| of >= least);
        #[expect(clippy::cast_precision_loss, reason = "counts far below 2^52")]
        let share = interval.map(|_| count as f64 / of as f64);
        Row {
            handoffs: handoffs.clone(),
            measure,
            count: Some(count),
            of: Some(of),
            share,
            interval,
            ..Row::default()
        }
    };
    #[expect(clippy::cast_precision_loss, reason = "seconds far below 2^52")]
    let hours = |time: chrono::TimeDelta| time.num_seconds() as f64 / 3600.0;
    let mut rows: Vec<Row> =
        class.costs.iter().map(|(sort, count, of)| share(sort.to_string(), *count, *of)).collect();
    rows.push(share("any_cost".to_owned(), class.any.0, class.any.1));
    let judged: u64 = class.verdicts.iter().map(|(_, count)| count).sum();
    rows.extend(
        class.verdicts.iter().map(|(verdict, count)| share(format!("verdict_{verdict}"), *count, judged)),
    );
    rows.push(Row {
        handoffs: handoffs.clone(),
        measure: "time_to_solution".to_owned(),
        count: Some(class.waited_of),
        of: Some(class.tickets),
        median: class.waited.map(hours),
        nine_tenths: class.waited_most.map(hours),
        ..Row::default()
    });
    rows
}
