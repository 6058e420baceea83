//! Nothing depends on how a record is written: reading with all shortcuts and reading that parses every record say
//! the same, whatever the encoding.

mod both;
mod hand;
mod records;

use std::io::Write as _;
use std::path::Path;

use deskproof::mapping::Mappings;
use deskproof::model::Event;
use deskproof::simulate::{Products, SimulateSettings, simulate};
use deskproof::source::{self, Reading};
use serde_json::{Map, Value, json};

use self::both::{Files, same, same_but_for_counts};
use self::hand::{Dice, Hand};
use self::records::{SAMPLES, Sample};
use super::support::{rendered, settings};

/// A compact record, as most products write it.
const COMPACT: Hand =
    Hand { spaced: 0, over_lines: false, escaped_names: 0, escaped_texts: 0, turned: 0, doubled: 0 };

/// A file of lines for each source, all written by one hand.
fn lines_of(samples: &[Sample], count: usize, hand: Hand, dice: &mut Dice) -> Files {
    let lines = |sample: &Sample| {
        let lines: Vec<String> =
            sample.records(count).iter().map(|record| hand.write(record, dice)).collect();
        (format!("{}.ndjson", sample.source), (lines.join("\n") + "\n").into_bytes())
    };
    samples.iter().map(lines).collect()
}

/// What the events of a reading say, apart from where they stand and in which spelling.
fn events(reading: &Reading) -> Vec<String> {
    let told = |event: &Event| {
        let people = (&event.actor, &event.targets, &event.subject);
        format!(
            "{} {} {} {:?} {people:?} {:?}",
            event.source, event.native_id, event.at, event.outcome, event.details
        )
    };
    reading.events.iter().map(told).collect()
}

#[test]
fn every_source_that_is_looked_at_is_looked_at_here() {
    let sources = std::fs::read_dir(super::support::top().join("mappings/sources")).unwrap();
    let with_scan = sources.filter_map(|entry| {
        let path = entry.unwrap().path();
        let id = path.file_stem().unwrap().to_string_lossy().into_owned();
        std::fs::read_to_string(path).unwrap().contains("\n[scan]").then_some(id)
    });
    let mut with_scan: Vec<String> = with_scan.collect();
    let mut sampled: Vec<&str> = SAMPLES.iter().map(|sample| sample.source).collect();
    with_scan.sort();
    sampled.sort_unstable();
    assert_eq!(with_scan, sampled, "give a source with a `scan` table its records here");
}

#[test]
fn compact_lines_are_read_the_same() {
    let reading = same("compact", &lines_of(&SAMPLES, 40, COMPACT, &mut Dice(1)));
    for (file, tally) in reading.files.iter().zip(&reading.tallies) {
        let source = file.name.strip_suffix(".ndjson");
        assert_eq!(file.source.as_deref(), source, "{}", file.note);
        let unknown: u64 = tally.unknown.values().sum();
        assert_eq!((tally.changes, tally.signals, unknown), (10, 20, 10), "{}", file.name);
    }
}

/// What no reader of JSON tells apart says the same in every spelling.
#[test]
fn no_spelling_of_the_same_records_says_anything_else() {
    let plain = same("compact", &lines_of(&SAMPLES, 40, COMPACT, &mut Dice(1)));
    for (case, hand) in [
        ("white space between some tokens", Hand { spaced: 5, ..COMPACT }),
        ("white space between all tokens", Hand { spaced: 100, ..COMPACT }),
        ("escapes in some names", Hand { escaped_names: 5, ..COMPACT }),
        ("escapes for all letters of names", Hand { escaped_names: 100, ..COMPACT }),
        ("escapes in some texts", Hand { escaped_texts: 5, ..COMPACT }),
        ("escapes for all letters of texts", Hand { escaped_texts: 100, ..COMPACT }),
        ("members in any order", Hand { turned: 100, ..COMPACT }),
        ("some members twice", Hand { doubled: 10, ..COMPACT }),
        ("all members twice", Hand { doubled: 100, ..COMPACT }),
        (
            "a bit of everything",
            Hand { spaced: 3, escaped_names: 1, escaped_texts: 1, turned: 50, doubled: 2, ..COMPACT },
        ),
    ] {
        let reading = same(case, &lines_of(&SAMPLES, 40, hand, &mut Dice(2)));
        assert_eq!(events(&reading), events(&plain), "{case}");
        let counts = |reading: &Reading| -> Vec<(u64, u64)> {
            reading.tallies.iter().map(|tally| (tally.signals, tally.unknown.values().sum())).collect()
        };
        assert_eq!(counts(&reading), counts(&plain), "{case}");
    }
}

/// Exports that several programs wrote: what the beginning of a file shows does not hold for all of it.
#[test]
fn a_file_may_be_written_by_several_hands() {
    let hands = [
        COMPACT,
        Hand { spaced: 100, ..COMPACT },
        Hand { escaped_names: 20, ..COMPACT },
        Hand { spaced: 30, turned: 100, ..COMPACT },
    ];
    for first in 0..hands.len() {
        let files = SAMPLES.iter().map(|sample| {
            let lines = sample.records(80).into_iter().enumerate().map(|(at, record)| {
                // The beginning by one hand, then all in turn.
                let hand = hands[if at < 20 { first } else { at % hands.len() }];
                hand.write(&record, &mut Dice(at as u64)) + "\n"
            });
            (sample.source.to_owned(), lines.collect::<String>().into_bytes())
        });
        same(&format!("after hand {first}"), &files.collect());
    }
}

#[test]
fn the_same_records_in_two_files_are_duplicates_in_every_spelling() {
    for hand in [COMPACT, Hand { spaced: 20, escaped_texts: 10, turned: 100, doubled: 10, ..COMPACT }] {
        for sample in &SAMPLES {
            let mut files = lines_of(std::slice::from_ref(sample), 40, COMPACT, &mut Dice(1));
            files[0].0 = "a".to_owned();
            let again = lines_of(std::slice::from_ref(sample), 40, hand, &mut Dice(3)).remove(0).1;
            files.push(("b".to_owned(), again));
            let reading = same(sample.source, &files);
            let told: Vec<(u64, u64)> =
                reading.files.iter().map(|file| (file.used, file.duplicates)).collect();
            assert_eq!(told, [(40, 0), (0, 40)], "{}", sample.source);
        }
    }
}

/// What may stand where a look expects a text, a time or a number.
fn odd_values() -> Vec<Value> {
    let mut values = vec![
        json!(null),
        json!(true),
        json!([]),
        json!({}),
        json!(["x"]),
        json!({"x": "y"}),
        json!([{"id": "x"}]),
        json!(0),
        json!(7),
        json!(-7),
        json!(12.5),
        json!(1e5),
        json!(1_772_442_000_123_u64),
        json!(u64::MAX),
        json!(1.0e300),
    ];
    let texts = [
        "",
        " ",
        " padded ",
        "unknown",
        "null",
        "-",
        "0",
        "Not Available",
        "1772442000123",
        "1772442000",
        "12.5",
        "é",
        "😀",
        "tab\there",
        "quote\"d",
        "back\\slash",
        "nul\0",
        "a/b",
        "2026-03-02T09:00:00Z",
        "2026-03-02T09:00:00",
        "2026-03-02T09:00:00+02:00",
        "2026-03-02T09:00:00.5+00:00",
        "2026-03-02 09:00:00Z",
        "2026-02-30T09:00:00Z",
        "2026-03-02T24:00:00Z",
        "2026-03-02T23:59:60Z",
        "2026-03-02T09:00:00z",
        "1969-12-31T23:59:59Z",
        "0001-01-01T00:00:00Z",
        "9999-12-31T23:59:59Z",
        "2026-03-02T09:00:00.Z",
        "2026-03-02",
    ];
    values.extend(texts.map(Value::from));
    values.push("x".repeat(100_000).into());
    values
}

/// Every place in a value at which a member of this name stands.
fn places(value: &Value, name: &str, way: &str) -> Vec<String> {
    match value {
        Value::Object(members) => members
            .iter()
            .flat_map(|(own, inner)| {
                let here = format!("{way}/{own}");
                let mut found = places(inner, name, &here);
                if own == name {
                    found.push(here);
                }
                found
            })
            .collect(),
        Value::Array(list) => list
            .iter()
            .enumerate()
            .flat_map(|(at, inner)| places(inner, name, &format!("{way}/{at}")))
            .collect(),
        _ => Vec::new(),
    }
}

/// A file of plain records, then the odd ones, compact and as another hand writes them.
fn with_odd(sample: &Sample, odd: &[Value]) -> Files {
    let mut records = sample.records(12);
    records.extend(renamed(odd));
    let hands = [COMPACT, Hand { spaced: 20, ..COMPACT }, Hand { turned: 100, ..COMPACT }];
    let file = |(at, hand): (usize, &Hand)| {
        let lines = records.iter().map(|record| hand.write(record, &mut Dice(9)) + "\n");
        (format!("{}-{at}", sample.source), lines.collect::<String>().into_bytes())
    };
    hands.iter().enumerate().map(file).collect()
}

/// Odd records made of plain ones of each of the four types.
fn odd_records(sample: &Sample, change: &dyn Fn(&Value, &str) -> Vec<Value>) -> Vec<Value> {
    let made = |number: usize| {
        sample.looked.iter().flat_map(move |name| change(&sample.record(number, "88888"), name))
    };
    (20..24).flat_map(made).collect()
}

/// Records with ids and accounts of their own in place of those called 88888.
fn renamed(records: &[Value]) -> impl Iterator<Item = Value> {
    let renamed = |(record, number): (&Value, usize)| {
        serde_json::from_str(&record.to_string().replace("88888", &number.to_string())).unwrap()
    };
    records.iter().zip(88_888..).map(renamed)
}

#[test]
fn odd_values_of_what_is_looked_for_are_read_the_same() {
    for sample in &SAMPLES {
        let values = odd_values();
        let odd = odd_records(sample, &|record, name| {
            let mut odd = Vec::new();
            for place in places(record, name, "") {
                odd.extend(values.iter().map(|value| {
                    let mut record = record.clone();
                    *record.pointer_mut(&place).unwrap() = value.clone();
                    record
                }));
            }
            odd
        });
        same(sample.source, &with_odd(sample, &odd));
    }
}

#[test]
fn records_that_lack_what_is_looked_for_are_read_the_same() {
    for sample in &SAMPLES {
        let odd = odd_records(sample, &|record, name| {
            let without = |place: &String| {
                let mut record = record.clone();
                let (parent, _) = place.rsplit_once('/').unwrap();
                record.pointer_mut(parent).unwrap().as_object_mut().unwrap().remove(name);
                record
            };
            places(record, name, "").iter().map(without).collect()
        });
        same(sample.source, &with_odd(sample, &odd));
    }
}

/// A member of the looked-for name elsewhere in the record, before or behind the true one.
#[test]
fn what_is_looked_for_may_stand_in_other_places_too() {
    for sample in &SAMPLES {
        let odd = odd_records(sample, &|record, name| {
            let own = places(record, name, "").first().and_then(|place| record.pointer(place).cloned());
            let values = [
                own.unwrap_or_default(),
                json!("other"),
                json!("2025-01-01T00:00:00Z"),
                json!(1_700_000_000_000_u64),
                json!(null),
            ];
            let mut odd = Vec::new();
            for value in values {
                let fake = json!({ name: value });
                let text = fake.to_string();
                for elsewhere in [
                    fake.clone(),
                    json!([fake]),
                    json!({"further": {"inside": fake}}),
                    json!(text),
                    json!(name),
                    json!([name, ":", value]),
                ] {
                    odd.push(with_member(record, "aside", elsewhere.clone(), true));
                    odd.push(with_member(record, "aside", elsewhere, false));
                }
            }
            odd
        });
        same(sample.source, &with_odd(sample, &odd));
    }
}

/// The record with a further member as its first or last.
fn with_member(record: &Value, name: &str, value: Value, first: bool) -> Value {
    let mut members: Vec<(String, Value)> =
        record.as_object().unwrap().iter().map(|(name, value)| (name.clone(), value.clone())).collect();
    members.insert(if first { 0 } else { members.len() }, (name.to_owned(), value));
    Value::Object(members.into_iter().collect::<Map<_, _>>())
}

/// A record that has what is looked for but too little, or too much, to be one of its source, says nothing.
#[test]
fn what_no_parser_takes_for_a_record_of_the_source_says_nothing() {
    for sample in &SAMPLES {
        let mut odd = Vec::new();
        for record in (20..24).map(|number| sample.record(number, "88888")) {
            let members = record.as_object().unwrap();
            // Without any one member, and without all but those looked for.
            for name in members.keys() {
                let mut record = record.clone();
                record.as_object_mut().unwrap().shift_remove(name);
                odd.push(record);
            }
            let looked = members.iter().filter(|(name, _)| sample.looked.contains(&name.as_str()));
            odd.push(Value::Object(looked.map(|(name, value)| (name.clone(), value.clone())).collect()));
            // With what other sources' records have.
            for other in SAMPLES.iter().filter(|other| other.source != sample.source) {
                for (name, value) in other.records(1)[0].as_object().unwrap() {
                    if !members.contains_key(name) {
                        odd.push(with_member(&record, name, value.clone(), true));
                        odd.push(with_member(&record, name, value.clone(), false));
                    }
                }
            }
        }
        same_but_for_counts(sample.source, &with_odd(sample, &odd));
    }
}

#[test]
fn records_of_several_sources_in_one_file_are_read_the_same() {
    let mut all: Vec<Value> = Vec::new();
    for sample in &SAMPLES {
        all.extend(sample.records(8));
    }
    for first in &SAMPLES {
        let own = first.records(20);
        let lines = own.iter().chain(&all).map(|record| COMPACT.write(record, &mut Dice(1)) + "\n");
        same(first.source, &vec![("mixed".to_owned(), lines.collect::<String>().into_bytes())]);
    }
}

fn gzip(text: &[u8]) -> Vec<u8> {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(text).unwrap();
    packed.finish().unwrap()
}

/// Everything around the records: lists, envelopes, line ends, packing.
#[test]
fn no_layout_and_no_packing_of_the_same_records_says_anything_else() {
    let hand = Hand { spaced: 2, escaped_names: 1, turned: 30, ..COMPACT };
    let wide = Hand { spaced: 40, over_lines: true, ..COMPACT };
    let mut plain: Option<Vec<String>> = None;
    type Layout = (&'static str, fn(&[String]) -> Vec<u8>);
    let layouts: [Layout; 12] = [
        ("lines", |lines| lines.join("\n").into_bytes()),
        ("CRLF and byte order mark", |lines| format!("\u{feff}{}\r\n", lines.join("\r\n")).into_bytes()),
        ("empty lines and blanks", |lines| format!("\n\n{}  \n", lines.join(" \n\t\n  ")).into_bytes()),
        ("array", |lines| format!("[{}]", lines.join(",")).into_bytes()),
        ("array over lines", |lines| format!("[\n{}\n]\n", lines.join(",\n")).into_bytes()),
        ("array with blanks", |lines| format!(" [ {} ] ", lines.join(" \r\n , ")).into_bytes()),
        ("arrays, one a line", |lines| {
            lines.iter().map(|line| format!("[{line}]\n")).collect::<String>().into_bytes()
        }),
        ("values one after another", |lines| lines.concat().into_bytes()),
        ("gzip", |lines| gzip(lines.join("\n").as_bytes())),
        ("gzip of an array", |lines| gzip(format!("[{}]", lines.join(",\n")).as_bytes())),
        ("zstd", |lines| zstd::encode_all(lines.join("\n").as_bytes(), 1).unwrap()),
        ("zstd in frames", |lines| {
            lines
                .iter()
                .flat_map(|line| zstd::encode_all(format!("{line}\n").as_bytes(), 1).unwrap())
                .collect()
        }),
    ];
    for (case, layout) in layouts {
        // What stands over several lines cannot be told by its lines.
        let by_line = [
            "lines",
            "CRLF and byte order mark",
            "empty lines and blanks",
            "arrays, one a line",
            "gzip",
            "zstd",
            "zstd in frames",
        ]
        .contains(&case);
        for hand in [COMPACT, hand, wide].into_iter().filter(|hand| !(by_line && hand.over_lines)) {
            let files = SAMPLES.iter().map(|sample| {
                let dice = &mut Dice(4);
                let lines: Vec<String> =
                    sample.records(24).iter().map(|record| hand.write(record, dice)).collect();
                (sample.source.to_owned(), layout(&lines))
            });
            let told = events(&same(case, &files.collect()));
            assert_eq!(*plain.get_or_insert(told.clone()), told, "{case}");
        }
    }
}

/// Names of members in which products and platforms put records.
const ENVELOPES: [&str; 9] =
    ["value", "records", "Records", "items", "logs", "events", "detail", "data", "_source"];

#[test]
fn records_in_envelopes_are_read_the_same() {
    for sample in &SAMPLES {
        let records = sample.records(24);
        let mut files: Files = Vec::new();
        for (at, way) in ENVELOPES.iter().enumerate() {
            let whole = json!({ "a": "before", *way: records, "z": "after" });
            files.push((format!("whole-{at}"), whole.to_string().into_bytes()));
            files.push((format!("pretty-{at}"), serde_json::to_vec_pretty(&whole).unwrap()));
            let lines = records
                .iter()
                .map(|record| json!({ "a": "before", *way: record, "z": 1 }).to_string() + "\n");
            files.push((format!("each-{at}"), lines.collect::<String>().into_bytes()));
            let lists =
                records.iter().map(|record| json!({ "a": "before", *way: [record] }).to_string() + "\n");
            files.push((format!("lists-{at}"), lists.collect::<String>().into_bytes()));
        }
        same(sample.source, &files);
    }
}

/// Each line is an envelope, behind plain records, for which looking has begun.
#[test]
fn envelopes_among_plain_records_are_read_the_same() {
    for sample in &SAMPLES {
        let records = sample.records(48);
        let (first, second) = records.split_at(24);
        for way in ENVELOPES {
            let wrapped = second.iter().map(|record| json!({ *way: record }));
            let lines = first.iter().cloned().chain(wrapped).map(|record| record.to_string() + "\n");
            let files = vec![("mixed".to_owned(), lines.collect::<String>().into_bytes())];
            same_but_for_counts(&format!("{} in {way}", sample.source), &files);
        }
    }
}

#[test]
fn a_file_that_ends_inside_a_record_is_read_the_same() {
    for sample in &SAMPLES {
        let lines = lines_of(std::slice::from_ref(sample), 12, COMPACT, &mut Dice(1)).remove(0).1;
        let last = lines.iter().take(lines.len() - 1).rposition(|byte| *byte == b'\n').unwrap() + 1;
        let files = (last..lines.len()).step_by(7).map(|end| (format!("cut-{end}"), lines[..end].to_vec()));
        same(sample.source, &files.collect());
    }
}

/// Records so long and many that the borders of what is read at a time fall anywhere in them.
#[test]
fn records_across_the_borders_of_blocks_are_read_the_same() {
    for (at, sample) in SAMPLES.iter().enumerate() {
        let hand = Hand { spaced: 2, turned: 20, ..COMPACT };
        let dice = &mut Dice(at as u64);
        let lines = (0..40).flat_map(|round| {
            let mut records = sample.records(48);
            records.iter_mut().for_each(|record| {
                *record =
                    with_member(record, "filling", json!("f".repeat(round * 37 % 4_000)), round % 2 == 0);
            });
            records
        });
        let mut text: String = lines.map(|record| hand.write(&record, dice) + "\n").collect();
        // A record as long as several blocks, among the others.
        let middle = text[..text.len() / 2].rfind('\n').unwrap() + 1;
        let long = with_member(&sample.records(49)[48], "filling", json!("f".repeat(3_000_000)), true);
        text.insert_str(middle, &(long.to_string() + "\n"));
        same(sample.source, &vec![("long".to_owned(), text.into_bytes())]);
    }
}

/// The logs of an organisation, as other hands write them.
fn organisation(products: Products, hand: Hand, folder: &Path) {
    let start = products.first_day();
    let wanted =
        SimulateSettings { seed: 3, people: 60, days: 28, start, products, ..SimulateSettings::default() };
    simulate(&wanted, &Mappings::embedded(), folder).unwrap();
    for file in source::collect(&[folder.join("exports")]).unwrap() {
        if file.path.extension().is_some_and(|extension| extension == "ndjson") {
            let text = std::fs::read_to_string(&file.path).unwrap();
            let dice = &mut Dice(7);
            let again = |line: &str| hand.write(&serde_json::from_str(line).unwrap(), dice) + "\n";
            std::fs::write(&file.path, text.lines().map(again).collect::<String>()).unwrap();
        }
    }
}

#[test]
fn a_whole_report_is_the_same_to_the_byte_without_any_looking() {
    let other = Hand { spaced: 3, escaped_names: 1, escaped_texts: 1, turned: 20, doubled: 1, ..COMPACT };
    let plain = [(Products::default(), COMPACT)];
    for (products, hand) in plain.into_iter().chain(Products::ALL.map(|(products, _)| (products, other))) {
        let folder = tempfile::tempdir().unwrap();
        organisation(products, hand, folder.path());
        let mut wanted = settings(&[&folder.path().join("exports")]);
        wanted.zones.push("Europe/Berlin".parse().unwrap());
        let looked = rendered(&wanted);
        wanted.parse_all = true;
        let parsed = rendered(&wanted);
        assert!(looked.keys().eq(parsed.keys()), "{}", products.name());
        let differ: Vec<&String> =
            looked.iter().filter(|(name, bytes)| parsed[*name] != **bytes).map(|(name, _)| name).collect();
        assert!(differ.is_empty(), "{}, {hand:?}: {differ:?} differ", products.name());
    }
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(48))]

    /// Any hand, any record of any source, in any company.
    #[test]
    fn any_encoding_is_read_the_same(
        seed in proptest::num::u64::ANY,
        habits in proptest::array::uniform5(0_usize..12),
        sources in proptest::sample::subsequence((0..SAMPLES.len()).collect::<Vec<_>>(), 1..4),
    ) {
        let [spaced, escaped_names, escaped_texts, turned, doubled] = habits;
        let odd = Hand { spaced, escaped_names, escaped_texts, turned: turned * 8, doubled, ..COMPACT };
        let dice = &mut Dice(seed);
        let files = sources.iter().map(|at| {
            let values = odd_values();
            let mut text = String::new();
            for mut record in SAMPLES[*at].records(40) {
                if dice.below(3) == 0 {
                    let name = SAMPLES[*at].looked[dice.below(SAMPLES[*at].looked.len())];
                    let found = places(&record, name, "");
                    if !found.is_empty() {
                        let place = &found[dice.below(found.len())];
                        *record.pointer_mut(place).unwrap() = values[dice.below(values.len() - 1)].clone();
                    }
                }
                let hand = if dice.below(2) == 0 { COMPACT } else { odd };
                text.push_str(&hand.write(&record, dice));
                text.push('\n');
            }
            (SAMPLES[*at].source.to_owned(), text.into_bytes())
        });
        same("any encoding", &files.collect());
    }
}
