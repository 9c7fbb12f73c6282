//! The answer to a condition, and what it was built on.

use std::cmp::Ordering;

use chrono::NaiveDate;

use super::syntax::{Comparison, DocumentAttribute, Node, NodeKind, Place, Quantifier};
use crate::workflow::definition::Definition;
use crate::workflow::keys::{DocumentKind, FieldKey, StepKey};
use crate::workflow::value::{Column, Country, FieldType, Number, Row, Value};

/// The word for what is not there.
const MISSING: &str = "saknas";

/// What a condition may know about a matter.
pub trait GateFacts {
    /// The value of a field, if it has one.
    fn field(&self, key: &FieldKey) -> Option<&Value>;
    /// Whether the step is approved, on the text as it is now.
    fn approved(&self, step: &StepKey) -> bool;
    /// The newest document of the kind.
    fn document(&self, kind: &DocumentKind) -> Option<DocumentFact>;
    /// The day it is in Sweden.
    fn today(&self) -> NaiveDate;
}

/// What a condition may know about a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DocumentFact {
    /// The day on the document.
    pub dated: NaiveDate,
    /// Whether somebody has signed it.
    pub signed: bool,
}

/// The answer to a condition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// Whether it certainly holds.
    pub passed: bool,
    /// The facts that decided it, as label and value in words, in the order they were asked.
    pub trace: Vec<Trace>,
}

/// A fact that decided something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trace {
    /// What was asked: "Tjänstens skyddsnivå".
    pub label: String,
    /// The answer in words: "Intern (K1)", "ja", "saknas".
    pub value: String,
}

impl std::fmt::Display for Trace {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.value == MISSING {
            write!(out, "{} {MISSING}", self.label)
        } else {
            write!(out, "{} = {}", self.label, self.value)
        }
    }
}

/// Answers `condition`, which has been checked against `definition`.
pub fn evaluate(condition: &Node, definition: &Definition, facts: &dyn GateFacts) -> Verdict {
    let evaluation = Evaluation { definition, facts };
    let Answer { truth, trace } = evaluation.truth(condition, None);
    let mut told: Vec<Trace> = Vec::new();
    for fact in trace {
        if !told.contains(&fact) {
            told.push(fact);
        }
    }
    Verdict {
        passed: truth == Some(true),
        trace: told,
    }
}

/// Holds, fails or cannot be known, and why.
struct Answer {
    truth: Option<bool>,
    trace: Vec<Trace>,
}

impl Answer {
    fn plain(truth: Option<bool>) -> Self {
        Self {
            truth,
            trace: Vec::new(),
        }
    }
}

/// The row that `any`, `all` or `count` looks at.
#[derive(Clone, Copy)]
struct RowAtHand<'f> {
    row: &'f Row,
    columns: &'f [Column],
    number: usize,
    table: &'f str,
}

/// A value together with the type that orders and prints it.
struct Operand<'f> {
    value: Option<Value>,
    kind: Option<&'f FieldType>,
    trace: Vec<Trace>,
}

struct Evaluation<'f> {
    definition: &'f Definition,
    facts: &'f dyn GateFacts,
}

impl<'f> Evaluation<'f> {
    fn truth(&self, node: &Node, at: Option<RowAtHand<'f>>) -> Answer {
        match &node.kind {
            NodeKind::Or(parts) => self.together(parts, at, true),
            NodeKind::And(parts) => self.together(parts, at, false),
            NodeKind::Not(inner) => {
                let Answer { truth, trace } = self.truth(inner, at);
                Answer {
                    truth: truth.map(|holds| !holds),
                    trace,
                }
            }
            NodeKind::Compare {
                left,
                comparison,
                right,
            } => self.compare(left, *comparison, right, at),
            NodeKind::In { value, among } => self.one_of(value, among, at),
            NodeKind::Truth(truth) => Answer::plain(Some(*truth)),
            NodeKind::Filled(place) => {
                let operand = self.place(&place.value, at);
                let filled = operand
                    .value
                    .is_some_and(|value| !matches!(value, Value::Table(rows) if rows.is_empty()));
                Answer {
                    truth: Some(filled),
                    trace: operand.trace,
                }
            }
            NodeKind::Rows {
                quantifier: Quantifier::Any,
                table,
                condition,
            } => self.rows(&table.value, condition.as_deref(), true),
            NodeKind::Rows {
                quantifier: Quantifier::All,
                table,
                condition,
            } => self.rows(&table.value, condition.as_deref(), false),
            _ => {
                let operand = self.operand(node, at);
                let truth = match operand.value {
                    Some(Value::Bool(truth)) => Some(truth),
                    _ => None,
                };
                Answer {
                    truth,
                    trace: operand.trace,
                }
            }
        }
    }

    /// `or` (decided by the first that holds) and `and` (decided by the first that fails).
    ///
    /// The trace keeps what decided: the deciding part alone, or else all that together did not.
    fn together(&self, parts: &[Node], at: Option<RowAtHand<'f>>, decisive: bool) -> Answer {
        let mut unknown = Vec::new();
        let mut agreeing = Vec::new();
        for part in parts {
            let Answer { truth, trace } = self.truth(part, at);
            match truth {
                Some(holds) if holds == decisive => return Answer { truth, trace },
                Some(_) => agreeing.extend(trace),
                None => unknown.push(trace),
            }
        }
        if unknown.is_empty() {
            return Answer {
                truth: Some(!decisive),
                trace: agreeing,
            };
        }
        if decisive {
            agreeing.extend(unknown.into_iter().flatten());
            return Answer {
                truth: None,
                trace: agreeing,
            };
        }
        Answer {
            truth: None,
            trace: unknown.into_iter().flatten().collect(),
        }
    }

    /// `any` (decided by the first row that fits) and `all` (decided by the first that does not).
    fn rows(&self, table: &str, condition: Option<&Node>, decisive: bool) -> Answer {
        let (rows, columns, title) = self.table(table);
        let mut unknown = None;
        for (index, row) in rows.iter().enumerate() {
            let at = RowAtHand {
                row,
                columns,
                number: index + 1,
                table: title,
            };
            let answer = condition.map_or(Answer::plain(None), |condition| {
                self.truth(condition, Some(at))
            });
            match answer.truth {
                Some(holds) if holds == decisive => return answer,
                Some(_) => {}
                None => unknown = unknown.or(Some(answer)),
            }
        }
        unknown.unwrap_or_else(|| Answer {
            truth: Some(!decisive),
            trace: vec![count_of_rows(title, rows.len())],
        })
    }

    fn compare(
        &self,
        left: &Node,
        comparison: Comparison,
        right: &Node,
        at: Option<RowAtHand<'f>>,
    ) -> Answer {
        let (left, right) = (self.operand(left, at), self.operand(right, at));
        let truth = relation(&left, &right).map(|order| match comparison {
            Comparison::Equal => order.is_eq(),
            Comparison::NotEqual => order.is_ne(),
            Comparison::Less => order.is_lt(),
            Comparison::LessOrEqual => order.is_le(),
            Comparison::Greater => order.is_gt(),
            Comparison::GreaterOrEqual => order.is_ge(),
        });
        let mut trace = left.trace;
        trace.extend(right.trace);
        Answer { truth, trace }
    }

    fn one_of(&self, value: &Node, among: &[Node], at: Option<RowAtHand<'f>>) -> Answer {
        let value = self.operand(value, at);
        let truth = value.value.is_some().then(|| {
            among
                .iter()
                .any(|one| relation(&value, &self.operand(one, at)).is_some_and(Ordering::is_eq))
        });
        Answer {
            truth,
            trace: value.trace,
        }
    }

    fn operand(&self, node: &Node, at: Option<RowAtHand<'f>>) -> Operand<'f> {
        match &node.kind {
            NodeKind::Place(place) => self.place(place, at),
            NodeKind::Text(text) => literal(Value::Text(text.clone())),
            NodeKind::Number(number) => literal(Value::Number(*number)),
            NodeKind::Approved(step) => {
                let title = self
                    .definition
                    .step(&step.value)
                    .map_or(step.value.as_str(), |step| step.title.as_str());
                let approved = step
                    .value
                    .parse()
                    .is_ok_and(|step| self.facts.approved(&step));
                told(format!("godkänt: {title}"), Some(Value::Bool(approved)))
            }
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

    fn place(&self, place: &Place, at: Option<RowAtHand<'f>>) -> Operand<'f> {
        let (label, kind, value) = match place {
            Place::Field(name) => {
                let Some(field) = self.definition.field(name) else {
                    return told(name.clone(), None);
                };
                (
                    field.title.clone(),
                    &field.kind,
                    self.facts.field(&field.key),
                )
            }
            Place::Cell(name) => {
                let column = at.and_then(|at| {
                    at.columns
                        .iter()
                        .find(|column| column.key.as_str() == name)
                        .map(|column| (at, column))
                });
                let Some((at, column)) = column else {
                    return told(name.clone(), None);
                };
                let label = format!("{}, rad {}: {}", at.table, at.number, column.title);
                (label, &column.kind, at.row.get(&column.key))
            }
        };
        // A value that no longer fits its field, as after a change of the file, counts as missing.
        let value = value.filter(|value| kind.accepts(value)).cloned();
        let words = value
            .as_ref()
            .map_or_else(|| MISSING.to_owned(), |value| in_short(kind, value));
        Operand {
            value,
            kind: Some(kind),
            trace: vec![Trace {
                label,
                value: words,
            }],
        }
    }

    fn document(&self, kind: &str, attribute: DocumentAttribute) -> Operand<'f> {
        let title = self
            .definition
            .document(kind)
            .map_or(kind, |document| document.title.as_str());
        let fact = kind
            .parse()
            .ok()
            .and_then(|kind: DocumentKind| self.facts.document(&kind));
        let missing = || {
            vec![Trace {
                label: title.to_owned(),
                value: MISSING.to_owned(),
            }]
        };
        match (attribute, fact) {
            (DocumentAttribute::Exists | DocumentAttribute::Signed, None) => Operand {
                value: Some(Value::Bool(false)),
                kind: None,
                trace: missing(),
            },
            (DocumentAttribute::Age, None) => Operand {
                value: None,
                kind: None,
                trace: missing(),
            },
            (DocumentAttribute::Exists, Some(_)) => {
                told(format!("{title} finns"), Some(Value::Bool(true)))
            }
            (DocumentAttribute::Signed, Some(fact)) => told(
                format!("{title} underskriven"),
                Some(Value::Bool(fact.signed)),
            ),
            (DocumentAttribute::Age, Some(fact)) => told(
                format!("{title}, ålder i dagar"),
                days_between(fact.dated, self.facts.today()),
            ),
        }
    }

    /// The number of rows that certainly fit, unless a row cannot be judged.
    fn count(&self, table: &str, condition: Option<&Node>) -> Operand<'f> {
        let (rows, columns, title) = self.table(table);
        let Some(condition) = condition else {
            return Operand {
                value: whole(rows.len()),
                kind: None,
                trace: vec![count_of_rows(title, rows.len())],
            };
        };
        let mut fitting = 0;
        for (index, row) in rows.iter().enumerate() {
            let at = RowAtHand {
                row,
                columns,
                number: index + 1,
                table: title,
            };
            let Answer { truth, trace } = self.truth(condition, Some(at));
            match truth {
                Some(holds) => fitting += usize::from(holds),
                None => {
                    return Operand {
                        value: None,
                        kind: None,
                        trace,
                    };
                }
            }
        }
        told(format!("{title}, antal som räknas"), whole(fitting))
    }

    fn table(&self, name: &str) -> (&'f [Row], &'f [Column], &'f str) {
        let Some(field) = self.definition.field(name) else {
            return (&[], &[], "");
        };
        let rows = match self.facts.field(&field.key) {
            Some(Value::Table(rows)) => rows.as_slice(),
            _ => &[],
        };
        (rows, field.kind.columns().unwrap_or_default(), &field.title)
    }
}

fn literal<'f>(value: Value) -> Operand<'f> {
    Operand {
        value: Some(value),
        kind: None,
        trace: Vec::new(),
    }
}

fn told<'f>(label: String, value: Option<Value>) -> Operand<'f> {
    let words = match &value {
        None => MISSING.to_owned(),
        Some(value) => in_short(&FieldType::Text, value),
    };
    Operand {
        value,
        kind: None,
        trace: vec![Trace {
            label,
            value: words,
        }],
    }
}

fn count_of_rows(title: &str, rows: usize) -> Trace {
    Trace {
        label: format!("{title}, antal rader"),
        value: rows.to_string(),
    }
}

fn whole(count: usize) -> Option<Value> {
    i64::try_from(count)
        .ok()
        .and_then(|count| Number::try_from(count).ok())
        .map(Value::Number)
}

fn days_between(from: NaiveDate, to: NaiveDate) -> Option<Value> {
    Number::try_from(to.signed_duration_since(from).num_days())
        .ok()
        .map(Value::Number)
}

/// A long text says nothing in a refusal: that it is there is enough.
fn in_short(kind: &FieldType, value: &Value) -> String {
    const LONGEST: usize = 60;
    let words = match value {
        Value::Richtext(_) => return "ifyllt".to_owned(),
        Value::Table(rows) => return format!("{} rader", rows.len()),
        value => kind.print(value),
    };
    if words.chars().count() <= LONGEST {
        return words;
    }
    let start: String = words.chars().take(LONGEST).collect();
    format!("{start} …")
}

/// How two values stand to each other; nothing where one is missing or they cannot be compared.
fn relation(left: &Operand<'_>, right: &Operand<'_>) -> Option<Ordering> {
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
