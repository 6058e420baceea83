//! Reading with a cache says what reading without says, whatever stands in the cache.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::MetadataExt as _;
use std::path::Path;

use proptest::prelude::*;

use super::*;
use crate::mapping::Mappings;
use crate::mapping::source::SourceMapping;
use crate::mapping::taxonomy::TypeUse;
use crate::model::Span;
use crate::source::memory::Memory;
use crate::source::signals::Marks;
use crate::source::{ReadSettings, Reading, ZoneSetting, engine};

/// `c.*` may be a change, `s.*` is a signal, anything else is unknown.
fn type_use(_: &str, native_type: &str) -> TypeUse {
    match native_type.get(..2) {
        Some("c.") => TypeUse::Change,
        Some("s.") => TypeUse::Signal,
        _ => TypeUse::Unknown,
    }
}

/// What a reader needs that does not change from run to run.
struct Reader {
    mappings: Mappings,
    sources: Vec<SourceMapping>,
    memory: Memory,
}

impl Reader {
    fn new() -> Self {
        let mappings = Mappings::embedded();
        let sources = crate::mapping::source::load(&mappings).unwrap();
        Self { mappings, sources, memory: Memory::default() }
    }

    fn reads(&self, inputs: &Path, zone: &str, cache: Option<&Path>) -> Result<Reading, ReadError> {
        let zones: [ZoneSetting; 1] = [zone.parse().unwrap()];
        let basis = Basis::of(&self.mappings, &zones);
        let cache = cache.map(|folder| Cache::open(folder, basis)).transpose()?;
        let settings = ReadSettings { zones: &zones, memory: self.memory, ..ReadSettings::default() };
        let mut reading = engine::read_early(
            &[inputs.to_owned()],
            self.sources.clone().into(),
            &type_use,
            &settings,
            cache,
        )?;
        reading.hashed()?;
        Ok(reading)
    }

    /// All that was read, or why nothing was.
    fn told(&self, inputs: &Path, zone: &str, cache: Option<&Path>) -> String {
        let reading = match self.reads(inputs, zone, cache) {
            Ok(reading) => reading,
            Err(fault) => return fault.to_string(),
        };
        let ever = Span { from: chrono::DateTime::UNIX_EPOCH, to: chrono::DateTime::<chrono::Utc>::MAX_UTC };
        let signals = reading.signals_where(ever, |_| true).read().map_err(|fault| fault.to_string());
        let Reading { files, rejects, more_rejects, duplicates, unknown_types, tallies, events, .. } =
            &reading;
        let Reading { tickets, people, verifications, coverage, .. } = &reading;
        format!(
            "{files:#?}{rejects:#?}{more_rejects}{duplicates:#?}{unknown_types:#?}{tallies:#?}{events:#?}\
             {tickets:#?}{people:#?}{verifications:#?}{coverage:#?}{signals:#?}"
        )
    }
}

/// The entries of a cache: one that was made anew has another inode.
fn entries(cache: &Path) -> BTreeMap<String, u64> {
    let found = fs::read_dir(cache).unwrap().map(|entry| entry.unwrap());
    found
        .map(|entry| (entry.file_name().into_string().unwrap(), entry.metadata().unwrap().ino()))
        .filter(|(name, _)| name.ends_with(key::ENTRY))
        .collect()
}

/// A line of a log; some are of a neighbouring type, broken, foreign or without an id.
fn line(n: u32) -> String {
    let native_type = ["c.reset", "s.login", "s.login", "new.type"][n as usize % 4];
    match n % 11 {
        9 => format!("{{\"uuid\":\"u-{n}\",\"published\":\"2026-03-0"),
        10 => format!("{{\"other\":{n}}}"),
        kind => {
            let id = if kind == 8 { String::new() } else { format!("\"uuid\":\"u-{n}\",") };
            format!(
                "{{\"actor\":{{\"id\":\"00uA\",\"type\":\"User\",\"alternateId\":\"desk@x.example\"}},{id}\
                 \"eventType\":\"{native_type}\",\"outcome\":{{\"result\":\"SUCCESS\"}},\
                 \"published\":\"2026-03-01T10:{:02}:{:02}.123Z\",\"target\":[{{\"id\":\"00u{n}\",\"type\":\"User\",\
                 \"alternateId\":\"p{}@x.example\"}}]}}",
                n / 60 % 60,
                n % 60,
                n % 7
            )
        }
    }
}

fn log(lines: &[u32]) -> String {
    lines.iter().map(|n| line(*n) + "\n").collect()
}

/// Tickets with dates in a zone that they do not name.
fn tickets(lines: &[u32]) -> String {
    let head = "number,sys_id,opened_at,resolved_at,state,caller_id,assigned_to,short_description\n";
    let row = |n: &u32| {
        format!(
            "INC{n:07},{n:032},2026-03-{:02} 10:00:00,2026-03-29 01:30:00,Closed,p{n},desk,Help\n",
            n % 28 + 1
        )
    };
    std::iter::once(head.to_owned()).chain(lines.iter().map(row)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_became_of_the_files_and_of_the_cache_it_is_read_as_without(
        steps in prop::collection::vec(
            (
                // A file, what it is, and the records in it; of an odd name, compressed.
                prop::collection::btree_map(0_u8..4, (any::<bool>(), prop::collection::vec(0_u32..40, 1..25)), 1..4),
                prop::sample::select(vec!["UTC", "Europe/Berlin", "okta=Asia/Tokyo"]),
                // A byte of an entry that is damaged afterwards.
                prop::option::of((any::<u16>(), any::<u8>())),
            ),
            1..5,
        ),
    ) {
        let reader = Reader::new();
        let (inputs, cache) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let cache = cache.path().join("cache");
        for (files, zone, damage) in steps {
            for old in fs::read_dir(inputs.path()).unwrap() {
                fs::remove_file(old.unwrap().path()).unwrap();
            }
            for (name, (is_log, lines)) in files {
                let text = if is_log { log(&lines) } else { tickets(&lines) };
                let path = inputs.path().join(format!("f{name}"));
                let is_packed = name % 2 == 1;
                fs::write(path, if is_packed { zstd::encode_all(text.as_bytes(), 1).unwrap() } else { text.into() })
                    .unwrap();
            }
            let cold = reader.told(inputs.path(), zone, None);
            prop_assert!(reader.told(inputs.path(), zone, Some(&cache)) == cold, "filled");
            let filled = entries(&cache);
            prop_assert!(reader.told(inputs.path(), zone, Some(&cache)) == cold, "used");
            prop_assert_eq!(&entries(&cache), &filled, "it was used");
            if let (Some((at, bits)), Some(name)) = (damage, filled.keys().next()) {
                let path = cache.join(name);
                let mut bytes = fs::read(&path).unwrap();
                let at = usize::from(at) % bytes.len();
                if bits % 2 == 0 { bytes.truncate(at) } else { bytes[at] ^= bits }
                fs::write(&path, bytes).unwrap();
                prop_assert!(reader.told(inputs.path(), zone, Some(&cache)) == cold, "damaged at {at}");
            }
        }
    }
}

#[test]
fn an_entry_damaged_at_any_place_is_made_anew() {
    let reader = Reader::new();
    let (inputs, cache) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    fs::write(inputs.path().join("log"), log(&(0..30).collect::<Vec<u32>>())).unwrap();
    let cold = reader.told(inputs.path(), "UTC", None);
    assert!(reader.told(inputs.path(), "UTC", Some(cache.path())) == cold);
    let made = entries(cache.path());
    let path = cache.path().join(made.keys().next().unwrap());
    let whole = fs::read(&path).unwrap();
    // Of every sort of place some: header, key, lengths, first frame, and whatever comes behind.
    for at in (0..60).step_by(7).chain((60..whole.len()).step_by(211)) {
        let mut flipped = whole.clone();
        flipped[at] ^= 0x55;
        for bytes in [&flipped[..], &whole[..at]] {
            fs::write(&path, bytes).unwrap();
            assert!(reader.told(inputs.path(), "UTC", Some(cache.path())) == cold, "at {at}");
            assert!(fs::read(&path).unwrap() == whole || bytes == flipped, "made anew after damage at {at}");
        }
    }
}

#[test]
fn an_entry_under_the_name_of_another_is_not_taken_for_it() {
    let reader = Reader::new();
    let (inputs, cache) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let path = inputs.path().join("log");
    fs::write(&path, log(&[1, 2, 3])).unwrap();
    reader.told(inputs.path(), "UTC", Some(cache.path()));
    let first = entries(cache.path());
    fs::write(&path, log(&[4, 5, 6, 7])).unwrap();
    let cold = reader.told(inputs.path(), "UTC", None);
    reader.told(inputs.path(), "UTC", Some(cache.path()));
    let second = entries(cache.path()).into_keys().find(|name| !first.contains_key(name)).unwrap();
    fs::copy(cache.path().join(first.keys().next().unwrap()), cache.path().join(second)).unwrap();
    assert!(reader.told(inputs.path(), "UTC", Some(cache.path())) == cold);
}

#[test]
fn real_exports_are_read_as_without_and_all_of_them_once() {
    let Some(folder) = crate::source::samples::samples("") else { return };
    let reader = Reader::new();
    let cache = tempfile::tempdir().unwrap();
    let cold = reader.told(&folder, "UTC", None);
    assert!(
        reader.told(&folder, "UTC", Some(cache.path())) == cold,
        "filling the cache changed what is read"
    );
    let filled = entries(cache.path());
    println!("{} entries", filled.len());
    assert!(filled.len() > 100, "{}", filled.len());
    assert!(reader.told(&folder, "UTC", Some(cache.path())) == cold, "using the cache changed what is read");
    assert_eq!(entries(cache.path()), filled);
}

#[test]
fn a_file_of_which_nothing_moved_is_known_and_one_of_its_length_is_likely() {
    let (inputs, cache) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let path = inputs.path().join("log");
    fs::write(&path, "one").unwrap();
    let real = path.canonicalize().unwrap();
    let look = |known: Option<Known>| {
        if let Some(known) = known {
            folder::ready(cache.path()).unwrap();
            Index(BTreeMap::from([(real.clone(), known)])).save(cache.path()).unwrap();
        }
        let mut opened = Cache::open(cache.path(), Basis::of(&Mappings::embedded(), &[])).unwrap();
        opened.look(&crate::source::collect(std::slice::from_ref(&path)).unwrap()).unwrap();
        (opened.known().get(&path).cloned(), opened.is_likely(&path))
    };
    assert_eq!(look(None), (None, false), "nothing is known of any file");
    let stamp = Stamp::of(&path.metadata().unwrap());
    let settled = Known { stamp, sha256: [0xab; 32], hashed_at: i64::MAX };
    assert_eq!(look(Some(settled)), (Some("ab".repeat(32)), false));
    assert_eq!(look(Some(Known { hashed_at: 0, ..settled })), (None, true), "it had not settled");
    fs::write(&path, "two").unwrap();
    assert_eq!(look(Some(settled)), (None, true), "it was written to since");
    fs::write(&path, "three").unwrap();
    assert_eq!(look(Some(settled)), (None, false), "no file of that length is known");
}

#[test]
fn a_cache_among_the_inputs_is_refused() {
    let inputs = tempfile::tempdir().unwrap();
    fs::write(inputs.path().join("log"), log(&[1])).unwrap();
    let fault = Reader::new().reads(inputs.path(), "UTC", Some(&inputs.path().join("cache"))).unwrap_err();
    assert!(fault.to_string().contains("among the inputs"), "{fault}");
}

#[test]
fn what_was_kept_stays_in_the_memory_allowed_as_what_is_read() {
    let (folder, cache) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let signals: Vec<u32> = (0..400).filter(|n| n % 4 == 1 && n % 11 < 8).collect();
    fs::write(folder.path().join("log"), log(&signals)).unwrap();
    let reader = Reader { memory: Memory::of(1 << 10), ..Reader::new() };
    for what in ["read", "kept"] {
        let reading = reader.reads(folder.path(), "UTC", Some(&cache.path().join("of"))).unwrap();
        let marks: Vec<&Marks> = reading.signals.files.iter().map(|file| &file.marks).collect();
        assert!(matches!(marks[..], [Marks::Bits(_)]), "{what}");
    }
}
