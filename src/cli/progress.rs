//! One line that tells how far the reading is.

use std::io::Write as _;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use crate::source::Progress;

/// A line on standard error, rewritten at most ten times a second, shown once a run takes longer.
pub(super) struct Bar {
    state: Option<Mutex<State>>,
    began: Instant,
}

struct State {
    shown: Option<Instant>,
}

const PATIENCE: Duration = Duration::from_millis(400);
const PACE: Duration = Duration::from_millis(100);

impl Bar {
    /// A bar, or one that never shows.
    pub(super) fn new(is_on: bool) -> Self {
        Self { state: is_on.then(|| Mutex::new(State { shown: None })), began: Instant::now() }
    }

    /// Shows how far it is.
    pub(super) fn show(&self, progress: Progress) {
        let Some(mut state) = self.state.as_ref().and_then(|state| state.try_lock().ok()) else { return };
        let spent = self.began.elapsed();
        if spent < PATIENCE || state.shown.is_some_and(|shown| shown.elapsed() < PACE) {
            return;
        }
        state.shown = Some(Instant::now());
        let _ = write!(std::io::stderr().lock(), "\r\x1b[2K{}", line(progress, spent));
    }

    /// Takes the line away.
    pub(super) fn clear(&self) {
        let shown =
            self.state.as_ref().and_then(|state| state.lock().ok().map(|state| state.shown.is_some()));
        if shown == Some(true) {
            let _ = write!(std::io::stderr().lock(), "\r\x1b[2K");
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "for display")]
fn line(progress: Progress, spent: Duration) -> String {
    let megabytes = |bytes: u64| bytes as f64 / 1e6;
    let rate = megabytes(progress.bytes) / spent.as_secs_f64().max(1e-3);
    let left = megabytes(progress.total.saturating_sub(progress.bytes)) / rate.max(1e-3);
    format!(
        "reading {:.0} of {:.0} MB, {rate:.0} MB/s, {left:.0} s left",
        megabytes(progress.bytes),
        megabytes(progress.total)
    )
}
