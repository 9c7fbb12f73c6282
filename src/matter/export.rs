//! The content of a matter becomes a matter file.

use super::{
    carried::Carried,
    file::{AttachmentEntry, ExceptionEntry, FileSection, FrontMatter, MatterFile},
    file_keys, file_prose, file_statistics,
    overriding::Exception,
    sections,
    state::{Attachment, Content, Section},
};
use crate::{
    document::model,
    workflow::{definition::Definition, keys::FieldKey, value::Value},
};

/// What stands beside the content and has a key in the file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct About {
    /// The e-mail address of the one who answers for the matter.
    pub responsible: Option<String>,
    /// The register number as printed; where there is none, that of the file it came from.
    pub register_number: Option<String>,
}

/// The matter as a file: content and what its own file carried.
///
/// Printed, read and imported again it gives the same content, but for three things that the text
/// form has no place for: the bytes of attachments, empty lines around a section's text, and a
/// second-level heading inside one, which is written as the third-level heading it is printed as.
/// Where a field has been changed since the file came in, the file's own key for it says the new.
pub fn export(content: &Content, about: &About, definition: &Definition) -> MatterFile {
    let carried = content.carried();
    let stands = |section: &&Section| sections::stands(section, &carried, definition);
    let sections: Vec<FileSection> = content
        .sections
        .iter()
        .filter(stands)
        .map(section)
        .collect();
    let mut front = front(content, carried, about, definition);
    for entry in &mut front.attachments {
        entry.section = entry.section.take().filter(|id| names(&sections, id));
    }
    MatterFile { front, sections }
}

fn front(
    content: &Content,
    carried: Carried,
    about: &About,
    definition: &Definition,
) -> FrontMatter {
    let (statistics, mut in_their_place) =
        file_statistics::unchanged(&carried.statistics, &content.fields, definition);
    let stated = file_prose::stated(&content.sections, definition);
    let to_nobody = content.recipient.is_empty() && carried.without_recipient;
    let attachments = content.attachments.iter();
    let mut front = FrontMatter {
        overrides: content.overrides.iter().map(exception).collect(),
        matter_type: definition.id.to_string(),
        title: content.title.clone(),
        title_added: carried.title_added,
        recipient: (!to_nobody).then(|| content.recipient.clone()),
        attachments: attachments.map(|one| attachment(one, &carried)).collect(),
        municipality: carried.municipality,
        body: carried.body,
        officer: carried.officer,
        responsible: about.responsible.clone(),
        date: carried.date,
        register_number: about.register_number.clone().or(carried.register_number),
        received: carried.received,
        plan_code: carried.plan_code,
        year: carried.year,
        source: carried.source,
        attachments_heading: carried.attachments_heading,
        recipients_of_decision: content.recipients_of_decision.clone(),
        fields: toml::Table::new(),
        signatures: content.printed_signatures(),
        statistics,
    };
    in_their_place.extend(file_keys::follow(&mut front, &content.fields, definition));
    let as_stated = |key: &FieldKey, value: &Value| stated.get(key) == Some(value);
    let fields = content
        .fields
        .iter()
        .filter(|(key, value)| !in_their_place.contains(*key) && !as_stated(key, value));
    front.fields = fields
        .map(|(key, value)| (key.to_string(), value.to_toml()))
        .collect();
    // What the text states and the matter does not hold is said to be empty, or it would come back.
    let emptied = stated
        .keys()
        .filter(|key| !content.fields.contains_key(*key));
    let nothing = || toml::Value::Array(Vec::new());
    front
        .fields
        .extend(emptied.map(|key| (key.to_string(), nothing())));
    front
}

/// Whether a section or a part of one still has this id, for an attachment that points at it.
fn names(sections: &[FileSection], id: &str) -> bool {
    let within = format!("{{#{id}");
    sections
        .iter()
        .any(|section| section.id == id || section.text.contains(&within))
}

fn exception(exception: &Exception) -> ExceptionEntry {
    ExceptionEntry {
        gate: exception.gate.to_string(),
        reason: exception.reason.clone(),
        until: Some(exception.until),
    }
}

/// An attachment as a file and a memo have it.
pub(super) fn attachment(attachment: &Attachment, carried: &Carried) -> AttachmentEntry {
    let mention = carried
        .attachments
        .get(&attachment.id)
        .cloned()
        .unwrap_or_default();
    AttachmentEntry {
        label: mention.label,
        title: attachment.title.clone(),
        kind: attachment.kind.as_ref().map(ToString::to_string),
        dated: attachment.dated,
        signed: attachment.signed,
        section: mention.section,
    }
}

fn section(section: &Section) -> FileSection {
    FileSection {
        id: section.key.to_string(),
        title: section.title.clone(),
        number: section.number.clone(),
        hidden: !section.shown,
        text: within_a_section(&section.text),
    }
}

/// The text so that the file's reader does not take a part of it for a section of its own: a
/// heading stands below the section's, and code that was left open ends with it.
fn within_a_section(text: &str) -> String {
    let mut in_code = false;
    let mut lines: Vec<String> = Vec::new();
    for line in text.trim_matches('\n').lines() {
        if line.trim_start().starts_with("```") {
            in_code = !in_code;
        }
        let is_heading = !in_code && line.starts_with("## ");
        lines.push(if is_heading {
            format!("#{line}")
        } else {
            line.to_owned()
        });
    }
    if in_code {
        lines.push("```".to_owned());
    }
    lines.join("\n")
}

impl Content {
    /// Who signs, as documents and files have it: what is empty is left out.
    pub(super) fn printed_signatures(&self) -> Vec<model::Signature> {
        let some = |text: &String| Some(text.clone()).filter(|text| !text.is_empty());
        self.signatures
            .iter()
            .map(|signature| model::Signature {
                name: signature.name.clone(),
                title: some(&signature.title),
                unit: some(&signature.unit),
            })
            .collect()
    }
}
