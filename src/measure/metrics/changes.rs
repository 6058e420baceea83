//! Figures about changes: totals, verdicts, links, evidence, risk.

use super::MetricsInput;
use super::figure::{Name, count, counted, guarded, share, title};
use crate::model::{Basis, Case, Dimension, Level, LinkOutcome, Method, Metric, Support, Verdict};

/// All figures about changes.
pub(super) fn figures(input: &MetricsInput<'_>) -> Vec<Metric> {
    let mut metrics = totals(input);
    metrics.extend(verdicts(input));
    for (dimension, called) in DIMENSIONS {
        metrics.extend(verdicts_by(input, dimension, called));
    }
    metrics.extend(links(input));
    metrics.extend(evidence(input));
    metrics.extend(risk(input));
    metrics
}

fn id(case: &Case) -> &str {
    &case.change.id.0
}

/// Changes with a verdict: those that the desk had a part in.
fn judged<'a>(input: &MetricsInput<'a>) -> impl Iterator<Item = (&'a Case, Verdict)> {
    input.cases.iter().filter_map(|case| Some((case, case.verdict?)))
}

fn totals(input: &MetricsInput<'_>) -> Vec<Metric> {
    let name = Name::new("changes.total", "Changes", "All identity changes in the logs, whoever made them.");
    let mut metrics = vec![count(input.policy, name, input.cases.iter().map(id))];
    for support in Support::ALL {
        let name = Name::new(
            format!("changes.support.{support}"),
            format!("Changes brought about by the desk: {support}"),
            format!("Share of all changes whose part in support is `{support}`."),
        );
        let items = input.cases.iter().map(|case| (id(case), case.change.support == *support));
        metrics.push(share(input.policy, name, items, Vec::new()));
    }
    metrics
}

fn verdicts(input: &MetricsInput<'_>) -> Vec<Metric> {
    let mut metrics: Vec<Metric> = Verdict::ALL
        .iter()
        .map(|verdict| {
            let name = Name::new(
                format!("verdicts.{verdict}"),
                format!("Changes with verdict {verdict}"),
                format!("Share of the changes with a verdict whose verdict is `{verdict}`."),
            );
            share(
                input.policy,
                name,
                judged(input).map(|(case, own)| (id(case), own == *verdict)),
                Vec::new(),
            )
        })
        .collect();
    let untold = judged(input).filter(|(_, verdict)| *verdict == Verdict::NotTestable).count() as u64;
    let told = judged(input).filter(|(_, verdict)| *verdict != Verdict::NotTestable);
    let name = Name::new(
        "verdicts.proven_of_testable",
        "Proven changes of those that could be tested",
        "Share of the changes with a verdict other than `not_testable` whose verdict is `proven`.",
    );
    let items = told.map(|(case, verdict)| (id(case), verdict == Verdict::Proven));
    metrics.push(share(input.policy, name, items, vec![("not_testable".to_owned(), untold)]));
    metrics
}

/// What changes are grouped by, and how titles call it.
const DIMENSIONS: [(Dimension, &str); 9] = [
    (Dimension::Kind, "kind"),
    (Dimension::Tier, "tier"),
    (Dimension::Group, "agent group"),
    (Dimension::Agent, "agent"),
    (Dimension::Source, "source"),
    (Dimension::Week, "week"),
    (Dimension::Category, "category"),
    (Dimension::Channel, "channel"),
    (Dimension::Topic, "topic"),
];

fn verdicts_by(input: &MetricsInput<'_>, dimension: Dimension, called: &str) -> Vec<Metric> {
    let mut metrics = Vec::new();
    for group in input.breakdown.of(dimension) {
        let Some(figures) = &group.changes else { continue };
        for found in &figures.verdicts {
            let verdict = found.verdict;
            let name = Name::new(
                format!("verdicts.by_{dimension}.{}.{verdict}", group.slug),
                format!("Changes with verdict {verdict}, {called} {}", title(&group.name)),
                format!("Share of the changes with a verdict in this {called} whose verdict is `{verdict}`."),
            );
            let share = counted(name, (found.changes, figures.changes), Vec::new(), found.ids.clone());
            metrics.push(guarded(input.policy, share));
        }
    }
    metrics
}

fn links(input: &MetricsInput<'_>) -> Vec<Metric> {
    LinkOutcome::ALL
        .iter()
        .map(|outcome| {
            let name = Name::new(
                format!("links.{outcome}"),
                format!("Desk changes {outcome}"),
                format!("Share of the changes with a verdict whose search for a ticket ended `{outcome}`."),
            );
            let items = judged(input).map(|(case, _)| (id(case), case.link_outcome == *outcome));
            share(input.policy, name, items, Vec::new())
        })
        .collect()
}

fn evidence(input: &MetricsInput<'_>) -> Vec<Metric> {
    let of = |part: &str, word: &str, counts: &dyn Fn(&Case) -> bool| {
        let name = Name::new(
            format!("evidence.{part}.{word}"),
            format!("Desk changes whose evidence has {part} {word}"),
            format!("Share of the changes with a verdict whose decisive evidence has the {part} `{word}`."),
        );
        share(input.policy, name, judged(input).map(|(case, _)| (id(case), counts(case))), Vec::new())
    };
    let decisive = |case: &Case| case.evidence.first().map(|found| (found.method, found.level, found.basis));
    let mut metrics = Vec::new();
    for method in Method::ALL {
        metrics.push(of("method", method.as_str(), &|case| {
            decisive(case).is_some_and(|found| found.0 == *method)
        }));
    }
    metrics.push(of("method", "nothing", &|case| case.evidence.is_empty()));
    for level in Level::ALL {
        let own = |case: &Case| decisive(case).map_or(Level::None, |found| found.1);
        metrics.push(of("level", level.as_str(), &|case| own(case) == *level));
    }
    for basis in Basis::ALL {
        metrics
            .push(of("basis", basis.as_str(), &|case| decisive(case).is_some_and(|found| found.2 == *basis)));
    }
    metrics
}

fn risk(input: &MetricsInput<'_>) -> Vec<Metric> {
    let bands = &input.policy.bands;
    (0..bands.len())
        .map(|at| {
            let (from, to) = (bands[at].from, bands.get(at + 1).map_or(f64::INFINITY, |next| next.from));
            let below = if to.is_finite() { format!(" and below {to}") } else { String::new() };
            let name = Name::new(
                format!("risk.{}", bands[at].name),
                format!("Desk changes of {} risk", bands[at].name),
                format!("Share of the changes with a verdict whose risk score is at least {from}{below}."),
            );
            let items =
                judged(input).map(|(case, _)| (id(case), from <= case.risk.score && case.risk.score < to));
            share(input.policy, name, items, Vec::new())
        })
        .collect()
}
