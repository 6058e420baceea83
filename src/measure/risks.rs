//! The risk of the desk's changes put together: by week, desk, agent and account (DESIGN section 3.6).

use std::collections::BTreeMap;

use chrono::Datelike;

use super::metrics::MetricsPolicy;
use super::statistics::interval::wilson;
use crate::directory::Directory;
use crate::model::{AccountIx, ActorKind, Case, LinkOutcome, RiskBy, RiskGroup, Ticket};

/// The name of the band from which a score is of high risk (`policy/metrics.toml`).
const HIGH: &str = "high";

/// All groups, by what they are put together by, the highest score first. Only changes with a verdict count.
#[must_use]
pub fn risks(
    cases: &[Case],
    tickets: &[Ticket],
    directory: &Directory,
    policy: &MetricsPolicy,
) -> Vec<RiskGroup> {
    let person = |account: Option<AccountIx>, label: &str| match account {
        Some(account) => directory.account(directory.account(account).person).label.clone(),
        None => label.to_owned(),
    };
    let desk = |case: &Case| {
        let link = case.link.as_ref().filter(|_| case.link_outcome == LinkOutcome::Linked)?;
        tickets.get(link.ticket.0 as usize)?.group.clone()
    };
    let mut groups: BTreeMap<(RiskBy, String), Vec<&Case>> = BTreeMap::new();
    for case in cases.iter().filter(|case| case.verdict.is_some()) {
        let change = &case.change;
        for (by, name) in [
            (RiskBy::Week, format!("{}-W{:02}", change.at.iso_week().year(), change.at.iso_week().week())),
            (RiskBy::Desk, desk(case).unwrap_or_default()),
            (RiskBy::Agent, person(change.actor, &change.actor_label)),
            (RiskBy::Account, person(change.subject, &change.subject_label)),
        ] {
            // Whoever completes for themself what the desk began is no agent.
            if by != RiskBy::Agent || change.actor_kind != ActorKind::SelfService {
                groups.entry((by, name)).or_default().push(case);
            }
        }
    }
    let mut groups: Vec<RiskGroup> =
        groups.into_iter().filter_map(|((by, name), cases)| group(by, name, &cases, policy)).collect();
    groups.sort_by(|a, b| a.by.cmp(&b.by).then(b.most.total_cmp(&a.most)).then_with(|| a.name.cmp(&b.name)));
    groups
}

fn group(by: RiskBy, name: String, cases: &[&Case], policy: &MetricsPolicy) -> Option<RiskGroup> {
    let from = policy.bands.iter().find(|band| band.name == HIGH).map_or(f64::INFINITY, |band| band.from);
    let riskiest = cases
        .iter()
        .max_by(|a, b| a.risk.score.total_cmp(&b.risk.score).then_with(|| b.change.id.cmp(&a.change.id)))?;
    let changes = cases.len() as u64;
    let high = cases.iter().filter(|case| case.risk.score >= from).count() as u64;
    let is_enough = changes >= policy.least_group;
    #[expect(clippy::cast_precision_loss, reason = "counts far below 2^52")]
    let of = |sum: f64| sum / changes as f64;
    #[expect(clippy::cast_precision_loss, reason = "counts far below 2^52")]
    let share = wilson(high, changes).map(|(low, up)| (of(high as f64), low, up));
    Some(RiskGroup {
        by,
        name,
        changes,
        high,
        share: share.filter(|_| is_enough),
        mean: is_enough.then(|| of(cases.iter().map(|case| case.risk.score).sum())),
        most: riskiest.risk.score,
        riskiest: riskiest.change.id.clone(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assess::control::sample::{at, case, directory, linked, ticket};
    use crate::mapping::Mappings;
    use crate::model::Risk;

    fn policy() -> MetricsPolicy {
        MetricsPolicy::load(&Mappings::embedded()).unwrap()
    }

    /// So many changes, each a minute after the other, with these scores.
    fn cases(scores: &[f64]) -> Vec<Case> {
        let one = |(nth, score): (usize, &f64)| {
            let mut one = linked(&format!("{nth:02}"), 0);
            one.change.at = at(nth as i64);
            one.risk = Risk { score: *score, terms: vec![] };
            one
        };
        scores.iter().enumerate().map(one).collect()
    }

    fn of(by: RiskBy, cases: &[Case]) -> Vec<RiskGroup> {
        let all = risks(cases, &[ticket("INC1")], &directory(), &policy());
        all.into_iter().filter(|group| group.by == by).collect()
    }

    #[test]
    fn a_group_has_its_share_of_high_risk_with_an_interval_and_names_the_riskiest() {
        let scores = [10.0, 20.0, 30.0, 49.9, 50.0, 75.0, 75.0, 0.0, 0.0, 0.0];
        let found = of(RiskBy::Agent, &cases(&scores));
        assert_eq!(found.len(), 1);
        let group = &found[0];
        assert_eq!((group.name.as_str(), group.changes, group.high, group.most), ("bob", 10, 3, 75.0));
        assert_eq!(group.riskiest.0, cases(&scores)[5].change.id.0, "of two the first");
        let (low, up) = wilson(3, 10).unwrap();
        assert_eq!(group.share, Some((0.3, low, up)));
        assert!((group.mean.unwrap() - 30.99).abs() < 1e-9);
    }

    #[test]
    fn of_too_few_changes_there_is_no_rate_and_no_mean() {
        let found = of(RiskBy::Account, &cases(&[90.0; 9]));
        assert_eq!((found[0].high, found[0].share, found[0].mean), (9, None, None));
    }

    #[test]
    fn changes_of_others_than_the_desk_are_left_out_and_nameless_ones_kept() {
        let mut all = cases(&[10.0]);
        all.push(case("zz"));
        all[1].verdict = None;
        assert_eq!(of(RiskBy::Week, &all).iter().map(|group| group.changes).sum::<u64>(), 1);
        all[0].change.actor_kind = ActorKind::SelfService;
        assert!(of(RiskBy::Agent, &all).is_empty());
        all[0].link = None;
        assert_eq!(of(RiskBy::Desk, &all)[0].name, "");
    }
}
