//! The way through a report: every struct is taken apart field by field, so that a new field is asked for by the
//! compiler. What is not taken up is an id, a number, an instant or a word of a closed vocabulary.

mod cases;
mod events;
mod figures;
mod inputs;
mod judged;
mod tickets;

use rayon::prelude::*;

use super::cloak::{Cloak, Here};
use crate::model::TicketIx;
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
        // Called by pseudonyms as a whole.
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
    let here = cloak.anywhere();
    settings.iter_mut().for_each(|(_, value)| here.said(value));
    inputs.iter_mut().for_each(|file| self::inputs::file(here, file));
    rejects.par_iter_mut().for_each(|reject| self::inputs::reject(here, reject));
    unknown_types.iter_mut().for_each(|unknown| self::inputs::unknown(here, unknown));
    coverage.iter_mut().for_each(|coverage| self::inputs::coverage(here, coverage));
    events.par_iter_mut().for_each(|event| self::events::event(here, event));
    verifications.par_iter_mut().for_each(|record| self::events::verification(here, record));
    tickets.par_iter_mut().enumerate().for_each(|(at, ticket)| {
        let ix = u32::try_from(at).ok().map(TicketIx);
        self::tickets::ticket(cloak.at(ix), ticket);
    });
    cases.par_iter_mut().for_each(|case| {
        let ticket = case.link.as_ref().or(case.runner_up.as_ref()).map(|link| link.ticket);
        self::cases::case(cloak.at(ticket), case);
    });
    ticket_results
        .par_iter_mut()
        .for_each(|result| self::tickets::result(cloak.at(Some(result.ticket)), result));
    nhi_requests.iter_mut().for_each(|request| self::tickets::nhi(cloak.at(Some(request.ticket)), request));
    controls.par_iter_mut().for_each(|control| judged::control(here, control));
    exceptions.iter_mut().for_each(|exception| judged::exception(here, exception));
    notes.iter_mut().for_each(|note| judged::note(here, note));
    sample.iter_mut().for_each(|sample| judged::sample(here, sample));
    decisions.iter_mut().for_each(|decision| judged::settled(here, decision));
    figures::breakdown(here, breakdown);
    metrics.par_iter_mut().for_each(|metric| figures::metric(here, metric));
    trends.iter_mut().for_each(|trends| figures::trends(here, trends));
    figures::concentrations(here, concentrations);
    risks.iter_mut().for_each(|group| figures::risk(here, group));
    warnings.iter_mut().for_each(|warning| here.said(warning));
}
