//! Entering what a document said before, as if it were read.

use rayon::prelude::*;

use super::entry::Entry;
use super::frame::{Damaged, Frame, OwnPart, Part};
use crate::mapping::source::SourceMapping;
use crate::source::blocks::Stretch;
use crate::source::normalise::Piece;
use crate::source::worker::{Results, What};

/// Hands every stretch that an entry holds to `enter`, in their order; tells whether the document ends inside a list.
/// The inner error is the entry's: what was entered by then must not stand.
pub(in crate::source) fn again<E: Send>(
    entry: &mut Entry,
    sources: &[SourceMapping],
    enter: &mut (dyn FnMut(Stretch, Results) -> Result<(), E> + Send),
) -> Result<Result<bool, Damaged>, E> {
    let (mut parts, mut next, mut end) = (Vec::new(), entry.batch(), None);
    let mut offset = 0;
    loop {
        let Ok(frames) = next else { return Ok(Err(Damaged)) };
        if frames.is_empty() && parts.is_empty() {
            return Ok(end.ok_or(Damaged));
        }
        // The books of one batch, the work on the next and the reading of the one after at a time.
        let work = || frames.par_iter().map(Frame::part).collect::<Result<Vec<OwnPart>, Damaged>>();
        let books = || {
            for part in std::mem::take(&mut parts) {
                match part {
                    Part::Said(stretch, results)
                        if end.is_none() && fits(&stretch, &results, offset, sources) =>
                    {
                        offset += stretch.length;
                        enter(stretch, results)?;
                    }
                    Part::End { unfinished } if end.is_none() => end = Some(unfinished),
                    _ => return Ok(Err(Damaged)),
                }
            }
            Ok(Ok(()))
        };
        let (entered, (worked, more)) = rayon::join(books, || rayon::join(work, || entry.batch()));
        let (Ok(()), Ok(worked)) = (entered?, worked) else { return Ok(Err(Damaged)) };
        (parts, next) = (worked, more);
    }
}

/// Whether results can be those of a stretch that begins here: nothing in them points beyond what there is.
fn fits(stretch: &Stretch, results: &Results, offset: u64, sources: &[SourceMapping]) -> bool {
    if stretch.broken.is_some()
        || stretch.offset != offset
        || stretch.offset.checked_add(stretch.length).is_none()
    {
        return false;
    }
    let (mut names, mut last) = (0_u64, (0, 0));
    let rows = results.rows.iter().all(|row| {
        let inside = match &row.what {
            What::Signal { names: own, start, length } => {
                names += u64::from(*own);
                let (here, end) = (u64::from(*start), u64::from(*start) + u64::from(*length));
                // The events of one record share its bytes.
                let in_order = last == (here, end) || here >= last.1;
                last = (here, end);
                in_order && end <= stretch.length
            }
            What::Unknown(place) => (*place as usize) < results.unknown.len(),
            What::Said(piece) => match &**piece {
                Piece::Event(event) => event.subject.is_none_or(|subject| subject < event.targets.len()),
                _ => true,
            },
            What::PassedOver | What::Reject { .. } => true,
        };
        inside && row.source < sources.len() && u64::from(row.line) <= stretch.lines
    });
    let zone_known = results.zone_needed.is_none();
    rows && zone_known && names <= results.names.len() as u64
}
