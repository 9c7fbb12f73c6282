//! What a field of a matter may hold: its type, its value, and the forms they take.
//!
//! A value that is missing is absent: there is no "empty" value. Each type reads what a person types
//! ([`FieldType::from_form`]) and what a matter file says ([`FieldType::from_toml`]), and prints both
//! back ([`FieldType::form_text`], [`Value::to_toml`], [`FieldType::print`]).

mod country;
mod form;
mod number;
mod text;

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::workflow::keys::{ChoiceKey, ColumnKey, ScaleKey};

pub use country::Country;
pub use number::{BadNumber, Number};

/// One row of a table: a cell that was left empty is absent.
pub type Row = BTreeMap<ColumnKey, Value>;

/// A value as it is stored: `{"type":"level","value":"K1"}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "value", rename_all = "snake_case")]
pub enum Value {
    /// One line.
    Text(String),
    /// Several paragraphs, Markdown within what the field allows.
    Richtext(String),
    /// Yes or no.
    Bool(bool),
    /// A number with at most four decimals.
    Number(Number),
    /// A day.
    Date(NaiveDate),
    /// One of a set without order.
    Enum(ChoiceKey),
    /// One step on an ordered scale.
    Level(ChoiceKey),
    /// A country.
    Country(Country),
    /// Rows with typed columns.
    Table(Vec<Row>),
}

impl Value {
    /// The number that a value stands for in a condition, where it is one.
    pub(super) fn as_number(&self) -> Option<Number> {
        match self {
            Self::Number(number) => Some(*number),
            _ => None,
        }
    }
}

/// A value that may be chosen, and the words for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// The word in files and gates: `K1`.
    pub key: ChoiceKey,
    /// The words for people: "Intern (K1)".
    pub title: String,
}

/// A column of a table field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Column {
    /// The word in files and gates.
    pub key: ColumnKey,
    /// The heading.
    pub title: String,
    /// What its cells hold; never itself a table.
    pub kind: FieldType,
}

/// What a field holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum FieldType {
    /// One line.
    Text,
    /// Several paragraphs.
    Richtext,
    /// Yes or no.
    Bool,
    /// A number.
    Number,
    /// A day.
    Date,
    /// One of a set without order.
    Enum {
        /// What may be chosen.
        choices: Vec<Choice>,
    },
    /// One step on an ordered scale.
    Level {
        /// The scale. Levels on the same scale can be compared with each other.
        scale: ScaleKey,
        /// The steps, lowest first.
        choices: Vec<Choice>,
    },
    /// A country.
    Country,
    /// Rows with typed columns.
    Table {
        /// The columns, in the order they are shown.
        columns: Vec<Column>,
    },
}

impl FieldType {
    /// The words that a file uses for the types.
    pub const NAMES: [&'static str; 9] = [
        "text", "richtext", "bool", "number", "date", "enum", "level", "country", "table",
    ];

    /// The word in a file.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Richtext => "richtext",
            Self::Bool => "bool",
            Self::Number => "number",
            Self::Date => "date",
            Self::Enum { .. } => "enum",
            Self::Level { .. } => "level",
            Self::Country => "country",
            Self::Table { .. } => "table",
        }
    }

    /// What may be chosen, for the types that have such a list.
    pub fn choices(&self) -> Option<&[Choice]> {
        match self {
            Self::Enum { choices } | Self::Level { choices, .. } => Some(choices),
            _ => None,
        }
    }

    /// The columns of a table.
    pub fn columns(&self) -> Option<&[Column]> {
        match self {
            Self::Table { columns } => Some(columns),
            _ => None,
        }
    }

    /// Whether `value` is of this type and, where there is a list, on it.
    pub fn accepts(&self, value: &Value) -> bool {
        match (self, value) {
            (Self::Text, Value::Text(_))
            | (Self::Richtext, Value::Richtext(_))
            | (Self::Bool, Value::Bool(_))
            | (Self::Number, Value::Number(_))
            | (Self::Date, Value::Date(_))
            | (Self::Country, Value::Country(_)) => true,
            (Self::Enum { choices }, Value::Enum(key))
            | (Self::Level { choices, .. }, Value::Level(key)) => {
                choices.iter().any(|choice| choice.key == *key)
            }
            (Self::Table { columns }, Value::Table(rows)) => {
                rows.iter().flatten().all(|(key, cell)| {
                    columns
                        .iter()
                        .any(|column| column.key == *key && column.kind.accepts(cell))
                })
            }
            _ => false,
        }
    }
}
