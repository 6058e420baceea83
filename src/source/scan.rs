//! Looking at a compact JSON record without parsing it.
//!
//! A member name with its quotes cannot stand inside a JSON string, where quotes
//! are escaped; so one search finds the member. What is odd (no hit, two hits of
//! the type, a backslash in a value) is left to the parser.

use memchr::memmem::Finder;

use crate::mapping::source::Scan;

/// The searches for one source.
#[derive(Debug, Clone)]
pub(super) struct Needles {
    native_type: Finder<'static>,
    time: Finder<'static>,
    id: Finder<'static>,
    names: Vec<Finder<'static>>,
}

/// What a look at a record shows.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Seen<'a> {
    pub(super) native_type: &'a str,
    pub(super) time: &'a str,
    pub(super) id: &'a str,
}

impl Needles {
    /// The searches for records written with or without a space behind colons.
    pub(super) fn new(scan: &Scan, spaced: bool) -> Self {
        let needle =
            |name: &str| Finder::new(&format!("\"{name}\":{}\"", if spaced { " " } else { "" })).into_owned();
        Self {
            native_type: needle(&scan.native_type),
            time: needle(&scan.time),
            id: needle(&scan.id),
            names: scan.names.iter().map(|name| needle(name)).collect(),
        }
    }

    /// Type, time and id of a record; `None` if it must be parsed.
    pub(super) fn see<'a>(&self, record: &'a [u8]) -> Option<Seen<'a>> {
        if record.first() != Some(&b'{') || record.last() != Some(&b'}') {
            return None;
        }
        let at = self.native_type.find(record)?;
        let native_type = value_at(record, at + self.native_type.needle().len())?;
        if self.native_type.find(&record[at + 1..]).is_some() {
            return None;
        }
        let first = |needle: &Finder<'_>| value_at(record, needle.find(record)? + needle.needle().len());
        Some(Seen { native_type, time: first(&self.time)?, id: first(&self.id)? })
    }

    /// The names of accounts in a record; `None` if it must be parsed.
    pub(super) fn names<'a>(&self, record: &'a [u8], each: &mut dyn FnMut(&'a str)) -> Option<()> {
        for needle in &self.names {
            for at in needle.find_iter(record) {
                each(value_at(record, at + needle.needle().len())?);
            }
        }
        Some(())
    }
}

/// The text up to the closing quote, if it has no escapes.
fn value_at(record: &[u8], at: usize) -> Option<&str> {
    let rest = &record[at..];
    let value = &rest[..memchr::memchr(b'"', rest)?];
    if memchr::memchr(b'\\', value).is_some() {
        return None;
    }
    std::str::from_utf8(value).ok()
}

/// Seconds of the epoch of `YYYY-MM-DDThh:mm:ss`, fraction, `Z`; `None` for any other form.
pub(super) fn utc_second(text: &str) -> Option<i64> {
    let bytes = text.as_bytes();
    let (stamp, rest) = bytes.split_at_checked(19)?;
    let tail = match rest {
        [b'.', digits @ .., b'Z'] => digits,
        [b'Z'] => &[],
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
        let scan = Scan {
            native_type: "eventType".to_owned(),
            time: "published".to_owned(),
            id: "uuid".to_owned(),
            names: vec!["alternateId".to_owned()],
        };
        Needles::new(&scan, false)
    }

    #[test]
    fn a_plain_record_shows_type_time_id_and_names() {
        let line = br#"{"actor":{"alternateId":"A@x"},"eventType":"t","published":"p","uuid":"u","target":[{"alternateId":"b"}]}"#;
        assert_eq!(needles().see(line), Some(Seen { native_type: "t", time: "p", id: "u" }));
        let mut names = Vec::new();
        needles().names(line, &mut |name| names.push(name)).unwrap();
        assert_eq!(names, ["A@x", "b"]);
    }

    #[test]
    fn what_is_odd_is_left_to_the_parser() {
        let odd: [&[u8]; 6] = [
            br#"{"eventType" : "t","published":"p","uuid":"u"}"#,
            br#"{"x":{"eventType":"n"},"eventType":"t","published":"p","uuid":"u"}"#,
            br#"{"eventType":"t\u002e","published":"p","uuid":"u"}"#,
            br#"{"eventType":"t","published":"p","uuid":"u""#,
            br#"[{"eventType":"t","published":"p","uuid":"u"}]"#,
            br#"{"m":"\"eventType\":\"fake\"","published":"p","uuid":"u"}"#,
        ];
        for line in odd {
            assert_eq!(needles().see(line), None, "{}", String::from_utf8_lossy(line));
        }
        let quoted = br#"{"m":"\"eventType\":\"fake\"","eventType":"t","published":"p","uuid":"u"}"#;
        assert_eq!(needles().see(quoted).map(|seen| seen.native_type), Some("t"));
    }

    #[test]
    fn the_quick_reading_of_times_agrees_with_the_slow_one() {
        for text in ["2026-10-25T00:30:00.123Z", "1999-12-31T23:59:59Z", "2024-02-29T12:00:00.0000000Z"] {
            let slow = chrono::DateTime::parse_from_rfc3339(text).unwrap().timestamp();
            assert_eq!(utc_second(text), Some(slow), "{text}");
        }
        for text in [
            "2023-02-29T12:00:00Z",
            "2023-02-28T12:00:00",
            "2023-02-28 12:00:00Z",
            "2023-02-28T12:00:00+01:00",
            "",
        ] {
            assert_eq!(utc_second(text), None, "{text}");
        }
    }
}
