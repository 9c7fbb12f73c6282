//! Workflow files as they were when a matter could be opened with them.

use super::{StoreError, instant, stored};
use crate::{
    db::{Read, Write},
    domain::digest::Digest,
    workflow::{definition::Definition, keys::WorkflowId},
};
use chrono::{DateTime, Utc};

/// Keeps the source of a workflow, once per hash.
pub async fn keep(
    write: &mut Write,
    definition: &Definition,
    source: &str,
    at: DateTime<Utc>,
) -> Result<(), StoreError> {
    write
        .query(
            "INSERT INTO workflow_source (hash, id, version, source, kept_at)
             VALUES ($1, $2, $3, $4, $5) ON CONFLICT (hash) DO NOTHING",
        )
        .bind(definition.hash.to_string())
        .bind(definition.id.to_string())
        .bind(i64::from(definition.version))
        .bind(source)
        .bind(instant(at))
        .run()
        .await?;
    Ok(())
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

/// Every kept source with a name to call it by in messages.
pub async fn all(read: &mut Read) -> Result<Vec<(String, String)>, StoreError> {
    let rows: Vec<(String, i64, String)> = read
        .query("SELECT id, version, source FROM workflow_source ORDER BY id, version, hash")
        .all()
        .await?;
    Ok(rows
        .into_iter()
        .map(|(id, version, source)| (format!("{id}, version {version}"), source))
        .collect())
}
