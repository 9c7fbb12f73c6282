//! The second reading: pieces and CommonMark to blocks of the model.

mod blocks;
mod directives;
mod inlines;

use super::attributes::Attributes;
use super::split::{Piece, split};
use super::{Context, Finding, MAX_PROSE_BYTES, Mode, Parsed, Severity};
use crate::document::model::Block;
use comrak::nodes::AstNode;
use comrak::{Arena, Options, parse_document};
use std::collections::BTreeMap;
use std::fmt::Write as _;

type Node<'a> = &'a AstNode<'a>;

/// How deep notes and repeated sections may call on each other.
const MAX_REPEATS: usize = 3;

/// Reads one text. It holds what the text may call on, and collects what is found.
pub(super) struct Converter<'c> {
    mode: Mode,
    context: &'c Context,
    slots: &'c BTreeMap<String, Vec<Block>>,
    findings: Vec<Finding>,
    /// How many notes and repeated sections the text being read stands inside.
    repeats: usize,
    /// The piece being read: the line before its first, and the attributes of its headings.
    line_before: usize,
    headings: BTreeMap<usize, Attributes>,
}

impl<'c> Converter<'c> {
    pub(super) fn new(
        mode: Mode,
        context: &'c Context,
        slots: &'c BTreeMap<String, Vec<Block>>,
    ) -> Self {
        let headings = BTreeMap::new();
        Converter {
            mode,
            context,
            slots,
            findings: Vec::new(),
            repeats: 0,
            line_before: 0,
            headings,
        }
    }

    /// Reads a whole clean text.
    pub(super) fn read(mut self, text: &str) -> Parsed {
        let blocks = self.text(text);
        self.findings.sort();
        Parsed {
            blocks,
            findings: self.findings,
        }
    }

    fn text(&mut self, text: &str) -> Vec<Block> {
        if text.len() > MAX_PROSE_BYTES && self.mode != Mode::Template {
            let message = format!(
                "Texten är för lång ({} kB, högst {} kB).",
                text.len() / 1000,
                MAX_PROSE_BYTES / 1000
            );
            self.error(1, message);
            return Vec::new();
        }
        let split = split(text, self.mode);
        self.findings.extend(split.findings);
        self.pieces(split.pieces)
    }

    fn pieces(&mut self, pieces: Vec<Piece>) -> Vec<Block> {
        let mut blocks = Vec::new();
        for piece in pieces {
            match piece {
                Piece::Text {
                    first_line,
                    text,
                    headings,
                } => {
                    self.line_before = first_line.saturating_sub(1);
                    self.headings = headings;
                    blocks.extend(self.commonmark(&text));
                }
                Piece::Directive {
                    line,
                    name,
                    attributes,
                    body,
                } => {
                    blocks.extend(self.directive(line, &name, &attributes, body));
                }
                Piece::Slot { line, key } => match self.slots.get(&key) {
                    Some(slot) => blocks.push(Block::Slot {
                        key,
                        blocks: slot.clone(),
                    }),
                    None => self.error(
                        line,
                        format!("Mallen frågar efter texten ”{key}”, som inte finns."),
                    ),
                },
            }
        }
        blocks
    }

    /// Parses a piece. comrak sees a footnote mark only where the note is defined in the same text,
    /// so the notes that the piece names are defined there with nothing in them.
    fn commonmark(&mut self, text: &str) -> Vec<Block> {
        let mut source = text.to_owned();
        for label in note_marks(text) {
            if self.context.note(label).is_some() {
                let _ = write!(source, "\n\n[^{label}]: .\n");
            } else if self.mode != Mode::Template {
                let line = self.line_before
                    + 1
                    + text[..text.find(label).unwrap_or(0)].matches('\n').count();
                self.warning(line, format!("Fotnoten [^{label}] har ingen text. Skriv den på en egen rad: [^{label}]: …"));
            }
        }
        let arena = Arena::new();
        let root = parse_document(&arena, &source, &options());
        self.children(root, 0)
    }

    /// Reads the text of a note or of a section that is given again.
    fn nested(&mut self, line: usize, text: &str) -> Vec<Block> {
        if self.repeats == MAX_REPEATS {
            self.error(
                line,
                "Texten visar sig själv, eller en fotnot i en fotnot. Ta bort hänvisningen."
                    .to_owned(),
            );
            return Vec::new();
        }
        self.repeats += 1;
        let (line_before, headings) = (self.line_before, std::mem::take(&mut self.headings));
        let found_before = self.findings.len();
        let blocks = self.text(text);
        // What is wrong in the other text is reported there; its lines mean nothing here.
        self.findings.truncate(found_before);
        (self.line_before, self.headings) = (line_before, headings);
        self.repeats -= 1;
        blocks
    }

    fn line(&self, node: Node<'_>) -> usize {
        self.line_before + node.data().sourcepos.start.line
    }

    fn warning(&mut self, line: usize, message: String) {
        self.findings.push(Finding {
            line,
            severity: Severity::Warning,
            message,
        });
    }

    fn error(&mut self, line: usize, message: String) {
        self.findings.push(Finding {
            line,
            severity: Severity::Error,
            message,
        });
    }
}

fn options() -> Options<'static> {
    let mut options = Options::default();
    options.extension.table = true;
    options.extension.footnotes = true;
    options.extension.strikethrough = true;
    options.extension.superscript = true;
    options.parse.leave_footnote_definitions = true;
    options
}

/// The labels of the footnote marks in a text, each once, in order.
fn note_marks(text: &str) -> Vec<&str> {
    let mut labels: Vec<&str> = Vec::new();
    for part in text.split("[^").skip(1) {
        let Some((label, _)) = part.split_once(']') else {
            continue;
        };
        let known = !label.is_empty() && label.len() <= 40 && !label.contains(char::is_whitespace);
        if known && !labels.contains(&label) {
            labels.push(label);
        }
    }
    labels
}
