//! Blocks to paragraphs.

use super::text::{field, plain_run};
use super::{Builder, PictureFacts};
use crate::document::model::{Block, Figure, Heading, Inline, List, MinutesSection, RegionKind};
use docx_rs::{IndentLevel, NumberingId, Paragraph, Pic, Run, SpecialIndentType};

/// The indent of one level of lists and quotes, in twentieths of a point.
const INDENT: i32 = 425;
/// English Metric Units in a millimetre.
const EMU_PER_MM: u32 = 36_000;

impl Builder<'_> {
    pub(super) fn blocks(&mut self, blocks: &[Block]) {
        for block in blocks {
            self.block(block);
        }
    }

    fn block(&mut self, block: &Block) {
        match block {
            Block::Heading(heading) => self.heading(heading),
            Block::Paragraph(text) => {
                let style = if self.quote_level > 0 {
                    "Quote"
                } else {
                    "BodyText"
                };
                let paragraph = self.paragraph(text, style);
                self.push(paragraph);
            }
            Block::List(list) => self.list(list),
            Block::Quote(blocks) => {
                self.quote_level += 1;
                self.blocks(blocks);
                self.quote_level -= 1;
            }
            Block::Table(table) => self.table(table),
            Block::Figure(figure) => self.figure(figure),
            Block::Region {
                kind: RegionKind::Recipient,
                blocks,
            } => self.recipient(blocks),
            Block::Region { kind, blocks } => {
                self.bookmarked("region_", region_name(*kind), |builder| {
                    builder.blocks(blocks);
                });
            }
            Block::Slot { key, blocks } => {
                self.bookmarked("slot_", key, |builder| builder.blocks(blocks));
            }
            Block::Signatures(signatures) => self.signatures(signatures),
            Block::MinutesSection(section) => self.minutes_section(section),
            Block::PageBreak => self.page_break = true,
        }
    }

    fn heading(&mut self, heading: &Heading) {
        let style = match heading.level {
            1 => "Title",
            2 => "Heading1",
            3 => "Heading2",
            _ => "Heading3",
        };
        let mut paragraph = Paragraph::new().style(style);
        let bookmark = heading.id.as_ref().map(|id| self.new_bookmark("_ref_", id));
        if let Some((id, name)) = &bookmark {
            paragraph = paragraph.add_bookmark_start(*id, name);
        }
        if let Some(number) = &heading.number {
            paragraph = paragraph.add_run(plain_run(&format!("{number} ")));
        }
        paragraph = self.add_inlines(paragraph, &heading.text);
        if let Some((id, _)) = bookmark {
            paragraph = paragraph.add_bookmark_end(id);
        }
        self.push(paragraph);
    }

    fn recipient(&mut self, blocks: &[Block]) {
        for block in blocks {
            for text in block.inlines() {
                let paragraph = self.paragraph(text, "Recipient");
                self.push(paragraph);
            }
        }
    }

    fn list(&mut self, list: &List) {
        let numbering = if list.ordered {
            self.new_numbered_list(self.list_level, list.start)
        } else {
            super::numbering::BULLETS
        };
        for item in &list.items {
            let mut first = true;
            for block in item {
                match block {
                    Block::Paragraph(text) => {
                        let mut paragraph = self.paragraph(text, "ListParagraph");
                        if std::mem::take(&mut first) {
                            paragraph = paragraph.numbering(
                                NumberingId::new(numbering),
                                IndentLevel::new(self.list_level.min(8)),
                            );
                        }
                        let paragraph = self.indented(paragraph);
                        self.push(paragraph);
                    }
                    block => {
                        // An item that begins with a table or a list still shows its number.
                        if std::mem::take(&mut first) {
                            let paragraph = Paragraph::new().style("ListParagraph");
                            let paragraph = paragraph.numbering(
                                NumberingId::new(numbering),
                                IndentLevel::new(self.list_level.min(8)),
                            );
                            self.push(paragraph);
                        }
                        self.list_level += 1;
                        self.block(block);
                        self.list_level -= 1;
                    }
                }
            }
        }
    }

    /// A quoted list stands further in than the numbering itself says.
    fn indented(&self, paragraph: Paragraph) -> Paragraph {
        let levels = self.list_level.min(8) + 1 + self.quote_level.min(8);
        let left = INDENT * i32::try_from(levels).unwrap_or(1);
        let hanging = paragraph
            .has_numbering
            .then_some(SpecialIndentType::Hanging(INDENT));
        if self.quote_level == 0 && hanging.is_some() {
            return paragraph;
        }
        paragraph.indent(Some(left), hanging, None, None)
    }

    fn figure(&mut self, figure: &Figure) {
        match self.document.assets.get(&figure.asset) {
            Some(asset) => {
                let relation = format!("rIdPicture{}", self.facts.pictures.len() + 1);
                let width = figure.width_mm.saturating_mul(EMU_PER_MM);
                let height =
                    u64::from(width) * u64::from(asset.height) / u64::from(asset.width.max(1));
                // The bytes go into the package by their key; docx-rs needs only the measures.
                let picture = Pic::new_with_dimensions(vec![0], asset.width, asset.height)
                    .id(&relation)
                    .size(width, u32::try_from(height).unwrap_or(u32::MAX));
                self.facts.pictures.push(PictureFacts {
                    relation,
                    asset: figure.asset.clone(),
                    alt: figure.alt.clone(),
                });
                let keep = figure.caption.is_some();
                self.push(
                    Paragraph::new()
                        .style("Figure")
                        .keep_next(keep)
                        .add_run(Run::new().add_image(picture)),
                );
            }
            None => self.stand_in(figure),
        }
        self.caption(
            "Figur",
            figure.id.as_deref(),
            figure.caption.as_deref(),
            false,
        );
    }

    /// A caption; its number, where it has one, is a field that Word counts.
    pub(super) fn caption(
        &mut self,
        word: &str,
        id: Option<&str>,
        caption: Option<&str>,
        above: bool,
    ) {
        let Some(whole) = self.labels.caption(id, caption) else {
            return;
        };
        let number = id.and_then(|id| self.labels.text(id)).map(str::to_owned);
        let mut paragraph = Paragraph::new().style("Caption").keep_next(above);
        if let (Some(id), Some(number)) = (id, number) {
            let (bookmark, name) = self.new_bookmark("_ref_", id);
            paragraph = paragraph
                .add_bookmark_start(bookmark, name)
                .add_run(plain_run(&format!("{word} ")));
            let count = number.rsplit(' ').next().unwrap_or_default();
            for run in field(&format!(" SEQ {word} \\* ARABIC "), count) {
                paragraph = paragraph.add_run(run);
            }
            let rest = whole.strip_prefix(&number).unwrap_or_default();
            paragraph = paragraph
                .add_bookmark_end(bookmark)
                .add_run(plain_run(rest));
        } else {
            paragraph = paragraph.add_run(plain_run(&whole));
        }
        self.push(paragraph);
    }

    fn minutes_section(&mut self, section: &MinutesSection) {
        let heading = Heading {
            level: 2,
            id: None,
            number: None,
            text: vec![Inline::Text(section.heading())],
        };
        self.heading(&heading);
        if let Some(line) = section.register_line() {
            self.push(
                Paragraph::new()
                    .style("RegisterNumber")
                    .add_run(plain_run(&line)),
            );
        }
        self.blocks(&section.blocks);
    }
}

fn region_name(kind: RegionKind) -> &'static str {
    match kind {
        RegionKind::Recipient => "mottagare",
        RegionKind::Proposal => "forslag",
        RegionKind::Decision => "beslut",
        RegionKind::Attachments => "bilagor",
        RegionKind::Dispatch => "sandlista",
        RegionKind::Notice => "anslag",
        RegionKind::Attendance => "narvaro",
    }
}
