//! Reading from files to events and tickets, on small records.

use std::io::Write as _;
use std::path::Path;

use super::*;
use crate::mapping::taxonomy::TypeUse;
use crate::model::{EntryKind, FileUse, Instant, Span, TicketState};

/// One event as Okta writes it.
fn okta(id: u32, native_type: &str, second: u32, login: &str) -> String {
    let (minute, second) = (second / 60, second % 60);
    format!(
        "{{\"actor\":{{\"id\":\"00uA\",\"type\":\"User\",\"alternateId\":\"Desk@x.example\",\"displayName\":\"Desk\"}},\
         \"eventType\":\"{native_type}\",\"outcome\":{{\"result\":\"SUCCESS\",\"reason\":\"INC{id}\"}},\
         \"published\":\"2026-03-01T10:{minute:02}:{second:02}.123Z\",\"uuid\":\"u-{id}\",\
         \"target\":[{{\"id\":\"0oa1\",\"type\":\"AppInstance\",\"alternateId\":\"Console\"}},\
         {{\"id\":\"00u{id}\",\"type\":\"User\",\"alternateId\":\"{login}\"}}]}}"
    )
}

/// `c.*` may be a change, `s.*` is a signal, anything else is unknown.
fn type_use(_: &str, native_type: &str) -> TypeUse {
    match native_type.get(..2) {
        Some("c.") => TypeUse::Change,
        Some("s.") => TypeUse::Signal,
        _ => TypeUse::Unknown,
    }
}

fn read_with(path: &Path, zones: &[&str]) -> Result<Reading, ReadError> {
    let sources = crate::mapping::source::load(&Mappings::embedded()).unwrap();
    let zones: Vec<ZoneSetting> = zones.iter().map(|zone| zone.parse().unwrap()).collect();
    engine::read(
        &[path.to_owned()],
        sources.into(),
        &type_use,
        &ReadSettings { zones: &zones, ..ReadSettings::default() },
    )
}

/// Reads files of these names and contents.
fn read_files(files: &[(&str, &[u8])], zones: &[&str]) -> Result<Reading, ReadError> {
    let folder = tempfile::tempdir().unwrap();
    for (name, content) in files {
        std::fs::write(folder.path().join(name), content).unwrap();
    }
    let reading = read_with(folder.path(), zones)?;
    for file in &reading.files {
        assert_eq!(file.rows, file.used + file.rejected + file.duplicates, "{}", file.name);
        assert_eq!(file.sha256.len(), 64, "{}", file.name);
    }
    Ok(reading)
}

fn read_one(content: &str) -> Reading {
    read_files(&[("export", content.as_bytes())], &[]).unwrap()
}

/// What the events say, apart from where they stand.
fn told(reading: &Reading) -> Vec<String> {
    reading
        .events
        .iter()
        .map(|event| {
            format!(
                "{} {} {} {:?} {:?}",
                event.at,
                event.native_id,
                event.native_type,
                event.subject_party(),
                event.reason
            )
        })
        .collect()
}

fn log() -> Vec<String> {
    (0..200)
        .map(|n| {
            let native_type = match n % 5 {
                0 => "c.reset",
                1 => "new.type",
                _ => "s.login",
            };
            okta(n, native_type, n * 7, &format!("P{}@x.example", n % 9))
        })
        .collect()
}

/// What a layout is called, and its files.
type Layout = (&'static str, Vec<(&'static str, Vec<u8>)>);

fn gzip(text: &[u8]) -> Vec<u8> {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(text).unwrap();
    packed.finish().unwrap()
}

fn zipped(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, content) in members {
        archive.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        archive.write_all(content).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

#[test]
fn one_log_says_the_same_in_every_layout_and_packing() {
    let lines = log();
    let text = lines.join("\n");
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("export"), &text).unwrap();
    let plain = read_with(folder.path(), &[]).unwrap();
    assert_eq!((plain.events.len(), plain.files[0].used), (40, 200));
    assert_eq!(plain.unknown_types[0].records, 40);
    let names = std::collections::BTreeSet::from(["p3@x.example".to_owned()]);
    let signals = told_signals(&plain, &names);
    let expected = (0..200).filter(|n| n % 9 == 3 && n % 5 > 1).count();
    assert_eq!(signals.len(), expected, "the log-ins of one person");
    let pretty: Vec<String> = lines
        .iter()
        .map(|line| {
            serde_json::to_string_pretty(&serde_json::from_str::<serde_json::Value>(line).unwrap()).unwrap()
        })
        .collect();
    let (first, second) = lines.split_at(77);
    let two_frames = [
        zstd::encode_all(first.join("\n").as_bytes(), 1).unwrap(),
        zstd::encode_all(&b"\n"[..], 1).unwrap(),
        zstd::encode_all(second.join("\n").as_bytes(), 1).unwrap(),
    ];
    let layouts: Vec<Layout> = vec![
        ("crlf and byte order mark", vec![("a", format!("\u{feff}{}\r\n", lines.join("\r\n")).into_bytes())]),
        ("array", vec![("a", format!("[{}]", lines.join(",")).into_bytes())]),
        ("array over lines", vec![("a", format!("[\n{}\n]", lines.join(",\n")).into_bytes())]),
        ("pretty", vec![("a", format!("[{}]", pretty.join(",\n")).into_bytes())]),
        ("pretty one after another", vec![("a", pretty.join("\n").into_bytes())]),
        ("pages", vec![("a", format!("[{}]\n[{}]\n[]\n", first.join(","), second.join(",")).into_bytes())]),
        (
            "event hooks",
            vec![(
                "a",
                lines
                    .iter()
                    .map(|line| {
                        format!(
                            "{{\"eventType\":\"com.okta.event_hook\",\"data\":{{\"events\":[{line}]}}}}\n"
                        )
                    })
                    .collect::<String>()
                    .into_bytes(),
            )],
        ),
        (
            "one event hook",
            vec![(
                "a",
                format!(
                    "{{\n\"eventType\":\"com.okta.event_hook\",\"data\":{{\"events\":[{}]}}}}",
                    lines.join(",\n")
                )
                .into_bytes(),
            )],
        ),
        (
            "event bridge",
            vec![(
                "a",
                lines
                    .iter()
                    .map(|line| format!("{{\"version\":\"0\",\"detail\":{line}}}\n"))
                    .collect::<String>()
                    .into_bytes(),
            )],
        ),
        (
            "gzip of two members",
            vec![(
                "a",
                [gzip(first.join("\n").as_bytes()), gzip(b"\n"), gzip(second.join("\n").as_bytes())].concat(),
            )],
        ),
        ("zstd of frames", vec![("a", two_frames.concat())]),
        (
            "zip",
            vec![(
                "a",
                zipped(&[
                    ("x/1.log", second.join("\n").as_bytes()),
                    (".hidden", b"x"),
                    ("2.gz", &gzip(first.join("\n").as_bytes())),
                ]),
            )],
        ),
        (
            "two files, in the other order",
            vec![("a", second.join("\n").into_bytes()), ("b", first.join("\n").into_bytes())],
        ),
        (
            "two files that overlap",
            vec![("a", lines[50..].join("\n").into_bytes()), ("b", lines[..120].join("\n").into_bytes())],
        ),
        ("given twice", vec![("a", text.clone().into_bytes()), ("b", text.clone().into_bytes())]),
    ];
    for (what, files) in layouts {
        let files: Vec<(&str, &[u8])> =
            files.iter().map(|(name, content)| (*name, content.as_slice())).collect();
        let folder = tempfile::tempdir().unwrap();
        for (name, content) in &files {
            std::fs::write(folder.path().join(name), content).unwrap();
        }
        let mut reading = read_with(folder.path(), &[]).unwrap();
        assert_eq!(told(&reading), told(&plain), "{what}");
        assert_eq!(told_signals(&reading, &names), signals, "{what}");
        reading.signals.files.iter_mut().for_each(|file| file.marks.shrink());
        assert_eq!(told_signals(&reading, &names), signals, "{what}, looked through again");
        assert_eq!(reading.unknown_types, plain.unknown_types, "{what}");
        assert_eq!(reading.coverage[0].per_hour, plain.coverage[0].per_hour, "{what}");
        assert!(reading.rejects.is_empty(), "{what}: {:?}", reading.rejects);
    }
}

fn told_signals(reading: &Reading, names: &std::collections::BTreeSet<String>) -> Vec<String> {
    let always = Span { from: Instant::MIN_UTC, to: Instant::MAX_UTC };
    let wanted = names.iter().map(|name| (name.clone(), vec![always])).collect();
    let signals = reading.signals(&wanted).read().unwrap();
    signals
        .iter()
        .map(|event| format!("{} {} {:?}", event.at, event.native_id, event.subject_party()))
        .collect()
}

#[test]
fn more_than_the_memory_can_hold_is_refused_and_the_remedy_named() {
    let folder = tempfile::tempdir().unwrap();
    let many: Vec<String> = (0..200).map(|n| okta(n, "c.reset", n, "p@x.example")).collect();
    std::fs::write(folder.path().join("a"), many.join("\n")).unwrap();
    let footprint = Footprint { change: 10 << 10, record: 1 << 10 };
    let settings = ReadSettings { memory: Memory::of(100 << 10), footprint, ..ReadSettings::default() };
    let sources = crate::mapping::source::load(&Mappings::embedded()).unwrap();
    let fault = engine::read(&[folder.path().to_owned()], sources.into(), &type_use, &settings).unwrap_err();
    assert!(matches!(fault, ReadError::Memory { .. }), "{fault}");
    assert!(fault.to_string().contains("--memory 200K"), "{fault}");
    // The eleventh of ten that fit: at that record, however the file is cut.
    assert!(matches!(fault, ReadError::Memory { kept: 11, .. }), "{fault}");
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let many: Vec<String> = (0..20_000)
        .map(|n| okta(n, if n % 50 == 0 { "c.reset" } else { "s.login" }, n % 3600, "p@x.example"))
        .collect();
    std::fs::write(folder.path().join("a"), many.join("\n")).unwrap();
    let with = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        let reading = pool.install(|| read_with(folder.path(), &[])).unwrap();
        reading.events.iter().map(|event| format!("{event:?}")).collect::<Vec<_>>()
    };
    let one = with(1);
    assert_eq!(one.len(), 400);
    assert_eq!(one, with(4));
}

#[test]
fn an_event_has_its_parts() {
    let reading = read_one(&okta(7, "c.reset", 61, "Ada@x.example"));
    let event = &reading.events[0];
    assert_eq!(event.subject, Some(1), "the user, not the app that stands first");
    assert_eq!(event.subject_party().unwrap().login.as_deref(), Some("Ada@x.example"));
    assert_eq!((event.reason.as_deref(), event.detail("app")), (Some("INC7"), None));
    assert_eq!((event.origin.record, event.origin.line), (1, 1));
}

#[test]
fn an_entra_audit_and_a_sign_in_of_one_file_are_each_read_as_what_they_are() {
    let audit = r#"{"id":"a1","activityDisplayName":"Add member to role","activityDateTime":"2026-03-01T10:00:00.1234567Z","result":"success","initiatedBy":{"user":{"id":"u1","userPrincipalName":"admin@x.example"},"app":null},"targetResources":[{"id":"r1","displayName":null,"type":"Role","modifiedProperties":[]},{"id":"u2","userPrincipalName":"ada@x.example","Type":"User","modifiedProperties":[{"displayName":"Role.DisplayName","oldValue":null,"newValue":"\"Global Administrator\""}]}]}"#;
    let signin = r#"{"id":"s1","createdDateTime":"2026-03-01T10:05:00Z","userId":"u2","userPrincipalName":"ada@x.example","appDisplayName":"Portal","isInteractive":true,"status":{"errorCode":50126,"failureReason":"bad password"}}"#;
    let diagnostic = format!(
        "{{\"time\":\"2026-03-01T10:00:00.1234567Z\",\"category\":\"AuditLogs\",\"properties\":{audit}}}"
    );
    let sources = crate::mapping::source::load(&Mappings::embedded()).unwrap();
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("a"), format!("{audit}\n{signin}\n")).unwrap();
    std::fs::write(folder.path().join("b"), format!("{{\"records\":[{diagnostic}]}}")).unwrap();
    let change = |_: &str, _: &str| TypeUse::Change;
    let reading =
        engine::read(&[folder.path().to_owned()], sources.into(), &change, &ReadSettings::default()).unwrap();
    assert_eq!(reading.files[1].duplicates, 1, "the same record in another shape");
    let types: Vec<&str> = reading.events.iter().map(|event| event.native_type.as_str()).collect();
    assert_eq!(types, ["Add member to role", "Sign-in (interactive)"]);
    let grant = &reading.events[0];
    assert_eq!(grant.subject, Some(1), "the user, whatever its place and spelling of `type`");
    assert_eq!(grant.detail("role"), Some("Global Administrator"));
    assert_eq!(grant.detail("new.Role.DisplayName"), Some("Global Administrator"));
    assert_eq!(reading.events[1].outcome, crate::model::Outcome::Failure);
}

#[test]
fn the_same_file_twice_counts_once_and_says_so() {
    let text = log().join("\n");
    let reading = read_files(&[("b", text.as_bytes()), ("a", text.as_bytes())], &[]).unwrap();
    assert_eq!(reading.files[1].used_as, FileUse::Duplicate);
    assert!(reading.files[1].note.contains('a'));
    assert_eq!((reading.files[1].rows, reading.files[1].duplicates), (200, 200));
}

#[test]
fn overlapping_exports_count_their_common_records_once() {
    let lines = log();
    let reading = read_files(
        &[("a", lines[..120].join("\n").as_bytes()), ("b", lines[100..].join("\n").as_bytes())],
        &[],
    )
    .unwrap();
    assert_eq!((reading.files[1].used, reading.files[1].duplicates), (80, 20));
    assert_eq!(reading.duplicates.len(), 1);
    assert_eq!(reading.duplicates[0].records, 20);
    assert_eq!(reading.coverage[0].records, 200);
}

#[test]
fn one_id_for_two_different_acts_hides_neither() {
    let a = okta(1, "c.reset", 5, "ada@x.example");
    let b = a.replace("ada@x.example", "bob@x.example");
    assert_eq!(read_one(&format!("{a}\n{b}")).events.len(), 2);
}

#[test]
fn a_bad_record_is_rejected_with_line_reason_and_excerpt_and_the_rest_is_read() {
    let deep = format!("{{\"a\":{}{}}}", "[".repeat(10_000), "]".repeat(10_000));
    let text = format!(
        "{}\n\nnot json\n{deep}\n{{\"foreign\":1}}\n{}",
        okta(1, "c.a", 1, "a@x.example"),
        okta(2, "c.b", 2, "b@x.example")
    );
    let reading = read_one(&text);
    assert_eq!(reading.events.len(), 2);
    let lines: Vec<u64> = reading.rejects.iter().map(|reject| reject.origin.line).collect();
    assert_eq!(lines, [3, 4, 5]);
    assert!(reading.rejects[0].reason.contains("not JSON"));
    assert_eq!(reading.rejects[0].excerpt, "not json");
    assert!(reading.rejects[1].excerpt.len() <= 200);
}

#[test]
fn a_cut_file_is_read_to_the_cut_and_says_so() {
    let lines = log();
    let cut = |text: &str, shape: &str| {
        let reading = read_files(&[("a", text.as_bytes())], &[]).unwrap();
        assert_eq!(reading.files[0].rejected, 1, "{shape}");
        assert_eq!(reading.coverage[0].truncation.len(), 1, "{shape}: {}", reading.files[0].note);
    };
    let text = lines.join("\n");
    cut(&text[..text.len() - 30], "lines");
    let text = format!("[{}", lines.join(","));
    cut(&text[..text.len() - 30], "array");
    let packed = gzip(lines.join("\n").as_bytes());
    let reading = read_files(&[("a", &packed[..packed.len() / 2])], &[]).unwrap();
    assert_eq!(reading.files[0].used_as, FileUse::Unreadable);
    assert!(reading.files[0].used > 0, "{}", reading.files[0].note);
    assert_eq!(reading.coverage[0].truncation.len(), 1);
}

#[test]
fn files_that_are_no_exports_are_named() {
    let reading = read_files(
        &[
            ("empty", b""),
            ("blank", b" \n"),
            ("json", b"{\"a\":1}"),
            ("table", b"a,b\n1,2\n"),
            ("binary", b"\x00\x01\x02,\x03"),
            ("text", b"hello"),
            ("utf16", b"\xff\xfea\x00"),
            ("broken.zip", b"PK\x03\x04rest"),
            ("broken.gz", b"\x1f\x8b\x08\x00rest"),
            ("xml", b"<a><b/></a>"),
        ],
        &[],
    )
    .unwrap();
    for file in &reading.files {
        let expected = match file.name.as_str() {
            "empty" | "blank" => FileUse::Empty,
            "broken.zip" | "broken.gz" => FileUse::Unreadable,
            _ => FileUse::Unknown,
        };
        assert_eq!(file.used_as, expected, "{}: {}", file.name, file.note);
        assert!(!file.note.is_empty());
    }
}

#[test]
fn an_archive_bomb_is_refused_and_the_run_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let line = format!("{}\n", okta(1, "s.x", 1, "a@x.example"));
    let block = line.repeat(40_000).into_bytes();
    let mut packed =
        zstd::Encoder::new(std::fs::File::create(folder.path().join("bomb")).unwrap(), 1).unwrap();
    let mut written = 0;
    while written < (1 << 30) + (64 << 20) {
        packed.write_all(&block).unwrap();
        written += block.len();
    }
    packed.finish().unwrap();
    std::fs::write(folder.path().join("good"), okta(2, "c.x", 2, "b@x.example")).unwrap();
    let reading = read_with(folder.path(), &[]).unwrap();
    assert_eq!(reading.files[0].used_as, FileUse::Unreadable);
    assert!(reading.files[0].note.contains("archive bomb"), "{}", reading.files[0].note);
    assert_eq!(reading.events.len(), 1);
}

const HEAD: &str = "number,opened_at,sys_updated_on,state,caller_id,short_description\n";

#[test]
fn list_csv_with_field_names_is_utc() {
    let reading =
        read_one(&format!("{HEAD}INC1,2026-03-01 10:00:00,2026-03-02 10:00:00,6,Ada,\"Reset,\nplease\"\n"));
    let ticket = &reading.tickets[0];
    assert_eq!(ticket.opened_at.unwrap().to_rfc3339(), "2026-03-01T10:00:00+00:00");
    assert_eq!((ticket.state, ticket.title.as_str()), (TicketState::Resolved, "Reset,\nplease"));
    assert!(!ticket.has_journal && !ticket.has_history);
    assert!(reading.files[0].zone.starts_with("UTC (ServiceNow stores"));
}

#[test]
fn display_values_need_a_zone_and_the_error_shows_both_ways_to_give_it() {
    let labels = "Number,Opened,State,Caller,Short description\nINC1,2026-03-01 10:00:00,New,Ada,x\n";
    let fault = read_files(&[("list.csv", labels.as_bytes())], &[]).unwrap_err().to_string();
    for part in ["list.csv", "--tz ZONE", "--tz servicenow.incident=ZONE"] {
        assert!(fault.contains(part), "{fault}");
    }
    let at = |zones: &[&str]| {
        let reading = read_files(&[("list.csv", labels.as_bytes())], zones).unwrap();
        reading.tickets[0].opened_at.unwrap().to_rfc3339()
    };
    assert_eq!(at(&["America/Chicago"]), "2026-03-01T16:00:00+00:00");
    assert_eq!(
        at(&["UTC", "servicenow=Europe/Berlin", "servicenow.incident=Asia/Tokyo"]),
        "2026-03-01T01:00:00+00:00"
    );
}

#[test]
fn the_order_of_day_and_month_is_found_in_the_file_or_the_file_is_refused() {
    let file = |second: &str| {
        format!(
            "{HEAD}INC1,03/04/2026 10:00,03/04/2026 11:00,6,Ada,x\nINC2,{second} 10:00,{second} 11:00,6,Ada,x\n"
        )
    };
    let first = |second: &str| {
        let reading = read_files(&[("a", file(second).as_bytes())], &["UTC"]).unwrap();
        reading.tickets.first().map(|ticket| ticket.opened_at.unwrap().date_naive().to_string())
    };
    assert_eq!(first("17/04/2026").as_deref(), Some("2026-04-03"));
    assert_eq!(first("04/17/2026").as_deref(), Some("2026-03-04"));
    let reading = read_files(&[("a", file("05/06/2026").as_bytes())], &["UTC"]).unwrap();
    assert_eq!(reading.files[0].used_as, FileUse::Unreadable);
    assert!(reading.files[0].note.contains("day or the month first"));
}

#[test]
fn of_two_snapshots_the_newer_stays_and_the_files_order_does_not_matter() {
    let old = format!("{HEAD}INC1,2026-03-01 10:00:00,2026-03-01 11:00:00,2,Ada,x\n");
    let new = format!("{HEAD}INC1,2026-03-01 10:00:00,2026-03-02 10:00:00,6,Ada,x\n");
    for (first, second) in [(&old, &new), (&new, &old)] {
        let reading = read_files(&[("a", first.as_bytes()), ("b", second.as_bytes())], &[]).unwrap();
        assert_eq!(reading.tickets.len(), 1);
        assert_eq!(reading.tickets[0].state, TicketState::Resolved);
        assert_eq!(reading.files.iter().map(|file| file.duplicates).sum::<u64>(), 1);
    }
}

#[test]
fn one_number_in_two_instances_is_two_tickets() {
    let (a, b) = ("46b87022a9fe198101a78787e40d7547", "9d385017c611228701d22104cc95c371");
    let head = "number,sys_id,opened_at,state,short_description\n";
    let text = format!("{head}INC1,{a},2026-03-01 10:00:00,2,x\nINC1,{b},2026-03-01 10:00:00,2,y\n");
    let reading =
        read_files(&[("a", text.as_bytes()), ("b", format!("{HEAD}INC1,,,,Ada,\n").as_bytes())], &[])
            .unwrap();
    assert_eq!(reading.tickets.iter().map(|ticket| ticket.title.as_str()).collect::<Vec<_>>(), ["x", "y"]);
    assert_eq!(reading.tickets[0].requester.display.as_deref(), Some("Ada"));
}

#[test]
fn journal_approvals_and_users_join_their_ticket_across_files() {
    let id = "46b87022a9fe198101a78787e40d7547";
    let incident = format!(
        "{{\"result\":[{{\"number\":\"INC1\",\"sys_id\":\"{id}\",\"opened_at\":\"2026-03-01 10:00:00\",\"state\":\"2\",\
         \"caller_id\":{{\"link\":\"x\",\"value\":\"{}\"}},\"u_identity_verified\":\"true\",\"sys_updated_on\":\"2026-03-01 10:30:00\"}}]}}",
        id.replace('4', "5")
    );
    let journal = format!(
        "<unload><sys_journal_field><element>work_notes</element><element_id>{id}</element_id><sys_created_by>desk</sys_created_by>\
         <sys_created_on>2026-03-01 10:05:00</sys_created_on><sys_id>j1</sys_id><value>called back</value></sys_journal_field>\
         <sys_journal_field><element>comments</element><element_id>other</element_id><sys_created_by>desk</sys_created_by>\
         <sys_created_on>2026-03-01 10:05:00</sys_created_on><sys_id>j2</sys_id><value>hello</value></sys_journal_field></unload>"
    );
    let approval = format!(
        "sys_id,approver,state,sysapproval,sys_updated_on\na1,Boss,approved,{id},2026-03-01 10:10:00\n"
    );
    let reading = read_files(
        &[("a.json", incident.as_bytes()), ("b.xml", journal.as_bytes()), ("c.csv", approval.as_bytes())],
        &[],
    )
    .unwrap();
    let ticket = &reading.tickets[0];
    assert_eq!(ticket.journal.len(), 1);
    assert_eq!(
        (ticket.journal[0].kind, ticket.journal[0].author.login.as_deref()),
        (EntryKind::WorkNote, Some("desk"))
    );
    assert_eq!(ticket.approvals[0].approver.display.as_deref(), Some("Boss"));
    assert_eq!(ticket.verification_fields, [("u_identity_verified".to_owned(), "true".to_owned())]);
    assert!(ticket.has_journal && ticket.requester.id.is_some());
    assert!(
        reading.files[1].note.contains("1 records belong to tickets that are in no file"),
        "{}",
        reading.files[1].note
    );
    assert_eq!(reading.files[1].used, 2);
}

#[test]
fn a_concatenated_journal_is_split_into_its_entries() {
    let text = "number,opened_at,state,caller_id,comments_and_work_notes,work_notes\n\
        INC1,2026-03-01 10:00:00,2,Ada,\"2026-03-01 12:00:00 - Bo Li (Work notes)\ncalled back\nok\n\n\
        2026-03-01 11:00:00 - Ada (Additional comments)\nhelp\n\n\",\"2026-03-01 12:00:00 - Bo Li (Work notes)\ncalled back\nok\"\n";
    let reading = read_files(&[("a", text.as_bytes())], &["Europe/Berlin"]).unwrap();
    let journal = &reading.tickets[0].journal;
    assert_eq!(journal.len(), 2);
    assert_eq!(journal[0].at.unwrap().to_rfc3339(), "2026-03-01T10:00:00+00:00");
    assert_eq!((journal[0].kind, journal[0].text.as_str()), (EntryKind::Comment, "help"));
    assert_eq!(
        (journal[1].author.display.as_deref(), journal[1].text.as_str()),
        (Some("Bo Li"), "called back\nok")
    );
    assert!(reading.tickets[0].has_journal);
}

#[test]
fn rows_of_an_event_log_become_one_ticket_with_its_history() {
    let head = "number,incident_state,sys_mod_count,sys_updated_at,opened_at,assignment_group,reassignment_count,resolved_at\n";
    let text = format!(
        "{head}INC1,Resolved,3,20/2/2026 12:00,20/2/2026 9:00,B,1,?\nINC1,New,0,20/2/2026 9:00,20/2/2026 9:00,A,0,?\n\
         INC1,Active,1,20/2/2026 9:00,20/2/2026 9:00,B,1,?\nINC1,Closed,4,25/2/2026 12:00,20/2/2026 9:00,B,1,?\n"
    );
    let reading = read_files(&[("a", text.as_bytes())], &["UTC"]).unwrap();
    let ticket = &reading.tickets[0];
    assert_eq!((reading.files[0].used, ticket.state, ticket.has_history), (4, TicketState::Closed, true));
    let changes: Vec<(&str, &str)> =
        ticket.journal.iter().map(|entry| (entry.field.as_deref().unwrap(), entry.text.as_str())).collect();
    assert_eq!(changes, [("state", "Active"), ("group", "B"), ("state", "Resolved"), ("state", "Closed")]);
    assert_eq!(ticket.resolved_at.unwrap().to_rfc3339(), "2026-02-20T12:00:00+00:00");
    assert!(!ticket.resolved_at_recorded);
}

#[test]
fn people_and_verifications_are_read_from_our_own_files() {
    let people = "tier,login,alt_accounts\nprivileged,ada@x.example,a1; a2\npriviledged,bob@x.example,\n";
    let verifications = "method;at;subject;result\npush;2026-03-01T10:00:00Z;ada@x.example;passed\npush;;bob@x.example;failed\n";
    let reading =
        read_files(&[("p.csv", people.as_bytes()), ("v.csv", verifications.as_bytes())], &[]).unwrap();
    assert_eq!(reading.people.len(), 1);
    assert_eq!(reading.people[0].alt_accounts, ["a1", "a2"]);
    assert!(reading.rejects[0].reason.contains("priviledged"), "a slip must not make a lesser tier");
    assert_eq!(reading.verifications.len(), 1);
    assert_eq!(
        (reading.verifications[0].passed, reading.verifications[0].native_id.as_str()),
        (Some(true), "v.csv:1")
    );
}

#[test]
fn two_sources_that_claim_a_file_equally_dispute_it() {
    let mut sources = crate::mapping::source::load(&Mappings::embedded()).unwrap();
    let mut copy = sources.iter().find(|source| source.id == "people.csv").unwrap().clone();
    copy.id = "other.people".to_owned();
    sources.push(copy);
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("p"), "login,tier\na,standard\n").unwrap();
    let reading =
        engine::read(&[folder.path().to_owned()], sources.into(), &type_use, &ReadSettings::default())
            .unwrap();
    assert_eq!(reading.files[0].used_as, FileUse::Disputed);
    assert!(reading.files[0].note.contains("people.csv and other.people"));
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(64))]

    /// Whatever is done to a file, nothing panics and its books balance.
    #[test]
    fn damaged_files_never_panic(
        kind in 0_usize..6,
        cuts in proptest::collection::vec((0.0..1.0_f64, proptest::num::u8::ANY), 0..8),
        end in 0.0..1.0_f64,
    ) {
        let lines = log();
        let mut content = match kind {
            0 => lines[..20].join("\n").into_bytes(),
            1 => format!("[{}]", lines[..20].join(",")).into_bytes(),
            2 => format!("{HEAD}INC1,2026-03-01 10:00:00,,6,\"Ada \"\"x\"\"\",\"a\nb\"\nINC2,2026-03-01 10:00:00,,6,Bo,y\n").into_bytes(),
            3 => b"<unload><incident a=\"1\"><number>INC1</number><opened_at>2026-03-01 10:00:00</opened_at><state>1</state></incident></unload>".to_vec(),
            4 => gzip(lines[..20].join("\n").as_bytes()),
            _ => zipped(&[("a", lines[..20].join("\n").as_bytes())]),
        };
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss, reason = "a place in a small file")]
        let place = |part: f64| (part * content.len() as f64) as usize;
        let (end, cuts): (usize, Vec<(usize, u8)>) = (place(end), cuts.into_iter().map(|(at, byte)| (place(at), byte)).collect());
        for (at, byte) in cuts {
            content[at] = byte;
        }
        content.truncate(content.len().max(1) - end / 4);
        let _ = read_files(&[("a", &content)], &["UTC"]);
    }
}
