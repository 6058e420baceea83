//! By how much the clocks of two sources differ, where both tell the same acts.

use std::collections::BTreeMap;

use super::Classes;
use crate::directory::Directory;
use crate::model::{AccountIx, ChangeKind, EntryKind, Event, EventClass, FileId, Ticket};
use crate::source::Reading;

/// Fewer pairs say nothing of a clock.
const LEAST_PAIRS: usize = 5;
/// Echoes of one act arrive within seconds to minutes (CT-05 pairs within the same).
const NEAR_MILLIS: i64 = 600_000;
/// An agent writes down an act within the hour.
const NEAR_NOTE_MILLIS: i64 = 3_600_000;

/// So many acts before and after one are looked at: a flood of acts on one account at one time tells
/// nothing of clocks and must not cost the square of its length.
const MOST_NEAR: usize = 64;

/// The offset between two sources.
#[derive(Debug, Clone, PartialEq)]
pub struct ClockOffset {
    /// One source, or the events that name a ticket.
    pub first: String,
    /// The other, whose times are later by the offset.
    pub second: String,
    /// Pairs of records of one act.
    pub pairs: usize,
    /// Median of second less first, in seconds.
    pub median_seconds: f64,
    /// The quarter of the pairs below, and above, which the offsets lie.
    pub quartiles_seconds: (f64, f64),
    /// What to think of it.
    pub note: &'static str,
}

/// An act as a source tells it, and the file that does.
type Act<'a> = (AccountIx, ChangeKind, i64, &'a str, FileId);

/// All offsets that at least five pairs tell.
pub(super) fn offsets(reading: &Reading, directory: &Directory, classes: &Classes) -> Vec<ClockOffset> {
    let mut acts: Vec<Act<'_>> =
        reading.events.iter().filter_map(|event| act(event, directory, classes)).collect();
    acts.sort_unstable();
    let mut pairs: BTreeMap<(&str, &str), Vec<i64>> = BTreeMap::new();
    for (at, one) in acts.iter().enumerate() {
        for other in sources_near(&acts, at) {
            // Each pair once, and only if each is the other's nearest.
            let Some(back) = sources_near(&acts, other).find(|&back| acts[back].3 == one.3) else { continue };
            if back == at && one.3 < acts[other].3 {
                pairs.entry((one.3, acts[other].3)).or_default().push(acts[other].2 - one.2);
            }
        }
    }
    let mut offsets: Vec<ClockOffset> = pairs
        .into_iter()
        .filter_map(|((first, second), offsets)| {
            offset(first, second, offsets, "two records of one act; a steady difference is one of the clocks")
        })
        .collect();
    offsets.extend(against_notes(reading));
    offsets
}

fn act<'a>(event: &'a Event, directory: &Directory, classes: &Classes) -> Option<Act<'a>> {
    let EventClass::Change(kind, _) = classes.of(event)?.class else { return None };
    let account = directory.resolve(&event.source, event.subject_party()?).one()?;
    Some((
        directory.account(account).person,
        kind,
        event.at.timestamp_millis(),
        &event.source,
        event.origin.file,
    ))
}

/// Of each other source, the place of the act of the same kind on the same person that is nearest in time.
/// What one file tells was written by one clock.
fn sources_near<'a>(acts: &'a [Act<'a>], at: usize) -> impl Iterator<Item = usize> + 'a {
    let one = acts[at];
    let is_near =
        move |other: &Act<'_>| (other.0, other.1) == (one.0, one.1) && (other.2 - one.2).abs() <= NEAR_MILLIS;
    let before = (0..at).rev().take(MOST_NEAR).take_while(move |&other| is_near(&acts[other]));
    let after = (at + 1..acts.len()).take(MOST_NEAR).take_while(move |&other| is_near(&acts[other]));
    let mut nearest: BTreeMap<&str, usize> = BTreeMap::new();
    for other in before.chain(after).filter(|&other| acts[other].3 != one.3 && acts[other].4 != one.4) {
        let distance = |place: usize| (acts[place].2 - one.2).abs();
        let known = nearest.entry(acts[other].3).or_insert(other);
        if distance(other) < distance(*known) {
            *known = other;
        }
    }
    nearest.into_values()
}

/// Events that name a ticket against the note in it that was written nearest to them.
fn against_notes(reading: &Reading) -> Vec<ClockOffset> {
    let tickets: BTreeMap<String, &Ticket> =
        reading.tickets.iter().map(|ticket| (ticket.number.to_lowercase(), ticket)).collect();
    let mut pairs: BTreeMap<(&str, &str), Vec<i64>> = BTreeMap::new();
    for event in &reading.events {
        let texts = event.reason.as_deref().into_iter().chain(event.details.values());
        let named = texts
            .flat_map(|text| text.split(|sign: char| !sign.is_alphanumeric() && sign != '-'))
            // A number alone may be anything.
            .filter(|word| word.len() >= 5 && word.contains(|sign: char| sign.is_alphabetic()))
            .find_map(|word| tickets.get(&word.to_lowercase()));
        let Some(ticket) = named else { continue };
        let notes = ticket.journal.iter().filter(|entry| entry.kind != EntryKind::FieldChange);
        let distance = notes
            .filter_map(|entry| Some((entry.at? - event.at).num_milliseconds()))
            .min_by_key(|distance| distance.abs())
            .filter(|distance| distance.abs() <= NEAR_NOTE_MILLIS);
        if let Some(distance) = distance {
            pairs.entry((&event.source, &ticket.source)).or_default().push(distance);
        }
    }
    pairs
        .into_iter()
        .filter_map(|((first, second), offsets)| {
            offset(
                first,
                second,
                offsets,
                "events that name a ticket against its nearest note; notes are typed some minutes before or after the act, \
                 so only about whole hours speak of a clock or zone",
            )
        })
        .collect()
}

#[expect(clippy::cast_precision_loss, reason = "milliseconds of hours")]
fn offset(first: &str, second: &str, mut millis: Vec<i64>, note: &'static str) -> Option<ClockOffset> {
    if millis.len() < LEAST_PAIRS {
        return None;
    }
    millis.sort_unstable();
    let seconds = |at: usize| millis[at.min(millis.len() - 1)] as f64 / 1000.0;
    Some(ClockOffset {
        first: first.to_owned(),
        second: second.to_owned(),
        pairs: millis.len(),
        median_seconds: seconds(millis.len() / 2),
        quartiles_seconds: (seconds(millis.len() / 4), seconds(millis.len() * 3 / 4)),
        note,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_median_needs_five_pairs() {
        assert_eq!(offset("a", "b", vec![1000; 4], ""), None);
        let told = offset("a", "b", vec![3000, 1000, 2000, 90_000, 2500], "").unwrap();
        assert_eq!((told.pairs, told.median_seconds, told.quartiles_seconds), (5, 2.5, (2.0, 3.0)));
    }

    #[test]
    fn of_several_records_of_an_act_the_nearest_of_the_other_source_is_its_pair() {
        let who = AccountIx(1);
        let kind = ChangeKind::PasswordReset;
        let act = |millis: i64, source: &'static str, file: u32| (who, kind, millis, source, FileId(file));
        let acts =
            [act(0, "a", 0), act(900, "a", 0), act(950, "c", 0), act(1000, "b", 1), act(2_000_000, "b", 1)];
        assert_eq!(sources_near(&acts, 0).collect::<Vec<_>>(), [3]);
        assert_eq!(sources_near(&acts, 3).collect::<Vec<_>>(), [1, 2]);
        assert!(sources_near(&acts, 4).next().is_none());
    }
}
