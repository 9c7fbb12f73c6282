//! Persons, their offices and groups, their sessions, and the forms they have sent.

use beslut::{
    domain::{
        digest::Digest,
        identifiers::FormNonce,
        person::{Appointment, GroupMember, Person, Role, Term},
    },
    store::{
        StoreError, forms, offices,
        people::{self, Keeping},
        sessions::{self, Session},
    },
};
use chrono::{NaiveDate, TimeDelta};
use secrecy::ExposeSecret;

use super::{entropy, noon, person};
use crate::{on_both_databases, support::TestDb};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

async fn add(db: &TestDb, person: &Person) {
    let kept = db
        .write(async |write| people::add(write, person, noon()).await)
        .await
        .unwrap();
    assert_eq!(kept, Keeping::Done);
}

on_both_databases! {
    async fn an_address_belongs_to_one_person_however_it_is_typed(db: &TestDb) {
        let anna = person("anna");
        add(db, &anna).await;
        let twin = Person { email: " Anna@Exempelby.example ".into(), ..person("twin") };
        let kept = db.write(async |write| people::add(write, &twin, noon()).await).await.unwrap();
        assert_eq!(kept, Keeping::AddressTaken);
        let found = db
            .read(async |read| people::find_by_address(read, "ANNA@exempelby.example ").await)
            .await
            .unwrap()
            .unwrap();
        assert_eq!((found.person, found.version), (anna, 1));

        let bo = person("bo");
        add(db, &bo).await;
        let taken = Person { email: "anna@exempelby.example".into(), ..bo };
        let kept = db.write(async |write| people::change(write, &taken, 1, noon()).await).await;
        assert_eq!(kept.unwrap(), Keeping::AddressTaken);
    }

    async fn of_two_who_change_a_person_the_second_is_told(db: &TestDb) {
        let anna = person("anna");
        add(db, &anna).await;
        let married = Person { name: "Anna Ek".into(), ..anna.clone() };
        let left = Person { active: false, ..anna.clone() };
        let change = async |person: &Person| {
            db.write(async |write| people::change(write, person, 1, noon()).await).await.unwrap()
        };
        assert_eq!(change(&married).await, Keeping::Done);
        assert_eq!(change(&left).await, Keeping::Changed);
        let found = db.read(async |read| people::find(read, anna.id).await).await.unwrap();
        let found = found.unwrap();
        assert_eq!((found.person, found.version), (married, 2));
    }

    async fn a_password_is_replaced_and_read_back(db: &TestDb) {
        let anna = person("anna");
        add(db, &anna).await;
        let hash = db
            .write(async |write| {
                assert!(people::password(write, anna.id).await?.is_none());
                people::set_password(write, anna.id, &"$argon2id$1".into(), noon()).await?;
                people::set_password(write, anna.id, &"$argon2id$2".into(), noon()).await?;
                people::password(write, anna.id).await
            })
            .await
            .unwrap()
            .unwrap();
        assert_eq!(hash.expose_secret(), "$argon2id$2");
    }

    async fn an_office_is_held_from_its_first_day_through_its_last(db: &TestDb) {
        let anna = person("anna");
        add(db, &anna).await;
        let appointment = Appointment {
            person: anna.id,
            role: Role::Registrar,
            body: None,
            term: Term { from: day("2026-01-01"), until: None },
        };
        let until = Term { from: day("2026-01-01"), until: Some(day("2026-06-30")) };
        let ended = Appointment { term: until, ..appointment.clone() };
        let body = entropy(7).id();
        db.write(async |write| {
            offices::appoint(write, &appointment).await?;
            offices::appoint(write, &ended).await
        })
        .await
        .unwrap();
        for (at, holders) in
            [("2025-12-31", 0), ("2026-01-01", 1), ("2026-06-30", 1), ("2026-07-01", 0)]
        {
            let found = db
                .read(async |read| offices::holders(read, Role::Registrar, body, day(at)).await)
                .await
                .unwrap();
            assert_eq!(found.len(), holders, "{at}");
        }
        let all = db.read(async |read| offices::of_person(read, anna.id).await).await.unwrap();
        assert_eq!(all, [ended]);
    }

    async fn a_group_holds_active_people_on_their_days(db: &TestDb) {
        let (anna, bo) = (person("anna"), person("bo"));
        let gone = Person { active: false, ..person("cilla") };
        for person in [&bo, &anna, &gone] {
            add(db, person).await;
            let member = GroupMember {
                group: "jurister".into(),
                person: person.id,
                term: Term { from: day("2026-01-01"), until: Some(day("2026-12-31")) },
            };
            db.write(async |write| offices::join_group(write, &member).await).await.unwrap();
        }
        let group = async |at| {
            db.read(async |read| offices::group(read, "jurister", day(at)).await).await.unwrap()
        };
        assert_eq!(group("2026-12-31").await, [anna.id, bo.id]);
        assert_eq!(group("2027-01-01").await, []);
    }

    async fn a_session_ends_by_time_by_rest_by_hand_and_with_the_account(db: &TestDb) {
        let anna = person("anna");
        add(db, &anna).await;
        let token = Digest::of("kakan");
        let session = Session {
            token_hash: token,
            person: anna.id,
            created_at: noon(),
            last_seen_at: noon(),
            expires_at: noon() + TimeDelta::hours(10),
        };
        db.write(async |write| sessions::begin(write, &session).await).await.unwrap();
        let idle = TimeDelta::minutes(30);
        let at = async |minutes| {
            let now = noon() + TimeDelta::minutes(minutes);
            db.read(async |read| sessions::find(read, token, now, idle).await)
                .await
                .unwrap()
                .is_some()
        };
        assert!(at(29).await);
        assert!(!at(30).await, "rested too long");
        let seen = async |minutes| {
            let now = noon() + TimeDelta::minutes(minutes);
            db.write(async |write| sessions::touch(write, token, now).await).await.unwrap();
        };
        seen(29).await;
        assert!(at(58).await);
        seen(599).await;
        assert!(at(599).await);
        assert!(!at(600).await, "expired");

        let left = Person { active: false, ..anna.clone() };
        db.write(async |write| people::change(write, &left, 1, noon()).await).await.unwrap();
        assert!(!at(599).await, "the account is closed");
        db.write(async |write| people::change(write, &anna, 2, noon()).await).await.unwrap();
        assert!(at(599).await);
        assert!(db.write(async |write| sessions::end(write, token, noon()).await).await.unwrap());
        assert!(!at(599).await, "signed out");
        let ended = db.write(async |write| sessions::end_all(write, anna.id, noon()).await).await;
        assert_eq!(ended.unwrap(), 0);
    }

    async fn a_form_sent_twice_leads_to_the_same_place(db: &TestDb) {
        let nonce = entropy(1).id::<FormNonce>();
        let (first, second, own, strangers) = db
            .write(async |write| {
                Ok::<_, StoreError>((
                    forms::mark(write, nonce, "anna", "/arenden/1", noon()).await?,
                    forms::mark(write, nonce, "anna", "/arenden/2", noon()).await?,
                    forms::location(write, nonce, "anna").await?,
                    forms::location(write, nonce, "bo").await?,
                ))
            })
            .await
            .unwrap();
        assert_eq!((first, second), (true, false));
        assert_eq!(own.as_deref(), Some("/arenden/1"));
        assert_eq!(strangers, None);
    }
}
