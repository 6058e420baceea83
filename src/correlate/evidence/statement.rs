//! What a ticket says of verification, read once for all changes that link to it.

use chrono_tz::Tz;

use super::clock::Told;
use super::lexicon::Lexicons;
use super::reading::{Aftermath, Parsed, Reading, Stated};
use super::sentence::{Sentence, sentences};
use super::{about, clock, fields};
use crate::model::{ApprovalState, Basis, EntryKind, Instant, Method, Origin, Party, Ticket};

/// The longest quote, in bytes.
const LONGEST_QUOTE: usize = 300;

/// Which part of a ticket a statement stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// A comment or work note.
    Journal,
    /// Title and description.
    Description,
    /// Closing notes.
    CloseNotes,
    /// A structured verification field.
    Field,
    /// An approval record.
    Approval,
}

/// One act of verification as a ticket tells of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// Where it is recorded.
    pub origin: Origin,
    /// In which part of the ticket.
    pub place: Place,
    /// How.
    pub method: Method,
    /// How it ended.
    pub stated: Stated,
    /// When it was written.
    pub at: Option<Instant>,
    /// When the text says that it happened.
    pub told: Option<Told>,
    /// Who says so.
    pub author: Party,
    /// Who verified, where the text names somebody other than its author.
    pub verifier: Option<String>,
    /// Who was verified, where the text names somebody whom the ticket does not.
    pub about: Option<String>,
    /// Who says so, in kind.
    pub basis: Basis,
    /// The sentence; empty for structured records.
    pub quote: String,
    /// Byte ranges of `quote` that were matched.
    pub matched: Vec<(usize, usize)>,
    /// Reference of a verification product, where a field gives one.
    pub reference: Option<String>,
}

/// Reads everything that a ticket says of verification, in the order of its parts.
///
/// `zone` is the time zone in which its people write times; UTC if unknown.
#[must_use]
pub fn statements(ticket: &Ticket, lexicons: &Lexicons, zone: Option<Tz>) -> Vec<Statement> {
    let mut found = Vec::new();
    for text in texts(ticket) {
        read_text(&text, ticket, lexicons, zone, &mut found);
    }
    found.extend(fields::read(ticket, lexicons));
    found.extend(ticket.approvals.iter().filter_map(|approval| {
        let stated = match approval.state {
            ApprovalState::Approved => Stated::Passed,
            ApprovalState::Rejected => Stated::Failed,
            ApprovalState::Requested | ApprovalState::Other => return None,
        };
        Some(Statement {
            origin: approval.origin,
            place: Place::Approval,
            method: Method::ManagerEmail,
            stated,
            at: approval.at,
            told: None,
            author: approval.approver.clone(),
            verifier: None,
            about: None,
            basis: Basis::Recorded,
            quote: String::new(),
            matched: Vec::new(),
            reference: None,
        })
    }));
    found.shrink_to_fit();
    found
}

/// A text of a ticket, with who wrote it and when.
struct Text<'a> {
    body: &'a str,
    origin: Origin,
    place: Place,
    at: Option<Instant>,
    author: &'a Party,
}

/// Nobody is named.
static NOBODY: Party = Party { id: None, login: None, email: None, display: None, native_kind: None };

fn texts(ticket: &Ticket) -> Vec<Text<'_>> {
    let written = describer(ticket);
    let description = |body| Text {
        body,
        origin: ticket.origin,
        place: Place::Description,
        at: ticket.opened_at,
        author: written,
    };
    let mut texts = vec![description(ticket.title.as_str()), description(ticket.description.as_str())];
    texts.extend(ticket.journal.iter().filter(|entry| entry.kind != EntryKind::FieldChange).map(|entry| {
        Text {
            body: &entry.text,
            origin: entry.origin,
            place: Place::Journal,
            at: entry.at,
            author: &entry.author,
        }
    }));
    texts.extend(ticket.close_notes.as_deref().map(|body| Text {
        body,
        origin: ticket.origin,
        place: Place::CloseNotes,
        at: ticket.resolved_at.or(ticket.closed_at),
        author: first_named([&ticket.resolved_by, &ticket.closed_by, &ticket.agent]),
    }));
    texts
}

/// Who wrote the description: whoever opened the ticket. Where that is not told, the
/// agent who took the call, else the requester, whose own word proves nothing.
fn describer(ticket: &Ticket) -> &Party {
    let spoken = ticket.channel.as_deref().is_some_and(|channel| {
        let channel = channel.to_ascii_lowercase();
        ["phone", "call", "walk", "person", "voice"].iter().any(|word| channel.contains(word))
    });
    if spoken {
        first_named([&ticket.opened_by, &ticket.agent, &ticket.requester])
    } else {
        first_named([&ticket.opened_by, &ticket.requester, &ticket.agent])
    }
}

fn first_named(parties: [&Party; 3]) -> &Party {
    parties.into_iter().find(|party| !party.is_empty()).unwrap_or(&NOBODY)
}

fn read_text(
    text: &Text<'_>,
    ticket: &Ticket,
    lexicons: &Lexicons,
    zone: Option<Tz>,
    found: &mut Vec<Statement>,
) {
    let sentences = sentences(lexicons.quotations.above(text.body), &lexicons.abbreviations);
    let (sentences, known): (Vec<Sentence>, Vec<_>) =
        with_settings(text.body, sentences, lexicons).into_iter().unzip();
    let mut unread = sentences.iter().zip(known).map(|(sentence, known)| {
        let body = &text.body[sentence.range.clone()];
        let parsed = known.unwrap_or_else(|| Parsed::new(body, lexicons));
        let readings = if is_form(body) { Vec::new() } else { parsed.readings() };
        (body, parsed, readings)
    });
    let mut next = unread.next();
    for (at, sentence) in sentences.iter().enumerate() {
        let Some((body, parsed, readings)) = next.take() else { break };
        next = unread.next();
        if readings.is_empty() {
            continue;
        }
        let after = next.as_ref().filter(|next| next.2.is_empty()).map(|next| next.1.aftermath());
        let form = sentences[at..].iter().map(|line| &text.body[line.range.clone()]);
        let after = refused_below(form, lexicons).or(after);
        for reading in readings {
            if is_hearsay(&reading, text.place) {
                continue;
            }
            if let Some(stated) = ended(&reading, sentence, &parsed, after) {
                found.push(statement(text, ticket, body, &parsed, reading, stated, zone));
            }
        }
    }
}

/// A failure that a later line of the same form tells: "Verification: callback / Number: on file /
/// Result: no answer". Success is not looked for so far below.
fn refused_below<'a>(lines: impl Iterator<Item = &'a str>, lexicons: &Lexicons) -> Option<Aftermath> {
    const LONGEST_LABEL: usize = 30;
    const LINES: usize = 5;
    let is_labelled = |line: &&str| {
        line.find([':', '：']).is_some_and(|at| at <= LONGEST_LABEL && !line[at..].starts_with("://"))
    };
    let form: Vec<&str> = lines.take(LINES).take_while(is_labelled).collect();
    form.iter()
        .skip(1)
        .map(|line| Parsed::new(line, lexicons).aftermath())
        .find(|after| matches!(after, Aftermath::Failed | Aftermath::NotDone))
}

/// Sentences, with each that only says how the two met joined to the next: "Walk-up. Badge shown."; beside each what it
/// says, where that had to be read for it.
fn with_settings<'a>(
    body: &str,
    sentences: Vec<Sentence>,
    lexicons: &'a Lexicons,
) -> Vec<(Sentence, Option<Parsed<'a>>)> {
    let parse = |sentence: &Sentence| Parsed::new(&body[sentence.range.clone()], lexicons);
    let mut joined: Vec<(Sentence, Option<Parsed<'a>>)> = Vec::with_capacity(sentences.len());
    for sentence in sentences {
        let before = joined.last_mut().filter(|(before, _)| {
            before.range.len() <= LONGEST_SETTING
                && !before.question
                && body[before.range.end..sentence.range.start].trim().is_empty()
        });
        let mut own = None;
        if let Some((before, parsed)) = before
            && parsed.get_or_insert_with(|| parse(before)).is_setting()
        {
            let said = parse(&sentence);
            if !said.is_of_change() {
                before.range.end = sentence.range.end;
                before.question = sentence.question;
                *parsed = None;
                continue;
            }
            own = Some(said);
        }
        joined.push((sentence, own));
    }
    joined
}

/// The longest sentence that only says how the two met, in bytes.
const LONGEST_SETTING: usize = 40;

/// "manager approved" in a description is what the request says, whoever typed it in; an approval
/// that came to the desk is told with the way it came.
fn is_hearsay(reading: &Reading, place: Place) -> bool {
    place == Place::Description && reading.method == Method::ManagerEmail && reading.bare
}

/// How it ended, with what the next sentence adds.
fn ended(
    reading: &Reading,
    sentence: &Sentence,
    parsed: &Parsed<'_>,
    after: Option<Aftermath>,
) -> Option<Stated> {
    match (after.unwrap_or(Aftermath::Nothing), reading.outcome) {
        (Aftermath::Failed, _) => Some(Stated::Failed),
        (Aftermath::NotDone, _) => Some(Stated::NotDone),
        (Aftermath::Succeeded, None) => Some(Stated::Passed),
        (Aftermath::Succeeded, stated) => stated,
        (Aftermath::Despite, stated) => stated.filter(|_| !reading.assumed && !sentence.question),
        (Aftermath::Nothing, None) if sentence.ticked && !parsed.is_begun() => Some(Stated::Passed),
        (Aftermath::Nothing, stated) => stated.filter(|_| !sentence.question),
    }
}

/// A form with open blanks says nothing.
fn is_form(sentence: &str) -> bool {
    let may_be = sentence.bytes().any(|byte| matches!(byte, b'{' | b'}' | b'_' | b'[' | b'<'));
    let blanks = ["{{", "}}", "____", "[insert", "[name", "[number", "<name", "<number", "<method", "<user"];
    may_be && blanks.iter().any(|blank| sentence.contains(blank))
}

fn statement(
    text: &Text<'_>,
    ticket: &Ticket,
    sentence: &str,
    parsed: &Parsed<'_>,
    reading: Reading,
    stated: Stated,
    zone: Option<Tz>,
) -> Statement {
    let (quote, matched) = cut(sentence, &reading.matched);
    let act = reading.matched.first().map_or(0, |range| range.0);
    let first_act = parsed.first_act(&reading.matched);
    let told = |written| clock::told(sentence, act, parsed.is_of_yesterday(), written, zone);
    Statement {
        origin: text.origin,
        place: text.place,
        method: reading.method,
        stated,
        at: text.at,
        told: text.at.and_then(told),
        author: text.author.clone(),
        verifier: first_act.and_then(|act| about::verifier(sentence, act, ticket, text.author)),
        about: about::named(sentence, parsed, ticket),
        basis: Basis::Asserted,
        quote,
        matched,
        reference: None,
    }
}

/// The sentence, or for a long one the part around the match.
fn cut(sentence: &str, matched: &[(usize, usize)]) -> (String, Vec<(usize, usize)>) {
    let first = matched.first().map_or(0, |range| range.0);
    let start = if sentence.len() <= LONGEST_QUOTE { 0 } else { first.saturating_sub(60) };
    let start = sentence.floor_char_boundary(start);
    let end = sentence.floor_char_boundary(start.saturating_add(LONGEST_QUOTE));
    let shifted = matched
        .iter()
        .filter(|range| range.0 >= start && range.1 <= end)
        .map(|range| (range.0 - start, range.1 - start))
        .collect();
    (sentence[start..end].to_owned(), shifted)
}
