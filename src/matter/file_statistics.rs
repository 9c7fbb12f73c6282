//! The figures of a matter file, `[[statistics]]`, and the fields of a type that they go into.
//!
//! The field whose key is the id, with `_` for `-`, takes them: a table with a label and a count, or
//! a single count. What is not collected is said in the type, and never 0. A type without such a
//! field carries them along as they are.

use super::statistics::{key_of, number_column};
use crate::workflow::{
    definition::Definition,
    keys::FieldKey,
    value::{Column, Count, FieldType, Row, Value},
};
use std::collections::{BTreeMap, BTreeSet};

/// The field that takes the figures, and what it holds then; `None` when the type has none.
///
/// # Errors
/// A Swedish sentence about what cannot be read.
pub(super) fn to_field(
    written: &toml::Table,
    definition: &Definition,
) -> Option<Result<(FieldKey, Value), String>> {
    let id = written.get("id")?.as_str()?;
    let field = definition.field(&key_of(id))?;
    let value = match &field.kind {
        FieldType::Count => single(written).map(Value::Count),
        kind => {
            let columns = kind.columns()?;
            let (label, number) = (columns.first()?, number_column(columns)?);
            rows(written, label, number).map(Value::Table)
        }
    };
    let named = |fault| format!("Statistiken ”{id}”: {fault}");
    Some(value.map(|value| (field.key.clone(), value)).map_err(named))
}

/// What of the file's figures still stands in the fields as it was read, and which fields that is:
/// they are written back as they came. What has been changed since is written as a field.
pub(super) fn unchanged(
    carried: &[toml::Table],
    fields: &BTreeMap<FieldKey, Value>,
    definition: &Definition,
) -> (Vec<toml::Table>, BTreeSet<FieldKey>) {
    let mut kept = Vec::new();
    let mut taken = BTreeSet::new();
    for written in carried {
        match to_field(written, definition) {
            Some(Ok((key, value))) if fields.get(&key) == Some(&value) => {
                taken.insert(key);
                kept.push(written.clone());
            }
            Some(Ok(_)) => {}
            _ => kept.push(written.clone()),
        }
    }
    (kept, taken)
}

fn is_collected(written: &toml::Table) -> bool {
    written
        .get("collected")
        .and_then(toml::Value::as_bool)
        .unwrap_or(true)
}

fn single(written: &toml::Table) -> Result<Count, String> {
    if !is_collected(written) {
        return Ok(Count::NotCollected);
    }
    let rows = written.get("rows").and_then(toml::Value::as_array);
    match rows.map(Vec::as_slice) {
        Some([one]) => counted(one),
        _ => match written.get("total") {
            Some(total) => whole(total).map(Count::Exact),
            None => Err("fältet rymmer ett enda antal, men här är flera rader".to_owned()),
        },
    }
}

fn rows(written: &toml::Table, label: &Column, number: &Column) -> Result<Vec<Row>, String> {
    if !is_collected(written) {
        let title = written
            .get("title")
            .and_then(toml::Value::as_str)
            .unwrap_or_default();
        return Ok(vec![row(title, Count::NotCollected, label, number)?]);
    }
    let rows = written.get("rows").and_then(toml::Value::as_array);
    let rows = rows.ok_or("den är insamlad men har inga rader (rows)")?;
    rows.iter()
        .map(|one| {
            let title = one.get("label").and_then(toml::Value::as_str);
            let title = title.ok_or("en rad saknar label")?;
            let count = counted(one).map_err(|fault| format!("raden ”{title}”: {fault}"))?;
            row(title, count, label, number)
        })
        .collect()
}

fn row(title: &str, count: Count, label: &Column, number: &Column) -> Result<Row, String> {
    let mut row = Row::new();
    if let Some(cell) = label.kind.from_form(title)? {
        row.insert(label.key.clone(), cell);
    }
    let cell = match (&number.kind, count) {
        (FieldType::Count, count) => Value::Count(count),
        (_, Count::Exact(number)) => Value::Number(
            i64::from(number)
                .try_into()
                .map_err(|bad: crate::workflow::value::BadNumber| bad.to_string())?,
        ),
        _ => {
            return Err(format!(
                "”{title}” är ungefärlig eller inte insamlad, men kolumnen rymmer bara exakta tal"
            ));
        }
    };
    row.insert(number.key.clone(), cell);
    Ok(row)
}

fn counted(written: &toml::Value) -> Result<Count, String> {
    let truth = |key: &str| written.get(key).and_then(toml::Value::as_bool);
    if truth("collected") == Some(false) {
        return Ok(Count::NotCollected);
    }
    let number = whole(written.get("value").ok_or("value saknas")?)?;
    Ok(if truth("approx") == Some(true) {
        Count::Approximate(number)
    } else {
        Count::Exact(number)
    })
}

fn whole(written: &toml::Value) -> Result<u32, String> {
    written
        .as_integer()
        .and_then(|number| u32::try_from(number).ok())
        .ok_or_else(|| "antalet ska vara ett heltal från 0 och uppåt".to_owned())
}

#[cfg(test)]
mod tests;
