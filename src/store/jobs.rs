//! Work to do after an act: documents to make, and acts that fall due on their own.
//!
//! A job may run twice, if a worker dies after the work and before the mark: it must be idempotent.

use std::{collections::BTreeSet, str::FromStr};

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::Value;

use super::{StoreError, instant, queue::Lease, stored};
use crate::{
    db::{Read, Sql, Write},
    domain::identifiers::JobId,
};

/// A piece of work to do.
#[derive(Debug, Clone, PartialEq)]
pub struct NewJob {
    /// Its identity.
    pub id: JobId,
    /// What makes it one job: asked for twice under the same key, it is done once. A job that
    /// recurs has its day in the key.
    pub dedupe_key: String,
    /// Which work, such as "make_document".
    pub kind: String,
    /// What the work needs to know.
    pub payload: Value,
    /// Not to be done before this instant.
    pub not_before: DateTime<Utc>,
}

/// A job as it is kept.
#[derive(Debug, Clone, PartialEq)]
pub struct Job {
    /// Its identity.
    pub id: JobId,
    /// What makes it one job.
    pub dedupe_key: String,
    /// Which work.
    pub kind: String,
    /// What the work needs to know.
    pub payload: Value,
    /// How far it has come.
    pub state: JobState,
    /// How many times it has been tried.
    pub attempts: i64,
    /// When it is tried next, if it is queued.
    pub next_at: DateTime<Utc>,
    /// What went wrong last, if anything did.
    pub last_error: Option<String>,
    /// When it was asked for.
    pub created_at: DateTime<Utc>,
    /// When it was done.
    pub done_at: Option<DateTime<Utc>>,
}

/// How far a job has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JobState {
    /// Waits for its time.
    Queued,
    /// Someone works on it now.
    Running,
    /// Done.
    Done,
    /// No longer wanted.
    Cancelled,
    /// Given up.
    Dead,
}

impl Job {
    /// The lease under which the job was claimed.
    pub fn lease(&self) -> Lease<JobId> {
        Lease {
            id: self.id,
            attempt: self.attempts,
        }
    }
}

/// Puts a job in the queue; `false` if one with its key is or has been there.
pub async fn enqueue(
    write: &mut Write,
    job: &NewJob,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let added = write
        .query(
            "INSERT INTO job
                 (id, dedupe_key, kind, payload, state, attempts, next_at, created_at)
             VALUES ($1, $2, $3, $4, 'queued', 0, $5, $6)
             ON CONFLICT (dedupe_key) DO NOTHING",
        )
        .bind(job.id.to_string())
        .bind(&job.dedupe_key)
        .bind(&job.kind)
        .bind(serde_json::to_string(&job.payload)?)
        .bind(instant(job.not_before))
        .bind(instant(now))
        .run()
        .await?;
    Ok(added == 1)
}

/// Takes up to `limit` jobs that are due and are no timers, for as long as `lease`. Each is taken
/// by one worker.
pub async fn claim(
    write: &mut Write,
    now: DateTime<Utc>,
    lease: TimeDelta,
    limit: u32,
) -> Result<Vec<Job>, StoreError> {
    claim_which(write, false, now, lease, limit).await
}

/// The same of the timers: what a day does that comes, to a sign-off that waits.
pub async fn claim_timers(
    write: &mut Write,
    now: DateTime<Utc>,
    lease: TimeDelta,
    limit: u32,
) -> Result<Vec<Job>, StoreError> {
    claim_which(write, true, now, lease, limit).await
}

async fn claim_which(
    write: &mut Write,
    timers: bool,
    now: DateTime<Utc>,
    lease: TimeDelta,
    limit: u32,
) -> Result<Vec<Job>, StoreError> {
    // The two are sought apart, each along its index: thousands that are due are not gone through
    // for each handful that is taken.
    const CLAIM: Sql = Sql {
        sqlite: "WITH waiting AS (
                SELECT id, next_at FROM job
                WHERE state = 'queued' AND next_at <= $1
                  AND (kind IN ('remind', 'due', 'escalate')) = $4
                ORDER BY next_at, id LIMIT $3
            ), left_lying AS (
                SELECT id, next_at FROM job
                WHERE state = 'running' AND lease_until <= $1
                  AND (kind IN ('remind', 'due', 'escalate')) = $4
                ORDER BY next_at, id LIMIT $3
            ), due AS (
                SELECT id FROM (
                    SELECT * FROM waiting UNION ALL SELECT * FROM left_lying) AS either
                WHERE NOT EXISTS (
                    SELECT 1 FROM queue_pause WHERE queue = 'job'
                      AND (paused_until IS NULL OR $1 < paused_until))
                ORDER BY next_at, id LIMIT $3
            )
            UPDATE job SET state = 'running', lease_until = $2, attempts = attempts + 1
            FROM due WHERE job.id = due.id
            RETURNING job.id, dedupe_key, kind, payload, state, attempts, next_at, last_error,
                created_at, done_at",
        postgres: "WITH waiting AS (
                SELECT id, next_at FROM job
                WHERE state = 'queued' AND next_at <= $1
                  AND (kind IN ('remind', 'due', 'escalate')) = $4
                ORDER BY next_at, id LIMIT $3
                FOR UPDATE SKIP LOCKED
            ), left_lying AS (
                SELECT id, next_at FROM job
                WHERE state = 'running' AND lease_until <= $1
                  AND (kind IN ('remind', 'due', 'escalate')) = $4
                ORDER BY next_at, id LIMIT $3
                FOR UPDATE SKIP LOCKED
            ), due AS (
                SELECT id FROM (
                    SELECT * FROM waiting UNION ALL SELECT * FROM left_lying) AS either
                WHERE NOT EXISTS (
                    SELECT 1 FROM queue_pause WHERE queue = 'job'
                      AND (paused_until IS NULL OR $1 < paused_until))
                ORDER BY next_at, id LIMIT $3
            )
            UPDATE job SET state = 'running', lease_until = $2, attempts = attempts + 1
            FROM due WHERE job.id = due.id
            RETURNING job.id, dedupe_key, kind, payload, state, attempts, next_at, last_error,
                created_at, done_at",
    };
    let rows: Vec<Row> = write
        .query(CLAIM)
        .bind(instant(now))
        .bind(instant(now + lease))
        .bind(i64::from(limit))
        .bind(timers)
        .all()
        .await?;
    let mut jobs: Vec<Job> = rows.into_iter().map(Row::job).collect::<Result<_, _>>()?;
    jobs.sort_by_key(|job| (job.next_at, job.id));
    Ok(jobs)
}

/// The work is done. `false` if the lease was lost: another does it, or has.
///
/// Call it in the transaction that keeps what the work came to.
pub async fn mark_done(
    write: &mut Write,
    lease: Lease<JobId>,
    at: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let changed = write
        .query(
            "UPDATE job SET state = 'done', lease_until = NULL, last_error = NULL, done_at = $3
             WHERE id = $1 AND attempts = $2 AND state = 'running'",
        )
        .bind(lease.id.to_string())
        .bind(lease.attempt)
        .bind(instant(at))
        .run()
        .await?;
    Ok(changed == 1)
}

/// The same of many at once. Gives those whose lease was not lost.
pub async fn mark_all_done(
    write: &mut Write,
    leases: &[Lease<JobId>],
    at: DateTime<Utc>,
) -> Result<BTreeSet<JobId>, StoreError> {
    let leases: Vec<(String, i64)> = leases
        .iter()
        .map(|lease| (lease.id.to_string(), lease.attempt))
        .collect();
    let rows: Vec<(String,)> = write
        .query(Sql {
            sqlite: "UPDATE job SET state = 'done', lease_until = NULL, last_error = NULL,
                 done_at = $2
             FROM (SELECT value ->> 0 AS id, value ->> 1 AS attempt FROM json_each($1)) AS lease
             WHERE job.id = lease.id AND attempts = lease.attempt AND state = 'running'
             RETURNING job.id",
            postgres: "UPDATE job SET state = 'done', lease_until = NULL, last_error = NULL,
                 done_at = $2
             FROM (SELECT value ->> 0 AS id, CAST(value ->> 1 AS BIGINT) AS attempt
                   FROM json_array_elements(CAST($1 AS JSON))) AS lease
             WHERE job.id = lease.id AND attempts = lease.attempt AND state = 'running'
             RETURNING job.id",
        })
        .bind(serde_json::to_string(&leases)?)
        .bind(instant(at))
        .all()
        .await?;
    let held = rows.into_iter().map(|(id,)| stored("job", "id", id));
    held.collect()
}

/// The work failed, and it is worth another try at `next_at`. `false` if the lease was lost.
pub async fn retry(
    write: &mut Write,
    lease: Lease<JobId>,
    next_at: DateTime<Utc>,
    error: &str,
) -> Result<bool, StoreError> {
    let changed = write
        .query(
            "UPDATE job SET state = 'queued', lease_until = NULL, last_error = $4, next_at = $3
             WHERE id = $1 AND attempts = $2 AND state = 'running'",
        )
        .bind(lease.id.to_string())
        .bind(lease.attempt)
        .bind(instant(next_at))
        .bind(error)
        .run()
        .await?;
    Ok(changed == 1)
}

/// The work failed for good. `false` if the lease was lost.
pub async fn give_up(
    write: &mut Write,
    lease: Lease<JobId>,
    error: &str,
) -> Result<bool, StoreError> {
    let changed = write
        .query(
            "UPDATE job SET state = 'dead', lease_until = NULL, last_error = $3
             WHERE id = $1 AND attempts = $2 AND state = 'running'",
        )
        .bind(lease.id.to_string())
        .bind(lease.attempt)
        .bind(error)
        .run()
        .await?;
    Ok(changed == 1)
}

/// Takes back a job by its key; `false` if it does not wait.
pub async fn cancel(write: &mut Write, dedupe_key: &str) -> Result<bool, StoreError> {
    let changed = write
        .query("UPDATE job SET state = 'cancelled' WHERE dedupe_key = $1 AND state = 'queued'")
        .bind(dedupe_key)
        .run()
        .await?;
    Ok(changed == 1)
}

/// One job by its key.
pub async fn find(read: &mut Read, dedupe_key: &str) -> Result<Option<Job>, StoreError> {
    let row: Option<Row> = read
        .query(
            "SELECT id, dedupe_key, kind, payload, state, attempts, next_at, last_error,
                 created_at, done_at
             FROM job WHERE dedupe_key = $1",
        )
        .bind(dedupe_key)
        .first()
        .await?;
    row.map(Row::job).transpose()
}

/// Jobs that were given up, oldest first: what the one who runs Beslut must look at.
pub async fn dead(read: &mut Read, limit: u32) -> Result<Vec<Job>, StoreError> {
    let rows: Vec<Row> = read
        .query(
            "SELECT id, dedupe_key, kind, payload, state, attempts, next_at, last_error,
                 created_at, done_at
             FROM job WHERE state = 'dead' ORDER BY id LIMIT $1",
        )
        .bind(i64::from(limit))
        .all()
        .await?;
    rows.into_iter().map(Row::job).collect()
}

/// How many jobs are due at `now` or being worked on.
pub async fn due(read: &mut Read, now: DateTime<Utc>) -> Result<i64, StoreError> {
    let (due,) = read
        .query(
            "SELECT count(*) FROM job
             WHERE (state = 'queued' AND next_at <= $1) OR state = 'running'",
        )
        .bind(instant(now))
        .one()
        .await?;
    Ok(due)
}

impl JobState {
    /// The key in the store.
    pub fn key(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Running => "running",
            Self::Done => "done",
            Self::Cancelled => "cancelled",
            Self::Dead => "dead",
        }
    }
}

impl FromStr for JobState {
    type Err = UnknownJobState;

    fn from_str(key: &str) -> Result<Self, UnknownJobState> {
        [
            Self::Queued,
            Self::Running,
            Self::Done,
            Self::Cancelled,
            Self::Dead,
        ]
        .into_iter()
        .find(|state| state.key() == key)
        .ok_or(UnknownJobState)
    }
}

/// No state has that key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("okänt läge för ett jobb")]
pub struct UnknownJobState;

#[derive(sqlx::FromRow)]
struct Row {
    id: String,
    dedupe_key: String,
    kind: String,
    payload: String,
    state: String,
    attempts: i64,
    next_at: DateTime<Utc>,
    last_error: Option<String>,
    created_at: DateTime<Utc>,
    done_at: Option<DateTime<Utc>>,
}

impl Row {
    fn job(self) -> Result<Job, StoreError> {
        Ok(Job {
            id: stored("job", "id", self.id)?,
            dedupe_key: self.dedupe_key,
            kind: self.kind,
            payload: stored("job", "payload", self.payload)?,
            state: stored("job", "state", self.state)?,
            attempts: self.attempts,
            next_at: self.next_at,
            last_error: self.last_error,
            created_at: self.created_at,
            done_at: self.done_at,
        })
    }
}
