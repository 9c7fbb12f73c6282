//! What a table of the matter becomes when answers are taken into it. A person looks at it first.

use super::state::{Inquiry, Round};
use crate::workflow::value::{Column, Row, Value};
use std::collections::{HashMap, VecDeque};

/// A cell that changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The row, by its first column.
    pub row: String,
    /// The heading of the column.
    pub column: String,
    /// What stands there, in words; empty when nothing.
    pub before: String,
    /// What would stand there.
    pub after: String,
}

/// The table as it would be, and what that changes.
#[derive(Debug, Clone, PartialEq)]
pub struct TakenIn {
    /// The table.
    pub rows: Vec<Row>,
    /// What differs from the table as it stands.
    pub changes: Vec<Change>,
    /// What could not be taken in, a sentence each.
    pub left_out: Vec<String>,
}

/// Takes the answers that stand into the rows: a body's or a person's by the name in the first
/// column, an owner's by the row that was asked about. A row that is not there is added for the
/// first kind, and told for the second: it has been taken away since.
pub fn take_in(
    round: &Round,
    inquiries: &[Inquiry],
    columns: &[Column],
    current: Option<&Value>,
) -> TakenIn {
    let rows = match current {
        Some(Value::Table(rows)) => rows.clone(),
        _ => Vec::new(),
    };
    let mut taken = TakenIn {
        rows,
        changes: Vec::new(),
        left_out: Vec::new(),
    };
    let Some(first) = columns.first() else {
        return taken;
    };
    let mut waiting: HashMap<String, VecDeque<usize>> = HashMap::new();
    for (at, row) in taken.rows.iter().enumerate() {
        if let Some(cell) = row.get(&first.key) {
            let name = folded(&first.kind.print(cell));
            waiting.entry(name).or_default().push_back(at);
        }
    }
    for inquiry in inquiries {
        let Some(answer) = inquiry.answer() else {
            continue;
        };
        for (item, answers) in inquiry.items.iter().zip(&answer.items) {
            let of_owner = !item.row.is_empty();
            let name = match item.row.get(&first.key) {
                Some(cell) => first.kind.print(cell),
                None => inquiry.answers_for.clone(),
            };
            let found = waiting.get_mut(&folded(&name));
            let at = match found.and_then(VecDeque::pop_front) {
                Some(at) => at,
                None if of_owner => {
                    taken
                        .left_out
                        .push(format!("”{name}” finns inte längre i tabellen."));
                    continue;
                }
                None => {
                    if let Ok(Some(cell)) = first.kind.from_form(&name) {
                        taken.rows.push(Row::from([(first.key.clone(), cell)]));
                        taken.rows.len() - 1
                    } else {
                        taken
                            .left_out
                            .push(format!("”{name}” går inte att skriva i tabellen."));
                        continue;
                    }
                }
            };
            for column in columns.iter().skip(1).filter(|column| !column.computed) {
                let asked = round
                    .questions
                    .iter()
                    .any(|question| question.key == column.key);
                if asked {
                    put(&mut taken, at, &name, column, answers.get(&column.key));
                }
            }
        }
    }
    taken
}

fn put(taken: &mut TakenIn, at: usize, name: &str, column: &Column, answer: Option<&Value>) {
    let before = taken.rows[at].get(&column.key).cloned();
    if before.as_ref() == answer {
        return;
    }
    match answer {
        Some(value) => taken.rows[at].insert(column.key.clone(), value.clone()),
        None => taken.rows[at].remove(&column.key),
    };
    let printed = |value: Option<&Value>| {
        value
            .map(|value| column.kind.print(value))
            .unwrap_or_default()
    };
    taken.changes.push(Change {
        row: name.to_owned(),
        column: column.title.clone(),
        before: printed(before.as_ref()),
        after: printed(answer),
    });
}

/// A name as it is compared: whatever the case of its letters.
fn folded(name: &str) -> String {
    name.trim().to_lowercase()
}
