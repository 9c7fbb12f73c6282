//! Where the parts of a matter file stand, for what is found wrong once the file has been read.

use super::read::{Report, front_bounds, sections};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// The places of a file's parts, as byte offsets in its text.
///
/// Where the text is not the one that was read, a part that is not found stands at the beginning.
pub(in crate::matter) struct Places<'t> {
    front_start: usize,
    front: Option<Spanned<DeTable<'t>>>,
    headings: Vec<usize>,
}

impl<'t> Places<'t> {
    /// Finds the parts of `text`.
    pub(in crate::matter) fn of(text: &'t str) -> Self {
        let Some((front_start, front_end, body_start)) = front_bounds(text) else {
            return Places {
                front_start: 0,
                front: None,
                headings: Vec::new(),
            };
        };
        let mut told_before = Report::new("", text);
        Places {
            front_start,
            front: DeTable::parse(&text[front_start..front_end]).ok(),
            headings: sections(text, body_start, &mut told_before).headings,
        }
    }

    /// The name of a field.
    pub(in crate::matter) fn field(&self, key: &str) -> usize {
        self.fields()
            .and_then(|fields| fields.get_key_value(key))
            .map_or(self.front_start, |(key, _)| {
                self.front_start + key.span().start
            })
    }

    /// The value of a field.
    pub(in crate::matter) fn field_value(&self, key: &str) -> usize {
        self.within(self.fields().and_then(|fields| fields.get(key)))
    }

    /// The value of a key of the front matter.
    pub(in crate::matter) fn value(&self, key: &str) -> usize {
        self.within(self.table().and_then(|table| table.get(key)))
    }

    /// A key of an attachment, counted from 0; the whole attachment where it has no such key.
    pub(in crate::matter) fn attachment(&self, index: usize, key: &str) -> usize {
        let entries = self.table().and_then(|table| table.get("attachments"));
        let entry = match entries.map(Spanned::get_ref) {
            Some(DeValue::Array(entries)) => entries.get(index),
            _ => None,
        };
        let value = match entry.map(Spanned::get_ref) {
            Some(DeValue::Table(entry)) => entry.get(key),
            _ => None,
        };
        self.within(value.or(entry))
    }

    /// The heading of a section, counted from 0.
    pub(in crate::matter) fn section(&self, index: usize) -> usize {
        self.headings.get(index).copied().unwrap_or_default()
    }

    fn table(&self) -> Option<&DeTable<'t>> {
        self.front.as_ref().map(Spanned::get_ref)
    }

    fn fields(&self) -> Option<&DeTable<'t>> {
        match self.table()?.get("fields")?.get_ref() {
            DeValue::Table(fields) => Some(fields),
            _ => None,
        }
    }

    fn within(&self, value: Option<&Spanned<DeValue<'t>>>) -> usize {
        value.map_or(self.front_start, |value| {
            self.front_start + value.span().start
        })
    }
}
