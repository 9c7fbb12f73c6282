//! Puts right what docx-rs writes, so that Microsoft's own validator has nothing to say.

mod body;
mod notes;
mod order;

use super::DocxError;
use super::build::{Built, PictureFacts};
use super::xml::{Element, Node, parse};

/// The parts that are ready for the package.
pub(super) struct Finished {
    pub(super) document: Vec<u8>,
    pub(super) footnotes: Vec<u8>,
    pub(super) numbering: Vec<u8>,
    pub(super) headers: Vec<Vec<u8>>,
    pub(super) footers: Vec<Vec<u8>>,
    pub(super) pictures: Vec<PictureFacts>,
    pub(super) links: Vec<(String, String)>,
}

/// Finishes every part.
pub(super) fn finish(built: Built) -> Result<Finished, DocxError> {
    let mut document = read("document", &built.document)?;
    order::repair(&mut document);
    body::finish(&mut document, &built.tables, &built.pictures);
    let mut footnotes = read("footnotes", &built.footnotes)?;
    order::repair(&mut footnotes);
    notes::finish(&mut footnotes);
    Ok(Finished {
        document: document.into_part(),
        footnotes: footnotes.into_part(),
        numbering: numbering(&built.numbering)?,
        headers: frames("header", &built.headers)?,
        footers: frames("footer", &built.footers)?,
        pictures: built.pictures,
        links: built.links,
    })
}

fn read(part: &'static str, bytes: &[u8]) -> Result<Element, DocxError> {
    parse(bytes).map_err(|reason| DocxError::Xml { part, reason })
}

/// Headers and footers: their tables are for layout only.
fn frames(part: &'static str, frames: &[Vec<u8>]) -> Result<Vec<Vec<u8>>, DocxError> {
    let finished = |frame: &Vec<u8>| {
        let mut frame = read(part, frame)?;
        order::repair(&mut frame);
        frame.each(&mut |element| {
            if element.is("w:tblPr") {
                element.retain(|child| !matches!(child.name.as_str(), "w:tblBorders" | "w:tblInd"));
                element.push(Element::new("w:tblCaption", &[("w:val", "Sidhuvud")]));
            }
        });
        Ok(frame.into_part())
    };
    frames.iter().map(finished).collect()
}

/// Takes away docx-rs's own list, whose ids its users' lists collide with, and puts all kinds of
/// lists before the lists that use them.
fn numbering(bytes: &[u8]) -> Result<Vec<u8>, DocxError> {
    let mut numbering = read("numbering", bytes)?;
    let built_in = |element: &Element| match element.name.as_str() {
        "w:abstractNum" => element.get("w:abstractNumId") == Some("1"),
        "w:num" => element.get("w:numId") == Some("1"),
        _ => false,
    };
    numbering.retain(|element| !built_in(element));
    order::repair(&mut numbering);
    numbering.each(&mut |element| {
        if element.is("w:lvl") {
            element
                .attributes
                .retain(|(name, _)| name != "w:tplc" && name != "w:tentative");
        }
        if element.is("w:abstractNum") {
            element
                .attributes
                .retain(|(name, _)| name == "w:abstractNumId");
            let mut nodes = vec![Node::Element(Element::new(
                "w:multiLevelType",
                &[("w:val", "multilevel")],
            ))];
            nodes.append(&mut element.nodes);
            element.nodes = nodes;
        }
    });
    numbering
        .nodes
        .sort_by_key(|node| matches!(node, Node::Element(element) if element.is("w:num")));
    Ok(numbering.into_part())
}
