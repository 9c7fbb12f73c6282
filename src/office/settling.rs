//! Committing an outcome: journal, versions, sign-offs, mails and work, all in one transaction.

use super::{Office, OfficeError};
use crate::{
    db::Write,
    domain::{
        actor::Actor,
        calendar,
        entropy::Entropy,
        identifiers::{JobId, MailId, PersonId, SignOffId},
        journal::{NewEntry, Stream},
        refusal::Refusal,
    },
    signoff::{self, state::SignOff},
    store::{jobs, journal, outbox, people, reports, sign_offs, versions},
    work::{Closing, DocumentOrder, Effect, Notice, SignOffRequest, Subject},
};
use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use serde_json::json;

/// The kinds of work that waits; the keys of the job table.
pub(crate) mod work_kind {
    /// Make a Word file.
    pub(crate) const MAKE_DOCUMENT: &str = "make_document";
    /// Remind those who have not answered in a round.
    pub(crate) const REMIND_ROUND: &str = "remind_round";
    /// Remind somebody of a sign-off.
    pub(crate) const REMIND: &str = "remind";
    /// The last day to answer has come.
    pub(crate) const DUE: &str = "due";
    /// An answer stays away: tell others.
    pub(crate) const ESCALATE: &str = "escalate";
}

/// The kinds of mail; the keys of the outbox.
pub(crate) mod mail_kind {
    /// Please review or certify, with a link.
    pub(crate) const SIGN_OFF: &str = "sign_off";
    /// The same again, as a reminder.
    pub(crate) const REMINDER: &str = "reminder";
    /// A one-time code.
    pub(crate) const CODE: &str = "code";
    /// What you answered, and what to do if it was not you.
    pub(crate) const RECEIPT: &str = "receipt";
    /// Please answer these questions, with a link.
    pub(crate) const INQUIRY: &str = "inquiry";
    /// What was answered in a person's name.
    pub(crate) const INQUIRY_RECEIPT: &str = "inquiry_receipt";
    /// What was said back about an answer.
    pub(crate) const INQUIRY_FEEDBACK: &str = "inquiry_feedback";
    /// A notice that needs no link.
    pub(crate) const NOTICE: &str = "notice";
    /// Tells the registrar that a letter about a sign-off did not arrive.
    pub(crate) const UNDELIVERED: &str = "undelivered";
}

/// The hour of the day, Swedish time, when reminders leave.
pub(super) const REMINDER_HOUR: NaiveTime = match NaiveTime::from_hms_opt(8, 0, 0) {
    Some(hour) => hour,
    None => NaiveTime::MIN,
};

/// One act as it is being committed.
pub(super) struct Settling<'a> {
    pub(super) office: &'a Office,
    pub(super) actor: &'a Actor,
    pub(super) stream: Stream,
    pub(super) at: DateTime<Utc>,
}

impl Settling<'_> {
    /// Writes the journal and carries out the effects.
    pub(super) async fn settle(
        &self,
        write: &mut Write,
        entries: &[NewEntry],
        effects: Vec<Effect>,
        entropy: &mut Entropy,
    ) -> Result<(), OfficeError> {
        journal::append(write, self.stream, self.at, self.actor, entries).await?;
        for effect in effects {
            match effect {
                Effect::Freeze(version) => versions::insert(write, &version, self.at).await?,
                Effect::AskForSignOff(request) => self.ask(write, &request, entropy).await?,
                Effect::CloseSignOff { sign_off, because } => {
                    self.close(write, sign_off, because, entropy).await?;
                }
                Effect::ListForReport(decision) => {
                    reports::insert(write, &decision, self.at).await?;
                }
                Effect::Tell { person, notice } => {
                    self.tell(write, person, &notice, entropy).await?;
                }
                Effect::MakeDocument { document } => {
                    self.order(write, &document, entropy).await?;
                }
            }
        }
        Ok(())
    }

    /// A new sign-off, its link, the mail that carries it and the reminders.
    async fn ask(
        &self,
        write: &mut Write,
        request: &SignOffRequest,
        entropy: &mut Entropy,
    ) -> Result<(), OfficeError> {
        let kept = people::find(write, request.recipient).await?;
        let kept = kept.ok_or_else(|| Refusal::not_found("Den som ska granska finns inte."))?;
        let sign_off = SignOff::new(request, &kept.person.email);
        let by_link = request.assurance == crate::domain::body::Assurance::LinkAndCode;
        let sign_off = if by_link {
            let facts = self.office.sign_off_facts(kept.person.active, self.at);
            let done = signoff::act::act(&sign_off, signoff::act::Action::Issue, &facts, entropy)?;
            journal::append(write, self.stream, self.at, self.actor, &done.entries).await?;
            done.state
        } else {
            sign_off
        };
        sign_offs::insert(write, &sign_off, self.at).await?;
        self.mail_about(write, &sign_off, mail_kind::SIGN_OFF, json!({}), entropy)
            .await?;
        for (index, day) in request.reminders.iter().enumerate() {
            let payload = json!({
                "sign_off": request.id,
                "number": index + 1,
                "of": request.reminders.len(),
            });
            self.set_timer(write, work_kind::REMIND, request.id, *day, payload, entropy)
                .await?;
        }
        let payload = || json!({ "sign_off": request.id });
        if matches!(request.of, Subject::Matter(_)) {
            self.set_timer(
                write,
                work_kind::DUE,
                request.id,
                request.due,
                payload(),
                entropy,
            )
            .await?;
        }
        if let Some(day) = request.escalate_on {
            self.set_timer(
                write,
                work_kind::ESCALATE,
                request.id,
                day,
                payload(),
                entropy,
            )
            .await?;
        }
        Ok(())
    }

    async fn set_timer(
        &self,
        write: &mut Write,
        kind: &str,
        sign_off: SignOffId,
        day: NaiveDate,
        payload: serde_json::Value,
        entropy: &mut Entropy,
    ) -> Result<(), OfficeError> {
        let job = jobs::NewJob {
            id: entropy.id::<JobId>(),
            dedupe_key: format!("{kind}:{sign_off}:{day}"),
            kind: kind.to_owned(),
            payload,
            not_before: calendar::at_time(day, REMINDER_HOUR),
        };
        jobs::enqueue(write, &job, self.at).await?;
        Ok(())
    }

    /// The sign-off is closed, its link dies, and what still waits to be mailed is taken back.
    pub(super) async fn close(
        &self,
        write: &mut Write,
        id: SignOffId,
        because: Closing,
        entropy: &mut Entropy,
    ) -> Result<(), OfficeError> {
        let Some(sign_off) = sign_offs::find(write, id).await? else {
            return Ok(());
        };
        if !sign_off.is_open() {
            return Ok(());
        }
        let facts = self.office.sign_off_facts(true, self.at);
        let action = signoff::act::Action::Close { because };
        let done = signoff::act::act(&sign_off, action, &facts, entropy)?;
        sign_offs::save(write, &done.state, self.at).await?;
        journal::append(write, self.stream, self.at, self.actor, &done.entries).await?;
        outbox::cancel_for_sign_off(write, id).await?;
        Ok(())
    }

    /// A mail to the recipient of a sign-off. It holds no link and no code: they are made at sending.
    pub(super) async fn mail_about(
        &self,
        write: &mut Write,
        sign_off: &SignOff,
        kind: &str,
        params: serde_json::Value,
        entropy: &mut Entropy,
    ) -> Result<(), OfficeError> {
        let id: MailId = entropy.id();
        let mail = outbox::NewMail {
            id,
            dedupe_key: format!("{kind}:{}:{id}", sign_off.id),
            kind: kind.to_owned(),
            recipient: Some(sign_off.recipient),
            address: sign_off.address.clone(),
            subject_ref: subject_ref(sign_off.of),
            params,
            sign_off: Some(sign_off.id),
            message_id: self.message_id(id),
            not_before: self.at,
        };
        outbox::enqueue(write, &mail, self.at).await?;
        Ok(())
    }

    pub(super) async fn tell(
        &self,
        write: &mut Write,
        person: PersonId,
        notice: &Notice,
        entropy: &mut Entropy,
    ) -> Result<(), OfficeError> {
        let Some(kept) = people::find(write, person).await? else {
            return Ok(());
        };
        if !kept.person.active {
            return Ok(());
        }
        let id: MailId = entropy.id();
        let mail = outbox::NewMail {
            id,
            dedupe_key: format!("notice:{id}"),
            kind: mail_kind::NOTICE.to_owned(),
            recipient: Some(person),
            address: kept.person.email,
            subject_ref: self.stream.to_string(),
            params: serde_json::to_value(notice)?,
            sign_off: None,
            message_id: self.message_id(id),
            not_before: self.at,
        };
        outbox::enqueue(write, &mail, self.at).await?;
        Ok(())
    }

    async fn order(
        &self,
        write: &mut Write,
        document: &DocumentOrder,
        entropy: &mut Entropy,
    ) -> Result<(), OfficeError> {
        let job = jobs::NewJob {
            id: entropy.id::<JobId>(),
            dedupe_key: document_key(document),
            kind: work_kind::MAKE_DOCUMENT.to_owned(),
            payload: serde_json::to_value(document)?,
            not_before: self.at,
        };
        jobs::enqueue(write, &job, self.at).await?;
        Ok(())
    }

    pub(super) fn message_id(&self, mail: MailId) -> String {
        format!("<{mail}@{}>", self.office.settings().mail_domain)
    }
}

/// What makes an order one order: the same version is made into the same file once, and anew when
/// the matter has got its number.
pub(super) fn document_key(document: &DocumentOrder) -> String {
    let number = document.register_number.as_deref().unwrap_or_default();
    let section = document
        .excerpt
        .map(|excerpt| format!(":{}", excerpt.section));
    format!(
        "{}:{}:{}:{number}{}",
        document.kind,
        subject_ref(document.of),
        document.version,
        section.unwrap_or_default()
    )
}

/// What mails are about: those about the same thing form a thread.
pub(super) fn subject_ref(of: Subject) -> String {
    stream_of(of).to_string()
}

/// The journal that a subject's acts are written in.
pub(crate) fn stream_of(of: Subject) -> Stream {
    match of {
        Subject::Matter(id) => Stream::Matter(id),
        Subject::Minutes(id) => Stream::Meeting(id),
    }
}
