//! What was given and what became of it: coverage, rejects, files, unknown types.

use crate::model::{Coverage, Instant};
use crate::report::Report;
use crate::report::lookup::Lookup;
use crate::report::table::{Table, TableBuilder};

/// One row of `coverage.csv`.
struct CoverageRow<'a> {
    of: &'a Coverage,
    row: &'static str,
    from: Option<Instant>,
    to: Option<Instant>,
    records: Option<u64>,
    note: String,
}

/// `coverage.csv`: for each source its span, then its gaps, then signs of truncation.
pub(super) fn coverage(report: &Report) -> Table {
    let rows: Vec<CoverageRow<'_>> = report.coverage.iter().flat_map(coverage_rows).collect();
    TableBuilder::new("coverage", &rows)
        .text("source", |row| &row.of.source)
        .time("from", |row| row.from)
        .time("to", |row| row.to)
        .count("records", |row| row.records)
        .text("row", |row| row.row.to_owned())
        .text("speaks_of", |row| if row.of.of_tickets { "tickets" } else { "events" }.to_owned())
        .count("gap_limit_seconds", |row| u64::try_from(row.of.gap_limit_seconds).ok())
        .text("note", |row| &row.note)
        .build()
}

fn coverage_rows(of: &Coverage) -> Vec<CoverageRow<'_>> {
    let span = CoverageRow {
        of,
        row: "span",
        from: of.span.map(|span| span.from),
        to: of.span.map(|span| span.to),
        records: Some(of.records),
        note: if of.span.is_some() { String::new() } else { "no dated record".to_owned() },
    };
    let gaps = of.gaps.iter().map(|gap| CoverageRow {
        of,
        row: "gap",
        from: Some(gap.from),
        to: Some(gap.to),
        records: None,
        note: format!("{} seconds without a record", (gap.to - gap.from).num_seconds()),
    });
    let cuts = of.truncation.iter().map(|sign| CoverageRow {
        of,
        row: "truncation",
        from: None,
        to: None,
        records: None,
        note: sign.clone(),
    });
    std::iter::once(span).chain(gaps).chain(cuts).collect()
}

/// `rejects.csv`: one row a record that could not be used.
pub(super) fn rejects(lookup: &Lookup<'_>) -> Table {
    TableBuilder::new("rejects", &lookup.report.rejects)
        .text("source_file", |reject| lookup.file(reject.origin.file))
        .count("line", |reject| Some(reject.origin.line))
        .count("record", |reject| Some(reject.origin.record))
        .text("reason", |reject| &reject.reason)
        .text("excerpt", |reject| &reject.excerpt)
        .build()
}

/// `inputs.csv`: one row a file, with its row accounting.
pub(super) fn files(report: &Report) -> Table {
    TableBuilder::new("inputs", &report.inputs)
        .text("file", |file| &file.name)
        .text("sha256", |file| &file.sha256)
        .count("bytes", |file| Some(file.bytes))
        .maybe("source", |file| file.source.as_deref())
        .text("use", |file| file.used_as.as_str())
        .count("rows", |file| Some(file.rows))
        .count("used", |file| Some(file.used))
        .count("rejected", |file| Some(file.rejected))
        .count("duplicates", |file| Some(file.duplicates))
        .time("first", |file| file.first_at)
        .time("last", |file| file.last_at)
        .text("shape", |file| &file.shape)
        .text("zone", |file| &file.zone)
        .text("note", |file| &file.note)
        .build()
}

/// `unknown_types.csv`: native types that the taxonomy does not know.
pub(super) fn unknown_types(report: &Report) -> Table {
    TableBuilder::new("unknown_types", &report.unknown_types)
        .text("source", |unknown| &unknown.source)
        .text("native_type", |unknown| &unknown.native_type)
        .count("records", |unknown| Some(unknown.records))
        .build()
}
