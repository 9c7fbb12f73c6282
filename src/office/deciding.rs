//! Decisions without a meeting: by a delegate, and by the chair when it cannot wait.

use super::{
    Asker, Office, OfficeError, asking::Known, matters::locked, meanwhile::changed_by_another,
    meetings::take_agendas,
};
use crate::{
    db::{Read, Write},
    domain::{
        body::Body,
        calendar,
        digest::Digest,
        identifiers::{BodyId, FormNonce, MatterId},
        refusal::Refusal,
    },
    matter::{
        act::Action,
        competence::in_whose_place,
        deciding_alone::{self, DecidedAlone},
        permission,
        requirements::Seen,
        state::{DecisionKind, Matter},
    },
    store::{counters, matters},
};
use chrono::{DateTime, Datelike, NaiveDate, Utc};
use std::collections::{BTreeMap, btree_map::Entry};

/// How many matters that are ready are looked through for those that somebody decides alone.
const LOOKED_THROUGH: i64 = 500;

/// What a person wants to decide alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deciding {
    /// What it comes to.
    pub kind: DecisionKind,
    /// The points, where they differ from the proposal.
    pub points: Vec<String>,
    /// The version that was read.
    pub seen: Digest,
    /// By what right.
    pub by: ByRight,
}

/// By what right somebody decides alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ByRight {
    /// As a delegate (KL 6:37, 7:5).
    Delegation {
        /// KL 6:38 has been tried, and lets it be delegated.
        delegable: bool,
    },
    /// As the chair, as it cannot wait (KL 6:39).
    Urgency {
        /// Why not.
        reasons: String,
    },
}

impl Office {
    /// Decides a matter without a meeting. The decision gets the next number of the body's series
    /// this year, and comes to the agenda of the body's next meeting.
    ///
    /// # Errors
    /// Refused for all but the one who is competent, with who is and why; nothing has changed then.
    pub async fn decide_alone(
        &self,
        asker: Asker,
        id: MatterId,
        deciding: Deciding,
        form: Option<FormNonce>,
        at: DateTime<Utc>,
    ) -> Result<(), OfficeError> {
        let today = calendar::today_in_stockholm(at);
        self.act_once(asker, form, id, at, async |write, known, entropy| {
            let standing = &known.standing;
            let body = self.body_in_whose_place(write, standing, id, today).await?;
            take_agendas(write, body, None).await?;
            locked(write, id).await?;
            if self.body_in_whose_place(write, standing, id, today).await? != body {
                return Err(changed_by_another().into());
            }
            let serial = next_number(write, body, today.year()).await?;
            let decided = DecidedAlone {
                kind: deciding.kind,
                points: deciding.points,
                seen: deciding.seen,
                serial,
            };
            let action = match deciding.by {
                ByRight::Delegation { delegable } => {
                    Action::DecideByDelegation { decided, delegable }
                }
                ByRight::Urgency { reasons } => Action::DecideUrgently { decided, reasons },
            };
            self.do_to_matter(write, known, id, action, at, entropy)
                .await?;
            let by = (known.person.id, &known.actor());
            self.follow_the_list(write, body, by, at, entropy).await?;
            Ok(())
        })
        .await
    }

    /// What waits for the one who asks to decide it alone, what has waited longest first.
    pub(super) async fn to_decide(
        &self,
        read: &mut Read,
        known: &Known,
        at: DateTime<Utc>,
        today: NaiveDate,
    ) -> Result<Vec<Matter>, OfficeError> {
        let bodies: Vec<BodyId> = known.standing.decides_for().into_iter().collect();
        let mut around = BTreeMap::new();
        let mut waiting = Vec::new();
        if bodies.is_empty() {
            return Ok(waiting);
        }
        for matter in matters::ready_for(read, &bodies, LOOKED_THROUGH).await? {
            if !known.standing.is_waited_for(&matter) {
                continue;
            }
            let definition = self.definition(&matter)?;
            let (me, of) = (known.person.id, (matter.body, matter.workflow.hash));
            let around = match around.entry(of) {
                Entry::Occupied(gathered) => gathered.into_mut(),
                Entry::Vacant(missing) => {
                    let found = self.around_matters(read, &matter, definition, me, today);
                    missing.insert(found.await?)
                }
            };
            let facts = self
                .facts_within(read, &matter, definition, around.clone(), at)
                .await?;
            if deciding_alone::waits_for(&matter, &facts) {
                waiting.push(matter);
            }
        }
        Ok(waiting)
    }

    async fn body_in_whose_place(
        &self,
        write: &mut Write,
        standing: &permission::Standing,
        id: MatterId,
        today: NaiveDate,
    ) -> Result<BodyId, OfficeError> {
        let found = matters::find(write, id).await?;
        let found = found.filter(|matter| permission::may_see(matter, standing));
        let matter = found.ok_or_else(|| Refusal::not_found("Ärendet finns inte."))?;
        let definition = self.definition(&matter)?;
        let around = self.surroundings(write, &matter, definition).await?;
        let seen = Seen::on(&matter, today, &around);
        Ok(in_whose_place(&seen, definition))
    }
}

/// The next number of the body's decisions without a meeting that year.
async fn next_number(write: &mut Write, body: BodyId, year: i32) -> Result<u32, OfficeError> {
    let body: Body = super::facts::body_of(write, body).await?;
    let number = counters::next(write, &format!("delegationsbeslut {}", body.key), year).await?;
    Ok(u32::try_from(number).unwrap_or(u32::MAX))
}
