//! A round is started: the chosen get their letters, and the reminders are planned.

use super::{Candidate, Parts, must_lead, not_here, recipients};
use crate::{
    collection::{
        act::Action,
        round::{self, Asked, NewRound, Started},
        state::Round,
    },
    db::{Read, Write},
    domain::{
        calendar,
        entropy::Entropy,
        identifiers::{FormNonce, JobId, MatterId, PersonId, RoundId},
        journal::Stream,
        refusal::{Reason, Refusal},
    },
    office::{
        Asker, Office, OfficeError,
        matters::locked,
        settling::{REMINDER_HOUR, work_kind},
    },
    store::{collections, jobs, journal, people},
};
use chrono::{DateTime, Utc};
use serde_json::json;
use std::collections::BTreeMap;

impl Office {
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
        let today = calendar::today_in_stockholm(at);
        self.open_once(asker, form, at, async |write, known, new, entropy| {
            let matter = locked(write, id).await?;
            must_lead(&matter, known)?;
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
            } = round::start(new_round, entropy)?;
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
                self.do_to_inquiry(write, inquiry, Action::Issue, parts, entropy)
                    .await?;
            }
            self.plan_reminders(write, &round, at, entropy).await?;
            Ok(())
        })
        .await
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
