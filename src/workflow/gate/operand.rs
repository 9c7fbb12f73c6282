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
    /// The least and the most it may be, where it is computed from what may be vague.
    span: Option<(Number, Number)>,
    pub(super) kind: Option<&'f FieldType>,
    pub(super) trace: Vec<Trace>,
}

impl Operand<'_> {
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
            span: None,
            kind: None,
            trace,
        }
    }

    /// A number that is somewhere from the first to the last; nothing where it is not known.
    pub(super) fn spanning(span: Option<(Number, Number)>, trace: Vec<Trace>) -> Self {
        match span {
            Some((least, most)) if least == most => Self::found(Some(Value::Number(least)), trace),
            span => Self {
                span,
                ..Self::found(None, trace)
            },
        }
    }

    /// The least and the most it may be; nothing where it is no number or is not known.
    pub(super) fn numbers(&self) -> Option<(Number, Number)> {
        self.span.or_else(|| self.value.as_deref()?.numbers())
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
                let days = date.value.as_deref().and_then(Value::days);
                let since = |day| days_between(day, self.facts.today());
                let span = days.and_then(|(first, last)| Some((since(last)?, since(first)?)));
                Operand::spanning(span, date.trace)
            }
            NodeKind::Adequate(place) => self.adequate(&place.value, at),
            NodeKind::Refers { place, attribute } => self.refers(&place.value, *attribute, at),
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
            Place::Field(name) => self.field(name).map(|field| {
                let value = self.facts.field(&field.key).map(Cow::Borrowed);
                (field, None, &field.kind, value)
            }),
            Place::Cell(name) => at.and_then(|RowAtHand { field, row, number }| {
                let mut columns = field.kind.columns().unwrap_or_default().iter();
                let column = columns.find(|column| column.key.as_str() == name)?;
                let value = field.kind.cell(row, name);
                Some((field, Some((column, number)), &column.kind, value))
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
            value: value
                .as_deref()
                .map_or_else(|| MISSING.to_owned(), |value| in_short(kind, value)),
            place: Some(place_of(field)),
        });
        Operand {
            value,
            span: None,
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

pub(super) fn days_between(from: NaiveDate, to: NaiveDate) -> Option<Number> {
    let days = to.signed_duration_since(from).num_days();
    Number::try_from(days).ok()
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

/// The ways in which two values may stand to each other: one where both are exact, more where one of
/// them is vague.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Standing {
    less: bool,
    equal: bool,
    greater: bool,
}

impl Standing {
    fn exact(order: Ordering) -> Self {
        Self {
            less: order.is_lt(),
            equal: order.is_eq(),
            greater: order.is_gt(),
        }
    }

    /// Each is somewhere from its first to its last.
    fn between<T: Ord>((first, last): (T, T), (other_first, other_last): (T, T)) -> Self {
        Self {
            less: first < other_last,
            equal: first <= other_last && other_first <= last,
            greater: last > other_first,
        }
    }

    /// Whether `holds` is so for all the ways, for none of them, or cannot be known.
    pub(super) fn certainly(self, holds: impl Fn(Ordering) -> bool) -> Option<bool> {
        let mut answers = [
            (self.less, Ordering::Less),
            (self.equal, Ordering::Equal),
            (self.greater, Ordering::Greater),
        ]
        .into_iter()
        .filter(|(possible, _)| *possible)
        .map(|(_, order)| holds(order));
        let first = answers.next()?;
        answers.all(|answer| answer == first).then_some(first)
    }
}

/// How two values stand to each other; nothing where one is missing or they cannot be compared.
pub(super) fn relation(left: &Operand<'_>, right: &Operand<'_>) -> Option<Standing> {
    if let (Some(one), Some(other)) = (left.numbers(), right.numbers()) {
        return Some(Standing::between(one, other));
    }
    let kind = left.kind.or(right.kind);
    let (left, right) = (left.value.as_deref()?, right.value.as_deref()?);
    if let (Some(one), Some(other)) = (days(left), days(right)) {
        return Some(Standing::between(one, other));
    }
    let order = match (left, right) {
        (Value::Bool(one), Value::Bool(other)) => one.cmp(other),
        (Value::Country(one), Value::Country(other)) => one.cmp(other),
        (Value::Country(one), Value::Text(other)) => one.cmp(&other.parse::<Country>().ok()?),
        (Value::Text(one), Value::Country(other)) => one.parse::<Country>().ok()?.cmp(other),
        (Value::Body(one), Value::Body(other)) => one.id.as_ref()?.cmp(other.id.as_ref()?),
        (Value::Body(one), Value::Text(other)) => one.id.as_ref()?.as_str().cmp(other),
        (Value::Text(one), Value::Body(other)) => one.as_str().cmp(other.id.as_ref()?.as_str()),
        (Value::Level(_) | Value::Enum(_), _) | (_, Value::Level(_) | Value::Enum(_)) => {
            let choices = kind?.choices()?;
            let rank = |value: &Value| {
                choices
                    .iter()
                    .position(|choice| Some(choice.key.as_str()) == word(value))
            };
            rank(left)?.cmp(&rank(right)?)
        }
        (one, other) => word(one)?.cmp(word(other)?),
    };
    Some(Standing::exact(order))
}

/// The days of a date, or of a text that is one.
fn days(value: &Value) -> Option<(NaiveDate, NaiveDate)> {
    match value {
        Value::Text(text) => {
            let day = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?;
            Some((day, day))
        }
        other => other.days(),
    }
}

fn word(value: &Value) -> Option<&str> {
    match value {
        Value::Text(text) | Value::Richtext(text) | Value::Unit(text) => Some(text),
        Value::Enum(key) | Value::Level(key) => Some(key.as_str()),
        _ => None,
    }
}
