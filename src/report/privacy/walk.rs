//! The way through a report: every struct is taken apart field by field, so that a new field is asked for by the
//! compiler. What is not taken up is an id, a number, an instant or a word of a closed vocabulary.

mod cases;
mod events;
mod figures;
mod inputs;
mod judged;
mod tickets;

use rayon::prelude::*;

use super::cloak::Cloak;
use crate::report::Report;

/// Takes every text of a report through the cloak.
pub(super) fn report(cloak: &Cloak<'_>, report: &mut Report) {
    let Report {
        version: _,
        as_of: _,
        settings,
        mappings_sha256: _,
        mapping_parts: _,
        inputs,
        rejects,
        duplicates: _,
        unknown_types,
        coverage,
        events,
        classes: _,
        verifications,
        tickets,
        // Names, by which tables are joined.
        directory: _,
        agents: _,
        cases,
        ticket_results,
        // Words of ours and numbers.
        definitions: _,
        handoff_costs: _,
        nhi_requests,
        control_tests: _,
        controls,
        frameworks: _,
        citations: _,
        exceptions,
        notes,
        sample,
        audience: _,
        breakdown,
        metrics,
        trends,
        concentrations,
        risks,
        decisions,
        rules: _,
        warnings,
    } = report;
    settings.iter_mut().for_each(|(_, value)| cloak.written(value));
    inputs.iter_mut().for_each(|file| self::inputs::file(cloak, file));
    rejects.par_iter_mut().for_each(|reject| self::inputs::reject(cloak, reject));
    unknown_types.iter_mut().for_each(|unknown| self::inputs::unknown(cloak, unknown));
    coverage.iter_mut().for_each(|coverage| self::inputs::coverage(cloak, coverage));
    events.par_iter_mut().for_each(|event| self::events::event(cloak, event));
    verifications.par_iter_mut().for_each(|record| self::events::verification(cloak, record));
    tickets.par_iter_mut().for_each(|ticket| self::tickets::ticket(cloak, ticket));
    cases.par_iter_mut().for_each(|case| self::cases::case(cloak, case));
    ticket_results.par_iter_mut().for_each(|result| self::tickets::result(cloak, result));
    nhi_requests.iter_mut().for_each(|request| self::tickets::nhi(cloak, request));
    controls.par_iter_mut().for_each(|control| judged::control(cloak, control));
    exceptions.iter_mut().for_each(|exception| judged::exception(cloak, exception));
    notes.iter_mut().for_each(|note| judged::note(cloak, note));
    sample.iter_mut().for_each(|sample| judged::sample(cloak, sample));
    decisions.iter_mut().for_each(|decision| judged::settled(cloak, decision));
    figures::breakdown(cloak, breakdown);
    metrics.par_iter_mut().for_each(|metric| figures::metric(cloak, metric));
    trends.iter_mut().for_each(|trends| figures::trends(cloak, trends));
    figures::concentrations(cloak, concentrations);
    risks.iter_mut().for_each(|group| figures::risk(cloak, group));
    warnings.iter_mut().for_each(|warning| cloak.said(warning));
}
