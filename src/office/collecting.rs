//! Rounds of questions: people are asked by personal links, and answer.
//!
//! Here is what the acts share. The officer's are in `starting`, `leading` and [`taking`], the
//! recipient's in [`answering`]; `reminding` is the clock's, `showing` what the pages show.

pub mod answering;
mod leading;
mod recipients;
mod reminding;
mod showing;
mod starting;
pub mod taking;

pub use leading::Leading;
pub use recipients::Candidate;
pub use showing::{ListedRound, RoundView, Shown};

use super::{
    Office, OfficeError,
    asking::Known,
    matters::locked,
    settling::{Settling, mail_kind},
};
use crate::{
    collection::{
        act::{self, Action, Done, Happened},
        state::{Inquiry, Round},
    },
    db::{Read, Write},
    domain::{
        actor::Actor,
        digest::Digest,
        entropy::Entropy,
        identifiers::{InquiryId, MailId, MatterId, PersonId, RoundId},
        journal::Stream,
        refusal::{Reason, Refusal},
    },
    matter::{act::Action as MatterAction, permission, state::Matter},
    store::{collections, journal, matters as kept_matters, outbox, people},
    workflow::{collection::Collection, phase::Phase},
};
use chrono::{DateTime, Utc};
use serde_json::json;
use std::collections::BTreeMap;

/// What an act on an inquiry stands on.
struct Parts<'a> {
    matter: &'a Matter,
    round: &'a Round,
    by: Option<PersonId>,
    actor: &'a Actor,
    at: DateTime<Utc>,
}

impl Office {
    fn collection_of(&self, matter: &Matter, key: &str) -> Result<&Collection, OfficeError> {
        let definition = self.definition(matter)?;
        let found = definition.collection(key);
        Ok(found.ok_or_else(|| Refusal::not_found("Insamlingen finns inte i ärendetypen."))?)
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

/// Those who may write the matter lead its rounds, as long as it is alive.
fn must_lead(matter: &Matter, known: &Known) -> Result<(), Refusal> {
    let write = MatterAction::WriteFields {
        values: BTreeMap::new(),
        seen: Digest::ZERO,
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

/// The round and its matter, which is kept from everybody else.
async fn locked_round(write: &mut Write, id: RoundId) -> Result<(Matter, Round), OfficeError> {
    let known = collections::find_round(write, id).await?;
    let known = known.ok_or_else(no_round)?;
    let matter = locked(write, known.matter).await?;
    let round = collections::find_round(write, id).await?.unwrap_or(known);
    Ok((matter, round))
}

async fn locked_inquiry(
    write: &mut Write,
    id: InquiryId,
) -> Result<(Matter, Round, Inquiry), OfficeError> {
    let known = collections::find(write, id).await?;
    let known = known.ok_or_else(|| Refusal::not_found("Länken leder ingenstans."))?;
    let (matter, round) = locked_round(write, known.round).await?;
    let inquiry = collections::find(write, id).await?.unwrap_or(known);
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
