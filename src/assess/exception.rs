//! Granted exceptions laid over what the control tests found.
//!
//! A failure that an exception covers is counted as excepted and keeps what it was. Verdicts of changes, their
//! evidence and their risk know nothing of it.

mod matter;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use crate::directory::Directory;
use crate::model::{
    AccountIx, Case, ControlResult, Excepted, Exception, ExceptionState, Finding, FindingId, Instant, Scope,
    SettledException, TestOutcome, Ticket,
};

use matter::{Matters, Wanted};

/// Findings named in a sentence.
const NAMED: usize = 3;

/// What findings are about.
#[derive(Debug, Clone, Copy)]
pub struct ExceptionInput<'a> {
    /// Changes with their links.
    pub cases: &'a [Case],
    /// All tickets.
    pub tickets: &'a [Ticket],
    /// Who is who.
    pub directory: &'a Directory,
    /// The time of judgement: an exception holds until the end of its last day, UTC.
    pub as_of: Instant,
}

/// Applies exceptions to the results, and tells what became of each, in their order.
///
/// Of several exceptions that cover a failure the first counts. To tell that something passes without its
/// exception, the findings must list the passes of the tests excepted from.
#[must_use]
pub fn apply(
    exceptions: &[Exception],
    controls: &mut [ControlResult],
    input: &ExceptionInput<'_>,
) -> Vec<SettledException> {
    let matters = Matters::of(input);
    let mut places = BTreeMap::new();
    exceptions
        .iter()
        .map(|exception| {
            let Some(at) = controls.iter().position(|control| control.test == exception.test) else {
                return settled(
                    exception,
                    ExceptionState::Unused,
                    Vec::new(),
                    "excepts nothing: the test was not run".to_owned(),
                );
            };
            let control = &mut controls[at];
            let places = places.entry(at).or_insert_with(|| Places::of(&control.findings));
            one(exception, control, places, &matters, input)
        })
        .collect()
}

/// Where findings stand, by id.
struct Places(BTreeMap<FindingId, usize>);

impl Places {
    fn of(findings: &[Finding]) -> Self {
        Self(findings.iter().enumerate().map(|(at, finding)| (finding.id.clone(), at)).collect())
    }

    /// Places that a scope could mean: few if it names findings or items, else all. Findings stand by item.
    fn near(&self, findings: &[Finding], scope: &Scope) -> BTreeSet<usize> {
        let of_item = |item: &str| -> Range<usize> {
            let start = findings.partition_point(|finding| finding.item.as_str() < item);
            let length = findings[start..].partition_point(|finding| finding.item == item);
            start..start + length
        };
        if !scope.finding.is_empty() {
            let find = |id: &String| self.0.get(&FindingId(id.clone())).copied();
            scope.finding.iter().filter_map(find).collect()
        } else if !scope.item.is_empty() {
            scope.item.iter().flat_map(|item| of_item(item)).collect()
        } else if !scope.change.is_empty() {
            scope.change.iter().flat_map(|change| of_item(change)).collect()
        } else {
            (0..findings.len()).collect()
        }
    }
}

/// What an exception meets among the findings of its test.
#[derive(Default)]
struct Met {
    /// Failures that no exception before it covers.
    open: Vec<usize>,
    /// Failures that one before it covers, with its id.
    taken: Vec<String>,
    passes: usize,
    not_testable: usize,
}

fn one(
    exception: &Exception,
    control: &mut ControlResult,
    places: &Places,
    matters: &Matters<'_>,
    input: &ExceptionInput<'_>,
) -> SettledException {
    let wanted = Wanted::of(&exception.scope, input.directory);
    let mut met = Met::default();
    for at in places.near(&control.findings, &exception.scope) {
        let finding = &control.findings[at];
        if !wanted.fits(finding, matters) {
            continue;
        }
        match (finding.outcome, &finding.excepted) {
            (TestOutcome::Fail, _) => met.open.push(at),
            (TestOutcome::Exception, Some(excepted)) => met.taken.push(excepted.by.0.clone()),
            (TestOutcome::NotTestable, _) => met.not_testable += 1,
            (TestOutcome::Pass | TestOutcome::Exception, _) => met.passes += 1,
        }
    }
    let is_expired = exception.expires < input.as_of.date_naive();
    let state = state(&met, is_expired);
    let said = said(exception, state, &met, control, &wanted);
    let mut findings = Vec::new();
    let mut said = vec![said];
    if state == ExceptionState::InUse {
        said.extend(own_interest(exception, &met.open, control, matters, input));
        for at in &met.open {
            let finding = &mut control.findings[*at];
            finding.excepted = Some(Excepted { was: finding.outcome, by: exception.id.clone() });
            finding.outcome = TestOutcome::Exception;
            findings.push(finding.id.clone());
        }
        control.fail -= findings.len().min(control.fail);
        control.exception += findings.len();
    }
    settled(exception, state, findings, said.join("; "))
}

const fn state(met: &Met, is_expired: bool) -> ExceptionState {
    if is_expired {
        ExceptionState::Expired
    } else if !met.open.is_empty() {
        ExceptionState::InUse
    } else if !met.taken.is_empty() {
        ExceptionState::Shadowed
    } else if met.passes > 0 {
        ExceptionState::WouldHavePassed
    } else {
        ExceptionState::Unused
    }
}

/// What became of it, in words.
fn said(
    exception: &Exception,
    state: ExceptionState,
    met: &Met,
    control: &ControlResult,
    wanted: &Wanted<'_>,
) -> String {
    match state {
        ExceptionState::InUse => format!("excepts {}", counted(met.open.len(), "failure")),
        ExceptionState::Expired => {
            let stand = match met.open.len() {
                0 => "nothing of its scope fails".to_owned(),
                1 => "the failure of its scope stands".to_owned(),
                count => format!("the {count} failures of its scope stand"),
            };
            format!("expired on {}: {stand}", exception.expires)
        }
        ExceptionState::Shadowed => {
            let by: BTreeSet<&String> = met.taken.iter().collect();
            let by: Vec<&str> = by.into_iter().take(NAMED).map(String::as_str).collect();
            format!("excepts nothing that {} before it does not except already", by.join(", "))
        }
        ExceptionState::WouldHavePassed => {
            format!("is not needed: what it covers passes without it ({})", counted(met.passes, "item"))
        }
        ExceptionState::Unused => unused(met, control, wanted),
    }
}

fn unused(met: &Met, control: &ControlResult, wanted: &Wanted<'_>) -> String {
    if let Some(because) = &control.untested_because {
        return format!("excepts nothing: the test gave no result ({because})");
    }
    if met.not_testable > 0 {
        return format!(
            "excepts nothing: what it covers could not be told ({})",
            counted(met.not_testable, "item")
        );
    }
    match wanted.nobody() {
        Some(why) => format!("covers nothing that was found: {why}"),
        None => "covers nothing that was found".to_owned(),
    }
}

/// Whether the one who owns or approved it made the changes that it excepts, or they are on their account.
fn own_interest(
    exception: &Exception,
    open: &[usize],
    control: &ControlResult,
    matters: &Matters<'_>,
    input: &ExceptionInput<'_>,
) -> Option<String> {
    let account = |name: &str| matter::account(name, input.directory).one();
    let governors = [("owner", &exception.owner), ("one who approved it", &exception.approved_by)];
    governors.into_iter().find_map(|(role, name)| {
        let governor = account(name)?;
        let is_own =
            |who: Option<AccountIx>| who.is_some_and(|who| input.directory.same_person(who, governor));
        let own = open.iter().filter(|at| {
            let case = matters.of_finding(&control.findings[**at]).case;
            case.is_some_and(|case| is_own(case.change.actor) || is_own(case.change.subject))
        });
        let count = own.count();
        (count > 0).then(|| {
            format!(
                "its {role} made or was the subject of {}; have somebody else answer for them",
                counted(count, "of these changes")
            )
        })
    })
}

fn counted(count: usize, what: &str) -> String {
    match (count, what) {
        (_, "of these changes") => format!("{count} {what}"),
        (1, _) => format!("1 {what}"),
        _ => format!("{count} {what}s"),
    }
}

fn settled(
    exception: &Exception,
    state: ExceptionState,
    findings: Vec<FindingId>,
    said: String,
) -> SettledException {
    SettledException {
        id: exception.id.clone(),
        line: exception.line,
        test: exception.test.clone(),
        scope: exception.scope.to_string(),
        reason: exception.reason.clone(),
        owner: exception.owner.clone(),
        approved_by: exception.approved_by.clone(),
        expires: exception.expires,
        state,
        findings,
        said,
    }
}
