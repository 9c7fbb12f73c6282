//! A step is given to another person, by a person, with a reason.

use super::{
    super::{
        act::{Facts, demand_reason},
        separation,
        state::Matter,
    },
    asking,
};
use crate::{
    domain::{
        entropy::Entropy,
        identifiers::PersonId,
        journal::NewEntry,
        refusal::{Place, Reason, Refusal},
    },
    work::{Closing, Effect, Notice, Outcome},
    workflow::{definition::ReviewStep, keys::StepKey, phase::Phase},
};
use serde_json::json;

const WHAT: &str = "Granskningen är inte given till någon annan.";

pub(in crate::matter) fn reassign(
    matter: &Matter,
    key: &StepKey,
    to: PersonId,
    reason: &str,
    facts: &Facts<'_>,
    entropy: &mut Entropy,
) -> Result<Outcome<Matter>, Refusal> {
    let reason = demand_reason(WHAT, reason)?;
    let step = waiting_step(matter, key, facts)?;
    let mut state = matter.clone();
    let open = state
        .reviews
        .iter()
        .position(|review| &review.step == key && review.is_open());
    // Taken out, so that the one who is relieved of the question no longer acts in the role.
    let relieved = open.map(|at| state.reviews.remove(at));
    let asked = relieved.as_ref().map(|review| review.reviewer);
    let candidate = chosen(&state, step, to, asked, facts)?;
    let entry = NewEntry::new(
        "reassigned",
        format!("Gav ”{}” till någon annan.", step.title),
        json!({ "step": key, "from": asked, "to": to, "reason": reason }),
    );
    let mut outcome = Outcome::new(state, entry);
    if let Some(relieved) = relieved {
        outcome.effects.push(Effect::CloseSignOff {
            sign_off: relieved.sign_off,
            because: Closing::Reassigned,
        });
        // Whoever is away is told of the substitute, and need not be told twice.
        if candidate.on_behalf_of != Some(relieved.reviewer) {
            outcome.effects.push(Effect::Tell {
                person: relieved.reviewer,
                notice: Notice::Relieved {
                    sign_off: relieved.sign_off,
                },
            });
        }
    }
    asking::ask(&mut outcome, step, candidate, None, facts, entropy);
    Ok(outcome)
}

/// The step, when an answer to it is waited for or nobody is asked about it.
fn waiting_step<'d>(
    matter: &Matter,
    key: &StepKey,
    facts: &Facts<'d>,
) -> Result<&'d ReviewStep, Refusal> {
    let not_now = |message: &str| {
        let reason = Reason::new("granskning", message).at(Place::Review(key.to_string()));
        Refusal::changed(WHAT, reason)
    };
    let step = facts.definition.step(key.as_str());
    let step = step.ok_or_else(|| Refusal::not_found("Granskningssteget finns inte."))?;
    if matter.phase != Phase::Review {
        return Err(not_now("Ärendet är inte på granskning."));
    }
    if matter.is_approved(key) {
        return Err(not_now("Steget är redan godkänt."));
    }
    let open = matter
        .reviews
        .iter()
        .any(|review| &review.step == key && review.is_open());
    let unasked = asking::without_reviewer(matter, facts.definition);
    if open || unasked.iter().any(|step| &step.key == key) {
        Ok(step)
    } else {
        Err(not_now("Det är inte dags för det steget än."))
    }
}

fn chosen(
    matter: &Matter,
    step: &ReviewStep,
    to: PersonId,
    asked: Option<PersonId>,
    facts: &Facts<'_>,
) -> Result<asking::Candidate, Refusal> {
    let refused =
        |reason: Reason| Refusal::invalid(WHAT, vec![reason.at(Place::Field("to".into()))]);
    if asked == Some(to) {
        let reason = Reason::new("samma", "Personen har redan frågan.");
        return Err(refused(reason.remedy("Välj någon annan.")));
    }
    if to == facts.actor {
        let reason = Reason::new("sig-sjalv", "Ingen ger en granskning till sig själv.");
        return Err(refused(reason.remedy("Be någon annan ge dig den.")));
    }
    let submitted_by = matter
        .frozen
        .as_ref()
        .map_or(matter.officer, |frozen| frozen.by);
    let found = asking::candidates(matter, step, submitted_by, facts);
    if let Some(candidate) = found.into_iter().find(|one| one.person == to) {
        return Ok(candidate);
    }
    if facts.away.is_away(to) {
        let reason = Reason::new("franvarande", "Personen är själv frånvarande.");
        return Err(refused(reason.remedy("Välj någon som är här.")));
    }
    let (definition, role) = (facts.definition, &step.role);
    let reason = separation::why_not_review(matter, definition, role, to, submitted_by)
        .unwrap_or_else(|| {
            Reason::new("grupp", "Personen hör inte till dem som kan göra steget.")
                .remedy("Välj en av dem som finns i listan.")
        });
    Err(refused(reason))
}
