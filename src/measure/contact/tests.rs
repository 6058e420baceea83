//! First contact by cases: each reason, the precedence, and that order does not matter.

mod handoffs;
mod remedies;
mod returns;

use super::*;
use crate::assess::control::sample::{
    DAY, at, case, coverage, directory, entry, field, linked, party, request, ticket,
};
use crate::mapping::Mappings;
use crate::model::{ChangeKind, EntryKind, Party, TicketState};

struct World {
    tickets: Vec<Ticket>,
    requests: Vec<Request>,
    cases: Vec<Case>,
    coverage: Vec<Coverage>,
    policy: ContactPolicy,
}

impl World {
    /// Tickets that ask for nothing the log could show, in exports that cover a month.
    fn of(tickets: Vec<Ticket>) -> Self {
        let requests =
            tickets.iter().map(|_| Request { topic: "printer".to_owned(), ..Request::default() }).collect();
        let coverage = vec![
            coverage("servicenow.incident", true, -30 * DAY, 30 * DAY),
            coverage("okta.system_log", false, -30 * DAY, 30 * DAY),
        ];
        let policy = ContactPolicy::load(&Mappings::embedded()).unwrap();
        Self { tickets, requests, cases: Vec::new(), coverage, policy }
    }

    fn results(&self) -> Vec<TicketResult> {
        outcomes(&ContactInput {
            tickets: &self.tickets,
            requests: &self.requests,
            cases: &self.cases,
            directory: &directory(),
            coverage: &self.coverage,
            policy: &self.policy,
            as_of: at(30 * DAY),
        })
    }

    fn first(&self) -> TicketResult {
        self.results().swap_remove(0)
    }
}

/// The outcome and main reason of one ticket.
fn told(ticket: Ticket) -> (ContactOutcome, Option<ContactReason>) {
    let result = World::of(vec![ticket]).first();
    (result.outcome, result.reason)
}

fn no(reason: ContactReason) -> (ContactOutcome, Option<ContactReason>) {
    (ContactOutcome::No, Some(reason))
}

fn excluded(reason: ContactReason) -> (ContactOutcome, Option<ContactReason>) {
    (ContactOutcome::Excluded, Some(reason))
}

const YES: (ContactOutcome, Option<ContactReason>) = (ContactOutcome::Yes, None);

fn with(journal: Vec<crate::model::JournalEntry>) -> Ticket {
    Ticket { journal, ..ticket("INC1") }
}

#[test]
fn one_answer_that_solves_is_first_contact() {
    let journal = vec![
        entry(EntryKind::Comment, 15, "bob", "I have reset it, please try."),
        entry(EntryKind::Comment, 25, "ann", "Thanks, it works"),
    ];
    assert_eq!(told(with(journal)), YES);
}

#[test]
fn what_is_reopened_was_not_solved() {
    use ContactReason::Reopened;
    let state = |old: &str, new: &str| told(with(vec![field(15, "bob", "state", old, new)]));
    assert_eq!(state("Resolved", "In Progress"), no(Reopened));
    assert_eq!(state("6", "2"), no(Reopened));
    assert_eq!(state("Resolved", "Closed"), YES);
    assert_eq!(told(Ticket { reopen_count: Some(1), ..ticket("INC1") }), no(Reopened));
    // The value before is read from the entry before, where the export leaves it out.
    let mut journal =
        vec![field(10, "bob", "state", "", "Resolved"), field(12, "ann", "state", "", "Active")];
    journal.iter_mut().for_each(|entry| entry.old = None);
    assert_eq!(told(with(journal)), no(Reopened));
}

#[test]
fn a_further_exchange_is_a_follow_up() {
    use ContactReason::FollowUp;
    let asked_back = vec![
        entry(EntryKind::Comment, 5, "bob", "Which account do you mean?"),
        entry(EntryKind::Comment, 15, "ann", "The payroll one."),
    ];
    assert_eq!(told(with(asked_back.clone())), no(FollowUp));
    // On the phone the same words belong to the call.
    let phone = Ticket { channel: Some("Phone".to_owned()), ..with(asked_back) };
    assert_eq!(told(phone), YES);
    assert_eq!(told(with(vec![field(5, "bob", "state", "Active", "On Hold")])), no(FollowUp));
    let note = entry(EntryKind::WorkNote, 5, "bob", "Left voicemail for the user");
    assert_eq!(told(with(vec![note])), no(FollowUp));
    let callback = entry(EntryKind::WorkNote, 5, "bob", "Called back the number on file, verified");
    assert_eq!(told(with(vec![callback])), YES);
    let late = Ticket { channel: Some("phone".to_owned()), resolved_at: Some(at(2 * DAY)), ..ticket("INC1") };
    assert_eq!(told(late), no(FollowUp));
    let timer = entry(EntryKind::Comment, 5, "system", "We have received your request");
    let answer = entry(EntryKind::Comment, 18, "bob", "Done");
    assert_eq!(told(with(vec![timer, answer])), YES);
}

#[test]
fn a_requester_who_stopped_answering_is_never_a_solution() {
    use ContactReason::NoResponse;
    let notes = |text: &str| Ticket { close_notes: Some(text.to_owned()), ..ticket("INC1") };
    assert_eq!(told(notes("Closing due to no response")), no(NoResponse));
    assert_eq!(told(notes("No response from server, restarted it")), YES);
    assert_eq!(told(notes("Locked out after three attempts, unlocked")), YES);
    let code = Ticket { close_code: Some("No resolution provided".to_owned()), ..ticket("INC1") };
    assert_eq!(told(code), no(NoResponse));
    let by_timer = vec![
        field(5, "bob", "state", "Active", "Awaiting User Info"),
        field(20, "system", "state", "Awaiting User Info", "Resolved"),
    ];
    assert_eq!(told(with(by_timer.clone())), no(NoResponse));
    let mut by_agent = by_timer;
    by_agent[1].author = party("bob");
    assert_eq!(told(with(by_agent)), no(ContactReason::FollowUp));
    // Whoever answered after the third call did answer.
    let answered = vec![
        entry(EntryKind::WorkNote, 5, "bob", "no reply from user"),
        entry(EntryKind::Comment, 10, "ann", "Sorry, was away. Please go on."),
    ];
    assert_eq!(told(with(answered)), YES);
}

#[test]
fn what_is_not_solved_withdrawn_or_a_double_is_left_out() {
    let state =
        |state, native: &str| Ticket { state, native_state: Some(native.to_owned()), ..ticket("INC1") };
    assert_eq!(told(state(TicketState::Open, "Active")), excluded(ContactReason::Open));
    assert_eq!(told(state(TicketState::Cancelled, "Canceled")), excluded(ContactReason::Cancelled));
    assert_eq!(told(state(TicketState::Cancelled, "Merged")), excluded(ContactReason::Duplicate));
    let code = Ticket { close_code: Some("Duplicate".to_owned()), ..ticket("INC1") };
    assert_eq!(told(code), excluded(ContactReason::Duplicate));
    let notes = Ticket { close_notes: Some("Raised in error".to_owned()), ..ticket("INC1") };
    assert_eq!(told(notes), excluded(ContactReason::Cancelled));
    let untold = Ticket { state: TicketState::Unknown, resolved_at: None, ..ticket("INC1") };
    assert_eq!(told(untold.clone()), excluded(ContactReason::Open));
    assert_eq!(told(Ticket { closed_at: Some(at(20)), ..untold }), YES);
}

#[test]
fn near_the_end_of_the_export_a_yes_is_not_claimed_but_a_no_stands() {
    let mut world = World::of(vec![ticket("INC1")]);
    world.coverage[0].span.as_mut().unwrap().to = at(7 * DAY + 20);
    assert_eq!(world.first().outcome, ContactOutcome::Yes);
    world.coverage[0].span.as_mut().unwrap().to = at(7 * DAY + 19);
    let result = world.first();
    assert_eq!((result.outcome, result.reason), excluded(ContactReason::Open));
    assert!(result.seen[0].contains("cannot be told yet"), "{:?}", result.seen);
    world.tickets[0].reopen_count = Some(1);
    assert_eq!(world.first().reason, Some(ContactReason::Reopened));
}

#[test]
fn the_policy_may_be_lenient_at_the_end_of_the_export() {
    let path = "policy/first_contact.toml";
    let text =
        Mappings::embedded().text(path).unwrap().replace("censoring = \"strict\"", "censoring = \"lenient\"");
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("policy")).unwrap();
    std::fs::write(folder.path().join(path), text).unwrap();
    let mut world = World::of(vec![ticket("INC1")]);
    world.policy = ContactPolicy::load(&Mappings::embedded().with_folder(folder.path()).unwrap()).unwrap();
    world.coverage[0].span.as_mut().unwrap().to = at(DAY);
    let result = world.first();
    assert_eq!(result.outcome, ContactOutcome::Yes);
    assert!(result.seen[0].contains("cannot be told yet"), "{:?}", result.seen);
}

#[test]
fn all_reasons_are_kept_and_the_precedence_picks_the_main_one() {
    let journal = vec![
        field(3, "bob", "group", "Service Desk", "Identity Engineering"),
        field(4, "bob", "agent", "bob", "carl"),
        field(5, "carl", "state", "Active", "On Hold"),
        field(15, "system", "state", "On Hold", "Resolved"),
        field(16, "ann", "state", "Resolved", "Active"),
    ];
    let result = World::of(vec![with(journal)]).first();
    use ContactReason::{Escalated, FollowUp, NoResponse, Reassigned, Reopened};
    assert_eq!(result.reasons, [NoResponse, Reopened, Escalated, Reassigned, FollowUp]);
    assert_eq!(result.reason, Some(NoResponse));
    assert_eq!(result.seen.len(), 5);
    assert!(
        result.seen[2].contains("`Service Desk` → `Identity Engineering` (level 2) 2026-03-02T09:03:00Z")
    );
}

#[test]
fn the_order_of_the_tickets_changes_nothing() {
    let mut tickets: Vec<Ticket> = (0..6)
        .map(|n| Ticket {
            opened_at: Some(at(n * DAY)),
            resolved_at: Some(at(n * DAY + 10)),
            requester: party(if n % 2 == 0 { "ann" } else { "eve" }),
            ..ticket(&format!("INC{n}"))
        })
        .collect();
    let told = |tickets: &[Ticket]| {
        let world = World::of(tickets.to_vec());
        let mut told: Vec<(String, Vec<String>)> = world
            .results()
            .into_iter()
            .map(|r| (tickets[r.ticket.0 as usize].number.clone(), r.seen))
            .collect();
        told.sort();
        told
    };
    let before = told(&tickets);
    tickets.reverse();
    tickets.swap(0, 3);
    assert_eq!(told(&tickets), before);
    assert!(before.iter().any(|(_, seen)| !seen.is_empty()));
}

#[test]
fn hostile_tickets_do_no_harm() {
    let strange = Ticket {
        opened_at: Some(chrono::DateTime::<chrono::Utc>::MAX_UTC),
        resolved_at: Some(chrono::DateTime::<chrono::Utc>::MIN_UTC),
        title: "\u{202e}\u{0}<script>".repeat(50),
        journal: vec![
            field(1, "", "state", "\u{0}", "ẞ"),
            entry(EntryKind::Comment, 1, "ann", "é".repeat(500).as_str()),
        ],
        ..ticket("")
    };
    let later = Ticket { opened_at: Some(chrono::DateTime::<chrono::Utc>::MAX_UTC), ..ticket("INC2") };
    let mut world = World::of(vec![strange, later]);
    world.requests = vec![request()];
    assert_eq!(world.results().len(), 2);
}

#[test]
fn mails_that_nobody_wrote_reopen_nothing_and_are_no_exchange() {
    let reopened_by = |text: &str| {
        told(with(vec![
            field(10, "bob", "state", "Active", "Resolved"),
            entry(EntryKind::Comment, 12, "ann", text),
            field(12, "ann", "state", "Resolved", "Active"),
            field(13, "system", "state", "Active", "Resolved"),
        ]))
    };
    assert_eq!(reopened_by("Automatic reply: I am out of the office until Monday"), YES);
    assert_eq!(reopened_by("Super, das war's."), YES);
    assert_eq!(reopened_by("It still does not work"), no(ContactReason::Reopened));
    let survey = entry(EntryKind::Comment, 400, "bob", "How did we do? Rate your experience");
    assert_eq!(told(with(vec![entry(EntryKind::Comment, 15, "bob", "Done"), survey])), YES);
}

#[test]
fn a_courtesy_is_told_by_what_it_does_not_say() {
    let after = |text: &str| {
        let answer = entry(EntryKind::Comment, 15, "bob", "Done.");
        told(with(vec![answer, entry(EntryKind::Comment, 120, "ann", text)]))
    };
    for text in ["Nickel !", "dzięki", "Brilliant, works a treat", "了解です"] {
        assert_eq!(after(text), YES, "{text}");
    }
    for text in ["Any news?", "geht nicht", "Same error as before", "That was the wrong account, wasn't it?"]
    {
        assert_eq!(after(text), no(ContactReason::FollowUp), "{text}");
    }
}

#[test]
fn a_colleague_in_copy_is_neither_side() {
    let journal = vec![
        entry(EntryKind::Comment, 5, "bob", "Done."),
        entry(EntryKind::Comment, 200, "eve", "I had the same last week."),
    ];
    assert_eq!(told(with(journal)), YES);
}

#[test]
fn who_says_nothing_after_delivery_has_not_stopped_answering() {
    let parked = |text: &str| {
        told(with(vec![
            entry(EntryKind::Comment, 5, "bob", text),
            field(6, "bob", "state", "Active", "Awaiting User Info"),
            field(20, "system", "state", "Awaiting User Info", "Resolved"),
        ]))
    };
    assert_eq!(parked("I have reset it for you. Please log in again."), YES);
    assert_eq!(parked("Which account do you mean?"), no(ContactReason::NoResponse));
    // By the log: the change was made before it was parked.
    let mut world = World::of(vec![with(vec![
        field(15, "bob", "state", "Active", "Awaiting User Info"),
        field(20, "system", "state", "Awaiting User Info", "Resolved"),
    ])]);
    world.requests = vec![request()];
    world.cases = vec![linked("a", 0)];
    assert_eq!(world.first().reason, None);
}

#[test]
fn asked_in_vain_on_two_days_is_no_response_whoever_closes_it() {
    let asked = |days: &[i64]| {
        let mut journal = vec![entry(EntryKind::Comment, 5, "bob", "Could you tell me which account?")];
        journal.extend(
            days.iter().map(|day| entry(EntryKind::WorkNote, day * DAY, "bob", "Called, nobody there")),
        );
        let solved = Some(at(3 * DAY));
        told(Ticket { resolved_at: solved, ..with(journal) })
    };
    assert_eq!(asked(&[1, 2]), no(ContactReason::NoResponse));
}

#[test]
fn machines_contact_nobody() {
    let raised = |requester: &str, channel: &str| {
        told(Ticket {
            requester: party(requester),
            affected: Party::default(),
            channel: Some(channel.to_owned()),
            ..ticket("INC1")
        })
        .1
    };
    assert_eq!(raised("Grafana Alerts", "api"), Some(ContactReason::NoContact));
    assert_eq!(raised("guest", "Monitoring"), Some(ContactReason::NoContact));
    assert_eq!(raised("ann", "Monitoring"), None);
}

#[test]
fn of_a_ticket_without_comments_and_history_nobody_knows() {
    let bare = Ticket { has_journal: false, has_history: false, ..ticket("INC1") };
    assert_eq!(told(bare.clone()), excluded(ContactReason::NotKnown));
    // What shows a failure still shows it.
    assert_eq!(told(Ticket { reopen_count: Some(1), ..bare }), no(ContactReason::Reopened));
}

#[test]
fn taken_back_before_anybody_answered_is_withdrawn() {
    let word = entry(EntryKind::Comment, 5, "ann", "Never mind, found it");
    assert_eq!(told(with(vec![word.clone()])), excluded(ContactReason::Cancelled));
    let answered = vec![entry(EntryKind::Comment, 3, "bob", "Which one?"), word];
    assert_eq!(told(with(answered)), no(ContactReason::FollowUp));
}

#[test]
fn calling_back_is_another_contact_only_once_the_call_is_over() {
    let phone = |minutes: i64| {
        let note = entry(EntryKind::WorkNote, minutes, "bob", "Returned the call, she is back in");
        let solved = Some(at(minutes + 2));
        told(Ticket { channel: Some("Phone".to_owned()), resolved_at: solved, ..with(vec![note]) })
    };
    assert_eq!(phone(10), YES);
    assert_eq!(phone(150), no(ContactReason::FollowUp));
}

#[test]
fn a_farewell_after_delivery_asks_nobody_to_come_back() {
    let closing = |text: &str| {
        let journal = vec![
            entry(EntryKind::Comment, 5, "bob", text),
            entry(EntryKind::Comment, 299, "bob", "Closing this one."),
        ];
        told(Ticket { resolved_at: Some(at(300)), ..with(journal) })
    };
    assert_eq!(closing("I have reset it, please log in again."), YES);
    assert_eq!(closing("I am looking into it."), no(ContactReason::FollowUp));
}
