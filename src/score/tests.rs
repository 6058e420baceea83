//! Small truths and reports whose figures were counted by hand.

use std::path::Path;

use super::*;

const TRUTH: &str = "\
native_id,kind,support_triggered,ticket,evidence_method,evidence_level,evidence_when,verdict,situation,attack,native_ids
a,password_reset,yes,T1,callback_on_file,adequate,before,proven,ordinary,no,a;a2
b,mfa_reset_all,yes,T2,caller_id,weak,before,insufficient,ordinary,no,b
c,password_reset,yes,,,none,,unticketed,distractor,yes,c
d,account_unlock,yes,,,none,,unticketed,unticketed,no,d
e,password_reset,yes,T4,in_person,strong,before,proven,ordinary,no,e
f,factor_enrol,yes,T5,in_person,strong,before,proven,ordinary,no,f
g,group_grant,yes,T7,,none,,unproven,ordinary,no,g
h,mfa_reset_all,yes,T8,in_person,strong,stale,insufficient,ordinary,no,h;h2;h3
i,password_change_self,no,T1,,,,,ordinary,no,i
";

/// `a` swallows `i`; `b` hangs on another ticket, `c` on one though it has none, `e` on none; `f`
/// is left open; `g` is missing; `h` is told in two parts; `z` never happened.
const FOUND: &str = "\
change_id,native_ids,kind,support_triggered,ticket,link_outcome,link_confidence,link_basis,runner_up,evidence_method,evidence_level,evidence_when,verdict,risk_score
chg-a,a;a2;i,password_reset,yes,T1,linked,0.99,reference,,callback_on_file,adequate,before,proven,10
chg-b,b,password_reset,yes,T9,linked,0.9,score,T2,,none,,unproven,40
chg-c,c,password_reset,yes,T3,linked,0.6,score,,callback_on_file,adequate,before,proven,20
chg-d,d,account_unlock,yes,,unlinked,,,,,none,,unticketed,30
chg-e,e,password_reset,yes,,unlinked,,,,,none,,unticketed,20
chg-f,f,factor_enrol,no,T6,ambiguous,0.8,score,T5,,none,,unproven,5
chg-h,h;h3,mfa_reset_all,yes,t8,linked,0.92,score,,in_person,strong,stale,insufficient,50
chg-h2,h2,mfa_reset_all,yes,T9,linked,0.92,parent,,in_person,strong,stale,insufficient,50
chg-z,z,password_reset,yes,T1,linked,0.7,score,,,none,,unproven,60
";

const TRUE_TICKETS: &str = "\
ticket,identity_request,first_contact,first_contact_reason,topic
T1,yes,yes,,password
T2,yes,no,reopened,mfa
T3,no,excluded,open,mail
T4,yes,yes,,password
";

const FOUND_TICKETS: &str = "\
ticket,first_contact,first_contact_reason,identity_request,topic
T1,yes,,yes,password
T2,no,reassigned,yes,mfa
T3,yes,,no,mail
";

fn folders(truth: &[(&str, &str)], report: &[(&str, &str)]) -> [tempfile::TempDir; 2] {
    let made = |files: &[(&str, &str)], below: &str| {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(folder.path().join(below)).unwrap();
        for (name, text) in files {
            std::fs::write(folder.path().join(below).join(name), text).unwrap();
        }
        folder
    };
    [made(truth, ""), made(report, "data")]
}

fn of(truth: &[(&str, &str)], report: &[(&str, &str)]) -> Result<Scores, ScoreError> {
    let [truth, report] = folders(truth, report);
    score(truth.path(), report.path())
}

fn scored() -> Scores {
    of(
        &[("changes.csv", TRUTH), ("tickets.csv", TRUE_TICKETS)],
        &[("changes.csv", FOUND), ("tickets.csv", FOUND_TICKETS)],
    )
    .unwrap()
}

/// Of changes alone.
fn of_changes(truth: &str, report: &str) -> Result<Scores, ScoreError> {
    of(&[("changes.csv", truth)], &[("changes.csv", report)])
}

fn rate(scores: &Scores, id: &str) -> (u64, u64) {
    let rate = scores.rate(id).unwrap_or_else(|| panic!("no figure {id}"));
    (rate.hits, rate.of)
}

/// Truth, ours, and the ids of the examples.
fn taken<'a>(scores: &'a Scores, of: &str) -> Vec<(&'a str, &'a str, Vec<&'a str>)> {
    let ids = |one: &'a Confusion| {
        let name = |example: &'a Example| {
            if example.id.is_empty() { example.native_id.as_str() } else { example.id.as_str() }
        };
        one.examples.iter().map(name).collect()
    };
    let of = scores.confusions.iter().filter(|one| one.of == of);
    of.map(|one| (one.truth.as_str(), one.ours.as_str(), ids(one))).collect()
}

#[test]
fn a_change_counts_once_however_it_is_cut() {
    let scores = scored();
    // Of nine rows `z` never happened, and of the two parts of `h` one stands for it.
    assert_eq!(rate(&scores, "changes.precision"), (7, 9));
    // Of nine changes `g` is missing and `i` is hidden in `a`.
    assert_eq!(rate(&scores, "changes.recall"), (7, 9));
    assert_eq!(
        taken(&scores, "changes"),
        [
            ("(did not happen)", "password_reset", vec!["chg-z"]),
            ("(part of another change)", "mfa_reset_all", vec!["chg-h2"]),
            ("group_grant", "(not reported)", vec!["g"]),
            ("password_change_self", "(reported within another change)", vec!["i"]),
        ]
    );
    // `b` is called a password reset.
    assert_eq!(rate(&scores, "changes.kind"), (6, 7));
    assert_eq!(taken(&scores, "changes.kind"), [("mfa_reset_all", "password_reset", vec!["chg-b"])]);
}

#[test]
fn links_are_right_wrong_missing_or_left_open() {
    let scores = scored();
    // Links of `a`, `b`, `c` and both parts of `h`; `a` and one part are right. That of `z` is not judged.
    assert_eq!(rate(&scores, "links.precision"), (2, 5));
    assert_eq!(rate(&scores, "links.precision_reference"), (1, 1));
    assert_eq!(rate(&scores, "links.precision_score"), (1, 3));
    assert_eq!(rate(&scores, "links.precision_parent"), (0, 1));
    // Tickets have `a`, `b`, `e`, `f`, `g`, `h`, `i`.
    assert_eq!(rate(&scores, "links.recall"), (2, 7));
    // Eight rows speak of true changes; the open one names the right ticket second.
    assert_eq!(rate(&scores, "links.ambiguous"), (1, 8));
    assert_eq!(rate(&scores, "links.ambiguous_named"), (1, 1));
    assert_eq!(
        taken(&scores, "links"),
        [
            ("a ticket", "another ticket", vec!["chg-h2", "chg-b"]),
            ("a ticket", "left open, the right one named", vec!["chg-f"]),
            ("a ticket", "no ticket", vec!["chg-e"]),
            ("no ticket", "a ticket", vec!["chg-c"]),
        ]
    );
    let noted = |note: &String| note.contains("that the truth does not know, not scored: 1");
    assert!(scores.notes.iter().any(noted), "{:?}", scores.notes);
}

#[test]
fn an_orphan_is_found_or_explained_away_or_made_up() {
    let scores = scored();
    // Called so: `d`, which is, and `e`, which is not. Are so: `c` and `d`.
    assert_eq!(rate(&scores, "orphans.precision"), (1, 2));
    assert_eq!(rate(&scores, "orphans.recall"), (1, 2));
    assert_eq!(
        taken(&scores, "orphans"),
        [("not unticketed", "unticketed", vec!["chg-e"]), ("unticketed", "not unticketed", vec!["chg-c"]),]
    );
}

#[test]
fn evidence_is_compared_where_the_truth_tells() {
    let scores = scored();
    // Found with a level: `a`, `b`, `c`, `d`, `e`, `f`, `h`; right are `a`, `d`, `h`.
    assert_eq!(rate(&scores, "evidence.level"), (3, 7));
    // On the right ticket, or rightly on none: `a`, `d`, `h`.
    assert_eq!(rate(&scores, "evidence.level_on_right_ticket"), (3, 3));
    let hanging: u64 = scores
        .confusions
        .iter()
        .filter(|one| one.of == "evidence.level")
        .map(|one| one.with_wrong_ticket)
        .sum();
    assert_eq!(hanging, 4);
    // Without evidence the method is empty, and that is right of `d`.
    assert_eq!(rate(&scores, "evidence.method"), (3, 7));
    assert_eq!(rate(&scores, "evidence.timing"), (3, 7));
    let strong =
        scores.values.iter().find(|one| one.of == "evidence.level" && one.value == "strong").unwrap();
    assert_eq!((strong.precision, strong.recall), (Rate { hits: 1, of: 1 }, Rate { hits: 1, of: 3 }));
    assert_eq!(rate(&scores, "verdict.agreement"), (3, 7));
    // `f` is the desk's and said not to be.
    assert_eq!(rate(&scores, "support.precision"), (6, 6));
    assert_eq!(rate(&scores, "support.recall"), (6, 7));
}

#[test]
fn first_contact_is_compared_ticket_by_ticket() {
    let scores = scored();
    assert_eq!(rate(&scores, "contact.tickets"), (3, 4));
    assert_eq!(rate(&scores, "contact.outcome"), (2, 3));
    assert_eq!(rate(&scores, "contact.reason"), (1, 3));
    assert_eq!(taken(&scores, "contact.outcome"), [("excluded", "yes", vec!["T3"])]);
    assert_eq!(
        taken(&scores, "contact.reason"),
        [("open", "(nothing)", vec!["T3"]), ("reopened", "reassigned", vec!["T2"])]
    );
}

#[test]
fn the_confidence_of_links_is_held_against_what_is_right() {
    let calibration = scored().calibration;
    let bins: Vec<(f64, u64, u64)> =
        calibration.bins.iter().map(|bin| (bin.from, bin.right.hits, bin.right.of)).collect();
    // 0.6 wrong; 0.9 wrong and 0.92 right; 0.99 right. The inherited link is its parent's.
    assert_eq!(bins, [(0.6, 0, 1), (0.9, 1, 2), (0.98, 1, 1)]);
    assert!((calibration.bins[1].said - 0.91).abs() < 1e-12);
    // (1 × 0.6 + 2 × |0.91 - 0.5| + 1 × 0.01) / 4
    assert!((calibration.expected_error.unwrap() - 0.3575).abs() < 1e-12);
}

#[test]
fn certainty_falls_into_the_last_bin_and_nothing_has_no_error() {
    let calibration = Calibration::of([(1.0, true), (0.0, false)].into_iter());
    assert_eq!(calibration.bins.len(), 2);
    assert!(calibration.expected_error.unwrap().abs() < 1e-12);
    assert_eq!(Calibration::of(std::iter::empty()).expected_error, None);
}

#[test]
fn lots_taken_together_are_as_one() {
    let said = [(0.55, true), (0.93, true), (0.92, false), (0.997, true), (0.94, true)];
    let lots = [Calibration::of(said[..2].iter().copied()), Calibration::of(said[2..].iter().copied())];
    let (pooled, whole) = (Calibration::pooled(&lots), Calibration::of(said.into_iter()));
    assert_eq!(pooled.bins.len(), whole.bins.len());
    assert!((pooled.expected_error.unwrap() - whole.expected_error.unwrap()).abs() < 1e-12);
    assert_eq!(Calibration::pooled(&[]), Calibration::default());
}

#[test]
fn an_attack_stands_where_its_riskiest_change_stands() {
    let scores = scored();
    let [attack] = &scores.attacks[..] else { panic!("{:?}", scores.attacks) };
    assert_eq!((attack.name.as_str(), attack.change_id.as_str()), ("distractor", "chg-c"));
    // 60, 50, 50, 40 and 30 are above, and `e` is level with it.
    assert_eq!((attack.rank, attack.harmless_before), (Some(7), 6));
    assert_eq!(rate(&scores, "attacks.top_1_percent"), (0, 1));
}

#[test]
fn plays_of_one_script_are_attacks_of_their_own_where_they_are_told_apart() {
    let mut truth = String::from("native_id,ticket,attack,situation,attack_id\n");
    let mut found = String::from("change_id,native_ids,ticket,risk_score\n");
    for at in 0..200 {
        let (attack, id) = if at < 3 { ("yes", format!("play-{}", at / 2)) } else { ("no", String::new()) };
        truth.push_str(&format!("n{at},,{attack},fan_out,{id}\n"));
        found.push_str(&format!("c{at},n{at},,{}\n", 200 - at));
    }
    let scores = of_changes(&truth, &found).unwrap();
    let places: Vec<(&str, Option<u64>)> =
        scores.attacks.iter().map(|attack| (attack.name.as_str(), attack.rank)).collect();
    // The second change of the first play does not push the second play's down: it is the third in all.
    assert_eq!(places, [("play-1", Some(3)), ("play-0", Some(1))]);
    assert_eq!(rate(&scores, "attacks.top_1_percent"), (1, 2));
    assert_eq!(rate(&scores, "attacks.before_harmless"), (2, 2));
}

#[test]
fn ids_and_tickets_alone_are_enough() {
    let scores =
        of_changes("native_ids,ticket\n'-17;x,T1\ny,\n", "change_id,native_ids,ticket\nc,'-17,T1\n").unwrap();
    assert_eq!(rate(&scores, "links.precision"), (1, 1));
    assert_eq!(rate(&scores, "changes.recall"), (1, 2));
    assert_eq!(scores.rate("evidence.level"), None);
    // Whether `y` is an orphan or the account holder's own act is not told either.
    let left_out = ["orphans.recall", "evidence.level", "contact", "attacks"];
    assert!(left_out.iter().all(|id| scores.not_told.iter().any(|told| told == id)), "{:?}", scores.not_told);
}

#[test]
fn the_order_of_rows_changes_nothing() {
    let turned = |text: &str| {
        let mut lines: Vec<&str> = text.lines().collect();
        lines[1..].reverse();
        lines.join("\n")
    };
    let (found, tickets) = (turned(FOUND), turned(FOUND_TICKETS));
    let scores = of(
        &[("changes.csv", TRUTH), ("tickets.csv", TRUE_TICKETS)],
        &[("changes.csv", &found), ("tickets.csv", &tickets)],
    );
    assert_eq!(scores.unwrap(), scored());
}

#[test]
fn what_cannot_be_scored_is_an_error_with_its_place() {
    let found = "change_id,native_ids,ticket\n";
    for (truth, report, said) in [
        (
            "native_id,ticket\na,\nb,\na,T1\n",
            found,
            "changes.csv, line 4: the native id a stands in line 2 already",
        ),
        ("native_id\na\n", found, "changes.csv has no column ticket"),
        ("id,ticket\na,\n", found, "changes.csv has no column native_ids or native_id"),
        ("native_id,ticket\n,T1\n", found, "changes.csv, line 2: a change without a native id"),
        ("native_id,ticket\na\n", found, "changes.csv is no table: "),
        ("native_id,ticket\n", "change_id,ticket\n", "changes.csv has no column native_ids"),
        (
            "native_id,ticket\n",
            "change_id,native_ids,ticket,risk_score\nc,a,,NaN\n",
            "changes.csv, line 2: risk_score is `NaN`, which is no number",
        ),
    ] {
        let fault = of_changes(truth, report).unwrap_err().to_string();
        assert!(fault.contains(said), "{fault}");
    }
    let fault = of(&[("changes.csv", TRUTH), ("tickets.csv", "ticket\nT1\nT1\n")], &[("changes.csv", FOUND)]);
    assert!(fault.unwrap_err().to_string().contains("tickets.csv, line 3: the ticket T1 stands in line 2"));
    let fault = score(Path::new("no/such/folder"), Path::new("nor/this")).unwrap_err().to_string();
    assert!(fault.contains("changes.csv cannot be read: "), "{fault}");
}

#[test]
fn the_document_keeps_its_keys() {
    let document = document(&scored(), 1);
    let mut keys: Vec<&str> = document.as_object().unwrap().keys().map(String::as_str).collect();
    keys.sort_unstable();
    assert_eq!(
        keys,
        [
            "attacks",
            "calibration",
            "confusions",
            "figures",
            "not_told",
            "notes",
            "program",
            "report",
            "truth",
            "values",
            "version"
        ]
    );
    let precision = &document["figures"]["links.precision"];
    assert_eq!((&precision["numerator"], &precision["denominator"]), (&2.into(), &5.into()));
    // Wilson 1927: (0.4 + z²/10 ± z √(0.24/5 + z²/100)) / (1 + z²/5) with z = 1.96.
    assert!((precision["low"].as_f64().unwrap() - 0.1176).abs() < 5e-5);
    let links = &document["confusions"].as_array().unwrap().iter().find(|one| one["of"] == "links").unwrap();
    assert_eq!((&links["count"], links["examples"].as_array().unwrap().len()), (&2.into(), 1));
}

#[test]
fn reasons_and_causes_are_scored_where_the_truth_tells_them() {
    // T2 failed for two reasons, of which one is found; of T4 nobody could tell.
    let truth = "\
ticket,first_contact,first_contact_reason,contributing_reasons,cause
T1,yes,,,
T2,no,reopened,follow_up,no_right
T4,,,,
";
    let report = "\
ticket,first_contact,first_contact_reason,first_contact_reasons,failure_cause,identity_request,topic
T1,no,escalated,escalated,,yes,password
T2,no,reopened,reopened;escalated,,yes,mfa
T4,no,escalated,escalated,no_right,yes,mfa
";
    let scores = of(
        &[("changes.csv", TRUTH), ("tickets.csv", truth)],
        &[("changes.csv", FOUND), ("tickets.csv", report)],
    )
    .unwrap();
    assert_eq!(rate(&scores, "contact.outcome"), (1, 2));
    assert_eq!(rate(&scores, "contact.reason"), (1, 2));
    assert_eq!(rate(&scores, "contact.reasons_precision"), (1, 2));
    assert_eq!(rate(&scores, "contact.reasons_recall"), (1, 2));
    assert_eq!(rate(&scores, "contact.cause"), (0, 1));
}
