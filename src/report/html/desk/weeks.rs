//! Shares over weeks, with the limits inside which they move by chance.

use super::section::{Grid, MOST, Panel, Row, Section, heads, more};
use crate::model::{ChartPoint, ChartSignal, Charted, Spread, WeekChart};
use crate::report::RenderError;
use crate::report::charts;
use crate::report::dates::grouped;
use crate::report::html::cells::{Cell, percent};
use crate::report::html::figure::Figure;
use crate::report::html::lists::LONGEST_NAME;
use crate::report::lookup::Lookup;
use crate::report::rate::Rate;
use crate::report::safe::clipped;

/// The charts of the whole desk, and which teams' charts show more than chance.
pub(super) fn weeks(lookup: &Lookup<'_>) -> Result<Section, RenderError> {
    let all = &lookup.report.breakdown.charts;
    let mut panels = Vec::new();
    for chart in all.iter().filter(|chart| chart.group.is_none()) {
        panels.push(panel(chart)?);
    }
    panels.push(Panel { figure: Figure::nothing("teams"), grid: teams(all), is_wide: true });
    Ok(Section {
        id: "weeks",
        title: "Week by week",
        text: "The limits are three standard deviations for each week's own number of items (p-chart); a diamond lies beyond \
               them, a ring is the ninth or a later week in a row on one side of the line: look for what changed then. \
               Inside the limits the desk moves by chance, whatever the single week looks like. Tickets that are too young \
               for a return to show are left out of first contact. Hollow: fewer than 10."
            .to_owned(),
        panels,
    })
}

const fn question(charted: Charted) -> &'static str {
    match charted {
        Charted::FirstContact => "Is first contact under control?",
        Charted::SafeFirstContact => "Is safe first contact under control?",
        Charted::Proven => "Is the share of proven changes under control?",
    }
}

/// The tickets that a chart counts.
const fn counted_in(charted: Charted) -> &'static str {
    match charted {
        Charted::FirstContact => "counted_in=weekly_first_contact",
        Charted::SafeFirstContact => "counted_in=weekly_safe_first_contact",
        Charted::Proven => "",
    }
}

/// The rows of a week.
fn href(charted: Charted, week: &str) -> String {
    match charted {
        Charted::FirstContact | Charted::SafeFirstContact => {
            format!("#tickets?week={}&{}", percent(week), counted_in(charted))
        }
        Charted::Proven => {
            format!("#changes?week={}&verdict=proven,insufficient,late,unproven,unticketed", percent(week))
        }
    }
}

fn panel(chart: &WeekChart) -> Result<Panel, RenderError> {
    let (title, charted) = (question(chart.charted), chart.charted);
    let n: u64 = chart.chart.points.iter().map(|point| point.sample.of).sum();
    let items = if charted == Charted::Proven { "changes" } else { "tickets" };
    let wider = match chart.chart.spread {
        Spread::Between => " The limits also allow for the usual difference between weeks (Laney).",
        Spread::Within => "",
    };
    let unlimited = if chart.chart.points.iter().all(|point| point.limits.is_none()) {
        " Too few weeks for limits."
    } else {
        ""
    };
    let points = &chart.chart.points;
    let last = &points[points.len().saturating_sub(MOST)..];
    Ok(Panel {
        figure: Figure {
            title,
            svg: charts::pchart(title, &chart.chart, |week| href(charted, week)),
            note: format!("n = {} {items}.{wider}{unlimited}", count(n)),
        },
        grid: Grid {
            caption: "By week; weeks are called by their Monday".to_owned(),
            heads: heads(["Week", "#Yes", "#Of", "#Share", "#Limits", "More than chance"]),
            rows: last.iter().map(|point| row(charted, point)).collect(),
            is_folded: points.len() > 8,
            note: if points.len() > MOST {
                more(points.len(), "data/weeks.csv").replacen("first", "last", 1)
            } else {
                String::new()
            },
        },
        is_wide: false,
    })
}

fn row(charted: Charted, point: &ChartPoint) -> Row {
    let sample = &point.sample;
    let rate = Rate { hits: whole(sample.hits), of: whole(sample.of) };
    Row {
        name: charts::monday(&sample.label),
        cells: vec![
            Cell::Score(count(sample.hits)),
            Cell::Count {
                text: count(sample.of),
                href: if sample.of > 0 { href(charted, &sample.label) } else { String::new() },
            },
            Cell::Score(rate.percent()),
            Cell::Score(
                point
                    .limits
                    .map(|(low, high)| format!("{:.0} to {:.0} %", low * 100.0, high * 100.0))
                    .unwrap_or_default(),
            ),
            Cell::Word(point.signals.iter().map(|signal| said(*signal)).collect::<Vec<_>>().join(", ")),
        ],
    }
}

const fn said(signal: ChartSignal) -> &'static str {
    match signal {
        ChartSignal::Beyond => "◆ beyond the limits",
        ChartSignal::Run => "○ run on one side",
    }
}

/// Teams whose charts show more than chance, with those weeks.
fn teams(charts: &[WeekChart]) -> Grid {
    let of_teams: Vec<(&WeekChart, &String)> =
        charts.iter().filter_map(|chart| Some((chart, chart.group.as_ref()?))).collect();
    let signalled: Vec<&(&WeekChart, &String)> = of_teams
        .iter()
        .filter(|(chart, _)| chart.chart.points.iter().any(|point| !point.signals.is_empty()))
        .collect();
    let row = |(chart, team): &&(&WeekChart, &String)| {
        let weeks = chart.chart.points.iter().filter(|point| !point.signals.is_empty());
        let weeks: Vec<String> = weeks.map(|point| charts::monday(&point.sample.label)).collect();
        let n: u64 = chart.chart.points.iter().map(|point| point.sample.of).sum();
        let team = clipped(team, LONGEST_NAME);
        let href = if chart.charted == Charted::Proven {
            String::new()
        } else {
            format!("#tickets?taken_group={}&{}", percent(&team), counted_in(chart.charted))
        };
        Row {
            name: team,
            cells: vec![
                Cell::Word(question(chart.charted).to_owned()),
                Cell::Count { text: count(n), href },
                Cell::Score(format!("{:.0} %", chart.chart.centre * 100.0)),
                Cell::Text(weeks.join(", ")),
            ],
        }
    };
    Grid {
        caption: format!("Teams with weeks that are more than chance, of {} charts of teams", of_teams.len()),
        heads: heads(["Team", "Chart", "#Items", "#Share", "Weeks from"]),
        rows: signalled.iter().take(MOST).map(row).collect(),
        note: more(signalled.len(), "data/weeks.csv"),
        ..Grid::default()
    }
}

fn whole(count: u64) -> usize {
    usize::try_from(count).unwrap_or(usize::MAX)
}

fn count(count: u64) -> String {
    grouped(whole(count))
}
