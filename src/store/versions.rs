//! Frozen versions: what was reviewed, certified and decided, as text that no row change can reach.

use super::{StoreError, instant, stored};
use crate::{
    db::{Read, Write},
    work::{FrozenVersion, Subject},
};
use chrono::{DateTime, Utc};

/// Keeps a version.
pub async fn insert(
    write: &mut Write,
    version: &FrozenVersion,
    at: DateTime<Utc>,
) -> Result<(), StoreError> {
    let (kind, id) = subject(version.of);
    write
        .query(
            "INSERT INTO frozen_version
                 (subject_kind, subject_id, number, sha256, workflow, content, created_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
        )
        .bind(kind)
        .bind(id)
        .bind(i64::from(version.number))
        .bind(version.sha256.to_string())
        .bind(version.workflow.map(|hash| hash.to_string()))
        .bind(&version.content)
        .bind(instant(at))
        .run()
        .await?;
    Ok(())
}

/// The version with this number.
pub async fn find(
    read: &mut Read,
    of: Subject,
    number: u32,
) -> Result<Option<FrozenVersion>, StoreError> {
    let (kind, id) = subject(of);
    let row: Option<(String, Option<String>, String)> = read
        .query(
            "SELECT sha256, workflow, content FROM frozen_version
             WHERE subject_kind = $1 AND subject_id = $2 AND number = $3",
        )
        .bind(kind)
        .bind(id)
        .bind(i64::from(number))
        .first()
        .await?;
    row.map(|(sha256, workflow, content)| {
        let sha256 = stored("frozen_version", "sha256", sha256)?;
        let workflow = workflow.map(|hash| stored("frozen_version", "workflow", hash));
        Ok(FrozenVersion {
            of,
            number,
            sha256,
            workflow: workflow.transpose()?,
            content,
        })
    })
    .transpose()
}

/// When the version was frozen.
pub async fn frozen_at(
    read: &mut Read,
    of: Subject,
    number: u32,
) -> Result<Option<DateTime<Utc>>, StoreError> {
    let (kind, id) = subject(of);
    let row: Option<(DateTime<Utc>,)> = read
        .query(
            "SELECT created_at FROM frozen_version
             WHERE subject_kind = $1 AND subject_id = $2 AND number = $3",
        )
        .bind(kind)
        .bind(id)
        .bind(i64::from(number))
        .first()
        .await?;
    Ok(row.map(|(at,)| at))
}

fn subject(of: Subject) -> (&'static str, String) {
    match of {
        Subject::Matter(id) => ("matter", id.to_string()),
        Subject::Minutes(id) => ("minutes", id.to_string()),
    }
}
