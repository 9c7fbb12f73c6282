//! The worker that looks whether other workflow files are to be in force: what another node has
//! taken into force, and what has changed in the municipality's own folder.

use super::Clock;
use crate::office::{Office, workflows::Installer};
use std::{sync::Arc, time::Duration};
use tokio::sync::watch;

/// Looks every `poll`, the first time at once, until `stop` says true.
pub async fn run(
    office: Office,
    clock: Arc<dyn Clock>,
    poll: Duration,
    mut stop: watch::Receiver<bool>,
) {
    while !*stop.borrow() {
        if let Err(error) = office
            .reload_workflows(Installer::Folder, clock.now())
            .await
        {
            tracing::error!(%error, "the workflows could not be read again");
        }
        tokio::select! {
            () = tokio::time::sleep(poll) => {}
            stopped = stop.changed() => {
                if stopped.is_err() {
                    return;
                }
            }
        }
    }
}
