//! A letter that did not arrive: the journal says so, and the registrar gets a task; of a round of
//! questions its officer does.

use super::{
    Office, OfficeError,
    settling::{Settling, mail_kind, stream_of, subject_ref},
};
use crate::{
    collection::state::Inquiry,
    db::{Read, Root, Write},
    domain::{
        actor::Actor,
        calendar,
        entropy::Entropy,
        identifiers::{BodyId, InquiryId, MailId, PersonId},
        journal::{NewEntry, Stream},
        person::Role,
    },
    signoff::state::SignOff,
    store::{
        collections, journal, locks, matters, meetings, offices,
        outbox::{self, Mail},
        people,
        queue::Lease,
        sign_offs,
    },
    work::Subject,
};
use chrono::{DateTime, Utc};
use serde::Deserialize;
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
                let lost = lost_by(write, &mail).await?;
                // The matter before the mail, as whoever takes the mail back does.
                if let Some(root) = lost.root() {
                    locks::take(write, &[root]).await?;
                }
                if !outbox::bounce_claimed(write, lease, reason).await? {
                    return Ok(());
                }
                match lost {
                    Lost::SignOff(sign_off) => {
                        self.tell_of_bounce(write, mail.id, &sign_off, at, &mut entropy)
                            .await
                    }
                    Lost::Questions(inquiry) => {
                        self.tell_of_lost_questions(write, &mail, &inquiry, at, &mut entropy)
                            .await
                    }
                    Lost::Nothing => Ok(()),
                }
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
            format!("Mejlet om {} kom inte fram.", sign_off.step_title),
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
            let of = (subject_ref(sign_off.of), json!({ "sign_off": sign_off.id }));
            settling
                .give_task(write, id, holder.person, bounced, of)
                .await?;
        }
        Ok(())
    }

    /// A mail of a round did not arrive: the journal says so, and the officer of the matter is told.
    async fn tell_of_lost_questions(
        &self,
        write: &mut Write,
        bounced: &Mail,
        inquiry: &Inquiry,
        at: DateTime<Utc>,
        entropy: &mut Entropy,
    ) -> Result<(), OfficeError> {
        let Some(round) = collections::find_round(write, inquiry.round).await? else {
            return Ok(());
        };
        let Some(matter) = matters::find(write, inquiry.matter).await? else {
            return Ok(());
        };
        let actor = Actor::Machine {
            part: "posten".to_owned(),
        };
        let stream = Stream::Matter(matter.id);
        let entry = NewEntry::new(
            "mail_bounced",
            format!(
                "Mejlet till {} om ”{}” kom inte fram.",
                inquiry.answers_for, round.title
            ),
            json!({ "mail": bounced.id, "inquiry": inquiry.id, "round": round.id }),
        );
        journal::append(write, stream, at, &actor, &[entry]).await?;
        let settling = Settling {
            office: self,
            actor: &actor,
            stream,
            at,
        };
        let params = json!({ "inquiry": inquiry.id, "lost": bounced.kind });
        let of = (stream.to_string(), params);
        settling
            .give_task(write, entropy.id(), matter.officer, bounced.id, of)
            .await
    }
}

/// What was waited for by a mail that did not arrive.
enum Lost {
    /// The answer to a sign-off.
    SignOff(Box<SignOff>),
    /// The answer to the questions of a round.
    Questions(Box<Inquiry>),
    /// Nothing that anybody is told of: such as the task that tells of a lost mail.
    Nothing,
}

impl Lost {
    fn root(&self) -> Option<Root> {
        match self {
            Self::SignOff(sign_off) => Some(locks::root_of(sign_off.of)),
            Self::Questions(inquiry) => Some(Root::Matter(inquiry.matter)),
            Self::Nothing => None,
        }
    }
}

#[derive(Deserialize)]
struct OfInquiry {
    inquiry: InquiryId,
}

async fn lost_by(read: &mut Read, mail: &Mail) -> Result<Lost, OfficeError> {
    if let Some(id) = mail.sign_off {
        let found = sign_offs::find(read, id).await?;
        return Ok(found.map_or(Lost::Nothing, |found| Lost::SignOff(Box::new(found))));
    }
    let of_a_round = [
        mail_kind::INQUIRY,
        mail_kind::INQUIRY_RECEIPT,
        mail_kind::INQUIRY_FEEDBACK,
    ];
    if !of_a_round.contains(&mail.kind.as_str()) {
        return Ok(Lost::Nothing);
    }
    let params = OfInquiry::deserialize(&mail.params)?;
    let found = collections::find(read, params.inquiry).await?;
    Ok(found.map_or(Lost::Nothing, |found| Lost::Questions(Box::new(found))))
}

impl Settling<'_> {
    async fn give_task(
        &self,
        write: &mut Write,
        id: MailId,
        person: PersonId,
        bounced: MailId,
        (subject_ref, params): (String, serde_json::Value),
    ) -> Result<(), OfficeError> {
        let kept = people::find(write, person).await?;
        let Some(kept) = kept.filter(|kept| kept.person.active) else {
            return Ok(());
        };
        let mail = outbox::NewMail {
            id,
            dedupe_key: format!("{}:{bounced}:{person}", mail_kind::UNDELIVERED),
            kind: mail_kind::UNDELIVERED.to_owned(),
            recipient: Some(person),
            address: kept.person.email,
            subject_ref,
            params,
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
