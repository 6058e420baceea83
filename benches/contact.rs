//! How long a desk's tickets take: to read, to judge, to count, to write; and whether the cost of one stays the same.
//!
//! `cargo bench --bench contact` takes 10,000, 100,000 and a million tickets, one run each;
//! `cargo bench --bench contact -- 5000 50000` takes these, `-- events` adds an identity log that
//! shows every second identity request done, `-- keep FOLDER` writes the exports of the first number
//! there and ends.
//!
//! Four of five tickets are of ServiceNow, with journal and audit table; the fifth is an event log of
//! whole rows. A ticket has five to ten entries of history: comments of both sides, notes, changes of
//! state, agent and team, a timer that closes. The exports are the same for the same number.
//! Each column is what a stage takes in one run: reading, who is who and what tickets ask for, linking,
//! evidence, judging every ticket, control tests, counting, and making all files.

#![expect(clippy::print_stdout, reason = "a benchmark tells what it measured")]
#![expect(clippy::unwrap_used, reason = "without its input a benchmark has nothing to say")]

use std::cell::RefCell;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::time::Instant;

use deskproof::mapping::Mappings;
use deskproof::pipeline::{self, Settings, Stage};
use deskproof::report;

#[path = "shared/dice.rs"]
mod dice;

use self::dice::Dice;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    // Cargo adds `--bench`.
    let words: Vec<String> = std::env::args().skip(1).filter(|word| word != "--bench").collect();
    let with_events = words.iter().any(|word| word == "events");
    let mut counts: Vec<usize> = words.iter().filter_map(|word| word.parse().ok()).collect();
    if counts.is_empty() {
        counts = vec![10_000, 100_000, 1_000_000];
    }
    if let Some(at) = words.iter().position(|word| word == "keep") {
        return write_exports(Path::new(&words[at + 1]), counts[0], with_events).unwrap();
    }
    println!(
        "{:>9} {:>9} | {:>8} {:>8} {:>8} {:>8} {:>8} {:>8} {:>8} {:>8} | {:>12} {:>12}",
        "tickets",
        "entries",
        "read",
        "who",
        "link",
        "prove",
        "judge",
        "test",
        "count",
        "write",
        "us to judge",
        "us in all"
    );
    for count in counts {
        println!("{}", measured(count, with_events));
    }
}

/// One line: seconds of each stage, and microseconds a ticket for judging and counting and for everything.
fn measured(count: usize, with_events: bool) -> String {
    let folder = tempfile::tempdir().unwrap();
    write_exports(folder.path(), count, with_events).unwrap();
    let settings = Settings {
        inputs: vec![folder.path().to_owned()],
        zones: vec!["UTC".parse().unwrap()],
        memory: "8G".parse().unwrap(),
        ..Settings::default()
    };
    let done: RefCell<Vec<(Stage, f64)>> = RefCell::default();
    let start = Instant::now();
    let told = |stage: Stage| done.borrow_mut().push((stage, start.elapsed().as_secs_f64()));
    let report = pipeline::run_told(&settings, &Mappings::embedded(), None, &told).unwrap();
    let run = start.elapsed().as_secs_f64();
    assert!(!report::render(&report).unwrap().is_empty());
    let whole = start.elapsed().as_secs_f64();
    let tickets = report.tickets.len();
    assert_eq!(tickets, count, "every ticket is read");
    let entries: usize = report.tickets.iter().map(|ticket| ticket.journal.len()).sum();
    let mut before = 0.0;
    let mut columns = String::new();
    let mut judged = 0.0;
    for (stage, at) in done.into_inner() {
        columns.push_str(&format!("{:>8.2} ", at - before));
        if matches!(stage, Stage::Judged | Stage::Counted) {
            judged += at - before;
        }
        before = at;
    }
    let each = |seconds: f64| seconds * 1e6 / count_of(tickets);
    format!(
        "{tickets:>9} {entries:>9} | {columns}{:>8.2} | {:>12.2} {:>12.2}",
        whole - run,
        each(judged),
        each(whole)
    )
}

#[expect(clippy::cast_precision_loss, reason = "far below 2^52")]
fn count_of(items: usize) -> f64 {
    items as f64
}

impl Dice {
    fn pick(&mut self, words: &[&'static str]) -> &'static str {
        words[self.below(words.len())]
    }
}

/// What people write; the first four ask for an identity change.
const TITLES: [&str; 12] = [
    "Forgot my password",
    "New phone, MFA does not work",
    "Account locked after holiday",
    "Need access to the sales share",
    "Printer on floor 3 jams",
    "Laptop is slow since the update",
    "Mail does not sync on the tablet",
    "VPN drops every hour",
    "Monitor flickers",
    "Excel crashes when I open the forecast",
    "Meeting room screen stays black",
    "Headset is not found",
];
const IDENTITY: usize = 4;
const NOTES: [&str; 8] = [
    "Called back on the number on file, user answered and confirmed the employee number.",
    "Restarted the service, works again.",
    "Cleared the cache and signed in again, fine now.",
    "Asked for a screenshot of the message.",
    "Passed to the second level with the logs attached.",
    "Could not reproduce; driver updated to the newest version.",
    "Swapped the cable, device is found again.",
    "User sent the serial number, warranty checked with the vendor.",
];
const WISHES: [&str; 5] = [
    "It happened this morning and I need it for the customer call.",
    "Please help, many thanks",
    "Is there any news on this?",
    "Still the same here, what shall I do?",
    "Thanks, all good now!",
];
const TEAMS: [&str; 5] =
    ["Service Desk", "Service Desk L2", "Identity Engineering", "Workplace Services", "Network Operations"];
const CHANNELS: [&str; 4] = ["Phone", "Email", "Self-service", "Chat"];
const CATEGORIES: [&str; 6] = ["Access", "Hardware", "Software", "Network", "Inquiry / Help", "Mail"];

/// Seconds of the half year that the exports span.
const HALF_YEAR: usize = 182 * 86_400;

/// The files of an export, open for writing.
struct Exports {
    incident: BufWriter<File>,
    journal: BufWriter<File>,
    audit: BufWriter<File>,
    rows: BufWriter<File>,
    log: Option<BufWriter<File>>,
    lines: usize,
}

fn write_exports(folder: &Path, count: usize, with_events: bool) -> std::io::Result<()> {
    std::fs::create_dir_all(folder)?;
    let open =
        |name: &str| File::create(folder.join(name)).map(|file| BufWriter::with_capacity(1 << 20, file));
    let mut exports = Exports {
        incident: open("incident.csv")?,
        journal: open("sys_journal_field.csv")?,
        audit: open("sys_audit.csv")?,
        rows: open("incident_event_log.csv")?,
        log: with_events.then(|| open("okta.ndjson")).transpose()?,
        lines: 0,
    };
    writeln!(
        exports.incident,
        "number,sys_id,opened_at,opened_by,caller_id,contact_type,short_description,description,category,state,assigned_to,assignment_group,reassignment_count,reopen_count,resolved_at,resolved_by,closed_at,close_code,close_notes,sys_created_on,sys_updated_on"
    )?;
    writeln!(exports.journal, "sys_id,name,element,element_id,value,sys_created_on,sys_created_by")?;
    writeln!(exports.audit, "sys_id,tablename,documentkey,fieldname,oldvalue,newvalue,sys_created_on,user")?;
    writeln!(
        exports.rows,
        "number,incident_state,active,reassignment_count,reopen_count,sys_mod_count,made_sla,caller_id,opened_by,opened_at,sys_updated_by,sys_updated_at,contact_type,category,subcategory,assignment_group,assigned_to,closed_code,resolved_by,resolved_at,closed_at"
    )?;
    let mut dice = Dice(17);
    for at in 0..count {
        if at % 5 == 4 {
            exports.rows_of(at, count, &mut dice)?
        } else {
            exports.incident(at, count, &mut dice)?
        }
    }
    for file in [&mut exports.incident, &mut exports.journal, &mut exports.audit, &mut exports.rows] {
        file.flush()?;
    }
    exports.log.as_mut().map_or(Ok(()), Write::flush)
}

impl Exports {
    /// A ticket of ServiceNow with its lines in the other tables.
    fn incident(&mut self, at: usize, count: usize, dice: &mut Dice) -> std::io::Result<()> {
        let (person, agent) = (dice.below(count / 20 + 40), dice.below(80));
        let title = dice.below(TITLES.len());
        let opened = at * HALF_YEAR / count;
        let waits = dice.below(4) == 0;
        let (other, team) = (dice.below(80), dice.pick(&TEAMS));
        let moved = other != agent && dice.below(5) == 0;
        let reopened = dice.below(25) == 0;
        let id = format!("{at:032x}");
        let mut now = opened + 60 + dice.below(900);
        self.change(&id, "state", ("New", "In Progress"), now, &format!("agent{agent}"))?;
        self.line(&id, "work_notes", dice.pick(&NOTES), now, &format!("agent{agent}"))?;
        if waits {
            self.change(&id, "state", ("In Progress", "On Hold"), now + 30, &format!("agent{agent}"))?;
            self.line(
                &id,
                "comments",
                "Could you tell us the name on the label?",
                now + 30,
                &format!("agent{agent}"),
            )?;
            now += 3_600 + dice.below(90_000);
            self.line(&id, "comments", dice.pick(&WISHES), now, &format!("user{person}"))?;
            self.change(&id, "state", ("On Hold", "In Progress"), now, "system")?;
        }
        if moved {
            now += dice.below(40_000);
            self.change(
                &id,
                "assigned_to",
                (&format!("Agent {agent}"), &format!("Agent {other}")),
                now,
                "system",
            )?;
            self.change(&id, "assignment_group", (TEAMS[0], team), now, "system")?;
            self.line(&id, "work_notes", dice.pick(&NOTES), now + 120, &format!("agent{other}"))?;
        }
        let worker = if moved { other } else { agent };
        now += 120 + dice.below(7_200);
        self.line(&id, "comments", "Done, please try again.", now, &format!("agent{worker}"))?;
        self.change(&id, "state", ("In Progress", "Resolved"), now, &format!("agent{worker}"))?;
        if title < IDENTITY && at.is_multiple_of(2) {
            self.event(at, title, person, worker, now.saturating_sub(60))?;
        }
        let resolved = now;
        if reopened {
            self.change(&id, "state", ("Resolved", "In Progress"), now + 5_000, &format!("user{person}"))?;
            self.line(
                &id,
                "comments",
                "Still the same here, what shall I do?",
                now + 5_000,
                &format!("user{person}"),
            )?;
            now += 9_000;
            self.change(&id, "state", ("In Progress", "Resolved"), now, &format!("agent{worker}"))?;
        }
        let closed = now + 5 * 86_400;
        self.change(&id, "state", ("Resolved", "Closed"), closed, "system")?;
        let (from, to, end) = (stamp(opened), stamp(resolved), stamp(closed));
        writeln!(
            self.incident,
            "INC{at:07},{id},{from},Agent {agent},user{person}@example.com,{},\"{}\",\"{}\",{},Closed,Agent {worker},{},{},{},{to},Agent {worker},{end},Solved (Permanently),\"{}\",{from},{end}",
            dice.pick(&CHANNELS),
            TITLES[title],
            dice.pick(&WISHES),
            dice.pick(&CATEGORIES),
            if moved { team } else { TEAMS[0] },
            u8::from(moved),
            u8::from(reopened),
            dice.pick(&NOTES),
        )
    }

    /// A ticket of an event log: one whole row for each thing that happened.
    fn rows_of(&mut self, at: usize, count: usize, dice: &mut Dice) -> std::io::Result<()> {
        let (person, agent) = (dice.below(count / 20 + 40), dice.below(80));
        let opened = at * HALF_YEAR / count;
        let (channel, category) = (dice.pick(&CHANNELS), dice.pick(&CATEGORIES));
        let steps = 5 + dice.below(5);
        let mut states = vec!["New"];
        states.resize(steps - 1, "Active");
        states.extend(["Resolved", "Closed"]);
        if dice.below(4) == 0 {
            states[2] = "Awaiting User Info";
        }
        let team_from = dice.below(TEAMS.len());
        let moved = dice.below(5) == 0;
        let (mut now, mut holder) = (opened, agent);
        let resolved = slashed(opened + steps * 1_800);
        let end = slashed(opened + steps * 1_800 + 5 * 86_400);
        for (step, state) in states.iter().enumerate() {
            let handed = moved && step > 2;
            if handed {
                holder = (agent + 1) % 80;
            }
            let when = if *state == "Closed" { end.clone() } else { slashed(now) };
            writeln!(
                self.rows,
                "INC{at:07},{state},{},{},0,{step},true,Caller {person},Opened by {agent},{},Updated by {holder},{when},{channel},{category},Subcategory {},{},Resolver {holder},code 6,Resolved by {holder},{resolved},{end}",
                *state != "Closed",
                u8::from(handed),
                slashed(opened),
                at % 40,
                TEAMS[(team_from + usize::from(handed)) % TEAMS.len()],
            )?;
            now = (now + 600 + dice.below(1_200)).min(opened + steps * 1_800);
        }
        Ok(())
    }

    fn line(&mut self, id: &str, element: &str, text: &str, at: usize, by: &str) -> std::io::Result<()> {
        self.lines += 1;
        writeln!(self.journal, "{:032x},incident,{element},{id},\"{text}\",{},{by}", self.lines, stamp(at))
    }

    fn change(
        &mut self,
        id: &str,
        field: &str,
        (old, new): (&str, &str),
        at: usize,
        by: &str,
    ) -> std::io::Result<()> {
        self.lines += 1;
        writeln!(self.audit, "{:032x},incident,{id},{field},{old},{new},{},{by}", self.lines, stamp(at))
    }

    fn event(
        &mut self,
        at: usize,
        title: usize,
        person: usize,
        agent: usize,
        when: usize,
    ) -> std::io::Result<()> {
        let Some(log) = &mut self.log else { return Ok(()) };
        let native = [
            "user.account.reset_password",
            "user.mfa.factor.reset_all",
            "user.account.unlock_by_admin",
            "group.user_membership.add",
        ][title];
        let time = stamp(when).replace(' ', "T");
        writeln!(
            log,
            r#"{{"actor":{{"id":"00uagent{agent:012}","type":"User","alternateId":"agent{agent}@example.com","displayName":"Agent {agent}"}},"client":{{"ipAddress":"203.0.113.9"}},"displayMessage":"{native}","eventType":"{native}","outcome":{{"result":"SUCCESS","reason":null}},"published":"{time}.000Z","severity":"INFO","debugContext":{{"debugData":{{}}}},"transaction":{{"type":"WEB","id":"t{at:025}"}},"uuid":"{at:08x}-0000-4000-8000-{person:012x}","version":"0","target":[{{"id":"00u{person:017}","type":"User","alternateId":"user{person}@example.com","displayName":"Person {person}"}}]}}"#,
        )
    }
}

/// So many seconds after the beginning of 2026, as ServiceNow writes it.
fn stamp(seconds: usize) -> String {
    dice::stamp(seconds, ' ')
}

/// The same as the event log writes it.
fn slashed(seconds: usize) -> String {
    at(seconds).format("%-d/%-m/%Y %H:%M").to_string()
}

fn at(seconds: usize) -> chrono::NaiveDateTime {
    let start = chrono::NaiveDate::from_ymd_opt(2026, 1, 1).and_then(|day| day.and_hms_opt(0, 0, 0)).unwrap();
    start + chrono::TimeDelta::seconds(i64::try_from(seconds).unwrap())
}
