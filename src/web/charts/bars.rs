//! Bars: one for each thing, or two beside each other to compare this year with last year.

use super::{begin, figure};
use crate::{document::text::escape_xml as escape, domain::swedish::lines, web::look::SafeHtml};
use std::fmt::Write as _;

/// How many. Not to have counted is something else than none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Amount {
    /// This many.
    Exactly(u64),
    /// About this many.
    About(u64),
    /// Nobody has counted.
    NotCollected,
}

impl Amount {
    fn size(&self) -> u64 {
        match self {
            Self::Exactly(number) | Self::About(number) => *number,
            Self::NotCollected => 0,
        }
    }

    fn words(&self) -> String {
        match self {
            Self::Exactly(number) => grouped(*number),
            Self::About(number) => format!("cirka {}", grouped(*number)),
            Self::NotCollected => "ej insamlat".to_owned(),
        }
    }
}

/// The bars of one thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bars {
    /// What is counted: "Incidenter".
    pub title: String,
    /// An amount for each series of the chart, in their order. One that is missing was never asked.
    pub amounts: Vec<Amount>,
}

/// A chart of bars.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BarChart {
    /// Its heading: "Incidenter i år och i fjol".
    pub title: String,
    /// What the first column of the table is called: "Slag".
    pub things: String,
    /// What is compared: "2025", "2024". At most three can be told apart.
    pub series: Vec<String>,
    /// The things, in the order they are drawn.
    pub bars: Vec<Bars>,
}

const LEFT: usize = 190;
const LONGEST: usize = 380;
const RIGHT: usize = 120;
const THICK: usize = 20;
const GAP: usize = 16;
/// Letters of a name on one line.
const LETTERS: usize = 24;

/// Draws the bars. `name` begins the element ids, so that several charts can stand on one page.
pub fn bars(chart: &BarChart, name: &str) -> SafeHtml {
    let most = chart
        .bars
        .iter()
        .flat_map(|one| &one.amounts)
        .map(Amount::size)
        .max()
        .unwrap_or(0)
        .max(1);
    let height = |one: &Bars| {
        let names = lines(&one.title, LETTERS).len() * 17;
        (one.amounts.len() * (THICK + 2)).max(names) + GAP
    };
    let top = if chart.series.len() > 1 { 34 } else { 8 };
    let all = top + chart.bars.iter().map(height).sum::<usize>();
    let mut svg = begin(
        name,
        &chart.title,
        &description(chart),
        LEFT + LONGEST + RIGHT,
        all,
    );
    if chart.series.len() > 1 {
        legend(&mut svg, chart, name);
    }
    let mut y = top;
    for one in &chart.bars {
        for (line, words) in lines(&one.title, LETTERS).iter().enumerate() {
            let _ = writeln!(
                svg,
                "<text x=\"{}\" y=\"{}\" text-anchor=\"end\">{}</text>",
                LEFT - 10,
                y + 15 + 17 * line,
                escape(words)
            );
        }
        for (place, amount) in one.amounts.iter().enumerate() {
            bar(&mut svg, amount, most, place, y + place * (THICK + 2), name);
        }
        y += height(one);
    }
    let _ = writeln!(
        svg,
        "<path d=\"M{LEFT} {}V{}\" stroke=\"currentColor\"/>\n</svg>",
        top - 4,
        all - GAP + 4
    );
    let mut heads = vec![chart.things.as_str()];
    heads.extend(chart.series.iter().map(String::as_str));
    let rows: Vec<Vec<String>> = chart
        .bars
        .iter()
        .map(|one| {
            let amounts = one.amounts.iter().map(Amount::words);
            std::iter::once(one.title.clone()).chain(amounts).collect()
        })
        .collect();
    figure(&chart.title, &svg, &heads, &rows)
}

fn bar(svg: &mut String, amount: &Amount, most: u64, place: usize, y: usize, name: &str) {
    let length = length(amount.size(), most);
    if length > 0 {
        let _ = writeln!(
            svg,
            "<rect class=\"chart-{place}\" x=\"{LEFT}\" y=\"{y}\" width=\"{length}\" height=\"{THICK}\" \
             fill=\"{}\" stroke=\"currentColor\"/>",
            fill(place, name)
        );
    }
    let _ = writeln!(
        svg,
        "<text x=\"{}\" y=\"{}\">{}</text>",
        LEFT + length + 7,
        y + 15,
        escape(&amount.words())
    );
}

/// In whole units of the drawing; what is not nothing is always seen.
fn length(size: u64, most: u64) -> usize {
    if size == 0 {
        return 0;
    }
    let longest = LONGEST as u128;
    let length = longest * u128::from(size) / u128::from(most);
    usize::try_from(length).unwrap_or(LONGEST).max(2)
}

fn legend(svg: &mut String, chart: &BarChart, name: &str) {
    let mut x = LEFT;
    for (place, series) in chart.series.iter().enumerate() {
        let _ = writeln!(
            svg,
            "<rect class=\"chart-{place}\" x=\"{x}\" y=\"4\" width=\"14\" height=\"14\" fill=\"{}\" \
             stroke=\"currentColor\"/><text x=\"{}\" y=\"16\">{}</text>",
            fill(place, name),
            x + 21,
            escape(series)
        );
        x += 50 + 9 * series.chars().count();
    }
}

/// The first series is filled, the others have patterns: they differ on a black and white print.
fn fill(place: usize, name: &str) -> String {
    match place {
        0 => "currentColor".to_owned(),
        1 => format!("url(#{}-glest)", escape(name)),
        _ => format!("url(#{}-tatt)", escape(name)),
    }
}

fn description(chart: &BarChart) -> String {
    let told: Vec<String> = chart
        .bars
        .iter()
        .map(|one| {
            let amounts: Vec<String> = one
                .amounts
                .iter()
                .enumerate()
                .map(|(place, amount)| match chart.series.get(place) {
                    Some(series) if chart.series.len() > 1 => {
                        format!("{series} {}", amount.words())
                    }
                    _ => amount.words(),
                })
                .collect();
            format!("{}: {}.", one.title, amounts.join(", "))
        })
        .collect();
    told.join(" ")
}

/// "2 500", with a no-break space.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push('\u{a0}');
        }
        text.push(digit);
    }
    text
}
