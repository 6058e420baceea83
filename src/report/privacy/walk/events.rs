//! Records of logs and of verification products.

use super::Here;
use crate::model::{Event, VerificationRecord};

pub(super) fn event(here: Here<'_>, event: &mut Event) {
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
    here.written(native_type);
    here.maybe(reason, Here::written);
    here.party(source, actor);
    targets.iter_mut().for_each(|target| here.party(source, target));
    [ip, user_agent, place, network].into_iter().for_each(|one| here.whereabouts(one));
    details.alter(|name, value| here.field(name, value));
}

pub(super) fn verification(here: Here<'_>, record: &mut VerificationRecord) {
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
    here.party(source, subject);
    here.party(source, verifier);
    here.written(method);
    here.maybe(reference, Here::written);
}
