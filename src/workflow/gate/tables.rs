//! What a condition asks of a whole table: how many rows, what a column comes to, whether it is done.

use super::evaluate::{Answer, Evaluation};
use super::facts::{MISSING, Trace};
use super::operand::{Operand, RowAtHand, cell_label, place_of, reason};
use super::syntax::{Aggregate, Node};
use crate::domain::swedish;
use crate::workflow::definition::Field;
use crate::workflow::value::{Column, FixedRows, Number, Row, Value};

impl<'f> Evaluation<'f> {
    /// The number of rows that certainly fit, unless a row cannot be judged.
    pub(super) fn count(&self, table: &str, condition: Option<&Node>) -> Operand<'f> {
        let Some((field, rows)) = self.rows_of(table) else {
            return self.no_table(table);
        };
        let Some(condition) = condition else {
            return Operand::found(whole(rows.len()), self.told(|| counted(field, rows)));
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
                return Operand::found(None, trace);
            };
            fitting += usize::from(holds);
        }
        let value = whole(fitting);
        let trace = self.told(|| {
            let label = format!("{}, antal som räknas", field.title);
            reason(label, value.as_ref(), Some(place_of(field)))
        });
        Operand::found(value, trace)
    }

    /// What a column comes to. A cell that is empty, or where nothing was collected, leaves it
    /// unknown: what is not known could be the largest, and belongs to the sum.
    pub(super) fn aggregate(&self, aggregate: Aggregate, table: &str, column: &str) -> Operand<'f> {
        let found = self
            .rows_of(table)
            .and_then(|(field, rows)| Some((field, rows, column_of(field, column)?)));
        let Some((field, rows, column)) = found else {
            return self.no_table(table);
        };
        let mut all: Option<(Number, Number)> = None;
        for (index, row) in rows.iter().enumerate() {
            let cell = field
                .kind
                .cell(row, column.key.as_str())
                .filter(|cell| column.kind.accepts(cell));
            let Some((least, most)) = cell.as_deref().and_then(Value::numbers) else {
                let trace = self.told(|| Trace {
                    label: cell_label(field, index + 1, &column.title),
                    value: cell
                        .as_deref()
                        .map_or_else(|| MISSING.to_owned(), |cell| column.kind.print(cell)),
                    place: Some(place_of(field)),
                });
                return Operand::found(None, trace);
            };
            let Some((least_of_all, most_of_all)) = all else {
                all = Some((least, most));
                continue;
            };
            let put_together = |so_far: Number, number: Number| match aggregate {
                Aggregate::Max => Some(so_far.max(number)),
                Aggregate::Min => Some(so_far.min(number)),
                Aggregate::Sum => so_far.checked_add(number),
            };
            let (Some(least), Some(most)) = (
                put_together(least_of_all, least),
                put_together(most_of_all, most),
            ) else {
                return self.no_table(table);
            };
            all = Some((least, most));
        }
        if aggregate == Aggregate::Sum {
            let nothing = Number::try_from(0).ok();
            all = all.or_else(|| nothing.zip(nothing));
        }
        let trace = self.told(|| Trace {
            label: format!("{}, {} {}", field.title, aggregate.swedish(), column.title),
            value: match all {
                None => MISSING.to_owned(),
                Some((least, most)) if least == most => least.swedish(),
                Some((least, most)) => format!("{} till {}", least.swedish(), most.swedish()),
            },
            place: Some(place_of(field)),
        });
        Operand::spanning(all, trace)
    }

    /// Whether the table has rows, those that it always has among them, and every cell an answer. 0
    /// and "not collected" are answers. Where the bodies or units are not known, nobody knows.
    pub(super) fn complete(&self, table: &str) -> Operand<'f> {
        let Some((field, rows)) = self.rows_of(table) else {
            return self.no_table(table);
        };
        let answer = |complete: bool, trace| Operand::found(Some(Value::Bool(complete)), trace);
        for (index, row) in rows.iter().enumerate() {
            let mut columns = field.kind.written_columns();
            if let Some(empty) = columns.find(|column| !row.contains_key(&column.key)) {
                let label = || cell_label(field, index + 1, &empty.title);
                let trace = self.told(|| reason(label(), None, Some(place_of(field))));
                return answer(false, trace);
            }
        }
        if let Some(missing) = field.kind.missing_row(rows) {
            let label = || format!("{}, raden ”{missing}”", field.title);
            return answer(
                false,
                self.told(|| reason(label(), None, Some(place_of(field)))),
            );
        }
        if let Some(fixed @ (FixedRows::Bodies | FixedRows::Units)) = field.kind.fixed_rows() {
            let Some(listed) = self.facts.listed(fixed) else {
                let label = || format!("{}, vilka rader som ska finnas", field.title);
                let trace = self.told(|| reason(label(), None, Some(place_of(field))));
                return Operand::found(None, trace);
            };
            let without = field.kind.without_row(rows, listed);
            if !without.is_empty() {
                let label = || format!("{}, raden för {}", field.title, swedish::list(&without));
                return answer(
                    false,
                    self.told(|| reason(label(), None, Some(place_of(field)))),
                );
            }
        }
        answer(!rows.is_empty(), self.told(|| counted(field, rows)))
    }

    /// A table field and its rows; nobody having filled it in is the same as no rows.
    pub(super) fn rows_of(&self, table: &str) -> Option<(&'f Field, &'f [Row])> {
        let field = self.definition.field(table)?;
        match self.facts.field(&field.key) {
            Some(Value::Table(rows)) => Some((field, rows)),
            _ => Some((field, &[])),
        }
    }

    fn no_table(&self, name: &str) -> Operand<'f> {
        Operand::found(None, self.told(|| reason(name.to_owned(), None, None)))
    }
}

fn column_of<'f>(field: &'f Field, name: &str) -> Option<&'f Column> {
    let mut columns = field.kind.columns().unwrap_or_default().iter();
    columns.find(|column| column.key.as_str() == name)
}

/// What is said when no single row decided.
pub(super) fn counted(field: &Field, rows: &[Row]) -> Trace {
    Trace {
        label: field.title.clone(),
        value: row_count(rows.len()),
        place: Some(place_of(field)),
    }
}

pub(super) fn row_count(rows: usize) -> String {
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
