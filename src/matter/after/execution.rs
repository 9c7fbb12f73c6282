//! The steps that carry a decision out: each done by a person, in order, behind its gates.

use super::Executed;
use crate::{
    domain::{
        identifiers::PersonId,
        journal::NewEntry,
        refusal::{Place, Reason, Refusal},
    },
    matter::{
        act::Facts,
        requirements::{self, Seen},
        separation,
        state::{DecisionKind, Matter},
        surroundings::Surroundings,
    },
    work::Outcome,
    workflow::{after::Execution, definition::Definition, keys::ExecutionKey, phase::Phase},
};
use chrono::NaiveDate;
use serde_json::json;

/// The name of the checkbox in which a certificate is confirmed.
pub const CERTIFICATE: &str = "intyg";

/// Where a step stands.
#[derive(Debug, Clone, PartialEq)]
pub struct StepState<'d> {
    /// The step.
    pub step: &'d Execution,
    /// That it is done.
    pub done: Option<Executed>,
    /// What stands in its way; empty: it can be done now.
    pub blocking: Vec<Reason>,
}

/// Does a step. `certified` is what was ticked, word for word as the page showed it.
pub(in crate::matter) fn execute(
    matter: &Matter,
    key: &ExecutionKey,
    certified: Option<&str>,
    facts: &Facts<'_>,
) -> Result<Outcome<Matter>, Refusal> {
    let definition = facts.definition;
    let Some(step) = definition.execution_step(key.as_str()) else {
        return Err(Refusal::not_found("Steget finns inte i ärendetypen."));
    };
    let what = format!("”{}” är inte gjort.", step.title);
    let doers = facts.executors.get(key).map_or(&[][..], Vec::as_slice);
    if !doers.contains(&facts.actor) {
        return Err(wrong_person(&what, step, definition));
    }
    if let Some(done) = matter.executed(key) {
        let when = crate::domain::swedish::date(done.day);
        let reason = Reason::new("redan-gjort", format!("Steget gjordes den {when}."));
        return Err(Refusal::changed(
            what,
            reason.remedy("Öppna ärendet igen och se vad som återstår."),
        ));
    }
    let mut blocking = blocking(matter, step, definition, facts.today, &facts.around);
    blocking.extend(same_person(matter, step, definition, facts.actor));
    blocking.extend(separation::why_not(
        matter,
        definition,
        &step.role,
        facts.actor,
    ));
    if !blocking.is_empty() {
        return Err(Refusal::blocked(what, blocking));
    }
    if let Some(words) = &step.certificate
        && certified.map(str::trim) != Some(words)
    {
        let reason = Reason::new("intyg", format!("Intyget är inte lämnat: ”{words}”"))
            .remedy("Kryssa i rutan om du svarar för det.")
            .at(Place::Field(CERTIFICATE.to_owned()));
        return Err(Refusal::invalid(what, vec![reason]));
    }
    let mut state = matter.clone();
    state.after.executed.push(Executed {
        step: key.clone(),
        by: facts.actor,
        at: facts.at,
        day: facts.today,
        certificate: step.certificate.clone(),
        round: matter.round(),
        stays: !step.every_round,
    });
    let summary = match &step.certificate {
        Some(words) => format!("{}: gjort. Intygade: ”{words}”", step.title),
        None => format!("{}: gjort.", step.title),
    };
    let entry = NewEntry::new(
        "executed",
        summary,
        json!({
            "step": key,
            "certificate": step.certificate,
            "round": matter.round(),
            "decision_sha256": matter.decision.as_ref().map(|decision| decision.sha256),
        }),
    );
    Ok(Outcome::new(state, entry))
}

/// Every step that the decision leads to, and where each stands.
pub fn steps<'d>(
    matter: &Matter,
    definition: &'d Definition,
    today: NaiveDate,
    around: &Surroundings,
) -> Vec<StepState<'d>> {
    definition
        .execution
        .iter()
        .map(|step| {
            let done = matter.executed(&step.key).cloned();
            let blocking = if done.is_some() {
                Vec::new()
            } else {
                blocking(matter, step, definition, today, around)
            };
            StepState {
                step,
                done,
                blocking,
            }
        })
        .collect()
}

/// Why nobody may do the step today: the phase, the decision, the steps before it and its gates.
///
/// A step waits until carrying out has begun: ordering is never the first anybody hears of it.
pub fn blocking(
    matter: &Matter,
    step: &Execution,
    definition: &Definition,
    today: NaiveDate,
    around: &Surroundings,
) -> Vec<Reason> {
    if matter.phase != Phase::InForce {
        let message = format!(
            "Ärendet är i fasen {}, och steget görs när beslutet verkställs.",
            matter.phase.swedish()
        );
        return vec![Reason::new("fas", message)];
    }
    let rejected = matter
        .decision
        .as_ref()
        .is_none_or(|decision| decision.kind == DecisionKind::Rejected);
    if rejected && !step.after_rejection {
        let message = "Beslutet är ett avslag, så det finns inget att verkställa.";
        return vec![
            Reason::new("avslag", message).remedy("Begär omprövning om något har ändrats."),
        ];
    }
    let mut reasons: Vec<Reason> = ended(matter, today).into_iter().collect();
    let undone = |key: &&ExecutionKey| matter.executed(key).is_none();
    // What winds down does not wait for what never began.
    if !rejected {
        reasons.extend(step.after.iter().filter(undone).map(|key| {
            let title = title_of(definition, key);
            Reason::new("ordning", format!("”{title}” är inte gjort."))
                .remedy("Stegen görs i ordning.")
        }));
    }
    let seen = Seen::on(matter, today, around);
    reasons.extend(requirements::blocking_step(&seen, definition, &step.key));
    reasons
}

/// A decision for a time permits nothing new after its last day.
fn ended(matter: &Matter, today: NaiveDate) -> Option<Reason> {
    let standing = matter.standing_decision()?;
    let until = standing.until()?;
    let day = crate::domain::swedish::date(until);
    let what = match standing.ended_by() {
        Some(_) => "Avsteget som beslutet vilar på",
        None => "Beslutet",
    };
    (until < today).then(|| {
        let message = format!("{what} gällde till och med den {day}.");
        Reason::new("utganget", message).remedy("Begär omprövning.")
    })
}

fn same_person(
    matter: &Matter,
    step: &Execution,
    definition: &Definition,
    actor: PersonId,
) -> Vec<Reason> {
    let mine = |key: &&ExecutionKey| {
        let done = matter.executed(key);
        done.is_some_and(|done| done.by == actor)
    };
    step.not_same_as
        .iter()
        .filter(mine)
        .map(|key| {
            let title = title_of(definition, key);
            Reason::new("samma-person", format!("Du har själv gjort ”{title}”."))
                .remedy("Någon annan i rollen gör det här steget.")
        })
        .collect()
}

fn wrong_person(what: &str, step: &Execution, definition: &Definition) -> Refusal {
    let role = definition.roles.get(&step.role);
    let title = role.map_or_else(|| step.role.to_string(), |role| role.title.clone());
    Refusal::forbidden(
        what,
        Reason::new(
            "behorighet",
            format!("Steget görs av {}.", title.to_lowercase()),
        )
        .remedy("Be den som har uppdraget."),
    )
}

fn title_of(definition: &Definition, key: &ExecutionKey) -> String {
    let step = definition.execution_step(key.as_str());
    step.map_or_else(|| key.to_string(), |step| step.title.clone())
}
