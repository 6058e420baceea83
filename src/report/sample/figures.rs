//! Figures.

use super::*;

pub(super) fn metrics() -> Vec<Metric> {
    vec![
        Metric {
            id: "first_contact.rate".to_owned(),
            title: "First contact".to_owned(),
            unit: Unit::Share,
            counts: "tickets resolved at first contact; repeat window 7 days".to_owned(),
            numerator: 24,
            out_of: "the tickets that count".to_owned(),
            denominator: Some(36),
            value: Some(24.0 / 36.0),
            interval: Some(Interval { low: 0.503, high: 0.798, method: IntervalMethod::Wilson, level: 0.95 }),
            least: Some(10),
            excluded: vec![("open".to_owned(), 4)],
            period: Some(Span { from: start(), to: start() + Duration::days(62) }),
            rows: Rows::TICKETS,
            found_by: vec![("first_contact", vec!["yes".to_owned(), HOSTILE[0].to_owned()])],
            ids: vec!["INC0042001".to_owned()],
        },
        Metric {
            id: "verdicts.unticketed".to_owned(),
            title: HOSTILE[0].to_owned(),
            unit: Unit::Share,
            counts: "changes without a ticket".to_owned(),
            numerator: 0,
            out_of: HOSTILE[1].to_owned(),
            denominator: Some(0),
            value: None,
            interval: None,
            least: None,
            excluded: vec![],
            period: None,
            rows: Rows::CHANGES,
            found_by: vec![],
            ids: vec![],
        },
    ]
}

pub(super) fn concentrations() -> Concentrations {
    let one = |left: &str, what, observed, adjusted| Concentration {
        id: format!("con-{observed:012}"),
        dimension: if what == Gathering::Met {
            ConcentrationOf::AgentRequester
        } else {
            ConcentrationOf::Agent
        },
        left: left.to_owned(),
        right: if what == Gathering::Met { HOSTILE[0].to_owned() } else { String::new() },
        what,
        observed,
        of: 40,
        expected: 1.5,
        chance: adjusted / 840.0,
        adjusted,
        stands_out: adjusted < 0.05,
        changes: vec![ChangeId("chg-000000000000".to_owned()), ChangeId("chg-000000000001".to_owned())],
    };
    Concentrations {
        comparisons: 840,
        pairs: 800,
        level: 0.05,
        compared: vec![one(HOSTILE[1], Gathering::Met, 9, 0.01), one("agent", Gathering::Late, 5, 1.0)],
    }
}

pub(super) fn risks() -> Vec<RiskGroup> {
    let one = |by, name: &str, share| RiskGroup {
        by,
        name: name.to_owned(),
        changes: 12,
        high: 3,
        share,
        mean: None,
        most: 81.5,
        riskiest: ChangeId("chg-000000000000".to_owned()),
    };
    vec![one(RiskBy::Week, "2026-W10", Some((0.25, 0.0889, 0.5323))), one(RiskBy::Agent, HOSTILE[1], None)]
}

/// One figure that is compared and one that is not.
pub(super) fn trends() -> Trends {
    let compared = Trend {
        numerator: 20,
        denominator: Some(40),
        difference: Some(24.0 / 36.0 - 0.5),
        interval: Some((-0.054, 0.366)),
        chance: Some(0.17),
        adjusted: Some(0.17),
        overlaps: false,
        not_compared: None,
    };
    let shown = Trend {
        difference: None,
        interval: None,
        chance: None,
        adjusted: None,
        overlaps: true,
        not_compared: Some(NotCompared::TooFew),
        ..compared.clone()
    };
    let run = PreviousRun {
        name: HOSTILE[0].to_owned(),
        manifest_sha256: "a1".repeat(32),
        metrics_sha256: "b2".repeat(32),
        version: HOSTILE[7].to_owned(),
        as_of: HOSTILE[15].to_owned(),
        mappings_sha256: "5d".repeat(32),
    };
    let of = [("first_contact.rate", compared), ("verdicts.unticketed", shown)];
    Trends {
        previous: run,
        of: of.into_iter().map(|(id, trend)| (id.to_owned(), trend)).collect(),
        comparisons: 1,
        notes: vec![format!("The previous report {} overlaps.", HOSTILE[2])],
    }
}
