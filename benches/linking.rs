//! How long it takes to find each change's ticket, once everything is read.
//!
//! `cargo bench --bench linking` takes 20,000 changes and 20,000 tickets of 8,000 people, some of whom
//! share a name; `cargo bench --bench linking -- 5000 10` takes 5,000 of each and ten rounds. A third of
//! the tickets name their caller by name alone, a tenth say in the text for whom they are.

#![expect(clippy::print_stdout, reason = "a benchmark tells what it measured")]
#![expect(clippy::unwrap_used, reason = "without its input a benchmark has nothing to say")]

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::time::{Duration, Instant};

use deskproof::mapping::Mappings;
use deskproof::model::LinkOutcome;
use deskproof::pipeline::{Linkable, Settings};

#[path = "shared/dice.rs"]
mod dice;

use self::dice::{Dice, stamp};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    // Cargo adds `--bench`.
    let mut numbers = std::env::args().skip(1).filter_map(|text| text.parse::<usize>().ok());
    let count = numbers.next().unwrap_or(20_000).max(1);
    let rounds = numbers.next().unwrap_or(5).max(1);
    let folder = tempfile::tempdir().unwrap();
    write_exports(folder.path(), count).unwrap();
    let settings = Settings {
        inputs: vec![folder.path().to_owned()],
        zones: vec!["UTC".parse().unwrap()],
        ..Settings::default()
    };
    let mappings = Mappings::embedded();
    let linkable = Linkable::read(&settings, &mappings).unwrap();
    let mut times: Vec<Duration> = Vec::new();
    let mut linked = 0;
    for _ in 0..rounds {
        let start = Instant::now();
        let links = linkable.link(&linkable.rules);
        times.push(start.elapsed());
        linked = links.iter().filter(|link| link.outcome == LinkOutcome::Linked).count();
    }
    times.sort_unstable();
    println!(
        "{} changes, {} tickets: {:.3} s to link, median of {rounds} rounds; {linked} linked",
        linkable.changes.len(),
        linkable.tickets.len(),
        times[times.len() / 2].as_secs_f64(),
    );
}

const GIVEN: [&str; 40] = [
    "Ada", "Ben", "Carla", "Dmitri", "Elena", "Farid", "Greta", "Hugo", "Ines", "Jonas", "Katja", "Liam",
    "Mona", "Nils", "Olga", "Pablo", "Quinn", "Rosa", "Sven", "Tara", "Uwe", "Vera", "Wim", "Xenia", "Yara",
    "Zoltan", "Amir", "Bianca", "Carlos", "Daria", "Emil", "Fatima", "Goran", "Hanna", "Igor", "Julia",
    "Karim", "Lena", "Marek", "Nadia",
];
const SYLLABLES: [&str; 30] = [
    "ber", "lan", "mor", "stein", "ville", "ros", "kel", "dan", "har", "win", "tor", "bel", "gar", "len",
    "mar", "nov", "pet", "quis", "ral", "san", "tel", "ul", "var", "wal", "yan", "zim", "bro", "cas", "dor",
    "fel",
];

fn name(person: usize) -> String {
    let family = format!(
        "{}{}{}",
        SYLLABLES[person / 40 % 30],
        SYLLABLES[person / 1_200 % 30],
        SYLLABLES[person * 7 % 13]
    );
    format!("{} {}{}", GIVEN[person % 40], family[..1].to_uppercase(), &family[1..])
}

/// What happens, and what people write when they want it.
const KINDS: [(&str, &str, &str); 3] = [
    ("user.account.reset_password", "Forgot my password", "Password was reset"),
    ("user.mfa.factor.reset_all", "New phone", "All factors were reset, called back on the number on file"),
    ("user.account.unlock_by_admin", "Account locked", "Unlocked"),
];

/// Changes and tickets over ninety days; nine of ten tickets have a change some minutes later.
fn write_exports(folder: &Path, count: usize) -> std::io::Result<()> {
    let mut log = BufWriter::new(File::create(folder.join("okta.ndjson"))?);
    let mut desk = BufWriter::new(File::create(folder.join("incident.csv"))?);
    writeln!(
        desk,
        "number,opened_at,opened_by,caller_id,short_description,description,state,assigned_to,assignment_group,sys_created_on,sys_updated_on,resolved_at,work_notes"
    )?;
    let mut dice = Dice(5);
    let people = (count * 2 / 5).max(40);
    for at in 0..count {
        let (person, agent, kind) = (dice.below(people), dice.below(60), dice.below(KINDS.len()));
        let (native, title, note) = KINDS[kind];
        let opened = at * 90 * 86_400 / count;
        let done = opened + 180 + dice.below(1_500);
        let changed = if dice.below(10) == 0 { dice.below(people) } else { person };
        let caller = match dice.below(3) {
            0 => name(person),
            _ => format!("user{person}@example.com"),
        };
        let text = match dice.below(10) {
            0 => format!("For {}, who sits next to me", name(person)),
            _ => "Please help".to_owned(),
        };
        let (from, to) = (stamp(opened, ' '), stamp(done, ' '));
        writeln!(
            desk,
            "INC{at:07},{from},Agent {agent},{caller},{title},\"{text}\",Closed,Agent {agent},Service Desk,{from},{to},{to},\"{to} - Agent {agent} (Work notes)\n{note}\"",
        )?;
        writeln!(
            log,
            r#"{{"actor":{{"id":"00uagent{agent:012}","type":"User","alternateId":"agent{agent}@example.com","displayName":"Agent {agent}"}},"client":{{"ipAddress":"203.0.113.9"}},"displayMessage":"{title}","eventType":"{native}","outcome":{{"result":"SUCCESS","reason":null}},"published":"{}Z","severity":"INFO","debugContext":{{"debugData":{{}}}},"transaction":{{"type":"WEB","id":"t{at:025}"}},"uuid":"{at:08x}-0000-4000-8000-{changed:012x}","version":"0","target":[{{"id":"00u{changed:017}","type":"User","alternateId":"user{changed}@example.com","displayName":"{}"}}]}}"#,
            stamp(done, 'T'),
            name(changed),
        )?;
    }
    desk.flush()?;
    log.flush()
}
