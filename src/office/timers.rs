//! What the clock does: it reminds, tells that somebody is away, and tells others that an answer
//! stays away. A day that passes never answers for anybody.
//!
//! Timers are struck many at a time in one transaction, as each commit waits for the disk. One that
//! fails is struck alone afterwards, and does not stand in the way of the others.

use super::{
    Office, OfficeError, facts,
    settling::{Settling, mail_kind, stream_of, subject_ref, work_kind},
};
use crate::{
    db::{Root, Write},
    domain::{
        actor::Actor,
        calendar,
        entropy::Entropy,
        identifiers::{MailId, PersonId, SignOffId},
        journal::NewEntry,
        person::{Absence, Away},
    },
    matter::{self, act::Action, state::Matter},
    signoff::state::SignOff,
    store::{
        absences,
        jobs::{self, Job},
        locks, matters, outbox, people, sign_offs,
    },
    work::{Notice, Outcome, Subject},
    workflow::definition::EscalationTarget,
};
use chrono::{DateTime, NaiveDate, Utc};
use serde::Deserialize;
use serde_json::json;

/// What a timer knows.
#[derive(Debug, Deserialize)]
struct Order {
    sign_off: SignOffId,
    #[serde(default)]
    number: usize,
    #[serde(default)]
    of: usize,
}

/// The clock as it strikes.
struct Strike<'o> {
    office: &'o Office,
    at: DateTime<Utc>,
    today: NaiveDate,
    /// Those who are away today.
    absences: Vec<Absence>,
    actor: Actor,
}

impl Office {
    /// Strikes all the timers in one transaction, or each alone when one of them fails. Gives those
    /// that failed, with what went wrong.
    pub(super) async fn strike<'j>(
        &self,
        due: &'j [Job],
        at: DateTime<Utc>,
    ) -> Result<Vec<(&'j Job, OfficeError)>, OfficeError> {
        if due.is_empty() {
            return Ok(Vec::new());
        }
        let together = self.strike_together(due, at).await;
        self.wake();
        let Err(error) = together else {
            return Ok(Vec::new());
        };
        if due.len() == 1 {
            return Ok(due.first().map(|job| (job, error)).into_iter().collect());
        }
        tracing::warn!(%error, "a timer failed; striking each alone");
        let mut failed = Vec::new();
        for job in due {
            if let Err(error) = self.strike_together(std::slice::from_ref(job), at).await {
                failed.push((job, error));
            }
        }
        self.wake();
        Ok(failed)
    }

    async fn strike_together(&self, due: &[Job], at: DateTime<Utc>) -> Result<(), OfficeError> {
        let mut entropy = self.entropy(at)?;
        let today = calendar::today_in_stockholm(at);
        self.db()
            .write(async |write| {
                let strike = Strike {
                    office: self,
                    at,
                    today,
                    absences: absences::on(write, today).await?,
                    actor: Actor::Machine {
                        part: "klockan".to_owned(),
                    },
                };
                let leases: Vec<_> = due.iter().map(Job::lease).collect();
                let held = jobs::mark_all_done(write, &leases, at).await?;
                let mut orders: Vec<(&Job, Order)> = Vec::new();
                for job in due.iter().filter(|job| held.contains(&job.id)) {
                    orders.push((job, serde_json::from_value(job.payload.clone())?));
                }
                let asked: Vec<SignOffId> =
                    orders.iter().map(|(_, order)| order.sign_off).collect();
                let subjects = sign_offs::open_subjects(write, &asked).await?;
                let roots: Vec<Root> = subjects.into_iter().map(locks::root_of).collect();
                locks::take(write, &roots).await?;
                let open = sign_offs::open_among(write, &asked).await?;
                for (job, order) in orders {
                    if let Some(sign_off) = open.get(&order.sign_off) {
                        strike
                            .one(write, job, &order, sign_off, &mut entropy)
                            .await?;
                    }
                }
                Ok::<(), OfficeError>(())
            })
            .await
    }
}

impl Strike<'_> {
    async fn one(
        &self,
        write: &mut Write,
        job: &Job,
        order: &Order,
        sign_off: &SignOff,
        entropy: &mut Entropy,
    ) -> Result<(), OfficeError> {
        match job.kind.as_str() {
            work_kind::ESCALATE => self.escalate(write, sign_off, entropy).await,
            work_kind::DUE => self.tell_of_absence(write, sign_off, entropy).await,
            _ => self.remind(write, sign_off, order, entropy).await,
        }
    }

    fn settling(&self, of: Subject) -> Settling<'_> {
        Settling {
            office: self.office,
            actor: &self.actor,
            stream: stream_of(of),
            at: self.at,
        }
    }

    /// Mails a reminder. After a long standstill several days may have passed: then only the latest
    /// reminder goes out. A reviewer who is away is not reminded; others are told instead.
    async fn remind(
        &self,
        write: &mut Write,
        sign_off: &SignOff,
        order: &Order,
        entropy: &mut Entropy,
    ) -> Result<(), OfficeError> {
        let days = sign_off.reminders.iter();
        let passed = days.filter(|day| **day <= self.today).count();
        if order.number < passed {
            return Ok(());
        }
        let is_review = matches!(sign_off.of, Subject::Matter(_));
        if is_review && self.away().is_away(sign_off.recipient) {
            return self.tell_of_absence(write, sign_off, entropy).await;
        }
        let settling = self.settling(sign_off.of);
        let entry = NewEntry::new(
            "reminded",
            format!("Påminde om ”{}”.", sign_off.step_title),
            json!({ "sign_off": sign_off.id, "number": order.number, "of": order.of }),
        );
        settling
            .settle(write, &[entry], Vec::new(), entropy)
            .await?;
        let params = json!({ "number": order.number, "of": order.of });
        settling
            .mail_about(write, sign_off, mail_kind::REMINDER, params, entropy)
            .await
    }

    fn away(&self) -> Away {
        Away::on(self.today, &self.absences)
    }

    /// The one who is asked is away when the answer is due: the officer can give the question to
    /// another, and the substitute knows that it may come. Told once a day.
    async fn tell_of_absence(
        &self,
        write: &mut Write,
        sign_off: &SignOff,
        entropy: &mut Entropy,
    ) -> Result<(), OfficeError> {
        let away = self.away();
        let Subject::Matter(id) = sign_off.of else {
            return Ok(());
        };
        if !away.is_away(sign_off.recipient) {
            return Ok(());
        }
        let Some(matter) = matters::find(write, id).await? else {
            return Ok(());
        };
        let substitute = away.substitute_of(sign_off.recipient);
        let mut told = false;
        for person in std::iter::once(matter.officer).chain(substitute) {
            told |= self
                .tell_once_a_day(write, sign_off, person, entropy)
                .await?;
        }
        if told {
            let entry = NewEntry::new(
                "recipient_away",
                format!(
                    "{}: den som är tillfrågad är frånvarande. Handläggaren har fått veta det.",
                    sign_off.step_title
                ),
                json!({ "sign_off": sign_off.id, "substitute": substitute }),
            );
            let settling = self.settling(sign_off.of);
            settling
                .settle(write, &[entry], Vec::new(), entropy)
                .await?;
        }
        Ok(())
    }

    async fn tell_once_a_day(
        &self,
        write: &mut Write,
        sign_off: &SignOff,
        person: PersonId,
        entropy: &mut Entropy,
    ) -> Result<bool, OfficeError> {
        let kept = people::find(write, person).await?;
        let Some(kept) = kept.filter(|kept| kept.person.active) else {
            return Ok(false);
        };
        let id: MailId = entropy.id();
        let notice = Notice::RecipientAway {
            sign_off: sign_off.id,
        };
        let mail = outbox::NewMail {
            id,
            dedupe_key: format!("away:{}:{person}:{}", sign_off.id, self.today),
            kind: mail_kind::NOTICE.to_owned(),
            recipient: Some(person),
            address: kept.person.email,
            subject_ref: subject_ref(sign_off.of),
            params: serde_json::to_value(notice)?,
            sign_off: None,
            message_id: self.settling(sign_off.of).message_id(id),
            not_before: self.at,
        };
        Ok(outbox::enqueue(write, &mail, self.at).await?)
    }

    async fn escalate(
        &self,
        write: &mut Write,
        sign_off: &SignOff,
        entropy: &mut Entropy,
    ) -> Result<(), OfficeError> {
        let Subject::Matter(id) = sign_off.of else {
            return Ok(());
        };
        let Some(matter) = matters::find(write, id).await? else {
            return Ok(());
        };
        let waits = matter.reviews.iter().find(|review| {
            review.sign_off == sign_off.id && review.is_open() && review.escalated.is_none()
        });
        let Some(review) = waits else {
            return Ok(());
        };
        // The step may have got another name since the question was asked.
        let to = self.told_by(write, &matter, review.step.as_str()).await?;
        let action = Action::Escalate {
            sign_off: sign_off.id,
            to: to.clone(),
        };
        let definition = self.office.definition(&matter)?;
        let facts = self
            .office
            .facts_for_the_clock(&matter, definition, self.at, self.today);
        let Outcome {
            state,
            entries,
            effects,
        } = matter::act::act(&matter, action, &facts, entropy)?;
        if !matters::save(write, &state, matter.version).await? {
            return Err(super::meanwhile::changed_by_another().into());
        }
        for person in to {
            matters::keep_told(write, id, person, self.at).await?;
        }
        let settling = self.settling(sign_off.of);
        settling.settle(write, &entries, effects, entropy).await
    }

    /// Whom the file says is told. Of a group that has somebody present nobody who is away.
    async fn told_by(
        &self,
        write: &mut Write,
        matter: &Matter,
        step: &str,
    ) -> Result<Vec<PersonId>, OfficeError> {
        let definition = self.office.definition(matter)?;
        let escalate = definition
            .step(step)
            .and_then(|step| step.escalate.as_ref());
        let source = match escalate.map(|escalate| &escalate.to) {
            Some(EscalationTarget::Source(source)) => Some(source),
            Some(EscalationTarget::Role(role)) => {
                definition.roles.get(role).map(|role| &role.source)
            }
            None => None,
        };
        let Some(source) = source else {
            return Ok(Vec::new());
        };
        let all = facts::people_of(write, matter, source, self.today).await?;
        let away = self.away();
        let present: Vec<PersonId> = all
            .iter()
            .copied()
            .filter(|person| !away.is_away(*person))
            .collect();
        Ok(if present.is_empty() { all } else { present })
    }
}
