//! The append-only journal: one hash chain per matter, meeting, person and body.

use chrono::{DateTime, Utc};

use super::{StoreError, instant, locks, stored};
use crate::{
    db::{Read, Write},
    domain::{
        actor::Actor,
        digest::Digest,
        identifiers::{BodyId, Identifier, MatterId, MatterTypeId, MeetingId, PersonId},
        journal::{Entry, NewEntry, Stream},
    },
};

/// Puts `entries` last in the stream's chain, in order.
///
/// The matter or meeting must be held. The head's row is locked first and stays so until the transaction ends: on PostgreSQL another
/// act on the same stream waits here, and then follows on this one.
pub async fn append(
    write: &mut Write,
    stream: Stream,
    at: DateTime<Utc>,
    actor: &Actor,
    entries: &[NewEntry],
) -> Result<(), StoreError> {
    if entries.is_empty() {
        return Ok(());
    }
    if let Some(root) = locks::root_of_stream(stream) {
        locks::must_hold(write, root);
    }
    let at = instant(at);
    let id = stream.uuid().to_string();
    let (mut seq, mut previous) = lock_head(write, stream, &id).await?;
    for new in entries {
        seq += 1;
        let entry = Entry::chain(stream, seq, at, actor, new, previous)?;
        write
            .query(
                "INSERT INTO journal
                     (stream_kind, stream_id, seq, at, act, payload, previous_hash, hash)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            )
            .bind(stream.kind())
            .bind(&id)
            .bind(seq)
            .bind(at)
            .bind(&new.act)
            .bind(&entry.payload)
            .bind(entry.previous.to_string())
            .bind(entry.hash.to_string())
            .run()
            .await?;
        previous = entry.hash;
    }
    write
        .query(
            "UPDATE journal_head SET seq = $3, hash = $4 WHERE stream_kind = $1 AND stream_id = $2",
        )
        .bind(stream.kind())
        .bind(&id)
        .bind(seq)
        .bind(previous.to_string())
        .run()
        .await?;
    Ok(())
}

/// The last place taken and its hash. A new stream gets a head with nothing before it.
async fn lock_head(
    write: &mut Write,
    stream: Stream,
    id: &str,
) -> Result<(i64, Digest), StoreError> {
    let (next, hash): (i64, String) = write
        .query(
            "INSERT INTO journal_head (stream_kind, stream_id, seq, hash) VALUES ($1, $2, 1, $3)
             ON CONFLICT (stream_kind, stream_id) DO UPDATE SET seq = journal_head.seq + 1
             RETURNING seq, hash",
        )
        .bind(stream.kind())
        .bind(id)
        .bind(Digest::ZERO.to_string())
        .one()
        .await?;
    Ok((next - 1, stored("journal_head", "hash", hash)?))
}

/// The whole journal of one stream, oldest first.
pub async fn entries(read: &mut Read, stream: Stream) -> Result<Vec<Entry>, StoreError> {
    let rows: Vec<Row> = read
        .query(
            "SELECT seq, at, payload, previous_hash, hash FROM journal
             WHERE stream_kind = $1 AND stream_id = $2 ORDER BY seq",
        )
        .bind(stream.kind())
        .bind(stream.uuid().to_string())
        .all()
        .await?;
    rows.into_iter().map(|row| row.entry(stream)).collect()
}

/// Where the stream's chain is said to end: how many entries, and the hash of the last.
pub async fn head(read: &mut Read, stream: Stream) -> Result<Option<(i64, Digest)>, StoreError> {
    let found: Option<(i64, String)> = read
        .query("SELECT seq, hash FROM journal_head WHERE stream_kind = $1 AND stream_id = $2")
        .bind(stream.kind())
        .bind(stream.uuid().to_string())
        .first()
        .await?;
    match found {
        Some((seq, hash)) => Ok(Some((seq, stored("journal_head", "hash", hash)?))),
        None => Ok(None),
    }
}

/// Every stream that has a journal, or a head that says it had one.
pub async fn streams(read: &mut Read) -> Result<Vec<Stream>, StoreError> {
    let rows: Vec<(String, String)> = read
        .query(
            "SELECT stream_kind, stream_id FROM journal_head
             UNION SELECT stream_kind, stream_id FROM journal
             ORDER BY stream_kind, stream_id",
        )
        .all()
        .await?;
    rows.into_iter()
        .map(|(kind, id)| stream(kind, id))
        .collect()
}

fn stream(kind: String, id: String) -> Result<Stream, StoreError> {
    let uuid = stored("journal", "stream_id", id)?;
    Ok(match kind.as_str() {
        "matter" => Stream::Matter(MatterId::from_uuid(uuid)),
        "meeting" => Stream::Meeting(MeetingId::from_uuid(uuid)),
        "person" => Stream::Person(PersonId::from_uuid(uuid)),
        "body" => Stream::Body(BodyId::from_uuid(uuid)),
        "matter_type" => Stream::MatterType(MatterTypeId::from_uuid(uuid)),
        _ => {
            return Err(StoreError::Damaged {
                table: "journal",
                column: "stream_kind",
                found: kind,
            });
        }
    })
}

#[derive(sqlx::FromRow)]
struct Row {
    seq: i64,
    at: DateTime<Utc>,
    payload: String,
    previous_hash: String,
    hash: String,
}

impl Row {
    fn entry(self, stream: Stream) -> Result<Entry, StoreError> {
        Ok(Entry {
            stream,
            seq: self.seq,
            at: self.at,
            payload: self.payload,
            previous: stored("journal", "previous_hash", self.previous_hash)?,
            hash: stored("journal", "hash", self.hash)?,
        })
    }
}
