//! Register numbers, as the registrar gives and voids them: no gap, no double, and none a second time.
#![expect(clippy::unwrap_used, reason = "these are tests, also in their helpers")]

use beslut::{
    domain::identifiers::MatterId,
    office::{OfficeError, matters::NewMatter},
    store::counters::{self, Given},
};
use chrono::{DateTime, Utc};
use tokio::task::JoinSet;

use crate::{on_both_databases, support::TestDb, town::Town};

const REGISTRAR: &str = "lena@exempelby.se";

on_both_databases! {
    /// Thirty-two at once through the office of two nodes.
    async fn thirty_two_are_numbered_at_once(db: &TestDb) {
        let town = Town::new(db).await;
        let other = town.another_node(db, 1).await;
        let mut under_way = JoinSet::new();
        for turn in 0..32 {
            let matter = open(&town).await;
            let office = if turn % 2 == 0 { town.office.clone() } else { other.office.clone() };
            let (registrar, at) = (town.asker(REGISTRAR), town.clock.now());
            under_way.spawn(async move { office.register_matter(registrar, matter, None, at).await });
        }
        for done in under_way.join_all().await {
            done.unwrap();
        }
        let serials: Vec<i64> = register(db, 2026).await.iter().map(|given| given.serial).collect();
        assert_eq!(serials, (1..=32).collect::<Vec<i64>>());
        let second = db.read(async |read| counters::register(read, "KS", 2026, 10, 10).await);
        let second: Vec<i64> = second.await.unwrap().iter().map(|given| given.serial).collect();
        assert_eq!(second, (13..=22).rev().collect::<Vec<i64>>());
        let all = db.read(async |read| counters::count(read, "KS", 2026).await);
        assert_eq!(all.await.unwrap(), 32);
    }

    /// A voided number stays with its reason, and the matter gets the next, never the same.
    async fn a_voided_number_stays_and_is_never_given_again(db: &TestDb) {
        let town = Town::new(db).await;
        let matter = open(&town).await;
        number(&town, matter).await.unwrap();
        let page = format!("/arenden/{matter}/steg/makulera");
        let anna = town.as_("anna@exempelby.se").await;
        anna.send(&anna.form(&page).await.fill("reason", "Fel.")).await.expect(403);

        let lena = town.as_(REGISTRAR).await;
        assert!(lena.get(&format!("/arenden/{matter}")).await.ok().has_link("Makulera diarienumret"));
        let form = lena.form(&page).await;
        let bare = lena.send(&form.clone().fill("reason", " ")).await;
        assert!(bare.status == 422 || bare.status == 409, "{}", bare.status);
        let form = bare.form().fill("reason", "Ärendet registrerades två gånger.");
        let done = lena.send(&form).await.ok();
        assert!(!done.has_link("Makulera diarienumret"));
        lena.send(&form).await.ok();

        number(&town, matter).await.unwrap();
        let given = register(db, 2026).await;
        let texts: Vec<&str> = given.iter().map(|one| one.text.as_str()).collect();
        assert_eq!(texts, ["KS 2026/1", "KS 2026/2"]);
        let (_, reason) = given[0].voided.clone().unwrap();
        assert_eq!(reason, "Ärendet registrerades två gånger.");
        assert!(given[1].voided.is_none());
        // The form that was sent once more, for the number of then, leaves the new one alone.
        let stale = town.office.void_number(
            town.asker(REGISTRAR), "KS 2026/1", "Igen.".to_owned(), None, town.clock.now(),
        );
        assert!(matches!(stale.await, Err(OfficeError::Refused(_))));
        assert!(register(db, 2026).await[1].voided.is_none());
    }

    /// The year turns at midnight in Stockholm, an hour before it does in UTC.
    async fn the_first_number_of_a_year_is_given_on_new_years_night(db: &TestDb) {
        let town = Town::new(db).await;
        let registrar = town.asker(REGISTRAR);
        for at in ["2026-12-31T22:59:59.999Z", "2026-12-31T23:00:00Z"] {
            let matter = open(&town).await;
            let at: DateTime<Utc> = at.parse().unwrap();
            town.office.register_matter(registrar, matter, None, at).await.unwrap();
        }
        assert_eq!(register(db, 2026).await[0].text, "KS 2026/1");
        assert_eq!(register(db, 2027).await[0].text, "KS 2027/1");
    }
}

async fn open(town: &Town) -> MatterId {
    let new = NewMatter {
        workflow: "molntjanst".parse().unwrap(),
        body: town.body(),
        title: "Kartor i bygglov".to_owned(),
        responsible: None,
        content: None,
    };
    let officer = town.asker("anna@exempelby.se");
    town.office
        .open_matter(officer, new, None, town.clock.now())
        .await
        .unwrap()
}

async fn number(town: &Town, matter: MatterId) -> Result<(), OfficeError> {
    town.office
        .register_matter(town.asker(REGISTRAR), matter, None, town.clock.now())
        .await
}

async fn register(db: &TestDb, year: i32) -> Vec<Given> {
    let mut all = db
        .read(async |read| counters::register(read, "KS", year, 0, 1000).await)
        .await
        .unwrap();
    all.reverse();
    all
}
