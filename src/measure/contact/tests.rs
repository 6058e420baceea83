//! First contact by cases: each reason, the precedence, and that order does not matter.

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
fn a_higher_team_is_an_escalation_another_one_a_reassignment() {
    use ContactReason::{Escalated, Reassigned};
    let group = |old: &str, new: &str| told(with(vec![field(5, "bob", "group", old, new)]));
    assert_eq!(group("Service Desk", "Identity Engineering"), no(Escalated));
    assert_eq!(group("IT L2", "IT L3"), no(Escalated));
    assert_eq!(group("IT L3", "IT L2"), no(Reassigned));
    assert_eq!(group("Group 56", "Group 70"), no(Reassigned));
    assert_eq!(group("", "Service Desk"), YES);
    assert_eq!(told(with(vec![field(5, "bob", "agent", "bob", "carl")])), no(Reassigned));
    assert_eq!(told(with(vec![field(5, "bob", "agent", "", "bob")])), YES);
    assert_eq!(told(Ticket { reassignment_count: Some(2), ..ticket("INC1") }), no(Reassigned));
    let note = |text: &str| told(with(vec![entry(EntryKind::WorkNote, 5, "bob", text)]));
    assert_eq!(note("Escalated to L2"), no(Escalated));
    assert_eq!(note("was not escalated to L2"), YES);
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
fn the_same_person_with_the_same_topic_inside_the_window_is_a_return() {
    let later = |minutes: i64| Ticket {
        opened_at: Some(at(minutes)),
        resolved_at: Some(at(minutes + 10)),
        ..ticket("INC2")
    };
    let pair = |second: Ticket| World::of(vec![ticket("INC1"), second]).first().reason;
    assert_eq!(pair(later(3 * DAY)), Some(ContactReason::RepeatContact));
    assert_eq!(pair(later(7 * DAY + 20)), Some(ContactReason::RepeatContact));
    assert_eq!(pair(later(7 * DAY + 21)), None);
    assert_eq!(pair(later(3)), None);
    assert_eq!(pair(Ticket { requester: party("eve"), ..later(DAY) }), None);
    assert_eq!(pair(Ticket { affected: party("eve"), ..later(DAY) }), None);
    let mut other_topic = World::of(vec![ticket("INC1"), later(DAY)]);
    other_topic.requests[1].topic = "vpn".to_owned();
    other_topic.tickets[1].title = "No connection from home".to_owned();
    assert_eq!(other_topic.first().reason, None);
    // The second ticket is judged for itself.
    let second = World::of(vec![ticket("INC1"), later(DAY)]).results().swap_remove(1);
    assert_eq!(second.outcome, ContactOutcome::Yes);
}

#[test]
fn callers_known_only_by_name_return_within_their_source_and_agents_for_themselves_do_not() {
    let named = |number: &str, day: i64, source: &str, caller: &str| Ticket {
        opened_at: Some(at(day * DAY)),
        resolved_at: Some(at(day * DAY + 10)),
        requester: party(caller),
        source: source.to_owned(),
        ..ticket(number)
    };
    let reason = |a: Ticket, b: Ticket| {
        let mut world = World::of(vec![a, b]);
        world.coverage.push(coverage("zammad.ticket", true, -30 * DAY, 30 * DAY));
        world.first().reason
    };
    let (here, there) = ("servicenow.incident", "zammad.ticket");
    let repeat = Some(ContactReason::RepeatContact);
    assert_eq!(reason(named("A", 0, here, "Caller 12"), named("B", 1, here, "caller 12")), repeat);
    assert_eq!(reason(named("A", 0, here, "Caller 12"), named("B", 1, there, "Caller 12")), None);
    assert_eq!(reason(named("A", 0, here, "guest"), named("B", 1, here, "guest")), None);
    assert_eq!(reason(named("A", 0, here, "bob"), named("B", 1, here, "bob")), None);
}

#[test]
fn a_request_whose_change_is_not_in_the_log_was_not_fulfilled() {
    let mut world = World::of(vec![ticket("INC1")]);
    world.requests = vec![request()];
    let confirmed = |result: &TicketResult| result.facts.confirmed;
    // No such kind was ever recorded: nothing can be told.
    assert_eq!((world.first().reason, confirmed(&world.first())), (None, None));
    // The log records such changes, of others: this one is missing.
    let mut other = case("other");
    other.change.subject = Some(crate::model::AccountIx(4));
    other.change.actor = Some(crate::model::AccountIx(5));
    world.cases = vec![other.clone()];
    let result = world.first();
    assert_eq!(result.reason, Some(ContactReason::NoRemediation));
    assert_eq!(confirmed(&result), Some(false));
    assert!(result.seen[0].contains("password_reset"), "{:?}", result.seen);
    // The ticket's agent did such a thing for somebody in that time: it may be this one.
    world.cases[0].change.actor = Some(crate::model::AccountIx(1));
    assert_eq!((world.first().reason, confirmed(&world.first())), (None, None));
    // A silence of the log over the ticket's time: nothing can be told.
    world.cases = vec![other];
    world.coverage[1].gaps = vec![crate::model::Gap { from: at(-5), to: at(30) }];
    assert_eq!((world.first().reason, confirmed(&world.first())), (None, None));
    world.coverage[1].gaps.clear();
    // The change is there, though not linked.
    world.cases.push(case("own"));
    assert_eq!((world.first().reason, confirmed(&world.first())), (None, Some(true)));
    // Another kind of change does not fulfil it.
    world.cases[1].change.kind = ChangeKind::AccountUnlock;
    assert_eq!(world.first().reason, Some(ContactReason::NoRemediation));
}

#[test]
fn safe_is_first_contact_with_every_change_proven() {
    let mut world = World::of(vec![ticket("INC1")]);
    world.requests = vec![request()];
    world.cases = vec![linked("a", 0), linked("b", 0)];
    assert_eq!(world.first().safe, Some(true));
    assert_eq!(world.first().changes.len(), 2);
    world.cases[1].verdict = Some(Verdict::NotTestable);
    assert_eq!(world.first().safe, None);
    world.cases[0].verdict = Some(Verdict::Late);
    assert_eq!(world.first().safe, Some(false));
    world.cases[1].link_outcome = crate::model::LinkOutcome::Ambiguous;
    assert_eq!(world.first().changes.len(), 1);
    world.tickets[0].reopen_count = Some(1);
    assert_eq!(world.first().safe, None);
    world.cases.clear();
    assert_eq!(World::of(vec![ticket("INC1")]).first().safe, None);
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
fn what_the_giver_writes_beside_a_hand_over_makes_it_an_escalation() {
    use ContactReason::{Escalated, Reassigned};
    let passed = |text: &str| {
        let note = entry(EntryKind::WorkNote, 4, "bob", text);
        told(with(vec![note, field(5, "bob", "agent", "bob", "carl")]))
    };
    assert_eq!(passed("No rights on this account, routing to the directory people"), no(Escalated));
    assert_eq!(passed("Keine Berechtigung in dieser OU"), no(Escalated));
    assert_eq!(passed("My shift ends, Carl goes on"), no(Reassigned));
    // An hour before it speaks of something else.
    let early = entry(EntryKind::WorkNote, -60, "bob", "No rights on this account");
    assert_eq!(told(with(vec![early, field(5, "bob", "agent", "bob", "carl")])), no(Reassigned));
}

#[test]
fn hand_overs_are_counted_and_a_return_is_ping_pong() {
    let journal = vec![
        field(2, "bob", "group", "Service Desk", "Network"),
        field(3, "dan", "group", "Network", "Service Desk"),
        field(4, "bob", "group", "Service Desk", "IAM L2"),
    ];
    let result = World::of(vec![with(journal)]).first();
    let handoffs = result.handoffs.unwrap();
    assert_eq!((handoffs.teams, handoffs.people, handoffs.levels_up, handoffs.returns), (3, 0, 1, 1));
    assert_eq!(handoffs.count(), 3);
    assert!(result.seen.iter().any(|seen| seen.contains("which had it before")), "{:?}", result.seen);
}

#[test]
fn sending_a_ticket_on_its_way_hands_nothing_over() {
    // Nobody ever solves anything in the entry queue, and nobody had it yet.
    let triage = |number: &str| Ticket {
        number: number.to_owned(),
        group: Some("Service Desk".to_owned()),
        requester: party(number),
        affected: party(number),
        ..with(vec![field(2, "dan", "group", "Intake", "Service Desk"), field(3, "dan", "agent", "", "bob")])
    };
    let several = || (0..5).map(|n| triage(&format!("INC{n}"))).collect::<Vec<_>>();
    assert_eq!(World::of(several()).first().reason, None);
    // The same move out of a team that solves tickets is a hand-over, and one of which little is known.
    let solved_there = Ticket { group: Some("Intake".to_owned()), ..ticket("INC9") };
    let both = several().into_iter().chain([solved_there]).collect();
    assert_eq!(World::of(both).first().reason, Some(ContactReason::Reassigned));
    assert_eq!(World::of(vec![triage("INC1")]).first().reason, Some(ContactReason::Reassigned));
    // A robot that offers it to somebody who never did anything.
    let offered = vec![
        field(2, "Omnichannel Routing", "agent", "", "carl"),
        field(5, "Omnichannel Routing", "agent", "carl", "bob"),
    ];
    assert_eq!(told(with(offered)), YES);
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
fn a_later_ticket_about_the_solved_one_reopens_it() {
    let later = |change: fn(&mut Ticket)| {
        let mut second = Ticket {
            opened_at: Some(at(9 * DAY)),
            resolved_at: Some(at(9 * DAY + 10)),
            title: "Printer again".to_owned(),
            ..ticket("INC0042002")
        };
        change(&mut second);
        World::of(vec![ticket("INC0042001"), second]).first().reason
    };
    assert_eq!(later(|_| ()), None);
    assert_eq!(
        later(|second| second.description = "Please reopen INC 42001".to_owned()),
        Some(ContactReason::Reopened)
    );
    assert_eq!(later(|second| second.parent = Some("INC0042001".to_owned())), Some(ContactReason::Reopened));
    assert_eq!(later(|second| second.description = "My number is +49 42001 17".to_owned()), None);
    let month_later = |second: &mut Ticket| {
        second.parent = Some("INC0042001".to_owned());
        second.opened_at = Some(at(31 * DAY));
    };
    assert_eq!(later(month_later), None);
}

#[test]
fn the_same_problem_is_known_in_other_words_and_another_by_its_names() {
    let pair = |first: (&str, &str), second: (&str, &str)| {
        let tickets = vec![
            Ticket { title: first.1.to_owned(), ..ticket("INC1") },
            Ticket {
                title: second.1.to_owned(),
                opened_at: Some(at(2 * DAY)),
                resolved_at: Some(at(2 * DAY + 5)),
                ..ticket("INC2")
            },
        ];
        let mut world = World::of(tickets);
        for (request, topic) in world.requests.iter_mut().zip([first.0, second.0]) {
            let identity = topic == "password" || topic == "sign_in";
            *request = if identity { crate::assess::control::sample::request() } else { Request::default() };
            request.topic = topic.to_owned();
        }
        world.cases = vec![linked("a", 0), linked("b", 1)];
        if first.0 != "password" {
            world.cases.clear();
        }
        world.first().reason
    };
    let again = Some(ContactReason::RepeatContact);
    assert_eq!(pair(("password", "Forgot my password"), ("sign_in", "Cannot get in")), again);
    assert_eq!(pair(("password", "Password of svc-billing"), ("password", "Password of svc-payroll")), None);
    assert_eq!(pair(("hardware", "Monitor flickers"), ("hardware", "Keyboard wanted")), None);
    assert_eq!(pair(("hardware", "Monitor flickers"), ("hardware", "The monitor does it")), again);
    assert_eq!(pair(("access", "Tableau licence"), ("access", "Workbench rights")), None);
}

#[test]
fn a_second_ticket_while_the_first_is_open_asks_what_has_become_of_it() {
    let first = Ticket { resolved_at: Some(at(DAY)), ..ticket("INC1") };
    let second = Ticket { opened_at: Some(at(60)), resolved_at: Some(at(70)), ..ticket("INC2") };
    assert_eq!(World::of(vec![first.clone(), second.clone()]).first().reason, Some(ContactReason::FollowUp));
    let double = Ticket { close_code: Some("Duplicate".to_owned()), ..second };
    assert_eq!(World::of(vec![first, double]).first().reason, None);
}

#[test]
fn what_is_sent_twice_counts_once() {
    let again = Ticket { opened_at: Some(at(2)), resolved_at: Some(at(9)), ..ticket("INC2") };
    let results = World::of(vec![ticket("INC1"), again]).results();
    assert_eq!(
        (results[0].outcome, results[1].reason),
        (ContactOutcome::Yes, Some(ContactReason::Duplicate))
    );
    assert!(results[1].seen[0].contains("INC1"));
}

#[test]
fn a_contact_and_the_work_made_of_it_are_one() {
    let mut call = Ticket { title: "Locked out".to_owned(), ..ticket("IMS1") };
    call.own.is_contact = true;
    call.own.led_to = Some(vec!["INC9".to_owned()]);
    // The work is in the exports: it counts.
    let mut work = Ticket { opened_at: Some(at(1)), title: "Locked".to_owned(), ..ticket("INC9") };
    work.own.continues = Some("IMS1".to_owned());
    let results = World::of(vec![call.clone(), work]).results();
    assert_eq!(
        (results[0].reason, results[1].outcome),
        (Some(ContactReason::Duplicate), ContactOutcome::Yes)
    );
    // It is not: the contact was not solved in itself.
    assert_eq!(told(call), no(ContactReason::Escalated));
}

#[test]
fn tickets_closed_with_their_parent_are_no_contacts_of_their_own() {
    let parent = Ticket {
        requester: party("eve"),
        affected: party("eve"),
        resolved_at: Some(at(60)),
        ..ticket("INC1")
    };
    let child = |resolved: i64| Ticket {
        opened_at: Some(at(10)),
        resolved_at: Some(at(resolved)),
        parent: Some("INC1".to_owned()),
        ..ticket("INC2")
    };
    let reason = |child: Ticket| World::of(vec![parent.clone(), child]).results().swap_remove(1).reason;
    assert_eq!(reason(child(60)), Some(ContactReason::Duplicate));
    assert_eq!(reason(child(90)), None);
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
fn nobody_is_accused_on_a_title_of_having_done_nothing() {
    let lacking = |title: &str, noted: bool| {
        let note = entry(EntryKind::WorkNote, 12, "bob", "Looked into it");
        let mut world = World::of(vec![Ticket { title: title.to_owned(), ..with(vec![note]) }]);
        world.requests = vec![request()];
        if !noted {
            world.requests[0].noted.clear();
        }
        let mut other = case("other");
        other.change.subject = Some(crate::model::AccountIx(4));
        other.change.actor = Some(crate::model::AccountIx(5));
        world.cases = vec![other];
        world.first()
    };
    assert_eq!(lacking("Password reset", true).reason, Some(ContactReason::NoRemediation));
    for (title, noted) in [
        ("New phone: contacts are missing", false),
        ("How long must a password be?", true),
        ("SAP password", true),
    ] {
        let result = lacking(title, noted);
        assert_eq!(result.reason, None, "{title}");
        assert!(
            result.seen.iter().any(|seen| seen.contains("identity log cannot tell")),
            "{:?}",
            result.seen
        );
    }
}

#[test]
fn a_change_that_only_came_later_is_named_with_its_maker() {
    let mut world = World::of(vec![ticket("INC1")]);
    world.requests = vec![request()];
    let mut late = case("late");
    late.change.at = at(2 * DAY);
    late.change.actor_label = "carl".to_owned();
    world.cases = vec![late];
    let result = world.first();
    assert_eq!(result.reason, Some(ContactReason::NoRemediation));
    assert!(result.seen[0].contains("only came") && result.seen[0].contains("by carl"), "{:?}", result.seen);
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
