//! Rounds of questions and their inquiries: one row each, and a row per link so that an incoming
//! link finds its inquiry.

use super::{StoreError, instant, locks, state, states, stored};
use crate::{
    collection::state::{Inquiry, Round},
    db::{Read, Root, Write},
    domain::{
        digest::Digest,
        identifiers::{InquiryId, LinkId, MatterId, PersonId, RoundId},
    },
    signoff::state::LinkState,
};
use chrono::{DateTime, Utc};

/// Puts in a new round.
pub async fn insert_round(write: &mut Write, round: &Round) -> Result<(), StoreError> {
    write
        .query(
            "INSERT INTO collection_round
                 (id, matter_id, collection, due_day, open, created_at, changed_at, version, state)
             VALUES ($1, $2, $3, $4, $5, $6, $6, $7, $8)",
        )
        .bind(round.id.to_string())
        .bind(round.matter.to_string())
        .bind(round.collection.to_string())
        .bind(round.due)
        .bind(round.is_open())
        .bind(instant(round.asked_at))
        .bind(round.version)
        .bind(serde_json::to_string(round)?)
        .run()
        .await?;
    Ok(())
}

/// Puts the new state in the place of version `seen`; `false` if another act came between. The
/// matter must be held.
pub async fn save_round(
    write: &mut Write,
    round: &Round,
    seen: i64,
    at: DateTime<Utc>,
) -> Result<bool, StoreError> {
    locks::must_hold(write, Root::Matter(round.matter));
    let changed = write
        .query(
            "UPDATE collection_round SET due_day = $3, open = $4, changed_at = $5, version = $6,
                 state = $7
             WHERE id = $1 AND version = $2",
        )
        .bind(round.id.to_string())
        .bind(seen)
        .bind(round.due)
        .bind(round.is_open())
        .bind(instant(at))
        .bind(round.version)
        .bind(serde_json::to_string(round)?)
        .run()
        .await?;
    Ok(changed == 1)
}

/// The round as it stands.
pub async fn find_round(read: &mut Read, id: RoundId) -> Result<Option<Round>, StoreError> {
    state(
        read.query("SELECT state FROM collection_round WHERE id = $1")
            .bind(id.to_string()),
    )
    .await
}

/// The rounds of a matter, the oldest first.
pub async fn rounds_of(read: &mut Read, matter: MatterId) -> Result<Vec<Round>, StoreError> {
    states(
        read.query("SELECT state FROM collection_round WHERE matter_id = $1 ORDER BY id")
            .bind(matter.to_string()),
    )
    .await
}

/// Puts in a new inquiry with its links.
pub async fn insert(
    write: &mut Write,
    inquiry: &Inquiry,
    at: DateTime<Utc>,
) -> Result<(), StoreError> {
    locks::must_hold(write, Root::Matter(inquiry.matter));
    write
        .query(
            "INSERT INTO inquiry
                 (id, round_id, recipient_id, answered, created_at, changed_at, version, state)
             VALUES ($1, $2, $3, $4, $5, $5, 1, $6)",
        )
        .bind(inquiry.id.to_string())
        .bind(inquiry.round.to_string())
        .bind(inquiry.recipient.to_string())
        .bind(!inquiry.answers.is_empty())
        .bind(instant(at))
        .bind(serde_json::to_string(inquiry)?)
        .run()
        .await?;
    save_links(write, inquiry).await
}

/// Puts the new state in place. The matter must be held.
pub async fn save(
    write: &mut Write,
    inquiry: &Inquiry,
    at: DateTime<Utc>,
) -> Result<(), StoreError> {
    locks::must_hold(write, Root::Matter(inquiry.matter));
    write
        .query(
            "UPDATE inquiry SET recipient_id = $2, answered = $3, changed_at = $4,
                 version = version + 1, state = $5
             WHERE id = $1",
        )
        .bind(inquiry.id.to_string())
        .bind(inquiry.recipient.to_string())
        .bind(!inquiry.answers.is_empty())
        .bind(instant(at))
        .bind(serde_json::to_string(inquiry)?)
        .run()
        .await?;
    save_links(write, inquiry).await
}

/// The dead ones first: the database allows one live link per inquiry.
async fn save_links(write: &mut Write, inquiry: &Inquiry) -> Result<(), StoreError> {
    let mut links: Vec<_> = inquiry.links.iter().collect();
    links.sort_by_key(|link| link.state == LinkState::Live);
    for link in links {
        write
            .query(
                "INSERT INTO inquiry_link (id, inquiry_id, token_hash, live, expires_at)
                 VALUES ($1, $2, $3, $4, $5)
                 ON CONFLICT (id) DO UPDATE SET live = excluded.live",
            )
            .bind(link.id.to_string())
            .bind(inquiry.id.to_string())
            .bind(link.token_hash.to_string())
            .bind(link.state == LinkState::Live)
            .bind(instant(link.expires_at))
            .run()
            .await?;
    }
    Ok(())
}

/// The inquiry as it stands.
pub async fn find(read: &mut Read, id: InquiryId) -> Result<Option<Inquiry>, StoreError> {
    state(
        read.query("SELECT state FROM inquiry WHERE id = $1")
            .bind(id.to_string()),
    )
    .await
}

/// The inquiries of a round, in the order they were asked.
pub async fn of_round(read: &mut Read, round: RoundId) -> Result<Vec<Inquiry>, StoreError> {
    let rows: Vec<(String,)> = read
        .query("SELECT state FROM inquiry WHERE round_id = $1 ORDER BY created_at, id")
        .bind(round.to_string())
        .all()
        .await?;
    let mut found: Vec<Inquiry> = rows
        .into_iter()
        .map(|(state,)| Ok(serde_json::from_str(&state)?))
        .collect::<Result<_, StoreError>>()?;
    found.sort_by(|one, other| one.answers_for.cmp(&other.answers_for));
    Ok(found)
}

/// The inquiries of open rounds that are a person's, answered or not, the most urgent first.
pub async fn open_for(read: &mut Read, person: PersonId) -> Result<Vec<Inquiry>, StoreError> {
    states(
        read.query(
            "SELECT i.state FROM inquiry i JOIN collection_round r ON r.id = i.round_id
                 WHERE i.recipient_id = $1 AND r.open ORDER BY r.due_day, i.id",
        )
        .bind(person.to_string()),
    )
    .await
}

/// The inquiries of a person that wait in an open round or whose link leads somewhere, also in a
/// closed one.
pub async fn linked_to(read: &mut Read, person: PersonId) -> Result<Vec<Inquiry>, StoreError> {
    let rows: Vec<(String,)> = read
        .query(
            "SELECT i.state FROM inquiry i JOIN collection_round r ON r.id = i.round_id
             WHERE i.recipient_id = $1
               AND (r.open OR EXISTS (SELECT 1 FROM inquiry_link l
                                      WHERE l.inquiry_id = i.id AND l.live))
             ORDER BY i.id",
        )
        .bind(person.to_string())
        .all()
        .await?;
    rows.into_iter()
        .map(|(state,)| Ok(serde_json::from_str(&state)?))
        .collect()
}

/// The inquiry and link that a token's hash belongs to, whether it is live or not.
pub async fn by_token(
    read: &mut Read,
    token_hash: Digest,
) -> Result<Option<(Inquiry, LinkId)>, StoreError> {
    let row: Option<(String, String)> = read
        .query(
            "SELECT i.state, l.id FROM inquiry_link l JOIN inquiry i ON i.id = l.inquiry_id
             WHERE l.token_hash = $1",
        )
        .bind(token_hash.to_string())
        .first()
        .await?;
    row.map(|(state, link)| {
        Ok((
            serde_json::from_str(&state)?,
            stored("inquiry_link", "id", link)?,
        ))
    })
    .transpose()
}
