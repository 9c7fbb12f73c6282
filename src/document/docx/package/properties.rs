//! What the file says about itself. Dates come from the document, never from a clock.

use crate::document::docx::xml::DECLARATION;
use crate::document::model::Meta;
use crate::document::text::escape_xml;
use std::fmt::Write as _;

/// Title, author, language and date.
pub(super) fn core(meta: &Meta) -> String {
    let creator = meta
        .author
        .as_ref()
        .or(meta.municipality.as_ref())
        .map_or("", String::as_str);
    let mut text = format!(
        "{DECLARATION}<cp:coreProperties \
         xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/core-properties\" \
         xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:dcterms=\"http://purl.org/dc/terms/\" \
         xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\">\
         <dc:title>{}</dc:title><dc:subject>{}</dc:subject><dc:creator>{}</dc:creator>",
        escape_xml(&meta.title),
        escape_xml(&meta.kind),
        escape_xml(creator),
    );
    if let Some(date) = meta.date {
        for name in ["created", "modified"] {
            let _ = write!(
                text,
                "<dcterms:{name} xsi:type=\"dcterms:W3CDTF\">{date}T00:00:00Z</dcterms:{name}>"
            );
        }
    }
    let _ = write!(
        text,
        "<dc:language>{}</dc:language></cp:coreProperties>",
        escape_xml(&meta.language)
    );
    text
}

/// The program that made the file.
pub(super) fn app() -> String {
    format!(
        "{DECLARATION}<Properties xmlns=\"http://schemas.openxmlformats.org/officeDocument/2006/extended-properties\">\
         <Application>Beslut</Application></Properties>"
    )
}

/// What a registrar or a later program asks for, by Swedish names.
pub(super) fn custom(meta: &Meta) -> String {
    let mut text = format!(
        "{DECLARATION}<Properties xmlns=\"http://schemas.openxmlformats.org/officeDocument/2006/custom-properties\" \
         xmlns:vt=\"http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes\">"
    );
    let properties = [
        ("dnr", meta.register_number.clone().unwrap_or_default()),
        ("handlingstyp", meta.kind.clone()),
        ("innehållshash", meta.content_hash.clone()),
        ("kommun", meta.municipality.clone().unwrap_or_default()),
        ("mall", meta.template.id.clone()),
        ("mallhash", meta.template.hash.clone()),
        ("organ", meta.body.clone().unwrap_or_default()),
    ];
    // The format reserves the numbers 0 and 1.
    for (number, (name, value)) in (2..).zip(properties) {
        let _ = write!(
            text,
            "<property fmtid=\"{{D5CDD505-2E9C-101B-9397-08002B2CF9AE}}\" pid=\"{number}\" name=\"{name}\">\
             <vt:lpwstr>{}</vt:lpwstr></property>",
            escape_xml(&value)
        );
    }
    text.push_str("</Properties>");
    text
}
