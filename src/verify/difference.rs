//! What differs, and where.

use std::io::Read;

use crate::report::safe;

/// Bytes compared at a time.
const CHUNK: usize = 1 << 16;
/// Bytes that a difference shows of either side.
const SHOWN: usize = 40;

/// Something that is not as it should be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The file, as the manifest names it; of an input its name there.
    pub file: String,
    /// 1-based line of the first byte that differs, of a text.
    pub line: Option<u64>,
    /// 0-based place of the first byte that differs, where the bytes were compared.
    pub byte: Option<u64>,
    /// What differs, in words.
    pub said: String,
}

impl Difference {
    /// A difference of a whole file.
    #[must_use]
    pub fn of(file: &str, said: impl Into<String>) -> Self {
        Self { file: safe::clipped(file, 200), line: None, byte: None, said: said.into() }
    }
}

/// The first difference between the bytes that stand in a file and those that were made.
pub(super) fn first(file: &str, mut there: impl Read, made: &[u8]) -> std::io::Result<Option<Difference>> {
    let mut buffer = vec![0; CHUNK];
    let (mut at, mut lines) = (0, 0);
    loop {
        let read = fill(&mut there, &mut buffer)?;
        let expected = &made[at..made.len().min(at + CHUNK)];
        let found = &buffer[..read];
        if found == expected {
            if read < CHUNK {
                return Ok(None);
            }
            (at, lines) = (at + read, lines + breaks(found));
            continue;
        }
        let same = found.iter().zip(expected).take_while(|(one, other)| one == other).count();
        let line = is_text(file).then(|| lines + breaks(&found[..same]) + 1);
        let said = format!("here {}, made again {}", shown(found, same), shown(expected, same));
        return Ok(Some(Difference {
            file: safe::clipped(file, 200),
            line,
            byte: Some((at + same) as u64),
            said,
        }));
    }
}

fn fill(reader: &mut impl Read, buffer: &mut [u8]) -> std::io::Result<usize> {
    let mut length = 0;
    while length < buffer.len() {
        match reader.read(&mut buffer[length..])? {
            0 => break,
            read => length += read,
        }
    }
    Ok(length)
}

fn breaks(bytes: &[u8]) -> u64 {
    memchr::memchr_iter(b'\n', bytes).count() as u64
}

fn is_text(file: &str) -> bool {
    let extension = file.rsplit('.').next().unwrap_or_default();
    ["csv", "json", "jsonl", "html", "txt", "pem"].contains(&extension)
}

/// What stands at the place where two sides part: as text where it is one, else the byte.
fn shown(bytes: &[u8], at: usize) -> String {
    let rest = &bytes[at.min(bytes.len())..bytes.len().min(at + SHOWN)];
    match (rest, std::str::from_utf8(rest)) {
        ([], _) => "the end".to_owned(),
        (_, Ok(text)) if !text.contains('\0') => format!("`{}`", safe::line(text)),
        ([byte, ..], _) if byte.is_ascii_graphic() => {
            let text: String = rest
                .iter()
                .take_while(|byte| byte.is_ascii_graphic())
                .map(|byte| char::from(*byte))
                .collect();
            format!("`{text}`")
        }
        ([byte, ..], _) => format!("byte {byte:#04x}"),
    }
}
