//! The list of changes.

use std::collections::BTreeSet;

use super::{LONGEST, LONGEST_NAME, List, PlainRow, caption};
use crate::model::{Case, Level, LinkBasis, LinkOutcome, Verdict};
use crate::report::dates::{second, week};
use crate::report::dress::{of_verdict, spoken};
use crate::report::html::cells::{Cell, percent};
use crate::report::html::column::{self, Column};
use crate::report::lookup::Lookup;
use crate::report::safe::clipped;
use crate::report::summary::{Summary, why_untold};
use crate::report::tables::{evidence_level, link_basis};

/// Exceptions that stand in the plain HTML.
const PLAIN: usize = 200;

/// All changes, as they stand in the report.
pub(super) fn changes(lookup: &Lookup<'_>, summary: &Summary) -> List {
    let cases = &lookup.report.cases;
    let subject = |case: &Case| lookup.label(case.change.subject, &case.change.subject_label).to_owned();
    let actor = |case: &Case| lookup.label(case.change.actor, &case.change.actor_label).to_owned();
    let ticket = |case: &Case| {
        case.link.as_ref().map(|link| lookup.ticket_number(link.ticket)).unwrap_or_default().to_owned()
    };
    let verdict = |case: &Case| case.verdict.map_or("", Verdict::as_str).to_owned();
    let level = |case: &Case| evidence_level(case).map_or("", Level::as_str).to_owned();
    let method = |case: &Case| case.evidence.first().map_or("", |one| one.method.as_str()).to_owned();
    let outcome = |case: &Case| {
        if case.link_outcome == LinkOutcome::Linked { "linked" } else { case.link_outcome.as_str() }
    };
    let basis = |case: &Case| link_basis(case).map_or("", LinkBasis::as_str).to_owned();
    let review = |case: &Case| case.review.first().map_or("", |reason| reason.as_str()).to_owned();
    let why_untold = why_untold(lookup.report);
    let columns = vec![
        column::ids("id", "Change", cases, |case| case.change.id.0.clone()).named("change_id"),
        column::scores("risk", "Risk", cases, |case| Some(case.risk.score)).named("risk_score"),
        column::times("at", "Time", cases, |case| Some(case.change.at)),
        column::words("kind", "Change of", cases, |case| case.change.kind.to_string()).facet(),
        column::accounts("subject", "Account", cases, subject),
        column::words("tier", "Tier", cases, |case| case.change.tier.to_string())
            .named("subject_tier")
            .facet(),
        column::accounts("actor", "By", cases, actor),
        column::reference("ticket", "Ticket", cases, ticket),
        column::words("level", "Evidence", cases, level).named("evidence_level").facet(),
        column::badges("verdict", "Verdict", cases, verdict).facet(),
        column::texts("reason", "Why", cases, |case| case.verdict_reason.clone())
            .named("verdict_reason")
            .under(),
        column::places("record", "Record", cases, |case| lookup.place(case.change.origin)).under(),
        column::words("effect", "Effect", cases, |case| case.change.effect.to_string()).facet().inside(),
        column::words("method", "Method", cases, method).named("evidence_method").facet().inside(),
        column::words("role", "Role", cases, |case| case.change.actor_kind.to_string())
            .named("actor_kind")
            .facet()
            .inside(),
        column::words("support", "By support", cases, |case| case.change.support.to_string())
            .named("support_triggered")
            .facet()
            .inside(),
        column::words("link", "Link", cases, |case| outcome(case).to_owned())
            .named("link_outcome")
            .facet()
            .inside(),
        column::words("basis", "Link rests on", cases, basis).named("link_basis").facet().inside(),
        column::words("review", "For review", cases, review).named("for_review").facet().inside(),
        column::texts("untold", "Cannot be told because", cases, |case| why_untold(case).unwrap_or_default())
            .inside(),
        column::texts("source", "Source", cases, |case| case.change.source.clone()).facet().inside(),
        column::names("week", "Week", cases, |case| week(case.change.at)).inside(),
        column::names("figures_as", "Actor in figures", cases, |case| {
            lookup.report.agents.of_case(case).to_owned()
        })
        .named("actor_pseudonym")
        .inside(),
    ];
    let columns = with_sample(columns, lookup);
    let first = summary.exceptions.iter().take(PLAIN).map(|at| plain_change(lookup, &cases[*at])).collect();
    List {
        name: "changes",
        title: "All changes",
        caption: caption((PLAIN, summary.exceptions.len()), "exceptions, riskiest first", "changes"),
        note: "Filter, sort, open a row for its evidence, or follow a number from anywhere above. The address of the page holds the view.".to_owned(),
        rows: cases.len(),
        all: cases.len(),
        sort: "-risk",
        columns,
        plain: first,
    }
}

/// A change as plain HTML.
pub(in super::super) fn plain_change(lookup: &Lookup<'_>, case: &Case) -> PlainRow {
    let change = &case.change;
    let name = |text: &str| Cell::Name(clipped(text, LONGEST_NAME));
    let account = |text: String| Cell::account(lookup.short(&clipped(&text, LONGEST_NAME)));
    let ticket = case.link.as_ref().map(|link| lookup.ticket_number(link.ticket)).unwrap_or_default();
    let cells = vec![
        Cell::Link {
            text: clipped(&change.id.0, LONGEST),
            href: format!("#changes?id={0}&open={0}", percent(&change.id.0)),
        },
        Cell::Score(format!("{:.1}", case.risk.score)),
        Cell::Figure(second(change.at)),
        Cell::Word(spoken(change.kind.as_str())),
        account(lookup.label(change.subject, &change.subject_label).to_owned()),
        Cell::Word(change.tier.to_string()),
        account(lookup.label(change.actor, &change.actor_label).to_owned()),
        name(ticket),
        Cell::Word(evidence_level(case).map_or("", Level::as_str).to_owned()),
        case.verdict.map_or(Cell::Word(String::new()), |verdict| Cell::badge(of_verdict(verdict))),
    ];
    PlainRow {
        cells,
        under: clipped(&case.verdict_reason, LONGEST),
        place: clipped(&lookup.place(change.origin), LONGEST),
    }
}

/// Which changes were drawn for the auditor's own test, if any were.
fn with_sample(mut columns: Vec<Column>, lookup: &Lookup<'_>) -> Vec<Column> {
    if let Some(sample) = &lookup.report.sample {
        let drawn: BTreeSet<&str> = sample.items.iter().map(|item| item.change.0.as_str()).collect();
        let word = |case: &Case| if drawn.contains(case.change.id.0.as_str()) { "yes" } else { "no" };
        columns.push(
            column::words("sample", "In the sample", &lookup.report.cases, |case| word(case).to_owned())
                .facet()
                .inside(),
        );
    }
    columns
}
