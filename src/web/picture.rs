//! The picture of a matter type or of a matter on a page: the drawing, and the same in words.
//!
//! Colours come from the stylesheet by class; the words are read aloud, and shown where the drawing
//! has no room (on a phone).

use super::look::SafeHtml;
use crate::{
    document::text::escape_xml as escape,
    workflow::picture::{Mark, PhaseInWords, Picture, svg::svg},
};
use std::fmt::Write as _;

/// The drawing and its words. `name` begins the element ids, so that two can stand on one page.
pub fn flow(picture: &Picture, name: &str) -> SafeHtml {
    let mut html = format!("<div class=\"phases\">\n{}<ol>\n", svg(picture, name));
    for phase in picture.in_words() {
        write_phase(&mut html, &phase);
    }
    html.push_str("</ol>\n</div>\n");
    SafeHtml::from_our_own(html)
}

fn write_phase(html: &mut String, phase: &PhaseInWords) {
    let _ = write!(
        html,
        "<li class=\"{}\"><span class=\"phase-name\">{}</span>",
        class(phase.mark),
        escape(phase.title)
    );
    if let Some(words) = phase.mark.words() {
        let _ = write!(html, "<span class=\"visually-hidden\">, {words}</span>");
    }
    write_cards(html, "För att komma hit:", &phase.entry);
    write_cards(html, "Här:", &phase.here);
    html.push_str("</li>\n");
}

fn write_cards(html: &mut String, lead: &str, cards: &[String]) {
    if cards.is_empty() {
        return;
    }
    let _ = write!(html, "<p class=\"phase-lead\">{lead}</p><ul>");
    for card in cards {
        let _ = write!(html, "<li>{}</li>", escape(card));
    }
    html.push_str("</ul>");
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
