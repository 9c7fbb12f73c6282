//! The journal: one chain per stream, added to by many at once, changed by nobody.

use beslut::{
    domain::{
        actor::Actor,
        digest::Digest,
        identifiers::PersonId,
        journal::{NewEntry, Stream, verify},
    },
    store::{StoreError, journal},
};
use chrono::TimeDelta;
use serde_json::json;
use tokio::task::JoinSet;

use super::{entropy, noon};
use crate::on_both_databases;

fn person(seed: u8) -> Stream {
    Stream::Person(entropy(seed).id::<PersonId>())
}

fn machine() -> Actor {
    Actor::Machine {
        part: "provet".into(),
    }
}

fn note(number: usize) -> NewEntry {
    NewEntry::new("noted", "Antecknat.", json!({ "n": number, "å": "ö" }))
}

on_both_databases! {
    async fn a_chain_reads_back_whole_and_ends_in_its_head(db: &TestDb) {
        let stream = person(1);
        // Nanoseconds would be lost on one of the databases, and the chain with them.
        let at = noon() + TimeDelta::nanoseconds(789);
        db.write(async |write| {
            journal::append(write, stream, at, &machine(), &[note(1), note(2)]).await?;
            journal::append(write, stream, at, &machine(), &[]).await?;
            journal::append(write, stream, at, &machine(), &[note(3)]).await
        })
        .await
        .unwrap();
        let (entries, head, streams) = db
            .read(async |read| {
                Ok::<_, StoreError>((
                    journal::entries(read, stream).await?,
                    journal::head(read, stream).await?,
                    journal::streams(read).await?,
                ))
            })
            .await
            .unwrap();
        assert_eq!(verify(stream, &entries).ok(), head);
        assert_eq!(entries.len(), 3);
        assert_eq!(entries[0].at, noon());
        assert_eq!(entries[0].payload().unwrap().entry, note(1));
        assert_eq!(streams, [stream]);
    }

    async fn thirty_two_at_once_in_one_journal_make_one_chain(db: &TestDb) {
        let (busy, calm) = (person(1), person(2));
        let mut tasks = JoinSet::new();
        for number in 0..32 {
            let db = (*db).clone();
            let stream = if number % 4 == 0 { calm } else { busy };
            tasks.spawn(async move {
                db.write(async |write| {
                    journal::append(write, stream, noon(), &machine(), &[note(number)]).await
                })
                .await
                .unwrap();
            });
        }
        tasks.join_all().await;
        for (stream, length) in [(busy, 24), (calm, 8)] {
            let entries =
                db.read(async |read| journal::entries(read, stream).await).await.unwrap();
            assert_eq!(verify(stream, &entries).unwrap().0, length);
        }
    }

    async fn an_act_that_is_taken_back_leaves_no_trace(db: &TestDb) {
        let stream = person(1);
        let outcome = db
            .write(async |write| {
                journal::append(write, stream, noon(), &machine(), &[note(1)]).await?;
                Err::<(), _>(StoreError::Database(sqlx::Error::RowNotFound))
            })
            .await;
        assert!(outcome.is_err());
        assert_eq!(db.read(async |read| journal::head(read, stream).await).await.unwrap(), None);
        assert_eq!(db.read(journal::streams).await.unwrap(), []);
    }

    async fn nobody_changes_or_deletes_an_entry(db: &TestDb) {
        let stream = person(1);
        db.write(async |write| {
            journal::append(write, stream, noon(), &machine(), &[note(1), note(2)]).await
        })
        .await
        .unwrap();
        for statement in [
            "UPDATE journal SET payload = '{}'",
            "UPDATE journal SET seq = seq + 10",
            "DELETE FROM journal",
            "DELETE FROM journal WHERE seq = 2",
        ] {
            let refused = db.write(async |write| write.query(statement).run().await).await;
            let refused = refused.unwrap_err().to_string();
            assert!(refused.contains("append-only"), "{statement}: {refused}");
        }
        let entries = db.read(async |read| journal::entries(read, stream).await).await.unwrap();
        assert_eq!(verify(stream, &entries).unwrap().0, 2);
    }

    async fn an_entry_that_does_not_follow_is_refused(db: &TestDb) {
        let stream = person(1);
        db.write(async |write| {
            journal::append(write, stream, noon(), &machine(), &[note(1)]).await
        })
        .await
        .unwrap();
        for (seq, previous) in [(2_i64, Digest::ZERO), (3, Digest::of("")), (1, Digest::ZERO)] {
            let refused = db
                .write(async |write| {
                    write
                        .query(
                            "INSERT INTO journal (stream_kind, stream_id, seq, at, act, payload,
                                 previous_hash, hash)
                             SELECT stream_kind, stream_id, $1, at, act, payload, $2, hash
                             FROM journal",
                        )
                        .bind(seq)
                        .bind(previous.to_string())
                        .run()
                        .await
                })
                .await;
            assert!(refused.is_err(), "{seq}");
        }
    }
}

/// `INSERT OR REPLACE` is SQLite's own, and deletes without asking the trigger on deletion.
#[tokio::test]
async fn sqlite_replaces_no_entry() {
    let db = crate::support::TestDb::sqlite().await;
    let stream = person(1);
    db.write(async |write| journal::append(write, stream, noon(), &machine(), &[note(1)]).await)
        .await
        .unwrap();
    let refused = db
        .write(async |write| {
            write
                .query("INSERT OR REPLACE INTO journal SELECT * FROM journal")
                .run()
                .await
        })
        .await;
    assert!(refused.unwrap_err().to_string().contains("append-only"));
}

/// `TRUNCATE` is PostgreSQL's own, and asks no trigger on rows.
#[tokio::test]
async fn postgres_truncates_no_journal() {
    let Some(db) = crate::support::TestDb::postgres().await else {
        return;
    };
    for statement in [
        "TRUNCATE journal",
        "TRUNCATE register_entry",
        "TRUNCATE frozen_version",
    ] {
        let refused = db
            .write(async |write| write.query(statement).run().await)
            .await;
        assert!(refused.is_err(), "{statement}");
    }
}
