//! Floor 4, keeping: every row that Beslut writes, as functions over [`crate::db::Read`] and
//! [`crate::db::Write`].
//!
//! The functions neither decide nor ask for the time: the office hands them what an act came to,
//! and commits all of it in one transaction.

pub mod absences;
pub mod blobs;
pub mod bodies;
pub mod collections;
pub mod counters;
pub mod definitions;
pub mod delegations;
pub mod files;
pub mod forms;
pub mod jobs;
pub mod journal;
pub mod links;
pub mod listings;
pub mod locks;
pub mod matters;
pub mod meetings;
pub mod offices;
pub mod outbox;
pub mod people;
pub mod queue;
pub mod reports;
pub mod sessions;
pub mod sign_offs;
pub mod versions;
pub mod workflow_folder;

use std::str::FromStr;

use chrono::{DateTime, SubsecRound, Utc};
use serde::de::DeserializeOwned;

use crate::db::Query;

/// What can go wrong in keeping.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database did not do as it was told.
    #[error("databasen svarar inte som den ska: {0}")]
    Database(#[from] sqlx::Error),
    /// A row holds something that was never written there by this program.
    #[error("raden i tabellen {table} går inte att läsa: kolumnen {column} innehåller {found:?}")]
    Damaged {
        /// In which table.
        table: &'static str,
        /// In which column.
        column: &'static str,
        /// What stands there.
        found: String,
    },
    /// Something that has no text form, such as a number that is not one.
    #[error("det går inte att skriva som JSON: {0}")]
    Json(#[from] serde_json::Error),
}

/// An instant as both databases keep it: PostgreSQL has microseconds, so SQLite gets no more.
fn instant(at: DateTime<Utc>) -> DateTime<Utc> {
    at.trunc_subsecs(6)
}

/// The state in the one column of the row that a query finds, if it finds any.
async fn state<T: DeserializeOwned>(query: Query<'_>) -> Result<Option<T>, StoreError> {
    let row: Option<(String,)> = query.first().await?;
    row.map(|(state,)| Ok(serde_json::from_str(&state)?))
        .transpose()
}

/// The states in the one column of all rows that a query finds.
async fn states<T: DeserializeOwned>(query: Query<'_>) -> Result<Vec<T>, StoreError> {
    let rows: Vec<(String,)> = query.all().await?;
    rows.into_iter()
        .map(|(state,)| Ok(serde_json::from_str(&state)?))
        .collect()
}

/// Reads back what was stored as text.
fn stored<T: FromStr>(
    table: &'static str,
    column: &'static str,
    text: String,
) -> Result<T, StoreError> {
    match text.parse() {
        Ok(value) => Ok(value),
        Err(_) => Err(StoreError::Damaged {
            table,
            column,
            found: text,
        }),
    }
}
