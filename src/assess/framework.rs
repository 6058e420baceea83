//! What the control tests say for the entries of frameworks: evidence for them, never compliance with them.

mod items;

use crate::mapping::crosswalk::Crosswalk;
use crate::mapping::frameworks::{Catalogue, Entry, Framework};
use crate::model::{
    CitedEntry, ControlResult, ControlTest, ControlTestId, EntryEvidence, EntryItems, FrameworkEvidence,
    TestOutcome,
};

use items::Items;

/// What is known of frameworks.
#[derive(Debug, Clone, Copy)]
pub struct FrameworkInput<'a> {
    /// The frameworks.
    pub catalogue: &'a Catalogue,
    /// What earlier ids are today, and what documents cite.
    pub crosswalk: &'a Crosswalk,
    /// The tests, which name the entries they give evidence for.
    pub tests: &'a [ControlTest],
    /// Their results, exceptions settled.
    pub results: &'a [ControlResult],
}

/// Every framework of the catalogue with what the tests say for its entries. An entry that no test
/// maps to has no outcome: it is not evidenced.
#[must_use]
pub fn evidence(input: &FrameworkInput<'_>) -> Vec<FrameworkEvidence> {
    let items = Items::of(input.results);
    let of = |framework: &&Framework| {
        let label = framework.label();
        FrameworkEvidence {
            entries: framework
                .entries
                .iter()
                .map(|one| entry(input, &items, framework, &label, one))
                .collect(),
            key: framework.key.clone(),
            name: framework.name.clone(),
            edition: framework.edition.clone(),
            note: framework.note.clone(),
            label,
        }
    };
    input.catalogue.frameworks().iter().map(of).collect()
}

/// What the source documents cite, against what it is today.
#[must_use]
pub fn citations(catalogue: &Catalogue, crosswalk: &Crosswalk) -> Vec<CitedEntry> {
    let label = |key: &str| catalogue.framework(key).map(Framework::label).unwrap_or_default();
    crosswalk
        .cited
        .iter()
        .map(|cited| CitedEntry {
            document: cited.document.clone(),
            as_cited: (cited.framework.clone(), cited.id.clone()),
            is: label(&cited.is),
            flag: cited.flag,
            successors: cited.successors.clone(),
            report_under: (label(&cited.under), cited.report_under.clone()),
            remark: cited.remark.clone(),
        })
        .collect()
}

fn entry(
    input: &FrameworkInput<'_>,
    items: &Items,
    framework: &Framework,
    label: &str,
    entry: &Entry,
) -> EntryEvidence {
    let maps = |test: &&ControlTest| test.maps.iter().any(|(of, id)| of == label && *id == entry.id);
    let tests: Vec<ControlTestId> = input.tests.iter().filter(maps).map(|test| test.id.clone()).collect();
    let results: Vec<(usize, &ControlResult)> =
        input.results.iter().enumerate().filter(|(_, result)| tests.contains(&result.test)).collect();
    let mut formerly = entry.formerly.clone();
    if framework.key == Crosswalk::TO {
        formerly.extend(input.crosswalk.predecessors(&entry.id).map(str::to_owned));
    }
    let became = (framework.key == Crosswalk::FROM)
        .then(|| input.catalogue.framework(Crosswalk::TO))
        .flatten()
        .map(|later| (later.label(), input.crosswalk.successors(&entry.id).to_vec()));
    EntryEvidence {
        id: entry.id.clone(),
        formerly,
        became,
        title: entry.title.clone(),
        text: entry.text.clone(),
        text_kind: entry.text_kind,
        known: entry.known,
        reach: entry.reach,
        items: sum(items, &results),
        outcome: worst(results.iter().map(|(_, result)| result.outcome())),
        tests,
    }
}

/// Items of tests, summed, and the different ones among those that did not pass.
fn sum(items: &Items, results: &[(usize, &ControlResult)]) -> EntryItems {
    let mut sum =
        EntryItems { distinct: items.distinct(results.iter().map(|(at, _)| *at)), ..EntryItems::default() };
    for (_, result) in results {
        sum.population += result.population;
        sum.pass += result.pass;
        sum.fail += result.fail;
        sum.exception += result.exception;
        sum.not_testable += result.not_testable;
    }
    sum
}

/// The worst of some outcomes, in the order of [`ControlResult::outcome`]; a pass only if all pass.
fn worst(outcomes: impl Iterator<Item = TestOutcome>) -> Option<TestOutcome> {
    const WORST_LAST: [TestOutcome; 4] =
        [TestOutcome::Pass, TestOutcome::NotTestable, TestOutcome::Exception, TestOutcome::Fail];
    outcomes.max_by_key(|outcome| WORST_LAST.iter().position(|one| one == outcome))
}

#[cfg(test)]
mod tests;
