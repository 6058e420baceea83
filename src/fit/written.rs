//! `linking.toml` with the fitted weights in it, and how they came about.

use std::fmt::Write as _;

use super::Fit;

/// The text of a `linking.toml` with the fitted weights in the place of its own and with a new
/// `[fitted]` at its end; every other line, and every comment, stays.
#[must_use]
pub fn written(text: &str, fit: &Fit) -> String {
    let mut out = String::new();
    let mut section = "";
    for line in text.lines() {
        if line.starts_with('[') {
            section = line.trim();
        }
        match section {
            "[fitted]" => {}
            "[weights]" => out.push_str(&(weight_line(line, fit).unwrap_or_else(|| line.to_owned()) + "\n")),
            _ => out.push_str(&(line.to_owned() + "\n")),
        }
    }
    out.truncate(out.trim_end().len());
    out.push_str("\n\n");
    out.push_str(&provenance(fit));
    out
}

/// `name = 1.2   # comment` with the fitted number, the comment in its column.
fn weight_line(line: &str, fit: &Fit) -> Option<String> {
    let (name, rest) = line.split_once('=')?;
    let weight = fit.weights.get(name.trim())?;
    let start = format!("{} = {:.1}", name.trim(), weight.after);
    let Some(at) = rest.find('#') else { return Some(start) };
    let column = name.chars().count() + 1 + rest[..at].chars().count();
    Some(format!("{start:<column$}{}", &rest[at..]))
}

fn provenance(fit: &Fit) -> String {
    let mut text = String::from("[fitted]\n");
    let _ = writeln!(
        text,
        "# Labelled exports that `deskproof fit` drew the weights from, with how many changes and pairs."
    );
    let names: Vec<String> = fit.names.iter().map(|name| format!("{name:?}")).collect();
    let _ = writeln!(text, "on = [{}]", names.join(", "));
    let _ = writeln!(text, "changes = {}\npairs = {}", fit.changes, fit.pairs);
    let _ = writeln!(text, "# All of them count as so many changes: the present weights keep their say.");
    let _ = writeln!(text, "trust = {:.0}", fit.trust);
    let _ = writeln!(
        text,
        "# Of the links said to be sure from..to, on exports that a fit had not seen: mean said, right, of."
    );
    let _ = writeln!(text, "reliability = [");
    for bin in fit.held_out.calibration().bins {
        let _ = writeln!(
            text,
            "  {{ from = {:.3}, to = {:.3}, said = {:.4}, right = {}, of = {} }},",
            bin.from, bin.to, bin.said, bin.right.hits, bin.right.of
        );
    }
    text.push_str("]\n");
    text
}
