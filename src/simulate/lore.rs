//! What the simulation knows: the files under `mappings/simulate/`.

mod place;
mod script;

use std::collections::BTreeMap;

use serde::Deserialize;

use super::products::{Pair, ProductWords, Substitutes};
use super::{Products, SimulateError};
use crate::mapping::{MappingError, Mappings, parse_toml};
use crate::model::{ChangeKind, Level, Method, Tier, Weakness};

pub(super) use script::{
    Caller, Deed, Hours, MethodChoice, NameIn, Place as RecordPlace, Reference, Script, Step, SubjectRole,
    Who, Window,
};

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
    pub(super) phrases: Phrases,
    pub(super) rules: Rules,
    pub(super) scripts: Vec<Script>,
}

impl Lore {
    /// Reads and checks all files.
    ///
    /// # Errors
    /// A fault in one of them.
    pub(super) fn load(mappings: &Mappings, products: Products) -> Result<Self, SimulateError> {
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
            phrases: worded(mappings, "simulate/phrases.toml", &substitutes)?,
            rules: mappings.toml("simulate/rules.toml")?,
            scripts: scripts(mappings, |step| products.shows(step, &words))?,
            words,
        };
        for script in &lore.scripts {
            let unknown =
                |step: &Step| step.topic.as_ref().is_some_and(|topic| !lore.topics.contains_key(topic));
            if script.steps.iter().any(unknown) {
                let message = format!("script `{}` names a topic that topics.toml lacks", script.name);
                return Err(MappingError::whole("simulate/scripts", message).into());
            }
        }
        Ok(lore)
    }
}

/// A file of texts, in the words of the products.
fn worded<T: serde::de::DeserializeOwned>(
    mappings: &Mappings,
    path: &str,
    substitutes: &[&Substitutes],
) -> Result<T, MappingError> {
    let mut text = mappings.text(path)?.to_owned();
    for words in substitutes {
        text = words.applied(text);
    }
    parse_toml(path, &text)
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

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Names {
    pub(super) given: Vec<String>,
    pub(super) family: Vec<String>,
    pub(super) titles: Vec<String>,
    pub(super) manager_titles: Vec<String>,
    pub(super) executive_titles: Vec<String>,
    pub(super) admin_titles: Vec<String>,
    pub(super) desk_titles: Vec<String>,
    pub(super) people_titles: Vec<String>,
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
    pub(super) services: Vec<Program>,
    pub(super) integration: Program,
    pub(super) workflow: Program,
    pub(super) verifier: Program,
    pub(super) hr_feed: Program,
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
    pub(super) titles: Vec<String>,
    pub(super) descriptions: Vec<String>,
    pub(super) solved: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LookAlike {
    pub(super) comment: Vec<String>,
    pub(super) work_note: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ReasonPhrases {
    pub(super) with_ticket: Vec<String>,
    pub(super) plain: Vec<String>,
    pub(super) what: BTreeMap<String, String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ApprovalPhrases {
    pub(super) approved: Vec<String>,
    pub(super) rejected: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Phrases {
    pub(super) verified: BTreeMap<String, Vec<String>>,
    pub(super) failed: BTreeMap<String, Vec<String>>,
    pub(super) boilerplate: String,
    pub(super) look_alike: LookAlike,
    pub(super) note: BTreeMap<String, Vec<String>>,
    pub(super) comment: BTreeMap<String, Vec<String>>,
    pub(super) reason: ReasonPhrases,
    pub(super) approval: ApprovalPhrases,
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
        let lore = Lore::load(&Mappings::embedded(), Products::default()).unwrap();
        assert!(lore.scripts.iter().filter(|script| script.weight.is_none()).count() > 100);
        for (what, list) in &lore.phrases.verified {
            assert!(list.len() >= 4, "{what} has too few wordings");
        }
    }
}
