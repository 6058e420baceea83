//! `deskproof fit`: weights of links from labelled exports.

use std::io::Write as _;
use std::path::Path;

use super::args::FitArgs;
use super::error::{Exit, Failure};
use super::score::{calibration, rate_line};
use crate::fit::{Check, Fit, Labelled, LabelledError, fit, written};
use crate::mapping::Mappings;
use crate::report::counted;

/// The mapping file that holds the weights.
const FILE: &str = "linking.toml";

/// Fits, tells and writes.
pub(super) fn run(args: &FitArgs) -> Result<Exit, Failure> {
    let mappings = match &args.mappings {
        Some(folder) => Mappings::embedded().with_folder(folder)?,
        None => Mappings::embedded(),
    };
    if let Some(out) = args.out.as_deref().filter(|out| out.exists() && !args.force) {
        return Err(Failure::usage(format!(
            "{} exists already; name another file, or give --force",
            out.display()
        )));
    }
    let zones = super::zones(&args.zones)?;
    let read = |folder| Labelled::read(folder, &zones, &mappings).map_err(failure);
    let labelled = args.labelled.iter().map(|folder| read(folder)).collect::<Result<Vec<_>, _>>()?;
    let fit = fit(&labelled, f64::from(args.trust));
    let mut text = page(&fit);
    if let Some(out) = &args.out {
        std::fs::write(out, written(mappings.text(FILE)?, &fit)).map_err(|fault| unwritten(out, &fault))?;
        text.push_str(&format!("\nwritten to {}\n", out.display()));
    }
    // A closed pipe is the reader's choice.
    let _ = std::io::stdout().lock().write_all(text.as_bytes());
    Ok(Exit::Done)
}

fn failure(error: LabelledError) -> Failure {
    match error {
        LabelledError::Exports(fault) => super::report::read(fault),
        LabelledError::Truth(fault) => Failure::usage(fault.to_string())
            .hint("each folder has exports/ and truth/changes.csv, as `deskproof simulate` writes them"),
    }
}

fn unwritten(out: &Path, fault: &std::io::Error) -> Failure {
    Failure::failed(format!("{} cannot be written: {fault}", out.display()))
}

fn page(fit: &Fit) -> String {
    let mut lines = vec![format!(
        "{} of {}, {}",
        counted(fit.changes, "labelled change"),
        counted(fit.names.len(), "folder"),
        counted(fit.pairs, "weighed pair")
    )];
    let moved = fit.weights.iter().filter(|(_, weight)| (weight.before - weight.after).abs() > 0.05);
    lines.extend([
        String::new(),
        format!("{:<34}{:>8}{:>8}{:>10}", "Weights that move", "before", "after", "pairs"),
    ]);
    lines.extend(moved.map(|(name, weight)| {
        format!("  {name:<32}{:>8.1}{:>8.1}{:>10}", weight.before, weight.after, weight.pairs)
    }));
    lines.extend(check("Before, all folders", &fit.before));
    lines.extend(check("After, on folds that the fit has not seen", &fit.held_out));
    lines.join("\n") + "\n"
}

fn check(title: &str, check: &Check) -> Vec<String> {
    let mut lines = vec![
        String::new(),
        title.to_owned(),
        rate_line("links made that are right", check.precision),
        rate_line("true links that were made", check.recall),
        format!("  changes left open{:>41}", check.ambiguous),
    ];
    lines.extend(calibration(&check.calibration()).into_iter().skip(2));
    lines
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::fit::Weight;

    #[test]
    fn only_what_moves_is_listed_and_no_line_is_wider_than_a_terminal() {
        let weight = |before, after| Weight { before, after, pairs: 1_234_567 };
        let weights = BTreeMap::from([
            ("subject_is_requester_by_name".to_owned(), weight(2.0, 2.3)),
            ("prior".to_owned(), weight(-5.0, -5.0)),
        ]);
        let (before, held_out) = (Check::default(), Check::default());
        let names = vec!["a".to_owned(), "b".to_owned()];
        let fit =
            Fit { names, changes: 1_234_567, pairs: 12_345_678, trust: 300.0, weights, before, held_out };
        let page = page(&fit);
        assert!(page.contains("\n  subject_is_requester_by_name         2.0     2.3   1234567\n"), "{page}");
        assert!(!page.contains("prior"), "{page}");
        assert!(page.lines().all(|line| crate::cli::layout::width(line) <= 80), "{page}");
    }
}
