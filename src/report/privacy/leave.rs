//! What an audience is not shown at all, and that it is said.

use super::super::Report;
use crate::model::{Audience, ConcentrationOf, Dimension, Format, Part, RiskBy};

/// Leaves out of a report the figures that its audience is not shown, and says what is left out of it.
pub(super) fn out(report: &mut Report) {
    let audience = report.audience;
    if !audience.shows(Part::AgentFigures) {
        let breakdown = &mut report.breakdown;
        breakdown.groups.retain(|group| group.dimension != Dimension::Agent);
        breakdown.frontier.retain(|point| point.dimension != Dimension::Agent);
        // Of who has a ticket or made a change, and of who took it first.
        report.metrics.retain(|metric| !metric.id.contains("_agent."));
    }
    if !audience.shows(Part::Cases) {
        report.metrics.iter_mut().for_each(|metric| metric.ids.clear());
        report.controls.iter_mut().for_each(|control| control.findings.clear());
        report.sample.iter_mut().for_each(|sample| sample.items.clear());
    }
    if !audience.shows(Part::People) {
        report.risks.retain(|group| matches!(group.by, RiskBy::Week | RiskBy::Desk));
        report.concentrations.compared.retain(|one| {
            use ConcentrationOf as Of;
            matches!(one.dimension, Of::Queue | Of::Channel | Of::Hours | Of::Weekday)
        });
    }
    let left_out: Vec<&str> = audience.left_out().map(Part::as_str).collect();
    if !left_out.is_empty() {
        report.warnings.push(format!("Left out for this audience ({audience}): {}.", left_out.join("; ")));
    }
}

/// Whether an audience is shown a table, by its name.
pub(in crate::report) fn shows_table(audience: Audience, table: &str) -> bool {
    let part = match table {
        "accounts" | "evidence" | "review" | "overrides" | "rejects" | "concentration" => Part::People,
        "changes" | "tickets" | "findings" | "links" | "definitions" | "nhi_requests" | "sample" => {
            Part::Cases
        }
        _ => return true,
    };
    audience.shows(part)
}

/// Whether an audience is shown a format.
pub(crate) fn shows_format(audience: Audience, format: Format) -> bool {
    match format {
        Format::Oscal | Format::Ocsf | Format::Timesketch => audience.shows(Part::Exchange),
        // Workpapers are rows, one a change, ticket and finding.
        Format::Xlsx => audience.shows(Part::Cases),
        Format::Html | Format::Pdf | Format::Data => true,
    }
}
