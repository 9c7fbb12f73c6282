//! A condition in Swedish words. What has no words of its own is told as it is written.

use crate::workflow::definition::Definition;
use crate::workflow::gate::syntax::{
    Comparison, DocumentAttribute, Node, NodeKind, Place, Quantifier, ReferenceAttribute,
};
use crate::workflow::value::{Column, FieldType};

/// "Informationsklass är högst Intern (K1)".
pub fn condition(definition: &Definition, condition: &Node) -> String {
    Teller {
        definition,
        columns: &[],
    }
    .truth(condition)
}

#[derive(Clone, Copy)]
struct Teller<'d> {
    definition: &'d Definition,
    /// The columns of the table whose rows are spoken of.
    columns: &'d [Column],
}

impl<'d> Teller<'d> {
    fn truth(self, node: &Node) -> String {
        match &node.kind {
            NodeKind::Or(parts) => self.joined(parts, " eller "),
            NodeKind::And(parts) => self.joined(parts, " och "),
            NodeKind::Not(inner) => self.denied(inner),
            NodeKind::Compare {
                left,
                comparison,
                right,
            } => self.compare(left, *comparison, right),
            NodeKind::In { value, among } => {
                let kind = self.kind(value);
                let among: Vec<String> = among.iter().map(|one| self.value(one, kind)).collect();
                format!("{} är {}", self.value(value, None), or(&among))
            }
            NodeKind::Filled(place) => format!("{} är ifyllt", self.place(&place.value)),
            NodeKind::Place(place) => format!("{} är ja", self.place(place)),
            NodeKind::Approved(step) => {
                let title = self.definition.step(&step.value);
                let title = title.map_or(step.value.as_str(), |step| &step.title);
                format!("{title} är godkänd")
            }
            NodeKind::Document { kind, attribute } => {
                let title = self.document(&kind.value);
                match attribute {
                    DocumentAttribute::Exists => format!("{title} finns"),
                    DocumentAttribute::Signed => format!("{title} är undertecknad"),
                    DocumentAttribute::Age => node.to_string(),
                }
            }
            NodeKind::Complete(table) => format!("”{}” är komplett", self.field(&table.value)),
            NodeKind::Adequate(place) => {
                format!("{} har adekvat skyddsnivå", self.place(&place.value))
            }
            NodeKind::Refers { place, attribute } => {
                let place = self.place(&place.value);
                match attribute {
                    ReferenceAttribute::Registered => format!("{place} är beslutat och diariefört"),
                    ReferenceAttribute::Planned => {
                        format!("{place} har aktiviteter kvar att göra")
                    }
                }
            }
            NodeKind::Delegated(point) => format!("delegationen i punkt {} gäller", point.value),
            NodeKind::Done(step) => {
                let title = self.definition.execution_step(&step.value);
                format!(
                    "”{}” är gjord",
                    title.map_or(step.value.as_str(), |step| &step.title)
                )
            }
            NodeKind::States { section, number } => {
                let title = self.definition.section(&section.value);
                let title = title.map_or(section.value.as_str(), |section| &section.title);
                format!("”{title}” anger {}", self.value(number, None))
            }
            NodeKind::Expired => "beslutets tid har gått ut".to_owned(),
            NodeKind::Rows {
                quantifier,
                table,
                condition: Some(condition),
            } => {
                let which = match quantifier {
                    Quantifier::Any => "någon rad",
                    Quantifier::All => "varje rad",
                    Quantifier::Count => return node.to_string(),
                };
                self.rows(which, &table.value, condition)
            }
            _ => node.to_string(),
        }
    }

    fn denied(self, inner: &Node) -> String {
        match &inner.kind {
            NodeKind::Filled(place) => format!("{} är inte ifyllt", self.place(&place.value)),
            NodeKind::Place(place) => format!("{} är nej", self.place(place)),
            NodeKind::Rows {
                quantifier: Quantifier::Any,
                table,
                condition: Some(condition),
            } => self.rows("ingen rad", &table.value, condition),
            _ => format!("inte ({})", self.truth(inner)),
        }
    }

    fn joined(self, parts: &[Node], word: &str) -> String {
        let parts: Vec<String> = parts
            .iter()
            .map(|part| match part.kind {
                NodeKind::Or(_) | NodeKind::And(_) => format!("({})", self.truth(part)),
                _ => self.truth(part),
            })
            .collect();
        parts.join(word)
    }

    fn rows(self, which: &str, table: &str, condition: &Node) -> String {
        let Some(field) = self.definition.field(table) else {
            return condition.to_string();
        };
        let inside = Self {
            columns: field.kind.columns().unwrap_or_default(),
            ..self
        };
        format!(
            "{which} i ”{}” har att {}",
            field.title,
            inside.truth(condition)
        )
    }

    fn compare(self, left: &Node, comparison: Comparison, right: &Node) -> String {
        let kind = self.kind(left).or(self.kind(right));
        let words = match (comparison, kind) {
            (Comparison::Equal, _) => "är",
            (Comparison::NotEqual, _) => "är inte",
            (Comparison::Less, Some(FieldType::Date)) => "är före",
            (Comparison::Less, _) => "är lägre än",
            (Comparison::LessOrEqual, Some(FieldType::Date)) => "är senast",
            (Comparison::LessOrEqual, _) => "är högst",
            (Comparison::Greater, Some(FieldType::Date)) => "är efter",
            (Comparison::Greater, _) => "är högre än",
            (Comparison::GreaterOrEqual, Some(FieldType::Date)) => "är tidigast",
            (Comparison::GreaterOrEqual, _) => "är minst",
        };
        format!(
            "{} {words} {}",
            self.value(left, kind),
            self.value(right, kind)
        )
    }

    /// A value; `kind` is the type of what it is set against.
    fn value(self, node: &Node, kind: Option<&FieldType>) -> String {
        match &node.kind {
            NodeKind::Place(place) => self.place(place),
            NodeKind::Text(text) => kind
                .and_then(FieldType::choices)
                .and_then(|choices| choices.iter().find(|choice| choice.key.as_str() == text))
                .map_or_else(|| format!("”{text}”"), |choice| choice.title.clone()),
            NodeKind::Number(number) => number.swedish(),
            NodeKind::Truth(truth) => if *truth { "ja" } else { "nej" }.to_owned(),
            NodeKind::Document {
                kind,
                attribute: DocumentAttribute::Age,
            } => format!("åldern i dagar på {}", self.document(&kind.value)),
            NodeKind::DaysSince(place) => {
                format!("antalet dagar sedan {}", self.place(&place.value))
            }
            NodeKind::Rows {
                quantifier: Quantifier::Count,
                table,
                condition: None,
            } => format!("antalet rader i ”{}”", self.field(&table.value)),
            NodeKind::Aggregate {
                aggregate,
                table,
                column,
            } => {
                let columns = self.definition.field(&table.value);
                let columns = columns.and_then(|field| field.kind.columns());
                let title = columns
                    .and_then(|all| all.iter().find(|one| one.key.as_str() == column.value))
                    .map_or(column.value.as_str(), |column| &column.title);
                let table = self.field(&table.value);
                format!("{} av {title} i ”{table}”", aggregate.swedish())
            }
            NodeKind::Today => "dagens datum".to_owned(),
            NodeKind::DecidedUntil => "beslutets sista dag".to_owned(),
            _ => node.to_string(),
        }
    }

    fn place(self, place: &Place) -> String {
        match place {
            Place::Field(name) => self
                .definition
                .field(name)
                .map_or_else(|| name.clone(), |field| field.title.clone()),
            Place::Cell(name) => self
                .column(name)
                .map_or_else(|| place.to_string(), |column| column.title.clone()),
        }
    }

    fn kind(self, node: &Node) -> Option<&'d FieldType> {
        match &node.kind {
            NodeKind::Place(Place::Field(name)) => {
                self.definition.field(name).map(|field| &field.kind)
            }
            NodeKind::Place(Place::Cell(name)) => self.column(name).map(|column| &column.kind),
            _ => None,
        }
    }

    fn column(self, name: &str) -> Option<&'d Column> {
        self.columns
            .iter()
            .find(|column| column.key.as_str() == name)
    }

    fn field(self, name: &'d str) -> &'d str {
        let field = self.definition.field(name);
        field.map_or(name, |field| &field.title)
    }

    fn document(self, kind: &str) -> String {
        let title = self.definition.document(kind);
        format!("”{}”", title.map_or(kind, |document| &document.title))
    }
}

fn or(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} eller {last}", first.join(", ")),
    }
}
