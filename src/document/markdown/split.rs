//! The first reading, line by line: directives, footnote definitions, slot markers and the
//! attributes of headings. What it leaves is CommonMark.

use super::attributes::{Attributes, is_id};
use super::{Finding, Mode, SLOT_END, SLOT_START, Severity};
use std::collections::BTreeMap;

/// How deep directives may stand inside each other.
const MAX_DIRECTIVE_DEPTH: usize = 8;

/// What prose may use.
const PROSE_DIRECTIVES: [&str; 4] = ["tabell", "figur", "atergiv", "uppgift"];

/// A text in pieces.
#[derive(Debug, Default)]
pub(super) struct Split {
    pub(super) pieces: Vec<Piece>,
    pub(super) notes: Vec<NoteDefinition>,
    pub(super) findings: Vec<Finding>,
}

#[derive(Debug)]
pub(super) enum Piece {
    /// CommonMark. `first_line` is the number of its first line in the whole text; `headings` has
    /// the attributes of headings, by line within the piece (from 1).
    Text {
        first_line: usize,
        text: String,
        headings: BTreeMap<usize, Attributes>,
    },
    /// `::: name {attributes}` … `:::`.
    Directive {
        line: usize,
        name: String,
        attributes: Attributes,
        body: Vec<Piece>,
    },
    /// A slot's marker.
    Slot { line: usize, key: String },
}

/// `[^1]: text`, with its indented lines.
#[derive(Debug)]
pub(super) struct NoteDefinition {
    pub(super) label: String,
    pub(super) text: String,
}

/// Splits a clean text.
pub(super) fn split(text: &str, mode: Mode) -> Split {
    let mut splitter = Splitter {
        mode,
        found: Split::default(),
        open: Vec::new(),
        pieces: Vec::new(),
        fence: None,
    };
    let mut lines = text.split('\n').zip(1..).peekable();
    while let Some((line, number)) = lines.next() {
        if splitter.in_code(line) {
            splitter.text(number, line);
            continue;
        }
        if let Some((label, first)) = note_definition(line) {
            let mut note = first.to_owned();
            while let Some((more, _)) = lines.next_if(|(more, _)| more.starts_with("    ")) {
                note.push('\n');
                note.push_str(more.trim_start());
            }
            splitter.note(number, label, note);
            continue;
        }
        splitter.line(number, line);
    }
    splitter.finish()
}

struct Splitter {
    mode: Mode,
    found: Split,
    /// The directives that are open, each with the pieces that stood before it.
    open: Vec<(usize, String, Attributes, Vec<Piece>)>,
    pieces: Vec<Piece>,
    /// The fence of the code block that is open.
    fence: Option<String>,
}

impl Splitter {
    /// Whether the line belongs to a fenced code block, where nothing is structure.
    fn in_code(&mut self, line: &str) -> bool {
        let start = line.trim_start();
        let mark = start
            .chars()
            .next()
            .filter(|mark| matches!(mark, '`' | '~'));
        let fence: String = mark
            .map(|mark| start.chars().take_while(|c| *c == mark).collect())
            .unwrap_or_default();
        match &self.fence {
            Some(open) => {
                if fence.starts_with(open.as_str()) && start.trim_end().len() == fence.len() {
                    self.fence = None;
                }
                true
            }
            None if fence.len() >= 3 && !start[fence.len()..].contains('`') => {
                self.fence = Some(fence);
                true
            }
            None => false,
        }
    }

    fn line(&mut self, number: usize, line: &str) {
        if let Some(key) = line
            .strip_prefix(SLOT_START)
            .and_then(|rest| rest.strip_suffix(SLOT_END))
        {
            if self.mode == Mode::Template {
                self.pieces.push(Piece::Slot {
                    line: number,
                    key: key.to_owned(),
                });
            }
        } else if let Some(info) = line.strip_prefix(":::") {
            self.directive(number, line, info.trim());
        } else if let Some((text, attributes)) = heading_attributes(line) {
            self.text(number, text);
            if let Some(Piece::Text {
                first_line,
                headings,
                ..
            }) = self.pieces.last_mut()
            {
                headings.insert(number - *first_line + 1, attributes);
            }
        } else {
            self.text(number, line);
        }
    }

    fn directive(&mut self, number: usize, line: &str, info: &str) {
        if info.is_empty() {
            match self.open.pop() {
                Some((line, name, attributes, before)) => {
                    let body = std::mem::replace(&mut self.pieces, before);
                    self.pieces.push(Piece::Directive {
                        line,
                        name,
                        attributes,
                        body,
                    });
                }
                None => self.as_text(
                    number,
                    line,
                    "Raden ”:::” avslutar inget block. Ta bort den.".to_owned(),
                ),
            }
            return;
        }
        let (before, attributes) =
            Attributes::split_off(info).unwrap_or((info, Attributes::default()));
        let name = before.trim();
        let prose = matches!(self.mode, Mode::Prose { .. });
        if !is_id(name) || (prose && !PROSE_DIRECTIVES.contains(&name)) {
            self.as_text(
                number,
                line,
                format!("Blocket ”{line}” får inte användas här. Det skrivs ut som text."),
            );
        } else if self.open.len() >= MAX_DIRECTIVE_DEPTH || (prose && !self.open.is_empty()) {
            self.as_text(
                number,
                line,
                format!("Blocket ”{name}” står inuti ett annat block. Det skrivs ut som text."),
            );
        } else {
            self.open.push((
                number,
                name.to_owned(),
                attributes,
                std::mem::take(&mut self.pieces),
            ));
        }
    }

    /// Prose that looks like structure becomes text; in a template it is an error.
    fn as_text(&mut self, number: usize, line: &str, message: String) {
        self.found.findings.push(Finding {
            line: number,
            severity: self.severity(),
            message,
        });
        self.text(number, line);
    }

    fn severity(&self) -> Severity {
        if self.mode == Mode::Template {
            Severity::Error
        } else {
            Severity::Warning
        }
    }

    fn text(&mut self, number: usize, line: &str) {
        if let Some(Piece::Text { text, .. }) = self.pieces.last_mut() {
            text.push('\n');
            text.push_str(line);
        } else {
            self.pieces.push(Piece::Text {
                first_line: number,
                text: line.to_owned(),
                headings: BTreeMap::new(),
            });
        }
    }

    fn note(&mut self, number: usize, label: &str, text: String) {
        if self.found.notes.iter().any(|note| note.label == label) {
            let message = format!("Fotnoten [^{label}] finns två gånger. Den första gäller.");
            self.found.findings.push(Finding {
                line: number,
                severity: Severity::Warning,
                message,
            });
        } else {
            self.found.notes.push(NoteDefinition {
                label: label.to_owned(),
                text,
            });
        }
        // Keeps the numbers of the lines that follow.
        self.text(number, "");
    }

    fn finish(mut self) -> Split {
        if let Some(fence) = self.fence.take() {
            self.text(0, &fence);
        }
        while let Some((line, name, attributes, before)) = self.open.pop() {
            let message =
                format!("Blocket ”{name}” avslutas aldrig. Sätt ”:::” på en egen rad efter det.");
            self.found.findings.push(Finding {
                line,
                severity: self.severity(),
                message,
            });
            let body = std::mem::replace(&mut self.pieces, before);
            self.pieces.push(Piece::Directive {
                line,
                name,
                attributes,
                body,
            });
        }
        self.found.pieces = self.pieces;
        self.found
    }
}

fn note_definition(line: &str) -> Option<(&str, &str)> {
    let (label, text) = line.strip_prefix("[^")?.split_once("]:")?;
    let known = !label.is_empty()
        && label.len() <= 40
        && !label.contains(|c: char| c.is_whitespace() || "[]".contains(c));
    known.then(|| (label, text.trim_start()))
}

fn heading_attributes(line: &str) -> Option<(&str, Attributes)> {
    let marks = line.bytes().take_while(|byte| *byte == b'#').count();
    if !(1..=6).contains(&marks) || !line[marks..].starts_with(' ') {
        return None;
    }
    Attributes::split_off(line)
}
