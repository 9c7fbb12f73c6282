//! Charts on pages: pure functions from numbers to SVG, each with a table that says the same.
//!
//! What a colour says is also said by a pattern and in words. The same numbers give the same bytes.

mod bars;
mod matrix;

pub use bars::{Amount, BarChart, Bars, bars};
pub use matrix::{Risk, risk_matrix, risks_of};

use super::look::SafeHtml;
use crate::document::text::escape_xml as escape;
use std::fmt::Write as _;

/// A chart with its heading, and the table that says the same to those who cannot see it.
fn figure(title: &str, svg: &str, heads: &[&str], rows: &[Vec<String>]) -> SafeHtml {
    let mut html = format!(
        "<figure class=\"chart\">\n<figcaption>{}</figcaption>\n{svg}<details>\n\
         <summary>Visa som tabell</summary>\n<table class=\"fold\">\n\
         <caption class=\"visually-hidden\">{}</caption>\n<thead><tr>",
        escape(title),
        escape(title)
    );
    for head in heads {
        let _ = write!(html, "<th scope=\"col\">{}</th>", escape(head));
    }
    html.push_str("</tr></thead>\n<tbody>\n");
    for row in rows {
        html.push_str("<tr>");
        for (place, cell) in row.iter().enumerate() {
            let _ = match (place, heads.get(place)) {
                (0, _) => write!(html, "<th scope=\"row\">{}</th>", escape(cell)),
                (_, head) => write!(
                    html,
                    "<td data-label=\"{}\">{}</td>",
                    escape(head.copied().unwrap_or_default()),
                    escape(cell)
                ),
            };
        }
        html.push_str("</tr>\n");
    }
    html.push_str("</tbody>\n</table>\n</details>\n</figure>\n");
    SafeHtml::from_our_own(html)
}

/// The beginning of a chart's drawing. `name` begins its element ids.
fn begin(name: &str, title: &str, description: &str, width: usize, height: usize) -> String {
    let (name, title) = (escape(name), escape(title));
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" role=\"img\" \
         aria-labelledby=\"{name}-titel {name}-text\" font-size=\"14\" fill=\"currentColor\">\n\
         <title id=\"{name}-titel\">{title}</title>\n<desc id=\"{name}-text\">{}</desc>\n\
         <defs>\n\
         <pattern id=\"{name}-glest\" width=\"8\" height=\"8\" patternUnits=\"userSpaceOnUse\">\
         <path d=\"M0 8L8 0\" stroke=\"currentColor\" stroke-width=\"0.8\"/></pattern>\n\
         <pattern id=\"{name}-tatt\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\">\
         <path d=\"M0 6L6 0M0 0L6 6\" stroke=\"currentColor\" stroke-width=\"0.8\"/></pattern>\n\
         </defs>\n",
        escape(description)
    )
}

#[cfg(test)]
mod tests;
