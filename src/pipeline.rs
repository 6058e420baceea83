//! The one place that knows all stages and their order.

mod beside;
mod conclude;
mod coverage;
mod given;
mod knowledge;
mod linkable;
mod overrides;
mod prove;
mod settings;
mod stage;
mod surroundings;
mod told;
mod watch;

pub use knowledge::Knowledge;
pub use linkable::Linkable;
pub use settings::Settings;
pub use stage::{Stage, Told};
pub use watch::Watch;

use std::collections::BTreeSet;

use rayon::prelude::*;

use crate::classify::{self, Asked, Classification};
use crate::correlate::evidence::{Lexicons, Statement, statements};
use crate::correlate::link::{LinkInput, Linked, inherit};
use crate::correlate::request::Request;
use crate::directory::{Acting, Directory, DirectoryInput};
use crate::mapping::{MappingError, Mappings};
use crate::measure::cause::{self, Check};
use crate::model::{Case, Change, Decision, Event, EventClass, Party, SettledDecision, Support, Ticket};
use crate::report::Report;
use crate::source::{self, Chosen, DecisionsError, KeyError, PreviousError, Progress, ReadError, Reading};
use conclude::conclude;
use given::Given;
use knowledge::Recognition;
use prove::Proving;
use watch::Watched;

/// Why there is no report.
#[derive(Debug, thiserror::Error)]
pub enum PipelineError {
    /// A fault in a mapping file.
    #[error(transparent)]
    Mapping(#[from] MappingError),
    /// The inputs could not be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// The overrides file cannot be used.
    #[error(transparent)]
    Overrides(#[from] DecisionsError),
    /// The sample that was asked for cannot be planned.
    #[error("--sample: {0}")]
    Sample(String),
    /// The file of exceptions cannot be used.
    #[error(transparent)]
    Exceptions(MappingError),
    /// A file of notes cannot be used.
    #[error(transparent)]
    Notes(MappingError),
    /// The earlier report cannot be used.
    #[error(transparent)]
    Previous(#[from] PreviousError),
    /// The key file cannot be used.
    #[error(transparent)]
    Key(#[from] KeyError),
}

/// Reads the inputs and reconciles them: everything a report says.
///
/// # Errors
/// A fault in the mappings or in the overrides file; inputs that are not there, that need a time
/// zone, or that change while they are read.
pub fn run(
    settings: &Settings,
    mappings: &Mappings,
    progress: Option<&(dyn Fn(Progress) + Sync)>,
) -> Result<Report, PipelineError> {
    run_told(settings, mappings, progress, &|_| {})
}

/// The same, which tells when each stage is done.
///
/// # Errors
/// As of [`run`].
pub fn run_told(
    settings: &Settings,
    mappings: &Mappings,
    progress: Option<&(dyn Fn(Progress) + Sync)>,
    told: Told<'_>,
) -> Result<Report, PipelineError> {
    let recognition = Recognition::load(mappings)?;
    let load = || Knowledge::load(mappings, &recognition);
    // Faults are told before anything is read. There are none in our own mappings: the rest of them can wait until
    // the first records are on their way.
    let needs_all = !mappings.are_ours() || settings.sample.is_some() || settings.exceptions.is_some();
    let all = needs_all.then(load).transpose()?;
    let given = Given::read(settings, all.as_ref())?;
    told(Stage::Ready);
    let reads = settings.reading(progress);
    let (prepared, reading) = rayon::join(
        || {
            let knowledge = all.map_or_else(load, Ok)?;
            let lexicons = knowledge.lexicons()?;
            Ok::<_, MappingError>((knowledge, lexicons))
        },
        || {
            let Recognition { sources, taxonomy } = &recognition;
            source::read_early(&settings.inputs, mappings, sources.clone(), taxonomy, &reads)
        },
    );
    let (prepared, reading) = (prepared?, reading?);
    told(Stage::Read);
    let (facts, watched) = reconciled(settings, prepared, reading, given, told)?;
    let mut report = conclude(settings, mappings, facts, told);
    for (event, class) in watched {
        report.events.push(event);
        report.classes.push(class);
    }
    Ok(report)
}

/// Reconciles what was read. What only this needs is gone when it is done.
fn reconciled(
    settings: &Settings,
    (knowledge, lexicons): (Knowledge, Lexicons),
    mut reading: Reading,
    given: Given,
    told: Told<'_>,
) -> Result<(Facts, Vec<Watched>), PipelineError> {
    let overrides = &given.overrides;
    // What tickets say and who did what do not depend on each other.
    let ((requests, statements), (directory, classification)) = rayon::join(
        || read_tickets(&reading, &knowledge, &lexicons, settings),
        || {
            let directory = directory(&reading, &knowledge, overrides.decisions());
            let classification = classification(&reading, &directory, &knowledge);
            (directory, classification)
        },
    );
    let Classification { mut changes, classes } = classification;
    told(Stage::Understood);
    let (mut linked, mut decisions) = overrides.link(&LinkInput {
        changes: &changes,
        tickets: &reading.tickets,
        requests: &requests,
        directory: &directory,
        rules: &knowledge.linking,
    });
    overrides.settle_persons(&directory, &|| self::directory(&reading, &knowledge, &[]), &mut decisions);
    settle(&mut changes, &mut linked, &reading, &directory, &knowledge);
    let wanted = surroundings::wanted(&changes, &directory, &knowledge.signals);
    let around = reading.signals(&wanted);
    if settings.watch.is_empty() {
        reading.forget_signals();
    }
    let (events, classes) = with_signals(&mut reading, around, classes, &knowledge)?;
    let watched = watch::watched(&settings.watch, &reading, &events, &changes, (&directory, &knowledge))?;
    reading.forget_signals();
    told(Stage::Linked);
    let acting = directory.acting(&events);
    let proving = Proving {
        changes: &changes,
        linked: &linked,
        events: &events,
        classes: &classes,
        acting: &acting,
        reading: &reading,
        directory: &directory,
        knowledge: &knowledge,
        lexicons: &lexicons,
        overruling: overrides.overruling(),
    };
    let checks = statements.iter().map(|told| cause::checks(told)).collect();
    let heard = told::heard(&reading, &requests, &statements, &directory);
    let cases = surroundings::with_risk(&proving, proving.cases(statements), heard);
    overrides.settle_evidence(&cases, &mut decisions);
    told(Stage::Proven);
    reading.hashed()?;
    given.enter(&mut reading);
    let facts = Facts {
        knowledge,
        reading,
        directory,
        requests,
        checks,
        events,
        classes,
        acting,
        cases,
        decisions,
        given,
    };
    Ok((facts, watched))
}

/// What each ticket asks for and what it states about verification.
fn read_tickets(
    reading: &Reading,
    knowledge: &Knowledge,
    lexicons: &Lexicons,
    settings: &Settings,
) -> (Vec<Request>, Vec<Vec<Statement>>) {
    let read = |ticket: &Ticket| {
        (
            knowledge.topics.request(ticket),
            statements(ticket, lexicons, settings.zone_of_texts(&ticket.source)),
        )
    };
    reading.tickets.par_iter().map(read).unzip()
}

fn directory(reading: &Reading, knowledge: &Knowledge, decisions: &[Decision]) -> Directory {
    let input = DirectoryInput {
        people: &reading.people,
        events: &reading.events,
        tickets: &reading.tickets,
        verifications: &reading.verifications,
    };
    Directory::build_as_decided(&input, &knowledge.directory, decisions)
}

fn classification(reading: &Reading, directory: &Directory, knowledge: &Knowledge) -> Classification {
    classify::classify(
        &reading.events,
        &|source| knowledge.vocabulary(source),
        &knowledge.taxonomy,
        directory,
        &knowledge.classify,
    )
}

/// What is known once every change has its case.
struct Facts {
    knowledge: Knowledge,
    reading: Reading,
    directory: Directory,
    requests: Vec<Request>,
    /// Verifications that failed, by ticket.
    checks: Vec<Vec<Check>>,
    /// Those that may be changes, and behind them the signals around changes.
    events: Vec<Event>,
    /// What the taxonomy says of each.
    classes: Vec<Option<EventClass>>,
    /// The persons of each.
    acting: Vec<Acting>,
    cases: Vec<Case>,
    decisions: Vec<SettledDecision>,
    given: Given,
}

/// Whether the desk brought each change about, now that its ticket is known; what completes a
/// change goes with it.
fn settle(
    changes: &mut [Change],
    linked: &mut [Linked],
    reading: &Reading,
    directory: &Directory,
    knowledge: &Knowledge,
) {
    changes.par_iter_mut().zip(linked.par_iter()).for_each(|(change, linked)| {
        classify::settle_support(change, asked(change, linked, reading, directory), &knowledge.classify);
    });
    let outside: BTreeSet<String> = changes
        .iter()
        .filter(|change| change.support == Support::No)
        .map(|change| change.id.0.clone())
        .collect();
    for change in changes.iter_mut() {
        if change.parent.as_ref().is_some_and(|parent| outside.contains(&parent.0)) {
            change.support = Support::No;
            change.parent = None;
        }
    }
    classify::adopt(changes, &knowledge.classify);
    inherit(changes, linked);
}

/// Whether a ticket asks for a change, and whether its actor works that ticket.
fn asked(change: &Change, linked: &Linked, reading: &Reading, directory: &Directory) -> Asked {
    let Some(link) = linked.link.as_ref() else { return Asked::Nowhere };
    let Some(ticket) = reading.tickets.get(link.ticket.0 as usize) else { return Asked::Nowhere };
    let works = |party: &Party| {
        directory
            .resolve(&ticket.source, party)
            .one()
            .is_some_and(|agent| change.actor.is_some_and(|actor| directory.same_person(agent, actor)))
    };
    if works(&ticket.agent) || works(&ticket.resolved_by) {
        Asked::InTheActorsTicket
    } else {
        Asked::InATicket
    }
}

/// The events that may be changes, and after them the signals around the desk's changes, each with its class.
fn with_signals(
    reading: &mut Reading,
    around: Chosen<'_>,
    mut classes: Vec<Option<EventClass>>,
    knowledge: &Knowledge,
) -> Result<(Vec<Event>, Vec<Option<EventClass>>), ReadError> {
    let mut events = std::mem::take(&mut reading.events);
    around.read_onto(&mut events)?;
    let signals = &events[classes.len()..];
    classes.extend(signals.iter().map(|event| {
        knowledge.taxonomy.classify(&knowledge.vocabulary(&event.source), event).map(|found| found.class)
    }));
    Ok((events, classes))
}
