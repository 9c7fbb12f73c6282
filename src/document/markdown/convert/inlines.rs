//! CommonMark running text to inline pieces of the model.

use super::{Converter, Node};
use crate::document::markdown::MAX_NESTING;
use crate::document::model::Inline;
use comrak::nodes::{NodeLink, NodeValue};

impl Converter<'_> {
    pub(super) fn inlines(&mut self, node: Node<'_>, depth: usize) -> Vec<Inline> {
        let mut text = Vec::new();
        if depth >= MAX_NESTING {
            self.error(
                self.line(node),
                format!("Fetstil och kursiv står i fler än {MAX_NESTING} nivåer."),
            );
            return text;
        }
        for child in node.children() {
            self.inline(child, depth, &mut text);
        }
        text
    }

    fn inline(&mut self, node: Node<'_>, depth: usize, text: &mut Vec<Inline>) {
        match &node.data().value {
            NodeValue::Text(words) => push_text(text, words),
            NodeValue::SoftBreak => push_text(text, " "),
            NodeValue::LineBreak => text.push(Inline::LineBreak),
            NodeValue::Code(code) => text.push(Inline::Code(code.literal.clone())),
            NodeValue::HtmlInline(html) if is_line_break(html) => text.push(Inline::LineBreak),
            NodeValue::HtmlInline(html) => push_text(text, html),
            NodeValue::Strong => text.push(Inline::Strong(self.inlines(node, depth + 1))),
            NodeValue::Emph => text.push(Inline::Emphasis(self.inlines(node, depth + 1))),
            NodeValue::Strikethrough => text.push(Inline::Strike(self.inlines(node, depth + 1))),
            NodeValue::Superscript => text.push(Inline::Superscript(self.inlines(node, depth + 1))),
            NodeValue::Link(link) => self.link(node, link, depth, text),
            NodeValue::Image(link) => {
                self.warning(
                    self.line(node),
                    format!(
                        "Bilden ”{}” står inte i ett figurblock och visas inte.",
                        link.url
                    ),
                );
                text.extend(self.inlines(node, depth + 1));
            }
            NodeValue::FootnoteReference(note) => self.note(node, &note.name, text),
            _ => text.extend(self.inlines(node, depth + 1)),
        }
    }

    fn link(&mut self, node: Node<'_>, link: &NodeLink, depth: usize, text: &mut Vec<Inline>) {
        let shown = self.inlines(node, depth + 1);
        let url = link.url.to_ascii_lowercase();
        if let Some(id) = link.url.strip_prefix('#') {
            if shown.is_empty() {
                text.push(Inline::Reference(id.to_owned()));
            } else {
                text.extend(shown);
            }
        } else if ["https://", "http://", "mailto:"]
            .iter()
            .any(|scheme| url.starts_with(scheme))
        {
            text.push(Inline::Link {
                url: link.url.clone(),
                text: shown,
            });
        } else {
            self.warning(
                self.line(node),
                format!(
                    "Länken till ”{}” tas bort: bara webbadresser och e-postadresser kan länkas.",
                    link.url
                ),
            );
            text.extend(shown);
        }
    }

    fn note(&mut self, node: Node<'_>, label: &str, text: &mut Vec<Inline>) {
        let context = self.context;
        match context.note(label) {
            Some(note) => {
                let blocks = self.nested(self.line(node), note);
                text.push(Inline::Note(blocks));
            }
            None => push_text(text, &format!("[^{label}]")),
        }
    }
}

/// Adds words, to the text before them where there is one.
fn push_text(text: &mut Vec<Inline>, words: &str) {
    if let Some(Inline::Text(before)) = text.last_mut() {
        before.push_str(words);
    } else if !words.is_empty() {
        text.push(Inline::Text(words.to_owned()));
    }
}

fn is_line_break(html: &str) -> bool {
    matches!(
        html.to_ascii_lowercase().replace(' ', "").as_str(),
        "<br>" | "<br/>"
    )
}
