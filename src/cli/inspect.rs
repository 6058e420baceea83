//! `deskproof inspect`: what is in the exports, for people and, with `--json`, for programs.

use std::collections::BTreeMap;
use std::io::{IsTerminal as _, Write as _};

use super::args::InspectArgs;
use super::error::{Exit, Failure};
use super::layout::{WIDTH, cut, wrapped};
use super::progress::Bar;
use crate::inspect::{InspectSettings, Inspected, Inspection, Shown, ZoneKnowledge, document, inspect};
use crate::model::{Coverage, FileUse, Instant};
use crate::pipeline::Settings;
use crate::report::{counted, grouped, safe};
use crate::source::ReadError;

/// Reasons for rejects that are listed of a file.
const REASONS: usize = 5;
/// Kinds and types that are listed of a file.
const LISTED: usize = 30;
/// Signs in a strip of time.
const STRIP: usize = 64;
/// Columns of a value that `--show` prints.
const VALUE: usize = 400;

/// Looks and tells.
pub(super) fn run(args: &InspectArgs) -> Result<Exit, Failure> {
    let mappings = args.read.mappings()?;
    super::threads(args.read.threads)?;
    let Settings { inputs, zones, cache, memory, .. } = args.read.settings()?;
    let settings = InspectSettings { inputs, zones, cache, memory, show: args.show.into() };
    let bar = Bar::new(std::io::stderr().is_terminal());
    let inspection = inspect(&settings, &mappings, Some(&|progress| bar.show(progress))).map_err(failure)?;
    bar.clear();
    let text = if args.json {
        format!("{:#}\n", document(&inspection))
    } else {
        panel(&inspection, super::colour())
    };
    // A closed pipe is the reader's choice.
    let _ = std::io::stdout().lock().write_all(text.as_bytes());
    Ok(if inspection.has_anything() { Exit::Done } else { Exit::Incomplete })
}

pub(super) fn failure(error: ReadError) -> Failure {
    match error {
        ReadError::Mapping(fault) => fault.into(),
        fault @ (ReadError::ZoneNeeded { .. }
        | ReadError::Input { .. }
        | ReadError::Memory { .. }
        | ReadError::Cache { .. }) => Failure::usage(fault.to_string()),
        fault => Failure::failed(fault.to_string()),
    }
}

/// The inspection as text that ends with a line break; nothing in it moves a cursor.
fn panel(inspection: &Inspection, colour: bool) -> String {
    let mut page = Page { lines: Vec::new(), colour };
    for file in &inspection.files {
        page.file(inspection, file);
        page.lines.push(String::new());
    }
    page.sources(&inspection.sources);
    page.clocks(inspection);
    page.missing(inspection);
    page.summary(inspection);
    let mut text = page.lines.join("\n");
    text.push('\n');
    text
}

struct Page {
    lines: Vec<String>,
    colour: bool,
}

impl Page {
    /// A line of label and text, wrapped; nothing for an empty text.
    fn say(&mut self, label: &str, text: &str) {
        if !text.is_empty() {
            self.lines.extend(wrapped(text, &format!("  {label:<9} "), WIDTH));
        }
    }

    /// As [`Page::say`], for what must be seen.
    fn warn(&mut self, label: &str, text: &str) {
        let from = self.lines.len();
        self.say(label, text);
        if self.colour {
            for line in &mut self.lines[from..] {
                *line = format!("\u{1b}[33m{line}\u{1b}[0m");
            }
        }
    }

    fn title(&mut self, text: &str) {
        let text = safe::line(text);
        self.lines.push(if self.colour { format!("\u{1b}[1m{text}\u{1b}[0m") } else { text });
    }

    fn file(&mut self, inspection: &Inspection, inspected: &Inspected) {
        let file = &inspected.file;
        self.title(&file.name);
        let source = match (&file.source, file.used_as) {
            (Some(source), FileUse::Read) => source.clone(),
            (Some(source), other) => format!("{source}, but {other}"),
            (None, other) => format!("none ({other})"),
        };
        if file.used_as == FileUse::Read {
            self.say("source", &source);
        } else {
            self.warn("source", &source);
        }
        self.say("why", &why(inspected));
        self.say("shape", &shape(inspected));
        self.say("rows", &rows(inspected));
        for duplicate in
            inspection.duplicates.iter().filter(|one| one.file == file.id && one.first_in != file.id)
        {
            let first = inspection.name_of(duplicate.first_in);
            self.say("", &format!("{} are in {first} already", grouped(size(duplicate.records))));
        }
        self.zone(inspected);
        for (column, order) in &inspected.look.date_orders {
            self.say("dates", &format!("`{column}`: {order}"));
        }
        self.time(file.first_at, file.last_at, &inspected.tally.hours);
        self.records(inspected);
        for reason in inspected.rejects.iter().take(REASONS) {
            let count = counted(size(reason.records), "row");
            self.warn("rejected", &format!("{count}, the first at line {}: {}", reason.line, reason.reason));
        }
        if let Some(more @ 1..) = inspected.rejects.len().checked_sub(REASONS) {
            self.warn("rejected", &format!("and for {} more", counted(more, "reason")));
        }
        for sign in &inspected.truncation {
            self.warn("cut?", sign);
        }
        if file.used_as == FileUse::Unknown {
            self.say("next", "deskproof init --source FILE drafts a mapping for it");
        }
        for shown in &inspected.shown {
            self.shown(shown);
        }
    }

    fn zone(&mut self, inspected: &Inspected) {
        let source = inspected.file.source.as_deref().unwrap_or_default();
        match inspected.zone {
            ZoneKnowledge::NoTimes => {}
            ZoneKnowledge::Offset => self.say("zone", "every time carries its offset"),
            ZoneKnowledge::Told => self.say("zone", &inspected.file.zone),
            ZoneKnowledge::Unknown => self.warn(
                "zone",
                &format!(
                    "UNKNOWN: its times carry no zone; give --tz {source}=ZONE, the zone of the person who exported \
                     it. All times below were read as UTC, which is a guess."
                ),
            ),
        }
    }

    /// The covered time with a strip, one sign a slice.
    fn time(&mut self, from: Option<Instant>, to: Option<Instant>, hours: &BTreeMap<i64, u64>) {
        let (Some(from), Some(to)) = (from, to) else { return };
        self.say("time", &format!("{} to {}", stamp(from), stamp(to)));
        let (first, last) = (hour(from), hour(to));
        if last > first {
            self.lines.push(format!("            {}", strip(hours, first, last)));
        }
    }

    fn records(&mut self, inspected: &Inspected) {
        let tally = &inspected.tally;
        let events = inspected.events();
        if events > 0 {
            let unknown = inspected.unknown();
            let known = percent(events - unknown, events);
            let text = format!(
                "{known} of types that are known: {} may be changes, {} signals; {} of unknown types",
                grouped(size(tally.changes)),
                grouped(size(tally.signals)),
                grouped(size(unknown))
            );
            if unknown > 0 { self.warn("events", &text) } else { self.say("events", &text) }
        }
        self.say("classes", &listed(&inspected.classes));
        self.warn("unknown", &listed(&tally.unknown));
        if tally.others > 0 {
            self.say(
                "records",
                &format!("{} of tickets, people or verifications", grouped(size(tally.others))),
            );
        }
    }

    /// A record as it was read, a field a line; not wrapped, so that it can be searched.
    fn shown(&mut self, shown: &Shown) {
        let Shown { record, line, source, what, fields } = shown;
        self.lines.push(format!("  record {record} (line {line}): {what} of {source}"));
        for (name, value) in fields {
            self.lines.push(format!("    {name:<13} {}", cut(value, VALUE)));
        }
    }

    /// All sources on one axis of time, with gaps.
    fn sources(&mut self, sources: &[Coverage]) {
        let spans = sources.iter().filter_map(|source| source.span);
        let Some((from, to)) =
            spans.map(|span| (span.from, span.to)).reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)))
        else {
            return;
        };
        self.title(&format!("Covered time, {} to {}", stamp(from), stamp(to)));
        for source in sources {
            let Some(span) = source.span else { continue };
            let of = if source.of_tickets { "ticket" } else { "event" };
            self.say(
                "",
                &format!(
                    "{}: {}, {} to {}",
                    source.source,
                    counted(size(source.records), of),
                    stamp(span.from),
                    stamp(span.to)
                ),
            );
            self.lines.push(format!("            {}", strip(&source.per_hour, hour(from), hour(to))));
            for gap in source.gaps.iter().take(REASONS) {
                let hours = (gap.to - gap.from).num_hours();
                self.warn("", &format!("gap of {hours} h: {} to {}", stamp(gap.from), stamp(gap.to)));
            }
            if let Some(more @ 1..) = source.gaps.len().checked_sub(REASONS) {
                self.warn("", &format!("and {}", counted(more, "more gap")));
            }
        }
        self.lines.push(String::new());
    }

    fn clocks(&mut self, inspection: &Inspection) {
        if inspection.clocks.is_empty() {
            return;
        }
        self.title("Clocks of two sources, from acts that both tell");
        for clock in &inspection.clocks {
            let (low, high) = clock.quartiles_seconds;
            self.say(
                "",
                &format!(
                    "{} is {:+.1} s from {} (median of {}, half of them from {low:+.1} to {high:+.1} s): {}",
                    clock.second,
                    clock.median_seconds,
                    clock.first,
                    counted(clock.pairs, "pair"),
                    clock.note
                ),
            );
        }
        self.lines.push(String::new());
    }

    fn missing(&mut self, inspection: &Inspection) {
        if inspection.missing.is_empty() {
            return;
        }
        self.title("Missing for control tests");
        let mut title = "";
        for missing in &inspection.missing {
            if missing.title != title {
                title = &missing.title;
                let tests = missing.tests.join(", ");
                self.lines.extend(wrapped(&format!("{title}: {tests}"), "  - ", WIDTH));
            }
            let of =
                if missing.product.is_empty() { String::new() } else { format!("{}: ", missing.product) };
            self.lines.extend(wrapped(&format!("{of}{}", missing.how), "    ", WIDTH));
        }
        self.lines.push(String::new());
    }

    fn summary(&mut self, inspection: &Inspection) {
        let read = inspection.files.iter().filter(|file| file.file.used_as == FileUse::Read).count();
        let other = inspection.files.len() - read;
        let rejected: u64 = inspection.files.iter().map(|file| file.file.rejected).sum();
        let unknown: u64 = inspection.files.iter().map(Inspected::unknown).sum();
        let zones = inspection.files.iter().filter(|file| file.zone == ZoneKnowledge::Unknown).count();
        let mut text = format!("{} read", counted(read, "file"));
        for (count, words) in [(other, "not"), (zones, "without a known zone")] {
            if count > 0 {
                text.push_str(&format!(", {} {words}", grouped(count)));
            }
        }
        for (count, words) in [(rejected, "rejected row"), (unknown, "event")] {
            if count > 0 {
                text.push_str(&format!(", {}", counted(size(count), words)));
                if words == "event" {
                    text.push_str(" of unknown types");
                }
            }
        }
        self.lines.push(format!("{text}."));
    }
}

fn why(inspected: &Inspected) -> String {
    let mut text = inspected.file.note.clone();
    let fields = &inspected.look.fields;
    if !fields.is_empty() {
        text.push_str(&format!("; it has {}", fields.join(", ")));
        match &inspected.look.runner_up {
            Some(other) => text.push_str(&format!("; the next that fits would be {other}")),
            None => text.push_str("; no other source fits"),
        }
    }
    text
}

fn shape(inspected: &Inspected) -> String {
    let (shape, encoding) = (&inspected.file.shape, &inspected.look.encoding);
    // A table's shape names an encoding that is not UTF-8 already.
    if encoding.is_empty() || shape.is_empty() || shape.contains(encoding.as_str()) {
        shape.clone()
    } else {
        format!("{shape}, {encoding}")
    }
}

fn rows(inspected: &Inspected) -> String {
    let file = &inspected.file;
    if file.rows == 0 {
        return String::new();
    }
    let mut text = format!("{}, {} used", grouped(size(file.rows)), grouped(size(file.used)));
    for (count, words) in [
        (file.rejected, "rejected"),
        (file.duplicates, "said before"),
        (inspected.tally.passed_over, "of these of neighbouring tables"),
    ] {
        if count > 0 {
            text.push_str(&format!(", {} {words}", grouped(size(count))));
        }
    }
    text
}

/// Names with counts, the most frequent first.
fn listed(counts: &BTreeMap<String, u64>) -> String {
    let mut sorted: Vec<(&String, &u64)> = counts.iter().collect();
    sorted.sort_by_key(|(name, count)| (std::cmp::Reverse(**count), (*name).clone()));
    let mut words: Vec<String> = sorted
        .iter()
        .take(LISTED)
        .map(|(name, count)| format!("{name} {}", grouped(size(**count))))
        .collect();
    if let Some(more @ 1..) = sorted.len().checked_sub(LISTED) {
        words.push(format!("and {} more", grouped(more)));
    }
    words.join(", ")
}

/// A strip of time: a sign for each slice, the higher the more records, a dot for none.
fn strip(hours: &BTreeMap<i64, u64>, first: i64, last: i64) -> String {
    const SIGNS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
    let length = usize::try_from(last - first + 1).unwrap_or(usize::MAX);
    let slices = length.clamp(1, STRIP);
    let mut counts = vec![0_u64; slices];
    for (hour, count) in hours.range(first..=last) {
        let place = usize::try_from(hour - first).unwrap_or(0) as u128 * slices as u128 / length as u128;
        if let Some(slice) = counts.get_mut(usize::try_from(place).unwrap_or(0)) {
            *slice += count;
        }
    }
    let most = counts.iter().copied().max().unwrap_or(0).max(1);
    let sign = |count: &u64| match usize::try_from((count * 8).div_ceil(most)).unwrap_or(8) {
        0 => '·',
        height => SIGNS[height.min(8) - 1],
    };
    counts.iter().map(sign).collect()
}

fn hour(at: Instant) -> i64 {
    at.timestamp().div_euclid(3600)
}

fn stamp(at: Instant) -> String {
    at.format("%Y-%m-%d %H:%M:%SZ").to_string()
}

fn size(count: u64) -> usize {
    usize::try_from(count).unwrap_or(usize::MAX)
}

/// A share in percent, never rounded up to all.
fn percent(part: u64, of: u64) -> String {
    let tenths = u128::from(part) * 1000 / u128::from(of.max(1));
    format!("{}.{} %", tenths / 10, tenths % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_strip_shows_where_nothing_is() {
        let hours = BTreeMap::from([(0, 8), (1, 1), (3, 4)]);
        assert_eq!(strip(&hours, 0, 3), "█▁·▄");
        assert_eq!(strip(&hours, 0, 6399).chars().count(), STRIP);
    }

    #[test]
    fn a_share_that_is_not_all_is_never_called_all() {
        assert_eq!(percent(99_999, 100_000), "99.9 %");
        assert_eq!(percent(5, 5), "100.0 %");
    }

    #[test]
    fn names_are_listed_by_count_and_then_by_name() {
        let counts = BTreeMap::from([("b".to_owned(), 2), ("a".to_owned(), 2), ("c".to_owned(), 1000)]);
        assert_eq!(listed(&counts), "c 1,000, a 2, b 2");
    }
}
