//! Bodies with their rules, and who sits in them.

use chrono::{DateTime, NaiveDate, Utc};

use super::{StoreError, instant, stored};
use crate::{
    db::{Read, Write},
    domain::{
        body::{Body, Membership, Seat},
        identifiers::{BodyId, PersonId},
        person::Term,
    },
};

/// Keeps a body as it is from now on.
pub async fn keep(write: &mut Write, body: &Body, now: DateTime<Utc>) -> Result<(), StoreError> {
    write
        .query(
            "INSERT INTO body (id, key, name, state, version, changed_at)
             VALUES ($1, $2, $3, $4, 1, $5)
             ON CONFLICT (id) DO UPDATE
             SET key = excluded.key, name = excluded.name, state = excluded.state,
                 version = body.version + 1, changed_at = excluded.changed_at",
        )
        .bind(body.id.to_string())
        .bind(&body.key)
        .bind(&body.name)
        .bind(serde_json::to_string(body)?)
        .bind(instant(now))
        .run()
        .await?;
    Ok(())
}

/// A body by identity.
pub async fn find(read: &mut Read, id: BodyId) -> Result<Option<Body>, StoreError> {
    let row: Option<(String,)> = read
        .query("SELECT state FROM body WHERE id = $1")
        .bind(id.to_string())
        .first()
        .await?;
    row.map(body).transpose()
}

/// A body by its key in files and addresses, such as "ks".
pub async fn find_by_key(read: &mut Read, key: &str) -> Result<Option<Body>, StoreError> {
    let row: Option<(String,)> = read
        .query("SELECT state FROM body WHERE key = $1")
        .bind(key)
        .first()
        .await?;
    row.map(body).transpose()
}

/// All bodies, in the order of their keys.
pub async fn all(read: &mut Read) -> Result<Vec<Body>, StoreError> {
    let rows: Vec<(String,)> = read
        .query("SELECT state FROM body ORDER BY key")
        .all()
        .await?;
    rows.into_iter().map(body).collect()
}

fn body((state,): (String,)) -> Result<Body, StoreError> {
    match serde_json::from_str(&state) {
        Ok(body) => Ok(body),
        Err(_) => Err(StoreError::Damaged {
            table: "body",
            column: "state",
            found: state,
        }),
    }
}

/// Gives a person a seat. One who sits there from the same day already gets the new party and
/// last day.
pub async fn seat(write: &mut Write, membership: &Membership) -> Result<(), StoreError> {
    write
        .query(
            "INSERT INTO membership (body_id, person_id, seat, party, from_day, until_day)
             VALUES ($1, $2, $3, $4, $5, $6)
             ON CONFLICT (body_id, person_id, seat, from_day) DO UPDATE
             SET party = excluded.party, until_day = excluded.until_day",
        )
        .bind(membership.body.to_string())
        .bind(membership.person.to_string())
        .bind(membership.seat.key())
        .bind(&membership.party)
        .bind(membership.term.from)
        .bind(membership.term.until)
        .run()
        .await?;
    Ok(())
}

/// Everyone who sits or sat in a body, in the order of their names.
pub async fn members(read: &mut Read, body: BodyId) -> Result<Vec<Membership>, StoreError> {
    let rows: Vec<Row> = read
        .query(
            "SELECT body_id, person_id, seat, party, from_day, until_day
             FROM membership JOIN person ON person.id = membership.person_id
             WHERE body_id = $1 ORDER BY person.name, person_id, from_day",
        )
        .bind(body.to_string())
        .all()
        .await?;
    rows.into_iter().map(Row::membership).collect()
}

/// All seats that a person has or had.
pub async fn seats_of(read: &mut Read, person: PersonId) -> Result<Vec<Membership>, StoreError> {
    let rows: Vec<Row> = read
        .query(
            "SELECT body_id, person_id, seat, party, from_day, until_day FROM membership
             WHERE person_id = $1 ORDER BY body_id, from_day",
        )
        .bind(person.to_string())
        .all()
        .await?;
    rows.into_iter().map(Row::membership).collect()
}

#[derive(sqlx::FromRow)]
struct Row {
    body_id: String,
    person_id: String,
    seat: String,
    party: String,
    from_day: NaiveDate,
    until_day: Option<NaiveDate>,
}

impl Row {
    fn membership(self) -> Result<Membership, StoreError> {
        let Some(seat) = Seat::from_key(&self.seat) else {
            return Err(StoreError::Damaged {
                table: "membership",
                column: "seat",
                found: self.seat,
            });
        };
        Ok(Membership {
            body: stored("membership", "body_id", self.body_id)?,
            person: stored("membership", "person_id", self.person_id)?,
            seat,
            party: self.party,
            term: Term {
                from: self.from_day,
                until: self.until_day,
            },
        })
    }
}
