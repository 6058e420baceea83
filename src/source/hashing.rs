//! The hash of a file, made on a thread of its own beside the reading.

use std::sync::mpsc::sync_channel;

use sha2::{Digest, Sha256};

use super::blocks::Block;
use super::documents::hex;

/// Blocks that may wait to be hashed: enough to keep the thread busy, few enough to stay small.
const WAITING: usize = 8;

/// Takes the blocks of a content in their order.
pub(super) type Feed<'f> = dyn FnMut(&Block) + Send + 'f;

/// Runs `read`, which hands every block to its argument, and makes the SHA-256 of all of them
/// (lower-case hex) if it is `wanted`; `None` also if no thread could be started.
pub(super) fn beside<T>(wanted: bool, read: impl FnOnce(&mut Feed<'_>) -> T) -> (T, Option<String>) {
    std::thread::scope(|scope| {
        let (sender, receiver) = sync_channel::<Block>(WAITING);
        let hash = move || {
            let mut hash = Sha256::new();
            receiver.into_iter().for_each(|block| hash.update(block.bytes()));
            hex(&hash.finalize())
        };
        let thread = wanted.then(|| std::thread::Builder::new().spawn_scoped(scope, hash).ok()).flatten();
        let result = read(&mut |block| {
            if thread.is_some() {
                // It only fails if the thread is gone, which the joining tells.
                let _ = sender.send(block.bare());
            }
        });
        drop(sender);
        (result, thread.and_then(|thread| thread.join().ok()))
    })
}

#[cfg(test)]
mod tests {
    use super::super::blocks::{Blocks, Lines};
    use super::*;

    #[test]
    fn the_hash_is_of_all_bytes_in_their_order() {
        let text: String = (0..2_000).map(|at| format!("{at}\n\n  ")).chain(["cut".to_owned()]).collect();
        let whole = hex(&Sha256::digest(text.as_bytes()));
        // Far more blocks than may wait, of sizes that cut lines and white space anywhere.
        for size in [1, 7, 64, 100_000] {
            let read = |feed: &mut Feed<'_>| {
                let mut reader = text.as_bytes();
                let mut blocks = Blocks::of_size(&mut reader, Box::new(Lines), size);
                std::iter::from_fn(|| blocks.next()).inspect(|block| feed(block)).count()
            };
            let (blocks, hash) = beside(true, read);
            assert_eq!(hash.as_deref(), Some(whole.as_str()), "{blocks} blocks of {size}");
        }
    }

    #[test]
    fn nothing_is_hashed_that_is_not_wanted() {
        let read = |feed: &mut Feed<'_>| {
            let mut reader = &b"a\nb\n"[..];
            let mut blocks = Blocks::of_size(&mut reader, Box::new(Lines), 1);
            std::iter::from_fn(|| blocks.next()).inspect(|block| feed(block)).count()
        };
        assert_eq!(beside(false, read).1, None);
    }
}
