//! Beginning and ending a round.

use super::state::{Closed, Draft, Inquiry, Item, Round, hash_of};
use crate::{
    domain::{
        calendar,
        entropy::Entropy,
        identifiers::{BodyId, MatterId, PersonId, RoundId},
        journal::NewEntry,
        refusal::{Reason, Refusal},
        swedish,
    },
    workflow::collection::Collection,
};
use chrono::{DateTime, NaiveDate, Utc};
use serde_json::json;

/// Somebody to ask.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// For whom: the name of a body, or the person.
    pub answers_for: String,
    /// The body, where it is one.
    pub body: Option<BodyId>,
    /// Who answers.
    pub person: PersonId,
    /// The registered address.
    pub address: String,
    /// The rows of an owner; empty where the questions are asked once.
    pub items: Vec<Item>,
}

/// A round about to begin.
#[derive(Debug, Clone)]
pub struct NewRound<'d> {
    /// Its identity.
    pub id: RoundId,
    /// The matter that asks.
    pub matter: MatterId,
    /// Its collection.
    pub collection: &'d Collection,
    /// Who is asked.
    pub asked: Vec<Asked>,
    /// Who could have been asked, and is not.
    pub not_asked: Vec<String>,
    /// Who asks.
    pub by: PersonId,
    /// When.
    pub at: DateTime<Utc>,
}

/// A round that has begun: its inquiries have no links yet.
#[derive(Debug, Clone, PartialEq)]
pub struct Started {
    /// The round.
    pub round: Round,
    /// Its inquiries, in the order they were asked.
    pub inquiries: Vec<Inquiry>,
    /// What the journal of the matter says.
    pub entry: NewEntry,
}

/// Begins a round. The days are counted in working days from today.
///
/// # Errors
/// Refused when nobody is asked, or one person twice for the same.
pub fn start(new: NewRound<'_>, entropy: &mut Entropy) -> Result<Started, Refusal> {
    if new.asked.is_empty() {
        let reason = Reason::new("mottagare", "Ingen mottagare är vald.")
            .remedy("Välj minst en som ska svara.");
        return Err(Refusal::invalid(
            "Insamlingen har inte startat.",
            vec![reason],
        ));
    }
    let collection = new.collection;
    let today = calendar::today_in_stockholm(new.at);
    let due = calendar::add_working_days(today, collection.deadline.0.into());
    let round = Round {
        id: new.id,
        matter: new.matter,
        collection: collection.key.clone(),
        title: collection.title.clone(),
        help: collection.help.clone(),
        questions: collection.questions.clone(),
        asked_by: new.by,
        asked_at: new.at,
        due,
        reminders: reminders(collection, due, today),
        not_asked: new.not_asked,
        closed: None,
        version: 1,
    };
    let inquiries: Vec<Inquiry> = new
        .asked
        .into_iter()
        .map(|asked| inquiry(&round, asked, entropy))
        .collect();
    let entry = NewEntry::new(
        "round_started",
        format!(
            "Frågade {} i ”{}”, svar senast den {}.",
            swedish::plural(count(inquiries.len()), "mottagare", "mottagare"),
            round.title,
            swedish::date(due)
        ),
        json!({
            "round": round.id,
            "collection": round.collection,
            "due": due,
            "asked": inquiries.iter().map(|one| json!({ "inquiry": one.id, "for": one.answers_for, "recipient": one.recipient })).collect::<Vec<_>>(),
            "not_asked": round.not_asked,
        }),
    );
    Ok(Started {
        round,
        inquiries,
        entry,
    })
}

/// Days that have passed already are left out, and no day comes twice.
fn reminders(collection: &Collection, due: NaiveDate, today: NaiveDate) -> Vec<NaiveDate> {
    let mut days: Vec<NaiveDate> = collection
        .remind
        .iter()
        .map(|offset| calendar::add_working_days(due, offset.0.into()))
        .filter(|day| today < *day)
        .collect();
    days.sort_unstable();
    days.dedup();
    days
}

fn inquiry(round: &Round, asked: Asked, entropy: &mut Entropy) -> Inquiry {
    let items = if asked.items.is_empty() {
        vec![Item::default()]
    } else {
        asked.items
    };
    Inquiry {
        id: entropy.id(),
        round: round.id,
        matter: round.matter,
        answers_for: asked.answers_for,
        body: asked.body,
        recipient: asked.person,
        address: asked.address,
        sha256: hash_of(&round.questions, &items),
        items,
        asked_at: round.asked_at,
        links: Vec::new(),
        draft: Draft::default(),
        answers: Vec::new(),
        feedback: Vec::new(),
        opened: Vec::new(),
    }
}

/// Closes a round: nothing is answered or corrected from now on. A person does it, never a day.
///
/// # Errors
/// Refused when it is closed already.
pub fn close(
    round: &Round,
    missing: usize,
    by: PersonId,
    at: DateTime<Utc>,
) -> Result<(Round, NewEntry), Refusal> {
    if let Some(closed) = &round.closed {
        let day = swedish::date_and_time(closed.at);
        let reason = Reason::new("avslutad", format!("Den avslutades {day}."));
        return Err(Refusal::because("Insamlingen är redan avslutad.", reason));
    }
    let state = Round {
        closed: Some(Closed { at, by }),
        version: round.version + 1,
        ..round.clone()
    };
    let told = match missing {
        0 => "alla har svarat".to_owned(),
        missing => swedish::plural(count(missing), "svar saknas", "svar saknas"),
    };
    let entry = NewEntry::new(
        "round_closed",
        format!("Avslutade insamlingen ”{}”: {told}.", round.title),
        json!({ "round": round.id, "missing": missing }),
    );
    Ok((state, entry))
}

fn count(length: usize) -> i64 {
    i64::try_from(length).unwrap_or(i64::MAX)
}
