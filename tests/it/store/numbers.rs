//! Register numbers: no gap, no double, whatever happens at once or is taken back.

use beslut::{
    domain::identifiers::MatterId,
    store::{
        StoreError,
        counters::{self, Given},
    },
};
use tokio::task::JoinSet;

use super::{entropy, noon};
use crate::on_both_databases;

fn given(serial: i64) -> Given {
    Given {
        series: "KS".into(),
        year: 2026,
        serial,
        text: format!("KS 2026/{serial}"),
        matter: entropy(u8::try_from(serial).unwrap()).id::<MatterId>(),
        registered_at: noon(),
        voided: None,
    }
}

on_both_databases! {
    async fn thirty_two_at_once_get_one_to_thirty_two(db: &TestDb) {
        let other = db.another_node().await;
        let mut tasks = JoinSet::new();
        for number in 0..32 {
            let db = if number % 2 == 0 { (*db).clone() } else { other.clone() };
            tasks.spawn(async move {
                db.write(async |write| {
                    let serial = counters::next(write, "KS", 2026).await?;
                    counters::record(write, &given(serial)).await?;
                    Ok::<_, StoreError>(serial)
                })
                .await
                .unwrap()
            });
        }
        let mut numbers = tasks.join_all().await;
        numbers.sort_unstable();
        assert_eq!(numbers, (1..=32).collect::<Vec<_>>());

        let register = db
            .read(async |read| counters::register(read, "KS", 2026, 0, 100).await)
            .await
            .unwrap();
        assert_eq!(register.iter().rev().map(|given| given.serial).collect::<Vec<_>>(), numbers);
        assert_eq!(db.read(counters::unaccounted).await.unwrap(), []);
        other.close().await;
    }

    async fn a_number_that_is_taken_back_is_given_to_the_next(db: &TestDb) {
        for round in 1..=3 {
            let taken_back = db
                .write(async |write| {
                    assert_eq!(counters::next(write, "KS", 2026).await?, round);
                    Err::<(), _>(StoreError::Database(sqlx::Error::RowNotFound))
                })
                .await;
            assert!(taken_back.is_err());
            let kept =
                db.write(async |write| counters::next(write, "KS", 2026).await).await.unwrap();
            assert_eq!(kept, round);
        }
    }

    async fn every_series_and_year_begins_with_one(db: &TestDb) {
        db.write(async |write| {
            assert_eq!(counters::next(write, "KS", 2026).await?, 1);
            assert_eq!(counters::next(write, "KS", 2026).await?, 2);
            assert_eq!(counters::next(write, "KS", 2027).await?, 1);
            assert_eq!(counters::next(write, "BUN", 2026).await?, 1);
            Ok::<_, StoreError>(())
        })
        .await
        .unwrap();
    }

    async fn a_series_brought_from_elsewhere_goes_on_and_never_back(db: &TestDb) {
        db.write(async |write| {
            counters::go_on_after(write, "KS", 2026, 417).await?;
            counters::go_on_after(write, "KS", 2026, 12).await?;
            assert_eq!(counters::next(write, "KS", 2026).await?, 418);
            Ok::<_, StoreError>(())
        })
        .await
        .unwrap();
    }

    async fn a_number_is_voided_once_and_never_deleted_or_given_again(db: &TestDb) {
        let one = given(1);
        db.write(async |write| {
            counters::next(write, "KS", 2026).await?;
            counters::record(write, &one).await
        })
        .await
        .unwrap();
        let void = async |reason: &str| {
            db.write(async |write| counters::void(write, "KS 2026/1", noon(), reason).await)
                .await
                .unwrap()
        };
        assert!(void("Dubblett").await);
        assert!(!void("Något annat").await);

        let found = db.read(async |read| counters::find(read, "KS 2026/1").await).await;
        let found = found.unwrap().unwrap();
        assert_eq!(found.voided, Some((noon(), "Dubblett".into())));
        assert_eq!(Given { voided: None, ..found }, one);

        let again = db.write(async |write| counters::record(write, &one).await).await;
        assert!(again.is_err());
        for (statement, refusal) in [
            ("DELETE FROM register_entry", "voided, never deleted"),
            ("UPDATE register_entry SET serial = 2", "voided, never changed"),
            ("UPDATE register_entry SET text = 'KS 2026/2'", "voided, never changed"),
            ("UPDATE register_entry SET voided_at = NULL, void_reason = NULL", "stays voided"),
        ] {
            let refused = db.write(async |write| write.query(statement).run().await).await;
            let refused = refused.unwrap_err().to_string();
            assert!(refused.contains(refusal), "{statement}: {refused}");
        }
    }

    async fn a_hole_in_a_series_is_told(db: &TestDb) {
        db.write(async |write| {
            counters::next(write, "KS", 2026).await?;
            counters::next(write, "KS", 2026).await?;
            counters::record(write, &given(2)).await
        })
        .await
        .unwrap();
        let holes = db.read(counters::unaccounted).await.unwrap();
        assert_eq!(holes.len(), 1);
        assert_eq!((holes[0].counted, holes[0].entries), (2, 1));
    }
}
