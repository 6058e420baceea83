//! Ids of evidence.

use sha2::{Digest, Sha256};

use super::statement::Statement;
use super::weigh::Weighing;
use crate::model::Method;

/// `ev-` and twelve hex digits, the same whatever other files are given: of the product, its
/// own id of the ticket or record, the method, and what else tells one act from another.
pub(super) fn id(source: &str, native: &str, method: Method, more: &[&str]) -> String {
    let product = source.split('.').next().unwrap_or(source);
    let parts: Vec<&str> =
        [product, native, method.as_str()].into_iter().chain(more.iter().copied()).collect();
    let hash = Sha256::digest(parts.join("\n").as_bytes());
    hash.iter().take(6).fold("ev-".to_owned(), |id, byte| id + &format!("{byte:02x}"))
}

/// The id of what a ticket tells: who told what, and when.
pub(super) fn id_of_statement(input: &Weighing<'_>, statement: &Statement) -> String {
    let (source, number) = ticket_id(input);
    let place = format!("{:?} {:?}", statement.place, statement.stated);
    let at = statement.at.map_or_else(String::new, |at| at.to_rfc3339());
    let reference = statement.reference.as_deref().unwrap_or("");
    let more = [place.as_str(), &at, statement.author.label(), &statement.quote, reference];
    id(source, number, statement.method, &more)
}

fn ticket_id<'a>(input: &Weighing<'a>) -> (&'a str, &'a str) {
    input.ticket.map_or(("", ""), |ticket| (ticket.source.as_str(), ticket.number.as_str()))
}
