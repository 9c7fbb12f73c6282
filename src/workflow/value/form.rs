//! What a person types in a form, and the same text back.

use super::{Choice, Column, Country, Directory, FieldType, Number, Row, Value};
use crate::domain::swedish::parse_date;
use crate::workflow::keys::ChoiceKey;

/// What stands between two cells of a row.
const CELL: char = '|';

impl FieldType {
    /// Reads what a person typed, where nothing is known of whom and what can be named.
    ///
    /// As [`FieldType::from_form_with`].
    pub fn from_form(&self, raw: &str) -> Result<Option<Value>, String> {
        self.from_form_with(raw, &Directory::default())
    }

    /// Reads what a person typed. Nothing typed is no value.
    ///
    /// The error is a Swedish sentence that says how to mend it. A table is typed with one row to a
    /// line and ` | ` between the cells; see [`FieldType::help`].
    pub fn from_form_with(
        &self,
        raw: &str,
        directory: &Directory,
    ) -> Result<Option<Value>, String> {
        let typed = raw.trim();
        if typed.is_empty() {
            return Ok(None);
        }
        let value = match self {
            Self::Text => one_line(typed).map(Value::Text)?,
            Self::Richtext => Value::Richtext(typed.replace("\r\n", "\n")),
            Self::Bool => yes_or_no(typed)?,
            Self::Number => Value::Number(typed.parse::<Number>().map_err(|bad| bad.to_string())?),
            Self::Date => Value::Date(parse_date(typed).map_err(|fault| fault.to_string())?),
            Self::Enum { choices } => Value::Enum(chosen(choices, typed)?),
            Self::Level { choices, .. } => Value::Level(chosen(choices, typed)?),
            Self::Several { choices } => return several(choices, typed),
            Self::Country => Value::Country(typed.parse::<Country>()?),
            Self::Money => Value::Money(typed.parse()?),
            Self::Cost => Value::Cost(typed.parse()?),
            Self::Count => Value::Count(typed.parse()?),
            Self::FuzzyDate => Value::FuzzyDate(typed.parse()?),
            Self::Person => Value::Person(directory.person(typed)?),
            Self::Unit => one_line(typed).map(Value::Unit)?,
            Self::Body => Value::Body(directory.body(typed)?),
            Self::Attachment => Value::Attachment(directory.attachment(typed)?),
            Self::Matter => Value::Matter(directory.matter(typed)?),
            Self::Table { .. } | Self::Risks { .. } | Self::Activities { .. } => {
                let rows = self.settled(self.rows(typed, directory)?)?;
                return Ok((!rows.is_empty()).then_some(Value::Table(rows)));
            }
        };
        Ok(Some(value))
    }

    /// The text that [`FieldType::from_form`] reads back as `value`.
    pub fn form_text(&self, value: &Value) -> String {
        match (self, value) {
            (_, Value::Table(rows)) => {
                let lines: Vec<String> = rows.iter().map(|row| self.line(row)).collect();
                lines.join("\n")
            }
            (_, Value::Text(text) | Value::Richtext(text) | Value::Unit(text)) => text.clone(),
            (_, Value::Bool(true)) => "ja".to_owned(),
            (_, Value::Bool(false)) => "nej".to_owned(),
            (_, Value::Number(number)) => number.swedish(),
            (_, Value::Date(date)) => date.to_string(),
            (_, Value::Enum(key) | Value::Level(key)) => key.to_string(),
            (_, Value::Several(keys)) => {
                let keys: Vec<&str> = keys.iter().map(ChoiceKey::as_str).collect();
                keys.join(", ")
            }
            (_, Value::Country(country)) => country.to_string(),
            (_, Value::Money(money)) => money.to_string(),
            (_, Value::Cost(cost)) => cost.to_string(),
            (_, Value::Count(count)) => count.to_string(),
            (_, Value::FuzzyDate(date)) => date.swedish(),
            (_, Value::Person(named)) => named.name.clone(),
            (_, Value::Body(named)) => named.name.clone(),
            (_, Value::Attachment(named)) => named.name.clone(),
            (_, Value::Matter(named)) => named.name.clone(),
        }
    }

    /// How to fill in the field, where it is not plain to see.
    pub fn help(&self) -> Option<String> {
        match self {
            Self::Date => Some("Till exempel 2021-12-13 eller 13 december 2021.".to_owned()),
            Self::Country => Some("Skriv landets namn eller dess två bokstäver.".to_owned()),
            Self::Money => Some("Till exempel 2 500 000 kronor, 50 tkr eller ca 2 mnkr.".to_owned()),
            Self::Cost => Some(
                "Till exempel 50 tkr per år, ca 2 mnkr under tre år eller 10 tkr i engångskostnad. Det går bra att skriva med ord också."
                    .to_owned(),
            ),
            Self::Count => Some(
                "Till exempel 43 eller ca 650. Skriv ”ej insamlat” om ingen har räknat; 0 betyder att det inte fanns några."
                    .to_owned(),
            ),
            Self::FuzzyDate => Some(
                "En dag, en månad, en årstid, ett år eller från–till: 13 december 2021, maj 2022, hösten 2022, 2022, maj–juni 2022."
                    .to_owned(),
            ),
            Self::Person => Some("Skriv namnet eller e-postadressen.".to_owned()),
            Self::Body => Some("Skriv organets namn.".to_owned()),
            Self::Attachment => Some("Skriv bilagans namn som det står i ärendet.".to_owned()),
            Self::Matter => Some("Skriv ärendets diarienummer.".to_owned()),
            Self::Table { .. } | Self::Risks { .. } | Self::Activities { .. } => {
                let titles: Vec<&str> = self
                    .written_columns()
                    .map(|column| column.title.as_str())
                    .collect();
                Some(format!(
                    "Skriv en rad för varje post, med ” | ” mellan kolumnerna: {}. Lämna tomt mellan strecken där en uppgift saknas.",
                    titles.join(" | ")
                ))
            }
            _ => None,
        }
    }

    fn rows(&self, typed: &str, directory: &Directory) -> Result<Vec<Row>, String> {
        let mut rows = Vec::new();
        for (number, line) in typed
            .lines()
            .enumerate()
            .filter(|(_, line)| !line.trim().is_empty())
        {
            let row = self
                .cells(line, directory)
                .map_err(|fault| format!("Rad {}: {fault}", number + 1))?;
            if !row.is_empty() {
                rows.push(row);
            }
        }
        Ok(rows)
    }

    fn cells(&self, line: &str, directory: &Directory) -> Result<Row, String> {
        let columns: Vec<&Column> = self.written_columns().collect();
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
        for (column, cell) in columns.into_iter().zip(typed) {
            let read = column
                .kind
                .from_form_with(&cell, directory)
                .map_err(|fault| format!("{}: {fault}", column.title))?;
            if let Some(value) = read {
                row.insert(column.key.clone(), value);
            }
        }
        Ok(row)
    }

    fn line(&self, row: &Row) -> String {
        let cells: Vec<String> = self
            .written_columns()
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
}

fn one_line(typed: &str) -> Result<String, String> {
    if typed.contains(['\n', '\r']) {
        return Err("Skriv på en enda rad.".to_owned());
    }
    Ok(typed.to_owned())
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

/// Some of the choices, apart by commas; kept in the order of the list.
pub(super) fn several(choices: &[Choice], typed: &str) -> Result<Option<Value>, String> {
    let words = typed.split([',', ';', '\n']).map(str::trim);
    let typed = words
        .filter(|word| !word.is_empty())
        .map(|word| chosen(choices, word))
        .collect::<Result<Vec<_>, _>>()?;
    let keys: Vec<ChoiceKey> = choices
        .iter()
        .map(|choice| choice.key.clone())
        .filter(|key| typed.contains(key))
        .collect();
    Ok((!keys.is_empty()).then_some(Value::Several(keys)))
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
