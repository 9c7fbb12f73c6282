//! Reads the text form.

use super::front::FrontReader;
use super::{FileFinding, FileSection, MatterFile};
use crate::document::markdown::Attributes;
use std::collections::BTreeMap;

const FENCE: &str = "+++";

/// Collects findings by where they stand in the file.
pub(in crate::matter) struct Report<'a> {
    name: &'a str,
    text: &'a str,
    findings: Vec<(usize, String)>,
}

impl<'a> Report<'a> {
    /// Nothing found yet.
    pub(in crate::matter) fn new(name: &'a str, text: &'a str) -> Self {
        Report {
            name,
            text,
            findings: Vec::new(),
        }
    }

    /// A fault at a byte of the file.
    pub(in crate::matter) fn at(&mut self, offset: usize, message: impl Into<String>) {
        self.findings.push((offset, message.into()));
    }

    /// Every fault, in the order of the file.
    pub(in crate::matter) fn finish(mut self) -> Vec<FileFinding> {
        self.findings.sort();
        let found = std::mem::take(&mut self.findings);
        found
            .into_iter()
            .map(|(offset, message)| self.finding(offset, message))
            .collect()
    }

    /// A fault at a byte of the file, with its line and column.
    pub(in crate::matter) fn finding(&self, offset: usize, message: String) -> FileFinding {
        let mut offset = offset.min(self.text.len());
        while !self.text.is_char_boundary(offset) {
            offset -= 1;
        }
        let before = &self.text[..offset];
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        FileFinding {
            file: self.name.to_owned(),
            line: before.matches('\n').count() + 1,
            column: before[line_start..].chars().count() + 1,
            message,
        }
    }
}

/// Reads a file; every fault is told.
pub(super) fn read(name: &str, text: &str) -> Result<MatterFile, Vec<FileFinding>> {
    let mut report = Report::new(name, text);
    let Some((front_start, front_end, body_start)) = front_bounds(text) else {
        report.at(
            0,
            "Filen ska börja med uppgifter i TOML mellan två rader ”+++”.",
        );
        return Err(report.finish());
    };
    let front = FrontReader::read(&text[front_start..front_end], front_start, &mut report);
    let sections = sections(text, body_start, &mut report);
    if let Some(front) = &front {
        for attachment in front
            .attachments
            .iter()
            .filter_map(|attachment| attachment.section.as_ref())
        {
            if !sections.ids.contains_key(attachment) {
                report.at(
                    front_start,
                    format!("En bilaga hänvisar till avsnittet ”{attachment}”, som inte finns."),
                );
            }
        }
    }
    match front {
        Some(front) if report.findings.is_empty() => Ok(MatterFile {
            front,
            sections: sections.in_order,
        }),
        _ => Err(report.finish()),
    }
}

/// Where the front matter begins and ends, and where the prose begins.
pub(super) fn front_bounds(text: &str) -> Option<(usize, usize, usize)> {
    let mut at = 0;
    let mut start = None;
    for line in text.split_inclusive('\n') {
        let end = at + line.len();
        match (start, line.trim_end() == FENCE) {
            (None, true) => start = Some(end),
            (None, false) => return None,
            (Some(start), true) => return Some((start, at, end)),
            (Some(_), false) => {}
        }
        at = end;
    }
    None
}

#[derive(Default)]
pub(super) struct Sections {
    in_order: Vec<FileSection>,
    /// Where the heading of each section stands.
    pub(super) headings: Vec<usize>,
    /// Every id of the prose.
    ids: BTreeMap<String, usize>,
}

/// Splits the prose at its level-2 headings. A heading in a fenced code block is text.
pub(super) fn sections(text: &str, body_start: usize, report: &mut Report<'_>) -> Sections {
    let mut found = Sections::default();
    let mut lines: Vec<&str> = Vec::new();
    let mut at = body_start;
    let mut in_code = false;
    for line in text[body_start..].split_inclusive('\n') {
        let content = line.trim_end_matches(['\n', '\r']);
        if content.trim_start().starts_with("```") {
            in_code = !in_code;
        }
        let heading = (!in_code).then(|| content.strip_prefix("## ")).flatten();
        if let Some(heading) = heading {
            close(&mut found, &mut lines);
            let section = section(heading, at, &mut found, report);
            found.in_order.push(section);
            found.headings.push(at);
        } else {
            if !in_code {
                inner_id(content, at, &mut found, report);
            }
            if found.in_order.is_empty() && !content.trim().is_empty() {
                report.at(at, "Text ska stå under en rubrik: ”## Rubrik {#id}”.");
            }
            lines.push(content);
        }
        at += line.len();
    }
    close(&mut found, &mut lines);
    found
}

fn close(found: &mut Sections, lines: &mut Vec<&str>) {
    if let Some(section) = found.in_order.last_mut() {
        lines
            .join("\n")
            .trim_matches('\n')
            .clone_into(&mut section.text);
    }
    lines.clear();
}

fn section(heading: &str, at: usize, found: &mut Sections, report: &mut Report<'_>) -> FileSection {
    let (title, attributes) =
        Attributes::split_off(heading).unwrap_or((heading, Attributes::default()));
    let id = attributes.id.clone().unwrap_or_else(|| {
        report.at(at, format!("Rubriken ”{}” saknar id. Skriv ”## Rubrik {{#mitt-id}}” med små bokstäver a–z, siffror och bindestreck.", title.trim()));
        String::new()
    });
    remember(&id, at, found, report);
    for (name, value) in &attributes.values {
        match (name.as_str(), value.as_str()) {
            ("nr", _) | ("visas", "nej" | "ja") => {}
            ("visas", _) => report.at(at, "”visas” ska vara ”ja” eller ”nej”."),
            _ => report.at(
                at,
                format!("Rubriken har en okänd uppgift: ”{name}”. Kända är nr och visas."),
            ),
        }
    }
    FileSection {
        id,
        title: title.trim().to_owned(),
        number: attributes.value("nr").map(str::to_owned),
        hidden: attributes.value("visas") == Some("nej"),
        text: String::new(),
    }
}

/// Notes the id of a heading within a section, a table or a figure: all must differ.
fn inner_id(line: &str, at: usize, found: &mut Sections, report: &mut Report<'_>) {
    let is_directive = line.starts_with("::: tabell") || line.starts_with("::: figur");
    if !line.starts_with("###") && !is_directive {
        return;
    }
    if let Some(id) = Attributes::split_off(line).and_then(|(_, attributes)| attributes.id) {
        remember(&id, at, found, report);
    }
}

fn remember(id: &str, at: usize, found: &mut Sections, report: &mut Report<'_>) {
    if !id.is_empty() && found.ids.insert(id.to_owned(), at).is_some() {
        report.at(
            at,
            format!("Id ”{id}” finns redan i filen. Varje id får stå en gång."),
        );
    }
}
