//! The nouns of the product: what is read, what is decided, what is reported.
//!
//! Nothing here does I/O, reads a clock or decides anything. Every instant is
//! UTC. Every record keeps its [`Origin`], so that whatever a report prints can
//! be traced to a file and a record in it.

mod audience;
mod breakdown;
mod cause;
mod change;
mod chart;
mod concentration;
mod contact;
mod control;
mod cost;
mod coverage;
mod decision;
mod definition;
mod details;
mod event;
mod evidence;
mod exception;
mod format;
mod framework;
mod id;
mod input;
mod key;
mod kind;
mod link;
mod metric;
mod moment;
mod nhi;
mod origin;
mod own;
mod party;
mod risk;
mod sample;
mod stamp;
#[cfg(test)]
pub(crate) mod testing;
mod ticket;
mod trend;
mod verdict;
mod words;

pub use audience::{Audience, Part};
pub use breakdown::{
    Breakdown, ChangeFigures, Charted, Comparison, Counted, Dimension, Flag, FrontierPoint, Group,
    HandleTime, HandleTimeOf, HandoffCount, Share, SpeedAndProof, Taken, TicketFigures, VerdictCount,
    WeekChart,
};
pub use cause::{Cause, CauseBasis, FailureCause};
pub use change::{ActorKind, Change, ChangeId, SubjectKind, Support};
pub use chart::{ChartPoint, ChartSignal, ControlChart, Sample, Spread};
pub use concentration::{Concentration, ConcentrationOf, Concentrations, Gathering};
pub use contact::{ContactOutcome, ContactReason, Handoffs, TicketResult};
pub use control::{
    ControlResult, ControlTest, ControlTestId, Finding, FindingId, Nature, Severity, TestOutcome,
};
pub use cost::{CostSort, CostTrend, HandoffClass, HandoffCosts, TicketCost};
pub use coverage::{Coverage, Gap, Span};
pub use decision::{Decision, DecisionKind, Fate, Overruled, ReviewReason, SettledDecision};
pub use definition::{
    Agreement, Answer, Answers, ContactFacts, Definition, DefinitionRow, Definitions, MarkCell, MarkGap,
    Tally, Terms,
};
pub use details::Details;
pub use event::{Event, EventClass, EventIx, Outcome, Signal};
pub use evidence::{Basis, Evidence, Level, Method, Timing, Weakness};
pub use exception::{
    CarriedNote, Excepted, Exception, ExceptionId, ExceptionState, NoteKind, NoteState, ReviewNote, Scope,
    SettledException,
};
pub use format::Format;
pub use framework::{
    CitationFlag, CitedEntry, DistinctItems, EntryEvidence, EntryItems, FrameworkEvidence, Known, Reach,
    Successor, TextKind,
};
pub use id::short_hash;
pub use input::{Duplicate, FileUse, InputFile, Reject, UnknownType};
pub use key::Key;
pub use kind::{ChangeKind, Effect};
pub use link::{Link, LinkBasis, LinkOutcome, LinkReason, Mismatch};
pub use metric::{Interval, IntervalMethod, Metric, Rows, Unit};
pub use moment::{Lane, Sort};
pub use nhi::{Attribute, AttributeState, NhiAttribute, NhiRequest, NhiSort};
pub use origin::{FileId, Origin};
pub use own::Own;
pub use party::{AccountIx, Party, PersonRecord, Tier, UserType};
pub use risk::{Risk, RiskBy, RiskGroup, RiskTerm};
pub use sample::{AuditSample, SampleEvaluation, SampleMethod, SampledItem, Stratum};
pub use stamp::{spaced_stamp, stamp};
pub use ticket::{
    Approval, ApprovalState, EntryKind, JournalEntry, Ticket, TicketIx, TicketState, VerificationRecord,
};
pub use trend::{NotCompared, PreviousMetric, PreviousReport, PreviousRun, Trend, Trends};
pub use verdict::{Case, Verdict};
pub(crate) use words::words;

/// An instant; always UTC.
pub type Instant = chrono::DateTime<chrono::Utc>;
