//! Meetings: one row each, with the state as JSON.

use super::{StoreError, instant, locks, state, states};
use crate::{
    db::{Read, Root, Write},
    domain::identifiers::{BodyId, MeetingId},
    meeting::{lifecycle::MeetingPhase, state::Meeting},
};
use chrono::{DateTime, NaiveDate, Utc};

/// Puts in a new meeting.
pub async fn insert(
    write: &mut Write,
    meeting: &Meeting,
    at: DateTime<Utc>,
) -> Result<(), StoreError> {
    write
        .query(
            "INSERT INTO meeting (id, body_id, day, phase, created_at, changed_at, version, state)
             VALUES ($1, $2, $3, $4, $5, $5, $6, $7)",
        )
        .bind(meeting.id.to_string())
        .bind(meeting.body.to_string())
        .bind(meeting.day)
        .bind(meeting.phase.key())
        .bind(instant(at))
        .bind(version(meeting))
        .bind(serde_json::to_string(meeting)?)
        .run()
        .await?;
    write.made(Root::Meeting(meeting.id));
    Ok(())
}

/// The meeting as it stands.
pub async fn find(read: &mut Read, id: MeetingId) -> Result<Option<Meeting>, StoreError> {
    state(
        read.query("SELECT state FROM meeting WHERE id = $1")
            .bind(id.to_string()),
    )
    .await
}

/// The meeting as it stands, kept from everybody else until the transaction ends.
pub async fn lock(write: &mut Write, id: MeetingId) -> Result<Option<Meeting>, StoreError> {
    locks::take(write, &[Root::Meeting(id)]).await?;
    find(write, id).await
}

/// Puts the new state in the place of version `seen`; `false` if another act came between. The
/// meeting must be held.
pub async fn save(
    write: &mut Write,
    meeting: &Meeting,
    seen: u64,
    at: DateTime<Utc>,
) -> Result<bool, StoreError> {
    locks::must_hold(write, Root::Meeting(meeting.id));
    let changed = write
        .query(
            "UPDATE meeting SET day = $3, phase = $4, changed_at = $5, version = $6, state = $7
             WHERE id = $1 AND version = $2",
        )
        .bind(meeting.id.to_string())
        .bind(i64::try_from(seen).unwrap_or(i64::MAX))
        .bind(meeting.day)
        .bind(meeting.phase.key())
        .bind(instant(at))
        .bind(version(meeting))
        .bind(serde_json::to_string(meeting)?)
        .run()
        .await?;
    Ok(changed == 1)
}

/// The meetings from `first` on, the earliest first; of one body or of all.
pub async fn list_from(
    read: &mut Read,
    body: Option<BodyId>,
    first: NaiveDate,
) -> Result<Vec<Meeting>, StoreError> {
    states(
        read
            .query(
                "SELECT state FROM meeting WHERE (CAST($1 AS TEXT) IS NULL OR body_id = $1) AND day >= $2
                 ORDER BY day, id",
            )
            .bind(body.map(|body| body.to_string()))
            .bind(first),
    )
    .await
}

/// The meetings of a body that are in `phase`, the earliest first.
pub async fn in_phase(
    read: &mut Read,
    body: BodyId,
    phase: MeetingPhase,
) -> Result<Vec<Meeting>, StoreError> {
    states(
        read.query("SELECT state FROM meeting WHERE body_id = $1 AND phase = $2 ORDER BY day, id")
            .bind(body.to_string())
            .bind(phase.key()),
    )
    .await
}

/// The meetings before `end`, the latest first, at most `limit`; of one body or of all.
pub async fn list_before(
    read: &mut Read,
    body: Option<BodyId>,
    end: NaiveDate,
    limit: i64,
) -> Result<Vec<Meeting>, StoreError> {
    states(
        read
            .query(
                "SELECT state FROM meeting WHERE (CAST($1 AS TEXT) IS NULL OR body_id = $1) AND day < $2
                 ORDER BY day DESC, id DESC LIMIT $3",
            )
            .bind(body.map(|body| body.to_string()))
            .bind(end)
            .bind(limit),
    )
    .await
}

fn version(meeting: &Meeting) -> i64 {
    i64::try_from(meeting.version).unwrap_or(i64::MAX)
}
