//! The appendix: what identifies the inputs and the run, and how it is done again.

use super::{Audit, NAME, anchor, sources};
use crate::model::InputFile;
use crate::report::PROGRAM;
use crate::report::dates::grouped;
use crate::report::pdf::blocks::{Block, Cell, Words, heads};
use crate::report::table::rfc3339;

pub(super) fn part(audit: &Audit<'_>) -> Vec<Block> {
    let report = audit.report;
    let row = |file: &InputFile| {
        vec![
            Cell::code(Words::line(&file.name, 2 * NAME)),
            Cell::number(grouped(usize::try_from(file.bytes).unwrap_or(usize::MAX))),
            Cell::Placed {
                text: Words::line(&file.sha256, 64),
                anchor: anchor(&format!("{}{}", file.id.0, file.sha256)),
            },
        ]
    };
    let part = |(name, sha256): &(String, String)| {
        vec![Cell::code(Words::line(name, NAME)), Cell::code(Words::line(sha256, 64))]
    };
    vec![
        Block::part("Appendix: hashes and re-performance"),
        Block::Facts {
            facts: vec![
                ("Report", Cell::code(audit.id.as_str())),
                ("Program", Cell::text(Words::line(&format!("{PROGRAM} {}", report.version), NAME))),
                ("As of", Cell::code(rfc3339(report.as_of))),
                ("Mappings", Cell::code(Words::line(&report.mappings_sha256, 64))),
            ],
        },
        Block::table(
            "SHA-256 of the files as given.",
            heads([("File", 1.0), ("#Bytes", 0.0), ("SHA-256", 0.0)]),
            report.inputs.iter().take(sources::FILES).map(row).collect(),
            sources::more(report.inputs.len(), sources::FILES, "manifest.json"),
        ),
        Block::table(
            "SHA-256 of the mappings, part by part.",
            heads([("Part", 1.0), ("SHA-256", 0.0)]),
            report.mapping_parts.iter().take(sources::FILES).map(part).collect(),
            "",
        ),
        Block::section("Doing it again"),
        Block::say(format!(
            "The same inputs, settings, mappings and version give the same bytes of every file. manifest.json names inputs and outputs with their SHA-256, this document among them; {PROGRAM} verify DIR hashes them again, runs again with the recorded settings and says what differs."
        )),
    ]
}
