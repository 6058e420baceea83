//! `deskproof verify`: a report is whole, can be made again, and is signed by whom it should be.

use std::process::Command;

use super::office::{Office, copied};

const SECRET: &str = "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g\n-----END PRIVATE KEY-----\n";
const PUBLIC: &str = "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=\n-----END PUBLIC KEY-----\n";
const OTHER: &str = "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAPUAXw+hDiVqStwqnTRt+vJyYLM8uxJaMwM1V8Sr0Zgw=\n-----END PUBLIC KEY-----\n";

const AGAIN: &str = "Verified: the report is whole and can be made again byte for byte.";

/// A report with everything that can be given beside the exports.
fn rich() -> Office {
    let office = Office::new();
    office.report("earlier", &[]);
    office.write(
        "exceptions.toml",
        "[[exception]]\ntest = \"CT-06\"\nscope = \"everything\"\nreason = \"x\"\nowner = \"o\"\nexpires = 2026-12-31\n",
    );
    office.write(
        "overrides.csv",
        "decision,item,other,decided_by,decided_at,why\nno_link,chg-0,,M. Auditor,2026-04-01,x\n",
    );
    office.report(
        "made",
        &[
            "--exceptions",
            "exceptions.toml",
            "--overrides",
            "overrides.csv",
            "--previous",
            "earlier",
            "--as-of",
            "2026-04-01T00:00:00.5Z",
            "--name-agents",
        ],
    );
    office
}

#[test]
fn a_report_is_made_again_from_another_place() {
    let office = rich();
    let elsewhere = Office::new();
    copied(&office.path("made"), &elsewhere.path("here/q1"));
    copied(&office.path("exports"), &elsewhere.path("a/b/moved"));
    copied(&office.path("earlier"), &elsewhere.path("old/earlier"));
    for file in ["exceptions.toml", "overrides.csv"] {
        std::fs::copy(office.path(file), elsewhere.path(file)).unwrap();
    }
    let arguments = ["verify", "here/q1", "--inputs", "a/b/moved", "exceptions.toml", "overrides.csv", "old"];
    let run = elsewhere.deskproof(&arguments);
    assert_eq!(run.code, 0, "{}{}", run.out, run.err);
    assert!(run.out.contains(AGAIN) && run.out.contains("6 of 6 inputs found"), "{}", run.out);
    let run = elsewhere.deskproof(&[&arguments[..], &["--json"]].concat());
    let told: serde_json::Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!((&told["verified"], &told["repeated"]), (&true.into(), &true.into()));
}

#[test]
fn without_the_inputs_it_says_what_was_not_checked() {
    let office = Office::new();
    office.report("made", &[]);
    let run = office.deskproof(&["verify", "made"]);
    assert_eq!(run.code, 0, "{}", run.out);
    assert!(run.out.contains("Whether it can be made again was not checked."), "{}", run.out);
}

#[test]
fn one_flipped_byte_is_named_with_its_line_in_any_file() {
    let office = Office::new();
    office.report("made", &[]);
    for (file, line) in [
        ("data/findings.csv", true),
        ("report.html", true),
        ("data/changes.parquet", false),
        ("manifest.json", true),
    ] {
        let path = office.path("made").join(file);
        let whole = std::fs::read(&path).unwrap();
        let mut bytes = whole.clone();
        // In a manifest a digit of a hash; elsewhere the middle of the file.
        let at = match file {
            "manifest.json" => whole.windows(10).position(|text| text == b"\"sha256\": ").unwrap() + 20,
            _ => whole.len() / 2,
        };
        bytes[at] ^= 1;
        std::fs::write(&path, &bytes).unwrap();
        let run = office.deskproof(&["verify", "made", "--inputs", "exports"]);
        std::fs::write(&path, &whole).unwrap();
        assert_eq!(run.code, 5, "{file}: {}", run.out);
        let lines = whole[..at].iter().filter(|byte| **byte == b'\n').count() + 1;
        let place =
            if line { format!("{file}, line {lines}, byte {at}") } else { format!("{file}, byte {at}") };
        assert!(run.out.contains(&place), "{place}: {}", run.out);
        assert!(!run.out.contains(AGAIN));
    }
    assert_eq!(office.deskproof(&["verify", "made", "--inputs", "exports"]).code, 0);
}

#[test]
fn missing_and_extra_files_are_named() {
    let office = Office::new();
    office.report("made", &[]);
    std::fs::remove_file(office.path("made/data/links.csv")).unwrap();
    office.write("made/data/more.csv", "x");
    let run = office.deskproof(&["verify", "made"]);
    assert_eq!(run.code, 5);
    assert!(run.out.contains("data/links.csv\n      missing"), "{}", run.out);
    assert!(run.out.contains("data/more.csv\n      extra"), "{}", run.out);
}

#[test]
fn a_changed_input_or_another_mapping_is_named_as_the_reason() {
    let office = Office::new();
    office.report("made", &[]);
    office.note("INC0000102", "Called her back on the number on file.");
    let run = office.deskproof(&["verify", "made", "--inputs", "exports"]);
    assert_eq!(run.code, 5);
    assert!(run.out.contains("journal.csv\n      changed: "), "{}", run.out);
    assert!(run.out.contains("not repeated: its inputs are not all there"), "{}", run.out);

    let office = Office::new();
    office.report("made", &[]);
    let policy = std::fs::read_to_string(super::support::top().join("mappings/policy/risk.toml")).unwrap();
    office.write("mine/policy/risk.toml", &format!("{policy}\n# Looked at in April.\n"));
    let run = office.deskproof(&["verify", "made", "--inputs", "exports", "--mappings", "mine"]);
    assert_eq!(run.code, 5);
    assert!(run.out.contains("other mappings (policy)"), "{}", run.out);
    // The report that was made with them is verified with them.
    office.report("own", &["--mappings", "mine"]);
    assert_eq!(office.deskproof(&["verify", "own", "--inputs", "exports", "--mappings", "mine"]).code, 0);
}

#[test]
fn a_report_with_altered_tables_and_a_manifest_to_match_is_found_out_by_the_run() {
    let office = Office::new();
    let made = office.report("made", &[]);
    let path = office.path("made/data/changes.csv");
    let forged = std::fs::read_to_string(&path).unwrap().replacen("unticketed", "proven", 1);
    std::fs::write(&path, &forged).unwrap();
    let mut manifest = made.manifest();
    let hash = deskproof::source::hash_file(&path).unwrap();
    for output in manifest["outputs"].as_array_mut().unwrap() {
        if output["file"] == "data/changes.csv" {
            output["sha256"] = hash.clone().into();
            output["bytes"] = forged.len().into();
        }
    }
    std::fs::write(office.path("made/manifest.json"), serde_json::to_vec_pretty(&manifest).unwrap()).unwrap();
    assert_eq!(office.deskproof(&["verify", "made"]).code, 0, "the hashes alone cannot tell");
    let run = office.deskproof(&["verify", "made", "--inputs", "exports"]);
    assert_eq!(run.code, 5);
    let told = run.out.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(told.contains("data/changes.csv, line ") && told.contains("made again `unticketed"), "{told}");
}

#[test]
fn a_manifest_names_no_options_but_those_of_a_report() {
    let office = Office::new();
    let made = office.report("made", &[]);
    for (name, value) in [("out", "pwned"), ("mappings", "/etc"), ("tz", "Nowhere/Land"), ("sign", "key.pem")]
    {
        let mut manifest = made.manifest();
        manifest["settings"] = serde_json::json!([{ "name": name, "value": value }]);
        office.write("made/manifest.json", &manifest.to_string());
        let run = office.deskproof(&["verify", "made", "--inputs", "exports"]);
        assert_eq!(run.code, 5, "{name}: {}", run.out);
        assert!(run.out.contains("cannot be repeated"), "{name}: {}", run.out);
        assert!(!office.path("pwned").exists());
    }
}

#[test]
fn what_is_no_report_is_wrong_usage_and_a_broken_manifest_a_mismatch() {
    let office = Office::new();
    for folder in ["nowhere", "exports"] {
        let run = office.deskproof(&["verify", folder]);
        assert!(run.code == 2 && run.err.contains("no manifest.json is in it"), "{}", run.err);
    }
    office.write("broken/manifest.json", "{\"program\": \"deskproof\"");
    assert_eq!(office.deskproof(&["verify", "broken"]).code, 5);
}

#[test]
fn a_signature_is_of_a_key_and_over_the_whole_report() {
    let office = Office::new();
    for (name, key) in [("secret.pem", SECRET), ("public.pem", PUBLIC), ("other.pem", OTHER)] {
        office.write(name, key);
    }
    office.report("made", &["--sign", "secret.pem"]);
    office.report("twin", &["--sign", "secret.pem"]);
    let signature = |name: &str| std::fs::read(office.path(name).join("manifest.json.sig")).unwrap();
    assert_eq!((signature("made").len(), signature("made")), (64, signature("twin")));
    let verify = |arguments: &[&str]| office.deskproof(&[&["verify", "made"], arguments].concat());

    let run = verify(&["--key", "public.pem", "--inputs", "exports"]);
    assert!(run.code == 0 && run.out.contains("signed with the key of public.pem"), "{}", run.out);
    let run = verify(&[]);
    assert!(run.code == 0 && run.out.contains("not checked against a key you trust"), "{}", run.out);
    let run = verify(&["--key", "other.pem"]);
    assert!(run.code == 5 && run.out.contains("does not sign this manifest.json"), "{}", run.out);
    assert_eq!(verify(&["--key", "secret.pem"]).code, 2, "a private key is no public one");

    let manifest = std::fs::read_to_string(office.path("made/manifest.json")).unwrap();
    office.write("made/manifest.json", &manifest.replacen("  ", " ", 1));
    assert_eq!(verify(&[]).code, 5, "one blank less is another manifest");
    office.write("made/manifest.json", &manifest);
    std::fs::remove_file(office.path("made/manifest.json.sig")).unwrap();
    assert_eq!(verify(&["--key", "public.pem"]).code, 5, "no signature where one is asked for");
}

#[test]
fn openssl_alone_checks_a_signature() {
    let office = Office::new();
    office.write("secret.pem", SECRET);
    office.report("made", &["--sign", "secret.pem"]);
    let arguments = [
        "pkeyutl",
        "-verify",
        "-pubin",
        "-inkey",
        "manifest.json.pem",
        "-rawin",
        "-in",
        "manifest.json",
        "-sigfile",
        "manifest.json.sig",
    ];
    match Command::new("openssl").current_dir(office.path("made")).args(arguments).output() {
        Ok(output) => assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout)),
        Err(_) => println!("no openssl here: the signature was not held against it"),
    }
}

#[test]
fn what_is_no_key_stops_the_run_before_anything_is_read() {
    let office = Office::new();
    office.write("public.pem", PUBLIC);
    for key in ["public.pem", "nowhere.pem", "exports/people.csv"] {
        let run = office.run("made", &["--sign", key]);
        assert!(run.code == 2 && run.err.contains(key), "{}", run.err);
        assert!(!office.path("made").exists());
    }
}
