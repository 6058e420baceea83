//! By what a failed first contact is traced to its cause: `policy/causes.toml`.

use chrono::TimeDelta;
use serde::Deserialize;

use super::{MappingError, Mappings};
use crate::model::{CauseBasis, ChangeKind, FailureCause};

const PATH: &str = "policy/causes.toml";

/// The policy, as written.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CausePolicy {
    /// The main cause is the first of these that is shown.
    pub precedence: Vec<FailureCause>,
    /// What is read from these counts as the main cause only where nothing is said outright.
    pub circumstances: Vec<CauseBasis>,
    /// An approver who answers later than this many minutes after being asked is late.
    pub late_approval_minutes: u32,
    /// Approvers asked within so many minutes were asked together.
    pub asked_together_minutes: u32,
    /// A verification that succeeds so soon after a failed one belongs to the same attempt.
    pub same_attempt_minutes: u32,
    /// A credential issued again so soon is the same act, tried twice.
    pub reissue_from_minutes: u32,
    /// One issued again later than this is another matter.
    pub reissue_to_hours: u32,
    /// Kinds of change that hand a credential over.
    pub handed_over: Vec<ChangeKind>,
    /// Kinds by which its holder shows that it arrived.
    pub taken_over: Vec<ChangeKind>,
    /// Kinds that mend or make the record of a person.
    pub mends_record: Vec<ChangeKind>,
    /// That somebody never acts on a system can be told from so many acts elsewhere.
    pub least_acts_elsewhere: usize,
    /// A note so soon after a ticket was moved explains the move.
    pub moving_note_minutes: u32,
    /// Least share of a ticket source's subjects that the directory lists, for a missing one to tell something.
    pub least_listed_share: f64,
    /// Least number of them.
    pub least_listed: usize,
    /// Words of a log's reason that say that the actor may not.
    pub refusals: Vec<String>,
}

impl CausePolicy {
    /// Reads the policy.
    ///
    /// # Errors
    /// Broken TOML, a precedence that does not hold each cause once, or a share beyond 0 and 1.
    pub fn load(mappings: &Mappings) -> Result<Self, MappingError> {
        let policy: Self = mappings.toml(PATH)?;
        let mut causes = policy.precedence.clone();
        causes.sort_unstable();
        if causes != FailureCause::ALL {
            return Err(MappingError::whole(PATH, "`precedence` must hold each cause once"));
        }
        if !(0.0..=1.0).contains(&policy.least_listed_share) {
            return Err(MappingError::whole(PATH, "`least_listed_share` must lie between 0 and 1"));
        }
        Ok(policy)
    }

    /// The place of a cause: the lower, the more it counts as the main one.
    #[must_use]
    pub fn rank(&self, cause: FailureCause, basis: CauseBasis) -> (bool, usize) {
        let place = self.precedence.iter().position(|other| *other == cause).unwrap_or(usize::MAX);
        (self.circumstances.contains(&basis), place)
    }

    /// A number of minutes as a span of time.
    #[must_use]
    pub fn minutes(number: u32) -> TimeDelta {
        TimeDelta::minutes(number.into())
    }
}
