//! What happened around a change: lanes, and the moments nearest to it in order.

use crate::model::Case;
use crate::report::charts;
use crate::report::dates::{minute, second};
use crate::report::safe::clipped;
use crate::report::timeline::{Moment, Timelines};

/// Moments shown of one case: those nearest to the change.
const MOST: usize = 12;
const LONGEST: usize = 160;

/// The lanes as SVG, the moments (time, lane, what happened, place), how many more there are, and what cannot be
/// shown.
pub(super) type Around = (String, Vec<[String; 4]>, usize, Vec<String>);

pub(super) fn of(timelines: &Timelines<'_>, case: &Case) -> Around {
    let change = &case.change;
    let timeline = timelines.of_case(case);
    let id = clipped(&change.id.0, LONGEST);
    let label = format!("Lanes of {id}: who did what around {}", minute(change.at));
    let lanes = charts::lanes(&timeline, change.at, &label);
    let mut nearest: Vec<usize> = (0..timeline.moments.len()).collect();
    nearest.sort_by_key(|at| (timeline.moments[*at].at - change.at).abs());
    let left = nearest.len().saturating_sub(MOST);
    nearest.truncate(MOST);
    nearest.sort_unstable();
    let rows = nearest.into_iter().map(|at| row(timelines, &timeline.moments[at])).collect();
    let not_shown = timeline.not_shown.iter().map(|said| clipped(said, LONGEST)).collect();
    (lanes, rows, left, not_shown)
}

fn row(timelines: &Timelines<'_>, moment: &Moment) -> [String; 4] {
    let until = moment.until.map(|until| format!(" to {}", second(until))).unwrap_or_default();
    let place = moment.origin.map(|origin| super::place(timelines.lookup(), origin)).unwrap_or_default();
    [
        format!("{}{until}", second(moment.at)),
        moment.lane.as_str().to_owned(),
        clipped(&moment.what, LONGEST),
        place,
    ]
}
