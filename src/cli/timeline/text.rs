//! A timeline in at most 80 columns: one moment a line or more, a heading for each day, gaps across the page.

use crate::cli::layout::{WIDTH, width, wrapped};
use crate::cli::panel::painted;
use crate::model::{Lane, Origin, Sort, stamp};
use crate::report::timeline::{Run, Timeline, runs};
use crate::report::{Report, counted, of_verdict, safe, spoken};

/// Columns of the sort of a moment.
const SORT: usize = 16;

/// The timeline as text that ends with a line break; nothing in it moves a cursor.
///
/// Text from inputs is shown with signs for what cannot be seen. Colour says nothing that is not said without.
pub(super) fn text(report: &Report, title: &str, timeline: &Timeline, colour: bool) -> String {
    let mut page = Page { lines: Vec::new(), colour };
    page.lines.extend(wrapped(&format!("Timeline {title}"), "", WIDTH));
    page.styled(0, "1");
    let (from, to) = (stamp(timeline.shown.from), stamp(timeline.shown.to));
    let moments = counted(timeline.moments.iter().filter(|one| one.lane != Lane::Coverage).count(), "moment");
    page.lines.push(format!("{moments} from {from} to {to}. All times are UTC."));
    let mut day = None;
    for run in runs(&timeline.moments) {
        let date = run.moment.at.date_naive();
        if day != Some(date) {
            day = Some(date);
            page.lines.push(String::new());
            page.lines.push(run.moment.at.format("%a %-d %b %Y").to_string());
            page.styled(page.lines.len() - 1, "1");
        }
        page.moment(report, &run);
    }
    page.end(timeline);
    page.text()
}

/// Lines under way.
struct Page {
    lines: Vec<String>,
    colour: bool,
}

impl Page {
    fn moment(&mut self, report: &Report, run: &Run<'_>) {
        let moment = run.moment;
        let first = self.lines.len();
        let time = moment.at.format("%H:%M:%S");
        let shape = match (moment.sort, moment.verdict) {
            (Sort::Change, Some(verdict)) => of_verdict(verdict).shape,
            (Sort::Change, None) => '■',
            (Sort::GapBegins | Sort::GapEnds, _) => '┄',
            (Sort::Evidence | Sort::Verification, _) => '◆',
            _ => ' ',
        };
        let sort = spoken(moment.sort.as_str());
        let lead = format!("  {time} {shape} {sort:<SORT$}");
        let times = match (run.times, run.until) {
            (1, _) | (_, None) => String::new(),
            (times, Some(until)) => {
                format!(" ({} until {})", counted(times, "time"), until.format("%-d %b %H:%M:%S"))
            }
        };
        let verdict =
            moment.verdict.map(|verdict| format!(": {}", of_verdict(verdict).word)).unwrap_or_default();
        self.lines.extend(wrapped(&format!("{}{verdict}{times}", moment.what), &lead, WIDTH));
        match (moment.sort, moment.verdict) {
            (Sort::Change, Some(verdict)) if self.colour => {
                let line = &mut self.lines[first];
                *line = line.replacen(shape, &painted(verdict, shape, true), 1);
            }
            (Sort::GapBegins | Sort::GapEnds, _) => self.styled(first, "33"),
            (Sort::Signal | Sort::FieldChange, _) => self.styled(first, "2"),
            _ => {}
        }
        let place = moment.origin.map(|origin| place(report, origin)).unwrap_or_default();
        // What a reader can go on with; the numbers of tickets stand in the sentences.
        let id = if moment.id.starts_with("chg-") || moment.id.starts_with("ev-") { &moment.id } else { "" };
        let under = [place.as_str(), id].iter().filter(|one| !one.is_empty()).copied().collect::<Vec<_>>();
        if !under.is_empty() {
            let from = self.lines.len();
            self.lines.extend(wrapped(&under.join(" · "), &" ".repeat(width(&lead)), WIDTH));
            self.styled(from, "2");
        }
    }

    /// What the timeline does not show, and what to ask next.
    fn end(&mut self, timeline: &Timeline) {
        if timeline.moments.is_empty() {
            self.lines.extend([String::new(), "Nothing of that is recorded in this time.".to_owned()]);
        }
        if !timeline.not_shown.is_empty() {
            self.lines.extend([String::new(), "Not shown".to_owned()]);
            self.lines.extend(timeline.not_shown.iter().flat_map(|said| wrapped(said, "  ! ", WIDTH)));
        }
        if let Some(change) = timeline.moments.iter().rfind(|one| one.sort == Sort::Change) {
            self.lines.extend([String::new(), format!("Next    deskproof explain {} INPUT...", change.id)]);
        }
    }

    /// All lines from one on in a style of the terminal.
    fn styled(&mut self, from: usize, code: &str) {
        if self.colour {
            for line in &mut self.lines[from..] {
                *line = format!("\u{1b}[{code}m{line}\u{1b}[0m");
            }
        }
    }

    fn text(mut self) -> String {
        for line in &mut self.lines {
            line.truncate(line.trim_end().len());
        }
        self.lines.join("\n") + "\n"
    }
}

/// `file:line`.
fn place(report: &Report, origin: Origin) -> String {
    let file = report.inputs.get(origin.file.0 as usize).map(|file| file.name.as_str()).unwrap_or_default();
    format!("{}:{}", safe::clipped(file, 200), origin.line)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::explain::tests::hostile;
    use crate::report::sample::sample;
    use crate::report::timeline::{Selection, Timelines};

    fn shown(report: &Report, colour: bool) -> String {
        let timeline = Timelines::new(report).selected(&Selection::default());
        text(report, "everything", &timeline, colour)
    }

    #[test]
    fn no_line_is_wider_than_a_terminal() {
        for report in [sample(40), hostile()] {
            for line in shown(&report, false).lines() {
                assert!(width(line) <= WIDTH, "{} columns: {line}", width(line));
            }
        }
    }

    #[test]
    fn nothing_from_inputs_reaches_the_terminal_unseen() {
        let shown = shown(&hostile(), false);
        let unseen =
            |sign: char| sign != '\n' && (sign.is_control() || "\u{202E}\u{200B}\u{FEFF}".contains(sign));
        assert!(!shown.contains(unseen), "{shown:?}");
    }

    #[test]
    fn colour_adds_nothing_that_is_not_said_without() {
        let coloured = regex::Regex::new("\u{1b}\\[[0-9]+m").unwrap();
        let report = sample(40);
        assert_eq!(coloured.replace_all(&shown(&report, true), ""), shown(&report, false));
    }

    #[test]
    fn every_change_stands_with_its_shape_and_word_and_every_gap_with_its_sentence() {
        let report = sample(40);
        let shown = shown(&report, false).split_whitespace().collect::<Vec<_>>().join(" ");
        for case in &report.cases {
            let at = case.change.at.format("%H:%M:%S");
            let shape = case.verdict.map_or('■', |verdict| of_verdict(verdict).shape);
            assert!(shown.contains(&format!("{at} {shape} change ")), "{at} {shape}");
            assert!(shown.contains(&case.change.id.0));
        }
        assert!(shown.contains("┄ gap begins okta.system_log has no record from"), "{shown}");
    }
}
