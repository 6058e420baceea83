//! What can be typed.

use std::path::PathBuf;

use clap::{Parser, Subcommand};

use crate::measure::sampling::SampleRequest;
use crate::model::{Audience, Format, Instant, Severity};

use crate::simulate::{Products, Texts};
use crate::source::Memory;

const EXIT_CODES: &str = "\
Exit status:
  0  done
  1  failed
  2  wrong usage or configuration
  3  findings at or above --fail-on
  4  inputs incomplete beyond the stated tolerance
  5  a verification does not come out even

Reads only the files given, writes only --out, opens no connection.";

/// Reconcile identity changes with tickets and verification evidence, offline
#[derive(Debug, Parser)]
#[command(name = "deskproof", version, about, after_help = EXIT_CODES, max_term_width = 100)]
pub(super) struct Args {
    #[command(subcommand)]
    pub(super) command: Command,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Read exports, reconcile every change, write the report
    Report(ReportArgs),
    /// Say why one change, ticket, link, piece of evidence or finding was judged as it was
    Explain(ExplainArgs),
    /// Show what happened, in order: one account, agent, address, ticket or change, or everything
    Timeline(TimelineArgs),
    /// Say what is in these exports, and how much of it is understood
    Inspect(InspectArgs),
    /// List the control tests, what they give evidence for and what they need
    Controls(ControlsArgs),
    /// Draft a mapping for a file that no source knows
    Init(InitArgs),
    /// Write the exports of an invented organisation, with the truth beside them
    Simulate(SimulateArgs),
    /// Hold a report against what really happened
    Score(ScoreArgs),
    /// Fit the weights of links to labelled exports
    Fit(FitArgs),
    /// Say who stands behind pseudonyms, for who has the key and the exports
    Pseudonyms(PseudonymsArgs),
    /// Prove that a report is what its manifest says, and that it can be made again byte for byte
    Verify(VerifyArgs),
    /// Say what moved between two reports, and why
    Diff(DiffArgs),
}

// What to read and how. (No doc comments here: they would become the text of `--help`.)
#[derive(Debug, clap::Args)]
pub(super) struct ReadArgs {
    /// Files and folders with exports
    #[arg(required = true, value_name = "INPUT")]
    pub(super) inputs: Vec<PathBuf>,
    /// Time zone of exports that write local times without one: an IANA name for all,
    /// or SOURCE=ZONE for one (a prefix of a source id will do); may be given again
    #[arg(long = "tz", value_name = "[SOURCE=]ZONE")]
    pub(super) zones: Vec<String>,
    /// Mapping files that add to or replace the built-in ones
    #[arg(long, value_name = "DIR")]
    pub(super) mappings: Option<PathBuf>,
    /// Keep what was read in this folder, for the same result sooner the next time: only files that are new or
    /// changed are read again. It holds personal data from the exports, is made for its owner only, and may be
    /// deleted at any time
    #[arg(long, value_name = "DIR")]
    pub(super) cache: Option<PathBuf>,
    /// Threads to use [default: one per core]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    pub(super) threads: Option<u16>,
    /// Memory that may be taken. What grows with the logs is kept within it, if need be in temporary
    /// files; more changes and tickets than it can hold are refused
    #[arg(long, value_name = "SIZE", default_value_t)]
    pub(super) memory: Memory,
}

// The same, and how to judge it.
#[derive(Debug, clap::Args)]
pub(super) struct JudgeArgs {
    #[command(flatten)]
    pub(super) read: ReadArgs,
    /// Decisions of reviewers (link, no_link, same_person, different_person, not_evidence): a CSV
    /// with the columns decision, item, other, decided_by, decided_at and why, or a filled-in
    /// data/review.csv of an earlier report
    #[arg(long, value_name = "FILE")]
    pub(super) overrides: Option<PathBuf>,
    /// Judge as of this instant, RFC 3339 [default: the newest record]
    #[arg(long, value_name = "TIME", value_parser = instant)]
    pub(super) as_of: Option<Instant>,
    /// Who it is for: decides what is shown, never what is counted. What is left out is said. Secrets
    /// and personal numbers in texts are masked for everybody
    #[arg(long, value_name = "auditor|security|manager|board", default_value = "auditor", value_parser = audience, hide_default_value = true)]
    pub(super) audience: Audience,
    /// Replace everybody by pseudonyms, also in texts, the same in every report with this key: a file
    /// with 32 random bytes in hex or base64 (openssl rand -hex 32)
    #[arg(long, value_name = "KEYFILE")]
    pub(super) pseudonyms: Option<PathBuf>,
}

const REPORT_EXAMPLES: &str = "\
Examples:
  deskproof report fixtures/organisation --out report
  deskproof report okta.ndjson.gz incident.csv people.csv --out report --tz servicenow=Europe/Berlin
  deskproof report exports/2026-q1 --out q1 --as-of 2026-04-01T00:00:00Z --fail-on high
  deskproof report exports/2026-q1 --out q1 --force --overrides reviewed.csv
  deskproof report exports/2026-q2 --out q2 --previous q1
  deskproof report exports/2026-q2 --out q2 --exceptions exceptions.toml --notes q1/workpapers.xlsx
  deskproof report exports/2026-q1 --out q1 --sample random,seed=7319-2026
  deskproof report exports/2026-q1 --out q1 --sample stratified,confidence=90,tolerable=8,expected=1
  deskproof report exports/2026-q1 --out q1 --sample risk,size=40

Exit status:
  0  done                       3  findings at or above --fail-on
  1  failed                     4  no usable events or tickets left, or more
  2  wrong usage or settings       rejected rows than --max-rejects

The folder named by --out holds report.html, data/*.csv and *.parquet, data/metrics.json
with its schema, and manifest.json. It is written whole or not at all.";

/// Read exports, reconcile every change, write the report
///
/// Each file is recognised by its content: identity-provider audit logs, help desk tickets,
/// journals and approvals, people, verification records; plain, gzip, zstd or zip.
#[derive(Debug, clap::Args)]
#[command(after_help = REPORT_EXAMPLES)]
pub(super) struct ReportArgs {
    #[command(flatten)]
    pub(super) judge: JudgeArgs,
    /// Folder to write; must not exist, or see --force
    #[arg(long, value_name = "DIR")]
    pub(super) out: PathBuf,
    /// Sign manifest.json, and through its hashes the whole report, with an Ed25519 private key (PKCS#8, PEM):
    /// manifest.json.sig and the public key manifest.json.pem stand beside it
    #[arg(long, value_name = "KEY.pem")]
    pub(super) sign: Option<PathBuf>,
    /// Replace an earlier report in --out, once the new one is finished
    #[arg(long)]
    pub(super) force: bool,
    /// Write only these, joined by commas: html, pdf, xlsx, data, oscal, ocsf, timesketch [default: all]
    #[arg(long = "format", value_name = "LIST", value_delimiter = ',', value_parser = format)]
    pub(super) formats: Vec<Format>,
    /// Exceptions that were granted, as TOML: failures of control tests that somebody answers for until
    /// a day (README, "Exceptions")
    #[arg(long, value_name = "FILE")]
    pub(super) exceptions: Option<PathBuf>,
    /// What reviewers left on an earlier report: its filled-in workpapers.xlsx, its data/notes.csv, or a CSV or
    /// TOML with id, kind (note, tick, sign_off), by, at, text, then; may be given again
    #[arg(long, value_name = "FILE")]
    pub(super) notes: Vec<PathBuf>,
    /// Folder of an earlier report: figures of both are compared, with intervals, in data/metrics.json
    #[arg(long, value_name = "REPORT")]
    pub(super) previous: Option<PathBuf>,
    /// Draw a sample of the judged changes for a test by hand, beside the full one: random (each the same chance),
    /// stratified (by tier and kind, in proportion) or risk (chance proportional to the risk score), then
    /// confidence=95, tolerable=5 and expected=0 (deviation, in percent), which decide the size, size=N instead,
    /// and seed=TEXT [default: derived from the inputs' hashes]
    #[arg(long, value_name = "METHOD[,KEY=VALUE]...", value_parser = sample)]
    pub(super) sample: Option<SampleRequest>,
    /// Name everybody in figures about people at the desk, also those with too few cases for a fair
    /// figure, who otherwise stand under a pseudonym
    #[arg(long)]
    pub(super) name_agents: bool,
    /// Exit with 3 if a control test of this severity or worse has a failure
    #[arg(long, value_name = "low|medium|high|critical", value_parser = severity)]
    pub(super) fail_on: Option<Severity>,
    /// Exit with 4 if more than this share of a file's rows is rejected, in percent
    #[arg(long, value_name = "PERCENT", default_value = "5", value_parser = percent)]
    pub(super) max_rejects: f64,
    /// Print errors only
    #[arg(short, long)]
    pub(super) quiet: bool,
}

const EXPLAIN_EXAMPLES: &str = "\
Examples:
  deskproof explain chg-2f19c60c1ab4 exports/2026-q1
  deskproof explain INC0042317 exports --tz servicenow=Europe/Berlin
  deskproof explain ev-0b6de1c02f9a exports --json
  deskproof explain chg-2f19c60c1ab4 exports --html explanation.html
  deskproof explain INC0042317 exports --sheet case.html

ID is that of a change (chg-), link (lnk-), piece of evidence (ev-) or finding (fnd-),
a ticket's number in any spelling that names only one, or a native id of an event.
Give the inputs and settings of the report that it stands in.

Exit status:
  0  done
  1  failed
  2  wrong usage or settings, or nothing of that id (the nearest are named)";

/// Say why one change, ticket, link, piece of evidence or finding was judged as it was
///
/// The records it rests on, the link as a sum beside the runner-up, the evidence considered,
/// the rule of the policy, and the smallest facts that would turn the verdict.
#[derive(Debug, clap::Args)]
#[command(after_help = EXPLAIN_EXAMPLES)]
pub(super) struct ExplainArgs {
    /// What to explain
    #[arg(value_name = "ID")]
    pub(super) id: String,
    #[command(flatten)]
    pub(super) judge: JudgeArgs,
    /// Print JSON for programs (its keys stand in the README)
    #[arg(long)]
    pub(super) json: bool,
    /// Write the explanation as a page too
    #[arg(long, value_name = "FILE")]
    pub(super) html: Option<PathBuf>,
    /// Write the case sheet of the change or ticket, to be printed and signed: a PDF if FILE ends in .pdf, else a page
    #[arg(long, value_name = "FILE")]
    pub(super) sheet: Option<PathBuf>,
    /// Replace files that are there
    #[arg(long)]
    pub(super) force: bool,
}

const TIMELINE_EXAMPLES: &str = "\
Examples:
  deskproof timeline exports/2026-q1 --subject ute.meier
  deskproof timeline exports --subject 'Ute Meier' --from 2026-03-01 --to 2026-03-07
  deskproof timeline exports --ip 203.0.113.9 --ip 2001:db8::9 --csv address.csv
  deskproof timeline exports --agent dana.desk --subject ute.meier --json
  deskproof timeline exports --ticket INC0042317
  deskproof timeline exports --change chg-2f19c60c1ab4 --timesketch case.jsonl

Different options narrow one another, one given several times widens. A person is found by any
name that a source uses, and with all accounts. --subject shows what is about somebody or was
done by them, --agent what somebody did, --ip what came from an address; their sign-ins are
all read. --ticket and --change show the accounts around them. Time that an export does not
cover is shown as a gap.

Exit status:
  0  done
  1  failed
  2  wrong usage or settings, or a name or id that names nothing (the nearest are named)
  4  nothing usable in the inputs";

/// Show what happened, in order: one account, agent, address, ticket or change, or everything
///
/// Events, tickets, notes, evidence and changes of all sources in one order, with gaps as gaps.
#[derive(Debug, clap::Args)]
#[command(after_help = TIMELINE_EXAMPLES)]
pub(super) struct TimelineArgs {
    #[command(flatten)]
    pub(super) judge: JudgeArgs,
    /// About this person or account, or done by them; may be given again
    #[arg(long, value_name = "NAME")]
    pub(super) subject: Vec<String>,
    /// Done by this person or account; may be given again
    #[arg(long, value_name = "NAME")]
    pub(super) agent: Vec<String>,
    /// From this address; may be given again
    #[arg(long, value_name = "ADDRESS")]
    pub(super) ip: Vec<String>,
    /// Around this ticket, in any spelling of its number; may be given again
    #[arg(long, value_name = "NUMBER")]
    pub(super) ticket: Vec<String>,
    /// Around this change, or that of this link, evidence, finding or event; may be given again
    #[arg(long, value_name = "ID")]
    pub(super) change: Vec<String>,
    /// Not before: RFC 3339, or a day (its beginning, UTC)
    #[arg(long, value_name = "TIME", value_parser = from_time)]
    pub(super) from: Option<Instant>,
    /// Not after: RFC 3339, or a day (its end, UTC)
    #[arg(long, value_name = "TIME", value_parser = to_time)]
    pub(super) to: Option<Instant>,
    /// Print JSON for programs (its keys stand in the README)
    #[arg(long)]
    pub(super) json: bool,
    /// Write a CSV (its columns stand in the README)
    #[arg(long, value_name = "FILE")]
    pub(super) csv: Option<PathBuf>,
    /// Write JSON lines that Timesketch imports
    #[arg(long, value_name = "FILE")]
    pub(super) timesketch: Option<PathBuf>,
    /// Replace files that are there
    #[arg(long)]
    pub(super) force: bool,
}

const INSPECT_EXAMPLES: &str = "\
Examples:
  deskproof inspect exports/2026-q1
  deskproof inspect incident.csv --tz servicenow=Europe/Berlin
  deskproof inspect okta.json --show 3
  deskproof inspect own-log.csv --mappings my-mappings --show 5
  deskproof inspect exports --json

Exit status:
  0  done
  2  wrong usage or a fault in a mapping
  4  nothing usable in the inputs";

/// Say what is in these exports, and how much of it is understood
///
/// For every file: the source and why, its rows, its time and zone, and what is not understood.
#[derive(Debug, clap::Args)]
#[command(after_help = INSPECT_EXAMPLES)]
pub(super) struct InspectArgs {
    #[command(flatten)]
    pub(super) read: ReadArgs,
    /// Show the first N records of each file as they were read
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(super) show: u16,
    /// Print JSON for programs (its keys stand in the README)
    #[arg(long)]
    pub(super) json: bool,
}

const CONTROLS_EXAMPLES: &str = "\
Examples:
  deskproof controls
  deskproof controls CT-06 CT-11
  deskproof controls --framework csf20
  deskproof controls --framework own --mappings my-mappings
  deskproof controls --json > controls.json

A framework of your own is one file, my-mappings/frameworks/own.toml, whose entries name the
tests that give evidence for them (mappings/README.md); reports show it beside the others.";

/// List the control tests, what they give evidence for and what they need
///
/// Of each test: what passes, what fails and what cannot be told, with thresholds; how bad a
/// failure is; the inputs; and the entries of frameworks. Of a framework: its entries with
/// their tests. No export is read.
#[derive(Debug, clap::Args)]
#[command(after_help = CONTROLS_EXAMPLES)]
pub(super) struct ControlsArgs {
    /// Tests to list [default: all]
    #[arg(value_name = "TEST")]
    pub(super) tests: Vec<String>,
    /// List the entries of one framework, by its key (csf20, owasp, pci ...)
    #[arg(long, value_name = "KEY")]
    pub(super) framework: Option<String>,
    /// Print JSON for programs (its keys stand in the README)
    #[arg(long)]
    pub(super) json: bool,
    /// Mapping files that add to or replace the built-in ones
    #[arg(long, value_name = "DIR")]
    pub(super) mappings: Option<PathBuf>,
}

const INIT_EXAMPLES: &str = "\
Examples:
  deskproof init --source own-log.csv
  deskproof init --source own-log.csv --out my-mappings/sources/own_log.event.toml
  deskproof inspect own-log.csv --mappings my-mappings --show 3

The draft claims the file at once. Every guess stands in it with its reason and an
example; check each one. Native types are listed in my-mappings/events/own_log.csv,
to be filled in: until then they count as unknown. Nothing that is there is replaced.";

/// Draft a mapping for a file that no source knows
///
/// Fields are guessed by the names of columns and the look of their values.
#[derive(Debug, clap::Args)]
#[command(after_help = INIT_EXAMPLES)]
pub(super) struct InitArgs {
    /// The file to draft a mapping for
    #[arg(long, value_name = "FILE")]
    pub(super) source: PathBuf,
    /// Mapping file to write [default: standard output]
    #[arg(long, value_name = "MAPPING.toml")]
    pub(super) out: Option<PathBuf>,
    /// Mapping files that add to or replace the built-in ones
    #[arg(long, value_name = "DIR")]
    pub(super) mappings: Option<PathBuf>,
}

const SIMULATE_EXAMPLES: &str = "\
Examples:
  deskproof simulate --out organisation
  deskproof simulate --out big --people 5000 --days 90 --seed 7
  deskproof simulate --out cloud --products entra+zendesk
  deskproof simulate --out onsite --products ad+request_tracker --zone Europe/Berlin
  deskproof simulate --out measure --seed 11 --texts unseen

The same seed, people, days and start give the same bytes. exports/ holds the
products' own shapes, truth/ says what happened and what a report must find.";

/// Write the exports of an invented organisation, with the truth beside them
#[derive(Debug, clap::Args)]
#[command(after_help = SIMULATE_EXAMPLES)]
pub(super) struct SimulateArgs {
    /// Folder to write; must not exist
    #[arg(long, value_name = "DIR")]
    pub(super) out: PathBuf,
    /// Identity provider and help desk: okta+servicenow, entra+zendesk, google+jira,
    /// ad+request_tracker (Active Directory with Duo)
    #[arg(long, value_name = "PAIR", default_value = "okta+servicenow")]
    pub(super) products: Products,
    /// Seed of everything that is drawn
    #[arg(long, default_value_t = 1)]
    pub(super) seed: u64,
    /// People in the organisation
    #[arg(long, default_value_t = 120, value_parser = clap::value_parser!(u32).range(20..=1_000_000))]
    pub(super) people: u32,
    /// Days that the exports cover
    #[arg(long, default_value_t = 42, value_parser = clap::value_parser!(u32).range(14..=730))]
    pub(super) days: u32,
    /// First day, RFC 3339 [default: 2026-02-02, or where products write local times or
    /// offsets 2026-03-02: clocks change on 29 March]
    #[arg(long, value_name = "TIME", value_parser = instant)]
    pub(super) start: Option<Instant>,
    /// Which part of the stock of texts people write with: one to fit on, one held back to measure on
    #[arg(long, value_name = "fit|unseen|all", default_value = "all")]
    pub(super) texts: Texts,
    /// Zone of the help desk's tool, where it writes local times or offsets
    #[arg(long, value_name = "ZONE", default_value = "Europe/Berlin", value_parser = zone)]
    pub(super) zone: chrono_tz::Tz,
    /// Write large exports as zstd
    #[arg(long)]
    pub(super) compress: bool,
    /// Print errors only
    #[arg(short, long)]
    pub(super) quiet: bool,
}

const SCORE_EXAMPLES: &str = "\
Examples:
  deskproof simulate --out organisation
  deskproof report organisation/exports --out report
  deskproof score organisation/truth report
  deskproof score organisation/truth report --worst 5
  deskproof score labelled-by-hand report --json

TRUTH holds changes.csv with native_ids (or native_id) and ticket; kind, support_triggered,
evidence_method, evidence_level, evidence_when, verdict, situation, attack and attack_id are
scored or told where given; so are tickets.csv with ticket, first_contact,
first_contact_reason, identity_request and topic. truth/README.txt of simulate explains them.

Exit status:
  0  done
  2  a file or column is missing, or a row cannot be used";

/// Hold a report against what really happened
///
/// Precision, recall and confusions of changes, links, unticketed changes, evidence, verdicts,
/// first contact and attacks, and whether the confidence of links can be believed.
#[derive(Debug, clap::Args)]
#[command(after_help = SCORE_EXAMPLES)]
pub(super) struct ScoreArgs {
    /// Folder with changes.csv and, if there is one, tickets.csv
    #[arg(value_name = "TRUTH")]
    pub(super) truth: PathBuf,
    /// Folder that `deskproof report --out` wrote
    #[arg(value_name = "REPORT")]
    pub(super) report: PathBuf,
    /// Print JSON for programs (its keys stand in the README)
    #[arg(long)]
    pub(super) json: bool,
    /// List N examples of every disagreement, with ids, what is true and what the report says
    #[arg(long, value_name = "N")]
    pub(super) worst: Option<u16>,
}

const FIT_EXAMPLES: &str = "\
Examples:
  deskproof fit --labelled reviewed/2026-q1 reviewed/2026-q2
  deskproof fit --labelled reviewed/* --out my-mappings/linking.toml
  deskproof report exports/2026-q3 --mappings my-mappings --out q3

Each folder has exports/ and truth/changes.csv with native_ids (or native_id) and ticket.
The present weights keep their signs, and their values where the data are silent.

Exit status:
  0  done
  2  wrong usage, a fault in a mapping, or labelled exports that cannot be used";

/// Fit the weights of links to labelled exports
///
/// Prints the weights that move, and how right and how well calibrated links are on exports that
/// a fit has not seen; writes a linking.toml for --mappings.
#[derive(Debug, clap::Args)]
#[command(after_help = FIT_EXAMPLES)]
pub(super) struct FitArgs {
    /// Folders that hold exports/ and truth/
    #[arg(long, required = true, num_args = 1.., value_name = "DIR")]
    pub(super) labelled: Vec<PathBuf>,
    /// File to write the weights to; must not exist, or see --force
    #[arg(long, value_name = "LINKING.toml")]
    pub(super) out: Option<PathBuf>,
    /// Replace --out
    #[arg(long)]
    pub(super) force: bool,
    /// How many changes the labelled ones count for at most: the fewer, the nearer the weights stay
    /// to the present ones
    #[arg(long, value_name = "CHANGES", default_value_t = 300, value_parser = clap::value_parser!(u32).range(1..))]
    pub(super) trust: u32,
    /// Time zone of exports that write local times without one, as of `report`
    #[arg(long = "tz", value_name = "[SOURCE=]ZONE")]
    pub(super) zones: Vec<String>,
    /// Mapping files that add to or replace the built-in ones
    #[arg(long, value_name = "DIR")]
    pub(super) mappings: Option<PathBuf>,
}

const PSEUDONYMS_EXAMPLES: &str = "\
Examples:
  openssl rand -hex 32 > pseudonyms.key
  deskproof report exports --out q1 --pseudonyms pseudonyms.key
  deskproof pseudonyms pseudonyms.key exports --of person-7f3a21c4d5e6
  deskproof pseudonyms pseudonyms.key exports > who.csv

Prints CSV: pseudonym, what it stands for (person, account, name), login or name, display
name, employee number. A report holds nothing of this; keep the list as safe as the key.

Exit status:
  0  done
  1  failed
  2  wrong usage, a key that cannot be used, or nobody of that pseudonym";

/// Say who stands behind pseudonyms, for who has the key and the exports
///
/// Nothing is stored anywhere: the names of the exports are put under pseudonyms again, and those asked for are listed.
#[derive(Debug, clap::Args)]
#[command(after_help = PSEUDONYMS_EXAMPLES)]
pub(super) struct PseudonymsArgs {
    /// The key file that the report was made with
    #[arg(value_name = "KEYFILE")]
    pub(super) key: PathBuf,
    #[command(flatten)]
    pub(super) read: ReadArgs,
    /// Only this pseudonym; may be given again
    #[arg(long = "of", value_name = "PSEUDONYM")]
    pub(super) of: Vec<String>,
    /// Decisions of reviewers that the report was made with
    #[arg(long, value_name = "FILE")]
    pub(super) overrides: Option<PathBuf>,
}

const VERIFY_EXAMPLES: &str = "\
Examples:
  deskproof verify q1
  deskproof verify q1 --inputs exports/2026-q1
  deskproof verify q1 --inputs exports/2026-q1 reviewed.csv exceptions.toml earlier-reports/q4
  deskproof verify q1 --inputs exports/2026-q1 --mappings my-mappings --key auditor.pem

Without --inputs the files of the report are held against its manifest. With them the inputs
are found again by name and hash, wherever they are now, the run is repeated with the settings
of the manifest, and its files are compared byte for byte. Nothing is written.

Exit status:
  0  everything that was checked comes out even
  1  failed
  2  wrong usage, or no report
  5  something differs; every difference is named, with its place";

/// Prove that a report is what its manifest says, and that it can be made again byte for byte
#[derive(Debug, clap::Args)]
#[command(after_help = VERIFY_EXAMPLES)]
pub(super) struct VerifyArgs {
    /// Folder that `deskproof report --out` wrote
    #[arg(value_name = "REPORT")]
    pub(super) report: PathBuf,
    /// Files and folders where the inputs are now: exports, and what was given with --overrides,
    /// --exceptions, --notes and --previous
    #[arg(long, num_args = 1.., value_name = "PATH")]
    pub(super) inputs: Vec<PathBuf>,
    /// The mapping files that the report was made with, if it was made with any of its own
    #[arg(long, value_name = "DIR")]
    pub(super) mappings: Option<PathBuf>,
    /// Public key (PEM) that the report must be signed with
    #[arg(long, value_name = "PUBLIC.pem")]
    pub(super) key: Option<PathBuf>,
    /// The key file of the report's pseudonyms, if it was made with any
    #[arg(long, value_name = "KEYFILE")]
    pub(super) pseudonyms: Option<PathBuf>,
    /// Threads to use [default: one per core]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    pub(super) threads: Option<u16>,
    /// Print JSON for programs (its keys stand in the README)
    #[arg(long)]
    pub(super) json: bool,
}

const DIFF_EXAMPLES: &str = "\
Examples:
  deskproof diff q1 q1-reviewed
  deskproof diff q1 q2 --csv moves.csv
  deskproof diff q1 q1-again --exact --json

Both folders must hold data/ (report --format data, or all formats). A cause is given only if
nothing else that differs between the runs could have brought the move about.

Exit status:
  0  done
  2  wrong usage, or a folder that is no report or was altered
  5  with --exact: the reports are not the same";

/// Say what moved between two reports, and why
///
/// Changes and findings that are new, gone, fixed or graded otherwise: by policy, mapping, late evidence, version, a
/// reviewer's decision or an exception. The inputs are not needed.
#[derive(Debug, clap::Args)]
#[command(after_help = DIFF_EXAMPLES)]
pub(super) struct DiffArgs {
    /// Folder of the earlier report
    #[arg(value_name = "OLD")]
    pub(super) old: PathBuf,
    /// Folder of the later report
    #[arg(value_name = "NEW")]
    pub(super) new: PathBuf,
    /// Print JSON for programs (its keys stand in the README)
    #[arg(long)]
    pub(super) json: bool,
    /// Write everything that moved as a table too
    #[arg(long, value_name = "FILE")]
    pub(super) csv: Option<PathBuf>,
    /// Replace FILE of --csv if it is there
    #[arg(long)]
    pub(super) force: bool,
    /// Exit with 5 if anything moved or any file differs
    #[arg(long)]
    pub(super) exact: bool,
}

/// An instant, or the first of a day.
fn from_time(text: &str) -> Result<Instant, String> {
    day(text).map_or_else(|| instant(text), |day| Ok(day.and_time(chrono::NaiveTime::MIN).and_utc()))
}

/// An instant, or the last of a day.
fn to_time(text: &str) -> Result<Instant, String> {
    let last = |day: chrono::NaiveDate| Some(day.and_hms_milli_opt(23, 59, 59, 999)?.and_utc());
    day(text).and_then(last).map_or_else(|| instant(text), Ok)
}

fn day(text: &str) -> Option<chrono::NaiveDate> {
    text.parse().ok()
}

fn instant(text: &str) -> Result<Instant, String> {
    chrono::DateTime::parse_from_rfc3339(text)
        .map(|at| at.to_utc())
        .map_err(|_| "write it like 2026-04-01T00:00:00Z".to_owned())
}

fn zone(text: &str) -> Result<chrono_tz::Tz, String> {
    text.parse().map_err(|_| "write it like Europe/Berlin".to_owned())
}

fn audience(text: &str) -> Result<Audience, String> {
    text.parse()
}

fn severity(text: &str) -> Result<Severity, String> {
    text.parse()
}

fn format(text: &str) -> Result<Format, String> {
    text.parse()
}

fn sample(text: &str) -> Result<SampleRequest, String> {
    text.parse()
}

fn percent(text: &str) -> Result<f64, String> {
    let share: f64 =
        text.trim_end_matches('%').parse().map_err(|_| "write a number from 0 to 100".to_owned())?;
    if (0.0..=100.0).contains(&share) { Ok(share) } else { Err("write a number from 0 to 100".to_owned()) }
}
