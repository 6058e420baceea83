//! `mappings/classify.toml`.

use std::collections::BTreeMap;

use crate::mapping::condition::Condition;
use crate::mapping::{MappingError, Mappings};
use crate::model::{ActorKind, ChangeKind, Effect, Event};

/// The rules of classification, as written and checked.
#[derive(Debug, Clone, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClassifyRules {
    pub(super) acts: Acts,
    pub(super) actors: Vec<ActorRule>,
    pub(super) roles: Roles,
    pub(super) completions: Vec<Completion>,
}

#[derive(Debug, Clone, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Acts {
    pub(super) act_seconds: i64,
    pub(super) transaction_seconds: i64,
    pub(super) distinct_by_object: Vec<ChangeKind>,
    pub(super) fold: Vec<Fold>,
    pub(super) echo: Vec<Echo>,
    pub(super) several: Vec<Several>,
}

/// What a product's own service writes after an act of somebody else.
#[derive(Debug, Clone, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Echo {
    /// Display names of the services.
    actors: Vec<String>,
    kinds: Vec<ChangeKind>,
    seconds: i64,
}

/// What several events of one kind in one act are together.
#[derive(Debug, Clone, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Several {
    products: Vec<String>,
    of: ChangeKind,
    least: usize,
    are: ChangeKind,
}

#[derive(Debug, Clone, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Fold {
    pub(super) into: ChangeKind,
    pub(super) takes: Vec<ChangeKind>,
}

#[derive(Debug, Clone, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ActorRule {
    pub(super) kind: ActorKind,
    #[serde(deserialize_with = "condition")]
    pub(super) when: Condition,
    #[serde(default)]
    pub(super) only: Vec<ChangeKind>,
}

#[derive(Debug, Clone, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Roles {
    pub(super) service_prefixes: Vec<String>,
    pub(super) in_question: BTreeMap<ActorKind, Vec<Effect>>,
}

#[derive(Debug, Clone, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Completion {
    pub(super) parent: Vec<ChangeKind>,
    pub(super) child: Vec<ChangeKind>,
    pub(super) hours: i64,
}

impl ClassifyRules {
    /// Reads the rules.
    ///
    /// # Errors
    /// A fault in the mapping file; a kind that two rules fold into each other.
    pub fn load(mappings: &Mappings) -> Result<Self, MappingError> {
        let rules: Self = mappings.toml("classify.toml")?;
        let takes: BTreeMap<ChangeKind, &[ChangeKind]> =
            rules.acts.fold.iter().map(|fold| (fold.into, fold.takes.as_slice())).collect();
        for fold in &rules.acts.fold {
            for taken in &fold.takes {
                if takes.get(taken).is_some_and(|back| back.contains(&fold.into)) {
                    return Err(MappingError::whole(
                        "classify.toml",
                        format!("`{}` and `{taken}` fold into each other; keep one of the two", fold.into),
                    ));
                }
            }
        }
        Ok(rules)
    }

    /// Whether an event so many seconds after an act is a service's echo of it.
    pub(super) fn is_echo(&self, event: &Event, kind: ChangeKind, seconds: i64) -> bool {
        self.acts.echo.iter().any(|echo| {
            seconds <= echo.seconds
                && echo.kinds.contains(&kind)
                && event
                    .actor
                    .display
                    .as_ref()
                    .is_some_and(|name| echo.actors.iter().any(|actor| name == actor))
        })
    }

    /// What so many events of a kind in one act are together.
    pub(super) fn together(&self, source: &str, kind: ChangeKind, count: usize) -> ChangeKind {
        let product = source.split('.').next().unwrap_or(source);
        let several = self.acts.several.iter().find(|several| {
            several.of == kind && count >= several.least && several.products.iter().any(|one| one == product)
        });
        several.map_or(kind, |several| several.are)
    }

    /// Whether one kind is what another writes on the way.
    pub(super) fn takes(&self, into: ChangeKind, taken: ChangeKind) -> bool {
        self.acts.fold.iter().any(|fold| fold.into == into && fold.takes.contains(&taken))
    }

    /// Whether a change of this effect by an actor of this role stays in question without a ticket.
    pub(super) fn is_in_question(&self, actor: ActorKind, kind: ChangeKind, effect: Effect) -> bool {
        // Unlocking is a desk's daily work although it alters nothing but a lock.
        let effects = self.roles.in_question.get(&actor).map_or(&[][..], Vec::as_slice);
        effects.contains(&effect)
            || (kind == ChangeKind::AccountUnlock && effects.contains(&Effect::Credential))
    }
}

fn condition<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Condition, D::Error> {
    let text: String = serde::Deserialize::deserialize(deserializer)?;
    Condition::parse(&text).map_err(serde::de::Error::custom)
}
