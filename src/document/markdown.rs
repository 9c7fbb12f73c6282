//! Extended Markdown to the model.
//!
//! First the text is split by lines ([`split`]): directives (`::: tabell {#id …}`), footnote
//! definitions and slot markers are ours, and stand at the beginning of a line. What is left is
//! CommonMark with tables and footnotes, read by comrak ([`convert`]). There are two modes. A
//! *template* may use every directive, and an unknown one is an error. *Prose*, which a person
//! typed, may hold tables, figures, text given again and the fields of the matter; anything else becomes plain text and is
//! reported, never structure.

mod attributes;
mod convert;
mod split;

pub(crate) use attributes::Attributes;

use super::model::Block;
use crate::domain::text::clean;
use std::collections::BTreeMap;

/// The largest text of one field, in bytes.
pub const MAX_PROSE_BYTES: usize = 200_000;
/// How deep lists and quotes may stand inside each other.
pub const MAX_NESTING: usize = 64;

/// The marker that a template's `{{slot "key"}}` writes before the key. No text of a person can hold it.
pub(crate) const SLOT_START: char = '\u{e000}';
/// The marker after the key.
pub(crate) const SLOT_END: char = '\u{e001}';

/// Something in a text that is not as its writer meant it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// The line in the text that was read, from 1.
    pub line: usize,
    /// Whether the document cannot be made until it is mended.
    pub severity: Severity,
    /// What is wrong and what to do, in Swedish.
    pub message: String,
}

/// How much a [`Finding`] matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The document cannot be made.
    Error,
    /// It can be made, and something reads otherwise than was meant.
    Warning,
}

/// What a text may use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// A template of the municipality: every directive, and slots.
    Template,
    /// What a person typed. Headings are pushed below `heading_floor` (1 to 3): with 2 the highest
    /// heading of the prose is of level 3.
    Prose {
        /// The level of the heading that the prose stands under.
        heading_floor: u8,
    },
}

/// What the texts of one matter may refer to: footnotes, sections given again, fields.
#[derive(Debug, Clone, Default)]
pub struct Context {
    notes: BTreeMap<String, String>,
    sections: BTreeMap<String, String>,
    facts: BTreeMap<String, Vec<Block>>,
}

impl Context {
    /// Collects footnotes and sections from all texts of a matter, by section id. A footnote may be
    /// defined in another section than the one that has its mark.
    pub fn new<'a>(sections: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let mut context = Context::default();
        for (id, text) in sections {
            let text = clean(text);
            let pieces = split::split(&text, Mode::Prose { heading_floor: 2 });
            for note in pieces.notes {
                context.notes.entry(note.label).or_insert(note.text);
            }
            context.sections.insert(id.to_owned(), text);
        }
        context
    }

    /// The same with what the fields of the matter hold, by their keys.
    #[must_use]
    pub fn with_facts(self, facts: BTreeMap<String, Vec<Block>>) -> Self {
        Self { facts, ..self }
    }

    /// What a field is printed as.
    pub(crate) fn fact(&self, key: &str) -> Option<&[Block]> {
        self.facts.get(key).map(Vec::as_slice)
    }

    /// The text of a footnote.
    pub(crate) fn note(&self, label: &str) -> Option<&str> {
        self.notes.get(label).map(String::as_str)
    }

    /// The text of a section.
    pub(crate) fn section(&self, id: &str) -> Option<&str> {
        self.sections.get(id).map(String::as_str)
    }
}

/// The blocks of a text, and what was found wrong in it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Parsed {
    /// The text, in reading order.
    pub blocks: Vec<Block>,
    /// In the order of the lines.
    pub findings: Vec<Finding>,
}

/// Reads what a person typed in one field.
pub fn prose(text: &str, heading_floor: u8, context: &Context) -> Parsed {
    convert::Converter::new(Mode::Prose { heading_floor }, context, &BTreeMap::new())
        .read(&clean(text))
}

/// Reads a rendered template. `slots` holds the blocks of each slot that the template may name.
pub(crate) fn template(
    text: &str,
    slots: &BTreeMap<String, Vec<Block>>,
    context: &Context,
) -> Parsed {
    convert::Converter::new(Mode::Template, context, slots).read(text)
}

#[cfg(test)]
mod tests;
