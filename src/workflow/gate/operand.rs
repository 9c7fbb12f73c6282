//! The values that a condition sets against each other, and how they stand to each other.

use std::borrow::Cow;
use std::cmp::Ordering;

use chrono::NaiveDate;

use super::evaluate::{Answer, Evaluation};
use super::facts::{MISSING, Trace};
use super::syntax::{DocumentAttribute, Node, NodeKind, Place, Quantifier};
use crate::domain::refusal;
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
    /// The least and the most it may be, where it is computed from what may be vague.
    span: Option<(Number, Number)>,
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

    /// The least and the most it may be; nothing where it is no number or is not known.
    fn numbers(&self) -> Option<(Number, Number)> {
        self.span.or_else(|| self.value.as_ref()?.numbers())
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
            span: None,
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
            span: None,
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
                let today = self.facts.today();
                let days = date.value.as_ref().and_then(Value::days);
                let since = |day| days_between(day, today);
                Operand {
                    span: days.and_then(|(first, last)| Some((since(last)?, since(first)?))),
                    value: None,
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
                    span: None,
                    kind: None,
                    trace,
                }
            }
        }
    }

    pub(super) fn place(&self, place: &Place, at: Option<RowAtHand<'f>>) -> Operand<'f> {
        let found = match place {
            Place::Field(name) => self.definition.field(name).map(|field| {
                (
                    field,
                    field.title.clone(),
                    &field.kind,
                    self.facts.field(&field.key).map(Cow::Borrowed),
                )
            }),
            Place::Cell(name) => at.and_then(|RowAtHand { field, row, number }| {
                let mut columns = field.kind.columns().unwrap_or_default().iter();
                let column = columns.find(|column| column.key.as_str() == name)?;
                let label = format!("{}, rad {number}: {}", field.title, column.title);
                Some((field, label, &column.kind, field.kind.cell(row, name)))
            }),
        };
        let Some((field, label, kind, value)) = found else {
            return Operand::told(place.to_string(), None, None);
        };
        // A value that no longer fits its field, as after a change of the file, counts as missing.
        let value = value
            .filter(|value| kind.accepts(value))
            .map(Cow::into_owned);
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
            span: None,
            kind: Some(kind),
            trace,
        }
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
                days_between(fact.dated, self.facts.today()).map(Value::Number),
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
                span: None,
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
                    span: None,
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

fn days_between(from: NaiveDate, to: NaiveDate) -> Option<Number> {
    let days = to.signed_duration_since(from).num_days();
    Number::try_from(days).ok()
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
    let (left, right) = (left.value.as_ref()?, right.value.as_ref()?);
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
