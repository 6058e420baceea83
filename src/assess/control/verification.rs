//! CT-10 to CT-13: whether, when, how strongly and how independently the person was verified.

use super::Run;
use super::index::{days, stamp, untold};
use super::sheet::{Judged, Sheet};
use crate::model::{Case, ChangeKind, Evidence, Level, Method, Origin, Span, Timing, Verdict, Weakness};

/// Changes of the desk for which the policy asks a verification.
fn population(run: Run<'_>) -> impl Iterator<Item = &Case> {
    run.index.desk().filter(|case| case.required_level > Level::None)
}

/// Evidence that names a method and succeeded.
fn succeeded(case: &Case) -> impl Iterator<Item = &Evidence> {
    case.evidence.iter().filter(|evidence| {
        evidence.method != Method::ClaimedOnly
            && !evidence.weaknesses.contains(&Weakness::Failed)
            && !evidence.weaknesses.contains(&Weakness::OtherSubject)
    })
}

fn told(evidence: &Evidence) -> String {
    let at = evidence.at.map_or_else(|| "at an unknown time".to_owned(), stamp);
    let by = if evidence.by.is_empty() { "nobody named" } else { &evidence.by };
    format!("{} ({}, {}) {at} by {by}", evidence.method, evidence.level, evidence.basis)
}

fn origins(case: &Case) -> Vec<Origin> {
    case.evidence.iter().map(|evidence| evidence.origin).collect()
}

/// Why the absence of evidence may not be asserted, if so.
fn unseen(run: Run<'_>, case: &Case) -> Option<String> {
    if let Some(why) = untold(case) {
        return Some(why);
    }
    if case.verdict == Some(Verdict::NotTestable) {
        return Some(case.verdict_reason.clone());
    }
    match run.index.ticket(case) {
        Some(ticket) if !ticket.has_journal && ticket.verification_fields.is_empty() => {
            Some(format!("the journal of {} was not exported", ticket.number))
        }
        Some(_) => None,
        None if run.index.tickets_cover(case.change.at) => None,
        None => Some(format!("tickets do not cover {}", stamp(case.change.at))),
    }
}

/// CT-10: a verification is recorded at all.
pub(super) fn no_evidence(run: Run<'_>, sheet: &mut Sheet<'_>) {
    for case in population(run) {
        sheet.change(&case.change, is_recorded(run, case), &origins(case));
    }
}

fn is_recorded(run: Run<'_>, case: &Case) -> Judged {
    if let Some(evidence) = succeeded(case).find(|evidence| evidence.at.is_some()) {
        return Judged::Pass(told(evidence));
    }
    if let Some(why) = unseen(run, case) {
        return Judged::NotTestable(why);
    }
    match case.evidence.first() {
        None => Judged::Fail("nothing is recorded".to_owned()),
        Some(evidence) if evidence.weaknesses.contains(&Weakness::Failed) => {
            Judged::Fail(format!("the verification failed: {}", told(evidence)))
        }
        Some(evidence) if evidence.method == Method::ClaimedOnly => {
            Judged::Fail(format!("a mere claim: {}", told(evidence)))
        }
        Some(evidence) if evidence.weaknesses.contains(&Weakness::OtherSubject) => {
            Judged::Fail(format!("it is about somebody else: {}", told(evidence)))
        }
        Some(evidence) => Judged::NotTestable(format!("it carries no time: {}", told(evidence))),
    }
}

/// CT-11: the verification lies before the change, and not too long.
pub(super) fn late_or_stale(run: Run<'_>, sheet: &mut Sheet<'_>) {
    for case in population(run).filter(|case| succeeded(case).next().is_some()) {
        sheet.change(&case.change, in_time(case), &origins(case));
    }
}

fn in_time(case: &Case) -> Judged {
    let at = stamp(case.change.at);
    let with = |timing: Timing| succeeded(case).find(|evidence| evidence.timing == timing);
    if let Some(evidence) = with(Timing::Before) {
        Judged::Pass(format!("change {at}; {}", told(evidence)))
    } else if let Some(evidence) = with(Timing::Unknown) {
        Judged::NotTestable(format!("change {at}; the order cannot be told: {}", told(evidence)))
    } else if let Some(evidence) = with(Timing::Stale) {
        Judged::Fail(format!("change {at}; too long before: {}", told(evidence)))
    } else {
        Judged::Fail(format!(
            "change {at}; only afterwards: {}",
            succeeded(case).next().map_or_else(String::new, told)
        ))
    }
}

/// CT-12: the verification is as strong as the policy asks.
pub(super) fn too_weak(run: Run<'_>, sheet: &mut Sheet<'_>) {
    for case in population(run) {
        sheet.change(&case.change, is_strong_enough(run, case), &origins(case));
    }
}

fn is_strong_enough(run: Run<'_>, case: &Case) -> Judged {
    let tier = if case.change.tier_known { "" } else { " by default" };
    let asked =
        format!("{} on a {} account{tier} asks {}", case.change.kind, case.change.tier, case.required_level);
    let best = succeeded(case)
        .filter(|evidence| evidence.timing == Timing::Before)
        .max_by_key(|evidence| (evidence.level, evidence.basis));
    match best {
        Some(evidence) if evidence.level >= case.required_level => {
            Judged::Pass(format!("{asked}; {}", told(evidence)))
        }
        Some(evidence) => Judged::Fail(format!("{asked}; the strongest is {}", told(evidence))),
        None => match unseen(run, case) {
            Some(why) => Judged::NotTestable(why),
            None if succeeded(case).any(|evidence| evidence.timing == Timing::Unknown) => {
                Judged::NotTestable(format!("{asked}; the only verification carries no usable time"))
            }
            None => Judged::Fail(format!("{asked}; no successful verification lies before the change")),
        },
    }
}

/// CT-13: the verification is independent of the change and of other cases.
pub(super) fn not_independent(run: Run<'_>, sheet: &mut Sheet<'_>) {
    for case in population(run) {
        if succeeded(case).any(|evidence| evidence.timing == Timing::Before) {
            sheet.change(&case.change, is_independent(run, case), &origins(case));
        }
    }
}

fn is_independent(run: Run<'_>, case: &Case) -> Judged {
    let dependence = |evidence: &Evidence| {
        evidence.weaknesses.iter().copied().find(|weakness| {
            matches!(
                weakness,
                Weakness::ChannelEdited
                    | Weakness::Reused
                    | Weakness::SelfVerified
                    | Weakness::FactorNotPrior
            )
        })
    };
    let mut before = succeeded(case).filter(|evidence| evidence.timing == Timing::Before).peekable();
    let Some(first) = before.peek().copied() else { return Judged::NotTestable("no evidence".to_owned()) };
    let Some(independent) = before.find(|evidence| dependence(evidence).is_none()) else {
        let why = dependence(first).map_or("", Weakness::as_str);
        return Judged::Fail(format!("{why}: {}", told(first)));
    };
    let to_an_address = matches!(
        independent.method,
        Method::OtpToRegisteredChannel | Method::CallbackOnFile | Method::ManagerEmail
    );
    if !to_an_address {
        return Judged::Pass(told(independent));
    }
    let window = days(run.definition.number("quarantine_days"));
    let from = case.change.at.checked_sub_signed(window).unwrap_or(case.change.at);
    let edits = [ChangeKind::RecoveryPathEdit, ChangeKind::ProfileEditAssurance];
    let is_told = run.index.log_covers(&case.change.source, Span { from, to: case.change.at })
        && run.index.source_records(&case.change.source, &edits);
    if is_told {
        Judged::Pass(format!("{}; no edit of the address since {}", told(independent), stamp(from)))
    } else {
        Judged::NotTestable(format!(
            "{}; the log does not show edits since {}",
            told(independent),
            stamp(from)
        ))
    }
}
