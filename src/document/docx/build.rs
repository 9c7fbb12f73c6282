//! The model to docx-rs: the only module that knows it, so that it can be exchanged.
//!
//! What docx-rs cannot say is handed on beside its XML, in [`Built`], and put in by the finisher.

mod blocks;
mod numbering;
mod page;
mod tables;
mod text;

use crate::document::labels::Labels;
use crate::document::model::Document;
use docx_rs::{Numbering, Paragraph, Table};
use std::collections::BTreeSet;

/// The width of the text in twentieths of a point: A4 less our margins.
pub(super) const TEXT_WIDTH: usize = 9070;

/// The parts that docx-rs wrote, and what they lack.
#[derive(Debug, Default)]
pub(super) struct Built {
    pub(super) document: Vec<u8>,
    pub(super) footnotes: Vec<u8>,
    pub(super) numbering: Vec<u8>,
    /// The header of every page but the first, and that of the first.
    pub(super) headers: Vec<Vec<u8>>,
    pub(super) footers: Vec<Vec<u8>>,
    /// The tables of the body, in order.
    pub(super) tables: Vec<TableFacts>,
    /// The pictures of the body, in order.
    pub(super) pictures: Vec<PictureFacts>,
    /// Relation ids and addresses of the links.
    pub(super) links: Vec<(String, String)>,
}

/// What the finisher puts into a table.
#[derive(Debug, Default)]
pub(super) struct TableFacts {
    pub(super) header_rows: usize,
    pub(super) header_column: bool,
    /// For those who cannot see it.
    pub(super) description: String,
    pub(super) drawn: bool,
}

/// What the finisher puts into a picture.
#[derive(Debug)]
pub(super) struct PictureFacts {
    pub(super) relation: String,
    pub(super) asset: String,
    pub(super) alt: String,
}

/// Builds the parts of a document.
pub(super) fn build(document: &Document) -> Built {
    let mut builder = Builder::new(document);
    builder.blocks(&document.blocks);
    builder.finish()
}

/// A piece of the body. docx-rs hands its whole document through every call, so it gets them last.
enum Piece {
    Paragraph(Box<Paragraph>),
    Table(Box<Table>),
    BookmarkStart(usize, String),
    BookmarkEnd(usize),
}

struct Builder<'a> {
    document: &'a Document,
    labels: Labels,
    body: Vec<Piece>,
    facts: Built,
    /// The list that the paragraph being written stands in.
    list_level: usize,
    quote_level: usize,
    numbered_lists: Vec<Numbering>,
    notes: usize,
    bookmarks: usize,
    bookmark_names: BTreeSet<String>,
    /// The next paragraph begins a new page.
    page_break: bool,
}

impl<'a> Builder<'a> {
    fn new(document: &'a Document) -> Self {
        Builder {
            document,
            labels: Labels::of(document),
            body: Vec::new(),
            facts: Built::default(),
            list_level: 0,
            quote_level: 0,
            numbered_lists: Vec::new(),
            notes: 0,
            bookmarks: 0,
            bookmark_names: BTreeSet::new(),
            page_break: false,
        }
    }

    fn finish(self) -> Built {
        let mut docx = numbering::with_lists(page::page(&self.document.meta), self.numbered_lists);
        for piece in self.body {
            docx = match piece {
                Piece::Paragraph(paragraph) => docx.add_paragraph(*paragraph),
                Piece::Table(table) => docx.add_table(*table),
                Piece::BookmarkStart(id, name) => docx.add_bookmark_start(id, name),
                Piece::BookmarkEnd(id) => docx.add_bookmark_end(id),
            };
        }
        let parts = docx.build();
        Built {
            document: parts.document,
            footnotes: parts.footnotes,
            numbering: parts.numberings,
            headers: parts.headers,
            footers: parts.footers,
            ..self.facts
        }
    }

    fn push(&mut self, paragraph: Paragraph) {
        let paragraph = if std::mem::take(&mut self.page_break) {
            paragraph.page_break_before(true)
        } else {
            paragraph
        };
        self.body.push(Piece::Paragraph(Box::new(paragraph)));
    }

    /// A table, and the narrow paragraph that Word needs after it.
    fn push_table(&mut self, table: Table, facts: TableFacts) {
        if self.page_break {
            self.push(Paragraph::new().style("TableGap"));
        }
        self.facts.tables.push(facts);
        self.body.push(Piece::Table(Box::new(table)));
        self.push(Paragraph::new().style("TableGap"));
    }

    /// Opens a bookmark with a name that no other one has; gives its id and name.
    fn new_bookmark(&mut self, prefix: &str, key: &str) -> (usize, String) {
        let plain = |character: char| {
            if character.is_ascii_alphanumeric() {
                character
            } else {
                '_'
            }
        };
        let mut name: String = format!("{prefix}{key}")
            .chars()
            .map(plain)
            .take(36)
            .collect();
        while !self.bookmark_names.insert(name.clone()) {
            name = format!(
                "{}_{}",
                name.chars().take(30).collect::<String>(),
                self.bookmarks + 1
            );
        }
        self.bookmarks += 1;
        (self.bookmarks, name)
    }

    /// Puts a bookmark around what `write` adds to the body.
    fn bookmarked(&mut self, prefix: &str, key: &str, write: impl FnOnce(&mut Self)) {
        let (id, name) = self.new_bookmark(prefix, key);
        self.body.push(Piece::BookmarkStart(id, name));
        write(self);
        self.body.push(Piece::BookmarkEnd(id));
    }
}
