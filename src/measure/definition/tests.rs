//! What each definition says of a ticket's story.

use std::sync::LazyLock;

use super::*;
use crate::assess::control::sample::{DAY, at, coverage, directory, entry, field, party, ticket};
use crate::correlate::request::Request;
use crate::mapping::Mappings;
use crate::measure::contact::{ContactInput, outcomes};
use crate::model::{ContactOutcome, EntryKind, JournalEntry, MarkCell, MarkGap, Own, Party, TicketState};

use Answer::{No, Outside, Unknown, Unsolved, Yes};

/// What the tests judge by, read once.
static KNOWLEDGE: LazyLock<(ContactPolicy, DefinitionRules)> = LazyLock::new(|| {
    let mappings = Mappings::embedded();
    (ContactPolicy::load(&mappings).unwrap(), DefinitionRules::load(&mappings).unwrap())
});

/// Tickets with what is said of them.
struct World {
    tickets: Vec<Ticket>,
}

impl World {
    fn of(tickets: Vec<Ticket>) -> Self {
        Self { tickets }
    }

    fn input(&self) -> DefinitionInput<'_> {
        DefinitionInput { tickets: &self.tickets, rules: &KNOWLEDGE.1, policy: &KNOWLEDGE.0 }
    }

    fn results(&self) -> Vec<TicketResult> {
        let requests: Vec<Request> = self.tickets.iter().map(|_| Request::default()).collect();
        let mut results = outcomes(&ContactInput {
            tickets: &self.tickets,
            requests: &requests,
            cases: &[],
            directory: &directory(),
            coverage: &[coverage("servicenow.incident", true, -30 * DAY, 30 * DAY)],
            policy: &KNOWLEDGE.0,
            as_of: at(30 * DAY),
        });
        answer(&self.input(), &mut results);
        results
    }

    fn side_by_side(&self) -> Definitions {
        side_by_side(&self.input(), &self.results())
    }
}

/// What the definitions say of one ticket.
fn said(ticket: Ticket) -> Answers {
    World::of(vec![ticket]).results()[0].answers
}

#[track_caller]
fn says(ticket: &Ticket, expected: &[(Definition, Answer)]) {
    let answers = said(ticket.clone());
    for (definition, answer) in expected {
        assert_eq!(answers.of(*definition), *answer, "{definition}");
    }
}

/// Solved by `bob` of the service desk within twenty minutes, with these entries.
fn solved(journal: Vec<JournalEntry>) -> Ticket {
    Ticket { journal, ..ticket("INC1") }
}

fn reply(minutes: i64, author: &str) -> JournalEntry {
    entry(EntryKind::Comment, minutes, author, "Could you send the number of the device")
}

fn by_phone(ticket: Ticket) -> Ticket {
    Ticket { channel: Some("phone".to_owned()), ..ticket }
}

/// An export that gives a state and nothing of the history.
fn bare() -> Ticket {
    Ticket {
        reassignment_count: None,
        reopen_count: None,
        has_history: false,
        has_journal: false,
        channel: None,
        group: Some("Group 56".to_owned()),
        ..ticket("INC1")
    }
}

#[test]
fn one_answer_that_solves_it_is_first_contact_to_all_that_speak_of_it() {
    let answers = said(solved(vec![reply(15, "bob")]));
    for definition in Definition::ALL {
        let expected = match definition {
            Definition::ServicenowInteraction | Definition::HdiFirstCall | Definition::IdentityConfirmed => {
                Outside
            }
            Definition::ProductMark => Unknown,
            // Resolved by the desk, not closed yet.
            Definition::ZohoOneResponse => Unsolved,
            _ => Yes,
        };
        assert_eq!(answers.of(*definition), expected, "{definition}");
    }
    assert!(!answers.disagree());
}

#[test]
fn replies_of_agents_are_counted_as_each_product_counts_them() {
    use Definition::{FreshdeskFirstResponse, OneReply, OneTouch, ZohoOneResponse};
    let none = Ticket { state: TicketState::Closed, ..solved(vec![]) };
    says(&none, &[(OneTouch, Yes), (OneReply, No), (ZohoOneResponse, No), (FreshdeskFirstResponse, No)]);
    let one = Ticket { state: TicketState::Closed, ..solved(vec![reply(15, "bob")]) };
    says(&one, &[(OneTouch, Yes), (OneReply, Yes), (ZohoOneResponse, Yes), (FreshdeskFirstResponse, Yes)]);
    let two = Ticket { state: TicketState::Closed, ..solved(vec![reply(5, "bob"), reply(15, "bob")]) };
    says(&two, &[(OneTouch, No), (OneReply, No), (ZohoOneResponse, No), (FreshdeskFirstResponse, No)]);
    let nameless = solved(vec![reply(15, "")]);
    says(&nameless, &[(OneTouch, Yes), (OneReply, Unknown)]);
    says(&solved(vec![reply(14, ""), reply(15, "")]), &[(OneTouch, Unknown), (OneReply, Unknown)]);
    let counted = Ticket { own: Own { agent_replies: Some(3), ..Own::default() }, ..bare() };
    says(&counted, &[(OneTouch, No), (OneReply, No)]);
}

#[test]
fn the_description_kept_as_a_comment_is_no_reply_of_anybody() {
    let description = JournalEntry { text: "I cannot log in".to_owned(), ..reply(0, "ann") };
    let proactive = reply(0, "bob");
    for first in [description, proactive] {
        let one = solved(vec![first, reply(15, "bob")]);
        says(&one, &[(Definition::FreshserviceNoReply, Yes), (Definition::OneReply, Yes)]);
    }
}

#[test]
fn a_customer_who_writes_again_counts_for_freshservice_and_not_for_zendesk() {
    let asked = solved(vec![reply(5, "bob"), reply(8, "ann")]);
    says(
        &asked,
        &[
            (Definition::FreshserviceNoReply, No),
            (Definition::OneTouch, Yes),
            (Definition::FreshdeskFirstResponse, No),
            (Definition::HdiFirstContact, No),
        ],
    );
    let thanks = JournalEntry { text: "Thanks, all good".to_owned(), ..reply(18, "ann") };
    says(
        &solved(vec![reply(5, "bob"), thanks]),
        &[
            (Definition::FreshserviceNoReply, No),
            (Definition::FreshdeskFirstResponse, Yes),
            (Definition::HdiFirstContact, Yes),
        ],
    );
}

#[test]
fn people_who_stopped_answering_are_counted_by_closing_figures_and_never_by_ours() {
    let journal = vec![
        reply(5, "bob"),
        field(6, "bob", "state", "Active", "Awaiting Caller"),
        field(4 * DAY, "system", "state", "Awaiting Caller", "Resolved"),
    ];
    let given_up = Ticket { resolved_at: Some(at(4 * DAY)), ..solved(journal) };
    says(
        &given_up,
        &[
            (Definition::FirstContact, No),
            (Definition::Closed, Yes),
            (Definition::OneTouch, Yes),
            (Definition::FreshserviceNoReply, Yes),
            (Definition::NoReassignment, Yes),
            (Definition::ServicenowCase, No),
            (Definition::HdiFirstContact, No),
            (Definition::MetricnetGross, No),
        ],
    );
    let clean = Ticket {
        number: "INC2".to_owned(),
        title: "VPN".to_owned(),
        requester: party("carl"),
        ..solved(vec![reply(15, "bob")])
    };
    let definitions = World::of(vec![given_up, clean]).side_by_side();
    let row = |id: Definition| definitions.rows.iter().find(|row| row.terms.id == id).unwrap();
    let owed = |id: Definition| (row(id).no_response, row(id).count(Yes));
    assert_eq!(owed(Definition::OneTouch), (1, 2));
    assert_eq!(owed(Definition::FirstContact), (0, 1));
    assert_eq!(row(Definition::OneTouch).no_response_rate, Some(0.5));
    assert_eq!(definitions.disagreed, 1);
    let pair = definitions.pairs.iter().find(|pair| pair.b == Definition::OneTouch).unwrap();
    assert_eq!((pair.a, pair.both_yes, pair.only_a, pair.only_b), (Definition::FirstContact, 1, 0, 1));
    assert_eq!((pair.raw, pair.kappa), (Some(0.5), Some(0.0)));
}

#[test]
fn another_team_fails_assignment_figures_and_a_return_to_the_first_only_one_of_them() {
    use Definition::{
        FirstAssignment, HdiFirstLevel, MetricnetGross, NoReassignment, NoReassignmentNoReopen,
    };
    let moved = |stations: &[(&str, &str)]| Ticket {
        reassignment_count: Some(u32::try_from(stations.len()).unwrap()),
        ..solved(stations.iter().zip(3..).map(|((old, new), n)| field(n, "bob", "group", old, new)).collect())
    };
    let sideways = moved(&[("Service Desk", "Help Desk Night")]);
    let of = |a, b, c, d, e| {
        [
            (NoReassignment, a),
            (FirstAssignment, b),
            (HdiFirstLevel, c),
            (MetricnetGross, d),
            (NoReassignmentNoReopen, e),
        ]
    };
    says(&sideways, &of(No, No, Yes, No, No));
    says(&moved(&[("Service Desk", "IAM L2")]), &of(No, No, No, No, No));
    let there_and_back = moved(&[("Service Desk", "Help Desk Night"), ("Help Desk Night", "Service Desk")]);
    says(&there_and_back, &of(No, Yes, Yes, No, No));
    let only_counted = Ticket { reassignment_count: Some(2), ..bare() };
    says(&only_counted, &[(NoReassignment, No), (FirstAssignment, Unknown)]);
    says(&Ticket { reassignment_count: Some(0), ..bare() }, &[(NoReassignment, Yes), (FirstAssignment, Yes)]);
}

#[test]
fn what_came_back_fails_where_reopening_is_asked_for() {
    let reopened = Ticket {
        reopen_count: Some(1),
        ..solved(vec![
            field(20, "bob", "state", "Active", "Resolved"),
            field(30, "ann", "state", "Resolved", "Active"),
        ])
    };
    says(
        &reopened,
        &[
            (Definition::NoReopen, No),
            (Definition::ServicenowCase, No),
            (Definition::JiraPractice, No),
            (Definition::NoReassignment, Yes),
            (Definition::OneTouch, Yes),
        ],
    );
}

#[test]
fn the_case_report_allows_one_update() {
    let note = |minutes| entry(EntryKind::WorkNote, minutes, "bob", "looked at it");
    says(&solved(vec![note(20), reply(20, "bob")]), &[(Definition::ServicenowCase, Yes)]);
    says(&solved(vec![note(10), reply(20, "bob")]), &[(Definition::ServicenowCase, No)]);
    says(&solved(vec![note(20), note(40)]), &[(Definition::ServicenowCase, Yes)]);
}

#[test]
fn a_call_is_first_call_however_many_colleagues_were_on_it() {
    let transferred = field(5, "bob", "agent", "bob", "carl");
    let call = by_phone(solved(vec![transferred]));
    says(
        &call,
        &[
            (Definition::HdiFirstCall, Yes),
            (Definition::HdiFirstContact, Yes),
            (Definition::JiraPractice, No),
        ],
    );
    let long = Ticket { resolved_at: Some(at(90)), ..call.clone() };
    says(&long, &[(Definition::HdiFirstCall, No), (Definition::MetricnetGross, No)]);
    let unheard = Ticket { channel: None, ..call };
    says(&unheard, &[(Definition::HdiFirstCall, Unknown)]);
}

#[test]
fn net_leaves_out_what_a_first_level_cannot_solve() {
    let screen = Ticket { title: "Broken screen of a laptop".to_owned(), ..ticket("INC1") };
    says(&screen, &[(Definition::MetricnetGross, Yes), (Definition::MetricnetNet, Outside)]);
    let by_category = Ticket { category: Some("Hardware / Docking station".to_owned()), ..ticket("INC1") };
    says(&by_category, &[(Definition::MetricnetNet, Outside)]);
    says(&ticket("INC1"), &[(Definition::MetricnetNet, Yes)]);
}

#[test]
fn an_interaction_is_solved_in_the_first_call_if_no_task_was_made_of_it() {
    let call = |led_to: Option<&[&str]>| {
        let led_to = led_to.map(|tasks| tasks.iter().map(|task| (*task).to_owned()).collect());
        Ticket { own: Own { is_contact: true, led_to, ..Own::default() }, ..ticket("IMS1") }
    };
    says(&call(Some(&[])), &[(Definition::ServicenowInteraction, Yes)]);
    says(&call(Some(&["INC7"])), &[(Definition::ServicenowInteraction, No)]);
    says(&call(None), &[(Definition::ServicenowInteraction, Unknown)]);
    let task = Ticket { own: Own { continues: Some("IMS1".to_owned()), ..Own::default() }, ..ticket("INC7") };
    says(
        &task,
        &[
            (Definition::ServicenowInteraction, Outside),
            (Definition::HdiFirstContact, Outside),
            (Definition::MetricnetGross, Outside),
            (Definition::NoReassignment, Yes),
        ],
    );
}

#[test]
fn what_is_not_solved_is_left_out_but_where_all_contacts_count() {
    let open = Ticket { state: TicketState::Open, resolved_at: None, ..ticket("INC1") };
    says(
        &open,
        &[
            (Definition::FirstContact, Unsolved),
            (Definition::Closed, No),
            (Definition::OneTouch, Unsolved),
            (Definition::MetricnetGross, No),
            (Definition::NoReopen, Unsolved),
        ],
    );
    assert_eq!(said(open).counts(Definition::OneTouch), Some(false), "in the column it is not counted");
}

#[test]
fn what_an_export_does_not_tell_is_unknown_and_never_no() {
    let answers = said(bare());
    for definition in Definition::ALL {
        let expected = match definition {
            Definition::FirstContact | Definition::Closed => Yes,
            Definition::ZohoOneResponse => Unsolved,
            Definition::ServicenowInteraction | Definition::IdentityConfirmed => Outside,
            _ => Unknown,
        };
        assert_eq!(answers.of(*definition), expected, "{definition}");
    }
    let nobodys = Ticket { agent: Party::default(), group: None, ..bare() };
    says(&nobodys, &[(Definition::FreshdeskFirstResponse, Outside)]);
}

#[test]
fn solved_too_late_in_the_export_is_not_known_to_us_yet() {
    let late =
        Ticket { opened_at: Some(at(29 * DAY)), resolved_at: Some(at(29 * DAY + 10)), ..ticket("INC1") };
    says(&late, &[(Definition::FirstContact, Unknown), (Definition::OneTouch, Yes)]);
}

#[test]
fn the_product_s_mark_stands_beside_our_outcome_with_the_reason() {
    let marked = |number: &str, mark: Option<bool>, ticket: Ticket| Ticket {
        number: number.to_owned(),
        requester: party(&format!("caller of {number}")),
        first_contact_mark: mark,
        ..ticket
    };
    let reopened = Ticket { reopen_count: Some(1), ..ticket("x") };
    let world = World::of(vec![
        marked("INC1", Some(true), ticket("x")),
        marked("INC2", Some(true), reopened),
        marked("INC3", Some(false), ticket("x")),
        marked("INC4", Some(false), Ticket { has_journal: false, ..ticket("x") }),
        marked("INC5", Some(false), Ticket { resolved_at: Some(at(180)), ..ticket("x") }),
        marked("INC6", None, ticket("x")),
    ]);
    let cell = |mark, outcome, reason, gap| MarkCell { mark, outcome, reason, gap, tickets: 1 };
    assert_eq!(
        world.side_by_side().marks,
        [
            cell(true, ContactOutcome::Yes, None, None),
            cell(true, ContactOutcome::No, Some(ContactReason::Reopened), None),
            cell(false, ContactOutcome::Yes, None, Some(MarkGap::SolvedLater)),
            cell(false, ContactOutcome::Yes, None, Some(MarkGap::NotTold)),
            cell(false, ContactOutcome::Yes, None, Some(MarkGap::NothingSeen)),
        ]
    );
    says(&world.tickets[0], &[(Definition::ProductMark, Yes)]);
    says(&world.tickets[5], &[(Definition::ProductMark, Unknown)]);
}

#[test]
fn the_words_tell_the_thresholds_of_the_policy() {
    let definitions = World::of(Vec::new()).side_by_side();
    let formula = |id: Definition| &definitions.rows[place(id)].terms.formula;
    assert!(formula(Definition::HdiFirstCall).contains("within 60 minutes"));
    assert!(formula(Definition::FirstContact).contains("within 7 days"));
    assert!(definitions.rows.iter().all(|row| row.rate.is_none() && row.interval.is_none()));
}
