//! The report in memory: everything that any rendering prints.

use crate::correlate::LinkingRules;
use crate::directory::Directory;
use crate::mapping::policy::EvidencePolicy;
use crate::mapping::signals::SignalPolicy;
use crate::measure::agents::Agents;
use crate::model::{
    Audience, AuditSample, Breakdown, CarriedNote, Case, CitedEntry, Concentrations, ControlResult,
    ControlTest, Coverage, Definitions, Duplicate, Event, EventClass, FrameworkEvidence, HandoffCosts,
    InputFile, Instant, Metric, NhiRequest, Reject, RiskGroup, SettledDecision, SettledException, Ticket,
    TicketResult, Trends, UnknownType, VerificationRecord,
};

/// All that a run found, in the order in which it is printed.
#[derive(Debug, Clone)]
pub struct Report {
    /// Version of the program.
    pub version: String,
    /// The time of judgement.
    pub as_of: Instant,
    /// Settings of the run, name and value as typed, sorted by name.
    pub settings: Vec<(String, String)>,
    /// SHA-256 of the mappings used.
    pub mappings_sha256: String,
    /// The same of each of their parts, by name: `policy`, `sources`, `linking.toml`.
    pub mapping_parts: Vec<(String, String)>,
    /// Files, by id.
    pub inputs: Vec<InputFile>,
    /// Rejected records, by origin.
    pub rejects: Vec<Reject>,
    /// Files that repeat records of others.
    pub duplicates: Vec<Duplicate>,
    /// Native types that the taxonomy does not know, most frequent first.
    pub unknown_types: Vec<UnknownType>,
    /// Covered time per source.
    pub coverage: Vec<Coverage>,
    /// Events that the cases rest on: those that may be changes, then signals of the accounts that changes of
    /// the desk touch.
    pub events: Vec<Event>,
    /// What the taxonomy says of each of `events`.
    pub classes: Vec<Option<EventClass>>,
    /// Records of verification products, by time and origin; what they prove stands in the cases.
    pub verifications: Vec<VerificationRecord>,
    /// Tickets, by number.
    pub tickets: Vec<Ticket>,
    /// Who is who.
    pub directory: Directory,
    /// How people at the desk are called in figures.
    pub agents: Agents,
    /// Changes with everything said of them, by time, then id.
    pub cases: Vec<Case>,
    /// What is said of each ticket, in the order of `tickets`.
    pub ticket_results: Vec<TicketResult>,
    /// First contact as it is defined in the field, side by side.
    pub definitions: Definitions,
    /// What hand-offs cost in control, by their number.
    pub handoff_costs: HandoffCosts,
    /// Requests about non-human identities, in the order of `tickets`.
    pub nhi_requests: Vec<NhiRequest>,
    /// Definitions of the control tests, by id.
    pub control_tests: Vec<ControlTest>,
    /// Their results, by id.
    pub controls: Vec<ControlResult>,
    /// Frameworks with what the tests say for their entries.
    pub frameworks: Vec<FrameworkEvidence>,
    /// What the source documents cite, against what it is today.
    pub citations: Vec<CitedEntry>,
    /// Granted exceptions and what became of them, by line.
    pub exceptions: Vec<SettledException>,
    /// What reviewers left on an earlier report, by place.
    pub notes: Vec<CarriedNote>,
    /// A sample for the auditor's own test, if one was asked for.
    pub sample: Option<AuditSample>,
    /// Who the report is for.
    pub audience: Audience,
    /// The desk by agent, team, category, channel, topic and week.
    pub breakdown: Breakdown,
    /// Figures.
    pub metrics: Vec<Metric>,
    /// Figures held against those of an earlier report, if one was given.
    pub trends: Option<Trends>,
    /// Where lapses gather and who meets whom, beyond chance.
    pub concentrations: Concentrations,
    /// Risk by week, desk, agent and account.
    pub risks: Vec<RiskGroup>,
    /// Decisions of reviewers and what became of them, by line.
    pub decisions: Vec<SettledDecision>,
    /// The rules by which changes were linked and judged.
    pub rules: Rules,
    /// What the reader must know first (coverage, truncation, missing inputs), in sentences.
    pub warnings: Vec<String>,
}

/// The rules by which changes were linked and judged, kept so that each verdict can be explained.
#[derive(Debug, Clone)]
pub struct Rules {
    /// What a change needs and what evidence is worth.
    pub evidence: EvidencePolicy,
    /// When a sum is a link, and how people write tickets' numbers.
    pub linking: LinkingRules,
    /// How far around a change signals were read.
    pub signals: SignalPolicy,
}
