//! Documents: one model, several renderers.
//!
//! Typed data goes through a Handlebars template (extended Markdown) to one [`model::Document`];
//! from the model come the Word file ([`docx`]) and the HTML that people read before they approve
//! ([`html`]). Everything a renderer needs stands in the model. Prose that a person typed is parsed
//! on its own and spliced in at a slot: it can never become a template, HTML or a directive that its
//! field does not allow.

pub mod assets;
pub mod docx;
pub mod html;
pub mod labels;
pub mod lint;
pub mod markdown;
pub mod model;
pub mod official_memo;
pub mod plain;
pub mod template;
pub mod text;

use markdown::Finding;
use model::Document;

/// A document that was made, and what was found in the texts it was made of.
#[derive(Debug, Clone, PartialEq)]
pub struct Composed {
    /// The document. Nothing of the texts is missing in it, whatever was found.
    pub document: Document,
    /// What does not read as its writer meant, by field.
    pub findings: Vec<SlotFinding>,
}

/// A finding in the prose of one field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SlotFinding {
    /// The field's key: a section's id.
    pub slot: String,
    /// What was found, with the line in that field's text.
    pub finding: Finding,
}

/// Why a document could not be made: the template is at fault, never what a person typed. The
/// municipality's template owner has to mend it.
#[derive(Debug, thiserror::Error)]
pub enum DocumentError {
    /// The template is refused, or asks for data that it does not get.
    #[error(transparent)]
    Template(#[from] template::TemplateError),
    /// What the template wrote is not a document: an unknown directive, a slot that is not there.
    #[error("Mallen {template} har fel: {}", .findings.iter().map(|finding| finding.message.as_str()).collect::<Vec<_>>().join(" "))]
    TemplateText {
        /// The template's id.
        template: String,
        /// What is wrong, by line of what the template wrote.
        findings: Vec<Finding>,
    },
}
