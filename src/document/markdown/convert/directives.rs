//! Our own blocks: tables with a caption, figures, text given again, and the parts of a template.

use super::Converter;
use crate::document::markdown::Attributes;
use crate::document::markdown::split::Piece;
use crate::document::model::{
    Block, Cell, Figure, Inline, MinutesSection, RegionKind, Signature, TableStyle, plain_inlines,
};

/// The width of a figure that does not give its own, in millimetres.
const DEFAULT_FIGURE_MM: u32 = 150;
/// The width of the text on an A4 page with our margins, in millimetres.
const TEXT_WIDTH_MM: u32 = 160;

impl Converter<'_> {
    /// Reads one block between `:::` lines.
    pub(super) fn directive(
        &mut self,
        line: usize,
        name: &str,
        attributes: &Attributes,
        body: Vec<Piece>,
    ) -> Vec<Block> {
        if let Some(kind) = region(name) {
            return vec![Block::Region {
                kind,
                blocks: self.pieces(body),
            }];
        }
        match name {
            "tabell" => self.captioned_table(line, attributes, body),
            "figur" => vec![self.figure(line, attributes, &body)],
            "atergiv" => self.given_again(line, attributes, body),
            "uppgift" => self.fact(line, attributes, body),
            "fakta" => self.facts(line, attributes, body),
            "underskrift" => self.signatures(line, body),
            "paragraf" => vec![self.minutes_section(line, attributes, body)],
            "sidbrytning" => vec![Block::PageBreak],
            _ => {
                self.error(line, format!("Blocket ”{name}” finns inte."));
                self.pieces(body)
            }
        }
    }

    fn captioned_table(
        &mut self,
        line: usize,
        attributes: &Attributes,
        body: Vec<Piece>,
    ) -> Vec<Block> {
        let mut blocks = self.pieces(body);
        let [Block::Table(table)] = blocks.as_mut_slice() else {
            self.warning(
                line,
                "Ett tabellblock ska hålla en enda tabell. Bredder och rubrik används inte."
                    .to_owned(),
            );
            return blocks;
        };
        table.id.clone_from(&attributes.id);
        table.caption = attributes.text("rubrik");
        table.description = attributes.text("beskrivning");
        let columns = table.rows.first().map_or(0, Vec::len);
        if let Some(widths) = attributes.value("bredd") {
            let numbers: Vec<u32> = widths
                .split_whitespace()
                .filter_map(|width| width.parse().ok())
                .collect();
            if numbers.len() == columns && numbers.iter().all(|width| (1..=100).contains(width)) {
                table.widths = numbers;
            } else {
                self.warning(line, format!("Bredderna ”{widths}” passar inte tabellens {columns} kolumner. Kolumnerna blir lika breda."));
            }
        }
        blocks
    }

    fn figure(&mut self, line: usize, attributes: &Attributes, body: &[Piece]) -> Block {
        let asset = body.iter().find_map(asset_key).unwrap_or_else(|| {
            self.warning(
                line,
                "Figuren saknar bild. Skriv ![](asset:namn) i blocket.".to_owned(),
            );
            attributes.id.clone().unwrap_or_default()
        });
        let alt = attributes.value("alt").unwrap_or_default().to_owned();
        let labels = if attributes.value("etiketter") == Some("ja") {
            split_labels(&alt)
        } else {
            Vec::new()
        };
        let width = attributes
            .value("bredd")
            .and_then(|width| width.strip_suffix("mm")?.trim().parse::<u32>().ok());
        if alt.trim().is_empty() {
            self.warning(
                line,
                "Figuren saknar alt-text. Beskriv vad bilden visar för den som inte ser den."
                    .to_owned(),
            );
        }
        Block::Figure(Figure {
            id: attributes.id.clone(),
            asset,
            alt,
            labels,
            caption: attributes.text("rubrik"),
            width_mm: width.unwrap_or(DEFAULT_FIGURE_MM).clamp(10, TEXT_WIDTH_MM),
        })
    }

    fn given_again(
        &mut self,
        line: usize,
        attributes: &Attributes,
        body: Vec<Piece>,
    ) -> Vec<Block> {
        let mut blocks = self.pieces(body);
        let id = attributes.id.as_deref().unwrap_or_default();
        let context = self.context;
        let Some(text) = context.section(id) else {
            self.error(
                line,
                format!("Avsnittet ”{id}” som ska återges finns inte."),
            );
            return blocks;
        };
        let mut again = self.nested(line, text);
        if attributes.value("citat") == Some("ja") {
            quote_first(&mut again);
            quote_last(&mut again);
            again = vec![Block::Quote(again)];
        }
        blocks.extend(again);
        blocks
    }

    /// What a field of the matter holds, printed where the text wants it.
    fn fact(&mut self, line: usize, attributes: &Attributes, body: Vec<Piece>) -> Vec<Block> {
        let mut blocks = self.pieces(body);
        let id = attributes.id.as_deref().unwrap_or_default();
        let context = self.context;
        let Some(fact) = context.fact(id) else {
            self.warning(
                line,
                format!("Fältet ”{id}” som ska skrivas ut är inte ifyllt eller finns inte."),
            );
            return blocks;
        };
        let mut fact = fact.to_vec();
        if let [Block::Table(table)] = fact.as_mut_slice() {
            table.caption = attributes.text("rubrik");
        }
        blocks.extend(fact);
        blocks
    }

    /// A table whose first column names the facts; the header row that Markdown asks for is dropped.
    fn facts(&mut self, line: usize, attributes: &Attributes, body: Vec<Piece>) -> Vec<Block> {
        let mut blocks = self.captioned_table(line, attributes, body);
        if let [Block::Table(table)] = blocks.as_mut_slice() {
            table.rows.remove(0);
            table.header_rows = 0;
            table.header_columns = 1;
            table.style = TableStyle::Facts;
            if table.rows.is_empty() {
                return Vec::new();
            }
        }
        blocks
    }

    fn signatures(&mut self, line: usize, body: Vec<Piece>) -> Vec<Block> {
        let blocks = self.pieces(body);
        let [Block::Table(table)] = blocks.as_slice() else {
            self.error(
                line,
                "Blocket ”underskrift” ska hålla en tabell med namn, titel och enhet.".to_owned(),
            );
            return blocks;
        };
        vec![Block::Signatures(
            table
                .rows
                .iter()
                .skip(1)
                .map(|row| signature(row))
                .collect(),
        )]
    }

    fn minutes_section(&mut self, line: usize, attributes: &Attributes, body: Vec<Piece>) -> Block {
        let value = |name: &str| attributes.text(name);
        if value("nr").is_none() || value("rubrik").is_none() {
            self.error(line, "Blocket ”paragraf” ska ha nr och rubrik.".to_owned());
        }
        Block::MinutesSection(MinutesSection {
            number: value("nr").unwrap_or_default(),
            title: value("rubrik").unwrap_or_default(),
            register_number: value("dnr"),
            blocks: self.pieces(body),
        })
    }
}

fn region(name: &str) -> Option<RegionKind> {
    Some(match name {
        "mottagare" => RegionKind::Recipient,
        "forslag" => RegionKind::Proposal,
        "beslut" => RegionKind::Decision,
        "bilagor" => RegionKind::Attachments,
        "sandlista" => RegionKind::Dispatch,
        "anslag" => RegionKind::Notice,
        "narvaro" => RegionKind::Attendance,
        _ => return None,
    })
}

fn asset_key(piece: &Piece) -> Option<String> {
    let Piece::Text { text, .. } = piece else {
        return None;
    };
    let (_, rest) = text.split_once("(asset:")?;
    let (key, _) = rest.split_once(')')?;
    Some(key.to_owned())
}

/// Splits at commas outside parentheses.
fn split_labels(alt: &str) -> Vec<String> {
    let mut labels = vec![String::new()];
    let mut depth = 0_usize;
    for character in alt.chars() {
        match character {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            ',' if depth == 0 => {
                labels.push(String::new());
                continue;
            }
            _ => {}
        }
        if let Some(label) = labels.last_mut() {
            label.push(character);
        }
    }
    labels
        .into_iter()
        .map(|label| label.trim().to_owned())
        .filter(|label| !label.is_empty())
        .collect()
}

fn signature(row: &[Cell]) -> Signature {
    let mut lines = row.iter().map(|cell| match cell {
        Cell::Content(text) => plain_inlines(text),
        Cell::MergeLeft | Cell::MergeUp => String::new(),
    });
    let mut next = || lines.next().filter(|line| !line.is_empty());
    Signature {
        name: next().unwrap_or_default(),
        title: next(),
        unit: next(),
    }
}

fn quote_first(blocks: &mut [Block]) {
    if let Some(text) = blocks.first_mut().and_then(first_text) {
        text.insert(0, Inline::Text("”".to_owned()));
    }
}

fn quote_last(blocks: &mut [Block]) {
    if let Some(text) = blocks.last_mut().and_then(last_text) {
        text.push(Inline::Text("”".to_owned()));
    }
}

fn first_text(block: &mut Block) -> Option<&mut Vec<Inline>> {
    match block {
        Block::Paragraph(text) => Some(text),
        Block::Heading(heading) => Some(&mut heading.text),
        Block::Quote(blocks) => first_text(blocks.first_mut()?),
        Block::List(list) => first_text(list.items.first_mut()?.first_mut()?),
        _ => None,
    }
}

fn last_text(block: &mut Block) -> Option<&mut Vec<Inline>> {
    match block {
        Block::Paragraph(text) => Some(text),
        Block::Heading(heading) => Some(&mut heading.text),
        Block::Quote(blocks) => last_text(blocks.last_mut()?),
        Block::List(list) => last_text(list.items.last_mut()?.last_mut()?),
        _ => None,
    }
}
