//! Teams and people: who differs by more than chance, and who is fast and verifies.

use super::section::{Grid, MOST, Panel, Row, Section, heads, more};
use crate::measure::statistics::funnel::{LEVELS, limits};
use crate::model::{Dimension, Flag, FrontierPoint, Group, HandleTimeOf, Share, SpeedAndProof, Taken};
use crate::report::RenderError;
use crate::report::charts::{self, FrontierMark, FunnelPoint};
use crate::report::dates::grouped;
use crate::report::html::cells::{Cell, percent};
use crate::report::html::figure::Figure;
use crate::report::html::lists::LONGEST_NAME;
use crate::report::lookup::Lookup;
use crate::report::rate::Rate;
use crate::report::safe::clipped;

const BOTH: [(Dimension, &str, &str); 2] = [
    (Dimension::Group, "Which teams differ by more than chance?", "Team"),
    (Dimension::Agent, "Which agents differ by more than chance?", "Agent"),
];

/// First contact of teams and agents inside the funnel of chance.
pub(super) fn differences(lookup: &Lookup<'_>) -> Result<Section, RenderError> {
    let mut panels = Vec::new();
    for (dimension, title, who) in BOTH {
        panels.push(Panel {
            figure: funnel(lookup, dimension, title)?,
            grid: table(lookup, dimension, who),
            is_wide: true,
        });
    }
    Ok(Section {
        id: "groups",
        title: "Teams and agents",
        text: "Of the tickets that each took first, whoever solved them: passing a ticket on is no first contact of anybody. \
               Shares are adjusted for case mix: how a group did on its own topics and channels, against how such tickets went \
               overall. Inside the band is what chance does to a group of that size 19 times of 20, inside the lines 998 \
               times of 1,000. A diamond differs by more than chance after a correction for having looked at all of them: \
               a place to look, not a verdict. Agents with few cases stand under a pseudonym."
            .to_owned(),
        panels,
    })
}

/// The rows of a group: of the tickets that it has, or of those that it took first.
fn href(group: &Group, taken: bool, outcome: &str) -> String {
    let name = percent(&clipped(&group.name, LONGEST_NAME));
    let key = match (group.dimension == Dimension::Agent, taken) {
        (true, true) => "taken_as",
        (true, false) => "figures_as",
        (false, true) => "taken_group",
        (false, false) => "group",
    };
    format!("#tickets?{key}={name}&first={outcome}")
}

/// The groups of a dimension that took tickets; the largest first.
fn takers<'a>(lookup: &Lookup<'a>, dimension: Dimension) -> Vec<(&'a Group, &'a Taken)> {
    let groups = lookup.report.breakdown.of(dimension);
    let mut groups: Vec<_> = groups.filter_map(|group| Some((group, group.taken.as_ref()?))).collect();
    groups.retain(|(_, taken)| taken.first_contact.of > 0);
    groups.sort_by_key(|(_, taken)| std::cmp::Reverse(taken.first_contact.of));
    groups
}

fn funnel(lookup: &Lookup<'_>, dimension: Dimension, title: &'static str) -> Result<Figure, RenderError> {
    let mut all = lookup.report.breakdown.of(Dimension::All).filter_map(|group| group.tickets.as_ref());
    let overall = all.next().and_then(|all| rate(all.first_contact).share());
    let Some(overall) = overall else { return Ok(Figure::nothing(title)) };
    let points: Vec<FunnelPoint> = takers(lookup, dimension)
        .into_iter()
        .filter_map(|(group, figures)| {
            let compared = figures.compared?;
            Some(FunnelPoint {
                name: lookup.group_name(group),
                of: figures.first_contact.of,
                share: compared.adjusted.clamp(0.0, 1.0),
                differs: compared.flag.is_some(),
                href: href(group, true, "yes,no"),
            })
        })
        .collect();
    let chance = |of: u64| {
        let [near, far] = LEVELS.map(|level| limits(overall, of, level));
        Some([near?, far?])
    };
    let n: u64 = points.iter().map(|point| point.of).sum();
    let note = format!("n = {} tickets of {} that are large enough.", count(n), points.len());
    Ok(Figure { title, svg: charts::funnel(title, overall, &points, &chance), note })
}

fn table(lookup: &Lookup<'_>, dimension: Dimension, who: &'static str) -> Grid {
    let groups = takers(lookup, dimension);
    let row = |(group, taken): &(&Group, &Taken)| {
        let first = rate(taken.first_contact);
        let compared = taken.compared;
        let has = group.tickets.as_ref();
        let time = has.and_then(|figures| Some(charts::duration(figures.handle_time?.median)));
        let proven = group.changes.as_ref().map(|changes| changes.proven).unwrap_or_default();
        Row {
            name: shown(lookup, group),
            cells: vec![
                Cell::Count { text: grouped(first.of), href: href(group, true, "yes,no") },
                Cell::Count { text: grouped(first.hits), href: href(group, true, "yes") },
                Cell::Score(guarded(taken.first_contact)),
                Cell::Score(interval(taken.first_contact)),
                Cell::Score(
                    compared.map_or_else(String::new, |one| format!("{:.0} %", one.adjusted * 100.0)),
                ),
                Cell::Score(has.map(|figures| of(figures.safe)).unwrap_or_default()),
                Cell::Score(of(proven)),
                Cell::Score(time.unwrap_or_default()),
                Cell::Word(match compared.and_then(|one| Some((one.flag?, one.p_adjusted))) {
                    Some((Flag::Above, p)) => format!("above, {}", probability(p)),
                    Some((Flag::Below, p)) => format!("below, {}", probability(p)),
                    None if compared.is_some() => "no more than chance".to_owned(),
                    None => "too few to tell".to_owned(),
                }),
            ],
        }
    };
    Grid {
        caption: format!(
            "{who}s by the tickets that they took first; safe first contact and time are of those that they have, proven \
             of their changes. Shares of fewer than ten are not given."
        ),
        heads: heads([
            who,
            "#Taken first",
            "#First contact",
            "#Share",
            "#95 % interval",
            "#Adjusted",
            "#Safe",
            "#Proven changes",
            "#Median time",
            "Differs",
        ]),
        rows: groups.iter().take(MOST).map(row).collect(),
        note: more(groups.len(), "data/desk.csv"),
        ..Grid::default()
    }
}

/// Speed against verification.
pub(super) fn speed(lookup: &Lookup<'_>) -> Result<Section, RenderError> {
    let time = match lookup.report.breakdown.handle_time_of {
        Some(HandleTimeOf::Recorded) => "median working time, as recorded on the tickets",
        _ => "median time from opened to solved (no working time is recorded)",
    };
    let mut panels = Vec::new();
    for (dimension, title) in [
        (Dimension::Group, "Which teams are fast and verify?"),
        (Dimension::Agent, "Which agents are fast and verify?"),
    ] {
        panels.push(frontier(lookup, dimension, title, time)?);
    }
    panels.push(Panel {
        figure: Figure::nothing("speed"),
        grid: correlation(&lookup.report.breakdown.speed),
        is_wide: true,
    });
    Ok(Section {
        id: "speed",
        title: "Speed against verification",
        text: "Identity requests whose changes can be judged. To the left is faster, above is verified more often; nobody is \
               both faster and better verified than those on the line. A diamond is beaten: somebody no slower is verified \
               more often by more than chance. Lines up and down are 95 % intervals."
            .to_owned(),
        panels,
    })
}

fn frontier(
    lookup: &Lookup<'_>,
    dimension: Dimension,
    title: &'static str,
    time: &'static str,
) -> Result<Panel, RenderError> {
    let breakdown = &lookup.report.breakdown;
    let groups: std::collections::BTreeMap<&str, &Group> =
        breakdown.of(dimension).map(|group| (group.name.as_str(), group)).collect();
    let called = |name: &str| groups.get(name).map(|group| lookup.group_name(group)).unwrap_or_default();
    let mut points: Vec<&FrontierPoint> =
        breakdown.frontier.iter().filter(|point| point.dimension == dimension).collect();
    points.sort_by(|a, b| a.median.total_cmp(&b.median));
    let leads = |point: &FrontierPoint| {
        groups
            .get(point.name.as_str())
            .map(|group| href(group, false, "yes,no") + "&counted_in=speed")
            .unwrap_or_default()
    };
    let marks: Vec<FrontierMark> = points
        .iter()
        .filter_map(|point| {
            Some(FrontierMark {
                name: called(&point.name),
                seconds: point.median,
                share: point.verified.value?,
                interval: point.verified.interval,
                is_frontier: point.is_frontier,
                is_beaten: point.beaten_by.is_some(),
                href: leads(point),
            })
        })
        .collect();
    let row = |point: &&FrontierPoint| Row {
        name: called(&point.name),
        cells: vec![
            Cell::Count { text: count(point.verified.of), href: leads(point) },
            Cell::Score(charts::duration(point.median)),
            Cell::Score(guarded(point.verified)),
            Cell::Score(interval(point.verified)),
            Cell::Name(match (&point.beaten_by, point.is_frontier) {
                (Some(by), _) => format!("beaten by {}", called(by)),
                (None, true) => "on the line".to_owned(),
                (None, false) => String::new(),
            }),
        ],
    };
    let n: u64 = points.iter().map(|point| point.verified.of).sum();
    Ok(Panel {
        figure: Figure {
            title,
            svg: charts::frontier(title, time, &marks),
            note: format!("n = {} identity requests.", count(n)),
        },
        grid: Grid {
            caption: "Identity requests whose changes can be judged".to_owned(),
            heads: heads(["Who", "#Requests", "#Median time", "#Verified", "#95 % interval", "Place"]),
            rows: points.iter().take(MOST).map(row).collect(),
            note: more(points.len(), "data/desk.csv"),
            ..Grid::default()
        },
        is_wide: true,
    })
}

fn correlation(speed: &[SpeedAndProof]) -> Grid {
    let row = |one: &SpeedAndProof| Row {
        name: one.topic.as_deref().map_or_else(|| "all".to_owned(), |topic| clipped(topic, LONGEST_NAME)),
        cells: vec![
            Cell::Score(count(one.requests)),
            Cell::Score(format!("{:+.2}", one.rho)),
            Cell::Score(format!("{:+.2} to {:+.2}", one.interval.0, one.interval.1)),
            Cell::Word(
                match one.interval {
                    (low, _) if low > 0.0 => "the faster ones are verified less often",
                    (_, high) if high < 0.0 => "the faster ones are verified more often",
                    _ => "nothing is known to go together",
                }
                .to_owned(),
            ),
        ],
    };
    Grid {
        caption: "Do faster requests go unverified? Rank correlation of time and proof".to_owned(),
        heads: heads(["Topic", "#Requests", "#Correlation", "#95 % interval", "So"]),
        rows: speed.iter().take(MOST).map(row).collect(),
        note: more(speed.len(), "data/speed.csv"),
        ..Grid::default()
    }
}

/// A group's name as a row's head.
fn shown(lookup: &Lookup<'_>, group: &Group) -> String {
    let name = lookup.group_name(group);
    if name.is_empty() { "not recorded".to_owned() } else { name }
}

fn rate(share: Share) -> Rate {
    let whole = |count: u64| usize::try_from(count).unwrap_or(usize::MAX);
    Rate { hits: whole(share.hits), of: whole(share.of) }
}

/// The share in percent, where there are enough items for one.
fn guarded(share: Share) -> String {
    share.value.map_or_else(|| "–".to_owned(), |_| rate(share).percent())
}

fn interval(share: Share) -> String {
    share.interval.map(|_| rate(share).interval_text()).unwrap_or_default()
}

/// `62 % of 48`; nothing of nothing, counts alone of few.
fn of(share: Share) -> String {
    match (share.of, share.value) {
        (0, _) => String::new(),
        (_, None) => format!("{} of {}", count(share.hits), count(share.of)),
        _ => format!("{} of {}", guarded(share), count(share.of)),
    }
}

fn count(count: u64) -> String {
    grouped(usize::try_from(count).unwrap_or(usize::MAX))
}

/// `p = 0.012`; never 0.
fn probability(p: f64) -> String {
    if p < 0.001 { "p < 0.001".to_owned() } else { format!("p = {p:.3}") }
}
