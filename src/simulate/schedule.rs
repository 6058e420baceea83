//! Who is taken when, and which ticket numbers are: so that situations do not disturb one another.

use std::collections::{BTreeMap, BTreeSet};

use super::calendar::{Calendar, DAY, MINUTE, Millis};
use super::organisation::AccountNo;

/// What has been planned so far.
#[derive(Debug, Default)]
pub(super) struct Schedule {
    people: BTreeMap<AccountNo, Vec<(Millis, Millis)>>,
    desks: BTreeSet<(AccountNo, i64)>,
    numbers: BTreeSet<u64>,
}

/// An agent's time is planned in pieces of this length.
const SLOT: Millis = 12 * MINUTE;

impl Schedule {
    /// Whether the account has nothing planned within `margin` of the span.
    pub(super) fn is_free(&self, account: AccountNo, from: Millis, to: Millis, margin: Millis) -> bool {
        let apart = |(begin, end): &(Millis, Millis)| to + margin < *begin || *end + margin < from;
        self.people.get(&account).is_none_or(|spans| spans.iter().all(apart))
    }

    pub(super) fn take(&mut self, account: AccountNo, from: Millis, to: Millis) {
        self.people.entry(account).or_default().push((from, to));
    }

    /// Whether the agent takes no other call at that time; if so, the time is taken.
    pub(super) fn take_agent(&mut self, agent: AccountNo, at: Millis) -> bool {
        self.desks.insert((agent, at.div_euclid(SLOT)))
    }

    /// The next free ticket number at a time: numbers rise with time and leave gaps, as those of a
    /// table do whose counter other tables share.
    pub(super) fn number(&mut self, at: Millis, calendar: &Calendar, expected: usize) -> u64 {
        let span = (calendar.tickets_end - calendar.start).max(1) as f64;
        let share = ((at - calendar.start + DAY) as f64 / span).max(0.0);
        let mut number = 41_000 + (share * expected as f64 * 6.0) as u64;
        while !self.numbers.insert(number) {
            number += 1;
        }
        number
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn margins_keep_situations_apart() {
        let mut schedule = Schedule::default();
        schedule.take(1, 100, 200);
        assert!(!schedule.is_free(1, 205, 300, 10));
        assert!(schedule.is_free(1, 211, 300, 10));
        assert!(schedule.is_free(2, 150, 160, 10));
    }

    #[test]
    fn an_agent_takes_one_call_at_a_time() {
        let mut schedule = Schedule::default();
        assert!(schedule.take_agent(4, 0));
        assert!(!schedule.take_agent(4, SLOT - 1));
        assert!(schedule.take_agent(4, SLOT));
    }
}
