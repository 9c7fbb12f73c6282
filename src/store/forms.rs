//! Forms already acted on: a form sent twice acts once, and both times leads to the same place.

use chrono::{DateTime, Utc};

use super::{StoreError, instant};
use crate::{
    db::{Read, Write},
    domain::identifiers::FormNonce,
};

/// Where the form led when `person` sent it before, if they did.
///
/// A nonce that someone else has used is as unknown as one that nobody has.
pub async fn location(
    read: &mut Read,
    nonce: FormNonce,
    person: &str,
) -> Result<Option<String>, StoreError> {
    let found: Option<(String,)> = read
        .query("SELECT location FROM done_act WHERE nonce = $1 AND person_key = $2")
        .bind(nonce.to_string())
        .bind(person)
        .first()
        .await?;
    Ok(found.map(|(location,)| location))
}

/// Marks the form as acted on, in the transaction of its act.
///
/// `false` if it is marked already: take the act back and go where it led then. Of two that come
/// at once the second waits for the first, so call this first in the transaction.
pub async fn mark(
    write: &mut Write,
    nonce: FormNonce,
    person: &str,
    location: &str,
    at: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let added = write
        .query(
            "INSERT INTO done_act (nonce, person_key, location, at) VALUES ($1, $2, $3, $4)
             ON CONFLICT (nonce) DO NOTHING",
        )
        .bind(nonce.to_string())
        .bind(person)
        .bind(location)
        .bind(instant(at))
        .run()
        .await?;
    Ok(added == 1)
}

/// Forgets forms acted on before `before`; nobody has the page open any more. Says how many.
pub async fn forget(write: &mut Write, before: DateTime<Utc>) -> Result<u64, StoreError> {
    let forgotten = write
        .query("DELETE FROM done_act WHERE at < $1")
        .bind(instant(before))
        .run()
        .await?;
    Ok(forgotten)
}
