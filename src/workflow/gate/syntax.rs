//! The text of a condition and the tree it is read into.
//!
//! ```text
//! or         = and { "or" and }
//! and        = not { "and" not }
//! not        = "not" not | comparison
//! comparison = operand [ ("==" | "!=" | "<" | "<=" | ">" | ">=") operand | "in" "[" literal { "," literal } "]" ]
//! operand    = "(" or ")" | literal | field | "row" "." column | call
//!            | (field | "row" "." column) "." ("adequate" | "registered" | "planned") | "today" | "decided" "." "until" | "expired"
//! call       = "filled" "(" (field | row.column) ")"
//!            | "approved" "(" 'step' ")" | "delegated" "(" 'point' ")" | "done" "(" 'step' ")"
//!            | "document" "(" 'kind' ")" "." ("exists" | "signed" | "age")
//!            | "days_since" "(" (field | row.column) ")"
//!            | ("any" | "all" | "count") "(" field "," or ")" | "count" "(" field ")"
//!            | ("max" | "min" | "sum") "(" field "." column ")" | "complete" "(" field ")"
//!            | "states" "(" 'section' "," operand ")"
//! literal    = 'text' | number | "true" | "false"
//! ```
//!
//! There are no loops but those over the rows of a table, and no way to name a condition from
//! another: reading and evaluating always end.

use std::ops::Range;

use crate::workflow::value::Number;

/// A part of a condition and where in its text it stands, in bytes.
///
/// Two parts are equal when they say the same thing, wherever they stand.
#[derive(Debug, Clone)]
pub struct Node {
    /// What it says.
    pub kind: NodeKind,
    /// Where it stands.
    pub span: Range<usize>,
}

impl PartialEq for Node {
    fn eq(&self, other: &Self) -> bool {
        self.kind == other.kind
    }
}

impl Eq for Node {}

impl Node {
    /// The fields of the matter whose absence leaves the condition unknown, and where they stand.
    ///
    /// A field that the condition also asks `filled` about is not among them, nor is a table.
    pub(crate) fn fields_compared(&self) -> Vec<(&str, Range<usize>)> {
        let (mut compared, mut asked) = (Vec::new(), Vec::new());
        self.walk(&mut |node| match &node.kind {
            NodeKind::Place(Place::Field(name)) => {
                compared.push((name.as_str(), node.span.clone()));
            }
            NodeKind::DaysSince(Located {
                value: Place::Field(name),
                span,
            })
            | NodeKind::Adequate(Located {
                value: Place::Field(name),
                span,
            })
            | NodeKind::Refers {
                place:
                    Located {
                        value: Place::Field(name),
                        span,
                    },
                ..
            } => {
                compared.push((name.as_str(), span.clone()));
            }
            NodeKind::Filled(Located {
                value: Place::Field(name),
                ..
            }) => asked.push(name.as_str()),
            _ => {}
        });
        compared.retain(|(name, _)| !asked.contains(name));
        compared
    }

    /// Whether it asks about a field of the matter, in whatever way.
    pub(crate) fn names_field(&self, key: &str) -> bool {
        let field = |place: &Place| matches!(place, Place::Field(name) if name == key);
        let mut names = false;
        self.walk(&mut |node| {
            names |= match &node.kind {
                NodeKind::Place(place) => field(place),
                NodeKind::Filled(place)
                | NodeKind::DaysSince(place)
                | NodeKind::Adequate(place)
                | NodeKind::Refers { place, .. } => field(&place.value),
                NodeKind::Rows { table, .. }
                | NodeKind::Aggregate { table, .. }
                | NodeKind::Complete(table) => table.value == key,
                _ => false,
            };
        });
        names
    }

    /// Shows every part to `visit`, outermost first.
    pub(crate) fn walk<'n>(&'n self, visit: &mut impl FnMut(&'n Self)) {
        visit(self);
        match &self.kind {
            NodeKind::Or(parts) | NodeKind::And(parts) => {
                for part in parts {
                    part.walk(visit);
                }
            }
            NodeKind::Not(inner) => inner.walk(visit),
            NodeKind::Compare { left, right, .. } => {
                left.walk(visit);
                right.walk(visit);
            }
            NodeKind::In { value, .. } => value.walk(visit),
            NodeKind::States { number, .. } => number.walk(visit),
            NodeKind::Rows {
                condition: Some(condition),
                ..
            } => condition.walk(visit),
            _ => {}
        }
    }
}

/// What a part of a condition says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NodeKind {
    /// At least one holds.
    Or(Vec<Node>),
    /// All hold.
    And(Vec<Node>),
    /// It does not hold.
    Not(Box<Node>),
    /// Two values set against each other.
    Compare {
        /// The left value.
        left: Box<Node>,
        /// How they should stand to each other.
        comparison: Comparison,
        /// The right value.
        right: Box<Node>,
    },
    /// The value is one of these.
    In {
        /// The value.
        value: Box<Node>,
        /// Literals only.
        among: Vec<Node>,
    },
    /// A field of the matter, or a column of the row that `any`, `all` or `count` looks at.
    Place(Place),
    /// `'text'`
    Text(String),
    /// `12` or `99.5`
    Number(Number),
    /// `true` or `false`
    Truth(bool),
    /// Whether a field or a cell holds a value.
    Filled(Located<Place>),
    /// Whether a review step is approved.
    Approved(Located<String>),
    /// A document of the matter.
    Document {
        /// Its kind.
        kind: Located<String>,
        /// What is asked about it.
        attribute: DocumentAttribute,
    },
    /// Days from a date in the matter until today.
    DaysSince(Located<Place>),
    /// Something about the rows of a table field.
    Rows {
        /// What is asked.
        quantifier: Quantifier,
        /// The table field.
        table: Located<String>,
        /// What each row is asked; only `count` may do without.
        condition: Option<Box<Node>>,
    },
    /// A number made of one column of a table.
    Aggregate {
        /// How it is made.
        aggregate: Aggregate,
        /// The table field.
        table: Located<String>,
        /// The column.
        column: Located<String>,
    },
    /// Whether every row that the table should have is there, with every cell answered.
    Complete(Located<String>),
    /// Whether a country protects personal data adequately, by the dated table of decisions
    /// (GDPR art. 45).
    Adequate(Located<Place>),
    /// Whether what another matter is named for is there.
    Refers {
        /// The reference.
        place: Located<Place>,
        /// What is asked of what it leads to.
        attribute: ReferenceAttribute,
    },
    /// Whether a delegation by this point is in force for the matter's body (KL 6:37).
    Delegated(Located<String>),
    /// Whether a step of the execution is done.
    Done(Located<String>),
    /// Whether the text of a section names a number.
    States {
        /// The section.
        section: Located<String>,
        /// The number.
        number: Box<Node>,
    },
    /// The day it is.
    Today,
    /// The last day that the decision holds.
    DecidedUntil,
    /// Whether the decision has ceased to hold.
    Expired,
}

/// A word and where it stands; equal when the words are.
#[derive(Debug, Clone)]
pub struct Located<T> {
    /// The word.
    pub value: T,
    /// Where it stands.
    pub span: Range<usize>,
}

impl<T: PartialEq> PartialEq for Located<T> {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

impl<T: Eq> Eq for Located<T> {}

/// Where a value is taken from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// A field of the matter.
    Field(String),
    /// A column of the row at hand.
    Cell(String),
}

/// How two values should stand to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    /// `==`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
}

impl Comparison {
    /// Every comparison; a sign comes before the shorter sign it begins with.
    pub const ALL: [Self; 6] = [
        Self::Equal,
        Self::NotEqual,
        Self::LessOrEqual,
        Self::Less,
        Self::GreaterOrEqual,
        Self::Greater,
    ];

    /// The sign.
    pub fn sign(self) -> &'static str {
        match self {
            Self::Equal => "==",
            Self::NotEqual => "!=",
            Self::Less => "<",
            Self::LessOrEqual => "<=",
            Self::Greater => ">",
            Self::GreaterOrEqual => ">=",
        }
    }

    /// Whether it asks for more than equal or not.
    pub fn needs_order(self) -> bool {
        !matches!(self, Self::Equal | Self::NotEqual)
    }
}

/// What can be asked of a reference to another matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReferenceAttribute {
    /// Whether it leads to something decided that has its number in the register.
    Registered,
    /// Whether it leads to a plan that runs and has something left to do.
    Planned,
}

impl ReferenceAttribute {
    /// The word in a condition.
    pub fn word(self) -> &'static str {
        match self {
            Self::Registered => "registered",
            Self::Planned => "planned",
        }
    }
}

/// What is asked about a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DocumentAttribute {
    /// Whether there is one.
    Exists,
    /// Whether it is signed.
    Signed,
    /// Its age in days.
    Age,
}

impl DocumentAttribute {
    /// The words, as written after the point.
    pub const WORDS: [&'static str; 3] = ["exists", "signed", "age"];

    /// The word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Exists => "exists",
            Self::Signed => "signed",
            Self::Age => "age",
        }
    }
}

/// What is asked about the rows of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quantifier {
    /// At least one row.
    Any,
    /// Every row; an empty table has no row that fails.
    All,
    /// How many rows.
    Count,
}

impl Quantifier {
    /// The word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Any => "any",
            Self::All => "all",
            Self::Count => "count",
        }
    }
}

/// How a number is made of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Aggregate {
    /// The largest; nothing where there are no rows.
    Max,
    /// The smallest; nothing where there are no rows.
    Min,
    /// All together; 0 where there are no rows.
    Sum,
}

impl Aggregate {
    /// Every way.
    pub const ALL: [Self; 3] = [Self::Max, Self::Min, Self::Sum];

    /// The word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Max => "max",
            Self::Min => "min",
            Self::Sum => "sum",
        }
    }

    /// The words for people.
    pub fn swedish(self) -> &'static str {
        match self {
            Self::Max => "högsta",
            Self::Min => "lägsta",
            Self::Sum => "summa",
        }
    }
}

/// The functions of the language.
pub const FUNCTIONS: [&str; 14] = [
    "filled",
    "approved",
    "document",
    "days_since",
    "any",
    "all",
    "count",
    "max",
    "min",
    "sum",
    "complete",
    "delegated",
    "done",
    "states",
];

#[cfg(test)]
mod tests {
    use crate::workflow::gate::parse;

    #[test]
    fn a_condition_names_each_field_that_it_asks_about() {
        for condition in [
            "plan == 'x'",
            "filled(plan)",
            "not days_since(plan) < 3",
            "plan.adequate",
            "plan.registered",
            "plan.planned or filled(annat)",
            "count(plan) > 2",
        ] {
            let node = parse(condition).unwrap();
            assert!(node.names_field("plan"), "{condition}");
            assert!(!node.names_field("rutin"), "{condition}");
        }
    }
}
