//! Charts over the whole period, for those who read on.

use super::Audit;
use crate::model::{ContactOutcome, ContactReason};
use crate::report::charts::{self, Bar, Weeks};
use crate::report::dates::grouped;
use crate::report::dress::{AMBER, spoken};
use crate::report::pdf::blocks::Block;
use crate::report::pdf::figure::figure;
use crate::report::rate::{Rate, ranked};
use crate::report::tables::joined;
use crate::report::{RenderError, safe};

pub(super) fn part(audit: &Audit<'_>) -> Result<Vec<Block>, RenderError> {
    let weeks = Weeks::of(&audit.report.cases);
    let summary = &audit.summary;
    let mut blocks = vec![Block::part("Charts")];
    blocks.extend(figure(
        "How did the verdicts go, week by week?",
        charts::verdicts_by_week(&weeks),
        format!("n = {} changes; weeks begin on Monday; all rows to one scale.", grouped(summary.judged)),
    ));
    blocks.extend(figure(
        "Is the share that was not proven under control?",
        charts::unverified_by_week(&weeks),
        format!(
            "n = {} changes that can be told; limits at three standard deviations for each week's n; a hollow mark stands for fewer than 10 changes.",
            grouped(summary.judged - summary.cannot_be_told())
        ),
    ));
    blocks.extend(first_contact(audit)?);
    if blocks.len() == 1 {
        blocks.push(Block::say("There is nothing to draw."));
    }
    Ok(blocks)
}

/// First contact by team, and why it failed.
fn first_contact(audit: &Audit<'_>) -> Result<Vec<Block>, RenderError> {
    let rows = joined(&audit.lookup);
    let counted = rows.iter().filter(|(_, result)| result.outcome != ContactOutcome::Excluded);
    let labelled: Vec<(String, bool)> = counted
        .map(|(ticket, result)| {
            let group = ticket.group.as_deref().unwrap_or("not recorded");
            (safe::clipped(group, 80), result.outcome == ContactOutcome::Yes)
        })
        .collect();
    let rates: Vec<(String, Rate)> = ranked(labelled.iter().map(|(label, hit)| (label.as_str(), *hit)));
    let mut reasons: std::collections::BTreeMap<ContactReason, usize> = std::collections::BTreeMap::new();
    for (_, result) in rows.iter().filter(|(_, result)| result.outcome == ContactOutcome::No) {
        result.reason.into_iter().for_each(|reason| *reasons.entry(reason).or_default() += 1);
    }
    let failed: usize = reasons.values().sum();
    let mut bars: Vec<Bar> = reasons
        .iter()
        .map(|(reason, count)| Bar {
            name: spoken(reason.as_str()),
            count: *count,
            beside: 0,
            href: String::new(),
        })
        .collect();
    bars.sort_by_key(|bar| std::cmp::Reverse(bar.count));
    let by_group = "Which groups solve at first contact?";
    let why = "Why did first contact fail?";
    let by_group = figure(
        by_group,
        charts::rates(by_group, &rates),
        format!(
            "n = {} tickets that count; 95 % Wilson intervals; below 10 tickets a mark is hollow and not ranked.",
            grouped(labelled.len())
        ),
    );
    let why = figure(
        why,
        charts::bars(why, &bars, AMBER),
        format!("n = {} tickets, each by its main reason.", grouped(failed)),
    );
    Ok(by_group.into_iter().chain(why).collect())
}
