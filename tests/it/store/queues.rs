//! The outbox and the jobs: each row is worked on by one, and none is lost when that one dies.

use std::collections::BTreeSet;

use beslut::{
    domain::identifiers::{JobId, MailId, SignOffId},
    store::{
        StoreError,
        jobs::{self, JobState, NewJob},
        outbox::{self, Mail, MailState, NewMail},
        queue::{self, Pause, Queue},
    },
};
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;
use tokio::task::JoinSet;

use super::{entropy, noon};
use crate::{on_both_databases, support::TestDb};

fn mail(number: u8) -> NewMail {
    NewMail {
        id: entropy(number).id::<MailId>(),
        dedupe_key: format!("mail-{number}"),
        kind: "review_requested".into(),
        recipient: None,
        address: "karin.ek@exempelby.example".into(),
        subject_ref: "matter:1".into(),
        params: json!({ "för": "åäö", "n": number }),
        sign_off: None,
        message_id: format!("<{number}@exempelby.example>"),
        not_before: noon(),
    }
}

fn job(number: u8) -> NewJob {
    NewJob {
        id: entropy(number).id::<JobId>(),
        dedupe_key: format!("job-{number}"),
        kind: "make_document".into(),
        payload: json!({ "n": number }),
        not_before: noon(),
    }
}

async fn send(db: &TestDb, mail: &NewMail) -> bool {
    db.write(async |write| outbox::enqueue(write, mail, noon()).await)
        .await
        .unwrap()
}

async fn claim(db: &TestDb, at: DateTime<Utc>) -> Vec<Mail> {
    db.write(async |write| outbox::claim(write, at, TimeDelta::minutes(2), 10).await)
        .await
        .unwrap()
}

async fn state(db: &TestDb, id: MailId) -> MailState {
    let found = db
        .read(async |read| outbox::find(read, id).await)
        .await
        .unwrap();
    found.unwrap().state
}

on_both_databases! {
    async fn eight_workers_take_each_job_once(db: &TestDb) {
        db.write(async |write| {
            for number in 0..64 {
                jobs::enqueue(write, &job(number), noon()).await?;
            }
            Ok::<_, StoreError>(())
        })
        .await
        .unwrap();
        let mut workers = JoinSet::new();
        for _ in 0..8 {
            let db = (*db).clone();
            workers.spawn(async move {
                let mut taken = Vec::new();
                loop {
                    let claimed = db
                        .write(async |write| {
                            jobs::claim(write, noon(), TimeDelta::minutes(2), 3).await
                        })
                        .await
                        .unwrap();
                    assert!(claimed.len() <= 3);
                    if claimed.is_empty() {
                        return taken;
                    }
                    for job in claimed {
                        let done = db
                            .write(async |write| {
                                jobs::mark_done(write, job.lease(), noon()).await
                            })
                            .await
                            .unwrap();
                        assert!(done);
                        taken.push(job.id);
                    }
                }
            });
        }
        let taken: Vec<JobId> = workers.join_all().await.into_iter().flatten().collect();
        assert_eq!(taken.len(), 64);
        assert_eq!(taken.iter().collect::<BTreeSet<_>>().len(), 64);
        assert_eq!(db.read(async |read| jobs::due(read, noon()).await).await.unwrap(), 0);
    }

    async fn the_same_mail_asked_for_twice_is_one(db: &TestDb) {
        assert!(send(db, &mail(1)).await);
        let twin = NewMail { dedupe_key: "mail-1".into(), ..mail(2) };
        assert!(!send(db, &twin).await);
        assert_eq!(db.read(outbox::waiting).await.unwrap(), 1);

        let job_twin = NewJob { dedupe_key: "job-1".into(), ..job(2) };
        let added = db
            .write(async |write| {
                Ok::<_, StoreError>((
                    jobs::enqueue(write, &job(1), noon()).await?,
                    jobs::enqueue(write, &job_twin, noon()).await?,
                ))
            })
            .await
            .unwrap();
        assert_eq!(added, (true, false));
    }

    async fn a_mail_waits_for_its_time_and_comes_back_as_it_was(db: &TestDb) {
        let late = NewMail { not_before: noon() + TimeDelta::days(1), ..mail(1) };
        send(db, &late).await;
        send(db, &mail(2)).await;
        let claimed = claim(db, noon()).await;
        assert_eq!(claimed.iter().map(|mail| mail.id).collect::<Vec<_>>(), [mail(2).id]);
        assert_eq!(claimed[0].params, mail(2).params);
        assert_eq!((claimed[0].state, claimed[0].attempts), (MailState::Sending, 1));
        assert_eq!(claim(db, noon()).await, []);
        let tomorrow = noon() + TimeDelta::days(1);
        let ids: Vec<_> = claim(db, tomorrow).await.iter().map(|mail| mail.id).collect();
        // The first was never marked, so its lease has run out meanwhile.
        assert_eq!(ids, [mail(2).id, mail(1).id]);
    }

    async fn a_worker_that_dies_loses_its_lease_and_the_mail_to_another(db: &TestDb) {
        send(db, &mail(1)).await;
        let dead = claim(db, noon()).await.remove(0);
        let lease_end = noon() + TimeDelta::minutes(2);
        assert_eq!(claim(db, lease_end - TimeDelta::microseconds(1)).await, []);
        let alive = claim(db, lease_end).await.remove(0);
        assert_eq!(alive.attempts, 2);

        let mark = async |mail: &Mail| {
            db.write(async |write| outbox::mark_sent(write, mail.lease(), lease_end).await)
                .await
                .unwrap()
        };
        assert!(!mark(&dead).await, "the dead worker wakes up and must not count");
        assert!(mark(&alive).await);
        assert!(!mark(&alive).await, "once is enough");
        assert_eq!(state(db, alive.id).await, MailState::Sent);
        assert_eq!(claim(db, lease_end + TimeDelta::days(9)).await, []);
    }

    async fn a_mail_is_tried_again_given_up_or_comes_back(db: &TestDb) {
        send(db, &mail(1)).await;
        send(db, &mail(2)).await;
        let claimed = claim(db, noon()).await;
        let later = noon() + TimeDelta::minutes(5);
        db.write(async |write| {
            assert!(outbox::retry(write, claimed[0].lease(), later, "451 vänta").await?);
            assert!(outbox::give_up(write, claimed[1].lease(), "550 finns inte").await?);
            Ok::<_, StoreError>(())
        })
        .await
        .unwrap();
        assert_eq!(state(db, claimed[1].id).await, MailState::Dead);
        assert_eq!(claim(db, later - TimeDelta::seconds(1)).await, []);
        let again = claim(db, later).await.remove(0);
        assert_eq!(again.last_error.as_deref(), Some("451 vänta"));
        let bounced = db
            .write(async |write| {
                assert!(outbox::mark_sent(write, again.lease(), later).await?);
                outbox::mark_bounced(write, &again.message_id, "okänd mottagare").await
            })
            .await
            .unwrap();
        assert_eq!(bounced, Some(again.id));
        assert_eq!(state(db, again.id).await, MailState::Bounced);
    }

    async fn what_waits_for_a_closed_sign_off_is_cancelled(db: &TestDb) {
        let sign_off = entropy(99).id::<SignOffId>();
        let link = NewMail { sign_off: Some(sign_off), ..mail(1) };
        let reminder = NewMail {
            sign_off: Some(sign_off),
            not_before: noon() + TimeDelta::days(3),
            ..mail(2)
        };
        for mail in [&link, &reminder, &mail(3)] {
            send(db, mail).await;
        }
        let cancelled = db
            .write(async |write| outbox::cancel_for_sign_off(write, sign_off).await)
            .await
            .unwrap();
        assert_eq!(cancelled, 2);
        let left: Vec<_> =
            claim(db, noon() + TimeDelta::days(9)).await.iter().map(|mail| mail.id).collect();
        assert_eq!(left, [mail(3).id]);
    }

    async fn a_queue_that_rests_gives_nothing_until_it_goes_on(db: &TestDb) {
        send(db, &mail(1)).await;
        db.write(async |write| jobs::enqueue(write, &job(1), noon()).await).await.unwrap();
        let rest = |until| Pause {
            paused_at: noon(),
            paused_until: until,
            reason: "Mejlservern nekar lösenordet.".into(),
        };
        let pause = async |until| {
            db.write(async |write| queue::pause(write, Queue::Outbox, &rest(until)).await)
                .await
                .unwrap();
        };
        pause(None).await;
        assert_eq!(claim(db, noon() + TimeDelta::days(9)).await, []);
        let told = db.read(async |read| queue::paused(read, Queue::Outbox, noon()).await).await;
        assert_eq!(told.unwrap(), Some(rest(None)));

        let hour = noon() + TimeDelta::hours(1);
        pause(Some(hour)).await;
        assert_eq!(claim(db, hour - TimeDelta::microseconds(1)).await, []);
        assert_eq!(claim(db, hour).await.len(), 1);

        let jobs = db
            .write(async |write| jobs::claim(write, noon(), TimeDelta::minutes(2), 9).await)
            .await
            .unwrap();
        assert_eq!(jobs.len(), 1, "the other queue does not rest");
        assert!(db.write(async |write| queue::resume(write, Queue::Outbox).await).await.unwrap());
        assert!(!db.write(async |write| queue::resume(write, Queue::Outbox).await).await.unwrap());
    }

    async fn a_job_is_tried_again_given_up_or_taken_back(db: &TestDb) {
        let later = noon() + TimeDelta::minutes(5);
        db.write(async |write| {
            for number in 1..=3 {
                jobs::enqueue(write, &job(number), noon()).await?;
            }
            assert!(jobs::cancel(write, "job-3").await?);
            assert!(!jobs::cancel(write, "job-3").await?);
            let claimed = jobs::claim(write, noon(), TimeDelta::minutes(2), 9).await?;
            assert_eq!(claimed.len(), 2);
            assert!(jobs::retry(write, claimed[0].lease(), later, "disken är full").await?);
            assert!(jobs::give_up(write, claimed[1].lease(), "mallen saknas").await?);
            assert_eq!(jobs::claim(write, noon(), TimeDelta::minutes(2), 9).await?, []);
            Ok::<_, StoreError>(())
        })
        .await
        .unwrap();
        let dead = db.read(async |read| jobs::dead(read, 9).await).await.unwrap();
        assert_eq!(dead.len(), 1);
        assert_eq!(dead[0].last_error.as_deref(), Some("mallen saknas"));
        let again = db
            .write(async |write| jobs::claim(write, later, TimeDelta::minutes(2), 9).await)
            .await
            .unwrap();
        assert_eq!((again.len(), again[0].attempts), (1, 2));
        let cancelled = db.read(async |read| jobs::find(read, "job-3").await).await.unwrap();
        assert_eq!(cancelled.unwrap().state, JobState::Cancelled);
    }
}
