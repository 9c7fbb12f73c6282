//! The document model: the one thing that every renderer reads.
//!
//! It has no Markdown, no XML and no layout left in it, only what the document says and what each
//! part is. Its JSON form is stable and sorted, and [`Document::seal`] hashes it: that hash
//! survives a new version of a renderer, which the bytes of a Word file do not.

use super::assets::Asset;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// A whole document, ready to be rendered.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Document {
    /// What stands in the header and in the file's properties.
    pub meta: Meta,
    /// The text, in reading order.
    pub blocks: Vec<Block>,
    /// The pictures, by the key a [`Figure`] names.
    #[serde(default)]
    pub assets: BTreeMap<String, Asset>,
}

/// Facts about the document.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Meta {
    /// The municipality, when it is known: "Exempelby kommun".
    pub municipality: Option<String>,
    /// The deciding body: "Kommunstyrelsen".
    pub body: Option<String>,
    /// The office that made the document.
    pub unit: Option<String>,
    /// The kind of document, in Swedish: "Tjänsteskrivelse".
    pub kind: String,
    /// The matter's register number (diarienummer).
    pub register_number: Option<String>,
    /// The day of the document. Never taken from a clock.
    pub date: Option<NaiveDate>,
    /// Who wrote it.
    pub author: Option<String>,
    /// The title, also when it is not printed in the text.
    pub title: String,
    /// The language, as BCP 47: "sv-SE".
    pub language: String,
    /// Which template made it.
    pub template: TemplateStamp,
    /// SHA-256 of the document without this field, in hex. Set by [`Document::seal`].
    pub content_hash: String,
}

/// Which template made a document: its name and the SHA-256 of its text.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct TemplateStamp {
    /// The file's name without its extension: "tjansteskrivelse".
    pub id: String,
    /// SHA-256 in hex.
    pub hash: String,
}

/// One part of the text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Block {
    /// A heading.
    Heading(Heading),
    /// A paragraph of running text.
    Paragraph(Vec<Inline>),
    /// A list.
    List(List),
    /// Quoted text.
    Quote(Vec<Block>),
    /// A table.
    Table(Table),
    /// A picture.
    Figure(Figure),
    /// A part of the text with a meaning of its own.
    Region {
        /// What the part is.
        kind: RegionKind,
        /// Its text.
        blocks: Vec<Block>,
    },
    /// Prose that a person wrote in one field: the unit of editing and of the way back from Word.
    Slot {
        /// The field's key.
        key: String,
        /// Its text.
        blocks: Vec<Block>,
    },
    /// Who signs, side by side.
    Signatures(Vec<Signature>),
    /// One § of the minutes.
    MinutesSection(MinutesSection),
    /// What follows begins on a new page.
    PageBreak,
}

/// A heading. Level 1 is the document's title, 2 to 4 the parts below it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Heading {
    /// 1 to 4.
    pub level: u8,
    /// The name that references use.
    pub id: Option<String>,
    /// The number printed before the text, literally: "5.1".
    pub number: Option<String>,
    /// The text.
    pub text: Vec<Inline>,
}

/// A numbered or bulleted list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct List {
    /// Numbered, not bulleted.
    pub ordered: bool,
    /// The first number of a numbered list.
    pub start: u32,
    /// Each item's blocks.
    pub items: Vec<Vec<Block>>,
}

/// A table.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Table {
    /// The name that references use.
    pub id: Option<String>,
    /// The text above the table.
    pub caption: Option<String>,
    /// What the table is, for those who cannot see it, where there is no caption.
    pub description: Option<String>,
    /// The columns' widths in per cent; empty when they are all alike.
    pub widths: Vec<u32>,
    /// How many rows at the top are headings; they are repeated on every page.
    pub header_rows: usize,
    /// How many columns at the left are headings.
    pub header_columns: usize,
    /// How each column stands; shorter than the row means left.
    pub align: Vec<Align>,
    /// How it is drawn.
    pub style: TableStyle,
    /// The cells, row by row; every row has the same number.
    pub rows: Vec<Vec<Cell>>,
}

/// How the text of a column stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Align {
    /// From the left.
    #[default]
    Left,
    /// In the middle.
    Center,
    /// Against the right, as numbers.
    Right,
}

/// How a table is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TableStyle {
    /// With lines between the cells.
    #[default]
    Grid,
    /// Without lines: labels at the left, facts at the right.
    Facts,
}

/// One cell of a table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cell {
    /// A cell with text, or an empty one.
    Content(Vec<Inline>),
    /// Belongs to the cell at its left.
    MergeLeft,
    /// Belongs to the cell above.
    MergeUp,
}

/// A picture.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Figure {
    /// The name that references use.
    pub id: Option<String>,
    /// The key in [`Document::assets`]. Where it is missing a box with the words stands instead.
    pub asset: String,
    /// What the picture shows, for those who cannot see it.
    pub alt: String,
    /// The labels drawn in the picture, when `alt` is made of them.
    pub labels: Vec<String>,
    /// The text below the picture.
    pub caption: Option<String>,
    /// Width in millimetres.
    pub width_mm: u32,
}

/// A part of the text with a meaning of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RegionKind {
    /// To whom the document is addressed.
    Recipient,
    /// The proposed decision.
    Proposal,
    /// The decision.
    Decision,
    /// The list of attachments.
    Attachments,
    /// To whom the decision is sent.
    Dispatch,
    /// The public notice of the minutes (KL 8:12).
    Notice,
    /// Who was present.
    Attendance,
}

/// One who signs.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Signature {
    /// The name.
    pub name: String,
    /// The title or the task: "IT-strateg", "Ordförande".
    pub title: Option<String>,
    /// The unit.
    pub unit: Option<String>,
}

/// One § of the minutes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MinutesSection {
    /// The number, without the sign: "12", "12 A".
    pub number: String,
    /// What the matter is about.
    pub title: String,
    /// The matter's register number.
    pub register_number: Option<String>,
    /// The text of the §.
    pub blocks: Vec<Block>,
}

/// A piece of running text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Inline {
    /// Plain text.
    Text(String),
    /// Bold.
    Strong(Vec<Inline>),
    /// Italic.
    Emphasis(Vec<Inline>),
    /// Struck out.
    Strike(Vec<Inline>),
    /// Raised.
    Superscript(Vec<Inline>),
    /// Typewriter text.
    Code(String),
    /// A link; `http`, `https` or `mailto` only.
    Link {
        /// The address.
        url: String,
        /// What is shown.
        text: Vec<Inline>,
    },
    /// A reference to a heading, a table or a figure of this document.
    Reference(String),
    /// A footnote, at the place of its mark.
    Note(Vec<Block>),
    /// A new line in the same paragraph or cell.
    LineBreak,
}

impl Document {
    /// Sets the content hash: SHA-256 of the JSON of everything else.
    #[must_use]
    pub fn seal(mut self) -> Self {
        self.meta.content_hash = String::new();
        let json = serde_json::to_vec(&self).unwrap_or_default();
        self.meta.content_hash = hex::encode(Sha256::digest(&json));
        self
    }
}

impl Block {
    /// The blocks that stand directly inside this one. A list's items follow each other.
    pub fn children(&self) -> Vec<&Block> {
        match self {
            Block::Quote(blocks) | Block::Region { blocks, .. } | Block::Slot { blocks, .. } => {
                blocks.iter().collect()
            }
            Block::MinutesSection(section) => section.blocks.iter().collect(),
            Block::List(list) => list.items.iter().flatten().collect(),
            _ => Vec::new(),
        }
    }

    /// Every run of inline text that stands directly in this block.
    pub fn inlines(&self) -> Vec<&[Inline]> {
        match self {
            Block::Heading(heading) => vec![&heading.text],
            Block::Paragraph(text) => vec![text],
            Block::Table(table) => table
                .rows
                .iter()
                .flatten()
                .filter_map(|cell| match cell {
                    Cell::Content(text) => Some(text.as_slice()),
                    Cell::MergeLeft | Cell::MergeUp => None,
                })
                .collect(),
            _ => Vec::new(),
        }
    }
}

impl Figure {
    /// The words that stand in the box when the picture itself is missing.
    pub fn stand_in(&self) -> Vec<&str> {
        if self.labels.is_empty() {
            vec![&self.alt]
        } else {
            self.labels.iter().map(String::as_str).collect()
        }
    }
}

impl MinutesSection {
    /// The heading as it is printed: "§ 12 Riktlinje för e-post".
    pub fn heading(&self) -> String {
        format!("§ {} {}", self.number, self.title)
    }

    /// The line below the heading: "Dnr KS 2021/0417".
    pub fn register_line(&self) -> Option<String> {
        self.register_number
            .as_ref()
            .map(|number| format!("Dnr {number}"))
    }
}

/// Calls `visit` for every block, in reading order, a container before what it holds.
pub fn walk<'a>(blocks: &'a [Block], visit: &mut dyn FnMut(&'a Block)) {
    for block in blocks {
        visit(block);
        for child in block.children() {
            walk(std::slice::from_ref(child), visit);
        }
    }
}

/// The text without marks, notes and references: for titles, labels and comparisons.
pub fn plain_inlines(text: &[Inline]) -> String {
    let mut plain = String::new();
    for inline in text {
        match inline {
            Inline::Text(words) | Inline::Code(words) => plain.push_str(words),
            Inline::Strong(inner)
            | Inline::Emphasis(inner)
            | Inline::Strike(inner)
            | Inline::Superscript(inner) => {
                plain.push_str(&plain_inlines(inner));
            }
            Inline::Link { text, .. } => plain.push_str(&plain_inlines(text)),
            Inline::LineBreak => plain.push(' '),
            Inline::Reference(_) | Inline::Note(_) => {}
        }
    }
    plain
}
