//! Scales and fields.

use std::collections::{BTreeMap, BTreeSet};

use toml::Spanned;
use toml::de::DeValue;

use super::matrices::{Matrices, listed};
use super::notes::{Located, Notes};
use super::people::role;
use super::table::{Table, Written, in_order, table, text};
use super::words;
use crate::workflow::definition::Field;
use crate::workflow::finding::Code;
use crate::workflow::keys::{FieldKey, ScaleKey};
use crate::workflow::value::{Choice, Column, FieldType, FixedRows, compiled};

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
pub(super) fn fields(
    root: &Table<'_>,
    scales: &Scales,
    matrices: &Matrices,
    roles: &BTreeSet<&str>,
) -> Vec<Field> {
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
        let heading = table
            .optional_text("heading")
            .map(|heading| heading.value.to_owned());
        let required = words::required(&table);
        let author = table
            .optional_text("author")
            .and_then(|author| role(root.notes(), &author, roles));
        let kind = field_kind(&table, scales, matrices);
        table.text_for_later("when"); // read when every field is known
        let live = table.truth("live");
        table.finish();
        let key = root.notes().name::<FieldKey>(&name);
        if let (Some(key), Some(title), Some(kind)) = (key, title, kind) {
            let title = title.value.to_owned();
            fields.push(Field {
                key,
                title,
                help,
                heading,
                kind,
                required,
                author,
                when: None,
                live,
            });
        }
    }
    fields
}

/// The type that a field is said to have.
fn field_kind(table: &Table<'_>, scales: &Scales, matrices: &Matrices) -> Option<FieldType> {
    let name = table.text("type")?;
    table.notes().words(Code::BadWord, &name, &FieldType::NAMES);
    match name.value {
        "table" => {
            let columns = columns(table, scales);
            let rows = fixed_rows(table);
            let columns = columns?;
            first_column_fits(table, &columns, rows.as_ref()).then_some(())?;
            Some(FieldType::Table { columns, rows })
        }
        "risks" => {
            let name = table.text("matrix")?;
            let known = matrices.keys().map(ScaleKey::as_str);
            if !table
                .notes()
                .known(Code::UnknownMatrix, "okänd riskmatris", &name, known)
            {
                return None;
            }
            let matrix = matrices.get(name.value)?;
            Some(FieldType::Risks {
                columns: compiled::risk_columns(matrix),
                matrix: Box::new(matrix.clone()),
            })
        }
        "activities" => Some(FieldType::Activities {
            columns: compiled::activity_columns(),
        }),
        _ => simple_kind(table, scales, FieldType::NAMES),
    }
}

/// The type of an answer: everything but a table.
pub(super) fn kind_of_question(table: &Table<'_>, scales: &Scales) -> Option<FieldType> {
    simple_kind(table, scales, column_types())
}

/// The type of a field that is no table, or of a column; `allowed` are the words for types here.
fn simple_kind(
    table: &Table<'_>,
    scales: &Scales,
    allowed: impl IntoIterator<Item = &'static str>,
) -> Option<FieldType> {
    let name = table.text("type")?;
    if !table
        .notes()
        .known(Code::BadWord, "okänd typ", &name, allowed)
    {
        // What the type would have asked for is not to be told as unknown too.
        for key in ["values", "scale", "columns", "rows", "matrix"] {
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
        "money" => FieldType::Money,
        "cost" => FieldType::Cost,
        "count" => FieldType::Count,
        "fuzzy_date" => FieldType::FuzzyDate,
        "person" => FieldType::Person,
        "unit" => FieldType::Unit,
        "body" => FieldType::Body,
        "attachment" => FieldType::Attachment,
        "matter" => FieldType::Matter,
        "several" => FieldType::Several {
            choices: choices(table.notes(), "values", table.demanded("values")?),
        },
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
        _ => FieldType::Text,
    })
}

/// The words for the types that a column may have.
fn column_types() -> impl Iterator<Item = &'static str> {
    FieldType::NAMES
        .into_iter()
        .filter(|name| !["table", "risks", "activities"].contains(name))
}

/// `rows = ["A", "B"]`, `rows = "bodies"` or `rows = "units"`.
fn fixed_rows(table: &Table<'_>) -> Option<FixedRows> {
    let notes = table.notes();
    let written = table.written("rows")?;
    if let Some(word) = written.get_ref().as_str() {
        let located = Located {
            value: word,
            span: written.span(),
        };
        let known = ["bodies", "units"];
        let is_known = notes.known(Code::BadWord, "okända rader", &located, known);
        return is_known.then_some(match word {
            "bodies" => FixedRows::Bodies,
            _ => FixedRows::Units,
        });
    }
    if written.get_ref().as_array().is_none() {
        notes.wrong_type(
            "rows",
            "en lista med texter, \"bodies\" eller \"units\"",
            written,
        );
        return None;
    }
    let listed = listed(notes, written)?;
    if listed.is_empty() {
        let message = "'rows' har inga rader".to_owned();
        notes.add(Code::MissingKey, &written.span(), message, None);
        return None;
    }
    Some(FixedRows::Listed(listed))
}

/// Fixed rows are named in the first column, so it must be able to hold their names.
fn first_column_fits(table: &Table<'_>, columns: &[Column], rows: Option<&FixedRows>) -> bool {
    let (Some(rows), Some(first)) = (rows, columns.first()) else {
        return true;
    };
    let (fits, wanted) = match rows {
        FixedRows::Listed(_) => (first.kind == FieldType::Text, "text"),
        FixedRows::Bodies => (first.kind == FieldType::Body, "body"),
        FixedRows::Units => (first.kind == FieldType::Unit, "unit"),
    };
    if !fits {
        let message = format!(
            "raderna står i den första kolumnen, '{}', och den ska då ha typen {wanted}",
            first.key
        );
        if let Some(written) = table.written("rows") {
            let span = written.span();
            table.notes().add(Code::BadWord, &span, message, None);
        }
    }
    fits
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
            columns.push(Column {
                key,
                title,
                kind,
                computed: false,
            });
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
        FieldType::Money,
        FieldType::Cost,
        FieldType::Count,
        FieldType::FuzzyDate,
        FieldType::Person,
        FieldType::Unit,
        FieldType::Body,
        FieldType::Attachment,
        FieldType::Matter,
    ];
    if ["enum", "level", "several"].contains(&kind.value) {
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
    let kind = simple_kind(&column, scales, column_types());
    column.finish();
    Some((title?, kind?))
}

/// `["K1", "K2"]`, or `{ K1 = "Intern", K2 = "Skyddsvärd" }` where people should read other words.
pub(super) fn choices(notes: &Notes<'_>, key: &str, written: Written<'_>) -> Vec<Choice> {
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
