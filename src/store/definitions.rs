//! Workflow files as they were when a matter could be opened with them.

use super::{StoreError, instant};
use crate::{
    db::{Read, Write},
    workflow::definition::Definition,
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
