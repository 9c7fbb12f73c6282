//! A letter that did not arrive: the journal says so, and the registrar gets a task.

use super::{
    Office, OfficeError,
    settling::{Settling, mail_kind, stream_of, subject_ref},
};
use crate::{
    db::Write,
    domain::{
        actor::Actor,
        calendar,
        entropy::Entropy,
        identifiers::{BodyId, MailId, PersonId},
        journal::NewEntry,
        person::Role,
    },
    signoff::state::SignOff,
    store::{journal, locks, matters, meetings, offices, outbox, people, queue::Lease, sign_offs},
    work::Subject,
};
use chrono::{DateTime, Utc};
use serde_json::json;

impl Office {
    /// The mail server refused the recipient of a mail. Does nothing when the lease was lost.
    ///
    /// # Errors
    /// When keeping fails.
    pub async fn mail_bounced(
        &self,
        lease: Lease<MailId>,
        reason: &str,
        at: DateTime<Utc>,
    ) -> Result<(), OfficeError> {
        let mut entropy = self.entropy(at)?;
        self.db()
            .write(async |write| {
                let Some(mail) = outbox::find(write, lease.id).await? else {
                    return Ok(());
                };
                let sign_off = match mail.sign_off {
                    Some(id) => sign_offs::find(write, id).await?,
                    None => None,
                };
                // The matter before the mail, as whoever takes the mail back does.
                if let Some(sign_off) = &sign_off {
                    locks::take(write, &[locks::root_of(sign_off.of)]).await?;
                }
                let bounced = outbox::bounce_claimed(write, lease, reason).await?;
                let Some(sign_off) = sign_off.filter(|_| bounced) else {
                    return Ok(());
                };
                self.tell_of_bounce(write, mail.id, &sign_off, at, &mut entropy)
                    .await
            })
            .await?;
        self.wake();
        Ok(())
    }

    async fn tell_of_bounce(
        &self,
        write: &mut Write,
        bounced: MailId,
        sign_off: &SignOff,
        at: DateTime<Utc>,
        entropy: &mut Entropy,
    ) -> Result<(), OfficeError> {
        let actor = Actor::Machine {
            part: "posten".to_owned(),
        };
        let stream = stream_of(sign_off.of);
        let entry = NewEntry::new(
            "mail_bounced",
            format!("Brevet om {} kom inte fram.", sign_off.step_title),
            json!({ "mail": bounced, "sign_off": sign_off.id, "step": sign_off.step }),
        );
        journal::append(write, stream, at, &actor, &[entry]).await?;
        let settling = Settling {
            office: self,
            actor: &actor,
            stream,
            at,
        };
        let Some(body) = body_of(write, sign_off.of).await? else {
            return Ok(());
        };
        let today = calendar::today_in_stockholm(at);
        for holder in offices::holders(write, Role::Registrar, body, today).await? {
            let id = entropy.id();
            settling
                .give_task(write, id, holder.person, bounced, sign_off)
                .await?;
        }
        Ok(())
    }
}

impl Settling<'_> {
    async fn give_task(
        &self,
        write: &mut Write,
        id: MailId,
        registrar: PersonId,
        bounced: MailId,
        sign_off: &SignOff,
    ) -> Result<(), OfficeError> {
        let kept = people::find(write, registrar).await?;
        let Some(kept) = kept.filter(|kept| kept.person.active) else {
            return Ok(());
        };
        let mail = outbox::NewMail {
            id,
            dedupe_key: format!("{}:{bounced}:{registrar}", mail_kind::UNDELIVERED),
            kind: mail_kind::UNDELIVERED.to_owned(),
            recipient: Some(registrar),
            address: kept.person.email,
            subject_ref: subject_ref(sign_off.of),
            params: json!({ "sign_off": sign_off.id }),
            // Not tied to the sign-off: a task that bounces must not make a new task.
            sign_off: None,
            message_id: self.message_id(id),
            not_before: self.at,
        };
        outbox::enqueue(write, &mail, self.at).await?;
        Ok(())
    }
}

async fn body_of(write: &mut Write, of: Subject) -> Result<Option<BodyId>, OfficeError> {
    Ok(match of {
        Subject::Matter(id) => matters::find(write, id).await?.map(|matter| matter.body),
        Subject::Minutes(id) => meetings::find(write, id).await?.map(|meeting| meeting.body),
    })
}
