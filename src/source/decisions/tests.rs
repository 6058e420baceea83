use super::*;

fn read(text: &str) -> Result<Vec<Decision>, String> {
    read_bytes(text.as_bytes())
}

fn read_bytes(bytes: &[u8]) -> Result<Vec<Decision>, String> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("overrides.csv");
    std::fs::write(&path, bytes).unwrap();
    decisions(&path).map(|read| read.decisions).map_err(|fault| fault.to_string())
}

const HEAD: &str = "decision,item,other,decided_by,decided_at,why\n";

fn fault(rows: &str) -> String {
    read(&format!("{HEAD}{rows}")).unwrap_err()
}

#[test]
fn a_row_is_one_decision_with_its_line() {
    let rows = "link,chg-1,INC1,M. Auditor,2026-04-01,\"Ute confirmed it,\nby phone\"\n\n\
                no_link,chg-2,,M. Auditor,2026-04-01T10:00:00+02:00,Nobody asked\n";
    let read = read(&format!("{HEAD}{rows}")).unwrap();
    assert_eq!(read[0].kind, DecisionKind::Link);
    assert_eq!(
        [&read[0].item, &read[0].other, &read[0].decided_at, &read[0].why],
        ["chg-1", "INC1", "2026-04-01", "Ute confirmed it,\nby phone"]
    );
    assert_eq!((read[0].line, read[1].line), (2, 5));
    assert_eq!(read[1].decided_at, "2026-04-01T08:00:00Z", "instants are told in UTC");
}

#[test]
fn a_filled_in_review_sheet_is_read_and_what_is_left_open_is_passed_over() {
    let sheet = "change_id,rank,ticket,for_review,decision,decided_by,decided_at,why,confidence,ticket_source\n\
                 chg-1,1,'-17,two_tickets,Link,M. Auditor,2026-04-01,as told,0.9,zendesk.ticket\n\
                 chg-1,2,INC2,two_tickets,,,,,0.8,servicenow.incident\n";
    let read = read(sheet).unwrap();
    let [one] = &read[..] else { panic!("{read:?}") };
    assert_eq!((one.item.as_str(), one.other.as_str()), ("chg-1", "-17"), "our own guard is taken off again");
    assert_eq!(one.other_source, "zendesk.ticket");
}

#[test]
fn spreadsheets_may_save_it_in_their_own_ways() {
    let plain = "decision;item;other;decided_by;decided_at;why\r\n\
                 no link;chg-1;;Müller;2026-04-01;\"a; b\"\r\n;;;;;\r\n";
    let whole = read(plain).unwrap();
    assert_eq!((whole[0].kind, whole[0].why.as_str(), whole[0].line), (DecisionKind::NoLink, "a; b", 2));
    let marked = ["\u{feff}", plain].concat();
    assert_eq!(read(&marked).unwrap(), whole);
    let sixteen: Vec<u8> =
        [0xfeff_u16].into_iter().chain(plain.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    assert_eq!(read_bytes(&sixteen).unwrap(), whole);
    let western: Vec<u8> = plain.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    assert_eq!(read_bytes(&western).unwrap(), whole);
}

#[test]
fn what_is_missing_is_told_with_its_line_and_what_to_do() {
    for (row, told) in [
        ("link,chg-1,INC1,,2026-04-01,x", "line 2: `decided_by` is empty: write who decided"),
        ("link,chg-1,INC1,M,,x", "line 2: `decided_at` is empty: write when"),
        ("link,chg-1,INC1,M,2026-04-01,  ", "line 2: `why` is empty"),
        ("link,,INC1,M,2026-04-01,x", "line 2: `item` is empty"),
        ("link,chg-1,,M,2026-04-01,x", "line 2: `other` is empty: write the number of the ticket"),
        ("same_person,ute,,M,2026-04-01,x", "line 2: `other` is empty: write the other login"),
        ("same_person,ute,UTE,M,2026-04-01,x", "one name"),
        ("lnik,chg-1,INC1,M,2026-04-01,x", "`lnik` is no decision: write one of link, no_link"),
        (",chg-1,INC1,M,2026-04-01,x", "the decision is missing"),
        ("link,chg-1,INC1,M,1/4/26,x", "`decided_at` is `1/4/26`: write a day as 2026-04-01"),
        ("link,chg-1,INC1,M,2026-02-30,x", "`decided_at` is `2026-02-30`"),
    ] {
        let fault = fault(row);
        assert!(fault.starts_with("overrides.csv, line 2: ") && fault.contains(told), "{row}: {fault}");
    }
}

#[test]
fn a_file_that_is_no_list_of_decisions_is_refused() {
    for text in ["", "\n\n", "one column\n", "item,other\na,b\n", "\"never closed,decision\nitem"] {
        assert!(read(text).unwrap_err().contains("decision,item,other"), "{text:?}");
    }
    assert!(read_bytes(b"PK\x03\x04rest").unwrap_err().contains("save the sheet as CSV"));
    let large = vec![b'a'; 1 + usize::try_from(DECISIONS_BYTES).unwrap()];
    assert!(read_bytes(&large).unwrap_err().contains("larger than"));
    assert!(decisions(Path::new("no/such.csv")).unwrap_err().to_string().starts_with("no/such.csv: "));
}

#[test]
fn all_faults_are_told_at_once_up_to_a_bound() {
    let fault = fault(&"lnik,chg-1,INC1,M,2026-04-01,x\n".repeat(50));
    assert_eq!(fault.lines().count(), MOST_FAULTS + 1);
    assert!(fault.ends_with("and 30 more"), "{fault}");
}

#[test]
fn contradictions_are_refused_with_both_lines() {
    for (what, one, other) in [
        ("one pair twice", "link,chg-1,INC1", "no_link,CHG-1,inc1"),
        ("the same said twice", "link,chg-1,INC1", "link,chg-1,INC1"),
        ("two tickets of one change", "link,chg-1,INC1", "link,chg-1,INC2"),
        ("a ticket and none", "no_link,chg-1,", "link,chg-1,INC2"),
        ("two persons who are one", "same_person,ute,uma", "different_person,Uma,ute"),
    ] {
        let rest = "M,2026-04-01,x";
        for (first, second) in [(one, other), (other, one)] {
            let fault = fault(&format!("link,chg-9,INC9,{rest}\n{first},{rest}\n{second},{rest}\n"));
            assert!(
                fault.contains("line 4: ") && fault.contains("line 3 decides already"),
                "{what}: {fault}"
            );
        }
    }
}

#[test]
fn persons_who_are_one_through_others_cannot_be_two() {
    let rest = "M,2026-04-01,x";
    let fault =
        fault(&format!("different_person,a,c,{rest}\nsame_person,a,b,{rest}\nsame_person,b,c,{rest}\n"));
    assert!(fault.contains("line 2: two persons, whom line 3, 4 make one"), "{fault}");
}

#[test]
fn decisions_that_go_together_are_no_contradiction() {
    let rest = "M,2026-04-01,x";
    let rows = [
        "link,chg-1,INC1",
        "no_link,chg-1,INC2",
        "no_link,chg-2,INC1",
        "no_link,chg-2,INC2",
        "link,chg-3,INC1",
        "same_person,a,b",
        "same_person,b,c",
        "different_person,a,d",
        "not_evidence,ev-1,",
    ];
    let text: String = rows.iter().map(|row| format!("{row},{rest}\n")).collect();
    assert_eq!(read(&format!("{HEAD}{text}")).unwrap().len(), rows.len());
}

#[test]
fn nothing_hangs_on_many_rows_that_hang_together() {
    let rows: String =
        (0..9_000).map(|at| format!("same_person,n{at},n{},M,2026-04-01,x\n", at + 1)).collect();
    assert_eq!(read(&format!("{HEAD}{rows}")).unwrap().len(), 9_000);
    let fault = fault(&format!("{rows}different_person,n0,n9000,M,2026-04-01,x\n"));
    assert!(fault.contains("line 9002"), "{}", &fault[..200]);
}
