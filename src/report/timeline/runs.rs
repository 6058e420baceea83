//! Signals that repeat one another, told once: ten sign-ins in a row are one line.

use super::Moment;
use crate::model::{Instant, Sort};

/// One moment, or several signals in a row that say the same.
#[derive(Debug, Clone, Copy)]
pub struct Run<'a> {
    /// The first of them.
    pub moment: &'a Moment,
    /// How many.
    pub times: usize,
    /// When the last of them was, or until when the one lasts.
    pub until: Option<Instant>,
}

/// Moments in their order, with signals in a row that say the same as one run.
#[must_use]
pub fn runs(moments: &[Moment]) -> Vec<Run<'_>> {
    let mut runs: Vec<Run<'_>> = Vec::new();
    for moment in moments {
        let repeats = |last: &Run<'_>| {
            let is_signal = moment.sort == Sort::Signal && last.moment.sort == Sort::Signal;
            is_signal && last.moment.what == moment.what && moment.changes.is_empty()
        };
        match runs.last_mut().filter(|last| repeats(last)) {
            Some(last) => {
                last.times += 1;
                last.until = Some(moment.at);
            }
            None => runs.push(Run { moment, times: 1, until: moment.until }),
        }
    }
    runs
}
