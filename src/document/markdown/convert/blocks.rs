//! CommonMark blocks to blocks of the model.

use super::{Converter, Node};
use crate::document::markdown::{MAX_NESTING, Mode};
use crate::document::model::{Align, Block, Cell, Heading, Inline, List, Table, plain_inlines};
use comrak::nodes::{ListType, NodeValue, TableAlignment};

impl Converter<'_> {
    pub(super) fn children(&mut self, node: Node<'_>, depth: usize) -> Vec<Block> {
        let mut blocks = Vec::new();
        for child in node.children() {
            self.block(child, depth, &mut blocks);
        }
        blocks
    }

    fn block(&mut self, node: Node<'_>, depth: usize, blocks: &mut Vec<Block>) {
        if depth >= MAX_NESTING {
            self.error(self.line(node), format!("Listor och citat står i fler än {MAX_NESTING} nivåer. Det innersta skrivs ut som vanlig text."));
            blocks.push(Block::Paragraph(vec![Inline::Text(all_text(node))]));
            return;
        }
        match &node.data().value {
            NodeValue::Paragraph => {
                let text = self.inlines(node, 0);
                if !text.is_empty() {
                    blocks.push(Block::Paragraph(text));
                }
            }
            NodeValue::Heading(heading) => blocks.push(self.heading(node, heading.level)),
            NodeValue::List(list) => {
                let items = node
                    .children()
                    .map(|item| self.children(item, depth + 1))
                    .collect();
                let start = u32::try_from(list.start).unwrap_or(1);
                blocks.push(Block::List(List {
                    ordered: list.list_type == ListType::Ordered,
                    start,
                    items,
                }));
            }
            NodeValue::BlockQuote => blocks.push(Block::Quote(self.children(node, depth + 1))),
            NodeValue::Table(_) => blocks.push(Block::Table(self.table(node))),
            NodeValue::CodeBlock(code) => {
                blocks.push(Block::Paragraph(literal_lines(&code.literal, Inline::Code)));
            }
            NodeValue::HtmlBlock(html) => {
                blocks.push(Block::Paragraph(literal_lines(&html.literal, Inline::Text)));
            }
            NodeValue::ThematicBreak | NodeValue::FootnoteDefinition(_) => {}
            _ => blocks.push(Block::Paragraph(vec![Inline::Text(all_text(node))])),
        }
    }

    fn heading(&mut self, node: Node<'_>, level: u8) -> Block {
        let level = match self.mode {
            Mode::Template => level.min(4),
            Mode::Prose { heading_floor } => level.clamp((heading_floor + 1).min(4), 4),
        };
        let attributes = self
            .headings
            .get(&node.data().sourcepos.start.line)
            .cloned()
            .unwrap_or_default();
        let number = attributes.text("nr");
        Block::Heading(Heading {
            level,
            id: attributes.id,
            number,
            text: self.inlines(node, 0),
        })
    }

    fn table(&mut self, node: Node<'_>) -> Table {
        let mut table = Table {
            header_rows: 1,
            ..Table::default()
        };
        if let NodeValue::Table(source) = &node.data().value {
            table.align = source
                .alignments
                .iter()
                .map(|alignment| align(*alignment))
                .collect();
        }
        for row in node.children() {
            let first_row = table.rows.is_empty();
            let mut cells: Vec<Cell> = Vec::new();
            for cell in row.children() {
                let text = self.inlines(cell, 0);
                let cell = match plain_inlines(&text).trim() {
                    "<<" if !cells.is_empty() => Cell::MergeLeft,
                    "^^" if !first_row => Cell::MergeUp,
                    _ => Cell::Content(text),
                };
                cells.push(cell);
            }
            table.rows.push(cells);
        }
        table
    }
}

fn align(alignment: TableAlignment) -> Align {
    match alignment {
        TableAlignment::Right => Align::Right,
        TableAlignment::Center => Align::Center,
        TableAlignment::Left | TableAlignment::None => Align::Left,
    }
}

fn literal_lines(literal: &str, inline: fn(String) -> Inline) -> Vec<Inline> {
    let mut text = Vec::new();
    for line in literal.trim_end().split('\n') {
        if !text.is_empty() {
            text.push(Inline::LineBreak);
        }
        text.push(inline(line.to_owned()));
    }
    text
}

/// All words under a node. Goes through the nodes without recursion, however deep they stand.
fn all_text(node: Node<'_>) -> String {
    let mut text = String::new();
    for inner in node.descendants() {
        match &inner.data().value {
            NodeValue::Text(words) => text.push_str(words),
            NodeValue::Code(code) => text.push_str(&code.literal),
            NodeValue::HtmlInline(words) => text.push_str(words),
            NodeValue::CodeBlock(code) => text.push_str(&code.literal),
            NodeValue::HtmlBlock(html) => text.push_str(&html.literal),
            NodeValue::SoftBreak | NodeValue::LineBreak | NodeValue::Paragraph => text.push(' '),
            _ => {}
        }
    }
    text.trim().to_owned()
}
