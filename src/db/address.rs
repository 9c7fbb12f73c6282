//! Where the database is, as the configuration says it.

use std::{fmt, path::PathBuf, str::FromStr};

use sqlx::{postgres::PgConnectOptions, sqlite::SqliteConnectOptions};

/// Where the database is: a file (`sqlite:beslut.db`) or a server (`postgres://…`).
///
/// It may hold a password, so its `Debug` and `Display` never show one.
#[derive(Clone)]
pub struct DatabaseUrl(Place);

#[derive(Clone)]
pub(super) enum Place {
    Sqlite(PathBuf),
    Postgres {
        options: Box<PgConnectOptions>,
        schema: Option<String>,
    },
}

/// A database address that cannot be understood.
#[derive(Debug, thiserror::Error)]
pub enum BadDatabaseUrl {
    /// Neither of the two databases.
    #[error(
        "databasens adress ska börja med \"sqlite:\" (en fil) eller \"postgres://\" (en server)"
    )]
    UnknownKind,
    /// `sqlite:` with nothing after it, or a database in memory, which the readers could not see.
    #[error("databasens adress \"sqlite:\" ska följas av en sökväg till en fil")]
    NoFile,
    /// PostgreSQL's own rules for its address are broken.
    #[error("databasens adress \"postgres://…\" går inte att tolka: {0}")]
    Postgres(#[source] sqlx::Error),
    /// A schema name that would need quoting.
    #[error(
        "schemat \"{0}\" får bara innehålla små bokstäver a–z, siffror och understreck, och börja med en bokstav"
    )]
    Schema(String),
}

impl DatabaseUrl {
    /// The SQLite database in `file`.
    pub fn file(file: impl Into<PathBuf>) -> Self {
        Self(Place::Sqlite(file.into()))
    }

    /// The same server, but everything in a schema of its own, as tests and tenants have it.
    ///
    /// The schema has to exist. SQLite has no schemas; there the address is returned as it is.
    pub fn in_schema(self, schema: &str) -> Result<Self, BadDatabaseUrl> {
        if !is_plain_name(schema) {
            return Err(BadDatabaseUrl::Schema(schema.to_owned()));
        }
        Ok(Self(match self.0 {
            Place::Postgres { options, .. } => Place::Postgres {
                options,
                schema: Some(schema.to_owned()),
            },
            sqlite @ Place::Sqlite(_) => sqlite,
        }))
    }

    pub(super) fn place(&self) -> &Place {
        &self.0
    }

    /// Options for the file; a default set if this is PostgreSQL, which the caller has ruled out.
    pub(super) fn sqlite_options(&self) -> SqliteConnectOptions {
        let options = SqliteConnectOptions::new().foreign_keys(true);
        match &self.0 {
            Place::Sqlite(file) => options.filename(file),
            Place::Postgres { .. } => options,
        }
    }

    /// Options for the server; a default set if this is SQLite, which the caller has ruled out.
    ///
    /// No statement may run longer than half a minute, and no transaction may rest for as long:
    /// either would hold locks that everyone else waits for.
    pub(super) fn postgres_options(&self) -> PgConnectOptions {
        let Place::Postgres { options, schema } = &self.0 else {
            return PgConnectOptions::new();
        };
        let options = options
            .as_ref()
            .clone()
            .application_name("beslut")
            .options([
                ("statement_timeout", "30s"),
                ("idle_in_transaction_session_timeout", "30s"),
                ("timezone", "UTC"),
            ]);
        match schema {
            Some(schema) => options.options([("search_path", schema)]),
            None => options,
        }
    }
}

fn is_plain_name(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_lowercase())
        && name.len() < 64
        && name
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}

impl FromStr for DatabaseUrl {
    type Err = BadDatabaseUrl;

    fn from_str(url: &str) -> Result<Self, Self::Err> {
        if let Some(rest) = url.strip_prefix("sqlite:") {
            let file = rest.strip_prefix("//").unwrap_or(rest);
            if file.is_empty() || file.starts_with(":memory:") {
                return Err(BadDatabaseUrl::NoFile);
            }
            return Ok(Self::file(file));
        }
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            let options = url.parse().map_err(BadDatabaseUrl::Postgres)?;
            return Ok(Self(Place::Postgres {
                options: Box::new(options),
                schema: None,
            }));
        }
        Err(BadDatabaseUrl::UnknownKind)
    }
}

impl fmt::Display for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Place::Sqlite(file) => write!(f, "sqlite:{}", file.display()),
            Place::Postgres { options, schema } => {
                let host = options.get_host();
                let database = options.get_database().unwrap_or_default();
                write!(f, "postgres://{host}:{}/{database}", options.get_port())?;
                match schema {
                    Some(schema) => write!(f, " (schemat {schema})"),
                    None => Ok(()),
                }
            }
        }
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DatabaseUrl({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_a_file_or_a_server() {
        for (given, shown) in [
            ("sqlite:beslut.db", "sqlite:beslut.db"),
            ("sqlite:///var/lib/beslut.db", "sqlite:/var/lib/beslut.db"),
            (
                "postgres://anna:hemligt@db.example:5433/beslut",
                "postgres://db.example:5433/beslut",
            ),
        ] {
            let url: DatabaseUrl = given.parse().unwrap();
            assert_eq!(url.to_string(), shown);
            assert!(!format!("{url:?}").contains("hemligt"));
        }
    }

    #[test]
    fn other_addresses_are_refused() {
        for given in ["", "beslut.db", "mysql://x", "sqlite:", "sqlite::memory:"] {
            assert!(given.parse::<DatabaseUrl>().is_err(), "{given:?}");
        }
    }

    #[test]
    fn a_schema_name_needs_no_quoting() {
        let url: DatabaseUrl = "postgres://localhost/beslut".parse().unwrap();
        for bad in ["", "1a", "Anna", "a-b", "a\"b", &"a".repeat(64)] {
            assert!(url.clone().in_schema(bad).is_err(), "{bad:?}");
        }
        let url = url.in_schema("test_1").unwrap();
        assert!(url.to_string().ends_with("(schemat test_1)"));
    }
}
