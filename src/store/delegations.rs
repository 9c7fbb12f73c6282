//! Delegation schemes: one row per point given to somebody, with the state as JSON.

use super::{StoreError, instant};
use crate::{
    db::{Read, Write},
    domain::{
        delegation::{Delegation, Scheme},
        identifiers::BodyId,
    },
};
use chrono::{DateTime, NaiveDate, Utc};

/// Keeps a delegation as it is from now on.
pub async fn keep(
    write: &mut Write,
    delegation: &Delegation,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    write
        .query(
            "INSERT INTO delegation (id, body_id, point, from_day, until_day, changed_at, state)
             VALUES ($1, $2, $3, $4, $5, $6, $7)
             ON CONFLICT (id) DO UPDATE
             SET until_day = excluded.until_day, changed_at = excluded.changed_at,
                 state = excluded.state",
        )
        .bind(delegation.id.to_string())
        .bind(delegation.body.to_string())
        .bind(&delegation.point)
        .bind(delegation.term.from)
        .bind(delegation.term.until)
        .bind(instant(now))
        .bind(serde_json::to_string(delegation)?)
        .run()
        .await?;
    Ok(())
}

/// All that a body has delegated, also what has ended, in the order of the points.
pub async fn of_body(read: &mut Read, body: BodyId) -> Result<Scheme, StoreError> {
    let rows: Vec<(String,)> = read
        .query("SELECT state FROM delegation WHERE body_id = $1 ORDER BY point, from_day, id")
        .bind(body.to_string())
        .all()
        .await?;
    scheme(rows)
}

/// What every body has delegated on the day.
pub async fn in_force(read: &mut Read, day: NaiveDate) -> Result<Scheme, StoreError> {
    let rows: Vec<(String,)> = read
        .query(
            "SELECT state FROM delegation
             WHERE from_day <= $1 AND (until_day IS NULL OR $1 <= until_day)
             ORDER BY body_id, point, id",
        )
        .bind(day)
        .all()
        .await?;
    scheme(rows)
}

fn scheme(rows: Vec<(String,)>) -> Result<Scheme, StoreError> {
    let read = rows
        .into_iter()
        .map(|(state,)| Ok(serde_json::from_str(&state)?));
    Ok(Scheme(read.collect::<Result<_, StoreError>>()?))
}
