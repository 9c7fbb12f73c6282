//! The picture of a matter's phases: fixed columns, so no layout engine is needed.
//!
//! Pure: the same phases give the same bytes. Colours come from the stylesheet by
//! class; the picture carries a title and a description, and a list says the same
//! where the picture has no room (on a phone).

use super::look::SafeHtml;
use crate::workflow::phase::Phase;
use std::cmp::Ordering;
use std::fmt::Write as _;

/// Where the matter stands in relation to one phase.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// The matter has passed it.
    Done,
    /// The matter is here, and nothing stops the next step.
    Now,
    /// The matter is here, and something stops the next step.
    Blocked,
    /// The matter has not come here yet.
    Ahead,
}

/// One phase in the picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PhaseMark {
    /// What the phase is called on the page.
    pub title: String,
    /// Where the matter stands.
    pub standing: Standing,
}

/// The way of a matter through the phases, as it stands now.
///
/// `blocked` says that something stops the next step. `withdrawn` says that the matter was taken
/// back on its way; such a matter goes straight to the archive.
pub fn way(here: Phase, blocked: bool, withdrawn: bool) -> Vec<PhaseMark> {
    let columns: &[Phase] = if withdrawn {
        &[Phase::Draft, Phase::Withdrawn, Phase::Archived]
    } else {
        &[
            Phase::Draft,
            Phase::Review,
            Phase::Ready,
            if here == Phase::Tabled {
                Phase::Tabled
            } else {
                Phase::Agenda
            },
            Phase::Decided,
            Phase::InForce,
            Phase::Closed,
            Phase::Archived,
        ]
    };
    let now = columns.iter().position(|phase| *phase == here).unwrap_or(0);
    let standing = |column: usize| match column.cmp(&now) {
        Ordering::Less => Standing::Done,
        Ordering::Equal if here == Phase::Archived => Standing::Done,
        Ordering::Equal if blocked => Standing::Blocked,
        Ordering::Equal => Standing::Now,
        Ordering::Greater => Standing::Ahead,
    };
    let marks = columns.iter().enumerate().map(|(column, phase)| PhaseMark {
        title: phase.swedish().to_owned(),
        standing: standing(column),
    });
    marks.collect()
}

impl Standing {
    fn class(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Now => "now",
            Self::Blocked => "blocked",
            Self::Ahead => "ahead",
        }
    }

    fn words(self) -> &'static str {
        match self {
            Self::Done => "klar",
            Self::Now => "här är ärendet nu",
            Self::Blocked => "här är ärendet nu, något hindrar nästa steg",
            Self::Ahead => "återstår",
        }
    }
}

const COLUMN: usize = 120;
const HEIGHT: usize = 92;
const MIDDLE: usize = 28;
const RADIUS: usize = 16;
/// Letters that fit on one line of a column.
const LINE: usize = 13;

/// Draws the phases, in order, as a figure with a list beside it.
pub fn phases(marks: &[PhaseMark]) -> SafeHtml {
    let mut html = String::from("<div class=\"phases\">\n");
    html.push_str(&picture(marks));
    html.push_str("<ol>\n");
    for mark in marks {
        let _ = writeln!(
            html,
            "<li class=\"{}\">{}<span class=\"visually-hidden\">, {}</span></li>",
            mark.standing.class(),
            escape(&mark.title),
            mark.standing.words()
        );
    }
    html.push_str("</ol>\n</div>\n");
    SafeHtml::from_our_own(html)
}

fn picture(marks: &[PhaseMark]) -> String {
    let width = COLUMN * marks.len().max(1);
    let mut svg = format!(
        "<svg viewBox=\"0 0 {width} {HEIGHT}\" role=\"img\" aria-labelledby=\"faser-titel faser-text\" \
         xmlns=\"http://www.w3.org/2000/svg\">\n<title id=\"faser-titel\">Ärendets väg</title>\n\
         <desc id=\"faser-text\">{}</desc>\n",
        escape(&description(marks))
    );
    for (column, pair) in marks.windows(2).enumerate() {
        let class = if pair[0].standing == Standing::Done {
            "phase-line done"
        } else {
            "phase-line"
        };
        let from = centre(column) + RADIUS;
        let to = centre(column + 1) - RADIUS;
        let _ = writeln!(
            svg,
            "<line class=\"{class}\" x1=\"{from}\" y1=\"{MIDDLE}\" x2=\"{to}\" y2=\"{MIDDLE}\"/>"
        );
    }
    for (column, mark) in marks.iter().enumerate() {
        svg.push_str(&phase(centre(column), mark));
    }
    svg.push_str("</svg>\n");
    svg
}

fn phase(x: usize, mark: &PhaseMark) -> String {
    let class = mark.standing.class();
    let mut svg = format!(
        "<circle class=\"phase-dot {class}\" cx=\"{x}\" cy=\"{MIDDLE}\" r=\"{RADIUS}\"/>\n"
    );
    match mark.standing {
        Standing::Done => {
            let _ = writeln!(
                svg,
                "<path class=\"phase-sign\" d=\"M{} {MIDDLE}l5 5 9-10\"/>",
                x - 7
            );
        }
        Standing::Now => {
            let _ = writeln!(
                svg,
                "<circle class=\"phase-sign now\" cx=\"{x}\" cy=\"{MIDDLE}\" r=\"6\"/>"
            );
        }
        Standing::Blocked => {
            let _ = writeln!(
                svg,
                "<path class=\"phase-sign blocked\" d=\"M{x} {}v9m0 6v0.5\"/>",
                MIDDLE - 8
            );
        }
        Standing::Ahead => {}
    }
    let _ = write!(svg, "<text class=\"phase-name {class}\" y=\"66\">");
    for (line, words) in lines(&mark.title).iter().enumerate() {
        let _ = write!(
            svg,
            "<tspan x=\"{x}\" dy=\"{}\">{}</tspan>",
            if line == 0 { 0 } else { 18 },
            escape(words)
        );
    }
    svg.push_str("</text>\n");
    svg
}

fn centre(column: usize) -> usize {
    column * COLUMN + COLUMN / 2
}

fn description(marks: &[PhaseMark]) -> String {
    let parts: Vec<String> = marks
        .iter()
        .map(|mark| format!("{}: {}", mark.title, mark.standing.words()))
        .collect();
    format!("{}.", parts.join(". "))
}

/// Breaks a title into lines that fit a column, at spaces.
fn lines(title: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in title.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= LINE => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

fn escape(text: &str) -> String {
    handlebars::html_escape(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marks() -> Vec<PhaseMark> {
        [
            ("Utkast", Standing::Done),
            ("Granskning", Standing::Blocked),
            ("Klart för beslut", Standing::Ahead),
        ]
        .into_iter()
        .map(|(title, standing)| PhaseMark {
            title: title.to_owned(),
            standing,
        })
        .collect()
    }

    #[test]
    fn says_in_words_where_the_matter_is() {
        let html = phases(&marks());
        assert!(html.as_str().contains(
            "Utkast: klar. Granskning: här är ärendet nu, något hindrar nästa steg. \
             Klart för beslut: återstår."
        ));
    }

    #[test]
    fn the_way_marks_what_is_done_and_where_the_matter_is() {
        let count = |marks: &[PhaseMark], standing| {
            marks
                .iter()
                .filter(|mark| mark.standing == standing)
                .count()
        };
        for here in Phase::ALL {
            let marks = way(here, true, here == Phase::Withdrawn);
            let at_the_end = here == Phase::Archived;
            assert_eq!(
                count(&marks, Standing::Blocked),
                usize::from(!at_the_end),
                "{here:?}"
            );
            assert!(
                marks.iter().any(|mark| mark.title == here.swedish()),
                "{here:?}"
            );
        }
        let decided = way(Phase::Decided, false, false);
        assert_eq!(count(&decided, Standing::Done), 4);
        assert_eq!(count(&decided, Standing::Ahead), 3);
        assert_eq!(way(Phase::Tabled, false, false)[3].title, "Bordlagt");
    }

    #[test]
    fn long_names_are_broken_at_a_space() {
        assert_eq!(lines("Klart för beslut"), ["Klart för", "beslut"]);
        assert_eq!(lines("På dagordningen"), ["På", "dagordningen"]);
    }

    #[test]
    fn a_name_cannot_break_out_of_the_picture() {
        let html = phases(&[PhaseMark {
            title: "<script>".to_owned(),
            standing: Standing::Now,
        }]);
        assert!(!html.as_str().contains("<script>"));
    }

    #[test]
    fn no_phases_give_an_empty_picture() {
        assert!(phases(&[]).as_str().contains("<svg"));
    }
}
