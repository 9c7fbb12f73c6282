//! Tables that repeat their header rows and say what they are; pictures that say what they show.

use crate::document::docx::build::{PictureFacts, TableFacts};
use crate::document::docx::xml::{Element, Node};
use crate::document::text::escape_xml;

/// Finishes the body. Tables and pictures are met in the order in which they were built.
pub(super) fn finish(document: &mut Element, tables: &[TableFacts], pictures: &[PictureFacts]) {
    let mut next_table = tables.iter();
    let mut next_picture = pictures.iter().zip(1..);
    document.each(&mut |element| {
        if element.is("w:tbl") {
            if let Some(facts) = next_table.next() {
                table(element, facts);
            }
        } else if element.is("w:drawing")
            && let Some((facts, number)) = next_picture.next()
        {
            picture(element, facts, number);
        }
    });
}

fn table(table: &mut Element, facts: &TableFacts) {
    table.change_child("w:tblPr", |properties| {
        // Borders come from the table's style.
        let replaced = ["w:tblBorders", "w:tblInd", "w:tblLook"];
        properties.retain(|child| !replaced.contains(&child.name.as_str()));
        properties.push(look(facts));
        let description = escape_xml(&facts.description);
        properties.push(Element::new("w:tblCaption", &[("w:val", &description)]));
    });
    for row in table
        .elements_mut()
        .filter(|child| child.is("w:tr"))
        .take(facts.header_rows)
    {
        row.change_child("w:trPr", |properties| {
            properties.push(Element::new("w:tblHeader", &[]));
        });
    }
}

/// Which parts of the table's style are used: the first row, the first column, no bands.
fn look(facts: &TableFacts) -> Element {
    let flag = |on: bool| if on { "1" } else { "0" };
    let row = facts.drawn && facts.header_rows > 0;
    let column = facts.drawn && facts.header_column;
    let bits = u16::from(row) * 0x20 + u16::from(column) * 0x80 + 0x600;
    Element::new(
        "w:tblLook",
        &[
            ("w:val", &format!("{bits:04X}")),
            ("w:firstRow", flag(row)),
            ("w:lastRow", "0"),
            ("w:firstColumn", flag(column)),
            ("w:lastColumn", "0"),
            ("w:noHBand", "1"),
            ("w:noVBand", "1"),
        ],
    )
}

/// One id per picture, and its alternative text. docx-rs calls every picture 1, "Figure".
fn picture(drawing: &mut Element, facts: &PictureFacts, number: usize) {
    let (id, alt) = (number.to_string(), escape_xml(&facts.alt));
    drawing.each(&mut |element| {
        if matches!(element.name.as_str(), "wp:docPr" | "pic:cNvPr") {
            element.set("id", &id);
            element.set("name", &format!("Bild {id}"));
            element.set("descr", &alt);
        } else if element.is("a:blip") {
            element.set("r:embed", &facts.relation);
        }
    });
    drawing
        .nodes
        .retain(|node| matches!(node, Node::Element(_)));
}
