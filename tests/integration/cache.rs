//! `--cache DIR`: the same report as without it, whatever changed since the cache was filled.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write as _;
use std::os::unix::fs::MetadataExt as _;
use std::path::Path;

use deskproof::mapping::Mappings;

use super::office::Office;

/// All files below a folder.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut open = vec![folder.to_owned()];
    while let Some(next) = open.pop() {
        for entry in std::fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else {
                let name = path.strip_prefix(folder).unwrap().to_string_lossy().into_owned();
                found.insert(name, std::fs::read(path).unwrap());
            }
        }
    }
    found
}

/// An office that keeps what it read in a cache.
struct Keeper {
    office: Office,
    /// The entries after the last run, with their inodes: one that is made anew has another.
    entries: BTreeSet<(String, u64)>,
}

impl Keeper {
    fn new() -> Self {
        Self { office: Office::new(), entries: BTreeSet::new() }
    }

    fn entries(&self) -> BTreeSet<(String, u64)> {
        let found = std::fs::read_dir(self.office.path("cache")).unwrap().map(|entry| entry.unwrap());
        found
            .map(|entry| (entry.file_name().into_string().unwrap(), entry.metadata().unwrap().ino()))
            .filter(|(name, _)| name.ends_with(".entry"))
            .collect()
    }

    /// The report of a run.
    fn report(&self, arguments: &[&str]) -> BTreeMap<String, Vec<u8>> {
        let report = ["report", "exports", "--out", "made", "--force", "--format", "html,data", "--quiet"];
        let run = self.office.deskproof(&[&report[..], arguments].concat());
        assert_eq!(run.code, 0, "{}", run.err);
        files(&self.office.path("made"))
    }

    /// Runs without the cache, and twice with it; tells how many documents were read for it.
    fn same(&mut self, what: &str, arguments: &[&str]) -> usize {
        let with_cache = [arguments, &["--cache", "cache"]].concat();
        let cold = self.report(arguments);
        for which in ["first", "second"] {
            let warm = self.report(&with_cache);
            let names: Vec<&String> = cold.keys().chain(warm.keys()).collect();
            let other = names.into_iter().find(|name| cold.get(*name) != warm.get(*name));
            assert_eq!(other, None, "{what}: the {which} run with the cache writes another file");
        }
        let now = self.entries();
        let read = now.difference(&self.entries).count();
        self.entries = now;
        read
    }
}

const UTC: &[&str] = &["--tz", "UTC"];

#[test]
fn whatever_changed_the_report_is_that_of_a_cold_run_and_only_what_is_new_is_read() {
    let mut keeper = Keeper::new();
    assert_eq!(keeper.same("nothing was read before", UTC), 4);
    assert_eq!(keeper.same("nothing changed", UTC), 0);
    let policy = Mappings::embedded().text("policy/signals.toml").unwrap().to_owned();
    keeper
        .office
        .write("rules/policy/signals.toml", &policy.replace("before_hours = 24", "before_hours = 48"));
    assert_eq!(keeper.same("another policy", &["--tz", "UTC", "--mappings", "rules"]), 0);
    let log = std::fs::read_to_string(keeper.office.path("exports/okta.ndjson")).unwrap();
    let (first, rest) = log.split_once('\n').unwrap();
    keeper.office.write("exports/a.ndjson", &format!("{}{rest}", first.replace("\"e2\"", "\"e9\"") + "\n"));
    assert_eq!(keeper.same("one more file, with records of another", UTC), 1);
    std::fs::rename(keeper.office.path("exports/a.ndjson"), keeper.office.path("exports/z.ndjson")).unwrap();
    assert_eq!(keeper.same("renamed, so that it comes after the other", UTC), 1);
    keeper.office.note("INC0000102", "Called back on the number on file.");
    assert_eq!(keeper.same("one file changed", UTC), 1);
    std::fs::remove_file(keeper.office.path("exports/z.ndjson")).unwrap();
    assert_eq!(keeper.same("one file less", UTC), 0);
    assert_eq!(keeper.same("another zone", &["--tz", "Europe/Berlin"]), 4);
    assert_eq!(keeper.same("the first zone again", UTC), 0);
}

#[test]
fn what_is_packed_is_kept_member_by_member() {
    let mut keeper = Keeper::new();
    let exports = keeper.office.path("exports");
    let take = |name: &str| {
        let bytes = std::fs::read(exports.join(name)).unwrap();
        std::fs::remove_file(exports.join(name)).unwrap();
        bytes
    };
    let log = take("okta.ndjson");
    let mut packed = flate2::write::GzEncoder::new(
        std::fs::File::create(exports.join("okta.gz")).unwrap(),
        Default::default(),
    );
    packed.write_all(&log).unwrap();
    packed.finish().unwrap();
    std::fs::write(exports.join("people.zst"), zstd::encode_all(&take("people.csv")[..], 1).unwrap())
        .unwrap();
    let mut zip = zip::ZipWriter::new(std::fs::File::create(exports.join("tables.zip")).unwrap());
    zip.start_file("journal.csv", zip::write::SimpleFileOptions::default()).unwrap();
    zip.write_all(&take("journal.csv")).unwrap();
    zip.start_file("log.ndjson", zip::write::SimpleFileOptions::default()).unwrap();
    let first = log.iter().position(|byte| *byte == b'\n').unwrap() + 1;
    zip.write_all(&log[..first]).unwrap();
    zip.finish().unwrap();
    let mut book = rust_xlsxwriter::Workbook::new();
    for name in ["one", "two"] {
        let sheet = book.add_worksheet().set_name(name).unwrap();
        let text = std::fs::read_to_string(exports.join("incident.csv")).unwrap();
        for (row, line) in (0..).zip(text.lines()) {
            for (column, cell) in (0..).zip(line.split(',')) {
                sheet.write_string(row, column, cell).unwrap();
            }
        }
    }
    book.save(exports.join("incident.xlsx")).unwrap();
    assert_eq!(keeper.same("packed", UTC), 7);
    assert_eq!(keeper.same("again", UTC), 0);
}

#[test]
fn a_cache_of_another_version_or_damaged_costs_only_time() {
    let mut keeper = Keeper::new();
    assert_eq!(keeper.same("filled", UTC), 4);
    for (at, (name, _)) in keeper.entries.iter().enumerate() {
        let path = keeper.office.path("cache").join(name);
        let mut bytes = std::fs::read(&path).unwrap();
        match at {
            // The number of the layout, the key, the middle, the end.
            0 => bytes[7] ^= 0x40,
            1 => bytes[20] ^= 0x40,
            2 => {
                let middle = bytes.len() / 2;
                bytes[middle] ^= 0x40;
            }
            _ => bytes.truncate(bytes.len() - 1),
        }
        std::fs::write(path, bytes).unwrap();
    }
    assert_eq!(keeper.same("every entry damaged", UTC), 4);
    std::fs::write(keeper.office.path("cache/index"), "no index").unwrap();
    assert_eq!(keeper.same("no index", UTC), 4);
}

#[test]
fn two_runs_may_fill_one_cache_at_a_time() {
    let mut keeper = Keeper::new();
    let cold = keeper.report(UTC);
    let runs: Vec<_> = ["one", "two"]
        .map(|out| {
            std::process::Command::new(env!("CARGO_BIN_EXE_deskproof"))
                .current_dir(keeper.office.path("."))
                .args(["report", "exports", "--format", "html,data", "--quiet", "--tz", "UTC"])
                .args(["--cache", "cache", "--out", out])
                .spawn()
                .unwrap()
        })
        .into();
    for mut run in runs {
        assert!(run.wait().unwrap().success());
    }
    for out in ["one", "two"] {
        assert!(files(&keeper.office.path(out)) == cold, "{out}");
    }
    keeper.entries = keeper.entries();
    assert_eq!(keeper.entries.len(), 4);
    assert_eq!(keeper.same("both filled it", UTC), 0);
}

#[test]
fn a_cache_is_its_owners_and_stands_apart_and_verify_does_without() {
    let office = Office::new();
    let with = |cache: &str, out: &str| {
        office.deskproof(&[
            "report", "exports", "--tz", "UTC", "--format", "data", "--cache", cache, "--out", out,
        ])
    };
    let run = with("cache", "made");
    assert_eq!(run.code, 0, "{}", run.err);
    assert_eq!(office.path("cache").metadata().unwrap().mode() & 0o777, 0o700);
    let run = office.deskproof(&["verify", "made", "--inputs", "exports"]);
    assert_eq!(run.code, 0, "{}{}", run.out, run.err);
    for verb in [&["explain", "INC0000102"][..], &["timeline", "--ticket", "INC0000102"], &["inspect"]] {
        let command = [verb, &["exports", "--tz", "UTC"]].concat();
        let (plain, warm) =
            (office.deskproof(&command), office.deskproof(&[&command[..], &["--cache", "cache"]].concat()));
        assert!(plain.code == 0 && plain.out == warm.out, "{verb:?}: {}", warm.err);
    }
    let refused = with("exports/cache", "other");
    assert!(refused.code == 2 && refused.err.contains("among the inputs"), "{}", refused.err);
    assert!(!office.path("exports/cache").exists(), "nothing is left among the inputs");
    let refused = with("other/cache", "other");
    assert!(refused.code == 2 && refused.err.contains("--out"), "{}", refused.err);
    office.write("letters/one.txt", "dear");
    let refused = with("letters", "other");
    assert!(refused.code == 2 && refused.err.contains("no cache"), "{}", refused.err);
    assert_eq!(std::fs::read_dir(office.path("letters")).unwrap().count(), 1);
}
