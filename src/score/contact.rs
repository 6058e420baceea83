//! First contact: its outcome and reason, and what each ticket asked for.

use super::Board;
use super::agreement::{Judged, NOTHING, agreement};
use super::found::FoundTicket;
use super::model::{Example, Rate, Scores};
use super::truth::TrueTicket;

/// A column of tickets: what is true (`None`: not told), what the report says.
type Column = (&'static str, &'static str, fn(&TrueTicket) -> Option<&str>, fn(&FoundTicket) -> &str);

const COLUMNS: [Column; 5] = [
    ("contact.outcome", "first contact", |t| t.outcome.as_deref(), |f| &f.outcome),
    ("contact.reason", "its reason", |t| t.reason.as_deref(), |f| &f.reason),
    ("contact.identity", "identity request or not", |t| t.identity.as_deref(), |f| &f.identity),
    ("contact.topic", "topic", |t| t.topic.as_deref(), |f| &f.topic),
    ("contact.cause", "cause of a failed one", |t| t.cause.as_deref(), |f| &f.cause),
];

pub(super) fn score(board: &Board<'_>, scores: &mut Scores) {
    let Some(tickets) = &board.truth.tickets else {
        scores.not_told("contact");
        return;
    };
    let found = |ticket: &TrueTicket| board.found.tickets.contains_key(&ticket.number);
    scores.figure("contact.tickets", "tickets that are reported", Rate::count(tickets.iter().map(found)));
    for (id, title, truth, ours) in COLUMNS {
        let judged: Vec<Judged<'_>> = tickets
            .iter()
            .filter_map(|ticket| {
                let found = board.found.tickets.get(&ticket.number)?;
                Some(judge(ticket, truth(ticket)?, ours(found)))
            })
            .collect();
        agreement(id, title, &judged, scores);
        if id == "contact.reason" {
            all_reasons(board, tickets, scores);
        }
    }
}

/// Of tickets without first contact: the reasons that hold, the main one among them, as a search for them.
fn all_reasons(board: &Board<'_>, tickets: &[TrueTicket], scores: &mut Scores) {
    let told =
        |ticket: &'_ TrueTicket| Some((ticket.reasons.clone()?, board.found.tickets.get(&ticket.number)?));
    let pairs: Vec<_> = tickets.iter().filter_map(told).collect();
    if pairs.is_empty() {
        scores.not_told("contact.reasons");
        return;
    }
    let ours = pairs.iter().flat_map(|(truth, found)| found.reasons.iter().map(|word| truth.contains(word)));
    let true_ones =
        pairs.iter().flat_map(|(truth, found)| truth.iter().map(|word| found.reasons.contains(word)));
    let (precision, recall) = (Rate::count(ours), Rate::count(true_ones));
    scores.figure("contact.reasons_precision", "all reasons of a failed one: precision", precision);
    scores.figure("contact.reasons_recall", "all reasons of a failed one: recall", recall);
}

fn judge<'a>(ticket: &TrueTicket, truth: &'a str, ours: &'a str) -> Judged<'a> {
    let word = |text: &'a str| if text.is_empty() { NOTHING } else { text };
    Judged {
        truth: word(truth),
        ours: word(ours),
        on_wrong_ticket: false,
        example: Example {
            id: ticket.number.clone(),
            native_id: String::new(),
            situation: ticket.situation.clone(),
            truth: word(truth).to_owned(),
            ours: word(ours).to_owned(),
        },
    }
}
