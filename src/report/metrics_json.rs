//! `data/metrics.json`: the figures with all that is needed to recompute them.

use serde_json::{Map, Value, json};

use super::Report;
use super::safe::line;
use super::table::rfc3339;
use crate::model::{Metric, Trend};

/// The published JSON Schema of the file, which is written beside it.
pub(crate) const SCHEMA: &str = include_str!("../../schemas/metrics.schema.json");

/// What the schema is called beside the file.
pub(crate) const SCHEMA_NAME: &str = "metrics.schema.json";

/// The bytes of the file: the run's facts, then the metrics, one a line, keys in a fixed order.
///
/// Groups of a breakdown that are too small for a rate and in which nothing counts are left out
/// and counted: they would be most of the file and say nothing.
pub(crate) fn metrics_json(report: &Report) -> Result<Vec<u8>, serde_json::Error> {
    let is_empty =
        |metric: &Metric| metric.id.contains(".by_") && metric.numerator == 0 && metric.value.is_none();
    let left_out = report.metrics.iter().filter(|metric| is_empty(metric)).count();
    let metrics: Vec<Value> = report
        .metrics
        .iter()
        .filter(|metric| !is_empty(metric))
        .map(|metric| metric_json(report, metric))
        .collect();
    let mut text = format!(
        "{{\n\"$schema\":\"{SCHEMA_NAME}\",\n\"run\":{},\n\"previous\":{},\n\"empty_groups_left_out\":{left_out},\n\"metrics\":[",
        run_facts(report),
        previous_json(report)
    );
    for (at, metric) in metrics.iter().enumerate() {
        text.push_str(if at == 0 { "\n" } else { ",\n" });
        text.push_str(&serde_json::to_string(metric)?);
    }
    text.push_str("\n]}\n");
    Ok(text.into_bytes())
}

fn metric_json(report: &Report, metric: &Metric) -> Value {
    let trend = report.trends.as_ref().and_then(|trends| trends.of.get(&metric.id));
    let excluded: Vec<Value> =
        metric.excluded.iter().map(|(what, count)| json!({ "what": line(what), "count": count })).collect();
    let interval = metric.interval.map(|interval| {
        json!({
            "low": rounded(interval.low),
            "high": rounded(interval.high),
            "method": interval.method,
            "level": interval.level,
        })
    });
    let conditions: Map<String, Value> = metric
        .found_by
        .iter()
        .map(|(column, values)| ((*column).to_owned(), values.iter().map(|value| line(value)).collect()))
        .collect();
    let ids: Vec<String> = metric.ids.iter().map(|id| line(id)).collect();
    json!({
        "id": line(&metric.id),
        "title": line(&metric.title),
        "definition": line(&metric.definition()),
        "unit": metric.unit,
        "value": metric.value.filter(|value| value.is_finite()).map(rounded),
        "interval": interval,
        "numerator": metric.numerator,
        "counts": line(&metric.counts),
        "denominator": metric.denominator,
        "out_of": (!metric.out_of.is_empty()).then(|| line(&metric.out_of)),
        "least_denominator": metric.least,
        "excluded": excluded,
        "period": metric.period.map(|period| json!({ "from": rfc3339(period.from), "to": rfc3339(period.to) })),
        "rows": {
            "table": metric.rows.table,
            "column": metric.rows.column,
            "where": (!conditions.is_empty()).then_some(conditions),
        },
        "previous": trend.map(trend_json),
        "ids": ids,
        "ids_left_out": metric.numerator.saturating_sub(metric.ids.len() as u64),
    })
}

fn trend_json(trend: &Trend) -> Value {
    let interval = trend.interval.map(|(low, high)| {
        json!({ "low": rounded(low), "high": rounded(high), "method": "newcombe_hybrid_score", "level": 0.95 })
    });
    json!({
        "numerator": trend.numerator,
        "denominator": trend.denominator,
        "difference": trend.difference.map(rounded),
        "interval": interval,
        "chance": trend.chance.map(rounded),
        "chance_adjusted": trend.adjusted.map(rounded),
        "overlaps": trend.overlaps,
        "not_compared": trend.not_compared,
    })
}

/// The report with which figures are compared; also of the manifest.
pub(crate) fn previous_json(report: &Report) -> Value {
    report.trends.as_ref().map_or(Value::Null, |trends| {
        let run = &trends.previous;
        json!({
            "report": line(&run.name),
            "manifest_sha256": line(&run.manifest_sha256),
            "metrics_sha256": line(&run.metrics_sha256),
            "version": line(&run.version),
            "as_of": line(&run.as_of),
            "mappings_sha256": line(&run.mappings_sha256),
            "comparisons": trends.comparisons,
            "notes": trends.notes.iter().map(|note| line(note)).collect::<Vec<_>>(),
        })
    })
}

/// What identifies a run, in every JSON output.
pub(crate) fn run_facts(report: &Report) -> Value {
    let settings: Vec<Value> = report
        .settings
        .iter()
        .map(|(name, value)| json!({ "name": line(name), "value": line(value) }))
        .collect();
    json!({
        "program": super::PROGRAM,
        "version": line(&report.version),
        "as_of": rfc3339(report.as_of),
        "mappings_sha256": line(&report.mappings_sha256),
        "settings": settings,
    })
}

/// Six decimals: more than any rate here means, and the same on every machine.
fn rounded(value: f64) -> f64 {
    (value * 1e6).round() / 1e6
}
