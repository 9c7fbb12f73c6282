//! The picture as SVG: fixed columns, lines in the colour of the text, so that it prints in black
//! and white and turns with a dark page. Every mark has a sign, never a colour alone.

use super::{Card, Column, Detour, Mark, Order, Part, Picture};
use crate::document::text::escape_xml as escape;
use crate::domain::swedish::lines;
use std::fmt::Write as _;

const WIDE: usize = 178;
const NARROW: usize = 88;
const GAP: usize = 5;
const TOP: usize = 74;
const RADIUS: usize = 15;
/// Where the cards begin: below names of at most two lines, and where there is a matter, below the
/// words that say it is here.
const CARDS: usize = 136;
const CARDS_OF_MATTER: usize = 160;
const LINE: usize = 16;
/// Letters on a line of a card, and of the name of a narrow column.
const LETTERS: usize = 19;
const SMALL_LETTERS: usize = 25;
const NAME_LETTERS: usize = 11;

/// Draws the picture. `name` begins its element ids, so that two can stand on one page.
pub fn svg(picture: &Picture, name: &str) -> String {
    let lanes = Lanes::of(picture);
    let mut cards = String::new();
    let planned = picture.columns.iter().all(|one| one.mark == Mark::Planned);
    let top = if planned { CARDS } else { CARDS_OF_MATTER };
    let mut bottom = top;
    for (column, lane) in picture.columns.iter().zip(&lanes.0) {
        bottom = bottom.max(draw_column(&mut cards, column, *lane, top));
    }
    let mut out = String::new();
    let (width, height) = (lanes.width(), bottom + 34);
    let _ = writeln!(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"flow\" viewBox=\"0 0 {width} {height}\" \
         width=\"{width}\" height=\"{height}\" role=\"img\" \
         aria-labelledby=\"{name}-titel {name}-text\" \
         font-family=\"'Source Sans 3', 'Segoe UI', 'Noto Sans', 'Liberation Sans', Arial, sans-serif\" \
         font-size=\"13\" fill=\"currentColor\" stroke-linecap=\"round\" stroke-linejoin=\"round\">",
        name = escape(name)
    );
    let _ = writeln!(
        out,
        "<title id=\"{0}-titel\">{1}</title>\n<desc id=\"{0}-text\">{2}</desc>",
        escape(name),
        escape(&picture.title),
        escape(&picture.description())
    );
    draw_line(&mut out, picture, &lanes);
    for detour in &picture.detours {
        draw_detour(&mut out, picture, &lanes, detour);
    }
    for (column, lane) in picture.columns.iter().zip(&lanes.0) {
        draw_head(&mut out, column, *lane);
    }
    out.push_str(&cards);
    draw_legend(&mut out, picture, bottom + 22);
    out.push_str("</svg>\n");
    out
}

/// Where a column stands.
#[derive(Debug, Clone, Copy)]
struct Lane {
    x: usize,
    width: usize,
}

impl Lane {
    fn centre(self) -> usize {
        self.x + self.width / 2
    }
}

struct Lanes(Vec<Lane>);

impl Lanes {
    /// A column with nothing in it is narrow.
    fn of(picture: &Picture) -> Self {
        let mut x = 0;
        let lanes = picture.columns.iter().map(|column| {
            let empty = column.entry.is_empty() && column.here.is_empty();
            let width = if empty { NARROW } else { WIDE };
            let lane = Lane { x, width };
            x += width;
            lane
        });
        Self(lanes.collect())
    }

    fn width(&self) -> usize {
        self.0.last().map_or(NARROW, |lane| lane.x + lane.width)
    }
}

fn draw_line(out: &mut String, picture: &Picture, lanes: &Lanes) {
    for (columns, pair) in picture.columns.windows(2).zip(lanes.0.windows(2)) {
        let dash = match columns[0].mark {
            Mark::Planned | Mark::Done => "",
            _ => " stroke-dasharray=\"3 5\"",
        };
        let from = pair[0].centre() + RADIUS + 3;
        let to = pair[1].centre() - RADIUS - 4;
        let _ = writeln!(
            out,
            "<path d=\"M{from} {TOP}H{to}\" fill=\"none\" stroke=\"currentColor\" stroke-width=\"2\"{dash}/>\
             <path d=\"M{} {}l7 5-7 5z\"/>",
            to - 6,
            TOP - 5
        );
    }
}

fn draw_detour(out: &mut String, picture: &Picture, lanes: &Lanes, detour: &Detour) {
    let at = |phase| {
        let found = picture.columns.iter().position(|one| one.phase == phase)?;
        lanes.0.get(found).map(|lane| (found, lane.centre()))
    };
    let (Some((start, from)), Some((end, to))) = (at(detour.from), at(detour.to)) else {
        return;
    };
    let base = TOP - RADIUS - 3;
    // Ways that span more columns go higher, so that they do not cross the words of the others.
    let top = 44_usize.saturating_sub(15 * start.abs_diff(end).saturating_sub(1));
    let (from, to) = if from < to {
        (from + 6, to - 6)
    } else {
        (from - 6, to + 6)
    };
    // The words of a way ahead stand early on it, clear of the ways back that come down to its end.
    let middle = if from < to {
        from + (to - from) / 4
    } else {
        usize::midpoint(from, to)
    };
    let curve = if from < to {
        (from + 12, to - 12)
    } else {
        (from - 12, to + 12)
    };
    let _ = writeln!(
        out,
        "<path d=\"M{from} {base}Q{from} {top} {} {top}H{}Q{to} {top} {to} {base}\" fill=\"none\" \
         stroke=\"currentColor\" stroke-width=\"1\" stroke-dasharray=\"5 3\"/>\
         <path d=\"M{} {}l4 6 4-6z\"/>\
         <text x=\"{middle}\" y=\"{}\" text-anchor=\"middle\" font-size=\"11.5\">{}</text>",
        curve.0,
        curve.1,
        to - 4,
        base - 5,
        top.saturating_sub(4),
        escape(detour.title)
    );
}

fn draw_head(out: &mut String, column: &Column, lane: Lane) {
    let x = lane.centre();
    let (width, dash) = match column.mark {
        Mark::Now | Mark::Blocked => (4, ""),
        Mark::Ahead => (1, " stroke-dasharray=\"3 3\""),
        Mark::Planned | Mark::Done => (2, ""),
    };
    let class = class(column.mark);
    let _ = writeln!(
        out,
        "<circle class=\"flow-dot {class}\" cx=\"{x}\" cy=\"{TOP}\" r=\"{RADIUS}\" fill=\"none\" \
         stroke=\"currentColor\" stroke-width=\"{width}\"{dash}/>"
    );
    draw_sign(out, column.mark, x, TOP, class);
    let bold = match column.mark {
        Mark::Ahead => "400",
        _ => "700",
    };
    let mut y = TOP + RADIUS + 20;
    let letters = if lane.width == NARROW {
        NAME_LETTERS
    } else {
        LETTERS
    };
    for line in lines(column.phase.swedish(), letters) {
        let _ = writeln!(
            out,
            "<text x=\"{x}\" y=\"{y}\" text-anchor=\"middle\" font-size=\"14\" font-weight=\"{bold}\">{}</text>",
            escape(&line)
        );
        y += LINE;
    }
    let said = match column.mark {
        Mark::Now => "här är ärendet",
        Mark::Blocked => "här, med hinder",
        _ => return,
    };
    let _ = writeln!(
        out,
        "<text class=\"flow-said {class}\" x=\"{x}\" y=\"{y}\" text-anchor=\"middle\" font-size=\"12\">{said}</text>"
    );
}

/// The sign of a mark, in the middle of a circle or at the corner of a card.
fn draw_sign(out: &mut String, mark: Mark, x: usize, y: usize, class: &str) {
    let stroke = "fill=\"none\" stroke=\"currentColor\" stroke-width=\"2.5\"";
    let _ = match mark {
        Mark::Done => writeln!(
            out,
            "<path class=\"flow-sign {class}\" d=\"M{} {y}l4 5 7-9\" {stroke}/>",
            x - 6
        ),
        Mark::Now => writeln!(
            out,
            "<circle class=\"flow-sign {class}\" cx=\"{x}\" cy=\"{y}\" r=\"5\"/>"
        ),
        Mark::Blocked => writeln!(
            out,
            "<path class=\"flow-sign {class}\" d=\"M{x} {}v8m0 5v0.1\" {stroke}/>",
            y - 6
        ),
        Mark::Planned | Mark::Ahead => Ok(()),
    };
}

/// Draws the cards below each other; gives where they end.
fn draw_column(out: &mut String, column: &Column, lane: Lane, top: usize) -> usize {
    let mut y = top;
    if !column.entry.is_empty() {
        y = draw_lead(out, "För att komma hit", lane, y);
        for card in &column.entry {
            y = draw_card(out, card, lane, y);
        }
        y += 10;
    }
    if !column.here.is_empty() && !column.entry.is_empty() {
        y = draw_lead(out, "Här", lane, y);
    }
    let mut before: Option<(usize, usize)> = None;
    for card in &column.here {
        let step = matches!(card.of, Part::Step(_));
        if column.order == Order::InTurn && step && before.is_some() {
            y += 10;
        }
        let top = y;
        y = draw_card(out, card, lane, y);
        if let (Some((start, end)), true) = (before, step) {
            draw_link(out, column.order, lane, start, end, top);
        }
        before = step.then_some((top, y - 6));
    }
    y
}

/// Ties two review steps together: an arrow in turn, a bracket at once.
fn draw_link(out: &mut String, order: Order, lane: Lane, start: usize, end: usize, next: usize) {
    let _ = match order {
        Order::Loose => Ok(()),
        Order::InTurn => writeln!(
            out,
            "<path d=\"M{} {end}v{}\" stroke=\"currentColor\" stroke-width=\"2\" fill=\"none\"/>\
             <path d=\"M{} {}l5 6 5-6z\"/>",
            lane.centre(),
            (next - end).saturating_sub(5),
            lane.centre() - 5,
            next - 8
        ),
        Order::Together => writeln!(
            out,
            "<path d=\"M{} {}h-4V{}h4\" fill=\"none\" stroke=\"currentColor\" stroke-width=\"2\"/>",
            lane.x + GAP - 1,
            start + 12,
            next + 12
        ),
    };
}

fn draw_lead(out: &mut String, words: &str, lane: Lane, y: usize) -> usize {
    let _ = writeln!(
        out,
        "<text class=\"flow-soft\" x=\"{}\" y=\"{}\" font-size=\"11.5\">{words}</text>",
        lane.x + GAP + 2,
        y + 11
    );
    y + 18
}

fn draw_card(out: &mut String, card: &Card, lane: Lane, y: usize) -> usize {
    let x = lane.x + GAP;
    let width = lane.width - 2 * GAP;
    let title = lines(&card.title, LETTERS);
    let lines: Vec<String> = card
        .lines
        .iter()
        .flat_map(|line| lines(line, SMALL_LETTERS))
        .collect();
    let height = 11 + LINE * title.len() + 14 * lines.len();
    let class = class(card.mark);
    let frame = match (card.mark, &card.of) {
        (Mark::Planned | Mark::Done, Part::Note) => "stroke=\"none\"",
        (Mark::Blocked | Mark::Now, _) => "stroke=\"currentColor\" stroke-width=\"3\"",
        (Mark::Ahead, _) => "stroke=\"currentColor\" stroke-width=\"1\" stroke-dasharray=\"4 3\"",
        (Mark::Planned | Mark::Done, _) => "stroke=\"currentColor\" stroke-width=\"1\"",
    };
    let corner = if matches!(
        card.of,
        Part::Step(_) | Part::Route(_) | Part::Execution(_) | Part::FollowUp(_)
    ) {
        10
    } else {
        2
    };
    let _ = writeln!(
        out,
        "<g class=\"flow-card {class}\">\n\
         <rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" rx=\"{corner}\" fill=\"none\" {frame}/>"
    );
    draw_kind(out, &card.of, x + 6, y + 8);
    let text = if card.of == Part::Note { x + 4 } else { x + 24 };
    let mut baseline = y + 18;
    for line in &title {
        let _ = writeln!(
            out,
            "<text x=\"{text}\" y=\"{baseline}\">{}</text>",
            escape(line)
        );
        baseline += LINE;
    }
    baseline -= 2;
    for line in &lines {
        let _ = writeln!(
            out,
            "<text class=\"flow-soft\" x=\"{}\" y=\"{baseline}\" font-size=\"11.5\">{}</text>",
            if card.of == Part::Note { x + 4 } else { x + 6 },
            escape(line)
        );
        baseline += 14;
    }
    draw_sign(out, card.mark, x + width - 11, y + 13, class);
    out.push_str("</g>\n");
    y + height + 6
}

/// The sign of what a card is, told in the legend.
fn draw_kind(out: &mut String, of: &Part, x: usize, y: usize) {
    let stroke = "fill=\"none\" stroke=\"currentColor\" stroke-width=\"1.5\"";
    let _ = match of {
        Part::Note => Ok(()),
        Part::Document(_) => writeln!(
            out,
            "<path d=\"M{} {y}h6l4 4v8h-10zm6 0v4h4\" {stroke}/>",
            x + 1
        ),
        Part::Gate(_) | Part::Gates => writeln!(
            out,
            "<path d=\"M{} {y}h5l4 4v5l-4 4h-5l-4-4v-5z\" {stroke}/>\
             <path d=\"M{} {}h7\" stroke=\"currentColor\" stroke-width=\"2.5\"/>",
            x + 4,
            x + 3,
            y + 6
        ),
        Part::Step(_) => writeln!(
            out,
            "<circle cx=\"{0}\" cy=\"{1}\" r=\"3\" {stroke}/><path d=\"M{x} {2}c0-7 12-7 12 0z\" {stroke}/>",
            x + 6,
            y + 3,
            y + 13
        ),
        Part::Route(_) => writeln!(out, "<path d=\"M{x} {}h11m-4-4l4 4-4 4\" {stroke}/>", y + 6),
        Part::Execution(_) => writeln!(
            out,
            "<path d=\"M{x} {y}h12v12h-12zm3 6l2 3 4-6\" {stroke}/>"
        ),
        Part::FollowUp(_) => writeln!(
            out,
            "<circle cx=\"{0}\" cy=\"{1}\" r=\"6\" {stroke}/><path d=\"M{0} {2}v4h3\" {stroke}/>",
            x + 6,
            y + 6,
            y + 2
        ),
    };
}

/// What the signs mean, for those that are in the picture.
fn draw_legend(out: &mut String, picture: &Picture, y: usize) {
    let cards = || {
        picture
            .columns
            .iter()
            .flat_map(|one| one.entry.iter().chain(&one.here))
    };
    let mut x = GAP;
    let mut told: Vec<&str> = Vec::new();
    for card in cards() {
        let Some(word) = card.of.word() else {
            continue;
        };
        let word = if word == "Spärrar" { "Spärr" } else { word };
        if told.contains(&word) {
            continue;
        }
        told.push(word);
        draw_kind(out, &card.of, x, y - 10);
        let _ = writeln!(
            out,
            "<text x=\"{}\" y=\"{y}\" font-size=\"12\">{word}</text>",
            x + 19
        );
        x += 36 + 8 * word.chars().count();
    }
    for mark in [Mark::Done, Mark::Now, Mark::Blocked] {
        if !cards().any(|card| card.mark == mark) {
            continue;
        }
        draw_sign(out, mark, x + 6, y - 5, class(mark));
        let words = mark.words().unwrap_or_default();
        let _ = writeln!(
            out,
            "<text x=\"{}\" y=\"{y}\" font-size=\"12\">{words}</text>",
            x + 19
        );
        x += 36 + 8 * words.chars().count();
    }
}

fn class(mark: Mark) -> &'static str {
    match mark {
        Mark::Planned => "planned",
        Mark::Done => "done",
        Mark::Now => "now",
        Mark::Blocked => "blocked",
        Mark::Ahead => "ahead",
    }
}
