//! The forms of a value outside the page: for people, and in a matter file.

use chrono::{Datelike, NaiveDate};
use toml::value::{Date, Datetime};

use super::form::chosen;
use super::{Column, FieldType, Number, Row, Value};
use crate::domain::swedish;

impl FieldType {
    /// The value in words: "ja", "13 december 2021", the title of a choice, a table row by row.
    pub fn print(&self, value: &Value) -> String {
        match value {
            Value::Text(text) | Value::Richtext(text) => text.clone(),
            Value::Bool(true) => "ja".to_owned(),
            Value::Bool(false) => "nej".to_owned(),
            Value::Number(number) => number.swedish(),
            Value::Date(date) => swedish::date(*date),
            Value::Enum(key) | Value::Level(key) => self
                .choices()
                .and_then(|choices| choices.iter().find(|choice| choice.key == *key))
                .map_or_else(|| key.to_string(), |choice| choice.title.clone()),
            Value::Country(country) => country.name().to_owned(),
            Value::Table(rows) => {
                let columns = self.columns().unwrap_or_default();
                rows.iter()
                    .map(|row| print_row(columns, row))
                    .collect::<Vec<_>>()
                    .join("; ")
            }
        }
    }

    /// Reads a value of a matter file or a scenario.
    ///
    /// The error is a Swedish sentence that says how to mend it. A table may be an array of tables
    /// or the text that [`FieldType::from_form`] reads.
    pub fn from_toml(&self, written: &toml::Value) -> Result<Value, String> {
        match (self, written) {
            (Self::Bool, toml::Value::Boolean(truth)) => Ok(Value::Bool(*truth)),
            (Self::Number, toml::Value::Integer(whole)) => Number::try_from(*whole)
                .map(Value::Number)
                .map_err(|bad| bad.to_string()),
            (Self::Number, toml::Value::Float(float)) => float
                .to_string()
                .parse()
                .map(Value::Number)
                .map_err(|bad: super::BadNumber| bad.to_string()),
            (
                Self::Date,
                toml::Value::Datetime(Datetime {
                    date: Some(date),
                    time: None,
                    offset: None,
                }),
            ) => swedish::parse_date(&date.to_string())
                .map(Value::Date)
                .map_err(|fault| fault.to_string()),
            (Self::Table { columns }, toml::Value::Array(rows)) => rows
                .iter()
                .map(|row| row_from_toml(columns, row))
                .collect::<Result<_, _>>()
                .map(Value::Table),
            // Strict where the page is forgiving: a file is compared and exported again.
            (Self::Enum { choices }, toml::Value::String(text)) => {
                chosen(choices, text).map(Value::Enum)
            }
            (Self::Level { choices, .. }, toml::Value::String(text)) => {
                chosen(choices, text).map(Value::Level)
            }
            (
                Self::Text
                | Self::Richtext
                | Self::Number
                | Self::Date
                | Self::Country
                | Self::Table { .. },
                toml::Value::String(text),
            ) => self
                .from_form(text)?
                .ok_or_else(|| "Värdet är tomt: skriv något eller ta bort raden.".to_owned()),
            _ => Err(format!(
                "Här ska stå {}, men det står {}.",
                self.in_toml(),
                toml_name(written)
            )),
        }
    }

    /// What a file should hold for this type, for messages.
    fn in_toml(&self) -> &'static str {
        match self {
            Self::Text | Self::Richtext => "en text inom citattecken",
            Self::Bool => "true eller false",
            Self::Number => "ett tal",
            Self::Date => "ett datum, till exempel 2021-12-13",
            Self::Enum { .. } | Self::Level { .. } => "ett av värdena inom citattecken",
            Self::Country => "ett land, till exempel \"SE\"",
            Self::Table { .. } => "en lista med rader, till exempel [{ … }, { … }]",
        }
    }
}

impl Value {
    /// The value in a matter file.
    pub fn to_toml(&self) -> toml::Value {
        match self {
            Self::Text(text) | Self::Richtext(text) => toml::Value::String(text.clone()),
            Self::Bool(truth) => toml::Value::Boolean(*truth),
            Self::Number(number) => number_to_toml(*number),
            Self::Date(date) => date_to_toml(*date),
            Self::Enum(key) | Self::Level(key) => toml::Value::String(key.to_string()),
            Self::Country(country) => toml::Value::String(country.to_string()),
            Self::Table(rows) => toml::Value::Array(rows.iter().map(row_to_toml).collect()),
        }
    }
}

fn print_row(columns: &[Column], row: &Row) -> String {
    let cells: Vec<String> = columns
        .iter()
        .filter_map(|column| {
            row.get(&column.key)
                .map(|cell| format!("{}: {}", column.title, column.kind.print(cell)))
        })
        .collect();
    cells.join(", ")
}

fn row_from_toml(columns: &[Column], written: &toml::Value) -> Result<Row, String> {
    let toml::Value::Table(cells) = written else {
        return Err(format!(
            "Varje rad ska vara en tabell {{ … }}, men här står {}.",
            toml_name(written)
        ));
    };
    let mut row = Row::new();
    for (name, cell) in cells {
        let Some(column) = columns.iter().find(|column| column.key.as_str() == name) else {
            let known: Vec<&str> = columns.iter().map(|column| column.key.as_str()).collect();
            return Err(format!(
                "Kolumnen '{name}' finns inte. Kolumnerna heter: {}.",
                known.join(", ")
            ));
        };
        let value = column
            .kind
            .from_toml(cell)
            .map_err(|fault| format!("Kolumnen '{name}': {fault}"))?;
        row.insert(column.key.clone(), value);
    }
    Ok(row)
}

fn row_to_toml(row: &Row) -> toml::Value {
    toml::Value::Table(
        row.iter()
            .map(|(key, cell)| (key.to_string(), cell.to_toml()))
            .collect(),
    )
}

/// A whole number stays whole in the file. Decimals become a TOML float, whose shortest form reads
/// back as the same four decimals as long as it has at most fifteen digits; beyond that, as text.
fn number_to_toml(number: Number) -> toml::Value {
    let plain = number.to_string();
    if let Ok(whole) = plain.parse() {
        return toml::Value::Integer(whole);
    }
    match plain.parse::<f64>() {
        Ok(float) if float.to_string() == plain => toml::Value::Float(float),
        _ => toml::Value::String(plain),
    }
}

fn date_to_toml(date: NaiveDate) -> toml::Value {
    let parts = (
        u16::try_from(date.year()),
        u8::try_from(date.month()),
        u8::try_from(date.day()),
    );
    match parts {
        (Ok(year), Ok(month), Ok(day)) => toml::Value::Datetime(Datetime {
            date: Some(Date { year, month, day }),
            time: None,
            offset: None,
        }),
        _ => toml::Value::String(date.to_string()),
    }
}

/// The name of a TOML type, for messages.
pub(crate) fn toml_name(written: &toml::Value) -> &'static str {
    match written {
        toml::Value::String(_) => "en text",
        toml::Value::Integer(_) | toml::Value::Float(_) => "ett tal",
        toml::Value::Boolean(_) => "true eller false",
        toml::Value::Datetime(_) => "ett datum",
        toml::Value::Array(_) => "en lista",
        toml::Value::Table(_) => "en tabell",
    }
}
