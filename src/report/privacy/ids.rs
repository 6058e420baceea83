//! Ids that were derived from names: whoever knows names could try them, so under pseudonyms they are derived anew.

use std::collections::BTreeSet;

use crate::model::ConcentrationOf;
use crate::report::Report;

/// The ids of findings about accounts and agents, of exceptions (their scope and owner) and of comparisons of people. All others
/// depend on ids of records, which tell nothing to who has not the exports.
pub(super) fn derived_from_names(report: &Report) -> BTreeSet<String> {
    use ConcentrationOf as Of;
    let findings = report.controls.iter().flat_map(|control| &control.findings);
    let findings =
        findings.filter(|finding| somebody(&finding.item).is_some()).map(|finding| finding.id.0.clone());
    let exceptions = report.exceptions.iter().map(|exception| exception.id.0.clone());
    let compared = report.concentrations.compared.iter();
    let of_people =
        compared.filter(|one| !matches!(one.dimension, Of::Queue | Of::Channel | Of::Hours | Of::Weekday));
    findings.chain(exceptions).chain(of_people.map(|one| one.id.clone())).collect()
}

/// Sort and label of an item of a finding that is somebody: an account or an agent.
pub(super) fn somebody(item: &str) -> Option<(&str, &str)> {
    item.split_once(':').filter(|(sort, _)| matches!(*sort, "account" | "agent"))
}
