//! Figures about the causes of failed first contacts of identity requests.

use super::MetricsInput;
use super::figure::{Name, share};
use crate::model::{CauseBasis, ContactOutcome, FailureCause, Metric, TicketResult};

/// Each cause as the main one and as one of several, what causes were read from, and how many are not shown.
pub(super) fn figures(input: &MetricsInput<'_>) -> Vec<Metric> {
    let mut metrics = Vec::new();
    for cause in FailureCause::ALL {
        let name = Name::new(
            format!("first_contact.cause.{cause}"),
            format!("Main cause {cause}"),
            format!("failed identity requests whose main cause shown is `{cause}`"),
        );
        let name = failed_rows(name).found_by("failure_cause", cause);
        metrics.push(of_failed(input, name, &|result| result.cause() == Some(*cause)));
    }
    let name = Name::new(
        "first_contact.cause.not_shown",
        "No cause shown",
        "failed identity requests for which no record and no word of the desk shows a cause",
    );
    metrics.push(of_failed(input, name, &|result| result.causes.is_empty()));
    for cause in FailureCause::ALL {
        let name = Name::new(
            format!("first_contact.cause_any.{cause}"),
            format!("Cause {cause}, alone or with others"),
            format!("failed identity requests for which the cause `{cause}` is shown, alone or with others"),
        );
        metrics.push(of_failed(input, name, &|result| result.causes.iter().any(|one| one.cause == *cause)));
    }
    for basis in CauseBasis::ALL {
        let name = Name::new(
            format!("first_contact.cause_basis.{basis}"),
            format!("Main cause read from {basis}"),
            format!("failed identity requests whose main cause was read from: {basis}"),
        );
        let name = failed_rows(name).found_by("failure_cause_basis", basis);
        let is_read = |result: &TicketResult| result.causes.first().is_some_and(|one| one.basis == *basis);
        metrics.push(of_failed(input, name, &is_read));
    }
    metrics
}

fn failed_rows(name: Name) -> Name {
    name.found_by("identity_request", "yes").found_by("first_contact", ContactOutcome::No)
}

/// A share of the identity requests whose first contact failed.
fn of_failed(input: &MetricsInput<'_>, name: Name, counts: &dyn Fn(&TicketResult) -> bool) -> Metric {
    let failed = input
        .tickets
        .iter()
        .zip(input.ticket_results)
        .filter(|(_, result)| result.identity_request && result.outcome == ContactOutcome::No);
    let items = failed.map(|(ticket, result)| (ticket.number.as_str(), counts(result)));
    share(&input.tickets("the identity requests not solved at first contact"), name, items, Vec::new())
}
