//! The committed report is what the program makes of the committed fixture, to the byte.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use super::support::top;

/// All files below a folder by their relative path.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut waiting = vec![folder.to_path_buf()];
    while let Some(next) = waiting.pop() {
        for entry in std::fs::read_dir(&next).unwrap_or_else(|fault| panic!("{}: {fault}", next.display())) {
            let path = entry.unwrap().path();
            if path.is_dir() {
                waiting.push(path);
            } else {
                let name = path.strip_prefix(folder).unwrap().to_string_lossy().into_owned();
                found.insert(name, std::fs::read(&path).unwrap());
            }
        }
    }
    found
}

#[test]
fn the_committed_report_is_rebuilt_byte_by_byte_with_one_thread_and_with_four() {
    let committed = files(&top().join("reports/organisation"));
    let size: usize = committed.values().map(Vec::len).sum();
    assert!(size < 28_000_000, "the committed report stays small: {size} bytes");
    let folder = tempfile::tempdir().unwrap();
    for threads in ["1", "4"] {
        let out = folder.path().join(threads);
        let run = Command::new(env!("CARGO_BIN_EXE_deskproof"))
            .current_dir(top())
            .args(["report", "fixtures/organisation/exports", "--quiet", "--threads", threads, "--out"])
            .arg(&out)
            .output()
            .unwrap();
        assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
        let made = files(&out);
        let names = |files: &BTreeMap<String, Vec<u8>>| files.keys().cloned().collect::<Vec<_>>();
        assert_eq!(names(&made), names(&committed));
        let differing: Vec<&String> =
            made.iter().filter(|(name, bytes)| committed[*name] != **bytes).map(|(name, _)| name).collect();
        assert!(
            differing.is_empty(),
            "with {threads} threads these differ from reports/organisation: {differing:?}\n\
             if the change is meant, run: deskproof report fixtures/organisation/exports --out reports/organisation --force"
        );
    }
}

#[test]
fn the_committed_fixture_is_what_the_simulator_writes() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("organisation");
    let run = Command::new(env!("CARGO_BIN_EXE_deskproof"))
        .args(["simulate", "--quiet", "--compress", "--out"])
        .arg(&out)
        .output()
        .unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    let (made, committed) = (files(&out), files(&top().join("fixtures/organisation")));
    let size: usize = committed.values().map(Vec::len).sum();
    assert!(size < 5_000_000, "the fixture stays small: {size} bytes");
    assert_eq!(made.keys().collect::<Vec<_>>(), committed.keys().collect::<Vec<_>>());
    let differing: Vec<&String> =
        made.iter().filter(|(name, bytes)| committed[*name] != **bytes).map(|(name, _)| name).collect();
    assert!(
        differing.is_empty(),
        "these differ from fixtures/organisation: {differing:?}\n\
         if the change is meant, run: deskproof simulate --compress --out fixtures/organisation (and rebuild reports/organisation)"
    );
}
