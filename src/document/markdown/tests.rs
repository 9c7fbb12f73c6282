//! What prose may and may not become.

use super::*;
use crate::document::model::{Block, Cell, Inline, plain_inlines};

fn read(text: &str) -> Parsed {
    prose(text, 2, &Context::new([("test", text)]))
}

fn paragraphs(blocks: &[Block]) -> Vec<String> {
    let text = |block: &Block| match block {
        Block::Paragraph(text) => Some(plain_inlines(text)),
        _ => None,
    };
    blocks.iter().filter_map(text).collect()
}

#[test]
fn a_forged_directive_in_prose_is_text_and_reported() {
    let parsed = read("Före\n\n::: underskrift\n| N | T |\n:::\n\nEfter");
    assert_eq!(
        paragraphs(&parsed.blocks),
        ["Före", "::: underskrift | N | T | :::", "Efter"]
    );
    assert_eq!(
        parsed
            .findings
            .iter()
            .map(|finding| finding.line)
            .collect::<Vec<_>>(),
        [3, 5]
    );
}

#[test]
fn a_heading_in_prose_is_pushed_below_its_own() {
    let parsed = read("# Beslut {#a nr=\"1.1\"}\n\n#### Djup");
    let [Block::Heading(first), Block::Heading(second)] = parsed.blocks.as_slice() else {
        panic!("{parsed:?}")
    };
    assert_eq!(
        (first.level, first.id.as_deref(), first.number.as_deref()),
        (3, Some("a"), Some("1.1"))
    );
    assert_eq!(second.level, 4);
}

#[test]
fn a_footnote_may_be_defined_in_another_section() {
    let context = Context::new([
        ("a", "Text.[^1]"),
        ("b", "[^1]: Källa,\n    sida 2.\n\nMer."),
    ]);
    let parsed = prose("Text.[^1]", 2, &context);
    let [Block::Paragraph(text)] = parsed.blocks.as_slice() else {
        panic!()
    };
    let [_, Inline::Note(note)] = text.as_slice() else {
        panic!("{text:?}")
    };
    assert_eq!(paragraphs(note), ["Källa, sida 2."]);
    assert_eq!(
        paragraphs(&prose("[^1]: Källa\n\nMer.", 2, &context).blocks),
        ["Mer."]
    );
}

#[test]
fn a_footnote_without_text_is_reported_and_kept_as_text() {
    let parsed = read("Ett[^9]");
    assert_eq!(paragraphs(&parsed.blocks), ["Ett[^9]"]);
    assert_eq!(parsed.findings.len(), 1);
}

#[test]
fn text_that_shows_itself_ends() {
    let context = Context::new([
        ("a", "Början\n\n::: atergiv {#a}\n:::"),
        ("b", "Ett[^x]\n\n[^x]: Runt[^x]"),
    ]);
    assert!(paragraphs(&prose("::: atergiv {#a}\n:::", 2, &context).blocks).len() < 6);
    assert!(!prose("Ett[^x]", 2, &context).blocks.is_empty());
}

#[test]
fn html_is_shown_as_text_and_only_br_breaks_a_line() {
    let parsed = read("<script>alert(1)</script>\n\nA<br>b <b>c</b>");
    let [Block::Paragraph(html), Block::Paragraph(text)] = parsed.blocks.as_slice() else {
        panic!("{parsed:?}")
    };
    assert_eq!(plain_inlines(html), "<script>alert(1)</script>");
    assert_eq!(text[1], Inline::LineBreak);
    assert_eq!(plain_inlines(text), "A b <b>c</b>");
}

#[test]
fn only_web_and_mail_addresses_are_links() {
    let parsed = read(
        "[a](javascript:alert(1)) [b](file:///etc/passwd) [c](https://exempelby.se) ![d](http://x/y.png)",
    );
    let [Block::Paragraph(text)] = parsed.blocks.as_slice() else {
        panic!()
    };
    let links = text
        .iter()
        .filter(|inline| matches!(inline, Inline::Link { .. }))
        .count();
    assert_eq!(
        (links, plain_inlines(text).as_str(), parsed.findings.len()),
        (1, "a b c d", 3)
    );
}

#[test]
fn a_table_has_merged_cells_widths_and_line_breaks() {
    let parsed = read(
        "::: tabell {#tab bredd=\"40 60\" rubrik=\"Kostnad\"}\n| A | B |\n| --- | ---: |\n| x<br>y | << |\n| ^^ | 1 |\n:::",
    );
    let [Block::Table(table)] = parsed.blocks.as_slice() else {
        panic!("{parsed:?}")
    };
    assert_eq!(
        (table.id.as_deref(), table.caption.as_deref()),
        (Some("tab"), Some("Kostnad"))
    );
    assert_eq!(table.widths, [40, 60]);
    assert_eq!(
        (&table.rows[1][1], &table.rows[2][0]),
        (&Cell::MergeLeft, &Cell::MergeUp)
    );
}

#[test]
fn deep_nesting_ends_as_text_and_a_long_text_is_refused() {
    let parsed = read(&format!("{}djupt", "> ".repeat(20_000)));
    assert!(
        parsed
            .findings
            .iter()
            .any(|finding| finding.severity == Severity::Error)
    );
    let parsed = read(&"a ".repeat(MAX_PROSE_BYTES));
    assert!(parsed.blocks.is_empty() && parsed.findings[0].severity == Severity::Error);
    assert_eq!(read(&"a".repeat(MAX_PROSE_BYTES)).findings, []);
}

#[test]
fn markers_of_a_slot_cannot_be_typed() {
    assert_eq!(
        paragraphs(&read("\u{e000}forslag\u{e001}").blocks),
        ["forslag"]
    );
}

#[test]
fn an_unknown_directive_in_a_template_is_an_error() {
    let parsed = template(
        "::: hemligt\nText\n:::",
        &BTreeMap::new(),
        &Context::default(),
    );
    assert_eq!(parsed.findings[0].severity, Severity::Error);
}

#[test]
fn code_is_not_structure() {
    let parsed = read("```\n::: forslag\n[x]: y\n```\n\nEfter");
    assert_eq!(paragraphs(&parsed.blocks), ["::: forslag [x]: y", "Efter"]);
    assert_eq!(parsed.findings, []);
}

#[test]
fn a_quoted_section_stands_between_quotation_marks() {
    let context = Context::new([("villkor", "Detta gäller.\n\n1. Ett.\n2. Två.")]);
    let parsed = prose("::: atergiv {#villkor citat=\"ja\"}\n:::", 2, &context);
    let [Block::Quote(blocks)] = parsed.blocks.as_slice() else {
        panic!()
    };
    assert_eq!(paragraphs(blocks), ["”Detta gäller."]);
    let Block::List(list) = &blocks[1] else {
        panic!()
    };
    assert_eq!(paragraphs(&list.items[1]), ["Två.”"]);
}
