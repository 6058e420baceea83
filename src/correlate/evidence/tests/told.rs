//! What notes and fields tell of who verified whom and when, and what they rest on.

use super::*;

/// The desk's only evidence of a note written at a time.
fn noted(text: &str, written: &str) -> Evidence {
    let mut desk = Desk::new("");
    desk.ticket.journal = vec![note(text, &at(written).to_rfc3339())];
    desk.only()
}

#[test]
fn a_time_in_the_text_makes_a_note_from_before_the_change_only_older() {
    let told = noted("Called back on the number on file at 13:50.", "14:05");
    assert_eq!((told.at, told.recorded_at), (Some(at("13:50")), Some(at("14:05"))));
    assert_eq!((told.timing, &told.weaknesses[..]), (Timing::Before, &[][..]));
    let yesterday = noted("Called back on the number on file yesterday 16:30.", "14:05");
    assert_eq!(yesterday.timing, Timing::Stale);
    // A bare time long ago is of something else.
    assert_eq!(
        noted("User locked out at 09:05, called back on the number on file.", "14:05").at,
        Some(at("14:05"))
    );
}

#[test]
fn a_note_from_after_the_change_may_tell_of_before_and_says_that_it_was_written_later() {
    let told = noted("14:05 called back on the number on file, 14:10 reset.", "14:30");
    assert_eq!((told.at, told.recorded_at), (Some(at("14:05")), Some(at("14:30"))));
    assert_eq!((told.timing, &told.weaknesses[..]), (Timing::Before, &[Weakness::WrittenLater][..]));
    let strong = noted("Video call at 14:05, showed badge.", "14:30");
    assert_eq!(strong.level, Level::Adequate, "the policy's cap for what was written later");
    for late in ["Called back on the number on file at 14:05.", "Called back on the number on file."] {
        assert_eq!(noted(late, "17:00").timing, Timing::After, "{late}");
    }
}

#[test]
fn a_log_that_confirms_the_told_time_lifts_the_doubt_of_the_late_writing() {
    let mut desk = Desk::new("");
    desk.ticket.journal = vec![note("Sent Okta Verify push at 14:03, approved.", "2026-03-02T14:30:00Z")];
    desk.push("ben.ode@example.com", "14:02", "14:03", Outcome::Success);
    let noted = desk.weigh().into_iter().find(|one| !one.quote.is_empty()).unwrap();
    assert_eq!((noted.basis, &noted.weaknesses[..]), (Basis::Corroborated, &[][..]));
}

#[test]
fn an_old_push_confirms_no_note_of_today() {
    let mut desk = Desk::new("Sent Okta Verify push, approved.");
    desk.push("ben.ode@example.com", "13:20", "13:21", Outcome::Success);
    let noted = desk.weigh().into_iter().find(|one| !one.quote.is_empty()).unwrap();
    assert_eq!(noted.basis, Basis::Asserted);
}

#[test]
fn the_author_of_a_note_is_not_always_the_verifier() {
    for (text, by) in [
        ("Maria Silva verified the user via video with badge.", "Maria Silva (told by ben.ode@example.com)"),
        ("Maria called back on the number on file.", "Maria (told by ben.ode@example.com)"),
        ("Ana confirmed her date of birth.", "ben.ode@example.com"),
        ("User verified via callback.", "ben.ode@example.com"),
        ("Called back on the number on file.", "ben.ode@example.com"),
    ] {
        assert_eq!(Desk::new(text).only().by, by, "{text}");
    }
}

#[test]
fn a_colleague_named_by_login_is_somebody_else_and_an_article_is_nobody() {
    for (text, spoiled) in [
        ("Verified cy.tan via callback to number on file.", true),
        ("Verified ana.ruiz via callback to number on file.", false),
        ("Verified KB00123 procedure via callback to number on file.", false),
        ("Verified v2.1 policy, called back on number on file.", false),
    ] {
        let one = Desk::new(text).only();
        assert_eq!(one.weaknesses.contains(&Weakness::OtherSubject), spoiled, "{text}");
    }
}

#[test]
fn a_sentence_that_one_agent_wrote_into_many_tickets_is_named_with_their_number() {
    let mut desk = Desk::new("Called the user back on the number on file and confirmed the request.");
    let statements = desk.statements();
    desk.boilerplate = Boilerplate::count(std::iter::repeat_n(statements.as_slice(), 12));
    let one = desk.only();
    assert_eq!((&one.weaknesses[..], one.tickets_alike), (&[Weakness::Repeated][..], 12));
    assert_eq!(one.level, Level::Adequate, "named, not held against it");
    desk.ticket.journal[0].author = person("cy.tan@example.com", "Cy Tan");
    assert_eq!(desk.only().weaknesses, [], "another agent's first");
}

#[test]
fn an_edit_spoils_what_relied_on_it_and_nothing_else() {
    let phone = "Called back on the number on file.";
    let manager = "Manager Jane Doe confirmed by phone.";
    for (text, kind, native, spoiled) in [
        (phone, ChangeKind::RecoveryPathEdit, "user.recovery.edit", true),
        (manager, ChangeKind::RecoveryPathEdit, "user.recovery.edit", false),
        (phone, ChangeKind::ProfileEditAssurance, "CHANGE_USER_PHONE_NUMBER", true),
        (manager, ChangeKind::ProfileEditAssurance, "CHANGE_USER_PHONE_NUMBER", false),
        (phone, ChangeKind::ProfileEditAssurance, "Set user manager", false),
        (manager, ChangeKind::ProfileEditAssurance, "Set user manager", true),
        // The log does not tell what was edited.
        (phone, ChangeKind::ProfileEditAssurance, "user.account.update_profile", true),
        (manager, ChangeKind::ProfileEditAssurance, "user.account.update_profile", true),
    ] {
        let mut desk = Desk::new(text);
        let mut edit = change(&desk.directory, "0", kind, at("09:00"));
        edit.native_action = native.into();
        desk.history.push(edit);
        assert_eq!(desk.only().weaknesses.contains(&Weakness::ChannelEdited), spoiled, "{text} {native}");
    }
}

#[test]
fn the_managers_approval_after_the_manager_was_edited_is_weak_evidence_of_a_doubtful_manager() {
    let mut desk = Desk::new("");
    desk.ticket.approvals = vec![Approval {
        origin: origin(60),
        approver: person("jane.doe@example.com", ""),
        state: ApprovalState::Approved,
        asked_at: None,
        at: Some(at("14:00")),
        comment: None,
    }];
    let mut edit = change(&desk.directory, "0", ChangeKind::ProfileEditAssurance, at("13:00"));
    edit.native_action = "Set user manager".into();
    desk.history.push(edit);
    assert_eq!(desk.only().weaknesses, [Weakness::ChannelEdited]);
    desk.change.actor = Some(account(&desk.directory, "jane.doe@example.com"));
    assert_eq!(
        desk.only().weaknesses,
        [Weakness::ChannelEdited, Weakness::SelfVerified],
        "approver equals agent"
    );
}

#[test]
fn a_field_may_be_named_after_its_method() {
    for (name, value, expected) in [
        ("u_callback_done", "true", Some((Method::CallbackOnFile, Level::Adequate))),
        ("U_CALLBACK_DONE", "Yes", Some((Method::CallbackOnFile, Level::Adequate))),
        ("Okta Verify push", "approved", Some((Method::AuthenticatorChallenge, Level::Strong))),
        ("Security questions checked", "failed", Some((Method::KnowledgeBased, Level::None))),
        ("u_callback_done", "false", None),
        ("Identity verified", "yes", Some((Method::ClaimedOnly, Level::None))),
        ("Identity verified", "nein", None),
        ("u_identity_verified", "video call with badge", Some((Method::VideoWithId, Level::Strong))),
        ("u_one_time_code_ok", "yes", Some((Method::OtpToRegisteredChannel, Level::Adequate))),
    ] {
        let mut desk = Desk::new("");
        desk.ticket.verification_fields = vec![(name.to_owned(), value.to_owned())];
        let found = desk.weigh();
        assert_eq!(found.first().map(|one| (one.method, one.level)), expected, "{name}: {value}");
    }
}

#[test]
fn a_field_of_several_choices_states_several_methods() {
    let mut desk = Desk::new("");
    desk.ticket.verification_fields =
        vec![("u_verification_method".into(), "Callback; Security questions".into())];
    let methods: Vec<Method> = desk.weigh().iter().map(|one| one.method).collect();
    assert_eq!(methods, [Method::CallbackOnFile, Method::KnowledgeBased]);
}

#[test]
fn the_history_tells_who_set_a_field_and_when() {
    let set = |field: &str, when: &str| JournalEntry {
        kind: EntryKind::FieldChange,
        field: Some(field.to_owned()),
        author: person("cy.tan@example.com", "Cy Tan"),
        ..note("Callback", &at(when).to_rfc3339())
    };
    let mut desk = Desk::new("");
    desk.ticket.verification_fields = vec![
        ("u_verification_method".into(), "Callback".into()),
        ("u_notes_verification".into(), "all fine".into()),
    ];
    desk.ticket.journal = vec![set("Verification method", "14:02"), set("u_notes_verification", "15:00")];
    let one = desk.only();
    assert_eq!(
        (one.by.as_str(), one.at, one.timing),
        ("cy.tan@example.com", Some(at("14:02")), Timing::Before)
    );
    assert_eq!(one.quote, "u_verification_method: Callback");
    // Filled in after the change, with an earlier time typed beside it.
    desk.ticket.journal = vec![set("u_verification_method", "14:40")];
    assert_eq!(desk.only().timing, Timing::After);
    desk.ticket.verification_fields.push(("u_verified_at".into(), "2026-03-02 14:02:00".into()));
    let one = desk.only();
    assert_eq!((one.timing, &one.weaknesses[..]), (Timing::Before, &[Weakness::WrittenLater][..]));
}

#[test]
fn somebody_elses_push_confirms_nothing() {
    let mut desk = Desk::new("Sent Okta Verify push, approved.");
    let cy = "cy.tan@example.com";
    let ben = "ben.ode@example.com";
    let mut sent = event("system.push.send_factor_verify_push", ben, cy, at("14:02"));
    sent.native_id = "other".into();
    let elsewhere = Desk { events: vec![sent], ..Desk::new("") };
    assert!(elsewhere.weigh().is_empty());
    desk.push(ben, "14:11", "14:12", Outcome::Success);
    let noted = desk.weigh().into_iter().find(|one| !one.quote.is_empty()).unwrap();
    assert_eq!(noted.basis, Basis::Asserted, "answered only after the change");
}
