//! The outbox worker: claim → still needed? → render → send → mark, a few mails side by side.
//!
//! The worker decides nothing about matters; it asks its [`Outbox`]. A mail is marked only after
//! the server took it, so that a crash in between sends it again under the same Message-ID, and
//! never loses it.

mod delivery;

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use tokio::sync::{Notify, watch};
use tokio::task::JoinSet;

use super::failure::SendFailure;
use super::flow::{Flow, Halt};
use super::letter::{Letter, LetterTemplates, Letterhead};
use super::message::{Recipient, Sender};
use super::transport::Transport;
use crate::domain::identifiers::MailId;
use crate::work::Subject;
use delivery::Delivery;

/// What the worker needs of the place where mails wait. Each call is a transaction of its own.
pub trait Outbox: Send + Sync + 'static {
    /// What can go wrong there, mostly the database.
    type Error: std::error::Error + Send + Sync + 'static;

    /// Takes up to `limit` mails that are due at `now`, or whose earlier lease has run out, and
    /// holds them for `lease`.
    fn claim(
        &self,
        now: DateTime<Utc>,
        lease: TimeDelta,
        limit: usize,
    ) -> impl Future<Output = Result<Vec<Claimed>, Self::Error>> + Send;

    /// The mail's letter and recipient as they are now, with the link derived anew. `None` when
    /// it is no longer needed: answered, revoked, superseded, or the address is another.
    fn letter(
        &self,
        claimed: &Claimed,
        now: DateTime<Utc>,
    ) -> impl Future<Output = Result<Option<AddressedLetter>, Self::Error>> + Send;

    /// Writes down how it went and lets go of the lease.
    fn settle(
        &self,
        claimed: &Claimed,
        settlement: Settlement,
        now: DateTime<Utc>,
    ) -> impl Future<Output = Result<(), Self::Error>> + Send;

    /// Told when the queue stops or flows again, for the banner that administrators see.
    fn flow_changed(
        &self,
        flow: &Flow,
        now: DateTime<Utc>,
    ) -> impl Future<Output = Result<(), Self::Error>> + Send;
}

/// A mail that this worker holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claimed {
    /// Its identity.
    pub mail: MailId,
    /// Its Message-ID, with angle brackets.
    pub message_id: String,
    /// Which try this is, from 1; also names the lease.
    pub attempt: u32,
    /// When the act put it in the outbox.
    pub queued_at: DateTime<Utc>,
    /// After this it has no point.
    pub deadline: Option<DateTime<Utc>>,
}

/// A letter and who gets it.
#[derive(Clone)]
pub struct AddressedLetter {
    /// What it is about, the root of its mail thread.
    pub about: Option<Subject>,
    /// The one recipient.
    pub recipient: Recipient,
    /// The facts to tell.
    pub letter: Letter,
}

/// How it went with a mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Settlement {
    /// A server took it.
    Sent {
        /// The server's words.
        reply: String,
    },
    /// It was no longer needed.
    Cancelled,
    /// It is tried again at `at`; this try counts.
    Retry {
        /// When.
        at: DateTime<Utc>,
        /// What went wrong.
        failure: SendFailure,
    },
    /// It is due again at `at` and the try does not count: the fault is ours, not the mail's.
    Returned {
        /// When.
        at: DateTime<Utc>,
        /// What is wrong with our configuration.
        failure: SendFailure,
    },
    /// The address does not work: the link is revoked and the registrar gets a task.
    Bounced {
        /// What the server said.
        failure: SendFailure,
    },
    /// Given up; a person is told.
    Dead {
        /// Why, for the page that shows the queue.
        reason: String,
    },
}

/// How the worker works; the figures that a test wants to change.
#[derive(Debug, Clone)]
pub struct Pace {
    /// How many mails leave side by side.
    pub parallel: usize,
    /// How long a mail is held: longer than a sending may take.
    pub lease: TimeDelta,
    /// How often the outbox is looked at when nobody wakes the worker.
    pub poll: Duration,
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            parallel: 3,
            lease: TimeDelta::seconds(120),
            poll: Duration::from_secs(15),
        }
    }
}

/// What the worker is given: everything it does not know by itself.
pub struct Worker<O> {
    /// Where mails wait.
    pub outbox: O,
    /// How they leave.
    pub transport: Transport,
    /// The letters' templates.
    pub templates: LetterTemplates,
    /// What every letter says of its sender.
    pub letterhead: Letterhead,
    /// The sender's addresses.
    pub sender: Sender,
    /// How it works.
    pub pace: Pace,
    /// The clock of the door that started it.
    pub now: Arc<dyn Fn() -> DateTime<Utc> + Send + Sync>,
    /// A random byte from the same door, to spread the tries.
    pub random_byte: Arc<dyn Fn() -> u8 + Send + Sync>,
}

impl<O: Outbox> Worker<O> {
    /// Works until `stop` says true, then lets the mails under way finish. `wake` is notified
    /// after each commit that put a mail in the outbox.
    pub async fn run(self: Arc<Self>, wake: Arc<Notify>, mut stop: watch::Receiver<bool>) {
        let mut round = Round::new(self);
        while !*stop.borrow() {
            round.fill(&stop).await;
            tokio::select! {
                Some(finished) = round.under_way.join_next(), if !round.under_way.is_empty() => {
                    round.finish(finished).await;
                }
                () = wake.notified() => {}
                () = tokio::time::sleep(round.worker.pace.poll) => {}
                changed = stop.changed() => {
                    if changed.is_err() {
                        break;
                    }
                }
            }
        }
        round.drain().await;
    }

    /// Sends what is due now and returns: for tests, the demo and a command. Returns how many
    /// mails a server took.
    pub async fn deliver_due(self: Arc<Self>) -> usize {
        let (_keep, never_stop) = watch::channel(false);
        let mut round = Round::new(self);
        loop {
            round.fill(&never_stop).await;
            match round.under_way.join_next().await {
                Some(finished) => round.finish(finished).await,
                None => return round.sent,
            }
        }
    }
}

/// The mails under way, and what has been learned about the server.
struct Round<O> {
    worker: Arc<Worker<O>>,
    under_way: JoinSet<Delivery>,
    flow: Flow,
    sent: usize,
}

impl<O: Outbox> Round<O> {
    fn new(worker: Arc<Worker<O>>) -> Self {
        Self {
            worker,
            under_way: JoinSet::new(),
            flow: Flow::running(),
            sent: 0,
        }
    }

    /// Claims mails until there is no room, nothing is due, or it is time to stop.
    async fn fill(&mut self, stop: &watch::Receiver<bool>) {
        let worker = &self.worker;
        while !*stop.borrow() {
            let now = (worker.now)();
            let room = self.flow.room(worker.pace.parallel, now);
            let free = room.saturating_sub(self.under_way.len());
            if free == 0 {
                return;
            }
            match worker.outbox.claim(now, worker.pace.lease, free).await {
                Ok(claimed) if claimed.is_empty() => return,
                Ok(claimed) => {
                    for claimed in claimed {
                        self.under_way
                            .spawn(delivery::deliver(Arc::clone(worker), claimed));
                    }
                }
                Err(error) => {
                    tracing::error!(%error, "mail: the outbox cannot be read");
                    return;
                }
            }
        }
    }

    async fn finish(&mut self, finished: Result<Delivery, tokio::task::JoinError>) {
        let delivery = match finished {
            Ok(delivery) => delivery,
            Err(error) => {
                // The lease runs out and the mail comes back by itself.
                tracing::error!(%error, "mail: a delivery was lost");
                return;
            }
        };
        let now = (self.worker.now)();
        let flow = match &delivery {
            Delivery::Sent => {
                self.sent += 1;
                self.flow.clone().after(Ok(()), now)
            }
            Delivery::Failed(failure) => self.flow.clone().after(Err(failure), now),
            Delivery::NotTried => return,
        };
        self.change_flow(flow, now).await;
    }

    async fn change_flow(&mut self, flow: Flow, now: DateTime<Utc>) {
        let told =
            matches!(flow, Flow::Stopped { .. }) || matches!(self.flow, Flow::Stopped { .. });
        if !told || flow == self.flow {
            self.flow = flow;
            return;
        }
        match &flow {
            Flow::Stopped {
                why: Halt::Unreachable(_),
                until,
            } => {
                tracing::warn!(mail.next_try = %until, "mail: stopped, the server cannot be reached");
            }
            Flow::Stopped {
                why: Halt::OurConfiguration(_),
                until,
            } => {
                tracing::error!(mail.next_try = %until, "mail: stopped, our configuration is refused");
            }
            Flow::Running { .. } => tracing::info!("mail: the queue flows again"),
        }
        if let Err(error) = self.worker.outbox.flow_changed(&flow, now).await {
            tracing::error!(%error, "mail: the state of the queue cannot be written");
        }
        self.flow = flow;
    }

    async fn drain(&mut self) {
        while let Some(finished) = self.under_way.join_next().await {
            self.finish(finished).await;
        }
    }
}
