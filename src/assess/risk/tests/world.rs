//! A world in which one reset took place, for cases to add to.

use crate::assess::risk::{Denial, Refusal, Risking, Standing, Surroundings, Told, risk};
use crate::correlate::evidence::tests::{account, change, directory, event};
use crate::directory::Directory;
use crate::mapping::Mappings;
use crate::mapping::risk::RiskPolicy;
use crate::model::*;

pub(super) const ANA: &str = "ana.ruiz@example.com";
pub(super) const BEN: &str = "ben.ode@example.com";
pub(super) const CY: &str = "cy.tan@example.com";
pub(super) const JANE: &str = "jane.doe@example.com";
pub(super) const SERVICE: &str = "svc-pay@example.com";
/// Where Ana signed in this morning.
pub(super) const HOME: &str = "192.0.2.1";
pub(super) const ABROAD: &str = "203.0.113.9";

/// `14:10` is on 2 March 2026, a Monday; `-3 14:10` three days before it, `+3 14:10` after.
pub(super) fn at(text: &str) -> Instant {
    let (day, clock) = text.rsplit_once(' ').unwrap_or(("0", text));
    crate::correlate::evidence::tests::at(clock) + chrono::Duration::days(day.parse().unwrap())
}

pub(super) struct World {
    pub(super) directory: Directory,
    pub(super) policy: RiskPolicy,
    pub(super) changes: Vec<Change>,
    pub(super) events: Vec<Event>,
    classes: Vec<EventClass>,
    pub(super) told: Told,
    pub(super) coverage: Vec<Coverage>,
    pub(super) evidence: Vec<Evidence>,
}

impl World {
    /// A password reset of Ana at 14:10 by Ben under ticket 1; Ana was seen at home before.
    pub(super) fn new() -> Self {
        let mut world = Self {
            directory: directory(),
            policy: RiskPolicy::load(&Mappings::embedded()).unwrap(),
            changes: vec![],
            events: vec![],
            classes: vec![],
            told: Told::default(),
            coverage: vec![],
            evidence: vec![],
        };
        world.reset(ChangeKind::PasswordReset, "14:10", BEN, ANA);
        world.under_ticket(1);
        world.signal("user.session.start", ANA, "09:00", HOME);
        world
    }

    pub(super) fn account(&self, login: &str) -> AccountIx {
        account(&self.directory, login)
    }

    fn push_event(&mut self, event: Event, class: EventClass) -> EventIx {
        self.events.push(event);
        self.classes.push(class);
        EventIx(u32::try_from(self.events.len() - 1).unwrap())
    }

    /// Something that `who` did and that changed nothing.
    pub(super) fn signal(&mut self, native_type: &str, who: &str, when: &str, ip: &str) {
        let mut one = event(native_type, who, who, at(when));
        one.ip = Some(ip.into());
        self.push_event(one, EventClass::Signal(Signal::FollowOn));
    }

    /// A change; without a ticket, unproven.
    pub(super) fn add(&mut self, kind: ChangeKind, when: &str, actor: &str, subject: &str, ip: Option<&str>) {
        let id = (self.changes.len() + 1).to_string();
        let mut one = event("native", actor, subject, at(when));
        one.ip = ip.map(str::to_owned);
        let ix = self.push_event(one, EventClass::Change(kind, kind.effect()));
        let mut new = change(&self.directory, &id, kind, at(when));
        new.subject = Some(self.account(subject));
        new.actor = Some(self.account(actor));
        new.ip = ip.map(str::to_owned);
        new.event = ix;
        if actor == subject {
            (new.support, new.actor_kind) = (Support::No, ActorKind::SelfService);
        }
        let verdict = (new.support != Support::No).then_some(Verdict::Unproven);
        self.told.standings.push(Standing { verdict, agent: new.actor, ..Standing::default() });
        self.changes.push(new);
    }

    /// What the desk does.
    pub(super) fn reset(&mut self, kind: ChangeKind, when: &str, actor: &str, subject: &str) {
        self.add(kind, when, actor, subject, None);
    }

    /// What the person does themself.
    pub(super) fn own(&mut self, kind: ChangeKind, when: &str, who: &str, ip: &str) {
        self.add(kind, when, who, who, Some(ip));
    }

    pub(super) fn last(&mut self) -> &mut Change {
        self.changes.last_mut().unwrap()
    }

    pub(super) fn last_event(&mut self) -> &mut Event {
        self.events.last_mut().unwrap()
    }

    pub(super) fn standing(&mut self) -> &mut Standing {
        self.told.standings.last_mut().unwrap()
    }

    /// The last change hangs on this ticket.
    pub(super) fn under_ticket(&mut self, ticket: u32) {
        self.standing().ticket = Some(TicketIx(ticket));
    }

    /// Nobody asked for the last change.
    pub(super) fn unasked(&mut self) {
        self.standing().verdict = Some(Verdict::Unticketed);
    }

    pub(super) fn refusal(&mut self, when: &str, subject: &str, by: &str) {
        let refusal = Refusal { at: at(when), subject: self.account(subject), by: Some(self.account(by)) };
        self.told.refusals.push(refusal);
    }

    pub(super) fn denial(&mut self, when: &str, by: &str) {
        let by = self.account(by);
        self.told.denials.push(Denial { at: at(when), by });
    }

    /// The log of the identity provider covers so many days from this day on.
    pub(super) fn covered(&mut self, days: i64) {
        self.coverage.push(Coverage {
            source: "okta.system_log".into(),
            of_tickets: false,
            span: Some(Span { from: at("00:00"), to: at("14:10") + chrono::Duration::days(days) }),
            gaps: vec![],
            gap_limit_seconds: 1,
            records: 3,
            per_hour: std::collections::BTreeMap::new(),
            truncation: vec![],
        });
    }

    /// One day after another, `count` changes by an agent at an hour, from an address.
    pub(super) fn habit(&mut self, agent: &str, hour: &str, count: i64, ip: Option<&str>) {
        // Back from a Friday, over working days only.
        let days = (3..).filter(|day| (day + 4) % 7 < 5);
        for day in days.take(usize::try_from(count).unwrap()) {
            self.add(ChangeKind::AccountUnlock, &format!("-{day} {hour}"), agent, JANE, ip);
        }
    }

    pub(super) fn risk_of(&self, nth: usize, verdict: Verdict) -> Risk {
        let class_of = |ix: EventIx| self.classes.get(ix.0 as usize).copied();
        let surroundings = Surroundings::new(
            &self.changes,
            (&self.events, &self.directory.acting(&self.events)),
            class_of,
            &self.told,
            (&self.directory, &self.policy),
        );
        risk(&Risking {
            change: &self.changes[nth],
            verdict: Some(verdict),
            evidence: &self.evidence,
            surroundings: &surroundings,
            coverage: &self.coverage,
            policy: &self.policy,
        })
    }

    /// Score of the first change.
    pub(super) fn score(&self, verdict: Verdict) -> f64 {
        self.risk_of(0, verdict).score
    }

    /// Names of the patterns of the first change.
    pub(super) fn patterns(&self) -> Vec<String> {
        self.patterns_of(0)
    }

    pub(super) fn patterns_of(&self, nth: usize) -> Vec<String> {
        let verdict = self.told.standings[nth].verdict.unwrap_or(Verdict::Unproven);
        let names = self.risk_of(nth, verdict).terms.into_iter().map(|term| term.name);
        names.filter(|name| name.starts_with('P')).collect()
    }
}

pub(super) fn evidence(level: Level, timing: Timing, weaknesses: Vec<Weakness>) -> Evidence {
    Evidence {
        id: "ev-0".into(),
        origin: Origin { file: FileId(0), record: 1, line: 1 },
        method: Method::CallbackOnFile,
        level,
        basis: Basis::Asserted,
        at: None,
        recorded_at: None,
        timing,
        by: String::new(),
        about: String::new(),
        weaknesses,
        quote: String::new(),
        matched: vec![],
        tickets_alike: 0,
        confirmed_by: vec![],
    }
}
