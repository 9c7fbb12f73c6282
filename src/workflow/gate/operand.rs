//! The values that a condition sets against each other, and how they stand to each other.

use std::borrow::Cow;
use std::cmp::Ordering;

use chrono::NaiveDate;

use super::evaluate::{Answer, Evaluation};
use super::facts::{MISSING, Trace};
use super::syntax::{Node, NodeKind, Place, Quantifier};
use crate::domain::refusal;
use crate::workflow::after::facts_of_every_matter;
use crate::workflow::definition::Field;
use crate::workflow::value::{Country, FieldType, Number, Row, Value};

/// The row that `any`, `all` or `count` looks at.
#[derive(Clone, Copy)]
pub(super) struct RowAtHand<'f> {
    pub(super) field: &'f Field,
    pub(super) row: &'f Row,
    /// From 1.
    pub(super) number: usize,
}

/// A value together with the type that orders and prints it.
pub(super) struct Operand<'f> {
    pub(super) value: Option<Cow<'f, Value>>,
    pub(super) kind: Option<&'f FieldType>,
    pub(super) trace: Vec<Trace>,
}

impl<'f> Operand<'f> {
    /// Whether there is anything at all: no value and a table without rows are nothing.
    pub(super) fn is_filled(&self) -> bool {
        match self.value.as_deref() {
            None => false,
            Some(Value::Table(rows)) => !rows.is_empty(),
            Some(_) => true,
        }
    }

    /// The yes or no it stands for.
    pub(super) fn truth(&self) -> Option<bool> {
        match self.value.as_deref() {
            Some(Value::Bool(truth)) => Some(*truth),
            _ => None,
        }
    }

    /// A value that the engine has found out, with the reason where one is wanted.
    pub(super) fn found(value: Option<Value>, trace: Vec<Trace>) -> Self {
        Self {
            value: value.map(Cow::Owned),
            kind: None,
            trace,
        }
    }
}

/// What a value is called, in words, and where it stands.
pub(super) fn reason(label: String, value: Option<&Value>, place: Option<refusal::Place>) -> Trace {
    let value = value.map_or_else(
        || MISSING.to_owned(),
        |value| in_short(&FieldType::Text, value),
    );
    Trace {
        label,
        value,
        place,
    }
}

impl<'f> Evaluation<'f> {
    pub(super) fn operand(&self, node: &Node, at: Option<RowAtHand<'f>>) -> Operand<'f> {
        let literal = |value| Operand::found(Some(value), Vec::new());
        match &node.kind {
            NodeKind::Place(place) => self.place(place, at),
            NodeKind::Text(text) => literal(Value::Text(text.clone())),
            NodeKind::Number(number) => literal(Value::Number(*number)),
            NodeKind::Today => literal(Value::Date(self.facts.today())),
            NodeKind::Approved(step) => self.approved(&step.value),
            NodeKind::Document { kind, attribute } => self.document(&kind.value, *attribute),
            NodeKind::DaysSince(place) => {
                let date = self.place(&place.value, at);
                let days = match date.value.as_deref() {
                    Some(Value::Date(day)) => days_between(*day, self.facts.today()),
                    _ => None,
                };
                Operand::found(days, date.trace)
            }
            NodeKind::Adequate(place) => self.adequate(&place.value, at),
            NodeKind::Rows {
                quantifier: Quantifier::Count,
                table,
                condition,
            } => self.count(&table.value, condition.as_deref()),
            NodeKind::Aggregate {
                aggregate,
                table,
                column,
            } => self.aggregate(*aggregate, &table.value, &column.value),
            NodeKind::Complete(table) => self.complete(&table.value),
            NodeKind::Delegated(point) => self.delegated(&point.value),
            NodeKind::Done(step) => self.done(&step.value),
            NodeKind::States { section, number } => {
                let number = self.operand(number, at);
                self.states(&section.value, number)
            }
            NodeKind::DecidedUntil => self.decided_until(),
            NodeKind::Expired => self.expired(),
            _ => {
                let Answer { truth, trace } = self.truth(node, at);
                Operand::found(truth.map(Value::Bool), trace)
            }
        }
    }

    pub(super) fn place(&self, place: &Place, at: Option<RowAtHand<'f>>) -> Operand<'f> {
        let found = match place {
            Place::Field(name) => self
                .field(name)
                .map(|field| (field, None, &field.kind, self.facts.field(&field.key))),
            Place::Cell(name) => at.and_then(|RowAtHand { field, row, number }| {
                let mut columns = field.kind.columns().unwrap_or_default().iter();
                let column = columns.find(|column| column.key.as_str() == name)?;
                Some((
                    field,
                    Some((column, number)),
                    &column.kind,
                    row.get(&column.key),
                ))
            }),
        };
        let Some((field, cell, kind, value)) = found else {
            let trace = self.told(|| reason(place.to_string(), None, None));
            return Operand::found(None, trace);
        };
        // A value that no longer fits its field, as after a change of the file, counts as missing.
        let value = value.filter(|value| kind.accepts(value));
        let trace = self.told(|| Trace {
            label: match cell {
                None => field.title.clone(),
                Some((column, number)) => cell_label(field, number, &column.title),
            },
            value: value.map_or_else(|| MISSING.to_owned(), |value| in_short(kind, value)),
            place: Some(place_of(field)),
        });
        Operand {
            value: value.map(Cow::Borrowed),
            kind: Some(kind),
            trace,
        }
    }

    /// A field of the file, or else a fact that every matter has.
    fn field(&self, name: &str) -> Option<&'f Field> {
        self.definition.field(name).or_else(|| {
            let mut facts = facts_of_every_matter().iter();
            facts.find(|field| field.key.as_str() == name)
        })
    }
}

/// "Risker, rad 2: Behandling"
pub(super) fn cell_label(field: &Field, row: usize, column: &str) -> String {
    format!("{}, rad {row}: {column}", field.title)
}

pub(super) fn place_of(field: &Field) -> refusal::Place {
    refusal::Place::Field(field.key.to_string())
}

pub(super) fn days_between(from: NaiveDate, to: NaiveDate) -> Option<Value> {
    let days = to.signed_duration_since(from).num_days();
    Number::try_from(days).ok().map(Value::Number)
}

/// A long text says nothing in a refusal: that it is there is enough.
fn in_short(kind: &FieldType, value: &Value) -> String {
    const LONGEST: usize = 60;
    let words = match value {
        Value::Richtext(_) => return "ifyllt".to_owned(),
        Value::Table(rows) => return super::tables::row_count(rows.len()),
        value => kind.print(value),
    };
    if words.chars().count() <= LONGEST {
        return words;
    }
    let start: String = words.chars().take(LONGEST).collect();
    format!("{start} …")
}

/// How two values stand to each other; nothing where one is missing or they cannot be compared.
pub(super) fn relation(left: &Operand<'_>, right: &Operand<'_>) -> Option<Ordering> {
    let kind = left.kind.or(right.kind);
    match (left.value.as_deref()?, right.value.as_deref()?) {
        (Value::Number(one), Value::Number(other)) => Some(one.cmp(other)),
        (Value::Bool(one), Value::Bool(other)) => Some(one.cmp(other)),
        (Value::Date(one), Value::Date(other)) => Some(one.cmp(other)),
        (Value::Date(one), Value::Text(other)) => Some(one.cmp(&written_date(other)?)),
        (Value::Text(one), Value::Date(other)) => Some(written_date(one)?.cmp(other)),
        (Value::Country(one), Value::Country(other)) => Some(one.cmp(other)),
        (Value::Country(one), Value::Text(other)) => Some(one.cmp(&other.parse::<Country>().ok()?)),
        (Value::Text(one), Value::Country(other)) => Some(one.parse::<Country>().ok()?.cmp(other)),
        (left @ (Value::Level(_) | Value::Enum(_)), right)
        | (left, right @ (Value::Level(_) | Value::Enum(_))) => {
            let choices = kind?.choices()?;
            let rank = |value: &Value| {
                choices
                    .iter()
                    .position(|choice| Some(choice.key.as_str()) == word(value))
            };
            Some(rank(left)?.cmp(&rank(right)?))
        }
        (one, other) => Some(word(one)?.cmp(word(other)?)),
    }
}

fn word(value: &Value) -> Option<&str> {
    match value {
        Value::Text(text) | Value::Richtext(text) => Some(text),
        Value::Enum(key) | Value::Level(key) => Some(key.as_str()),
        _ => None,
    }
}

fn written_date(text: &str) -> Option<NaiveDate> {
    NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()
}
