//! Sign-offs: one row each, and a row per link so that an incoming link finds its sign-off.

use super::{StoreError, instant, locks, state, states, stored};
use crate::{
    db::{Read, Sql, Write},
    domain::{
        digest::Digest,
        identifiers::{LinkId, MatterId, MeetingId, PersonId, SignOffId},
    },
    signoff::state::{LinkState, SignOff, SignOffState},
    work::Subject,
};
use chrono::{DateTime, NaiveDate, Utc};
use std::collections::{BTreeMap, BTreeSet};

/// Puts in a new sign-off with its links.
pub async fn insert(
    write: &mut Write,
    sign_off: &SignOff,
    at: DateTime<Utc>,
) -> Result<(), StoreError> {
    locks::must_hold(write, locks::root_of(sign_off.of));
    let (matter, meeting) = subject(sign_off.of);
    write
        .query(
            "INSERT INTO sign_off (id, matter_id, meeting_id, recipient_id, phase, due_day,
                 created_at, changed_at, version, state)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $7, 1, $8)",
        )
        .bind(sign_off.id.to_string())
        .bind(matter.map(|id| id.to_string()))
        .bind(meeting.map(|id| id.to_string()))
        .bind(sign_off.recipient.to_string())
        .bind(phase(sign_off))
        .bind(sign_off.due)
        .bind(instant(at))
        .bind(serde_json::to_string(sign_off)?)
        .run()
        .await?;
    save_links(write, sign_off).await
}

/// The sign-off as it stands.
pub async fn find(read: &mut Read, id: SignOffId) -> Result<Option<SignOff>, StoreError> {
    state(
        read.query("SELECT state FROM sign_off WHERE id = $1")
            .bind(id.to_string()),
    )
    .await
}

/// The subjects of those of the sign-offs that are open, each once.
pub async fn open_subjects(
    read: &mut Read,
    ids: &[SignOffId],
) -> Result<BTreeSet<Subject>, StoreError> {
    let rows: Vec<(Option<String>, Option<String>)> = read
        .query(Sql {
            sqlite: "SELECT matter_id, meeting_id FROM sign_off
             WHERE phase = 'open' AND id IN (SELECT value FROM json_each($1))",
            postgres: "SELECT matter_id, meeting_id FROM sign_off
             WHERE phase = 'open'
               AND id IN (SELECT json_array_elements_text(CAST($1 AS JSON)))",
        })
        .bind(serde_json::to_string(ids)?)
        .all()
        .await?;
    let mut subjects = BTreeSet::new();
    for (matter, meeting) in rows {
        if let Some(id) = matter {
            subjects.insert(Subject::Matter(stored("sign_off", "matter_id", id)?));
        }
        if let Some(id) = meeting {
            subjects.insert(Subject::Minutes(stored("sign_off", "meeting_id", id)?));
        }
    }
    Ok(subjects)
}

/// Those of the sign-offs that are open.
pub async fn open_among(
    read: &mut Read,
    ids: &[SignOffId],
) -> Result<BTreeMap<SignOffId, SignOff>, StoreError> {
    let found: Vec<SignOff> = states(
        read.query(Sql {
            sqlite: "SELECT state FROM sign_off
             WHERE phase = 'open' AND id IN (SELECT value FROM json_each($1))",
            postgres: "SELECT state FROM sign_off
             WHERE phase = 'open'
               AND id IN (SELECT json_array_elements_text(CAST($1 AS JSON)))",
        })
        .bind(serde_json::to_string(ids)?),
    )
    .await?;
    Ok(found.into_iter().map(|one| (one.id, one)).collect())
}

/// Puts the new state in place. What it is of must be held.
pub async fn save(
    write: &mut Write,
    sign_off: &SignOff,
    at: DateTime<Utc>,
) -> Result<(), StoreError> {
    locks::must_hold(write, locks::root_of(sign_off.of));
    write
        .query(
            "UPDATE sign_off SET recipient_id = $2, phase = $3, due_day = $4, changed_at = $5,
                 version = version + 1, state = $6
             WHERE id = $1",
        )
        .bind(sign_off.id.to_string())
        .bind(sign_off.recipient.to_string())
        .bind(phase(sign_off))
        .bind(sign_off.due)
        .bind(instant(at))
        .bind(serde_json::to_string(sign_off)?)
        .run()
        .await?;
    save_links(write, sign_off).await
}

/// The dead ones first: the database allows one live link per sign-off.
async fn save_links(write: &mut Write, sign_off: &SignOff) -> Result<(), StoreError> {
    let mut links: Vec<_> = sign_off.links.iter().collect();
    links.sort_by_key(|link| link.state == LinkState::Live);
    for link in links {
        write
            .query(
                "INSERT INTO sign_off_link (id, sign_off_id, token_hash, live, expires_at)
                 VALUES ($1, $2, $3, $4, $5)
                 ON CONFLICT (id) DO UPDATE SET live = excluded.live",
            )
            .bind(link.id.to_string())
            .bind(sign_off.id.to_string())
            .bind(link.token_hash.to_string())
            .bind(link.state == LinkState::Live)
            .bind(instant(link.expires_at))
            .run()
            .await?;
    }
    Ok(())
}

/// The sign-off and link that a token's hash belongs to, whether it is live or not.
pub async fn by_token(
    read: &mut Read,
    token_hash: Digest,
) -> Result<Option<(SignOff, LinkId)>, StoreError> {
    let row: Option<(String, String)> = read
        .query(
            "SELECT s.state, l.id FROM sign_off_link l JOIN sign_off s ON s.id = l.sign_off_id
             WHERE l.token_hash = $1",
        )
        .bind(token_hash.to_string())
        .first()
        .await?;
    row.map(with_link).transpose()
}

/// The sign-off that a link belongs to.
pub async fn by_link(
    read: &mut Read,
    link: LinkId,
) -> Result<Option<(SignOff, LinkId)>, StoreError> {
    let row: Option<(String, String)> = read
        .query(
            "SELECT s.state, l.id FROM sign_off_link l JOIN sign_off s ON s.id = l.sign_off_id
             WHERE l.id = $1",
        )
        .bind(link.to_string())
        .first()
        .await?;
    row.map(with_link).transpose()
}

fn with_link((state, link): (String, String)) -> Result<(SignOff, LinkId), StoreError> {
    Ok((
        serde_json::from_str(&state)?,
        stored("sign_off_link", "id", link)?,
    ))
}

/// The sign-offs that wait for a person, the most urgent first.
pub async fn open_for(read: &mut Read, person: PersonId) -> Result<Vec<SignOff>, StoreError> {
    states(
        read.query(
            "SELECT state FROM sign_off WHERE recipient_id = $1 AND phase = 'open'
                 ORDER BY due_day, id",
        )
        .bind(person.to_string()),
    )
    .await
}

/// Every open sign-off of the people who are away on `day`, the most urgent first.
pub async fn open_for_absent(read: &mut Read, day: NaiveDate) -> Result<Vec<SignOff>, StoreError> {
    states(
        read.query(
            "SELECT state FROM sign_off WHERE phase = 'open' AND recipient_id IN
                     (SELECT person_id FROM absence WHERE from_day <= $1 AND $1 <= until_day)
                 ORDER BY due_day, id",
        )
        .bind(day),
    )
    .await
}

/// Every sign-off of a matter or of a meeting's minutes, the oldest first.
pub async fn of(read: &mut Read, of: Subject) -> Result<Vec<SignOff>, StoreError> {
    let (matter, meeting) = subject(of);
    states(
        read.query(
            "SELECT state FROM sign_off WHERE matter_id = $1 OR meeting_id = $2 ORDER BY id",
        )
        .bind(matter.map(|id| id.to_string()))
        .bind(meeting.map(|id| id.to_string())),
    )
    .await
}

fn subject(of: Subject) -> (Option<MatterId>, Option<MeetingId>) {
    match of {
        Subject::Matter(id) => (Some(id), None),
        Subject::Minutes(id) => (None, Some(id)),
    }
}

fn phase(sign_off: &SignOff) -> &'static str {
    match sign_off.state {
        SignOffState::Open => "open",
        SignOffState::Answered(_) => "answered",
        SignOffState::Closed { .. } => "closed",
    }
}
