//! The routine description of a matter type: what a manager adopts and everybody else follows.
//!
//! It is a [`Document`], so the page and the Word file say the same. It is made from the definition
//! alone: what stands in the file is told, nothing else.

mod tables;

use super::definition::Definition;
use super::telling;
use crate::document::model::{
    Align, Block, Cell, Document, Heading, Inline, List, Meta, Table, TableStyle,
};

/// The routine description of a matter type.
pub fn routine(definition: &Definition) -> Document {
    let title = format!("Rutin: {}", definition.title);
    let mut blocks = vec![heading(1, &title), paragraph(&introduction(definition))];
    blocks.push(heading(2, "Vem som gör vad, och när"));
    blocks.push(table(
        "Arbetet steg för steg",
        &["Steg", "Vem", "Vad", "När"],
        &[16, 18, 44, 22],
        tables::work(definition),
    ));
    if !definition.review.steps.is_empty() {
        blocks.push(paragraph(&format!(
            "{}. {} Ingen granskar sitt eget ärende, och en frist som går ut godkänner ingenting.",
            telling::review(&definition.review),
            telling::keep_approvals(definition.review.keep_approvals)
        )));
    }
    if !definition.gates.is_empty() {
        blocks.push(heading(2, "Vad som stoppar ett ärende"));
        blocks.push(table(
            "Spärrar och reglerna bakom dem",
            &["Det här krävs", "Prövas inför", "Regel"],
            &[52, 22, 26],
            tables::gates(definition),
        ));
    }
    blocks.push(heading(2, "Vem som beslutar"));
    blocks.push(deciders(definition));
    blocks.extend(afterwards(definition));
    blocks.push(heading(2, "Fastställande"));
    blocks.push(adoption(definition));
    Document {
        meta: Meta {
            kind: "Rutinbeskrivning".to_owned(),
            title,
            language: "sv-SE".to_owned(),
            ..Meta::default()
        },
        blocks,
        ..Document::default()
    }
    .seal()
}

fn introduction(definition: &Definition) -> String {
    format!(
        "Så handläggs ärenden av typen ”{}” från utkast till arkiv. {} skriver. Ordningen utkast, \
         granskning, klart för beslut, dagordning, beslut, verkställighet och arkiv ligger fast; \
         resten bestäms av kommunens fil för ärendetypen.",
        definition.title,
        telling::role(definition, &definition.lead)
    )
}

/// What is done after the decision, what comes back, and how it is kept.
fn afterwards(definition: &Definition) -> Vec<Block> {
    let mut blocks = Vec::new();
    if !definition.execution.is_empty() {
        blocks.push(table(
            "Åtgärder efter beslutet",
            &["Åtgärd", "Vem", "Vad som krävs"],
            &[24, 24, 52],
            tables::execution(definition),
        ));
    }
    for follow_up in &definition.follow_ups {
        let when = telling::follow_up(definition, follow_up);
        blocks.push(paragraph(&format!(
            "{}: {}.",
            follow_up.title,
            when.join(", ")
        )));
    }
    if let Some(rule) = &definition.archive {
        blocks.push(paragraph(&format!(
            "Registratorn avslutar och arkiverar ärendet. Det klassas som {} och {}.",
            rule.classification,
            telling::retention(rule.retention)
        )));
    }
    if !blocks.is_empty() {
        blocks.insert(0, heading(2, "Efter beslutet"));
    }
    blocks
}

fn deciders(definition: &Definition) -> Block {
    let only = definition.routes.len() == 1;
    let items = definition.routes.iter().map(|route| {
        let who = telling::decider(&route.by);
        let said = match &route.when {
            Some(when) => format!("{who}: när {}.", telling::condition(definition, when)),
            None if only => format!("{who} beslutar i alla ärenden."),
            None => format!("{who}: i alla andra fall."),
        };
        vec![paragraph(&said)]
    });
    let items: Vec<Vec<Block>> = items.collect();
    match <[Vec<Block>; 1]>::try_from(items) {
        Ok([one]) => one
            .into_iter()
            .next()
            .unwrap_or(Block::Paragraph(Vec::new())),
        Err(items) => Block::List(List {
            ordered: true,
            start: 1,
            items,
        }),
    }
}

/// Where the one who adopts it signs, and exactly which version it is.
fn adoption(definition: &Definition) -> Block {
    let hash = definition.hash.to_string();
    let version = format!(
        "{}, version {} ({})",
        definition.id,
        definition.version,
        hash.get(..12).unwrap_or(&hash)
    );
    Block::Table(Table {
        description: Some("Fastställande".to_owned()),
        widths: vec![30, 70],
        header_columns: 1,
        style: TableStyle::Facts,
        rows: [
            ("Ärendetyp", version.as_str()),
            ("Fastställd av", "……………………………………………"),
            ("Datum", "……………………"),
        ]
        .map(|(label, value)| vec![cell(label), cell(value)])
        .into(),
        ..Table::default()
    })
}

fn heading(level: u8, text: &str) -> Block {
    Block::Heading(Heading {
        level,
        id: None,
        number: None,
        text: vec![Inline::Text(text.to_owned())],
    })
}

fn paragraph(text: &str) -> Block {
    Block::Paragraph(vec![Inline::Text(text.to_owned())])
}

fn cell(text: &str) -> Cell {
    Cell::Content(vec![Inline::Text(text.to_owned())])
}

fn table(about: &str, heads: &[&str], widths: &[u32], rows: Vec<Vec<String>>) -> Block {
    let head = heads.iter().map(|head| cell(head)).collect();
    let body = rows
        .into_iter()
        .map(|row| row.iter().map(|text| cell(text)).collect());
    Block::Table(Table {
        description: Some(about.to_owned()),
        widths: widths.to_vec(),
        header_rows: 1,
        align: vec![Align::Left; heads.len()],
        rows: std::iter::once(head).chain(body).collect(),
        ..Table::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{docx::docx, html::html, plain::plain_words};
    use crate::workflow::read;

    fn definition() -> Definition {
        let source = include_str!("../../workflows/molntjanst.toml");
        read("molntjanst.toml", source).unwrap_or_else(|findings| panic!("{findings}"))
    }

    #[test]
    fn it_says_who_does_what_when_what_stops_it_and_who_decides() {
        let words = plain_words(&routine(&definition())).join(" ");
        for said in [
            "Rutin: Godkännande av molntjänst",
            "Kommunjurist",
            "10 arbetsdagar",
            "Informationssäkerhetspolicyn, villkor 1 för molntjänster (G1)",
            "Nämnden beslutar i alla ärenden.",
            "1.6.3",
        ] {
            assert!(words.contains(said), "{said}: {words}");
        }
        assert!(!words.contains('{'), "an unfilled placeholder: {words}");
    }

    #[test]
    fn the_page_and_the_word_file_are_the_same_every_time() {
        let document = routine(&definition());
        assert!(html(&document, 1).contains("<h1>Rutin: Godkännande av molntjänst</h1>"));
        let bytes = docx(&document).unwrap();
        assert_eq!(bytes, docx(&routine(&definition())).unwrap());
    }
}
