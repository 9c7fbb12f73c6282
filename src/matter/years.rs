//! What goes from one year's matter to the next: last year's figures, and what is unfinished.
//!
//! **Nothing is dropped in silence.** A row that is not finished is taken into the next matter or
//! declined with a reason; until then the matter cannot close (policy: unfinished activities are
//! proposed to the plan of the next year). What the next matter drops is offered again.

mod offer;
mod rows;

pub use offer::{dealt_with, offered, unhandled};

use super::{
    act::{Facts, demand_draft},
    state::Matter,
};
use crate::{
    domain::{
        identifiers::{MatterId, PersonId},
        journal::NewEntry,
        refusal::{Reason, Refusal},
    },
    work::Outcome,
    workflow::{
        definition::Definition,
        keys::{ColumnKey, FieldKey},
        phase::Phase,
        value::{FieldType, Row, Value},
    },
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::collections::BTreeMap;

/// What a matter has from the year before and hands on to the next.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Years {
    /// The same report of the year before, as it was when it was brought in.
    pub before: Option<Before>,
    /// The matters that rows were taken over from.
    pub sources: Vec<Source>,
    /// The unfinished rows that have been taken over or declined.
    pub handed_on: Vec<HandedOn>,
}

/// The figures of the year before.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Before {
    /// Which matter.
    pub matter: MatterId,
    /// Its title.
    pub title: String,
    /// The year it is about.
    pub year: i32,
    /// Its tables of figures.
    pub tables: BTreeMap<FieldKey, Value>,
}

/// Where rows were taken over from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// Which matter.
    pub matter: MatterId,
    /// Its title, with the register number where it has one.
    pub title: String,
}

/// A row of a table, known by what its first cell said when it came and which of those that say so it is, in the
/// order they came.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct RowName {
    /// The first cell in words.
    pub title: String,
    /// The first of them is 1.
    pub nth: u32,
}

/// An unfinished row and what became of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandedOn {
    /// Which row.
    pub name: RowName,
    /// The row as it was then.
    pub row: Row,
    /// The matter it was offered to.
    pub to: MatterId,
    /// Why it was declined; none when it was taken over.
    pub declined: Option<String>,
    /// By whom.
    pub by: PersonId,
    /// When.
    pub at: DateTime<Utc>,
}

/// An unfinished row that nobody has dealt with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offered {
    /// Which row.
    pub name: RowName,
    /// What it is called now: a title that is corrected leaves the name.
    pub title: String,
    /// The row.
    pub row: Row,
}

/// What is answered to an offered row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// Which row.
    pub name: RowName,
    /// Why it is declined; none takes it over.
    pub declined: Option<String>,
}

/// Brings in the report of the year before.
pub(super) fn remember(matter: &Matter, before: Before) -> Result<Outcome<Matter>, Refusal> {
    demand_draft(matter)?;
    let entry = NewEntry::new(
        "year_remembered",
        format!(
            "Tog med uppgifterna för {} ur ”{}”.",
            before.year, before.title
        ),
        json!({ "from": before.matter, "year": before.year, "tables": before.tables.keys().collect::<Vec<_>>() }),
    );
    let mut state = matter.clone();
    state.years.before = Some(before);
    Ok(Outcome::new(state, entry))
}

/// Whether a plan in the phase can hand on. One that is closed can: the next one may have been
/// withdrawn since.
pub fn hands_on(phase: Phase) -> bool {
    matches!(phase, Phase::Decided | Phase::InForce | Phase::Closed)
}

/// The rows that were chosen leave the old matter: each taken over or declined, with who and why.
pub(super) fn hand_on(
    matter: &Matter,
    to: MatterId,
    choices: &[Choice],
    facts: &Facts<'_>,
) -> Result<Outcome<Matter>, Refusal> {
    let what = "Ingenting är överfört.";
    if !hands_on(matter.phase) {
        let reason = Reason::new(
            "fas",
            format!(
                "”{}” är i fasen {}.",
                matter.content.title,
                matter.phase.swedish()
            ),
        )
        .remedy("Bara en plan som gäller kan överföra det som är kvar.");
        return Err(Refusal::because(what, reason));
    }
    let offered = offered(matter, facts.definition, facts.today, &facts.successors);
    let mut state = matter.clone();
    let mut faults = Vec::new();
    for choice in choices {
        let Some(known) = offered.iter().find(|one| one.name == choice.name) else {
            faults.push(Reason::new(
                "andrad",
                format!(
                    "”{}” är redan genomförd, överförd eller avböjd.",
                    choice.name.title
                ),
            ));
            continue;
        };
        let declined = choice
            .declined
            .as_ref()
            .map(|reason| reason.trim().to_owned());
        if declined.as_deref() == Some("") {
            let reason = Reason::new(
                "skal",
                format!("Skälet att avböja ”{}” saknas.", choice.name.title),
            );
            faults.push(reason.remedy("Skriv kort varför den inte tas med."));
            continue;
        }
        state.years.handed_on.push(HandedOn {
            name: known.name.clone(),
            row: known.row.clone(),
            to,
            declined,
            by: facts.actor,
            at: facts.at,
        });
    }
    if !faults.is_empty() {
        return Err(Refusal::invalid(what, faults));
    }
    let titles = |declined: bool| -> Vec<&str> {
        choices
            .iter()
            .filter(|choice| choice.declined.is_some() == declined)
            .map(|choice| choice.name.title.as_str())
            .collect()
    };
    let entry = NewEntry::new(
        "rows_handed_on",
        format!(
            "Överförde {} och avböjde {} av det som inte är genomfört.",
            titles(false).len(),
            titles(true).len()
        ),
        json!({
            "to": to,
            "taken": titles(false),
            "declined": choices.iter().filter(|one| one.declined.is_some()).map(|one| json!({ "row": one.name.title, "reason": one.declined })).collect::<Vec<_>>(),
        }),
    );
    Ok(Outcome::new(state, entry))
}

/// The rows stand in the new matter, with where they come from, and can be planned anew.
#[expect(clippy::needless_pass_by_value, reason = "the act uses it up")]
pub(super) fn take_over(
    matter: &Matter,
    table: &FieldKey,
    rows: Vec<Row>,
    from: Source,
    definition: &Definition,
) -> Result<Outcome<Matter>, Refusal> {
    demand_draft(matter)?;
    if rows.is_empty() {
        // All was declined: that is told in the matter they come from.
        return Ok(Outcome {
            state: matter.clone(),
            entries: Vec::new(),
            effects: Vec::new(),
        });
    }
    let what = "Ingenting är överfört.";
    let Some(field) = definition.field(table.as_str()) else {
        let reason = Reason::new("falt", format!("Ärendetypen har ingen tabell ”{table}”."));
        return Err(Refusal::invalid(what, vec![reason]));
    };
    let rows: Vec<Row> = rows
        .into_iter()
        .map(|row| with_origin(row, &from, &field.kind))
        .collect();
    let first = field.kind.columns().and_then(<[_]>::first);
    let titles: Vec<String> = rows.iter().map(|row| rows::title(first, row)).collect();
    let mut state = matter.clone();
    let mut all = match state.content.fields.get(table) {
        Some(Value::Table(rows)) => rows.clone(),
        _ => Vec::new(),
    };
    all.extend(rows);
    let value = Value::Table(all);
    if !field.kind.accepts(&value) {
        let reason = Reason::new(
            "feltyp",
            format!("Raderna passar inte i tabellen ”{}”.", field.title),
        )
        .remedy("Skriv in dem för hand, eller rätta ärendetypens kolumner.");
        return Err(Refusal::invalid(what, vec![reason]));
    }
    state.content.fields.insert(table.clone(), value);
    if !state.years.sources.contains(&from) {
        state.years.sources.push(from.clone());
    }
    let entry = NewEntry::new(
        "rows_taken_over",
        format!(
            "Tog över {} från ”{}”.",
            crate::domain::swedish::list(&titles),
            from.title
        ),
        json!({ "from": from.matter, "rows": titles }),
    );
    Ok(Outcome::new(state, entry))
}

/// The column that says where a row comes from.
const ORIGIN_TEXT: &str = "ursprung_text";

fn origin_text(from: &Source) -> String {
    format!("Överförd från {}", from.title)
}

/// Columns that the new table does not have fall away; where it comes from is written where there
/// are columns for it.
fn with_origin(row: Row, from: &Source, kind: &FieldType) -> Row {
    let columns = kind.columns().unwrap_or_default();
    let mut kept: Row = row
        .into_iter()
        .filter(|(key, cell)| {
            columns
                .iter()
                .any(|column| column.key == *key && column.kind.accepts(cell))
        })
        .collect();
    let mut put = |name: &str, value: Option<Value>| {
        let key: Option<ColumnKey> = name.parse().ok();
        let column = columns.iter().find(|column| column.key.as_str() == name);
        if let (Some(key), Some(column), Some(value)) = (key, column, value)
            && column.kind.accepts(&value)
        {
            kept.insert(key, value);
        }
    };
    put("ursprung", "overford".parse().ok().map(Value::Enum));
    put(ORIGIN_TEXT, Some(Value::Text(origin_text(from))));
    kept
}

#[cfg(test)]
mod tests;
