//! Two nodes act at once on the same matters, each beginning at its own end: neither waits for the
//! other for ever, and nobody is told that the program has failed.

use super::delegating;
use crate::{on_both_databases, support::TestDb, town::Town};
use beslut::{
    domain::{
        identifiers::{ItemId, MatterId, MeetingId},
        refusal::RefusalKind,
    },
    matter::link::LinkKind,
    meeting::{
        act::{Action, Plan, Present, RollCall},
        outcome::{ItemOutcome, OutcomeKind},
        state::{Meeting, Mode},
    },
    office::OfficeError,
    store::{links, meetings},
};
use chrono::NaiveTime;
use std::sync::Arc;
use tokio::{sync::Barrier, task::JoinSet};

const SECRETARY: &str = "karin@exempelby.se";
const OFFICER: &str = "anna@exempelby.se";

/// Links back and forth, in kinds of its own, as long as the others go on.
async fn links_to_and_fro(town: &Town, from: MatterId, to: MatterId, kind: LinkKind) {
    let anna = town.asker(OFFICER);
    for _ in 0..12 {
        let (office, at) = (&town.office, town.clock.now());
        let linked = office
            .link_matters(anna, from, to, kind, "", None, at)
            .await;
        linked.unwrap();
        let at = town.clock.now();
        let unlinked = office.unlink_matters(anna, from, to, kind, None, at).await;
        unlinked.unwrap();
    }
    let at = town.clock.now();
    let linked = town.office.link_matters(anna, from, to, kind, "", None, at);
    linked.await.unwrap();
}

/// Two matters that are ready, the one with the greater identity first.
async fn two_ready(town: &Town) -> (MatterId, MatterId) {
    let one = delegating::is_ready(town).await;
    // The receipt of the first is not the letter about the second.
    town.mail().await;
    let other = delegating::is_ready(town).await;
    (one.max(other), one.min(other))
}

async fn planned(town: &Town, day: &str, matters: &[MatterId]) -> MeetingId {
    let plan = Plan {
        day: day.parse().unwrap(),
        starts_at: time(13),
        place: "Kommunhuset".to_owned(),
        secretary: town.person(SECRETARY),
    };
    let (karin, at) = (town.asker(SECRETARY), town.clock.now());
    let planned = town.office.plan_meeting(karin, town.body(), plan, None, at);
    let meeting = planned.await.unwrap();
    for matter in matters {
        let at = town.clock.now();
        let scheduled = town.office.schedule(karin, meeting, *matter, None, at);
        scheduled.await.unwrap();
    }
    meeting
}

/// The meeting, held so far that only its end is left: every item is taken off.
async fn about_to_end(town: &Town, meeting: MeetingId) {
    let seats = ["eva", "lars", "fatima", "gunnar", "asa"];
    let person = |key: &str| town.person(&format!("{key}@exempelby.se"));
    let present = seats.map(|key| Present {
        person: person(key),
        serves: true,
        replaces: None,
        mode: Mode::OnSite,
    });
    let roll = RollCall {
        present: present.to_vec(),
        others: Vec::new(),
        chair: person("eva"),
        certifiers: vec![person("gunnar")],
    };
    act(town, meeting, Action::Begin(roll)).await;
    let items: Vec<ItemId> = found(town, meeting)
        .await
        .items
        .iter()
        .map(|item| item.id)
        .collect();
    for item in items {
        let at = town.clock.now();
        let outcome = ItemOutcome::by_acclamation(OutcomeKind::Withdrawn, Vec::new(), at);
        act(town, meeting, Action::DecideItem { item, outcome }).await;
    }
}

async fn act(town: &Town, meeting: MeetingId, action: Action) {
    let (karin, at) = (town.asker(SECRETARY), town.clock.now());
    let done = town.office.act_on_meeting(karin, meeting, action, None, at);
    done.await.unwrap();
}

async fn found(town: &Town, meeting: MeetingId) -> Meeting {
    let db = town.office.db();
    let found = db
        .read(async |read| meetings::find(read, meeting).await)
        .await;
    found.unwrap().unwrap()
}

fn time(hour: u32) -> NaiveTime {
    NaiveTime::from_hms_opt(hour, 0, 0).unwrap()
}

on_both_databases! {
    /// One node links A to B while the other links B to A.
    async fn two_nodes_link_two_matters_from_either_end(db: &TestDb) {
        let town = Town::new(db).await;
        let other = town.another_node(db, 1).await;
        let (one, two) = two_ready(&town).await;

        tokio::join!(
            links_to_and_fro(&town, one, two, LinkKind::LeadsTo),
            links_to_and_fro(&other, two, one, LinkKind::Amends),
        );

        let kept = db.read(async |read| links::of(read, one).await).await.unwrap();
        assert_eq!(kept.len(), 2);
    }

    /// A meeting ends, with its matters in the order that links do not take them in.
    async fn a_meeting_ends_while_its_matters_are_linked(db: &TestDb) {
        let town = Town::new(db).await;
        let other = town.another_node(db, 1).await;
        let (first, second) = two_ready(&town).await;
        let meeting = planned(&town, "2026-03-18", &[first, second]).await;
        town.clock.forward_to("2026-03-18");
        about_to_end(&town, meeting).await;

        let (karin, at) = (town.asker(SECRETARY), town.clock.now());
        let (ended, (), ()) = tokio::join!(
            town.office.end_meeting(karin, meeting, time(15), None, at),
            links_to_and_fro(&other, second, first, LinkKind::LeadsTo),
            links_to_and_fro(&town, first, second, LinkKind::Amends),
        );

        ended.unwrap();
    }

    /// The secretary moves each of the body's meetings to the other's day, from two pages at once.
    async fn two_meetings_of_one_body_change_days(db: &TestDb) {
        let town = Town::new(db).await;
        let other = town.another_node(db, 1).await;
        let one = planned(&town, "2026-03-18", &[]).await;
        let two = planned(&town, "2026-04-15", &[]).await;
        let to = async |town: &Town, meeting: MeetingId| {
            for turn in 0..12 {
                let day = if turn % 2 == 0 { "2026-05-20" } else { "2026-03-11" };
                let place = "Kommunhuset".to_owned();
                let change = Action::Change { day: day.parse().unwrap(), starts_at: time(13), place };
                act(town, meeting, change).await;
            }
        };

        tokio::join!(to(&town, one), to(&other, two));

        for meeting in [one, two] {
            assert_eq!(found(&town, meeting).await.day.to_string(), "2026-03-11");
        }
    }
}

/// What the database stops all the same is told as a clash between people.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_deadlock_is_told_as_a_clash() {
    let Some(db) = TestDb::postgres().await else {
        return;
    };
    let begun = Arc::new(Barrier::new(2));
    let mut both = JoinSet::new();
    for series in [["A", "B"], ["B", "A"]] {
        let (db, begun) = (db.another_node().await, begun.clone());
        both.spawn(async move {
            db.write(async |write| {
                for (turn, series) in series.into_iter().enumerate() {
                    beslut::store::counters::next(write, series, 2026).await?;
                    if turn == 0 {
                        begun.wait().await;
                    }
                }
                Ok::<(), OfficeError>(())
            })
            .await
        });
    }
    let (stopped, kept): (Vec<_>, Vec<_>) =
        both.join_all().await.into_iter().partition(Result::is_err);
    assert_eq!((stopped.len(), kept.len()), (1, 1));
    let Err(OfficeError::Refused(refusal)) = &stopped[0] else {
        panic!("{stopped:?}");
    };
    assert_eq!(refusal.kind, RefusalKind::Changed);
    assert!(
        refusal.to_string().contains("Det gick inte att spara"),
        "{refusal}"
    );
}
