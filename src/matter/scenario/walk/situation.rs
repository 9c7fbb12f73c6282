//! What makes two situations of a matter the same: all that the future hangs on, and nothing else.

use super::{cases::Case, combinations};
use crate::{
    domain::identifiers::PersonId,
    matter::{
        after::observation::live_value,
        scenario::play::Stage,
        state::{DecisionKind, Review},
        years,
    },
    workflow::{
        definition::Definition,
        gate::GateFacts,
        keys::{ExecutionKey, FieldKey, StepKey},
        phase::Phase,
    },
};
use std::collections::BTreeSet;

/// Everything that what can happen next hangs on. In what order something was done, when, and by whom
/// does not belong to it, unless the file keeps persons apart.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Situation {
    phase: Phase,
    /// Whether time has passed since the decision.
    later: bool,
    /// Whether an older decision stands while this is prepared.
    reassessing: bool,
    reviews: Reviews,
    /// How many bodies of the chain have proposed.
    proposals: usize,
    /// Whether the decision permits something.
    permits: Option<bool>,
    /// What is done, and by whom where that stands in another's way.
    done: BTreeSet<(ExecutionKey, Option<PersonId>)>,
    /// Whether something unfinished is left to hand on.
    unhandled: bool,
    /// The live fields that have become what lets a matter through.
    observed: BTreeSet<FieldKey>,
}

/// Where the review stands.
#[derive(Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Reviews {
    /// The steps that are approved, and by whom.
    approved: BTreeSet<(StepKey, Option<PersonId>)>,
    /// The steps that wait for an answer, and whose.
    waiting: BTreeSet<(StepKey, PersonId)>,
    /// Who has declared jäv, and is not asked again.
    disqualified: BTreeSet<PersonId>,
}

impl Situation {
    /// Where the matter on the stage stands.
    pub(super) fn of(definition: &Definition, case: &Case, stage: &Stage<'_>) -> Self {
        let matter = &stage.matter;
        let mut situation = Self {
            phase: matter.phase,
            later: false,
            reassessing: matter.is_being_reassessed(),
            reviews: Reviews::default(),
            proposals: 0,
            permits: None,
            done: BTreeSet::new(),
            unhandled: false,
            observed: BTreeSet::new(),
        };
        if matter.phase.is_final() || matter.phase == Phase::Withdrawn {
            return situation;
        }
        situation.later = case.scenario.today < stage.seen().today;
        situation.reviews = reviews(definition, stage);
        if matter.decision.is_none() {
            let frozen = matter.frozen.as_ref().map(|frozen| frozen.sha256);
            let made = matter.proposals.iter();
            situation.proposals = made.filter(|one| Some(one.sha256) == frozen).count();
        }
        if let Some(standing) = matter.standing_decision() {
            situation.permits = Some(standing.decision.kind != DecisionKind::Rejected);
            situation.done = done(definition, stage);
            let today = stage.seen().today;
            situation.unhandled = !years::offered(matter, definition, today, &[]).is_empty();
            let observed = case.observed.iter();
            let observed = observed.filter(|(key, value)| live_value(matter, key) == Some(*value));
            situation.observed = observed.map(|(key, _)| key.clone()).collect();
        }
        situation
    }
}

/// After the decision only what a gate there asks about.
fn reviews(definition: &Definition, stage: &Stage<'_>) -> Reviews {
    let matter = &stage.matter;
    let steps = definition.review.steps.iter().map(|step| &step.key);
    if matter.decision.is_some() {
        let approved = steps.filter(|step| {
            matter.is_approved(step) && combinations::asks_about_approval_of(definition, step)
        });
        return Reviews {
            approved: approved.map(|step| (step.clone(), None)).collect(),
            ..Reviews::default()
        };
    }
    let newest = |step: &StepKey| matter.review(step).map(|review| review.reviewer);
    let approved = steps.clone().filter(|step| matter.is_approved(step));
    let open = |step: &&StepKey| matter.review(step).is_some_and(Review::is_open);
    let waiting = steps.filter(|step| matter.phase == Phase::Review && open(step));
    let disqualified = matter.reviews.iter().filter(|one| one.is_disqualified());
    Reviews {
        approved: approved.map(|step| (step.clone(), newest(step))).collect(),
        waiting: waiting
            .filter_map(|step| Some((step.clone(), newest(step)?)))
            .collect(),
        disqualified: disqualified.map(|one| one.reviewer).collect(),
    }
}

fn done(definition: &Definition, stage: &Stage<'_>) -> BTreeSet<(ExecutionKey, Option<PersonId>)> {
    let seen = stage.seen();
    let steps = definition.execution.iter();
    let done = steps.filter(|step| seen.done(&step.key));
    done.map(|step| {
        let key = &step.key;
        let apart = definition.execution.iter();
        let apart = apart
            .flat_map(|other| &other.not_same_as)
            .any(|one| one == key);
        let by = stage.matter.executed(key).map(|done| done.by);
        (key.clone(), by.filter(|_| apart))
    })
    .collect()
}
