//! The words of a document in reading order: what a check for lost words compares.

use super::labels::Labels;
use super::model::{Block, Cell, Document, Inline, List, Signature, Table, plain_inlines};

/// The words as a reader meets them. List numbers, literal heading numbers and footnote marks count
/// (a mark is glued to its word); the footnotes come last, each after its number.
pub fn plain_words(document: &Document) -> Vec<String> {
    let mut reader = Reader {
        document,
        labels: Labels::of(document),
        text: String::new(),
        notes: Vec::new(),
    };
    reader.blocks(&document.blocks);
    let mut number = 0;
    while let Some(note) = reader.notes.get(number).copied() {
        number += 1;
        reader.line(&number.to_string());
        reader.blocks(note);
    }
    reader.text.split_whitespace().map(str::to_owned).collect()
}

struct Reader<'a> {
    document: &'a Document,
    labels: Labels,
    text: String,
    notes: Vec<&'a [Block]>,
}

impl<'a> Reader<'a> {
    fn blocks(&mut self, blocks: &'a [Block]) {
        for block in blocks {
            self.block(block);
            self.text.push('\n');
        }
    }

    fn block(&mut self, block: &'a Block) {
        match block {
            Block::Heading(heading) => {
                self.line(heading.number.as_deref().unwrap_or_default());
                self.inlines(&heading.text);
            }
            Block::Paragraph(text) => self.inlines(text),
            Block::List(list) => self.list(list),
            Block::Quote(blocks) | Block::Region { blocks, .. } | Block::Slot { blocks, .. } => {
                self.blocks(blocks);
            }
            Block::Table(table) => self.table(table),
            Block::Figure(figure) => {
                if !self.document.assets.contains_key(&figure.asset) {
                    figure
                        .stand_in()
                        .into_iter()
                        .for_each(|label| self.line(label));
                }
                self.caption(figure.id.as_deref(), figure.caption.as_deref());
            }
            Block::Signatures(signatures) => self.signatures(signatures),
            Block::MinutesSection(section) => {
                self.line(&section.heading());
                self.line(&section.register_line().unwrap_or_default());
                self.blocks(&section.blocks);
            }
            Block::PageBreak => {}
        }
    }

    fn line(&mut self, words: &str) {
        self.text.push_str(words);
        self.text.push('\n');
    }

    fn caption(&mut self, id: Option<&str>, caption: Option<&str>) {
        if let Some(caption) = self.labels.caption(id, caption) {
            self.line(&caption);
        }
    }

    fn list(&mut self, list: &'a List) {
        for (item, number) in list.items.iter().zip(list.start..) {
            if list.ordered {
                self.line(&format!("{number}."));
            }
            self.blocks(item);
        }
    }

    fn table(&mut self, table: &'a Table) {
        self.caption(table.id.as_deref(), table.caption.as_deref());
        for cell in table.rows.iter().flatten() {
            if let Cell::Content(text) = cell {
                self.inlines(text);
                self.text.push('\n');
            }
        }
    }

    /// Two and two side by side, so that the reading goes names, titles, units.
    fn signatures(&mut self, signatures: &'a [Signature]) {
        for pair in signatures.chunks(2) {
            for signature in pair {
                self.line(&signature.name);
            }
            for signature in pair {
                self.line(signature.title.as_deref().unwrap_or_default());
            }
            for signature in pair {
                self.line(signature.unit.as_deref().unwrap_or_default());
            }
        }
    }

    fn inlines(&mut self, text: &'a [Inline]) {
        for inline in text {
            match inline {
                Inline::Text(words) | Inline::Code(words) => self.text.push_str(words),
                Inline::Strong(inner)
                | Inline::Emphasis(inner)
                | Inline::Strike(inner)
                | Inline::Superscript(inner) => self.inlines(inner),
                Inline::Link { text, .. } => self.text.push_str(&plain_inlines(text)),
                Inline::Reference(id) => {
                    let label = self.labels.text(id).unwrap_or(id).to_owned();
                    self.text.push_str(&label);
                }
                Inline::Note(blocks) => {
                    self.notes.push(blocks);
                    let number = self.notes.len().to_string();
                    self.text.push_str(&number);
                }
                Inline::LineBreak => self.text.push('\n'),
            }
        }
    }
}
