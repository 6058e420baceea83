//! What is more than chance would bring: concentration, and what changed since an earlier report.

use super::section::{Grid, MOST, Panel, Row, Section, heads, more};
use crate::model::{Concentration, Gathering, Metric, Trend, Trends};
use crate::report::dates::grouped;
use crate::report::dress::spoken;
use crate::report::html::cells::{Cell, percent};
use crate::report::html::figure::Figure;
use crate::report::html::lists::LONGEST_NAME;
use crate::report::lookup::Lookup;
use crate::report::rate::Rate;
use crate::report::safe::clipped;

/// Rows of changes that a link names one by one.
const MOST_LINKED: usize = 60;

/// Where lapses gather and who meets whom, beyond chance.
pub(super) fn concentration(lookup: &Lookup<'_>) -> Section {
    let all = &lookup.report.concentrations;
    let standing_out: Vec<&Concentration> = all.standing_out().collect();
    let called =
        |name: &str, cases: u64| clipped(lookup.short(lookup.report.agents.shown(name, cases)), LONGEST_NAME);
    let row = |one: &&Concentration| {
        let ids: Vec<String> = one.changes.iter().map(|change| percent(&change.0)).collect();
        let right =
            if one.right.is_empty() { String::new() } else { format!(", {}", called(&one.right, one.of)) };
        Row {
            name: format!("{}{right}", called(&one.left, one.of)),
            cells: vec![
                Cell::Word(spoken(one.dimension.as_str())),
                Cell::Word(match one.what {
                    Gathering::Met => "met on so many days".to_owned(),
                    what => format!("changes {what}"),
                }),
                Cell::Count {
                    text: count(one.observed),
                    href: if ids.len() <= MOST_LINKED {
                        format!("#changes?id={}", ids.join(","))
                    } else {
                        String::new()
                    },
                },
                Cell::Score(count(one.of)),
                Cell::Score(format!("{:.1}", one.expected)),
                Cell::Score(probability(one.adjusted)),
            ],
        }
    };
    let grid = Grid {
        caption: "More often than chance would bring; a place to look, not an accusation".to_owned(),
        heads: heads([
            "Who or where",
            "Compared by",
            "What gathers",
            "#Seen",
            "#Of",
            "#Expected",
            "#Probability",
        ]),
        rows: standing_out.iter().take(MOST).map(row).collect(),
        note: more(standing_out.len(), "data/concentration.csv"),
        ..Grid::default()
    };
    Section {
        id: "concentration",
        title: "Who meets whom, and where lapses gather",
        text: format!(
            "{} of {} comparisons stand out ({} of them between two people), corrected for having made them all: the \
             chance of even one false alarm is {:.0} %. All of those in which enough was seen stand in \
             data/concentration.csv.",
            grouped(standing_out.len()),
            count(all.comparisons),
            count(all.pairs),
            all.level * 100.0,
        ),
        panels: vec![Panel { figure: Figure::nothing("concentration"), grid, is_wide: true }],
    }
}

/// Figures that are shown whether or not they changed.
const HEADLINES: [&str; 5] = [
    "first_contact.rate",
    "first_contact.rate_matured",
    "first_contact.safe_rate",
    "verdicts.proven_of_testable",
    "tickets.without_change",
];

/// The figures beside those of the earlier report; nothing without one.
pub(super) fn since(lookup: &Lookup<'_>) -> Option<Section> {
    let trends: &Trends = lookup.report.trends.as_ref()?;
    let pairs: Vec<(&Metric, &Trend)> = lookup
        .report
        .metrics
        .iter()
        .filter_map(|metric| Some((metric, trends.of.get(&metric.id)?)))
        .filter(|(metric, trend)| {
            HEADLINES.contains(&metric.id.as_str()) || trend.adjusted.is_some_and(|chance| chance < 0.05)
        })
        .collect();
    let share = |hits: u64, of: Option<u64>| match of {
        Some(of) => format!("{} of {}", rate(hits, of).percent(), count(of)),
        None => count(hits),
    };
    let row = |(metric, trend): &(&Metric, &Trend)| Row {
        name: clipped(&metric.title, LONGEST_NAME),
        cells: vec![
            Cell::Score(share(metric.numerator, metric.denominator)),
            Cell::Score(share(trend.numerator, trend.denominator)),
            Cell::Score(trend.difference.map(points).unwrap_or_default()),
            Cell::Score(
                trend
                    .interval
                    .map(|(low, high)| format!("{} to {}", points(low), points(high)))
                    .unwrap_or_default(),
            ),
            Cell::Word(match (trend.adjusted, trend.not_compared) {
                (_, Some(why)) => format!("not compared: {}", spoken(why.as_str())),
                (Some(chance), None) if chance < 0.05 => format!("changed, {}", probability(chance)),
                _ => "no more than chance".to_owned(),
            }),
        ],
    };
    let notes: Vec<String> = trends.notes.iter().map(|note| clipped(note, 300)).collect();
    Some(Section {
        id: "since",
        title: "Since the earlier report",
        text: format!(
            "Held against {} (as of {}): {}. {}",
            clipped(&trends.previous.name, LONGEST_NAME),
            clipped(&trends.previous.as_of, 40),
            match trends.comparisons {
                0 => "no figure can be compared".to_owned(),
                1 => "1 figure compared".to_owned(),
                all => format!("{} figures compared, corrected for having compared them all", count(all)),
            },
            notes.join(" ")
        ),
        panels: vec![Panel {
            figure: Figure::nothing("since"),
            grid: Grid {
                caption:
                    "The main figures, and all others that changed by more than chance; differences in points"
                        .to_owned(),
                heads: heads(["Figure", "#Now", "#Then", "#Difference", "#95 % interval", "So"]),
                rows: pairs.iter().take(MOST).map(row).collect(),
                note: more(pairs.len(), "data/metrics.json"),
                ..Grid::default()
            },
            is_wide: true,
        }],
    })
}

fn rate(hits: u64, of: u64) -> Rate {
    Rate { hits: usize::try_from(hits).unwrap_or(usize::MAX), of: usize::try_from(of).unwrap_or(usize::MAX) }
}

fn points(difference: f64) -> String {
    format!("{:+.1}", difference * 100.0)
}

fn count(count: u64) -> String {
    grouped(usize::try_from(count).unwrap_or(usize::MAX))
}

fn probability(p: f64) -> String {
    if p < 0.001 { "p < 0.001".to_owned() } else { format!("p = {p:.3}") }
}
