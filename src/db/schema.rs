//! Bringing the schema up to date, and refusing one from the future.

use sqlx::{
    Connection, PgConnection,
    migrate::{MigrateError, Migrator},
};

use super::{Db, Kind};

static SQLITE: Migrator = sqlx::migrate!("migrations/sqlite");
static POSTGRES: Migrator = sqlx::migrate!("migrations/postgres");

/// Why the database cannot be used as it is.
#[derive(Debug, thiserror::Error)]
pub enum SchemaError {
    /// A newer binary has been here; start that one instead.
    #[error(
        "databasen har schemaversion {found}, men det här programmet känner bara till version {known}. \
         Databasen har använts av ett nyare program: starta det i stället, eller läs tillbaka en \
         säkerhetskopia som är tagen före uppgraderingen."
    )]
    Newer {
        /// The version that the database has.
        found: i64,
        /// The newest version that this binary knows.
        known: i64,
    },
    /// A step failed or has been changed since it was applied.
    #[error("databasens schema kunde inte uppdateras: {0}")]
    Migrate(#[from] MigrateError),
    /// The database did not answer.
    #[error("databasen svarar inte som den ska: {0}")]
    Database(#[from] sqlx::Error),
}

impl Db {
    /// Applies the steps that are missing, in order, each in a transaction of its own.
    ///
    /// Several nodes may do so at once: PostgreSQL lets one work while the others wait.
    pub async fn migrate(&self) -> Result<(), SchemaError> {
        match &self.0 {
            Kind::Sqlite { writer, .. } => SQLITE.run(writer).await?,
            Kind::Postgres(pool) => {
                // A step over a large table may take longer than any statement is allowed to.
                let patient = pool
                    .connect_options()
                    .as_ref()
                    .clone()
                    .options([("statement_timeout", "0")]);
                let mut connection = PgConnection::connect_with(&patient).await?;
                POSTGRES.run(&mut connection).await?;
                connection.close().await?;
            }
        }
        Ok(())
    }

    /// How many steps the schema is behind this binary; 0 when it is up to date.
    pub async fn steps_behind(&self) -> Result<usize, SchemaError> {
        let applied = self.applied().await?.unwrap_or(0);
        let steps = self.migrator().iter();
        Ok(steps.filter(|step| step.version > applied).count())
    }

    pub(super) async fn refuse_newer_schema(&self) -> Result<(), SchemaError> {
        let known = self.migrator().iter().map(|step| step.version).max();
        match (self.applied().await?, known) {
            (Some(found), Some(known)) if known < found => Err(SchemaError::Newer { found, known }),
            _ => Ok(()),
        }
    }

    /// The names of the steps that are built in, oldest first.
    pub fn steps(&self) -> impl Iterator<Item = (i64, &str)> {
        self.migrator()
            .iter()
            .map(|step| (step.version, step.description.as_ref()))
    }

    fn migrator(&self) -> &'static Migrator {
        match &self.0 {
            Kind::Sqlite { .. } => &SQLITE,
            Kind::Postgres(_) => &POSTGRES,
        }
    }

    /// The newest step that the database has been through, if any.
    async fn applied(&self) -> Result<Option<i64>, sqlx::Error> {
        let (there, newest) = match &self.0 {
            Kind::Sqlite { .. } => (
                "SELECT count(*) FROM sqlite_schema WHERE name = '_sqlx_migrations'",
                "SELECT max(version) FROM _sqlx_migrations",
            ),
            Kind::Postgres(_) => (
                "SELECT count(*) FROM information_schema.tables
                 WHERE table_schema = current_schema() AND table_name = '_sqlx_migrations'",
                "SELECT max(version) FROM _sqlx_migrations",
            ),
        };
        self.read(async |read| {
            let (tables,): (i64,) = read.query(there).one().await?;
            if tables == 0 {
                return Ok(None);
            }
            let (version,): (Option<i64>,) = read.query(newest).one().await?;
            Ok(version)
        })
        .await
    }
}
