//! Screenplays: who does what at which minute.

use serde::{Deserialize, Deserializer, de::Error as _};

use crate::model::{ChangeKind, ContactReason, Method, Weakness};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ScriptFile {
    pub(super) script: Vec<Script>,
}

/// One situation, or one sort of ordinary ticket.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::simulate) struct Script {
    pub(in crate::simulate) name: String,
    pub(in crate::simulate) about: String,
    /// Share of the ordinary tickets.
    pub(in crate::simulate) weight: Option<f64>,
    /// Planted once per so many people, and at least once.
    pub(in crate::simulate) every: Option<usize>,
    /// Planted once per so many people, and where they are fewer in some of the seeds.
    pub(in crate::simulate) seldom: Option<usize>,
    #[serde(default)]
    pub(in crate::simulate) attack: bool,
    /// The chains of events that it follows: P1 to P17 of the domain reference, section c.
    #[serde(default)]
    pub(in crate::simulate) chain: Vec<String>,
    #[serde(default)]
    pub(in crate::simulate) subject: SubjectRole,
    #[serde(default)]
    pub(in crate::simulate) caller: Caller,
    #[serde(default)]
    pub(in crate::simulate) window: Window,
    #[serde(default)]
    pub(in crate::simulate) hours: Hours,
    /// One situation for every method named.
    #[serde(default)]
    each: Vec<Method>,
    pub(in crate::simulate) steps: Vec<Step>,
}

impl Script {
    pub(super) fn check(&self) -> Result<(), String> {
        let refuse = |what: &str| Err(format!("script `{}`: {what}", self.name));
        let ways = [self.weight.is_some(), self.every.is_some(), self.seldom.is_some()];
        if ways.into_iter().filter(|given| *given).count() != 1 {
            return refuse("give one of `weight`, `every` and `seldom`");
        }
        if self.every == Some(0) || self.seldom == Some(0) || self.weight.is_some_and(|weight| weight <= 0.0)
        {
            return refuse("`weight`, `every` and `seldom` must be above zero");
        }
        let asks_each = self.steps.iter().any(|step| matches!(step.method, Some(MethodChoice::Each)));
        if asks_each == self.each.is_empty() {
            return refuse("`each` and a step with method = \"each\" belong together");
        }
        let known = |name: &String| {
            name.strip_prefix('P')
                .and_then(|nth| nth.parse().ok())
                .is_some_and(|nth: u8| (1..=17).contains(&nth))
        };
        if self.attack == self.chain.is_empty() || !self.chain.iter().all(known) {
            return refuse("an attack follows chains of P1 to P17, and nothing else does");
        }
        if self.steps.is_empty() || self.steps.iter().any(|step| !step.at.is_finite() || step.at.abs() > 1e5)
        {
            return refuse("needs steps within 100000 minutes");
        }
        Ok(())
    }

    /// The script itself, or one copy for every method of `each`.
    pub(super) fn one_for_each(self) -> Vec<Script> {
        if self.each.is_empty() {
            return vec![self];
        }
        let with = |method: Method| {
            let mut script = self.clone();
            script.name = format!("{}_{method}", self.name);
            for step in &mut script.steps {
                if matches!(step.method, Some(MethodChoice::Each)) {
                    step.method = Some(MethodChoice::Of(method));
                }
            }
            script
        };
        self.each.iter().map(|method| with(*method)).collect()
    }

    /// From the first to the last step, in minutes.
    pub(in crate::simulate) fn span(&self) -> (f64, f64) {
        let from = self.steps.iter().map(|step| step.at).fold(0.0, f64::min);
        let to = self.steps.iter().map(|step| step.at).fold(0.0, f64::max);
        (from, to)
    }
}

/// One line of a screenplay.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::simulate) struct Step {
    /// Minutes from the first contact.
    pub(in crate::simulate) at: f64,
    #[serde(rename = "do")]
    pub(in crate::simulate) deed: Deed,
    pub(in crate::simulate) by: Option<Who>,
    pub(in crate::simulate) to: Option<Who>,
    /// Whether the account is used from abroad.
    #[serde(default)]
    from: Option<From>,
    /// Which ticket of the script.
    #[serde(default = "first")]
    pub(in crate::simulate) on: usize,
    pub(in crate::simulate) topic: Option<String>,
    pub(in crate::simulate) method: Option<MethodChoice>,
    #[serde(default, rename = "in")]
    pub(in crate::simulate) places: Vec<Place>,
    pub(in crate::simulate) flaw: Option<Weakness>,
    /// So many minutes after it a verification is written down, with its time.
    #[serde(default)]
    pub(in crate::simulate) written: f64,
    pub(in crate::simulate) text: Option<String>,
    #[serde(rename = "ref")]
    pub(in crate::simulate) reference: Option<Reference>,
    /// 0: the change belongs to no ticket.
    pub(in crate::simulate) ticket: Option<usize>,
    /// Nobody could tell from the exports to which of the script's tickets the change belongs.
    #[serde(default)]
    pub(in crate::simulate) ambiguous: bool,
    #[serde(default)]
    pub(in crate::simulate) name: NameIn,
    /// The step follows the one before at once.
    #[serde(default)]
    pub(in crate::simulate) fast: bool,
    /// Over which channel a ticket comes in, if that matters.
    pub(in crate::simulate) channel: Option<Channel>,
    /// What the step shows of the ticket's first contact, beyond what its deed shows.
    #[serde(default)]
    pub(in crate::simulate) shows: Vec<ContactReason>,
    /// Why the first contact failed.
    pub(in crate::simulate) cause: Option<Cause>,
    /// What passing it on cost in control.
    pub(in crate::simulate) cost: Option<Cost>,
    /// How a ticket stands to the first one of its script.
    #[serde(default)]
    pub(in crate::simulate) tie: Tie,
}

impl Step {
    pub(in crate::simulate) fn is_abroad(&self) -> bool {
        self.from.is_some()
    }
}

const fn first() -> usize {
    1
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum From {
    Abroad,
}

/// What is done: a change of some kind, or anything else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::simulate) enum Deed {
    Change(ChangeKind),
    Open,
    Note,
    Comment,
    LookAlike,
    Verify,
    AskApproval,
    Approve,
    Reject,
    Escalate,
    Reassign,
    Await,
    Reply,
    Solve,
    Reopen,
    Cancel,
    Duplicate,
    Autoclose,
    Take,
    Assign,
    Return,
    Confirm,
    Lapse,
    Thank,
    Login,
    Lockout,
    AdminApp,
    NotMe,
    DelegatedFlow,
}

impl<'de> Deserialize<'de> for Deed {
    fn deserialize<D: Deserializer<'de>>(source: D) -> Result<Self, D::Error> {
        let word = String::deserialize(source)?;
        Ok(match word.as_str() {
            "open" => Deed::Open,
            "note" => Deed::Note,
            "comment" => Deed::Comment,
            "look_alike" => Deed::LookAlike,
            "verify" => Deed::Verify,
            "ask_approval" => Deed::AskApproval,
            "approve" => Deed::Approve,
            "reject" => Deed::Reject,
            "escalate" => Deed::Escalate,
            "reassign" => Deed::Reassign,
            "await" => Deed::Await,
            "reply" => Deed::Reply,
            "solve" => Deed::Solve,
            "reopen" => Deed::Reopen,
            "cancel" => Deed::Cancel,
            "duplicate" => Deed::Duplicate,
            "autoclose" => Deed::Autoclose,
            "take" => Deed::Take,
            "assign" => Deed::Assign,
            "return" => Deed::Return,
            "confirm" => Deed::Confirm,
            "lapse" => Deed::Lapse,
            "thank" => Deed::Thank,
            "login" => Deed::Login,
            "lockout" => Deed::Lockout,
            "admin_app" => Deed::AdminApp,
            "not_me" => Deed::NotMe,
            "delegated_flow" => Deed::DelegatedFlow,
            kind => Deed::Change(kind.parse().map_err(|_| {
                D::Error::custom(format!(
                    "`{kind}` is neither a kind of change nor anything else people do here"
                ))
            })?),
        })
    }
}

/// A method, or whose choice it is.
#[derive(Debug, Clone, Copy)]
pub(in crate::simulate) enum MethodChoice {
    Of(Method),
    /// Filled in from the script's list.
    Each,
    /// What this agent usually does for a factor or password.
    Habit,
    /// What this agent usually does for an unlock.
    HabitWeak,
}

impl<'de> Deserialize<'de> for MethodChoice {
    fn deserialize<D: Deserializer<'de>>(source: D) -> Result<Self, D::Error> {
        let word = String::deserialize(source)?;
        match word.as_str() {
            "each" => Ok(Self::Each),
            "habit" => Ok(Self::Habit),
            "habit_weak" => Ok(Self::HabitWeak),
            method => method.parse().map(Self::Of).map_err(D::Error::custom),
        }
    }
}

/// Declares a plain vocabulary of the screenplays.
macro_rules! vocabulary {
    ($(#[$meta:meta])* $name:ident { $($variant:ident),+ }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub(in crate::simulate) enum $name { #[default] $($variant),+ }
    };
}

vocabulary! {
    /// Whose account it is about.
    SubjectRole { Standard, Privileged, Executive, Twin, Homonym, Renamed, Contractor, Service, Agent, Joiner, Nicknamed, OwnScript, TwoSurnames, Accented, NumberLogin, Guest, None }
}
vocabulary! {
    /// Who contacts the desk.
    Caller { Subject, Colleague, Manager, Assistant, Agent, Owner }
}
vocabulary! {
    /// When it may be played.
    Window { Any, Settled, AfterExport }
}
vocabulary! {
    /// At which time of day.
    Hours { Work, Night }
}
vocabulary! {
    /// Who acts, or is acted upon.
    Who { Agent, Agent2, Engineer, Subject, Caller, Manager, Owner, Colleague, Other, Other2, Other3, Service, Admin, Integration, Workflow, HrFeed, Vendor, Namesake, Shared, System, None }
}
vocabulary! {
    /// Where evidence is written down.
    Place { Note, Comment, Field, Approval, Tool, Log }
}
vocabulary! {
    /// How the log's reason names the ticket.
    Reference { Habit, Full, Short, Hash, Plain, None, Unknown, Shared }
}
vocabulary! {
    /// How a ticket stands to the first one of its script: it has nothing to do with it; it is about the same
    /// trouble, and says so in other words; it answers the first one, which is closed, by its number; or it only
    /// looks as if: the same person and the same sort of request, and another matter; or it is the first one, sent twice.
    Tie { Loose, Again, Refers, Apart, Double }
}

impl Tie {
    /// As the truth writes it.
    pub(in crate::simulate) const fn word(self) -> &'static str {
        match self {
            Tie::Loose => "loose",
            Tie::Again => "again",
            Tie::Refers => "refers",
            Tie::Apart => "apart",
            Tie::Double => "double",
        }
    }
}

vocabulary! {
    /// How somebody contacts the desk.
    Channel { Phone, WalkIn, Chat, SelfService, Email, Monitoring }
}
vocabulary! {
    /// Why a first contact failed.
    Cause { NoRight, UnclearApprover, MissingIdentityRecord, MissingEvidence, SpecialistTool, WrongQueue, FailedHandover }
}

impl Cause {
    /// As the truth writes it.
    pub(in crate::simulate) const fn word(self) -> &'static str {
        match self {
            Cause::NoRight => "no_right",
            Cause::UnclearApprover => "unclear_approver",
            Cause::MissingIdentityRecord => "missing_identity_record",
            Cause::MissingEvidence => "missing_evidence",
            Cause::SpecialistTool => "specialist_tool",
            Cause::WrongQueue => "wrong_queue",
            Cause::FailedHandover => "failed_handover",
        }
    }
}

vocabulary! {
    /// What passing a ticket on cost in control.
    Cost { TemporaryAccessLeft, PrivilegeWidened, ManualFix, SecretInTicket }
}

impl Cost {
    /// As the truth writes it.
    pub(in crate::simulate) const fn word(self) -> &'static str {
        match self {
            Cost::TemporaryAccessLeft => "temporary_access_left",
            Cost::PrivilegeWidened => "privilege_widened",
            Cost::ManualFix => "manual_fix",
            Cost::SecretInTicket => "secret_in_ticket",
        }
    }
}

impl Channel {
    /// As the desk calls it.
    pub(in crate::simulate) const fn word(self) -> &'static str {
        match self {
            Channel::Phone => "phone",
            Channel::WalkIn => "walk-in",
            Channel::Chat => "chat",
            Channel::SelfService => "self-service",
            Channel::Email => "email",
            Channel::Monitoring => "monitoring",
        }
    }
}

vocabulary! {
    /// How the ticket tells whom it is about.
    NameIn { Caller, Field, Text, Typo, Login, Number, Nickname, Namesake }
}
