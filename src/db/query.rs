//! One statement with its values, for whichever database the view belongs to.

use sqlx::{
    Arguments, Encode, FromRow, PgConnection, Postgres, Sqlite, SqliteConnection, Type,
    error::BoxDynError,
    postgres::{PgArguments, PgRow},
    sqlite::{SqliteArguments, SqliteRow},
};

use super::{Conn, Read};

/// A statement, spelt twice because the dialects differ. Where they agree a plain literal does.
#[derive(Clone, Copy, Debug)]
pub struct Sql {
    /// As SQLite wants it.
    pub sqlite: &'static str,
    /// As PostgreSQL wants it.
    pub postgres: &'static str,
}

impl From<&'static str> for Sql {
    fn from(sql: &'static str) -> Self {
        Self {
            sqlite: sql,
            postgres: sql,
        }
    }
}

/// A value that both databases can bind.
pub trait Param:
    for<'q> Encode<'q, Sqlite> + Type<Sqlite> + for<'q> Encode<'q, Postgres> + Type<Postgres>
{
}

impl<T> Param for T where
    T: for<'q> Encode<'q, Sqlite> + Type<Sqlite> + for<'q> Encode<'q, Postgres> + Type<Postgres>
{
}

/// A row that both databases can give: a tuple, or a struct with `#[derive(sqlx::FromRow)]`.
pub trait Record:
    for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin
{
}

impl<T> Record for T where
    T: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin
{
}

/// A statement that waits for its values and to be run.
#[must_use = "a query does nothing until it is run"]
pub struct Query<'c> {
    on: On<'c>,
    fault: Option<BoxDynError>,
}

enum On<'c> {
    Sqlite(&'c mut SqliteConnection, &'static str, SqliteArguments),
    Postgres(&'c mut PgConnection, &'static str, PgArguments),
}

impl Read {
    /// Begins a statement; `$1`, `$2` … are given with [`Query::bind`], in that order.
    pub fn query(&mut self, sql: impl Into<Sql>) -> Query<'_> {
        let sql = sql.into();
        let on = match &mut self.0 {
            Conn::Sqlite(connection) => {
                On::Sqlite(connection, sql.sqlite, SqliteArguments::default())
            }
            Conn::Postgres(connection) => {
                On::Postgres(connection, sql.postgres, PgArguments::default())
            }
        };
        Query { on, fault: None }
    }
}

impl Query<'_> {
    /// Gives the next value. One that cannot be encoded is told of when the statement is run.
    pub fn bind(mut self, value: impl Param) -> Self {
        let added = match &mut self.on {
            On::Sqlite(.., values) => values.add(value),
            On::Postgres(.., values) => values.add(value),
        };
        self.fault = self.fault.or(added.err());
        self
    }

    /// Runs the statement; says how many rows it changed.
    pub async fn run(self) -> Result<u64, sqlx::Error> {
        Ok(match self.checked()? {
            On::Sqlite(connection, sql, values) => sqlx::query_with(sql, values)
                .execute(connection)
                .await?
                .rows_affected(),
            On::Postgres(connection, sql, values) => sqlx::query_with(sql, values)
                .execute(connection)
                .await?
                .rows_affected(),
        })
    }

    /// All rows.
    pub async fn all<R: Record>(self) -> Result<Vec<R>, sqlx::Error> {
        match self.checked()? {
            On::Sqlite(connection, sql, values) => {
                sqlx::query_as_with(sql, values).fetch_all(connection).await
            }
            On::Postgres(connection, sql, values) => {
                sqlx::query_as_with(sql, values).fetch_all(connection).await
            }
        }
    }

    /// The first row, if there is any.
    pub async fn first<R: Record>(self) -> Result<Option<R>, sqlx::Error> {
        match self.checked()? {
            On::Sqlite(connection, sql, values) => {
                sqlx::query_as_with(sql, values)
                    .fetch_optional(connection)
                    .await
            }
            On::Postgres(connection, sql, values) => {
                sqlx::query_as_with(sql, values)
                    .fetch_optional(connection)
                    .await
            }
        }
    }

    /// The first row; [`sqlx::Error::RowNotFound`] if there is none.
    pub async fn one<R: Record>(self) -> Result<R, sqlx::Error> {
        self.first().await?.ok_or(sqlx::Error::RowNotFound)
    }
}

impl<'c> Query<'c> {
    fn checked(self) -> Result<On<'c>, sqlx::Error> {
        match self.fault {
            None => Ok(self.on),
            Some(fault) => Err(sqlx::Error::Encode(fault)),
        }
    }
}
