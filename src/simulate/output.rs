//! The files of the output folder.

mod files;
mod tables;

use std::path::Path;

use super::background;
use super::calendar::{Calendar, MINUTE, Millis, days};
use super::desk::{Rows, Table};
use super::log::LogWriter;
use super::lore::Lore;
use super::organisation::Organisation;
use super::play::Story;
use super::truth::outcomes;
use super::{SimulateError, SimulateSettings, Summary};
use crate::model::Support;
use files::Folder;

/// The identity log.
const LOG: &str = "exports/okta/system-log.ndjson";
/// A later export of it.
const LATER_LOG: &str = "exports/okta/system-log-later.ndjson";
/// How far both exports reach beyond the change at which they meet.
const OVERLAP: Millis = 30 * MINUTE;

/// Writes everything below `out`.
pub(super) fn write(
    settings: &SimulateSettings,
    lore: &Lore,
    organisation: &Organisation,
    story: Story,
    out: &Path,
) -> Result<Summary, SimulateError> {
    let calendar = Calendar::of(settings);
    let mut folder = Folder::new(out);
    let events = write_log(settings, &calendar, lore, organisation, &story, &mut folder)?;
    write_desk(settings, &calendar, lore, organisation, &story, &mut folder)?;
    tables::people(&mut folder, organisation)?;
    tables::verifications(&mut folder, organisation, &story)?;
    let contacts = outcomes(&story.incidents, &story.changes, lore, &calendar);
    tables::true_changes(&mut folder, organisation, &story)?;
    tables::true_tickets(&mut folder, organisation, &story, &contacts)?;
    tables::true_situations(&mut folder, &story)?;
    folder.text("truth/README.txt", README)?;
    let supported = story.changes.iter().filter(|change| change.plan.support == Support::Yes).count();
    Ok(Summary {
        events,
        tickets: story.incidents.len() as u64,
        changes: story.changes.len() as u64,
        support_changes: supported as u64,
        situations: story.situations.len() as u64,
        files: folder.written,
    })
}

/// The identity log: the planned events among the sign-ins of each day. It comes in two exports that
/// overlap by an hour around the last change, so that the same records stand in both.
fn write_log(
    settings: &SimulateSettings,
    calendar: &Calendar,
    lore: &Lore,
    organisation: &Organisation,
    story: &Story,
    folder: &mut Folder,
) -> Result<u64, SimulateError> {
    let writer = LogWriter::new(lore, organisation);
    let (mut file, mut later) =
        (folder.large(LOG, settings.compress)?, folder.large(LATER_LOG, settings.compress)?);
    let meet = story.changes.last().map_or(calendar.log_end, |change| change.plan.at);
    let mut written = 0;
    let mut planned = story.events.iter().peekable();
    for (from, to) in days(calendar) {
        let mut today = background::day(settings.seed, (from, to), calendar, lore, organisation, story);
        while let Some(event) = planned.next_if(|event| event.at < to) {
            today.push(event.clone());
        }
        today.sort_by(|a, b| (a.at, &a.uuid).cmp(&(b.at, &b.uuid)));
        for event in &today {
            let line = writer.line(event).map_err(|fault| folder.fault(LOG, fault))?;
            if event.at <= meet + OVERLAP {
                file.put(&line)?;
            }
            if event.at >= meet - OVERLAP {
                later.put(&line)?;
            }
            written += 1;
        }
    }
    folder.close(file)?;
    folder.close(later)?;
    Ok(written)
}

/// The desk's tables, each as one answer of the Table API.
fn write_desk(
    settings: &SimulateSettings,
    calendar: &Calendar,
    lore: &Lore,
    organisation: &Organisation,
    story: &Story,
    folder: &mut Folder,
) -> Result<(), SimulateError> {
    let rows = Rows { lore, organisation, taken_at: calendar.tickets_end, start: calendar.start };
    let incidents = || story.incidents.iter();
    let plain = false;
    folder.table(Table::Incident, plain, incidents().map(|incident| rows.incident(incident)))?;
    folder.table(
        Table::Journal,
        settings.compress,
        incidents().flat_map(|incident| rows.journal(incident)),
    )?;
    folder.table(Table::Audit, plain, incidents().flat_map(|incident| rows.audit(incident)))?;
    folder.table(Table::Approval, plain, incidents().flat_map(|incident| rows.approvals(incident)))?;
    folder.table(Table::User, plain, (0..organisation.accounts.len()).filter_map(|no| rows.user_row(no)))?;
    folder.table(Table::Group, plain, rows.group_rows().into_iter())
}

const README: &str = "\
The truth behind ../exports. It is no input of a report.

changes.csv     one row per identity change that was made
  native_id         id of its main event in exports/okta/system-log.ndjson
  at                time of the main event, UTC
  kind              kind of change, in the words of changes.csv of a report
  subject_login     login of the account changed; empty for a setting of the organisation
  actor_login       login of the account that acted
  support_triggered yes: the desk, or the support of the product, brought it about; no: it did not; unknown: an administrator acted
  ticket            number of the ticket it belongs to; empty if there is none
  evidence_method, evidence_level, evidence_when
                    the verification that decides: method, what it is worth here, when it was seen from the change
  verdict           what a reconciliation should say; empty where the desk had no part for certain
  situation         the script that was played
  attack            yes if an attacker was behind it
  native_ids        ids of all events of the act, joined by ;
tickets.csv     one row per ticket
  changes           native ids of the changes that belong to it, joined by ;
situations.csv  one row per planted situation; a script of ordinary work has none

The rules: evidence counts when it is not older than 30 minutes at the change (a manager's mail: a day).
Standard accounts need adequate evidence (weak for an unlock), privileged and executive ones strong
evidence and the approval of the manager, grants and secrets of programs an approval by manager or owner.
A change that the account holder makes to complete one of the desk's is judged as of that one.
Lock-outs by the system are not listed.
";
