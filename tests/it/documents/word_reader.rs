//! Reads the words of a Word file, as a reader of the page meets them. A small reader of the test's
//! own: it shares no code with what wrote the file.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use std::collections::{BTreeMap, HashMap};
use std::io::Read;

/// The parts of a package, by name.
pub(super) fn parts(file: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(file)).unwrap();
    let mut parts = BTreeMap::new();
    for index in 0..zip.len() {
        let mut entry = zip.by_index(index).unwrap();
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).unwrap();
        parts.insert(entry.name().unwrap().into_owned(), bytes);
    }
    parts
}

/// A part as text.
pub(super) fn part(file: &[u8], name: &str) -> String {
    String::from_utf8(
        parts(file)
            .remove(name)
            .unwrap_or_else(|| panic!("no {name}")),
    )
    .unwrap()
}

/// The words of the body, list numbers and footnote marks among them, and then of the footnotes.
pub(super) fn words(file: &[u8]) -> Vec<String> {
    let numbering = numbering(&part(file, "word/numbering.xml"));
    let mut text = text_of(&part(file, "word/document.xml"), &numbering);
    text.push('\n');
    text.push_str(&text_of(&part(file, "word/footnotes.xml"), &numbering));
    text.split_whitespace().map(str::to_owned).collect()
}

/// Numbering id to (whether the list is numbered, where it begins).
fn numbering(xml: &str) -> HashMap<String, (bool, u32)> {
    let mut decimal: HashMap<String, bool> = HashMap::new();
    let mut lists: HashMap<String, (bool, u32)> = HashMap::new();
    let (mut kind, mut list) = (String::new(), String::new());
    each_tag(xml, |tag| match tag.name().as_ref() {
        "w:abstractNum" => kind = value(tag, "w:abstractNumId"),
        "w:numFmt" => {
            decimal
                .entry(kind.clone())
                .or_insert_with(|| value(tag, "w:val") == "decimal");
        }
        "w:num" => list = value(tag, "w:numId"),
        "w:abstractNumId" => {
            lists.insert(list.clone(), (decimal[&value(tag, "w:val")], 1));
        }
        "w:startOverride" => lists.get_mut(&list).unwrap().1 = value(tag, "w:val").parse().unwrap(),
        _ => {}
    });
    lists
}

fn text_of(xml: &str, numbering: &HashMap<String, (bool, u32)>) -> String {
    let mut text = String::new();
    let mut counted: HashMap<String, u32> = HashMap::new();
    let (mut in_text, mut note, mut skip) = (false, String::new(), false);
    let mut reader = Reader::from_str(xml);
    loop {
        match reader.read_event().unwrap() {
            Event::Start(tag) | Event::Empty(tag) => match tag.name().as_ref() {
                "w:t" => in_text = true,
                "w:br" | "w:tab" | "w:p" => text.push('\n'),
                "w:footnote" => {
                    note = value(&tag, "w:id");
                    skip = !value(&tag, "w:type").is_empty();
                }
                "w:footnoteReference" => text.push_str(&value(&tag, "w:id")),
                "w:footnoteRef" => text.extend([note.as_str(), " "]),
                "w:numId" => {
                    let list = value(&tag, "w:val");
                    if let (true, start) = numbering[&list] {
                        let number = counted
                            .entry(list)
                            .and_modify(|number| *number += 1)
                            .or_insert(start);
                        text.extend([number.to_string(), ". ".to_owned()]);
                    }
                }
                _ => {}
            },
            Event::End(tag) if tag.name().as_ref() == "w:t" => in_text = false,
            Event::Text(words) if in_text && !skip => text.push_str(&words),
            Event::GeneralRef(entity) if in_text => text.push_str(match &*entity {
                "amp" => "&",
                "lt" => "<",
                "gt" => ">",
                "quot" => "\"",
                "apos" | "#39" => "'",
                other => panic!("an entity nobody wrote: {other}"),
            }),
            Event::Eof => return text,
            _ => {}
        }
    }
}

/// Calls `visit` for every element of a part.
pub(super) fn each_tag(xml: &str, mut visit: impl FnMut(&BytesStart<'_>)) {
    let mut reader = Reader::from_str(xml);
    loop {
        match reader.read_event().unwrap() {
            Event::Start(tag) | Event::Empty(tag) => visit(&tag),
            Event::Eof => return,
            _ => {}
        }
    }
}

/// The value of an attribute, or nothing.
pub(super) fn value(tag: &BytesStart<'_>, name: &str) -> String {
    let found = tag
        .attributes()
        .map(Result::unwrap)
        .find(|attribute| attribute.key.as_ref() == name);
    found
        .map(|attribute| {
            quick_xml::escape::unescape(&attribute.value)
                .unwrap()
                .into_owned()
        })
        .unwrap_or_default()
}
