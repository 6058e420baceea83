//! First contact by team, channel and topic, and why it failed.

use std::collections::BTreeMap;

use super::section::{Grid, MOST, Panel, Row, Section, heads, more};
use super::{Told, counted};
use crate::model::{ContactOutcome, ContactReason};
use crate::report::RenderError;
use crate::report::charts::{self, Bar};
use crate::report::dates::grouped;
use crate::report::dress::{AMBER, GREY, spoken};
use crate::report::html::cells::{Cell, percent};
use crate::report::html::figure::{Figure, bars};
use crate::report::html::lists::LONGEST_NAME;
use crate::report::rate::{Rate, ranked};
use crate::report::safe::clipped;

/// First contact by what a manager can set against each other.
pub(super) fn by_group(rows: &[Told<'_>]) -> Result<Section, RenderError> {
    let panels = vec![
        rates(rows, "Which groups solve at first contact?", "group", |told| told.0.group.clone())?,
        rates(rows, "Through which channel?", "channel", |told| told.0.channel.clone())?,
        rates(rows, "For which topic?", "topic", |told| Some(told.1.topic.clone()))?,
    ];
    Ok(Section {
        id: "first-contact",
        title: "First contact by group, channel and topic",
        text: "A ticket counts for the group that has it last: a second line, which only gets what was passed on, stands at \
               nought by that (who took tickets first is compared below). Bars are 95 % Wilson intervals: where they overlap widely, nothing is known to differ. Below 10 tickets a mark \
               is hollow and not ranked."
            .to_owned(),
        panels,
    })
}

fn rates(
    rows: &[Told<'_>],
    title: &'static str,
    key: &'static str,
    of: fn(&Told<'_>) -> Option<String>,
) -> Result<Panel, RenderError> {
    let labelled: Vec<(String, bool)> = counted(rows)
        .map(|(told, hit)| (of(told).map(|label| clipped(&label, LONGEST_NAME)).unwrap_or_default(), hit))
        .collect();
    let ranked = ranked(labelled.iter().map(|(label, hit)| (label.as_str(), *hit)));
    let shown = |label: &str| if label.is_empty() { "not recorded".to_owned() } else { label.to_owned() };
    let entries: Vec<(String, Rate)> = ranked.iter().map(|(label, rate)| (shown(label), *rate)).collect();
    let row = |(label, rate): &(String, Rate)| Row {
        name: shown(label),
        cells: vec![
            Cell::Count {
                text: grouped(rate.hits),
                href: format!("#tickets?first=yes&{key}={}", percent(label)),
            },
            Cell::Count {
                text: grouped(rate.of),
                href: format!("#tickets?first=yes,no&{key}={}", percent(label)),
            },
            Cell::Score(rate.percent()),
            Cell::Score(rate.interval_text()),
        ],
    };
    let drawn =
        if entries.len() > 24 { format!(" The chart has 24 of {}.", entries.len()) } else { String::new() };
    let n = grouped(labelled.len());
    Ok(Panel {
        figure: Figure {
            title,
            svg: charts::rates(title, &entries),
            note: format!("n = {n} tickets that count.{drawn}"),
        },
        grid: Grid {
            caption: format!("Tickets solved at first contact, by {key}"),
            heads: heads([key, "#First contact", "#Of", "#Share", "#95 % interval"]),
            rows: ranked.iter().take(MOST).map(row).collect(),
            note: more(ranked.len(), "data/desk.csv"),
            ..Grid::default()
        },
        is_wide: false,
    })
}

/// Why first contact failed, and why tickets do not count.
pub(super) fn reasons(rows: &[Told<'_>]) -> Result<Section, RenderError> {
    let failed = rows.iter().filter(|told| told.1.outcome == ContactOutcome::No).count();
    let excluded = rows.iter().filter(|told| told.1.outcome == ContactOutcome::Excluded).count();
    Ok(Section {
        id: "reasons",
        title: "Why first contact failed",
        text: "Each ticket has one main reason, the one that has least to do with how the desk counts; an outline, and the \
               number after the plus, are tickets that have the reason beside another main one."
            .to_owned(),
        panels: vec![
            panel(rows, ContactOutcome::No, "Why did first contact fail?", failed)?,
            panel(rows, ContactOutcome::Excluded, "Why do tickets not count?", excluded)?,
        ],
    })
}

fn panel(
    rows: &[Told<'_>],
    outcome: ContactOutcome,
    title: &'static str,
    of: usize,
) -> Result<Panel, RenderError> {
    let mut counts: BTreeMap<ContactReason, (usize, usize)> = BTreeMap::new();
    for (_, result) in rows.iter().filter(|told| told.1.outcome == outcome) {
        if let Some(main) = result.reason {
            counts.entry(main).or_default().0 += 1;
        }
        for reason in result.reasons.iter().filter(|reason| Some(**reason) != result.reason) {
            counts.entry(*reason).or_default().1 += 1;
        }
    }
    let mut counts: Vec<(ContactReason, (usize, usize))> = counts.into_iter().collect();
    counts.sort_by_key(|(_, (main, beside))| std::cmp::Reverse((*main, *beside)));
    let href = |key: &str, reason: ContactReason| format!("#tickets?first={outcome}&{key}={reason}");
    let drawn: Vec<Bar> = counts
        .iter()
        .map(|(reason, (main, beside))| Bar {
            name: spoken(reason.as_str()),
            count: *main,
            beside: *beside,
            href: href("reason", *reason),
        })
        .collect();
    let row = |(reason, (main, beside)): &(ContactReason, (usize, usize))| {
        let rate = Rate { hits: *main, of };
        Row {
            name: spoken(reason.as_str()),
            cells: vec![
                Cell::Count { text: grouped(*main), href: href("reason", *reason) },
                Cell::Score(rate.percent()),
                Cell::Score(rate.interval_text()),
                Cell::Count { text: grouped(main + beside), href: href("reasons", *reason) },
            ],
        }
    };
    let note = format!("n = {} tickets.", grouped(of));
    let colour = if outcome == ContactOutcome::No { AMBER } else { GREY };
    Ok(Panel {
        figure: bars(title, &drawn, colour, note)?,
        grid: Grid {
            caption: format!("Reasons of the {} tickets", grouped(of)),
            heads: heads(["Reason", "#Main", "#Share", "#95 % interval", "#Main or beside"]),
            rows: counts.iter().map(row).collect(),
            ..Grid::default()
        },
        is_wide: false,
    })
}
