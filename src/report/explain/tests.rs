//! What holds of every explanation, on a report made by hand with hostile text in it.

use super::{Explaining, Explanation, LostBecause, Unknown, What, html, json};
use crate::model::{LinkBasis, LinkOutcome, Verdict};
use crate::report::Report;
use crate::report::sample::{HOSTILE, sample};

/// An explanation of every sort of thing in a report.
fn all(report: &Report) -> Vec<Explanation> {
    let explaining = Explaining::new(report);
    let mut ids: Vec<String> = report.cases.iter().map(|case| case.change.id.0.clone()).collect();
    ids.extend(report.tickets.iter().map(|ticket| ticket.number.clone()));
    ids.extend(report.cases.iter().flat_map(|case| &case.evidence).map(|one| one.id.clone()));
    ids.extend(report.controls.iter().flat_map(|one| &one.findings).map(|one| one.id.0.clone()));
    ids.extend(report.events.iter().map(|event| event.native_id.clone()));
    let links = report.cases.iter().flat_map(|case| {
        case.link.iter().chain(&case.runner_up).map(|link| explaining.lookup.link_id(case, link))
    });
    ids.extend(links);
    ids.iter().map(|id| explaining.explain(id).unwrap_or_else(|fault| panic!("{fault}"))).collect()
}

#[test]
fn every_id_in_the_tables_is_explained() {
    let explained = all(&sample(40));
    for what in [What::Change, What::Ticket, What::Link, What::Evidence, What::Finding, What::Event] {
        assert!(explained.iter().any(|one| one.what == what), "{what:?}");
    }
    assert!(explained.iter().all(|one| !one.id.is_empty()));
}

#[test]
fn every_sum_is_the_sum_of_its_steps() {
    for explanation in all(&sample(40)) {
        for case in &explanation.changes {
            let links = case.link.chosen.iter().chain(&case.link.runner_up).map(|link| &link.waterfall);
            for fall in links.chain([&case.risk]) {
                let mut before = 0.0;
                for step in &fall.steps {
                    assert!((before + step.points - step.running).abs() < 1e-5, "{step:?}");
                    before = step.running;
                }
                assert!((fall.sum - before).abs() < 1e-9);
            }
        }
    }
}

#[test]
fn the_runner_up_lost_for_a_reason_that_fits_the_sums() {
    let mut report = sample(40);
    let at = report.cases.iter().position(|case| case.link.is_some() && case.runner_up.is_some()).unwrap();
    let lost = |report: &Report| {
        let explaining = Explaining::new(report);
        let explained = explaining.explain(&report.cases[at].change.id.0).unwrap();
        explained.changes[0].link.lost.clone().unwrap()
    };
    report.cases[at].decisions.clear();
    let score = |report: &mut Report, points| report.cases[at].runner_up.as_mut().unwrap().score = points;
    score(&mut report, 1.0);
    assert_eq!(lost(&report).because, LostBecause::LowerSum);
    score(&mut report, -1.0);
    assert_eq!(lost(&report).because, LostBecause::BelowThreshold);
    assert!(lost(&report).said.contains("1.00 short of the threshold"), "{}", lost(&report).said);
    score(&mut report, 2.5);
    report.cases[at].link_outcome = LinkOutcome::Ambiguous;
    assert_eq!(lost(&report).because, LostBecause::TooClose);
    report.cases[at].link_outcome = LinkOutcome::Linked;
    score(&mut report, 9.0);
    assert_eq!(lost(&report).because, LostBecause::NeededMore);
    assert_eq!(lost(&report).verdict_then, Some(Verdict::Unproven));
    report.cases[at].link.as_mut().unwrap().basis = LinkBasis::Override;
    assert_eq!(lost(&report).because, LostBecause::Decided);
}

#[test]
fn terms_that_both_sums_have_alike_do_not_tell_them_apart() {
    let mut report = sample(40);
    let case = report.cases.iter_mut().find(|case| case.link.is_some() && case.runner_up.is_some()).unwrap();
    let reasons = &mut case.runner_up.as_mut().unwrap().reasons;
    reasons[0].points = 1.2;
    reasons.remove(1);
    let id = case.change.id.0.clone();
    let explained = Explaining::new(&report).explain(&id).unwrap();
    let differing = &explained.changes[0].link.lost.as_ref().unwrap().differing;
    let told: Vec<(&str, f64, f64)> =
        differing.iter().map(|one| (one.name.as_str(), one.chosen, one.runner_up)).collect();
    assert_eq!(told, [("subject_login", 3.2, 1.2), ("agent", 1.4, 0.0)]);
}

#[test]
fn a_ticket_is_found_in_any_spelling_that_names_only_one() {
    let report = sample(40);
    let explaining = Explaining::new(&report);
    for spelling in ["INC0042003", "inc42003", "Inc-42003", " #42003 ", "ticket 42003"] {
        let found = explaining.explain(spelling).unwrap();
        assert_eq!((found.what, found.id.as_str()), (What::Ticket, "INC0042003"), "{spelling}");
    }
}

#[test]
fn what_is_unknown_has_the_nearest_ids_with_it() {
    let report = sample(40);
    let explaining = Explaining::new(&report);
    let known = report.cases[7].change.id.0.clone();
    let wrong = format!("{}x", &known[..known.len() - 1]);
    let Err(Unknown::Nothing { near, .. }) = explaining.explain(&wrong) else { panic!("{wrong} is known") };
    assert_eq!(near[0], known);
    let Err(Unknown::Nothing { near, .. }) = explaining.explain(&known[..9]) else { panic!("it is cut") };
    assert_eq!(near, [known], "the beginning of an id leads to it");
    for nonsense in ["", "-", "chg-", "\u{202E}", &"x".repeat(100_000), HOSTILE[0], HOSTILE[15]] {
        assert!(matches!(explaining.explain(nonsense), Err(Unknown::Nothing { .. })), "{nonsense:.20}");
    }
}

#[test]
fn two_tickets_of_one_number_are_told_apart() {
    let mut report = sample(10);
    report.tickets[3].number = report.tickets[4].number.clone();
    report.tickets[3].source = "zendesk.ticket".to_owned();
    let Err(Unknown::Several { names, .. }) = Explaining::new(&report).explain("INC0042004") else {
        panic!("it names one")
    };
    assert_eq!(names, ["INC0042004 of zendesk.ticket", "INC0042004 of servicenow.incident"]);
}

/// A report in which every text is hostile.
pub(crate) fn hostile() -> Report {
    let mut report = sample(2 * HOSTILE.len());
    for (at, text) in HOSTILE.iter().enumerate() {
        let text = (*text).to_owned();
        let case = &mut report.cases[at];
        case.verdict_reason.clone_from(&text);
        case.change.actor_label.clone_from(&text);
        case.change.subject_label.clone_from(&text);
        case.change.support_reason.clone_from(&text);
        case.change.native_action.clone_from(&text);
        for link in case.link.iter_mut().chain(&mut case.runner_up) {
            link.reasons[0].name.clone_from(&text);
            link.reasons[0].seen.clone_from(&text);
        }
        for one in &mut case.evidence {
            (one.by, one.about) = (text.clone(), text.clone());
            one.quote.clone_from(&text);
            one.matched = vec![(0, 1), (2, 3)];
        }
        report.tickets[at].title.clone_from(&text);
        report.tickets[at].group = Some(text.clone());
        report.ticket_results[at].seen = vec![text.clone()];
        report.inputs[at % 4].name.clone_from(&text);
    }
    for (finding, text) in
        report.controls.iter_mut().flat_map(|one| &mut one.findings).zip(HOSTILE.iter().cycle())
    {
        finding.reason = (*text).to_owned();
    }
    report
}

pub(crate) fn explained(report: &Report) -> Vec<Explanation> {
    all(report)
}

#[test]
fn hostile_text_stays_text_in_json_and_shows_nothing_unseen() {
    for explanation in all(&hostile()) {
        let text = json(&explanation).unwrap();
        let unseen = |sign: char| {
            sign != '\n' && (sign.is_control() || "\u{202E}\u{200B}\u{FEFF}\u{2028}".contains(sign))
        };
        assert!(!text.contains(unseen), "{text:?}");
        let value: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(value, serde_json::to_value(&explanation).unwrap());
    }
}

#[test]
fn hostile_text_makes_no_tag_and_no_attribute_on_the_page() {
    let tag = regex::Regex::new("<(/?[a-zA-Z!][^ >]*)").unwrap();
    let attribute = regex::Regex::new(r#"<[a-z][^<>]*?\s(on[a-z]+|src|srcdoc|action)="#).unwrap();
    let known = [
        "!doctype",
        "html",
        "head",
        "meta",
        "title",
        "style",
        "body",
        "svg",
        "symbol",
        "circle",
        "path",
        "header",
        "footer",
        "main",
        "section",
        "h1",
        "h2",
        "p",
        "b",
        "dl",
        "dt",
        "dd",
        "ol",
        "li",
        "span",
        "br",
        "use",
        "blockquote",
        "mark",
        "figure",
        "div",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
        "code",
        "text",
        "rect",
        "polyline",
        "line",
    ];
    for explanation in all(&hostile()) {
        let page = html(&explanation).unwrap();
        for found in tag.captures_iter(&page) {
            let name = found[1].trim_start_matches('/').trim_end_matches('/');
            assert!(known.contains(&name), "<{name}> in the page of {}", explanation.id);
        }
        assert!(attribute.find(&page).is_none(), "{:?}", attribute.find(&page));
        assert!(page.contains("default-src &#39;none&#39;; style-src") && !page.contains("script-src"));
        let unseen =
            |sign: char| (sign.is_control() && sign != '\n') || "\u{202E}\u{200B}\u{FEFF}".contains(sign);
        assert!(!page.contains(unseen));
    }
}
