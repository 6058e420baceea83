use super::*;
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};

fn written(name: &str, bytes: &[u8]) -> Result<Vec<ReviewNote>, String> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    notes(&path).map(|read| read.notes).map_err(|fault| fault.to_string())
}

/// Kind, what it is on, who, when, text and what was said then, in one line.
fn told(note: &ReviewNote) -> String {
    let at = note.at.map(|at| at.to_rfc3339()).unwrap_or_default();
    format!(
        "{} {} | {} | {} | {} | {}",
        note.kind,
        note.on,
        note.by,
        &at,
        note.text,
        note.then.as_deref().unwrap_or("-")
    )
}

fn all(notes: &[ReviewNote]) -> Vec<String> {
    notes.iter().map(told).collect()
}

#[test]
fn a_toml_file_says_what_is_on_what() {
    let text = "[[note]]\nid = \"fnd-1\"\nkind = \"sign_off\"\nby = \"M. Auditor\"\nat = 2026-04-01\nthen = \"fail\"\n\n[[note]]\nid = \"first_contact.rate\"\ntext = \"agreed to the vendor's figure\"\nat = \"2026-04-02T09:30:00+02:00\"\n";
    let notes = written("notes.toml", text.as_bytes()).unwrap();
    assert_eq!(
        all(&notes),
        [
            "sign_off fnd-1 | M. Auditor | 2026-04-01T00:00:00+00:00 |  | fail",
            "note first_contact.rate |  | 2026-04-02T07:30:00+00:00 | agreed to the vendor's figure | -"
        ]
    );
    assert_eq!(notes[1].place, "notes.toml:9");
    for (text, said) in [
        ("[[note]]\nid = \"\"\n", "notes.toml:2:6: `id` is empty"),
        ("[[note]]\nid = \"x\"\nby_whom = \"y\"\n", "notes.toml:3:1: unknown field `by_whom`"),
        ("[[note]]\nid = \"x\"\nat = \"soon\"\n", "notes.toml:3:6: `at` is no day"),
        ("[[note]]\nid = \"x\"\nkind = \"tik\"\n", "`tik` is not one of note, tick, sign_off"),
        ("", "no [[note]] stands in it"),
    ] {
        let fault = written("notes.toml", text.as_bytes()).unwrap_err();
        assert!(fault.contains(said), "{said}: {fault}");
    }
}

#[test]
fn a_table_may_have_our_columns_or_those_of_the_workpapers() {
    let own = "id,kind,by,at,text,then,now\nchg-1,note,Mo,2026-04-01,\"'=seen, both\",late,proven\n";
    assert_eq!(
        all(&written("notes.csv", own.as_bytes()).unwrap()),
        ["note chg-1 | Mo | 2026-04-01T00:00:00+00:00 | =seen, both | late"]
    );
    let filled = "ID;Verdict;Outcome;Tick mark;Reviewer's note;Signed off by;Signed off on\n\
                  chg-1;late;fail;✓;;Mo;2026-04-01\nchg-2;late;fail;;;;\nfnd-3;late;fail;;asked;;\n";
    assert_eq!(
        all(&written("back.csv", filled.as_bytes()).unwrap()),
        [
            "tick chg-1 | Mo | 2026-04-01T00:00:00+00:00 | ✓ | late",
            "sign_off chg-1 | Mo | 2026-04-01T00:00:00+00:00 |  | late",
            "note fnd-3 |  |  | asked | fail"
        ]
    );
}

#[test]
fn nothing_that_was_written_gets_lost() {
    let head = "ID,Reviewer's note,Signed off by,Signed off on\n";
    let of = |row: &str| written("back.csv", format!("{head}{row}\n").as_bytes());
    assert!(of(",asked,,").unwrap_err().contains("back.csv:2:1: a remark stands in a row without an ID"));
    assert!(of("fnd-1,,,2026-04-01").unwrap_err().contains("`Signed off by` is not"));
    assert_eq!(all(&of("fnd-1,,Mo,1 April").unwrap()), ["sign_off fnd-1 | Mo |  | on 1 April | -"]);
    assert!(written("x.csv", b"a,b\n1,2\n").unwrap_err().contains("no table of notes"));
    assert!(written("x.csv", &[0xff, 0x00, 0xfe]).is_err());
}

#[test]
fn a_filled_in_workbook_is_read_sheet_by_sheet() {
    let mut book = Workbook::new();
    let cover = book.add_worksheet().set_name("Index").unwrap();
    cover.write(0, 0, "Workpapers").unwrap();
    let sheet = book.add_worksheet().set_name("CT-08").unwrap();
    sheet.write(0, 0, "CT-08 Title of the test").unwrap();
    sheet.write(1, 0, "Objective").unwrap();
    sheet.write(1, 1, "Why").unwrap();
    let head = ["ID", "Item", "Outcome", "Tick mark", "Reviewer's note", "Signed off by", "Signed off on"];
    for (at, cell) in (0u16..).zip(head) {
        sheet.write(4, at, cell).unwrap();
    }
    for (row, id) in [(5, "fnd-1"), (6, "fnd-2")] {
        sheet.write(row, 0, id).unwrap();
        sheet.write(row, 2, "fail").unwrap();
    }
    sheet.write(6, 3, "A").unwrap();
    sheet.write(6, 4, "Called the approver,\nwho remembers").unwrap();
    sheet.write(6, 5, "Mo").unwrap();
    let date = ExcelDateTime::from_ymd(2026, 4, 1).unwrap();
    sheet.write_with_format(6, 6, &date, &Format::new().set_num_format("yyyy-mm-dd")).unwrap();
    let bytes = book.save_to_buffer().unwrap();
    let notes = written("workpapers.xlsx", &bytes).unwrap();
    assert_eq!(
        all(&notes),
        [
            "tick fnd-2 | Mo | 2026-04-01T00:00:00+00:00 | A | fail",
            "note fnd-2 | Mo | 2026-04-01T00:00:00+00:00 | Called the approver,\rwho remembers | fail",
            "sign_off fnd-2 | Mo | 2026-04-01T00:00:00+00:00 |  | fail"
        ]
    );
    assert_eq!(notes[0].place, "workpapers.xlsx!CT-08:7");
    assert!(written("e.zip", b"PK\x03\x04nonsense").is_err());
}
