//! A change with everything that its verdict rests on.

use serde::Serialize;

use super::{Brief, Explaining, FlipTold, LinkExplained, Piece, Record, Rule, Waterfall};
use super::{evidence, flips, link, records, rule};
use crate::model::{ActorKind, Case, Instant, Support};

/// A change, explained.
#[derive(Debug, Clone, Serialize)]
pub struct CaseExplained {
    /// The change in one line, with its verdict.
    #[serde(flatten)]
    pub brief: Brief,
    /// What it altered.
    pub effect: String,
    /// Display name of the account; empty if none is known.
    pub account_name: String,
    /// Who made it.
    pub actor: String,
    /// In which role.
    pub actor_kind: ActorKind,
    /// Whether the desk brought it about.
    pub support: Support,
    /// Why that is said.
    pub support_reason: String,
    /// The source of its main record.
    pub source: String,
    /// The product's own name for it.
    pub native_action: String,
    /// The product's own ids of its records.
    pub native_ids: Vec<String>,
    /// Address of the main record.
    pub ip: Option<String>,
    /// The change that this one completes.
    pub completes: Option<String>,
    /// Who approved, where the approval counts or is the nearest to it.
    pub approved_by: Option<String>,
    /// When.
    pub approved_at: Option<Instant>,
    /// The records it rests on.
    pub records: Vec<Record>,
    /// The link, as a sum.
    pub link: LinkExplained,
    /// The evidence considered, in order.
    pub evidence: Vec<Piece>,
    /// The rule that gave the verdict.
    pub rule: Rule,
    /// The smallest single facts that would turn the verdict.
    pub flips: Vec<FlipTold>,
    /// The risk, as a sum.
    pub risk: Waterfall,
    /// The risk from 0 to 100: the sum, cut.
    pub risk_score: f64,
}

pub(super) fn explained(explaining: &Explaining<'_>, case: &Case) -> CaseExplained {
    let lookup = &explaining.lookup;
    let change = &case.change;
    let evidence = evidence::explained(explaining, case);
    let terms = case.risk.terms.iter().filter(|term| term.points != 0.0);
    CaseExplained {
        brief: explaining.brief(case),
        effect: change.effect.to_string(),
        account_name: lookup.name(change.subject).to_owned(),
        actor: lookup.label(change.actor, &change.actor_label).to_owned(),
        actor_kind: change.actor_kind,
        support: change.support,
        support_reason: change.support_reason.clone(),
        source: change.source.clone(),
        native_action: change.native_action.clone(),
        native_ids: change.native_ids.clone(),
        ip: change.ip.clone(),
        completes: change.parent.as_ref().map(|parent| parent.0.clone()),
        approved_by: case.approved_by.clone(),
        approved_at: case.approved_at,
        records: rests_on(explaining, case),
        link: link::explained(explaining, case),
        rule: rule::explained(explaining, case, &evidence),
        evidence,
        flips: flips::explained(explaining, case),
        risk: Waterfall::of(terms.map(|term| (term.name.as_str(), term.points, term.seen.as_str()))),
        risk_score: case.risk.score,
    }
}

/// Its own records, its ticket, the approvals in that; evidence tells of its records itself.
fn rests_on(explaining: &Explaining<'_>, case: &Case) -> Vec<Record> {
    let lookup = &explaining.lookup;
    let events = case.change.events.iter().filter_map(|ix| lookup.event(*ix));
    let mut found: Vec<Record> = events.map(|event| records::of_event(lookup, "event", event)).collect();
    if let Some(ticket) = case.link.as_ref().and_then(|link| lookup.ticket(link.ticket)) {
        found.push(records::of_ticket(lookup, "ticket", ticket));
        found.extend(ticket.approvals.iter().map(|one| explaining.record_at(one.origin, Some(ticket))));
    }
    found
}
