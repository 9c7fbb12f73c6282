//! Who is signed in. Only the hash of the cookie is kept.

use chrono::{DateTime, TimeDelta, Utc};

use super::{StoreError, instant, stored};
use crate::{
    db::{Read, Write},
    domain::{digest::Digest, identifiers::PersonId},
};

/// A person signed in on a device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// SHA-256 of the cookie's value.
    pub token_hash: Digest,
    /// Who.
    pub person: PersonId,
    /// When they signed in.
    pub created_at: DateTime<Utc>,
    /// When they were last seen, to the minute.
    pub last_seen_at: DateTime<Utc>,
    /// From this instant on it is over, however busy they are.
    pub expires_at: DateTime<Utc>,
}

/// Keeps that a person has signed in.
pub async fn begin(write: &mut Write, session: &Session) -> Result<(), StoreError> {
    write
        .query(
            "INSERT INTO session (token_hash, person_id, created_at, last_seen_at, expires_at)
             VALUES ($1, $2, $3, $4, $5)",
        )
        .bind(session.token_hash.to_string())
        .bind(session.person.to_string())
        .bind(instant(session.created_at))
        .bind(instant(session.last_seen_at))
        .bind(instant(session.expires_at))
        .run()
        .await?;
    Ok(())
}

/// The session of a cookie, if it can be used at `now`: it has not ended nor expired, the person
/// is active and was seen less than `idle` ago.
pub async fn find(
    read: &mut Read,
    token_hash: Digest,
    now: DateTime<Utc>,
    idle: TimeDelta,
) -> Result<Option<Session>, StoreError> {
    let row: Option<Row> = read
        .query(
            "SELECT token_hash, person_id, session.created_at, last_seen_at, expires_at
             FROM session JOIN person ON person.id = session.person_id
             WHERE token_hash = $1 AND ended_at IS NULL AND $2 < expires_at AND $3 < last_seen_at
               AND person.active",
        )
        .bind(token_hash.to_string())
        .bind(instant(now))
        .bind(instant(now - idle))
        .first()
        .await?;
    row.map(Row::session).transpose()
}

/// Keeps that the person was seen now. Written at most once a minute, as every page asks for it.
pub async fn touch(
    write: &mut Write,
    token_hash: Digest,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    write
        .query(
            "UPDATE session SET last_seen_at = $2
             WHERE token_hash = $1 AND ended_at IS NULL AND last_seen_at <= $3",
        )
        .bind(token_hash.to_string())
        .bind(instant(now))
        .bind(instant(now - TimeDelta::minutes(1)))
        .run()
        .await?;
    Ok(())
}

/// Ends a session; `false` if it was over or never was.
pub async fn end(
    write: &mut Write,
    token_hash: Digest,
    at: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let changed = write
        .query("UPDATE session SET ended_at = $2 WHERE token_hash = $1 AND ended_at IS NULL")
        .bind(token_hash.to_string())
        .bind(instant(at))
        .run()
        .await?;
    Ok(changed == 1)
}

/// Ends all sessions of a person: a new password, or an account that is closed. Says how many.
pub async fn end_all(
    write: &mut Write,
    person: PersonId,
    at: DateTime<Utc>,
) -> Result<u64, StoreError> {
    let ended = write
        .query("UPDATE session SET ended_at = $2 WHERE person_id = $1 AND ended_at IS NULL")
        .bind(person.to_string())
        .bind(instant(at))
        .run()
        .await?;
    Ok(ended)
}

/// Forgets sessions that ended or expired before `before`. Says how many.
pub async fn forget(write: &mut Write, before: DateTime<Utc>) -> Result<u64, StoreError> {
    let forgotten = write
        .query("DELETE FROM session WHERE expires_at < $1 OR ended_at < $1")
        .bind(instant(before))
        .run()
        .await?;
    Ok(forgotten)
}

#[derive(sqlx::FromRow)]
struct Row {
    token_hash: String,
    person_id: String,
    created_at: DateTime<Utc>,
    last_seen_at: DateTime<Utc>,
    expires_at: DateTime<Utc>,
}

impl Row {
    fn session(self) -> Result<Session, StoreError> {
        Ok(Session {
            token_hash: stored("session", "token_hash", self.token_hash)?,
            person: stored("session", "person_id", self.person_id)?,
            created_at: self.created_at,
            last_seen_at: self.last_seen_at,
            expires_at: self.expires_at,
        })
    }
}
