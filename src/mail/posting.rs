//! The outbox of the database, as the worker sees it: facts are loaded and links derived when a
//! mail leaves, never before.
//!
//! Invariants: no link and no code is written anywhere but in the mail; what is no longer needed
//! is cancelled and not sent; addresses in letters begin with the configured public address.

mod about;
mod asking;
mod inquiring;
mod notices;
mod reviewing;

use super::{
    failure::SendFailure,
    flow::{Flow, Halt},
    letter::Letter,
    message::{MailAddress, Recipient},
    worker::{AddressedLetter, Claimed, Outbox, Settlement},
};
use crate::{
    db::Read,
    domain::{identifiers::MailId, person::Person},
    office::{Office, OfficeError, settling::mail_kind},
    signoff::code,
    store::{
        outbox::{self, Mail, MailState},
        people,
        queue::{self, Lease, Pause, Queue},
    },
    work::Subject,
};
use chrono::{DateTime, TimeDelta, Utc};

/// The mails that wait in the database of an office.
#[derive(Clone)]
pub struct Posting {
    /// Whose mails.
    pub office: Office,
}

impl Outbox for Posting {
    type Error = OfficeError;

    async fn claim(
        &self,
        now: DateTime<Utc>,
        lease: TimeDelta,
        limit: usize,
    ) -> Result<Vec<Claimed>, OfficeError> {
        let limit = u32::try_from(limit).unwrap_or(u32::MAX);
        let write = self.office.db();
        let mails = write
            .write(async |write| outbox::claim(write, now, lease, limit).await)
            .await?;
        Ok(mails.iter().map(claimed).collect())
    }

    async fn letter(
        &self,
        claimed: &Claimed,
        now: DateTime<Utc>,
    ) -> Result<Option<AddressedLetter>, OfficeError> {
        let found = self
            .office
            .db()
            .read(async |read| {
                let Some(mail) = held(read, claimed).await? else {
                    return Ok(None);
                };
                let Some(person) = recipient(read, &mail).await? else {
                    return Ok(None);
                };
                let found = self.write_letter(read, &mail, now).await?;
                Ok::<_, OfficeError>(
                    found.map(|(about, letter)| (person.name, mail, about, letter)),
                )
            })
            .await?;
        let Some((name, mail, about, letter)) = found else {
            return Ok(None);
        };
        let Ok(address) = MailAddress::parse(&mail.address) else {
            self.give_up(claimed, "adressen går inte att skicka till")
                .await?;
            return Ok(None);
        };
        let recipient = Recipient { name, address };
        Ok(Some(AddressedLetter {
            about: Some(about),
            recipient,
            letter,
        }))
    }

    async fn settle(
        &self,
        claimed: &Claimed,
        settlement: Settlement,
        now: DateTime<Utc>,
    ) -> Result<(), OfficeError> {
        let lease = lease(claimed);
        let (at, failure, counts) = match settlement {
            Settlement::Bounced { failure } => {
                return self.office.mail_bounced(lease, &words(&failure), now).await;
            }
            Settlement::Dead { reason } => return self.give_up(claimed, &reason).await,
            Settlement::Sent { .. } => {
                let db = self.office.db();
                db.write(async |write| outbox::mark_sent(write, lease, now).await)
                    .await?;
                return Ok(());
            }
            Settlement::Cancelled => {
                let db = self.office.db();
                db.write(async |write| outbox::drop_claimed(write, lease).await)
                    .await?;
                return Ok(());
            }
            Settlement::Retry { at, failure } => (at, failure, true),
            Settlement::Returned { at, failure } => (at, failure, false),
        };
        let words = words(&failure);
        self.office
            .db()
            .write(async |write| {
                if counts {
                    outbox::retry(write, lease, at, &words).await
                } else {
                    outbox::give_back(write, lease, at, &words).await
                }
            })
            .await?;
        Ok(())
    }

    async fn flow_changed(&self, flow: &Flow, now: DateTime<Utc>) -> Result<(), OfficeError> {
        let db = self.office.db();
        db.write(async |write| {
            // A rest without an end was ordered by a person, and only a person ends it.
            let ordered = queue::paused(write, Queue::Outbox, now).await?;
            if ordered.is_some_and(|pause| pause.paused_until.is_none()) {
                return Ok(());
            }
            match flow {
                Flow::Running { .. } => {
                    queue::resume(write, Queue::Outbox).await?;
                }
                Flow::Stopped { why, until } => {
                    let pause = Pause {
                        paused_at: now,
                        paused_until: Some(*until),
                        reason: reason(why),
                    };
                    queue::pause(write, Queue::Outbox, &pause).await?;
                }
            }
            Ok::<(), OfficeError>(())
        })
        .await
    }
}

impl Posting {
    /// The letter and what it is about; `None` when it is no longer needed.
    async fn write_letter(
        &self,
        read: &mut Read,
        mail: &Mail,
        now: DateTime<Utc>,
    ) -> Result<Option<(Subject, Letter)>, OfficeError> {
        match mail.kind.as_str() {
            mail_kind::SIGN_OFF => asking::request(&self.office, read, mail, now).await,
            mail_kind::REMINDER => asking::reminder(&self.office, read, mail, now).await,
            mail_kind::CODE => asking::code(&self.office, read, mail, now).await,
            mail_kind::RECEIPT => asking::receipt(read, mail).await,
            mail_kind::INQUIRY => inquiring::request(&self.office, read, mail, now).await,
            mail_kind::INQUIRY_RECEIPT => inquiring::receipt(&self.office, read, mail, now).await,
            mail_kind::INQUIRY_FEEDBACK => inquiring::feedback(&self.office, read, mail, now).await,
            mail_kind::NOTICE => notices::notice(&self.office, read, mail, now).await,
            mail_kind::UNDELIVERED => notices::undelivered(&self.office, read, mail).await,
            _ => Ok(None),
        }
    }

    async fn give_up(&self, claimed: &Claimed, why: &str) -> Result<(), OfficeError> {
        let lease = lease(claimed);
        let db = self.office.db();
        db.write(async |write| outbox::give_up(write, lease, why).await)
            .await?;
        Ok(())
    }
}

fn claimed(mail: &Mail) -> Claimed {
    Claimed {
        mail: mail.id,
        message_id: mail.message_id.clone(),
        attempt: u32::try_from(mail.attempts).unwrap_or(u32::MAX),
        queued_at: mail.created_at,
        deadline: (mail.kind == mail_kind::CODE).then(|| mail.created_at + code::LIFETIME),
    }
}

fn lease(claimed: &Claimed) -> Lease<MailId> {
    Lease {
        id: claimed.mail,
        attempt: i64::from(claimed.attempt),
    }
}

/// The mail, if it is still held under the lease.
async fn held(read: &mut Read, claimed: &Claimed) -> Result<Option<Mail>, OfficeError> {
    let mail = outbox::find(read, claimed.mail).await?;
    Ok(mail.filter(|mail| {
        mail.state == MailState::Sending && mail.attempts == i64::from(claimed.attempt)
    }))
}

/// The recipient, if the mail may still go there. A receipt goes where the answer came from, even
/// if the person has left or moved since.
async fn recipient(read: &mut Read, mail: &Mail) -> Result<Option<Person>, OfficeError> {
    let Some(id) = mail.recipient else {
        return Ok(None);
    };
    let Some(kept) = people::find(read, id).await? else {
        return Ok(None);
    };
    let same = people::address(&kept.person.email) == people::address(&mail.address);
    let reachable = kept.person.active && same;
    Ok(Some(kept.person).filter(|_| reachable || mail.kind == mail_kind::RECEIPT))
}

fn words(failure: &SendFailure) -> String {
    failure.to_string()
}

fn reason(why: &Halt) -> String {
    match why {
        Halt::Unreachable(what) => format!("E-postservern går inte att nå: {what}"),
        Halt::OurConfiguration(what) => {
            format!("E-postservern godtar inte våra inställningar: {what}")
        }
    }
}
