//! Which items each test did not pass, so that an item that several tests of an entry name counts once.

use crate::model::{ControlResult, DistinctItems, Finding, Origin, TestOutcome};

/// A set of numbered items, one bit each.
type Set = Vec<u64>;

/// What each item is numbered as.
#[expect(clippy::disallowed_types, reason = "asked for every finding, never iterated")]
type Numbers<'a> = std::collections::HashMap<(&'a str, Option<Origin>), usize>;

/// The items of one test that did not pass.
#[derive(Debug, Clone)]
struct NotPassed {
    fail: Set,
    exception: Set,
    not_testable: Set,
}

/// The items of all tests that did not pass, by the place of the test among the results.
#[derive(Debug)]
pub(super) struct Items {
    tests: Vec<NotPassed>,
    words: usize,
}

impl Items {
    /// Every finding is looked at once.
    pub(super) fn of(results: &[ControlResult]) -> Self {
        let mut numbers = Numbers::new();
        let mut number = |finding| {
            let next = numbers.len();
            *numbers.entry(item(finding)).or_insert(next)
        };
        let numbered: Vec<Vec<usize>> =
            results.iter().map(|result| result.findings.iter().map(&mut number).collect()).collect();
        let words = numbers.len().div_ceil(64);
        let tests = results.iter().zip(numbered).map(|(result, numbered)| {
            let set = |outcome: TestOutcome| {
                let mut set = vec![0; words];
                let findings = result.findings.iter().zip(&numbered);
                for (_, number) in findings.filter(|(finding, _)| finding.outcome == outcome) {
                    set[number / 64] |= 1_u64 << (number % 64);
                }
                set
            };
            NotPassed {
                fail: set(TestOutcome::Fail),
                exception: set(TestOutcome::Exception),
                not_testable: set(TestOutcome::NotTestable),
            }
        });
        Self { tests: tests.collect(), words }
    }

    /// How many different items some tests failed, excepted or could not tell, each by the worst of them.
    pub(super) fn distinct(&self, tests: impl Iterator<Item = usize> + Clone) -> DistinctItems {
        let mut distinct = DistinctItems::default();
        for word in 0..self.words {
            let any = |of: fn(&NotPassed) -> &Set| {
                tests.clone().fold(0, |all, test| all | of(&self.tests[test])[word])
            };
            let fail = any(|test| &test.fail);
            let exception = any(|test| &test.exception) & !fail;
            let not_testable = any(|test| &test.not_testable) & !fail & !exception;
            let count = |set: u64| set.count_ones() as usize;
            distinct.fail += count(fail);
            distinct.exception += count(exception);
            distinct.not_testable += count(not_testable);
        }
        distinct
    }
}

/// What an item is known by: two help desks may number their tickets alike, so a ticket is known by its record.
fn item(finding: &Finding) -> (&str, Option<Origin>) {
    let record = finding.origins.first().copied().filter(|_| finding.item.starts_with("ticket:"));
    (&finding.item, record)
}
