//! The catalogue of frameworks: every cited id is there, none stands twice, quoted texts are unaltered.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use deskproof::mapping::Mappings;
use deskproof::mapping::controls::Controls;
use deskproof::mapping::crosswalk::Crosswalk;
use deskproof::mapping::frameworks::{Catalogue, Entry};
use deskproof::model::{Known, Reach, TextKind};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use super::support::top;

fn catalogue() -> (Controls, Crosswalk) {
    let mappings = Mappings::embedded();
    let controls = Controls::load(&mappings).unwrap_or_else(|fault| panic!("{fault}"));
    let crosswalk =
        Crosswalk::load(&mappings, controls.catalogue()).unwrap_or_else(|fault| panic!("{fault}"));
    (controls, crosswalk)
}

fn entries(catalogue: &Catalogue) -> Vec<(&str, &Entry)> {
    let frameworks = catalogue.frameworks();
    frameworks.into_iter().flat_map(|one| one.entries.iter().map(|entry| (one.key.as_str(), entry))).collect()
}

#[test]
fn every_framework_asked_for_is_there_in_its_edition() {
    let (controls, _) = catalogue();
    let labels: Vec<String> = controls.catalogue().frameworks().iter().map(|one| one.label()).collect();
    assert_eq!(
        labels,
        [
            "NIST CSF 2.0",
            "NIST CSF 1.1",
            "NIST SP 800-63 Revision 4",
            "NIST SP 800-63 Revision 3",
            "OWASP NHI Top 10 2025",
            "NIST SP 800-207 2020-08",
            "NIST SP 800-53 Revision 5",
            "PCI DSS 4.0.1",
            "ISO/IEC 27001 2022",
            "SOC 2 TSC 2017",
            "CIS Controls 8.1",
            "HIPAA Security Rule 45 CFR 164",
            "MITRE ATT&CK Enterprise v19.1",
            "PCAOB standards amended 2025",
        ]
    );
    let count = |key: &str| controls.catalogue().framework(key).unwrap().entries.len();
    assert_eq!((count("owasp"), count("sp800_207")), (10, 7), "all entries, also those not evidenced");
}

#[test]
fn every_test_maps_to_entries_that_are_there_and_to_none_twice() {
    let (controls, _) = catalogue();
    let labels: BTreeMap<String, String> = controls
        .catalogue()
        .frameworks()
        .iter()
        .map(|framework| (framework.label(), framework.key.clone()))
        .collect();
    assert_eq!(controls.definitions().len(), 35);
    for test in controls.tests() {
        assert!(!test.maps.is_empty(), "{} maps to nothing", test.id.0);
        let mut seen = BTreeSet::new();
        for (label, id) in &test.maps {
            assert!(controls.catalogue().entry(&labels[label], id).is_some(), "{}: {label} {id}", test.id.0);
            assert!(seen.insert((label, id)), "{} maps to {label} {id} twice", test.id.0);
        }
    }
}

#[test]
fn no_id_stands_twice_and_none_is_spelled_like_another() {
    let (controls, _) = catalogue();
    for framework in controls.catalogue().frameworks() {
        let plain = |id: &str| id.to_lowercase().replace([' ', '-', '.'], "");
        let ids: BTreeSet<String> = framework.entries.iter().map(|entry| plain(&entry.id)).collect();
        assert_eq!(ids.len(), framework.entries.len(), "{}", framework.key);
    }
}

#[test]
fn what_no_test_can_say_anything_about_has_no_test() {
    let (controls, _) = catalogue();
    let cited: BTreeSet<(String, String)> = controls.tests().into_iter().flat_map(|test| test.maps).collect();
    for framework in controls.catalogue().frameworks() {
        for entry in framework.entries.iter().filter(|entry| entry.reach == Some(Reach::None)) {
            assert!(!cited.contains(&(framework.label(), entry.id.clone())), "{}", entry.id);
        }
    }
}

/// Framework, id, kind of text, how it was known and the SHA-256 of its text (UTF-8) of every entry, between tabs.
const STATEMENTS: &str = include_str!("statements.tsv");

#[test]
fn quoted_texts_are_unaltered() {
    let (controls, _) = catalogue();
    let hash = |text: &str| Sha256::digest(text).iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    let now: Vec<String> = entries(controls.catalogue())
        .into_iter()
        .map(|(key, entry)| {
            let sha256 = if entry.text.is_empty() { "-".to_owned() } else { hash(&entry.text) };
            format!("{key}\t{}\t{}\t{}\t{sha256}", entry.id, entry.text_kind, entry.known)
        })
        .collect();
    let kept: Vec<&str> = STATEMENTS.lines().skip(1).collect();
    let altered: Vec<&String> = now.iter().filter(|line| !kept.contains(&line.as_str())).collect();
    assert!(
        altered.is_empty(),
        "compare with the publisher's text, then update statements.tsv: {altered:#?}"
    );
    assert_eq!(now.len(), kept.len(), "an entry is gone");
}

// Against the reference that the catalogue was made from, where that is at hand ---------------------------------

fn reference(name: &str) -> Option<Value> {
    let path: PathBuf = top().join("../shared/reference").join(name);
    if let Ok(text) = std::fs::read_to_string(&path) {
        return Some(serde_json::from_str(&text).unwrap());
    }
    println!("{} is not here: the catalogue is held against its own hashes only", path.display());
    None
}

/// Key of the framework of a reference row; `None` for rows that are no framework's.
fn key(framework: &str, version: &str) -> Option<&'static str> {
    Some(match (framework, version) {
        ("NIST CSF", "2.0") => "csf20",
        ("NIST CSF", "1.1") => "csf11",
        ("NIST SP 800-63A" | "NIST SP 800-63B", "4 (final, 2025)") => "sp800_63_4",
        ("NIST SP 800-63" | "NIST SP 800-63A" | "NIST SP 800-63B", "3 (superseded)") => "sp800_63_3",
        ("NIST SP 800-63 FAQ", _) => "sp800_63_3",
        ("OWASP NHI Top 10", "2025") => "owasp",
        ("NIST SP 800-207", "2020-08") => "sp800_207",
        ("NIST SP 800-53", _) => "sp800_53",
        ("PCI DSS", "4.0.1") => "pci",
        ("ISO/IEC 27001", "2022") => "iso",
        ("SOC 2 TSC", _) => "soc2",
        ("CIS Controls", "8.1") => "cis",
        ("HIPAA Security Rule", _) => "hipaa",
        ("MITRE ATT&CK", _) => "attack",
        ("PCAOB", _) => "audit",
        // Advice and a product's manual, which nobody is audited against.
        ("CISA/NCSC advisories" | "Microsoft Entra", _) => return None,
        other => panic!("a framework that the catalogue lacks: {other:?}"),
    })
}

#[test]
fn every_row_of_the_reference_is_in_the_catalogue_as_it_stands_there() {
    let Some(rows) = reference("controls.json") else { return };
    let (controls, _) = catalogue();
    let mut seen = 0;
    for row in rows.as_array().unwrap() {
        let text = |field: &str| row[field].as_str().unwrap_or_default();
        let Some(key) = key(text("framework"), text("version")) else { continue };
        // ATT&CK writes the id of before version 19 behind the id.
        let id = if key == "attack" { text("id").split(' ').next().unwrap() } else { text("id") };
        let entry = controls.catalogue().entry(key, id).unwrap_or_else(|| panic!("{key} lacks {id}"));
        let kind = match text("text_kind") {
            "exact" => TextKind::Exact,
            "condensed" => TextKind::Condensed,
            // The end of this one sums up a longer passage, which is no excerpt.
            _ if id == "63B-3 §6.1.2.3" => TextKind::Condensed,
            "paraphrase" => TextKind::Paraphrase,
            "title only" => TextKind::Title,
            excerpt => {
                assert!(excerpt.starts_with("excerpt"), "{excerpt}");
                TextKind::Excerpt
            }
        };
        let known = match text("basis") {
            "primary" => Known::Read,
            "secondary" => Known::SecondHand,
            other => {
                assert_eq!(other, "recall");
                Known::Recalled
            }
        };
        assert_eq!((entry.text_kind, entry.known), (kind, known), "{key} {id}");
        assert_eq!(entry.reach.map_or("", Reach::as_str), text("evidence_strength"), "{key} {id}");
        assert_eq!(entry.text, if kind == TextKind::Title { "" } else { text("text") }, "{key} {id}");
        // Elsewhere a title is a category's, or says where a withdrawn id stands.
        if !["soc2", "csf11"].contains(&key) {
            assert_eq!(entry.title, text("title"), "{key} {id}");
        }
        seen += 1;
    }
    let more: Vec<&str> = entries(controls.catalogue())
        .into_iter()
        .map(|(_, entry)| entry.id.as_str())
        .filter(|id| ["DE.CM-01", "PR.IR-01", "PR.PS-01", "63A-4 §4.2"].contains(id))
        .collect();
    // What only the crosswalk leads to, unchecked.
    assert_eq!(entries(controls.catalogue()).len(), seen + more.len());
}

#[test]
fn every_test_maps_to_what_the_reference_says() {
    let Some(reference) = reference("control_tests.json") else { return };
    let (controls, _) = catalogue();
    for test in reference["tests"].as_array().unwrap() {
        let id = test["id"].as_str().unwrap();
        let ours = &controls.get(id).unwrap().test;
        let mut theirs = Vec::new();
        for (key, ids) in test["maps"].as_object().unwrap() {
            let label = controls.catalogue().framework(key).unwrap().label();
            theirs.extend(
                ids.as_array().unwrap().iter().map(|id| (label.clone(), id.as_str().unwrap().to_owned())),
            );
        }
        let sorted = |maps: &[(String, String)]| maps.iter().cloned().collect::<BTreeSet<_>>();
        assert_eq!(sorted(&ours.maps), sorted(&theirs), "{id}");
        assert_eq!(ours.title, test["title"], "{id}");
        assert_eq!(ours.question, test["question"], "{id}");
        assert_eq!(ours.severity.as_str(), test["severity"], "{id}");
        assert_eq!(ours.nature.as_str(), test["nature"], "{id}");
    }
}

#[test]
fn the_crosswalk_is_that_of_the_reference() {
    let Some(reference) = reference("crosswalk.json") else { return };
    let (_, crosswalk) = catalogue();
    let steps = |list: &Value| -> Vec<(String, String)> {
        let text = |step: &Value, field: &str| step[field].as_str().unwrap().to_owned();
        list.as_array().unwrap().iter().map(|step| (text(step, "id"), text(step, "relation"))).collect()
    };
    let ours = |list: &[deskproof::model::Successor]| -> Vec<(String, String)> {
        list.iter().map(|one| (one.id.clone(), one.relation.clone())).collect()
    };
    for (cited, theirs) in crosswalk.cited.iter().zip(reference["seed_references"].as_array().unwrap()) {
        let id = theirs["as_cited"]["id"].as_str().unwrap();
        assert_eq!(cited.id, if id == "(none given)" { "" } else { id });
        assert_eq!(cited.framework, theirs["as_cited"]["framework"]);
        assert_eq!(cited.flag.as_str(), theirs["flag"]);
        assert_eq!(ours(&cited.successors), steps(&theirs["official_successors"]));
        assert_eq!(serde_json::json!(cited.report_under), theirs["recommended_primary"]);
    }
    let theirs = reference["csf11_to_20"].as_array().unwrap();
    assert_eq!(crosswalk.csf11.len(), theirs.len());
    for (withdrawn, theirs) in crosswalk.csf11.iter().zip(theirs) {
        assert_eq!(
            (withdrawn.id.as_str(), withdrawn.padded.as_str()),
            (theirs["csf11"].as_str().unwrap(), theirs["csf11_padded"].as_str().unwrap())
        );
        assert_eq!(ours(&withdrawn.to), steps(&theirs["to"]));
    }
}
