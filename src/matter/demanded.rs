//! The documents that a governing document demands ("ska finnas"), and whether each is there: a
//! decided matter with its number in the register, or a plan that runs with something left to do.

use super::{after::observation::current_value, state::Matter, surroundings::Surroundings};
use crate::{
    domain::identifiers::MatterId,
    workflow::{
        definition::{Definition, Field},
        gate::Reference,
        keys::FieldKey,
        phase::Phase,
        value::{Named, Row, Value},
    },
};
use std::collections::BTreeSet;

/// The field that lists them.
pub const FIELD: &str = "ska_finnas";

/// The other matters that the fields of a matter name as they stand now, those in the cells of tables
/// among them.
pub fn references(matter: &Matter) -> impl Iterator<Item = &Named<MatterId>> {
    current_values(matter).flat_map(|value| {
        let cells: Vec<&Value> = match value {
            Value::Table(rows) => rows.iter().flat_map(|row| row.values()).collect(),
            other => vec![other],
        };
        cells.into_iter().filter_map(named)
    })
}

/// What stands in each field now, also in one that has been filled in only since the decision.
fn current_values(matter: &Matter) -> impl Iterator<Item = &Value> {
    let observed = matter.after.observed.iter().map(|seen| &seen.field);
    let keys: BTreeSet<&FieldKey> = matter.content.fields.keys().chain(observed).collect();
    keys.into_iter()
        .filter_map(|key| current_value(matter, key))
}

fn named(value: &Value) -> Option<&Named<MatterId>> {
    match value {
        Value::Matter(named) => Some(named),
        _ => None,
    }
}

/// What a reference is worth that leads to this matter, or to none.
pub fn leads_to(matter: Option<&Matter>) -> Reference {
    let Some(matter) = matter else {
        return Reference::default();
    };
    let approved = matter
        .standing_decision()
        .is_some_and(|standing| standing.approves());
    let runs = !matches!(
        matter.phase,
        Phase::Withdrawn | Phase::Closed | Phase::Archived
    );
    Reference {
        found: true,
        registered: approved && matter.register_number.is_some(),
        planned: runs && has_open_activities(matter),
    }
}

/// Whether an activity is not done, as it was last observed.
fn has_open_activities(matter: &Matter) -> bool {
    let is_open = |row: &Row| {
        let cell = |name: &str| {
            let found = row.iter().find(|(key, _)| key.as_str() == name);
            found.map(|(_, cell)| cell)
        };
        let done =
            matches!(cell("status"), Some(Value::Enum(status)) if status.as_str() == "genomford");
        cell("aktivitet").is_some_and(|cell| matches!(cell, Value::Text(_))) && !done
    };
    current_values(matter)
        .any(|value| matches!(value, Value::Table(rows) if rows.iter().any(is_open)))
}

/// A sentence for each demanded document that is neither there nor planned.
pub fn unresolved(matter: &Matter, definition: &Definition, around: &Surroundings) -> Vec<String> {
    let Some(field) = definition.field(FIELD) else {
        return Vec::new();
    };
    match current_value(matter, &field.key) {
        Some(Value::Table(rows)) => rows
            .iter()
            .filter_map(|row| missing(field, row, around))
            .collect(),
        _ => Vec::new(),
    }
}

fn missing(field: &Field, row: &Row, around: &Surroundings) -> Option<String> {
    let mut columns = field.kind.written_columns();
    let document = columns
        .next()
        .and_then(|first| Some(first.kind.print(row.get(&first.key)?)))
        .unwrap_or_default();
    let mut told = Vec::new();
    for named in row.values().filter_map(named) {
        let led = around.reference(named);
        if led.is_some_and(|led| led.registered || led.planned) {
            return None;
        }
        let words = led.map_or("inte slaget upp i diariet", Reference::swedish);
        told.push(format!("{}: {words}", named.name));
    }
    Some(if told.is_empty() {
        format!("”{document}” finns inte och är inte planerat.")
    } else {
        format!("”{document}” är inte klart ({}).", told.join("; "))
    })
}
