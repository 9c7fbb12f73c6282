//! What the pages of an officer show of rounds and of those who can be asked.

use super::{Candidate, letters_of, must_lead, no_round, recipients, seen};
use crate::{
    collection::{
        overview,
        state::{Inquiry, Round},
    },
    domain::{
        calendar,
        identifiers::{MatterId, PersonId, RoundId},
    },
    matter::{permission, state::Matter},
    office::{Asker, Office, OfficeError},
    store::{
        collections,
        outbox::{self, MailState},
        people,
    },
    workflow::collection::Collection,
};
use chrono::{DateTime, Utc};

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
                let matter = seen(read, &known, id).await?;
                must_lead(&matter, &known)?;
                let collection = self.collection_of(&matter, collection)?.clone();
                let found = recipients::of(read, &matter, &collection, today).await?;
                Ok((matter, collection, found))
            })
            .await
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
}
