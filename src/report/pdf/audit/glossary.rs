//! The words of the report.

use crate::report::pdf::blocks::{Block, Cell, heads};

const WORDS: &[(&str, &str)] = &[
    (
        "change",
        "One act that altered control over an account: its credential, a factor, the recovery path, the assurance, a privilege, a secret. Several native events of one act are one change.",
    ),
    (
        "support-triggered",
        "Brought about by the desk, whoever clicked: also a change that the account holder finished after the desk began it.",
    ),
    ("in question", "Made by an administrator or a program whom no ticket export shows at work."),
    ("ticket", "A record of a help desk with its journal."),
    (
        "link",
        "The tie between a change and a ticket, with a confidence from 0 to 1 and the reasons that make its sum.",
    ),
    (
        "evidence",
        "One act of verification, as one record tells of it: method, level, basis, time, by whom, about whom.",
    ),
    (
        "level",
        "What a verification is worth: none (nothing, a mere claim, or a failed one), weak (what others may know or forge), adequate (a registered channel or a live manager), strong (possession, presence or a checked document).",
    ),
    (
        "basis",
        "Who says so: asserted (the agent wrote it), recorded (an approval record or an integration wrote it), corroborated (an independent log confirms it).",
    ),
    (
        "timing",
        "Before (inside the freshness window), stale (too long before), after (never proves the change), unknown.",
    ),
    (
        "verdict",
        "What the reconciliation says of one change; the six verdicts stand with their meaning under Answers.",
    ),
    (
        "control test",
        "A question that is asked of every item of a population; pass, fail, exception or cannot be told.",
    ),
    ("finding", "What a control test says of one item."),
    (
        "exception",
        "In a test: a finding that is not met and for which somebody granted an exception, with the original result beside it. Of changes: one that was not proven though it can be told.",
    ),
    ("cannot be told", "The exports do not cover what would be needed. Never counted as a pass."),
    (
        "covered time",
        "From the first to the last dated record of a source, less its gaps. Absence is asserted only inside it.",
    ),
    ("gap", "A silence of a source that is longer than its limit."),
    ("tier", "How much an account can do: standard, privileged, executive, or non-human."),
    (
        "risk",
        "A score from 0 to 100 that is a sum of named terms: what was changed, whose account, how far from proven, what followed, when and by whom.",
    ),
    (
        "first contact",
        "A ticket solved in the initial interaction: not passed on, no follow-up, not reopened, no repeat contact within the window.",
    ),
    (
        "95 % interval",
        "Wilson's score interval of a share. Where two overlap widely, nothing is known to differ.",
    ),
    (
        "IPE",
        "Information produced by the entity: here, the exports, whose completeness and accuracy must be shown before they are relied on.",
    ),
];

pub(super) fn part() -> Vec<Block> {
    let rows = WORDS.iter().map(|(word, meaning)| vec![Cell::text(*word), Cell::text(*meaning)]).collect();
    vec![Block::part("Glossary"), Block::table("", heads([("Word", 0.0), ("Meaning", 1.0)]), rows, "")]
}
