//! The panel at the end of a run: what was found, in at most 80 columns.

use std::path::Path;

use super::layout::{WIDTH, cut, width, wrapped};
use crate::model::{Case, ExceptionState, Verdict};
use crate::report::{Notice, Report, Summary, counted, grouped, notices, of_verdict, safe};

const CASES: usize = 5;
const NOTICES: usize = 6;
/// Files that a notice names.
const NAMED: usize = 2;

/// The panel as text that ends with a line break; nothing in it moves a cursor.
///
/// Text from inputs is shown with signs for what cannot be seen. With `colour`
/// the shapes of verdicts are coloured; they are never the only signal.
#[must_use]
pub fn panel(report: &Report, out: &Path, colour: bool) -> String {
    let summary = Summary::of(report);
    let mut lines = wrapped(&summary.sentence, "", WIDTH);
    lines.push(String::new());
    lines.extend(verdicts(&summary, colour));
    lines.push(first_contact(&summary));
    lines.extend(cases(report, &summary, colour));
    lines.extend(exceptions(report));
    lines.extend(to_know(report));
    lines.push(String::new());
    lines.extend(next(report, out, &summary));
    let mut text = lines.join("\n");
    text.push('\n');
    text
}

fn verdicts(summary: &Summary, colour: bool) -> Vec<String> {
    let width = grouped(summary.judged).len();
    let line = |verdict: &Verdict| {
        let dress = of_verdict(*verdict);
        let count = summary.count(*verdict);
        let share = count * 100 / summary.judged.max(1);
        let shape = painted(*verdict, dress.shape, colour);
        format!("  {shape} {:<15}{:>width$}  {}", dress.word, grouped(count), bar(share))
            .trim_end()
            .to_owned()
    };
    if summary.judged == 0 { Vec::new() } else { Verdict::ALL.iter().map(line).collect() }
}

/// A bar of at most 40 signs for a share in percent; something is never nothing.
fn bar(share: usize) -> String {
    "▬".repeat((share * 2).div_ceil(5).min(40))
}

fn first_contact(summary: &Summary) -> String {
    let rate = summary.first_contact;
    if rate.of == 0 {
        return "\n  No ticket counts for first contact.".to_owned();
    }
    let safely = if summary.safe.of == 0 {
        String::new()
    } else {
        format!(", {} of {} safely", grouped(summary.safe.hits), grouped(summary.safe.of))
    };
    let excluded = if summary.excluded == 0 {
        String::new()
    } else {
        format!("; {} do not count", grouped(summary.excluded))
    };
    let (hits, of) = (grouped(rate.hits), counted(rate.of, "ticket"));
    format!("\n  First contact  {hits} of {of} ({}){safely}{excluded}", rate.percent())
}

fn cases(report: &Report, summary: &Summary, colour: bool) -> Vec<String> {
    let shown: Vec<&Case> = summary.top.iter().take(CASES).map(|at| &report.cases[*at]).collect();
    if shown.is_empty() {
        return Vec::new();
    }
    let mut lines = vec![String::new(), "Cases that matter most (risk 0 to 100)".to_owned()];
    lines.extend(shown.into_iter().map(|case| one_case(case, &summary.domain, colour)));
    lines
}

fn one_case(case: &Case, domain: &str, colour: bool) -> String {
    let (word, shape) = case.verdict.map_or(("", " ".to_owned()), |verdict| {
        let dress = of_verdict(verdict);
        (dress.word, painted(verdict, dress.shape, colour))
    });
    let day = case.change.at.format("%-d %b");
    let start = format!("{:>5.1}  {}  {day:>6}  ", case.risk.score, cut(&case.change.id.0, 16));
    // Id, day and verdict take 50 columns; kind and account share the rest.
    let label = case.change.subject_label.as_str();
    let account = label.strip_suffix(domain).filter(|short| !short.is_empty()).unwrap_or(label);
    let kind = cut(&case.change.kind.as_str().replace('_', " "), 24);
    let what = cut(&format!("{kind}, {}", safe::line(account)), WIDTH - 2 - width(&start) - 17);
    format!("  {start}{shape} {word:<14} {what}").trim_end().to_owned()
}

/// What became of granted exceptions, in one line: `3 granted, except 12 failures; 1 expired, 1 unused`.
fn exceptions(report: &Report) -> Vec<String> {
    if report.exceptions.is_empty() {
        return Vec::new();
    }
    let excepted = report.exceptions.iter().map(|one| one.findings.len()).sum();
    let count = |state| report.exceptions.iter().filter(|one| one.state == state).count();
    let idle = ExceptionState::ALL.iter().filter(|state| **state != ExceptionState::InUse);
    let idle: Vec<String> = idle
        .filter_map(|state| match count(*state) {
            0 => None,
            count => Some(format!("{} {}", grouped(count), state.as_str().replace('_', " "))),
        })
        .collect();
    let idle = if idle.is_empty() { String::new() } else { format!("; {}", idle.join(", ")) };
    let text = format!(
        "Exceptions {} granted, {} excepted{idle}",
        grouped(report.exceptions.len()),
        counted(excepted, "failure")
    );
    // Two blanks after the first word, as in the line above.
    let mut lines = wrapped(&text, "  ", WIDTH - 1);
    lines[0] = lines[0].replacen("Exceptions ", "Exceptions  ", 1);
    std::iter::once(String::new()).chain(lines).collect()
}

fn to_know(report: &Report) -> Vec<String> {
    let notices = notices(report);
    if notices.is_empty() {
        return Vec::new();
    }
    let mut lines = vec![String::new(), "To know first".to_owned()];
    for notice in notices.iter().take(NOTICES) {
        lines.extend(wrapped(&in_short(notice), "  ! ", WIDTH));
    }
    let more = notices.len().saturating_sub(NOTICES);
    if more > 0 {
        lines.push(format!("  ! and {} in the report", counted(more, "more warning")));
    }
    lines
}

/// A notice with the first of what it sums up.
fn in_short(notice: &Notice) -> String {
    if notice.of.is_empty() {
        return safe::clipped(&notice.text, 300);
    }
    let first: Vec<String> = notice.names.iter().take(NAMED).map(|name| safe::clipped(name, 60)).collect();
    let more = notice.names.len() - first.len();
    let rest = if more == 0 { String::new() } else { format!(" and {} more", grouped(more)) };
    format!("{} ({}{rest})", notice.text, first.join(", "))
}

/// Where the report is, which rows to look at first, and what would make it say more.
fn next(report: &Report, out: &Path, summary: &Summary) -> Vec<String> {
    let page = safe::line(&out.join("report.html").display().to_string());
    // A path is not wrapped: people copy it.
    let mut lines = vec![format!("Report  {page}")];
    let first = [Verdict::Unticketed, Verdict::Unproven, Verdict::Insufficient, Verdict::Late];
    if let Some(verdict) = first.into_iter().find(|verdict| summary.count(*verdict) > 0) {
        let word = of_verdict(verdict).word;
        let count = counted(summary.count(verdict), "change");
        lines.push(format!("Next    look at the {count} that are {word}, at the page's address"));
        lines.push(format!("        {page}#changes?verdict={verdict}"));
    }
    let for_review = report.cases.iter().filter(|case| !case.review.is_empty()).count();
    if for_review > 0 {
        let changes = counted(for_review, "change");
        let text = format!("decide on {changes} in data/review.csv and give it back with --overrides");
        lines.extend(wrapped(&text, "        ", WIDTH));
    }
    lines.extend(missing(report, summary).iter().flat_map(|text| wrapped(text, "        ", WIDTH)));
    lines
}

/// What to give the next run so that it can tell more.
fn missing(report: &Report, summary: &Summary) -> Vec<String> {
    let mut texts = Vec::new();
    let covered = |of_tickets: bool| {
        report.coverage.iter().any(|one| one.of_tickets == of_tickets && one.span.is_some())
    };
    if !covered(true) {
        texts.push("run again with the help desk's export: nothing can be traced to a ticket".to_owned());
    } else if !covered(false) {
        texts.push("run again with the identity provider's log: no change is known".to_owned());
    } else if let (count @ 1.., Some((why, _))) = (summary.cannot_be_told(), summary.untold.first()) {
        texts.push(format!("run again with longer exports to tell the other {}: {why}", grouped(count)));
    }
    let assumed = report.cases.iter().filter(|case| case.verdict.is_some() && !case.change.tier_known);
    if let count @ 1.. = assumed.count()
        && !report.inputs.iter().any(|file| file.source.as_deref() == Some("people.csv"))
    {
        texts.push(format!(
            "give a people.csv: the tier of the account is assumed in {}",
            counted(count, "change")
        ));
    }
    texts
}

/// The shape in the verdict's colour of the 16 that every terminal has.
pub(super) fn painted(verdict: Verdict, shape: char, colour: bool) -> String {
    let code = match verdict {
        Verdict::Proven => 34,
        Verdict::Insufficient | Verdict::Late => 33,
        Verdict::Unproven | Verdict::Unticketed => 31,
        Verdict::NotTestable => 90,
    };
    if colour { format!("\u{1b}[{code}m{shape}\u{1b}[0m") } else { shape.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{FileUse, InputFile};
    use crate::report::sample::{HOSTILE, sample};

    fn shown(report: &Report, colour: bool) -> String {
        panel(report, Path::new("out/2026"), colour)
    }

    #[test]
    fn no_line_is_wider_than_a_terminal() {
        for size in [1, 40, 160] {
            let text = shown(&sample(size), false);
            for line in text.lines() {
                assert!(width(line) <= WIDTH, "{} columns: {line}", width(line));
            }
        }
    }

    #[test]
    fn it_tells_counts_top_cases_warnings_place_and_next_step() {
        let report = sample(110);
        let summary = Summary::of(&report);
        let text = shown(&report, false);
        assert!(text.contains(&format!("● proven{:>12}", summary.proven())), "{text}");
        assert!(text.contains("⊗ unticketed"));
        assert_eq!(text.lines().filter(|line| line.contains("  chg-")).count(), 5);
        assert!(text.contains("  ! servicenow.incident ends on 5 April 2026"));
        assert!(text.contains("Report  out/2026/report.html\n"));
        assert!(text.contains("  out/2026/report.html#changes?verdict=unticketed\n"), "{text}");
        assert!(text.contains("because the ticket export ends on 5 Apr 2026"));
    }

    #[test]
    fn nothing_from_inputs_reaches_the_terminal_unseen() {
        let mut report = sample(40);
        report.warnings = HOSTILE.iter().map(|text| (*text).to_owned()).collect();
        for (case, text) in report.cases.iter_mut().zip(HOSTILE.iter().cycle()) {
            case.change.subject_label = (*text).to_owned();
        }
        let text = shown(&report, false);
        let unseen =
            |sign: char| sign != '\n' && (sign.is_control() || "\u{202E}\u{200B}\u{FEFF}".contains(sign));
        assert!(!text.contains(unseen), "{text:?}");
    }

    #[test]
    fn colour_adds_nothing_that_is_not_said_without() {
        let report = sample(40);
        let coloured = regex::Regex::new("\u{1b}\\[[0-9]+m").unwrap();
        assert_eq!(coloured.replace_all(&shown(&report, true), ""), shown(&report, false));
    }

    #[test]
    fn an_empty_run_says_so() {
        let mut report = sample(3);
        report.cases.clear();
        report.ticket_results.clear();
        let text = shown(&report, false);
        assert!(text.starts_with("No support-triggered change was found"));
        assert!(!text.contains("Next"));
    }

    #[test]
    fn it_names_what_would_make_the_next_report_say_more() {
        let mut report = sample(40);
        report.coverage.retain(|coverage| !coverage.of_tickets);
        report.inputs.retain(|file| file.source.as_deref() != Some("people.csv"));
        report.cases.iter_mut().for_each(|case| case.change.tier_known = false);
        let text = shown(&report, false);
        assert!(text.contains("run again with the help desk's export"), "{text}");
        assert!(text.contains("give a people.csv: the tier of the account is assumed in"), "{text}");
    }

    #[test]
    fn files_of_one_lot_take_one_warning() {
        let mut report = sample(10);
        let file = report.inputs[0].clone();
        report.inputs = (0..9)
            .map(|at| InputFile { name: format!("odd-{at}.txt"), used_as: FileUse::Unknown, ..file.clone() })
            .collect();
        report.warnings =
            report.inputs.iter().map(|file| format!("{} was not used (unknown): why", file.name)).collect();
        report.warnings.push("okta.system_log: 3 gaps".to_owned());
        let text = shown(&report, false);
        assert_eq!(text.lines().filter(|line| line.starts_with("  ! ")).count(), 2, "{text}");
        assert!(text.contains("(odd-0.txt, odd-1.txt and 7"), "{text}");
    }
}
