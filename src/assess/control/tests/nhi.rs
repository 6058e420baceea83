//! Identities of programs: CT-29 to CT-33.

use super::*;

#[test]
fn ct29_reissue_by_the_owner() {
    let reissue = |change: &dyn Fn(&mut World)| {
        let mut world = World::new();
        world.cases[0].change.subject = Some(AccountIx(3));
        world.cases[0].change.subject_kind = SubjectKind::Nhi;
        world.cases[0].change.kind = ChangeKind::SecretCreate;
        world.tickets[0].journal = vec![entry(EntryKind::WorkNote, 30, "bob", "Rotation record updated")];
        change(&mut world);
        world.told("CT-29")
    };
    assert_eq!(reissue(&|_| ()), PASS);
    assert_eq!(reissue(&|w| w.tickets[0].requester = party("eve")), FAIL);
    assert_eq!(reissue(&|w| w.tickets[0].journal.clear()), UNTOLD);
    assert_eq!(reissue(&|w| w.tickets[0].requester = party("stranger")), UNTOLD);
    assert_eq!(reissue(&|w| w.cases[0].change.subject = Some(AccountIx(4))), UNTOLD);
    let approved = |w: &mut World| {
        w.tickets[0].requester = party("eve");
        approve(w, "ann", 5);
    };
    assert_eq!(reissue(&approved), PASS);
}

#[test]
fn ct31_old_secret() {
    let issue = || {
        World::but(|w| {
            w.cases[0].change.subject_kind = SubjectKind::Nhi;
            w.cases[0].change.kind = ChangeKind::SecretCreate;
            w.events[0].details = [("expires_at".to_owned(), vec!["2026-04-02T10:10:00Z".to_owned()])].into();
        })
    };
    assert_eq!(issue().with("r", ChangeKind::SecretRevoke, 60).told("CT-31"), PASS);
    assert_eq!(issue().with("old", ChangeKind::SecretCreate, -30 * DAY).told("CT-31"), FAIL);
    assert_eq!(issue().told("CT-31"), UNTOLD);
    let mut long = issue().with("r", ChangeKind::SecretRevoke, 60);
    long.events[0].details = [("expires_at".to_owned(), vec!["2027-04-02T10:10:00Z".to_owned()])].into();
    assert_eq!(long.told("CT-31"), FAIL);
    let mut endless = issue().with("r", ChangeKind::SecretRevoke, 60);
    endless.events[0].details = Default::default();
    assert_eq!(endless.told("CT-31"), UNTOLD);
}

#[test]
fn ct32_secrets_are_found_and_never_printed() {
    assert_eq!(World::new().told("CT-32"), PASS);
    let world = World::but(|w| {
        w.tickets[0].journal =
            vec![entry(EntryKind::Comment, 15, "bob", "Your new password is Winter2026!x")];
    });
    let result = world.run("CT-32");
    assert_eq!(result.fail, 1);
    assert!(
        result.findings[0].reason.contains("password written out in the comment of 2026-03-02T09:15:00Z")
    );
    assert!(!format!("{result:?}").contains("Winter2026"));
    assert_eq!(result.findings[0].origins, [origin(1), origin(100)]);
    assert_eq!(World::but(|w| w.tickets[0].has_journal = false).told("CT-32"), UNTOLD);
}

#[test]
fn ct33_widened() {
    let granted = |change: &dyn Fn(&mut World)| {
        let mut world = World::but(|w| w.cases[0].change.kind = ChangeKind::RoleGrant);
        change(&mut world);
        world.told("CT-33")
    };
    assert_eq!(granted(&|w| approve(w, "mia", 5)), PASS);
    assert_eq!(granted(&|w| approve(w, "mia", 50)), FAIL);
    assert_eq!(granted(&|_| ()), UNTOLD);
}
