//! Returns: the same person again, with the same problem, or about a ticket that was solved.

use rayon::prelude::*;

use super::people::{is_same, person};
use super::problem::{Problem, problems};
use super::standing::{solved_at, stamp};
use super::{ContactInput, Seen};
use crate::directory::Resolution;
use crate::model::{AccountIx, ContactReason, Instant, Party, Ticket};

/// So many later tickets of one person are looked at: beyond, it is not a person.
const MOST_LOOKED_AT: usize = 64;

/// Who contacted the desk.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Caller {
    /// A person of the directory.
    Person(AccountIx),
    /// A name that one source uses, where the directory knows nobody of it.
    Name(String, String),
}

/// Everybody's contacts in the order of time.
pub(super) struct Repeats<'a> {
    /// Tickets that name a caller, by caller, time of opening, number and source.
    contacts: Vec<usize>,
    /// Where each ticket stands in `contacts`, and where its caller's end.
    places: Vec<Option<(usize, usize)>>,
    problems: Vec<Problem<'a>>,
}

impl<'a> Repeats<'a> {
    pub(super) fn of(input: &ContactInput<'a>) -> Self {
        let callers: Vec<Option<Caller>> =
            (0..input.tickets.len()).into_par_iter().map(|ix| caller(input, ix)).collect();
        let mut contacts: Vec<usize> = (0..callers.len())
            .filter(|ix| callers[*ix].is_some() && input.tickets[*ix].opened_at.is_some())
            .collect();
        // Equal contacts are told apart by number and source, so that the order of reading does not matter.
        let key = |ix: usize| {
            let ticket = &input.tickets[ix];
            (&callers[ix], ticket.opened_at, &ticket.number, &ticket.source)
        };
        contacts.par_sort_unstable_by(|a, b| key(*a).cmp(&key(*b)));
        let mut places = vec![None; callers.len()];
        let mut from = 0;
        for of_one in contacts.chunk_by(|a, b| callers[*a] == callers[*b]) {
            let end = from + of_one.len();
            for (at, ix) in of_one.iter().enumerate() {
                places[*ix] = Some((from + at, end));
            }
            from = end;
        }
        Self { contacts, places, problems: problems(input) }
    }

    /// The first return after a ticket: a later ticket about the solved one, or about the same problem.
    pub(super) fn read(&self, input: &ContactInput<'_>, ix: usize) -> Vec<Seen> {
        let ticket = &input.tickets[ix];
        let Some(solved) = solved_at(ticket) else { return Vec::new() };
        let until = solved.checked_add_signed(input.policy.repeat_window());
        let until_new = solved.checked_add_signed(input.policy.reopened_as_new());
        let named = |other: &Ticket| {
            until_new.is_some_and(|until| other.opened_at <= Some(until)) && reopens(ticket, other)
        };
        let again = |other: usize| {
            until.is_some_and(|until| input.tickets[other].opened_at <= Some(until))
                && self.problems[ix].is_same_as(&self.problems[other], input.policy.same_by_topic())
        };
        let reopened = self.later(input, ix).find(|other| named(&input.tickets[*other])).map(|other| {
            let other = &input.tickets[other];
            let words =
                format!("{} of the same person, opened {}, takes it up again", other.number, opened(other));
            Seen::new(ContactReason::Reopened, words).read_in(other.origin)
        });
        let repeated = self.later(input, ix).find(|other| again(*other)).map(|other| {
            let problem = &input.requests.get(other).map_or("", |request| request.topic.as_str());
            let other = &input.tickets[other];
            let words = format!(
                "the same person asked about `{problem}` again in {}, opened {}",
                other.number,
                opened(other)
            );
            Seen::new(ContactReason::RepeatContact, words).read_in(other.origin)
        });
        reopened.into_iter().chain(repeated).collect()
    }

    /// The ticket that this one is sent a second time: of the same person, minutes before, with the same title.
    pub(super) fn double_of<'t>(&self, input: &ContactInput<'t>, ix: usize) -> Option<&'t Ticket> {
        let (at, _) = self.places[ix]?;
        let earliest = input.tickets[ix].opened_at?.checked_sub_signed(input.policy.double_submission())?;
        self.contacts[..at]
            .iter()
            .rev()
            .take(MOST_LOOKED_AT)
            .take_while(|other| {
                self.places[**other].is_some_and(|(_, end)| end > at)
                    && input.tickets[**other].opened_at >= Some(earliest)
            })
            .find(|other| self.problems[ix].has_same_title(&self.problems[**other]))
            .map(|other| &input.tickets[*other])
    }

    /// Later tickets of the same caller, without those sent at once with it.
    fn later(&self, input: &ContactInput<'_>, ix: usize) -> impl Iterator<Item = usize> {
        let (from, to) = self.places[ix].map_or((0, 0), |(at, end)| (at + 1, end));
        let earliest = input.tickets[ix]
            .opened_at
            .and_then(|at| at.checked_add_signed(input.policy.double_submission()));
        self.contacts[from..to]
            .iter()
            .copied()
            .filter(move |other| input.tickets[*other].opened_at > earliest)
            .take(MOST_LOOKED_AT)
    }
}

fn opened(ticket: &Ticket) -> String {
    ticket.opened_at.map_or_else(|| "?".to_owned(), stamp)
}

/// Whether a later ticket is about the first, which was solved before: made as its follow-up, or naming its number.
fn reopens(first: &Ticket, later: &Ticket) -> bool {
    let solved: Option<Instant> = solved_at(first);
    let is_parent = later.parent.as_ref().is_some_and(|parent| {
        parent.eq_ignore_ascii_case(&first.number) || first.native_id.as_ref().is_some_and(|id| id == parent)
    });
    later.source == first.source
        && later.opened_at > solved
        && (is_parent || names(&later.title, &first.number) || names(&later.description, &first.number))
}

/// Whether a text names a ticket by its number: whole, or its digits where they stand alone and are four or more.
fn names(text: &str, number: &str) -> bool {
    let digits = number.trim_start_matches(|c: char| !c.is_ascii_digit()).trim_start_matches('0');
    if digits.len() < 4 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return false;
    }
    text.match_indices(digits).any(|(at, found)| {
        let before = text[..at].trim_end_matches('0').chars().next_back();
        let after = text[at + found.len()..].chars().next();
        !before.is_some_and(|c| c.is_ascii_digit() || c == '+' || c == '.')
            && !after.is_some_and(|c| c.is_ascii_digit() || c == '.')
    })
}

/// Whose problem it is: the account it is about, else who asked. An agent who is their own caller is nobody.
fn caller(input: &ContactInput<'_>, ix: usize) -> Option<Caller> {
    let ticket = &input.tickets[ix];
    let party = if ticket.affected.is_empty() { &ticket.requester } else { &ticket.affected };
    if input.policy.is_generic(party) || is_agent(input, ticket, party) {
        return None;
    }
    match input.directory.resolve(&ticket.source, party) {
        Resolution::One(account, _) => Some(Caller::Person(input.directory.account(account).person)),
        Resolution::Ambiguous(_) => None,
        Resolution::Nobody => Some(Caller::Name(ticket.source.clone(), party.label().trim().to_lowercase())),
    }
}

fn is_agent(input: &ContactInput<'_>, ticket: &Ticket, party: &Party) -> bool {
    let agent = &ticket.agent;
    let of = |party| person(input.directory, &ticket.source, party);
    is_same(agent, party) || of(agent).is_some_and(|agent| of(party) == Some(agent))
}
