//! Verification records: what a verification product or `verifications.csv` says.

use chrono::Duration;

use super::reading::Stated;
use super::statement::Statement;
use super::weaknesses::{Standing, weaknesses};
use super::weigh::{Weighing, clock_tolerance, id, is_unrelated, level, timing};
use crate::model::{Basis, Evidence, Instant, Method, Party, VerificationRecord};

/// Weighs one record; nothing where the product does not say that it ended.
pub(super) fn weigh(input: &Weighing<'_>, record: &VerificationRecord) -> Option<Evidence> {
    let passed = record.passed?;
    if is_unrelated(input, record.at) && named_by(input, record).next().is_none() {
        return None;
    }
    let method = method(input, record);
    let id = id(&record.source, &record.native_id, method, &[]);
    let standing = Standing {
        id: &id,
        method,
        passed,
        at: Some(record.at),
        by: (!record.verifier.is_empty()).then_some(&record.verifier),
        about: about(input, record),
        of_ticket: record.subject.is_empty(),
        place: None,
        quote: "",
        corroborated: true,
        verifier: None,
        written_later: false,
        tickets_alike: 0,
        targets: &[],
    };
    let weaknesses = weaknesses(input, &standing);
    Some(Evidence {
        level: level(input.policy, method, &weaknesses),
        timing: timing(input, method, Some(record.at), clock_tolerance(input)),
        id,
        origin: record.origin,
        method,
        basis: basis(input, record, method),
        at: Some(record.at),
        recorded_at: None,
        by: record.verifier.label().to_owned(),
        about: record.subject.label().to_owned(),
        weaknesses,
        quote: String::new(),
        matched: Vec::new(),
        tickets_alike: 0,
        confirmed_by: named_by(input, record).map(|statement| statement.origin).collect(),
    })
}

/// The product's word for the method; a word that nobody knows names no method (CT-12).
fn method(input: &Weighing<'_>, record: &VerificationRecord) -> Method {
    input.lexicons.named(&record.method).unwrap_or(Method::ClaimedOnly)
}

/// A record by itself is recorded; where the ticket tells of the same act, two
/// independent sources agree.
fn basis(input: &Weighing<'_>, record: &VerificationRecord, method: Method) -> Basis {
    let done = |statement: &Statement| statement.told.map(|told| told.at).or(statement.at);
    let told = input
        .statements
        .iter()
        .any(|statement| statement.method == method && confirms(input, record, statement, done(statement)));
    if told || named_by(input, record).next().is_some() { Basis::Corroborated } else { Basis::Recorded }
}

/// Statements of the ticket that give the record's reference.
fn named_by<'a>(input: &Weighing<'a>, record: &'a VerificationRecord) -> impl Iterator<Item = &'a Statement> {
    let names = [Some(record.native_id.as_str()), record.reference.as_deref()];
    input.statements.iter().filter(move |statement| {
        names
            .into_iter()
            .flatten()
            .filter(|name| name.len() >= 6)
            .any(|name| statement.reference.as_deref() == Some(name) || statement.quote.contains(name))
    })
}

/// The record's subject, if it is not the account of the change.
fn about<'a>(input: &Weighing<'_>, record: &'a VerificationRecord) -> Option<&'a str> {
    let subject = input.change.subject?;
    if record.subject.is_empty() {
        return None;
    }
    let resolved = input.directory.resolve(&record.source, &record.subject).one();
    let same = resolved.is_some_and(|account| {
        let owner = input.directory.account(subject).owner;
        [Some(subject), owner]
            .into_iter()
            .flatten()
            .any(|entitled| input.directory.same_person(entitled, account))
    });
    (!same).then(|| record.subject.label())
}

/// Whether a record tells of the act that a statement tells of: passed, same method,
/// same person, and shortly before the writing.
pub(super) fn confirms(
    input: &Weighing<'_>,
    record: &VerificationRecord,
    statement: &Statement,
    done: Option<Instant>,
) -> bool {
    let slack = clock_tolerance(input);
    let near = done.is_none_or(|at| {
        record.at <= at + slack
            && at - record.at <= input.policy.fresh_for(statement.method) + Duration::hours(1)
    });
    record.passed == Some(true)
        && statement.stated == Stated::Passed
        && method(input, record) == statement.method
        && record.subject != Party::default()
        && about(input, record).is_none()
        && near
        && record.at <= input.change.at + slack
}
