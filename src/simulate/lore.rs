//! What the simulation knows: the files under `mappings/simulate/`.

mod names;
mod place;
mod script;
mod stock;

use std::collections::BTreeMap;

use serde::Deserialize;

use super::products::{Pair, ProductWords, Substitutes};
use super::{Products, SimulateError, Texts};
use crate::mapping::{MappingError, Mappings, parse_toml};
use crate::model::{ChangeKind, Level, Method, Tier, Weakness};

pub(super) use names::{Accents, Culture, LoginForm, Names, Order, SamForm};
use names::{DeskHabits, Naming};
pub(super) use script::{
    Caller, Cause, Channel, Cost, Deed, Hours, MethodChoice, NameIn, Place as RecordPlace, Reference, Script,
    Step, SubjectRole, Tie, Who, Window,
};
pub(super) use stock::{ENGLISH, LANGUAGES, Stock};

/// Everything that the files say.
#[derive(Debug)]
pub(super) struct Lore {
    pub(super) products: Pair,
    pub(super) names: Names,
    pub(super) places: Places,
    pub(super) devices: Devices,
    pub(super) estate: Estate,
    /// What each product knows and calls things.
    pub(super) words: ProductWords,
    pub(super) topics: BTreeMap<String, Topic>,
    pub(super) stock: Stock,
    pub(super) rules: Rules,
    pub(super) scripts: Vec<Script>,
}

impl Lore {
    /// Reads and checks all files.
    ///
    /// # Errors
    /// A fault in one of them.
    pub(super) fn load(mappings: &Mappings, products: Products, texts: Texts) -> Result<Self, SimulateError> {
        let products = Pair::from(products);
        let words = ProductWords::load(mappings)?;
        let substitutes = words.substitutes(products);
        let lore = Self {
            products,
            names: mappings.toml("simulate/names.toml")?,
            places: mappings.toml("simulate/places.toml")?,
            devices: worded(mappings, "simulate/devices.toml", &substitutes)?,
            estate: worded(mappings, "simulate/estate.toml", &substitutes)?,
            topics: worded::<Topics>(mappings, "simulate/topics.toml", &substitutes)?.topic,
            stock: Stock::load(mappings, texts, &|text| in_words(text, &substitutes))?,
            rules: mappings.toml("simulate/rules.toml")?,
            scripts: scripts(mappings, |step| products.shows(step, &words))?,
            words,
        };
        for script in &lore.scripts {
            let told = |fault: String| {
                MappingError::whole("simulate/scripts", format!("script `{}` names {fault}", script.name))
            };
            script.steps.iter().try_for_each(|step| lore.check_step(step)).map_err(told)?;
        }
        lore.check_topics().map_err(|message| MappingError::whole("simulate/topics.toml", message))?;
        lore.check_places().map_err(|message| MappingError::whole("simulate/places.toml", message))?;
        Ok(lore)
    }

    fn check_step(&self, step: &Step) -> Result<(), String> {
        match (&step.topic, &step.text) {
            (Some(topic), _) if !self.topics.contains_key(topic) => {
                Err(format!("the topic `{topic}`, which topics.toml lacks"))
            }
            // The attempts of a list are counted.
            (_, Some(text)) if !self.is_written(text.trim_end_matches(char::is_numeric)) => {
                Err(format!("the text `{text}`, which texts/en lacks"))
            }
            _ => Ok(()),
        }
    }

    fn is_written(&self, text: &str) -> bool {
        self.bank_of(text).is_some()
    }

    /// The bank that a script calls by its full name, or without its file if that is `note` or `comment`.
    pub(super) fn bank_of(&self, text: &str) -> Option<String> {
        let names = [text.to_owned(), format!("note.{text}"), format!("comment.{text}")];
        names.into_iter().find(|name| self.stock.has(name))
    }

    fn check_topics(&self) -> Result<(), String> {
        for (name, topic) in &self.topics {
            for case in topic.cases(name) {
                let has = |what: &str| self.stock.has(&format!("topics.{case}.{what}"));
                if !(["title", "asks", "notes"].into_iter().all(has)
                    && self.stock.has(&self.solved(name, &case)))
                {
                    return Err(format!("texts/en lacks texts of `{case}`"));
                }
            }
        }
        Ok(())
    }

    /// The bank of closing texts of a case: its own, its topic's, or those of its topic's first case.
    pub(super) fn solved(&self, topic: &str, case: &str) -> String {
        let first = self.topics.get(topic).and_then(|known| known.cases(topic).into_iter().next());
        let names = [Some(case), Some(topic), first.as_deref()];
        let banks = names.into_iter().flatten().map(|name| format!("topics.{name}.solved"));
        banks.into_iter().find(|bank| self.stock.has(bank)).unwrap_or_default()
    }

    fn check_places(&self) -> Result<(), String> {
        for office in &self.places.office {
            let unknown = office.cultures.keys().find(|culture| !self.names.culture.contains_key(*culture));
            if let Some(culture) = unknown {
                return Err(format!("`{culture}` of {} is no culture of names.toml", office.name));
            }
            if !self.estate.desk_groups.contains(&office.desk) {
                return Err(format!("`{}` of {} is no desk of estate.toml", office.desk, office.name));
            }
            if !LANGUAGES.contains(&office.language.as_str()) {
                return Err(format!("`{}` of {} is no language with texts", office.language, office.name));
            }
        }
        Ok(())
    }
}

/// A file of texts, in the words of the products.
fn worded<T: serde::de::DeserializeOwned>(
    mappings: &Mappings,
    path: &str,
    substitutes: &[&Substitutes],
) -> Result<T, MappingError> {
    parse_toml(path, &in_words(mappings.text(path)?, substitutes))
}

/// The text in the words of the products.
fn in_words(text: &str, substitutes: &[&Substitutes]) -> String {
    substitutes.iter().fold(text.to_owned(), |text, words| words.applied(text))
}

/// The screenplays that the products can show.
fn scripts(mappings: &Mappings, shown: impl Fn(&Step) -> bool) -> Result<Vec<Script>, MappingError> {
    let mut all: Vec<Script> = Vec::new();
    for (path, text) in mappings.under("simulate/scripts", ".toml") {
        let file: script::ScriptFile = parse_toml(path, text)?;
        for script in file.script {
            script.check().map_err(|message| MappingError::whole(path, message))?;
            all.extend(script.one_for_each());
        }
    }
    all.retain(|script| script.steps.iter().all(&shown));
    all.sort_by(|a, b| a.name.cmp(&b.name));
    match all.windows(2).find(|pair| pair[0].name == pair[1].name) {
        Some(pair) => Err(MappingError::whole(
            "simulate/scripts",
            format!("two scripts are called `{}`; rename one", pair[0].name),
        )),
        None => Ok(all),
    }
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct City {
    pub(super) city: String,
    pub(super) state: String,
    pub(super) country: String,
    pub(super) postal: String,
    pub(super) lat: f64,
    pub(super) lon: f64,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Network {
    pub(super) as_number: u32,
    pub(super) as_org: String,
    pub(super) isp: String,
    pub(super) domain: String,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Office {
    pub(super) name: String,
    /// The team of the desk that serves it.
    pub(super) desk: String,
    /// Share of the people.
    pub(super) share: f64,
    /// How many of the desk's first dozen agents work there.
    pub(super) agents: usize,
    pub(super) language: String,
    /// Share of its tickets that are written in its language.
    pub(super) local: f64,
    /// Where the names of its people come from, with weights.
    pub(super) cultures: BTreeMap<String, f64>,
    /// How telephone numbers begin.
    pub(super) phone: String,
    #[serde(deserialize_with = "zone")]
    pub(super) zone: chrono_tz::Tz,
    pub(super) city: String,
    pub(super) state: String,
    pub(super) country: String,
    pub(super) postal: String,
    pub(super) lat: f64,
    pub(super) lon: f64,
    pub(super) network: Network,
    pub(super) homes: Vec<City>,
    pub(super) carriers: Vec<Network>,
}

fn zone<'de, D: serde::Deserializer<'de>>(source: D) -> Result<chrono_tz::Tz, D::Error> {
    String::deserialize(source)?.parse().map_err(serde::de::Error::custom)
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Abroad {
    pub(super) place: City,
    pub(super) network: Network,
    #[serde(default)]
    pub(super) proxy: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Places {
    pub(super) office: Vec<Office>,
    pub(super) abroad: Vec<Abroad>,
    pub(super) cloud: Abroad,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Device {
    pub(super) os: String,
    pub(super) browser: String,
    pub(super) device: String,
    pub(super) raw: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Devices {
    pub(super) desktop: Vec<Device>,
    pub(super) mobile: Vec<Device>,
    pub(super) stranger: Vec<Device>,
    pub(super) program: Device,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Program {
    pub(super) login: String,
    pub(super) name: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Estate {
    pub(super) company: String,
    pub(super) domain: String,
    pub(super) instance: String,
    pub(super) apps: Vec<String>,
    pub(super) groups: Vec<String>,
    pub(super) roles: Vec<String>,
    pub(super) factors: Vec<String>,
    pub(super) desk_groups: Vec<String>,
    pub(super) engineering_group: String,
    pub(super) other_groups: Vec<String>,
    pub(super) shared: Vec<Program>,
    pub(super) services: Vec<Program>,
    pub(super) integration: Program,
    pub(super) workflow: Program,
    pub(super) verifier: Program,
    pub(super) hr_feed: Program,
    pub(super) naming: Naming,
    pub(super) desk: DeskHabits,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Topics {
    topic: BTreeMap<String, Topic>,
}

/// What a sort of ticket says.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Topic {
    pub(super) kind: String,
    pub(super) identity: bool,
    pub(super) category: String,
    pub(super) subcategory: String,
    /// If it is about a program: what of it.
    pub(super) nhi: Option<String>,
    /// The cases that it comes in.
    #[serde(default)]
    aspects: Vec<String>,
}

impl Topic {
    /// The names under which its texts stand.
    pub(super) fn cases(&self, name: &str) -> Vec<String> {
        if self.aspects.is_empty() {
            return vec![name.to_owned()];
        }
        self.aspects.iter().map(|aspect| format!("{name}_{aspect}")).collect()
    }
}

/// What the truth demands of a change (`rules.toml`).
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Rules {
    pub(super) freshness_minutes: i64,
    /// Methods with a window of their own.
    pub(super) freshness_of: BTreeMap<Method, i64>,
    pub(super) approval_valid_hours: i64,
    pub(super) repeat_contact_days: i64,
    pub(super) double_submission_minutes: i64,
    /// How long a call, a chat or a visit lasts at most.
    pub(super) live_contact_minutes: i64,
    /// Solved within so long after a live contact began, and nothing tells when the work was done: nobody knows.
    pub(super) live_doubt_minutes: i64,
    /// So long after its solution a change may still be the one that solved a ticket.
    pub(super) remedy_after_minutes: i64,
    pub(super) channel_edit_days: i64,
    pub(super) need: Vec<Need>,
    /// The most that flawed evidence is worth.
    pub(super) cap: BTreeMap<Weakness, Level>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Need {
    pub(super) kinds: Vec<ChangeKind>,
    pub(super) level: BTreeMap<Tier, Level>,
    pub(super) approval: Vec<Tier>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_embedded_files_are_sound() {
        let lore = Lore::load(&Mappings::embedded(), Products::default(), Texts::All).unwrap();
        assert!(lore.scripts.iter().filter(|script| script.weight.is_none()).count() > 100);
    }
}
