//! The two schemas are one: same files, same tables, columns, keys and guards.

use std::collections::{BTreeMap, BTreeSet};

use beslut::db::{DatabaseUrl, Db, Read, SchemaError};

use crate::{
    on_both_databases,
    support::{TestDb, migration_files},
};

type Columns = BTreeMap<(String, String), (String, bool)>;

#[test]
fn both_folders_hold_the_same_steps() {
    let names = |database| {
        let files = migration_files(database).unwrap();
        files.into_iter().map(|(name, _)| name).collect::<Vec<_>>()
    };
    assert_eq!(names("sqlite"), names("postgres"));
}

on_both_databases! {
    // A new file alone does not make cargo build again, so a step could be left out in silence.
    async fn the_steps_built_in_are_the_files_on_disk(db: &TestDb) {
        let built_in: Vec<String> = db
            .steps()
            .map(|(version, name)| format!("{version:04}_{}.sql", name.replace(' ', "_")))
            .collect();
        let folder = db.product().to_lowercase().replace("postgresql", "postgres");
        let on_disk: Vec<String> =
            migration_files(&folder).unwrap().into_iter().map(|(name, _)| name).collect();
        assert_eq!(built_in, on_disk, "touch src/db/schema.rs and build again");
    }

    async fn migrating_twice_changes_nothing(db: &TestDb) {
        assert_eq!(db.steps_behind().await.unwrap(), 0);
        db.migrate().await.unwrap();
        assert_eq!(db.steps_behind().await.unwrap(), 0);
    }

    async fn a_schema_from_a_newer_program_is_refused_and_left_alone(db: &TestDb) {
        db.write(async |write| {
            write
                .query(
                    "INSERT INTO _sqlx_migrations
                         (version, description, success, checksum, execution_time)
                     SELECT 9999, 'from the future', success, checksum, execution_time
                     FROM _sqlx_migrations WHERE version = 1",
                )
                .run()
                .await
        })
        .await
        .unwrap();
        let refused = Db::open(db.url()).await.unwrap_err();
        assert!(matches!(refused, SchemaError::Newer { found: 9999, .. }), "{refused}");
        assert!(refused.to_string().contains("nyare program"));
    }
}

#[tokio::test]
async fn an_empty_database_says_how_far_behind_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let db = Db::open(&DatabaseUrl::file(folder.path().join("ny.db")))
        .await
        .unwrap();
    assert_eq!(db.steps_behind().await.unwrap(), db.steps().count());
    db.migrate().await.unwrap();
    assert_eq!(db.steps_behind().await.unwrap(), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn both_databases_have_the_same_columns_keys_and_guards() {
    let Some(postgres) = TestDb::postgres().await else {
        return;
    };
    let sqlite = TestDb::sqlite().await;

    let left = sqlite.read(sqlite_columns).await.unwrap();
    let right = postgres.read(postgres_columns).await.unwrap();
    assert!(50 < left.len());
    assert_eq!(left, right);

    let left = sqlite.read(sqlite_keys).await.unwrap();
    let right = postgres.read(postgres_keys).await.unwrap();
    assert!(20 < left.len());
    assert_eq!(left, right);

    let left = sqlite.read(sqlite_references).await.unwrap();
    let right = postgres.read(postgres_references).await.unwrap();
    assert!(10 < left.len());
    assert_eq!(left, right);

    let left = sqlite.read(sqlite_guarded).await.unwrap();
    let right = postgres.read(postgres_guarded).await.unwrap();
    assert!(2 < left.len());
    assert_eq!(left, right);
}

async fn sqlite_columns(read: &mut Read) -> Result<Columns, sqlx::Error> {
    let rows: Vec<(String, String, String, bool)> = read
        .query(
            "SELECT t.name, c.name, c.type, c.\"notnull\" OR c.pk > 0
             FROM pragma_table_list AS t JOIN pragma_table_info(t.name) AS c
             WHERE t.schema = 'main' AND t.type = 'table' AND t.strict",
        )
        .all()
        .await?;
    Ok(fold(rows))
}

async fn postgres_columns(read: &mut Read) -> Result<Columns, sqlx::Error> {
    let rows: Vec<(String, String, String, bool)> = read
        .query(
            "SELECT table_name::text, column_name::text, data_type::text, is_nullable = 'NO'
             FROM information_schema.columns
             WHERE table_schema = current_schema() AND table_name <> '_sqlx_migrations'",
        )
        .all()
        .await?;
    Ok(fold(rows))
}

/// SQLite has fewer types: instants and days are text there, truth values are integers.
fn fold(rows: Vec<(String, String, String, bool)>) -> Columns {
    rows.into_iter()
        .map(|(table, column, kind, required)| {
            let kind = match kind.as_str() {
                "TEXT" | "text" | "timestamp with time zone" | "date" => "text",
                "INTEGER" | "bigint" | "boolean" => "integer",
                other => panic!("{table}.{column} has the type {other}"),
            };
            ((table, column), (kind.to_owned(), required))
        })
        .collect()
}

/// Table, and the columns of each unique or primary key in order.
async fn sqlite_keys(read: &mut Read) -> Result<BTreeSet<(String, String)>, sqlx::Error> {
    let rows = read
        .query(
            "SELECT t.name, (SELECT group_concat(name, ',') FROM
                 (SELECT name FROM pragma_index_info(i.name) ORDER BY seqno))
                 || CASE WHEN i.partial THEN ' (partial)' ELSE '' END
             FROM pragma_table_list AS t JOIN pragma_index_list(t.name) AS i
             WHERE t.schema = 'main' AND t.strict AND i.\"unique\"
             UNION
             SELECT t.name, c.name
             FROM pragma_table_list AS t JOIN pragma_table_info(t.name) AS c
             WHERE t.schema = 'main' AND t.strict AND c.pk = 1 AND c.type = 'INTEGER'",
        )
        .all()
        .await?;
    Ok(rows.into_iter().collect())
}

async fn postgres_keys(read: &mut Read) -> Result<BTreeSet<(String, String)>, sqlx::Error> {
    let rows = read
        .query(
            "SELECT t.relname::text, (SELECT string_agg(a.attname::text, ',' ORDER BY k.place)
                 FROM unnest(i.indkey) WITH ORDINALITY AS k (number, place)
                 JOIN pg_attribute AS a ON a.attrelid = t.oid AND a.attnum = k.number)
                 || CASE WHEN i.indpred IS NULL THEN '' ELSE ' (partial)' END
             FROM pg_index AS i JOIN pg_class AS t ON t.oid = i.indrelid
             WHERE i.indisunique AND t.relnamespace = current_schema()::regnamespace
               AND t.relname <> '_sqlx_migrations'",
        )
        .all()
        .await?;
    Ok(rows.into_iter().collect())
}

async fn sqlite_references(
    read: &mut Read,
) -> Result<BTreeSet<(String, String, String)>, sqlx::Error> {
    let rows = read
        .query(
            "SELECT t.name, f.\"from\", f.\"table\"
             FROM pragma_table_list AS t JOIN pragma_foreign_key_list(t.name) AS f
             WHERE t.schema = 'main' AND t.strict",
        )
        .all()
        .await?;
    Ok(rows.into_iter().collect())
}

async fn postgres_references(
    read: &mut Read,
) -> Result<BTreeSet<(String, String, String)>, sqlx::Error> {
    let rows = read
        .query(
            "SELECT t.relname::text, a.attname::text, other.relname::text
             FROM pg_constraint AS c
             JOIN pg_class AS t ON t.oid = c.conrelid
             JOIN pg_class AS other ON other.oid = c.confrelid
             JOIN pg_attribute AS a ON a.attrelid = t.oid AND a.attnum = c.conkey[1]
             WHERE c.contype = 'f' AND t.relnamespace = current_schema()::regnamespace",
        )
        .all()
        .await?;
    Ok(rows.into_iter().collect())
}

/// The tables that triggers watch over.
async fn sqlite_guarded(read: &mut Read) -> Result<BTreeSet<String>, sqlx::Error> {
    let rows: Vec<(String,)> = read
        .query("SELECT DISTINCT tbl_name FROM sqlite_schema WHERE type = 'trigger'")
        .all()
        .await?;
    Ok(rows.into_iter().map(|(table,)| table).collect())
}

async fn postgres_guarded(read: &mut Read) -> Result<BTreeSet<String>, sqlx::Error> {
    let rows: Vec<(String,)> = read
        .query(
            "SELECT DISTINCT event_object_table::text FROM information_schema.triggers
             WHERE trigger_schema = current_schema()",
        )
        .all()
        .await?;
    Ok(rows.into_iter().map(|(table,)| table).collect())
}
