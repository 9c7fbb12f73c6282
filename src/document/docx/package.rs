//! The package: relations, content types, properties, and a zip file that is the same each time.

mod properties;

use super::DocxError;
use super::finish::Finished;
use super::xml::DECLARATION;
use crate::document::model::Document;
use crate::document::text::escape_xml;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{Cursor, Write};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

const STYLES: &str = include_str!("parts/styles.xml");
const SETTINGS: &str = include_str!("parts/settings.xml");
const FONTS: &str = include_str!("parts/fontTable.xml");
const THEME: &str = include_str!("parts/theme1.xml");

const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";
const WORD: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml";

/// Puts the parts together.
pub(super) fn package(document: &Document, finished: Finished) -> Result<Vec<u8>, DocxError> {
    let language = escape_xml(&document.meta.language);
    let mut parts: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    let mut text_part = |name: &str, text: String| parts.insert(name.to_owned(), text.into_bytes());
    text_part("_rels/.rels", package_relations());
    text_part("docProps/app.xml", properties::app());
    text_part("docProps/core.xml", properties::core(&document.meta));
    text_part("docProps/custom.xml", properties::custom(&document.meta));
    text_part(
        "word/_rels/document.xml.rels",
        document_relations(document, &finished),
    );
    text_part("word/fontTable.xml", FONTS.to_owned());
    text_part(
        "word/settings.xml",
        SETTINGS.replace("@LANGUAGE@", &language),
    );
    text_part("word/styles.xml", STYLES.replace("@LANGUAGE@", &language));
    text_part("word/theme/theme1.xml", THEME.to_owned());
    parts.insert("word/document.xml".to_owned(), finished.document);
    parts.insert("word/footnotes.xml".to_owned(), finished.footnotes);
    parts.insert("word/numbering.xml".to_owned(), finished.numbering);
    for (number, header) in (1..).zip(finished.headers) {
        parts.insert(format!("word/header{number}.xml"), header);
    }
    for (number, footer) in (1..).zip(finished.footers) {
        parts.insert(format!("word/footer{number}.xml"), footer);
    }
    for asset in document
        .assets
        .values()
        .filter(|asset| !asset.bytes.is_empty())
    {
        parts.insert(
            media_name(&asset.hash, asset.format.extension()),
            asset.bytes.clone(),
        );
    }
    zip(&parts)
}

/// The content types must come first; the rest stands in the order of the names.
fn zip(parts: &BTreeMap<String, Vec<u8>>) -> Result<Vec<u8>, DocxError> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::with_capacity(1 << 16)));
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .compression_level(Some(6))
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644);
    zip.start_file("[Content_Types].xml", options)?;
    zip.write_all(content_types(parts).as_bytes())?;
    for (name, bytes) in parts {
        zip.start_file(name.as_str(), options)?;
        zip.write_all(bytes)?;
    }
    Ok(zip.finish()?.into_inner())
}

fn content_types(parts: &BTreeMap<String, Vec<u8>>) -> String {
    let mut types = format!("{DECLARATION}<Types xmlns=\"{PACKAGE}/content-types\">");
    let defaults = [
        ("jpeg", "image/jpeg"),
        ("png", "image/png"),
        (
            "rels",
            "application/vnd.openxmlformats-package.relationships+xml",
        ),
        ("xml", "application/xml"),
    ];
    for (extension, content) in defaults {
        let _ = write!(
            types,
            "<Default Extension=\"{extension}\" ContentType=\"{content}\"/>"
        );
    }
    for name in parts.keys() {
        if let Some(content) = content_type(name) {
            let _ = write!(
                types,
                "<Override PartName=\"/{name}\" ContentType=\"{content}\"/>"
            );
        }
    }
    types.push_str("</Types>");
    types
}

fn content_type(part: &str) -> Option<String> {
    let stem = part
        .strip_prefix("word/")
        .and_then(|name| name.strip_suffix(".xml"))
        .unwrap_or_default();
    Some(match part {
        "docProps/core.xml" => {
            "application/vnd.openxmlformats-package.core-properties+xml".to_owned()
        }
        "docProps/app.xml" => {
            "application/vnd.openxmlformats-officedocument.extended-properties+xml".to_owned()
        }
        "docProps/custom.xml" => {
            "application/vnd.openxmlformats-officedocument.custom-properties+xml".to_owned()
        }
        "word/document.xml" => format!("{WORD}.document.main+xml"),
        "word/theme/theme1.xml" => {
            "application/vnd.openxmlformats-officedocument.theme+xml".to_owned()
        }
        _ if matches!(
            stem,
            "styles" | "settings" | "fontTable" | "footnotes" | "numbering"
        ) =>
        {
            format!("{WORD}.{stem}+xml")
        }
        _ if stem.starts_with("header") => format!("{WORD}.header+xml"),
        _ if stem.starts_with("footer") => format!("{WORD}.footer+xml"),
        _ => return None,
    })
}

fn package_relations() -> String {
    let relations = [
        (
            "rId1",
            format!("{OFFICE}/officeDocument"),
            "word/document.xml",
        ),
        (
            "rId2",
            format!("{PACKAGE}/relationships/metadata/core-properties"),
            "docProps/core.xml",
        ),
        (
            "rId3",
            format!("{OFFICE}/extended-properties"),
            "docProps/app.xml",
        ),
        (
            "rId4",
            format!("{OFFICE}/custom-properties"),
            "docProps/custom.xml",
        ),
    ];
    let mut text = format!("{DECLARATION}<Relationships xmlns=\"{PACKAGE}/relationships\">");
    for (id, kind, target) in relations {
        let _ = write!(
            text,
            "<Relationship Id=\"{id}\" Type=\"{kind}\" Target=\"{target}\"/>"
        );
    }
    text.push_str("</Relationships>");
    text
}

fn document_relations(document: &Document, finished: &Finished) -> String {
    let mut text = format!("{DECLARATION}<Relationships xmlns=\"{PACKAGE}/relationships\">");
    let mut relation = |id: &str, kind: &str, target: &str, mode: &str| {
        let target = escape_xml(target);
        let _ = write!(
            text,
            "<Relationship Id=\"{id}\" Type=\"{OFFICE}/{kind}\" Target=\"{target}\"{mode}/>"
        );
    };
    for part in ["fontTable", "footnotes", "numbering", "settings", "styles"] {
        relation(&format!("rId-{part}"), part, &format!("{part}.xml"), "");
    }
    relation("rId-theme", "theme", "theme/theme1.xml", "");
    for number in 1..=finished.headers.len() {
        relation(
            &format!("rIdHeader{number}"),
            "header",
            &format!("header{number}.xml"),
            "",
        );
    }
    for number in 1..=finished.footers.len() {
        relation(
            &format!("rIdFooter{number}"),
            "footer",
            &format!("footer{number}.xml"),
            "",
        );
    }
    for picture in &finished.pictures {
        if let Some(asset) = document.assets.get(&picture.asset) {
            let name = media_name(&asset.hash, asset.format.extension());
            relation(
                &picture.relation,
                "image",
                name.trim_start_matches("word/"),
                "",
            );
        }
    }
    for (id, url) in &finished.links {
        relation(id, "hyperlink", url, " TargetMode=\"External\"");
    }
    text.push_str("</Relationships>");
    text
}

fn media_name(hash: &str, extension: &str) -> String {
    format!("word/media/{}.{extension}", hash.get(..16).unwrap_or(hash))
}
