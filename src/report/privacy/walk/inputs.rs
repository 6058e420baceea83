//! The files given and what of them was not used.

use super::Here;
use crate::model::{Coverage, InputFile, Reject, UnknownType};

pub(super) fn file(here: Here<'_>, file: &mut InputFile) {
    let InputFile {
        id: _,
        name,
        sha256: _,
        bytes: _,
        used_as: _,
        source: _,
        note,
        shape: _,
        zone: _,
        rows: _,
        used: _,
        rejected: _,
        duplicates: _,
        first_at: _,
        last_at: _,
    } = file;
    here.file(name);
    here.said(note);
}

pub(super) fn reject(here: Here<'_>, reject: &mut Reject) {
    let Reject { origin: _, reason, excerpt } = reject;
    here.written(reason);
    here.written(excerpt);
}

pub(super) fn unknown(here: Here<'_>, unknown: &mut UnknownType) {
    let UnknownType { source: _, native_type, records: _ } = unknown;
    here.written(native_type);
}

pub(super) fn coverage(here: Here<'_>, coverage: &mut Coverage) {
    let Coverage {
        source: _,
        of_tickets: _,
        span: _,
        gaps: _,
        gap_limit_seconds: _,
        records: _,
        per_hour: _,
        truncation,
    } = coverage;
    here.each(truncation, Here::said);
}
