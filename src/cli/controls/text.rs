//! The listing for people.

use super::{Listed, Listing};
use crate::cli::layout::{WIDTH, wrapped};
use crate::model::{EntryEvidence, FrameworkEvidence, Nature};
use crate::report::{counted, grouped, safe};

/// The listing as text that ends with a line break; nothing in it moves a cursor.
pub(super) fn text(listing: &Listing<'_>, colour: bool) -> String {
    let mut page = Page { lines: Vec::new(), colour };
    if listing.is_of_framework {
        listing.frameworks.iter().for_each(|framework| page.framework(framework, listing));
    } else {
        listing.tests.iter().for_each(|test| page.test(test, &listing.frameworks));
        if listing.is_whole {
            page.summary(listing);
        }
    }
    let mut text = page.lines.join("\n");
    text.push('\n');
    text
}

struct Page {
    lines: Vec<String>,
    colour: bool,
}

impl Page {
    fn title(&mut self, text: &str) {
        let lines = wrapped(text, "", WIDTH);
        let bold = |line: String| if self.colour { format!("\u{1b}[1m{line}\u{1b}[0m") } else { line };
        let lines: Vec<String> = lines.into_iter().map(bold).collect();
        self.lines.extend(lines);
    }

    /// A line of label and text, wrapped; nothing for an empty text.
    fn say(&mut self, label: &str, text: &str) {
        if !text.is_empty() {
            self.lines.extend(wrapped(text, &format!("  {label:<14} "), WIDTH));
        }
    }

    fn test(&mut self, listed: &Listed<'_>, frameworks: &[FrameworkEvidence]) {
        let definition = listed.definition;
        let test = &definition.test;
        self.title(&format!("{}  {}", test.id.0, test.title));
        self.lines.extend(wrapped(&test.question, "  ", WIDTH));
        self.say("severity", test.severity.as_str());
        self.say("nature", nature(test.nature));
        self.say("pass", &definition.pass);
        self.say("fail", &definition.fail);
        self.say("cannot be told", &definition.not_testable);
        if listed.is_automated {
            let titles: Vec<&str> = listed.inputs.iter().map(|need| need.title.as_str()).collect();
            self.say("inputs", &titles.join("; "));
            self.say("in full with", &definition.needs);
        } else {
            self.say("inputs", &format!("{}. No export that is read holds it: the test is not automated, and is reported as not run.", definition.needs));
        }
        let mut label = "evidence for";
        for framework in frameworks {
            let maps = |entry: &&EntryEvidence| entry.tests.contains(&test.id);
            let ids: Vec<&str> =
                framework.entries.iter().filter(maps).map(|entry| entry.id.as_str()).collect();
            if !ids.is_empty() {
                self.say(std::mem::take(&mut label), &format!("{}: {}", framework.label, ids.join(", ")));
            }
        }
        self.lines.push(String::new());
    }

    fn framework(&mut self, framework: &FrameworkEvidence, listing: &Listing<'_>) {
        self.title(&format!("{} ({})", framework.label, framework.key));
        self.lines.extend(wrapped(&framework.note, "  ", WIDTH));
        self.lines.push(String::new());
        for entry in &framework.entries {
            self.entry(entry, listing);
        }
        let evidenced = framework.entries.iter().filter(|entry| !entry.tests.is_empty()).count();
        self.lines.push(format!(
            "Tests give evidence for {} of {}; never for compliance.",
            grouped(evidenced),
            entries(framework.entries.len())
        ));
    }

    fn entry(&mut self, entry: &EntryEvidence, listing: &Listing<'_>) {
        self.title(&format!("{}  {}", entry.id, entry.title));
        if !entry.text.is_empty() {
            self.lines.extend(wrapped(&entry.text, "  ", WIDTH));
        }
        let reach = entry.reach.map_or("", |reach| reach.told());
        let marks = [entry.text_kind.told(), entry.known.told(), reach];
        let marks: Vec<&str> = marks.into_iter().filter(|mark| !mark.is_empty()).collect();
        self.lines.extend(wrapped(&format!("({})", marks.join("; ")), "  ", WIDTH));
        self.say("formerly", &entry.formerly.join(", "));
        if let Some((edition, successors)) = &entry.became {
            for one in successors {
                let relation = one.relation.replace('_', " ");
                self.say("today", &format!("{relation} {} of {edition}", one.id));
            }
        }
        if entry.tests.is_empty() {
            self.say("tests", "none: not evidenced");
        }
        for (nth, id) in entry.tests.iter().enumerate() {
            let test = listing.tests.iter().find(|listed| listed.definition.test.id == *id);
            let title = test.map_or("", |listed| listed.definition.test.title.as_str());
            let note = if test.is_some_and(|listed| !listed.is_automated) { " (not automated)" } else { "" };
            self.say(if nth == 0 { "tests" } else { "" }, &format!("{} {title}{note}", id.0));
        }
        self.lines.push(String::new());
    }

    /// The frameworks in a line each, and what to ask next.
    fn summary(&mut self, listing: &Listing<'_>) {
        self.title("Frameworks");
        let width = listing.frameworks.iter().map(|one| one.key.chars().count()).max().unwrap_or(0);
        for framework in &listing.frameworks {
            let evidenced = framework.entries.iter().filter(|entry| !entry.tests.is_empty()).count();
            let text = format!(
                "{}: {}, {} with tests",
                framework.label,
                entries(framework.entries.len()),
                grouped(evidenced)
            );
            let lead = format!("  {:<width$}  ", safe::line(&framework.key));
            self.lines.extend(wrapped(&text, &lead, WIDTH));
        }
        self.lines.push(String::new());
        let not_automated = listing.tests.iter().filter(|listed| !listed.is_automated).count();
        self.lines.extend(wrapped(
            &format!(
                "{}, {} of them not automated. Tests give evidence for controls; they are no statement of compliance.",
                counted(listing.tests.len(), "test"),
                grouped(not_automated)
            ),
            "",
            WIDTH,
        ));
        self.lines.push("Next    deskproof controls --framework csf20".to_owned());
    }
}

fn entries(count: usize) -> String {
    format!("{} {}", grouped(count), if count == 1 { "entry" } else { "entries" })
}

/// What a failure means.
fn nature(nature: Nature) -> &'static str {
    match nature {
        Nature::Population => "population: whether the exports are whole; the other tests stand on it",
        Nature::Attribute => "attribute: a failure is a deviation",
        Nature::Indicator => "indicator: a failure is something to look into, no deviation by itself",
    }
}
