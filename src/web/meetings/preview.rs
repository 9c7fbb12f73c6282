//! The minutes as HTML to read on a page. Everything that a person typed is escaped.

use crate::{
    domain::swedish,
    meeting::minutes::{MinutesContent, Participant, SectionContent, Statement, VoteContent},
    web::look::SafeHtml,
};
use std::fmt::Write;

/// The text of the minutes, with headings from the third level.
pub(super) fn html(content: &MinutesContent) -> SafeHtml {
    let mut out = Html::default();
    out.paragraph(&format!(
        "{}, {}, {}. Kl. {}–{}.",
        content.body,
        swedish::date_with_weekday(content.day),
        content.place,
        content.began,
        content.ended
    ));
    out.people("Beslutande ledamöter", &content.members);
    out.people("Tjänstgörande ersättare", &content.serving_substitutes);
    out.people("Närvarande ersättare", &content.other_substitutes);
    out.people("Övriga närvarande", &content.others);
    out.list("Justerare", &content.certifiers);
    out.list("Utgår från dagordningen", &content.withdrawn);
    for section in &content.sections {
        out.section(section);
    }
    out.list("Invändningar vid justeringen", &content.objections);
    SafeHtml::from_our_own(out.text)
}

/// HTML that is written element by element; text goes in escaped, always.
#[derive(Default)]
struct Html {
    text: String,
}

impl Html {
    fn element(&mut self, name: &str, text: &str) {
        let escaped = handlebars::html_escape(text);
        // Writing to a String cannot fail.
        let _ = write!(self.text, "<{name}>{escaped}</{name}>");
    }

    /// Text with a paragraph for each blank line in it.
    fn paragraph(&mut self, text: &str) {
        for part in text.split("\n\n").map(str::trim).filter(|part| !part.is_empty()) {
            self.element("p", part);
        }
    }

    fn list(&mut self, heading: &str, lines: &[String]) {
        if lines.is_empty() {
            return;
        }
        self.element("h4", heading);
        self.items("ul", lines);
    }

    fn items(&mut self, kind: &str, lines: &[String]) {
        let _ = write!(self.text, "<{kind}>");
        for line in lines {
            self.element("li", line);
        }
        let _ = write!(self.text, "</{kind}>");
    }

    fn people(&mut self, heading: &str, people: &[Participant]) {
        let lines: Vec<String> = people
            .iter()
            .map(|one| {
                let parts = [one.name.as_str(), &one.capacity, &one.remark];
                let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
                parts.join(", ")
            })
            .collect();
        self.list(heading, &lines);
    }

    fn section(&mut self, section: &SectionContent) {
        self.element("h3", &format!("§ {} {}", section.number, section.title));
        if let Some(number) = &section.register_number {
            self.paragraph(number);
        }
        self.element("h4", "Beslut");
        self.items("ol", &section.decision);
        if !section.summary.trim().is_empty() {
            self.element("h4", "Sammanfattning");
            self.paragraph(&section.summary);
        }
        self.list("Beslutsunderlag", &section.decision_basis);
        self.list("Förslag till beslut", &section.proposal);
        self.list("Yrkanden", &section.motions);
        if !section.process.is_empty() {
            self.element("h4", "Beslutsgång");
            for sentence in &section.process {
                self.paragraph(sentence);
            }
        }
        if let Some(vote) = &section.vote {
            self.vote(vote);
        }
        self.list("Jäv", &section.disqualified);
        self.list("Deltar inte i beslutet", &section.took_no_part);
        self.statements("Reservationer", &section.reservations);
        self.statements("Protokollsanteckningar", &section.notes);
        self.list("Beslutet skickas till", &section.recipients);
    }

    fn vote(&mut self, vote: &VoteContent) {
        self.element("h4", "Omröstning");
        self.paragraph(&format!("Ja: {}. Nej: {}.", vote.yes_means, vote.no_means));
        let lines: Vec<String> =
            vote.rows.iter().map(|row| format!("{}: {}", row.name, row.answer)).collect();
        self.items("ul", &lines);
        self.paragraph(&vote.result);
    }

    fn statements(&mut self, heading: &str, statements: &[Statement]) {
        if statements.is_empty() {
            return;
        }
        self.element("h4", heading);
        for statement in statements {
            self.paragraph(&statement.sentence);
            self.paragraph(&statement.text);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_person_typed_is_text() {
        let mut out = Html::default();
        out.paragraph("<script>x</script>\n\nA & B");
        out.list("<b>", &["<i>\"".to_owned()]);
        assert_eq!(
            out.text,
            "<p>&lt;script&gt;x&lt;/script&gt;</p><p>A &amp; B</p>\
             <h4>&lt;b&gt;</h4><ul><li>&lt;i&gt;&quot;</li></ul>"
        );
    }
}
