//! Reading ahead on a thread of its own: what unpacks a file does nothing else.

use std::io::Read;
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};

/// Bytes that are handed over at a time: little enough to stay in a core's cache.
const PIECE: usize = 1 << 18;
/// Pieces that may lie ready.
const READY: usize = 8;

/// Hands `f` what `reader` gives, read ahead beside it.
pub(super) fn ahead<T>(reader: &mut (dyn Read + Send), f: impl FnOnce(&mut (dyn Read + Send)) -> T) -> T {
    let (full, pieces) = sync_channel(READY);
    let (emptied, empty) = channel();
    std::thread::scope(|scope| {
        // The thread has the reader only if it could be started.
        let (hand, handed) = sync_channel::<&mut (dyn Read + Send)>(1);
        let fill = move || {
            if let Ok(reader) = handed.recv() {
                fill_all(reader, &full, &empty);
            }
        };
        match std::thread::Builder::new().spawn_scoped(scope, fill) {
            Ok(_) => {
                // It waits for the reader.
                let _ = hand.send(reader);
                f(&mut Ahead { pieces, emptied, piece: Vec::new(), at: 0 })
            }
            Err(_) => f(reader),
        }
    })
}

/// A piece, or the fault that ends the reading.
type Piece = std::io::Result<Vec<u8>>;

/// Fills pieces until the end, a fault, or nobody wants more.
fn fill_all(reader: &mut (dyn Read + Send), full: &SyncSender<Piece>, empty: &Receiver<Vec<u8>>) {
    loop {
        let mut piece = empty.try_recv().unwrap_or_default();
        piece.resize(PIECE, 0);
        let (length, fault) = fill(reader, &mut piece);
        piece.truncate(length);
        if length > 0 && full.send(Ok(piece)).is_err() {
            return;
        }
        if let Some(fault) = fault {
            // Nobody may be waiting any more.
            let _ = full.send(Err(fault));
        } else if length == PIECE {
            continue;
        }
        return;
    }
}

/// Fills a buffer as far as the stream goes.
pub(super) fn fill(reader: &mut (dyn Read + Send), buffer: &mut [u8]) -> (usize, Option<std::io::Error>) {
    let mut filled = 0;
    while filled < buffer.len() {
        match reader.read(&mut buffer[filled..]) {
            Ok(0) => break,
            Ok(read) => filled += read,
            Err(fault) if fault.kind() == std::io::ErrorKind::Interrupted => {}
            Err(fault) => return (filled, Some(fault)),
        }
    }
    (filled, None)
}

/// What was read ahead.
struct Ahead {
    pieces: Receiver<Piece>,
    emptied: Sender<Vec<u8>>,
    piece: Vec<u8>,
    at: usize,
}

impl Read for Ahead {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        while self.at == self.piece.len() {
            let Ok(next) = self.pieces.recv() else { return Ok(0) };
            // The other side may have ended.
            let _ = self.emptied.send(std::mem::replace(&mut self.piece, next?));
            self.at = 0;
        }
        let length = buffer.len().min(self.piece.len() - self.at);
        buffer[..length].copy_from_slice(&self.piece[self.at..self.at + length]);
        self.at += length;
        Ok(length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gives so many bytes, then a fault.
    struct Faulty(usize);

    impl Read for Faulty {
        fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
            if self.0 == 0 {
                return Err(std::io::Error::other("broken"));
            }
            let length = buffer.len().min(self.0).min(1000);
            buffer[..length].fill(b'x');
            self.0 -= length;
            Ok(length)
        }
    }

    #[test]
    fn the_same_bytes_come_in_their_order() {
        let bytes: Vec<u8> = (0..PIECE * 5 / 2).map(|at| u8::try_from(at % 251).unwrap()).collect();
        let mut read = Vec::new();
        ahead(&mut bytes.as_slice(), |reader| reader.read_to_end(&mut read)).unwrap();
        assert!(read == bytes, "{} of {} bytes", read.len(), bytes.len());
        assert_eq!(ahead(&mut &b""[..], |reader| reader.read(&mut [0; 8])).unwrap(), 0);
    }

    #[test]
    fn a_fault_comes_behind_what_was_read_before_it() {
        for before in [0, 7, PIECE, PIECE + 1] {
            let mut read = Vec::new();
            let fault = ahead(&mut Faulty(before), |reader| reader.read_to_end(&mut read)).unwrap_err();
            assert_eq!((read.len(), fault.to_string().as_str()), (before, "broken"));
        }
    }

    #[test]
    fn who_stops_early_leaves_nobody_waiting() {
        let endless = ahead(&mut std::io::repeat(b'x'), |reader| reader.read(&mut [0; 8])).unwrap();
        assert!(endless > 0);
    }
}
