//! The files of the output folder.

mod files;
mod log;
mod tables;

use std::path::Path;

use super::calendar::Calendar;
use super::lore::Lore;
use super::organisation::Organisation;
use super::play::Story;
use super::products::Export;
use super::truth::outcomes;
use super::{SimulateError, SimulateSettings, Summary};
use crate::model::Support;
pub(super) use files::Folder;

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
    let log = log::write(settings, &calendar, lore, organisation, &story, &mut folder)?;
    let export = Export {
        lore,
        organisation,
        story: &story,
        calendar,
        zone: settings.zone,
        compress: settings.compress,
    };
    lore.products.desk.write(&export, &mut folder)?;
    tables::people(&mut folder, organisation)?;
    lore.products.identity.write_accounts(lore, organisation, &mut folder)?;
    tables::verifications(&mut folder, organisation, &story)?;
    let contacts = outcomes(&story.incidents, &story.changes, organisation, lore, &calendar);
    tables::true_changes(&mut folder, organisation, &story, &log)?;
    tables::true_tickets(&mut folder, organisation, &story, &contacts, &log)?;
    tables::true_situations(&mut folder, &story, &log)?;
    folder.text("truth/README.txt", README)?;
    let supported = story.changes.iter().filter(|change| change.plan.support == Support::Yes).count();
    Ok(Summary {
        events: log.records,
        tickets: story.incidents.len() as u64,
        changes: story.changes.len() as u64,
        support_changes: supported as u64,
        situations: story.situations.len() as u64,
        zone: lore.products.desk.local_times().map(|source| format!("{source}={}", settings.zone)),
        files: folder.written,
    })
}

const README: &str = "\
The truth behind ../exports. It is no input of a report.

changes.csv     one row per identity change that was made
  native_id         id of its main record in the exports of the identity provider
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
  link              linked; none: there is no ticket; ambiguous: nobody could tell from the exports whether it
                    belongs to ticket or to one of also_possible, so evidence and verdict cannot be told either
  also_possible     the other tickets of an ambiguous change, joined by ;
  attack_id         which attack it is part of
  attack_chain      the chains of events that the attack follows (P1 to P17), joined by ;
tickets.csv     one row per ticket
  first_contact     yes, no or excluded; empty where nobody could tell from the exports
  first_contact_reason
                    why not; of several the one that weighs most
  topic             in the words of topics of a report
  changes           native ids of the changes that belong to it, joined by ;
  contributing_reasons
                    all other reasons that hold, joined by ;
  cause             why the first contact of an identity request failed, where the story tells
  causes            all of them, joined by ;
  handoffs, handoffs_teams, handoffs_up, handoffs_back
                    how often it went from person to person and from team to team; of all how often up to a
                    higher level, and back to who had it before
  handoff_costs     what waiting and passing on cost in control: temporary_access_left, privilege_widened,
                    manual_fix, secret_in_ticket
  returns_to, tie   the ticket that it came after in its script, and how it stands to that: again (the same
                    trouble), refers (answers it by its number), apart (another matter), double (sent twice),
                    loose
  nhi_request       for programs: service_account, api_key, token, secret, agent_permission; and of it:
  nhi_ownership_validated, nhi_rotated, nhi_rotation_recorded, nhi_old_revoked, nhi_approved, nhi_access_reviewed
situations.csv  one row per planted situation; a script of ordinary work has none

The rules: evidence counts when it is not older than 30 minutes at the change (a manager's mail: a day).
Standard accounts need adequate evidence (weak for an unlock), privileged and executive ones strong
evidence and the approval of the manager, grants and secrets of programs an approval by manager or owner.
First contact is told from what was played, not from what stands in the exports. A call, a chat or a visit is over
after 60 minutes: what the desk changes later took another contact. By mail or portal the initial interaction lasts
until the first answer of an agent; what the requester adds before it belongs to it, and so do thanks. Reminders,
surveys and absence notes are nobody's. A change by the hand-over from a team to one of its people is none; team and
person in one stroke are one. The same person with the same identity topic within seven days of the solution comes
back for the same; with the same group or application, or the same trouble of a thing, likewise.
A change that the account holder makes to complete one of the desk's is judged as of that one.
Lock-outs by the system are not listed.
";
