//! The sample for the auditor's own test: what was drawn, and what it says of each test. Empty if none was asked for.

use crate::model::{AuditSample, Case, SampleEvaluation, SampledItem};
use crate::report::lookup::Lookup;
use crate::report::table::{Table, TableBuilder};

/// `sample.csv`: one row a drawn change, in the order of `changes.csv`.
pub(super) fn items(lookup: &Lookup<'_>) -> Table {
    let rows: Vec<(&AuditSample, &SampledItem)> = lookup
        .report
        .sample
        .iter()
        .flat_map(|sample| sample.items.iter().map(move |item| (sample, item)))
        .collect();
    let case = |item: &SampledItem| -> Option<&Case> { lookup.report.cases.get(item.case) };
    TableBuilder::new("sample", &rows)
        .text("change_id", |(_, item)| item.change.0.clone())
        .text("drawn_by", |(_, item)| item.drawn_by.clone())
        .maybe("stratum", |(sample, item)| sample.strata.get(item.stratum).map(|one| one.name.clone()))
        .maybe("verdict", |(_, item)| case(item)?.verdict.map(|verdict| verdict.to_string()))
        .number("risk_score", 1, |(_, item)| Some(case(item)?.risk.score))
        .text("method", |(sample, _)| sample.method.to_string())
        .text("seed", |(sample, _)| sample.seed.clone())
        .build()
}

/// `sample_evaluation.csv`: one row a control test that has a drawn change in its population; rates as shares.
pub(super) fn evaluations(lookup: &Lookup<'_>) -> Table {
    let rows: Vec<(&AuditSample, &SampleEvaluation)> = lookup
        .report
        .sample
        .iter()
        .flat_map(|sample| sample.evaluations.iter().map(move |one| (sample, one)))
        .collect();
    TableBuilder::new("sample_evaluation", &rows)
        .text("test", |(_, one)| one.test.0.clone())
        .count("tested", |(_, one)| Some(one.tested as u64))
        .count("deviations", |(_, one)| Some(one.deviations as u64))
        .count("untold", |(_, one)| Some(one.untold as u64))
        .number("upper_limit", 4, |(_, one)| one.upper_limit)
        .number("upper_limit_told", 4, |(_, one)| one.upper_limit_told)
        .number("tolerable", 4, |(sample, _)| Some(sample.tolerable))
        .flag("within", |(_, one)| one.within)
        .number("confidence", 4, |(sample, _)| Some(sample.confidence))
        .count("full_tested", |(_, one)| Some(one.full_tested as u64))
        .count("full_deviations", |(_, one)| Some(one.full_deviations as u64))
        .count("full_untold", |(_, one)| Some(one.full_untold as u64))
        .number("full_rate", 4, |(_, one)| one.full_rate)
        .build()
}
