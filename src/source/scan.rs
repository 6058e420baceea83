//! Looking at a JSON record without parsing it.
//!
//! A member's name with its quotes cannot stand inside a JSON string, where quotes are escaped; so one
//! search for all names that matter finds every member of those names, whatever the order of members
//! and the white space between them. A name can also be written with escapes of its letters, which
//! all begin with `\\u00`: a record with one is left to the parser, as is all else that is odd. A
//! name that occurs more than once is found by its way from the top of the record, over all that
//! stands beside it. A name that occurs once counts, wherever it stands.

use std::borrow::Cow;

use aho_corasick::packed::{self, Searcher};
use memchr::memmem::Finder;

use super::elements::{member_at, value_end};
use crate::mapping::source::{Excerpt, Field, Form, Looked, Path, Scan, SourceMapping, Step};

/// How letters of a name begin that are written as escapes.
const ESCAPE: &[u8] = b"\\u00";

/// The searches for one source.
#[derive(Debug, Clone)]
pub(super) struct Needles {
    search: Search,
    /// The names looked for.
    names: Vec<String>,
    native_type: Member,
    time: Member,
    id: Member,
    /// What stands before the id, if that takes several fields.
    id_words: Vec<Member>,
    /// A member and the values of which it must have one.
    only: Option<(Member, Vec<String>)>,
    /// Members without which the source claims no record.
    claims: Vec<usize>,
    /// Names of accounts: the member, and the piece of it that is the name.
    accounts: Vec<(usize, Option<Excerpt>)>,
    /// Texts that stand for nothing.
    nulls: Vec<String>,
    /// Whether a time without an offset is UTC.
    bare_is_utc: bool,
}

/// One search for all patterns: vectorised where the machine can.
#[derive(Debug, Clone)]
enum Search {
    Packed(Box<Searcher>),
    Plain(Vec<Finder<'static>>),
}

/// How a member is found.
#[derive(Debug, Clone)]
struct Member {
    /// The only name on the way to it, by its place among the names, if there is but one way of one name.
    name: Option<usize>,
    /// The names on the ways to it from the top of the record; the first way that leads to a value counts.
    ways: Vec<Vec<usize>>,
}

/// The members of looked-for names in a record: place of the name among the names, where the value begins.
pub(super) type Members = Vec<(usize, usize)>;

/// What a look at a record shows.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Seen<'a> {
    pub(super) native_type: &'a str,
    /// Second of the epoch.
    pub(super) second: i64,
    pub(super) id: Cow<'a, str>,
}

/// A record and the members found in it.
#[derive(Clone, Copy)]
struct Found<'a, 'm> {
    needles: &'m Needles,
    record: &'a [u8],
    members: &'m [(usize, usize)],
    /// Whether members are found by their ways even where their names might tell.
    by_way: bool,
}

impl Needles {
    /// The searches for records of a source; `None` if the source has none.
    pub(super) fn of(source: &SourceMapping) -> Option<Self> {
        let scan = source.scan.as_ref().filter(|_| source.each.is_none())?;
        let is_utc = source.time.zone == Some(chrono_tz::Tz::UTC);
        let mut needles =
            Self::new(scan, &source.nulls, is_utc && source.time.certain_in.contains(&Form::Json));
        needles.claim_by(&source.recognise.all);
        Some(needles)
    }

    /// Looks only at records that have these members, too.
    fn claim_by(&mut self, fields: &[Field]) {
        for field in fields {
            let [Path { steps, .. }] = field.0.as_slice() else { continue };
            let [Step::Name(name)] = steps.as_slice() else { continue };
            self.claims.push(place(&mut self.names, name));
        }
        self.search = Search::of(&self.names);
    }

    fn new(scan: &Scan, nulls: &[String], bare_is_utc: bool) -> Self {
        let mut names: Vec<String> = Vec::new();
        let mut place = |name: &str| place(&mut names, name);
        let mut member = |looked: &Looked| match looked {
            Looked::Named(name) => {
                let name = place(name);
                Member { name: Some(name), ways: vec![vec![name]] }
            }
            Looked::Ways(paths) => {
                let way = |path: &Path| way_of(&path.steps).iter().map(|name| place(name)).collect();
                Member { name: None, ways: paths.iter().map(way).collect() }
            }
        };
        let (native_type, time, id) = (member(&scan.native_type), member(&scan.time), member(&scan.id));
        let id_words = scan.id_words.iter().map(&mut member).collect();
        let only = scan.only.as_ref().map(|only| (member(&only.member), only.is.clone()));
        let accounts =
            scan.names.iter().filter_map(name_of).map(|(name, piece)| (place(name), piece)).collect();
        let search = Search::of(&names);
        let nulls = nulls.to_vec();
        Self {
            search,
            names,
            native_type,
            time,
            id,
            id_words,
            only,
            claims: Vec::new(),
            accounts,
            nulls,
            bare_is_utc,
        }
    }

    /// Finds the members; `None` if the record must be parsed.
    pub(super) fn find(&self, record: &[u8], members: &mut Members) -> Option<()> {
        members.clear();
        if record.first() != Some(&b'{') || record.last() != Some(&b'}') {
            return None;
        }
        self.search.each(record, &mut |pattern, at| {
            let name = self.names.get(pattern)?;
            if at > 0 && record[at - 1] == b'\\' {
                return None;
            }
            let behind = at + name.len() + 2;
            let colon = behind + white_space(&record[behind..]);
            if record.get(colon) == Some(&b':') {
                members.push((pattern, colon + 1 + white_space(&record[colon + 1..])));
            }
            Some(())
        })
    }

    /// Type, time and id of a record of which the members are found; `None` if it must be parsed.
    pub(super) fn see<'a>(&self, record: &'a [u8], members: &[(usize, usize)]) -> Option<Seen<'a>> {
        let mut found = Found { needles: self, record, members, by_way: false };
        let named = [&self.native_type, &self.time, &self.id];
        // Where a name occurs twice, the record may lie around another: then all must stand at its top.
        found.by_way =
            named.iter().any(|member| member.name.is_some_and(|name| found.only_one(name).is_none()));
        if !self.claims.iter().all(|name| members.iter().any(|(found, _)| found == name)) {
            return None;
        }
        if let Some((member, values)) = &self.only {
            let value = found.text(member)?;
            values.iter().find(|known| known.eq_ignore_ascii_case(value))?;
        }
        let native_type = found.text(&self.native_type)?;
        let second = utc_second(found.text(&self.time)?, self.bare_is_utc)?;
        Some(Seen { native_type, second, id: self.id(found)? })
    }

    fn id<'a>(&self, found: Found<'a, '_>) -> Option<Cow<'a, str>> {
        let own = found.text(&self.id)?;
        if self.id_words.is_empty() {
            return Some(own.into());
        }
        let mut words: Vec<&str> =
            self.id_words.iter().map(|member| found.text(member)).collect::<Option<_>>()?;
        words.push(own);
        Some(words.join("/").into())
    }

    /// The names of accounts in a record; `None` if it must be parsed.
    pub(super) fn accounts(
        &self,
        record: &[u8],
        members: &[(usize, usize)],
        each: &mut dyn FnMut(&str),
    ) -> Option<()> {
        for &(member, value) in members {
            // A list or object of names, or nothing, is no name.
            if !matches!(record.get(value), Some(b'"' | b'0'..=b'9')) || record[value..].starts_with(b"\"\"")
            {
                continue;
            }
            for (_, piece) in self.accounts.iter().filter(|(name, _)| *name == member) {
                let text = text_at(record, value)?;
                if self.nulls.iter().any(|null| null.eq_ignore_ascii_case(text)) {
                    continue;
                }
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

impl Search {
    /// A search for these names in quotes, and for letters written as escapes.
    fn of(names: &[String]) -> Self {
        let patterns =
            || names.iter().map(|name| format!("\"{name}\"").into_bytes()).chain([ESCAPE.to_vec()]);
        match packed::Searcher::new(patterns()) {
            Some(searcher) => Self::Packed(Box::new(searcher)),
            None => Self::Plain(patterns().map(|pattern| Finder::new(&pattern).into_owned()).collect()),
        }
    }

    /// Calls `f` with pattern and place of each occurrence until it gives `None`.
    fn each(&self, record: &[u8], f: &mut dyn FnMut(usize, usize) -> Option<()>) -> Option<()> {
        match self {
            Self::Packed(searcher) => {
                searcher.find_iter(record).try_for_each(|found| f(found.pattern().as_usize(), found.start()))
            }
            Self::Plain(finders) => finders
                .iter()
                .enumerate()
                .try_for_each(|(pattern, finder)| finder.find_iter(record).try_for_each(|at| f(pattern, at))),
        }
    }
}

impl<'a> Found<'a, '_> {
    /// The text of a member, unless it stands for nothing.
    fn text(self, member: &Member) -> Option<&'a str> {
        let alone = member.name.filter(|_| !self.by_way).and_then(|name| self.only_one(name));
        let text = match alone {
            Some(value) => text_at(self.record, value)?,
            None => member.ways.iter().find_map(|way| self.follow(0, way))?,
        };
        let is_null = self.needles.nulls.iter().any(|null| null.eq_ignore_ascii_case(text));
        (!is_null).then_some(text)
    }

    /// Where the value of the only member of a name begins.
    fn only_one(self, name: usize) -> Option<usize> {
        let mut values = self.members.iter().filter(|(found, _)| *found == name);
        let only = values.next()?.1;
        values.next().is_none().then_some(only)
    }

    /// The text at the end of a way from the object that begins here.
    fn follow(self, object: usize, way: &[usize]) -> Option<&'a str> {
        let (wanted, rest) = way.split_first()?;
        let value = self.member_of(object, *wanted)?;
        match (rest, self.record.get(value)?) {
            ([], _) => text_at(self.record, value),
            (_, b'{') => self.follow(value, rest),
            _ => None,
        }
    }

    /// Where the value of a member of the object begins, if it has one of this name and no second.
    fn member_of(self, object: usize, wanted: usize) -> Option<usize> {
        let name = self.needles.names.get(wanted)?;
        let last = self.members.iter().rfind(|(found, _)| *found == wanted)?.1;
        let mut only = None;
        let mut at = object + 1;
        loop {
            at += white_space(&self.record[at..]);
            match self.record.get(at)? {
                b',' => {
                    at += 1;
                    continue;
                }
                b'"' => {}
                b'}' => return only,
                _ => return None,
            }
            let (found, value) = member_at(self.record, at)?;
            if found == *name && only.replace(value).is_some() {
                return None;
            }
            if value >= last {
                return only;
            }
            at = value_end(self.record, value)?;
        }
    }
}

/// How many bytes of white space stand here.
fn white_space(bytes: &[u8]) -> usize {
    bytes.iter().take_while(|byte| matches!(byte, b' ' | b'\t' | b'\r' | b'\n')).count()
}

/// The member that holds a name, and the piece of it that is the name.
fn name_of(path: &Path) -> Option<(&str, Option<Excerpt>)> {
    match path.steps.as_slice() {
        [Step::Name(name)] => Some((name, None)),
        [Step::Name(name), Step::Piece(piece)] => Some((name, Some(piece.clone()))),
        _ => None,
    }
}

/// The place of a name among the names, which it joins.
fn place(names: &mut Vec<String>, name: &str) -> usize {
    names.iter().position(|known| known == name).unwrap_or_else(|| {
        names.push(name.to_owned());
        names.len() - 1
    })
}

/// The names on the way to a member.
fn way_of(steps: &[Step]) -> Vec<String> {
    let name = |step: &Step| match step {
        Step::Name(name) => Some(name.clone()),
        _ => None,
    };
    steps.iter().filter_map(name).collect()
}

/// The text or whole number that begins here, if it has no escapes.
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
        b'0'..=b'9' => {
            let digits = rest.iter().position(|byte| !byte.is_ascii_digit())?;
            // Fractions and exponents are no ids or times that a look can tell.
            if !matches!(rest[digits], b',' | b'}' | b']' | b' ' | b'\t' | b'\r' | b'\n') {
                return None;
            }
            &rest[..digits]
        }
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
        Needles::new(&scan, &["unknown".to_owned()], false)
    }

    fn see<'a>(needles: &Needles, record: &'a [u8]) -> Option<Seen<'a>> {
        let mut members = Members::new();
        needles.find(record, &mut members)?;
        needles.see(record, &members)
    }

    #[test]
    fn a_plain_record_shows_type_time_id_and_names() {
        let line = br#"{"actor":{"alternateId":"A@x"},"eventType":"t","published":"2026-01-02T03:04:05Z","uuid":"u","target":[{"alternateId":"b"}]}"#;
        assert_eq!(
            see(&needles(), line),
            Some(Seen { native_type: "t", second: 1_767_323_045, id: "u".into() })
        );
        let (mut names, mut members) = (Vec::new(), Members::new());
        needles().find(line, &mut members).unwrap();
        needles().accounts(line, &members, &mut |name| names.push(name.to_owned())).unwrap();
        assert_eq!(names, ["A@x", "b"]);
    }

    #[test]
    fn what_is_odd_is_left_to_the_parser() {
        let odd: [&[u8]; 8] = [
            br#"{"event\u0054ype":"c","eventType":"t","published":"2026-01-02T03:04:05Z","uuid":"u"}"#,
            br#"{"eventType":"n","eventType":"t","published":"2026-01-02T03:04:05Z","uuid":"u"}"#,
            br#"{"eventType":"t\u002e","published":"2026-01-02T03:04:05Z","uuid":"u"}"#,
            br#"{"eventType":"t","published":"2026-01-02T03:04:05Z","uuid":"u""#,
            br#"[{"eventType":"t","published":"2026-01-02T03:04:05Z","uuid":"u"}]"#,
            br#"{"m":"\"eventType\":\"fake\"","published":"2026-01-02T03:04:05Z","uuid":"u"}"#,
            br#"{"eventType":"t","published":"2026-01-02T03:04:05Z","uuid":12.5}"#,
            br#"{"eventType":"t","published":"2026-01-02T03:04:05Z","uuid":"Unknown"}"#,
        ];
        for line in odd {
            assert_eq!(see(&needles(), line), None, "{}", String::from_utf8_lossy(line));
        }
    }

    #[test]
    fn white_space_order_and_namesakes_further_inside_hide_nothing() {
        let records: [&[u8]; 4] = [
            b"{\"eventType\" :\t\"t\" , \"published\"\n: \"2026-01-02T03:04:05Z\",\r\n\"uuid\": \"u\"}",
            br#"{"uuid":"u","x":{"eventType":"n","uuid":"v"},"eventType":"t","published":"2026-01-02T03:04:05Z","y":[{"published":"2027-01-02T03:04:05Z"}]}"#,
            br#"{"m":"\"eventType\":\"fake\"","eventType":"t","published":"2026-01-02T03:04:05Z","uuid":"u"}"#,
            br#"{"m":"eventType","n":["uuid","published"],"eventType":"t","published":"2026-01-02T03:04:05Z","uuid":"u"}"#,
        ];
        let whole = Seen { native_type: "t", second: 1_767_323_045, id: "u".into() };
        for record in records {
            assert_eq!(see(&needles(), record).as_ref(), Some(&whole), "{}", String::from_utf8_lossy(record));
        }
    }

    #[test]
    fn a_name_that_occurs_often_is_found_by_its_way_from_the_top() {
        let ways = scan("eventType", &["at", "inner.at"], &["id", "inner.id"]);
        let flat =
            br#"{"targets":[{"id":"x"}],"note":"\"id\":\"y\"","at":1767323045123,"id":"u","eventType":"t"}"#;
        assert_eq!(see(&ways, flat), Some(Seen { native_type: "t", second: 1_767_323_045, id: "u".into() }));
        let deep =
            br#"{"targets":[{"id":"x"}],"inner":{"a":{"id":"z"},"id":"u","at":"2026-01-02T03:04:05Z"},"eventType":"t"}"#;
        assert_eq!(see(&ways, deep), Some(Seen { native_type: "t", second: 1_767_323_045, id: "u".into() }));
        let none = br#"{"targets":[{"id":"x"}],"at":"2026-01-02T03:04:05Z","eventType":"t"}"#;
        assert_eq!(see(&ways, none), None);
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
