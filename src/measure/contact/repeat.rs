//! Returns: the same person again, with the same problem, or about a ticket that was solved.

use rayon::prelude::*;

use super::people::{is_same, person};
use super::problem::{Problem, problems};
use super::standing::{self, solved_at, stamp};
use super::{ContactInput, Seen};
use crate::directory::Resolution;
use crate::model::{AccountIx, ContactReason, Instant, LinkOutcome, Party, Ticket};

/// So many later tickets of one person are looked at: beyond, it is not a person.
const MOST_LOOKED_AT: usize = 64;

/// Who contacted the desk.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Caller {
    /// A person of the directory.
    Person(AccountIx),
    /// A name that one source uses, where the directory knows nobody of it.
    Name(String, String),
    /// A name that several people of the directory have: it can only return about a ticket that it names.
    OneOf(String, String),
}

/// Everybody's contacts in the order of time.
pub(super) struct Repeats<'a> {
    /// Tickets that name a caller, by caller, time of opening, number and source.
    contacts: Vec<usize>,
    /// Where each ticket stands in `contacts`, and where its caller's end.
    places: Vec<Option<(usize, usize)>>,
    /// Whether the caller is known to be one person, and not one of several of the same name.
    certain: Vec<bool>,
    problems: Vec<Problem<'a>>,
}

impl<'a> Repeats<'a> {
    pub(super) fn of(input: &ContactInput<'a>) -> Self {
        let subjects = subjects(input);
        let callers: Vec<Option<Caller>> =
            subjects.par_iter().enumerate().map(|(ix, subject)| caller(input, ix, *subject)).collect();
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
        let certain = callers.iter().map(|caller| !matches!(caller, Some(Caller::OneOf(..)))).collect();
        Self { contacts, places, certain, problems: problems(input) }
    }

    /// Who came back after a ticket was opened: by a ticket about this one, by one about the same problem after the
    /// solution, or by one before it, to ask what has become of it.
    pub(super) fn read(&self, input: &ContactInput<'_>, ix: usize) -> Vec<Seen> {
        let ticket = &input.tickets[ix];
        let Some(solved) = solved_at(ticket) else { return Vec::new() };
        let until = solved.checked_add_signed(input.policy.repeat_window());
        let until_new = solved.checked_add_signed(input.policy.reopened_as_new());
        let is_same = |other: &usize| {
            self.problems[ix].is_same_as(&self.problems[*other], input.policy.same_by_topic())
        };
        let opened = |other: &usize| input.tickets[*other].opened_at;
        let is_certain = self.certain[ix];
        let is_in = |other: &usize| {
            !standing::is_left_out(input, &input.tickets[*other]) && self.double_of(input, *other).is_none()
        };
        let find = |wanted: &dyn Fn(&usize) -> bool| {
            self.later(input, ix).find(wanted).map(|other| &input.tickets[other])
        };
        let about = find(&|other| {
            until_new.is_some()
                && opened(other) <= until_new
                && reopens(ticket, &input.tickets[*other])
                && is_in(other)
        });
        let again = find(&|other| {
            opened(other) > Some(solved)
                && until.is_some()
                && opened(other) <= until
                && is_certain
                && is_same(other)
                && is_in(other)
        });
        let meanwhile = find(&|other| {
            opened(other) <= Some(solved)
                && is_same(other)
                && !standing::is_left_out(input, &input.tickets[*other])
        });
        [
            (about, ContactReason::Reopened, "takes it up again"),
            (again, ContactReason::RepeatContact, "is about the same problem"),
            (meanwhile, ContactReason::FollowUp, "asks for the same while this one was open"),
        ]
        .into_iter()
        .filter_map(|(other, reason, what)| {
            let other = other?;
            let at = other.opened_at.map_or_else(|| "?".to_owned(), stamp);
            let words = format!("{} of the same person, opened {at}, {what}", other.number);
            Some(Seen::new(reason, words).read_in(other.origin))
        })
        .collect()
    }

    /// The ticket that this one only repeats: of the same person, minutes before, with the same title. Of a contact
    /// and the work that was made of it the work counts, whichever came first.
    pub(super) fn double_of<'t>(&self, input: &ContactInput<'t>, ix: usize) -> Option<&'t Ticket> {
        let (at, end) = self.places[ix]?;
        let opened = input.tickets[ix].opened_at?;
        let is_contact = input.tickets[ix].own.is_contact;
        let is_near = |other: &&usize| {
            input.tickets[**other]
                .opened_at
                .is_some_and(|at| (at - opened).abs() <= input.policy.double_submission())
        };
        let before = self.contacts[..at]
            .iter()
            .rev()
            .take(MOST_LOOKED_AT)
            .take_while(|other| is_near(other) && self.places[**other].is_some_and(|(_, of)| of == end));
        let after = self.contacts[at + 1..end].iter().take(MOST_LOOKED_AT).take_while(is_near);
        let is_work = |other: &&usize| !input.tickets[**other].own.is_contact;
        let same = |other: &&usize| self.problems[ix].has_same_title(&self.problems[**other]);
        let first = before.clone().find(|other| same(other) && (is_contact || is_work(other)));
        let work = before.chain(after).find(|other| is_contact && is_work(other) && same(other));
        work.or(first).map(|other| &input.tickets[*other])
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
        // A group of digits among others is a telephone number.
        let before = text[..at].trim_end_matches('0').trim_end_matches(' ').chars().next_back();
        let after = text[at + found.len()..].trim_start_matches(' ').chars().next();
        !before.is_some_and(|c| c.is_ascii_digit() || c == '+') && !after.is_some_and(|c| c.is_ascii_digit())
    })
}

/// By ticket, whose account its changes are on, if it is one person's.
fn subjects(input: &ContactInput<'_>) -> Vec<Option<AccountIx>> {
    let mut subjects: Vec<Vec<AccountIx>> = vec![Vec::new(); input.tickets.len()];
    for case in input.cases {
        if let (LinkOutcome::Linked, Some(link), Some(subject)) =
            (case.link_outcome, &case.link, case.change.subject)
            && let Some(persons) = subjects.get_mut(link.ticket.0 as usize)
        {
            persons.push(input.directory.account(subject).person);
        }
    }
    let one = |mut persons: Vec<AccountIx>| {
        persons.sort_unstable();
        persons.dedup();
        if let [person] = persons[..] { Some(person) } else { None }
    };
    subjects.into_iter().map(one).collect()
}

/// Whose problem it is: whose account was changed, else the account it is about, else who asked. An agent who is
/// their own caller is nobody.
fn caller(input: &ContactInput<'_>, ix: usize, subject: Option<AccountIx>) -> Option<Caller> {
    let ticket = &input.tickets[ix];
    if let Some(person) = subject {
        return Some(Caller::Person(person));
    }
    let party = if ticket.affected.is_empty() { &ticket.requester } else { &ticket.affected };
    if input.policy.is_generic(party) || is_agent(input, ticket, party) {
        return None;
    }
    match input.directory.resolve(&ticket.source, party) {
        Resolution::One(account, _) => Some(Caller::Person(input.directory.account(account).person)),
        Resolution::Ambiguous(_) => Some(Caller::OneOf(ticket.source.clone(), name(party))),
        Resolution::Nobody => Some(Caller::Name(ticket.source.clone(), name(party))),
    }
}

fn name(party: &Party) -> String {
    party.label().trim().to_lowercase()
}

fn is_agent(input: &ContactInput<'_>, ticket: &Ticket, party: &Party) -> bool {
    let agent = &ticket.agent;
    let of = |party| person(input.directory, &ticket.source, party);
    is_same(agent, party) || of(agent).is_some_and(|agent| of(party) == Some(agent))
}
