//! Everything that the database holds, as text, to look for what must not be there.

use sqlx::{
    AssertSqlSafe, Connection, PgConnection, SqliteConnection, sqlite::SqliteConnectOptions,
};

use crate::support::TestDb;

/// Every row of every table, each value as the database writes it.
pub(crate) async fn dump(db: &TestDb) -> String {
    let file = db.folder().join("beslut.db");
    if file.exists() {
        let options = SqliteConnectOptions::new().filename(file).read_only(true);
        sqlite(SqliteConnection::connect_with(&options).await.unwrap()).await
    } else {
        postgres(db.postgres_connection().await).await
    }
}

async fn sqlite(mut connection: SqliteConnection) -> String {
    let tables: Vec<String> =
        sqlx::query_scalar("SELECT name FROM sqlite_schema WHERE type = 'table'")
            .fetch_all(&mut connection)
            .await
            .unwrap();
    let mut dump = String::new();
    for table in tables {
        let columns: Vec<String> = sqlx::query_scalar("SELECT name FROM pragma_table_info($1)")
            .bind(&table)
            .fetch_all(&mut connection)
            .await
            .unwrap();
        let values: Vec<String> = columns
            .iter()
            .map(|column| format!("quote(\"{column}\")"))
            .collect();
        let rows = format!("SELECT {} FROM \"{table}\"", values.join(" || ' ' || "));
        let rows: Vec<Option<String>> = sqlx::query_scalar(AssertSqlSafe(rows))
            .fetch_all(&mut connection)
            .await
            .unwrap();
        dump.extend(rows.into_iter().flatten().map(|row| row + "\n"));
    }
    dump
}

async fn postgres(mut connection: PgConnection) -> String {
    let tables: Vec<String> = sqlx::query_scalar(
        "SELECT table_name::text FROM information_schema.tables
         WHERE table_schema = current_schema() AND table_type = 'BASE TABLE'",
    )
    .fetch_all(&mut connection)
    .await
    .unwrap();
    let mut dump = String::new();
    for table in tables {
        let rows = format!("SELECT row_to_json(one)::text FROM \"{table}\" AS one");
        let rows: Vec<String> = sqlx::query_scalar(AssertSqlSafe(rows))
            .fetch_all(&mut connection)
            .await
            .unwrap();
        dump.extend(rows.into_iter().map(|row| row + "\n"));
    }
    dump
}
