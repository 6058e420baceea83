//! `deskproof pseudonyms`: who stands behind pseudonyms, for who has the key and the exports.

use std::collections::BTreeSet;
use std::io::{IsTerminal as _, Write as _};

use super::args::PseudonymsArgs;
use super::error::{Exit, Failure};
use super::progress::Bar;
use crate::directory::{Directory, Pseudonyms};
use crate::pipeline::{self, Settings};
use crate::report::{Report, guarded, safe};
use crate::source;

/// What a pseudonym stands for.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Row {
    pseudonym: String,
    stands_for: &'static str,
    label: String,
    name: String,
    employee_id: String,
}

/// Reads, puts all names under pseudonyms and lists those asked for.
pub(super) fn run(args: &PseudonymsArgs) -> Result<Exit, Failure> {
    let key = source::key(&args.key)
        .map_err(|fault| Failure::usage(safe::lines(&fault.to_string())).hint(super::report::KEY_HINT))?;
    let settings = Settings { overrides: args.overrides.clone(), ..args.read.settings()? };
    let mappings = args.read.mappings()?;
    super::threads(args.read.threads)?;
    let bar = Bar::new(std::io::stderr().is_terminal());
    let report = pipeline::run(&settings, &mappings, Some(&|progress| bar.show(progress)));
    bar.clear();
    let report = report.map_err(super::report::read)?;
    let pseudonyms = Pseudonyms::of(&report.directory, key);
    let mut rows = rows(&report.directory, &pseudonyms);
    rows.extend(written(&report, &pseudonyms));
    rows.retain(|row| args.of.is_empty() || args.of.contains(&row.pseudonym));
    if rows.is_empty() && !args.of.is_empty() {
        return Err(Failure::usage("nobody in these exports stands under that pseudonym with this key")
            .hint("give the exports of the report; its manifest tells the id of the key"));
    }
    // A closed pipe is the reader's choice.
    let _ =
        std::io::stdout().lock().write_all(&csv(&rows).map_err(|fault| Failure::failed(fault.to_string()))?);
    Ok(Exit::Done)
}

/// Persons, accounts, and names that several have.
fn rows(directory: &Directory, pseudonyms: &Pseudonyms) -> BTreeSet<Row> {
    let mut rows = BTreeSet::new();
    for (ix, account) in directory.accounts() {
        let row = |pseudonym: &str, stands_for| Row {
            pseudonym: pseudonym.to_owned(),
            stands_for,
            label: account.label.clone(),
            name: account.name.clone(),
            employee_id: account.employee_id.clone().unwrap_or_default(),
        };
        rows.extend(pseudonyms.account(ix).map(|called| row(called, "account")));
        if account.person == ix {
            rows.extend(pseudonyms.person(ix).map(|called| row(called, "person")));
        }
        if directory.resolve_name(&account.name).one().is_none() && !account.name.is_empty() {
            rows.insert(row(&pseudonyms.name(&account.name), "name of several"));
        }
    }
    rows
}

/// Names that tickets write and nobody known has, or several have.
fn written(report: &Report, pseudonyms: &Pseudonyms) -> BTreeSet<Row> {
    let mut rows = BTreeSet::new();
    for ticket in &report.tickets {
        let own =
            [&ticket.requester, &ticket.affected, &ticket.opened_by, &ticket.agent, &ticket.resolved_by];
        let authors = ticket.journal.iter().map(|entry| &entry.author);
        let approvers = ticket.approvals.iter().map(|approval| &approval.approver);
        for party in own.into_iter().chain(authors).chain(approvers).filter(|party| !party.is_empty()) {
            if report.directory.resolve(&ticket.source, party).one().is_none() {
                rows.insert(Row {
                    pseudonym: pseudonyms.name(party.label()),
                    stands_for: "name as written",
                    label: party.label().to_owned(),
                    name: party.display.as_deref().unwrap_or_default().to_owned(),
                    employee_id: String::new(),
                });
            }
        }
    }
    rows
}

fn csv(rows: &BTreeSet<Row>) -> Result<Vec<u8>, csv::Error> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(["pseudonym", "stands_for", "login_or_name", "display_name", "employee_id"])?;
    for row in rows {
        let cells = [row.pseudonym.as_str(), row.stands_for, &row.label, &row.name, &row.employee_id];
        writer.write_record(cells.map(|cell| guarded(&safe::line(cell)).into_owned()))?;
    }
    writer.into_inner().map_err(|fault| fault.into_error().into())
}
