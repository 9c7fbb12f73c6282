//! The names of an included file, made long: `klass` of `dataskydd.toml` is `dataskydd-klass`, and a
//! field, which is named in conditions, `dataskydd_klass`.

use std::borrow::Cow;
use std::collections::BTreeSet;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::workflow::gate::{Meant, placeholders, with_names};

/// What a file defines, and the prefix it has outside itself.
pub(super) struct Names {
    /// Before names with hyphens: `dataskydd-`.
    slug: String,
    /// Before the names of fields: `dataskydd_`.
    identifier: String,
    fields: BTreeSet<String>,
    scales: BTreeSet<String>,
    matrices: BTreeSet<String>,
    documents: BTreeSet<String>,
    sections: BTreeSet<String>,
}

impl Names {
    /// What `table` defines; `stem` is the name of its file.
    pub(super) fn of(stem: &str, table: &DeTable<'_>) -> Self {
        let keys = |part: &str| -> BTreeSet<String> {
            let entries = table.get(part).and_then(|part| part.get_ref().as_table());
            let names = entries.into_iter().flatten();
            names.map(|(name, _)| name.get_ref().to_string()).collect()
        };
        let sections = table.get("sections");
        let sections = sections.and_then(|sections| sections.get_ref().as_array());
        let ids = sections.into_iter().flatten().filter_map(|section| {
            let id = section.get_ref().as_table()?.get("id")?;
            id.get_ref().as_str().map(ToOwned::to_owned)
        });
        Self {
            slug: format!("{stem}-"),
            identifier: format!("{}_", stem.replace('-', "_")),
            fields: keys("fields"),
            scales: keys("scales"),
            matrices: keys("matrices"),
            documents: keys("documents"),
            sections: ids.collect(),
        }
    }

    /// Gives every name its prefix, where it is defined and where it is used.
    pub(super) fn make_long(&self, table: &mut DeTable<'_>) {
        for (part, prefix) in [
            ("scales", &self.slug),
            ("matrices", &self.slug),
            ("fields", &self.identifier),
            ("documents", &self.slug),
        ] {
            if let Some(DeValue::Table(entries)) = table.get_mut(part).map(Spanned::get_mut) {
                if part != "scales" {
                    entries
                        .iter_mut()
                        .for_each(|(_, value)| self.uses(value.get_mut()));
                }
                *entries = std::mem::take(entries)
                    .into_iter()
                    .map(|(name, value)| {
                        let long = format!("{prefix}{}", name.get_ref());
                        (Spanned::new(name.span(), Cow::Owned(long)), value)
                    })
                    .collect();
            }
        }
        for part in ["sections", "gates"] {
            let Some(DeValue::Array(entries)) = table.get_mut(part).map(Spanned::get_mut) else {
                continue;
            };
            for entry in entries.iter_mut() {
                self.uses(entry.get_mut());
                if let DeValue::Table(entry) = entry.get_mut()
                    && let Some(DeValue::String(id)) = entry.get_mut("id").map(Spanned::get_mut)
                {
                    *id = format!("{}{id}", self.slug).into();
                }
            }
        }
    }

    /// Gives the names that are used in a field, a section, a gate, a document or a matrix theirs.
    fn uses(&self, value: &mut DeValue<'_>) {
        let DeValue::Table(entries) = value else {
            return;
        };
        for (name, value) in entries.iter_mut() {
            match (name.get_ref().as_ref(), value.get_mut()) {
                // A column may be called anything; only what it holds refers to something.
                ("columns", DeValue::Table(columns)) => columns
                    .iter_mut()
                    .for_each(|(_, column)| self.uses(column.get_mut())),
                // Values and their titles refer to nothing.
                ("values", _) => {}
                (name, DeValue::String(text)) => {
                    if let Some(long) = self.used(name, text) {
                        *text = long.into();
                    }
                }
                ("fill", DeValue::Array(list)) => {
                    for one in list.iter_mut() {
                        if let DeValue::String(text) = one.get_mut()
                            && let Some(long) = self.used("fill", text)
                        {
                            *text = long.into();
                        }
                    }
                }
                (_, inner @ DeValue::Table(_)) => self.uses(inner),
                _ => {}
            }
        }
    }

    /// The text of a key that refers to something of this file, with the long names.
    fn used(&self, key: &str, text: &str) -> Option<String> {
        let own =
            |names: &BTreeSet<String>| names.contains(text).then(|| format!("{}{text}", self.slug));
        match key {
            "scale" | "probability" | "consequence" => own(&self.scales),
            "matrix" => own(&self.matrices),
            "check" | "when" => Some(with_names(text, |meant, name| self.long(meant, name))),
            "message" => self.in_message(text),
            "fill" => {
                let table = text.strip_prefix("statistics:")?.trim();
                let long = self.long(Meant::Field, table)?;
                Some(format!("statistics:{long}"))
            }
            "needs" => {
                let kind = text.strip_prefix("document:")?;
                let long = self.long(Meant::Document, kind)?;
                Some(format!("document:{long}"))
            }
            _ => None,
        }
    }

    fn long(&self, meant: Meant, name: &str) -> Option<String> {
        let (names, prefix) = match meant {
            Meant::Field => (&self.fields, &self.identifier),
            Meant::Document => (&self.documents, &self.slug),
            Meant::Section => (&self.sections, &self.slug),
        };
        names.contains(name).then(|| format!("{prefix}{name}"))
    }

    /// `{klass}` and `{tabell.kolumn}` in a message.
    fn in_message(&self, message: &str) -> Option<String> {
        let mut long = String::new();
        let mut from = 0;
        for (inside, span) in placeholders(message)? {
            let name = inside.split('.').next().unwrap_or(inside);
            let field = self.long(Meant::Field, name);
            long.push_str(&message[from..=span.start]);
            long.push_str(field.as_deref().unwrap_or(name));
            from = span.start + 1 + name.len();
        }
        long.push_str(&message[from..]);
        Some(long)
    }
}
