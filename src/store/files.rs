//! Files made out of a matter or of minutes: the Word files, by what they were made from.

use super::{StoreError, instant, stored};
use crate::{
    db::{Read, Write},
    domain::digest::Digest,
    work::Subject,
};
use chrono::{DateTime, Utc};

/// A file that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Made {
    /// Of what.
    pub of: Subject,
    /// Which kind: "tjansteskrivelse", "protokoll".
    pub kind: String,
    /// The hash of the frozen version it was made from.
    pub version: Digest,
    /// The bytes.
    pub digest: Digest,
    /// Their media type.
    pub media_type: String,
    /// The name to download it by.
    pub file_name: String,
    /// When it was made.
    pub made_at: DateTime<Utc>,
}

/// Keeps that a file was made. Made again from the same version, it is the same file: kept once.
pub async fn insert(write: &mut Write, id: &str, made: &Made) -> Result<(), StoreError> {
    let (matter, meeting) = subject(made.of);
    write
        .query(
            "INSERT INTO document_file (id, matter_id, meeting_id, kind, version_sha256, digest,
                 media_type, file_name, created_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
             ON CONFLICT (id) DO NOTHING",
        )
        .bind(id)
        .bind(matter)
        .bind(meeting)
        .bind(&made.kind)
        .bind(made.version.to_string())
        .bind(made.digest.to_string())
        .bind(&made.media_type)
        .bind(&made.file_name)
        .bind(instant(made.made_at))
        .run()
        .await?;
    Ok(())
}

/// The files made of a matter or of minutes, the newest first.
pub async fn of(read: &mut Read, of: Subject) -> Result<Vec<Made>, StoreError> {
    let (matter, meeting) = subject(of);
    let rows: Vec<Row> = read
        .query(
            "SELECT kind, version_sha256, digest, media_type, file_name, created_at
             FROM document_file WHERE matter_id = $1 OR meeting_id = $2
             ORDER BY created_at DESC, id DESC",
        )
        .bind(matter)
        .bind(meeting)
        .all()
        .await?;
    rows.into_iter().map(|row| row.made(of)).collect()
}

fn subject(of: Subject) -> (Option<String>, Option<String>) {
    match of {
        Subject::Matter(id) => (Some(id.to_string()), None),
        Subject::Minutes(id) => (None, Some(id.to_string())),
    }
}

#[derive(sqlx::FromRow)]
struct Row {
    kind: String,
    version_sha256: Option<String>,
    digest: String,
    media_type: String,
    file_name: String,
    created_at: DateTime<Utc>,
}

impl Row {
    fn made(self, of: Subject) -> Result<Made, StoreError> {
        let version = self.version_sha256.unwrap_or_default();
        Ok(Made {
            of,
            kind: self.kind,
            version: stored("document_file", "version_sha256", version)?,
            digest: stored("document_file", "digest", self.digest)?,
            media_type: self.media_type,
            file_name: self.file_name,
            made_at: self.created_at,
        })
    }
}
