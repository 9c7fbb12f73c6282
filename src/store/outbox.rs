//! Mails that an act has decided to send. They leave after the commit, at least once, under a
//! Message-ID that stays the same, so that a second copy can be told from a second mail.
//!
//! `queued → sending → sent → bounced`, back to `queued` to try again, or `dead` when there is no
//! more use in it. A mail that is still `sending` when its lease runs out is taken up again.

use std::str::FromStr;

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::Value;

use super::{StoreError, instant, queue::Lease, stored};
use crate::{
    db::{Read, Sql, Write},
    domain::identifiers::{MailId, PersonId, SignOffId},
};

/// A mail to send. Its text is made when it is sent, so no link or code rests in the database.
#[derive(Debug, Clone, PartialEq)]
pub struct NewMail {
    /// Its identity.
    pub id: MailId,
    /// What makes it one mail: asked for twice under the same key, it is sent once.
    pub dedupe_key: String,
    /// Which template, such as "review_requested".
    pub kind: String,
    /// To whom, if it is a person that Beslut knows.
    pub recipient: Option<PersonId>,
    /// The address, as it was when the act was done.
    pub address: String,
    /// What it is about, such as "matter:…": mails about the same thing form a thread.
    pub subject_ref: String,
    /// What the template needs beside what it looks up itself.
    pub params: Value,
    /// The sign-off that it carries a link to, if any. The mail is cancelled with it.
    pub sign_off: Option<SignOffId>,
    /// The Message-ID, with its angle brackets.
    pub message_id: String,
    /// Not to be sent before this instant.
    pub not_before: DateTime<Utc>,
}

/// A mail as it is kept.
#[derive(Debug, Clone, PartialEq)]
pub struct Mail {
    /// Its identity.
    pub id: MailId,
    /// What makes it one mail.
    pub dedupe_key: String,
    /// Which template.
    pub kind: String,
    /// To whom.
    pub recipient: Option<PersonId>,
    /// The address.
    pub address: String,
    /// What it is about.
    pub subject_ref: String,
    /// What the template needs.
    pub params: Value,
    /// The sign-off that it carries a link to.
    pub sign_off: Option<SignOffId>,
    /// The Message-ID.
    pub message_id: String,
    /// How far it has come.
    pub state: MailState,
    /// How many times it has been tried.
    pub attempts: i64,
    /// When it is tried next, if it is queued.
    pub next_at: DateTime<Utc>,
    /// What went wrong last, if anything did.
    pub last_error: Option<String>,
    /// When it was asked for.
    pub created_at: DateTime<Utc>,
    /// When the mail server took it.
    pub sent_at: Option<DateTime<Utc>>,
}

/// How far a mail has come. It is said to be sent only when the mail server has taken it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MailState {
    /// Waits for its time.
    Queued,
    /// Someone is sending it now.
    Sending,
    /// The mail server has taken it.
    Sent,
    /// No longer wanted.
    Cancelled,
    /// Taken by the server, and come back.
    Bounced,
    /// Given up.
    Dead,
}

impl Mail {
    /// The lease under which the mail was claimed.
    pub fn lease(&self) -> Lease<MailId> {
        Lease {
            id: self.id,
            attempt: self.attempts,
        }
    }
}

/// Puts a mail in the queue; `false` if one with its key is there already.
pub async fn enqueue(
    write: &mut Write,
    mail: &NewMail,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let added = write
        .query(
            "INSERT INTO outbox (id, dedupe_key, kind, recipient_id, address, subject_ref, params,
                 sign_off_id, message_id, state, attempts, next_at, created_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'queued', 0, $10, $11)
             ON CONFLICT (dedupe_key) DO NOTHING",
        )
        .bind(mail.id.to_string())
        .bind(&mail.dedupe_key)
        .bind(&mail.kind)
        .bind(mail.recipient.map(|id| id.to_string()))
        .bind(&mail.address)
        .bind(&mail.subject_ref)
        .bind(serde_json::to_string(&mail.params)?)
        .bind(mail.sign_off.map(|id| id.to_string()))
        .bind(&mail.message_id)
        .bind(instant(mail.not_before))
        .bind(instant(now))
        .run()
        .await?;
    Ok(added == 1)
}

/// Takes up to `limit` mails that are due, for as long as `lease`. Each is taken by one worker.
///
/// None while the queue rests. Commit before sending: the lease is what keeps others away.
pub async fn claim(
    write: &mut Write,
    now: DateTime<Utc>,
    lease: TimeDelta,
    limit: u32,
) -> Result<Vec<Mail>, StoreError> {
    const CLAIM: Sql = Sql {
        sqlite: "WITH due AS (
                SELECT id FROM outbox
                WHERE ((state = 'queued' AND next_at <= $1)
                    OR (state = 'sending' AND lease_until <= $1))
                  AND NOT EXISTS (
                    SELECT 1 FROM queue_pause WHERE queue = 'outbox'
                      AND (paused_until IS NULL OR $1 < paused_until))
                ORDER BY next_at, id LIMIT $3
            )
            UPDATE outbox SET state = 'sending', lease_until = $2, attempts = attempts + 1
            FROM due WHERE outbox.id = due.id
            RETURNING outbox.id, dedupe_key, kind, recipient_id, address, subject_ref, params,
                sign_off_id, message_id, state, attempts, next_at, last_error, created_at, sent_at",
        postgres: "WITH due AS (
                SELECT id FROM outbox
                WHERE ((state = 'queued' AND next_at <= $1)
                    OR (state = 'sending' AND lease_until <= $1))
                  AND NOT EXISTS (
                    SELECT 1 FROM queue_pause WHERE queue = 'outbox'
                      AND (paused_until IS NULL OR $1 < paused_until))
                ORDER BY next_at, id LIMIT $3
                FOR UPDATE SKIP LOCKED
            )
            UPDATE outbox SET state = 'sending', lease_until = $2, attempts = attempts + 1
            FROM due WHERE outbox.id = due.id
            RETURNING outbox.id, dedupe_key, kind, recipient_id, address, subject_ref, params,
                sign_off_id, message_id, state, attempts, next_at, last_error, created_at, sent_at",
    };
    let rows: Vec<Row> = write
        .query(CLAIM)
        .bind(instant(now))
        .bind(instant(now + lease))
        .bind(i64::from(limit))
        .all()
        .await?;
    let mut mails: Vec<Mail> = rows.into_iter().map(Row::mail).collect::<Result<_, _>>()?;
    mails.sort_by_key(|mail| (mail.next_at, mail.id));
    Ok(mails)
}

/// The mail server has taken the mail. `false` if the lease was lost.
pub async fn mark_sent(
    write: &mut Write,
    lease: Lease<MailId>,
    at: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let changed = write
        .query(
            "UPDATE outbox SET state = 'sent', lease_until = NULL, last_error = NULL, sent_at = $3
             WHERE id = $1 AND attempts = $2 AND state = 'sending'",
        )
        .bind(lease.id.to_string())
        .bind(lease.attempt)
        .bind(instant(at))
        .run()
        .await?;
    Ok(changed == 1)
}

/// Sending failed, and it is worth another try at `next_at`. `false` if the lease was lost.
pub async fn retry(
    write: &mut Write,
    lease: Lease<MailId>,
    next_at: DateTime<Utc>,
    error: &str,
) -> Result<bool, StoreError> {
    let changed = write
        .query(
            "UPDATE outbox SET state = 'queued', lease_until = NULL, last_error = $4, next_at = $3
             WHERE id = $1 AND attempts = $2 AND state = 'sending'",
        )
        .bind(lease.id.to_string())
        .bind(lease.attempt)
        .bind(instant(next_at))
        .bind(error)
        .run()
        .await?;
    Ok(changed == 1)
}

/// Sending failed for good. `false` if the lease was lost.
pub async fn give_up(
    write: &mut Write,
    lease: Lease<MailId>,
    error: &str,
) -> Result<bool, StoreError> {
    let changed = write
        .query(
            "UPDATE outbox SET state = 'dead', lease_until = NULL, last_error = $3
             WHERE id = $1 AND attempts = $2 AND state = 'sending'",
        )
        .bind(lease.id.to_string())
        .bind(lease.attempt)
        .bind(error)
        .run()
        .await?;
    Ok(changed == 1)
}

/// The mail goes back as it was: the fault was ours, so the try does not count. `false` if the
/// lease was lost.
pub async fn give_back(
    write: &mut Write,
    lease: Lease<MailId>,
    next_at: DateTime<Utc>,
    error: &str,
) -> Result<bool, StoreError> {
    let changed = write
        .query(
            "UPDATE outbox SET state = 'queued', lease_until = NULL, last_error = $4, next_at = $3,
                 attempts = attempts - 1
             WHERE id = $1 AND attempts = $2 AND state = 'sending'",
        )
        .bind(lease.id.to_string())
        .bind(lease.attempt)
        .bind(instant(next_at))
        .bind(error)
        .run()
        .await?;
    Ok(changed == 1)
}

/// The mail is not needed any more, as was seen just before it would have left. `false` if the
/// lease was lost.
pub async fn drop_claimed(write: &mut Write, lease: Lease<MailId>) -> Result<bool, StoreError> {
    let changed = write
        .query(
            "UPDATE outbox SET state = 'cancelled', lease_until = NULL
             WHERE id = $1 AND attempts = $2 AND state = 'sending'",
        )
        .bind(lease.id.to_string())
        .bind(lease.attempt)
        .run()
        .await?;
    Ok(changed == 1)
}

/// The server refused the recipient. `false` if the lease was lost.
pub async fn bounce_claimed(
    write: &mut Write,
    lease: Lease<MailId>,
    error: &str,
) -> Result<bool, StoreError> {
    let changed = write
        .query(
            "UPDATE outbox SET state = 'bounced', lease_until = NULL, last_error = $3
             WHERE id = $1 AND attempts = $2 AND state = 'sending'",
        )
        .bind(lease.id.to_string())
        .bind(lease.attempt)
        .bind(error)
        .run()
        .await?;
    Ok(changed == 1)
}

/// A mail that was sent came back, under this Message-ID. Says which one, if it was one of ours.
pub async fn mark_bounced(
    write: &mut Write,
    message_id: &str,
    error: &str,
) -> Result<Option<MailId>, StoreError> {
    let bounced: Option<(String,)> = write
        .query(
            "UPDATE outbox SET state = 'bounced', last_error = $2
             WHERE message_id = $1 AND state = 'sent' RETURNING id",
        )
        .bind(message_id)
        .bind(error)
        .first()
        .await?;
    bounced.map(|(id,)| stored("outbox", "id", id)).transpose()
}

/// Takes back what still waits to be sent for a sign-off. Says how many mails that was.
///
/// One that is being sent right now leaves: its link is dead all the same.
pub async fn cancel_for_sign_off(
    write: &mut Write,
    sign_off: SignOffId,
) -> Result<u64, StoreError> {
    let cancelled = write
        .query("UPDATE outbox SET state = 'cancelled' WHERE sign_off_id = $1 AND state = 'queued'")
        .bind(sign_off.to_string())
        .run()
        .await?;
    Ok(cancelled)
}

/// What waits to be sent to a person and is about no sign-off goes to the new address. Says how many
/// mails that was.
pub async fn redirect(
    write: &mut Write,
    person: PersonId,
    address: &str,
) -> Result<u64, StoreError> {
    let redirected = write
        .query(
            "UPDATE outbox SET address = $2
             WHERE recipient_id = $1 AND state = 'queued' AND sign_off_id IS NULL",
        )
        .bind(person.to_string())
        .bind(address)
        .run()
        .await?;
    Ok(redirected)
}

/// Takes back one mail; `false` if it does not wait to be sent.
pub async fn cancel(write: &mut Write, id: MailId) -> Result<bool, StoreError> {
    let changed = write
        .query("UPDATE outbox SET state = 'cancelled' WHERE id = $1 AND state = 'queued'")
        .bind(id.to_string())
        .run()
        .await?;
    Ok(changed == 1)
}

/// One mail.
pub async fn find(read: &mut Read, id: MailId) -> Result<Option<Mail>, StoreError> {
    let row: Option<Row> = read
        .query(
            "SELECT id, dedupe_key, kind, recipient_id, address, subject_ref, params, sign_off_id,
                 message_id, state, attempts, next_at, last_error, created_at, sent_at
             FROM outbox WHERE id = $1",
        )
        .bind(id.to_string())
        .first()
        .await?;
    row.map(Row::mail).transpose()
}

/// The latest mails, newest first.
pub async fn latest(read: &mut Read, limit: u32) -> Result<Vec<Mail>, StoreError> {
    let rows: Vec<Row> = read
        .query(
            "SELECT id, dedupe_key, kind, recipient_id, address, subject_ref, params, sign_off_id,
                 message_id, state, attempts, next_at, last_error, created_at, sent_at
             FROM outbox ORDER BY id DESC LIMIT $1",
        )
        .bind(i64::from(limit))
        .all()
        .await?;
    rows.into_iter().map(Row::mail).collect()
}

/// The mails about one sign-off, oldest first.
pub async fn for_sign_off(read: &mut Read, sign_off: SignOffId) -> Result<Vec<Mail>, StoreError> {
    let rows: Vec<Row> = read
        .query(
            "SELECT id, dedupe_key, kind, recipient_id, address, subject_ref, params, sign_off_id,
                 message_id, state, attempts, next_at, last_error, created_at, sent_at
             FROM outbox WHERE sign_off_id = $1 ORDER BY id",
        )
        .bind(sign_off.to_string())
        .all()
        .await?;
    rows.into_iter().map(Row::mail).collect()
}

/// How far the mails have come whose keys begin with `begins` and a colon: the rest of each key, the
/// oldest first.
pub async fn states_of(
    read: &mut Read,
    begins: &str,
) -> Result<Vec<(String, MailState)>, StoreError> {
    let rows: Vec<(String, String)> = read
        .query(
            "SELECT dedupe_key, state FROM outbox
             WHERE $1 <= dedupe_key AND dedupe_key < $2 ORDER BY id",
        )
        .bind(format!("{begins}:"))
        // The letter after the colon.
        .bind(format!("{begins};"))
        .all()
        .await?;
    rows.into_iter()
        .map(|(key, state)| {
            let rest = key.get(begins.len() + 1..).unwrap_or_default().to_owned();
            Ok((rest, stored("outbox", "state", state)?))
        })
        .collect()
}

/// How many mails wait or are being sent.
pub async fn waiting(read: &mut Read) -> Result<i64, StoreError> {
    let (waiting,) = read
        .query("SELECT count(*) FROM outbox WHERE state IN ('queued', 'sending')")
        .one()
        .await?;
    Ok(waiting)
}

impl MailState {
    /// The key in the store.
    pub fn key(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Sending => "sending",
            Self::Sent => "sent",
            Self::Cancelled => "cancelled",
            Self::Bounced => "bounced",
            Self::Dead => "dead",
        }
    }
}

impl FromStr for MailState {
    type Err = UnknownMailState;

    fn from_str(key: &str) -> Result<Self, UnknownMailState> {
        [
            Self::Queued,
            Self::Sending,
            Self::Sent,
            Self::Cancelled,
            Self::Bounced,
            Self::Dead,
        ]
        .into_iter()
        .find(|state| state.key() == key)
        .ok_or(UnknownMailState)
    }
}

/// No state has that key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("okänt läge för ett mejl")]
pub struct UnknownMailState;

#[derive(sqlx::FromRow)]
struct Row {
    id: String,
    dedupe_key: String,
    kind: String,
    recipient_id: Option<String>,
    address: String,
    subject_ref: String,
    params: String,
    sign_off_id: Option<String>,
    message_id: String,
    state: String,
    attempts: i64,
    next_at: DateTime<Utc>,
    last_error: Option<String>,
    created_at: DateTime<Utc>,
    sent_at: Option<DateTime<Utc>>,
}

impl Row {
    fn mail(self) -> Result<Mail, StoreError> {
        Ok(Mail {
            id: stored("outbox", "id", self.id)?,
            dedupe_key: self.dedupe_key,
            kind: self.kind,
            recipient: self
                .recipient_id
                .map(|id| stored("outbox", "recipient_id", id))
                .transpose()?,
            address: self.address,
            subject_ref: self.subject_ref,
            params: stored("outbox", "params", self.params)?,
            sign_off: self
                .sign_off_id
                .map(|id| stored("outbox", "sign_off_id", id))
                .transpose()?,
            message_id: self.message_id,
            state: stored("outbox", "state", self.state)?,
            attempts: self.attempts,
            next_at: self.next_at,
            last_error: self.last_error,
            created_at: self.created_at,
            sent_at: self.sent_at,
        })
    }
}
