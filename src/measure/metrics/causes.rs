//! Figures about the causes of failed first contacts of identity requests.

use super::MetricsInput;
use super::figure::{Name, share};
use crate::model::{CauseBasis, ContactOutcome, FailureCause, Metric, TicketResult};

/// Each cause as the main one and as one of several, what causes were read from, and how many are not shown.
pub(super) fn figures(input: &MetricsInput<'_>) -> Vec<Metric> {
    let mut metrics = Vec::new();
    for cause in FailureCause::ALL {
        metrics.push(of_failed(
            input,
            &format!("first_contact.cause.{cause}"),
            &format!("Main cause {cause}"),
            &format!("whose main cause shown is `{cause}`"),
            &|result| result.cause() == Some(*cause),
        ));
    }
    metrics.push(of_failed(
        input,
        "first_contact.cause.not_shown",
        "No cause shown",
        "for which no record and no word of the desk shows a cause",
        &|result| result.causes.is_empty(),
    ));
    for cause in FailureCause::ALL {
        metrics.push(of_failed(
            input,
            &format!("first_contact.cause_any.{cause}"),
            &format!("Cause {cause}, alone or with others"),
            &format!("for which the cause `{cause}` is shown, alone or with others"),
            &|result| result.causes.iter().any(|one| one.cause == *cause),
        ));
    }
    for basis in CauseBasis::ALL {
        metrics.push(of_failed(
            input,
            &format!("first_contact.cause_basis.{basis}"),
            &format!("Main cause read from {basis}"),
            &format!("whose main cause was read from: {basis}"),
            &|result| result.causes.first().is_some_and(|one| one.basis == *basis),
        ));
    }
    metrics
}

/// A share of the identity requests whose first contact failed.
fn of_failed(
    input: &MetricsInput<'_>,
    id: &str,
    title: &str,
    which: &str,
    counts: &dyn Fn(&TicketResult) -> bool,
) -> Metric {
    let failed = input
        .tickets
        .iter()
        .zip(input.ticket_results)
        .filter(|(_, result)| result.identity_request && result.outcome == ContactOutcome::No);
    let definition = format!("Share of the identity requests not solved at first contact {which}.");
    let items = failed.map(|(ticket, result)| (ticket.number.as_str(), counts(result)));
    share(input.policy, Name::new(id, title, definition), items, Vec::new())
}
