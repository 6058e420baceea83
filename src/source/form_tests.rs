//! The forms in which records come, on small files: what a mapping says of a form, and what is read.

use super::*;
use crate::mapping::source::SourceMapping;
use crate::mapping::taxonomy::TypeUse;
use crate::model::FileUse;

fn source(text: &str) -> SourceMapping {
    toml::from_str(text).unwrap()
}

/// A source of tickets with number, title and opening time.
fn tickets(id: &str, recognise: &str, more: &str) -> SourceMapping {
    source(&format!(
        "id = \"{id}\"\ntitle = \"tickets\"\n[recognise]\nall = [\"number\"]\n{recognise}\n\
         [time]\nzone = \"UTC\"\nzone_reason = \"test\"\n{more}\n\
         [record.ticket]\nnumber = \"number\"\ntitle = \"title\"\nopened = \"opened\"\nagent = {{ display = \"agent\" }}\n"
    ))
}

fn read_as(sources: Vec<SourceMapping>, name: &str, content: &[u8]) -> Reading {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join(name), content).unwrap();
    let known = |_: &str, _: &str| TypeUse::Change;
    let reading =
        engine::read(&[folder.path().to_owned()], sources.into(), &known, &ReadSettings::default()).unwrap();
    for file in &reading.files {
        assert_eq!(file.rows, file.used + file.rejected + file.duplicates, "{}", file.name);
        assert_eq!(file.sha256.len(), 64, "{}", file.name);
    }
    reading
}

/// Number and title of the tickets.
fn told_tickets(reading: &Reading) -> Vec<String> {
    reading.tickets.iter().map(|ticket| format!("{} {}", ticket.number, ticket.title)).collect()
}

fn read_text(sources: Vec<SourceMapping>, content: &str) -> Reading {
    read_as(sources, "export", content.as_bytes())
}

fn shape(reading: &Reading) -> &str {
    &reading.files[0].shape
}

const HEADLESS: &str = "forms = [\"csv\"]\none_of = [{ field = \"number\", begins = [\"T-\"] }]";

#[test]
fn a_record_that_stands_whole_in_another_is_read_as_what_it_is() {
    let record = r#"{"uuid":"u-1","published":"2026-01-02T00:00:00Z","eventType":"user.session.start","actor":{"id":"a","alternateId":"ann@corp.example"},"outcome":{"result":"SUCCESS"},"client":{},"target":[],"displayMessage":"","legacyEventType":"","transaction":{}}"#;
    let quoted = record.replace('"', "\"\"");
    let escaped = record.replace('"', "\\\"");
    for text in [
        format!("_time,_raw\n2026-01-02T00:00:00Z,\"{quoted}\"\n"),
        format!("{{\"preview\":false,\"result\":{{\"_raw\":\"{escaped}\"}}}}\n"),
        format!("{{\"host\":\"x\",\"_raw\":\"{escaped}\"}}\n"),
    ] {
        let reading = read_text(crate::mapping::source::load(&Mappings::embedded()).unwrap(), &text);
        let file = &reading.files[0];
        assert_eq!(file.source.as_deref(), Some("okta.system_log"), "{text}: {}", file.note);
        assert_eq!((file.rows, file.used), (1, 1), "{text}");
    }
    let reading = read_text(
        crate::mapping::source::load(&Mappings::embedded()).unwrap(),
        "_time,_raw\n2026-01-02T00:00:00Z,no JSON\n",
    );
    assert_eq!(reading.files[0].source, None);
}

#[test]
fn a_table_without_header_is_told_by_its_cells_and_values() {
    let named = || tickets("a.list", HEADLESS, "[csv]\ncolumns = [\"number\", \"opened\", \"title\"]");
    let reading = read_text(vec![named()], "T-1,2026-03-01 10:00:00,\"a, b\"\nT-2,2026-03-01 11:00:00,c\n");
    assert_eq!(told_tickets(&reading), ["T-1 a, b", "T-2 c"]);
    assert_eq!(shape(&reading), "csv , without header");
    assert_eq!(reading.tickets[0].origin.line, 1);
    let quoted = read_text(vec![named()], "'T-1','2026-03-01 10:00:00','it''s'\n");
    assert_eq!(told_tickets(&quoted), ["T-1 it's"]);
    for other in ["X-1,2026-03-01 10:00:00,a\n", "T-1,2026-03-01 10:00:00\n", "T-1,2026-03-01 10:00:00,a,b\n"]
    {
        assert_eq!(read_text(vec![named()], other).files[0].used_as, FileUse::Unknown, "{other}");
    }
    let cut = read_text(vec![named()], "T-1,2026-03-01 10:00:00,a\nT-2,2026-03-01 1");
    assert_eq!((cut.tickets.len(), cut.rejects[0].origin.line), (1, 2));
}

#[test]
fn a_header_counts_more_than_a_number_of_cells() {
    let headless = tickets("a.list", HEADLESS, "[csv]\ncolumns = [\"number\", \"opened\", \"title\"]");
    let headed = tickets("b.list", "forms = [\"csv\"]", "");
    let reading = read_text(vec![headless, headed], "number,opened,title\nT-1,2026-03-01 10:00:00,a\n");
    assert_eq!(reading.files[0].source.as_deref(), Some("b.list"));
}

#[test]
fn two_mappings_of_one_table_without_header_are_a_dispute() {
    let one = tickets("a.list", HEADLESS, "[csv]\ncolumns = [\"number\", \"opened\"]");
    let two = tickets("b.list", HEADLESS, "[csv]\ncolumns = [\"number\", \"title\"]");
    let reading = read_text(vec![one, two], "T-1,2026-03-01 10:00:00\n");
    assert_eq!(reading.files[0].used_as, FileUse::Disputed);
}

#[test]
fn a_table_may_have_no_quotes_and_another_delimiter() {
    let rules = "[csv]\nquote = \"none\"\ndelimiter = \"|\"";
    let reading = read_text(
        vec![tickets("a.list", "forms = [\"csv\"]", rules)],
        "number | title | opened\nT-1 | \"never closed | 2026-03-01 10:00:00\nT-2 | it's | 2026-03-01 10:00:00\n",
    );
    assert_eq!(told_tickets(&reading), ["T-1 \"never closed", "T-2 it's"]);
    assert_eq!(shape(&reading), "csv |");
}

#[test]
fn cells_without_a_column_name_have_the_name_that_the_mapping_gives() {
    let rules = "[csv]\nunnamed = \"title\"";
    let text = "number,opened,\nT-1,2026-03-01 10:00:00,a,b\nT-2,2026-03-01 10:00:00,c\n";
    let reading = read_text(vec![tickets("a.list", "forms = [\"csv\"]", rules)], text);
    assert_eq!(told_tickets(&reading), ["T-1 a", "T-2 c"]);
    let plain = read_text(vec![tickets("a.list", "forms = [\"csv\"]", "")], text);
    assert_eq!((plain.files[0].used, plain.rejects[0].origin.line), (1, 2), "else the row is rejected");
    let many = format!("number,opened,\nT-1,2026-03-01 10:00:00{}\n", ",x".repeat(100_000));
    let reading = read_text(vec![tickets("a.list", "forms = [\"csv\"]", rules)], &many);
    assert_eq!(reading.files[0].rejected, 1);
}

#[test]
fn utf_16_is_read_like_utf_8_and_counted_in_decoded_bytes() {
    let text = "number\ttitle\topened\r\nT-1\tZoë 山\t2026-03-01 10:00:00\r\n";
    let bytes: Vec<u8> =
        std::iter::once(0xfeff).chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let reading = read_as(vec![tickets("a.list", "forms = [\"csv\"]", "")], "export.csv", &bytes);
    assert_eq!(told_tickets(&reading), ["T-1 Zoë 山"]);
    assert_eq!(shape(&reading), "csv tab, utf-16");
    let hash = crate::source::documents::hex(&<sha2::Sha256 as sha2::Digest>::digest(&bytes));
    assert_eq!(reading.files[0].sha256, hash, "of the file, not of its text");
}

#[test]
fn what_excel_and_powershell_put_above_a_header_is_no_header() {
    let source = || vec![tickets("a.list", "forms = [\"csv\"]", "")];
    for above in ["sep=;\r\n", "\u{feff}sep=;\n", "#TYPE System.Management.Automation.PSCustomObject, x\n"] {
        let text = format!(
            "{above}\"number\";\"title\";\"opened\"\r\n\"T-1\";\"a,b,c,d\";\"2026-03-01 10:00:00\"\r\n"
        );
        let reading = read_text(source(), &text);
        assert_eq!(told_tickets(&reading), ["T-1 a,b,c,d"], "{above}");
        assert_eq!((reading.files[0].rows, reading.tickets[0].origin.line, shape(&reading)), (1, 3, "csv ;"));
    }
    assert_eq!(read_text(source(), "sep=;\n").files[0].used_as, FileUse::Unknown);
}

#[test]
fn a_layout_that_contradicts_itself_is_told() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("sources")).unwrap();
    let fault = |rules: &str, recognise: &str| {
        let text = format!(
            "id = \"x.y\"\ntitle = \"x\"\n[recognise]\nall = [\"a\"]\n{recognise}\n{rules}\n[record.name]\nid = \"a\"\nname = \"b\"\n"
        );
        std::fs::write(folder.path().join("sources/x.toml"), text).unwrap();
        let mappings = Mappings::embedded().with_folder(folder.path()).unwrap();
        crate::mapping::source::load(&mappings).unwrap_err().to_string()
    };
    for (rules, recognise, message) in [
        ("[csv]\ncolumns = [\"a\"]", "forms = [\"csv\"]", "one_of"),
        ("[csv]\ndelimiter = \"ab\"", "forms = [\"csv\"]", "delimiter"),
        ("[csv]\nquote = \"x\"", "forms = [\"csv\"]", "unknown variant"),
        ("[text]\ncef = true\nstanzas = true", "forms = [\"text\"]", "exclude"),
        ("[text]\npattern = '(a'", "forms = [\"text\"]", "regular expression"),
        ("[text]\npattern = 'a'", "forms = [\"text\"]", "named group"),
        ("[text]\npattern = '(?P<x>(a{1000}){1000})'", "forms = [\"text\"]", "regular expression"),
        ("", "forms = [\"text\"]", "[text]"),
        ("[text]\ncef = true", "forms = [\"json\"]", "form \"text\""),
        ("[text]\ncontinued_by = \"\"", "forms = [\"json\"]", "empty"),
    ] {
        let found = fault(rules, recognise);
        assert!(found.contains(message), "{rules}: {found}");
    }
}

#[test]
fn lines_of_text_are_read_by_the_pattern_of_their_source() {
    let recognise = "forms = [\"text\"]\none_of = [{ field = \"number\", begins = [\"T-\"] }]";
    let rules = "[text]\npattern = '(?P<opened>\\S+ \\S+) \\[desk\\] (?P<pairs>.*)'";
    let text = "2026-03-01 10:00:00 [desk] number=T-1 title=\"a, b\"\n\
                \n\
                something else\n\
                2026-03-01 11:00:00 [desk] number=T-2 title=c d agent=\"Ada\"\n";
    let reading = read_text(vec![tickets("a.log", recognise, rules)], text);
    assert_eq!(told_tickets(&reading), ["T-1 a, b", "T-2 c d"]);
    assert_eq!(shape(&reading), "text");
    assert_eq!(reading.tickets[1].origin.line, 4);
    let reject = &reading.rejects[0];
    assert_eq!((reject.origin.line, reject.excerpt.as_str()), (3, "something else"));
    assert!(reject.reason.contains("does not fit"));
    let none = read_text(vec![tickets("a.log", recognise, rules)], &text.replace("T-", "X-"));
    assert_eq!(none.files[0].used_as, FileUse::Unknown);
}

#[test]
fn cef_lines_and_stanzas_are_told_apart_by_what_they_say() {
    let cef = || {
        tickets(
            "a.cef",
            "forms = [\"text\"]\none_of = [{ field = \"vendor\", is = [\"V\"] }]",
            "[text]\ncef = true",
        )
    };
    let stanzas = || tickets("b.cli", "forms = [\"text\"]", "[text]\nstanzas = true");
    let line = "CEF:0|V|p|1|c|n|1|number=T-1 title=a b opened=2026-03-01 10:00:00\n";
    let reading = read_text(vec![cef(), stanzas()], &line.repeat(2));
    assert_eq!(told_tickets(&reading), ["T-1 a b"]);
    assert_eq!((shape(&reading), reading.files[0].duplicates), ("text cef", 1));
    let text = "number: T-1\ntitle: a\nopened: 2026-03-01 10:00:00\n\n--\n\nnumber: T-2\n\ntitle: b\n       c\nopened: 2026-03-01 10:00:00\n\n--\nbroken\n";
    let reading = read_text(vec![cef(), stanzas()], text);
    assert_eq!(told_tickets(&reading), ["T-1 a", "T-2 b\nc"]);
    assert_eq!(reading.files[0].source.as_deref(), Some("b.cli"));
    assert_eq!((reading.tickets[1].origin.line, reading.rejects[0].origin.line), (7, 14));
    let other = read_text(vec![cef(), stanzas()], "a: b\n\nc: d\n");
    assert_eq!(other.files[0].used_as, FileUse::Unknown);
}

#[test]
fn json_lines_may_be_broken_with_a_mark() {
    let rules = "[text]\ncontinued_by = \" +>\"";
    let text = "  {\"number\": \"T-1\", \"title\": \"a +>\n  b\", \"opened\": \"2026-03-01 10:00:00\"}\n  \
                {\"number\": \"T-2\", \"title\": \"c +> d\", \"opened\": \"2026-03-01 10:00:00\"}\n  {\"number\": +>\n  \"T";
    let reading = read_text(vec![tickets("a.log", "forms = [\"json\"]", rules)], text);
    assert_eq!(told_tickets(&reading), ["T-1 ab", "T-2 c +> d"]);
    assert_eq!((reading.tickets[1].origin.line, reading.rejects[0].origin.line), (3, 4));
    let array = "[{\"number\": \"T-1\", \"title\": \"a\",\n \"opened\": \"2026-03-01 10:00:00\"}]";
    let reading = read_text(vec![tickets("a.log", "forms = [\"json\"]", rules)], array);
    assert_eq!((told_tickets(&reading), shape(&reading)), (vec!["T-1 a".to_owned()], "json array"));
}

#[test]
fn a_line_longer_than_a_record_may_be_is_passed_over() {
    let recognise = "forms = [\"text\"]";
    let rules = "[text]\npattern = 'number=(?P<number>\\S+) opened=(?P<opened>.*)'\ncontinued_by = \"\\\\\"";
    let good = |number: u32| format!("number=T-{number} opened=2026-03-01 10:00:00\n");
    let text = format!("{}{}\n{}", good(1), "x".repeat(18 << 20), good(2));
    let reading = read_text(vec![tickets("a.log", recognise, rules)], &text);
    assert_eq!((reading.tickets.len(), reading.files[0].rejected), (2, 1));
}

#[test]
fn elements_of_a_name_are_records_in_one_document_or_in_one_a_line() {
    let recognise = "forms = [\"xml\"]\none_of = [{ field = \"#element\", is = [\"Ticket\"] }]";
    let named = || tickets("a.xml", recognise, "[xml]\nrecord = \"Ticket\"");
    let ticket = |number: u32| {
        format!(
            "<t:Ticket number=\"T-{number}\" opened='2026-03-01 10:00:00'><title lang='en'>a &lt; b</title></t:Ticket>"
        )
    };
    let shown =
        |reading: &Reading| reading.tickets.iter().map(|ticket| ticket.number.clone()).collect::<Vec<_>>();
    let one = format!("<?xml version=\"1.0\"?>\n<a xmlns:t=\"u\"><b>\n{}{}</b></a>", ticket(1), ticket(2));
    let reading = read_text(vec![named()], &one);
    assert_eq!((shown(&reading), shape(&reading)), (vec!["T-1".to_owned(), "T-2".to_owned()], "xml"));
    assert_eq!(reading.tickets[0].origin.line, 3);
    let lines = format!("<?xml version=\"1.0\"?>{}\n<?xml version=\"1.0\"?>{}\n", ticket(1), ticket(2));
    let reading = read_text(vec![named()], &lines);
    assert_eq!((shown(&reading).len(), reading.files[0].rows, reading.tickets[1].origin.line), (2, 2, 2));
    let reading = read_text(vec![named()], &one[..one.len() - 30]);
    assert_eq!((shown(&reading).len(), reading.files[0].rejected), (1, 1));
    assert!(reading.files[0].note.contains("cut"), "{}", reading.files[0].note);
}

#[test]
fn deep_xml_is_rejected_and_the_rest_is_read() {
    let rules = "[xml]\nrecord = \"t\"";
    let good = "<t number='T-1' opened='2026-03-01 10:00:00'/>";
    let text = format!("<r><t>{}{}</t>{good}</r>", "<a>".repeat(10_000), "</a>".repeat(10_000));
    let reading = read_text(vec![tickets("a.xml", "forms = [\"xml\"]", rules)], &text);
    assert_eq!((reading.tickets.len(), reading.files[0].rejected), (1, 1));
}

/// A workbook of sheets, each given as the rows of its XML, with some shared texts and two styles: 1
/// is a date, 2 a duration.
fn workbook(sheets: &[(&str, &str)], shared: &str) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let mut part = |name: &str, text: String| {
        archive.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        std::io::Write::write_all(&mut archive, text.as_bytes()).unwrap();
    };
    let of_documents = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let of_packages = "http://schemas.openxmlformats.org/package/2006/relationships";
    part(
        "_rels/.rels",
        format!(
            "<Relationships xmlns=\"{of_packages}\"><Relationship Id=\"r1\" Type=\"{of_documents}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
        ),
    );
    let listed: String = sheets
        .iter()
        .enumerate()
        .map(|(at, (name, _))| format!("<sheet name=\"{name}\" sheetId=\"{0}\" r:id=\"s{0}\"/>", at + 1))
        .collect();
    part(
        "xl/workbook.xml",
        format!("<workbook xmlns=\"{main}\" xmlns:r=\"{of_documents}\"><sheets>{listed}</sheets></workbook>"),
    );
    let related: String = (1..=sheets.len()).map(|at| {
        format!("<Relationship Id=\"s{at}\" Type=\"{of_documents}/worksheet\" Target=\"worksheets/sheet{at}.xml\"/>")
    }).collect();
    part(
        "xl/_rels/workbook.xml.rels",
        format!("<Relationships xmlns=\"{of_packages}\">{related}</Relationships>"),
    );
    part(
        "xl/styles.xml",
        format!(
            "<styleSheet xmlns=\"{main}\"><numFmts count=\"1\"><numFmt numFmtId=\"170\" formatCode=\"[h]:mm:ss\"/></numFmts>\
         <cellXfs count=\"3\"><xf numFmtId=\"0\"/><xf numFmtId=\"22\"/><xf numFmtId=\"170\"/></cellXfs></styleSheet>"
        ),
    );
    part("xl/sharedStrings.xml", shared.to_owned());
    for (at, (_, rows)) in sheets.iter().enumerate() {
        let text = format!("<worksheet xmlns=\"{main}\"><sheetData>{rows}</sheetData></worksheet>");
        part(&format!("xl/worksheets/sheet{}.xml", at + 1), text);
    }
    archive.finish().unwrap().into_inner()
}

const SHARED: &str = "<sst uniqueCount=\"4\"><si><t>number</t></si><si><t>title</t></si><si><t>opened</t></si>\
    <si><r><t xml:space='preserve'>a \"b\", </t></r><r><t>c\nd</t></r></si></sst>";
const HEADER: &str = "<row r=\"3\"><c r=\"A3\" t=\"s\"><v>0</v></c><c r=\"B3\" t=\"s\"><v>1</v></c><c r=\"C3\" t=\"s\"><v>2</v></c>\
    <c r=\"D3\" t=\"inlineStr\"><is><t>agent</t></is></c></row>";

fn sheet_source() -> SourceMapping {
    tickets("a.list", "forms = [\"csv\"]", "")
}

#[test]
fn a_sheet_is_a_table_whose_rows_are_lines() {
    let title = "<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>All tickets</t></is></c></row>";
    let rows = "<row r=\"4\"><c r=\"A4\"><v>7</v></c><c r=\"B4\" t=\"s\"><v>3</v></c><c r=\"C4\" s=\"1\"><v>46082.416678240741</v></c></row>\
        <row r=\"6\"><c r=\"A6\"><v>8.5</v></c><c r=\"B6\" s=\"2\"><v>1.5</v></c><c r=\"C6\" s=\"1\"><v>46082</v></c><c r=\"D6\" t=\"b\"><v>1</v></c></row>\
        <row r=\"7\"><c r=\"A7\" t=\"inlineStr\"><is><t>Total: 2</t></is></c></row>";
    let book = workbook(&[("Tickets", &format!("{title}{HEADER}{rows}")), ("Notes", "")], SHARED);
    let one_of = "forms = [\"csv\"]\none_of = [{ field = \"number\", begins = [\"7\", \"8\"] }]";
    let reading = read_as(vec![tickets("a.list", one_of, "")], "export.xlsx", &book);
    assert_eq!(told_tickets(&reading), ["7 a \"b\", c\nd", "8.5 36:00:00"]);
    let opened: Vec<String> =
        reading.tickets.iter().map(|ticket| ticket.opened_at.unwrap().to_string()).collect();
    assert_eq!(opened, ["2026-03-01 10:00:01 UTC", "2026-03-01 00:00:00 UTC"]);
    assert_eq!(
        (reading.tickets[1].origin.line, reading.tickets[1].agent.display.as_deref()),
        (6, Some("true"))
    );
    let names: Vec<&str> = reading.files.iter().map(|file| file.name.as_str()).collect();
    assert_eq!(names, ["export.xlsx!Notes", "export.xlsx!Tickets"]);
    assert_eq!((reading.files[1].shape.as_str(), reading.files[0].used_as), ("xlsx", FileUse::Empty));
    assert_eq!(reading.files[1].used_as, FileUse::Read, "{}", reading.files[1].note);
    assert_eq!((reading.rejects.len(), reading.rejects[0].origin.line), (1, 7), "a total is no ticket");
}

#[test]
fn a_workbook_may_be_packed_and_a_source_without_quotes_reads_sheets_all_the_same() {
    let row = "<row r=\"4\"><c r=\"A4\"><v>7</v></c><c r=\"B4\" t=\"s\"><v>3</v></c><c r=\"C4\" s=\"1\"><v>46082</v></c></row>";
    let book = workbook(&[("Tickets", &format!("{HEADER}{row}"))], SHARED);
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    std::io::Write::write_all(&mut packed, &book).unwrap();
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    archive.start_file("x/export.xlsx", zip::write::SimpleFileOptions::default()).unwrap();
    std::io::Write::write_all(&mut archive, &book).unwrap();
    let quoteless = || tickets("a.list", "forms = [\"csv\"]", "[csv]\nquote = \"none\"\ndelimiter = \"\\t\"");
    for (bytes, shape, name) in [
        (packed.finish().unwrap(), "xlsx, gzip", "a!Tickets"),
        (archive.finish().unwrap().into_inner(), "xlsx, zip", "a!x/export.xlsx!Tickets"),
    ] {
        let reading = read_as(vec![quoteless()], "a", &bytes);
        assert_eq!(told_tickets(&reading), ["7 a \"b\", c\nd"]);
        assert_eq!((reading.files[0].shape.as_str(), reading.files[0].name.as_str()), (shape, name));
    }
}

#[test]
fn hostile_workbooks_are_refused_or_read_to_their_fault() {
    let whole = workbook(&[("Tickets", HEADER)], SHARED);
    for length in (0..whole.len()).step_by(211) {
        let reading = read_as(vec![sheet_source()], "a.xlsx", &whole[..length]);
        assert!(reading.tickets.is_empty() && reading.files[0].used_as != FileUse::Read, "cut at {length}");
    }
    let fault = |rows: &str, shared: &str| {
        let reading = read_as(vec![sheet_source()], "a.xlsx", &workbook(&[("Tickets", rows)], shared));
        (reading.files[0].used_as, reading.files[0].note.clone())
    };
    let promise = "<sst uniqueCount='99999999999999'><si><t>number</t></si></sst>";
    assert!(fault(HEADER, promise).1.contains("promises"));
    let bomb = format!("<sst><si><t>{}</t></si></sst>", " ".repeat(2 << 20));
    assert!(fault(HEADER, &bomb).1.contains("beyond all measure"));
    for (cell, words) in [
        ("<row><c r=\"A1\"><v>1</v></c></row>", "not in order"),
        ("<row><c r=\"ZZZZ9\"><v>1</v></c></row>", "where no sheet has one"),
        ("<row><c r=\"A4000000\"><v>1</v></c></row>", "where no sheet has one"),
        ("<row><c r=\"A9\"><v>1</v></c><c r=\"A9\"><v>2</v></c></row>", "twice"),
        ("<row><c r=\"A99999999999\"><v>1</v></c></row>", "damaged"),
        ("<row><c r=\"A9\" t=\"s\"><v>99</v></c></row>", ""),
    ] {
        let (used, note) = fault(&format!("{HEADER}{cell}"), SHARED);
        assert!(used != FileUse::Read || words.is_empty(), "{cell}: {note}");
        assert!(note.contains(words), "{cell}: {note}");
    }
    let far = format!("{HEADER}<row><c r=\"XFD1048576\"><v>1</v></c></row>");
    let reading = read_as(vec![sheet_source()], "a.xlsx", &workbook(&[("Tickets", &far)], SHARED));
    assert_eq!((reading.files[0].rejected, reading.rejects[0].origin.line), (1, 1 << 20));
}

#[test]
fn rows_of_parquet_are_records_in_every_packing() {
    let source = || {
        source(
            "id = \"a.lake\"\ntitle = \"lake\"\nvocabulary = \"x\"\n[recognise]\nforms = [\"json\"]\nall = [\"id\", \"ms\", \"tags\"]\n\
             [record.event]\nid = \"id\"\ntime = \"ms\"\ntype_is = \"c.x\"\nactor = [{ login = \"actor.login\" }]\ndetails = { tag = \"tags[]\" }\n",
        )
    };
    let bytes = super::parquet::tests::file();
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    std::io::Write::write_all(&mut packed, &bytes).unwrap();
    for (bytes, shape) in [(bytes, "parquet"), (packed.finish().unwrap(), "parquet, gzip")] {
        let reading = read_as(vec![source()], "a.parquet", &bytes);
        assert_eq!((reading.events.len(), reading.files[0].shape.as_str()), (2, shape));
        let event = &reading.events[0];
        assert_eq!(
            (event.at.to_string().as_str(), event.detail("tag")),
            ("2026-03-01 10:00:00.123 UTC", Some("x"))
        );
        assert_eq!(event.actor.login.as_deref(), Some("ada"));
        assert_eq!((reading.events[1].origin.record, reading.events[1].origin.line), (2, 2));
    }
}

#[test]
fn damaged_event_logs_are_named() {
    let header = |chunks: u16| {
        let mut bytes = b"ElfFile\0".to_vec();
        bytes.extend([0; 24]);
        bytes.extend(128_u32.to_le_bytes());
        bytes.extend([1, 0, 3, 0, 0, 16]);
        bytes.extend(chunks.to_le_bytes());
        bytes.resize(4096, 0);
        bytes
    };
    let garbage =
        |length: usize| (0..length).map(|at| u8::try_from(at * 7 % 251).unwrap()).collect::<Vec<u8>>();
    let mut chunk = b"ElfChnk\0".to_vec();
    chunk.extend(garbage((1 << 16) - 8));
    let files = [
        ("header alone", header(0), FileUse::Empty),
        ("cut in the header", header(0)[..50].to_vec(), FileUse::Unreadable),
        ("word alone", b"ElfFile\0".to_vec(), FileUse::Unreadable),
        ("promised chunk", header(1), FileUse::Unknown),
        ("garbage", [header(1), garbage(1 << 16)].concat(), FileUse::Unknown),
        ("half a chunk", [header(1), garbage(1 << 15)].concat(), FileUse::Unknown),
        ("garbage in a chunk", [header(1), chunk.clone()].concat(), FileUse::Unknown),
        ("chunks of garbage", [header(3), chunk.clone(), chunk.clone(), chunk].concat(), FileUse::Unknown),
    ];
    for (what, bytes, expected) in files {
        let reading = read_as(vec![sheet_source()], "security.evtx", &bytes);
        assert_eq!(reading.files[0].used_as, expected, "{what}: {}", reading.files[0].note);
    }
}

#[test]
fn a_record_that_could_not_be_made_is_rejected_in_its_place() {
    let mut text = Vec::new();
    super::generated::unreadable("chunk 7 is\nbroken", &mut text);
    let plan = super::plan::Cutting::Lines;
    assert_eq!(plan.record(text.trim_ascii_end()).unwrap_err(), "it cannot be read: chunk 7 is broken");
}
