//! Tables with their headings marked and merged cells spanned.

use super::Writer;
use crate::document::model::{Align, Cell, Table, TableStyle};
use crate::document::text::escape_xml;
use std::fmt::Write;

impl<'a> Writer<'a> {
    pub(super) fn table(&mut self, table: &'a Table) {
        self.out.push_str("<table");
        self.id(table.id.as_deref());
        if table.style == TableStyle::Facts {
            self.out.push_str(" class=\"fakta\"");
        }
        let caption = self
            .labels
            .caption(table.id.as_deref(), table.caption.as_deref());
        if let (None, Some(description)) = (&caption, &table.description) {
            let _ = write!(self.out, " aria-label=\"{}\"", escape_xml(description));
        }
        self.out.push('>');
        if let Some(caption) = caption {
            let _ = write!(self.out, "<caption>{}</caption>", escape_xml(&caption));
        }
        self.part("thead", table, 0..table.header_rows.min(table.rows.len()));
        self.part(
            "tbody",
            table,
            table.header_rows.min(table.rows.len())..table.rows.len(),
        );
        self.out.push_str("</table>");
    }

    fn part(&mut self, tag: &str, table: &'a Table, rows: std::ops::Range<usize>) {
        if rows.is_empty() {
            return;
        }
        let _ = write!(self.out, "<{tag}>");
        for row in rows {
            self.out.push_str("<tr>");
            for column in 0..table.rows[row].len() {
                self.cell(table, row, column);
            }
            self.out.push_str("</tr>");
        }
        let _ = write!(self.out, "</{tag}>");
    }

    fn cell(&mut self, table: &'a Table, row: usize, column: usize) {
        let Cell::Content(text) = &table.rows[row][column] else {
            return;
        };
        let (tag, scope) = if row < table.header_rows {
            ("th", " scope=\"col\"")
        } else if column < table.header_columns {
            ("th", " scope=\"row\"")
        } else {
            ("td", "")
        };
        let _ = write!(self.out, "<{tag}{scope}");
        let colspan = 1 + table.rows[row][column + 1..]
            .iter()
            .take_while(|cell| **cell == Cell::MergeLeft)
            .count();
        let below = table.rows[row + 1..].iter().map(|cells| cells.get(column));
        let rowspan = 1 + below
            .take_while(|cell| *cell == Some(&Cell::MergeUp))
            .count();
        for (name, span) in [("colspan", colspan), ("rowspan", rowspan)] {
            if span > 1 {
                let _ = write!(self.out, " {name}=\"{span}\"");
            }
        }
        if table.align.get(column) == Some(&Align::Right) && colspan == 1 {
            self.out.push_str(" class=\"tal\"");
        }
        self.out.push('>');
        self.inlines(text);
        let _ = write!(self.out, "</{tag}>");
    }
}
