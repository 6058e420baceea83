//! Decisions of reviewers: read before everything else, applied where their matter is decided, and
//! accounted for one by one.

use std::collections::BTreeMap;
use std::path::Path;

use super::beside::enter;
use crate::correlate::link::{LinkInput, Linked, link, link_as_decided};
use crate::correlate::{LinkDecisions, fate};
use crate::directory::Directory;
use crate::model::{AccountIx, Case, Change, Decision, DecisionKind, Fate, InputFile, SettledDecision};
use crate::source::{self, DecisionsError, Reading};

/// Stale decisions that a warning names.
const NAMED: usize = 3;

/// The decisions of a run.
#[derive(Debug, Default)]
pub(super) struct Overrides {
    file: Option<InputFile>,
    decisions: Vec<Decision>,
}

impl Overrides {
    /// Reads the file, if one is given.
    ///
    /// # Errors
    /// See [`DecisionsError`].
    pub(super) fn read(path: Option<&Path>) -> Result<Self, DecisionsError> {
        let Some(path) = path else { return Ok(Self::default()) };
        let read = source::decisions(path)?;
        Ok(Self { file: Some(read.file), decisions: read.decisions })
    }

    /// The decisions, by line.
    pub(super) fn decisions(&self) -> &[Decision] {
        &self.decisions
    }

    /// Takes the file among the inputs.
    pub(super) fn enter(&self, reading: &mut Reading) {
        self.file.iter().for_each(|file| enter(file, reading));
    }

    /// Links all changes as decided, and tells what became of each decision, in the order of the file.
    pub(super) fn link(&self, input: &LinkInput<'_>) -> (Vec<Linked>, Vec<SettledDecision>) {
        let (decided, stale) = LinkDecisions::new(&self.decisions, input.changes, input.tickets);
        let linked = link_as_decided(input, &decided);
        let by_itself = if decided.is_empty() { Vec::new() } else { link(input) };
        let change_of: BTreeMap<&str, usize> =
            input.changes.iter().enumerate().map(|(at, change)| (change.id.0.as_str(), at)).collect();
        let settled = self.decisions.iter().enumerate().map(|(at, decision)| {
            let change = change_of.get(decision.item.to_lowercase().as_str());
            let fate = match (stale.get(&at), change) {
                (Some(why), _) => Fate::Stale(why.clone()),
                (None, Some(change)) => fate(decision, input.tickets, &by_itself[*change]),
                (None, None) => Fate::Stale("such decisions are not applied".to_owned()),
            };
            let note = change.and_then(|at| interest(decision, &input.changes[*at], input.directory));
            SettledDecision { decision: decision.clone(), fate, note: note.unwrap_or_default().to_owned() }
        });
        (linked, settled.collect())
    }

    /// Tells what became of the decisions about persons; `by_itself` makes the directory as it would
    /// be without them.
    pub(super) fn settle_persons(
        &self,
        directory: &Directory,
        by_itself: &dyn Fn() -> Directory,
        settled: &mut [SettledDecision],
    ) {
        let is_of_persons = |one: &&mut SettledDecision| {
            matches!(one.decision.kind, DecisionKind::SamePerson | DecisionKind::DifferentPerson)
        };
        let mut settled = settled.iter_mut().filter(is_of_persons).peekable();
        if settled.peek().is_none() {
            return;
        }
        let by_itself = by_itself();
        for settled in settled {
            settled.fate = of_persons(&settled.decision, directory, &by_itself);
        }
    }

    /// The decisions that a piece of evidence is none, by its id.
    pub(super) fn overruling(&self) -> BTreeMap<&str, &Decision> {
        let of_evidence = self.decisions.iter().filter(|one| one.kind == DecisionKind::NotEvidence);
        of_evidence.map(|one| (one.item.as_str(), one)).collect()
    }

    /// Tells what became of the decisions about evidence, now that all evidence is known.
    pub(super) fn settle_evidence(&self, cases: &[Case], settled: &mut [SettledDecision]) {
        let of_evidence = |one: &&mut SettledDecision| one.decision.kind == DecisionKind::NotEvidence;
        for settled in settled.iter_mut().filter(of_evidence) {
            let id = &settled.decision.item;
            let is_overruled = |case: &Case| case.overruled.iter().any(|one| one.evidence.id == *id);
            let counts = |case: &Case| case.evidence.iter().any(|one| one.id == *id);
            settled.fate = if cases.iter().any(is_overruled) {
                Fate::Applied
            } else if cases.iter().any(counts) {
                Fate::Stale(format!("{id} is a refusal, which no reviewer takes away"))
            } else {
                Fate::Stale(format!("no evidence {id} is found in these inputs"))
            };
        }
    }

    /// What the reader must know first of the decisions.
    pub(super) fn warnings(&self, settled: &[SettledDecision]) -> Vec<String> {
        let Some(file) = &self.file else { return Vec::new() };
        let stale: Vec<String> = settled.iter().filter_map(stale).collect();
        let mut warnings = Vec::new();
        if !stale.is_empty() {
            let (named, more) = (&stale[..stale.len().min(NAMED)], stale.len().saturating_sub(NAMED));
            let more = if more == 0 { String::new() } else { format!("; {more} more in data/overrides.csv") };
            warnings.push(format!(
                "Of {} decisions in {} {} could not be applied: {}{more}.",
                settled.len(),
                file.name,
                stale.len(),
                named.join("; "),
            ));
        }
        warnings.extend(settled.iter().filter(|one| !one.note.is_empty()).map(|one| {
            format!("{}, line {}: {}; have somebody else decide.", file.name, one.decision.line, one.note)
        }));
        warnings
    }
}

/// What became of a decision about persons.
fn of_persons(decision: &Decision, directory: &Directory, by_itself: &Directory) -> Fate {
    let are_one = |directory: &Directory| {
        directory.decided_pair(decision).map(|(one, other)| directory.same_person(one, other))
    };
    let wanted = decision.kind == DecisionKind::SamePerson;
    match are_one(directory) {
        Err(why) => Fate::Stale(why),
        Ok(are_one) if are_one != wanted && wanted => {
            Fate::Stale("another decision keeps these accounts apart".to_owned())
        }
        Ok(are_one) if are_one != wanted => {
            Fate::Stale("one record gives both names to one account".to_owned())
        }
        Ok(_) if are_one(by_itself) == Ok(wanted) => Fate::Agrees,
        Ok(_) => Fate::Applied,
    }
}

/// `line 3: why`, if a decision no longer applies.
fn stale(settled: &SettledDecision) -> Option<String> {
    match &settled.fate {
        Fate::Stale(why) => Some(format!("line {}: {why}", settled.decision.line)),
        Fate::Applied | Fate::Agrees => None,
    }
}

/// Whether a reviewer decided about what is their own.
fn interest(decision: &Decision, change: &Change, directory: &Directory) -> Option<&'static str> {
    if !matches!(decision.kind, DecisionKind::Link | DecisionKind::NoLink) {
        return None;
    }
    let by = &decision.decided_by;
    let reviewer = directory.resolve_word(by).one().or_else(|| directory.resolve_name(by).one())?;
    let is_reviewer = |who: Option<AccountIx>| who.is_some_and(|who| directory.same_person(who, reviewer));
    if is_reviewer(change.actor) {
        Some("the one who made the change decided about its ticket")
    } else if is_reviewer(change.subject) {
        Some("the one whose account was changed decided about its ticket")
    } else {
        None
    }
}
