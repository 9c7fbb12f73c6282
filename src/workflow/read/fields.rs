//! Scales and fields.

use std::collections::{BTreeMap, BTreeSet};

use toml::Spanned;
use toml::de::DeValue;

use super::notes::{Located, Notes};
use super::people::role;
use super::table::{Table, Written, in_order, table, text};
use super::words;
use crate::workflow::definition::Field;
use crate::workflow::finding::Code;
use crate::workflow::keys::{FieldKey, ScaleKey};
use crate::workflow::value::{Choice, Column, FieldType};

pub(super) type Scales = BTreeMap<ScaleKey, Vec<Choice>>;

pub(super) fn scales(root: &Table<'_>) -> Scales {
    let mut scales = Scales::new();
    for (name, written) in root.named("scales") {
        let choices = choices(root.notes(), name.value, written);
        if let Some(key) = root.notes().name(&name) {
            scales.insert(key, choices);
        }
    }
    scales
}

/// The fields in the order of the file.
pub(super) fn fields(root: &Table<'_>, scales: &Scales, roles: &BTreeSet<&str>) -> Vec<Field> {
    let mut fields = Vec::new();
    for (name, written) in root.named("fields") {
        let Some(table) = table(
            root.notes(),
            name.value,
            written,
            format!("fältet '{}'", name.value),
        ) else {
            continue;
        };
        let title = table.text("title");
        let help = table
            .optional_text("help")
            .map(|help| help.value.to_owned());
        let required = words::required(&table);
        let author = table
            .optional_text("author")
            .and_then(|author| role(root.notes(), &author, roles));
        let kind = kind(&table, scales, true);
        let live = table.truth("live");
        table.finish();
        let key = root.notes().name::<FieldKey>(&name);
        if let (Some(key), Some(title), Some(kind)) = (key, title, kind) {
            let title = title.value.to_owned();
            fields.push(Field {
                key,
                title,
                help,
                kind,
                required,
                author,
                live,
            });
        }
    }
    fields
}

/// The type that a field or a column is said to have.
fn kind(table: &Table<'_>, scales: &Scales, may_be_table: bool) -> Option<FieldType> {
    let name = table.text("type")?;
    let allowed = FieldType::NAMES
        .into_iter()
        .filter(|name| may_be_table || *name != "table");
    if !table
        .notes()
        .known(Code::BadWord, "okänd typ", &name, allowed)
    {
        // What the type would have asked for is not to be told as unknown too.
        for key in ["values", "scale", "columns"] {
            table.written(key);
        }
        return None;
    }
    Some(match name.value {
        "richtext" => FieldType::Richtext,
        "bool" => FieldType::Bool,
        "number" => FieldType::Number,
        "date" => FieldType::Date,
        "country" => FieldType::Country,
        "enum" => FieldType::Enum {
            choices: choices(table.notes(), "values", table.demanded("values")?),
        },
        "level" => {
            let scale = table.text("scale")?;
            let known = scales.keys().map(ScaleKey::as_str);
            if !table
                .notes()
                .known(Code::UnknownScale, "okänd skala", &scale, known)
            {
                return None;
            }
            let (scale, choices) = scales.get_key_value(scale.value)?;
            FieldType::Level {
                scale: scale.clone(),
                choices: choices.clone(),
            }
        }
        "table" => FieldType::Table {
            columns: columns(table, scales)?,
        },
        _ => FieldType::Text,
    })
}

/// `land = "country"` in short, or `land = { type = "country", title = "Land" }`.
///
/// Nothing if one of them is faulty: a table that lacks a column would only raise more faults.
fn columns(field: &Table<'_>, scales: &Scales) -> Option<Vec<Column>> {
    let mut columns = Vec::new();
    let named = field.named("columns");
    if named.is_empty() {
        field.missing("columns");
    }
    let expected = named.len();
    for (name, written) in named {
        let Some(key) = field.notes().name(&name) else {
            continue;
        };
        let read = match written.get_ref() {
            DeValue::String(_) => short_column(field.notes(), written, name.value),
            _ => long_column(field.notes(), scales, written, name.value),
        };
        if let Some((title, kind)) = read {
            columns.push(Column { key, title, kind });
        }
    }
    (expected > 0 && columns.len() == expected).then_some(columns)
}

fn short_column(
    notes: &Notes<'_>,
    written: Written<'_>,
    name: &str,
) -> Option<(String, FieldType)> {
    let kind = text(notes, name, written)?;
    let simple = [
        FieldType::Text,
        FieldType::Richtext,
        FieldType::Bool,
        FieldType::Number,
        FieldType::Date,
        FieldType::Country,
    ];
    if ["enum", "level"].contains(&kind.value) {
        let message = format!("kolumnen '{name}' behöver säga mer än sin typ");
        let way_out = format!("skriv {name} = {{ type = \"{}\", … }}", kind.value);
        notes.add(Code::BadWord, &kind.span, message, Some(way_out));
        return None;
    }
    if !notes.known(
        Code::BadWord,
        "okänd typ",
        &kind,
        simple.iter().map(FieldType::name),
    ) {
        return None;
    }
    let kind = simple
        .into_iter()
        .find(|simple| simple.name() == kind.value)?;
    Some((capitalised(name), kind))
}

fn long_column(
    notes: &Notes<'_>,
    scales: &Scales,
    written: Written<'_>,
    name: &str,
) -> Option<(String, FieldType)> {
    let column = table(notes, name, written, format!("kolumnen '{name}'"))?;
    let title = column.text("title").map(|title| title.value.to_owned());
    let kind = kind(&column, scales, false);
    column.finish();
    Some((title?, kind?))
}

/// `["K1", "K2"]`, or `{ K1 = "Intern", K2 = "Skyddsvärd" }` where people should read other words.
fn choices(notes: &Notes<'_>, key: &str, written: Written<'_>) -> Vec<Choice> {
    let named: Vec<(Located<&str>, &str)> = match written.get_ref() {
        DeValue::Array(list) => list
            .iter()
            .filter_map(|one| text(notes, key, one))
            .map(|one| {
                let title = one.value;
                (one, title)
            })
            .collect(),
        DeValue::Table(entries) => in_order(entries)
            .into_iter()
            .filter_map(|(name, title)| {
                text(notes, name.value, title).map(|title| (name, title.value))
            })
            .collect(),
        _ => {
            notes.wrong_type(
                key,
                "en lista med värden eller en tabell med värden och titlar",
                written,
            );
            return Vec::new();
        }
    };
    if named.is_empty() {
        notes.add(
            Code::MissingKey,
            &Spanned::span(written),
            format!("'{key}' har inga värden"),
            None,
        );
    }
    let mut choices: Vec<Choice> = Vec::new();
    for (name, title) in named {
        if choices
            .iter()
            .any(|choice| choice.key.as_str() == name.value)
        {
            notes.add(
                Code::Duplicate,
                &name.span,
                format!("värdet '{}' finns två gånger", name.value),
                None,
            );
        } else if let Some(key) = notes.name(&name) {
            choices.push(Choice {
                key,
                title: title.to_owned(),
            });
        }
    }
    choices
}

/// "andamal" as "Andamal": a column told in short has no better title.
fn capitalised(name: &str) -> String {
    crate::domain::swedish::capitalised(&name.replace('_', " "))
}
