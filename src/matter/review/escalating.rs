//! An answer stays away: others are told. The question stays what it was.

use super::super::{
    act::Facts,
    state::{Escalated, Matter},
};
use crate::{
    domain::{
        identifiers::{PersonId, SignOffId},
        journal::NewEntry,
        refusal::{Reason, Refusal},
    },
    work::{Effect, Notice, Outcome},
    workflow::phase::Phase,
};
use serde_json::json;

pub(in crate::matter) fn escalate(
    matter: &Matter,
    sign_off: SignOffId,
    to: Vec<PersonId>,
    facts: &Facts<'_>,
) -> Result<Outcome<Matter>, Refusal> {
    let mut state = matter.clone();
    let waits = state.reviews.iter_mut().find(|review| {
        review.sign_off == sign_off && review.is_open() && review.escalated.is_none()
    });
    let Some(review) = waits.filter(|_| matter.phase == Phase::Review) else {
        return Err(Refusal::changed(
            "Ingen har fått veta något.",
            Reason::new("inaktuell-granskning", "Granskningen väntar inte på svar."),
        ));
    };
    review.escalated = Some(Escalated {
        at: facts.at,
        to: to.clone(),
    });
    let step = review.step.clone();
    let title = facts
        .definition
        .step(step.as_str())
        .map_or_else(|| step.to_string(), |step| step.title.clone());
    let entry = NewEntry::new(
        "escalated",
        format!("{title}: svaret dröjer. Den som ska få veta det har fått ett mejl."),
        json!({ "step": step, "sign_off": sign_off, "to": to }),
    );
    let mut outcome = Outcome::new(state, entry);
    for person in to.into_iter().filter(|one| *one != matter.officer) {
        outcome.effects.push(tell(person, sign_off));
    }
    outcome.effects.push(tell(matter.officer, sign_off));
    Ok(outcome)
}

fn tell(person: PersonId, sign_off: SignOffId) -> Effect {
    Effect::Tell {
        person,
        notice: Notice::Escalated { sign_off },
    }
}
