//! Threads that work on parts of files, and the promises of what they will find.

use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Mutex, PoisonError};

/// Something to be done.
type Task<'env> = Box<dyn FnOnce() + Send + 'env>;

/// Some threads at work. Tasks wait for each other only here: whoever gives more than the threads
/// can take waits until one is free.
pub(super) struct Crew<'env> {
    /// `None` if no thread could be started: then the giver does the work.
    queue: Option<SyncSender<Task<'env>>>,
}

/// What a task will have found.
pub(super) struct Promise<T>(Receiver<T>);

impl<T> Promise<T> {
    /// Waits for it; `None` if the task came to nothing, which only a fault of this program does.
    pub(super) fn kept(self) -> Option<T> {
        self.0.recv().ok()
    }
}

impl<'env> Crew<'env> {
    /// Runs `f` with so many threads at work, which end with it.
    pub(super) fn with<T>(threads: usize, f: impl FnOnce(&Self) -> T) -> T {
        let (queue, tasks) = sync_channel::<Task<'env>>(threads * 2);
        let tasks = Mutex::new(tasks);
        let work = || {
            loop {
                let task = tasks.lock().unwrap_or_else(PoisonError::into_inner).recv();
                let Ok(task) = task else { return };
                task();
            }
        };
        std::thread::scope(|scope| {
            let started = (0..threads)
                .filter_map(|_| std::thread::Builder::new().spawn_scoped(scope, work).ok())
                .count();
            f(&Self { queue: (started > 0).then_some(queue) })
        })
    }

    /// Has something done; waits while all threads are busy and as many tasks lie ready again.
    pub(super) fn order<T: Send + 'env>(&self, work: impl FnOnce() -> T + Send + 'env) -> Promise<T> {
        let (give, take) = sync_channel(1);
        let task = move || {
            // Nobody may be waiting any more.
            let _ = give.send(work());
        };
        match &self.queue {
            // It fails only if all threads are gone, which the promise tells.
            Some(queue) => drop(queue.send(Box::new(task))),
            None => task(),
        }
        Promise(take)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn promises_are_kept_in_any_order_by_any_number_of_threads() {
        for threads in [0, 1, 2, 7] {
            let found: Vec<Option<u64>> = Crew::with(threads, |crew| {
                let promises: Vec<Promise<u64>> =
                    (0..100).map(|number| crew.order(move || number * number)).collect();
                promises.into_iter().rev().map(Promise::kept).collect()
            });
            assert_eq!(found, (0..100).rev().map(|number| Some(number * number)).collect::<Vec<_>>());
        }
    }
}
