//! The boundary to the two databases: they are told apart here and nowhere else.
//!
//! [`Db::read`] gives one consistent view, [`Db::write`] one transaction that rolls back unless the
//! work returns `Ok`. Statements are literals, spelt once where the dialects agree and as a pair
//! ([`Sql`]) where they do not; `tests/it/statements.rs` prepares each of them on both databases.
//!
//! Two rules keep this safe. Never call `write` inside `write`: SQLite has one writer, so the inner
//! one waits for the outer until it gives up. And await nothing but the database inside `write`:
//! a mail server that does not answer would hold the lock on the diary.

mod address;
mod held;
mod query;
mod schema;

use std::{
    ops::{Deref, DerefMut},
    time::Duration,
};

use sqlx::{
    Connection, PgPool, Postgres, Sqlite, SqlitePool, Transaction,
    postgres::PgPoolOptions,
    sqlite::{SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};

pub use address::{BadDatabaseUrl, DatabaseUrl};
pub use held::Root;
pub use query::{Param, Query, Record, Sql};
pub use schema::SchemaError;

use address::Place;
use held::Held;

/// How long an act waits for a connection before it gives up.
const PATIENCE: Duration = Duration::from_secs(5);
/// More readers than this gain nothing on a small machine.
const SQLITE_READERS: u32 = 8;
/// Per node; nodes times this must stay below the server's `max_connections`.
const POSTGRES_CONNECTIONS: u32 = 16;
/// A connection that rested longer is asked if it still lives before it is used.
const RESTED: Duration = Duration::from_secs(10);

/// The database, whichever it is. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Db(Kind);

#[derive(Clone, Debug)]
enum Kind {
    /// One writer queues fairly in its pool; several would sleep in SQLite's unfair busy handler.
    Sqlite {
        writer: SqlitePool,
        readers: SqlitePool,
    },
    Postgres(PgPool),
}

/// One consistent view of the database.
#[derive(Debug)]
pub struct Read(Conn);

/// A view that may change what it sees. Every function over [`Read`] works in it too.
#[derive(Debug)]
pub struct Write {
    read: Read,
    held: Held,
}

#[derive(Debug)]
enum Conn {
    Sqlite(Transaction<'static, Sqlite>),
    Postgres(Transaction<'static, Postgres>),
}

impl Db {
    /// Opens the database, and creates the file if it is SQLite and not there yet.
    ///
    /// Refuses a schema that a newer binary has made: an older one would write rows that miss what
    /// the newer needs. An older or empty schema is opened; [`Db::migrate`] brings it up to date.
    pub async fn open(url: &DatabaseUrl) -> Result<Self, SchemaError> {
        let db = Self(match url.place() {
            Place::Sqlite(_) => Kind::open_sqlite(url).await?,
            Place::Postgres { .. } => Kind::open_postgres(url).await?,
        });
        db.refuse_newer_schema().await?;
        Ok(db)
    }

    /// Runs `work` on one consistent view, in which the database refuses every change.
    ///
    /// Keep it short on SQLite: a long read keeps the write-ahead log from being emptied.
    pub async fn read<T, E: From<sqlx::Error>>(
        &self,
        work: impl AsyncFnOnce(&mut Read) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut read = Read(match &self.0 {
            Kind::Sqlite { readers, .. } => Conn::Sqlite(readers.begin().await?),
            Kind::Postgres(pool) => Conn::Postgres(
                pool.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
                    .await?,
            ),
        });
        let found = work(&mut read).await;
        read.0.end(found).await
    }

    /// Runs `work` in one transaction: all of it is kept if it returns `Ok`, nothing otherwise.
    ///
    /// On PostgreSQL what is changed is locked first ([`Root`]), which is why the plain isolation
    /// level is enough.
    pub async fn write<T, E: From<sqlx::Error>>(
        &self,
        work: impl AsyncFnOnce(&mut Write) -> Result<T, E>,
    ) -> Result<T, E> {
        let read = Read(match &self.0 {
            // A deferred transaction that turns into a writer fails at once with SQLITE_BUSY.
            Kind::Sqlite { writer, .. } => {
                Conn::Sqlite(writer.begin_with("BEGIN IMMEDIATE").await?)
            }
            Kind::Postgres(pool) => Conn::Postgres(pool.begin().await?),
        });
        let mut write = Write {
            read,
            held: Held::default(),
        };
        let done = work(&mut write).await;
        write.read.0.end(done).await
    }

    /// What a person would call the database: `SQLite` or `PostgreSQL`.
    pub fn product(&self) -> &'static str {
        match &self.0 {
            Kind::Sqlite { .. } => "SQLite",
            Kind::Postgres(_) => "PostgreSQL",
        }
    }

    /// Closes every connection; SQLite then folds its write-ahead log into the file.
    pub async fn close(&self) {
        match &self.0 {
            Kind::Sqlite { writer, readers } => {
                readers.close().await;
                writer.close().await;
            }
            Kind::Postgres(pool) => pool.close().await,
        }
    }
}

impl Kind {
    async fn open_sqlite(url: &DatabaseUrl) -> Result<Self, sqlx::Error> {
        let options = url.sqlite_options().busy_timeout(PATIENCE);
        let writer = SqlitePoolOptions::new()
            .max_connections(1)
            .max_lifetime(None)
            .idle_timeout(None)
            .acquire_timeout(PATIENCE)
            .test_before_acquire(false)
            .connect_with(
                options
                    .clone()
                    .create_if_missing(true)
                    .journal_mode(SqliteJournalMode::Wal)
                    // NORMAL may lose the last commits at a power cut, and a number that a
                    // citizen has seen must not vanish.
                    .synchronous(SqliteSynchronous::Full)
                    .optimize_on_close(true, 400),
            )
            .await?;
        let readers = SqlitePoolOptions::new()
            .max_connections(SQLITE_READERS)
            .acquire_timeout(PATIENCE)
            .test_before_acquire(false)
            .connect_lazy_with(options.read_only(true));
        Ok(Self::Sqlite { writer, readers })
    }

    async fn open_postgres(url: &DatabaseUrl) -> Result<Self, sqlx::Error> {
        let pool = PgPoolOptions::new()
            .max_connections(POSTGRES_CONNECTIONS)
            .acquire_timeout(PATIENCE)
            .test_before_acquire(false)
            .before_acquire(|connection, about| {
                Box::pin(async move {
                    if about.idle_for > RESTED {
                        connection.ping().await?;
                    }
                    Ok(true)
                })
            })
            .connect_with(url.postgres_options())
            .await?;
        Ok(Self::Postgres(pool))
    }
}

impl Conn {
    /// Commits what went well and takes back what did not, before anyone else may look.
    async fn end<T, E: From<sqlx::Error>>(self, outcome: Result<T, E>) -> Result<T, E> {
        let ended = match (self, outcome.is_ok()) {
            (Self::Sqlite(transaction), true) => transaction.commit().await,
            (Self::Sqlite(transaction), false) => transaction.rollback().await,
            (Self::Postgres(transaction), true) => transaction.commit().await,
            (Self::Postgres(transaction), false) => transaction.rollback().await,
        };
        let value = outcome?;
        ended?;
        Ok(value)
    }
}

impl Deref for Write {
    type Target = Read;

    fn deref(&self) -> &Read {
        &self.read
    }
}

impl DerefMut for Write {
    fn deref_mut(&mut self) -> &mut Read {
        &mut self.read
    }
}

/// Whether a statement failed because what it would insert is there already.
///
/// Ask at the statement that can meet it: SQLite does not say which constraint it was.
pub fn is_duplicate(error: &sqlx::Error) -> bool {
    error
        .as_database_error()
        .is_some_and(sqlx::error::DatabaseError::is_unique_violation)
}

/// Whether the database stopped a transaction because of another that came in its way: the two
/// waited for each other, or one waited too long. Nothing was kept; the same can be tried again.
pub fn is_in_the_way(error: &sqlx::Error) -> bool {
    let Some(code) = error
        .as_database_error()
        .and_then(sqlx::error::DatabaseError::code)
    else {
        return false;
    };
    matches!(
        code.as_ref(),
        // PostgreSQL: serialization_failure, deadlock_detected, lock_not_available.
        "40001" | "40P01" | "55P03"
        // SQLite: SQLITE_BUSY with its extensions, SQLITE_LOCKED.
        | "5" | "261" | "517" | "6" | "262"
    )
}
