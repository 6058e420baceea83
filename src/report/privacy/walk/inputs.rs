//! The files given and what of them was not used.

use super::Cloak;
use crate::model::{Coverage, InputFile, Reject, UnknownType};

pub(super) fn file(cloak: &Cloak<'_>, file: &mut InputFile) {
    let InputFile {
        id: _,
        name: _,
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
    cloak.said(note);
}

pub(super) fn reject(cloak: &Cloak<'_>, reject: &mut Reject) {
    let Reject { origin: _, reason, excerpt } = reject;
    cloak.written(reason);
    cloak.written(excerpt);
}

pub(super) fn unknown(cloak: &Cloak<'_>, unknown: &mut UnknownType) {
    let UnknownType { source: _, native_type, records: _ } = unknown;
    cloak.written(native_type);
}

pub(super) fn coverage(cloak: &Cloak<'_>, coverage: &mut Coverage) {
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
    cloak.each(truncation, Cloak::said);
}
