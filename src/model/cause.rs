//! Why first contact failed, where the data shows it.

use super::origin::Origin;
use super::words::words;

words! {
    /// What stood in the way of solving an identity request at first contact.
    pub enum FailureCause {
        /// The directory record was missing or wrong.
        MissingIdentityRecord = "missing_identity_record",
        /// The agent had no right on the account or system.
        NoRight = "no_right",
        /// It took a system on which the desk does not act.
        SpecialistTool = "specialist_tool",
        /// Nobody knew who may approve, the wrong one was asked, or the approver came late.
        UnclearApprover = "unclear_approver",
        /// The requester could not be verified.
        MissingEvidence = "missing_evidence",
        /// The new credential did not reach its holder.
        FailedHandover = "failed_handover",
        /// It lay in a queue that does not do such things.
        WrongQueue = "wrong_queue",
    }
}

words! {
    /// What a cause was read from.
    pub enum CauseBasis {
        /// The identity log: an act refused, repeated, or made elsewhere by somebody else.
        Log = "log",
        /// Approval records.
        Approvals = "approvals",
        /// Verifications that failed, as texts, fields, records and logs tell of them.
        Evidence = "evidence",
        /// The directory.
        Directory = "directory",
        /// The history of teams and agents.
        History = "history",
        /// What the desk wrote.
        Words = "words",
    }
}

/// One cause, with what shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cause {
    /// What stood in the way.
    pub cause: FailureCause,
    /// What it was read from.
    pub basis: CauseBasis,
    /// What was seen, in words.
    pub seen: String,
    /// The record that shows it.
    pub read_in: Origin,
}
