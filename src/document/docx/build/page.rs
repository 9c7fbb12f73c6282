//! The page: A4, margins, headers and footers.

use super::TEXT_WIDTH;
use super::text::plain_run;
use crate::document::model::Meta;
use docx_rs::{
    AlignmentType, Docx, Footer, Header, NumPages, PageMargin, PageNum, Paragraph, Table,
    TableCell, TableLayoutType, TableRow, WidthType,
};

/// An empty document with its page, headers and footers.
pub(super) fn page(meta: &Meta) -> Docx {
    let margin = PageMargin::new()
        .top(1701)
        .bottom(1418)
        .left(1418)
        .right(1418)
        .header(680)
        .footer(567);
    // docx-rs writes the pictures of a first header to the wrong part unless the other comes first.
    Docx::new()
        .page_size(11906, 16838)
        .page_margin(margin)
        .header(following_header(meta))
        .first_header(first_header(meta))
        .footer(footer())
        .first_footer(footer())
}

/// Municipality and unit at the left, kind, date and number at the right.
fn first_header(meta: &Meta) -> Header {
    let half = TEXT_WIDTH / 2;
    let mut left = TableCell::new().width(half, WidthType::Dxa);
    left = left.add_paragraph(line(
        meta.municipality.as_deref().unwrap_or_default(),
        "HeaderName",
    ));
    if let Some(office) = meta.unit.as_ref().or(meta.body.as_ref()) {
        left = left.add_paragraph(line(office, "Header"));
    }
    let mut right = TableCell::new().width(half, WidthType::Dxa);
    right = right.add_paragraph(line(&meta.kind, "HeaderKind").align(AlignmentType::Right));
    let facts = [
        meta.date.map(|date| format!("Datum {date}")),
        meta.register_number
            .as_ref()
            .map(|number| format!("Dnr {number}")),
        meta.author
            .as_ref()
            .map(|author| format!("{} {author}", author_task(meta))),
    ];
    for fact in facts.into_iter().flatten() {
        right = right.add_paragraph(line(&fact, "Header").align(AlignmentType::Right));
    }
    let table = Table::without_borders(vec![TableRow::new(vec![left, right])])
        .set_grid(vec![half, half])
        .layout(TableLayoutType::Fixed)
        .width(half * 2, WidthType::Dxa)
        .style("LayoutTable");
    Header::new()
        .add_table(table)
        .add_paragraph(Paragraph::new().style("HeaderRule"))
}

/// One line: municipality, kind, date and number.
fn following_header(meta: &Meta) -> Header {
    let left = [meta.municipality.clone(), Some(meta.kind.clone())];
    let right = [
        meta.date.map(|date| date.to_string()),
        meta.register_number
            .as_ref()
            .map(|number| format!("Dnr {number}")),
    ];
    let join = |parts: &[Option<String>]| {
        parts
            .iter()
            .flatten()
            .cloned()
            .collect::<Vec<_>>()
            .join(" · ")
    };
    let paragraph = line(&join(&left), "HeaderLine");
    Header::new().add_paragraph(
        paragraph
            .add_run(docx_rs::Run::new().add_tab())
            .add_run(plain_run(&join(&right))),
    )
}

fn footer() -> Footer {
    let paragraph = Paragraph::new()
        .style("Footer")
        .add_run(plain_run("Sida "))
        .add_page_num(PageNum::new())
        .add_run(plain_run(" ("))
        .add_num_pages(NumPages::new())
        .add_run(plain_run(")"));
    Footer::new().add_paragraph(paragraph)
}

fn line(text: &str, style: &str) -> Paragraph {
    Paragraph::new().style(style).add_run(plain_run(text))
}

/// What the one who wrote the document is called.
fn author_task(meta: &Meta) -> &'static str {
    if meta.kind == "Protokoll" {
        "Sekreterare"
    } else {
        "Handläggare"
    }
}
