//! Changes with their verdicts, links and evidence, and the findings.

use crate::model::{
    Case, Decision, Evidence, Finding, Level, Link, LinkBasis, LinkReason, RiskTerm, Verdict,
};
use crate::report::lookup::Lookup;
use crate::report::table::{Table, TableBuilder, list};

/// `changes.csv`: one row a change.
pub(crate) fn changes(lookup: &Lookup<'_>) -> Table {
    TableBuilder::new("changes", &lookup.report.cases)
        .text("change_id", |case| &case.change.id.0)
        .time("at", |case| Some(case.change.at))
        .text("kind", |case| case.change.kind.as_str())
        .text("effect", |case| case.change.effect.as_str())
        .text("subject", |case| lookup.label(case.change.subject, &case.change.subject_label))
        .text("subject_name", |case| lookup.name(case.change.subject))
        .text("subject_kind", |case| case.change.subject_kind.as_str())
        .text("subject_tier", |case| case.change.tier.as_str())
        .text("actor", |case| lookup.label(case.change.actor, &case.change.actor_label))
        .text("actor_kind", |case| case.change.actor_kind.as_str())
        .text("support_triggered", |case| case.change.support.as_str())
        .text("source", |case| &case.change.source)
        .text("source_file", |case| lookup.file(case.change.origin.file))
        .count("source_record", |case| Some(case.change.origin.record))
        .text("native_ids", |case| list(&case.change.native_ids))
        .text("native_action", |case| &case.change.native_action)
        .maybe("ip", |case| case.change.ip.as_deref())
        .maybe("ticket", |case| link(case).map(|link| lookup.ticket_number(link.ticket)))
        .number("link_confidence", 3, |case| link(case).map(|link| link.confidence))
        .maybe("link_basis", |case| link_basis(case).map(|basis| basis.as_str()))
        .maybe("runner_up", |case| case.runner_up.as_ref().map(|link| lookup.ticket_number(link.ticket)))
        .maybe("evidence_method", |case| first(case).map(|evidence| evidence.method.as_str()))
        .maybe("evidence_level", |case| evidence_level(case).map(|level| level.as_str()))
        .maybe("evidence_basis", |case| first(case).map(|evidence| evidence.basis.as_str()))
        .time("evidence_at", |case| first(case).and_then(|evidence| evidence.at))
        .maybe("evidence_when", |case| first(case).map(|evidence| evidence.timing.as_str()))
        .maybe("approved_by", |case| case.approved_by.as_deref())
        .time("approved_at", |case| case.approved_at)
        .text("required_level", |case| case.required_level.as_str())
        .maybe("verdict", |case| case.verdict.map(|verdict| verdict.as_str()))
        .text("verdict_reason", |case| &case.verdict_reason)
        .number("risk_score", 1, |case| Some(case.risk.score))
        .text("risk_reasons", |case| list(case.risk.terms.iter().map(risk_term)))
        // Beyond the promised columns.
        .count("source_line", |case| Some(case.change.origin.line))
        .flag("subject_tier_known", |case| Some(case.change.tier_known))
        .maybe("subject_employee_id", |case| {
            lookup.account(case.change.subject).and_then(|account| account.employee_id.clone())
        })
        .text("actor_name", |case| lookup.name(case.change.actor))
        .text("support_reason", |case| &case.change.support_reason)
        .maybe("parent", |case| case.change.parent.as_ref().map(|parent| parent.0.clone()))
        .text("link_outcome", |case| case.link_outcome.as_str())
        .text("mismatches", |case| link(case).map(mismatches).unwrap_or_default())
        .maybe("evidence_id", |case| first(case).map(|evidence| evidence.id.clone()))
        .text("evidence_weaknesses", |case| first(case).map(weaknesses).unwrap_or_default())
        .text("link_decided_by", |case| decided(case, |decision| &decision.decided_by))
        .text("link_decided_at", |case| decided(case, |decision| &decision.decided_at))
        .text("link_decided_why", |case| decided(case, |decision| &decision.why))
        .text("for_review", |case| list(case.review.iter().map(|reason| reason.as_str())))
        .text("actor_pseudonym", |case| lookup.report.agents.of_case(case).to_owned())
        .build()
}

/// `findings.csv`: one row a finding, by test, then in the order of the test.
pub(super) fn findings(lookup: &Lookup<'_>) -> Table {
    let rows: Vec<&Finding> = lookup.report.controls.iter().flat_map(|control| &control.findings).collect();
    TableBuilder::new("findings", &rows)
        .text("finding_id", |finding| &finding.id.0)
        .text("test", |finding| &finding.test.0)
        .text("item", |finding| &finding.item)
        .text("outcome", |finding| finding.outcome.as_str())
        .text("severity", |finding| finding.severity.as_str())
        .text("reason", |finding| &finding.reason)
        .text("records", |finding| list(finding.origins.iter().map(|origin| lookup.place(*origin))))
        .text("original_outcome", |finding| {
            finding.excepted.as_ref().map_or(finding.outcome, |excepted| excepted.was).to_string()
        })
        .maybe("exception", |finding| finding.excepted.as_ref().map(|excepted| excepted.by.0.clone()))
        .build()
}

/// `links.csv`: the chosen ticket and the runner-up of every change that has them.
pub(super) fn links(lookup: &Lookup<'_>) -> Table {
    let rows: Vec<(&Case, &str, &Link)> = lookup.report.cases.iter().flat_map(ranked).collect();
    TableBuilder::new("links", &rows)
        .text("change_id", |(case, _, _)| &case.change.id.0)
        .text("ticket", |(_, _, link)| lookup.ticket_number(link.ticket))
        .text("rank", |(_, rank, _)| (*rank).to_owned())
        .number("confidence", 3, |(_, _, link)| Some(link.confidence))
        .number("score", 2, |(_, _, link)| Some(link.score))
        .text("basis", |(_, _, link)| link.basis.as_str())
        .text("reasons", |(_, _, link)| list(link.reasons.iter().map(link_reason)))
        .text("mismatches", |(_, _, link)| mismatches(link))
        .text("link_outcome", |(case, _, _)| case.link_outcome.as_str())
        .text("decided_by", |(case, _, _)| decided(case, |decision| &decision.decided_by))
        .text("decided_at", |(case, _, _)| decided(case, |decision| &decision.decided_at))
        .text("decided_why", |(case, _, _)| decided(case, |decision| &decision.why))
        .text("link_id", |(case, _, link)| lookup.link_id(case, link))
        .build()
}

/// `evidence.csv`: every piece considered, the decisive one of a change first.
pub(super) fn evidence(lookup: &Lookup<'_>) -> Table {
    let rows: Vec<(&Case, usize, &Evidence)> = lookup.report.cases.iter().flat_map(considered).collect();
    TableBuilder::new("evidence", &rows)
        .text("evidence_id", |(_, _, one)| &one.id)
        .text("change_id", |(case, _, _)| &case.change.id.0)
        .maybe("ticket", |(case, _, _)| link(case).map(|link| lookup.ticket_number(link.ticket)))
        .text("method", |(_, _, one)| one.method.as_str())
        .text("level", |(_, _, one)| one.level.as_str())
        .text("basis", |(_, _, one)| one.basis.as_str())
        .time("at", |(_, _, one)| one.at)
        .text("timing", |(_, _, one)| one.timing.as_str())
        .text("by", |(_, _, one)| &one.by)
        .text("about", |(_, _, one)| &one.about)
        .text("weaknesses", |(_, _, one)| weaknesses(one))
        .text("quote", |(_, _, one)| &one.quote)
        .text("source_file", |(_, _, one)| lookup.file(one.origin.file))
        .count("source_record", |(_, _, one)| Some(one.origin.record))
        .count("source_line", |(_, _, one)| Some(one.origin.line))
        .flag("decisive", |(case, at, _)| Some(*at == 0 && !case.evidence.is_empty()))
        .text("confirmed_by", |(_, _, one)| list(one.confirmed_by.iter().map(|at| lookup.place(*at))))
        .text("matched", |(_, _, one)| matched(one))
        .time("recorded_at", |(_, _, one)| one.recorded_at)
        .count("tickets_alike", |(_, _, one)| (one.tickets_alike > 0).then_some(u64::from(one.tickets_alike)))
        .maybe("overruled", |(case, at, _)| overruled(case, *at).map(Decision::told))
        .build()
}

/// The words that were matched, as they were written.
fn matched(evidence: &Evidence) -> String {
    list(evidence.matched.iter().filter_map(|&(from, to)| evidence.quote.get(from..to)))
}

fn link(case: &Case) -> Option<&Link> {
    case.link.as_ref()
}

/// What the link rests on; that there is none rests on the reviewer who decided so.
pub(crate) fn link_basis(case: &Case) -> Option<LinkBasis> {
    let decided = || (!case.decisions.is_empty()).then_some(LinkBasis::Override);
    link(case).map(|link| link.basis).or_else(decided)
}

/// What the decisions about a change's ticket tell.
fn decided(case: &Case, get: fn(&Decision) -> &String) -> String {
    list(case.decisions.iter().map(get))
}

fn first(case: &Case) -> Option<&Evidence> {
    case.evidence.first()
}

fn ranked(case: &Case) -> impl Iterator<Item = (&Case, &'static str, &Link)> {
    let chosen = case.link.iter().map(move |link| (case, "chosen", link));
    chosen.chain(case.runner_up.iter().map(move |link| (case, "runner_up", link)))
}

/// What counts, then what reviewers overruled.
fn considered(case: &Case) -> impl Iterator<Item = (&Case, usize, &Evidence)> {
    let overruled = case.overruled.iter().map(|one| &one.evidence);
    case.evidence.iter().chain(overruled).enumerate().map(move |(at, one)| (case, at, one))
}

/// The decision that a piece is none, by its place among all that were considered.
fn overruled(case: &Case, at: usize) -> Option<&Decision> {
    Some(&case.overruled.get(at.checked_sub(case.evidence.len())?)?.decision)
}

fn risk_term(term: &RiskTerm) -> String {
    format!("{} {:+.1} {}", term.name, term.points, term.seen)
}

fn link_reason(reason: &LinkReason) -> String {
    format!("{} {:+.2} {}", reason.name, reason.points, reason.seen)
}

fn mismatches(link: &Link) -> String {
    list(link.mismatches.iter().map(|mismatch| mismatch.as_str()))
}

fn weaknesses(evidence: &Evidence) -> String {
    list(evidence.weaknesses.iter().map(|weakness| weakness.as_str()))
}

/// The level that the verdict rests on; where nothing was found and the exports would show it, `none`.
pub(crate) fn evidence_level(case: &Case) -> Option<Level> {
    let found = first(case).map(|evidence| evidence.level);
    let would_show = !matches!(case.verdict, None | Some(Verdict::NotTestable));
    found.or(would_show.then_some(Level::None))
}
