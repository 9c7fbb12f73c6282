//! The values that a condition sets against each other, and how they stand to each other.

use std::cmp::Ordering;

use chrono::NaiveDate;

use super::evaluate::{Answer, Evaluation};
use super::facts::{MISSING, Trace};
use super::syntax::{DocumentAttribute, Node, NodeKind, Place, Quantifier};
use crate::domain::refusal;
use crate::workflow::after::facts_of_every_matter;
use crate::workflow::definition::Field;
use crate::workflow::keys::{DocumentKind, StepKey};
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
    value: Option<Value>,
    kind: Option<&'f FieldType>,
    pub(super) trace: Vec<Trace>,
}

impl Operand<'_> {
    /// Whether there is anything at all: no value and a table without rows are nothing.
    pub(super) fn is_filled(&self) -> bool {
        match &self.value {
            None => false,
            Some(Value::Table(rows)) => !rows.is_empty(),
            Some(_) => true,
        }
    }

    /// The yes or no it stands for.
    pub(super) fn truth(&self) -> Option<bool> {
        match self.value {
            Some(Value::Bool(truth)) => Some(truth),
            _ => None,
        }
    }

    /// A value of the matter, with what it is called and where it stands.
    fn told(label: String, value: Option<Value>, place: Option<refusal::Place>) -> Self {
        let words = value.as_ref().map_or_else(
            || MISSING.to_owned(),
            |value| in_short(&FieldType::Text, value),
        );
        Self {
            value,
            kind: None,
            trace: vec![Trace {
                label,
                value: words,
                place,
            }],
        }
    }

    /// A value that stands in the condition itself.
    fn literal(value: Value) -> Self {
        Self {
            value: Some(value),
            kind: None,
            trace: Vec::new(),
        }
    }
}

impl<'f> Evaluation<'f> {
    pub(super) fn operand(&self, node: &Node, at: Option<RowAtHand<'f>>) -> Operand<'f> {
        match &node.kind {
            NodeKind::Place(place) => self.place(place, at),
            NodeKind::Text(text) => Operand::literal(Value::Text(text.clone())),
            NodeKind::Number(number) => Operand::literal(Value::Number(*number)),
            NodeKind::Approved(step) => self.approved(&step.value),
            NodeKind::Document { kind, attribute } => self.document(&kind.value, *attribute),
            NodeKind::DaysSince(place) => {
                let date = self.place(&place.value, at);
                let days = match date.value {
                    Some(Value::Date(day)) => days_between(day, self.facts.today()),
                    _ => None,
                };
                Operand {
                    value: days,
                    kind: None,
                    trace: date.trace,
                }
            }
            NodeKind::Rows {
                quantifier: Quantifier::Count,
                table,
                condition,
            } => self.count(&table.value, condition.as_deref()),
            _ => {
                let Answer { truth, trace } = self.truth(node, at);
                Operand {
                    value: truth.map(Value::Bool),
                    kind: None,
                    trace,
                }
            }
        }
    }

    pub(super) fn place(&self, place: &Place, at: Option<RowAtHand<'f>>) -> Operand<'f> {
        let found = match place {
            Place::Field(name) => self.field(name).map(|field| {
                (
                    field,
                    field.title.clone(),
                    &field.kind,
                    self.facts.field(&field.key),
                )
            }),
            Place::Cell(name) => at.and_then(|RowAtHand { field, row, number }| {
                let mut columns = field.kind.columns().unwrap_or_default().iter();
                let column = columns.find(|column| column.key.as_str() == name)?;
                let label = format!("{}, rad {number}: {}", field.title, column.title);
                Some((field, label, &column.kind, row.get(&column.key)))
            }),
        };
        let Some((field, label, kind, value)) = found else {
            return Operand::told(place.to_string(), None, None);
        };
        // A value that no longer fits its field, as after a change of the file, counts as missing.
        let value = value.filter(|value| kind.accepts(value)).cloned();
        let words = value
            .as_ref()
            .map_or_else(|| MISSING.to_owned(), |value| in_short(kind, value));
        let trace = vec![Trace {
            label,
            value: words,
            place: Some(place_of(field)),
        }];
        Operand {
            value,
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

    fn approved(&self, name: &str) -> Operand<'f> {
        let title = self
            .definition
            .step(name)
            .map_or(name, |step| step.title.as_str());
        let approved = name
            .parse()
            .is_ok_and(|step: StepKey| self.facts.approved(&step));
        let place = refusal::Place::Review(name.to_owned());
        Operand::told(
            format!("{title} godkänd"),
            Some(Value::Bool(approved)),
            Some(place),
        )
    }

    fn document(&self, kind: &str, attribute: DocumentAttribute) -> Operand<'f> {
        let title = self
            .definition
            .document(kind)
            .map_or(kind, |document| document.title.as_str());
        let place = Some(refusal::Place::Document(kind.to_owned()));
        let fact = kind
            .parse()
            .ok()
            .and_then(|kind: DocumentKind| self.facts.document(&kind));
        let Some(fact) = fact else {
            let missing = Operand::told(title.to_owned(), None, place);
            // That there is none is known; its age is not.
            let value = (attribute != DocumentAttribute::Age).then_some(Value::Bool(false));
            return Operand { value, ..missing };
        };
        let (label, value) = match attribute {
            DocumentAttribute::Exists => (format!("{title} finns"), Some(Value::Bool(true))),
            DocumentAttribute::Signed => (
                format!("{title} underskriven"),
                Some(Value::Bool(fact.signed)),
            ),
            DocumentAttribute::Age => (
                format!("{title}, ålder i dagar"),
                days_between(fact.dated, self.facts.today()),
            ),
        };
        Operand::told(label, value, place)
    }

    /// The number of rows that certainly fit, unless a row cannot be judged.
    fn count(&self, table: &str, condition: Option<&Node>) -> Operand<'f> {
        let Some((field, rows)) = self.rows_of(table) else {
            return Operand::told(table.to_owned(), None, None);
        };
        let Some(condition) = condition else {
            return Operand {
                value: whole(rows.len()),
                kind: None,
                trace: vec![counted(field, rows)],
            };
        };
        let mut fitting = 0;
        for (index, row) in rows.iter().enumerate() {
            let at = RowAtHand {
                field,
                row,
                number: index + 1,
            };
            let Answer { truth, trace } = self.truth(condition, Some(at));
            let Some(holds) = truth else {
                return Operand {
                    value: None,
                    kind: None,
                    trace,
                };
            };
            fitting += usize::from(holds);
        }
        let label = format!("{}, antal som räknas", field.title);
        Operand::told(label, whole(fitting), Some(place_of(field)))
    }

    /// A table field and its rows; nobody having filled it in is the same as no rows.
    pub(super) fn rows_of(&self, table: &str) -> Option<(&'f Field, &'f [Row])> {
        let field = self.definition.field(table)?;
        match self.facts.field(&field.key) {
            Some(Value::Table(rows)) => Some((field, rows)),
            _ => Some((field, &[])),
        }
    }
}

/// What is said when no single row decided.
pub(super) fn counted(field: &Field, rows: &[Row]) -> Trace {
    Trace {
        label: field.title.clone(),
        value: row_count(rows.len()),
        place: Some(place_of(field)),
    }
}

fn place_of(field: &Field) -> refusal::Place {
    refusal::Place::Field(field.key.to_string())
}

fn row_count(rows: usize) -> String {
    match rows {
        0 => "inga rader".to_owned(),
        1 => "1 rad".to_owned(),
        rows => format!("{rows} rader"),
    }
}

fn whole(count: usize) -> Option<Value> {
    let count = i64::try_from(count).ok()?;
    Number::try_from(count).ok().map(Value::Number)
}

fn days_between(from: NaiveDate, to: NaiveDate) -> Option<Value> {
    let days = to.signed_duration_since(from).num_days();
    Number::try_from(days).ok().map(Value::Number)
}

/// A long text says nothing in a refusal: that it is there is enough.
fn in_short(kind: &FieldType, value: &Value) -> String {
    const LONGEST: usize = 60;
    let words = match value {
        Value::Richtext(_) => return "ifyllt".to_owned(),
        Value::Table(rows) => return row_count(rows.len()),
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
    match (left.value.as_ref()?, right.value.as_ref()?) {
        (Value::Number(one), Value::Number(other)) => Some(one.cmp(other)),
        (Value::Bool(one), Value::Bool(other)) => Some(one.cmp(other)),
        (Value::Date(one), Value::Date(other)) => Some(one.cmp(other)),
        (Value::Date(one), Value::Text(other)) => Some(one.cmp(&written_date(other)?)),
        (Value::Text(one), Value::Date(other)) => Some(written_date(one)?.cmp(other)),
        (Value::Country(one), Value::Country(other)) => Some(one.cmp(other)),
        (Value::Country(one), Value::Text(other)) => Some(one.cmp(&other.parse::<Country>().ok()?)),
        (Value::Text(one), Value::Country(other)) => Some(one.parse::<Country>().ok()?.cmp(other)),
        (Value::Level(_) | Value::Enum(_), _) | (_, Value::Level(_) | Value::Enum(_)) => {
            let choices = kind?.choices()?;
            let rank = |value: &Value| {
                choices
                    .iter()
                    .position(|choice| Some(choice.key.as_str()) == word(value))
            };
            Some(rank(left.value.as_ref()?)?.cmp(&rank(right.value.as_ref()?)?))
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
