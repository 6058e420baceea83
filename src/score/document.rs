//! A score as JSON. Keys are only ever added.

use serde_json::{Map, Value, json};

use super::model::{Attack, Confusion, Rate, Scores};

/// The score for programs; of each confusion at most so many examples.
#[must_use]
pub fn document(scores: &Scores, examples: usize) -> Value {
    let figures: Map<String, Value> = scores
        .figures
        .iter()
        .map(|figure| {
            let mut value = rate(figure.rate);
            value["title"] = json!(figure.title);
            (figure.id.clone(), value)
        })
        .collect();
    let values = scores.values.iter().map(|one| {
        json!({"of": one.of, "value": one.value, "precision": rate(one.precision), "recall": rate(one.recall)})
    });
    let bins =
        scores.calibration.bins.iter().map(
            |bin| json!({"from": bin.from, "to": bin.to, "mean_said": bin.said, "right": rate(bin.right)}),
        );
    json!({
        "program": "deskproof",
        "version": env!("CARGO_PKG_VERSION"),
        "truth": {"changes": scores.true_changes, "tickets": scores.true_tickets},
        "report": {"changes": scores.found_changes},
        "figures": figures,
        "values": values.collect::<Vec<_>>(),
        "confusions": scores.confusions.iter().map(|one| confusion(one, examples)).collect::<Vec<_>>(),
        "attacks": scores.attacks.iter().map(|one| attack(one, scores.found_changes)).collect::<Vec<_>>(),
        "calibration": {
            "bins": bins.collect::<Vec<_>>(),
            "expected_error": scores.calibration.expected_error,
        },
        "not_told": scores.not_told,
        "notes": scores.notes,
    })
}

fn rate(rate: Rate) -> Value {
    let (low, high) = rate.interval().unzip();
    json!({
        "numerator": rate.hits,
        "denominator": rate.of,
        "value": rate.share(),
        "low": low,
        "high": high,
    })
}

fn confusion(confusion: &Confusion, examples: usize) -> Value {
    let example = |one: &super::Example| {
        json!({
            "id": one.id,
            "native_id": one.native_id,
            "situation": one.situation,
            "truth": one.truth,
            "ours": one.ours,
        })
    };
    json!({
        "of": confusion.of,
        "truth": confusion.truth,
        "ours": confusion.ours,
        "count": confusion.examples.len(),
        "with_wrong_ticket": confusion.with_wrong_ticket,
        "examples": confusion.examples.iter().take(examples).map(example).collect::<Vec<_>>(),
    })
}

#[expect(clippy::cast_precision_loss, reason = "counts far below 2^52")]
fn attack(attack: &Attack, all: usize) -> Value {
    json!({
        "name": attack.name,
        "changes": attack.changes.of,
        "changes_found": attack.changes.hits,
        "change_id": attack.change_id,
        "risk": attack.risk,
        "rank": attack.rank,
        "rank_share": attack.rank.map(|rank| rank as f64 / all.max(1) as f64),
        "harmless_before": attack.harmless_before,
    })
}
