//! `deskproof simulate`.

use std::io::Write as _;

use super::args::SimulateArgs;
use super::error::{Exit, Failure};
use crate::mapping::Mappings;
use crate::simulate::{SimulateError, SimulateSettings, simulate};

/// Writes the organisation and tells what is in it.
pub(super) fn run(args: &SimulateArgs) -> Result<Exit, Failure> {
    let settings = SimulateSettings {
        seed: args.seed,
        people: args.people as usize,
        days: args.days,
        start: args.start,
        texts: args.texts,
        compress: args.compress,
        products: args.products,
        zone: args.zone,
    };
    let summary = simulate(&settings, &Mappings::embedded(), &args.out).map_err(|error| match error {
        SimulateError::Settings(_) => Failure::usage(error.to_string()),
        _ => Failure::failed(error.to_string()),
    })?;
    if !args.quiet {
        let (out_folder, exports) = (args.out.display(), args.out.join("exports"));
        let exports = exports.display();
        let mut out = std::io::stdout().lock();
        // A closed pipe is the reader's choice.
        let _ = writeln!(
            out,
            "{} events, {} tickets, {} changes ({} by the desk), {} planted situations\nwritten to {out_folder}: exports/ and, as what really happened, truth/\nnext: deskproof report {exports} --out report",
            summary.events, summary.tickets, summary.changes, summary.support_changes, summary.situations,
        );
    }
    Ok(Exit::Done)
}
