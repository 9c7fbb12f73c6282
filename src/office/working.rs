//! Work that waits after an act: documents to make, people to remind. It decides nothing.

use super::{Office, OfficeError, settling::work_kind};
use crate::store::jobs::{self, Job};
use chrono::{DateTime, TimeDelta, Utc};

/// How long a piece of work is held by the one who does it.
const LEASE: TimeDelta = TimeDelta::minutes(5);
/// How many tries a piece of work gets before a person must look at it.
const TRIES: i64 = 8;
/// How many pieces of work are taken at once.
const AT_ONCE: u32 = 16;
/// How many timers are struck at once: each commit waits for the disk.
const TIMERS_AT_ONCE: u32 = 128;

impl Office {
    /// Does the work that is due at `at`. Gives how many pieces were taken; ask again until it is
    /// none. Timers and the rest are taken side by side: ten thousand reminders on a Monday morning
    /// do not make anybody wait for a document.
    ///
    /// A piece that fails is tried again later, and at last set aside to be looked at; it never
    /// stands in the way of the others, or of the act that asked for it.
    ///
    /// # Errors
    /// When keeping fails.
    pub async fn do_due_work(&self, at: DateTime<Utc>) -> Result<usize, OfficeError> {
        let (due, timers) = self
            .db()
            .write(async |write| {
                let due = jobs::claim(write, at, LEASE, AT_ONCE).await?;
                let timers = jobs::claim_timers(write, at, LEASE, TIMERS_AT_ONCE).await?;
                Ok::<_, OfficeError>((due, timers))
            })
            .await?;
        for (job, error) in self.strike(&timers, at).await? {
            tracing::warn!(job = %job.id, kind = %job.kind, %error, "a timer failed");
            self.put_back(job, &error.to_string(), at).await?;
        }
        for job in &due {
            if let Err(error) = self.work_on(job, at).await {
                tracing::warn!(job = %job.id, kind = %job.kind, %error, "work failed");
                self.put_back(job, &error.to_string(), at).await?;
            }
        }
        let told = self.tell_what_returns(at).await?;
        Ok(due.len() + timers.len() + told)
    }

    async fn work_on(&self, job: &Job, at: DateTime<Utc>) -> Result<(), OfficeError> {
        match job.kind.as_str() {
            work_kind::MAKE_DOCUMENT => self.make_document(job, at).await,
            work_kind::REMIND_ROUND => self.remind_round(job, at).await,
            other => Err(OfficeError::Document(format!(
                "okänt slags arbete: {other}"
            ))),
        }
    }

    async fn put_back(&self, job: &Job, error: &str, at: DateTime<Utc>) -> Result<(), OfficeError> {
        self.db()
            .write(async |write| {
                if job.attempts < TRIES {
                    let minutes = 1_i64 << job.attempts.clamp(0, 8);
                    let next = at + TimeDelta::minutes(minutes);
                    jobs::retry(write, job.lease(), next, error).await?;
                } else {
                    jobs::give_up(write, job.lease(), error).await?;
                }
                Ok(())
            })
            .await
    }
}
