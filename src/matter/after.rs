//! What happens to a matter after the decision: who has done what, what has been seen to change,
//! what has been followed up, and the rounds that came before.
//!
//! A decision is never changed. A reassessment is a **new round of the same matter**: it keeps its
//! number and its place in the register, and every earlier round keeps its decision, its section in
//! the minutes and its frozen versions. While the new round is prepared the old decision stands.

pub mod execution;
pub(super) mod expiry;
pub mod follow_up;
pub mod inventory;
pub mod observation;
pub mod round;
#[cfg(test)]
mod tests;

use super::{
    overriding::Exception,
    state::{
        Attachment, BodyProposal, Content, Decision, DecisionKind, Frozen, Matter, Review, WaitsFor,
    },
};
use crate::{
    domain::identifiers::{MeetingId, PersonId},
    workflow::{
        keys::{ExecutionKey, FieldKey, FollowUpKey},
        phase::Phase,
        value::Value,
    },
};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use std::{borrow::Cow, collections::BTreeMap};

/// Everything that is kept of the time after the decision.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct After {
    /// The steps that have been done, the first first.
    pub executed: Vec<Executed>,
    /// What has been observed of live fields, the first first.
    pub observed: Vec<Observed>,
    /// What has been followed up, the first first.
    pub followed_up: Vec<FollowedUp>,
    /// The rounds before this one, the first first.
    pub rounds: Vec<Round>,
    /// The number of the newest version that was ever frozen, where an abandoned round froze it.
    pub newest_version: u32,
    /// Why this round began; none for the first.
    pub reassessed_because: Option<String>,
    /// The last day of the decision whose end the clock has noted.
    pub noted_end: Option<NaiveDate>,
}

/// A step that somebody has done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Executed {
    /// Which.
    pub step: ExecutionKey,
    /// Who.
    pub by: PersonId,
    /// When.
    pub at: DateTime<Utc>,
    /// The day in Sweden.
    pub day: NaiveDate,
    /// What the one who did it answered for, word for word as it was shown.
    pub certificate: Option<String>,
    /// In which round, from 1.
    pub round: u32,
    /// Whether it stays done when a new decision is made on the same thing.
    pub stays: bool,
}

/// What somebody has seen of a live field. What was decided is not touched by it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Observed {
    /// Which field.
    pub field: FieldKey,
    /// What it is now; none: it no longer has a value.
    pub value: Option<Value>,
    /// Since which day.
    pub since: NaiveDate,
    /// Why, in the observer's words.
    pub reason: String,
    /// Who.
    pub by: PersonId,
    /// When it was written down.
    pub at: DateTime<Utc>,
    /// In which round, from 1.
    pub round: u32,
}

/// That something due has been looked at, and the decision stands as it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FollowedUp {
    /// Which follow-up.
    pub follow_up: FollowUpKey,
    /// The day it was due.
    pub due: NaiveDate,
    /// The day it was done.
    pub day: NaiveDate,
    /// What was found.
    pub finding: String,
    /// Who.
    pub by: PersonId,
    /// When.
    pub at: DateTime<Utc>,
    /// In which round, from 1.
    pub round: u32,
}

/// A round that a reassessment has closed: what was decided in it and on what.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Round {
    /// From 1.
    pub number: u32,
    /// What was decided.
    pub decision: Decision,
    /// The version that was decided on; its text lies with the frozen versions too.
    pub frozen: Frozen,
    /// Who had approved it.
    pub reviews: Vec<Review>,
    /// What it said, as it was decided.
    pub content: Content,
    /// The meeting that decided.
    pub meeting: Option<MeetingId>,
    /// Whom it had waited for.
    pub waits_for: Option<WaitsFor>,
    /// What bodies earlier in the chain had proposed.
    #[serde(default)]
    pub proposals: Vec<BodyProposal>,
    /// When the next round began.
    pub reassessed_at: DateTime<Utc>,
    /// By whom.
    pub reassessed_by: PersonId,
}

/// The decision that holds: that of this round, or of the one before while this is being prepared.
#[derive(Debug, Clone, Copy)]
pub struct StandingDecision<'m> {
    /// Of which round, from 1.
    pub round: u32,
    /// What was decided.
    pub decision: &'m Decision,
    /// The fields as they were decided.
    pub fields: &'m BTreeMap<FieldKey, Value>,
    /// The files that it was decided on.
    pub attachments: &'m [Attachment],
}

impl StandingDecision<'_> {
    /// Whether it permits something.
    pub fn approves(&self) -> bool {
        self.decision.kind != DecisionKind::Rejected
    }

    /// The last day that it holds; none: until further notice. What rests on an exception holds no
    /// longer than the exception (rule G33).
    pub fn until(&self) -> Option<NaiveDate> {
        let exceptions = self.decision.exceptions.iter().map(|one| one.until);
        exceptions.chain(self.decision.until).min()
    }

    /// The exception that ends before the decision itself would, and so ends it.
    pub fn ended_by(&self) -> Option<&Exception> {
        let exceptions = self.decision.exceptions.iter();
        exceptions
            .min_by_key(|one| one.until)
            .filter(|first| self.decision.until.is_none_or(|last| first.until < last))
    }
}

impl Matter {
    /// The number of the round that the matter is in, from 1.
    pub fn round(&self) -> u32 {
        u32::try_from(self.after.rounds.len()).map_or(u32::MAX, |earlier| earlier + 1)
    }

    /// The decision that holds.
    pub fn standing_decision(&self) -> Option<StandingDecision<'_>> {
        if let Some(decision) = &self.decision {
            return Some(StandingDecision {
                round: self.round(),
                decision,
                fields: &self.content.fields,
                attachments: &self.content.attachments,
            });
        }
        self.after.rounds.last().map(|round| StandingDecision {
            round: round.number,
            decision: &round.decision,
            fields: &round.content.fields,
            attachments: &round.content.attachments,
        })
    }

    /// The matter as the decision that holds left it: what is being prepared in its place is not in
    /// force, and does not show in registers and reports.
    pub fn as_it_stands(&self) -> Cow<'_, Matter> {
        if !self.is_being_reassessed() {
            return Cow::Borrowed(self);
        }
        let mut standing = self.clone();
        standing.phase = Phase::InForce;
        round::restore(&mut standing);
        Cow::Owned(standing)
    }

    /// Whether a new round is being prepared while an older decision stands.
    pub fn is_being_reassessed(&self) -> bool {
        self.decision.is_none() && !self.after.rounds.is_empty()
    }

    /// When and by whom a step was done, for the decision that holds.
    pub fn executed(&self, step: &ExecutionKey) -> Option<&Executed> {
        let round = self.standing_decision().map(|standing| standing.round);
        let mut done = self.after.executed.iter().rev();
        done.find(|done| done.step == *step && (done.stays || Some(done.round) == round))
    }
}
