//! Where people were seen acting, and which addresses tell nothing because the house uses them.

use std::collections::BTreeMap;

use crate::model::{AccountIx, Event, Instant, Outcome};

/// Whether somebody used a place before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// They used this very address.
    Known,
    /// Another address of the same network, or one that many others used before: an office, a way out of a VPN.
    Near,
    /// Neither the address nor, where it is told, its network.
    New,
    /// The record gives no address, or nothing is known of where they were before.
    Untold,
}

/// First uses of addresses and networks.
#[derive(Debug, Clone, Default)]
pub(super) struct Places<'a> {
    first_from: BTreeMap<(AccountIx, &'a str), Instant>,
    first_seen: BTreeMap<AccountIx, Instant>,
    /// When each person first used an address, sorted.
    newcomers: BTreeMap<&'a str, Vec<Instant>>,
}

impl<'a> Places<'a> {
    /// Takes note of where a person acted. What failed proves nobody's presence: it may be the attacker
    /// who tries.
    pub(super) fn add(&mut self, person: AccountIx, event: &'a Event) {
        if event.outcome == Outcome::Failure {
            return;
        }
        let Some(ip) = address(event.ip.as_deref()) else { return };
        for place in [Some(ip), network(event)].into_iter().flatten() {
            let first = self.first_from.entry((person, place)).or_insert(event.at);
            *first = (*first).min(event.at);
        }
        let first = self.first_seen.entry(person).or_insert(event.at);
        *first = (*first).min(event.at);
    }

    /// To be called once everything is added.
    pub(super) fn sort(&mut self) {
        for ((_, place), first) in &self.first_from {
            self.newcomers.entry(place).or_default().push(*first);
        }
        for first in self.newcomers.values_mut() {
            first.sort_unstable();
        }
    }

    /// What the address `ip` (with the network of `event`) was to a person before `before`. An address
    /// that `house` persons or more used before is the house's own.
    pub(super) fn of(
        &self,
        person: AccountIx,
        (ip, event): (Option<&str>, Option<&Event>),
        before: Instant,
        house: usize,
    ) -> Place {
        let Some(ip) = address(ip) else { return Place::Untold };
        if self.first_seen.get(&person).is_none_or(|first| *first >= before) {
            return Place::Untold;
        }
        let used = |place: &str| self.first_from.get(&(person, place)).is_some_and(|first| *first < before);
        let others = |place: &str| {
            self.newcomers.get(place).map_or(0, |first| first.partition_point(|at| *at < before))
        };
        if used(ip) {
            Place::Known
        } else if event.and_then(network).is_some_and(used) || others(ip) >= house {
            Place::Near
        } else {
            Place::New
        }
    }

    /// For how long the person had been seen before an instant, in days.
    pub(super) fn days_known(&self, person: AccountIx, at: Instant) -> i64 {
        self.first_seen.get(&person).map_or(0, |first| (at - *first).num_days())
    }
}

fn network(event: &Event) -> Option<&str> {
    event.network.as_deref().filter(|network| !network.trim().is_empty())
}

/// An address that tells a place apart.
pub(super) fn address(ip: Option<&str>) -> Option<&str> {
    ip.map(str::trim).filter(|ip| !ip.is_empty() && *ip != "-" && *ip != "::1" && !ip.starts_with("127."))
}
