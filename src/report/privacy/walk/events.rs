//! Records of logs and of verification products.

use super::Cloak;
use crate::model::{Event, VerificationRecord};

pub(super) fn event(cloak: &Cloak<'_>, event: &mut Event) {
    let Event {
        origin: _,
        source,
        native_id: _,
        at: _,
        native_type,
        outcome: _,
        reason,
        actor,
        targets,
        subject: _,
        ip,
        user_agent,
        place,
        network,
        session: _,
        transaction: _,
        details,
    } = event;
    cloak.written(native_type);
    cloak.maybe(reason, Cloak::written);
    cloak.party(source, actor);
    targets.iter_mut().for_each(|target| cloak.party(source, target));
    [ip, user_agent, place, network].into_iter().for_each(|one| cloak.whereabouts(one));
    for (name, values) in details {
        values.iter_mut().for_each(|value| cloak.field(name, value));
    }
}

pub(super) fn verification(cloak: &Cloak<'_>, record: &mut VerificationRecord) {
    let VerificationRecord {
        origin: _,
        source,
        native_id: _,
        at: _,
        subject,
        verifier,
        method,
        passed: _,
        reference,
        ticket: _,
    } = record;
    cloak.party(source, subject);
    cloak.party(source, verifier);
    cloak.written(method);
    cloak.maybe(reference, Cloak::written);
}
