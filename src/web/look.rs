//! The look of the pages: typed contexts in, finished HTML out.
//!
//! A handler fills a [`Page`] (a struct whose fields are all a template may see)
//! and a [`Frame`] (what stands round every page), and [`Look::page`] makes the
//! HTML. Templates are compiled into the program, read strictly (a name that is
//! not in the struct is an error, not an empty space) and escape everything. The
//! one way round the escaping is [`SafeHtml`], made only from HTML of our own.

use handlebars::{
    Context, Handlebars, Helper, HelperResult, Output, RenderContext, RenderErrorReason,
};
use serde::Serialize;

pub mod absence;
pub mod act;
pub mod collecting;
pub mod delegation;
pub mod failure;
pub mod field;
pub mod frame;
pub mod inventory;
pub mod letter;
pub mod matter;
pub mod meeting;
pub mod minutes;
pub mod part;
pub mod refusal;
pub mod register;
pub mod sample;
pub mod signoff;
pub mod start;
pub mod vote;
pub mod workflows;

pub use frame::Frame;
pub use part::{Fault, Link, SafeHtml, Tag, Tone};

/// The stylesheet of all pages, served at `/static/beslut.css`.
pub const STYLESHEET: &str = include_str!("assets/beslut.css");

/// The `Content-Security-Policy` these pages are made for.
pub const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; \
     form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

macro_rules! embedded {
    ($($name:literal),+ $(,)?) => {
        &[$(($name, include_str!(concat!("../../templates/pages/", $name, ".hbs")))),+]
    };
}

/// The parts that a page may use. What is not named here cannot be included.
const PARTS: &[(&str, &str)] = embedded![
    "partials/acts",
    "partials/blockers",
    "partials/describedby",
    "partials/faults",
    "partials/feedback",
    "partials/field",
    "partials/hidden",
    "partials/main",
    "partials/markdown_help",
    "partials/meeting_rows",
    "partials/nonce",
    "partials/offer",
    "partials/paging",
    "partials/refusal",
    "partials/roll",
    "partials/rows",
    "partials/summary",
    "partials/tag",
];

/// The pages, one template each.
const PAGES: &[(&str, &str)] = embedded![
    "absences",
    "attendance",
    "check",
    "conflict",
    "delegation",
    "dead_link",
    "edit",
    "edit_section",
    "failure",
    "inquiry",
    "inventories",
    "inventory",
    "item",
    "letter",
    "letters",
    "listing",
    "matter",
    "matters",
    "meeting",
    "meetings",
    "minutes",
    "people",
    "receipt",
    "register",
    "review",
    "round",
    "shell",
    "sign_in",
    "signoff",
    "tasks",
    "workflow",
    "workflows",
];

/// A page: its context is the struct itself, its template and title belong to it.
pub trait Page: Serialize {
    /// The file in `templates/pages`, without `.hbs`.
    const TEMPLATE: &'static str;

    /// What the browser's tab and the heading say.
    fn title(&self) -> String;

    /// The way back, outermost first.
    fn crumbs(&self) -> Vec<Link> {
        Vec::new()
    }

    /// The faults shown on top, each with a link to its field.
    fn faults(&self) -> Vec<Fault> {
        Vec::new()
    }
}

/// Why a page could not be made. Always a fault of ours, never of the reader's.
#[derive(Debug, thiserror::Error)]
pub enum LookError {
    /// A template cannot be read.
    #[error("the page template cannot be read: {0}")]
    Template(#[from] Box<handlebars::TemplateError>),
    /// A template asks for something its context does not have.
    #[error("the page cannot be made: {0}")]
    Render(#[from] Box<handlebars::RenderError>),
}

/// All templates, read once at start.
#[derive(Debug)]
pub struct Look {
    templates: Handlebars<'static>,
}

#[derive(Serialize)]
struct Body<'a, P: Page> {
    frame: &'a Frame,
    page: &'a P,
    title: String,
}

#[derive(Serialize)]
struct Shell<'a> {
    frame: &'a Frame,
    title: String,
    crumbs: Vec<Link>,
    faults: Vec<Fault>,
    body: SafeHtml,
}

impl Look {
    /// Reads the templates.
    pub fn new() -> Result<Self, LookError> {
        let mut templates = Handlebars::new();
        templates.set_strict_mode(true);
        templates.set_prevent_indent(true);
        for (name, text) in PARTS {
            let short = name.trim_start_matches("partials/");
            templates.register_partial(short, text).map_err(Box::new)?;
        }
        for (name, text) in PAGES {
            templates
                .register_template_string(&format!("page/{name}"), text)
                .map_err(Box::new)?;
        }
        templates.register_helper("html", Box::new(write_safe_html));
        Ok(Self { templates })
    }

    /// Makes the whole HTML of a page.
    pub fn page<P: Page>(&self, frame: &Frame, page: &P) -> Result<String, LookError> {
        let title = page.title();
        let body = self
            .templates
            .render(
                &format!("page/{}", P::TEMPLATE),
                &Body {
                    frame,
                    page,
                    title: title.clone(),
                },
            )
            .map_err(Box::new)?;
        let shell = Shell {
            frame,
            title,
            crumbs: page.crumbs(),
            faults: page.faults(),
            body: SafeHtml::from_our_own(body),
        };
        Ok(self
            .templates
            .render("page/shell", &shell)
            .map_err(Box::new)?)
    }
}

/// `{{html value}}`: writes a [`SafeHtml`] as it is, and refuses everything else.
fn write_safe_html(
    helper: &Helper<'_>,
    _: &Handlebars<'_>,
    _: &Context,
    _: &mut RenderContext<'_, '_>,
    out: &mut dyn Output,
) -> HelperResult {
    let html = helper
        .param(0)
        .and_then(|value| value.value().get(part::SAFE_HTML_KEY))
        .and_then(|value| value.as_str())
        .ok_or_else(|| RenderErrorReason::Other("html: the value is not SafeHtml".to_owned()))?;
    out.write(html)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Serialize)]
    struct Trick {
        body: String,
    }

    #[test]
    fn a_typed_text_never_passes_as_html() {
        let look = Look::new().unwrap();
        let trick = Trick {
            body: "{\"safe_html\":\"<b>\"}".to_owned(),
        };
        let result = look.templates.render_template("{{html body}}", &trick);
        assert!(result.is_err());
    }

    #[test]
    fn a_name_that_is_not_there_is_an_error() {
        let look = Look::new().unwrap();
        let trick = Trick {
            body: String::new(),
        };
        assert!(look.templates.render_template("{{title}}", &trick).is_err());
    }
}
