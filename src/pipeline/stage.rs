//! The stages of a run, for those who want to know how long each takes.

/// A stage, told when it is done; they are done in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// What is known beforehand is loaded: mappings, policies, files given beside the exports.
    Ready,
    /// The exports are read.
    Read,
    /// Who is who, what was changed, what tickets ask for.
    Understood,
    /// Which ticket explains which change.
    Linked,
    /// Evidence, verdicts, risk.
    Proven,
    /// The outcome of each ticket, and what each definition says of it.
    Judged,
    /// Control tests.
    Tested,
    /// Groups and figures.
    Counted,
}

/// Called with each stage when it is done.
pub type Told<'a> = &'a dyn Fn(Stage);
