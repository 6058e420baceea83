//! The last steps: judging tickets, testing controls, counting, and the report of it all.

use std::collections::BTreeSet;

use super::beside::Notes;
use super::{Facts, Settings, Stage, Told, coverage};
use crate::assess::control::{self, ControlInput};
use crate::assess::exception::ExceptionInput;
use crate::assess::framework::{self, FrameworkInput};
use crate::classify;
use crate::directory::Pseudonyms;
use crate::mapping::Mappings;
use crate::mapping::masks::Masks;
use crate::measure::agents::Agents;
use crate::measure::breakdown::{self, BreakdownInput};
use crate::measure::cause::{self, CauseInput};
use crate::measure::concentration::{ConcentrationInput, concentrations};
use crate::measure::contact::{self, ContactInput};
use crate::measure::definition::{self, DefinitionInput};
use crate::measure::handoff::{self, CostInput, SummaryInput};
use crate::measure::metrics::{self, MetricsInput};
use crate::measure::nhi::{self, NhiInput};
use crate::measure::notes::NotedInput;
use crate::measure::risks::risks;
use crate::measure::said::Said;
use crate::measure::sampling;
use crate::measure::trend::trends;
use crate::model::{
    AccountIx, AuditSample, Breakdown, CarriedNote, Concentrations, ControlResult, Definitions, HandoffCosts,
    Instant, Key, Metric, NhiRequest, Part, SettledException, TicketResult,
};
use crate::report::{Report, Rules, privacy};
use crate::source::Reading;

/// The version of this program.
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// What is said of each ticket.
struct Judged {
    results: Vec<TicketResult>,
    definitions: Definitions,
    said: Vec<Vec<Said>>,
}

/// What the control tests say, and what rests on it.
struct Tested {
    controls: Vec<ControlResult>,
    exceptions: Vec<SettledException>,
    sample: Option<AuditSample>,
    /// Changes of the sample.
    drawn: BTreeSet<String>,
    handoff_costs: HandoffCosts,
    nhi_requests: Vec<NhiRequest>,
}

/// The figures.
struct Counted {
    agents: Agents,
    breakdown: Breakdown,
    concentrations: Concentrations,
    metrics: Vec<Metric>,
    notes: Vec<CarriedNote>,
    /// Pseudonyms under the key, if one is given.
    keyed: Option<Pseudonyms>,
}

/// Judges, tests and counts, and puts the report together.
pub(super) fn conclude(settings: &Settings, mappings: &Mappings, facts: Facts, told: Told<'_>) -> Report {
    let as_of = settings.as_of.unwrap_or_else(|| newest(&facts.reading));
    let mut judged = facts.judged(as_of);
    told(Stage::Judged);
    let mut tested = facts.tested(&mut judged, as_of, told);
    let mut counted = facts.counted(settings, &judged, &tested, as_of);
    control::leave_out_passes(&mut tested.controls, &tested.drawn);
    let keyed = counted.keyed.take();
    let (masks, mut report) = facts.reported(settings, mappings, as_of, (judged, tested, counted));
    told(Stage::Counted);
    let names = settings.audience.shows(Part::Names);
    let pseudonyms = keyed.or_else(|| (!names).then(|| unkeyed(&report)));
    privacy::hide(&mut report, &masks, pseudonyms.as_ref());
    report
}

impl Facts {
    /// First contact of each ticket, by every definition, with the causes of its failure.
    fn judged(&self, as_of: Instant) -> Judged {
        let Self { knowledge, reading, directory, requests, cases, .. } = self;
        let of_contact = ContactInput {
            tickets: &reading.tickets,
            requests,
            cases,
            directory,
            coverage: &reading.coverage,
            policy: &knowledge.contact,
            as_of,
        };
        let vocabulary = |source: &str| knowledge.vocabulary(source);
        let (mut results, (said, refused)) = rayon::join(
            || contact::outcomes(&of_contact),
            || {
                (
                    knowledge.wordings.read(&reading.tickets, requests, directory, &knowledge.contact),
                    classify::refused(&self.events, &vocabulary, &knowledge.taxonomy),
                )
            },
        );
        let defined = DefinitionInput {
            tickets: &reading.tickets,
            rules: &knowledge.definitions,
            policy: &knowledge.contact,
        };
        definition::answer(&defined, &mut results);
        let definitions = definition::side_by_side(&defined, &results);
        let causes = cause::causes(&CauseInput {
            tickets: &reading.tickets,
            requests,
            results: &results,
            said: &said,
            checks: &self.checks,
            cases,
            events: &self.events,
            refused: &refused,
            verifications: &reading.verifications,
            directory,
            contact: &knowledge.contact,
            policy: &knowledge.causes,
        });
        for (result, causes) in results.iter_mut().zip(causes) {
            result.causes = causes;
        }
        Judged { results, definitions, said }
    }

    /// The control tests over the population, what hand-offs cost by them, exceptions and the sample.
    fn tested(&self, judged: &mut Judged, as_of: Instant, told: Told<'_>) -> Tested {
        let Self { knowledge, reading, directory, requests, cases, events, .. } = self;
        let mut sample = self.given.plan.as_ref().map(|plan| sampling::draw(plan, cases, &reading.files));
        let drawn =
            sample.iter().flat_map(|sample| &sample.items).map(|item| item.change.0.clone()).collect();
        let tested = ControlInput {
            controls: &knowledge.controls,
            secrets: &knowledge.secrets,
            period: None,
            declared: &[],
            files: &reading.files,
            coverage: &reading.coverage,
            cases,
            tickets: &reading.tickets,
            requests,
            ticket_results: &judged.results,
            events,
            acting: &self.acting,
            directory,
            followed: &drawn,
        };
        let keeps = |test: &str| self.given.exceptions.are_from(test) || self.given.notes.are_on_findings();
        let mut controls = control::run_keeping(&tested, &keeps);
        told(Stage::Tested);
        let costs = handoff::costs(&CostInput {
            tickets: &reading.tickets,
            requests,
            results: &judged.results,
            said: &judged.said,
            cases,
            events,
            coverage: &reading.coverage,
            controls: &knowledge.controls,
            tests: &controls,
            directory,
            contact: &knowledge.contact,
            policy: &knowledge.handoffs,
        });
        // After the costs: an exception makes nothing unhappen.
        let excepting = ExceptionInput { cases, tickets: &reading.tickets, directory, as_of };
        let exceptions = self.given.exceptions.apply(&mut controls, &excepting);
        if let (Some(plan), Some(sample)) = (&self.given.plan, &mut sample) {
            sample.evaluations = sampling::evaluate(plan, sample, &controls);
        }
        for (result, costs) in judged.results.iter_mut().zip(costs) {
            (result.costs, result.untold_costs) = (costs.shown, costs.untold);
        }
        let handoff_costs = handoff::summary(&SummaryInput {
            tickets: &reading.tickets,
            results: &judged.results,
            cases,
            directory,
            policy: &knowledge.handoffs,
            least_group: knowledge.metrics.least_group,
        });
        let nhi_requests = nhi::requests(&NhiInput {
            tickets: &reading.tickets,
            requests,
            results: &judged.results,
            said: &judged.said,
            cases,
            coverage: &reading.coverage,
            controls: &knowledge.controls,
            directory,
            contact: &knowledge.contact,
        });
        Tested { controls, exceptions, sample, drawn, handoff_costs, nhi_requests }
    }

    /// The figures, and what reviewers left on earlier ones.
    fn counted(&self, settings: &Settings, judged: &Judged, tested: &Tested, as_of: Instant) -> Counted {
        let Self { knowledge, reading, directory, cases, .. } = self;
        let named_from = match settings.name_agents {
            _ if !settings.audience.shows(Part::Names) => u64::MAX,
            true => 0,
            false => knowledge.metrics.name_agents_from,
        };
        let keyed = self.given.key.as_ref().map(|key| Pseudonyms::of(directory, key.clone()));
        let desk = (&reading.tickets[..], &judged.results[..]);
        let agents = Agents::of(directory, desk, cases, (named_from, keyed.as_ref()));
        let of_groups = BreakdownInput {
            cases,
            tickets: &reading.tickets,
            ticket_results: &judged.results,
            agents: &agents,
            coverage: &reading.coverage,
            contact: &knowledge.contact,
            policy: &knowledge.metrics,
            as_of,
        };
        let of_people = ConcentrationInput {
            cases,
            tickets: &reading.tickets,
            directory,
            policy: &knowledge.concentration,
        };
        let (breakdown, concentrations) =
            rayon::join(|| breakdown::breakdown(&of_groups), || concentrations(&of_people));
        let metrics = metrics::metrics(&MetricsInput {
            agents: &agents,
            cases,
            tickets: &reading.tickets,
            ticket_results: &judged.results,
            definitions: &judged.definitions,
            handoff_costs: &tested.handoff_costs,
            nhi_requests: &tested.nhi_requests,
            concentrations: &concentrations,
            coverage: &reading.coverage,
            breakdown: &breakdown,
            contact: &knowledge.contact,
            policy: &knowledge.metrics,
            as_of,
        });
        let notes = self.given.notes.carried(&NotedInput {
            files: &reading.files,
            controls: &tested.controls,
            cases,
            tickets: &reading.tickets,
            ticket_results: &judged.results,
            metrics: &metrics,
            exceptions: &tested.exceptions,
        });
        Counted { agents, breakdown, concentrations, metrics, notes, keyed }
    }

    /// The report of all this, and what is to be masked in it.
    fn reported(
        self,
        settings: &Settings,
        mappings: &Mappings,
        as_of: Instant,
        (judged, tested, counted): (Judged, Tested, Counted),
    ) -> (Masks, Report) {
        let Self { knowledge, reading, directory, events, classes, cases, decisions, .. } = self;
        let mappings_sha256 = mappings.sha256();
        let trends = self
            .given
            .previous
            .map(|previous| trends(&counted.metrics, (VERSION, &mappings_sha256), &previous));
        let control_tests = knowledge.controls.tests();
        let of_entries = FrameworkInput {
            catalogue: knowledge.controls.catalogue(),
            crosswalk: &knowledge.crosswalk,
            tests: &control_tests,
            results: &tested.controls,
        };
        let (frameworks, risks) = rayon::join(
            || framework::evidence(&of_entries),
            || risks(&cases, &reading.tickets, &directory, &knowledge.metrics),
        );
        let coverage = reading.coverage;
        let mut warnings =
            coverage::warnings(&reading.files, &coverage, reading.more_rejects, &reading.unknown_types);
        warnings.extend(self.given.overrides.warnings(&decisions));
        warnings.extend(self.given.exceptions.warnings(&tested.exceptions));
        warnings.extend(Notes::warnings(&counted.notes));
        warnings.extend(trends.iter().flat_map(|trends| trends.notes.clone()));
        let report = Report {
            version: VERSION.to_owned(),
            as_of,
            settings: settings.as_typed(self.given.key.as_ref()),
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
            agents: counted.agents,
            cases,
            ticket_results: judged.results,
            definitions: judged.definitions,
            handoff_costs: tested.handoff_costs,
            nhi_requests: tested.nhi_requests,
            control_tests,
            controls: tested.controls,
            frameworks,
            citations: framework::citations(knowledge.controls.catalogue(), &knowledge.crosswalk),
            exceptions: tested.exceptions,
            notes: counted.notes,
            sample: tested.sample,
            audience: settings.audience,
            breakdown: counted.breakdown,
            metrics: counted.metrics,
            trends,
            concentrations: counted.concentrations,
            risks,
            decisions,
            rules: Rules {
                evidence: knowledge.evidence,
                linking: knowledge.linking,
                signals: knowledge.signals,
            },
            warnings,
        };
        (knowledge.masks, report)
    }
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
