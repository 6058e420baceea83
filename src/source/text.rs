//! Reading a record of text into a tree: CEF, a pattern with named groups, stanzas.

use std::sync::LazyLock;

use regex::Regex;
use serde_json::{Map, Value};

use super::lines::{is_comment, joined, line_at};
use super::rows::decode;
use crate::mapping::source::TextRules;

/// Member for text beside pairs.
const REST: &str = "#text";

/// How a file's records of text are cut and read.
#[derive(Debug, Clone)]
pub(super) struct TextForm {
    pub(super) rules: TextRules,
    /// What divides stanzas in this file, if not blank lines.
    pub(super) divider: Vec<String>,
}

impl TextForm {
    /// The form of a file by its beginning.
    pub(super) fn of(rules: &TextRules, head: &[u8]) -> Self {
        let dashed = || {
            let mut lines = head.split(|byte| *byte == b'\n').take(1 << 14);
            lines.any(|line| line.trim_ascii_end() == b"--")
        };
        let mut divider = rules.divider.clone();
        if rules.stanzas && divider.is_empty() && dashed() {
            divider.push("--".to_owned());
        }
        Self { rules: rules.clone(), divider }
    }

    /// Reads one record.
    pub(super) fn tree(&self, bytes: &[u8]) -> Result<Value, String> {
        let bytes = match &self.rules.continued_by {
            Some(mark) => joined(bytes, mark),
            None => bytes.into(),
        };
        if self.rules.stanzas {
            return stanza(&bytes);
        }
        let line = decode(&bytes);
        match &self.rules.pattern {
            Some(pattern) => {
                matched(&line, pattern.regex().ok_or("the pattern of its source does not compile")?)
            }
            None => cef(&line),
        }
    }
}

/// The members of a record; members of one name become a list.
#[derive(Default)]
struct Record(Map<String, Value>);

impl Record {
    fn add(&mut self, name: &str, value: impl Into<Value>) {
        let value = value.into();
        match self.0.get_mut(name) {
            None => {
                self.0.insert(name.to_owned(), value);
            }
            Some(Value::Array(list)) => list.push(value),
            Some(first) => *first = Value::Array(vec![first.take(), value]),
        }
    }
}

/// A line by a pattern's named groups.
fn matched(line: &str, pattern: &Regex) -> Result<Value, String> {
    let groups = pattern.captures(line).ok_or("the line does not fit the pattern of its source")?;
    let mut record = Record::default();
    let named =
        || pattern.capture_names().flatten().filter_map(|name| Some((name, groups.name(name)?.as_str())));
    for (name, text) in named().filter(|(name, _)| !matches!(*name, "pairs" | "json")) {
        record.add(name, text);
    }
    for (name, text) in named() {
        match name {
            "pairs" => pairs(text, &mut record)?,
            "json" => {
                let value: Map<String, Value> =
                    serde_json::from_str(text).map_err(|fault| format!("not JSON: {fault}"))?;
                value.into_iter().for_each(|(name, value)| record.add(&name, value));
            }
            _ => {}
        }
    }
    Ok(Value::Object(record.0))
}

#[expect(clippy::expect_used, reason = "the text of the expression stands here")]
fn compiled(text: &str) -> Regex {
    Regex::new(text).expect("a regular expression")
}

/// A key and its equals sign, at the beginning or behind what stands between pairs.
static KEY: LazyLock<Regex> = LazyLock::new(|| compiled(r"(?:^|[\s,;|]+)([\w.@/\[\]-]+)="));

/// The pairs of a text as an object.
pub(super) fn of_pairs(text: &str) -> Result<Value, String> {
    let mut record = Record::default();
    pairs(text, &mut record)?;
    Ok(Value::Object(record.0))
}

/// `key=value` and `key="value"`: an unquoted value goes up to the next key.
fn pairs(text: &str, record: &mut Record) -> Result<(), String> {
    let between = |c: char| c.is_whitespace() || matches!(c, ',' | ';' | '|');
    let mut rest = text;
    loop {
        let found = KEY.captures(rest);
        let key = found.as_ref().and_then(|found| Some((found.get(0)?, found.get(1)?.as_str())));
        let before = rest[..key.map_or(rest.len(), |(whole, _)| whole.start())].trim_matches(between);
        if !before.is_empty() {
            record.add(REST, before);
        }
        let Some((whole, key)) = key else { return Ok(()) };
        rest = &rest[whole.end()..];
        if let Some(quoted) = rest.strip_prefix('"') {
            let (value, after) = quoted_value(quoted).ok_or("a quote is never closed")?;
            record.add(key, value);
            rest = after;
        } else {
            let end = KEY.find(rest).map_or(rest.len(), |next| next.start());
            // A value at once behind its key is no next key, whatever it looks like.
            let end = if end == 0 { first_break(rest) } else { end };
            record.add(key, rest[..end].trim_end_matches(between));
            rest = &rest[end..];
        }
    }
}

/// Where an unquoted value ends that looks like a key itself (`a=b=c`).
fn first_break(text: &str) -> usize {
    let begins = |c: char| c.is_whitespace() || matches!(c, ',' | ';' | '|');
    if text.starts_with(begins) {
        return 0;
    }
    text.find(begins).unwrap_or(text.len())
}

/// The text up to the closing quote, and what stands behind it.
fn quoted_value(text: &str) -> Option<(String, &str)> {
    let mut value = String::new();
    let mut letters = text.char_indices().peekable();
    while let Some((at, letter)) = letters.next() {
        match letter {
            '"' => return Some((value, &text[at + 1..])),
            '\\' if letters.peek().is_some_and(|(_, next)| matches!(next, '"' | '\\')) => {
                value.extend(letters.next().map(|(_, next)| next));
            }
            other => value.push(other),
        }
    }
    None
}

/// Names of the header of CEF, and of LEEF, which has neither name nor severity.
const CEF: &[&str] = &["vendor", "product", "version", "class", "name", "severity"];
const LEEF: &[&str] = &["vendor", "product", "version", "class"];

/// A line in the Common Event Format or in LEEF, with or without a syslog header before it. Some
/// relays take away the word `CEF:`, so that the line begins with the format's number.
fn cef(line: &str) -> Result<Value, String> {
    let marks = [("CEF:", CEF), ("LEEF:", LEEF)];
    let at = marks.iter().filter_map(|(mark, names)| Some((line.find(mark)?, mark.len(), *names))).min();
    let (start, names) = match at {
        Some((at, length, names)) => (at + length, names),
        None if line.starts_with(|c: char| c.is_ascii_digit()) => (0, CEF),
        None => return Err("the line is neither CEF nor LEEF".to_owned()),
    };
    let mut record = Record::default();
    let prefix = line[..at.map_or(0, |(at, ..)| at)].trim();
    if !prefix.is_empty() {
        record.add("header", prefix);
        // The time of a syslog header by RFC 5424.
        let is_time = |word: &&str| word.as_bytes().get(4) == Some(&b'-') && word.contains('T');
        prefix.split(' ').find(is_time).into_iter().for_each(|word| record.add("header_time", word));
    }
    let mut parts = bars(&line[start..], names.len() + 1);
    if parts.len() < names.len() + 2 {
        return Err(format!("the header has fewer than {} bars", names.len() + 1));
    }
    let mut extension = parts.pop().unwrap_or_default();
    let version = parts.first().copied().unwrap_or_default();
    if !version.trim().starts_with(|c: char| c.is_ascii_digit()) {
        return Err("the header does not begin with the number of its format".to_owned());
    }
    for (name, part) in names.iter().zip(&parts[1..]) {
        record.add(name, unescaped(part.trim(), "|"));
    }
    if names.len() == CEF.len() {
        spaced(extension, &mut record);
    } else {
        let mut delimiter = '\t';
        if version.trim().starts_with('2')
            && let Some((given, rest)) = extension.split_once('|')
            && given.len() <= 5
        {
            delimiter = leef_delimiter(given).unwrap_or('\t');
            extension = rest;
        }
        leef(extension, delimiter, &mut record);
    }
    labelled(&mut record);
    Ok(Value::Object(record.0))
}

/// The parts between bars without a backslash before them; no more than one beyond `bars`.
fn bars(text: &str, bars: usize) -> Vec<&str> {
    let (mut parts, mut from) = (Vec::new(), 0);
    let mut escaped = false;
    for (at, byte) in text.bytes().enumerate() {
        if byte == b'|' && !escaped {
            parts.push(&text[from..at]);
            from = at + 1;
            if parts.len() == bars {
                break;
            }
        }
        escaped = byte == b'\\' && !escaped;
    }
    parts.push(&text[from..]);
    parts
}

/// A key of a CEF extension and its equals sign.
static CEF_KEY: LazyLock<Regex> = LazyLock::new(|| compiled(r"(?:^|\s)([\w.\[\]-]+)="));

/// `key=value` of CEF: values may hold blanks and go up to the next key.
fn spaced(text: &str, record: &mut Record) {
    let keys: Vec<_> =
        CEF_KEY.captures_iter(text).filter_map(|key| Some((key.get(0)?, key.get(1)?))).collect();
    let before = text[..keys.first().map_or(text.len(), |(whole, _)| whole.start())].trim();
    if !before.is_empty() {
        record.add(REST, before);
    }
    for (at, (whole, key)) in keys.iter().enumerate() {
        let end = keys.get(at + 1).map_or(text.len(), |(next, _)| next.start());
        record.add(key.as_str(), unescaped(text[whole.end()..end].trim(), "=|"));
    }
}

/// `key=value` of LEEF between delimiters; a relay may have made blanks of tabs.
fn leef(text: &str, delimiter: char, record: &mut Record) {
    if !text.contains(delimiter) {
        return spaced(text, record);
    }
    for pair in text.split(delimiter).filter(|pair| !pair.trim().is_empty()) {
        match pair.split_once('=') {
            Some((key, value)) => record.add(key.trim(), value.trim()),
            None => record.add(REST, pair.trim()),
        }
    }
}

/// The delimiter that a LEEF 2.0 header names: a character, or `x` and its hexadecimal number.
fn leef_delimiter(text: &str) -> Option<char> {
    let mut letters = text.chars();
    match (letters.next(), letters.as_str()) {
        (Some(only), "") => Some(only),
        _ => {
            let hex = text.trim_start_matches('0').trim_start_matches(['x', 'X']);
            u32::from_str_radix(hex, 16).ok().and_then(char::from_u32)
        }
    }
}

/// A value without the backslashes before `also` and backslashes. `\n` is a line end in a text of
/// several words; in one word it is the beginning of a name behind a domain, which many writers
/// do not escape.
fn unescaped(text: &str, also: &str) -> String {
    if !text.contains('\\') {
        return text.to_owned();
    }
    let several_words = text.contains(char::is_whitespace);
    let mut value = String::with_capacity(text.len());
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match (letter, letters.peek()) {
            ('\\', Some(&next)) if next == '\\' || also.contains(next) => {
                value.push(next);
                letters.next();
            }
            ('\\', Some('n' | 'r')) if several_words => {
                value.push('\n');
                letters.next();
            }
            _ => value.push(letter),
        }
    }
    value
}

/// Custom fields under the names that their labels give them (`cs1Label=Reason cs1=x`).
fn labelled(record: &mut Record) {
    let label = |(name, value): (&String, &Value)| {
        let field = name.strip_suffix("Label").filter(|field| !field.is_empty())?;
        Some((value.as_str()?.to_owned(), record.0.get(field)?.clone()))
    };
    let named: Vec<(String, Value)> = record.0.iter().filter_map(label).collect();
    for (name, value) in named {
        if !name.is_empty() && !record.0.contains_key(&name) {
            record.add(&name, value);
        }
    }
}

/// A stanza of `key: value` lines.
///
/// A line that begins with a blank goes on with the value above: with as many blanks as the key is
/// wide it is a line of its own (Request Tracker), else it is the rest of a line that was folded
/// behind one blank (LDIF, RFC 2849). `key:: value` is base64.
fn stanza(bytes: &[u8]) -> Result<Value, String> {
    let mut found: Vec<(String, String)> = Vec::new();
    let (mut at, mut number, mut blank_lines, mut in_comment) = (0, 0, 0, false);
    while at < bytes.len() {
        let (line, next) = line_at(bytes, at).unwrap_or((&bytes[at..], bytes.len()));
        (at, number) = (next, number + 1);
        let line = decode(line.strip_suffix(b"\r").unwrap_or(line)).into_owned();
        let line = line.strip_prefix('\u{feff}').unwrap_or(&line);
        if line.is_empty() {
            blank_lines += 1;
            continue;
        }
        if line.starts_with([' ', '\t']) {
            if let (Some((key, value)), false) = (found.last_mut(), in_comment) {
                let width = key.chars().count() + 2;
                let blanks = line.bytes().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
                if blanks >= width.min(line.len()) && width > 1 {
                    value.push_str(&"\n".repeat(blank_lines + 1));
                    value.push_str(&line[width.min(blanks)..]);
                } else {
                    value.push_str(&line[1..]);
                }
            }
            blank_lines = 0;
            continue;
        }
        blank_lines = 0;
        in_comment = is_comment(line.as_bytes());
        if in_comment {
            continue;
        }
        let colon = key_end(line).ok_or_else(|| format!("line {number} of the stanza is no `key: value`"))?;
        found.push((line[..colon].to_owned(), line[colon + 1..].to_owned()));
    }
    let mut record = Record::default();
    for (key, value) in found {
        match value.strip_prefix(':') {
            Some(packed) => {
                record.add(&key, base64(packed.trim()).unwrap_or_else(|| packed.trim().to_owned()))
            }
            None => record.add(&key, value.trim()),
        }
    }
    Ok(Value::Object(record.0))
}

/// Where the colon behind a key stands; one in braces is part of the key (`CF.{A: B}`).
fn key_end(line: &str) -> Option<usize> {
    let mut open = false;
    let end = line.bytes().position(|byte| {
        open = (open || byte == b'{') && byte != b'}';
        byte == b':' && !open
    })?;
    (end > 0).then_some(end)
}

/// The text that a base64 value holds; `None` if it holds none.
fn base64(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    let (mut bits, mut count) = (0_u32, 0);
    for byte in text.bytes().filter(|byte| *byte != b'=') {
        let six = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => return None,
        };
        (bits, count) = ((bits << 6) | u32::from(six), count + 6);
        if count >= 8 {
            count -= 8;
            bytes.push(u8::try_from((bits >> count) & 0xff).ok()?);
        }
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn read(rules: &str, text: &str) -> Result<Value, String> {
        let rules: TextRules = toml::from_str(rules).unwrap();
        TextForm::of(&rules, text.as_bytes()).tree(text.as_bytes())
    }

    #[test]
    fn cef_has_a_header_and_keys_whose_values_hold_blanks() {
        let line = r"Oct  5 07:29:26 host CEF:0|Ven\|dor|Pro|1.0|4724|Password reset|5|suser=Ada King duser=EX\\bob msg=a \= b\nc cs1Label=Ticket number cs1=INC 7 cn1=5 act=";
        assert_eq!(
            read("cef = true", line).unwrap(),
            json!({
                "header": "Oct  5 07:29:26 host", "vendor": "Ven|dor", "product": "Pro", "version": "1.0",
                "class": "4724", "name": "Password reset", "severity": "5", "suser": "Ada King",
                "duser": "EX\\bob", "msg": "a = b\nc", "cs1Label": "Ticket number", "cs1": "INC 7", "cn1": "5",
                "act": "", "Ticket number": "INC 7",
            })
        );
    }

    #[test]
    fn a_name_behind_an_unescaped_domain_stays_a_name() {
        let value =
            read("cef = true", r"CEF:0|v|p|1|c|n|1|suser=CORP\nancy duid=CN\=A B,OU\=x shost=h").unwrap();
        assert_eq!((&value["suser"], &value["duid"]), (&json!("CORP\\nancy"), &json!("CN=A B,OU=x")));
    }

    #[test]
    fn a_key_given_twice_keeps_both_values() {
        let value = read("cef = true", "CEF:0|v|p|1|c|n|1|suser=a msg=x suser=b").unwrap();
        assert_eq!(value["suser"], json!(["a", "b"]), "none can be told to be the forged one");
    }

    #[test]
    fn leef_and_cef_without_its_word_are_read_too() {
        let value = read("cef = true", "<13>1 2026-10-05T07:29:26Z h LEEF:1.0|Cyber-Ark|Vault|14.4|105|sev=6\tAction=Add File\tReason=\t src=1.2.3.4").unwrap();
        assert_eq!(
            (&value["class"], &value["Action"], &value["src"]),
            (&json!("105"), &json!("Add File"), &json!("1.2.3.4"))
        );
        assert_eq!(value["header_time"], json!("2026-10-05T07:29:26Z"));
        let value = read("cef = true", "LEEF:2.0|v|p|1|c|^|a=b c^d=e").unwrap();
        assert_eq!((&value["a"], &value["d"]), (&json!("b c"), &json!("e")));
        let value = read("cef = true", "LEEF:2.0|v|p|1|c|x7C|a=b|d=e").unwrap();
        assert_eq!((&value["a"], &value["d"]), (&json!("b"), &json!("e")));
        let value = read("cef = true", "0|ManageEngine|ADAuditPlus|1|EventLog|x|1|cat=x rt=1").unwrap();
        assert_eq!((&value["product"], &value["rt"]), (&json!("ADAuditPlus"), &json!("1")));
    }

    #[test]
    fn a_pattern_makes_members_of_its_groups_and_splits_pairs_and_json() {
        let rules = r"pattern = '(?P<time>\S+ \S+) (?P<pairs>.*)'";
        let value = read(rules, r#"2025-12-09 08:23:52,682 event="AUTHN" subject=""  ip=::1 reason=not found, url=https://x/?a=b who="a \"b\" c=d" X-Host=h; tail=b=c x=z"#).unwrap();
        assert_eq!(
            value,
            json!({
                "time": "2025-12-09 08:23:52,682", "event": "AUTHN", "subject": "", "ip": "::1",
                "reason": "not found", "url": "https://x/?a=b", "who": "a \"b\" c=d", "X-Host": "h", "tail": "b=c",
                "x": "z",
            })
        );
        let rules = r"pattern = '(?P<time>\S+) (?:(?P<host>\w+) )?(?P<json>\{.*\})'";
        assert_eq!(read(rules, r#"t {"a":{"b":[1]}}"#).unwrap(), json!({"time": "t", "a": {"b": [1]}}));
        let value = read(r"pattern = '(?P<pairs>.*)'", "free text a=1 \"quoted\" b=2").unwrap();
        assert_eq!(value, json!({"#text": "free text", "a": "1 \"quoted\"", "b": "2"}));
    }

    #[test]
    fn a_pattern_must_fit_the_whole_line() {
        let rules = r"pattern = 'user=(?P<user>\w+)'";
        assert_eq!(read(rules, "user=a").unwrap(), json!({"user": "a"}));
        for other in ["x user=a", "user=a x", ""] {
            assert!(read(rules, other).unwrap_err().contains("does not fit"), "{other}");
        }
        assert!(read(r"pattern = '(?P<pairs>.*)'", "a=\"b").unwrap_err().contains("never closed"));
        assert!(read(r"pattern = '(?P<json>.*)'", "[1]").unwrap_err().contains("not JSON"));
    }

    #[test]
    fn a_stanza_of_ldif_has_folded_and_packed_values() {
        let text = "dn: CN=Ada,\n OU=x\nobjectClass: top\nobjectClass: user\ncn:: Wm/Dqw==\nphoto:: /9j/\nurl:< file:///x\nempty:\n# note\n goes on\nsn:King\n";
        assert_eq!(
            read("stanzas = true", text).unwrap(),
            json!({
                "dn": "CN=Ada,OU=x", "objectClass": ["top", "user"], "cn": "Zoë", "photo": "/9j/",
                "url": "< file:///x", "empty": "", "sn": "King",
            })
        );
    }

    #[test]
    fn a_stanza_of_request_tracker_has_texts_over_several_lines() {
        let text = "id: 171\nData: \nCF.{A: B}: x\n\nContent: Lost my phone\n         \n         Sent from: here\n\n           - x\n\n\nCreator: ada\n\nAttachments: \n             1: untitled (0b)\n";
        assert_eq!(
            read("stanzas = true", text).unwrap(),
            json!({
                "id": "171", "Data": "", "CF.{A: B}": "x",
                "Content": "Lost my phone\n\nSent from: here\n\n  - x", "Creator": "ada",
                "Attachments": "1: untitled (0b)",
            })
        );
        assert!(read("stanzas = true", "id: 1\nno key here\n").unwrap_err().contains("line 2"));
    }

    #[test]
    fn hostile_text_ends_in_a_fault_or_a_record() {
        let long = "a".repeat(1 << 20);
        assert!(read("cef = true", &long).is_err());
        assert!(read("cef = true", "CEF:0|a|b").is_err());
        assert!(read("cef = true", "CEF:x|v|p|1|c|n|1|").is_err());
        let many = format!("CEF:0|v|p|1|c|n|1|{}", "a=1 ".repeat(100_000));
        assert_eq!(read("cef = true", &many).unwrap()["a"].as_array().map(Vec::len), Some(100_000));
        let many = "a=1,".repeat(100_000);
        assert!(read(r"pattern = '(?P<pairs>.*)'", &many).is_ok());
        assert!(read("stanzas = true", &": x\n".repeat(10)).is_err());
        assert!(read("stanzas = true", &format!("a: b\n{}", " \n".repeat(100_000))).is_ok());
    }
}
