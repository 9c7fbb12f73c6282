//! Reads are one view that cannot write, writes are all or nothing.

use beslut::db::{Read, Write};

use crate::on_both_databases;

async fn count(read: &mut Read) -> Result<i64, sqlx::Error> {
    let (count,) = read
        .query("SELECT count(*) FROM series_counter")
        .one()
        .await?;
    Ok(count)
}

async fn add(write: &mut Write, series: &str) -> Result<u64, sqlx::Error> {
    write
        .query("INSERT INTO series_counter (series, year, last) VALUES ($1, 2026, 1)")
        .bind(series)
        .run()
        .await
}

on_both_databases! {
    async fn an_error_takes_everything_back(db: &TestDb) {
        let outcome = db
            .write(async |write| {
                add(write, "KS").await?;
                assert_eq!(count(write).await?, 1);
                Err::<(), _>(sqlx::Error::RowNotFound)
            })
            .await;
        assert!(matches!(outcome, Err(sqlx::Error::RowNotFound)));
        assert_eq!(db.read(count).await.unwrap(), 0);
    }

    async fn a_reader_cannot_write(db: &TestDb) {
        let outcome = db
            .read(async |read| {
                read.query("INSERT INTO series_counter (series, year, last) VALUES ('KS', 2026, 1)")
                    .run()
                    .await
            })
            .await;
        let refused = outcome.unwrap_err().to_string();
        assert!(refused.contains("read-only") || refused.contains("readonly"), "{refused}");
        assert_eq!(db.read(count).await.unwrap(), 0);
    }

    async fn a_reader_keeps_what_it_saw_while_others_write(db: &TestDb) {
        let seen = db
            .read(async |read| {
                let before = count(read).await?;
                db.write(async |write| add(write, "KS").await).await?;
                Ok::<_, sqlx::Error>((before, count(read).await?))
            })
            .await
            .unwrap();
        assert_eq!(seen, (0, 0));
        assert_eq!(db.read(count).await.unwrap(), 1);
    }

    async fn a_value_that_is_there_already_is_told_apart_from_other_errors(db: &TestDb) {
        db.write(async |write| add(write, "KS").await).await.unwrap();
        let twice = db.write(async |write| add(write, "KS").await).await.unwrap_err();
        assert!(beslut::db::is_duplicate(&twice));
        let negative = db
            .write(async |write| {
                write
                    .query("UPDATE series_counter SET last = $1")
                    .bind(-1_i64)
                    .run()
                    .await
            })
            .await
            .unwrap_err();
        assert!(!beslut::db::is_duplicate(&negative));
    }

    async fn another_node_sees_what_was_kept(db: &TestDb) {
        let other = db.another_node().await;
        db.write(async |write| add(write, "KS").await).await.unwrap();
        assert_eq!(other.read(count).await.unwrap(), 1);
        other.close().await;
    }
}
