//! What each pattern is and what it is not, one line a case.
//!
//! Every case begins with a password reset of Ana by the agent Ben at 14:10, under a ticket, unproven; she signed
//! in from home at nine. `is` cases show the pattern in its span, `not` cases lie just outside it or only look like it.

use super::world::*;
use crate::model::ChangeKind::*;
use crate::model::*;

/// Whether the pattern is to be seen, and what happens beside the reset.
type Case = (bool, &'static str, fn(&mut World));
const IS: bool = true;
const NOT: bool = false;

#[track_caller]
fn holds(pattern: &str, cases: &[Case]) {
    let mut wrong = Vec::new();
    for (seen, told, add) in cases {
        let mut world = World::new();
        add(&mut world);
        let found = world.patterns();
        if found.contains(&pattern.to_owned()) != *seen {
            wrong.push(format!("{} {told}: {found:?}", if *seen { "is" } else { "not" }));
        }
    }
    assert!(wrong.is_empty(), "{pattern}\n{}", wrong.join("\n"));
}

#[test]
fn p1_password_and_factor_by_the_desk_within_an_hour() {
    holds(
        "P1",
        &[
            (IS, "factors reset 50 minutes later", |w| w.reset(MfaResetAll, "15:00", BEN, ANA)),
            (IS, "factors reset before, by another agent", |w| w.reset(MfaResetAll, "13:30", CY, ANA)),
            (IS, "one factor removed", |w| w.reset(FactorUnenrol, "14:20", BEN, ANA)),
            (IS, "a pass issued", |w| w.reset(TemporaryAccessIssue, "14:20", BEN, ANA)),
            (IS, "factors reset in another product", |w| {
                w.reset(MfaResetAll, "14:20", BEN, ANA);
                w.last().source = "duo.activity".into();
            }),
            (NOT, "61 minutes later", |w| w.reset(MfaResetAll, "15:11", BEN, ANA)),
            (NOT, "of another person", |w| w.reset(MfaResetAll, "14:20", BEN, JANE)),
            (NOT, "removed by the person", |w| w.own(FactorUnenrol, "14:20", ANA, HOME)),
            (NOT, "a second password", |w| w.reset(PasswordReset, "14:20", BEN, ANA)),
            (NOT, "a joiner's first credentials", |w| {
                w.reset(AccountCreate, "-3 09:00", BEN, ANA);
                w.reset(TemporaryAccessIssue, "14:20", BEN, ANA);
            }),
        ],
    );
}

#[test]
fn p2_taken_up_within_a_day_from_a_place_never_seen_for_the_person() {
    holds(
        "P2",
        &[
            (IS, "a factor from abroad", |w| w.own(FactorEnrol, "15:00", ANA, ABROAD)),
            (IS, "a device from abroad, the next morning", |w| w.own(DeviceEnrol, "+1 09:00", ANA, ABROAD)),
            (IS, "the new password set from abroad", |w| w.own(PasswordChangeSelf, "14:15", ANA, ABROAD)),
            (IS, "the product calls the place new although nothing is known before", |w| {
                w.events[1].ip = None;
                w.own(FactorEnrol, "15:00", ANA, ABROAD);
                w.last_event().details.insert("behaviors".into(), vec!["New IP=POSITIVE".into()]);
            }),
            (IS, "tried from there in vain before: no presence of hers", |w| {
                w.signal("user.session.start", ANA, "13:00", ABROAD);
                w.last_event().outcome = Outcome::Failure;
                w.own(FactorEnrol, "15:00", ANA, ABROAD);
            }),
            (IS, "signed in from there after the reset, then enrolled", |w| {
                w.signal("user.session.start", ANA, "14:15", ABROAD);
                w.own(FactorEnrol, "15:00", ANA, ABROAD);
            }),
            (NOT, "25 hours later", |w| w.own(FactorEnrol, "+1 15:11", ANA, ABROAD)),
            (NOT, "before the reset", |w| w.own(FactorEnrol, "13:00", ANA, ABROAD)),
            (NOT, "from home", |w| w.own(FactorEnrol, "15:00", ANA, HOME)),
            (NOT, "another address of the same network", |w| {
                w.events[1].network = Some("AS64500".into());
                w.own(FactorEnrol, "15:00", ANA, ABROAD);
                w.last_event().network = Some("AS64500".into());
            }),
            (NOT, "nothing is known of where she was before", |w| {
                w.events[1].ip = None;
                w.own(FactorEnrol, "15:00", ANA, ABROAD);
            }),
            (NOT, "of another person", |w| w.own(FactorEnrol, "15:00", JANE, ABROAD)),
            (NOT, "no address is told", |w| w.add(FactorEnrol, "15:00", ANA, ANA, None)),
            (NOT, "an office: others used the address before", |w| {
                w.policy.look.house_persons = 3;
                for who in [BEN, CY, JANE] {
                    w.signal("user.session.start", who, "08:00", ABROAD);
                }
                w.own(FactorEnrol, "15:00", ANA, ABROAD);
            }),
        ],
    );
}

#[test]
fn p3_the_administration_console_within_four_hours_of_p2() {
    const CONSOLE: &str = "user.session.access_admin_app";
    holds(
        "P3",
        &[
            (IS, "half an hour after the new factor", |w| {
                w.own(FactorEnrol, "15:00", ANA, ABROAD);
                w.signal(CONSOLE, ANA, "15:30", ABROAD);
            }),
            (IS, "within four hours of the factor, not of the reset", |w| {
                w.own(FactorEnrol, "17:00", ANA, ABROAD);
                w.signal(CONSOLE, ANA, "20:30", ABROAD);
            }),
            (NOT, "more than four hours after it", |w| {
                w.own(FactorEnrol, "15:00", ANA, ABROAD);
                w.signal(CONSOLE, ANA, "19:01", ABROAD);
            }),
            (NOT, "without a factor from a new place", |w| w.signal(CONSOLE, ANA, "15:30", ABROAD)),
            (NOT, "refused", |w| {
                w.own(FactorEnrol, "15:00", ANA, ABROAD);
                w.signal(CONSOLE, ANA, "15:30", ABROAD);
                w.last_event().outcome = Outcome::Failure;
            }),
            (NOT, "from home, where she always works", |w| {
                w.own(FactorEnrol, "15:00", ANA, ABROAD);
                w.signal(CONSOLE, ANA, "15:30", HOME);
            }),
        ],
    );
}

/// What the person does for herself afterwards; P4, P5, P6 and P14 differ in the kind and the span.
fn acts(pattern: &str, kind: ChangeKind, hours: i64) {
    type Add = fn(&mut World, ChangeKind, &str);
    let cases: [(bool, &str, i64, Add); 8] = [
        (IS, "an hour later, from abroad", 1, |w, kind, when| w.add(kind, when, ANA, BEN, Some(ABROAD))),
        (IS, "an hour later, no address told", 1, |w, kind, when| w.add(kind, when, ANA, BEN, None)),
        (NOT, "after the span", hours + 1, |w, kind, when| w.add(kind, when, ANA, BEN, Some(ABROAD))),
        (NOT, "before the reset", -1, |w, kind, when| w.add(kind, when, ANA, BEN, Some(ABROAD))),
        (NOT, "by somebody else", 1, |w, kind, when| w.add(kind, when, JANE, BEN, Some(ABROAD))),
        (NOT, "an administrator at her usual place", 1, |w, kind, when| {
            w.add(kind, when, ANA, BEN, Some(HOME))
        }),
        (NOT, "proven: asked for and verified", 1, |w, kind, when| {
            w.add(kind, when, ANA, BEN, None);
            w.standing().verdict = Some(Verdict::Proven);
        }),
        (NOT, "an agent's work under a ticket", 1, |w, kind, when| {
            w.add(kind, when, ANA, BEN, None);
            w.last().actor_kind = ActorKind::DeskAgent;
            w.under_ticket(7);
        }),
    ];
    for (seen, told, later, add) in cases {
        let when = at("14:10") + chrono::Duration::hours(later);
        let day = (when.date_naive() - at("14:10").date_naive()).num_days();
        let mut world = World::new();
        add(&mut world, kind, &format!("{day} {}", when.format("%H:%M")));
        let found = world.patterns();
        assert_eq!(found.contains(&pattern.to_owned()), seen, "{pattern} {kind}, {told}: {found:?}");
    }
}

#[test]
fn p4_grants_within_a_day() {
    for kind in [RoleGrant, GroupGrant, DelegationGrant, ImpersonationGrant, RoleDefinitionChange] {
        acts("P4", kind, 24);
    }
}

#[test]
fn p5_trust_or_policy_within_three_days() {
    for kind in [FederationChange, FederatedTrustChange, PolicyRelax] {
        acts("P5", kind, 72);
    }
}

#[test]
fn p6_resets_of_others_within_a_day() {
    for kind in [MfaResetAll, PasswordReset, TemporaryAccessIssue, RecoveryLinkIssue] {
        acts("P6", kind, 24);
    }
    holds("P6", &[(NOT, "her own second account", |w| w.own(FactorUnenrol, "15:00", ANA, ABROAD))]);
}

#[test]
fn p14_what_outlives_the_next_reset_within_three_days() {
    for kind in [ConsentGrant, TokenIssue, SecretCreate, KeyCreate] {
        acts("P14", kind, 72);
    }
}

#[test]
fn p8_reset_again_or_in_another_product_within_a_day() {
    holds(
        "P8",
        &[
            (IS, "the password again, by another agent", |w| w.reset(PasswordReset, "15:30", CY, ANA)),
            (IS, "before, without a ticket", |w| w.reset(PasswordReset, "13:30", BEN, ANA)),
            (IS, "under another ticket", |w| {
                w.reset(PasswordReset, "15:30", BEN, ANA);
                w.under_ticket(2);
            }),
            (IS, "the password in another product, in the same contact", |w| {
                w.reset(PasswordReset, "14:20", BEN, ANA);
                w.last().source = "entra.directory_audit".into();
            }),
            (IS, "the factors two hours later: another contact", |w| w.reset(MfaResetAll, "16:10", BEN, ANA)),
            (NOT, "25 hours later", |w| w.reset(PasswordReset, "+1 15:11", BEN, ANA)),
            (NOT, "two minutes later: the same act told twice", |w| {
                w.reset(PasswordReset, "14:12", BEN, ANA)
            }),
            (NOT, "by the person", |w| w.own(PasswordReset, "15:30", ANA, HOME)),
            (NOT, "an unlock", |w| w.reset(AccountUnlock, "15:30", BEN, ANA)),
            (NOT, "password and factor in one contact are P1", |w| w.reset(MfaResetAll, "14:30", BEN, ANA)),
            (NOT, "password here and factor there in one contact are P1", |w| {
                w.reset(MfaResetAll, "14:30", BEN, ANA);
                w.last().source = "duo.activity".into();
            }),
            (NOT, "the same agent once more under the same ticket", |w| {
                w.reset(PasswordReset, "14:40", BEN, ANA);
                w.under_ticket(1);
            }),
        ],
    );
}

#[test]
fn p9_the_way_of_the_verification_edited_within_thirty_days_before() {
    holds(
        "P9",
        &[
            (IS, "the recovery address, in the morning", |w| w.reset(RecoveryPathEdit, "10:00", BEN, ANA)),
            (IS, "an attribute that may be the telephone, 29 days before", |w| {
                w.reset(ProfileEditAssurance, "-29 10:00", BEN, ANA)
            }),
            (IS, "by the person: it may have been somebody else", |w| {
                w.own(RecoveryPathEdit, "10:00", ANA, ABROAD)
            }),
            (IS, "the evidence relied on an edited address", |w| {
                w.evidence = vec![evidence(Level::Weak, Timing::Before, vec![Weakness::ChannelEdited])];
            }),
            (IS, "a call back that may have gone there", |w| {
                w.reset(RecoveryPathEdit, "10:00", BEN, ANA);
                w.evidence = vec![evidence(Level::Adequate, Timing::Before, vec![])];
            }),
            (NOT, "31 days before", |w| w.reset(RecoveryPathEdit, "-31 10:00", BEN, ANA)),
            (NOT, "after the reset", |w| w.reset(RecoveryPathEdit, "14:30", BEN, ANA)),
            (NOT, "of another person", |w| w.reset(RecoveryPathEdit, "10:00", BEN, JANE)),
            (NOT, "by the import from the personnel system", |w| {
                w.reset(ProfileEditAssurance, "10:00", SERVICE, ANA);
                w.last().actor_kind = ActorKind::Automation;
            }),
            (NOT, "verified in person: no address was relied on", |w| {
                w.reset(RecoveryPathEdit, "10:00", BEN, ANA);
                w.evidence = vec![evidence(Level::Strong, Timing::Before, vec![])];
            }),
        ],
    );
}

#[test]
fn p10_a_pass_turned_into_several_authenticators() {
    fn pass(w: &mut World) {
        w.changes[0].kind = TemporaryAccessIssue;
    }
    holds(
        "P10",
        &[
            (IS, "a factor and a device from abroad", |w| {
                pass(w);
                w.own(FactorEnrol, "14:20", ANA, ABROAD);
                w.own(DeviceEnrol, "14:25", ANA, ABROAD);
            }),
            (IS, "with recovery codes", |w| {
                w.changes[0].kind = RecoveryCodeIssue;
                w.own(FactorEnrol, "14:20", ANA, ABROAD);
                w.own(FactorEnrol, "14:25", ANA, ABROAD);
            }),
            (NOT, "one factor", |w| {
                pass(w);
                w.own(FactorEnrol, "14:20", ANA, ABROAD);
            }),
            (NOT, "the second after the pass ran out", |w| {
                pass(w);
                w.own(FactorEnrol, "14:20", ANA, ABROAD);
                w.own(DeviceEnrol, "+1 14:25", ANA, ABROAD);
            }),
            (NOT, "a new phone with its key, both at home", |w| {
                pass(w);
                w.own(FactorEnrol, "14:20", ANA, HOME);
                w.own(DeviceEnrol, "14:25", ANA, HOME);
            }),
            (NOT, "a joiner", |w| {
                pass(w);
                w.reset(AccountCreate, "-1 09:00", BEN, ANA);
                w.own(FactorEnrol, "14:20", ANA, ABROAD);
                w.own(DeviceEnrol, "14:25", ANA, ABROAD);
            }),
            (NOT, "after a reset that is no pass", |w| {
                w.own(FactorEnrol, "14:20", ANA, ABROAD);
                w.own(DeviceEnrol, "14:25", ANA, ABROAD);
            }),
        ],
    );
}

#[test]
fn p11_a_device_that_is_somebody_elses_too() {
    fn both(w: &mut World, name: &str, device: &str) {
        w.own(FactorEnrol, "15:00", ANA, HOME);
        w.last_event().details.insert(name.into(), vec![device.into()]);
        w.own(FactorEnrol, "-9 16:00", CY, HOME);
        w.last_event().details.insert(name.into(), vec![device.into()]);
    }
    holds(
        "P11",
        &[
            (IS, "one device, nine days apart", |w| both(w, "device_id", "dev-778812")),
            (IS, "one telephone number", |w| both(w, "phone", "+15550100143")),
            (NOT, "two devices", |w| {
                both(w, "device_id", "dev-778812");
                w.last_event().details.insert("device_id".into(), vec!["dev-778813".into()]);
            }),
            (NOT, "a masked number, which may be many people's", |w| both(w, "phone", "+1 XXX-XXX-0143")),
            (NOT, "the name of a model", |w| both(w, "device_id", "Pixel phone")),
            (NOT, "enrolled two days after the reset", |w| {
                both(w, "device_id", "dev-778812");
                let last = w.changes.len() - 2;
                w.changes[last].at = at("+2 15:00");
            }),
        ],
    );
}

#[test]
fn p12_parked() {
    fn factors(w: &mut World, days: i64) {
        w.changes[0].kind = MfaResetAll;
        w.covered(days);
    }
    holds(
        "P12",
        &[
            (IS, "no factor again in twelve hours", |w| factors(w, 1)),
            (IS, "enrolled after thirteen", |w| {
                factors(w, 2);
                w.own(FactorEnrol, "+1 03:11", ANA, HOME);
            }),
            (IS, "a password that nobody used for a week, where the log tells of sign-ins", |w| w.covered(8)),
            (NOT, "enrolled within them", |w| {
                factors(w, 1);
                w.own(FactorEnrol, "15:00", ANA, HOME);
            }),
            (NOT, "enrolled in another product", |w| {
                factors(w, 1);
                w.own(FactorEnrol, "15:00", ANA, HOME);
                w.last().source = "duo.activity".into();
            }),
            (NOT, "the log ends before", |w| {
                w.changes[0].kind = MfaResetAll;
                w.covered(0);
            }),
            (NOT, "nothing is known of how far the log goes", |w| w.changes[0].kind = MfaResetAll),
            (NOT, "an old phone removed after the new one was enrolled", |w| {
                factors(w, 1);
                w.changes[0].kind = FactorUnenrol;
                w.own(FactorEnrol, "13:00", ANA, HOME);
            }),
            (NOT, "a leaver's account, disabled the same day", |w| {
                factors(w, 1);
                w.reset(AccountDisable, "17:00", BEN, ANA);
            }),
            (NOT, "a password used the next day", |w| {
                w.covered(8);
                w.signal("user.session.start", ANA, "+1 08:00", HOME);
            }),
            (NOT, "a password in a log that tells of no sign-ins", |w| {
                w.covered(8);
                w.events.truncate(1);
            }),
        ],
    );
}

#[test]
fn p13_a_mail_rule_within_a_day() {
    holds(
        "P13",
        &[
            (IS, "from abroad", |w| w.signal("New-InboxRule", ANA, "15:00", ABROAD)),
            (NOT, "the next evening", |w| w.signal("New-InboxRule", ANA, "+1 15:00", ABROAD)),
            (NOT, "before the reset", |w| w.signal("New-InboxRule", ANA, "13:00", ABROAD)),
            (NOT, "at home, as ever", |w| w.signal("New-InboxRule", ANA, "15:00", HOME)),
            (NOT, "of another person", |w| w.signal("New-InboxRule", JANE, "15:00", ABROAD)),
            (NOT, "refused", |w| {
                w.signal("New-InboxRule", ANA, "15:00", ABROAD);
                w.last_event().outcome = Outcome::Failure;
            }),
        ],
    );
}

#[test]
fn p15_refused_by_one_agent_and_done_by_another_within_a_day() {
    holds(
        "P15",
        &[
            (IS, "an hour before", |w| w.refusal("13:00", ANA, CY)),
            (IS, "the evening before", |w| w.refusal("-1 18:00", ANA, CY)),
            (NOT, "two days before", |w| w.refusal("-2 13:00", ANA, CY)),
            (NOT, "afterwards", |w| w.refusal("14:30", ANA, CY)),
            (NOT, "of another person", |w| w.refusal("13:00", JANE, CY)),
            (NOT, "by the same agent, who tried once more", |w| w.refusal("13:00", ANA, BEN)),
            (NOT, "by the person, who refused a push", |w| w.refusal("13:00", ANA, ANA)),
            (NOT, "by the program that the agent verified with", |w| w.refusal("13:00", ANA, SERVICE)),
            (NOT, "by whom is not told", |w| {
                w.refusal("13:00", ANA, CY);
                w.told.refusals[0].by = None;
            }),
        ],
    );
}

#[test]
fn p16_off_duty() {
    const DESK: &str = "198.51.100.7";
    fn at_night(w: &mut World) {
        w.changes[0].at = at("03:10");
    }
    holds(
        "P16",
        &[
            (IS, "at an hour at which the agent never works", |w| {
                at_night(w);
                w.habit(BEN, "10:00", 39, None);
            }),
            (IS, "on a Sunday, of one who never works then", |w| {
                w.changes[0].at = at("-1 14:10");
                w.habit(BEN, "14:00", 70, None);
            }),
            (IS, "of an agent who hardly ever changes anything, at an hour at which no agent works", |w| {
                at_night(w);
                w.habit(CY, "10:00", 60, None);
            }),
            (IS, "from an address of nobody at the desk", |w| {
                w.changes[0].ip = Some(ABROAD.into());
                w.habit(BEN, "14:00", 60, Some(DESK));
                w.habit(CY, "14:00", 5, Some(DESK));
            }),
            (NOT, "at the agent's usual hour", |w| w.habit(BEN, "14:00", 39, None)),
            (NOT, "two hours beside it", |w| w.habit(BEN, "12:00", 39, None)),
            (NOT, "too few changes for a habit, anybody's", |w| {
                at_night(w);
                w.habit(BEN, "10:00", 10, None);
            }),
            (NOT, "a Sunday, of one with too few changes for a week's habit", |w| {
                w.changes[0].at = at("-1 14:10");
                w.habit(BEN, "14:00", 30, None);
            }),
            (NOT, "from home, of one who works from home", |w| {
                w.changes[0].ip = Some(ABROAD.into());
                w.habit(BEN, "14:00", 60, Some("192.0.2.77"));
            }),
            (NOT, "from the desk", |w| {
                w.changes[0].ip = Some(DESK.into());
                w.habit(BEN, "14:00", 60, Some(DESK));
                w.habit(CY, "14:00", 5, Some(DESK));
            }),
            (NOT, "by a program, which has no hours", |w| {
                at_night(w);
                w.changes[0].actor_kind = ActorKind::Automation;
                w.habit(BEN, "10:00", 39, None);
            }),
        ],
    );
}

#[test]
fn p17_the_account_holder_says_it_was_not_them_within_a_week() {
    const REPORT: &str = "user.account.report_suspicious_activity_by_enduser";
    holds(
        "P17",
        &[
            (IS, "to the product", |w| w.signal(REPORT, ANA, "15:00", HOME)),
            (IS, "to the desk, six days later", |w| w.denial("+6 09:00", ANA)),
            (NOT, "eight days later", |w| w.denial("+8 09:00", ANA)),
            (NOT, "before the reset: of something else", |w| w.signal(REPORT, ANA, "13:00", HOME)),
            (NOT, "another person", |w| w.denial("15:00", JANE)),
        ],
    );
}

#[test]
fn what_hands_nothing_over_shows_only_how_it_came_about() {
    let mut world = World::new();
    world.changes[0].kind = RoleGrant;
    world.own(FactorEnrol, "15:00", ANA, ABROAD);
    world.add(TokenIssue, "15:10", ANA, BEN, None);
    world.refusal("13:00", ANA, CY);
    world.denial("15:00", ANA);
    assert_eq!(world.patterns(), ["P15", "P17"]);
}

#[test]
fn what_completes_a_change_is_judged_by_its_beginning() {
    let mut world = World::new();
    world.signal("user.session.start", ANA, "14:15", ABROAD);
    world.own(FactorEnrol, "15:00", ANA, ABROAD);
    let parent = world.changes[0].id.clone();
    let child = world.last();
    (child.support, child.parent) = (Support::Yes, Some(parent));
    world.refusal("13:00", ANA, BEN);
    assert_eq!(
        world.patterns_of(1),
        ["P2"],
        "new since the reset, and no other agent than the reset's refused"
    );
}
