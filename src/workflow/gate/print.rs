//! The text of a tree: what [`super::parse()`] reads back as the same tree.

use std::fmt;

use super::syntax::{Node, NodeKind, Place};

impl fmt::Display for Node {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            NodeKind::Or(parts) => chain(out, " or ", parts, Strength::And),
            NodeKind::And(parts) => chain(out, " and ", parts, Strength::Not),
            NodeKind::Not(inner) => {
                write!(out, "not ")?;
                inner.within(out, Strength::Not)
            }
            NodeKind::Compare {
                left,
                comparison,
                right,
            } => {
                left.within(out, Strength::Operand)?;
                write!(out, " {} ", comparison.sign())?;
                right.within(out, Strength::Operand)
            }
            NodeKind::In { value, among } => {
                value.within(out, Strength::Operand)?;
                let among: Vec<String> = among.iter().map(ToString::to_string).collect();
                write!(out, " in [{}]", among.join(", "))
            }
            NodeKind::Place(place) => write!(out, "{place}"),
            NodeKind::Text(text) => write!(out, "'{text}'"),
            NodeKind::Number(number) => write!(out, "{number}"),
            NodeKind::Truth(truth) => write!(out, "{truth}"),
            NodeKind::Filled(place) => write!(out, "filled({})", place.value),
            NodeKind::Approved(step) => write!(out, "approved('{}')", step.value),
            NodeKind::Document { kind, attribute } => {
                write!(out, "document('{}').{}", kind.value, attribute.word())
            }
            NodeKind::DaysSince(place) => write!(out, "days_since({})", place.value),
            NodeKind::Rows {
                quantifier,
                table,
                condition: None,
            } => write!(out, "{}({})", quantifier.word(), table.value),
            NodeKind::Rows {
                quantifier,
                table,
                condition: Some(condition),
            } => {
                write!(out, "{}({}, {condition})", quantifier.word(), table.value)
            }
            NodeKind::Aggregate {
                aggregate,
                table,
                column,
            } => write!(
                out,
                "{}({}.{})",
                aggregate.word(),
                table.value,
                column.value
            ),
            NodeKind::Complete(table) => write!(out, "complete({})", table.value),
            NodeKind::Refers { place, attribute } => {
                write!(out, "{}.{}", place.value, attribute.word())
            }
            NodeKind::Adequate(place) => write!(out, "{}.adequate", place.value),
            NodeKind::Delegated(point) => write!(out, "delegated('{}')", point.value),
            NodeKind::Done(step) => write!(out, "done('{}')", step.value),
            NodeKind::States { section, number } => {
                write!(out, "states('{}', ", section.value)?;
                number.within(out, Strength::Operand)?;
                write!(out, ")")
            }
            NodeKind::Today => write!(out, "today"),
            NodeKind::DecidedUntil => write!(out, "decided.until"),
            NodeKind::Expired => write!(out, "expired"),
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Field(field) => write!(out, "{field}"),
            Self::Cell(column) => write!(out, "row.{column}"),
        }
    }
}

/// How strongly a part holds together: what is weaker than its surroundings needs parentheses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Strength {
    Or,
    And,
    Not,
    Comparison,
    Operand,
}

impl Node {
    fn strength(&self) -> Strength {
        match self.kind {
            NodeKind::Or(_) => Strength::Or,
            NodeKind::And(_) => Strength::And,
            NodeKind::Not(_) => Strength::Not,
            NodeKind::Compare { .. } | NodeKind::In { .. } => Strength::Comparison,
            _ => Strength::Operand,
        }
    }

    fn within(&self, out: &mut fmt::Formatter<'_>, needed: Strength) -> fmt::Result {
        if self.strength() < needed {
            write!(out, "({self})")
        } else {
            write!(out, "{self}")
        }
    }
}

fn chain(
    out: &mut fmt::Formatter<'_>,
    word: &str,
    parts: &[Node],
    needed: Strength,
) -> fmt::Result {
    for (place, part) in parts.iter().enumerate() {
        if place > 0 {
            out.write_str(word)?;
        }
        part.within(out, needed)?;
    }
    Ok(())
}
