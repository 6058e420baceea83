//! Figures about changes: totals, verdicts, links, evidence, risk.

use super::MetricsInput;
use super::figure::{Name, count, groups, guarded, share, week};
use crate::model::{Basis, Case, Level, LinkOutcome, Method, Metric, Support, Ticket, Verdict};

/// All figures about changes.
pub(super) fn figures(input: &MetricsInput<'_>) -> Vec<Metric> {
    let mut metrics = totals(input);
    metrics.extend(verdicts(input));
    for (dimension, title, of) in DIMENSIONS {
        metrics.extend(verdicts_by(input, dimension, title, of));
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

/// What a case is grouped by.
type Dimension = fn(&MetricsInput<'_>, &Case) -> String;

const DIMENSIONS: [(&str, &str, Dimension); 6] = [
    ("kind", "kind", |_, case| case.change.kind.to_string()),
    ("tier", "tier", |_, case| case.change.tier.to_string()),
    ("group", "agent group", |input, case| {
        ticket(input, case).and_then(|ticket| ticket.group.clone()).unwrap_or_default()
    }),
    ("agent", "agent", |_, case| case.change.actor_label.clone()),
    ("source", "source", |_, case| case.change.source.clone()),
    ("week", "week", |_, case| week(case.change.at)),
];

fn ticket<'a>(input: &MetricsInput<'a>, case: &Case) -> Option<&'a Ticket> {
    let link = case.link.as_ref().filter(|_| case.link_outcome == LinkOutcome::Linked)?;
    input.tickets.get(link.ticket.0 as usize)
}

fn verdicts_by(input: &MetricsInput<'_>, dimension: &str, title: &str, of: Dimension) -> Vec<Metric> {
    let grouped = groups(judged(input).map(|(case, verdict)| (of(input, case), (case, verdict))));
    let mut metrics = Vec::new();
    for (slug, name, cases) in grouped {
        for verdict in Verdict::ALL {
            let name = Name::new(
                format!("verdicts.by_{dimension}.{slug}.{verdict}"),
                format!(
                    "Changes with verdict {verdict}, {title} {}",
                    if name.is_empty() { "not known" } else { &name }
                ),
                format!("Share of the changes with a verdict in this {title} whose verdict is `{verdict}`."),
            );
            let items = cases.iter().map(|(case, own)| (id(case), own == verdict));
            metrics.push(guarded(input.policy, share(input.policy, name, items, Vec::new())));
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
