//! Live fields: what is seen to change after the decision, kept beside what was decided.

use super::{Observed, StandingDecision};
use crate::{
    domain::{
        journal::NewEntry,
        refusal::{Place, Reason, Refusal},
        swedish,
    },
    matter::{
        act::{Facts, demand_reason},
        state::Matter,
    },
    work::Outcome,
    workflow::{
        definition::{Definition, Field},
        keys::FieldKey,
        phase::Phase,
        value::Value,
    },
};
use chrono::NaiveDate;
use serde_json::json;

/// What somebody has seen.
#[derive(Debug, Clone, PartialEq)]
pub struct Observation {
    /// Which field.
    pub field: FieldKey,
    /// What it is now; none: it no longer has a value.
    pub value: Option<Value>,
    /// Since which day.
    pub since: NaiveDate,
    /// Why.
    pub reason: String,
}

/// A live field that is no longer as it was decided.
#[derive(Debug, Clone, PartialEq)]
pub struct Stale<'m> {
    /// Which field.
    pub field: &'m Field,
    /// As decided.
    pub decided: Option<&'m Value>,
    /// As last observed.
    pub observed: &'m Observed,
}

impl Stale<'_> {
    /// "Sannolikhet: hög i stället för låg".
    pub fn sentence(&self) -> String {
        let words = |value: Option<&Value>| {
            value.map_or_else(|| "inget".to_owned(), |value| self.field.kind.print(value))
        };
        format!(
            "{}: {} sedan den {}, {} när beslutet togs",
            self.field.title,
            words(self.observed.value.as_ref()),
            swedish::date(self.observed.since),
            words(self.decided),
        )
    }
}

pub(in crate::matter) fn observe(
    matter: &Matter,
    seen: Observation,
    facts: &Facts<'_>,
) -> Result<Outcome<Matter>, Refusal> {
    let what = "Iakttagelsen är inte sparad.";
    if !matches!(matter.phase, Phase::Decided | Phase::InForce) {
        let reason = Reason::new("fas", "Det som är nytt antecknas när ett beslut gäller.");
        return Err(Refusal::because(
            what,
            reason.remedy("I ett utkast ändras fältet direkt."),
        ));
    }
    let field = facts.definition.field(seen.field.as_str());
    let Some(field) = field.filter(|field| field.live) else {
        let reason = Reason::new("falt", "Fältet följs inte efter beslutet.");
        return Err(Refusal::invalid(what, vec![reason]));
    };
    let place = Place::Field(field.key.to_string());
    if seen
        .value
        .as_ref()
        .is_some_and(|value| !field.kind.accepts(value))
    {
        let message = format!("Uppgiften i ”{}” är av fel slag.", field.title);
        return Err(Refusal::invalid(
            what,
            vec![Reason::new("feltyp", message).at(place)],
        ));
    }
    if facts.today < seen.since {
        let reason = Reason::new("framtid", "Dagen har inte varit än.")
            .remedy("Skriv den dag då det ändrades.")
            .at(Place::Field("since".to_owned()));
        return Err(Refusal::invalid(what, vec![reason]));
    }
    if live_value(matter, &field.key) == seen.value.as_ref() {
        let message = format!("”{}” är redan så.", field.title);
        return Err(Refusal::invalid(
            what,
            vec![Reason::new("oforandrat", message).at(place)],
        ));
    }
    let reason = demand_reason(what, &seen.reason)?;
    let before = live_value(matter, &field.key).cloned();
    let words = |value: Option<&Value>| {
        value.map_or_else(|| "inget".to_owned(), |value| field.kind.print(value))
    };
    let summary = format!(
        "Iakttog att {} är {} sedan den {}, tidigare {}.",
        field.title,
        words(seen.value.as_ref()),
        swedish::date(seen.since),
        words(before.as_ref()),
    );
    let entry = NewEntry::new(
        "observed",
        summary,
        json!({
            "field": seen.field,
            "value": seen.value,
            "before": before,
            "since": seen.since,
            "reason": reason,
        }),
    );
    let mut state = matter.clone();
    state.after.observed.push(Observed {
        field: seen.field,
        value: seen.value,
        since: seen.since,
        reason,
        by: facts.actor,
        at: facts.at,
        round: matter.round(),
    });
    Ok(Outcome::new(state, entry))
}

/// The newest that is known of a field: as observed under the decision that holds, or as decided.
pub fn live_value<'m>(matter: &'m Matter, key: &FieldKey) -> Option<&'m Value> {
    let standing = matter.standing_decision()?;
    match newest(matter, &standing, key) {
        Some(observed) => observed.value.as_ref(),
        None => standing.fields.get(key),
    }
}

/// What stands in the field now: in what is being prepared while nothing is decided, else the newest
/// that is known under the decision.
pub fn current_value<'m>(matter: &'m Matter, key: &FieldKey) -> Option<&'m Value> {
    if matter.decision.is_none() {
        return matter.content.fields.get(key);
    }
    live_value(matter, key)
}

/// The live fields that are no longer as they were decided: the decision is *inaktuellt*.
pub fn stale<'m>(matter: &'m Matter, definition: &'m Definition) -> Vec<Stale<'m>> {
    let Some(standing) = matter.standing_decision() else {
        return Vec::new();
    };
    let over = matches!(
        matter.phase,
        Phase::Closed | Phase::Archived | Phase::Withdrawn
    );
    if over || !standing.approves() {
        return Vec::new();
    }
    let differs = |field: &'m Field| {
        let observed = newest(matter, &standing, &field.key)?;
        let decided = standing.fields.get(&field.key);
        (observed.value.as_ref() != decided).then_some(Stale {
            field,
            decided,
            observed,
        })
    };
    let live = definition.fields.iter().filter(|field| field.live);
    live.filter_map(differs).collect()
}

fn newest<'m>(
    matter: &'m Matter,
    standing: &StandingDecision<'_>,
    key: &FieldKey,
) -> Option<&'m Observed> {
    let mut observed = matter.after.observed.iter().rev();
    observed.find(|observed| observed.field == *key && observed.round == standing.round)
}
