//! A table of a file, asked key by key. What was never asked for is an unknown key.

use std::cell::RefCell;
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::inquiry::Form;
use super::notes::{Located, Notes};
use crate::workflow::finding::{Code, did_you_mean};

/// A value of the file with its place.
pub(in crate::workflow) type Written<'s> = &'s Spanned<DeValue<'s>>;

/// A table and where it stands.
pub(in crate::workflow) struct Table<'s> {
    notes: &'s Notes<'s>,
    entries: &'s DeTable<'s>,
    span: Range<usize>,
    /// What the table is, in the definite form: "fältet 'klass'".
    what: String,
    asked: RefCell<Vec<&'static str>>,
}

impl<'s> Table<'s> {
    pub(in crate::workflow) fn new(
        notes: &'s Notes<'s>,
        entries: &'s DeTable<'s>,
        span: Range<usize>,
        what: String,
    ) -> Self {
        if let Some(inquiry) = notes.inquiry() {
            inquiry.opened(entries);
        }
        Self {
            notes,
            entries,
            span,
            what,
            asked: RefCell::default(),
        }
    }

    pub(in crate::workflow) fn span(&self) -> &Range<usize> {
        &self.span
    }

    pub(in crate::workflow) fn entries(&self) -> &'s DeTable<'s> {
        self.entries
    }

    pub(in crate::workflow) fn notes(&self) -> &'s Notes<'s> {
        self.notes
    }

    /// The value of a key, of whatever type.
    pub(in crate::workflow) fn written(&self, key: &'static str) -> Option<Written<'s>> {
        self.ask(key, Form::Any)
    }

    fn ask(&self, key: &'static str, form: Form) -> Option<Written<'s>> {
        self.asked.borrow_mut().push(key);
        if let Some(inquiry) = self.notes.inquiry() {
            inquiry.asked(self.entries, key, form);
        }
        self.entries.get(key)
    }

    /// The value of a key that must be there.
    fn demand(&self, key: &'static str, form: Form) -> Option<Written<'s>> {
        let written = self.ask(key, form);
        if let Some(inquiry) = self.notes.inquiry() {
            inquiry.demanded(self.entries, key);
        }
        if written.is_none() {
            self.missing(key);
        }
        written
    }

    fn read_text(&self, key: &'static str, written: Written<'s>) -> Option<Located<&'s str>> {
        let text = text(self.notes, key, written)?;
        if let Some(inquiry) = self.notes.inquiry() {
            inquiry.text(self.entries, key, &text);
        }
        Some(text)
    }

    /// A text that is there to be read later, when more of the file is known.
    pub(in crate::workflow) fn text_for_later(&self, key: &'static str) {
        self.ask(key, Form::Text);
    }

    /// The value of a key that must be there.
    pub(in crate::workflow) fn demanded(&self, key: &'static str) -> Option<Written<'s>> {
        self.demand(key, Form::Any)
    }

    pub(in crate::workflow) fn missing(&self, key: &str) {
        self.notes.add(
            Code::MissingKey,
            &self.span,
            format!("{} saknar nyckeln '{key}'", self.what),
            None,
        );
    }

    /// A text that may be left out.
    pub(in crate::workflow) fn optional_text(&self, key: &'static str) -> Option<Located<&'s str>> {
        self.ask(key, Form::Text)
            .and_then(|written| self.read_text(key, written))
    }

    /// A text that must be there and say something.
    pub(in crate::workflow) fn text(&self, key: &'static str) -> Option<Located<&'s str>> {
        let text = self
            .demand(key, Form::Text)
            .and_then(|written| self.read_text(key, written))?;
        if text.value.trim().is_empty() {
            self.notes.add(
                Code::MissingKey,
                &text.span,
                format!("'{key}' är tom"),
                None,
            );
            return None;
        }
        Some(text)
    }

    /// A yes or no, no when left out.
    pub(in crate::workflow) fn truth(&self, key: &'static str) -> bool {
        let Some(written) = self.ask(key, Form::Truth) else {
            return false;
        };
        written.get_ref().as_bool().unwrap_or_else(|| {
            self.notes.wrong_type(key, "true eller false", written);
            false
        })
    }

    /// A whole number that must be there.
    pub(in crate::workflow) fn whole(&self, key: &'static str) -> Option<Located<i64>> {
        let written = self.demand(key, Form::Whole)?;
        if let Some(value) = whole(written.get_ref()) {
            Some(Located {
                value,
                span: written.span(),
            })
        } else {
            self.notes.wrong_type(key, "ett heltal", written);
            None
        }
    }

    /// A list of texts, empty when left out.
    pub(in crate::workflow) fn texts(&self, key: &'static str) -> Vec<Located<&'s str>> {
        let Some(written) = self.ask(key, Form::Texts) else {
            return Vec::new();
        };
        let Some(list) = written.get_ref().as_array() else {
            self.notes.wrong_type(key, "en lista med texter", written);
            return Vec::new();
        };
        list.iter()
            .filter_map(|one| self.read_text(key, one))
            .collect()
    }

    /// A table inside this one.
    pub(in crate::workflow) fn table(&self, key: &'static str, what: &str) -> Option<Table<'s>> {
        let written = self.ask(key, Form::Table)?;
        table(self.notes, key, written, what.to_owned())
    }

    /// The tables of a list (`[[gates]]`), each with its own `id` in its name.
    pub(in crate::workflow) fn tables(&self, key: &'static str, what: &str) -> Vec<Table<'s>> {
        self.ask(key, Form::Tables)
            .map(|written| list_of_tables(self.notes, key, written, what))
            .unwrap_or_default()
    }

    /// The named values of a table (`[fields]`), in the order of the file.
    pub(in crate::workflow) fn named(
        &self,
        key: &'static str,
    ) -> Vec<(Located<&'s str>, Written<'s>)> {
        let Some(written) = self.ask(key, Form::Named) else {
            return Vec::new();
        };
        if let Some(entries) = written.get_ref().as_table() {
            in_order(entries)
        } else {
            self.notes.wrong_type(key, "en tabell", written);
            Vec::new()
        }
    }

    /// Writes down every key that was never asked for.
    pub(in crate::workflow) fn finish(&self) {
        let asked = self.asked.borrow();
        for (key, _) in self.entries {
            let name = key.get_ref().as_ref();
            if !asked.contains(&name) {
                let message = format!("okänd nyckel '{name}' i {}", self.what);
                self.notes.add(
                    Code::UnknownKey,
                    &key.span(),
                    message,
                    did_you_mean(name, asked.iter().copied()),
                );
            }
        }
    }
}

impl Notes<'_> {
    pub(in crate::workflow) fn wrong_type(&self, key: &str, expected: &str, written: Written<'_>) {
        let message = format!(
            "'{key}' ska vara {expected}, men här står {}",
            toml_name(written.get_ref())
        );
        self.add(Code::WrongType, &written.span(), message, None);
    }
}

/// The entries of a table in the order of the file.
pub(in crate::workflow) fn in_order<'s>(
    entries: &'s DeTable<'s>,
) -> Vec<(Located<&'s str>, Written<'s>)> {
    let mut named: Vec<_> = entries
        .iter()
        .map(|(key, written)| {
            (
                Located {
                    value: key.get_ref().as_ref(),
                    span: key.span(),
                },
                written,
            )
        })
        .collect();
    named.sort_by_key(|(key, _)| key.span.start);
    named
}

pub(in crate::workflow) fn table<'s>(
    notes: &'s Notes<'s>,
    key: &str,
    written: Written<'s>,
    what: String,
) -> Option<Table<'s>> {
    if let Some(entries) = written.get_ref().as_table() {
        Some(Table::new(notes, entries, written.span(), what))
    } else {
        notes.wrong_type(key, "en tabell", written);
        None
    }
}

/// The tables of a list, each with its own `id` in its name.
pub(in crate::workflow) fn list_of_tables<'s>(
    notes: &'s Notes<'s>,
    key: &str,
    written: Written<'s>,
    what: &str,
) -> Vec<Table<'s>> {
    let Some(list) = written.get_ref().as_array() else {
        notes.wrong_type(key, &format!("en lista med tabeller, [[{key}]]"), written);
        return Vec::new();
    };
    list.iter()
        .filter_map(|one| table(notes, key, one, named(what, one)))
        .collect()
}

pub(in crate::workflow) fn text<'s>(
    notes: &Notes<'_>,
    key: &str,
    written: Written<'s>,
) -> Option<Located<&'s str>> {
    if let Some(value) = written.get_ref().as_str() {
        Some(Located {
            value,
            span: written.span(),
        })
    } else {
        notes.wrong_type(key, "en text inom citattecken", written);
        None
    }
}

pub(in crate::workflow) fn whole(value: &DeValue<'_>) -> Option<i64> {
    let integer = value.as_integer()?;
    i64::from_str_radix(integer.as_str(), integer.radix()).ok()
}

/// The place of the bytes `inside` of a text's content, in the file.
///
/// Where the text is written with escapes the two do not run in step; then it is the whole text.
pub(in crate::workflow) fn inside(
    source: &str,
    text: &Located<&str>,
    inside: &Range<usize>,
) -> Range<usize> {
    let written = source.get(text.span.clone()).unwrap_or_default();
    match written.find(text.value) {
        Some(start) if !text.value.is_empty() => {
            let start = text.span.start + start;
            start + inside.start..start + inside.end
        }
        _ => text.span.clone(),
    }
}

/// The value without its places, as the rest of the world knows TOML.
pub(in crate::workflow) fn plain(value: &DeValue<'_>) -> toml::Value {
    match value {
        DeValue::String(text) => toml::Value::String(text.to_string()),
        DeValue::Integer(_) => {
            whole(value).map_or_else(|| toml::Value::String("?".to_owned()), toml::Value::Integer)
        }
        DeValue::Float(float) => toml::Value::Float(float.as_str().parse().unwrap_or(f64::NAN)),
        DeValue::Boolean(truth) => toml::Value::Boolean(*truth),
        DeValue::Datetime(datetime) => toml::Value::Datetime(*datetime),
        DeValue::Array(list) => {
            toml::Value::Array(list.iter().map(|one| plain(one.get_ref())).collect())
        }
        DeValue::Table(entries) => toml::Value::Table(
            entries
                .iter()
                .map(|(key, written)| (key.get_ref().to_string(), plain(written.get_ref())))
                .collect(),
        ),
    }
}

/// `what` with the table's own id: "spärren 'skyddsniva'".
fn named(what: &str, written: Written<'_>) -> String {
    let entries = written.get_ref().as_table();
    let id = entries
        .and_then(|entries| entries.get("id"))
        .and_then(|id| id.get_ref().as_str());
    id.map_or_else(|| what.to_owned(), |id| format!("{what} '{id}'"))
}

fn toml_name(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "en text",
        DeValue::Integer(_) | DeValue::Float(_) => "ett tal",
        DeValue::Boolean(_) => "true eller false",
        DeValue::Datetime(_) => "ett datum",
        DeValue::Array(_) => "en lista",
        DeValue::Table(_) => "en tabell",
    }
}
