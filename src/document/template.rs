//! Templates: Handlebars that writes extended Markdown.
//!
//! A value is escaped so that it can only be text. Prose goes in by `{{slot "key"}}`, which writes
//! nothing but a marker: the prose is parsed on its own and put in at that place. What could write a
//! value unescaped (`{{{ }}}`, `{{& }}`) and what could exhaust the machine is refused when the
//! template is loaded.

use super::markdown::{self, Context as Notes, SLOT_END, SLOT_START, Severity};
use super::model::{Block, TemplateStamp};
use super::text::escape_markdown;
use super::{DocumentError, markdown::Parsed};
use handlebars::{
    Context, Handlebars, Helper, HelperResult, Output, RenderContext, RenderErrorReason,
};
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// The largest template, in bytes.
pub const MAX_TEMPLATE_BYTES: usize = 64 * 1024;
/// How deep blocks may stand inside each other in a template.
pub const MAX_TEMPLATE_DEPTH: usize = 50;

/// A template that was accepted.
pub struct Template {
    stamp: TemplateStamp,
    engine: Handlebars<'static>,
}

/// Why a template is refused, or fails.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TemplateError {
    /// Larger than [`MAX_TEMPLATE_BYTES`].
    #[error("{template}: mallen är för stor ({bytes} byte, högst 65 536).")]
    TooLarge {
        /// The template's id.
        template: String,
        /// Its size.
        bytes: usize,
    },
    /// Deeper than [`MAX_TEMPLATE_DEPTH`].
    #[error("{template}:{line}: mallen har block i fler än 50 nivåer.")]
    TooDeep {
        /// The template's id.
        template: String,
        /// The line that goes too deep.
        line: usize,
    },
    /// `{{{ }}}` or `{{& }}`.
    #[error(
        "{template}:{line}:{column}: {{{{{{ }}}}}} och {{{{& }}}} får inte användas. Skriv {{{{värdet}}}}, eller {{{{slot \"nyckel\"}}}} för löpande text."
    )]
    Unescaped {
        /// The template's id.
        template: String,
        /// Line, from 1.
        line: usize,
        /// Column, from 1.
        column: usize,
    },
    /// Handlebars cannot read it.
    #[error("{template}:{line}:{column}: mallen går inte att läsa: {reason}")]
    Syntax {
        /// The template's id.
        template: String,
        /// Line, from 1.
        line: usize,
        /// Column, from 1.
        column: usize,
        /// What Handlebars says.
        reason: String,
    },
    /// It asks for something that the data do not have.
    #[error("{template}:{line}:{column}: mallen använder något som inte finns: {reason}")]
    Data {
        /// The template's id.
        template: String,
        /// Line, from 1.
        line: usize,
        /// Column, from 1.
        column: usize,
        /// What Handlebars says.
        reason: String,
    },
}

impl Template {
    /// Checks a template and compiles it. The limits are checked before Handlebars sees it: its
    /// own parser overflows the stack on a few thousand nested blocks.
    pub fn load(id: &str, source: &str) -> Result<Self, TemplateError> {
        if source.len() > MAX_TEMPLATE_BYTES {
            return Err(TemplateError::TooLarge {
                template: id.to_owned(),
                bytes: source.len(),
            });
        }
        check_tags(id, source)?;
        let mut engine = Handlebars::new();
        engine.set_strict_mode(true);
        engine.register_escape_fn(escape_markdown);
        engine.register_helper("slot", Box::new(slot_marker));
        engine
            .register_template_string("document", source)
            .map_err(|error| {
                let (line, column) = error.pos().unwrap_or((1, 1));
                TemplateError::Syntax {
                    template: id.to_owned(),
                    line,
                    column,
                    reason: error.reason().to_string(),
                }
            })?;
        let hash = hex::encode(Sha256::digest(source.as_bytes()));
        Ok(Template {
            stamp: TemplateStamp {
                id: id.to_owned(),
                hash,
            },
            engine,
        })
    }

    /// Which template this is.
    pub fn stamp(&self) -> &TemplateStamp {
        &self.stamp
    }

    /// Renders data and prose to blocks.
    pub fn blocks(
        &self,
        data: &impl Serialize,
        slots: &BTreeMap<String, Vec<Block>>,
    ) -> Result<Vec<Block>, DocumentError> {
        let text = self
            .engine
            .render("document", data)
            .map_err(|error| TemplateError::Data {
                template: self.stamp.id.clone(),
                line: error.line_no.unwrap_or(1),
                column: error.column_no.unwrap_or(1),
                reason: error.reason().to_string(),
            })?;
        let Parsed { blocks, findings } = markdown::template(&text, slots, &Notes::default());
        let findings: Vec<_> = findings
            .into_iter()
            .filter(|finding| finding.severity == Severity::Error)
            .collect();
        if findings.is_empty() {
            Ok(blocks)
        } else {
            Err(DocumentError::TemplateText {
                template: self.stamp.id.clone(),
                findings,
            })
        }
    }
}

fn slot_marker(
    helper: &Helper<'_>,
    _: &Handlebars<'_>,
    _: &Context,
    _: &mut RenderContext<'_, '_>,
    out: &mut dyn Output,
) -> HelperResult {
    let key = helper.param(0).and_then(|key| key.value().as_str());
    let key = key.ok_or_else(|| RenderErrorReason::ParamNotFoundForIndex("slot", 0))?;
    out.write(&format!("{SLOT_START}{key}{SLOT_END}"))?;
    Ok(())
}

/// Goes through the tags once: none may write a value unescaped, and blocks may not stand too deep.
fn check_tags(id: &str, source: &str) -> Result<(), TemplateError> {
    let mut depth = 0_usize;
    let mut line_start = 0;
    let mut line = 1;
    let mut at = 0;
    while let Some(found) = source[at..].find("{{") {
        let start = at + found;
        for (newline, _) in source[at..start].match_indices('\n') {
            line += 1;
            line_start = at + newline + 1;
        }
        let column = source[line_start..start].chars().count() + 1;
        let tag = source[start + 2..].trim_start_matches(['~', ' ']);
        if tag.starts_with('{') || tag.starts_with('&') {
            return Err(TemplateError::Unescaped {
                template: id.to_owned(),
                line,
                column,
            });
        }
        if tag.starts_with('#') || tag.starts_with('^') {
            depth += 1;
        } else if tag.starts_with('/') {
            depth = depth.saturating_sub(1);
        }
        if depth > MAX_TEMPLATE_DEPTH {
            return Err(TemplateError::TooDeep {
                template: id.to_owned(),
                line,
            });
        }
        at = start + 2;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::model::plain_inlines;
    use serde_json::json;

    fn error(source: &str) -> TemplateError {
        Template::load("prov", source).err().unwrap()
    }

    #[test]
    fn a_value_cannot_become_structure() {
        let template = Template::load("prov", "# {{title}}\n\n{{text}}\n").unwrap();
        let data = json!({ "title": "{{#each}} \u{202e}# A", "text": "::: forslag\n\n<script> \u{e000}x\u{e001} [a](b)" });
        let blocks = template.blocks(&data, &BTreeMap::new()).unwrap();
        let [Block::Heading(heading), Block::Paragraph(text)] = blocks.as_slice() else {
            panic!("{blocks:?}")
        };
        assert_eq!(plain_inlines(&heading.text), "{{#each}} # A");
        assert_eq!(plain_inlines(text), "::: forslag <script> x [a](b)");
    }

    #[test]
    fn unescaped_values_are_refused_with_line_and_column() {
        assert_eq!(
            error("a\n b {{{x}}}"),
            TemplateError::Unescaped {
                template: "prov".into(),
                line: 2,
                column: 4
            }
        );
        assert_eq!(
            error("{{~ &x}}"),
            TemplateError::Unescaped {
                template: "prov".into(),
                line: 1,
                column: 1
            }
        );
    }

    #[test]
    fn size_and_depth_have_their_limits() {
        assert!(Template::load("prov", &"a".repeat(MAX_TEMPLATE_BYTES)).is_ok());
        assert!(matches!(
            error(&"a".repeat(MAX_TEMPLATE_BYTES + 1)),
            TemplateError::TooLarge { .. }
        ));
        let nested = |depth: usize| {
            format!(
                "{}x{}",
                "{{#if a}}\n".repeat(depth),
                "{{/if}}".repeat(depth)
            )
        };
        assert!(Template::load("prov", &nested(MAX_TEMPLATE_DEPTH)).is_ok());
        assert_eq!(
            error(&nested(MAX_TEMPLATE_DEPTH + 1)),
            TemplateError::TooDeep {
                template: "prov".into(),
                line: 51
            }
        );
    }

    #[test]
    fn broken_templates_and_unknown_fields_say_where() {
        assert!(matches!(
            error("a\n{{#if}"),
            TemplateError::Syntax { line: 2, .. }
        ));
        let template = Template::load("prov", "\n{{hemligt}}").unwrap();
        let failed = template.blocks(&json!({}), &BTreeMap::new()).unwrap_err();
        assert!(
            matches!(
                failed,
                DocumentError::Template(TemplateError::Data { line: 2, .. })
            ),
            "{failed}"
        );
    }

    #[test]
    fn a_slot_that_is_not_there_is_an_error_of_the_template() {
        let template = Template::load("prov", "{{slot \"a\"}}\n").unwrap();
        assert!(matches!(
            template.blocks(&json!({}), &BTreeMap::new()),
            Err(DocumentError::TemplateText { .. })
        ));
        let slots = BTreeMap::from([("a".to_owned(), vec![Block::PageBreak])]);
        let blocks = template.blocks(&json!({}), &slots).unwrap();
        assert_eq!(
            blocks,
            [Block::Slot {
                key: "a".into(),
                blocks: vec![Block::PageBreak]
            }]
        );
    }
}
