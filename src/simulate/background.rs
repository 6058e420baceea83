//! Sign-ins: what fills an identity log, day by day.

use super::calendar::{Calendar, DAY, MINUTE, Millis, at_local, is_weekend};
use super::event::{Actor, Authenticator, LogEvent, Outcome, Target, What, event_id};
use super::lore::Lore;
use super::organisation::{AccountNo, Client, Organisation, Role};
use super::play::Story;
use super::rng::Rng;

/// An event with nothing special about it.
pub(super) fn single(
    what: What,
    actor: Actor,
    subject: AccountNo,
    client: Option<Client>,
    at: Millis,
    rng: &mut Rng,
) -> LogEvent {
    LogEvent {
        at,
        what,
        actor,
        client,
        outcome: Outcome::Success,
        targets: vec![Target::Account(subject)],
        reason: None,
        familiar: true,
        transaction: rng.hex(32),
        session: None,
        token: None,
        id: event_id(at, rng),
    }
}

/// One sign-in with the second factor, and some applications opened afterwards.
pub(super) fn sign_in(
    who: AccountNo,
    client: Client,
    at: Millis,
    known: bool,
    apps: usize,
    lore: &Lore,
    rng: &mut Rng,
) -> Vec<LogEvent> {
    let transaction = rng.hex(32);
    let session = Some(format!("idx{}", rng.base62(18)));
    let event = |what, later: Millis, rng: &mut Rng| LogEvent {
        transaction: transaction.clone(),
        session: session.clone(),
        familiar: known,
        ..single(what, Actor::Account(who), who, Some(client), at + later, rng)
    };
    let policy = event(What::SignOnPolicy, 0, rng);
    let start = event(What::SessionStarted, 350, rng);
    let mut factor = event(What::SecondFactor(Authenticator::Push), 700, rng);
    factor.targets.push(Target::Factor(0, who));
    let mut events = vec![policy, start, factor];
    let mut later = 900;
    for _ in 0..apps {
        later += rng.lognormal(9.0, 0.9).min(120.0) as Millis * MINUTE + rng.between(500, 50_000);
        let mut sso = event(What::AppOpened, later, rng);
        sso.targets = vec![Target::App(rng.below(lore.estate.apps.len())), Target::AppUser(who)];
        events.push(sso);
    }
    events
}

/// Wrong passwords until the account locks.
pub(super) fn lock_out(who: AccountNo, client: Client, at: Millis, rng: &mut Rng) -> Vec<LogEvent> {
    let mut events = Vec::new();
    for nth in 0..3 {
        let mut event =
            single(What::SessionStarted, Actor::Account(who), who, Some(client), at + nth * 14_000, rng);
        event.outcome = Outcome::WrongPassword;
        events.push(event);
    }
    let mut locked = single(What::LockedOut, Actor::Account(who), who, Some(client), at + 40_000, rng);
    locked.outcome = Outcome::LockedOut;
    events.push(locked);
    events
}

/// What programs do by day, by night and on weekends: each signs on to something every one to two hours,
/// so that the log is never silent for long, as real ones are not.
fn by_programs(
    seed: u64,
    (from, to): (Millis, Millis),
    day: u64,
    lore: &Lore,
    organisation: &Organisation,
) -> Vec<LogEvent> {
    let mut rng = Rng::for_part(seed, "programs", day);
    let programs = &organisation.programs;
    let mut events = Vec::new();
    for who in [programs.integration, programs.verifier, programs.hr_feed] {
        let client = organisation.accounts[who].at_home();
        let mut at = from + rng.between(0, 90 * MINUTE);
        while at < to {
            let mut event = single(What::AppOpened, Actor::Account(who), who, Some(client), at, &mut rng);
            event.targets = vec![Target::App(rng.below(lore.estate.apps.len())), Target::AppUser(who)];
            events.push(event);
            at += rng.between(60 * MINUTE, 120 * MINUTE);
        }
    }
    events
}

/// The sign-ins of one day, in no order.
pub(super) fn day(
    seed: u64,
    (from, to): (Millis, Millis),
    calendar: &Calendar,
    lore: &Lore,
    organisation: &Organisation,
    story: &Story,
) -> Vec<LogEvent> {
    let number = ((from - calendar.start) / DAY) as u64;
    let mut rng = Rng::for_part(seed, "background", number);
    let mut events = Vec::new();
    for (who, account) in organisation.accounts.iter().enumerate() {
        if matches!(account.role, Role::Service | Role::Program | Role::Shared)
            || story.begins.get(&who).is_some_and(|at| *at > from)
        {
            continue;
        }
        // A new starter whose arrival was not planned has not come yet.
        if account.role == Role::Joiner && !story.begins.contains_key(&who) {
            continue;
        }
        let zone = lore.places.office[account.office].zone;
        let working = !is_weekend(from + DAY / 2, zone);
        let comes = if account.role == Role::Twin { 0.25 } else { 0.9 };
        if !rng.chance(if working { comes } else { 0.05 }) {
            continue;
        }
        let client = if rng.chance(0.5) { account.at_home() } else { account.at_office() };
        let begins = at_local(from + DAY / 2, zone, 7 * 60 + 30)
            + rng.lognormal(55.0, 0.5).min(300.0) as Millis * MINUTE;
        let apps = 1 + rng.below(4);
        events.extend(sign_in(who, client, begins, true, apps, lore, &mut rng));
        if working && rng.chance(0.18) {
            let evening = begins + 4 * 60 * MINUTE + rng.between(0, 240) * MINUTE;
            events.extend(sign_in(who, account.on_phone(), evening, true, 1, lore, &mut rng));
        }
        if rng.chance(0.03) {
            let mut wrong = single(
                What::SessionStarted,
                Actor::Account(who),
                who,
                Some(client),
                begins - 20_000,
                &mut rng,
            );
            wrong.outcome = Outcome::WrongPassword;
            events.push(wrong);
        }
    }
    events.extend(by_programs(seed, (from, to), number, lore, organisation));
    // What runs over midnight is kept in its day, so that the days can be written one after the other.
    events.retain(|event| from <= event.at && event.at < to);
    events
}
