//! Figures about changes: totals, verdicts, links, evidence, risk.

use super::MetricsInput;
use super::figure::{Name, count, counted, guarded, share, shown};
use crate::model::{Basis, Case, Dimension, Level, LinkOutcome, Method, Metric, Support, Verdict};

/// All figures about changes.
pub(super) fn figures(input: &MetricsInput<'_>) -> Vec<Metric> {
    let mut metrics = totals(input);
    metrics.extend(verdicts(input));
    for (dimension, called, column) in DIMENSIONS {
        metrics.extend(verdicts_by(input, dimension, called, column));
    }
    metrics.extend(links(input));
    metrics.extend(evidence(input));
    metrics.extend(risk(input));
    metrics
}

fn id(case: &Case) -> &str {
    &case.change.id.0
}

/// What `judged` are.
const JUDGED: &str = "the changes with a verdict";

/// Changes with a verdict: those that the desk had a part in.
fn judged<'a>(input: &MetricsInput<'a>) -> impl Iterator<Item = (&'a Case, Verdict)> {
    input.cases.iter().filter_map(|case| Some((case, case.verdict?)))
}

fn totals(input: &MetricsInput<'_>) -> Vec<Metric> {
    let all = input.changes("all changes");
    let name = Name::new("changes.total", "Changes", "all identity changes in the logs, whoever made them");
    let mut metrics = vec![count(&all, name, input.cases.iter().map(id))];
    for support in Support::ALL {
        let name = Name::new(
            format!("changes.support.{support}"),
            format!("Changes brought about by the desk: {support}"),
            format!("changes whose part in support is `{support}`"),
        )
        .found_by("support_triggered", support);
        let items = input.cases.iter().map(|case| (id(case), case.change.support == *support));
        metrics.push(share(&all, name, items, Vec::new()));
    }
    metrics
}

fn verdicts(input: &MetricsInput<'_>) -> Vec<Metric> {
    let all = input.changes(JUDGED);
    let mut metrics: Vec<Metric> = Verdict::ALL
        .iter()
        .map(|verdict| {
            let name = Name::new(
                format!("verdicts.{verdict}"),
                format!("Changes with verdict {verdict}"),
                format!("changes whose verdict is `{verdict}`"),
            )
            .found_by("verdict", verdict);
            share(&all, name, judged(input).map(|(case, own)| (id(case), own == *verdict)), Vec::new())
        })
        .collect();
    let untold = judged(input).filter(|(_, verdict)| *verdict == Verdict::NotTestable).count() as u64;
    let told = judged(input).filter(|(_, verdict)| *verdict != Verdict::NotTestable);
    let name = Name::new(
        "verdicts.proven_of_testable",
        "Proven changes of those that could be tested",
        "changes whose verdict is `proven`",
    )
    .found_by("verdict", Verdict::Proven);
    let items = told.map(|(case, verdict)| (id(case), verdict == Verdict::Proven));
    let testable = input.changes("the changes with a verdict other than `not_testable`");
    metrics.push(share(&testable, name, items, vec![("not_testable".to_owned(), untold)]));
    metrics
}

/// What changes are grouped by, how titles call it, and the column of the table of changes that tells the group by its
/// name.
const DIMENSIONS: [(Dimension, &str, Option<&str>); 9] = [
    (Dimension::Kind, "kind", Some("kind")),
    (Dimension::Tier, "tier", Some("subject_tier")),
    (Dimension::Group, "agent group", None),
    (Dimension::Agent, "agent", Some("actor_pseudonym")),
    (Dimension::Source, "source", Some("source")),
    (Dimension::Week, "week", None),
    (Dimension::Category, "category", None),
    (Dimension::Channel, "channel", None),
    (Dimension::Topic, "topic", None),
];

fn verdicts_by(
    input: &MetricsInput<'_>,
    dimension: Dimension,
    called: &str,
    column: Option<&'static str>,
) -> Vec<Metric> {
    let mut metrics = Vec::new();
    for group in input.breakdown.of(dimension) {
        let Some(figures) = &group.changes else { continue };
        let all = input.changes(format!("{JUDGED} in this {called}")).in_group(dimension, &group.name);
        for found in &figures.verdicts {
            let verdict = found.verdict;
            let mut name = Name::new(
                format!("verdicts.by_{dimension}.{}.{verdict}", group.slug),
                format!("Changes with verdict {verdict}, {called} {}", shown(input, group, figures.changes)),
                format!("changes whose verdict is `{verdict}`"),
            );
            if let Some(column) = column {
                name = name.found_by(column, &group.name).found_by("verdict", verdict);
            }
            let share = counted(&all, name, (found.changes, figures.changes), Vec::new(), found.ids.clone());
            metrics.push(guarded(input.policy, share));
        }
    }
    metrics
}

fn links(input: &MetricsInput<'_>) -> Vec<Metric> {
    let all = input.changes(JUDGED);
    LinkOutcome::ALL
        .iter()
        .map(|outcome| {
            let name = Name::new(
                format!("links.{outcome}"),
                format!("Desk changes {outcome}"),
                format!("changes whose search for a ticket ended `{outcome}`"),
            )
            .found_by("link_outcome", outcome)
            .found_by_one_of("verdict", Verdict::ALL);
            let items = judged(input).map(|(case, _)| (id(case), case.link_outcome == *outcome));
            share(&all, name, items, Vec::new())
        })
        .collect()
}

fn evidence(input: &MetricsInput<'_>) -> Vec<Metric> {
    let all = input.changes(JUDGED);
    let of = |part: &str, word: &str, found: (&'static str, &[&str]), counts: &dyn Fn(&Case) -> bool| {
        let name = Name::new(
            format!("evidence.{part}.{word}"),
            format!("Desk changes whose evidence has {part} {word}"),
            format!("changes whose decisive evidence has the {part} `{word}`"),
        )
        .found_by_one_of(found.0, found.1)
        .found_by_one_of("verdict", Verdict::ALL);
        share(&all, name, judged(input).map(|(case, _)| (id(case), counts(case))), Vec::new())
    };
    let decisive = |case: &Case| case.evidence.first().map(|found| (found.method, found.level, found.basis));
    let mut metrics = Vec::new();
    for method in Method::ALL {
        let word = method.as_str();
        metrics.push(of("method", word, ("evidence_method", &[word]), &|case| {
            decisive(case).is_some_and(|found| found.0 == *method)
        }));
    }
    metrics.push(of("method", "nothing", ("evidence_method", &[""]), &|case| case.evidence.is_empty()));
    for level in Level::ALL {
        let own = |case: &Case| decisive(case).map_or(Level::None, |found| found.1);
        let word = level.as_str();
        // Where a change cannot be told, that nothing was found is left unsaid in the table.
        let values: &[&str] = if *level == Level::None { &[word, ""] } else { &[word] };
        metrics.push(of("level", word, ("evidence_level", values), &|case| own(case) == *level));
    }
    for basis in Basis::ALL {
        let word = basis.as_str();
        metrics.push(of("basis", word, ("evidence_basis", &[word]), &|case| {
            decisive(case).is_some_and(|found| found.2 == *basis)
        }));
    }
    metrics
}

fn risk(input: &MetricsInput<'_>) -> Vec<Metric> {
    let all = input.changes(JUDGED);
    let bands = &input.policy.bands;
    (0..bands.len())
        .map(|at| {
            let (from, to) = (bands[at].from, bands.get(at + 1).map_or(f64::INFINITY, |next| next.from));
            let below = if to.is_finite() { format!(" and below {to}") } else { String::new() };
            let name = Name::new(
                format!("risk.{}", bands[at].name),
                format!("Desk changes of {} risk", bands[at].name),
                format!("changes whose risk score is at least {from}{below}"),
            );
            let items =
                judged(input).map(|(case, _)| (id(case), from <= case.risk.score && case.risk.score < to));
            share(&all, name, items, Vec::new())
        })
        .collect()
}
