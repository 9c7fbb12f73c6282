//! Answering a sign-off: by link and code, or signed in. Looking at one changes nothing.

use super::{
    Asker, Office, OfficeError, matters, meetings,
    settling::{Settling, mail_kind, stream_of},
};
use crate::{
    db::{Read, Write},
    domain::{
        actor::Actor,
        body::Assurance,
        calendar,
        digest::Digest,
        entropy::Entropy,
        identifiers::{LinkId, SignOffId},
        refusal::Refusal,
    },
    matter,
    meeting::act::CertificationAnswer,
    signoff::{
        act::{self, Action, Answering, Done, Facts, Happened, Proof, Reply},
        link::LinkToken,
        state::{Answer, SignOff},
    },
    store::{people, sign_offs, versions},
    work::{FrozenVersion, Subject},
};
use chrono::{DateTime, Utc};
use serde_json::json;

/// What a personal link leads to.
#[derive(Debug, Clone)]
pub struct Linked {
    /// The sign-off.
    pub sign_off: SignOff,
    /// The link.
    pub link: LinkId,
}

impl Office {
    /// What the core must know about a sign-off.
    pub(super) fn sign_off_facts(&self, recipient_active: bool, now: DateTime<Utc>) -> Facts<'_> {
        Facts {
            now,
            keys: self.link_keys(),
            link_lifetime_days: self.settings().link_lifetime_days,
            recipient_active,
            disqualified: false,
        }
    }

    /// What the token leads to; `None` when nobody has been sent it. Changes nothing.
    ///
    /// # Errors
    /// When keeping fails.
    pub async fn linked(&self, token: &LinkToken) -> Result<Option<Linked>, OfficeError> {
        let hash = token.hash();
        let found = self
            .db()
            .read(async |read| sign_offs::by_token(read, hash).await)
            .await?;
        Ok(found.map(|(sign_off, link)| Linked { sign_off, link }))
    }

    /// What the link of a sealed cookie leads to. Changes nothing.
    ///
    /// # Errors
    /// When keeping fails.
    pub async fn linked_by(&self, link: LinkId) -> Result<Option<Linked>, OfficeError> {
        let found = self.db().read(async |read| sign_offs::by_link(read, link).await).await?;
        Ok(found.map(|(sign_off, link)| Linked { sign_off, link }))
    }

    /// The version that is signed off, exactly as it was frozen.
    ///
    /// # Errors
    /// When keeping fails.
    pub async fn version_of(&self, sign_off: &SignOff) -> Result<Option<FrozenVersion>, OfficeError> {
        let found = self
            .db()
            .read(async |read| versions::find(read, sign_off.of, sign_off.version).await)
            .await?;
        Ok(found.filter(|version| version.sha256 == sign_off.sha256))
    }

    /// Sends a one-time code to the registered address.
    ///
    /// # Errors
    /// Refused when the link is dead, or when too many codes were asked for.
    pub async fn send_code(
        &self,
        sign_off: SignOffId,
        link: LinkId,
        browser: Digest,
        at: DateTime<Utc>,
    ) -> Result<(), OfficeError> {
        let action = Action::SendCode { link, browser };
        self.act_on_sign_off(sign_off, action, at).await?;
        Ok(())
    }

    /// Sends a new link to the same address; the one before dies.
    ///
    /// # Errors
    /// Refused when nothing is waited for any more, or a link has just been sent.
    pub async fn send_new_link(
        &self,
        sign_off: SignOffId,
        at: DateTime<Utc>,
    ) -> Result<(), OfficeError> {
        self.act_on_sign_off(sign_off, Action::Reissue, at).await?;
        Ok(())
    }

    /// Takes a recipient's answer by link and code. A wrong code is counted, and not an error.
    ///
    /// # Errors
    /// Refused when the link is dead, the version has changed or the answer lacks its comment.
    pub async fn answer(
        &self,
        sign_off: SignOffId,
        reply: Reply,
        at: DateTime<Utc>,
    ) -> Result<Answering, OfficeError> {
        let done = self.act_on_sign_off(sign_off, Action::Answer(reply), at).await?;
        Ok(match done {
            Happened::Answer(answering) => answering,
            _ => return Err(Refusal::not_found("Svaret kunde inte tas emot.").into()),
        })
    }

    /// Takes the answer of a recipient who is signed in.
    ///
    /// # Errors
    /// As [`Office::answer`], and for anybody but the recipient.
    pub async fn answer_signed_in(
        &self,
        asker: Asker,
        sign_off: SignOffId,
        reply: Reply,
        at: DateTime<Utc>,
    ) -> Result<Answering, OfficeError> {
        let reply = Reply { by: Proof::SignedIn { person: asker.person() }, ..reply };
        self.answer(sign_off, reply, at).await
    }

    /// One transaction: the sign-off, and what its answer means for the matter or the minutes.
    async fn act_on_sign_off(
        &self,
        id: SignOffId,
        action: Action,
        at: DateTime<Utc>,
    ) -> Result<Happened, OfficeError> {
        let mut entropy = self.entropy(at)?;
        let happened = self
            .db()
            .write(async |write| {
                // Matter or meeting first, then the sign-off: the same order as every other act,
                // so that two acts never wait for each other.
                let known = sign_offs::find(write, id).await?;
                let known = known.ok_or_else(|| Refusal::not_found("Länken leder ingenstans."))?;
                lock_subject(write, known.of).await?;
                let sign_off = sign_offs::lock(write, id).await?.unwrap_or(known);
                self.do_to_sign_off(write, &sign_off, action, at, &mut entropy).await
            })
            .await?;
        self.wake();
        Ok(happened)
    }

    async fn do_to_sign_off(
        &self,
        write: &mut Write,
        sign_off: &SignOff,
        action: Action,
        at: DateTime<Utc>,
        entropy: &mut Entropy,
    ) -> Result<Happened, OfficeError> {
        let recipient = people::find(write, sign_off.recipient).await?;
        let active = recipient.as_ref().is_some_and(|kept| kept.person.active);
        let proof = match &action {
            Action::Answer(reply) => Some(reply.by.clone()),
            _ => None,
        };
        let facts = self.sign_off_facts(active, at);
        let Done { state, entries, result } = act::act(sign_off, action, &facts, entropy)?;
        sign_offs::save(write, &state, at).await?;
        let name = recipient.map(|kept| kept.person.name).unwrap_or_default();
        let actor = actor_of(&state, name, proof.as_ref());
        let stream = stream_of(state.of);
        crate::store::journal::append(write, stream, at, &actor, &entries).await?;
        let settling = Settling { office: self, actor: &actor, stream, at };
        match &result {
            Happened::LinkMade(_) => {
                settling.mail_about(write, &state, mail_kind::SIGN_OFF, json!({}), entropy).await?;
            }
            Happened::CodeMade(code) => {
                let params = json!({ "code": code });
                settling.mail_about(write, &state, mail_kind::CODE, params, entropy).await?;
            }
            Happened::Answer(Answering::Recorded(_)) => {
                self.pass_on(write, &state, &actor, at, entropy).await?;
                settling.mail_about(write, &state, mail_kind::RECEIPT, json!({}), entropy).await?;
            }
            _ => {}
        }
        Ok(result)
    }

    /// The answer reaches the matter or the minutes in the same transaction.
    async fn pass_on(
        &self,
        write: &mut Write,
        sign_off: &SignOff,
        actor: &Actor,
        at: DateTime<Utc>,
        entropy: &mut Entropy,
    ) -> Result<(), OfficeError> {
        let Some(receipt) = sign_off.receipt() else { return Ok(()) };
        let answer = &receipt.answered.answer;
        let by = sign_off.recipient;
        match sign_off.of {
            Subject::Matter(id) => {
                let found = matters::locked(write, id).await?;
                let action = matter::act::Action::RecordReview {
                    sign_off: sign_off.id,
                    answer: matter::review::answer_of(answer, at),
                };
                self.apply_to_matter(write, &found, action, by, actor, at, entropy).await?;
            }
            Subject::Minutes(id) => {
                let found = meetings::locked(write, id).await?;
                let action = crate::meeting::act::Action::RecordCertification {
                    person: by,
                    sign_off: Some(sign_off.id),
                    answer: certification(answer),
                    on: calendar::today_in_stockholm(at),
                };
                self.apply_to_meeting(write, &found, action, by, actor, at, entropy).await?;
            }
        }
        Ok(())
    }
}

fn certification(answer: &Answer) -> CertificationAnswer {
    match answer {
        Answer::Approve | Answer::ApproveWithRemark { .. } => CertificationAnswer::Certifies,
        Answer::SendBack { comment: words } | Answer::DeclareDisqualified { ground: words } => {
            CertificationAnswer::Objects { words: words.clone() }
        }
    }
}

fn actor_of(sign_off: &SignOff, name: String, proof: Option<&Proof>) -> Actor {
    let id = sign_off.recipient;
    let capacity = sign_off.step_title.clone();
    match proof {
        Some(Proof::LinkAndCode { link, .. }) => {
            Actor::Recipient { id, name, capacity, link: *link, assurance: Assurance::LinkAndCode }
        }
        _ => Actor::Person { id, name, capacity },
    }
}

async fn lock_subject(write: &mut Write, of: Subject) -> Result<(), OfficeError> {
    match of {
        Subject::Matter(id) => {
            matters::locked(write, id).await?;
        }
        Subject::Minutes(id) => {
            meetings::locked(write, id).await?;
        }
    }
    Ok(())
}

/// Everything a sign-off page shows beside the version itself.
pub(super) async fn asked_by(read: &mut Read, sign_off: &SignOff) -> Result<String, OfficeError> {
    let kept = people::find(read, sign_off.asked_by).await?;
    Ok(kept.map(|kept| kept.person.name).unwrap_or_default())
}
