//! A fresh database for every test, on SQLite and on PostgreSQL.
//!
//! SQLite: a copy of a file that is migrated once. PostgreSQL: a schema of its own on the server
//! that `TEST_DATABASE_URL` names; `./test` starts one. Without it those tests say that they are
//! skipped, except where `CI` is set: there they fail, because a check that is not run is no check.

use std::{
    fs, io,
    ops::Deref,
    path::{Path, PathBuf},
};

use beslut::db::{DatabaseUrl, Db};
use sha2::{Digest, Sha256};
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection, postgres::PgConnectOptions};
use tempfile::TempDir;

/// A database of one test's own. Gone when it is dropped.
pub(crate) struct TestDb {
    db: Db,
    url: DatabaseUrl,
    folder: TempDir,
    schema: Option<TestSchema>,
}

struct TestSchema {
    server: String,
    name: String,
}

/// Instantiates each test for both databases: `mod name { fn sqlite; fn postgres }`.
#[macro_export]
macro_rules! on_both_databases {
    ($($(#[$doc:meta])* async fn $name:ident($db:ident: &TestDb) $body:block)*) => {$(
        $(#[$doc])*
        async fn $name($db: &$crate::support::TestDb) $body

        mod $name {
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                super::$name(&$crate::support::TestDb::sqlite().await).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                if let Some(db) = $crate::support::TestDb::postgres().await {
                    super::$name(&db).await;
                }
            }
        }
    )*};
}

impl TestDb {
    /// A fresh SQLite file.
    pub(crate) async fn sqlite() -> Self {
        let folder = TempDir::new().unwrap();
        let file = folder.path().join("beslut.db");
        fs::copy(migrated_template().await, &file).unwrap();
        let url = DatabaseUrl::file(file);
        let db = Db::open(&url).await.unwrap();
        Self {
            db,
            url,
            folder,
            schema: None,
        }
    }

    /// A fresh PostgreSQL schema; `None` when there is no server and nobody demands one.
    pub(crate) async fn postgres() -> Option<Self> {
        let server = postgres_server()?;
        let schema = TestSchema::create(&server).await;
        let url = server
            .parse::<DatabaseUrl>()
            .unwrap()
            .in_schema(&schema.name)
            .unwrap();
        let db = Db::open(&url).await.unwrap();
        db.migrate().await.unwrap();
        Some(Self {
            db,
            url,
            folder: TempDir::new().unwrap(),
            schema: Some(schema),
        })
    }

    /// The same database through connections of its own, as another node or process has them.
    pub(crate) async fn another_node(&self) -> Db {
        Db::open(&self.url).await.unwrap()
    }

    /// The address to write in the configuration of a process of its own.
    pub(crate) fn configured(&self) -> String {
        match &self.schema {
            None => self.url.to_string(),
            Some(schema) => {
                let joint = if schema.server.contains('?') {
                    '&'
                } else {
                    '?'
                };
                format!(
                    "{}{joint}options[search_path]={}",
                    schema.server, schema.name
                )
            }
        }
    }

    /// Where it is, for a process of its own.
    pub(crate) fn url(&self) -> &DatabaseUrl {
        &self.url
    }

    /// A bare connection to a PostgreSQL test's own schema, for what `Db` keeps to itself.
    pub(crate) async fn postgres_connection(&self) -> PgConnection {
        let schema = self.schema.as_ref().expect("a PostgreSQL test");
        let options: PgConnectOptions = schema.server.parse().unwrap();
        let options = options.options([("search_path", &schema.name)]);
        PgConnection::connect_with(&options).await.unwrap()
    }

    /// A folder that is gone with the database.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }
}

impl Deref for TestDb {
    type Target = Db;

    fn deref(&self) -> &Db {
        &self.db
    }
}

impl TestSchema {
    async fn create(server: &str) -> Self {
        let mut random = [0; 8];
        fill(&mut random);
        let name = format!("test_{}", hex::encode(random));
        let mut connection = PgConnection::connect(server).await.unwrap();
        connection
            .execute(AssertSqlSafe(format!("CREATE SCHEMA {name}")))
            .await
            .unwrap();
        Self {
            server: server.to_owned(),
            name,
        }
    }
}

impl Drop for TestSchema {
    fn drop(&mut self) {
        let (server, name) = (self.server.clone(), self.name.clone());
        let drop_schema = async move {
            let mut connection = PgConnection::connect(&server).await?;
            connection
                .execute(AssertSqlSafe(format!("DROP SCHEMA {name} CASCADE")))
                .await
        };
        // A destructor cannot wait in the test's own runtime, which may be ending.
        let dropped = std::thread::spawn(move || {
            tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .map(|runtime| runtime.block_on(drop_schema))
        });
        if !matches!(dropped.join(), Ok(Ok(Ok(_)))) {
            eprintln!("schemat {} är kvar på testservern", self.name);
        }
    }
}

/// The address of the PostgreSQL server to test on.
#[expect(
    clippy::disallowed_methods,
    reason = "tests are told where the server is"
)]
pub(crate) fn postgres_server() -> Option<String> {
    let server = std::env::var("TEST_DATABASE_URL")
        .ok()
        .filter(|url| !url.is_empty());
    if server.is_none() {
        assert!(
            std::env::var("CI").is_err(),
            "TEST_DATABASE_URL saknas: kör ./test, som startar PostgreSQL"
        );
        eprintln!("hoppas över: TEST_DATABASE_URL är inte satt, så PostgreSQL prövas inte");
    }
    server
}

/// A migrated SQLite file, made once for this set of migrations and shared by all test processes.
async fn migrated_template() -> PathBuf {
    let home = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let template = home.join(format!("beslut-{}.db", fingerprint_of_migrations()));
    if !template.exists() {
        let folder = TempDir::new_in(home).unwrap();
        let file = folder.path().join("template.db");
        let db = Db::open(&DatabaseUrl::file(&file)).await.unwrap();
        db.migrate().await.unwrap();
        db.close().await;
        // Another process may have been quicker; its file is the same.
        fs::rename(&file, &template).unwrap();
    }
    template
}

fn fingerprint_of_migrations() -> String {
    let mut hasher = Sha256::new();
    for (name, text) in migration_files("sqlite").unwrap() {
        hasher.update(name);
        hasher.update(text);
    }
    hex::encode(&hasher.finalize()[..8])
}

/// The migration files of one database with their text, sorted by name.
#[expect(
    clippy::disallowed_methods,
    reason = "tests look at the repository's own files"
)]
pub(crate) fn migration_files(database: &str) -> io::Result<Vec<(String, String)>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("migrations")
        .join(database);
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        files.push((
            entry.file_name().to_string_lossy().into_owned(),
            fs::read_to_string(entry.path())?,
        ));
    }
    files.sort();
    Ok(files)
}

#[expect(
    clippy::disallowed_methods,
    reason = "a schema's name must not meet another's"
)]
fn fill(random: &mut [u8]) {
    getrandom::fill(random).unwrap();
}
