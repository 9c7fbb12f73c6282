//! Reassessment: a new round of the same matter, while the old decision stands.

use super::Round;
use crate::{
    domain::{
        journal::NewEntry,
        refusal::{Reason, Refusal},
    },
    matter::{
        act::{Facts, demand_reason, moved},
        review,
        state::Matter,
    },
    work::{Closing, Outcome},
    workflow::phase::Move,
};
use serde_json::json;

/// Begins a new round. The text and the live values are what the new draft begins with; everybody
/// is asked to approve anew, and every body in the chain to propose.
pub(in crate::matter) fn reassess(
    matter: &Matter,
    reason: &str,
    facts: &Facts<'_>,
) -> Result<Outcome<Matter>, Refusal> {
    let what = "Omprövningen är inte påbörjad.";
    let reason = demand_reason(what, reason)?;
    let mut state = moved(matter, Move::Reassess)?;
    let (Some(decision), Some(frozen)) = (state.decision.take(), &matter.frozen) else {
        let missing = Reason::new("beslut", "Ärendet har inget beslut att ompröva.");
        return Err(Refusal::because(what, missing));
    };
    if !facts.minutes_certified {
        let uncertified = Reason::new(
            "justering",
            "Protokollet där beslutet står är inte justerat.",
        );
        return Err(Refusal::because(
            what,
            uncertified
                .remedy("Vänta tills protokollet är justerat.")
                .source("KL 5:69, 6:35"),
        ));
    }
    let number = matter.round();
    state.after.rounds.push(Round {
        number,
        decision,
        frozen: frozen.clone(),
        reviews: std::mem::take(&mut state.reviews),
        content: matter.content.clone(),
        meeting: state.meeting.take(),
        waits_for: state.waits_for.take(),
        proposals: std::mem::take(&mut state.proposals),
        reassessed_at: facts.at,
        reassessed_by: facts.actor,
    });
    // What has been observed since is where the new draft begins.
    for field in facts.definition.fields.iter().filter(|field| field.live) {
        match super::observation::live_value(matter, &field.key) {
            Some(value) => {
                let value = value.clone();
                state.content.fields.insert(field.key.clone(), value);
            }
            None => _ = state.content.fields.remove(&field.key),
        }
    }
    state.after.reassessed_because = Some(reason.clone());
    let entry = NewEntry::new(
        "reassessed",
        format!("Började ompröva beslutet: omgång {}.", number + 1),
        json!({ "round": number + 1, "reason": reason }),
    );
    Ok(Outcome::new(state, entry))
}

/// Breaks a reassessment off: the draft is thrown away and the old decision stands as before.
pub(in crate::matter) fn keep_decision(
    matter: &Matter,
    reason: &str,
) -> Result<Outcome<Matter>, Refusal> {
    let what = "Omprövningen är inte avbruten.";
    let reason = demand_reason(what, reason)?;
    if !matter.is_being_reassessed() {
        let none = Reason::new("omprovning", "Inget beslut omprövas.");
        return Err(Refusal::because(what, none));
    }
    if matter.meeting.is_some() {
        let reason = Reason::new(
            "dagordning",
            "Ärendet står på dagordningen till ett sammanträde.",
        );
        return Err(Refusal::because(
            what,
            reason.remedy("Be sekreteraren ta bort det från dagordningen först."),
        ));
    }
    let mut state = moved(matter, Move::KeepDecision)?;
    restore(&mut state);
    // Never backwards: a number once frozen is taken, also by the round before the last.
    let frozen = matter.frozen.as_ref().map_or(0, |frozen| frozen.number);
    state.after.newest_version = matter.after.newest_version.max(frozen);
    state.after.reassessed_because = None;
    let entry = NewEntry::new(
        "reassessment_abandoned",
        "Avbröt omprövningen. Det tidigare beslutet gäller som förut.",
        json!({ "round": matter.round(), "reason": reason }),
    );
    Ok(Outcome {
        state,
        entries: vec![entry],
        effects: review::close_open(matter, Closing::Withdrawn),
    })
}

/// What the last round closed is what the matter is again.
pub(super) fn restore(state: &mut Matter) {
    let Some(round) = state.after.rounds.pop() else {
        return;
    };
    state.meeting = round.meeting;
    state.waits_for = round.waits_for;
    state.proposals = round.proposals;
    state.decision = Some(round.decision);
    state.reviews = round.reviews;
    state.content = round.content;
    state.frozen = Some(round.frozen);
}

/// What has been decided once is not withdrawn.
pub(in crate::matter) fn refuse_withdrawal(matter: &Matter) -> Result<(), Refusal> {
    if !matter.is_being_reassessed() {
        return Ok(());
    }
    Err(Refusal::because(
        "Ärendet är inte återkallat.",
        Reason::new(
            "omprovning",
            "Ett tidigare beslut gäller medan det omprövas.",
        )
        .remedy("Avbryt omprövningen, så gäller beslutet som förut."),
    ))
}
