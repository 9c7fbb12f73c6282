//! The picture for tools that lay out graphs themselves: Mermaid and Graphviz DOT.

use super::{Card, Column, Detour, Part, Picture};
use crate::workflow::phase::Phase;
use std::fmt::Write as _;

/// A Mermaid flowchart.
pub fn mermaid(picture: &Picture) -> String {
    let mut out = String::from("flowchart LR\n");
    let _ = writeln!(out, "  accTitle: {}", one_line(&picture.title));
    let _ = writeln!(out, "  accDescr: {}", one_line(&picture.description()));
    for column in &picture.columns {
        let key = column.phase.key();
        let _ = writeln!(
            out,
            "  subgraph {key} [\"{}\"]",
            entity(column.phase.swedish())
        );
        out.push_str("    direction TB\n");
        let cards = cards(column);
        if cards.is_empty() {
            let _ = writeln!(out, "    {key}0[\" \"]");
        }
        for (number, card) in cards.iter().enumerate() {
            let (open, close) = match card.of {
                Part::Note => ("[\"", "\"]"),
                Part::Document(_) => ("[/\"", "\"/]"),
                Part::Gate(_) | Part::Gates => ("{{\"", "\"}}"),
                Part::Step(_) => ("(\"", "\")"),
                Part::Route(_) => ("([\"", "\"])"),
                Part::Execution(_) => ("[[\"", "\"]]"),
                Part::FollowUp(_) => ("[(\"", "\")]"),
            };
            let _ = writeln!(
                out,
                "    {key}{number}{open}{}{close}",
                entity(&card.sentence())
            );
        }
        out.push_str("  end\n");
    }
    for pair in picture.columns.windows(2) {
        let _ = writeln!(out, "  {} --> {}", pair[0].phase.key(), pair[1].phase.key());
    }
    for Detour { from, to, title } in &picture.detours {
        let _ = writeln!(out, "  {} -.->|{title}| {}", from.key(), to.key());
    }
    out
}

/// A Graphviz graph.
pub fn dot(picture: &Picture) -> String {
    let mut out = String::from("digraph arbetsflode {\n");
    let _ = writeln!(out, "  label={};", quoted(&picture.title));
    out.push_str("  rankdir=LR;\n  compound=true;\n  node [fontname=\"sans-serif\"];\n");
    for column in &picture.columns {
        let key = column.phase.key();
        let _ = writeln!(out, "  subgraph cluster_{key} {{");
        let _ = writeln!(out, "    label={};", quoted(column.phase.swedish()));
        let _ = writeln!(out, "    {key} [shape=point];");
        for (number, card) in cards(column).iter().enumerate() {
            let shape = match card.of {
                Part::Note => "plaintext",
                Part::Document(_) => "note",
                Part::Gate(_) | Part::Gates => "octagon",
                Part::Step(_) => "box, style=rounded",
                Part::Route(_) => "rarrow",
                Part::Execution(_) => "box, peripheries=2",
                Part::FollowUp(_) => "cylinder",
            };
            let label = quoted(&card.sentence());
            let _ = writeln!(out, "    {key}{number} [shape={shape}, label={label}];");
        }
        out.push_str("  }\n");
    }
    for pair in picture.columns.windows(2) {
        edge(&mut out, pair[0].phase, pair[1].phase, "");
    }
    for Detour { from, to, title } in &picture.detours {
        let label = format!(", style=dashed, constraint=false, label={}", quoted(title));
        edge(&mut out, *from, *to, &label);
    }
    out.push_str("}\n");
    out
}

fn edge(out: &mut String, from: Phase, to: Phase, more: &str) {
    let (from, to) = (from.key(), to.key());
    let _ = writeln!(
        out,
        "  {from} -> {to} [ltail=cluster_{from}, lhead=cluster_{to}{more}];"
    );
}

fn cards(column: &Column) -> Vec<&Card> {
    column.entry.iter().chain(&column.here).collect()
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What Mermaid would read as its own is written as an entity.
fn entity(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in one_line(text).chars() {
        match letter {
            '"' | '#' | '<' | '>' | '&' | '`' | ';' | '\\' => {
                let _ = write!(safe, "#{};", u32::from(letter));
            }
            letter => safe.push(letter),
        }
    }
    safe
}

fn quoted(text: &str) -> String {
    format!(
        "\"{}\"",
        one_line(text).replace('\\', "\\\\").replace('"', "\\\"")
    )
}
