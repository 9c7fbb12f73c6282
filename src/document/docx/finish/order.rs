//! The order of children that the schema demands, and small things docx-rs writes wrong everywhere.

use crate::document::docx::xml::{Element, Node};

/// Puts the children of every element in the order of ISO/IEC 29500, and takes away what may not be.
pub(super) fn repair(element: &mut Element) {
    element.each(&mut |element| {
        match element.name.as_str() {
            "w:gridCol" => element.attributes.retain(|(name, _)| name != "w:type"),
            "w:lvl" => {
                for paragraph in element.elements_mut().filter(|child| child.is("w:pPr")) {
                    paragraph.retain(|child| !child.is("w:rPr"));
                }
            }
            _ => {}
        }
        // Ids of paragraphs come from a counter of the process, and nothing here needs them.
        element.attributes.retain(|(name, _)| name != "w14:paraId");
        if matches!(element.name.as_str(), "w:pPr" | "w:p" | "w:r") {
            element.retain(|child| {
                !(child.nodes.is_empty() && matches!(child.name.as_str(), "w:rPr" | "w:pPr"))
            });
        }
        if let Some(order) = order_of(&element.name) {
            let place = |node: &Node| match node {
                Node::Element(child) => {
                    let name = child
                        .name
                        .split_once(':')
                        .map_or(child.name.as_str(), |(_, name)| name);
                    order
                        .iter()
                        .position(|known| *known == name)
                        .unwrap_or(order.len())
                }
                Node::Text(_) => order.len(),
            };
            element.nodes.sort_by_key(place);
        }
    });
}

fn order_of(name: &str) -> Option<&'static [&'static str]> {
    Some(match name {
        "w:pPr" => PARAGRAPH,
        "w:rPr" => RUN,
        "w:tblPr" => TABLE,
        "w:trPr" => &[
            "cnfStyle",
            "divId",
            "gridBefore",
            "gridAfter",
            "wBefore",
            "wAfter",
            "cantSplit",
            "trHeight",
            "tblHeader",
        ],
        "w:tcPr" => CELL,
        "w:sectPr" => SECTION,
        "w:numPr" => &["ilvl", "numId", "ins"],
        "w:lvl" => LEVEL,
        "w:tblBorders" | "w:tcBorders" => &[
            "top", "left", "start", "bottom", "right", "end", "insideH", "insideV", "tl2br",
            "tr2bl",
        ],
        "w:pBdr" => &["top", "left", "bottom", "right", "between", "bar"],
        _ => return None,
    })
}

const PARAGRAPH: &[&str] = &[
    "pStyle",
    "keepNext",
    "keepLines",
    "pageBreakBefore",
    "framePr",
    "widowControl",
    "numPr",
    "suppressLineNumbers",
    "pBdr",
    "shd",
    "tabs",
    "suppressAutoHyphens",
    "kinsoku",
    "wordWrap",
    "overflowPunct",
    "topLinePunct",
    "autoSpaceDE",
    "autoSpaceDN",
    "bidi",
    "adjustRightInd",
    "snapToGrid",
    "spacing",
    "ind",
    "contextualSpacing",
    "mirrorIndents",
    "suppressOverlap",
    "jc",
    "textDirection",
    "textAlignment",
    "textboxTightWrap",
    "outlineLvl",
    "divId",
    "cnfStyle",
    "rPr",
    "sectPr",
    "pPrChange",
];

const RUN: &[&str] = &[
    "ins",
    "del",
    "moveFrom",
    "moveTo",
    "rStyle",
    "rFonts",
    "b",
    "bCs",
    "i",
    "iCs",
    "caps",
    "smallCaps",
    "strike",
    "dstrike",
    "outline",
    "shadow",
    "emboss",
    "imprint",
    "noProof",
    "snapToGrid",
    "vanish",
    "webHidden",
    "color",
    "spacing",
    "w",
    "kern",
    "position",
    "sz",
    "szCs",
    "highlight",
    "u",
    "effect",
    "bdr",
    "shd",
    "fitText",
    "vertAlign",
    "rtl",
    "cs",
    "em",
    "lang",
    "eastAsianLayout",
    "specVanish",
    "oMath",
    "rPrChange",
];

const TABLE: &[&str] = &[
    "tblStyle",
    "tblpPr",
    "tblOverlap",
    "bidiVisual",
    "tblStyleRowBandSize",
    "tblStyleColBandSize",
    "tblW",
    "jc",
    "tblCellSpacing",
    "tblInd",
    "tblBorders",
    "shd",
    "tblLayout",
    "tblCellMar",
    "tblLook",
    "tblCaption",
    "tblDescription",
    "tblPrChange",
];

const CELL: &[&str] = &[
    "cnfStyle",
    "tcW",
    "gridSpan",
    "hMerge",
    "vMerge",
    "tcBorders",
    "shd",
    "noWrap",
    "tcMar",
    "textDirection",
    "tcFitText",
    "vAlign",
    "hideMark",
];

const SECTION: &[&str] = &[
    "headerReference",
    "footerReference",
    "footnotePr",
    "endnotePr",
    "type",
    "pgSz",
    "pgMar",
    "paperSrc",
    "pgBorders",
    "lnNumType",
    "pgNumType",
    "cols",
    "formProt",
    "vAlign",
    "noEndnote",
    "titlePg",
    "textDirection",
    "bidi",
    "rtlGutter",
    "docGrid",
    "printerSettings",
    "sectPrChange",
];

const LEVEL: &[&str] = &[
    "start",
    "numFmt",
    "lvlRestart",
    "pStyle",
    "isLgl",
    "suff",
    "lvlText",
    "lvlPicBulletId",
    "legacy",
    "lvlJc",
    "pPr",
    "rPr",
];
