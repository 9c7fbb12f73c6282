//! Tables, the box for a missing picture, and the block of signatures.

use super::text::plain_run;
use super::{Builder, TEXT_WIDTH, TableFacts};
use crate::document::model::{
    Align, Cell, Figure, Inline, Signature, Table, TableStyle, plain_inlines,
};
use docx_rs::{
    AlignmentType, Paragraph, Table as WordTable, TableCell, TableLayoutType, TableRow, VMergeType,
    WidthType,
};

/// Twentieths of a point in a centimetre.
const TWIPS_PER_CM: u32 = 567;

/// A table of at most this many rows stands on one page.
const KEPT_TOGETHER: usize = 14;

impl Builder<'_> {
    pub(super) fn table(&mut self, table: &Table) {
        self.caption(
            "Tabell",
            table.id.as_deref(),
            table.caption.as_deref(),
            true,
        );
        let columns = table.rows.iter().map(Vec::len).max().unwrap_or(0);
        if columns == 0 {
            return;
        }
        let widths = column_widths(&table.widths, columns);
        let rows: Vec<TableRow> = (0..table.rows.len())
            .map(|row| self.row(table, row, &widths))
            .collect();
        let word = WordTable::new(rows)
            .set_grid(widths)
            .layout(TableLayoutType::Fixed)
            .width(TEXT_WIDTH, WidthType::Dxa);
        let drawn = table.style == TableStyle::Grid;
        let described = table.caption.as_deref().or(table.description.as_deref());
        let facts = TableFacts {
            header_rows: table.header_rows,
            header_column: table.header_columns > 0,
            description: described.map_or_else(|| first_words(table), str::to_owned),
            drawn,
        };
        self.push_table(
            word.style(if drawn {
                "MunicipalTable"
            } else {
                "FactsTable"
            }),
            facts,
        );
    }

    fn row(&mut self, table: &Table, row: usize, widths: &[usize]) -> TableRow {
        let cells = &table.rows[row];
        let mut word_cells = Vec::new();
        let mut column = 0;
        while column < cells.len() {
            let span = 1 + cells[column + 1..]
                .iter()
                .take_while(|cell| **cell == Cell::MergeLeft)
                .count();
            let width = widths[column..column + span].iter().sum();
            let mut cell = TableCell::new().width(width, WidthType::Dxa);
            if span > 1 {
                cell = cell.grid_span(span);
            }
            let below = table.rows.get(row + 1).and_then(|below| below.get(column));
            let text: &[Inline] = match &cells[column] {
                Cell::Content(text) => {
                    if below == Some(&Cell::MergeUp) {
                        cell = cell.vertical_merge(VMergeType::Restart);
                    }
                    text
                }
                Cell::MergeUp => {
                    cell = cell.vertical_merge(VMergeType::Continue);
                    &[]
                }
                Cell::MergeLeft => &[],
            };
            let heading = row < table.header_rows || column < table.header_columns;
            let mut paragraph =
                self.paragraph(text, if heading { "TableHeading" } else { "TableText" });
            paragraph = match table.align.get(column) {
                Some(Align::Right) => paragraph.align(AlignmentType::Right),
                Some(Align::Center) => paragraph.align(AlignmentType::Center),
                Some(Align::Left) | None => paragraph,
            };
            if row < table.header_rows
                || (table.rows.len() <= KEPT_TOGETHER && row + 1 < table.rows.len())
            {
                paragraph = paragraph.keep_next(true);
            }
            word_cells.push(cell.add_paragraph(paragraph));
            column += span;
        }
        TableRow::new(word_cells).cant_split()
    }

    /// The picture is not there: its words stand in a box of its width.
    pub(super) fn stand_in(&mut self, figure: &Figure) {
        let width = usize::try_from(figure.width_mm * TWIPS_PER_CM / 10)
            .unwrap_or(TEXT_WIDTH)
            .min(TEXT_WIDTH);
        let mut cell = TableCell::new().width(width, WidthType::Dxa);
        for label in figure.stand_in() {
            cell = cell.add_paragraph(
                Paragraph::new()
                    .style("FigureStandIn")
                    .add_run(plain_run(label)),
            );
        }
        let table = WordTable::new(vec![TableRow::new(vec![cell]).cant_split()])
            .set_grid(vec![width])
            .layout(TableLayoutType::Fixed)
            .width(width, WidthType::Dxa)
            .style("StandInTable");
        let description = format!("Bilden saknas. Den visar: {}", figure.alt);
        self.push_table(
            table,
            TableFacts {
                description,
                ..TableFacts::default()
            },
        );
    }

    /// Names, titles and units, two and two side by side, on one page.
    pub(super) fn signatures(&mut self, signatures: &[Signature]) {
        let half = TEXT_WIDTH / 2;
        let mut rows = Vec::new();
        for pair in signatures.chunks(2) {
            type Line = fn(&Signature) -> Option<&str>;
            let lines: [(Line, &str); 3] = [
                (|signature| Some(&signature.name), "Signature"),
                (|signature| signature.title.as_deref(), "SignatureTitle"),
                (|signature| signature.unit.as_deref(), "SignatureTitle"),
            ];
            for (line, style) in lines {
                if pair.iter().all(|signature| line(signature).is_none()) {
                    continue;
                }
                let cell = |signature: Option<&Signature>| {
                    let text = signature.and_then(line).unwrap_or_default();
                    let paragraph = Paragraph::new()
                        .style(style)
                        .keep_next(true)
                        .add_run(plain_run(text));
                    TableCell::new()
                        .width(half, WidthType::Dxa)
                        .add_paragraph(paragraph)
                };
                rows.push(TableRow::new(vec![cell(pair.first()), cell(pair.get(1))]).cant_split());
            }
        }
        if rows.is_empty() {
            return;
        }
        let table = WordTable::new(rows)
            .set_grid(vec![half, half])
            .layout(TableLayoutType::Fixed)
            .width(half * 2, WidthType::Dxa)
            .style("LayoutTable");
        self.push_table(
            table,
            TableFacts {
                description: "Underskrifter".to_owned(),
                ..TableFacts::default()
            },
        );
    }
}

/// The columns' widths in twentieths of a point; they fill the text's width.
fn column_widths(per_cent: &[u32], columns: usize) -> Vec<usize> {
    let parts: Vec<usize> = if per_cent.len() == columns {
        per_cent
            .iter()
            .map(|width| usize::try_from(*width).unwrap_or(1))
            .collect()
    } else {
        vec![1; columns]
    };
    let whole: usize = parts.iter().sum::<usize>().max(1);
    parts.iter().map(|part| TEXT_WIDTH * part / whole).collect()
}

/// A table without a caption is called by its headings.
fn first_words(table: &Table) -> String {
    let heading = |cell: &Cell| match cell {
        Cell::Content(text) => Some(plain_inlines(text)),
        Cell::MergeLeft | Cell::MergeUp => None,
    };
    let words: Vec<String> = table
        .rows
        .first()
        .into_iter()
        .flatten()
        .filter_map(heading)
        .collect();
    format!("Tabell: {}", words.join(", "))
}
