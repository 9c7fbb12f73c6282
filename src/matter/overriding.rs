//! Exceptions: a body above lets a matter through although a gate does not hold, for a time and with
//! reasons (requirement 11, rule G33).
//!
//! The officer writes the exception in the draft, so it is part of what is reviewed and frozen. It
//! counts only when the body that the file names decides itself, and only to its last day.

use super::{
    act::{Facts, demand_draft},
    competence::{competent, sentence},
    proposal::{after, leading_day},
    requirements::Seen,
    state::{Content, Matter},
};
use crate::{
    domain::{
        journal::NewEntry,
        refusal::{Place, Reason, Refusal},
        swedish,
    },
    work::Outcome,
    workflow::{
        definition::{Definition, OWN_BODY},
        gate::{Gate, GateFacts, Override},
        keys::{DocumentKind, GateKey},
        phase::Phase,
    },
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::json;

/// The rule that a refusal about an exception cites.
pub const RULE: &str = "avsteg";

/// An exception from a gate, with its reasons.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exception {
    /// From which gate.
    pub gate: GateKey,
    /// Why.
    pub reason: String,
    /// The last day.
    pub until: NaiveDate,
}

/// Writes an exception, or takes it away where there is nothing in it.
pub(super) fn write(
    matter: &Matter,
    key: &GateKey,
    written: Option<(String, Option<NaiveDate>)>,
    facts: &Facts<'_>,
) -> Result<Outcome<Matter>, Refusal> {
    demand_draft(matter)?;
    let mut state = matter.clone();
    state.content.overrides.retain(|one| one.gate != *key);
    let Some((reason, until)) = written else {
        let entry = NewEntry::new(
            "override_taken_back",
            format!("Tog bort avsteget från ”{key}”."),
            json!({ "gate": key }),
        );
        return Ok(Outcome::new(state, entry));
    };
    let exception = checked(matter, key, &reason, until, facts)?;
    let entry = NewEntry::new(
        "override_written",
        format!(
            "Begärde avsteg från ”{key}” till och med den {}.",
            swedish::date(exception.until)
        ),
        json!({ "exception": exception }),
    );
    state.content.overrides.push(exception);
    Ok(Outcome::new(state, entry))
}

fn checked(
    matter: &Matter,
    key: &GateKey,
    reason: &str,
    until: Option<NaiveDate>,
    facts: &Facts<'_>,
) -> Result<Exception, Refusal> {
    let what = "Avsteget är inte sparat.";
    let definition = facts.definition;
    let Some(gate) = definition.gates.iter().find(|gate| gate.key == *key) else {
        return Err(Refusal::not_found(format!(
            "Spärren ”{key}” finns inte. {what}"
        )));
    };
    let Some(allowed) = &gate.overridable else {
        return Err(Refusal::because(
            what,
            Reason::new(
                RULE,
                "Ärendetypen medger inget avsteg från den här spärren.",
            )
            .remedy("Uppfyll det som spärren kräver."),
        ));
    };
    let field = |name: &str| Place::Field(name.to_owned());
    let reason = reason.trim();
    let mut reasons = Vec::new();
    if reason.is_empty() {
        reasons.push(
            Reason::new(RULE, "Skälen till avsteget saknas.")
                .remedy("Skriv varför det ändå är försvarligt.")
                .at(field("reason")),
        );
    }
    match until {
        None => reasons.push(
            Reason::new(RULE, "Avsteget har inget slutdatum.")
                .remedy("Skriv den sista dagen som avsteget ska gälla.")
                .at(field("until")),
        ),
        Some(day) if day < facts.today => reasons.push(
            Reason::new(RULE, format!("Den {} har redan varit.", swedish::date(day)))
                .remedy("Välj en kommande dag.")
                .at(field("until")),
        ),
        Some(_) => {}
    }
    let seen = Seen::of(matter, facts);
    if gate.blocked(definition, &seen).is_none() {
        reasons.push(Reason::new(
            RULE,
            "Spärren stoppar inte ärendet: inget avsteg behövs.",
        ));
    }
    reasons.extend(wrong_body(allowed, &seen, definition));
    match until {
        Some(until) if reasons.is_empty() => Ok(Exception {
            gate: key.clone(),
            reason: reason.to_owned(),
            until,
        }),
        _ => Err(Refusal::invalid(what, reasons)),
    }
}

/// Why the exception does not count while another body decides.
fn wrong_body(allowed: &Override, seen: &Seen<'_>, definition: &Definition) -> Option<Reason> {
    let by = seen.around.body(&allowed.by, seen.matter.body);
    match competent(seen, definition) {
        Ok(found) if by.is_some() && found.deciding_body() == by => None,
        Ok(found) => Some(
            Reason::new(
                RULE,
                format!(
                    "Avsteg medges bara av {}. {}",
                    body_name(allowed, seen),
                    sentence(&found, seen, definition)
                ),
            )
            .remedy("Se till att ärendet går till det organet."),
        ),
        Err(reason) => Some(reason),
    }
}

fn body_name(allowed: &Override, seen: &Seen<'_>) -> String {
    let known = seen.around.body(&allowed.by, seen.matter.body);
    match known {
        Some(body) if allowed.by.as_str() != OWN_BODY => seen.around.name(body).to_owned(),
        _ => allowed.by.to_string(),
    }
}

/// Whether a reviewer writes the document, so that nobody can demand it before the review.
fn is_written_in_review(definition: &Definition, kind: &DocumentKind) -> bool {
    let author = definition.document(kind.as_str()).map(|it| &it.author);
    let mut steps = definition.review.steps.iter();
    steps.any(|step| Some(&step.role) == author)
}

/// Whether an exception makes a gate that does not hold count as met.
pub(super) fn counts(gate: &GateKey, seen: &Seen<'_>, definition: &Definition) -> bool {
    let holds = |one: &Exception| one.gate == *gate && seen.today <= one.until;
    // What a body has decided stands to its last day, whatever the route would be now.
    if let Some(standing) = seen.matter.standing_decision()
        && !seen.matter.is_being_reassessed()
    {
        return standing.decision.exceptions.iter().any(holds);
    }
    seen.matter.content.overrides.iter().any(holds) && may_be_permitted(gate, seen, definition)
}

/// Whether the file lets the deciding body permit an exception from the gate, and the document for it
/// is there.
fn may_be_permitted(gate: &GateKey, seen: &Seen<'_>, definition: &Definition) -> bool {
    let Some(allowed) = definition
        .gates
        .iter()
        .find(|known| known.key == *gate)
        .and_then(|known: &Gate| known.overridable.as_ref())
    else {
        return false;
    };
    let has_document = allowed
        .needs
        .as_ref()
        .is_none_or(|kind| seen.document(kind).is_some());
    has_document && wrong_body(allowed, seen, definition).is_none()
}

/// What is wrong with the exceptions that are asked for, from the review on: one that is not needed,
/// has passed or is not for the deciding body to permit would still become a point of the decision,
/// and nobody should review it in vain.
pub(super) fn faults(seen: &Seen<'_>, definition: &Definition, phase: Phase) -> Vec<Reason> {
    if seen.matter.decision.is_some() || !phase.demands(Phase::Review) {
        return Vec::new();
    }
    let overrides = seen.matter.content.overrides.iter();
    overrides
        .filter_map(|one| fault(one, seen, definition))
        .collect()
}

fn fault(one: &Exception, seen: &Seen<'_>, definition: &Definition) -> Option<Reason> {
    let rule = rule(&one.gate, definition);
    let gate = definition.gates.iter().find(|gate| gate.key == one.gate);
    let Some((gate, allowed)) = gate.and_then(|gate| Some((gate, gate.overridable.as_ref()?)))
    else {
        let message = format!("Ärendetypen medger inget avsteg från {rule}.");
        return Some(Reason::new(RULE, message).remedy("Ta bort avsteget."));
    };
    if one.until < seen.today {
        let day = swedish::date(one.until);
        let message = format!("Avsteget från {rule} skulle gälla bara till och med den {day}.");
        return Some(
            Reason::new(RULE, message).remedy("Ange en senare dag, eller ta bort avsteget."),
        );
    }
    if gate.blocked(definition, seen).is_none() {
        let message = format!("Avsteget från {rule} behövs inte: spärren stoppar inte ärendet.");
        return Some(Reason::new(RULE, message).remedy("Ta bort avsteget."));
    }
    wrong_body(allowed, seen, definition)
        .or_else(|| missing_document(one, allowed, seen, definition))
}

/// Without the document that the file demands for it nobody permits the exception.
fn missing_document(
    one: &Exception,
    allowed: &Override,
    seen: &Seen<'_>,
    definition: &Definition,
) -> Option<Reason> {
    let kind = allowed.needs.as_ref()?;
    if seen.document(kind).is_some() || is_written_in_review(definition, kind) {
        return None;
    }
    let document = definition.document(kind.as_str());
    let title = document.map_or_else(|| kind.to_string(), |it| it.title.clone());
    let rule = rule(&one.gate, definition);
    let message = format!("”{title}” saknas: utan den medges inget avsteg från {rule}.");
    Some(
        Reason::new(RULE, message)
            .remedy("Bifoga handlingen, eller ta bort avsteget.")
            .at(Place::Document(kind.to_string())),
    )
}

/// The exceptions that count on the day and that the points of a decision permit. A body may strike
/// one out, or set another day: what stands in the decision counts, not what was asked for.
pub(super) fn decided(
    seen: &Seen<'_>,
    definition: &Definition,
    points: &[String],
) -> Vec<Exception> {
    let asked = &seen.matter.content.overrides;
    let mut left: Vec<&str> = points.iter().map(|point| point.trim()).collect();
    let mut read: Vec<Option<Exception>> = vec![None; asked.len()];
    // Gates can be built on the same rule: each point is one exception, first of the gate it says most
    // of.
    for reading in [unchanged, with_its_reason, changed] {
        for (one, read) in asked.iter().zip(&mut read) {
            if read.is_none() {
                let mut found = left.iter().enumerate();
                let found =
                    found.find_map(|(at, point)| Some((at, reading(one, point, definition)?)));
                if let Some((at, exception)) = found {
                    left.remove(at);
                    *read = Some(exception);
                }
            }
        }
    }
    read.into_iter()
        .flatten()
        .filter(|one| seen.today <= one.until)
        .filter(|one| may_be_permitted(&one.gate, seen, definition))
        .collect()
}

fn unchanged(asked: &Exception, said: &str, definition: &Definition) -> Option<Exception> {
    (said == point(asked, definition)).then(|| asked.clone())
}

fn with_its_reason(asked: &Exception, said: &str, definition: &Definition) -> Option<Exception> {
    said.ends_with(&in_one_line(&asked.reason))
        .then(|| changed(asked, said, definition))
        .flatten()
}

/// The exception with the day, and the reasons, that the body gave it instead.
fn changed(asked: &Exception, said: &str, definition: &Definition) -> Option<Exception> {
    let rest = after(said, &lead(&asked.gate, definition))?;
    let reason = rest.split_once("Skäl: ").map(|(_, reason)| reason.trim());
    Some(Exception {
        gate: asked.gate.clone(),
        reason: reason.unwrap_or(&asked.reason).to_owned(),
        until: leading_day(rest)?,
    })
}

/// One point of the decision for each exception, with its reason and its last day.
pub fn points(content: &Content, definition: &Definition) -> Vec<String> {
    let overrides = content.overrides.iter();
    overrides.map(|one| point(one, definition)).collect()
}

fn point(one: &Exception, definition: &Definition) -> String {
    format!(
        "{}{}. Skäl: {}",
        lead(&one.gate, definition),
        swedish::date(one.until),
        in_one_line(&one.reason)
    )
}

/// How the point of an exception begins, up to its last day.
fn lead(gate: &GateKey, definition: &Definition) -> String {
    format!(
        "Avsteg från {} medges till och med den ",
        rule(gate, definition)
    )
}

/// The rule that a gate is built on, as a sentence names it.
pub(super) fn rule(key: &GateKey, definition: &Definition) -> String {
    let gate = definition.gates.iter().find(|gate| gate.key == *key);
    let rule = gate
        .and_then(|gate| gate.reference.clone())
        .unwrap_or_else(|| format!("spärren ”{key}”"));
    rule.trim_end_matches('.').to_owned()
}

/// The reason as a sentence of a decision point.
fn in_one_line(reason: &str) -> String {
    let words: Vec<&str> = reason.split_whitespace().collect();
    let text = words.join(" ");
    if text.ends_with(['.', '!', '?']) {
        text
    } else {
        format!("{text}.")
    }
}
