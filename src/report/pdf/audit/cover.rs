//! The cover: what was asked, of which time, and the answer.

use super::{Audit, NAME};
use crate::report::PROGRAM;
use crate::report::dates::{grouped, minute};
use crate::report::pdf::blocks::{Cell, Cover, Words};

/// The question of the whole report.
const QUESTION: &str = "Was every support-triggered identity change of this period asked for in a ticket, verified before it was made, and bounded?";

pub(super) fn cover(audit: &Audit<'_>) -> Cover {
    let report = audit.report;
    let read = report.inputs.iter().filter(|file| file.used_as.is_used()).count();
    Cover {
        kicker: "Audit report",
        title: "Support-triggered identity changes".into(),
        period: audit.period().into(),
        question: QUESTION.into(),
        answer: Words::line(&audit.summary.sentence, 900),
        facts: vec![
            ("Report", Cell::code(audit.id.as_str())),
            ("Judged as of", Cell::text(format!("{} UTC", minute(report.as_of)))),
            (
                "Read",
                Cell::text(format!(
                    "{} of {} files; their hashes stand in the appendix",
                    grouped(read),
                    grouped(report.inputs.len())
                )),
            ),
            ("Made by", Cell::text(Words::line(&format!("{PROGRAM} {}", report.version), NAME))),
            ("Mappings", Cell::code(Words::line(&report.mappings_sha256, 64))),
            ("For", Cell::text(report.audience.as_str())),
        ],
        note: vec!["All times are UTC. Conclusions are evidence for or against a control within the covered time of the exports; they are no statement of conformity. Every id is the same in report.html, workpapers.xlsx and the files under data/.".into()],
    }
}
