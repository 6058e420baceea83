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
        engine::read(&[folder.path().to_owned()], sources, &known, &ReadSettings::default()).unwrap();
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
