//! Plays all scripts: the planted situations and the ordinary work.

mod change;
mod handover;
mod outcome;
mod proof;
mod scene;
mod speech;
mod ticketing;
mod touches;

use std::collections::{BTreeMap, BTreeSet};

use super::SimulateSettings;
use super::calendar::{Calendar, DAY};
use super::cast::Casting;
use super::desk::{Incident, ToolRecord};
use super::event::LogEvent;
use super::lore::{Lore, Script};
use super::organisation::{AccountNo, Organisation};
use super::rng::Rng;
use super::schedule::Schedule;
use super::truth::{ChangeTruth, SituationTruth};
use scene::Scene;

/// Everything that happened beside sign-ins, in time order.
#[derive(Debug, Default)]
pub(super) struct Story {
    pub(super) events: Vec<LogEvent>,
    pub(super) incidents: Vec<Incident>,
    pub(super) tool_records: Vec<ToolRecord>,
    pub(super) changes: Vec<ChangeTruth>,
    pub(super) situations: Vec<SituationTruth>,
    /// When new starters begin; before that they do not sign in.
    pub(super) begins: BTreeMap<AccountNo, i64>,
}

/// Ordinary tickets per person and day: about one a month, as desks of this kind see.
const ORDINARY_TICKETS: f64 = 0.031;

impl Story {
    /// Plays everything and puts it in order of time.
    pub(super) fn tell(settings: &SimulateSettings, lore: &Lore, organisation: &Organisation) -> Self {
        let calendar = Calendar::of(settings);
        let performances = performances(settings, lore, &calendar);
        let mut casting =
            Casting { lore, organisation, calendar, schedule: Schedule::default(), played: BTreeSet::new() };
        let mut plays: BTreeMap<&str, usize> = BTreeMap::new();
        let mut story = Self::default();
        for (nth, script) in performances.iter().enumerate() {
            let mut rng = Rng::for_part(settings.seed, &script.name, nth as u64);
            let Some(cast) = casting.cast(script, &mut rng) else { continue };
            let play = plays.entry(&script.name).or_default();
            *play += 1;
            let scene = Scene::new(script, cast, performances.len(), &mut casting, rng);
            scene.play(&mut story, *play);
        }
        story.events.sort_by(|a, b| (a.at, &a.id).cmp(&(b.at, &b.id)));
        story.incidents.sort_by(|a, b| (a.opened, &a.number).cmp(&(b.opened, &b.number)));
        story.tool_records.sort_by(|a, b| (a.at, &a.id).cmp(&(b.at, &b.id)));
        story.changes.sort_by(|a, b| (a.plan.at, &a.plan.native_ids).cmp(&(b.plan.at, &b.plan.native_ids)));
        story
            .situations
            .sort_by(|a, b| (&a.name, &a.ticket, &a.change).cmp(&(&b.name, &b.ticket, &b.change)));
        story
    }
}

/// For how many people situations are planted: in a large organisation they drown in ordinary work,
/// as they do in real ones.
fn plantable(people: usize) -> usize {
    let small = 240;
    (people.min(small) + people.saturating_sub(small) / 6) / 2
}

/// Which scripts are played how often: scarce people first, then the ordinary work.
fn performances<'a>(settings: &SimulateSettings, lore: &'a Lore, calendar: &Calendar) -> Vec<&'a Script> {
    let mut planned: Vec<&Script> = Vec::new();
    for script in &lore.scripts {
        let times = match (script.every, script.seldom) {
            (Some(every), _) => (plantable(settings.people) / every).max(1),
            (None, Some(seldom)) => {
                let most = plantable(settings.people);
                let more = Rng::for_part(settings.seed, &script.name, 0).below(seldom) < most % seldom;
                most / seldom + usize::from(more)
            }
            (None, None) => 0,
        };
        planned.extend(std::iter::repeat_n(script, times));
    }
    planned.sort_by(|a, b| b.subject.cmp(&a.subject).then_with(|| a.name.cmp(&b.name)));
    let ordinary: Vec<&Script> = lore.scripts.iter().filter(|script| script.weight.is_some()).collect();
    let weights: Vec<f64> = ordinary.iter().filter_map(|script| script.weight).collect();
    let days = (calendar.tickets_end - calendar.start) as f64 / DAY as f64;
    let count = (settings.people as f64 * days * ORDINARY_TICKETS).round() as usize;
    let mut rng = Rng::for_part(settings.seed, "ordinary", 0);
    if !ordinary.is_empty() {
        planned.extend((0..count).map(|_| ordinary[rng.weighted(&weights)]));
    }
    planned
}
