//! The worker that does what falls due: reminders to send, documents to make.

use super::Clock;
use crate::office::Office;
use std::{sync::Arc, time::Duration};
use tokio::sync::watch;

/// How often it is looked for due work when nobody wakes the worker.
pub const POLL: Duration = Duration::from_secs(30);

/// Works until `stop` says true; what is under way is finished first.
///
/// Woken after each commit; looks by itself every `poll`, for what another node has left behind and
/// for days that pass. What fails is tried again later by the office.
pub async fn run(
    office: Office,
    clock: Arc<dyn Clock>,
    poll: Duration,
    mut stop: watch::Receiver<bool>,
) {
    while !*stop.borrow() {
        match office.do_due_work(clock.now()).await {
            // There may be more than was taken at once.
            Ok(taken) if 0 < taken => continue,
            Ok(_) => {}
            Err(error) => tracing::error!(%error, "due work could not be fetched"),
        }
        tokio::select! {
            () = office.work_waits() => {}
            () = tokio::time::sleep(poll) => {}
            stopped = stop.changed() => {
                if stopped.is_err() {
                    return;
                }
            }
        }
    }
}
