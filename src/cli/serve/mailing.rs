//! Starting the worker that empties the outbox.

use crate::{
    clock::{Clock, SystemClock},
    config::Config,
    mail::{
        letter::LetterTemplates,
        posting::Posting,
        transport::Transport,
        worker::{Pace, Worker},
    },
    office::{Office, Randomness, SystemRandomness},
};
use std::sync::Arc;
use tokio::{
    sync::{Notify, watch},
    task::JoinSet,
};

/// Starts the worker. It is woken by the office after each commit.
pub(super) fn start(
    config: &Config,
    office: &Office,
    workers: &mut JoinSet<()>,
    stop: &watch::Receiver<bool>,
) -> anyhow::Result<()> {
    let worker = Worker {
        outbox: Posting {
            office: office.clone(),
        },
        transport: Transport::open(&config.mail, None)?,
        templates: LetterTemplates::built_in()?,
        letterhead: config.mail.letterhead(&config.municipality),
        sender: config.mail.sender(&config.municipality)?,
        pace: Pace::default(),
        now: Arc::new(|| SystemClock.now()),
        // Without randomness the tries are not spread, which is no reason to send nothing.
        random_byte: Arc::new(|| SystemRandomness.seed().map_or(0, |seed| seed[0])),
    };
    let wake = Arc::new(Notify::new());
    workers.spawn(Arc::new(worker).run(Arc::clone(&wake), stop.clone()));
    workers.spawn(pass_on(office.clone(), wake, stop.clone()));
    Ok(())
}

/// Lets the office's waking reach the worker.
async fn pass_on(office: Office, wake: Arc<Notify>, mut stop: watch::Receiver<bool>) {
    while !*stop.borrow() {
        tokio::select! {
            () = office.mail_waits() => wake.notify_one(),
            stopped = stop.changed() => {
                if stopped.is_err() {
                    return;
                }
            }
        }
    }
}
