//! What a field of a matter may hold: its type, its value, and the forms they take.
//!
//! A value that is missing is absent: there is no "empty" value. Each type reads what a person types
//! ([`FieldType::from_form`]) and what a matter file says ([`FieldType::from_toml`]), and prints both
//! back ([`FieldType::form_text`], [`Value::to_toml`], [`FieldType::print`]).

pub(crate) mod compiled;
mod cost;
mod count;
mod country;
mod form;
mod fuzzy_date;
mod matrix;
mod money;
mod named;
mod number;
mod rows;
mod text;

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::domain::identifiers::{AttachmentId, MatterId, PersonId};
use crate::workflow::keys::{BodyKey, ChoiceKey, ColumnKey, ScaleKey};

pub use cost::{Cost, Timing};
pub use count::Count;
pub use country::Country;
pub use fuzzy_date::{FuzzyDate, Point, Season};
pub use matrix::{Matrix, MatrixLevel};
pub use money::{Money, MoneyUnit};
pub use named::{Directory, Known, KnownPerson, Named};
pub use number::{BadNumber, Number};
pub use rows::{CellFault, FixedRows, ListedRow, PrintedTable};

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
    /// Some of a set without order, in the order of the set.
    Several(Vec<ChoiceKey>),
    /// A country.
    Country(Country),
    /// An amount of money.
    Money(Money),
    /// What something costs.
    Cost(Cost),
    /// How many: exactly, about or not collected.
    Count(Count),
    /// A date that may be vague.
    FuzzyDate(FuzzyDate),
    /// A person.
    Person(Named<PersonId>),
    /// A unit, by its name.
    Unit(String),
    /// A body.
    Body(Named<BodyKey>),
    /// An attachment of the matter.
    Attachment(Named<AttachmentId>),
    /// Another matter.
    Matter(Named<MatterId>),
    /// Rows with typed columns.
    Table(Vec<Row>),
}

impl Value {
    /// The number that a value stands for in a condition, where it is exactly one.
    pub(super) fn as_number(&self) -> Option<Number> {
        let (least, most) = self.numbers()?;
        (least == most).then_some(least)
    }

    /// The least and the most it may be, for what is counted or measured; money in kronor.
    ///
    /// Nothing for a count that nobody made and a cost that is only a text.
    pub fn numbers(&self) -> Option<(Number, Number)> {
        match self {
            Self::Number(number) => Some((*number, *number)),
            Self::Money(money) => money.range(),
            Self::Cost(cost) => cost.range(),
            Self::Count(count) => count.range(),
            _ => None,
        }
    }

    /// The first and the last day it may mean, for dates.
    pub fn days(&self) -> Option<(NaiveDate, NaiveDate)> {
        match self {
            Self::Date(day) => Some((*day, *day)),
            Self::FuzzyDate(date) => Some((date.first(), date.last())),
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
    /// Whether its cells are computed from the others of the row and never stored.
    #[serde(default)]
    pub computed: bool,
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
    /// Some of a set without order.
    Several {
        /// What may be chosen.
        choices: Vec<Choice>,
    },
    /// A country.
    Country,
    /// An amount of money.
    Money,
    /// What something costs, and when.
    Cost,
    /// How many: exactly, about or not collected.
    Count,
    /// A date that may be vague.
    FuzzyDate,
    /// A person of the municipality, or somebody from outside by name.
    Person,
    /// A unit of the municipality.
    Unit,
    /// A body of the municipality.
    Body,
    /// One of the matter's attachments.
    Attachment,
    /// Another matter.
    Matter,
    /// Rows with typed columns.
    Table {
        /// The columns, in the order they are shown.
        columns: Vec<Column>,
        /// The rows that are always there, by what stands in the first column.
        #[serde(default)]
        rows: Option<FixedRows>,
    },
    /// Risks: a table whose columns are compiled.
    Risks {
        /// The columns.
        columns: Vec<Column>,
        /// What a risk comes to.
        matrix: Box<Matrix>,
    },
    /// Activities of a plan: a table whose columns are compiled.
    Activities {
        /// The columns.
        columns: Vec<Column>,
    },
}

impl FieldType {
    /// The words that a file uses for the types.
    pub const NAMES: [&'static str; 21] = [
        "text",
        "richtext",
        "bool",
        "number",
        "date",
        "enum",
        "level",
        "several",
        "country",
        "money",
        "cost",
        "count",
        "fuzzy_date",
        "person",
        "unit",
        "body",
        "attachment",
        "matter",
        "table",
        "risks",
        "activities",
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
            Self::Several { .. } => "several",
            Self::Country => "country",
            Self::Money => "money",
            Self::Cost => "cost",
            Self::Count => "count",
            Self::FuzzyDate => "fuzzy_date",
            Self::Person => "person",
            Self::Unit => "unit",
            Self::Body => "body",
            Self::Attachment => "attachment",
            Self::Matter => "matter",
            Self::Table { .. } => "table",
            Self::Risks { .. } => "risks",
            Self::Activities { .. } => "activities",
        }
    }

    /// What may be chosen, for the types that have such a list.
    pub fn choices(&self) -> Option<&[Choice]> {
        match self {
            Self::Enum { choices } | Self::Several { choices } | Self::Level { choices, .. } => {
                Some(choices)
            }
            _ => None,
        }
    }

    /// The columns of a table, of risks and of activities.
    pub fn columns(&self) -> Option<&[Column]> {
        match self {
            Self::Table { columns, .. }
            | Self::Risks { columns, .. }
            | Self::Activities { columns } => Some(columns),
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
            | (Self::Country, Value::Country(_))
            | (Self::Money, Value::Money(_))
            | (Self::Cost, Value::Cost(_))
            | (Self::Count, Value::Count(_))
            | (Self::FuzzyDate, Value::FuzzyDate(_))
            | (Self::Person, Value::Person(_))
            | (Self::Unit, Value::Unit(_))
            | (Self::Body, Value::Body(_))
            | (Self::Attachment, Value::Attachment(_))
            | (Self::Matter, Value::Matter(_)) => true,
            (Self::Enum { choices }, Value::Enum(key))
            | (Self::Level { choices, .. }, Value::Level(key)) => {
                choices.iter().any(|choice| choice.key == *key)
            }
            (Self::Several { choices }, Value::Several(keys)) => keys
                .iter()
                .all(|key| choices.iter().any(|choice| choice.key == *key)),
            (_, Value::Table(rows)) => self.columns().is_some_and(|columns| {
                let fits = |(key, cell): (&ColumnKey, &Value)| {
                    let mut written = columns.iter().filter(|column| !column.computed);
                    written.any(|column| column.key == *key && column.kind.accepts(cell))
                };
                rows.iter().flatten().all(fits)
            }),
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests;
