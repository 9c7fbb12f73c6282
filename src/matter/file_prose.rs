//! What the text of a matter file states in a form that has a type: its tables, and the documents
//! that it says there shall be.
//!
//! A table goes into the field whose key is its id, or whose columns have its headings. Where it has
//! no column for the name, but lists under its headings, as arguments for and against, it is one row
//! by the name of the heading it stands under. What cannot be read whole as the type has it stays
//! text alone; a field that the file itself fills in is never touched.

use super::{
    consistency::prose::{Part, parts},
    demanded,
    state::Section,
    statistics::key_of,
};
use crate::{
    document::{
        markdown::{self, Context},
        model::{Block, Cell, Inline, Table},
    },
    workflow::{
        definition::{Definition, Field},
        keys::FieldKey,
        value::{Column, Directory, FieldType, Row, Value},
    },
};
use std::collections::BTreeMap;

/// The words that demand one.
const DEMAND: &str = " ska finnas";
/// What is a document, and not a possibility or an agreement, alone or as the end of a word:
/// "incidentrutin", but not "planering".
const DOCUMENTS: [&str; 9] = [
    "riktlinje",
    "rutin",
    "rutinbeskrivning",
    "policy",
    "policydokument",
    "plan",
    "handlingsprogram",
    "vägledning",
    "instruktion",
];
/// What is one only as a word of its own: a "datorprogram" is none.
const DOCUMENTS_ALONE: [&str; 1] = ["program"];
/// How their forms end: "rutiner", "riktlinjerna", "programmet".
const INFLECTIONS: [&str; 12] = [
    "", "n", "r", "rna", "en", "er", "erna", "ar", "arna", "et", "met", "men",
];

/// The fields that the text fills in, as the type has them.
pub(super) fn stated(sections: &[Section], definition: &Definition) -> BTreeMap<FieldKey, Value> {
    let mut found: BTreeMap<FieldKey, Vec<Row>> = BTreeMap::new();
    for part in parts(sections) {
        let text = part.lines.join("\n");
        for block in markdown::prose(&text, 2, &Context::default()).blocks {
            if let Block::Table(table) = block
                && let Some((field, rows)) = typed(&table, &part.title, definition)
            {
                found.entry(field.key.clone()).or_default().extend(rows);
            }
        }
        if let Some((field, rows)) = demanded_in(&part, definition) {
            found.entry(field.key.clone()).or_default().extend(rows);
        }
    }
    let filled = found.into_iter().filter(|(_, rows)| !rows.is_empty());
    filled
        .map(|(key, rows)| (key, Value::Table(rows)))
        .collect()
}

fn typed<'d>(
    table: &Table,
    heading: &str,
    definition: &'d Definition,
) -> Option<(&'d Field, Vec<Row>)> {
    let cells: Vec<Vec<String>> = table
        .rows
        .iter()
        .map(|row| row.iter().map(text_of).collect())
        .collect();
    let (headings, rows) = cells.split_first()?;
    let by_id = table.id.as_deref().and_then(|id| {
        let field = definition.field(&key_of(id.strip_prefix("tab-").unwrap_or(id)))?;
        let columns: Vec<&Column> = field.kind.written_columns().collect();
        (columns.len() == headings.len()).then_some((field, columns))
    });
    if let Some((field, columns)) = by_id {
        return Some((field, in_columns(field, &columns, rows)?));
    }
    let mut fields = definition.fields.iter().filter_map(|field| {
        let columns = titled(field, headings)?;
        let name = field.kind.written_columns().next()?;
        let rows = if columns.iter().any(|column| column.key == name.key) {
            in_columns(field, &columns, rows)?
        } else {
            vec![in_one_row(name, &columns, rows, heading)?]
        };
        Some((field, rows))
    });
    let only = fields.next()?;
    fields.next().is_none().then_some(only)
}

/// The columns with these headings, where there are at least two and each has its own.
fn titled<'d>(field: &'d Field, headings: &[String]) -> Option<Vec<&'d Column>> {
    let named = |heading: &String| {
        let mut columns = field.kind.written_columns();
        columns.find(|column| column.title.to_lowercase() == heading.trim().to_lowercase())
    };
    let columns: Vec<&Column> = headings.iter().map(named).collect::<Option<_>>()?;
    (columns.len() >= 2).then_some(columns)
}

/// A row for each row; nothing where a cell is not of its column's type.
fn in_columns(field: &Field, columns: &[&Column], rows: &[Vec<String>]) -> Option<Vec<Row>> {
    let all: Vec<&Column> = field.kind.written_columns().collect();
    let placed = |row: &Vec<String>| -> Vec<String> {
        let cell = |wanted: &&Column| {
            let at = columns.iter().position(|column| column.key == wanted.key);
            let text = at.and_then(|at| row.get(at)).cloned().unwrap_or_default();
            match wanted.kind {
                FieldType::Richtext => text,
                _ => text.replace('\n', "; "),
            }
        };
        all.iter().map(cell).collect()
    };
    let cells: Vec<Vec<String>> = rows.iter().map(placed).collect();
    match field.kind.from_cells(&cells, &Directory::default()) {
        Ok(Some(Value::Table(rows))) => Some(rows),
        _ => None,
    }
}

/// One row with a list in each column.
fn in_one_row(
    name: &Column,
    columns: &[&Column],
    rows: &[Vec<String>],
    heading: &str,
) -> Option<Row> {
    let lists = columns
        .iter()
        .all(|column| column.kind == FieldType::Richtext);
    if !lists {
        return None;
    }
    let mut row = Row::new();
    row.insert(name.key.clone(), name.kind.from_form(heading).ok()??);
    for (at, column) in columns.iter().enumerate() {
        let items = rows.iter().filter_map(|row| row.get(at));
        let items: Vec<String> = items
            .filter(|item| !item.is_empty())
            .map(|item| format!("- {}", item.replace('\n', " ")))
            .collect();
        if let Some(list) = column.kind.from_form(&items.join("\n")).ok()? {
            row.insert(column.key.clone(), list);
        }
    }
    Some(row)
}

/// "En rutin för incidenter ska finnas." under "Incidenter": a rutin, in that area.
fn demanded_in<'d>(part: &Part<'_>, definition: &'d Definition) -> Option<(&'d Field, Vec<Row>)> {
    let field = definition.field(demanded::FIELD)?;
    let mut columns = field.kind.written_columns();
    let name = columns.next()?;
    let area = columns.find(|column| column.key.as_str() == "omrade");
    let mut rows = Vec::new();
    for document in part.sentences().iter().filter_map(|one| document_of(one)) {
        let mut row = Row::new();
        row.insert(name.key.clone(), name.kind.from_form(&document).ok()??);
        if let Some(area) = area
            && let Ok(Some(title)) = area.kind.from_form(&part.title)
        {
            row.insert(area.key.clone(), title);
        }
        rows.push(row);
    }
    Some((field, rows))
}

/// The document that a sentence demands, without the article.
fn document_of(sentence: &str) -> Option<String> {
    let (subject, rest) = sentence.split_once(DEMAND)?;
    let names_document = subject
        .to_lowercase()
        .split(|letter: char| !letter.is_alphanumeric())
        .any(is_document);
    let rest = rest.trim_end_matches(['.', '!']);
    if !names_document || !(rest.is_empty() || rest.starts_with(" som ")) {
        return None;
    }
    let subject = ["En ", "Ett "]
        .iter()
        .find_map(|article| subject.strip_prefix(article))
        .unwrap_or(subject);
    let mut letters = subject.chars();
    let first = letters.next()?;
    Some(format!(
        "{}{}{rest}",
        first.to_uppercase(),
        letters.as_str()
    ))
}

/// Whether a word is one for a kind of document, in any of its forms.
fn is_document(word: &str) -> bool {
    INFLECTIONS
        .iter()
        .filter_map(|ending| word.strip_suffix(ending))
        .any(|word| {
            DOCUMENTS.iter().any(|kind| word.ends_with(kind)) || DOCUMENTS_ALONE.contains(&word)
        })
}

/// The words of a cell, with a new line for each line of it.
fn text_of(cell: &Cell) -> String {
    match cell {
        Cell::Content(inlines) => plain(inlines).trim().to_owned(),
        Cell::MergeLeft | Cell::MergeUp => String::new(),
    }
}

fn plain(inlines: &[Inline]) -> String {
    inlines
        .iter()
        .map(|inline| match inline {
            Inline::Text(text) | Inline::Code(text) => text.clone(),
            Inline::Strong(inner)
            | Inline::Emphasis(inner)
            | Inline::Strike(inner)
            | Inline::Superscript(inner)
            | Inline::Link { text: inner, .. } => plain(inner),
            Inline::LineBreak => "\n".to_owned(),
            Inline::Reference(_) | Inline::Note(_) => String::new(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_is_told_by_how_its_word_ends() {
        for (sentence, document) in [
            (
                "En rutin för incidenter ska finnas.",
                Some("Rutin för incidenter"),
            ),
            ("Incidentrutiner ska finnas.", Some("Incidentrutiner")),
            (
                "Riktlinjerna för lösenord ska finnas.",
                Some("Riktlinjerna för lösenord"),
            ),
            ("Ett program ska finnas.", Some("Program")),
            (
                "En kontinuitetsplan som övas ska finnas.",
                Some("Kontinuitetsplan som övas"),
            ),
            ("Ett policydokument ska finnas.", Some("Policydokument")),
            ("Ett datorprogram mot skadlig kod ska finnas.", None),
            ("En planering ska finnas.", None),
            ("Instruktionsfilmer ska finnas.", None),
            ("En rutin ska finnas i pärmen.", None),
        ] {
            assert_eq!(document_of(sentence).as_deref(), document, "{sentence}");
        }
    }
}
