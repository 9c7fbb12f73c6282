//! From a letter to its three texts. The templates are built into the binary; strict mode makes
//! a template that asks for a fact the letter does not hold a fault and not an empty place.

use handlebars::{
    Context, Handlebars, Helper, HelperResult, Output, RenderContext, RenderErrorReason,
};
use serde::Serialize;
use thiserror::Error;

use super::Letter;
use crate::domain::text::{clean, clean_line};

/// Who the letters come from: the same in every letter of a municipality.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Letterhead {
    /// The municipality's name, "Exempelby kommun".
    pub municipality: String,
    /// The registrar's function box, where answers go.
    pub registrar_address: String,
}

impl Letterhead {
    /// Made-up sender for tests and previews.
    pub fn sample() -> Self {
        Self {
            municipality: "Exempelby kommun".to_owned(),
            registrar_address: "registrator@exempelby.se".to_owned(),
        }
    }
}

/// A letter as text. No `Debug`: it holds links and codes.
#[derive(Clone, PartialEq, Eq)]
pub struct RenderedLetter {
    /// One line, without control characters.
    pub subject: String,
    /// The whole letter for a reader of plain text.
    pub text: String,
    /// The same as HTML, without anything fetched from elsewhere.
    pub html: String,
}

/// A template that cannot be read, or that asks for a fact the letter does not hold. The text
/// names the template and the place, never the facts.
#[derive(Debug, Error)]
pub enum LetterFault {
    /// A built-in template is broken.
    #[error("the letter template cannot be read: {0}")]
    Template(#[from] Box<handlebars::TemplateError>),
    /// A built-in template asks for something that the letter does not hold.
    #[error("the letter {letter} cannot be rendered: {source}")]
    Render {
        /// The letter's name.
        letter: &'static str,
        /// What handlebars says.
        source: Box<handlebars::RenderError>,
    },
}

/// The letter templates, read once. Subject and text share one escaper, HTML has its own.
pub struct LetterTemplates {
    plain: Handlebars<'static>,
    html: Handlebars<'static>,
}

macro_rules! letter_sources {
    ($($letter:literal),+ $(,)?) => {
        [$((
            $letter,
            include_str!(concat!("../../../templates/mail/", $letter, "/subject.hbs")),
            include_str!(concat!("../../../templates/mail/", $letter, "/text.hbs")),
            include_str!(concat!("../../../templates/mail/", $letter, "/html.hbs")),
        )),+]
    };
}

const LETTERS: [(&str, &str, &str, &str); 17] = letter_sources![
    "inquiry",
    "inquiry_receipt",
    "inquiry_feedback",
    "review_request",
    "one_time_code",
    "reminder",
    "approval_receipt",
    "sent_back",
    "certification_request",
    "matter_decided",
    "new_version",
    "registrar_task",
    "review_news",
    "matter_returns",
    "ready_for_decision",
    "minutes_certified",
    "certification_objection",
];

impl LetterTemplates {
    /// Reads the built-in templates.
    pub fn built_in() -> Result<Self, LetterFault> {
        // One line: a title cannot start a line of its own and pretend to be a part of the letter.
        let mut plain = strict(clean_line);
        let mut html = strict(|text| handlebars::html_escape(&clean(text)));
        plain.register_helper("quote", Box::new(quote));
        html.register_helper("lines", Box::new(lines));
        plain
            .register_partial(
                "foot",
                include_str!("../../../templates/mail/frame/text.hbs"),
            )
            .map_err(Box::new)?;
        html.register_partial(
            "frame",
            include_str!("../../../templates/mail/frame/html.hbs"),
        )
        .map_err(Box::new)?;
        for (letter, subject, text, page) in LETTERS {
            plain
                .register_template_string(&subject_of(letter), subject.trim_end())
                .map_err(Box::new)?;
            plain
                .register_template_string(letter, text)
                .map_err(Box::new)?;
            html.register_template_string(letter, page)
                .map_err(Box::new)?;
        }
        Ok(Self { plain, html })
    }

    /// Renders one letter.
    pub fn render(
        &self,
        letter: &Letter,
        letterhead: &Letterhead,
    ) -> Result<RenderedLetter, LetterFault> {
        match letter {
            Letter::ReviewRequest(facts) => self.render_facts(letter, letterhead, facts),
            Letter::OneTimeCode(facts) => self.render_facts(letter, letterhead, facts),
            Letter::Reminder(facts) => self.render_facts(letter, letterhead, facts),
            Letter::ApprovalReceipt(facts) => self.render_facts(letter, letterhead, facts),
            Letter::SentBack(facts) => self.render_facts(letter, letterhead, facts),
            Letter::CertificationRequest(facts) => self.render_facts(letter, letterhead, facts),
            Letter::MatterDecided(facts) => self.render_facts(letter, letterhead, facts),
            Letter::NewVersion(facts) => self.render_facts(letter, letterhead, facts),
            Letter::RegistrarTask(facts) => self.render_facts(letter, letterhead, facts),
            Letter::ReviewNews(facts) => self.render_facts(letter, letterhead, facts),
            Letter::MatterReturns(facts) => self.render_facts(letter, letterhead, facts),
            Letter::ReadyForDecision(facts) => self.render_facts(letter, letterhead, facts),
            Letter::MinutesCertified(facts) => self.render_facts(letter, letterhead, facts),
            Letter::CertificationObjection(facts) => self.render_facts(letter, letterhead, facts),
            Letter::Inquiry(facts) => self.render_facts(letter, letterhead, facts),
            Letter::InquiryReceipt(facts) => self.render_facts(letter, letterhead, facts),
            Letter::InquiryFeedback(facts) => self.render_facts(letter, letterhead, facts),
        }
    }

    fn render_facts<T: Serialize>(
        &self,
        letter: &Letter,
        letterhead: &Letterhead,
        facts: &T,
    ) -> Result<RenderedLetter, LetterFault> {
        let facts = Page { letterhead, facts };
        let letter = letter.name();
        let fault = |source| LetterFault::Render {
            letter,
            source: Box::new(source),
        };
        Ok(RenderedLetter {
            subject: self
                .plain
                .render(&subject_of(letter), &facts)
                .map_err(fault)?,
            text: self.plain.render(letter, &facts).map_err(fault)?,
            html: self.html.render(letter, &facts).map_err(fault)?,
        })
    }
}

#[derive(Serialize)]
struct Page<'a, T> {
    letterhead: &'a Letterhead,
    #[serde(flatten)]
    facts: &'a T,
}

fn subject_of(letter: &str) -> String {
    format!("{letter}/subject")
}

fn strict(escape: impl Fn(&str) -> String + Send + Sync + 'static) -> Handlebars<'static> {
    let mut registry = Handlebars::new();
    registry.set_strict_mode(true);
    registry.register_escape_fn(escape);
    registry
}

/// `{{quote comment}}`: typed text of several lines, each behind "> ".
fn quote(
    helper: &Helper<'_>,
    _: &Handlebars<'_>,
    _: &Context,
    _: &mut RenderContext<'_, '_>,
    out: &mut dyn Output,
) -> HelperResult {
    for (index, line) in argument(helper, "quote")?.lines().enumerate() {
        if 0 < index {
            out.write("\n")?;
        }
        out.write("> ")?;
        out.write(&clean_line(line))?;
    }
    Ok(())
}

/// `{{lines comment}}`: the same for HTML, with `<br>` between the lines.
fn lines(
    helper: &Helper<'_>,
    _: &Handlebars<'_>,
    _: &Context,
    _: &mut RenderContext<'_, '_>,
    out: &mut dyn Output,
) -> HelperResult {
    for (index, line) in argument(helper, "lines")?.lines().enumerate() {
        if 0 < index {
            out.write("<br>")?;
        }
        out.write(&handlebars::html_escape(&clean_line(line)))?;
    }
    Ok(())
}

fn argument<'a>(helper: &'a Helper<'_>, name: &str) -> Result<&'a str, RenderErrorReason> {
    helper
        .param(0)
        .and_then(|value| value.value().as_str())
        .ok_or_else(|| RenderErrorReason::ParamNotFoundForIndex("typed text", 0))
        .map_err(|_| RenderErrorReason::Other(format!("{name} needs a text")))
}
