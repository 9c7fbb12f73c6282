//! What the reader asks of a file, written down while it reads: the schema for editors is made of it.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::ptr;

use toml::de::{DeTable, DeValue};

use super::notes::Located;
use crate::workflow::finding::Code;

/// The form in which a key is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::workflow) enum Form {
    /// In more forms than one, or looked at by the part that asks.
    Any,
    Text,
    Truth,
    Whole,
    Texts,
    Table,
    /// A list of tables.
    Tables,
    /// A table with names of the file's own as keys.
    Named,
}

/// What is asked about a key of one kind of table.
#[derive(Debug)]
pub(in crate::workflow) struct Asked {
    pub(in crate::workflow) form: Form,
    /// The tables that must have it.
    demanded_by: BTreeSet<usize>,
    /// Where texts of this key stand, with the words they had to be one of.
    texts: BTreeMap<usize, Option<Vec<String>>>,
    /// Whether an entry of a [`Form::Named`] may be something else than a table.
    pub(in crate::workflow) has_short_entries: bool,
}

impl Asked {
    /// The words that every text of this key must be one of, if there are such.
    pub(in crate::workflow) fn words(&self) -> Option<&[String]> {
        let mut all = self.texts.values();
        let first = all.next()?.as_deref()?;
        all.all(|words| words.as_deref() == Some(first))
            .then_some(first)
    }
}

/// What is asked of one kind of table.
#[derive(Debug, Default)]
pub(in crate::workflow) struct Shape {
    /// The tables of this kind that were read.
    tables: BTreeSet<usize>,
    pub(in crate::workflow) keys: BTreeMap<&'static str, Asked>,
}

impl Shape {
    /// Whether every table of this kind must have the key.
    pub(in crate::workflow) fn demands(&self, key: &str) -> bool {
        let asked = self.keys.get(key);
        asked.is_some_and(|asked| asked.demanded_by == self.tables)
    }
}

/// The kinds of table by their place: `gates[]`, `fields.*.columns.*`; the file itself is nothing.
pub(in crate::workflow) type Shapes = BTreeMap<String, Shape>;

/// What has been asked so far.
#[derive(Debug, Default)]
pub(in crate::workflow) struct Inquiry {
    shapes: RefCell<Shapes>,
    /// The place of each table, by where it lies in memory while the file is read.
    places: RefCell<BTreeMap<usize, String>>,
}

impl Inquiry {
    pub(in crate::workflow) fn into_shapes(self) -> Shapes {
        self.shapes.into_inner()
    }

    /// A table is going to be read.
    pub(super) fn opened(&self, entries: &DeTable<'_>) {
        let identity = identity(entries);
        let places = self.places.borrow();
        let place = places.get(&identity).cloned().unwrap_or_default();
        let mut shapes = self.shapes.borrow_mut();
        shapes.entry(place).or_default().tables.insert(identity);
    }

    /// A key is asked for; what it holds gets its place.
    pub(super) fn asked(&self, entries: &DeTable<'_>, key: &'static str, form: Form) {
        let own = self.place_of(entries);
        let place = if own.is_empty() {
            key.to_owned()
        } else {
            format!("{own}.{key}")
        };
        let mut short_entries = false;
        let mut places = self.places.borrow_mut();
        match entries.get(key).map(toml::Spanned::get_ref) {
            Some(DeValue::Table(table)) if form == Form::Named => {
                for (_, entry) in table {
                    match entry.get_ref() {
                        DeValue::Table(entry) => {
                            places.insert(identity(entry), format!("{place}.*"));
                        }
                        _ => short_entries = true,
                    }
                }
            }
            Some(DeValue::Table(table)) => _ = places.insert(identity(table), place),
            Some(DeValue::Array(list)) => {
                for entry in list {
                    if let DeValue::Table(entry) = entry.get_ref() {
                        places.insert(identity(entry), format!("{place}[]"));
                    }
                }
            }
            _ => {}
        }
        self.with(own, key, |asked| {
            if asked.form == Form::Any {
                asked.form = form;
            }
            asked.has_short_entries |= short_entries;
        });
    }

    /// The key must be there.
    pub(super) fn demanded(&self, entries: &DeTable<'_>, key: &'static str) {
        let identity = identity(entries);
        self.with(self.place_of(entries), key, |asked| {
            asked.demanded_by.insert(identity);
        });
    }

    /// A text of the key is read.
    pub(super) fn text(&self, entries: &DeTable<'_>, key: &'static str, text: &Located<&str>) {
        self.with(self.place_of(entries), key, |asked| {
            asked.texts.entry(text.span.start).or_default();
        });
    }

    /// A text had to be one of `words`. Names of the file's own are not words of the language.
    pub(super) fn words(&self, code: Code, text: &Located<&str>, words: &[&str]) {
        const OF_THE_LANGUAGE: [Code; 4] = [
            Code::BadWord,
            Code::UnknownPhase,
            Code::UnknownTemplate,
            Code::UnknownMove,
        ];
        if !OF_THE_LANGUAGE.contains(&code) {
            return;
        }
        let mut shapes = self.shapes.borrow_mut();
        let keys = shapes
            .values_mut()
            .flat_map(|shape| shape.keys.values_mut());
        for asked in keys {
            if let Some(found) = asked.texts.get_mut(&text.span.start) {
                *found = Some(words.iter().map(|word| (*word).to_owned()).collect());
            }
        }
    }

    fn place_of(&self, entries: &DeTable<'_>) -> String {
        let places = self.places.borrow();
        places.get(&identity(entries)).cloned().unwrap_or_default()
    }

    fn with(&self, place: String, key: &'static str, note: impl FnOnce(&mut Asked)) {
        let mut shapes = self.shapes.borrow_mut();
        let shape = shapes.entry(place).or_default();
        note(shape.keys.entry(key).or_insert_with(|| Asked {
            form: Form::Any,
            demanded_by: BTreeSet::new(),
            texts: BTreeMap::new(),
            has_short_entries: false,
        }));
    }
}

fn identity(entries: &DeTable<'_>) -> usize {
    ptr::from_ref(entries).addr()
}
