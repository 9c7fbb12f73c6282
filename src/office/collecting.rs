//! Rounds of questions: the officer's acts, and what the pages show.
//!
//! The recipient's own acts are in [`answering`], what is taken into the matter in [`taking`].

pub mod answering;
mod recipients;
pub mod taking;

pub use recipients::Candidate;

use super::{
    Asker, Office, OfficeError,
    asking::Known,
    forms::repeated,
    matters::locked,
    settling::{REMINDER_HOUR, Settling, mail_kind, work_kind},
};
use crate::{
    collection::{
        act::{self, Action, Done, Happened},
        overview,
        round::{self, Asked, NewRound, Started},
        state::{Inquiry, Round},
    },
    db::{Read, Write},
    domain::{
        actor::Actor,
        calendar,
        entropy::Entropy,
        identifiers::{FormNonce, InquiryId, JobId, MailId, MatterId, PersonId, RoundId},
        journal::{NewEntry, Stream},
        refusal::{Reason, Refusal},
    },
    matter::{
        act::Action as MatterAction,
        link::LinkKind,
        permission,
        state::{Content, Matter, SecrecyMarking},
    },
    store::{
        collections, jobs, journal, links, matters as kept_matters, outbox, outbox::MailState,
        people,
    },
    workflow::{collection::Collection, phase::Phase},
};
use chrono::{DateTime, Utc};
use serde::Deserialize;
use serde_json::json;
use std::collections::BTreeMap;

/// A round with all that its page shows.
#[derive(Debug)]
pub struct RoundView {
    /// The matter that asks.
    pub matter: Matter,
    /// The round.
    pub round: Round,
    /// Its inquiries, by name.
    pub inquiries: Vec<Shown>,
    /// Whether the one who looks may lead it.
    pub may_lead: bool,
}

/// An inquiry as its officer sees it.
#[derive(Debug)]
pub struct Shown {
    /// The inquiry.
    pub inquiry: Inquiry,
    /// Who answers, by name.
    pub recipient: String,
    /// Whether that person still works here.
    pub active: bool,
    /// How far the last letter has come.
    pub letter: Option<MailState>,
}

/// A round on the list of a matter: how many were asked and how many have answered.
#[derive(Debug)]
pub struct ListedRound {
    /// The round.
    pub round: Round,
    /// How many were asked.
    pub asked: usize,
    /// How many have answered.
    pub answered: usize,
}

impl Office {
    /// Those who can be asked in a collection of the matter, each with a suggestion who answers.
    ///
    /// # Errors
    /// Not found for those who may not see the matter, or when it has no such collection.
    pub async fn candidates(
        &self,
        asker: Asker,
        id: MatterId,
        collection: &str,
        at: DateTime<Utc>,
    ) -> Result<(Matter, Collection, Vec<Candidate>), OfficeError> {
        let today = calendar::today_in_stockholm(at);
        self.db()
            .read(async |read| {
                let known = asker.known(read, today).await?;
                let matter = kept_matters::find(read, id).await?;
                let matter = matter
                    .filter(|matter| permission::may_see(matter, &known.standing))
                    .ok_or_else(|| Refusal::not_found("Ärendet finns inte."))?;
                must_lead(&matter, &known)?;
                let collection = self.collection_of(&matter, collection)?.clone();
                let found = recipients::of(read, &matter, &collection, today).await?;
                Ok((matter, collection, found))
            })
            .await
    }

    fn collection_of(&self, matter: &Matter, key: &str) -> Result<&Collection, OfficeError> {
        let definition = self.definition(matter)?;
        let found = definition.collection(key);
        Ok(found.ok_or_else(|| Refusal::not_found("Insamlingen finns inte i ärendetypen."))?)
    }

    /// Starts a round: each of the chosen gets a letter with a personal link. `chosen` says for each
    /// candidate who answers; a candidate that is left out is not asked.
    ///
    /// # Errors
    /// Refused for those who do not lead the matter, when nobody is chosen, and when somebody chosen
    /// is not a candidate or no longer works here.
    pub async fn start_round(
        &self,
        asker: Asker,
        id: MatterId,
        collection: &str,
        chosen: BTreeMap<String, PersonId>,
        form: Option<FormNonce>,
        at: DateTime<Utc>,
    ) -> Result<RoundId, OfficeError> {
        let mut entropy = self.entropy(at)?;
        let today = calendar::today_in_stockholm(at);
        let new: RoundId = entropy.id();
        let started = self
            .db()
            .write(async |write| {
                let known = asker.known(write, today).await?;
                if let Some(before) =
                    repeated(write, form, known.person.id, &new.to_string(), at).await?
                {
                    return before
                        .parse()
                        .map_err(|_| super::meanwhile::changed_by_another().into());
                }
                let matter = locked(write, id).await?;
                must_lead(&matter, &known)?;
                let collection = self.collection_of(&matter, collection)?;
                let candidates = recipients::of(write, &matter, collection, today).await?;
                let (asked, not_asked) = asked(write, candidates, &chosen).await?;
                let new_round = NewRound {
                    id: new,
                    matter: id,
                    collection,
                    asked,
                    not_asked,
                    by: known.person.id,
                    at,
                };
                let Started {
                    round,
                    inquiries,
                    entry,
                } = round::start(new_round, &mut entropy)?;
                let actor = known.actor();
                journal::append(write, Stream::Matter(id), at, &actor, &[entry]).await?;
                collections::insert_round(write, &round).await?;
                for inquiry in &inquiries {
                    collections::insert(write, inquiry, at).await?;
                    let parts = Parts {
                        matter: &matter,
                        round: &round,
                        by: Some(known.person.id),
                        actor: &actor,
                        at,
                    };
                    self.do_to_inquiry(write, inquiry, Action::Issue, parts, &mut entropy)
                        .await?;
                }
                self.plan_reminders(write, &round, at, &mut entropy).await?;
                Ok::<RoundId, OfficeError>(new)
            })
            .await?;
        self.wake();
        Ok(started)
    }

    async fn plan_reminders(
        &self,
        write: &mut Write,
        round: &Round,
        at: DateTime<Utc>,
        entropy: &mut Entropy,
    ) -> Result<(), OfficeError> {
        for (index, day) in round.reminders.iter().enumerate() {
            let job = jobs::NewJob {
                id: entropy.id::<JobId>(),
                dedupe_key: format!("remind-round:{}:{day}", round.id),
                kind: work_kind::REMIND_ROUND.to_owned(),
                payload: json!({
                    "round": round.id,
                    "number": index + 1,
                    "of": round.reminders.len(),
                }),
                not_before: calendar::at_time(*day, REMINDER_HOUR),
            };
            jobs::enqueue(write, &job, at).await?;
        }
        Ok(())
    }

    /// Everybody who works or sits here, by name, for those who choose who answers.
    ///
    /// # Errors
    /// Refused for those who do not work with matters.
    pub async fn active_people(
        &self,
        asker: Asker,
        at: DateTime<Utc>,
    ) -> Result<Vec<(PersonId, String)>, OfficeError> {
        let today = calendar::today_in_stockholm(at);
        self.db()
            .read(async |read| {
                let known = asker.known(read, today).await?;
                if !known.standing.is_official() {
                    return Err(permission::needs("välja mottagare", "handläggare").into());
                }
                let mut found: Vec<(PersonId, String)> = people::all(read)
                    .await?
                    .into_iter()
                    .filter(|kept| kept.person.active)
                    .map(|kept| {
                        let person = kept.person;
                        let named = match person.title.as_str() {
                            "" => person.name,
                            title => format!("{}, {title}", person.name),
                        };
                        (person.id, named)
                    })
                    .collect();
                found.sort_by(|one, other| one.1.cmp(&other.1));
                Ok(found)
            })
            .await
    }

    /// The rounds of a matter, the newest first.
    ///
    /// # Errors
    /// Not found for those who may not see the matter.
    pub async fn rounds(
        &self,
        asker: Asker,
        id: MatterId,
        at: DateTime<Utc>,
    ) -> Result<Vec<ListedRound>, OfficeError> {
        let today = calendar::today_in_stockholm(at);
        self.db()
            .read(async |read| {
                let known = asker.known(read, today).await?;
                seen(read, &known, id).await?;
                let mut listed = Vec::new();
                for round in collections::rounds_of(read, id).await? {
                    let inquiries = collections::of_round(read, round.id).await?;
                    listed.push(ListedRound {
                        asked: inquiries.len(),
                        answered: inquiries.len() - overview::unanswered(&inquiries).count(),
                        round,
                    });
                }
                listed.reverse();
                Ok(listed)
            })
            .await
    }

    /// A round with all that its page shows.
    ///
    /// # Errors
    /// Not found for those who may not see its matter.
    pub async fn round_view(
        &self,
        asker: Asker,
        id: RoundId,
        at: DateTime<Utc>,
    ) -> Result<RoundView, OfficeError> {
        let today = calendar::today_in_stockholm(at);
        self.db()
            .read(async |read| {
                let known = asker.known(read, today).await?;
                let round = collections::find_round(read, id).await?;
                let round = round.ok_or_else(no_round)?;
                let matter = seen(read, &known, round.matter).await?;
                let letters = outbox::states_of(read, &letters_of(id)).await?;
                let mut inquiries = Vec::new();
                for inquiry in collections::of_round(read, id).await? {
                    let person = people::find(read, inquiry.recipient).await?;
                    let (recipient, active) = person
                        .map(|kept| (kept.person.name, kept.person.active))
                        .unwrap_or_default();
                    let own = inquiry.id.to_string();
                    let newest = letters.iter().rfind(|(key, _)| key.starts_with(&own));
                    inquiries.push(Shown {
                        letter: newest.map(|(_, state)| *state),
                        recipient,
                        active,
                        inquiry,
                    });
                }
                Ok(RoundView {
                    may_lead: must_lead(&matter, &known).is_ok(),
                    matter,
                    round,
                    inquiries,
                })
            })
            .await
    }

    /// Closes a round.
    ///
    /// # Errors
    /// Refused for those who do not lead the matter, and when it is closed already.
    pub async fn close_round(
        &self,
        asker: Asker,
        id: RoundId,
        form: Option<FormNonce>,
        at: DateTime<Utc>,
    ) -> Result<(), OfficeError> {
        let today = calendar::today_in_stockholm(at);
        self.db()
            .write(async |write| {
                let known = asker.known(write, today).await?;
                if repeated(write, form, known.person.id, &id.to_string(), at)
                    .await?
                    .is_some()
                {
                    return Ok(());
                }
                let (matter, round) = locked_round(write, id).await?;
                must_lead(&matter, &known)?;
                let inquiries = collections::of_round(write, id).await?;
                let missing = overview::unanswered(&inquiries).count();
                let (state, entry) = round::close(&round, missing, known.person.id, at)?;
                if !collections::save_round(write, &state, round.version, at).await? {
                    return Err(super::meanwhile::changed_by_another().into());
                }
                let stream = Stream::Matter(matter.id);
                journal::append(write, stream, at, &known.actor(), &[entry]).await?;
                Ok::<(), OfficeError>(())
            })
            .await
    }

    /// Does what an officer does to an inquiry: gives feedback, asks somebody else, sends anew.
    ///
    /// # Errors
    /// Refused for those who do not lead the matter, and by the rules of the act.
    pub async fn lead_inquiry(
        &self,
        asker: Asker,
        id: InquiryId,
        what: Leading,
        form: Option<FormNonce>,
        at: DateTime<Utc>,
    ) -> Result<(), OfficeError> {
        let mut entropy = self.entropy(at)?;
        let today = calendar::today_in_stockholm(at);
        self.db()
            .write(async |write| {
                let known = asker.known(write, today).await?;
                if repeated(write, form, known.person.id, &id.to_string(), at)
                    .await?
                    .is_some()
                {
                    return Ok(());
                }
                let (matter, round, inquiry) = locked_inquiry(write, id).await?;
                must_lead(&matter, &known)?;
                let action = match what {
                    Leading::Feedback { text, asks_for } => Action::GiveFeedback { text, asks_for },
                    Leading::SendAnew => Action::Reissue,
                    Leading::AskAnother(person) => {
                        let kept = people::find(write, person).await?;
                        let kept = kept.filter(|kept| kept.person.active);
                        let kept = kept.ok_or_else(not_here)?;
                        Action::Reassign {
                            person,
                            address: kept.person.email,
                        }
                    }
                };
                let actor = known.actor();
                let parts = Parts {
                    matter: &matter,
                    round: &round,
                    by: Some(known.person.id),
                    actor: &actor,
                    at,
                };
                self.do_to_inquiry(write, &inquiry, action, parts, &mut entropy)
                    .await?;
                Ok::<(), OfficeError>(())
            })
            .await?;
        self.wake();
        Ok(())
    }

    /// Opens the matter that an answer becomes, in the body that answered. It points back, and the
    /// inquiry points at it. What becomes of the answer in a secret matter is secret, too.
    ///
    /// # Errors
    /// Refused when the collection opens none, and for those who may not open matters in the body.
    pub async fn open_from_answer(
        &self,
        asker: Asker,
        id: InquiryId,
        title: &str,
        form: Option<FormNonce>,
        at: DateTime<Utc>,
    ) -> Result<MatterId, OfficeError> {
        let mut entropy = self.entropy(at)?;
        let today = calendar::today_in_stockholm(at);
        let new: MatterId = entropy.id();
        let opened = self
            .db()
            .write(async |write| {
                let known = asker.known(write, today).await?;
                if let Some(before) =
                    repeated(write, form, known.person.id, &new.to_string(), at).await?
                {
                    return before
                        .parse()
                        .map_err(|_| super::meanwhile::changed_by_another().into());
                }
                let (matter, round, inquiry) = locked_inquiry(write, id).await?;
                must_lead(&matter, &known)?;
                let Some(body) = inquiry.body.filter(|_| inquiry.answer().is_some()) else {
                    let reason =
                        Reason::new("svar", "Bara ett organ som har svarat kan få ett ärende.");
                    return Err(Refusal::because("Ärendet är inte öppnat.", reason).into());
                };
                let collection = self.collection_of(&matter, round.collection.as_str())?;
                let Some(workflow) = collection.opens.clone() else {
                    let reason = Reason::new("arende", "Insamlingen öppnar inga ärenden.");
                    return Err(Refusal::because("Ärendet är inte öppnat.", reason).into());
                };
                let content = self.content_from_answer(&workflow, &matter, &round, &inquiry)?;
                let order = super::matters::NewMatter {
                    workflow,
                    body,
                    title: title.to_owned(),
                    responsible: None,
                    content: Some(content),
                };
                self.insert_matter(write, &known, new, order, at, &mut entropy)
                    .await?;
                if let Some(marking) = &matter.secrecy {
                    // The answer is as secret as the matter that asked (OSL 5:5).
                    let marking = SecrecyMarking {
                        marked_on: today,
                        ..marking.clone()
                    };
                    let mark = MatterAction::MarkSecrecy(Some(marking));
                    self.do_to_matter(write, &known, new, mark, at, &mut entropy)
                        .await?;
                }
                let actor = known.actor();
                let parts = Parts {
                    matter: &matter,
                    round: &round,
                    by: Some(known.person.id),
                    actor: &actor,
                    at,
                };
                self.do_to_inquiry(write, &inquiry, Action::Opened(new), parts, &mut entropy)
                    .await?;
                let link = links::Kept {
                    from: matter.id,
                    to: new,
                    kind: LinkKind::LeadsTo,
                    note: format!("{}, {}", round.title, inquiry.answers_for),
                    made_at: at,
                    made_by: known.person.id,
                };
                self.link_in(write, &known, &link, &mut entropy).await?;
                let entry = NewEntry::new(
                    "opened_from_answer",
                    format!("Öppnades med svaret i ”{}”.", round.title),
                    json!({ "from": matter.id, "round": round.id, "inquiry": inquiry.id }),
                );
                journal::append(write, Stream::Matter(new), at, &actor, &[entry]).await?;
                Ok::<MatterId, OfficeError>(new)
            })
            .await?;
        self.wake();
        Ok(opened)
    }

    /// The answer and the feedback as the first prose of the new matter.
    fn content_from_answer(
        &self,
        workflow: &crate::workflow::keys::WorkflowId,
        matter: &Matter,
        round: &Round,
        inquiry: &Inquiry,
    ) -> Result<Content, OfficeError> {
        let definition = self
            .workflows()
            .newest(workflow)
            .ok_or_else(|| OfficeError::Workflow(workflow.to_string()))?;
        let mut content = Content::default();
        crate::matter::sections::complete(&mut content.sections, definition);
        let text = taking::as_prose(matter, round, inquiry);
        let prose = |key: &str| {
            definition.section(key).is_some_and(|section| {
                section.kind == crate::workflow::definition::SectionKind::Prose
            })
        };
        let place = content
            .sections
            .iter()
            .position(|section| section.key.as_str() == "arendet")
            .or_else(|| {
                content
                    .sections
                    .iter()
                    .position(|section| prose(section.key.as_str()))
            });
        if let Some(section) = place.and_then(|place| content.sections.get_mut(place)) {
            section.text = text;
            section.version = 1;
        }
        Ok(content)
    }

    /// One act on an inquiry, inside the caller's transaction: matter, round and inquiry are locked.
    async fn do_to_inquiry(
        &self,
        write: &mut Write,
        inquiry: &Inquiry,
        action: Action,
        parts: Parts<'_>,
        entropy: &mut Entropy,
    ) -> Result<Happened, OfficeError> {
        let Parts {
            matter,
            round,
            by,
            actor,
            at,
        } = parts;
        // Whoever is asked from now on must work here; of the one before it does not matter.
        let recipient = match &action {
            Action::Reassign { person, .. } => *person,
            _ => inquiry.recipient,
        };
        let kept = people::find(write, recipient).await?;
        let facts = act::Facts {
            now: at,
            by,
            round,
            keys: self.link_keys(),
            link_lifetime_days: self.settings().link_lifetime_days,
            recipient_active: kept.is_some_and(|kept| kept.person.active),
            secret: matter.secrecy.is_some(),
        };
        let Done {
            state,
            entries,
            result,
        } = act::act(inquiry, action, &facts, entropy)?;
        if state != *inquiry {
            collections::save(write, &state, at).await?;
        }
        let stream = Stream::Matter(matter.id);
        journal::append(write, stream, at, actor, &entries).await?;
        let kind = match result {
            Happened::LinkMade => mail_kind::INQUIRY,
            Happened::Answered(_) => mail_kind::INQUIRY_RECEIPT,
            Happened::FeedbackGiven => mail_kind::INQUIRY_FEEDBACK,
            Happened::Saved | Happened::AlreadyAnswered(_) | Happened::Noted => return Ok(result),
        };
        let settling = Settling {
            office: self,
            actor,
            stream,
            at,
        };
        settling
            .mail_inquiry(write, &state, kind, json!({}), entropy)
            .await?;
        Ok(result)
    }
}

/// What an officer does to an inquiry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Leading {
    /// Say something back.
    Feedback {
        /// The words.
        text: String,
        /// What it asks for.
        asks_for: String,
    },
    /// Send a new link.
    SendAnew,
    /// Let somebody else answer.
    AskAnother(PersonId),
}

/// What an act on an inquiry stands on.
struct Parts<'a> {
    matter: &'a Matter,
    round: &'a Round,
    by: Option<PersonId>,
    actor: &'a Actor,
    at: DateTime<Utc>,
}

impl Settling<'_> {
    /// A letter to the recipient of an inquiry. It holds no link: that is made at sending.
    async fn mail_inquiry(
        &self,
        write: &mut Write,
        inquiry: &Inquiry,
        kind: &str,
        params: serde_json::Value,
        entropy: &mut Entropy,
    ) -> Result<(), OfficeError> {
        let id: MailId = entropy.id();
        let mut params = params;
        params["inquiry"] = json!(inquiry.id);
        let mail = outbox::NewMail {
            id,
            dedupe_key: format!("{}:{}:{id}", letters_of(inquiry.round), inquiry.id),
            kind: kind.to_owned(),
            recipient: Some(inquiry.recipient),
            address: inquiry.address.clone(),
            subject_ref: self.stream.to_string(),
            params,
            sign_off: None,
            message_id: self.message_id(id),
            not_before: self.at,
        };
        outbox::enqueue(write, &mail, self.at).await?;
        Ok(())
    }
}

/// What the keys of a round's letters begin with. The inquiry follows.
fn letters_of(round: RoundId) -> String {
    format!("round:{round}")
}

/// What a reminder of a round knows.
#[derive(Debug, Deserialize)]
struct Order {
    round: RoundId,
    number: usize,
    of: usize,
}

impl Office {
    /// Reminds those who have not answered. After a long standstill several days may have passed:
    /// then only the latest reminder goes out. It answers for nobody.
    pub(super) async fn remind_round(
        &self,
        job: &jobs::Job,
        at: DateTime<Utc>,
    ) -> Result<(), OfficeError> {
        let order: Order = serde_json::from_value(job.payload.clone())?;
        let mut entropy = self.entropy(at)?;
        let today = calendar::today_in_stockholm(at);
        self.db()
            .write(async |write| {
                if !jobs::mark_done(write, job.lease(), at).await? {
                    return Ok(());
                }
                if collections::find_round(write, order.round).await?.is_none() {
                    return Ok(());
                }
                let (matter, round) = locked_round(write, order.round).await?;
                let passed = round.reminders.iter().filter(|day| **day <= today).count();
                if !round.is_open() || order.number < passed {
                    return Ok(());
                }
                let inquiries = collections::of_round(write, round.id).await?;
                let missing: Vec<&Inquiry> = overview::unanswered(&inquiries).collect();
                if missing.is_empty() {
                    return Ok(());
                }
                let actor = Actor::Machine {
                    part: "klockan".to_owned(),
                };
                let settling = Settling {
                    office: self,
                    actor: &actor,
                    stream: Stream::Matter(matter.id),
                    at,
                };
                let names: Vec<&str> = missing.iter().map(|one| one.answers_for.as_str()).collect();
                let entry = NewEntry::new(
                    "round_reminded",
                    format!("Påminde {} om ”{}”.", crate::domain::swedish::list(&names), round.title),
                    json!({ "round": round.id, "number": order.number, "of": order.of, "missing": names }),
                );
                settling
                    .settle(write, &[entry], Vec::new(), &mut entropy)
                    .await?;
                for inquiry in missing {
                    let params = json!({ "reminder": { "number": order.number, "of": order.of } });
                    settling
                        .mail_inquiry(write, inquiry, mail_kind::INQUIRY, params, &mut entropy)
                        .await?;
                }
                Ok::<(), OfficeError>(())
            })
            .await?;
        self.wake();
        Ok(())
    }
}

/// The chosen, in the order of the candidates, and the names of the rest.
async fn asked(
    read: &mut Read,
    candidates: Vec<Candidate>,
    chosen: &BTreeMap<String, PersonId>,
) -> Result<(Vec<Asked>, Vec<String>), OfficeError> {
    let unknown = chosen
        .keys()
        .any(|key| candidates.iter().all(|candidate| candidate.key != *key));
    if unknown {
        let reason = Reason::new(
            "andrad",
            "Vilka som kan frågas har ändrats sedan du öppnade sidan.",
        )
        .remedy("Se över listan och skicka igen.");
        return Err(Refusal::changed("Insamlingen har inte startat.", reason).into());
    }
    let (mut asked, mut not_asked) = (Vec::new(), Vec::new());
    for candidate in candidates {
        let Some(person) = chosen.get(&candidate.key) else {
            not_asked.push(candidate.name);
            continue;
        };
        let kept = people::find(read, *person).await?;
        let kept = kept
            .filter(|kept| kept.person.active)
            .ok_or_else(not_here)?;
        asked.push(Asked {
            answers_for: candidate.name,
            body: candidate.body,
            person: *person,
            address: kept.person.email,
            items: candidate.items,
        });
    }
    Ok((asked, not_asked))
}

/// Those who may write the matter lead its rounds, as long as it is alive.
fn must_lead(matter: &Matter, known: &Known) -> Result<(), Refusal> {
    let write = MatterAction::WriteFields {
        values: BTreeMap::new(),
        seen: crate::domain::digest::Digest::ZERO,
    };
    permission::may(matter, &write, &known.standing)?;
    if matches!(
        matter.phase,
        Phase::Closed | Phase::Archived | Phase::Withdrawn
    ) {
        let reason = Reason::new(
            "fas",
            format!("Ärendet är i fasen {}.", matter.phase.swedish()),
        );
        return Err(Refusal::because("Ingen kan frågas i ärendet nu.", reason));
    }
    Ok(())
}

async fn seen(read: &mut Read, known: &Known, id: MatterId) -> Result<Matter, OfficeError> {
    let matter = kept_matters::find(read, id).await?;
    let matter = matter.filter(|matter| permission::may_see(matter, &known.standing));
    Ok(matter.ok_or_else(|| Refusal::not_found("Ärendet finns inte."))?)
}

/// Matter first, then the round: the same order as every other act, so that two never wait for each
/// other.
async fn locked_round(write: &mut Write, id: RoundId) -> Result<(Matter, Round), OfficeError> {
    let known = collections::find_round(write, id).await?;
    let known = known.ok_or_else(no_round)?;
    let matter = locked(write, known.matter).await?;
    let round = collections::lock_round(write, id).await?.unwrap_or(known);
    Ok((matter, round))
}

async fn locked_inquiry(
    write: &mut Write,
    id: InquiryId,
) -> Result<(Matter, Round, Inquiry), OfficeError> {
    let known = collections::find(write, id).await?;
    let known = known.ok_or_else(|| Refusal::not_found("Länken leder ingenstans."))?;
    let (matter, round) = locked_round(write, known.round).await?;
    let inquiry = collections::lock(write, id).await?.unwrap_or(known);
    Ok((matter, round, inquiry))
}

fn no_round() -> Refusal {
    Refusal::not_found("Insamlingen finns inte.")
}

fn not_here() -> Refusal {
    let reason = Reason::new(
        "mottagare",
        "Personen finns inte eller är inte längre verksam här.",
    )
    .remedy("Välj någon annan.");
    Refusal::invalid("Frågorna är inte skickade.", vec![reason])
}
