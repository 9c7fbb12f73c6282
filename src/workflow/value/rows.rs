//! Tables: the rows that must be there, the cells that are computed, and the table as printed.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::{Column, Directory, FieldType, Row, Value, compiled};
use crate::workflow::keys::BodyKey;

/// The rows that a table always has, one for each entry, named by the first column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FixedRows {
    /// Those that the file lists.
    Listed(Vec<String>),
    /// One for each body of the municipality.
    Bodies,
    /// One for each unit of the municipality.
    Units,
}

/// One that a table has a row for: a body or a unit of the municipality.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedRow {
    /// The key, where it has one.
    pub key: Option<String>,
    /// As printed.
    pub name: String,
}

impl ListedRow {
    /// Known by its name alone.
    pub fn called(name: &str) -> Self {
        Self {
            key: None,
            name: name.to_owned(),
        }
    }

    fn is_named_by(&self, cell: &Value) -> bool {
        let (id, name) = match cell {
            Value::Body(named) => (named.id.as_ref().map(BodyKey::as_str), &named.name),
            Value::Unit(name) | Value::Text(name) => (None, name),
            _ => return false,
        };
        let by_key = id.is_some() && id == self.key.as_deref();
        by_key || name.to_lowercase() == self.name.to_lowercase()
    }
}

/// A table for people: every cell in words, an empty one where nothing is filled in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PrintedTable {
    /// The headings of the columns.
    pub headings: Vec<String>,
    /// Whether a column holds numbers, which are set to the right.
    pub numeric: Vec<bool>,
    /// The rows, each with as many cells as there are headings.
    pub rows: Vec<Vec<String>>,
}

impl PrintedTable {
    /// The same table without the columns in which every cell is empty.
    #[must_use]
    pub fn without_empty_columns(&self) -> Self {
        let filled = |column: usize| {
            let mut cells = self.rows.iter().filter_map(|row| row.get(column));
            cells.any(|cell| !cell.is_empty())
        };
        let kept: Vec<usize> = (0..self.headings.len()).filter(|at| filled(*at)).collect();
        let texts =
            |row: &Vec<String>| kept.iter().filter_map(|at| row.get(*at).cloned()).collect();
        Self {
            headings: texts(&self.headings),
            numeric: kept
                .iter()
                .filter_map(|at| self.numeric.get(*at).copied())
                .collect(),
            rows: self.rows.iter().map(texts).collect(),
        }
    }
}

/// What is wrong, and in which row and column, counted from 0.
pub type CellFault = (Option<(usize, usize)>, String);

impl FieldType {
    /// The columns that are filled in, leaving out those that are computed.
    pub fn written_columns(&self) -> impl Iterator<Item = &Column> {
        let columns = self.columns().unwrap_or_default();
        columns.iter().filter(|column| !column.computed)
    }

    /// The rows that are always there.
    pub fn fixed_rows(&self) -> Option<&FixedRows> {
        match self {
            Self::Table { rows, .. } => rows.as_ref(),
            _ => None,
        }
    }

    /// What stands in a cell of a row: what was filled in, or what is computed from it.
    pub fn cell<'r>(&self, row: &'r Row, column: &str) -> Option<Cow<'r, Value>> {
        match self {
            Self::Risks { matrix, .. } => match compiled::computed(matrix, row, column) {
                Some(value) => Some(Cow::Owned(value)),
                None => row.get(column).map(Cow::Borrowed),
            },
            _ => row.get(column).map(Cow::Borrowed),
        }
    }

    /// The table for people; nothing for a value that is no table.
    pub fn print_table(&self, value: &Value) -> Option<PrintedTable> {
        let (Some(columns), Value::Table(rows)) = (self.columns(), value) else {
            return None;
        };
        let print = |row: &Row| {
            let cells = columns.iter().map(|column| {
                let cell = self.cell(row, column.key.as_str());
                cell.map(|cell| column.kind.print(&cell))
                    .unwrap_or_default()
            });
            cells.collect()
        };
        Some(PrintedTable {
            headings: columns.iter().map(|column| column.title.clone()).collect(),
            numeric: columns
                .iter()
                .map(|column| column.kind.is_numeric())
                .collect(),
            rows: rows.iter().map(print).collect(),
        })
    }

    fn is_numeric(&self) -> bool {
        matches!(self, Self::Number | Self::Money | Self::Count)
    }

    /// Reads a table whose cells were typed one by one, row by row in the order of
    /// [`FieldType::written_columns`]. A row where nothing is typed, or nothing but the name of a
    /// fixed row, is no row.
    ///
    /// # Errors
    /// Every fault with the row and the column it is about, from 0; without them where it is about
    /// the whole table.
    pub fn from_cells(
        &self,
        typed: &[Vec<String>],
        directory: &Directory,
    ) -> Result<Option<Value>, Vec<CellFault>> {
        let mut faults = Vec::new();
        let mut rows = Vec::new();
        let named_first = usize::from(self.fixed_rows().is_some());
        for (number, cells) in typed.iter().enumerate() {
            if cells
                .iter()
                .skip(named_first)
                .all(|cell| cell.trim().is_empty())
            {
                continue;
            }
            let mut row = Row::new();
            for (place, (column, cell)) in self.written_columns().zip(cells).enumerate() {
                match column.kind.from_form_with(cell, directory) {
                    Ok(Some(value)) => {
                        row.insert(column.key.clone(), value);
                    }
                    Ok(None) => {}
                    Err(fault) => faults.push((Some((number, place)), fault)),
                }
            }
            rows.push(row);
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        let rows = self.settled(rows).map_err(|fault| vec![(None, fault)])?;
        Ok((!rows.is_empty()).then_some(Value::Table(rows)))
    }

    /// The first of the rows that the file lists which is not there.
    pub fn missing_row(&self, rows: &[Row]) -> Option<&str> {
        let (Some(FixedRows::Listed(listed)), Some(first)) =
            (self.fixed_rows(), self.written_columns().next())
        else {
            return None;
        };
        let is_there = |name: &String| {
            let mut names = rows.iter().filter_map(|row| row.get(&first.key));
            names.any(|cell| first.kind.print(cell) == *name)
        };
        let missing = listed.iter().find(|name| !is_there(name));
        missing.map(String::as_str)
    }

    /// The names of those listed that no row is about.
    pub fn without_row<'l>(&self, rows: &[Row], listed: &'l [ListedRow]) -> Vec<&'l str> {
        let Some(first) = self.written_columns().next() else {
            return Vec::new();
        };
        let cells: Vec<&Value> = rows.iter().filter_map(|row| row.get(&first.key)).collect();
        let without = listed
            .iter()
            .filter(|one| !cells.iter().any(|cell| one.is_named_by(cell)));
        without.map(|one| one.name.as_str()).collect()
    }

    /// Puts the rows in the order of the list, and refuses one that is not on it or comes twice.
    pub(crate) fn settled(&self, rows: Vec<Row>) -> Result<Vec<Row>, String> {
        let (Some(fixed), Some(first)) = (self.fixed_rows(), self.written_columns().next()) else {
            return Ok(rows);
        };
        let name = |row: &Row| row.get(&first.key).map(|cell| first.kind.print(cell));
        let mut seen: Vec<String> = Vec::new();
        for row in &rows {
            let name = name(row)
                .ok_or_else(|| format!("Varje rad ska ha något i kolumnen ”{}”.", first.title))?;
            if seen.contains(&name) {
                return Err(format!("Raden '{name}' finns två gånger."));
            }
            if let FixedRows::Listed(listed) = fixed
                && !listed.contains(&name)
            {
                return Err(format!(
                    "Raden '{name}' finns inte i tabellen. Raderna är: {}.",
                    listed.join(", ")
                ));
            }
            seen.push(name);
        }
        let FixedRows::Listed(listed) = fixed else {
            return Ok(rows);
        };
        let mut rows = rows;
        rows.sort_by_key(|row| {
            let name = name(row);
            listed.iter().position(|one| Some(one) == name.as_ref())
        });
        Ok(rows)
    }
}
