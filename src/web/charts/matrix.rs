//! The risk matrix with the risks in it.

use super::{begin, figure};
use crate::{
    document::text::escape_xml as escape,
    domain::swedish::lines,
    web::look::SafeHtml,
    workflow::{
        keys::ChoiceKey,
        value::{Choice, Matrix, Row, Value},
    },
};
use std::fmt::Write as _;

/// A risk in the matrix.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Risk {
    /// What may happen.
    pub title: String,
    /// How probable, when it has been estimated.
    pub probability: Option<ChoiceKey>,
    /// How bad, when it has been estimated.
    pub consequence: Option<ChoiceKey>,
}

/// The rows of a field of risks.
pub fn risks_of(rows: &[Row]) -> Vec<Risk> {
    let level = |row: &Row, column: &str| match row.get(column) {
        Some(Value::Level(key)) => Some(key.clone()),
        _ => None,
    };
    rows.iter()
        .map(|row| Risk {
            title: match row.get("risk") {
                Some(Value::Text(text)) => text.clone(),
                _ => "utan beskrivning".to_owned(),
            },
            probability: level(row, "sannolikhet"),
            consequence: level(row, "konsekvens"),
        })
        .collect()
}

const LEFT: usize = 150;
const CELL: usize = 116;
const HIGH: usize = 78;
const LETTERS: usize = 17;
/// Marks that stand in a row of a cell.
const MARKS: usize = 4;

/// Draws the matrix with the number of each risk in its cell. `name` begins the element ids.
pub fn risk_matrix(title: &str, matrix: &Matrix, risks: &[Risk], name: &str) -> SafeHtml {
    let (columns, rows) = (matrix.probabilities.len(), matrix.consequences.len());
    let (width, height) = (LEFT + columns * CELL + 4, 30 + rows * HIGH + 62);
    let mut svg = begin(name, title, &description(matrix, risks), width, height);
    let _ = writeln!(
        svg,
        "<text x=\"{}\" y=\"18\" text-anchor=\"end\" font-weight=\"700\">Konsekvens</text>",
        LEFT - 10
    );
    // The worst stands on top and to the right.
    for (line, consequence) in matrix.consequences.iter().rev().enumerate() {
        let y = 30 + line * HIGH;
        words(&mut svg, &consequence.title, LEFT - 10, y + HIGH / 2, "end");
        for (column, probability) in matrix.probabilities.iter().enumerate() {
            let x = LEFT + column * CELL;
            cell(&mut svg, matrix, (probability, consequence), (x, y), name);
            let here = numbered(risks).filter(|(_, risk)| {
                risk.probability.as_ref() == Some(&probability.key)
                    && risk.consequence.as_ref() == Some(&consequence.key)
            });
            marks(&mut svg, here.map(|(number, _)| number), x, y);
        }
    }
    let bottom = 30 + rows * HIGH;
    for (column, probability) in matrix.probabilities.iter().enumerate() {
        let x = LEFT + column * CELL + CELL / 2;
        words(&mut svg, &probability.title, x, bottom + 18, "middle");
    }
    let _ = writeln!(
        svg,
        "<text x=\"{}\" y=\"{}\" text-anchor=\"end\" font-weight=\"700\">Sannolikhet</text>\n</svg>",
        width - 4,
        bottom + 56
    );
    let table: Vec<Vec<String>> = numbered(risks)
        .map(|(number, risk)| {
            vec![
                format!("{number}. {}", risk.title),
                estimate(&matrix.probabilities, risk.probability.as_ref()),
                estimate(&matrix.consequences, risk.consequence.as_ref()),
                level(matrix, risk),
            ]
        })
        .collect();
    let heads = ["Risk", "Sannolikhet", "Konsekvens", "Risknivå"];
    figure(title, &svg, &heads, &table)
}

fn numbered(risks: &[Risk]) -> impl Iterator<Item = (usize, &Risk)> {
    (1..).zip(risks)
}

/// A cell with its level and value. The higher the level, the denser the pattern.
fn cell(
    svg: &mut String,
    matrix: &Matrix,
    (probability, consequence): (&Choice, &Choice),
    (x, y): (usize, usize),
    name: &str,
) {
    let value = matrix
        .value(&probability.key, &consequence.key)
        .unwrap_or(0);
    let reached = matrix
        .levels
        .iter()
        .filter(|level| level.from <= value)
        .count();
    let title = matrix.level(value).map_or("", |level| &level.title);
    let (class, fill) = match (reached, matrix.levels.len()) {
        (0 | 1, _) => ("low", "none".to_owned()),
        (place, last) if place == last => ("high", format!("url(#{}-tatt)", escape(name))),
        _ => ("middle", format!("url(#{}-glest)", escape(name))),
    };
    let _ = writeln!(
        svg,
        "<rect class=\"risk-{class}\" x=\"{x}\" y=\"{y}\" width=\"{CELL}\" height=\"{HIGH}\" fill=\"none\" stroke=\"currentColor\"/>\
         <rect x=\"{}\" y=\"{}\" width=\"{CELL}\" height=\"8\" fill=\"{fill}\" stroke=\"none\"/>\
         <text x=\"{}\" y=\"{}\" font-size=\"12\">{}</text>\
         <text x=\"{}\" y=\"{}\" font-size=\"12\" text-anchor=\"end\">{value}</text>",
        x,
        y + HIGH - 8,
        x + 6,
        y + 15,
        escape(&lines(title, 13).into_iter().next().unwrap_or_default()),
        x + CELL - 6,
        y + 15
    );
}

/// The numbers of the risks, in rings; those that find no room are counted.
fn marks(svg: &mut String, numbers: impl Iterator<Item = usize>, x: usize, y: usize) {
    let numbers: Vec<usize> = numbers.collect();
    let room = 2 * MARKS;
    let shown = if numbers.len() > room {
        room - 1
    } else {
        numbers.len()
    };
    for (place, number) in numbers.iter().take(shown).enumerate() {
        let cx = x + 18 + (place % MARKS) * 27;
        let cy = y + 32 + (place / MARKS) * 25;
        let _ = writeln!(
            svg,
            "<circle class=\"risk-mark\" cx=\"{cx}\" cy=\"{cy}\" r=\"11\" fill=\"none\" stroke=\"currentColor\" stroke-width=\"2\"/>\
             <text x=\"{cx}\" y=\"{}\" font-size=\"12\" font-weight=\"700\" text-anchor=\"middle\">{number}</text>",
            cy + 4
        );
    }
    if shown < numbers.len() {
        let _ = writeln!(
            svg,
            "<text x=\"{}\" y=\"{}\" font-size=\"12\" font-weight=\"700\">+{}</text>",
            x + 8 + (shown % MARKS) * 27,
            y + 36 + (shown / MARKS) * 25,
            numbers.len() - shown
        );
    }
}

fn words(svg: &mut String, title: &str, x: usize, y: usize, anchor: &str) {
    for (line, words) in lines(title, LETTERS).iter().take(2).enumerate() {
        let _ = writeln!(
            svg,
            "<text x=\"{x}\" y=\"{}\" text-anchor=\"{anchor}\">{}</text>",
            y + 17 * line,
            escape(words)
        );
    }
}

fn estimate(choices: &[Choice], key: Option<&ChoiceKey>) -> String {
    choices
        .iter()
        .find(|choice| Some(&choice.key) == key)
        .map_or_else(|| "inte bedömd".to_owned(), |choice| choice.title.clone())
}

fn level(matrix: &Matrix, risk: &Risk) -> String {
    let value = match (&risk.probability, &risk.consequence) {
        (Some(probability), Some(consequence)) => matrix.value(probability, consequence),
        _ => None,
    };
    match value.and_then(|value| matrix.level(value).map(|level| (value, level))) {
        Some((value, level)) => format!("{} ({value})", level.title),
        None => "inte bedömd".to_owned(),
    }
}

fn description(matrix: &Matrix, risks: &[Risk]) -> String {
    if risks.is_empty() {
        return "Inga risker är beskrivna.".to_owned();
    }
    let told: Vec<String> = numbered(risks)
        .map(|(number, risk)| format!("{number}. {}: {}.", risk.title, level(matrix, risk)))
        .collect();
    told.join(" ")
}
