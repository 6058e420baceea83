//! What was read.

use super::*;

pub(super) fn coverage() -> Vec<Coverage> {
    let hours = |from: i64, to: i64, skip: std::ops::Range<i64>| {
        (from..to)
            .filter(move |hour| !skip.contains(hour) && hour % 24 > 5)
            .map(|hour| (start().timestamp() / 3600 + hour, 20 + (hour % 24) as u64))
            .collect::<std::collections::BTreeMap<i64, u64>>()
    };
    let span =
        |from, to| Some(Span { from: start() + Duration::hours(from), to: start() + Duration::hours(to) });
    vec![
        Coverage {
            source: "okta.system_log".to_owned(),
            of_tickets: false,
            span: span(0, 70 * 24),
            gaps: vec![Gap { from: start() + Duration::hours(610), to: start() + Duration::hours(660) }],
            gap_limit_seconds: 21_600,
            records: 61_234,
            per_hour: hours(0, 70 * 24, 610..660),
            truncation: vec![],
        },
        Coverage {
            source: "servicenow.incident".to_owned(),
            of_tickets: true,
            span: span(0, 62 * 24),
            gaps: vec![],
            gap_limit_seconds: 86_400,
            records: 10_000,
            per_hour: hours(0, 62 * 24, 0..0),
            truncation: vec!["exactly 10,000 rows: the export was probably cut".to_owned()],
        },
        Coverage {
            source: "duo.authentication".to_owned(),
            of_tickets: false,
            span: None,
            gaps: vec![],
            gap_limit_seconds: 21_600,
            records: 0,
            per_hour: std::collections::BTreeMap::new(),
            truncation: vec![],
        },
    ]
}

pub(super) fn inputs(size: u64) -> Vec<InputFile> {
    let file =
        |id: u32, name: &str, source: Option<&str>, used_as, rows: u64, rejected: u64, duplicates: u64| {
            InputFile {
                id: FileId(id),
                name: name.to_owned(),
                sha256: format!("{id:02x}").repeat(32),
                bytes: rows * 700,
                used_as,
                source: source.map(str::to_owned),
                note: "field names of the product in the first record".to_owned(),
                shape: "ndjson, UTF-8, zstd".to_owned(),
                zone: String::new(),
                rows,
                used: rows - rejected - duplicates,
                rejected,
                duplicates,
                first_at: Some(start()),
                last_at: Some(start() + Duration::days(70)),
            }
        };
    vec![
        file(0, "okta/system-log.ndjson.zst", Some("okta.system_log"), FileUse::Read, 61_237, 3, 0),
        file(1, "servicenow/incident.csv", Some("servicenow.incident"), FileUse::Read, size, 0, 0),
        file(2, "okta/system-log-2.ndjson", Some("okta.system_log"), FileUse::Read, 40, 0, 40),
        file(3, HOSTILE[1], None, FileUse::Unknown, 0, 0, 0),
    ]
}

pub(super) fn rejects() -> Vec<Reject> {
    (0..3)
        .map(|at| Reject {
            origin: origin(0, 1_000 + at),
            reason: "the record ends in the middle of a string; export it again".to_owned(),
            excerpt: HOSTILE[usize::try_from(at).unwrap()].to_owned(),
        })
        .collect()
}
