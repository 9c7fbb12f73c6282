//! What a scenario says of who decides: delegations in force, exceptions, who is competent.

use chrono::NaiveDate;
use toml::de::DeValue;

use super::day;
use crate::workflow::definition::{Decider, Definition};
use crate::workflow::finding::Code;
use crate::workflow::keys::{GateKey, RoleKey};
use crate::workflow::read::notes::Located;
use crate::workflow::read::table::{Table, table, text};

/// The word for the chair who decides what cannot wait.
pub const CHAIR: &str = "ordforande";

/// A point that the body has delegated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GivenDelegation {
    /// The point: "4.12".
    pub point: String,
    /// The last day it holds; without one, for ever.
    pub until: Option<NaiveDate>,
}

/// `delegations = ["4.12"]`, or `[{ point = "4.12", until = 2026-03-01 }]`.
pub(super) fn delegations(scenario: &Table<'_>) -> Option<Vec<GivenDelegation>> {
    let notes = scenario.notes();
    let written = scenario.written("delegations")?;
    let Some(list) = written.get_ref().as_array() else {
        notes.wrong_type("delegations", "en lista med punkter", written);
        return None;
    };
    let read = list.iter().filter_map(|one| {
        if matches!(one.get_ref(), DeValue::String(_)) {
            return Some(GivenDelegation {
                point: text(notes, "delegations", one)?.value.to_owned(),
                until: None,
            });
        }
        let table = table(notes, "delegations", one, "delegationen".to_owned())?;
        let point = table.text("point");
        let until = table
            .written("until")
            .and_then(|written| day(notes, "until", written));
        table.finish();
        Some(GivenDelegation {
            point: point?.value.to_owned(),
            until,
        })
    });
    Some(read.collect())
}

/// The gate and the end date of `do = "override:laglighet", until = 2026-12-31`.
pub(super) fn exception(
    step: &Table<'_>,
    gate: &str,
    written: &Located<&str>,
    definition: &Definition,
) -> Option<(GateKey, NaiveDate)> {
    let notes = step.notes();
    let located = Located {
        value: gate,
        span: written.span.clone(),
    };
    let known = definition.gates.iter().map(|gate| gate.key.as_str());
    let until = step
        .demanded("until")
        .and_then(|written| day(notes, "until", written));
    if !notes.known(Code::BadScenario, "okänd spärr", &located, known) {
        return None;
    }
    Some((gate.parse().ok()?, until?))
}

/// `expect_competent = "kontorschef"`: a role, a body or the chair.
pub(super) fn competent(step: &Table<'_>, definition: &Definition) -> Option<String> {
    let written = step.optional_text("expect_competent")?;
    let bodies = definition.routes.iter().flat_map(|route| match &route.by {
        Decider::Bodies(bodies) => bodies.as_slice(),
        Decider::Delegate { .. } | Decider::UrgentChair => &[],
    });
    let known = definition
        .roles
        .keys()
        .map(RoleKey::as_str)
        .chain(bodies.map(super::super::keys::BodyKey::as_str))
        .chain([CHAIR]);
    let what = "okänd beslutsfattare";
    step.notes()
        .known(Code::BadScenario, what, &written, known)
        .then(|| written.value.to_owned())
}
