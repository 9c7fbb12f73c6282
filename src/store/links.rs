//! Links between matters: one row, read from both its ends.

use super::{StoreError, instant, stored};
use crate::{
    db::{Read, Write},
    domain::identifiers::{MatterId, PersonId},
    matter::link::LinkKind,
};
use chrono::{DateTime, Utc};

/// A link as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// The matter it leaves from.
    pub from: MatterId,
    /// The matter it leads to.
    pub to: MatterId,
    /// What it says.
    pub kind: LinkKind,
    /// What somebody wrote about it; may be empty.
    pub note: String,
    /// When it was made.
    pub made_at: DateTime<Utc>,
    /// By whom.
    pub made_by: PersonId,
}

/// Keeps a link; `false` if it is there already.
pub async fn insert(write: &mut Write, link: &Kept) -> Result<bool, StoreError> {
    let added = write
        .query(
            "INSERT INTO matter_link (from_id, to_id, kind, note, made_at, made_by)
             VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (from_id, to_id, kind) DO NOTHING",
        )
        .bind(link.from.to_string())
        .bind(link.to.to_string())
        .bind(link.kind.key())
        .bind(&link.note)
        .bind(instant(link.made_at))
        .bind(link.made_by.to_string())
        .run()
        .await?;
    Ok(added == 1)
}

/// Takes a link away; `false` if it was not there.
pub async fn delete(
    write: &mut Write,
    from: MatterId,
    to: MatterId,
    kind: LinkKind,
) -> Result<bool, StoreError> {
    let gone = write
        .query("DELETE FROM matter_link WHERE from_id = $1 AND to_id = $2 AND kind = $3")
        .bind(from.to_string())
        .bind(to.to_string())
        .bind(kind.key())
        .run()
        .await?;
    Ok(gone == 1)
}

/// Every link that leaves from or leads to the matter, the oldest first.
pub async fn of(read: &mut Read, matter: MatterId) -> Result<Vec<Kept>, StoreError> {
    let rows: Vec<Row> = read
        .query(
            "SELECT from_id, to_id, kind, note, made_at, made_by FROM matter_link
             WHERE from_id = $1 OR to_id = $1 ORDER BY made_at, from_id, to_id, kind",
        )
        .bind(matter.to_string())
        .all()
        .await?;
    rows.into_iter().map(Row::kept).collect()
}

#[derive(sqlx::FromRow)]
struct Row {
    from_id: String,
    to_id: String,
    kind: String,
    note: String,
    made_at: DateTime<Utc>,
    made_by: String,
}

impl Row {
    fn kept(self) -> Result<Kept, StoreError> {
        Ok(Kept {
            from: stored("matter_link", "from_id", self.from_id)?,
            to: stored("matter_link", "to_id", self.to_id)?,
            kind: stored("matter_link", "kind", self.kind)?,
            note: self.note,
            made_at: self.made_at,
            made_by: stored("matter_link", "made_by", self.made_by)?,
        })
    }
}
