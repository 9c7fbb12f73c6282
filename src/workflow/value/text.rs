//! The forms of a value outside the page: for people, and in a matter file.

use chrono::{Datelike, NaiveDate};
use toml::value::{Date, Datetime};

use super::form::{chosen, several};
use super::{Count, Directory, FieldType, Named, Number, Row, Value};
use crate::domain::swedish;
use crate::workflow::keys::ChoiceKey;

impl FieldType {
    /// The value in words: "ja", "13 december 2021", the title of a choice, a table row by row.
    pub fn print(&self, value: &Value) -> String {
        match value {
            Value::Text(text) | Value::Richtext(text) | Value::Unit(text) => text.clone(),
            Value::Bool(true) => "ja".to_owned(),
            Value::Bool(false) => "nej".to_owned(),
            Value::Number(number) => number.swedish(),
            Value::Date(date) => swedish::date(*date),
            Value::Enum(key) | Value::Level(key) => self.title_of(key),
            Value::Several(keys) => {
                let titles: Vec<String> = keys.iter().map(|key| self.title_of(key)).collect();
                swedish::list(&titles)
            }
            Value::Country(country) => country.name().to_owned(),
            Value::Money(money) => money.to_string(),
            Value::Cost(cost) => cost.to_string(),
            Value::Count(count) => count.to_string(),
            Value::FuzzyDate(date) => date.swedish(),
            Value::Person(named) => named.name.clone(),
            Value::Body(named) => named.name.clone(),
            Value::Attachment(named) => named.name.clone(),
            Value::Matter(named) => named.name.clone(),
            Value::Table(rows) => {
                let rows: Vec<String> = rows.iter().map(|row| self.print_row(row)).collect();
                rows.join("; ")
            }
        }
    }

    fn title_of(&self, key: &ChoiceKey) -> String {
        let choices = self.choices().unwrap_or_default();
        let choice = choices.iter().find(|choice| choice.key == *key);
        choice.map_or_else(|| key.to_string(), |choice| choice.title.clone())
    }

    fn print_row(&self, row: &Row) -> String {
        let columns = self.columns().unwrap_or_default().iter();
        let cells: Vec<String> = columns
            .filter_map(|column| {
                self.cell(row, column.key.as_str())
                    .map(|cell| format!("{}: {}", column.title, column.kind.print(&cell)))
            })
            .collect();
        cells.join(", ")
    }

    /// Reads a value of a matter file or a scenario, where nothing is known of whom and what can be
    /// named.
    ///
    /// As [`FieldType::from_toml_with`].
    pub fn from_toml(&self, written: &toml::Value) -> Result<Value, String> {
        self.from_toml_with(written, &Directory::default())
    }

    /// Reads a value of a matter file or a scenario.
    ///
    /// The error is a Swedish sentence that says how to mend it. A table may be an array of tables
    /// or the text that [`FieldType::from_form`] reads.
    pub fn from_toml_with(
        &self,
        written: &toml::Value,
        directory: &Directory,
    ) -> Result<Value, String> {
        match (self, written) {
            (Self::Bool, toml::Value::Boolean(truth)) => Ok(Value::Bool(*truth)),
            // Strict where the page is forgiving: a file is compared and exported again.
            (Self::Enum { choices }, toml::Value::String(text)) => {
                chosen(choices, text).map(Value::Enum)
            }
            (Self::Level { choices, .. }, toml::Value::String(text)) => {
                chosen(choices, text).map(Value::Level)
            }
            (Self::Several { choices }, toml::Value::Array(list)) => {
                let words: Option<Vec<&str>> = list.iter().map(toml::Value::as_str).collect();
                let words = words.ok_or_else(|| self.unexpected(written))?;
                several(choices, &words.join(","))?.ok_or_else(empty)
            }
            (
                Self::Number | Self::Money | Self::Cost | Self::Count | Self::FuzzyDate,
                toml::Value::Integer(_),
            )
            | (Self::Number | Self::Money | Self::Cost, toml::Value::Float(_)) => {
                self.read_back(&written.to_string(), directory)
            }
            (
                Self::Date | Self::FuzzyDate,
                toml::Value::Datetime(Datetime {
                    date: Some(date),
                    time: None,
                    offset: None,
                }),
            ) => self.read_back(&date.to_string(), directory),
            (Self::Count, toml::Value::Table(parts)) => count_from_toml(parts).map(Value::Count),
            (Self::Person, toml::Value::Table(parts)) => named(parts).map(Value::Person),
            (Self::Body, toml::Value::Table(parts)) => named(parts).map(Value::Body),
            (Self::Matter, toml::Value::Table(parts)) => named(parts).map(Value::Matter),
            (
                Self::Table { .. } | Self::Risks { .. } | Self::Activities { .. },
                toml::Value::Array(rows),
            ) => {
                let rows = rows.iter().map(|row| self.row_from_toml(row, directory));
                let rows = self.settled(rows.collect::<Result<_, _>>()?)?;
                Ok(Value::Table(rows))
            }
            (Self::Bool, toml::Value::String(_)) => Err(self.unexpected(written)),
            (_, toml::Value::String(text)) => self.read_back(text, directory),
            _ => Err(self.unexpected(written)),
        }
    }

    fn read_back(&self, text: &str, directory: &Directory) -> Result<Value, String> {
        self.from_form_with(text, directory)?.ok_or_else(empty)
    }

    fn unexpected(&self, written: &toml::Value) -> String {
        format!(
            "Här ska stå {}, men det står {}.",
            self.in_toml(),
            toml_name(written)
        )
    }

    fn row_from_toml(&self, written: &toml::Value, directory: &Directory) -> Result<Row, String> {
        let toml::Value::Table(cells) = written else {
            return Err(format!(
                "Varje rad ska vara en tabell {{ … }}, men här står {}.",
                toml_name(written)
            ));
        };
        let mut row = Row::new();
        for (name, cell) in cells {
            let mut columns = self.written_columns();
            let Some(column) = columns.find(|column| column.key.as_str() == name) else {
                let known: Vec<&str> = self
                    .written_columns()
                    .map(|column| column.key.as_str())
                    .collect();
                return Err(format!(
                    "Kolumnen '{name}' finns inte. Kolumnerna heter: {}.",
                    known.join(", ")
                ));
            };
            let value = column
                .kind
                .from_toml_with(cell, directory)
                .map_err(|fault| format!("Kolumnen '{name}': {fault}"))?;
            row.insert(column.key.clone(), value);
        }
        Ok(row)
    }

    /// What a file should hold for this type, for messages.
    fn in_toml(&self) -> &'static str {
        match self {
            Self::Text | Self::Richtext => "en text inom citattecken",
            Self::Bool => "true eller false",
            Self::Number => "ett tal",
            Self::Date => "ett datum, till exempel 2021-12-13",
            Self::Enum { .. } | Self::Level { .. } => "ett av värdena inom citattecken",
            Self::Several { .. } => "en lista med några av värdena, till exempel [\"a\", \"b\"]",
            Self::Country => "ett land, till exempel \"SE\"",
            Self::Money => "ett belopp, till exempel \"50 tkr\"",
            Self::Cost => "en kostnad, till exempel \"ca 2 mnkr under tre år\"",
            Self::Count => {
                "ett antal: 43, { value = 650, approx = true } eller { collected = false }"
            }
            Self::FuzzyDate => "en tid, till exempel 2021-12-13 eller \"hösten 2022\"",
            Self::Person => "en person, till exempel \"Anna Andersson\"",
            Self::Unit => "en enhet, till exempel \"Kansliet\"",
            Self::Body => "ett organ, till exempel \"ks\"",
            Self::Attachment => "en bilaga, till exempel \"Bilaga 1\"",
            Self::Matter => "ett ärende, till exempel \"KS 2021/345\"",
            Self::Table { .. } | Self::Risks { .. } | Self::Activities { .. } => {
                "en lista med rader, till exempel [{ … }, { … }]"
            }
        }
    }
}

impl Value {
    /// The value in a matter file.
    pub fn to_toml(&self) -> toml::Value {
        match self {
            Self::Text(text) | Self::Richtext(text) | Self::Unit(text) => {
                toml::Value::String(text.clone())
            }
            Self::Bool(truth) => toml::Value::Boolean(*truth),
            Self::Number(number) => number_to_toml(*number),
            Self::Date(date) => date_to_toml(*date),
            Self::Enum(key) | Self::Level(key) => toml::Value::String(key.to_string()),
            Self::Several(keys) => {
                let keys = keys.iter().map(|key| toml::Value::String(key.to_string()));
                toml::Value::Array(keys.collect())
            }
            Self::Country(country) => toml::Value::String(country.to_string()),
            Self::Money(money) => plain_text(&money.to_string()),
            Self::Cost(cost) => plain_text(&cost.to_string()),
            Self::Count(count) => count_to_toml(*count),
            Self::FuzzyDate(date) => date
                .day()
                .map_or_else(|| plain_text(&date.swedish()), date_to_toml),
            Self::Person(named) => named_to_toml(named),
            Self::Body(named)
                if named
                    .id
                    .as_ref()
                    .is_some_and(|key| key.as_str() == named.name) =>
            {
                toml::Value::String(named.name.clone())
            }
            Self::Body(named) => named_to_toml(named),
            Self::Attachment(named) => toml::Value::String(named.name.clone()),
            Self::Matter(named) => named_to_toml(named),
            Self::Table(rows) => toml::Value::Array(rows.iter().map(row_to_toml).collect()),
        }
    }
}

fn empty() -> String {
    "Värdet är tomt: skriv något eller ta bort raden.".to_owned()
}

/// The words with ordinary spaces, as people write them in a file.
fn plain_text(words: &str) -> toml::Value {
    toml::Value::String(words.replace(swedish::NO_BREAK_SPACE, " "))
}

/// A name alone, or with the identity where it is known.
fn named_to_toml<Id: ToString>(named: &Named<Id>) -> toml::Value {
    let name = toml::Value::String(named.name.clone());
    match &named.id {
        None => name,
        Some(id) => toml::Value::Table(toml::Table::from_iter([
            ("id".to_owned(), toml::Value::String(id.to_string())),
            ("name".to_owned(), name),
        ])),
    }
}

fn named<Id: std::str::FromStr>(parts: &toml::Table) -> Result<Named<Id>, String> {
    let text = |key: &str| parts.get(key).and_then(toml::Value::as_str);
    let (Some(id), Some(name), 2) = (text("id"), text("name"), parts.len()) else {
        return Err("Skriv bara namnet, eller { id = \"…\", name = \"…\" }.".to_owned());
    };
    let id = id
        .parse()
        .map_err(|_| format!("'{id}' är ingen identitet: skriv bara namnet."))?;
    Ok(Named {
        id: Some(id),
        name: name.to_owned(),
    })
}

fn count_to_toml(count: Count) -> toml::Value {
    let number = |number: u32| toml::Value::Integer(i64::from(number));
    let parts = match count {
        Count::Exact(exact) => return number(exact),
        Count::Approximate(about) => vec![
            ("value", number(about)),
            ("approx", toml::Value::Boolean(true)),
        ],
        Count::NotCollected => vec![("collected", toml::Value::Boolean(false))],
    };
    let parts = parts.into_iter().map(|(key, part)| (key.to_owned(), part));
    toml::Value::Table(parts.collect())
}

/// `{ value = 650, approx = true }` or `{ collected = false }`.
fn count_from_toml(parts: &toml::Table) -> Result<Count, String> {
    let wrong = || {
        "Skriv ett antal, { value = 650, approx = true } eller { collected = false }.".to_owned()
    };
    let truth = |key: &str, usual: bool| match parts.get(key) {
        None => Some(usual),
        Some(written) => written.as_bool(),
    };
    let known = ["value", "approx", "collected"];
    let (Some(approx), Some(collected)) = (truth("approx", false), truth("collected", true)) else {
        return Err(wrong());
    };
    if parts.keys().any(|key| !known.contains(&key.as_str())) {
        return Err(wrong());
    }
    let value = parts.get("value").map(|value| {
        value
            .as_integer()
            .and_then(|value| u32::try_from(value).ok())
    });
    match (collected, approx, value) {
        (false, false, None) => Ok(Count::NotCollected),
        (true, true, Some(Some(value))) => Ok(Count::Approximate(value)),
        (true, false, Some(Some(value))) => Ok(Count::Exact(value)),
        _ => Err(wrong()),
    }
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
