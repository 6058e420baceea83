//! Figures about what hand-offs cost in control.

use super::MetricsInput;
use super::figure::{Name, guarded, share};
use crate::measure::handoff::handoffs;
use crate::model::{CostSort, HandoffClass, Metric, Ticket, TicketResult};

/// Of each number of hand-offs: how many tickets, the share with each cost and with any.
pub(super) fn figures(input: &MetricsInput<'_>) -> Vec<Metric> {
    let classes = &input.handoff_costs.classes;
    let mut metrics: Vec<Metric> = classes.iter().map(|class| tickets(input, class)).collect();
    for class in classes {
        for sort in CostSort::ALL {
            metrics.push(cost(input, class, *sort));
        }
    }
    metrics
}

/// `2`, and `3_or_more` for the last.
fn word(class: &HandoffClass) -> String {
    if class.or_more { format!("{}_or_more", class.handoffs) } else { class.handoffs.to_string() }
}

fn times(class: &HandoffClass) -> String {
    match (class.handoffs, class.or_more) {
        (0, _) => "never handed over".to_owned(),
        (1, false) => "handed over once".to_owned(),
        (count, false) => format!("handed over {count} times"),
        (count, true) => format!("handed over {count} times or more"),
    }
}

/// Solved identity requests whose hand-offs are told.
fn told<'a>(input: &MetricsInput<'a>) -> impl Iterator<Item = (&'a Ticket, &'a TicketResult, u32)> {
    let all = input.tickets.iter().zip(input.ticket_results);
    all.filter(|(ticket, result)| super::super::handoff::counts(ticket, result))
        .filter_map(|(ticket, result)| Some((ticket, result, handoffs(ticket, result)?)))
}

fn is_in(class: &HandoffClass, count: u32) -> bool {
    count == class.handoffs || (class.or_more && count > class.handoffs)
}

fn tickets(input: &MetricsInput<'_>, class: &HandoffClass) -> Metric {
    let name = Name::new(
        format!("handoffs.{}.tickets", word(class)),
        format!("Tickets {}", times(class)),
        format!("solved identity requests that were {}", times(class)),
    );
    let items = told(input).map(|(ticket, _, count)| (ticket.number.as_str(), is_in(class, count)));
    let excluded = vec![("hand-offs are not told".to_owned(), input.handoff_costs.untold)];
    let of = input.tickets("the solved identity requests whose hand-offs are told");
    share(&of, name, items, excluded)
}

fn cost(input: &MetricsInput<'_>, class: &HandoffClass, sort: CostSort) -> Metric {
    let what = match sort {
        CostSort::TemporaryAccessLeft => "temporary access granted and never withdrawn",
        CostSort::PrivilegeWidened => "more privilege changed than was asked",
        CostSort::ManualFix => "a fix by hand, past the normal path",
        CostSort::SecretInTicket => "a secret written in the ticket",
    };
    let name = Name::new(
        format!("handoffs.{}.{sort}", word(class)),
        format!("{sort}, {}", times(class)),
        format!("solved identity requests {} with {what}", times(class)),
    );
    let own = || told(input).filter(|(_, _, count)| is_in(class, *count));
    let is_untold = |result: &TicketResult| result.untold_costs.contains(&sort);
    let untold = own().filter(|(_, result, _)| is_untold(result)).count() as u64;
    let items = own().filter(|(_, result, _)| !is_untold(result)).map(|(ticket, result, _)| {
        (ticket.number.as_str(), result.costs.iter().any(|cost| cost.sort == sort))
    });
    let of =
        input.tickets(format!("the solved identity requests {} of which the exports tell it", times(class)));
    guarded(input.policy, share(&of, name, items, vec![("the exports do not tell".to_owned(), untold)]))
}
