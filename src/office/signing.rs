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
        identifiers::{LinkId, PersonId, SignOffId},
        refusal::Refusal,
    },
    matter,
    meeting::act::CertificationAnswer,
    signoff::{
        act::{self, Action, Answering, Done, Facts, Happened, Proof, Reply},
        link::{
            LinkToken, is_token_of,
            seal::{self, Seal},
        },
        state::{Answer, SignOff},
    },
    store::{
        locks, matters as kept_matters, meetings as kept_meetings, people, sign_offs, versions,
    },
    work::{FrozenVersion, Subject},
    workflow::definition::Definition,
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

/// Everything a sign-off page shows beside what the recipient types.
#[derive(Debug)]
pub struct SignOffView<'o> {
    /// The sign-off. Its assurance is the one that is asked for now.
    pub sign_off: SignOff,
    /// The version, exactly as it was frozen. `None` when it is not what the hash says.
    pub version: Option<FrozenVersion>,
    /// The register number of the matter.
    pub register_number: Option<String>,
    /// The body that the matter or the minutes belong to.
    pub body: String,
    /// The workflow that the version was frozen under; none for minutes.
    pub definition: Option<&'o Definition>,
    /// Who is asked, by name and title.
    pub recipient: String,
    /// Whether the recipient still works or sits here.
    pub recipient_active: bool,
    /// Who asks, by name and title.
    pub asked_by: String,
    /// The newest version that the recipient has been asked about since, if there is one.
    pub newer: Option<u32>,
    /// The version of the matter that was last answered about in this step, before this one, and
    /// the workflow it was frozen under.
    pub earlier: Option<(FrozenVersion, &'o Definition)>,
    /// Whom the recipient stands in for, by name and title.
    pub on_behalf_of: Option<String>,
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
        // Whoever can write to the store but has no key cannot plant a link. A link whose key is
        // gone cannot be tried; it opens nothing, and its page says so.
        let found = found.filter(|(sign_off, id)| {
            sign_off.link(*id).is_some_and(|link| {
                !self.link_keys().holds(link.key)
                    || is_token_of(token, link, sign_off, self.link_keys())
            })
        });
        Ok(found.map(|(sign_off, link)| Linked { sign_off, link }))
    }

    /// A sealed cookie that says that this browser came by the link. Changes nothing.
    ///
    /// # Errors
    /// When the system gives no random bytes.
    pub fn seal_link(&self, link: LinkId, at: DateTime<Utc>) -> Result<Seal, OfficeError> {
        let mut entropy = self.entropy(at)?;
        Ok(seal::seal(
            link,
            at + seal::LIFETIME,
            self.link_keys(),
            &mut entropy,
        ))
    }

    /// What the link of a sealed cookie leads to. Changes nothing.
    ///
    /// # Errors
    /// When keeping fails.
    pub async fn linked_by(&self, link: LinkId) -> Result<Option<Linked>, OfficeError> {
        let found = self
            .db()
            .read(async |read| sign_offs::by_link(read, link).await)
            .await?;
        Ok(found.map(|(sign_off, link)| Linked { sign_off, link }))
    }

    /// What the page of a sign-off shows; `None` when there is no such sign-off. Changes nothing, and
    /// does not ask who looks: the door does, by link or by session.
    ///
    /// # Errors
    /// When keeping fails.
    pub async fn sign_off_view(
        &self,
        id: SignOffId,
    ) -> Result<Option<SignOffView<'_>>, OfficeError> {
        self.db()
            .read(async |read| {
                let Some(found) = sign_offs::find(read, id).await? else {
                    return Ok(None);
                };
                let sign_off = as_asked_now(read, found).await?;
                let version = versions::find(read, sign_off.of, sign_off.version).await?;
                let mut on_behalf_of = None;
                let (register_number, body, of_matter) = match sign_off.of {
                    Subject::Matter(id) => {
                        let Some(matter) = kept_matters::find(read, id).await? else {
                            return Ok(None);
                        };
                        let under = version.as_ref().and_then(|version| version.workflow);
                        let definition = self.definition_of_version_now(read, &matter, under);
                        let definition = definition.await?;
                        let body = super::facts::body_of(read, matter.body).await?;
                        if let Some(away) = stands_in_for(&matter, sign_off.id) {
                            on_behalf_of = Some(presented(read, away).await?);
                        }
                        let number = matter.register_number.as_ref().map(ToString::to_string);
                        (number, body.name, Some((matter, definition)))
                    }
                    Subject::Minutes(id) => {
                        let meeting = kept_meetings::find(read, id).await?;
                        (
                            None,
                            meeting.map(|meeting| meeting.body_name).unwrap_or_default(),
                            None,
                        )
                    }
                };
                let recipient = people::find(read, sign_off.recipient).await?;
                let all = sign_offs::of(read, sign_off.of).await?;
                let newer = all
                    .iter()
                    .filter(|other| other.recipient == sign_off.recipient)
                    .map(|other| other.version)
                    .filter(|version| sign_off.version < *version)
                    .max();
                let earlier = answered_before(read, &all, &sign_off).await?;
                let earlier = match (earlier, &of_matter) {
                    (Some(version), Some((matter, _))) => {
                        let under = version.workflow;
                        let under = self.definition_of_version_now(read, matter, under);
                        Some((version, under.await?))
                    }
                    _ => None,
                };
                Ok(Some(SignOffView {
                    earlier,
                    on_behalf_of,
                    recipient_active: recipient.is_some_and(|kept| kept.person.active),
                    version: version.filter(|version| is_what_was_frozen(version, &sign_off)),
                    register_number,
                    body,
                    definition: of_matter.map(|(_, definition)| definition),
                    recipient: presented(read, sign_off.recipient).await?,
                    asked_by: presented(read, sign_off.asked_by).await?,
                    newer,
                    sign_off,
                }))
            })
            .await
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
        link: Option<LinkId>,
        at: DateTime<Utc>,
    ) -> Result<(), OfficeError> {
        let action = link.map_or(Action::Reissue, Action::AskForNewLink);
        self.act_on_sign_off(sign_off, action, at).await?;
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
        let done = self
            .act_on_sign_off(sign_off, Action::Answer(reply), at)
            .await?;
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
        let reply = Reply {
            by: Proof::SignedIn {
                person: asker.person(),
            },
            ..reply
        };
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
                let known = sign_offs::find(write, id).await?;
                let known = known.ok_or_else(|| Refusal::not_found("Länken leder ingenstans."))?;
                locks::take(write, &[locks::root_of(known.of)]).await?;
                let sign_off = sign_offs::find(write, id).await?.unwrap_or(known);
                let sign_off = as_asked_now(write, sign_off).await?;
                self.do_to_sign_off(write, &sign_off, action, at, &mut entropy)
                    .await
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
        let Done {
            state,
            entries,
            result,
        } = act::act(sign_off, action, &facts, entropy)?;
        sign_offs::save(write, &state, at).await?;
        let name = recipient.map(|kept| kept.person.name).unwrap_or_default();
        let actor = actor_of(&state, name, proof.as_ref());
        let stream = stream_of(state.of);
        crate::store::journal::append(write, stream, at, &actor, &entries).await?;
        let settling = Settling {
            office: self,
            actor: &actor,
            stream,
            at,
        };
        match &result {
            Happened::LinkMade(_) => {
                settling
                    .mail_about(write, &state, mail_kind::SIGN_OFF, json!({}), entropy)
                    .await?;
            }
            Happened::CodeMade(code) => {
                let params = json!({ "code": code });
                settling
                    .mail_about(write, &state, mail_kind::CODE, params, entropy)
                    .await?;
            }
            Happened::Answer(Answering::Recorded(_)) => {
                self.pass_on(write, &state, &actor, at, entropy).await?;
                settling
                    .mail_about(write, &state, mail_kind::RECEIPT, json!({}), entropy)
                    .await?;
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
        let Some(receipt) = sign_off.receipt() else {
            return Ok(());
        };
        let answer = &receipt.answered.answer;
        let by = sign_off.recipient;
        match sign_off.of {
            Subject::Matter(id) => {
                let found = matters::locked(write, id).await?;
                let action = matter::act::Action::RecordReview {
                    sign_off: sign_off.id,
                    answer: matter::review::answer_of(answer, at),
                };
                self.apply_to_matter(write, &found, action, by, actor, at, entropy)
                    .await?;
            }
            Subject::Minutes(id) => {
                let found = meetings::locked(write, id).await?;
                let action = crate::meeting::act::Action::RecordCertification {
                    person: by,
                    sign_off: Some(sign_off.id),
                    answer: certification(answer),
                    on: calendar::today_in_stockholm(at),
                };
                self.apply_to_meeting(write, &found, action, by, actor, at, entropy)
                    .await?;
            }
        }
        Ok(())
    }
}

fn certification(answer: &Answer) -> CertificationAnswer {
    match answer {
        Answer::Approve | Answer::ApproveWithRemark { .. } => CertificationAnswer::Certifies,
        Answer::SendBack { comment: words } | Answer::DeclareDisqualified { ground: words } => {
            CertificationAnswer::Objects {
                words: words.clone(),
            }
        }
    }
}

fn actor_of(sign_off: &SignOff, name: String, proof: Option<&Proof>) -> Actor {
    let id = sign_off.recipient;
    let capacity = sign_off.step_title.clone();
    match proof {
        Some(Proof::LinkAndCode { link, .. }) => Actor::Recipient {
            id,
            name,
            capacity,
            link: *link,
            assurance: Assurance::LinkAndCode,
        },
        _ => Actor::Person { id, name, capacity },
    }
}

/// The sign-off with the proof that is asked for now: a matter that was marked as secret after its
/// link had left is answered only by somebody who is signed in.
pub(super) async fn as_asked_now(
    read: &mut Read,
    sign_off: SignOff,
) -> Result<SignOff, OfficeError> {
    let Subject::Matter(id) = sign_off.of else {
        return Ok(sign_off);
    };
    let matter = kept_matters::find(read, id).await?;
    if sign_off.is_open() && matter.is_some_and(|matter| matter.secrecy.is_some()) {
        return Ok(SignOff {
            assurance: Assurance::SignedIn,
            ..sign_off
        });
    }
    Ok(sign_off)
}

fn stands_in_for(matter: &matter::state::Matter, sign_off: SignOffId) -> Option<PersonId> {
    let review = matter
        .reviews
        .iter()
        .find(|review| review.sign_off == sign_off)?;
    review.on_behalf_of
}

/// The version that was last answered about in the same step, as it was frozen.
async fn answered_before(
    read: &mut Read,
    all: &[SignOff],
    sign_off: &SignOff,
) -> Result<Option<FrozenVersion>, OfficeError> {
    let answered = all.iter().filter(|other| {
        other.step == sign_off.step
            && other.version < sign_off.version
            && other.receipt().is_some_and(|receipt| {
                !matches!(receipt.answered.answer, Answer::DeclareDisqualified { .. })
            })
    });
    let Some(earlier) = answered.max_by_key(|other| other.version) else {
        return Ok(None);
    };
    let version = versions::find(read, earlier.of, earlier.version).await?;
    Ok(version.filter(|version| is_what_was_frozen(version, earlier)))
}

/// The text, its hash and the hash that was asked about must be one: what is shown is what is signed.
fn is_what_was_frozen(version: &FrozenVersion, sign_off: &SignOff) -> bool {
    version.sha256 == sign_off.sha256 && Digest::of(version.content.as_bytes()) == sign_off.sha256
}

async fn presented(read: &mut Read, id: PersonId) -> Result<String, OfficeError> {
    let Some(kept) = people::find(read, id).await? else {
        return Ok(String::new());
    };
    let person = kept.person;
    if person.title.is_empty() {
        return Ok(person.name);
    }
    Ok(format!("{}, {}", person.name, person.title))
}
