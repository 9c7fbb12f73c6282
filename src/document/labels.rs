//! What a reference prints, and which captions get a number.
//!
//! A caption is numbered only where the text refers to it: "Tabell 2". Then the number helps; else
//! the caption stands as it was written.

use super::model::{Block, Document, Inline, plain_inlines, walk};
use std::collections::{BTreeMap, BTreeSet};

/// The printed text of each reference, by the id it points at.
#[derive(Debug, Clone, Default)]
pub struct Labels {
    texts: BTreeMap<String, String>,
    numbered: BTreeSet<String>,
}

impl Labels {
    /// Counts the referred tables and figures of a document, in reading order.
    pub fn of(document: &Document) -> Self {
        let mut referred = BTreeSet::new();
        walk(&document.blocks, &mut |block| {
            block
                .inlines()
                .into_iter()
                .for_each(|text| references(text, &mut referred));
        });
        let mut labels = Labels::default();
        let (mut tables, mut figures) = (0, 0);
        walk(&document.blocks, &mut |block| match block {
            Block::Heading(heading) => {
                if let Some(id) = &heading.id {
                    labels
                        .texts
                        .insert(id.clone(), plain_inlines(&heading.text));
                }
            }
            Block::Table(table) => {
                labels.number("Tabell", table.id.as_ref(), &referred, &mut tables);
            }
            Block::Figure(figure) => {
                labels.number("Figur", figure.id.as_ref(), &referred, &mut figures);
            }
            _ => {}
        });
        labels
    }

    fn number(
        &mut self,
        word: &str,
        id: Option<&String>,
        referred: &BTreeSet<String>,
        count: &mut usize,
    ) {
        let Some(id) = id.filter(|id| referred.contains(*id)) else {
            return;
        };
        *count += 1;
        self.texts.insert(id.clone(), format!("{word} {count}"));
        self.numbered.insert(id.clone());
    }

    /// What a reference to `id` prints; `None` when nothing has that id.
    pub fn text(&self, id: &str) -> Option<&str> {
        self.texts.get(id).map(String::as_str)
    }

    /// The whole caption of a table or figure, with its number if it has one.
    pub fn caption(&self, id: Option<&str>, caption: Option<&str>) -> Option<String> {
        let number = id
            .filter(|id| self.numbered.contains(*id))
            .and_then(|id| self.text(id));
        match (number, caption) {
            (Some(number), Some(caption)) => Some(format!("{number}. {caption}")),
            (Some(number), None) => Some(number.to_owned()),
            (None, caption) => caption.map(str::to_owned),
        }
    }
}

fn references(text: &[Inline], found: &mut BTreeSet<String>) {
    for inline in text {
        match inline {
            Inline::Reference(id) => {
                found.insert(id.clone());
            }
            Inline::Strong(inner)
            | Inline::Emphasis(inner)
            | Inline::Strike(inner)
            | Inline::Superscript(inner)
            | Inline::Link { text: inner, .. } => references(inner, found),
            Inline::Note(blocks) => walk(blocks, &mut |block| {
                block
                    .inlines()
                    .into_iter()
                    .for_each(|text| references(text, found));
            }),
            Inline::Text(_) | Inline::Code(_) | Inline::LineBreak => {}
        }
    }
}
