use super::*;
use crate::assess::control::sample;
use crate::model::{
    ControlTestId, ExceptionId, Severity,
    TestOutcome::{Fail, NotTestable, Pass},
    Tier,
};

/// Changes of `ann` and `eve` made by `bob`, in this order, and a ticket of `ann`.
struct World {
    cases: Vec<Case>,
    tickets: Vec<Ticket>,
    directory: Directory,
    controls: Vec<ControlResult>,
}

impl World {
    /// One test with these outcomes for the changes `chg-0`, `chg-1` and so on.
    fn new(outcomes: &[TestOutcome]) -> Self {
        let cases: Vec<Case> = (0..outcomes.len()).map(case).collect();
        let findings = cases.iter().zip(outcomes).map(|(case, outcome)| finding(&case.change.id.0, *outcome));
        let mut findings: Vec<Finding> = findings.collect();
        findings.push(finding("ticket:INC7", Fail));
        findings.sort_by(|one, other| one.item.cmp(&other.item));
        let of = |wanted| findings.iter().filter(|finding| finding.outcome == wanted).count();
        let control = ControlResult {
            test: ControlTestId("CT-08".to_owned()),
            population: findings.len(),
            pass: of(Pass),
            fail: of(Fail),
            exception: 0,
            not_testable: of(NotTestable),
            untested_because: None,
            findings,
        };
        let tickets = vec![Ticket { origin: sample::origin(7), ..sample::ticket("INC7") }];
        Self { cases, tickets, directory: sample::directory(), controls: vec![control] }
    }

    fn apply(&mut self, exceptions: &[Exception]) -> Vec<(ExceptionState, usize, String)> {
        let input = ExceptionInput {
            cases: &self.cases,
            tickets: &self.tickets,
            directory: &self.directory,
            as_of: sample::at(0),
        };
        let settled = apply(exceptions, &mut self.controls, &input);
        settled.into_iter().map(|one| (one.state, one.findings.len(), one.said)).collect()
    }

    fn counts(&self) -> (usize, usize, usize) {
        let control = &self.controls[0];
        (control.pass, control.fail, control.exception)
    }
}

/// Changes of an even number are `ann`'s, of an odd number `eve`'s.
fn case(at: usize) -> Case {
    let mut case = sample::case(&at.to_string());
    let (account, label) = if at.is_multiple_of(2) { (0, "ann") } else { (4, "eve") };
    case.change.subject = Some(AccountIx(account));
    case.change.subject_label = label.to_owned();
    case
}

fn finding(item: &str, outcome: TestOutcome) -> Finding {
    Finding {
        id: FindingId(format!("fnd-{item}")),
        test: ControlTestId("CT-08".to_owned()),
        item: item.to_owned(),
        outcome,
        severity: Severity::High,
        reason: "why".to_owned(),
        excepted: None,
        origins: vec![sample::origin(7)],
    }
}

fn exception(scope: Scope) -> Exception {
    Exception {
        id: ExceptionId("exc-1".to_owned()),
        line: 1,
        test: ControlTestId("CT-08".to_owned()),
        scope,
        reason: "why".to_owned(),
        owner: "the board".to_owned(),
        approved_by: String::new(),
        expires: sample::at(0).date_naive(),
    }
}

fn words(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

fn of_subject(name: &str) -> Scope {
    Scope { subject: words(&[name]), ..Scope::default() }
}

fn everything() -> Scope {
    Scope { everything: true, ..Scope::default() }
}

#[test]
fn a_covered_failure_is_excepted_and_keeps_what_it_was() {
    let mut world = World::new(&[Fail, Fail, Pass]);
    let told = world.apply(&[exception(of_subject("eve"))]);
    assert_eq!(told, [(ExceptionState::InUse, 1, "excepts 1 failure".to_owned())]);
    assert_eq!(world.counts(), (1, 2, 1));
    let finding = world.controls[0].findings.iter().find(|finding| finding.item == "chg-1").unwrap();
    let was = Excepted { was: Fail, by: ExceptionId("exc-1".to_owned()) };
    assert_eq!((finding.outcome, &finding.excepted), (TestOutcome::Exception, &Some(was)));
    assert!(world.controls[0].findings.iter().all(|one| one.item == "chg-1" || one.excepted.is_none()));
}

#[test]
fn only_failures_are_excepted() {
    let mut world = World::new(&[Pass, NotTestable]);
    let told = world.apply(&[exception(everything())]);
    assert_eq!((told[0].0, told[0].1), (ExceptionState::InUse, 1), "the ticket's");
    assert_eq!(world.counts(), (1, 0, 1));
    assert_eq!(world.controls[0].not_testable, 1);
}

#[test]
fn it_holds_until_the_end_of_its_last_day() {
    let mut world = World::new(&[Fail, Fail]);
    let yesterday = sample::at(0).date_naive().pred_opt().unwrap();
    let told = world.apply(&[
        Exception { expires: yesterday, ..exception(of_subject("ann")) },
        exception(of_subject("eve")),
    ]);
    // The ticket is ann's too.
    assert_eq!(
        told[0],
        (ExceptionState::Expired, 0, format!("expired on {yesterday}: the 2 failures of its scope stand"))
    );
    assert_eq!(told[1].0, ExceptionState::InUse);
}

#[test]
fn the_first_of_two_counts_and_the_second_is_shadowed_only_if_nothing_is_left_for_it() {
    let second = |scope| Exception { id: ExceptionId("exc-2".to_owned()), ..exception(scope) };
    let mut world = World::new(&[Fail, Fail]);
    let told = world.apply(&[exception(of_subject("eve")), second(of_subject("eve"))]);
    assert_eq!(
        told[1],
        (
            ExceptionState::Shadowed,
            0,
            "excepts nothing that exc-1 before it does not except already".to_owned()
        )
    );
    let mut world = World::new(&[Fail, Fail]);
    let told = world.apply(&[exception(of_subject("eve")), second(everything())]);
    assert_eq!((told[1].0, told[1].1), (ExceptionState::InUse, 2));
}

#[test]
fn what_passes_by_itself_or_is_not_there_is_told() {
    let mut world = World::new(&[Fail, Pass]);
    let told = world.apply(&[
        exception(of_subject("eve")),
        exception(of_subject("carl")),
        exception(of_subject("nobody.at.all")),
        Exception { test: ControlTestId("CT-05".to_owned()), ..exception(everything()) },
    ]);
    let states: Vec<_> = told.iter().map(|(state, ..)| *state).collect();
    assert_eq!(
        states,
        [
            ExceptionState::WouldHavePassed,
            ExceptionState::Unused,
            ExceptionState::Unused,
            ExceptionState::Unused
        ]
    );
    assert!(told[2].2.contains("nobody is called `nobody.at.all`"), "{}", told[2].2);
    assert_eq!(world.counts(), (1, 2, 0));
}

#[test]
fn all_selectors_must_fit_and_what_has_no_such_thing_does_not() {
    let excepted = |scope: Scope| {
        let mut world = World::new(&[Fail, Fail, Fail]);
        world.cases[2].change.tier = Tier::Executive;
        world.apply(&[exception(scope)]);
        let findings = &world.controls[0].findings;
        findings.iter().filter(|one| one.excepted.is_some()).map(|one| one.item.clone()).collect::<Vec<_>>()
    };
    let none = Vec::<String>::new();
    assert_eq!(excepted(of_subject("ann")), ["chg-0", "chg-2", "ticket:INC7"]);
    assert_eq!(excepted(Scope { tier: vec![Tier::Executive], ..of_subject("ann") }), ["chg-2"]);
    assert_eq!(excepted(Scope { tier: vec![Tier::Executive], ..of_subject("eve") }), none);
    assert_eq!(
        excepted(Scope { change: words(&["chg-1", "chg-2"]), ..Scope::default() }),
        ["chg-1", "chg-2"]
    );
    assert_eq!(excepted(Scope { finding: words(&["fnd-chg-1"]), ..Scope::default() }), ["chg-1"]);
    assert_eq!(excepted(Scope { item: words(&["ticket:INC7"]), ..Scope::default() }), ["ticket:INC7"]);
    assert_eq!(excepted(Scope { ticket: words(&["inc7"]), ..Scope::default() }), ["ticket:INC7"]);
    assert_eq!(excepted(Scope { agent: words(&["bob"]), ..Scope::default() }), ["ticket:INC7"]);
    assert_eq!(excepted(Scope { team: words(&["Network"]), ..Scope::default() }), none);
    assert_eq!(excepted(Scope { source: words(&["servicenow"]), ..Scope::default() }), ["ticket:INC7"]);
    let day = sample::at(0).date_naive();
    let late = Scope { from: day.succ_opt(), ..Scope::default() };
    assert_eq!(excepted(late), none);
    assert_eq!(excepted(Scope { from: Some(day), to: Some(day), ..Scope::default() }).len(), 4);
}

#[test]
fn who_excepts_their_own_change_is_named() {
    let mut world = World::new(&[Fail]);
    let own = Exception { owner: "bob".to_owned(), ..exception(of_subject("ann")) };
    let told = world.apply(&[own]);
    assert!(told[0].2.contains("its owner made or was the subject of 1 of these changes"), "{}", told[0].2);
}
