//! `deskproof score`: what of a report is right, for people and, with `--json`, for programs.

use std::io::Write as _;

use super::args::ScoreArgs;
use super::error::{Exit, Failure};
use super::layout::{WIDTH, cut, width, wrapped};
use crate::report::{counted, grouped, safe};
use crate::score::{
    Attack, Bin, Calibration, Confusion, Example, Rate, ScoreError, Scores, ValueRates, document, score,
};

/// Examples of a confusion that are named without `--worst`.
const NAMED: usize = 2;
/// Examples of a confusion in JSON without `--worst`.
const IN_JSON: usize = 5;
/// Attacks that are listed, the best hidden first.
const ATTACKS: usize = 8;
/// Columns of a figure's title.
const TITLE: usize = 42;

/// The sections: title, and what the ids of its figures begin with.
const SECTIONS: [(&str, &str); 8] = [
    ("Changes found", "changes"),
    ("Support-triggered", "support"),
    ("Links", "links"),
    ("Orphans (changes without a ticket)", "orphans"),
    ("Evidence", "evidence"),
    ("Verdict", "verdict"),
    ("First contact", "contact"),
    ("Attacks", "attacks"),
];
/// Figures whose words are listed one by one: few words, each of weight.
const BY_WORD: [&str; 3] = ["evidence.level", "verdict.agreement", "contact.outcome"];

/// Scores and tells.
pub(super) fn run(args: &ScoreArgs) -> Result<Exit, Failure> {
    let scores = score(&args.truth, &args.report).map_err(|error| failure(&error, args))?;
    let text = if args.json {
        format!("{:#}\n", document(&scores, args.worst.map_or(IN_JSON, usize::from)))
    } else {
        page(&scores, args.worst.map(usize::from))
    };
    // A closed pipe is the reader's choice.
    let _ = std::io::stdout().lock().write_all(text.as_bytes());
    Ok(Exit::Done)
}

fn failure(error: &ScoreError, args: &ScoreArgs) -> Failure {
    let failure = Failure::usage(error.to_string());
    match error {
        ScoreError::File { path, .. } if path.starts_with(&args.truth) => {
            failure.hint("TRUTH is a folder with changes.csv, as `deskproof simulate` writes in truth/")
        }
        ScoreError::File { .. } => {
            failure.hint("REPORT is a folder that `deskproof report --out` wrote, with data/ in it")
        }
        _ => failure,
    }
}

/// The score as text that ends with a line break; nothing in it moves a cursor.
fn page(scores: &Scores, worst: Option<usize>) -> String {
    let mut lines = vec![format!(
        "{} and {} of the truth against {} of the report",
        counted(scores.true_changes, "change"),
        counted(scores.true_tickets, "ticket"),
        counted(scores.found_changes, "change"),
    )];
    lines.push("Each rate with its 95 % Wilson interval.".to_owned());
    for (title, section) in SECTIONS {
        let figures: Vec<_> = scores.figures.iter().filter(|figure| is_of(&figure.id, section)).collect();
        if figures.is_empty() {
            continue;
        }
        lines.extend([String::new(), title.to_owned()]);
        lines.extend(figures.iter().map(|figure| rate_line(&figure.title, figure.rate)));
        for of in BY_WORD.iter().filter(|of| is_of(of, section)) {
            lines.extend(words(&scores.values, of));
        }
        if section == "attacks" {
            lines.extend(attacks(&scores.attacks, scores.found_changes));
        }
        let confusions = scores.confusions.iter().filter(|one| is_of(&one.of, section));
        lines.extend(confusions.flat_map(|one| confusion(one, worst)));
    }
    lines.extend(calibration(&scores.calibration));
    lines.extend(to_know(scores));
    lines.join("\n") + "\n"
}

fn to_know(scores: &Scores) -> Vec<String> {
    let mut notes = scores.notes.clone();
    if !scores.not_told.is_empty() {
        notes.push(format!("not scored, for the truth does not tell: {}", scores.not_told.join(", ")));
    }
    if notes.is_empty() {
        return Vec::new();
    }
    let lines = notes.iter().flat_map(|note| wrapped(note, "  ! ", WIDTH));
    [String::new(), "To know".to_owned()].into_iter().chain(lines).collect()
}

/// Whether a figure stands in a section.
fn is_of(id: &str, section: &str) -> bool {
    id.split('.').next() == Some(section)
}

pub(super) fn rate_line(title: &str, rate: Rate) -> String {
    let title = cut(title, TITLE);
    let gap = " ".repeat(TITLE - width(&title));
    format!("  {title}{gap}{:>16} {:>8}  {}", of(rate), percent(rate), interval(rate)).trim_end().to_owned()
}

/// `3 of 4`.
fn of(rate: Rate) -> String {
    let count = |count: u64| grouped(usize::try_from(count).unwrap_or(usize::MAX));
    format!("{} of {}", count(rate.hits), count(rate.of))
}

/// `75.0 %`, or `–` of nothing; never rounded to all or nothing what is neither.
fn percent(rate: Rate) -> String {
    let Some(share) = rate.share() else { return "–".to_owned() };
    match (share * 1000.0).round() {
        0.0 if rate.hits > 0 => "< 0.1 %".to_owned(),
        1000.0 if rate.hits < rate.of => "> 99.9 %".to_owned(),
        tenths => format!("{:.1} %", tenths / 10.0),
    }
}

fn interval(rate: Rate) -> String {
    let text = |(low, high): (f64, f64)| format!("{:.1}–{:.1}", low * 100.0, high * 100.0);
    rate.interval().map(text).unwrap_or_default()
}

/// Precision and recall by word, if they are not all the same.
fn words(values: &[ValueRates], of_figure: &str) -> Vec<String> {
    let rows: Vec<&ValueRates> = values.iter().filter(|one| one.of == of_figure).collect();
    if rows.is_empty() {
        return Vec::new();
    }
    let row = |one: &&ValueRates| {
        let side = |rate: Rate| format!("{:>16} {:>9}", of(rate), percent(rate));
        format!("    {:<20}{}{}", cut(&one.value, 19), side(one.precision), side(one.recall))
    };
    let head = format!("    {:<20}{:>26}{:>26}", "by word", "precision", "recall");
    std::iter::once(head).chain(rows.iter().map(row)).collect()
}

fn confusion(confusion: &Confusion, worst: Option<usize>) -> Vec<String> {
    let what = confusion.of.split('.').nth(1).filter(|what| *what != "agreement");
    let what = what.map(|what| format!("{what}: ")).unwrap_or_default();
    let count = confusion.examples.len();
    let hang = match confusion.with_wrong_ticket {
        0 => String::new(),
        _ if matches!(confusion.of.as_str(), "links" | "orphans") => String::new(),
        hang => format!(" ({hang} with a wrong ticket)"),
    };
    let text = format!("{what}{} → {}{hang}", safe::line(&confusion.truth), safe::line(&confusion.ours));
    let mut lines = wrapped(&text, &format!("  {:>6}  ", grouped(count)), WIDTH);
    match worst {
        Some(worst) => lines.extend(confusion.examples.iter().take(worst).flat_map(example)),
        None => {
            let ids = confusion.examples.iter().take(NAMED).map(name);
            let more = if count > NAMED { ", …" } else { "" };
            lines.extend(wrapped(&(ids.collect::<Vec<_>>().join(", ") + more), "          ", WIDTH));
        }
    }
    lines
}

/// What an example can be looked up by.
fn name(example: &Example) -> String {
    let name = if example.id.is_empty() { &example.native_id } else { &example.id };
    safe::line(name)
}

fn example(example: &Example) -> Vec<String> {
    let native_id = if example.id.is_empty() { "" } else { example.native_id.as_str() };
    let first = format!("{} {native_id} {}", name(example), example.situation);
    let second = format!("truth {}; ours {}", example.truth, example.ours);
    let mut lines = wrapped(&first, "          ", WIDTH);
    lines.extend(wrapped(&second, "            ", WIDTH));
    lines
}

fn attacks(attacks: &[Attack], all: usize) -> Vec<String> {
    let mut lines =
        vec![format!("    {:<35}{:>6}{:>19}{:>16}", "attack", "risk", "place", "harmless before")];
    let row = |attack: &Attack| {
        let name = cut(&attack.name, 34);
        let gap = " ".repeat(35 - width(&name));
        let place = attack.rank.map_or("none".to_owned(), |rank| format!("{rank} of {}", grouped(all)));
        format!("    {name}{gap}{:>6.1}{place:>19}{:>16}", attack.risk, attack.harmless_before)
    };
    lines.extend(attacks.iter().take(ATTACKS).map(row));
    if let more @ 1.. = attacks.len().saturating_sub(ATTACKS) {
        lines.push(format!("    and {more} that stand higher"));
    }
    lines
}

pub(super) fn calibration(calibration: &Calibration) -> Vec<String> {
    let Some(error) = calibration.expected_error else { return Vec::new() };
    let mut lines = vec![String::new(), "Confidence of links".to_owned()];
    lines.push(format!("  {:<16}{:>10}{:>20}", "said", "mean", "right"));
    let row = |bin: &Bin| {
        let range = format!("{:.3} to {:.3}", bin.from, bin.to);
        let (right, share) = (of(bin.right), percent(bin.right));
        format!("  {range:<16}{:>10.3}{right:>20}{share:>10}  {}", bin.said, interval(bin.right))
    };
    lines.extend(calibration.bins.iter().map(row));
    lines.push(format!("  expected calibration error {error:.4}"));
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample::HOSTILE;
    use crate::score::Figure;

    fn sample(text: &str) -> Scores {
        let example = Example {
            id: text.to_owned(),
            native_id: text.repeat(3),
            situation: text.to_owned(),
            truth: text.to_owned(),
            ours: text.to_owned(),
        };
        let confusion = |of: &str, count: usize| Confusion {
            of: of.to_owned(),
            truth: text.to_owned(),
            ours: "another ticket".to_owned(),
            with_wrong_ticket: 1,
            examples: vec![example.clone(); count],
        };
        let rate = Rate { hits: 12_345, of: 123_456 };
        let figure = |id: &str| Figure {
            id: id.to_owned(),
            title: "the same, where the link is right".to_owned(),
            rate,
        };
        let attack = |risk| Attack {
            name: text.to_owned(),
            changes: rate,
            change_id: text.to_owned(),
            risk,
            rank: Some(123_456),
            harmless_before: 123_455,
        };
        let word = ValueRates {
            of: "evidence.level".to_owned(),
            value: text.to_owned(),
            precision: rate,
            recall: rate,
        };
        Scores {
            true_changes: 123_456,
            found_changes: 123_456,
            figures: SECTIONS.iter().map(|(_, section)| figure(&format!("{section}.any"))).collect(),
            values: vec![word],
            confusions: vec![confusion("links", 3), confusion("evidence.level", 1)],
            attacks: (0..10).map(|at| attack(f64::from(at))).collect(),
            calibration: Calibration::of([(0.93, true), (1.0, false)].into_iter()),
            notes: vec![text.to_owned()],
            ..Scores::default()
        }
    }

    #[test]
    fn no_line_is_wider_than_a_terminal_and_nothing_from_inputs_goes_unseen() {
        let unseen =
            |sign: char| sign != '\n' && (sign.is_control() || "\u{202E}\u{200B}\u{FEFF}".contains(sign));
        for text in HOSTILE.iter().copied().chain([&"long ".repeat(40)[..], &"x".repeat(200)]) {
            for worst in [None, Some(3)] {
                let page = page(&sample(text), worst);
                assert!(!page.contains(unseen), "{page:?}");
                for line in page.lines() {
                    assert!(width(line) <= WIDTH, "{} columns: {line}", width(line));
                }
            }
        }
    }

    #[test]
    fn worst_lists_so_many_examples_with_both_ids() {
        let all = page(&sample("chg-1"), Some(2));
        assert_eq!(
            all.lines().filter(|line| line.trim() == "chg-1 chg-1chg-1chg-1 chg-1").count(),
            3,
            "{all}"
        );
        let short = page(&sample("chg-1"), None);
        assert!(short.contains("\n       3  chg-1 → another ticket\n          chg-1, chg-1, …\n"), "{short}");
        assert!(short.contains("    and 2 that stand higher\n"), "{short}");
    }

    #[test]
    fn nearly_all_is_not_all() {
        assert_eq!(percent(Rate { hits: 99_999, of: 100_000 }), "> 99.9 %");
        assert_eq!(percent(Rate { hits: 1, of: 100_000 }), "< 0.1 %");
        assert_eq!(percent(Rate { hits: 3, of: 4 }), "75.0 %");
        assert_eq!(percent(Rate::default()), "–");
    }
}
