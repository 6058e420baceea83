//! Looking at a compact JSON record without parsing it.
//!
//! A member name with its quotes cannot stand inside a JSON string, where quotes
//! are escaped; so one search finds the member. What is odd (no hit, two hits, a
//! backslash in a value) is left to the parser. A member whose name occurs more
//! than once is found by its way from the top of the record, over all that
//! stands beside it.

use std::borrow::Cow;

use memchr::memmem::Finder;

use super::elements::{member_at, value_end};
use crate::mapping::source::{Excerpt, Form, Looked, Path, Scan, SourceMapping, Step};

/// The searches for one source.
#[derive(Debug, Clone)]
pub(super) struct Needles {
    native_type: Member,
    time: Member,
    id: Member,
    /// What stands before the id, if that takes several fields.
    id_words: Vec<Member>,
    /// A member and the values of which it must have one.
    only: Option<(Member, Vec<String>)>,
    /// Names of accounts: the member, and the piece of it that is the name.
    names: Vec<(Finder<'static>, Option<Excerpt>)>,
    /// Whether a time without an offset is UTC.
    bare_is_utc: bool,
}

/// How a member is found.
#[derive(Debug, Clone)]
enum Member {
    /// By its name, which occurs once.
    Named(Box<Finder<'static>>),
    /// By the names on the way to it; the first way that leads to a value counts.
    Ways(Vec<Vec<String>>),
}

/// What a look at a record shows.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Seen<'a> {
    pub(super) native_type: &'a str,
    /// Second of the epoch.
    pub(super) second: i64,
    pub(super) id: Cow<'a, str>,
}

impl Needles {
    /// The searches for records of a source in a file that begins with `head`; `None` if the source
    /// has none.
    pub(super) fn of(source: &SourceMapping, head: &[u8]) -> Option<Self> {
        let scan = source.scan.as_ref().filter(|_| source.each.is_none())?;
        let is_utc = source.time.zone == Some(chrono_tz::Tz::UTC);
        Some(Self::new(scan, head, is_utc && source.time.certain_in.contains(&Form::Json)))
    }

    fn new(scan: &Scan, head: &[u8], bare_is_utc: bool) -> Self {
        // Records are written with or without a space behind colons.
        let space = if memchr::memmem::find(head, b"\": \"").is_some() { " " } else { "" };
        let named = |name: &str| Finder::new(&format!("\"{name}\":{space}")).into_owned();
        let member = |looked: &Looked| match looked {
            Looked::Named(name) => Member::Named(Box::new(named(name))),
            Looked::Ways(paths) => Member::Ways(paths.iter().map(|path| way_of(&path.steps)).collect()),
        };
        Self {
            native_type: member(&scan.native_type),
            time: member(&scan.time),
            id: member(&scan.id),
            id_words: scan.id_words.iter().map(member).collect(),
            only: scan.only.as_ref().map(|only| (member(&only.member), only.is.clone())),
            names: scan.names.iter().filter_map(name_of).map(|(name, piece)| (named(name), piece)).collect(),
            bare_is_utc,
        }
    }

    /// Type, time and id of a record; `None` if it must be parsed.
    pub(super) fn see<'a>(&self, record: &'a [u8]) -> Option<Seen<'a>> {
        if record.first() != Some(&b'{') || record.last() != Some(&b'}') {
            return None;
        }
        if let Some((member, values)) = &self.only {
            let value = member.value(record)?;
            values.iter().find(|known| known.eq_ignore_ascii_case(value))?;
        }
        let native_type = self.native_type.value(record)?;
        if self.native_type.occurs_again(record) {
            return None;
        }
        let second = utc_second(self.time.value(record)?, self.bare_is_utc)?;
        Some(Seen { native_type, second, id: self.id(record)? })
    }

    fn id<'a>(&self, record: &'a [u8]) -> Option<Cow<'a, str>> {
        let own = self.id.value(record)?;
        if self.id_words.is_empty() {
            return Some(own.into());
        }
        let mut words: Vec<&str> =
            self.id_words.iter().map(|member| member.value(record)).collect::<Option<_>>()?;
        words.push(own);
        Some(words.join("/").into())
    }

    /// The names of accounts in a record; `None` if it must be parsed.
    pub(super) fn names(&self, record: &[u8], each: &mut dyn FnMut(&str)) -> Option<()> {
        for (needle, piece) in &self.names {
            for at in needle.find_iter(record) {
                let value = at + needle.needle().len();
                // A list or object of names, or nothing, is no name.
                if !matches!(record.get(value), Some(b'"' | b'0'..=b'9')) {
                    continue;
                }
                let text = if is_blank(record, value) { continue } else { text_at(record, value)? };
                match piece.as_ref().map(|piece| piece.taken(text)) {
                    None => each(text),
                    Some(Some(taken)) => each(&taken),
                    Some(None) => {}
                }
            }
        }
        Some(())
    }
}

/// Whether an empty text begins here.
fn is_blank(record: &[u8], at: usize) -> bool {
    record[at..].starts_with(b"\"\"")
}

/// The member that holds a name, and the piece of it that is the name.
fn name_of(path: &Path) -> Option<(&str, Option<Excerpt>)> {
    match path.steps.as_slice() {
        [Step::Name(name)] => Some((name, None)),
        [Step::Name(name), Step::Piece(piece)] => Some((name, Some(piece.clone()))),
        _ => None,
    }
}

/// The names on the way to a member.
fn way_of(steps: &[Step]) -> Vec<String> {
    let name = |step: &Step| match step {
        Step::Name(name) => Some(name.clone()),
        _ => None,
    };
    steps.iter().filter_map(name).collect()
}

impl Member {
    fn value<'a>(&self, record: &'a [u8]) -> Option<&'a str> {
        match self {
            Member::Named(needle) => text_at(record, needle.find(record)? + needle.needle().len()),
            Member::Ways(ways) => ways.iter().find_map(|way| follow(record, 0, way)),
        }
    }

    /// Whether a name that must occur once occurs twice.
    fn occurs_again(&self, record: &[u8]) -> bool {
        match self {
            Member::Named(needle) => needle.find_iter(record).nth(1).is_some(),
            Member::Ways(_) => false,
        }
    }
}

/// The text at the end of a way from the object that begins here.
fn follow<'a>(record: &'a [u8], object: usize, way: &[String]) -> Option<&'a str> {
    let (wanted, rest) = way.split_first()?;
    let mut at = object + 1;
    loop {
        while matches!(record.get(at)?, b' ' | b',' | b'\t' | b'\r' | b'\n') {
            at += 1;
        }
        if record[at] != b'"' {
            return None;
        }
        let (name, value) = member_at(record, at)?;
        if name == *wanted {
            return match (rest, record.get(value)?) {
                ([], _) => text_at(record, value),
                (_, b'{') => follow(record, value, rest),
                _ => None,
            };
        }
        at = value_end(record, value)?;
    }
}

/// The text or number that begins here, if it has no escapes.
fn text_at(record: &[u8], at: usize) -> Option<&str> {
    let rest = record.get(at..)?;
    let value = match rest.first()? {
        b'"' => {
            let inside = &rest[1..];
            let value = &inside[..memchr::memchr(b'"', inside)?];
            if memchr::memchr(b'\\', value).is_some() {
                return None;
            }
            value
        }
        b'0'..=b'9' => &rest[..rest.iter().position(|byte| !byte.is_ascii_digit())?],
        _ => return None,
    };
    std::str::from_utf8(value).ok().map(str::trim).filter(|text| !text.is_empty())
}

/// Seconds of the epoch of `YYYY-MM-DDThh:mm:ss`, fraction, `Z` or `+00:00`, or neither where that is
/// UTC; or of milliseconds of the epoch. `None` for any other form.
pub(super) fn utc_second(text: &str, bare_is_utc: bool) -> Option<i64> {
    let bytes = text.as_bytes();
    if bytes.len() == 13 && bytes.iter().all(u8::is_ascii_digit) {
        return Some(text.parse::<i64>().ok()? / 1000);
    }
    let (stamp, rest) = bytes.split_at_checked(19)?;
    let fraction = match (rest.strip_suffix(b"Z"), rest.strip_suffix(b"+00:00")) {
        (Some(fraction), _) | (_, Some(fraction)) => fraction,
        _ if bare_is_utc => rest,
        _ => return None,
    };
    let tail = match fraction {
        [b'.', digits @ ..] if !digits.is_empty() => digits,
        [] => &[],
        _ => return None,
    };
    let marks = [(4, b'-'), (7, b'-'), (10, b'T'), (13, b':'), (16, b':')];
    if marks.iter().any(|&(at, mark)| stamp[at] != mark) || !tail.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let number = |from: usize, to: usize| {
        stamp[from..to]
            .iter()
            .try_fold(0_u32, |sum, byte| byte.is_ascii_digit().then(|| sum * 10 + u32::from(byte - b'0')))
    };
    let day =
        chrono::NaiveDate::from_ymd_opt(i32::try_from(number(0, 4)?).ok()?, number(5, 7)?, number(8, 10)?)?;
    let clock = day.and_hms_opt(number(11, 13)?, number(14, 16)?, number(17, 19)?)?;
    Some(clock.and_utc().timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn needles() -> Needles {
        scan("eventType", &["published"], &["uuid"])
    }

    fn scan(native_type: &str, time: &[&str], id: &[&str]) -> Needles {
        let looked = |paths: &[&str]| match paths {
            [name] => Looked::Named((*name).to_owned()),
            _ => Looked::Ways(paths.iter().map(|path| path.parse().unwrap()).collect()),
        };
        let scan = Scan {
            native_type: looked(&[native_type]),
            time: looked(time),
            id: looked(id),
            id_words: Vec::new(),
            only: None,
            names: vec!["alternateId".parse().unwrap()],
        };
        Needles::new(&scan, b"", false)
    }

    #[test]
    fn a_plain_record_shows_type_time_id_and_names() {
        let line = br#"{"actor":{"alternateId":"A@x"},"eventType":"t","published":"2026-01-02T03:04:05Z","uuid":"u","target":[{"alternateId":"b"}]}"#;
        assert_eq!(
            needles().see(line),
            Some(Seen { native_type: "t", second: 1_767_323_045, id: "u".into() })
        );
        let mut names = Vec::new();
        needles().names(line, &mut |name| names.push(name.to_owned())).unwrap();
        assert_eq!(names, ["A@x", "b"]);
    }

    #[test]
    fn what_is_odd_is_left_to_the_parser() {
        let odd: [&[u8]; 6] = [
            br#"{"eventType" : "t","published":"2026-01-02T03:04:05Z","uuid":"u"}"#,
            br#"{"x":{"eventType":"n"},"eventType":"t","published":"2026-01-02T03:04:05Z","uuid":"u"}"#,
            br#"{"eventType":"t\u002e","published":"2026-01-02T03:04:05Z","uuid":"u"}"#,
            br#"{"eventType":"t","published":"2026-01-02T03:04:05Z","uuid":"u""#,
            br#"[{"eventType":"t","published":"2026-01-02T03:04:05Z","uuid":"u"}]"#,
            br#"{"m":"\"eventType\":\"fake\"","published":"2026-01-02T03:04:05Z","uuid":"u"}"#,
        ];
        for line in odd {
            assert_eq!(needles().see(line), None, "{}", String::from_utf8_lossy(line));
        }
        let quoted = br#"{"m":"\"eventType\":\"fake\"","eventType":"t","published":"2026-01-02T03:04:05Z","uuid":"u"}"#;
        assert_eq!(needles().see(quoted).map(|seen| seen.native_type), Some("t"));
    }

    #[test]
    fn a_name_that_occurs_often_is_found_by_its_way_from_the_top() {
        let ways = scan("eventType", &["at", "inner.at"], &["id", "inner.id"]);
        let flat =
            br#"{"targets":[{"id":"x"}],"note":"\"id\":\"y\"","at":1767323045123,"id":"u","eventType":"t"}"#;
        assert_eq!(ways.see(flat), Some(Seen { native_type: "t", second: 1_767_323_045, id: "u".into() }));
        let deep =
            br#"{"targets":[{"id":"x"}],"inner":{"a":{"id":"z"},"id":"u","at":"2026-01-02T03:04:05Z"},"eventType":"t"}"#;
        assert_eq!(ways.see(deep), Some(Seen { native_type: "t", second: 1_767_323_045, id: "u".into() }));
        let none = br#"{"targets":[{"id":"x"}],"at":"2026-01-02T03:04:05Z","eventType":"t"}"#;
        assert_eq!(ways.see(none), None);
    }

    #[test]
    fn the_quick_reading_of_times_agrees_with_the_slow_one() {
        for text in ["2026-10-25T00:30:00.123Z", "1999-12-31T23:59:59Z", "2024-02-29T12:00:00.0000000+00:00"]
        {
            let slow = chrono::DateTime::parse_from_rfc3339(text).unwrap().timestamp();
            assert_eq!(utc_second(text, false), Some(slow), "{text}");
        }
        for text in [
            "2023-02-29T12:00:00Z",
            "2023-02-28T12:00:00",
            "2023-02-28 12:00:00Z",
            "2023-02-28T12:00:00+01:00",
            "",
        ] {
            assert_eq!(utc_second(text, false), None, "{text}");
        }
        assert_eq!(utc_second("1970-01-01T00:00:09", true), Some(9));
        assert_eq!(utc_second("1970-01-01T00:00:09.5", true), Some(9));
        assert_eq!(utc_second("9999", true), None);
        assert_eq!(utc_second("0000000009123", false), Some(9));
    }
}
