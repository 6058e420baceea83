//! What holds for all tests together.

use super::*;

#[test]
fn tests_without_any_input_say_what_they_need() {
    let without: Vec<&str> = TABLE.iter().filter(|row| !row.is_automated).map(|row| row.id).collect();
    assert_eq!(without, ["CT-14", "CT-19", "CT-22", "CT-23", "CT-30"]);
    for id in without {
        let result = World::new().run(id);
        assert!(!is_automated(&result.test));
        assert_eq!((result.population, result.outcome()), (0, UNTOLD), "{id}");
        assert!(result.untested_because.unwrap().starts_with("not run: it needs "), "{id}");
    }
}

#[test]
fn removing_the_ticket_turns_the_outcomes() {
    let with = World::new();
    let without = World::but(|w| {
        w.tickets.clear();
        w.requests.clear();
        w.results.clear();
        w.cases = vec![case("1")];
        w.cases[0].verdict = Some(Verdict::Unticketed);
        w.cases[0].evidence.clear();
    });
    for id in ["CT-06", "CT-10", "CT-12"] {
        assert_eq!((with.told(id), without.told(id)), (PASS, FAIL), "{id}");
    }
    for id in ["CT-08", "CT-09"] {
        assert_eq!((with.run(id).population, without.run(id).population), (1, 0), "{id}");
    }
}

#[test]
fn every_test_accounts_for_its_population_and_ids_do_not_depend_on_the_order() {
    let world = World::new().with("2", ChangeKind::RoleGrant, 60).with("3", ChangeKind::FactorEnrol, 70);
    let mut reversed =
        World::new().with("2", ChangeKind::RoleGrant, 60).with("3", ChangeKind::FactorEnrol, 70);
    reversed.cases.reverse();
    for row in &TABLE {
        let (a, b) = (world.run(row.id), reversed.run(row.id));
        assert_eq!(a.population, a.pass + a.fail + a.exception + a.not_testable, "{}", row.id);
        assert_eq!(format!("{a:?}"), format!("{b:?}"), "{}", row.id);
        assert!(a.population > 0 || a.untested_because.is_some(), "{}", row.id);
        for finding in &a.findings {
            assert!(finding.id.0.starts_with("fnd-") && finding.id.0.len() == 16);
            assert!(!finding.reason.is_empty(), "{}", row.id);
        }
    }
}

#[test]
fn a_changed_threshold_changes_criterion_and_outcome() {
    let path = "controls/CT-09.toml";
    let text = Mappings::embedded().text(path).unwrap().replace("grace_minutes = 60", "grace_minutes = 90");
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("controls")).unwrap();
    std::fs::write(folder.path().join(path), &text).unwrap();
    let mappings = Mappings::embedded().with_folder(folder.path()).unwrap();
    let tests = definitions(&mappings).unwrap();
    assert!(tests[8].criterion.contains("no later than 90 min after the ticket was solved"));
    std::fs::write(folder.path().join(path), text.replace("grace_minutes", "grace")).unwrap();
    let mappings = Mappings::embedded().with_folder(folder.path()).unwrap();
    assert!(definitions(&mappings).is_err());
}
