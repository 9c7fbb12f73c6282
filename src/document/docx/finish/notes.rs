//! Footnotes: the separators that Word demands, and each note's own number, which docx-rs leaves out.

use crate::document::docx::xml::{Element, Node};

/// Finishes the part with the footnotes; it is there also when there are none.
pub(super) fn finish(footnotes: &mut Element) {
    for note in footnotes.elements_mut() {
        if let Some(paragraph) = note.elements_mut().find(|child| child.is("w:p")) {
            let after_properties = paragraph
                .elements()
                .take_while(|child| child.is("w:pPr"))
                .count();
            paragraph
                .nodes
                .insert(after_properties, Node::Element(own_number()));
            paragraph
                .nodes
                .insert(after_properties + 1, Node::Element(space()));
        }
    }
    let separators = [("-1", "separator"), ("0", "continuationSeparator")];
    for (at, (id, kind)) in separators.into_iter().enumerate() {
        footnotes
            .nodes
            .insert(at, Node::Element(separator(id, kind)));
    }
}

fn own_number() -> Element {
    let style = Element::new("w:rStyle", &[("w:val", "FootnoteReference")]);
    let properties = Element::new("w:rPr", &[]).with(style);
    Element::new("w:r", &[])
        .with(properties)
        .with(Element::new("w:footnoteRef", &[]))
}

fn space() -> Element {
    let mut text = Element::new("w:t", &[("xml:space", "preserve")]);
    text.nodes.push(Node::Text(" ".to_owned()));
    Element::new("w:r", &[]).with(text)
}

fn separator(id: &str, kind: &str) -> Element {
    let spacing = Element::new(
        "w:spacing",
        &[("w:after", "0"), ("w:line", "240"), ("w:lineRule", "auto")],
    );
    let properties = Element::new("w:pPr", &[]).with(spacing);
    let run = Element::new("w:r", &[]).with(Element::new(&format!("w:{kind}"), &[]));
    let paragraph = Element::new("w:p", &[]).with(properties).with(run);
    Element::new("w:footnote", &[("w:type", kind), ("w:id", id)]).with(paragraph)
}
