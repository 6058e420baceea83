//! From written times to instants: zones, and the order of day and month.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use super::ZoneSetting;
use super::record::{Record, View};
use super::time::{self, Fit, Order, Written};
use crate::mapping::source::{Field, Form, TimeRules};
use crate::model::Instant;

/// What hinders the reading of a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum TimeFault {
    /// It has no zone and none is given.
    ZoneNeeded(String),
    /// It is no time.
    Unreadable(String),
}

/// What looking at the whole file shows of its times: which columns write the day first, and
/// whether references show display values.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Orders {
    /// By field: whether the first number, and whether the second, was ever more than 12.
    seen: BTreeMap<String, (bool, bool)>,
    /// Whether a reference without a value was there: then every record shows display values,
    /// also one whose own references are empty.
    display_references: bool,
}

impl Orders {
    /// Notes what a record's field says.
    pub(super) fn survey(&mut self, view: View<'_>, field: &Field) {
        let key = key(field);
        view.with_text(field, &mut |text| {
            let Some((first, second)) = time::may_be_day_and_month(text) else { return };
            let says = (first > 12, second > 12);
            let seen = self.seen.get_mut(key);
            // What is known already needs no reading.
            if seen.as_ref().is_some_and(|seen| (seen.0 || !says.0) && (seen.1 || !says.1)) {
                return;
            }
            if let Some(Written::Numbers(a, b, ..)) = time::read(text) {
                let seen = self.seen.entry(key.to_owned()).or_default();
                seen.0 |= a > 12;
                seen.1 |= b > 12;
            }
        });
    }

    /// Notes whether a record shows display values.
    pub(super) fn survey_references(&mut self, record: &Record<'_>) {
        self.display_references |= record.has_display_reference();
    }

    /// Whether a date of two numbers and a year was seen.
    pub(super) fn has_numbers(&self) -> bool {
        !self.seen.is_empty()
    }

    /// Takes in what another part of the file said.
    pub(super) fn merge(&mut self, other: Orders) {
        self.display_references |= other.display_references;
        for (field, (first, second)) in other.seen {
            let seen = self.seen.entry(field).or_default();
            seen.0 |= first;
            seen.1 |= second;
        }
    }

    /// Why the file cannot be read: a column that says both, or nothing says which.
    pub(super) fn fault(&self) -> Option<String> {
        let both = self.seen.iter().find(|(_, seen)| **seen == (true, true));
        if let Some((field, _)) = both {
            return Some(format!(
                "`{field}` has dates with the day first and dates with the month first; export it in one form, \
                 best YYYY-MM-DD"
            ));
        }
        let undecided = self.seen.keys().find(|field| self.order(field).is_none());
        undecided.map(|field| {
            format!(
                "`{field}` may have the day or the month first: no date in the file has a number above 12, or its \
                 columns differ; export it as YYYY-MM-DD"
            )
        })
    }

    /// The order of day and month in each column that has such dates, and how it was decided.
    pub(super) fn told(&self) -> Vec<(String, &'static str)> {
        let words = |field: &str, seen: (bool, bool)| match (seen, self.order(field)) {
            ((true, true), _) => "both the day and the month first: not read",
            ((true, false), _) => "day first (a first number above 12)",
            ((false, true), _) => "month first (a second number above 12)",
            (_, Some(Order::DayFirst)) => "day first (as the other columns)",
            (_, Some(Order::MonthFirst)) => "month first (as the other columns)",
            (_, None) => "nothing tells day from month: not read",
        };
        self.seen.iter().map(|(field, seen)| (field.clone(), words(field, *seen))).collect()
    }

    /// The order of a column: its own, else that of the columns that know, if they agree.
    fn order(&self, field: &str) -> Option<Order> {
        let known = |seen: (bool, bool)| match seen {
            (true, false) => Some(Order::DayFirst),
            (false, true) => Some(Order::MonthFirst),
            _ => None,
        };
        let own = self.seen.get(field).and_then(|seen| known(*seen));
        own.or_else(|| {
            let mut others = self.seen.values().filter_map(|seen| known(*seen));
            let first = others.next()?;
            others.all(|other| other == first).then_some(first)
        })
    }
}

fn key(field: &Field) -> &str {
    field.0.first().map_or("", |path| path.text.as_str())
}

/// What reading the times of a file showed.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct ZoneNotes {
    /// Zones used and how they are known.
    pub(super) zones: BTreeSet<String>,
    /// Times in an hour that the clock showed twice.
    pub(super) twice: u64,
    /// Times in an hour that the clock skipped.
    pub(super) never: u64,
    /// The zone noted last and why: mostly the next time has the same.
    #[serde(skip)]
    last: Option<(Tz, String)>,
}

impl ZoneNotes {
    /// Notes a zone that was used, and how it is known.
    fn used(&mut self, zone: Tz, why: &str) {
        if self.last.as_ref().is_some_and(|last| last.0 == zone && last.1 == why) {
            return;
        }
        self.zones.insert(format!("{} ({why})", zone.name()));
        self.last = Some((zone, why.to_owned()));
    }

    /// Whether this zone was used.
    pub(super) fn has(&self, zone: Tz) -> bool {
        self.zones.iter().any(|used| used.strip_prefix(zone.name()).is_some_and(|rest| rest.starts_with(' ')))
    }

    pub(super) fn merge(&mut self, other: ZoneNotes) {
        self.zones.extend(other.zones);
        self.twice += other.twice;
        self.never += other.never;
    }

    /// The notes in words; empty if every time carried an offset.
    pub(super) fn words(&self) -> String {
        let mut words: Vec<String> = self.zones.iter().cloned().collect();
        if self.twice > 0 {
            words.push(format!(
                "{} times lie in an hour that the clocks showed twice; the earlier is taken",
                self.twice
            ));
        }
        if self.never > 0 {
            words.push(format!("{} times lie in an hour that the clocks skipped; moved forward", self.never));
        }
        words.join("; ")
    }
}

/// Reads the times of one file for one source.
pub(super) struct Clock<'a> {
    pub(super) source: &'a str,
    pub(super) rules: &'a TimeRules,
    pub(super) form: Form,
    pub(super) settings: &'a [ZoneSetting],
    pub(super) orders: &'a Orders,
    pub(super) notes: &'a RefCell<ZoneNotes>,
}

impl Clock<'_> {
    /// The time in a field; `None` if there is none.
    pub(super) fn time(&self, view: View<'_>, field: &Field) -> Result<Option<Instant>, TimeFault> {
        for path in &field.0 {
            let certain = self.rules.zone.filter(|_| self.rules.zone_in.contains(path));
            let shows_display = || self.shows_display_values(view);
            let read =
                view.with_text_at(path, |text| self.resolve(text, key(field), certain, &shows_display));
            if let Some(read) = read {
                return read.map(Some);
            }
        }
        Ok(None)
    }

    /// The instant of a time that stands in a text as a display value.
    pub(super) fn displayed(&self, text: &str) -> Result<Instant, TimeFault> {
        self.resolve(text, "a heading", None, &|| true)
    }

    fn resolve(
        &self,
        text: &str,
        field: &str,
        certain: Option<Tz>,
        shows_display: &dyn Fn() -> bool,
    ) -> Result<Instant, TimeFault> {
        let unreadable = || TimeFault::Unreadable(format!("`{field}` is not a time: `{}`", short(text)));
        let (local, display) = match time::read(text).ok_or_else(unreadable)? {
            Written::Instant(at) => return Ok(at),
            Written::Local(local) => (local, shows_display()),
            Written::Numbers(a, b, year, clock, offset) => {
                let undecided = || {
                    TimeFault::Unreadable(format!(
                        "`{}` may have the day or the month first, and the file does not begin with such dates; \
                         export it as YYYY-MM-DD",
                        short(text)
                    ))
                };
                let order = self.orders.order(field).ok_or_else(undecided)?;
                let local = time::ordered(a, b, year, clock, order).ok_or_else(unreadable)?;
                if let Some(seconds) = offset {
                    let at = local.checked_sub_signed(chrono::Duration::seconds(seconds));
                    return at.map(|at| at.and_utc()).ok_or_else(unreadable);
                }
                (local, true)
            }
        };
        let certain = certain.map(|zone| (zone, self.rules.zone_reason.as_str()));
        let (zone, why) =
            certain.or_else(|| self.zone(display)).ok_or_else(|| TimeFault::ZoneNeeded(text.to_owned()))?;
        let (at, fit) = time::in_zone(local, zone).ok_or_else(unreadable)?;
        let mut notes = self.notes.borrow_mut();
        match fit {
            Fit::Once => {}
            Fit::Twice => notes.twice += 1,
            Fit::Never => notes.never += 1,
        }
        notes.used(zone, why);
        Ok(at)
    }

    fn shows_display_values(&self, view: View<'_>) -> bool {
        (self.rules.display_references && self.orders.display_references)
            || self.rules.display_if.iter().any(|path| view.as_written().has(&Field(vec![path.clone()])))
    }

    /// The zone of times without one, and how it is known. A documented zone that is certain
    /// comes first, then `--tz` for the source, then a documented one, then `--tz` for all.
    fn zone(&self, display: bool) -> Option<(Tz, &str)> {
        let documented =
            self.rules.zone.filter(|_| !display).map(|zone| (zone, self.rules.zone_reason.as_str()));
        if self.rules.certain_in.contains(&self.form) && documented.is_some() {
            return documented;
        }
        let fitting = |setting: &&ZoneSetting| {
            setting.source.as_deref().is_some_and(|prefix| self.source.starts_with(prefix))
        };
        let length = |setting: &&ZoneSetting| setting.source.as_ref().map_or(0, String::len);
        let for_source = self.settings.iter().filter(fitting).max_by_key(length);
        let for_all = self.settings.iter().rfind(|setting| setting.source.is_none());
        for_source
            .map(|setting| (setting.zone, "--tz for this source"))
            .or(documented)
            .or_else(|| for_all.map(|setting| (setting.zone, "--tz")))
    }
}

/// The first characters of a text, for a message.
pub(super) fn short(text: &str) -> String {
    text.chars().take(60).collect()
}
