//! Who a report is for.

use super::words::words;

words! {
    /// Who a report is for; decides what is shown, never what is counted.
    pub enum Audience {
        /// Everything: the default.
        Auditor = "auditor",
        /// Everything about cases.
        Security = "security",
        /// Figures of the desk and its cases, agents under pseudonyms.
        Manager = "manager",
        /// Figures and conclusions, nobody by name.
        Board = "board",
    }
}
