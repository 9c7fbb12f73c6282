//! One mail from claim to settlement. A mail that makes the code panic is given up, and no other
//! mail notices.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};

use super::{AddressedLetter, Claimed, Outbox, Settlement, Worker};
use crate::mail::failure::SendFailure;
use crate::mail::message::{Envelope, OutgoingMail, compose};
use crate::mail::schedule::{NextTry, next_try};

/// When a mail comes back that our own configuration held up. Nothing leaves before the queue
/// flows again, whatever this says.
const RETURN: TimeDelta = TimeDelta::minutes(1);

/// What a delivery tells about the server.
pub(super) enum Delivery {
    /// A server took the mail.
    Sent,
    /// A server, or the lack of one, said no.
    Failed(SendFailure),
    /// The mail never got as far as the server.
    NotTried,
}

/// Delivers one claimed mail and settles it.
pub(super) async fn deliver<O: Outbox>(worker: Arc<Worker<O>>, claimed: Claimed) -> Delivery {
    // A task of its own is the net that catches a panic.
    let attempt = tokio::spawn(attempt(Arc::clone(&worker), claimed.clone()));
    let (settlement, delivery) = match attempt.await {
        Ok(Attempt::Sent { reply }) => (Settlement::Sent { reply }, Delivery::Sent),
        Ok(Attempt::NotNeeded) => (Settlement::Cancelled, Delivery::NotTried),
        Ok(Attempt::OutboxFailed) => return Delivery::NotTried,
        Ok(Attempt::Poison { reason }) => (Settlement::Dead { reason }, Delivery::NotTried),
        Ok(Attempt::Failed(failure)) => {
            let now = (worker.now)();
            let settlement = after_failure(&claimed, failure.clone(), now, (worker.random_byte)());
            (settlement, Delivery::Failed(failure))
        }
        Err(error) if !error.is_panic() => return Delivery::NotTried,
        Err(_) => {
            let reason = "the mail made the program panic".to_owned();
            (Settlement::Dead { reason }, Delivery::NotTried)
        }
    };
    log(&claimed, &settlement);
    if let Err(error) = worker
        .outbox
        .settle(&claimed, settlement, (worker.now)())
        .await
    {
        tracing::error!(mail.id = %claimed.mail, %error, "mail {}: its state cannot be written", claimed.mail);
    }
    delivery
}

enum Attempt {
    Sent { reply: String },
    NotNeeded,
    OutboxFailed,
    Poison { reason: String },
    Failed(SendFailure),
}

async fn attempt<O: Outbox>(worker: Arc<Worker<O>>, claimed: Claimed) -> Attempt {
    let now = (worker.now)();
    let letter = match worker.outbox.letter(&claimed, now).await {
        Ok(Some(letter)) => letter,
        Ok(None) => return Attempt::NotNeeded,
        Err(error) => {
            tracing::error!(mail.id = %claimed.mail, %error, "mail {}: its letter cannot be loaded", claimed.mail);
            return Attempt::OutboxFailed;
        }
    };
    let mail = match compose_letter(&worker, &claimed, &letter, now) {
        Ok(mail) => mail,
        Err(reason) => return Attempt::Poison { reason },
    };
    match worker.transport.send(&mail).await {
        Ok(accepted) => Attempt::Sent {
            reply: accepted.reply,
        },
        Err(failure) => Attempt::Failed(failure),
    }
}

fn compose_letter<O>(
    worker: &Worker<O>,
    claimed: &Claimed,
    addressed: &AddressedLetter,
    now: DateTime<Utc>,
) -> Result<OutgoingMail, String> {
    let rendered = worker
        .templates
        .render(&addressed.letter, &worker.letterhead)
        .map_err(|fault| fault.to_string())?;
    let envelope = Envelope {
        mail: claimed.mail,
        message_id: &claimed.message_id,
        about: addressed.about,
        recipient: &addressed.recipient,
        sender: &worker.sender,
        date: now,
    };
    compose(&envelope, rendered).map_err(|fault| fault.to_string())
}

fn after_failure(
    claimed: &Claimed,
    failure: SendFailure,
    now: DateTime<Utc>,
    jitter: u8,
) -> Settlement {
    match failure {
        SendFailure::RecipientRefused { .. } => Settlement::Bounced { failure },
        SendFailure::OurConfiguration { .. } => Settlement::Returned {
            at: now + RETURN,
            failure,
        },
        SendFailure::Temporary { ref reason, .. } => {
            match next_try(
                claimed.attempt,
                claimed.queued_at,
                claimed.deadline,
                now,
                jitter,
            ) {
                NextTry::At(at) => Settlement::Retry { at, failure },
                NextTry::GiveUp => Settlement::Dead {
                    reason: reason.clone(),
                },
            }
        }
    }
}

/// Ids and kinds only: a server's reply may repeat an address.
fn log(claimed: &Claimed, settlement: &Settlement) {
    let id = claimed.mail;
    match settlement {
        Settlement::Sent { .. } => tracing::info!(mail.id = %id, "mail {id}: sent"),
        Settlement::Cancelled => tracing::info!(mail.id = %id, "mail {id}: no longer needed"),
        Settlement::Retry { at, .. } => {
            tracing::warn!(mail.id = %id, mail.next_try = %at, "mail {id}: will be tried again");
        }
        Settlement::Returned { .. } => {
            tracing::warn!(mail.id = %id, "mail {id}: held back, our configuration is refused");
        }
        Settlement::Bounced { .. } => {
            tracing::warn!(mail.id = %id, "mail {id}: the recipient was refused");
        }
        Settlement::Dead { .. } => tracing::error!(mail.id = %id, "mail {id}: given up"),
    }
}
