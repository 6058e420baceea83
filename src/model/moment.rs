//! The words of timelines: whose moment it is, and what sort.

use super::words::words;

words! {
    /// Whose moment it is: the lanes of a chart, from top to bottom.
    pub enum Lane {
        /// Who asked.
        Requester = "requester",
        /// The desk.
        Agent = "agent",
        /// Who was asked to approve.
        Approver = "approver",
        /// What was done to the account.
        Account = "account",
        /// From where the account was used.
        Address = "address",
        /// Who reviews the report.
        Reviewer = "reviewer",
        /// The exports themselves.
        Coverage = "coverage",
    }
}

words! {
    /// What sort of moment it is; of one instant and lane, what stands first here is told first.
    pub enum Sort {
        /// Time that an export does not cover begins.
        GapBegins = "gap_begins",
        /// It ends.
        GapEnds = "gap_ends",
        /// A ticket was opened.
        TicketOpened = "ticket_opened",
        /// A comment, which the requester sees.
        Comment = "comment",
        /// A note that only the desk sees.
        Note = "note",
        /// A field of a ticket changed.
        FieldChange = "field_change",
        /// An approval was asked for or answered.
        Approval = "approval",
        /// A record of a verification product.
        Verification = "verification",
        /// An act of verification, as it was read and weighed.
        Evidence = "evidence",
        /// A change: control over an account was altered.
        Change = "change",
        /// A record of an audit log: part of a change, or an act that came to none.
        Event = "event",
        /// A sign-in, a push, a notice: it changed nothing but tells something.
        Signal = "signal",
        /// The ticket was solved.
        TicketResolved = "ticket_resolved",
        /// The ticket was closed.
        TicketClosed = "ticket_closed",
        /// A reviewer's note or sign-off on the report.
        Review = "review",
    }
}
