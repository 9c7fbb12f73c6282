//! The check of a condition against the file it stands in: every fault at once.

use std::ops::Range;

use chrono::{Datelike, NaiveDate};

use super::GateFault;
use super::syntax::{
    Aggregate, Comparison, DocumentAttribute, Located, Node, NodeKind, Place, Quantifier,
};
use crate::workflow::definition::Field;
use crate::workflow::finding::{Code, did_you_mean};
use crate::workflow::keys::{BodyKey, ScaleKey};
use crate::workflow::value::{Choice, Column, Country, FieldType};

/// What a condition may speak of.
#[derive(Clone)]
pub(crate) struct Vocabulary<'d> {
    /// The fields by name. One that is there but faulty has no type, and nothing more is said of it.
    pub(crate) fields: Vec<(&'d str, Option<&'d FieldType>)>,
    /// The kinds of document.
    pub(crate) documents: Vec<&'d str>,
    /// The review steps.
    pub(crate) steps: Vec<&'d str>,
    /// The sections of the text.
    pub(crate) sections: Vec<&'d str>,
    /// The steps of the execution.
    pub(crate) execution: Vec<&'d str>,
}

impl<'d> Vocabulary<'d> {
    /// The same and more fields, which never hide those that are there.
    pub(crate) fn with(&self, more: &'d [Field]) -> Self {
        let mut vocabulary = self.clone();
        let named = more
            .iter()
            .map(|field| (field.key.as_str(), Some(&field.kind)));
        vocabulary.fields.extend(named);
        vocabulary
    }
}

/// Every fault of type or name in `condition`, which must be something that holds or does not.
pub(crate) fn check(condition: &Node, vocabulary: &Vocabulary<'_>) -> Vec<GateFault> {
    let mut checker = Checker {
        vocabulary,
        columns: None,
        faults: Vec::new(),
    };
    checker.truth(condition);
    checker.faults
}

/// What a reference to another matter is called.
const MATTER: &str = "ett ärende";

/// What kind of value a part stands for.
#[derive(Debug, Clone, PartialEq)]
enum Kind<'d> {
    Truth,
    Number,
    Text,
    Date,
    Country,
    Body,
    /// Something that can be asked only whether it is filled in, and what to call it.
    Opaque(&'static str),
    Enum(&'d [Choice]),
    Level(&'d ScaleKey, &'d [Choice]),
    Table,
    /// A text in the condition: it takes the type of what it is set against.
    Literal(&'d str),
    /// Already told as a fault; anything goes.
    Unknown,
}

struct Checker<'v, 'd> {
    vocabulary: &'v Vocabulary<'d>,
    columns: Option<&'d [Column]>,
    faults: Vec<GateFault>,
}

impl<'d> Checker<'_, 'd> {
    fn fault(
        &mut self,
        code: Code,
        span: &Range<usize>,
        message: String,
        suggestion: Option<String>,
    ) {
        self.faults.push(GateFault {
            code,
            span: span.clone(),
            message,
            suggestion,
        });
    }

    /// Demands that `node` holds or does not.
    fn truth<'n: 'd>(&mut self, node: &'n Node) {
        let kind = self.kind(node);
        if !matches!(kind, Kind::Truth | Kind::Unknown) {
            let message = format!(
                "här ska stå något som är sant eller falskt, men det är {}",
                kind.swedish()
            );
            let way_out = match kind {
                Kind::Literal(_) | Kind::Table => None,
                _ => Some(format!(
                    "jämför med ett värde, eller fråga om fältet är ifyllt: filled({node})"
                )),
            };
            self.fault(Code::GateType, &node.span, message, way_out);
        }
    }

    fn kind<'n: 'd>(&mut self, node: &'n Node) -> Kind<'d> {
        match &node.kind {
            NodeKind::Or(parts) | NodeKind::And(parts) => {
                for part in parts {
                    self.truth(part);
                }
                Kind::Truth
            }
            NodeKind::Not(inner) => {
                self.truth(inner);
                Kind::Truth
            }
            NodeKind::Compare {
                left,
                comparison,
                right,
            } => {
                self.compare(left, *comparison, right, &node.span);
                Kind::Truth
            }
            NodeKind::In { value, among } => {
                for one in among {
                    self.compare(value, Comparison::Equal, one, &one.span);
                }
                Kind::Truth
            }
            NodeKind::Place(place) => self.place(place, &node.span),
            NodeKind::Text(text) => Kind::Literal(text),
            NodeKind::Number(_) => Kind::Number,
            NodeKind::Truth(_) | NodeKind::Expired => Kind::Truth,
            NodeKind::Filled(place) => {
                self.place(&place.value, &place.span);
                Kind::Truth
            }
            NodeKind::Approved(step) => {
                self.known(
                    Code::UnknownStep,
                    "okänt granskningssteg",
                    step,
                    &self.vocabulary.steps,
                );
                Kind::Truth
            }
            NodeKind::Document { kind, attribute } => {
                self.known(
                    Code::UnknownDocument,
                    "okänd handling",
                    kind,
                    &self.vocabulary.documents,
                );
                if *attribute == DocumentAttribute::Age {
                    Kind::Number
                } else {
                    Kind::Truth
                }
            }
            NodeKind::DaysSince(place) => {
                let kind = self.place(&place.value, &place.span);
                if !matches!(kind, Kind::Date | Kind::Unknown) {
                    let message = format!(
                        "days_since behöver ett datum, men '{}' är {}",
                        place.value,
                        kind.swedish()
                    );
                    self.fault(Code::GateType, &place.span, message, None);
                }
                Kind::Number
            }
            NodeKind::Rows {
                quantifier,
                table,
                condition,
            } => {
                self.rows(table, condition.as_deref(), &node.span);
                if *quantifier == Quantifier::Count {
                    Kind::Number
                } else {
                    Kind::Truth
                }
            }
            NodeKind::Aggregate {
                aggregate,
                table,
                column,
            } => {
                self.aggregate(*aggregate, table, column);
                Kind::Number
            }
            NodeKind::Complete(table) => {
                self.table(table);
                Kind::Truth
            }
            NodeKind::Adequate(place) => {
                let kind = self.place(&place.value, &place.span);
                if !matches!(kind, Kind::Country | Kind::Unknown) {
                    let message = format!(
                        "adequate frågas om ett land, men '{}' är {}",
                        place.value,
                        kind.swedish()
                    );
                    self.fault(Code::GateType, &place.span, message, None);
                }
                Kind::Truth
            }
            NodeKind::Refers { place, attribute } => {
                let kind = self.place(&place.value, &place.span);
                if !matches!(kind, Kind::Opaque(MATTER) | Kind::Unknown) {
                    let message = format!(
                        "{} frågas om ett ärende, men '{}' är {}",
                        attribute.word(),
                        place.value,
                        kind.swedish()
                    );
                    self.fault(Code::GateType, &place.span, message, None);
                }
                Kind::Truth
            }
            NodeKind::Delegated(point) => {
                if point.value.trim().is_empty() {
                    let message = "punkten i delegationsordningen är tom".to_owned();
                    let way_out = "skriv till exempel delegated('4.12')".to_owned();
                    self.fault(Code::GateType, &point.span, message, Some(way_out));
                }
                Kind::Truth
            }
            NodeKind::Done(step) => {
                self.known(
                    Code::UnknownStep,
                    "okänt verkställighetssteg",
                    step,
                    &self.vocabulary.execution,
                );
                Kind::Truth
            }
            NodeKind::States { section, number } => {
                self.known(
                    Code::UnknownSection,
                    "okänt avsnitt",
                    section,
                    &self.vocabulary.sections,
                );
                let kind = self.kind(number);
                if !matches!(kind, Kind::Number | Kind::Unknown) {
                    let message = format!(
                        "states behöver ett tal, men '{number}' är {}",
                        kind.swedish()
                    );
                    self.fault(Code::GateType, &number.span, message, None);
                }
                Kind::Truth
            }
            NodeKind::Today | NodeKind::DecidedUntil => Kind::Date,
        }
    }

    fn known(&mut self, code: Code, what: &str, word: &Located<String>, known: &[&str]) {
        if !known.contains(&word.value.as_str()) {
            let suggestion = did_you_mean(&word.value, known.iter().copied());
            self.fault(
                code,
                &word.span,
                format!("{what} '{}'", word.value),
                suggestion,
            );
        }
    }

    fn place(&mut self, place: &Place, span: &Range<usize>) -> Kind<'d> {
        match place {
            Place::Field(name) => {
                if let Some((_, kind)) = self.vocabulary.fields.iter().find(|(key, _)| key == name)
                {
                    return kind.map_or(Kind::Unknown, Kind::of);
                }
                let suggestion =
                    did_you_mean(name, self.vocabulary.fields.iter().map(|(key, _)| *key));
                self.fault(
                    Code::UnknownField,
                    span,
                    format!("okänt fält '{name}'"),
                    suggestion,
                );
            }
            Place::Cell(name) => {
                let Some(columns) = self.columns else {
                    let message = "row finns bara inne i any, all och count".to_owned();
                    self.fault(Code::GateType, span, message, None);
                    return Kind::Unknown;
                };
                if let Some(column) = columns.iter().find(|column| column.key.as_str() == name) {
                    return Kind::of(&column.kind);
                }
                self.unknown_column(name, span, columns);
            }
        }
        Kind::Unknown
    }

    fn unknown_column(&mut self, name: &str, span: &Range<usize>, columns: &[Column]) {
        let suggestion = did_you_mean(name, columns.iter().map(|column| column.key.as_str()));
        let message = format!("okänd kolumn '{name}'");
        self.fault(Code::UnknownField, span, message, suggestion);
    }

    fn rows<'n: 'd>(
        &mut self,
        table: &'n Located<String>,
        condition: Option<&'n Node>,
        span: &Range<usize>,
    ) {
        if self.columns.is_some() {
            let message = "any, all och count kan inte stå inne i varandra".to_owned();
            self.fault(Code::GateType, span, message, None);
            return;
        }
        let Some(columns) = self.table(table) else {
            return;
        };
        self.columns = Some(columns);
        if let Some(condition) = condition {
            self.truth(condition);
        }
        self.columns = None;
    }

    /// The columns of a table field; nothing, and a fault, where it is none.
    fn table(&mut self, table: &Located<String>) -> Option<&'d [Column]> {
        let kind = self.place(&Place::Field(table.value.clone()), &table.span);
        let mut fields = self.vocabulary.fields.iter();
        let field = fields.find(|(key, _)| *key == table.value);
        let columns = field.and_then(|(_, kind)| kind.and_then(FieldType::columns));
        if columns.is_none() && kind != Kind::Unknown {
            let message = format!("'{}' är ingen tabell utan {}", table.value, kind.swedish());
            self.fault(Code::GateType, &table.span, message, None);
        }
        columns
    }

    fn aggregate(
        &mut self,
        aggregate: Aggregate,
        table: &Located<String>,
        column: &Located<String>,
    ) {
        let Some(columns) = self.table(table) else {
            return;
        };
        let Some(found) = columns.iter().find(|one| one.key.as_str() == column.value) else {
            self.unknown_column(&column.value, &column.span, columns);
            return;
        };
        let kind = Kind::of(&found.kind);
        if kind != Kind::Number {
            let word = aggregate.word();
            let message = format!(
                "{word} behöver en kolumn med tal, men '{}' är {}",
                column.value,
                kind.swedish()
            );
            self.fault(Code::GateType, &column.span, message, None);
        }
    }

    fn compare<'n: 'd>(
        &mut self,
        left: &'n Node,
        comparison: Comparison,
        right: &'n Node,
        span: &Range<usize>,
    ) {
        let (left_kind, right_kind) = (self.kind(left), self.kind(right));
        match (&left_kind, &right_kind) {
            (Kind::Unknown, _) | (_, Kind::Unknown) => {}
            (Kind::Opaque(what), _) | (_, Kind::Opaque(what)) => {
                let message = format!("{what} kan inte jämföras");
                let way_out = "fråga om fältet är ifyllt: filled(…)".to_owned();
                self.fault(Code::GateType, span, message, Some(way_out));
                return;
            }
            (Kind::Table, _) | (_, Kind::Table) => {
                let message = "en tabell kan inte jämföras".to_owned();
                let way_out = "fråga om dess rader med any, all eller count".to_owned();
                self.fault(Code::GateType, span, message, Some(way_out));
            }
            (Kind::Literal(_), Kind::Literal(_)) => {
                let message = "två fasta texter jämförs: svaret är alltid detsamma".to_owned();
                self.fault(Code::GateType, span, message, None);
            }
            (Kind::Literal(text), other) => self.literal(text, &left.span, other),
            (other, Kind::Literal(text)) => self.literal(text, &right.span, other),
            (one, other) if one.comparable(other) => {}
            (one, other) => {
                let message = format!(
                    "{} kan inte jämföras med {}",
                    one.swedish(),
                    other.swedish()
                );
                self.fault(Code::GateType, span, message, None);
            }
        }
        if comparison.needs_order() {
            let unordered = [&left_kind, &right_kind]
                .into_iter()
                .find(|kind| !kind.has_order());
            if let Some(kind) = unordered {
                let message = format!(
                    "{} har ingen ordning, så {} går inte att fråga",
                    kind.swedish(),
                    comparison.sign()
                );
                let way_out = matches!(kind, Kind::Enum(_)).then(|| {
                    "använd typen level med en skala, eller skriv in ['a', 'b']".to_owned()
                });
                self.fault(Code::NoOrder, span, message, way_out);
            }
        }
    }

    /// Checks a text of the condition against what it is compared with.
    fn literal(&mut self, text: &str, span: &Range<usize>, against: &Kind<'d>) {
        match against {
            Kind::Text => {}
            Kind::Enum(choices) | Kind::Level(_, choices) => {
                if !choices.iter().any(|choice| choice.key.as_str() == text) {
                    let allowed: Vec<&str> =
                        choices.iter().map(|choice| choice.key.as_str()).collect();
                    let suggestion = did_you_mean(text, allowed.iter().copied())
                        .unwrap_or_else(|| format!("tillåtna värden: {}", allowed.join(", ")));
                    self.fault(
                        Code::UnknownChoice,
                        span,
                        format!("'{text}' finns inte bland värdena"),
                        Some(suggestion),
                    );
                }
            }
            Kind::Date => {
                // Days stand in the order of their letters, so each is written in one way.
                let day = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok();
                let written = day.filter(|day| (0..=9999).contains(&day.year()));
                if written.is_none_or(|day| day.to_string() != text) {
                    let way_out = written.map_or_else(
                        || "skriv år-månad-dag: '2021-12-13'".to_owned(),
                        |day| format!("skriv '{day}'"),
                    );
                    self.fault(
                        Code::GateType,
                        span,
                        match written {
                            Some(_) => format!("datumet '{text}' är inte skrivet år-månad-dag"),
                            None => format!("'{text}' är inget datum"),
                        },
                        Some(way_out),
                    );
                }
            }
            Kind::Country => {
                if !text
                    .parse::<Country>()
                    .is_ok_and(|country| country.code() == text)
                {
                    let way_out = "skriv två stora bokstäver: 'SE'".to_owned();
                    self.fault(
                        Code::GateType,
                        span,
                        format!("'{text}' är inget land"),
                        Some(way_out),
                    );
                }
            }
            Kind::Body => {
                if text.parse::<BodyKey>().is_err() {
                    let message = format!("'{text}' är ingen nyckel till ett organ");
                    let way_out = "skriv organets nyckel: 'ks'".to_owned();
                    self.fault(Code::GateType, span, message, Some(way_out));
                }
            }
            other => {
                let message = format!("{} kan inte jämföras med texten '{text}'", other.swedish());
                let way_out = match other {
                    Kind::Truth => Some("skriv true eller false utan citattecken".to_owned()),
                    Kind::Number => Some("skriv talet utan citattecken".to_owned()),
                    _ => None,
                };
                self.fault(Code::GateType, span, message, way_out);
            }
        }
    }
}

impl<'d> Kind<'d> {
    fn of(kind: &'d FieldType) -> Self {
        match kind {
            FieldType::Text | FieldType::Richtext | FieldType::Unit => Self::Text,
            FieldType::Bool => Self::Truth,
            FieldType::Number | FieldType::Money | FieldType::Cost | FieldType::Count => {
                Self::Number
            }
            FieldType::Date | FieldType::FuzzyDate => Self::Date,
            FieldType::Body => Self::Body,
            FieldType::Several { .. } => Self::Opaque("flera val ur en lista"),
            FieldType::Person => Self::Opaque("en person"),
            FieldType::Attachment => Self::Opaque("en bilaga"),
            FieldType::Matter => Self::Opaque(MATTER),
            FieldType::Country => Self::Country,
            FieldType::Enum { choices } => Self::Enum(choices),
            FieldType::Level { scale, choices } => Self::Level(scale, choices),
            FieldType::Table { .. } | FieldType::Risks { .. } | FieldType::Activities { .. } => {
                Self::Table
            }
        }
    }

    fn swedish(&self) -> String {
        match self {
            Self::Truth => "ett ja eller nej".to_owned(),
            Self::Number => "ett tal".to_owned(),
            Self::Text | Self::Literal(_) => "en text".to_owned(),
            Self::Date => "ett datum".to_owned(),
            Self::Country => "ett land".to_owned(),
            Self::Body => "ett organ".to_owned(),
            Self::Opaque(what) => (*what).to_owned(),
            Self::Enum(_) => "ett val ur en lista".to_owned(),
            Self::Level(scale, _) => format!("en nivå på skalan '{scale}'"),
            Self::Table => "en tabell".to_owned(),
            Self::Unknown => "okänt".to_owned(),
        }
    }

    fn comparable(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Level(one, _), Self::Level(other, _)) => one == other,
            _ => self == other,
        }
    }

    fn has_order(&self) -> bool {
        matches!(
            self,
            Self::Number
                | Self::Date
                | Self::Level(..)
                | Self::Literal(_)
                | Self::Table
                | Self::Unknown
        )
    }
}
