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
