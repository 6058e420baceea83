//! Windows event logs (EVTX), read as the JSON lines that `evtx_dump` writes.

use std::fs::File;
use std::io::{BufReader, Read};

use evtx::{EvtxParser, ParserSettings, SerializedEvtxRecord};

use super::generated::{Generated, Source, guarded, unreadable};

/// Behind the header a log is made of chunks of this size.
const CHUNK_BYTES: u64 = 1 << 16;

/// Hands the records of a log, one a line, to `f`.
pub(super) fn with_records<T>(file: File, f: impl FnOnce(&mut (dyn Read + Send)) -> T) -> Result<T, String> {
    let length = file.metadata().map_err(|fault| fault.to_string())?.len();
    let fault = |fault: evtx::err::EvtxError| format!("the event log cannot be read: {fault}");
    let mut parser =
        guarded(|| EvtxParser::from_read_seek(BufReader::with_capacity(1 << 17, file)).map_err(fault))?
            .with_configuration(ParserSettings::default().indent(false));
    let header = parser.header();
    let (chunks, promised) =
        (length.saturating_sub(header.header_block_size.into()), u64::from(header.chunk_count));
    // The parser passes over what is no whole chunk at the end.
    let cut = chunks % CHUNK_BYTES > 0 || chunks / CHUNK_BYTES < promised;
    let records = guarded(|| Ok(parser.records_json()))?;
    Ok(f(&mut Generated::new(Records { records, cut })))
}

struct Records<I> {
    records: I,
    cut: bool,
}

impl<I, E> Source for Records<I>
where
    I: Iterator<Item = Result<SerializedEvtxRecord<String>, E>> + Send,
    E: std::fmt::Display,
{
    fn more(&mut self, text: &mut Vec<u8>) -> Option<Result<(), String>> {
        match self.records.next() {
            Some(Ok(record)) => {
                text.extend(record.data.bytes().filter(|byte| !matches!(byte, b'\n' | b'\r')));
                text.push(b'\n');
            }
            Some(Err(fault)) => unreadable(&fault.to_string(), text),
            None if self.cut => {
                self.cut = false;
                unreadable("the log is cut off: its last chunk is not whole", text);
            }
            None => return None,
        }
        Some(Ok(()))
    }
}
