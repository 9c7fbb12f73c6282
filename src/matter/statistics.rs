//! Tables of numbers: what each row counts, the sum, and last year beside this year.
//!
//! A figure has three kinds that are never taken for each other: exact (0 among them), about, and
//! not collected. A table of figures has a label in its first column and the number in the first
//! column of numbers after it.

use crate::workflow::value::{Column, Count, FieldType, Row, Value};

/// One row of a table of figures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figure {
    /// What is counted.
    pub label: String,
    /// The number as it is printed; none where the cell is empty.
    pub printed: Option<String>,
    /// How many.
    pub count: Counted,
}

/// How many were counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counted {
    /// So many; 0 is an answer.
    Exact(i64),
    /// About so many.
    About(i64),
    /// Nobody has collected it, and somebody has said so.
    NotCollected,
    /// A number with decimals, which is no count.
    NotWhole,
    /// Nothing is said.
    Empty,
}

impl Figure {
    /// The number, where it is exact.
    pub fn exact(&self) -> Option<i64> {
        match self.count {
            Counted::Exact(value) => Some(value),
            _ => None,
        }
    }
}

/// The name of the field that holds the figures with this id in a matter file.
pub fn key_of(id: &str) -> String {
    id.replace('-', "_")
}

/// The column that holds the numbers: the first of a kind that counts, after the label.
pub fn number_column(columns: &[Column]) -> Option<&Column> {
    columns
        .iter()
        .skip(1)
        .find(|column| matches!(column.kind, FieldType::Count | FieldType::Number))
}

/// Whether the field is a table of figures.
pub fn is_table(kind: &FieldType) -> bool {
    kind.columns()
        .is_some_and(|columns| number_column(columns).is_some())
}

/// The figures of a table, row by row.
pub fn figures(columns: &[Column], rows: &[Row]) -> Vec<Figure> {
    let (Some(first), Some(number)) = (columns.first(), number_column(columns)) else {
        return Vec::new();
    };
    rows.iter()
        .map(|row| {
            let cell = row.get(&number.key);
            Figure {
                label: row
                    .get(&first.key)
                    .map(|cell| first.kind.print(cell))
                    .unwrap_or_default(),
                count: counted(cell),
                printed: cell.map(|cell| number.kind.print(cell)),
            }
        })
        .collect()
}

fn counted(cell: Option<&Value>) -> Counted {
    match cell {
        Some(Value::Count(Count::Exact(number))) => Counted::Exact((*number).into()),
        Some(Value::Count(Count::Approximate(number))) => Counted::About((*number).into()),
        Some(Value::Count(Count::NotCollected)) => Counted::NotCollected,
        Some(Value::Number(number)) => match number.to_string().parse() {
            Ok(whole) => Counted::Exact(whole),
            Err(_) => Counted::NotWhole,
        },
        _ => Counted::Empty,
    }
}

/// The sum, where every row is exact and there is one.
pub fn exact_sum(figures: &[Figure]) -> Option<i64> {
    if figures.is_empty() {
        return None;
    }
    figures.iter().map(Figure::exact).sum()
}
