//! Persons and their passwords.

use chrono::{DateTime, Utc};
use secrecy::{ExposeSecret, SecretString};
use std::collections::BTreeMap;

use super::{StoreError, instant, stored};
use crate::{
    db::{Read, Sql, Write, is_duplicate},
    domain::{identifiers::PersonId, person::Person},
};

/// A person and the version that a change must name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// Who.
    pub person: Person,
    /// Which version of the row this is, from 1.
    pub version: i64,
}

/// What came of keeping a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keeping {
    /// Kept.
    Done,
    /// Another person has the address.
    AddressTaken,
    /// Someone else has changed the person since it was read.
    Changed,
}

/// The address as it is kept and compared: without space around it and in small letters.
pub fn address(typed: &str) -> String {
    typed.trim().to_lowercase()
}

/// Adds a person, or says that the address is taken.
pub async fn add(
    write: &mut Write,
    person: &Person,
    now: DateTime<Utc>,
) -> Result<Keeping, StoreError> {
    let added = write
        .query(
            "INSERT INTO person
                 (id, email, name, title, unit, active, version, created_at, changed_at)
             VALUES ($1, $2, $3, $4, $5, $6, 1, $7, $7)
             ON CONFLICT (email) DO NOTHING",
        )
        .bind(person.id.to_string())
        .bind(address(&person.email))
        .bind(&person.name)
        .bind(&person.title)
        .bind(&person.unit)
        .bind(person.active)
        .bind(instant(now))
        .run()
        .await?;
    Ok(if added == 1 {
        Keeping::Done
    } else {
        Keeping::AddressTaken
    })
}

/// Keeps a changed person, if nobody else has changed it since `version` was read.
///
/// After [`Keeping::AddressTaken`] PostgreSQL refuses the rest of the transaction: end it.
pub async fn change(
    write: &mut Write,
    person: &Person,
    version: i64,
    now: DateTime<Utc>,
) -> Result<Keeping, StoreError> {
    let changed = write
        .query(
            "UPDATE person SET email = $3, name = $4, title = $5, unit = $6, active = $7,
                 changed_at = $8, version = version + 1
             WHERE id = $1 AND version = $2",
        )
        .bind(person.id.to_string())
        .bind(version)
        .bind(address(&person.email))
        .bind(&person.name)
        .bind(&person.title)
        .bind(&person.unit)
        .bind(person.active)
        .bind(instant(now))
        .run()
        .await;
    match changed {
        Ok(1) => Ok(Keeping::Done),
        Ok(_) => Ok(Keeping::Changed),
        Err(error) if is_duplicate(&error) => Ok(Keeping::AddressTaken),
        Err(error) => Err(error.into()),
    }
}

/// A person by identity.
pub async fn find(read: &mut Read, id: PersonId) -> Result<Option<Kept>, StoreError> {
    let row: Option<Row> = read
        .query("SELECT id, email, name, title, unit, active, version FROM person WHERE id = $1")
        .bind(id.to_string())
        .first()
        .await?;
    row.map(Row::kept).transpose()
}

/// The names of persons.
pub async fn names(
    read: &mut Read,
    ids: &[PersonId],
) -> Result<BTreeMap<PersonId, String>, StoreError> {
    let rows: Vec<(String, String)> = read
        .query(Sql {
            sqlite: "SELECT id, name FROM person
             WHERE id IN (SELECT value FROM json_each($1))",
            postgres: "SELECT id, name FROM person
             WHERE id IN (SELECT json_array_elements_text(CAST($1 AS JSON)))",
        })
        .bind(serde_json::to_string(ids)?)
        .all()
        .await?;
    rows.into_iter()
        .map(|(id, name)| Ok((stored("person", "id", id)?, name)))
        .collect()
}

/// A person by address, however it is typed.
pub async fn find_by_address(read: &mut Read, typed: &str) -> Result<Option<Kept>, StoreError> {
    let row: Option<Row> = read
        .query("SELECT id, email, name, title, unit, active, version FROM person WHERE email = $1")
        .bind(address(typed))
        .first()
        .await?;
    row.map(Row::kept).transpose()
}

/// Everyone, also those no longer active, in the order of their addresses.
pub async fn all(read: &mut Read) -> Result<Vec<Kept>, StoreError> {
    let rows: Vec<Row> = read
        .query("SELECT id, email, name, title, unit, active, version FROM person ORDER BY email")
        .all()
        .await?;
    rows.into_iter().map(Row::kept).collect()
}

/// Sets the password by its argon2id string.
pub async fn set_password(
    write: &mut Write,
    person: PersonId,
    hash: &SecretString,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    write
        .query(
            "INSERT INTO password (person_id, hash, changed_at) VALUES ($1, $2, $3)
             ON CONFLICT (person_id) DO UPDATE
             SET hash = excluded.hash, changed_at = excluded.changed_at",
        )
        .bind(person.to_string())
        .bind(hash.expose_secret())
        .bind(instant(now))
        .run()
        .await?;
    Ok(())
}

/// The argon2id string of a person's password, if they have one.
pub async fn password(
    read: &mut Read,
    person: PersonId,
) -> Result<Option<SecretString>, StoreError> {
    let found: Option<(String,)> = read
        .query("SELECT hash FROM password WHERE person_id = $1")
        .bind(person.to_string())
        .first()
        .await?;
    Ok(found.map(|(hash,)| hash.into()))
}

#[derive(sqlx::FromRow)]
struct Row {
    id: String,
    email: String,
    name: String,
    title: String,
    unit: String,
    active: bool,
    version: i64,
}

impl Row {
    fn kept(self) -> Result<Kept, StoreError> {
        Ok(Kept {
            person: Person {
                id: stored("person", "id", self.id)?,
                email: self.email,
                name: self.name,
                title: self.title,
                unit: self.unit,
                active: self.active,
            },
            version: self.version,
        })
    }
}
