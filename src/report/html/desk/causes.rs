//! What stood in the way of first contact, and what passing tickets on cost in control.

use std::collections::{BTreeMap, BTreeSet};

use super::Told;
use super::section::{Grid, Panel, Row, Section, heads};
use crate::model::{ContactOutcome, CostSort, CostTrend, FailureCause, HandoffClass, HandoffCosts, Verdict};
use crate::report::RenderError;
use crate::report::charts::{self, Bar};
use crate::report::dates::grouped;
use crate::report::dress::{AMBER, spoken};
use crate::report::html::cells::Cell;
use crate::report::html::figure::{Figure, bars};
use crate::report::rate::Rate;

/// Causes of failed first contact of identity requests.
pub(super) fn causes(rows: &[Told<'_>]) -> Result<Section, RenderError> {
    let failed: Vec<&Told<'_>> =
        rows.iter().filter(|told| told.1.outcome == ContactOutcome::No && told.1.identity_request).collect();
    let mut counts: BTreeMap<FailureCause, (usize, usize)> = BTreeMap::new();
    for (_, result) in &failed {
        let all: BTreeSet<FailureCause> = result.causes.iter().map(|one| one.cause).collect();
        for cause in all {
            let (main, beside) = counts.entry(cause).or_default();
            *(if Some(cause) == result.cause() { main } else { beside }) += 1;
        }
    }
    let shown = failed.iter().filter(|told| !told.1.causes.is_empty()).count();
    let mut counts: Vec<(FailureCause, (usize, usize))> = counts.into_iter().collect();
    counts.sort_by_key(|(_, (main, beside))| std::cmp::Reverse((*main, *beside)));
    let href = |key: &str, cause: FailureCause| format!("#tickets?first=no&identity=yes&{key}={cause}");
    let drawn: Vec<Bar> = counts
        .iter()
        .map(|(cause, (main, beside))| Bar {
            name: spoken(cause.as_str()),
            count: *main,
            beside: *beside,
            href: href("cause", *cause),
        })
        .collect();
    let row = |(cause, (main, beside)): &(FailureCause, (usize, usize))| {
        let rate = Rate { hits: *main, of: failed.len() };
        Row {
            name: spoken(cause.as_str()),
            cells: vec![
                Cell::Count { text: grouped(*main), href: href("cause", *cause) },
                Cell::Score(rate.percent()),
                Cell::Score(rate.interval_text()),
                Cell::Count { text: grouped(main + beside), href: href("causes", *cause) },
            ],
        }
    };
    let title = "What stood in the way, where the data shows it?";
    let note = format!(
        "n = {} identity requests that failed; {} show a cause.",
        grouped(failed.len()),
        grouped(shown)
    );
    Ok(Section {
        id: "causes",
        title: "What stood in the way",
        text: "Read from the identity log, approvals, evidence, the directory and the history before the words of the desk. \
               Where nothing shows a cause, none is named."
            .to_owned(),
        panels: vec![Panel {
            figure: bars(title, &drawn, AMBER, note)?,
            grid: Grid {
                caption: "Causes of failed first contact of identity requests".to_owned(),
                heads: heads(["Cause", "#Main", "#Share", "#95 % interval", "#Main or beside"]),
                rows: counts.iter().map(row).collect(),
                ..Grid::default()
            },
            is_wide: false,
        }],
    })
}

/// What hand-offs cost in control, by their number.
pub(super) fn handoffs(costs: &HandoffCosts) -> Result<Section, RenderError> {
    let entries: Vec<(String, Rate)> = costs
        .classes
        .iter()
        .map(|class| (name(class), rate(class.any.0, class.any.1)))
        .filter(|(_, rate)| rate.of > 0)
        .collect();
    let title = "Does passing a ticket on cost control?";
    let n: u64 = costs.classes.iter().map(|class| class.tickets).sum();
    let any = costs.trends.iter().find(|trend| trend.sort.is_none());
    Ok(Section {
        id: "handoffs",
        title: "What hand-offs cost in control",
        text: "Solved identity requests by how often they changed hands: temporary access left behind, more changed than asked, \
               fixes by hand past the normal path, secrets written into the ticket (found, never shown). Each of the requests \
               of which the exports tell it."
            .to_owned(),
        panels: vec![Panel {
            figure: Figure {
                title,
                svg: if n == 0 { String::new() } else { charts::rates(title, &entries) },
                note: format!(
                    "n = {} solved identity requests{}. Any cost: {}.",
                    count(n),
                    if costs.untold == 0 {
                        String::new()
                    } else {
                        format!("; {} more do not tell their hand-offs", count(costs.untold))
                    },
                    any.map_or("no trend can be computed", said)
                ),
            },
            grid: Grid {
                caption: "Requests with a cost, of those that tell; proven of the changes that could be tested".to_owned(),
                heads: heads([
                    "Hand-offs",
                    "#Requests",
                    "#Any cost",
                    "#95 % interval",
                    "#Temporary access left",
                    "#Privilege widened",
                    "#Manual fix",
                    "#Secret in ticket",
                    "#Proven changes",
                    "#Median time",
                ]),
                rows: costs
                    .classes
                    .iter()
                    .filter(|class| class.tickets > 0)
                    .map(|class| row(class, costs.least_group))
                    .chain((n > 0).then(|| trends(costs)))
                    .collect(),
                note: "The last row is the trend over the classes (Cochran-Armitage, corrected for testing all of them)."
                    .to_owned(),
                ..Grid::default()
            },
            is_wide: true,
        }],
    })
}

fn row(class: &HandoffClass, least: u64) -> Row {
    let any = rate(class.any.0, class.any.1);
    let of_sort = |sort: CostSort| {
        let found = class.costs.iter().find(|(own, ..)| *own == sort);
        let (hits, of) = found.map_or((0, 0), |(_, hits, of)| (*hits, *of));
        let text = if of == 0 { "not told".to_owned() } else { format!("{} of {}", count(hits), count(of)) };
        let href =
            if hits > 0 { format!("#tickets?handoffs={}&costs={sort}", times(class)) } else { String::new() };
        Cell::Count { text, href }
    };
    let tested = class.verdicts.iter().filter(|(verdict, _)| *verdict != Verdict::NotTestable);
    let proven = class
        .verdicts
        .iter()
        .find(|(verdict, _)| *verdict == Verdict::Proven)
        .map_or(0, |(_, changes)| *changes);
    let proven = rate(proven, tested.map(|(_, changes)| changes).sum());
    let share = |rate: Rate| match rate.of {
        0 => String::new(),
        of if (of as u64) < least => format!("{} of {}", grouped(rate.hits), grouped(of)),
        of => format!("{} of {}", rate.percent(), grouped(of)),
    };
    Row {
        name: name(class),
        cells: vec![
            Cell::Score(count(class.tickets)),
            Cell::Score(share(any)),
            Cell::Score(if class.any.1 < least { String::new() } else { any.interval_text() }),
            of_sort(CostSort::TemporaryAccessLeft),
            of_sort(CostSort::PrivilegeWidened),
            of_sort(CostSort::ManualFix),
            of_sort(CostSort::SecretInTicket),
            Cell::Score(share(proven)),
            Cell::Score(class.waited.map(|time| charts::duration(time.as_seconds_f64())).unwrap_or_default()),
        ],
    }
}

fn trends(costs: &HandoffCosts) -> Row {
    let of = |sort: Option<CostSort>| {
        let trend = costs.trends.iter().find(|trend| trend.sort == sort);
        Cell::Word(trend.map_or_else(String::new, |trend| said(trend).to_owned()))
    };
    let mut cells = vec![Cell::Word(String::new()), of(None), Cell::Word(String::new())];
    cells.extend(CostSort::ALL.iter().map(|sort| of(Some(*sort))));
    cells.extend([Cell::Word(String::new()), Cell::Word(String::new())]);
    Row { name: "trend".to_owned(), cells }
}

fn said(trend: &CostTrend) -> &'static str {
    match (trend.z, trend.p_adjusted) {
        (Some(z), Some(p)) if p < 0.05 && z > 0.0 => "rises with every hand-off (p < 0.05)",
        (Some(_), Some(p)) if p < 0.05 => "falls with every hand-off (p < 0.05)",
        (Some(_), Some(_)) => "no trend beyond chance",
        _ => "too few to tell",
    }
}

/// The numbers of hand-offs of a class as a filter asks for them.
fn times(class: &HandoffClass) -> String {
    let most = if class.or_more { class.handoffs.saturating_add(40) } else { class.handoffs };
    (class.handoffs..=most).map(|times| times.to_string()).collect::<Vec<_>>().join(",")
}

fn name(class: &HandoffClass) -> String {
    match (class.handoffs, class.or_more) {
        (0, false) => "none".to_owned(),
        (times, true) => format!("{times} or more"),
        (times, false) => times.to_string(),
    }
}

fn rate(hits: u64, of: u64) -> Rate {
    Rate { hits: usize::try_from(hits).unwrap_or(usize::MAX), of: usize::try_from(of).unwrap_or(usize::MAX) }
}

fn count(count: u64) -> String {
    grouped(usize::try_from(count).unwrap_or(usize::MAX))
}
