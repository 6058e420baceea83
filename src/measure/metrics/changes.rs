//! Figures about changes: totals, verdicts, links, evidence, risk.

use super::MetricsInput;
use super::figure::{Name, count, groups, guarded, share, week};
use crate::model::{Basis, Case, Level, LinkOutcome, Method, Metric, Support, Ticket, Verdict};

/// All figures about changes.
pub(super) fn figures(input: &MetricsInput<'_>) -> Vec<Metric> {
    let mut metrics = totals(input);
    metrics.extend(verdicts(input));
    for dimension in &DIMENSIONS {
        metrics.extend(verdicts_by(input, dimension));
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

/// What changes are grouped by.
struct Dimension {
    /// Its word in ids.
    word: &'static str,
    title: &'static str,
    /// The column of the table of changes that tells the group by its name.
    column: Option<&'static str>,
    of: fn(&MetricsInput<'_>, &Case) -> String,
}

const DIMENSIONS: [Dimension; 6] = [
    Dimension {
        word: "kind",
        title: "kind",
        column: Some("kind"),
        of: |_, case| case.change.kind.to_string(),
    },
    Dimension {
        word: "tier",
        title: "tier",
        column: Some("subject_tier"),
        of: |_, case| case.change.tier.to_string(),
    },
    Dimension {
        word: "group",
        title: "agent group",
        column: None,
        of: |input, case| ticket(input, case).and_then(|ticket| ticket.group.clone()).unwrap_or_default(),
    },
    Dimension { word: "agent", title: "agent", column: None, of: |_, case| case.change.actor_label.clone() },
    Dimension {
        word: "source",
        title: "source",
        column: Some("source"),
        of: |_, case| case.change.source.clone(),
    },
    Dimension { word: "week", title: "week", column: None, of: |_, case| week(case.change.at) },
];

fn ticket<'a>(input: &MetricsInput<'a>, case: &Case) -> Option<&'a Ticket> {
    let link = case.link.as_ref().filter(|_| case.link_outcome == LinkOutcome::Linked)?;
    input.tickets.get(link.ticket.0 as usize)
}

fn verdicts_by(input: &MetricsInput<'_>, dimension: &Dimension) -> Vec<Metric> {
    let Dimension { word, title, column, of } = dimension;
    let grouped = groups(judged(input).map(|(case, verdict)| (of(input, case), (case, verdict))));
    let mut metrics = Vec::new();
    for (slug, group, cases) in grouped {
        let all = input.changes(format!("{JUDGED} in this {title}")).in_week(&group);
        for verdict in Verdict::ALL {
            let mut name = Name::new(
                format!("verdicts.by_{word}.{slug}.{verdict}"),
                format!(
                    "Changes with verdict {verdict}, {title} {}",
                    if group.is_empty() { "not known" } else { &group }
                ),
                format!("changes whose verdict is `{verdict}`"),
            );
            if let Some(column) = column {
                name = name.found_by(column, &group).found_by("verdict", verdict);
            }
            let items = cases.iter().map(|(case, own)| (id(case), own == verdict));
            metrics.push(guarded(input.policy, share(&all, name, items, Vec::new())));
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
