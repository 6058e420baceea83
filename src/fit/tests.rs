//! Fits whose optimum can be checked by hand, and one on an invented organisation.

use super::*;
use crate::correlate::LinkingRules;
use crate::mapping::Mappings;
use crate::simulate::{SimulateSettings, simulate};

const PLENTY: Strength = Strength { trust: 1e9 };

fn weights(pairs: &[(&str, f64)]) -> BTreeMap<String, f64> {
    pairs.iter().map(|(name, weight)| ((*name).to_owned(), *weight)).collect()
}

/// A choice among tickets of these terms.
fn choice(tickets: &[&[&str]], chosen: Option<usize>) -> Choice {
    let terms = |ticket: &&[&str]| ticket.iter().map(|name| (*name).to_owned()).collect();
    Choice { account: 0, tickets: tickets.iter().map(terms).collect(), chosen }
}

fn many(count: usize, choice: &Choice) -> Vec<Choice> {
    vec![choice.clone(); count]
}

fn of(choices: &[Choice], present: &[(&str, f64)], strength: Strength) -> BTreeMap<String, f64> {
    fitted(&choices.iter().collect::<Vec<_>>(), &weights(present), strength)
}

#[test]
fn a_weight_goes_to_what_the_data_say_and_is_drawn_to_what_it_was() {
    // 80 of 100 take the ticket. At the optimum 80 - 100 / (1 + e^-w) = w - 1, that is w = 1.364;
    // without the pull it were ln 4 = 1.386.
    let mut choices = many(80, &choice(&[&["prior"]], Some(0)));
    choices.extend(many(20, &choice(&[&["prior"]], None)));
    assert_eq!(of(&choices, &[("prior", 1.0)], PLENTY), weights(&[("prior", 1.4)]));
    // The same hundred for as much as ten: 8 - 10 / (1 + e^-w) = w - 1, w = 1.25; and so for a
    // thousand alike.
    let trusted = Strength { trust: 10.0 };
    let wanted = weights(&[("prior", 1.2)]);
    assert_eq!(of(&choices, &[("prior", 1.0)], trusted), wanted);
    let more: Vec<Choice> = (0..10).flat_map(|_| choices.clone()).collect();
    assert_eq!(of(&more, &[("prior", 1.0)], trusted), wanted);
}

#[test]
fn what_no_choice_meets_keeps_its_value() {
    let choices = many(50, &choice(&[&["seen"]], None));
    let fitted = of(&choices, &[("seen", 1.0), ("unseen", -3.7)], PLENTY);
    assert!((fitted["unseen"] + 3.7).abs() < 1e-12);
}

#[test]
fn a_weight_keeps_its_sign_whatever_the_data_say() {
    let for_it = many(500, &choice(&[&["against"]], Some(0)));
    assert_eq!(of(&for_it, &[("against", -0.3)], PLENTY), weights(&[("against", 0.0)]));
    let against_it = many(500, &choice(&[&["for"]], None));
    assert_eq!(of(&against_it, &[("for", 0.3)], PLENTY), weights(&[("for", 0.0)]));
}

#[test]
fn tickets_compete_for_a_change() {
    // Both tickets are the person's, one holds the agent's line, and it is the right one. Taken
    // pair by pair, half of the person's tickets were wrong, and being the person's spoke against
    // a ticket; in a choice only what tells the two apart is to be learnt.
    let choices = many(200, &choice(&[&["person", "agent"], &["person"]], Some(0)));
    let fitted = of(&choices, &[("person", 1.0), ("agent", 1.0)], PLENTY);
    assert!(fitted["agent"] > 2.0, "{fitted:?}");
    assert!(fitted["person"] > 1.0, "{fitted:?}");
}

#[test]
fn the_order_of_choices_and_tickets_changes_nothing() {
    let mut choices = many(7, &choice(&[&["a", "b"], &["b"]], Some(0)));
    choices.extend(many(3, &choice(&[&["b"], &["a", "b"]], Some(0))));
    let straight = of(&choices, &[("a", 1.0), ("b", -1.0)], PLENTY);
    choices.reverse();
    for choice in &mut choices {
        choice.tickets.reverse();
        choice.chosen = choice.chosen.map(|at| choice.tickets.len() - 1 - at);
    }
    assert_eq!(of(&choices, &[("a", 1.0), ("b", -1.0)], PLENTY), straight);
}

fn labelled(seed: u64, mappings: &Mappings) -> (tempfile::TempDir, Labelled) {
    let folder = tempfile::tempdir().unwrap();
    let settings = SimulateSettings {
        seed,
        people: 60,
        days: 28,
        start: "2026-03-02T00:00:00Z".parse().unwrap(),
        ..SimulateSettings::default()
    };
    simulate(&settings, mappings, folder.path()).unwrap();
    let labelled = Labelled::read(folder.path(), &[], mappings).unwrap();
    (folder, labelled)
}

#[test]
fn a_fit_to_an_invented_organisation_is_a_mapping_that_links_no_worse() {
    let mappings = Mappings::embedded();
    let (_folder, mut labelled) = labelled(5, &mappings);
    "one \"organisation\"".clone_into(&mut labelled.name);
    let fit = fit(&[labelled], 300.0);
    assert!(fit.changes > 50 && fit.pairs >= fit.changes, "{} of {}", fit.pairs, fit.changes);
    assert_eq!(fit.before.recall.of, fit.held_out.recall.of, "every change is held out once");
    assert!(fit.held_out.recall.hits >= fit.before.recall.hits, "{:?}", fit.held_out.recall);
    assert_eq!(fit.weights["prior"].pairs, fit.pairs);

    let text = written(mappings.text("linking.toml").unwrap(), &fit);
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("linking.toml"), &text).unwrap();
    let rules = LinkingRules::load(&Mappings::embedded().with_folder(folder.path()).unwrap()).unwrap();
    for (name, weight) in &fit.weights {
        assert!((rules.weight(name) - weight.after).abs() < 1e-12, "{name}");
    }
    let told = rules.fitted().unwrap();
    assert_eq!((&told.on[..], told.changes), (&["one \"organisation\"".to_owned()][..], fit.changes as u64));
    let links: u64 = told.reliability.iter().map(|bin| bin.of).sum();
    assert_eq!(links, fit.held_out.precision.of);
    // Comments stay, and a second time changes nothing.
    let comments = |text: &str| text.lines().filter(|line| line.contains("# ")).count();
    assert!(comments(&text) >= comments(mappings.text("linking.toml").unwrap()));
    assert_eq!(written(&text, &fit), text);
}
