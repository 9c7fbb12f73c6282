//! The fields of a matter as a document prints them.

use super::state::Content;
use crate::{
    document::model::{Align, Block, Cell, Inline, Table},
    workflow::{
        definition::{Definition, Field},
        value::{PrintedTable, Value},
    },
};
use std::collections::BTreeMap;

/// What every field with a value is printed as, by its key: for `::: uppgift {#kostnader}`.
pub fn facts(content: &Content, definition: &Definition) -> BTreeMap<String, Vec<Block>> {
    let filled = definition.fields.iter().filter_map(|field| {
        let value = content.fields.get(&field.key)?;
        Some((field.key.to_string(), vec![block(field, value)]))
    });
    filled.collect()
}

/// A table for a table, a paragraph for everything else.
pub fn block(field: &Field, value: &Value) -> Block {
    match field.kind.print_table(value) {
        Some(printed) => table(&field.title, &printed.without_empty_columns()),
        None => Block::Paragraph(vec![Inline::Text(field.kind.print(value))]),
    }
}

fn table(title: &str, printed: &PrintedTable) -> Block {
    let row = |texts: &Vec<String>| {
        let cells = texts.iter().map(|text| {
            let inline = (!text.is_empty()).then(|| Inline::Text(text.clone()));
            Cell::Content(inline.into_iter().collect())
        });
        cells.collect::<Vec<_>>()
    };
    let align = printed
        .numeric
        .iter()
        .map(|numeric| if *numeric { Align::Right } else { Align::Left });
    Block::Table(Table {
        description: Some(title.to_owned()),
        header_rows: 1,
        align: align.collect(),
        rows: std::iter::once(&printed.headings)
            .chain(&printed.rows)
            .map(row)
            .collect(),
        ..Table::default()
    })
}
