//! The end of a decision for a time: noted by the clock, decided by nobody.

use super::follow_up::{Source, upcoming};
use crate::{
    domain::{
        journal::NewEntry,
        refusal::{Reason, Refusal},
        swedish,
    },
    matter::{act::Facts, state::Matter},
    work::{Effect, Notice, Outcome},
};
use serde_json::json;

/// Writes down that the decision has ceased to hold, and tells those who answer for the matter.
pub(in crate::matter) fn note_end(
    matter: &Matter,
    facts: &Facts<'_>,
) -> Result<Outcome<Matter>, Refusal> {
    let what = "Slutet är inte antecknat.";
    let ended = upcoming(matter, &facts.known())
        .into_iter()
        .find(|it| it.source == Source::End && it.day < facts.today);
    let Some(ended) = ended.filter(|it| matter.after.noted_end != Some(it.day)) else {
        let reason = Reason::new(
            "utganget",
            "Beslutet har inte gått ut, eller så är det antecknat.",
        );
        return Err(Refusal::changed(what, reason));
    };
    let mut state = matter.clone();
    state.after.noted_end = Some(ended.day);
    let entry = NewEntry::new(
        "decision_ended",
        format!("{}: {}.", ended.title, swedish::list(&ended.reasons)),
        json!({ "until": ended.day }),
    );
    let notice = Notice::Returns {
        matter: matter.id,
        occurrence: ended.occurrence(),
    };
    let told = std::iter::once(matter.officer)
        .chain(matter.responsible.filter(|it| *it != matter.officer));
    let effects = told
        .map(|person| Effect::Tell {
            person,
            notice: notice.clone(),
        })
        .collect();
    Ok(Outcome {
        state,
        entries: vec![entry],
        effects,
    })
}
