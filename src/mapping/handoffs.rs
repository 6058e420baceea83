//! What is looked for under a ticket that changed hands: `policy/handoffs.toml`.

use chrono::TimeDelta;
use serde::Deserialize;

use super::{MappingError, Mappings};
use crate::model::ChangeKind;

const PATH: &str = "policy/handoffs.toml";

/// The policy, as written.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HandoffPolicy {
    /// From so many hand-offs on tickets are counted together.
    pub most: u32,
    settle_hours: u32,
    /// A trend is tested only if so many tickets have a cost, and so many have not.
    pub least_each: u64,
    /// Access that is meant to end.
    pub temporary: Vec<Temporary>,
    widened: Kinds,
    by_hand: Kinds,
}

/// Access that is meant to end, and by what it does.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Temporary {
    /// Kinds that give it.
    pub kinds: Vec<ChangeKind>,
    /// Kinds that take it away.
    pub ended_by: Vec<ChangeKind>,
    /// Kinds by which its holder uses it up.
    pub used_by: Vec<ChangeKind>,
    /// Whether it ends by itself.
    pub expires: bool,
    /// Whether it is temporary only where the ticket says so.
    pub if_said: bool,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Kinds {
    kinds: Vec<ChangeKind>,
}

impl HandoffPolicy {
    /// Reads the policy.
    ///
    /// # Errors
    /// Broken TOML, no class of hand-offs, or a kind that is temporary in two ways.
    pub fn load(mappings: &Mappings) -> Result<Self, MappingError> {
        let policy: Self = mappings.toml(PATH)?;
        if policy.most == 0 {
            return Err(MappingError::whole(PATH, "`most` must be at least 1"));
        }
        let mut kinds: Vec<ChangeKind> =
            policy.temporary.iter().flat_map(|one| one.kinds.iter().copied()).collect();
        kinds.sort_unstable();
        if let Some(twice) = kinds.windows(2).find(|pair| pair[0] == pair[1]) {
            return Err(MappingError::whole(
                PATH,
                format!("`{}` is temporary in two ways; keep one", twice[0]),
            ));
        }
        Ok(policy)
    }

    /// How a kind of change is temporary, if it is.
    #[must_use]
    pub fn temporary(&self, kind: ChangeKind) -> Option<&Temporary> {
        self.temporary.iter().find(|one| one.kinds.contains(&kind))
    }

    /// For how long after the solution the export must go on for absence to tell something.
    #[must_use]
    pub fn settle(&self) -> TimeDelta {
        TimeDelta::hours(self.settle_hours.into())
    }

    /// Whether a change of this kind widens what somebody may do.
    #[must_use]
    pub fn widens(&self, kind: ChangeKind) -> bool {
        self.widened.kinds.contains(&kind)
    }

    /// Whether a change of this kind is an edit by hand.
    #[must_use]
    pub fn is_by_hand(&self, kind: ChangeKind) -> bool {
        self.by_hand.kinds.contains(&kind)
    }
}
