//! The stories of first contact: what is true of them, and that the exports show it.

use super::*;

/// A situation, what is true of its first ticket, and of the one after it if it has one.
const STORIES: [(&str, &str, &str); 32] = [
    ("call_several_entries", "yes", ""),
    ("chat_many_turns", "yes", ""),
    ("walk_in_at_once", "yes", ""),
    ("mail_more_before_answer", "yes", ""),
    ("mail_chased", "follow_up", ""),
    ("call_chased", "follow_up", ""),
    ("mail_asked_back", "follow_up", ""),
    ("called_later", "follow_up", ""),
    ("thanks_reopens", "yes", ""),
    ("reopened_by_reply", "reopened", ""),
    ("warm_transfer", "reassigned", ""),
    ("wrong_queue_first", "reassigned", ""),
    ("ping_pong", "reassigned", ""),
    ("ping_pong_up", "escalated", ""),
    ("escalated_specialist_tool", "escalated", ""),
    ("credential_not_received", "follow_up", ""),
    ("again_password", "repeat_contact", "yes"),
    ("again_vpn", "repeat_contact", "yes"),
    ("refers_to_closed", "reopened", "yes"),
    ("same_person_other_problem", "yes", "yes"),
    ("same_person_other_access", "yes", "yes"),
    ("other_person_same_problem", "yes", "yes"),
    ("second_step_arranged", "yes", "yes"),
    ("sent_twice_both_solved", "yes", "duplicate"),
    ("merged_double", "yes", "duplicate"),
    ("gave_up", "no_response", ""),
    ("solved_after_silence", "no_response", ""),
    ("timer_after_question", "no_response", ""),
    ("silent_after_fix", "yes", ""),
    ("silent_after_fix_closed", "yes", ""),
    ("said_done_user_returns", "no_remediation", "yes"),
    ("said_done_user_helps_himself", "no_remediation", ""),
];

/// Many people, so that every story is told.
fn told() -> (tempfile::TempDir, Vec<BTreeMap<String, String>>) {
    let (folder, _) = made(&settings(6, 300));
    let tickets = rows(folder.path(), "truth/tickets.csv");
    (folder, tickets)
}

#[test]
fn the_stories_of_first_contact_end_as_they_were_told() {
    let (_folder, tickets) = told();
    for (situation, first, second) in STORIES {
        for (returns, wanted) in
            [(false, first), (true, second)].into_iter().filter(|(_, word)| !word.is_empty())
        {
            let of_story = |row: &&BTreeMap<String, String>| {
                row["situation"] == situation && row["returns_to"].is_empty() != returns
            };
            let ended: Vec<&str> = tickets
                .iter()
                .filter(of_story)
                .map(|row| if row["first_contact"] == "yes" { "yes" } else { &row["first_contact_reason"] })
                .collect();
            // The same person may come back by chance.
            assert!(ended.contains(&wanted), "{situation}: {ended:?}, not {wanted}");
        }
    }
}

#[test]
fn causes_hand_overs_and_their_cost_stand_in_the_truth() {
    let (_folder, tickets) = told();
    let all =
        |column: &str| -> BTreeSet<&str> { tickets.iter().flat_map(|row| row[column].split(';')).collect() };
    let causes = all("causes");
    for cause in [
        "no_right",
        "unclear_approver",
        "missing_identity_record",
        "missing_evidence",
        "specialist_tool",
        "wrong_queue",
        "failed_handover",
    ] {
        assert!(causes.contains(cause), "{cause} is not planted");
    }
    let costs = all("handoff_costs");
    for cost in ["temporary_access_left", "privilege_widened", "manual_fix", "secret_in_ticket"] {
        assert!(costs.contains(cost), "{cost} is not planted");
    }
    let passed = |situation: &str| {
        let row = tickets.iter().find(|row| row["situation"] == situation).unwrap();
        ["handoffs", "handoffs_teams", "handoffs_up", "handoffs_back"].map(|column| row[column].clone())
    };
    assert_eq!(passed("ping_pong_up"), ["3", "3", "2", "2"]);
    assert_eq!(passed("warm_transfer"), ["1", "0", "0", "0"]);
    assert_eq!(passed("ordinary_queue_reset"), ["0", "0", "0", "0"]);
}

#[test]
fn requests_for_programs_are_told_apart() {
    let (_folder, tickets) = told();
    let nhi = |situation: &str| {
        let row = tickets.iter().find(|row| row["situation"] == situation).unwrap();
        let of = [
            "nhi_request",
            "nhi_ownership_validated",
            "nhi_old_revoked",
            "nhi_approved",
            "nhi_access_reviewed",
        ];
        of.map(|column| row[column].clone())
    };
    assert_eq!(nhi("nhi_key_at_once"), ["api_key", "yes", "yes", "yes", "yes"]);
    assert_eq!(nhi("nhi_owner_gone"), ["secret", "no", "no", "no", "no"]);
    assert_eq!(nhi("nhi_agent_permission"), ["agent_permission", "yes", "no", "yes", "yes"]);
    assert!(tickets.iter().filter(|row| row["topic"] != "nhi").all(|row| row["nhi_request"].is_empty()));
}

#[test]
fn a_ticket_that_answers_a_closed_one_says_so_in_every_product() {
    for products in
        [Products::OktaServicenow, Products::EntraZendesk, Products::GoogleJira, Products::AdRequestTracker]
    {
        let wanted = SimulateSettings { products, start: products.first_day(), ..settings(6, 300) };
        let (folder, summary) = made(&wanted);
        let exported: String = summary
            .files
            .iter()
            .filter(|(path, _)| path.starts_with("exports/") && !path.contains("audit"))
            .map(|(path, _)| std::fs::read_to_string(folder.path().join(path)).unwrap_or_default())
            .collect();
        let tickets = rows(folder.path(), "truth/tickets.csv");
        let mut answers = tickets
            .iter()
            .filter(|row| row["situation"] == "refers_to_closed" && !row["returns_to"].is_empty())
            .peekable();
        assert!(answers.peek().is_some(), "{products:?}");
        for row in answers {
            let first = &row["returns_to"];
            let said = match products {
                Products::EntraZendesk => format!("\"via_followup_source_id\":{first}"),
                Products::AdRequestTracker => format!("#{first}"),
                _ => format!("RE: {first} "),
            };
            assert!(exported.contains(&said), "{products:?}: {said}");
        }
    }
}
