//! What holds of the whole folder of mappings, whoever writes the next one.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;

use deskproof::mapping::source::{self as rules, Condition, Form, RecordFields, SourceMapping, Step};
use deskproof::mapping::taxonomy::{Taxonomy, TypeUse, canonical_type};
use deskproof::mapping::{MappingError, Mappings, parse_toml};
use deskproof::model::FileUse;
use deskproof::source::{self, ReadSettings, Reading};
use serde_json::Value;

fn sources() -> Vec<SourceMapping> {
    rules::load(&Mappings::embedded()).unwrap_or_else(|fault| panic!("{fault}"))
}

fn taxonomy() -> Taxonomy {
    Taxonomy::load(&Mappings::embedded()).unwrap_or_else(|fault| panic!("{fault}"))
}

fn read(folder: &Path, mappings: &Mappings) -> Reading {
    let taxonomy = Taxonomy::load(mappings).unwrap();
    let zones = ["UTC".parse().unwrap()];
    let settings = ReadSettings { zones: &zones, ..ReadSettings::default() };
    source::read(&[folder.to_path_buf()], mappings, &taxonomy, &settings)
        .unwrap_or_else(|fault| panic!("{fault}"))
}

// Vocabularies -------------------------------------------------------------------------------------------------

#[test]
fn every_source_of_events_has_its_vocabulary_and_every_vocabulary_a_source() {
    let taxonomy = taxonomy();
    let mut used = BTreeSet::new();
    for source in sources() {
        if matches!(source.record, RecordFields::Event(_)) {
            assert!(
                taxonomy.types(&source.vocabulary).next().is_some(),
                "{}: there is no events/{}.csv with types in it",
                source.id,
                source.vocabulary
            );
            used.insert(source.vocabulary);
        }
    }
    let mappings = Mappings::embedded();
    let there: BTreeSet<String> = mappings
        .under("events", ".csv")
        .map(|(path, _)| path.trim_start_matches("events/").trim_end_matches(".csv").to_owned())
        .collect();
    assert_eq!(used, there);
}

#[test]
fn every_type_that_a_source_gives_of_its_own_is_in_its_vocabulary() {
    let taxonomy = taxonomy();
    let mut wrong = Vec::new();
    for source in sources() {
        let RecordFields::Event(event) = &source.record else { continue };
        let given = event.type_if.iter().map(|rule| &rule.native_type).chain(&event.type_is);
        for word in given {
            if taxonomy.type_use(&source.vocabulary, word) == TypeUse::Unknown {
                wrong.push(format!(
                    "{}: `{}` is not in {}.csv",
                    source.id,
                    canonical_type(word),
                    source.vocabulary
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn a_source_is_called_after_its_file_and_says_why_its_zone_is_known() {
    for (path, text) in Mappings::embedded().under("sources", ".toml") {
        let source: SourceMapping = parse_toml(path, text).unwrap_or_else(|fault| panic!("{fault}"));
        assert_eq!(path, format!("sources/{}.toml", source.id));
        assert!(source.id.contains('.'), "{path}: an id is `product.shape`");
        assert_eq!(source.time.zone.is_some(), !source.time.zone_reason.is_empty(), "{path}");
    }
}

#[test]
fn every_type_that_speaks_of_a_verification_is_in_a_vocabulary_of_its_product() {
    #[derive(serde::Deserialize)]
    struct Log {
        event: Vec<Row>,
    }
    #[derive(serde::Deserialize)]
    struct Row {
        source: String,
        types: Vec<String>,
    }
    let taxonomy = taxonomy();
    let sources = sources();
    let log: Log = Mappings::embedded().toml("evidence/log.toml").unwrap();
    let mut wrong = Vec::new();
    for row in &log.event {
        let of_product = |source: &&SourceMapping| {
            source.id.strip_prefix(&row.source).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        };
        let vocabularies: BTreeSet<&str> =
            sources.iter().filter(of_product).map(|source| source.vocabulary.as_str()).collect();
        for word in &row.types {
            let known = |vocabulary: &&str| taxonomy.type_use(vocabulary, word) != TypeUse::Unknown;
            if !vocabularies.iter().any(known) {
                wrong.push(format!("{}: `{word}` is in none of {vocabularies:?}", row.source));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

// Recognition --------------------------------------------------------------------------------------------------

/// A record in the making, value by value.
#[derive(Debug, Default)]
enum Node {
    #[default]
    Empty,
    Leaf(String),
    Object(Vec<(String, Node)>),
    List(Vec<Node>),
    /// A text that holds what is inside.
    Text(Box<Node>),
}

impl Node {
    /// Puts a value where a path leads.
    fn put(&mut self, steps: &[Step], value: &str) {
        let Some((step, rest)) = steps.split_first() else {
            if matches!(self, Node::Empty | Node::Leaf(_)) {
                *self = Node::Leaf(value.to_owned());
            }
            return;
        };
        match step {
            Step::Name(name) => self.member(name).put(rest, value),
            Step::Each => {
                let list = self.list();
                if list.is_empty() {
                    list.push(Node::Empty);
                }
                list[0].put(rest, value);
            }
            Step::Where(key, word) => {
                let mut element = Node::Empty;
                element.member(key).put(&[], word);
                element.put(rest, value);
                self.list().push(element);
            }
            Step::Json => {
                if !matches!(self, Node::Text(_)) {
                    *self = Node::Text(Box::default());
                }
                if let Node::Text(inner) = self {
                    inner.put(rest, value);
                }
            }
            // The value was made to fit.
            Step::Piece(_) => self.put(rest, value),
            other => panic!("no record is built for the step {other:?}: add it here"),
        }
    }

    fn member(&mut self, name: &str) -> &mut Node {
        if let Node::List(list) = self {
            if list.is_empty() {
                list.push(Node::Empty);
            }
            return list[0].member(name);
        }
        if !matches!(self, Node::Object(_)) {
            *self = Node::Object(Vec::new());
        }
        let Node::Object(members) = self else { unreachable!("made so above") };
        let at = members.iter().position(|(known, _)| known == name).unwrap_or_else(|| {
            members.push((name.to_owned(), Node::Empty));
            members.len() - 1
        });
        &mut members[at].1
    }

    fn list(&mut self) -> &mut Vec<Node> {
        if !matches!(self, Node::List(_)) {
            *self = Node::List(Vec::new());
        }
        let Node::List(list) = self else { unreachable!("made so above") };
        list
    }

    fn json(&self) -> Value {
        match self {
            Node::Empty => Value::Null,
            Node::Leaf(text) => Value::from(text.as_str()),
            Node::Object(members) => {
                Value::Object(members.iter().map(|(name, node)| (name.clone(), node.json())).collect())
            }
            Node::List(list) => Value::Array(list.iter().map(Node::json).collect()),
            Node::Text(inner) => Value::from(inner.json().to_string()),
        }
    }

    fn xml(&self, name: &str, out: &mut String) {
        match self {
            Node::List(list) => list.iter().for_each(|node| node.xml(name, out)),
            Node::Leaf(text) if name == "#text" => out.push_str(text),
            Node::Leaf(text) => write!(out, "<{name}>{text}</{name}>").unwrap(),
            Node::Empty => write!(out, "<{name}/>").unwrap(),
            Node::Object(members) => {
                write!(out, "<{name}>").unwrap();
                members.iter().for_each(|(name, node)| node.xml(name, out));
                write!(out, "</{name}>").unwrap();
            }
            Node::Text(_) => panic!("no text inside a text in XML"),
        }
    }
}

/// A value that meets a condition, and not the easiest to meet by chance.
fn fitting(condition: &Condition) -> String {
    let words = [&condition.is, &condition.begins, &condition.contains];
    let word = words.into_iter().flatten().next().map_or("", String::as_str);
    if word.is_empty() { "1".to_owned() } else { word.to_owned() }
}

/// A value that a path leads to: of a piece of a text, a text that has it.
fn value_for(path: &rules::Path) -> String {
    let pattern = path.text.split_once('<').and_then(|(_, rest)| rest.split_once('>'));
    pattern.map_or_else(
        || "1".to_owned(),
        |(pattern, _)| pattern.replace("{...}", "x").replace("{}", "x").replace('*', "x"),
    )
}

/// Of which field of `all` another alternative than the first is taken, and which.
type Other = Option<(usize, usize)>;

/// The least that a source claims: its `all`, as much of `any` as it asks for, and one of `one_of`. Of
/// alternatives the first, but for one field of `all` another.
fn asked(source: &SourceMapping, condition: Option<&Condition>, other: Other) -> Vec<(rules::Path, String)> {
    let rules = &source.recognise;
    let count = if rules.any.is_empty() { 0 } else { rules.any_at_least };
    let mut asked: Vec<(rules::Path, String)> = Vec::new();
    for (at, field) in rules.all.iter().enumerate() {
        let alternative = other.filter(|(field, _)| *field == at).map_or(0, |(_, alternative)| alternative);
        asked.push((field.0[alternative].clone(), value_for(&field.0[alternative])));
    }
    // One member cannot be an object and a text that holds one.
    let fits = |path: &rules::Path, asked: &[(rules::Path, String)]| {
        let is_text = |path: &rules::Path| path.steps.get(1) == Some(&Step::Json);
        !asked
            .iter()
            .any(|(known, _)| known.steps.first() == path.steps.first() && is_text(known) != is_text(path))
    };
    let mut found = 0;
    for path in rules.any.iter().filter_map(|field| field.0.first()) {
        if found < count && fits(path, &asked) {
            asked.push((path.clone(), value_for(path)));
            found += 1;
        }
    }
    asked.extend(condition.map(|condition| (condition.field.clone(), fitting(condition))));
    asked
}

fn json_record(asked: &[(rules::Path, String)]) -> String {
    let mut record = Node::Empty;
    asked.iter().for_each(|(path, value)| record.put(&path.steps, value));
    format!("{}\n", record.json())
}

/// The cells of a row by their columns: a path is a column's name up to where the JSON in it begins.
fn cells(asked: &[(rules::Path, String)]) -> BTreeMap<String, String> {
    let mut columns: BTreeMap<String, Node> = BTreeMap::new();
    for (path, value) in asked {
        let is_inside = |step: &Step| matches!(step, Step::Json | Step::Piece(_));
        let inside = path.steps.iter().position(is_inside).unwrap_or(path.steps.len());
        let name = path.text.split(['{', '<']).next().unwrap_or_default().to_owned();
        columns.entry(name).or_default().put(&path.steps[inside..], value);
    }
    let text = |node: Node| node.json().as_str().unwrap_or_default().to_owned();
    columns.into_iter().map(|(name, node)| (name, text(node))).collect()
}

fn table(source: &SourceMapping, asked: &[(rules::Path, String)]) -> String {
    let mut cells = cells(asked);
    let csv = &source.csv;
    let headed = csv.columns.is_empty();
    // A table of one column shows no delimiter.
    if headed && cells.len() == 1 {
        cells.insert("z_more".to_owned(), "1".to_owned());
    }
    let names: Vec<String> = if headed { cells.keys().cloned().collect() } else { csv.columns.clone() };
    let row: Vec<&str> = names.iter().map(|name| cells.get(name).map_or("1", String::as_str)).collect();
    let style = if csv.quote == Some(rules::Quote::Nothing) {
        csv::QuoteStyle::Never
    } else {
        csv::QuoteStyle::Necessary
    };
    let mut writer = csv::WriterBuilder::new()
        .delimiter(csv.delimiter.unwrap_or(b','))
        .quote_style(style)
        .from_writer(Vec::new());
    if headed {
        writer.write_record(&names).unwrap();
    }
    writer.write_record(row).unwrap();
    String::from_utf8(writer.into_inner().unwrap()).unwrap()
}

fn xml_record(source: &SourceMapping, asked: &[(rules::Path, String)]) -> String {
    let mut record = Node::Object(Vec::new());
    let mut name = source.xml.record.clone().unwrap_or_else(|| "row".to_owned());
    for (path, value) in asked {
        match path.text.as_str() {
            "#element" => name.clone_from(value),
            _ => record.put(&path.steps, value),
        }
    }
    let mut out = "<root>".to_owned();
    record.xml(&name, &mut out);
    out + "</root>\n"
}

/// Lines of text that a regular expression takes apart: they are not made of the names alone.
fn written_by_hand(id: &str) -> &'static str {
    match id {
        "cyberark.vault_leef" => {
            "Mar  3 09:20:14 vault LEEF:1.0|Cyber-Ark|Vault|12.6|22|sev=5\tAction=CPM Verify Password\tusrName=dana\n"
        }
        "keycloak.log" => {
            "2026-03-03 09:20:14,591 WARN  [org.keycloak.events] (executor-thread-1) type=\"LOGIN_ERROR\", realmId=\"r1\"\n"
        }
        "pingfederate.admin" => {
            "2026-03-03 09:20:14,591 | dana | UserAdmin | 192.0.2.1 | ACCOUNT | CREATE | made\n"
        }
        "pingfederate.audit" => {
            "2026-03-03 09:20:14,591 trackingid=\"t1\" event=\"AUTHN_ATTEMPT\" subject=\"ute\"\n"
        }
        "pingfederate.audit_pipe" => {
            "2026-03-03 09:20:14,591| t1| AUTHN_ATTEMPT| ute| 192.0.2.1| app| c1| SAML20| h1| IdP| success| a1| | 12\n"
        }
        _ => panic!("{id}: write a line that its pattern takes apart"),
    }
}

fn text_record(source: &SourceMapping, asked: &[(rules::Path, String)]) -> String {
    let pattern = source.text.pattern.as_ref().and_then(|pattern| pattern.regex());
    if pattern.is_some_and(|pattern| pattern.as_str().contains("(?P<json>")) {
        return format!("Mar  3 09:20:14 host {}", json_record(asked));
    }
    if source.text.pattern.is_some() {
        return written_by_hand(&source.id).to_owned();
    }
    let members: BTreeMap<&str, &str> =
        asked.iter().map(|(path, value)| (path.text.as_str(), value.as_str())).collect();
    if source.text.stanzas {
        return members.iter().map(|(name, value)| format!("{name}: {value}\n")).collect();
    }
    const HEADER: [&str; 6] = ["vendor", "product", "version", "class", "name", "severity"];
    let header = HEADER.map(|name| members.get(name).copied().unwrap_or("1")).join("|");
    let pairs: Vec<String> = members
        .iter()
        .filter(|(name, _)| !HEADER.contains(name))
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    format!("Mar  3 09:20:14 host CEF:0|{header}|{}\n", pairs.join(" "))
}

/// The least records of every source, by file name: the source's id and the content.
fn least_records(
    sources: &[SourceMapping],
    others: &dyn Fn(&SourceMapping) -> Vec<Other>,
) -> BTreeMap<String, (String, String)> {
    let mut records = BTreeMap::new();
    for (source, other) in
        sources.iter().flat_map(|source| others(source).into_iter().map(move |other| (source, other)))
    {
        let rules = &source.recognise;
        let conditions: Vec<Option<&Condition>> =
            if rules.one_of.is_empty() { vec![None] } else { rules.one_of.iter().map(Some).collect() };
        for form in &rules.forms {
            for (at, condition) in conditions.iter().enumerate() {
                let asked = asked(source, *condition, other);
                // Only XML has elements, and no name in it has a blank.
                let is_xml_only = |(path, _): &(rules::Path, String)| path.text == "#element";
                let has_blank = |(path, _): &(rules::Path, String)| path.text.contains(' ');
                let is_xml = *form == Form::Xml;
                if is_xml && asked.iter().any(has_blank) || !is_xml && asked.iter().any(is_xml_only) {
                    continue;
                }
                let record = match form {
                    Form::Json => json_record(&asked),
                    Form::Csv => table(source, &asked),
                    Form::Xml => xml_record(source, &asked),
                    Form::Text => text_record(source, &asked),
                };
                let other =
                    other.map_or_else(String::new, |(field, alternative)| format!("-{field}.{alternative}"));
                let name = format!("{}-{form:?}-{at}{other}", source.id);
                records.insert(name, (source.id.clone(), record));
            }
        }
    }
    records
}

/// What is wrong with the files that one reading finds.
fn misread(
    records: &BTreeMap<String, (String, String)>,
    right: &dyn Fn(&str, Option<&str>) -> bool,
) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    for (name, (_, record)) in records {
        std::fs::write(folder.path().join(name), record).unwrap();
    }
    let reading = read(folder.path(), &Mappings::embedded());
    assert_eq!(reading.files.len(), records.len());
    let mut wrong = Vec::new();
    for file in &reading.files {
        let (id, record) = &records[&file.name];
        if !right(id, file.source.as_deref()) || file.used_as == FileUse::Disputed {
            let found = file.source.as_deref().unwrap_or("nobody");
            wrong.push(format!(
                "{}: {} by {found} ({})\n    {}",
                file.name,
                file.used_as,
                file.note,
                record.trim()
            ));
        }
    }
    wrong
}

#[test]
fn the_least_record_of_every_source_is_claimed_by_that_source_and_disputed_by_none() {
    let sources = sources();
    let records = least_records(&sources, &|_| vec![None]);
    let tried: BTreeSet<&String> = records.values().map(|(id, _)| id).collect();
    assert_eq!(tried.len(), sources.len(), "every source is tried");
    let wrong = misread(&records, &|id, found| found == Some(id));
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), records.len(), wrong.join("\n"));
}

#[test]
fn a_record_with_another_alternative_stays_with_the_product() {
    let sources = sources();
    let others = |source: &SourceMapping| {
        let fields = source.recognise.all.iter().enumerate();
        fields.flat_map(|(at, field)| (1..field.0.len()).map(move |other| Some((at, other)))).collect()
    };
    let records = least_records(&sources, &others);
    let product = |id: &str| id.split('.').next().unwrap_or_default().to_owned();
    let wrong = misread(&records, &|id, found| found.map(product) == Some(product(id)));
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), records.len(), wrong.join("\n"));
}

#[test]
fn a_re_cased_copy_of_the_least_record_stays_with_the_product() {
    fn lower(value: Value) -> Value {
        match value {
            Value::Object(members) => Value::Object(
                members.into_iter().map(|(name, value)| (name.to_lowercase(), lower(value))).collect(),
            ),
            Value::Array(list) => Value::Array(list.into_iter().map(lower).collect()),
            other => other,
        }
    }
    let sources: Vec<SourceMapping> =
        sources().into_iter().filter(|source| source.recognise.any_spelling).collect();
    let mut records = least_records(&sources, &|_| vec![None]);
    records.retain(|name, _| name.contains("-Json-"));
    assert!(!records.is_empty());
    for (_, record) in records.values_mut() {
        *record = format!("{}\n", lower(serde_json::from_str(record).unwrap()));
    }
    let product = |id: &str| id.split('.').next().unwrap_or_default().to_owned();
    let wrong = misread(&records, &|id, found| found.map(product) == Some(product(id)));
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), records.len(), wrong.join("\n"));
}

// Faults -------------------------------------------------------------------------------------------------------

fn fault_in(path: &str, text: &str) -> MappingError {
    let fault = parse_toml::<SourceMapping>(path, text).map(|source| source.id);
    fault.expect_err("a fault must be told")
}

/// Line and column, from 1, of a word that stands at the beginning of a line or of a table's header.
fn place(text: &str, word: &str) -> Option<(usize, usize)> {
    text.lines().zip(1..).find_map(|(line, number)| {
        let starts = line.starts_with(word).then_some((number, 1));
        starts.or_else(|| line.strip_prefix('[')?.starts_with(word).then_some((number, 2)))
    })
}

#[test]
fn a_misspelt_key_is_told_with_file_line_column_and_the_key_meant_in_every_source() {
    let mut tried = BTreeMap::new();
    for (path, text) in Mappings::embedded().under("sources", ".toml") {
        for (key, slip) in [
            ("title = ", "titel = "),
            ("envelopes = ", "envelops = "),
            ("nulls = ", "null = "),
            ("forms = ", "form = "),
            ("any_at_least = ", "any_atleast = "),
            ("zone_reason = ", "zone_reasons = "),
            ("outcome = ", "outcom = "),
            ("subject_kinds = ", "subject_kind = "),
            ("requester = ", "requestor = "),
            ("opened_by = ", "opend_by = "),
        ] {
            let Some((line, column)) = place(text, key) else { continue };
            let slipped = text.replacen(&format!("\n{key}"), &format!("\n{slip}"), 1);
            let fault = fault_in(path, &slipped);
            let key = key.trim_end_matches(" = ");
            let meant = format!("did you mean `{key}`?");
            assert_eq!(
                (fault.file.as_str(), fault.line, fault.column),
                (path, line, column),
                "{path} {slip}: {fault}"
            );
            assert!(fault.to_string().starts_with(&format!("{path}:{line}:{column}: ")), "{fault}");
            assert!(fault.message.contains(&meant), "{fault}");
            *tried.entry(key).or_insert(0) += 1;
        }
    }
    assert_eq!(tried.len(), 10, "each key was tried somewhere: {tried:?}");
}

#[test]
fn a_misspelt_table_or_word_is_told_in_the_same_way() {
    let mappings = Mappings::embedded();
    let path = "sources/okta.system_log.toml";
    let text = mappings.text(path).unwrap();
    for (right, slip, meant) in [
        ("[recognise]", "[recognize]", "did you mean `recognise`?"),
        ("forms = [", "form = [", "did you mean `forms`?"),
        ("forms = [\"json\"]", "forms = [\"jsn\"]", "did you mean `json`?"),
        ("zone = \"UTC\"", "zone = \"UCT+1\"", "is not an IANA time zone"),
        ("id = \"okta.system_log\"", "id = okta", ""),
        ("each = \"target[]\"", "each = \"target[\"", "unclosed"),
    ] {
        assert!(text.contains(right), "{right}");
        let fault = fault_in(path, &text.replacen(right, slip, 1));
        assert_eq!(
            fault.line,
            text[..text.find(right).unwrap()].matches('\n').count() + 1,
            "{slip}: {fault}"
        );
        assert!(fault.message.contains(meant), "{slip}: {fault}");
    }
}

#[test]
fn a_kind_of_record_that_is_none_is_told_with_the_kind_meant() {
    let path = "sources/people.csv.toml";
    let mappings = Mappings::embedded();
    let text = mappings.text(path).unwrap().replace("[record.person", "[record.persn");
    let fault = fault_in(path, &text);
    let (line, _) = place(&text, "record.persn").unwrap();
    assert_eq!((fault.line, fault.message.contains("did you mean `person`?")), (line, true), "{fault}");
}

/// A folder of one's own mappings with one file in it.
fn own(path: &str, text: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join(path);
    std::fs::create_dir_all(file.parent().unwrap()).unwrap();
    std::fs::write(file, text).unwrap();
    folder
}

fn with_own(path: &str, text: &str) -> Mappings {
    Mappings::embedded().with_folder(own(path, text).path()).unwrap()
}

#[test]
fn a_fault_in_a_vocabulary_is_told_with_its_line() {
    let mappings = Mappings::embedded();
    let text = mappings.text("events/okta.csv").unwrap();
    let slipped = text.replacen(",password_reset,", ",password_rest,", 1);
    let line = text[..text.find(",password_reset,").unwrap()].matches('\n').count() + 1;
    let fault = Taxonomy::load(&with_own("events/okta.csv", &slipped)).unwrap_err();
    assert_eq!((fault.file.as_str(), fault.line), ("events/okta.csv", line), "{fault}");
    assert!(fault.message.contains("`password_rest`"), "{fault}");
}

const OKTA: &str = "sources/okta.system_log.toml";

const EVENT: &str = r#"{"uuid":"e1","published":"2026-03-03T09:20:00.000Z","eventType":"user.account.reset_password","actor":{"id":"00u1","type":"User","alternateId":"dana@corp.example"},"target":[{"id":"00u2","type":"User","alternateId":"ute@corp.example"}],"outcome":{"result":"SUCCESS"}}"#;

#[test]
fn a_file_of_ones_own_replaces_the_built_in_one_of_its_path_and_another_adds() {
    let exports = tempfile::tempdir().unwrap();
    std::fs::write(exports.path().join("okta.ndjson"), EVENT).unwrap();
    let built_in = Mappings::embedded();
    let text = built_in.text(OKTA).unwrap().to_owned();
    let source_of = |mappings: &Mappings| {
        let reading = read(exports.path(), mappings);
        (reading.files[0].source.clone(), reading.files[0].used_as, reading.files[0].note.clone())
    };
    assert_eq!(source_of(&built_in).0.as_deref(), Some("okta.system_log"));
    // Of one path: the built-in source is no more, so nothing disputes the file.
    let mine = text.replacen("id = \"okta.system_log\"", "id = \"okta.mine\"", 1);
    let replaced = with_own(OKTA, &mine);
    assert_eq!(source_of(&replaced).0.as_deref(), Some("okta.mine"));
    assert_eq!(rules::load(&replaced).unwrap().len(), sources().len());
    // Of another path: both are there and claim it equally, which is told and not decided.
    let added = with_own("sources/okta.mine.toml", &mine);
    assert_eq!(rules::load(&added).unwrap().len(), sources().len() + 1);
    let (_, used_as, note) = source_of(&added);
    assert_eq!(used_as, FileUse::Disputed);
    assert!(note.contains("okta.mine") && note.contains("okta.system_log"), "{note}");
    // One that asks for more takes the file.
    let more = mine.replacen(
        "all = [\"published\", \"eventType\"]",
        "all = [\"published\", \"eventType\", \"uuid\"]",
        1,
    );
    assert_eq!(source_of(&with_own("sources/okta.mine.toml", &more)).0.as_deref(), Some("okta.mine"));
    // One id twice is a fault.
    let fault = rules::load(&with_own("sources/okta.mine.toml", &text)).unwrap_err();
    assert!(fault.message.contains("`okta.system_log` is declared twice"), "{fault}");
    // The manifest tells mappings apart.
    assert_ne!(built_in.sha256(), replaced.sha256());
}

#[test]
fn the_command_line_lays_ones_own_mappings_over_the_built_in_ones_and_tells_their_faults() {
    let text = Mappings::embedded().text(OKTA).unwrap().to_owned();
    let mine = own(OKTA, &text.replacen("id = \"okta.system_log\"", "id = \"okta.mine\"", 1));
    std::fs::write(mine.path().join("okta.ndjson"), EVENT).unwrap();
    let run = |mappings: &Path| {
        std::process::Command::new(env!("CARGO_BIN_EXE_deskproof"))
            .current_dir(mine.path())
            .args(["inspect", "okta.ndjson", "--json", "--mappings"])
            .arg(mappings)
            .output()
            .unwrap()
    };
    let sources_only = own(OKTA, &std::fs::read_to_string(mine.path().join(OKTA)).unwrap());
    let output = run(sources_only.path());
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let found: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(found["files"][0]["source"], "okta.mine");
    let faulty = own(OKTA, &text.replacen("\nenvelopes = ", "\nenvelops = ", 1));
    let output = run(faulty.path());
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(!output.status.success());
    let (line, column) = place(&text, "envelopes").unwrap();
    assert!(said.contains(&format!("{OKTA}:{line}:{column}: ")), "{said}");
    assert!(said.contains("did you mean `envelopes`?"), "{said}");
}
