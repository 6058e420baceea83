use super::*;

fn read(text: &str) -> Result<Vec<Exception>, String> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("exceptions.toml");
    std::fs::write(&path, text).unwrap();
    let tests: Vec<ControlTestId> = ["CT-05", "CT-08"].map(|id| ControlTestId(id.to_owned())).into();
    exceptions(&path, &tests).map(|read| read.exceptions).map_err(|fault| fault.to_string())
}

fn refused(text: &str) -> String {
    read(text).unwrap_err()
}

/// An exception with this line in place of the one of the same key.
fn with(line: &str) -> String {
    let key = line.split(' ').next().unwrap();
    let lines = [
        "test = \"CT-08\"",
        "scope = { subject = \"svc@x.example\" }",
        "reason = \"r\"",
        "owner = \"o\"",
        "expires = 2026-06-30",
    ];
    let kept = lines.into_iter().filter(|kept| !kept.starts_with(&format!("{key} ")));
    std::iter::once("[[exception]]").chain(kept).chain([line]).collect::<Vec<_>>().join("\n")
}

#[test]
fn an_exception_says_what_it_covers_why_who_and_until_when() {
    let text = r#"
# Agreed in the review of March.
[[exception]]
test = "CT-08"
scope = { subject = ["svc-sync@x.example", "svc-hr@x.example"], kind = "password_reset", from = "2026-03-01", to = 2026-03-31 }
reason = "The synchronisation resets these every night"
owner = "Mara Boss"
approved_by = "CISO"
expires = 2026-06-30

[[exception]]
test = "CT-05"
scope = "everything"
reason = "The export of approvals is broken"
owner = "Ute Meier"
expires = "2026-04-30"
"#;
    let read = read(text).unwrap();
    assert_eq!(
        read[0].scope.to_string(),
        "subject svc-sync@x.example or svc-hr@x.example; kind password_reset; from 2026-03-01; to 2026-03-31"
    );
    assert_eq!((read[0].approved_by.as_str(), read[0].expires.to_string().as_str()), ("CISO", "2026-06-30"));
    assert_eq!((read[1].scope.to_string().as_str(), read[1].line), ("everything", 12));
    assert!(read[0].id.0.starts_with("exc-") && read[0].id != read[1].id);
}

#[test]
fn a_renewal_is_another_exception_and_a_repetition_is_none() {
    let renewed = with("expires = 2026-09-30");
    let ids: Vec<_> = read(&format!("{}\n{renewed}", with("expires = 2026-06-30"))).unwrap();
    assert_ne!(ids[0].id, ids[1].id);
    let told = refused(&format!("{renewed}\n{renewed}"));
    assert!(told.contains(":8:") && told.contains("the same exception stands on line 2 already"), "{told}");
}

#[test]
fn an_unknown_key_is_told_with_its_place_and_the_word_that_was_meant() {
    let told = refused(&with("aproved_by = \"x\""));
    assert_eq!(told.split(": ").next(), Some("exceptions.toml:7:1"));
    assert!(told.contains("did you mean `approved_by`?"), "{told}");
    let told = refused(&with("scope = { subjct = \"x\" }"));
    assert!(told.starts_with("exceptions.toml:6:") && told.contains("did you mean `subject`?"), "{told}");
}

#[test]
fn what_is_wrong_is_told_with_its_place() {
    for (line, told) in [
        ("test = \"CT-88\"", "there is no control test `CT-88`; did you mean `CT-08`?"),
        ("scope = {}", "the scope is empty"),
        ("scope = \"all\"", "`all` is no scope"),
        ("scope = { subject = [] }", "a selector without a value covers nothing"),
        ("scope = { subject = \" \" }", "a selector without a value covers nothing"),
        ("scope = { kind = \"passwort\" }", "`passwort` is not a word of this selector"),
        ("scope = { from = 2026-04-01, to = 2026-03-01 }", "`to` is before `from`"),
        ("reason = \" \"", "`reason` is empty"),
        ("owner = \"\"", "`owner` is empty"),
        ("expires = \"soon\"", "`soon` is no day"),
        ("expires = 2026-06-30T10:00:00Z", "is no day"),
    ] {
        let fault = refused(&with(line));
        assert!(fault.starts_with("exceptions.toml:") && fault.contains(told), "{line}: {fault}");
        assert!(!fault.starts_with("exceptions.toml:1:"), "{line}: the place is told: {fault}");
    }
    for key in ["test", "scope", "reason", "owner", "expires"] {
        let without: Vec<String> = with("x = 1")
            .lines()
            .filter(|line| !line.starts_with(key) && *line != "x = 1")
            .map(str::to_owned)
            .collect();
        let fault = refused(&without.join("\n"));
        assert!(fault.contains(&format!("missing field `{key}`")), "{fault}");
    }
    assert!(refused("").contains("no [[exception]] stands in it"));
    assert!(refused("[[exception]").starts_with("exceptions.toml:1:"));
}
