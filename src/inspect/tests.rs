use super::*;

fn inspection(files: &[(&str, &str)], zones: Vec<ZoneSetting>, show: usize) -> Inspection {
    let folder = tempfile::tempdir().unwrap();
    for (name, content) in files {
        std::fs::write(folder.path().join(name), content).unwrap();
    }
    let settings =
        InspectSettings { inputs: vec![folder.path().to_owned()], zones, show, ..InspectSettings::default() };
    inspect(&settings, &Mappings::embedded(), None).unwrap()
}

const OKTA: &str = r#"{"uuid":"1","published":"2026-03-02T10:00:00Z","eventType":"user.mfa.factor.reset_all","actor":{"id":"a","type":"User","alternateId":"desk@x.example"},"target":[{"id":"u","type":"User","alternateId":"ada@x.example"}],"outcome":{"result":"SUCCESS"}}
{"uuid":"2","published":"2026-03-02T11:00:00Z","eventType":"user.session.start","actor":{"id":"u","type":"User","alternateId":"ada@x.example"},"outcome":{"result":"SUCCESS"}}
{"uuid":"3","published":"2026-03-02T11:30:00Z","eventType":"nobody.knows.this","actor":{"id":"u","type":"User","alternateId":"ada@x.example"}}
{"uuid":"3","published":"2026-03-02T11:30:00Z","eventType":"nobody.knows.this","actor":{"id":"u","type":"User","alternateId":"ada@x.example"}}
{"uuid":"4"
"#;

#[test]
fn every_record_of_a_log_is_told_by_what_became_of_it() {
    let found = inspection(&[("log.ndjson", OKTA)], Vec::new(), 2);
    let file = &found.files[0];
    assert_eq!((file.file.rows, file.file.used, file.file.rejected, file.file.duplicates), (5, 3, 1, 1));
    assert_eq!((file.tally.changes, file.tally.signals, file.unknown()), (1, 1, 1));
    assert_eq!(file.classes, BTreeMap::from([("mfa_reset_all".to_owned(), 1)]));
    assert_eq!(file.tally.unknown, BTreeMap::from([("nobody.knows.this".to_owned(), 1)]));
    assert!(
        ["uuid", "published", "eventType", "actor"].iter().all(|name| file
            .look
            .fields
            .iter()
            .any(|field| field == name))
    );
    assert_eq!(file.zone, ZoneKnowledge::Offset);
    assert_eq!(file.tally.hours.values().sum::<u64>(), 3);
    assert_eq!(file.truncation, ["its last record is cut off"]);
    assert_eq!(file.shown.len(), 2);
    assert!(file.shown[0].fields.contains(&("class", "mfa_reset_all".to_owned())));
    assert!(file.shown[1].fields.contains(&("class", "follow_on_signal".to_owned())));
}

const LOCAL: &str = "number,incident_state,sys_updated_at,sys_mod_count,opened_at\n\
    INC0000001,New,13/3/2026 10:00,1,13/3/2026 09:00\n";

#[test]
fn a_file_without_a_zone_is_read_as_utc_and_says_so() {
    let found = inspection(&[("log.ndjson", OKTA), ("tickets.csv", LOCAL)], Vec::new(), 0);
    let tickets = &found.files[1];
    assert_eq!((tickets.file.used, tickets.zone), (1, ZoneKnowledge::Unknown));
    assert!(tickets.look.date_orders.iter().all(|(_, order)| order.starts_with("day first")));
    let given = vec!["eventlog=Europe/Berlin".parse().unwrap()];
    let told = inspection(&[("tickets.csv", LOCAL)], given, 0);
    assert_eq!(told.files[0].zone, ZoneKnowledge::Told);
    assert_eq!(told.files[0].file.first_at.unwrap().to_rfc3339(), "2026-03-13T08:00:00+00:00");
}

#[test]
fn what_a_control_test_misses_is_told_with_the_way_to_export_it() {
    let found = inspection(&[("log.ndjson", OKTA)], Vec::new(), 0);
    let titles: Vec<&str> = found.missing.iter().map(|missing| missing.title.as_str()).collect();
    assert!(titles.contains(&"a help desk's tickets"), "{titles:?}");
    assert!(!titles.contains(&"an identity provider's audit log"), "{titles:?}");
    // Without tickets nobody's journal is missed.
    assert!(!titles.iter().any(|title| title.contains("comments")), "{titles:?}");
    let desk = r#"{"result":[{"number":"INC1","sys_id":"i1","opened_at":"2026-03-02 10:00:00","state":"2","short_description":"a","sys_class_name":"incident"}]}"#;
    let found = inspection(&[("incident.json", desk)], Vec::new(), 0);
    let journal = found.missing.iter().find(|missing| missing.title.contains("comments")).unwrap();
    assert_eq!(journal.product, "servicenow");
    assert!(journal.how.contains("sys_journal_field") && journal.tests.contains(&"CT-10".to_owned()));
}

#[test]
fn the_document_is_the_same_for_the_same_inputs() {
    let one = document(&inspection(&[("log.ndjson", OKTA)], Vec::new(), 1)).to_string();
    let two = document(&inspection(&[("log.ndjson", OKTA)], Vec::new(), 1)).to_string();
    assert_eq!(one, two);
}

#[test]
fn a_round_number_of_rows_and_a_page_that_names_another_are_signs_of_a_cut() {
    let rows: Vec<String> = (0..100)
        .map(|at| format!(r#"{{"uuid":"{at}","published":"2026-03-02T10:00:00Z","eventType":"user.session.start","actor":{{"id":"u","type":"User"}},"outcome":{{"result":"SUCCESS"}},"target":null}}"#))
        .collect();
    let found = inspection(&[("page.ndjson", &rows.join("\n"))], Vec::new(), 0);
    assert!(
        found.files[0].truncation[0].contains("one page of the System Log API"),
        "{:?}",
        found.files[0].truncation
    );
    let page = r#"{"@odata.nextLink":"https://x.example","value":[{"id":"1","activityDisplayName":"Reset user password","activityDateTime":"2026-03-02T10:00:00Z","targetResources":[],"initiatedBy":{}}]}"#;
    let found = inspection(&[("page.json", page)], Vec::new(), 0);
    assert!(found.files[0].truncation[0].contains("@odata.nextLink"), "{:?}", found.files[0].truncation);
}

#[test]
fn what_is_only_listed_takes_less_of_the_memory_allowed_than_what_is_judged_and_more_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let mut log = "number,incident_state,sys_updated_at,sys_mod_count,opened_at\n".to_owned();
    // More than 64 MiB at 4 KB each, less at 1.25 KB.
    (0..20_000).for_each(|at| {
        log.push_str(&format!("INC{at:07},New,13/3/2026 10:00,1,13/3/2026 09:00\n"));
    });
    std::fs::write(folder.path().join("tickets.csv"), &log).unwrap();
    let of = |memory: Memory| {
        let inputs = vec![folder.path().to_owned()];
        inspect(
            &InspectSettings { inputs, memory, ..InspectSettings::default() },
            &Mappings::embedded(),
            None,
        )
    };
    let found = of("64M".parse().unwrap()).unwrap();
    assert_eq!(found.files[0].file.used, 20_000);
    let more: String =
        (20_000..60_000).map(|at| format!("INC{at:07},New,13/3/2026 10:00,1,13/3/2026 09:00\n")).collect();
    std::fs::write(folder.path().join("tickets.csv"), log + &more).unwrap();
    let refused = of("64M".parse().unwrap()).unwrap_err();
    // 64 MiB are 52,428 such records and a rest.
    assert!(matches!(refused, ReadError::Memory { kept: 52_429, .. }), "{refused}");
}
