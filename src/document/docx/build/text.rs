//! Running text to runs, links, fields and footnotes.

use super::Builder;
use crate::document::model::{Block, Inline, plain_inlines};
use docx_rs::{
    BreakType, FieldCharType, Footnote, Hyperlink, HyperlinkData, HyperlinkType, InstrText,
    Paragraph, Run, VertAlignType,
};

/// How a run looks.
#[derive(Debug, Clone, Copy, Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "four marks of running text, each on or off"
)]
struct Look {
    bold: bool,
    italic: bool,
    strike: bool,
    raised: bool,
}

/// A run of plain text.
pub(super) fn plain_run(text: &str) -> Run {
    Run::new().add_text(text)
}

/// A field that Word counts, with the text that stands until it does.
pub(super) fn field(instruction: &str, shown: &str) -> [Run; 5] {
    [
        Run::new().add_field_char(FieldCharType::Begin, false),
        Run::new().add_instr_text(InstrText::Unsupported(instruction.to_owned())),
        Run::new().add_field_char(FieldCharType::Separate, false),
        plain_run(shown),
        Run::new().add_field_char(FieldCharType::End, false),
    ]
}

impl Builder<'_> {
    pub(super) fn paragraph(&mut self, text: &[Inline], style: &str) -> Paragraph {
        self.add_inlines(Paragraph::new().style(style), text)
    }

    pub(super) fn add_inlines(&mut self, paragraph: Paragraph, text: &[Inline]) -> Paragraph {
        self.add(paragraph, text, Look::default())
    }

    fn add(&mut self, mut paragraph: Paragraph, text: &[Inline], look: Look) -> Paragraph {
        for inline in text {
            paragraph = match inline {
                Inline::Text(words) => paragraph.add_run(dressed(plain_run(words), look)),
                Inline::Strong(inner) => self.add(paragraph, inner, Look { bold: true, ..look }),
                Inline::Emphasis(inner) => self.add(
                    paragraph,
                    inner,
                    Look {
                        italic: true,
                        ..look
                    },
                ),
                Inline::Strike(inner) => self.add(
                    paragraph,
                    inner,
                    Look {
                        strike: true,
                        ..look
                    },
                ),
                Inline::Superscript(inner) => self.add(
                    paragraph,
                    inner,
                    Look {
                        raised: true,
                        ..look
                    },
                ),
                Inline::Code(words) => paragraph.add_run(plain_run(words).style("Code")),
                Inline::Link { url, text } => self.link(paragraph, url, text),
                Inline::Reference(id) => self.reference(paragraph, id),
                Inline::Note(blocks) => self.note(paragraph, blocks),
                Inline::LineBreak => {
                    paragraph.add_run(Run::new().add_break(BreakType::TextWrapping))
                }
            };
        }
        paragraph
    }

    fn link(&mut self, paragraph: Paragraph, url: &str, text: &[Inline]) -> Paragraph {
        let relation = format!("rIdLink{}", self.facts.links.len() + 1);
        self.facts.links.push((relation.clone(), url.to_owned()));
        let shown = plain_inlines(text);
        let run = plain_run(if shown.is_empty() { url } else { &shown }).style("Hyperlink");
        let mut link = Hyperlink::new(url, HyperlinkType::External);
        // docx-rs numbers links by a counter of the whole process; the bytes must not depend on it.
        link.link = HyperlinkData::External {
            rid: relation,
            path: String::new(),
        };
        paragraph.add_hyperlink(link.add_run(run))
    }

    fn reference(&mut self, mut paragraph: Paragraph, id: &str) -> Paragraph {
        let Some(label) = self.labels.text(id) else {
            return paragraph.add_run(plain_run(id));
        };
        let name: String = id
            .chars()
            .map(|c| if c.is_ascii_alphanumeric() { c } else { '_' })
            .collect();
        for run in field(
            &format!(
                " REF _ref_{} \\h ",
                name.chars().take(31).collect::<String>()
            ),
            label,
        ) {
            paragraph = paragraph.add_run(run);
        }
        paragraph
    }

    fn note(&mut self, paragraph: Paragraph, blocks: &[Block]) -> Paragraph {
        self.notes += 1;
        let id = self.notes;
        let mut content = Vec::new();
        self.note_paragraphs(blocks, &mut content);
        if content.is_empty() {
            content.push(Paragraph::new().style("FootnoteText"));
        }
        paragraph.add_run(
            Run::new()
                .style("FootnoteReference")
                .add_footnote_reference(Footnote { id, content }),
        )
    }

    /// A footnote holds paragraphs only: what stands deeper in is brought out.
    fn note_paragraphs(&mut self, blocks: &[Block], content: &mut Vec<Paragraph>) {
        for block in blocks {
            for text in block.inlines() {
                let paragraph = self.paragraph(text, "FootnoteText");
                content.push(paragraph);
            }
            for child in block.children() {
                self.note_paragraphs(std::slice::from_ref(child), content);
            }
        }
    }
}

fn dressed(mut run: Run, look: Look) -> Run {
    if look.bold {
        run = run.bold();
    }
    if look.italic {
        run = run.italic();
    }
    if look.strike {
        run = run.strike();
    }
    if look.raised {
        run.run_property = run.run_property.vert_align(VertAlignType::SuperScript);
    }
    run
}
