//! The one place that knows all stages and their order.

mod beside;
mod coverage;
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

use crate::assess::control::{self, ControlInput};
use crate::assess::exception::ExceptionInput;
use crate::assess::framework::{self, FrameworkInput};
use crate::classify::{self, Asked, Classification};
use crate::correlate::evidence::{Lexicons, Statement, statements};
use crate::correlate::link::{LinkInput, Linked, inherit};
use crate::correlate::request::Request;
use crate::directory::{Directory, DirectoryInput, Pseudonyms};
use crate::mapping::{MappingError, Mappings};
use crate::measure::agents::Agents;
use crate::measure::breakdown::{self, BreakdownInput};
use crate::measure::cause::{self, CauseInput, Check};
use crate::measure::concentration::{ConcentrationInput, concentrations};
use crate::measure::contact::{self, ContactInput};
use crate::measure::definition::{self, DefinitionInput};
use crate::measure::handoff::{self, CostInput, SummaryInput};
use crate::measure::metrics::{self, MetricsInput};
use crate::measure::nhi::{self, NhiInput};
use crate::measure::notes::NotedInput;
use crate::measure::risks::risks;
use crate::measure::sampling::{self, Plan};
use crate::measure::trend::trends;
use crate::model::{
    AccountIx, Case, Change, Decision, Event, EventClass, Instant, Key, Part, Party, PreviousReport,
    SettledDecision, Support, Ticket,
};
use crate::report::{Report, Rules, privacy};
use crate::source::{
    self, DecisionsError, KeyError, PreviousError, Progress, ReadError, ReadSettings, Reading,
};
use beside::{Exceptions, Notes};
use overrides::Overrides;
use prove::Proving;

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
    let knowledge = Knowledge::load(mappings)?;
    let plan = plan(settings, &knowledge)?;
    let overrides = Overrides::read(settings.overrides.as_deref())?;
    let exceptions = Exceptions::read(settings.exceptions.as_deref(), &knowledge.controls)
        .map_err(PipelineError::Exceptions)?;
    let notes = Notes::read(&settings.notes).map_err(PipelineError::Notes)?;
    let previous = settings.previous.as_deref().map(source::previous).transpose()?;
    let key = settings.pseudonyms.as_deref().map(source::key).transpose()?;
    let reads = ReadSettings { zones: &settings.zones, named: &settings.named, progress };
    let (lexicons, reading) = rayon::join(
        || knowledge.lexicons(),
        || source::read(&settings.inputs, mappings, &knowledge.taxonomy, &reads),
    );
    let (lexicons, mut reading) = (lexicons?, reading?);
    overrides.enter(&mut reading);
    exceptions.enter(&mut reading);
    notes.enter(&mut reading);
    told(Stage::Read);
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
    let (events, classes) = with_signals(&mut reading, classes, &changes, &directory, &knowledge)?;
    let watched = watch::watched(&settings.watch, &reading, &events, &changes, (&directory, &knowledge))?;
    reading.forget_signals();
    told(Stage::Linked);
    let proving = Proving {
        changes: &changes,
        linked: &linked,
        events: &events,
        classes: &classes,
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
    let facts = Facts {
        knowledge,
        plan,
        reading,
        directory,
        requests,
        checks,
        events,
        classes,
        cases,
        overrides,
        decisions,
        exceptions,
        notes,
        previous,
        key,
    };
    let mut report = conclude(settings, mappings, facts, told);
    for (event, class) in watched {
        report.events.push(event);
        report.classes.push(class);
    }
    Ok(report)
}

/// The plan of the sample that was asked for.
fn plan(settings: &Settings, knowledge: &Knowledge) -> Result<Option<Plan>, PipelineError> {
    let planned = settings.sample.as_ref().map(|request| Plan::of(request, &knowledge.sampling));
    planned.transpose().map_err(PipelineError::Sample)
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
    /// The sample to draw.
    plan: Option<Plan>,
    reading: Reading,
    directory: Directory,
    requests: Vec<Request>,
    /// Verifications that failed, by ticket.
    checks: Vec<Vec<Check>>,
    events: Vec<Event>,
    /// What the taxonomy says of each.
    classes: Vec<Option<EventClass>>,
    cases: Vec<Case>,
    overrides: Overrides,
    decisions: Vec<SettledDecision>,
    exceptions: Exceptions,
    notes: Notes,
    previous: Option<PreviousReport>,
    key: Option<Key>,
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
    for (change, linked) in changes.iter_mut().zip(linked.iter()) {
        classify::settle_support(change, asked(change, linked, reading, directory), &knowledge.classify);
    }
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

/// The events that may be changes, and after them the signals of the accounts that the desk's
/// changes touch, each with its class.
fn with_signals(
    reading: &mut Reading,
    mut classes: Vec<Option<EventClass>>,
    changes: &[Change],
    directory: &Directory,
    knowledge: &Knowledge,
) -> Result<(Vec<Event>, Vec<Option<EventClass>>), ReadError> {
    let signals = reading.signals(&surroundings::wanted(changes, directory, &knowledge.signals))?;
    classes.extend(signals.iter().map(|event| {
        knowledge.taxonomy.classify(&knowledge.vocabulary(&event.source), event).map(|found| found.class)
    }));
    let mut events = std::mem::take(&mut reading.events);
    events.extend(signals);
    Ok((events, classes))
}

fn conclude(settings: &Settings, mappings: &Mappings, facts: Facts, told: Told<'_>) -> Report {
    let Facts {
        knowledge,
        plan,
        reading,
        directory,
        requests,
        checks,
        events,
        classes,
        cases,
        overrides,
        decisions,
        exceptions,
        notes,
        previous,
        key,
    } = facts;
    let as_of = settings.as_of.unwrap_or_else(|| newest(&reading));
    let coverage = reading.coverage;
    let mut ticket_results = contact::outcomes(&ContactInput {
        tickets: &reading.tickets,
        requests: &requests,
        cases: &cases,
        directory: &directory,
        coverage: &coverage,
        policy: &knowledge.contact,
        as_of,
    });
    let defined = DefinitionInput {
        tickets: &reading.tickets,
        rules: &knowledge.definitions,
        policy: &knowledge.contact,
    };
    definition::answer(&defined, &mut ticket_results);
    let definitions = definition::side_by_side(&defined, &ticket_results);
    let said = knowledge.wordings.read(&reading.tickets, &requests, &directory, &knowledge.contact);
    let causes = cause::causes(&CauseInput {
        tickets: &reading.tickets,
        requests: &requests,
        results: &ticket_results,
        said: &said,
        checks: &checks,
        cases: &cases,
        events: &events,
        refused: &classify::refused(&events, &|source| knowledge.vocabulary(source), &knowledge.taxonomy),
        verifications: &reading.verifications,
        directory: &directory,
        contact: &knowledge.contact,
        policy: &knowledge.causes,
    });
    for (result, causes) in ticket_results.iter_mut().zip(causes) {
        result.causes = causes;
    }
    told(Stage::Judged);
    let mut sample = plan.as_ref().map(|plan| sampling::draw(plan, &cases, &reading.files));
    let drawn = sample.iter().flat_map(|sample| &sample.items).map(|item| item.change.0.clone()).collect();
    let tested = ControlInput {
        controls: &knowledge.controls,
        secrets: &knowledge.secrets,
        period: None,
        declared: &[],
        files: &reading.files,
        coverage: &coverage,
        cases: &cases,
        tickets: &reading.tickets,
        requests: &requests,
        ticket_results: &ticket_results,
        events: &events,
        directory: &directory,
        followed: &drawn,
    };
    let mut controls =
        control::run_keeping(&tested, &|test| exceptions.are_from(test) || notes.are_on_findings());
    told(Stage::Tested);
    let costs = handoff::costs(&CostInput {
        tickets: &reading.tickets,
        requests: &requests,
        results: &ticket_results,
        said: &said,
        cases: &cases,
        events: &events,
        coverage: &coverage,
        controls: &knowledge.controls,
        tests: &controls,
        directory: &directory,
        contact: &knowledge.contact,
        policy: &knowledge.handoffs,
    });
    // After the costs: an exception makes nothing unhappen.
    let excepting = ExceptionInput { cases: &cases, tickets: &reading.tickets, directory: &directory, as_of };
    let exceptions_settled = exceptions.apply(&mut controls, &excepting);
    if let (Some(plan), Some(sample)) = (&plan, &mut sample) {
        sample.evaluations = sampling::evaluate(plan, sample, &controls);
    }
    for (result, costs) in ticket_results.iter_mut().zip(costs) {
        (result.costs, result.untold_costs) = (costs.shown, costs.untold);
    }
    let handoff_costs = handoff::summary(&SummaryInput {
        tickets: &reading.tickets,
        results: &ticket_results,
        cases: &cases,
        directory: &directory,
        policy: &knowledge.handoffs,
        least_group: knowledge.metrics.least_group,
    });
    let nhi_requests = nhi::requests(&NhiInput {
        tickets: &reading.tickets,
        requests: &requests,
        results: &ticket_results,
        said: &said,
        cases: &cases,
        coverage: &coverage,
        controls: &knowledge.controls,
        directory: &directory,
        contact: &knowledge.contact,
    });
    let named_from = match settings.name_agents {
        _ if !settings.audience.shows(Part::Names) => u64::MAX,
        true => 0,
        false => knowledge.metrics.name_agents_from,
    };
    let keyed = key.as_ref().map(|key| Pseudonyms::of(&directory, key.clone()));
    let desk = (&reading.tickets[..], &ticket_results[..]);
    let agents = Agents::of(&directory, desk, &cases, (named_from, keyed.as_ref()));
    let breakdown = breakdown::breakdown(&BreakdownInput {
        cases: &cases,
        tickets: &reading.tickets,
        ticket_results: &ticket_results,
        agents: &agents,
        coverage: &coverage,
        contact: &knowledge.contact,
        policy: &knowledge.metrics,
        as_of,
    });
    let concentrations = concentrations(&ConcentrationInput {
        cases: &cases,
        tickets: &reading.tickets,
        directory: &directory,
        policy: &knowledge.concentration,
    });
    let metrics = metrics::metrics(&MetricsInput {
        agents: &agents,
        cases: &cases,
        tickets: &reading.tickets,
        ticket_results: &ticket_results,
        definitions: &definitions,
        handoff_costs: &handoff_costs,
        nhi_requests: &nhi_requests,
        concentrations: &concentrations,
        coverage: &coverage,
        breakdown: &breakdown,
        contact: &knowledge.contact,
        policy: &knowledge.metrics,
        as_of,
    });
    let risks = risks(&cases, &reading.tickets, &directory, &knowledge.metrics);
    let (version, mappings_sha256) = (env!("CARGO_PKG_VERSION"), mappings.sha256());
    let trends = previous.map(|previous| trends(&metrics, (version, &mappings_sha256), &previous));
    let carried = notes.carried(&NotedInput {
        controls: &controls,
        cases: &cases,
        tickets: &reading.tickets,
        ticket_results: &ticket_results,
        metrics: &metrics,
        exceptions: &exceptions_settled,
    });
    control::leave_out_passes(&mut controls, &drawn);
    let control_tests = knowledge.controls.tests();
    let frameworks = framework::evidence(&FrameworkInput {
        catalogue: knowledge.controls.catalogue(),
        crosswalk: &knowledge.crosswalk,
        tests: &control_tests,
        results: &controls,
    });
    told(Stage::Counted);
    let mut warnings =
        coverage::warnings(&reading.files, &coverage, reading.more_rejects, &reading.unknown_types);
    warnings.extend(overrides.warnings(&decisions));
    warnings.extend(exceptions.warnings(&exceptions_settled));
    warnings.extend(Notes::warnings(&carried));
    warnings.extend(trends.iter().flat_map(|trends| trends.notes.clone()));
    let mut report = Report {
        version: version.to_owned(),
        as_of,
        settings: settings.as_typed(key.as_ref()),
        mappings_sha256,
        mapping_parts: mappings.parts(),
        inputs: reading.files,
        rejects: reading.rejects,
        duplicates: reading.duplicates,
        unknown_types: reading.unknown_types,
        coverage,
        events,
        classes,
        verifications: reading.verifications,
        tickets: reading.tickets,
        directory,
        agents,
        cases,
        ticket_results,
        definitions,
        handoff_costs,
        nhi_requests,
        control_tests,
        controls,
        frameworks,
        citations: framework::citations(knowledge.controls.catalogue(), &knowledge.crosswalk),
        exceptions: exceptions_settled,
        notes: carried,
        sample,
        audience: settings.audience,
        breakdown,
        metrics,
        trends,
        concentrations,
        risks,
        decisions,
        rules: Rules { evidence: knowledge.evidence, linking: knowledge.linking, signals: knowledge.signals },
        warnings,
    };
    let names = settings.audience.shows(Part::Names);
    let pseudonyms = keyed.or_else(|| (!names).then(|| unkeyed(&report)));
    privacy::hide(&mut report, &knowledge.masks, pseudonyms.as_ref());
    report
}

/// Pseudonyms for an audience that is shown no names, where no key is given; agents are called as in the figures.
fn unkeyed(report: &Report) -> Pseudonyms {
    let mut pseudonyms = Pseudonyms::of(&report.directory, Key::known_to_all());
    let persons: BTreeSet<AccountIx> =
        report.directory.accounts().map(|(_, account)| account.person).collect();
    for person in persons {
        if let Some(called) = report.agents.pseudonym(person) {
            pseudonyms.call(person, called);
        }
    }
    pseudonyms
}

/// The newest dated record of all sources; the beginning of the epoch if there is none.
fn newest(reading: &Reading) -> Instant {
    reading
        .coverage
        .iter()
        .filter_map(|coverage| coverage.span)
        .map(|span| span.to)
        .max()
        .unwrap_or(Instant::UNIX_EPOCH)
}
