//! Text that is made while it is read, from what a foreign format's reader hands out.

use std::io::Read;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// How a line begins that stands for a record that could not be made; the reason follows.
pub(super) const UNREADABLE: &[u8] = b"\x01unreadable: ";

/// Writes a line for a record that could not be made, so that it is rejected in its place.
pub(super) fn unreadable(reason: &str, text: &mut Vec<u8>) {
    text.extend_from_slice(UNREADABLE);
    text.extend(reason.bytes().map(|byte| if byte.is_ascii_control() { b' ' } else { byte }));
    text.push(b'\n');
}

/// Runs a foreign reader on what may be a damaged file. Those readers are written with care, but a
/// panic of one must not end the run.
pub(super) fn guarded<T>(f: impl FnOnce() -> Result<T, String>) -> Result<T, String> {
    catch_unwind(AssertUnwindSafe(f))
        .unwrap_or_else(|_| Err("it is damaged: its reader came upon what cannot be".to_owned()))
}

/// Makes the next piece of text; `None` at the end.
pub(super) trait Source: Send {
    /// Appends text.
    ///
    /// # Errors
    /// Why nothing more can be read.
    fn more(&mut self, text: &mut Vec<u8>) -> Option<Result<(), String>>;
}

/// The text of a source.
pub(super) struct Generated<S> {
    source: S,
    text: Vec<u8>,
    at: usize,
    ended: bool,
}

impl<S: Source> Generated<S> {
    pub(super) fn new(source: S) -> Self {
        Self { source, text: Vec::new(), at: 0, ended: false }
    }
}

impl<S: Source> Read for Generated<S> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        while self.at == self.text.len() && !self.ended {
            self.text.clear();
            self.at = 0;
            let Self { source, text, .. } = self;
            match guarded(|| source.more(text).transpose()) {
                Ok(Some(())) => {}
                Ok(None) => self.ended = true,
                Err(fault) => {
                    self.ended = true;
                    return Err(std::io::Error::other(fault));
                }
            }
        }
        let length = buffer.len().min(self.text.len() - self.at);
        buffer[..length].copy_from_slice(&self.text[self.at..self.at + length]);
        self.at += length;
        Ok(length)
    }
}
