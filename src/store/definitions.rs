//! Workflow files as they were when a matter could be opened with them, and which are in force.

use super::{StoreError, instant, stored};
use crate::{
    db::{Read, Sql, Write},
    domain::digest::{Digest, canonical_json},
    workflow::{definition::Definition, keys::WorkflowId, source::Source},
};
use chrono::{DateTime, Utc};

/// Where a version in force came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// With the program: a newer one that ships takes its place.
    Shipped,
    /// From the municipality itself: nothing that ships takes its place.
    Own,
}

impl Origin {
    fn key(self) -> &'static str {
        match self {
            Self::Shipped => "shipped",
            Self::Own => "own",
        }
    }
}

impl std::str::FromStr for Origin {
    type Err = ();

    fn from_str(key: &str) -> Result<Self, ()> {
        [Self::Shipped, Self::Own]
            .into_iter()
            .find(|origin| origin.key() == key)
            .ok_or(())
    }
}

/// The version of a type that new matters follow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InForce {
    /// The type.
    pub id: WorkflowId,
    /// The version.
    pub version: u32,
    /// Its hash.
    pub hash: Digest,
    /// Where it came from.
    pub origin: Origin,
    /// Who took it into force.
    pub taken_by: String,
    /// When.
    pub taken_at: DateTime<Utc>,
}

/// Keeps a workflow with all that it includes, once. Gives `false` when the same version is kept
/// with other content.
pub async fn keep(
    write: &mut Write,
    definition: &Definition,
    source: &Source,
    at: DateTime<Utc>,
) -> Result<bool, StoreError> {
    write
        .query(
            "INSERT INTO workflow_source (hash, id, version, source, included, kept_at)
             VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING",
        )
        .bind(definition.hash.to_string())
        .bind(definition.id.to_string())
        .bind(i64::from(definition.version))
        .bind(&source.text)
        .bind(canonical_json(&source.shared)?)
        .bind(instant(at))
        .run()
        .await?;
    let kept: Option<(String,)> = write
        .query("SELECT id FROM workflow_source WHERE hash = $1")
        .bind(definition.hash.to_string())
        .first()
        .await?;
    Ok(kept.is_some())
}

/// A version of a matter type, as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// Its number.
    pub version: i64,
    /// SHA-256 of what it says.
    pub hash: Digest,
    /// Since when it is known here.
    pub kept_at: DateTime<Utc>,
}

/// The versions of a matter type that were ever known here, the first first.
pub async fn versions(read: &mut Read, id: &WorkflowId) -> Result<Vec<Kept>, StoreError> {
    let rows: Vec<(i64, String, DateTime<Utc>)> = read
        .query(
            "SELECT version, hash, kept_at FROM workflow_source WHERE id = $1
             ORDER BY version, kept_at, hash",
        )
        .bind(id.to_string())
        .all()
        .await?;
    rows.into_iter()
        .map(|(version, hash, kept_at)| {
            Ok(Kept {
                version,
                hash: stored("workflow_source", "hash", hash)?,
                kept_at,
            })
        })
        .collect()
}

/// The hash of every kept version.
pub async fn hashes(read: &mut Read) -> Result<Vec<Digest>, StoreError> {
    let rows: Vec<(String,)> = read
        .query("SELECT hash FROM workflow_source ORDER BY id, version")
        .all()
        .await?;
    rows.into_iter()
        .map(|(hash,)| stored("workflow_source", "hash", hash))
        .collect()
}

/// A kept version with all that it includes.
pub async fn source(read: &mut Read, hash: Digest) -> Result<Option<Source>, StoreError> {
    let row: Option<(String, i64, String, String)> = read
        .query("SELECT id, version, source, included FROM workflow_source WHERE hash = $1")
        .bind(hash.to_string())
        .first()
        .await?;
    let Some((id, version, text, included)) = row else {
        return Ok(None);
    };
    Ok(Some(Source {
        name: format!("{id}, version {version}"),
        text,
        shared: serde_json::from_str(&included)?,
    }))
}

/// What is in force of every type.
pub async fn in_force(read: &mut Read) -> Result<Vec<InForce>, StoreError> {
    let rows: Vec<Row> = read
        .query(
            "SELECT id, version, hash, origin, taken_by, taken_at FROM workflow_in_force
             ORDER BY id",
        )
        .all()
        .await?;
    rows.into_iter().map(Row::in_force).collect()
}

/// What is in force of one type.
pub async fn in_force_of(read: &mut Read, id: &WorkflowId) -> Result<Option<InForce>, StoreError> {
    let row: Option<Row> = read
        .query(
            "SELECT id, version, hash, origin, taken_by, taken_at FROM workflow_in_force
             WHERE id = $1",
        )
        .bind(id.to_string())
        .first()
        .await?;
    row.map(Row::in_force).transpose()
}

/// The same, kept from everybody else until the transaction ends.
pub async fn lock_in_force(
    write: &mut Write,
    id: &WorkflowId,
) -> Result<Option<InForce>, StoreError> {
    let row: Option<Row> = write
        .query(Sql {
            sqlite: "SELECT id, version, hash, origin, taken_by, taken_at FROM workflow_in_force
                     WHERE id = $1",
            postgres: "SELECT id, version, hash, origin, taken_by, taken_at FROM workflow_in_force
                       WHERE id = $1 FOR UPDATE",
        })
        .bind(id.to_string())
        .first()
        .await?;
    row.map(Row::in_force).transpose()
}

/// Puts a kept version in force in the place of `before`; `false` if another act came between.
pub async fn take_into_force(
    write: &mut Write,
    now: &InForce,
    before: Option<Digest>,
) -> Result<bool, StoreError> {
    let changed =
        match before {
            None => write
                .query(
                    "INSERT INTO workflow_in_force (id, version, hash, origin, taken_by, taken_at)
                     VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (id) DO NOTHING",
                )
                .bind(now.id.to_string())
                .bind(i64::from(now.version))
                .bind(now.hash.to_string())
                .bind(now.origin.key())
                .bind(&now.taken_by)
                .bind(instant(now.taken_at))
                .run()
                .await?,
            Some(before) => {
                write
                    .query(
                        "UPDATE workflow_in_force
                     SET version = $2, hash = $3, origin = $4, taken_by = $5, taken_at = $6
                     WHERE id = $1 AND hash = $7",
                    )
                    .bind(now.id.to_string())
                    .bind(i64::from(now.version))
                    .bind(now.hash.to_string())
                    .bind(now.origin.key())
                    .bind(&now.taken_by)
                    .bind(instant(now.taken_at))
                    .bind(before.to_string())
                    .run()
                    .await?
            }
        };
    Ok(changed == 1)
}

#[derive(sqlx::FromRow)]
struct Row {
    id: String,
    version: i64,
    hash: String,
    origin: String,
    taken_by: String,
    taken_at: DateTime<Utc>,
}

impl Row {
    fn in_force(self) -> Result<InForce, StoreError> {
        const TABLE: &str = "workflow_in_force";
        Ok(InForce {
            id: stored(TABLE, "id", self.id)?,
            version: stored(TABLE, "version", self.version.to_string())?,
            hash: stored(TABLE, "hash", self.hash)?,
            origin: stored(TABLE, "origin", self.origin)?,
            taken_by: self.taken_by,
            taken_at: self.taken_at,
        })
    }
}
