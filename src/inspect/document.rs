//! An inspection as JSON, for programs. Keys are only ever added; the README lists them.

use std::collections::BTreeMap;

use chrono::DateTime;
use serde_json::{Value, json};

use super::{Inspected, Inspection};
use crate::model::{Coverage, Instant};

/// The inspection as one JSON value; the same inspection gives the same bytes.
#[must_use]
pub fn document(inspection: &Inspection) -> Value {
    json!({
        "program": "deskproof",
        "version": env!("CARGO_PKG_VERSION"),
        "files": inspection.files.iter().map(|file| of_file(inspection, file)).collect::<Vec<_>>(),
        "sources": inspection.sources.iter().map(of_source).collect::<Vec<_>>(),
        "clocks": inspection.clocks.iter().map(|clock| json!({
            "first": clock.first,
            "second": clock.second,
            "pairs": clock.pairs,
            "median_seconds": clock.median_seconds,
            "quartiles_seconds": [clock.quartiles_seconds.0, clock.quartiles_seconds.1],
            "note": clock.note,
        })).collect::<Vec<_>>(),
        "missing": inspection.missing.iter().map(|missing| json!({
            "what": missing.title,
            "product": missing.product,
            "tests": missing.tests,
            "how": missing.how,
            "can_be_read": missing.can_be_read,
        })).collect::<Vec<_>>(),
    })
}

fn of_file(inspection: &Inspection, inspected: &Inspected) -> Value {
    let Inspected { file, look, tally, .. } = inspected;
    let elsewhere: Vec<Value> = inspection
        .duplicates
        .iter()
        .filter(|duplicate| duplicate.file == file.id)
        .map(|duplicate| json!({ "first_in": inspection.name_of(duplicate.first_in), "records": duplicate.records }))
        .collect();
    json!({
        "name": file.name,
        "sha256": file.sha256,
        "bytes": file.bytes,
        "used_as": file.used_as,
        "source": file.source,
        "note": file.note,
        "fields": look.fields,
        "runner_up": look.runner_up,
        "shape": file.shape,
        "encoding": look.encoding,
        "zone": file.zone,
        "zone_known_by": inspected.zone.as_str(),
        "date_orders": look.date_orders.iter()
            .map(|(column, order)| json!({ "column": column, "order": order })).collect::<Vec<_>>(),
        "rows": file.rows,
        "used": file.used,
        "rejected": file.rejected,
        "duplicates": file.duplicates,
        "duplicate_of": elsewhere,
        "first_at": stamp(file.first_at),
        "last_at": stamp(file.last_at),
        "per_day": per_day(&tally.hours),
        "records": {
            "may_be_changes": tally.changes,
            "signals": tally.signals,
            "unknown_types": inspected.unknown(),
            "others": tally.others,
            "passed_over": tally.passed_over,
        },
        "classes": inspected.classes,
        "unknown_types": tally.unknown,
        "rejects": inspected.rejects.iter().map(|reason| json!({
            "reason": reason.reason,
            "records": reason.records,
            "line": reason.line,
            "excerpt": reason.excerpt,
        })).collect::<Vec<_>>(),
        "truncation": inspected.truncation,
        "first_records": inspected.shown.iter().map(|shown| json!({
            "record": shown.record,
            "line": shown.line,
            "source": shown.source,
            "what": shown.what,
            "fields": shown.fields.iter()
                .map(|(name, value)| json!({ "name": name, "value": value })).collect::<Vec<_>>(),
        })).collect::<Vec<_>>(),
    })
}

fn of_source(coverage: &Coverage) -> Value {
    json!({
        "source": coverage.source,
        "of": if coverage.of_tickets { "tickets" } else { "events" },
        "records": coverage.records,
        "from": stamp(coverage.span.map(|span| span.from)),
        "to": stamp(coverage.span.map(|span| span.to)),
        "gap_limit_seconds": coverage.gap_limit_seconds,
        "gaps": coverage.gaps.iter()
            .map(|gap| json!({ "from": stamp(Some(gap.from)), "to": stamp(Some(gap.to)) })).collect::<Vec<_>>(),
        "truncation": coverage.truncation,
        "per_day": per_day(&coverage.per_hour),
    })
}

fn stamp(at: Option<Instant>) -> Option<String> {
    at.map(|at| at.to_rfc3339_opts(chrono::SecondsFormat::AutoSi, true))
}

/// Records by day, from records by hour of the epoch.
fn per_day(hours: &BTreeMap<i64, u64>) -> BTreeMap<String, u64> {
    let mut days: BTreeMap<String, u64> = BTreeMap::new();
    for (hour, count) in hours {
        let at = DateTime::from_timestamp(hour.saturating_mul(3600), 0).unwrap_or_default();
        *days.entry(at.format("%Y-%m-%d").to_string()).or_default() += count;
    }
    days
}
