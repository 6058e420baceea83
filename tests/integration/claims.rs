//! Every file of the samples is claimed by the source that it is of, or named as unknown.

use std::collections::BTreeMap;

use super::support::{samples, top};
use serde_json::Value;

/// File to source, as `claims.csv` lists them; `-` where no source knows the file.
fn expected() -> BTreeMap<String, String> {
    let table = std::fs::read_to_string(top().join("tests/integration/claims.csv")).unwrap();
    let rows = table.lines().skip(1).filter_map(|line| line.rsplit_once(','));
    rows.map(|(file, source)| (file.trim_matches('"').to_owned(), source.to_owned())).collect()
}

#[test]
fn every_sample_is_claimed_by_its_source_and_no_record_is_lost() {
    let Some(folder) = samples() else { return };
    let run = std::process::Command::new(env!("CARGO_BIN_EXE_deskproof"))
        .args(["inspect", "--tz", "UTC", "--json"])
        .arg(&folder)
        .output()
        .unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    let told: Value = serde_json::from_slice(&run.stdout).unwrap();
    let expected = expected();
    let mut wrong = Vec::new();
    for file in told["files"].as_array().unwrap() {
        let text = |name: &str| file[name].as_str().unwrap_or("-").to_owned();
        let number = |name: &str| file[name].as_u64().unwrap();
        let (name, source) = (text("name"), text("source"));
        if expected.get(&name) != Some(&source) {
            wrong.push(format!("{name}: {source}, not {:?}", expected.get(&name)));
        }
        assert_ne!(file["used_as"], "disputed", "{file}");
        assert_eq!(number("rows"), number("used") + number("rejected") + number("duplicates"), "{name}");
        // What a used record became is told, and adds up.
        let records = file["records"].as_object().unwrap();
        if file["used_as"] == "read" {
            assert_eq!(records.values().filter_map(Value::as_u64).sum::<u64>(), number("used"), "{name}");
        } else {
            assert!(!text("note").is_empty(), "{name}");
        }
    }
    assert_eq!(wrong, [""; 0]);
}
