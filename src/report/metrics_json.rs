//! `data/metrics.json`: the figures with all that is needed to recompute them.

use serde_json::{Value, json};

use super::Report;
use super::safe::line;
use super::table::rfc3339;

/// The bytes of the file: the run's facts, then every metric, keys in a fixed order.
pub(crate) fn metrics_json(report: &Report) -> Result<Vec<u8>, serde_json::Error> {
    let metrics: Vec<Value> = report
        .metrics
        .iter()
        .map(|metric| {
            let excluded: Vec<Value> = metric
                .excluded
                .iter()
                .map(|(what, count)| json!({ "what": line(what), "count": count }))
                .collect();
            json!({
                "id": line(&metric.id),
                "title": line(&metric.title),
                "definition": line(&metric.definition),
                "numerator": metric.numerator,
                "denominator": metric.denominator,
                "value": metric.value.filter(|value| value.is_finite()).map(rounded),
                "interval": metric.interval.map(|(low, high)| [rounded(low), rounded(high)]),
                "excluded": excluded,
                "ids": metric.ids.iter().map(|id| line(id)).collect::<Vec<_>>(),
            })
        })
        .collect();
    let document = json!({ "run": run_facts(report), "metrics": metrics });
    let mut bytes = serde_json::to_vec_pretty(&document)?;
    bytes.push(b'\n');
    Ok(bytes)
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
