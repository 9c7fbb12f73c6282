//! What a person types in a form, and the same text back.

use super::{Choice, Column, Country, FieldType, Number, Row, Value};
use crate::domain::swedish::parse_date;
use crate::workflow::keys::ChoiceKey;

/// What stands between two cells of a row.
const CELL: char = '|';

impl FieldType {
    /// Reads what a person typed. Nothing typed is no value.
    ///
    /// The error is a Swedish sentence that says how to mend it. A table is typed with one row to a
    /// line and ` | ` between the cells; see [`FieldType::help`].
    pub fn from_form(&self, raw: &str) -> Result<Option<Value>, String> {
        let typed = raw.trim();
        if typed.is_empty() {
            return Ok(None);
        }
        let value = match self {
            Self::Text => one_line(typed)?,
            Self::Richtext => Value::Richtext(typed.replace("\r\n", "\n")),
            Self::Bool => yes_or_no(typed)?,
            Self::Number => Value::Number(typed.parse::<Number>().map_err(|bad| bad.to_string())?),
            Self::Date => Value::Date(parse_date(typed).map_err(|fault| fault.to_string())?),
            Self::Enum { choices } => Value::Enum(chosen(choices, typed)?),
            Self::Level { choices, .. } => Value::Level(chosen(choices, typed)?),
            Self::Country => Value::Country(typed.parse::<Country>()?),
            Self::Table { columns } => return rows(columns, typed),
        };
        Ok(Some(value))
    }

    /// The text that [`FieldType::from_form`] reads back as `value`.
    pub fn form_text(&self, value: &Value) -> String {
        match (self, value) {
            (Self::Table { columns }, Value::Table(rows)) => {
                let lines: Vec<String> = rows.iter().map(|row| line(columns, row)).collect();
                lines.join("\n")
            }
            (_, Value::Text(text) | Value::Richtext(text)) => text.clone(),
            (_, Value::Bool(true)) => "ja".to_owned(),
            (_, Value::Bool(false)) => "nej".to_owned(),
            (_, Value::Number(number)) => number.swedish(),
            (_, Value::Date(date)) => date.to_string(),
            (_, Value::Enum(key) | Value::Level(key)) => key.to_string(),
            (_, Value::Country(country)) => country.to_string(),
            (_, Value::Table(_)) => String::new(),
        }
    }

    /// How to fill in the field, where it is not plain to see.
    pub fn help(&self) -> Option<String> {
        match self {
            Self::Date => Some("Till exempel 2021-12-13 eller 13 december 2021.".to_owned()),
            Self::Country => Some("Skriv landets namn eller dess två bokstäver.".to_owned()),
            Self::Table { columns } => {
                let titles: Vec<&str> =
                    columns.iter().map(|column| column.title.as_str()).collect();
                Some(format!(
                    "Skriv en rad för varje post, med ” | ” mellan kolumnerna: {}. Lämna tomt mellan strecken där en uppgift saknas.",
                    titles.join(" | ")
                ))
            }
            _ => None,
        }
    }
}

fn one_line(typed: &str) -> Result<Value, String> {
    if typed.contains(['\n', '\r']) {
        return Err("Skriv på en enda rad.".to_owned());
    }
    Ok(Value::Text(typed.to_owned()))
}

fn yes_or_no(typed: &str) -> Result<Value, String> {
    match typed.to_lowercase().as_str() {
        "ja" | "true" => Ok(Value::Bool(true)),
        "nej" | "false" => Ok(Value::Bool(false)),
        _ => Err(format!("Svara ja eller nej, inte '{typed}'.")),
    }
}

/// The choice that was typed, by its key or its title.
pub(super) fn chosen(choices: &[Choice], typed: &str) -> Result<ChoiceKey, String> {
    let wanted = typed.to_lowercase();
    choices
        .iter()
        .find(|choice| choice.key.as_str() == typed)
        .or_else(|| {
            choices
                .iter()
                .find(|choice| choice.title.to_lowercase() == wanted)
        })
        .map(|choice| choice.key.clone())
        .ok_or_else(|| {
            let allowed: Vec<&str> = choices.iter().map(|choice| choice.key.as_str()).collect();
            format!(
                "'{typed}' går inte att välja. Välj bland: {}.",
                allowed.join(", ")
            )
        })
}

fn rows(columns: &[Column], typed: &str) -> Result<Option<Value>, String> {
    let mut rows = Vec::new();
    for (number, line) in typed
        .lines()
        .enumerate()
        .filter(|(_, line)| !line.trim().is_empty())
    {
        let row = cells(columns, line).map_err(|fault| format!("Rad {}: {fault}", number + 1))?;
        if !row.is_empty() {
            rows.push(row);
        }
    }
    Ok(if rows.is_empty() {
        None
    } else {
        Some(Value::Table(rows))
    })
}

fn cells(columns: &[Column], line: &str) -> Result<Row, String> {
    let typed = split(line);
    if typed.len() > columns.len() {
        let titles: Vec<&str> = columns.iter().map(|column| column.title.as_str()).collect();
        return Err(format!(
            "raden har {} delar men tabellen {} kolumner ({}). Skriv \\| om strecket hör till texten.",
            typed.len(),
            columns.len(),
            titles.join(" | ")
        ));
    }
    let mut row = Row::new();
    for (column, cell) in columns.iter().zip(typed) {
        let read = column
            .kind
            .from_form(&cell)
            .map_err(|fault| format!("{}: {fault}", column.title))?;
        if let Some(value) = read {
            row.insert(column.key.clone(), value);
        }
    }
    Ok(row)
}

/// The cells of a line. `\|` is a bar in the text, `\\` a backslash, `\n` a new line.
fn split(line: &str) -> Vec<String> {
    let mut cells = vec![String::new()];
    let mut letters = line.chars();
    while let Some(letter) = letters.next() {
        if letter == CELL {
            cells.push(String::new());
            continue;
        }
        let written = match letter {
            '\\' => match letters.next() {
                Some('n') => "\n".to_owned(),
                Some(bar @ (CELL | '\\')) => bar.to_string(),
                Some(other) => format!("\\{other}"),
                None => "\\".to_owned(),
            },
            other => other.to_string(),
        };
        if let Some(cell) = cells.last_mut() {
            cell.push_str(&written);
        }
    }
    cells
}

fn line(columns: &[Column], row: &Row) -> String {
    let cells: Vec<String> = columns
        .iter()
        .map(|column| {
            let text = row
                .get(&column.key)
                .map(|cell| column.kind.form_text(cell))
                .unwrap_or_default();
            text.replace('\\', "\\\\")
                .replace(CELL, "\\|")
                .replace('\n', "\\n")
        })
        .collect();
    cells.join(" | ")
}
