//! What mails and jobs have in common: a lease while someone works on one, and a rest for all.

use chrono::{DateTime, Utc};

use super::{StoreError, instant};
use crate::db::{Read, Write};

/// The two queues.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Queue {
    /// Mails to send.
    Outbox,
    /// Documents to make and acts that fall due.
    Job,
}

/// That someone works on a row now. It is lost when it runs out and another takes the row: a mark
/// set with a lost lease changes nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lease<I> {
    /// On which row.
    pub id: I,
    /// For the how manieth time the row is tried, from 1.
    pub attempt: i64,
}

/// That a queue rests.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Pause {
    /// Since when.
    pub paused_at: DateTime<Utc>,
    /// Until when; `None`: until someone lets it go on.
    pub paused_until: Option<DateTime<Utc>>,
    /// Why, in words for the one who runs Beslut.
    pub reason: String,
}

impl Queue {
    fn key(self) -> &'static str {
        match self {
            Self::Outbox => "outbox",
            Self::Job => "job",
        }
    }
}

/// Lets the queue rest: nothing more is claimed. What is under way is finished.
pub async fn pause(write: &mut Write, queue: Queue, pause: &Pause) -> Result<(), StoreError> {
    write
        .query(
            "INSERT INTO queue_pause (queue, paused_at, paused_until, reason)
             VALUES ($1, $2, $3, $4)
             ON CONFLICT (queue) DO UPDATE
             SET paused_at = excluded.paused_at, paused_until = excluded.paused_until,
                 reason = excluded.reason",
        )
        .bind(queue.key())
        .bind(instant(pause.paused_at))
        .bind(pause.paused_until.map(instant))
        .bind(&pause.reason)
        .run()
        .await?;
    Ok(())
}

/// Lets the queue go on; `false` if it did not rest.
pub async fn resume(write: &mut Write, queue: Queue) -> Result<bool, StoreError> {
    let changed = write
        .query("DELETE FROM queue_pause WHERE queue = $1")
        .bind(queue.key())
        .run()
        .await?;
    Ok(changed == 1)
}

/// Why and since when the queue rests at `now`, if it does.
pub async fn paused(
    read: &mut Read,
    queue: Queue,
    now: DateTime<Utc>,
) -> Result<Option<Pause>, StoreError> {
    let pause = read
        .query(
            "SELECT paused_at, paused_until, reason FROM queue_pause
             WHERE queue = $1 AND (paused_until IS NULL OR $2 < paused_until)",
        )
        .bind(queue.key())
        .bind(instant(now))
        .first()
        .await?;
    Ok(pause)
}
