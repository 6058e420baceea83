use super::*;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use std::path::Path;

fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A manifest over these inputs and outputs.
fn manifest(inputs: &[(&str, &[u8], &str)], outputs: &[(&str, &[u8])]) -> Value {
    let inputs: Vec<Value> = inputs
        .iter()
        .map(|(file, bytes, used_as)| json!({"file": file, "sha256": sha256(bytes), "bytes": bytes.len(), "use": used_as}))
        .collect();
    let outputs: Vec<Value> = outputs
        .iter()
        .map(|(file, bytes)| json!({"file": file, "sha256": sha256(bytes), "bytes": bytes.len()}))
        .collect();
    json!({
        "program": "deskproof", "version": "1", "as_of": "2026-03-01T00:00:00Z", "mappings_sha256": "m",
        "mappings": [], "settings": [], "formats": ["data"], "previous": null,
        "inputs": inputs, "outputs": outputs,
    })
}

fn written(folder: &Path, files: &[(&str, &[u8])]) {
    for (file, bytes) in files {
        let path = folder.join(file);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }
}

/// A report folder with these files and a manifest over them.
fn report(files: &[(&str, &[u8])]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    written(folder.path(), files);
    written(folder.path(), &[("manifest.json", manifest(&[], files).to_string().as_bytes())]);
    folder
}

fn said(differences: &[Difference]) -> Vec<String> {
    differences.iter().map(|one| format!("{}: {}", one.file, one.said)).collect()
}

fn listed_in(folder: &Path) -> Vec<String> {
    said(&listed(folder, &Manifest::read(folder).unwrap().0))
}

const FILES: &[(&str, &[u8])] = &[("data/a.csv", b"id,x\n1,2\n3,4\n"), ("report.html", b"<p>")];

#[test]
fn a_folder_as_it_was_written_comes_out_even() {
    let folder = report(FILES);
    assert_eq!(listed_in(folder.path()), Vec::<String>::new());
    let (manifest, bytes) = Manifest::read(folder.path()).unwrap();
    let mut made: Vec<(String, Vec<u8>)> =
        FILES.iter().map(|(file, bytes)| ((*file).to_owned(), bytes.to_vec())).collect();
    made.push(("manifest.json".to_owned(), bytes));
    assert_eq!(compare(folder.path(), &manifest, &made), []);
}

#[test]
fn altered_missing_and_extra_files_are_named() {
    let folder = report(FILES);
    written(folder.path(), &[("data/a.csv", b"id,x\n1,2\n3,5\n"), ("data/new.csv", b""), (".hidden", b"")]);
    std::fs::remove_file(folder.path().join("report.html")).unwrap();
    let told = listed_in(folder.path());
    assert_eq!(told.len(), 4, "{told:?}");
    assert!(told[0].starts_with("data/a.csv: altered: its SHA-256 is "), "{told:?}");
    assert_eq!(told[1], "report.html: missing");
    assert_eq!(told[2], ".hidden: extra: the manifest does not list it");
    assert_eq!(told[3], "data/new.csv: extra: the manifest does not list it");
}

#[test]
fn the_first_byte_that_differs_is_told_with_its_line() {
    let folder = report(FILES);
    let (manifest, bytes) = Manifest::read(folder.path()).unwrap();
    let made = [
        ("data/a.csv".to_owned(), b"id,x\n1,2\n3,9\n".to_vec()),
        ("report.html".to_owned(), b"<p>more".to_vec()),
        ("manifest.json".to_owned(), bytes),
        ("data/b.csv".to_owned(), Vec::new()),
    ];
    let differences = compare(folder.path(), &manifest, &made);
    assert_eq!((differences[0].line, differences[0].byte), (Some(3), Some(11)));
    assert_eq!(differences[0].said, "here `4 `, made again `9 `");
    assert_eq!(
        (differences[1].byte, differences[1].said.as_str()),
        (Some(3), "here the end, made again `more`")
    );
    assert_eq!(said(&differences)[2], "data/b.csv: missing");
}

#[test]
fn what_lies_behind_the_first_chunk_is_compared_too() {
    let mut long = vec![b'x'; (1 << 16) * 2 + 7];
    long[10] = b'\n';
    let folder = report(&[("data/a.csv", &long)]);
    let (manifest, _) = Manifest::read(folder.path()).unwrap();
    let mut made = long.clone();
    *made.last_mut().unwrap() = b'y';
    let differences = compare(folder.path(), &manifest, &[("data/a.csv".to_owned(), made)]);
    assert_eq!((differences[0].line, differences[0].byte), (Some(2), Some((1 << 17) + 6)));
    let made = [("data/a.csv".to_owned(), long[..1 << 16].to_vec())];
    assert_eq!(compare(folder.path(), &manifest, &made)[0].byte, Some(1 << 16));
}

#[test]
fn no_path_leads_out_of_the_folder() {
    let outside = tempfile::tempdir().unwrap();
    written(outside.path(), &[("secret", b"s")]);
    let folder = tempfile::tempdir().unwrap();
    let absolute = outside.path().join("secret").display().to_string();
    let relative = format!("../{}/secret", outside.path().file_name().unwrap().to_str().unwrap());
    let hostile: &[(&str, &[u8])] = &[
        (&absolute, b"s"),
        (&relative, b"s"),
        ("data/../../x", b""),
        ("", b""),
        ("a\\..\\b", b""),
        ("C:x", b""),
        ("/", b""),
    ];
    written(folder.path(), &[("manifest.json", manifest(&[], hostile).to_string().as_bytes())]);
    for told in listed_in(folder.path()) {
        assert!(told.ends_with("not opened: the path leads out of the folder"), "{told}");
    }
}

#[cfg(unix)]
#[test]
fn no_link_is_followed() {
    let outside = tempfile::tempdir().unwrap();
    written(outside.path(), &[("a.csv", b"x")]);
    let folder = tempfile::tempdir().unwrap();
    let files: &[(&str, &[u8])] = &[("data/a.csv", b"x"), ("b.csv", b"x")];
    written(folder.path(), &[("manifest.json", manifest(&[], files).to_string().as_bytes())]);
    std::os::unix::fs::symlink(outside.path(), folder.path().join("data")).unwrap();
    std::os::unix::fs::symlink(outside.path().join("a.csv"), folder.path().join("b.csv")).unwrap();
    let told = listed_in(folder.path());
    assert_eq!(
        told[..2],
        [
            "data/a.csv: not opened: it is reached through a link",
            "b.csv: not opened: it is reached through a link"
        ]
    );
    std::fs::remove_file(folder.path().join("manifest.json")).unwrap();
    std::os::unix::fs::symlink(outside.path().join("a.csv"), folder.path().join("manifest.json")).unwrap();
    assert!(Manifest::read(folder.path()).unwrap_err().to_string().contains("it is a link"));
}

#[test]
fn a_manifest_that_is_none_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let refused = || Manifest::read(folder.path()).unwrap_err().to_string();
    assert!(refused().contains("no manifest.json is in it"));
    for text in ["", "{", "[]", "{\"program\":\"deskproof\"}", &"[".repeat(100_000)] {
        written(folder.path(), &[("manifest.json", text.as_bytes())]);
        assert!(refused().contains("not one that this version can read"), "{text:.20}");
    }
    let mut other = manifest(&[], &[]);
    other["program"] = "other".into();
    written(folder.path(), &[("manifest.json", other.to_string().as_bytes())]);
    assert!(refused().contains("not one that deskproof wrote"));
}

/// The inputs of a manifest, looked for in a folder with these files.
fn located(inputs: &[(&str, &[u8], &str)], files: &[(&str, &[u8])]) -> (Located, Vec<String>) {
    let folder = tempfile::tempdir().unwrap();
    written(folder.path(), files);
    let manifest: Manifest = serde_json::from_value(manifest(inputs, &[])).unwrap();
    let located = locate(&manifest, &[folder.path().to_owned()]).unwrap();
    let told = said(&located.differences);
    (located, told)
}

fn names(located: &Located) -> Vec<&str> {
    located.named.iter().map(|(name, _)| name.as_str()).collect()
}

#[test]
fn inputs_are_found_by_hash_under_the_names_that_the_report_gives_them() {
    let inputs: &[(&str, &[u8], &str)] =
        &[("q1/okta.json", b"one", "read"), ("q2/okta.json", b"two", "read")];
    let moved: &[(&str, &[u8])] = &[("x/b.json", b"one"), ("a.json", b"two"), ("else.txt", b"three!")];
    let (located, told) = located(inputs, moved);
    assert_eq!(told, Vec::<String>::new());
    assert_eq!(names(&located), ["q1/okta.json", "q2/okta.json"]);
    assert!(located.named[0].1.ends_with("x/b.json"));
    assert_eq!(located.others, (vec!["else.txt".to_owned()], 1));
}

#[test]
fn a_copy_counts_once_for_each_name() {
    let inputs: &[(&str, &[u8], &str)] = &[("a.json", b"one", "read"), ("b.json", b"one", "duplicate")];
    let (both, told) = located(inputs, &[("b.json", b"one"), ("c.json", b"one")]);
    assert_eq!((names(&both), told.len()), (vec!["a.json", "b.json"], 0));
    let (_, told) = located(inputs, &[("b.json", b"one")]);
    assert_eq!(told.len(), 1, "{told:?}");
}

#[test]
fn missing_and_changed_inputs_are_told_apart() {
    let inputs: &[(&str, &[u8], &str)] = &[("a.json", b"one", "read"), ("b.json", b"two", "read")];
    let (_, told) = located(inputs, &[("a.json", b"0ne")]);
    assert!(told[0].starts_with("a.json: changed: a.json has 3 bytes and the SHA-256 "), "{told:?}");
    assert!(told[1].starts_with("b.json: missing: no file of 3 bytes"), "{told:?}");
}

#[test]
fn members_of_an_archive_are_found_by_the_archive() {
    let inputs: &[(&str, &[u8], &str)] =
        &[("e.zip!a.csv", b"PK..", "read"), ("e.zip!b.csv", b"PK..", "read")];
    for name in ["e.zip", "renamed.zip"] {
        let (located, told) = located(inputs, &[(name, b"PK..")]);
        assert_eq!((names(&located), told.len()), (vec!["e.zip"], 0));
    }
}

#[test]
fn what_was_given_beside_the_exports_goes_by_its_own_name() {
    let inputs: &[(&str, &[u8], &str)] =
        &[("a.json", b"one", "read"), ("o.csv", b"two", "overrides"), ("e.toml", b"six", "exceptions")];
    let (located, told) = located(inputs, &[("a.json", b"one"), ("x/o.csv", b"two"), ("f.toml", b"six")]);
    assert_eq!(names(&located), ["a.json"]);
    assert_eq!(located.beside.len(), 1);
    assert_eq!(told, ["e.toml: is here as f.toml: give it by the name that the report knows it by"]);
}

#[test]
fn what_lay_among_the_exports_is_read_with_them() {
    let inputs: &[(&str, &[u8], &str)] = &[("o.csv", b"two", "overrides"), ("z.json", b"one", "read")];
    let (located, _) = located(inputs, &[("o.csv", b"two"), ("z.json", b"one")]);
    assert_eq!((names(&located), located.beside.len()), (vec!["o.csv", "z.json"], 0));
}
