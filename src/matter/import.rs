//! A matter file becomes the content of a matter, typed by its workflow.

use super::{
    carried::{Carried, Mention},
    file::{
        AttachmentEntry, ExceptionEntry, FileFinding, FileSection, FrontMatter, MatterFile, nearest,
    },
    file::{places::Places, read::Report},
    file_keys, file_prose, file_statistics,
    overriding::Exception,
    sections,
    state::{Attachment, Content, Section, Signature},
};
use crate::{
    domain::{
        entropy::Entropy,
        identifiers::{AttachmentId, PersonId},
    },
    workflow::{
        definition::Definition,
        keys::{DocumentKind, FieldKey, SectionKey},
        value::{Directory, Known, Value},
    },
};
use chrono::{DateTime, Utc};
use std::collections::BTreeMap;

/// The text that a matter file was read from: findings point into it.
#[derive(Debug, Clone, Copy)]
pub struct Source<'t> {
    /// What the findings call the file.
    pub name: &'t str,
    /// The whole text.
    pub text: &'t str,
}

impl Source<'_> {
    /// A fault in the value of a key of the front matter.
    pub fn fault(&self, key: &str, message: impl Into<String>) -> FileFinding {
        let report = Report::new(self.name, self.text);
        report.finding(Places::of(self.text).value(key), message.into())
    }
}

/// The workflow that the file asks for by its `type`.
///
/// # Errors
/// A finding at the `type` that says which types there are.
pub fn workflow_of<'d>(
    file: &MatterFile,
    source: Source<'_>,
    known: &[&'d Definition],
) -> Result<&'d Definition, FileFinding> {
    let wanted = &file.front.matter_type;
    let found = known
        .iter()
        .find(|definition| definition.id.as_str() == wanted);
    found.copied().ok_or_else(|| {
        let ids: Vec<&str> = known
            .iter()
            .map(|definition| definition.id.as_str())
            .collect();
        let hint = hint(wanted, &ids);
        source.fault("type", format!("Ärendetypen ”{wanted}” finns inte. {hint}"))
    })
}

/// Who brings the file in, and when: what the attachments it names are marked with.
#[derive(Debug)]
pub struct Arrival<'e> {
    /// The one who imports.
    pub by: PersonId,
    /// When.
    pub at: DateTime<Utc>,
    /// The identities of the attachments are drawn from it.
    pub entropy: &'e mut Entropy,
}

/// What a matter file has to say to the one who opens the matter.
#[derive(Debug, Clone, PartialEq)]
pub struct Imported {
    /// The content, the title among it.
    pub content: Content,
    /// The deciding body as the file names it: for people, not a key.
    pub body: Option<String>,
    /// The e-mail address of the one who answers for the matter.
    pub responsible: Option<String>,
}

/// Types the file's fields, puts its sections in their places and carries along what a matter has no
/// place for, so that [`super::export::export`] gives the same file.
///
/// An attachment of a file is a mention: it has no bytes, and satisfies no demand.
///
/// # Errors
/// Every fault at its `file:line:col`: a field or kind of document that the workflow does not have,
/// a value of the wrong type, an id that cannot be the key of a section.
pub fn import(
    file: &MatterFile,
    source: Source<'_>,
    definition: &Definition,
    arrival: Arrival<'_>,
) -> Result<Imported, Vec<FileFinding>> {
    let mut reading = Reading {
        places: Places::of(source.text),
        report: Report::new(source.name, source.text),
        definition,
    };
    let front = &file.front;
    let overrides = reading.overrides(&front.overrides);
    let attachments = reading.attachments(&front.attachments, arrival);
    let directory = Directory {
        attachments: Some(named(&front.attachments, &attachments)),
        ..Directory::default()
    };
    let mut fields = reading.fields(&front.fields, &directory);
    reading.statistics(&front.statistics, &mut fields);
    reading.keys(front, &mut fields);
    let sections = reading.sections(&file.sections);
    for (key, value) in file_prose::stated(&sections, definition) {
        if !front.fields.contains_key(key.as_str()) {
            fields.entry(key).or_insert(value);
        } else if fields.get(&key) == Some(&Value::Table(Vec::new())) {
            // Said to be empty, so that what the text states does not come back.
            fields.remove(&key);
        }
    }
    let carried = reading.carried(front, &sections, &attachments);
    let findings = reading.report.finish();
    if !findings.is_empty() {
        return Err(findings);
    }
    let mut content = Content {
        title: front.title.clone(),
        recipient: front.recipient.clone().unwrap_or_default(),
        fields,
        sections,
        attachments,
        recipients_of_decision: front.recipients_of_decision.clone(),
        signatures: front.signatures.iter().map(signature).collect(),
        overrides,
        carried,
    };
    sections::complete(&mut content.sections, definition);
    Ok(Imported {
        content,
        body: front.body.clone(),
        responsible: front.responsible.clone(),
    })
}

struct Reading<'t, 'd> {
    places: Places<'t>,
    report: Report<'t>,
    definition: &'d Definition,
}

impl Reading<'_, '_> {
    fn fields(
        &mut self,
        written: &toml::Table,
        directory: &Directory,
    ) -> BTreeMap<FieldKey, Value> {
        let mut fields = BTreeMap::new();
        for (key, value) in written {
            let Some(field) = self.definition.field(key) else {
                let known = self
                    .definition
                    .fields
                    .iter()
                    .map(|field| field.key.as_str());
                let message = unknown("Fältet", key, &known.collect::<Vec<_>>());
                self.report.at(self.places.field(key), message);
                continue;
            };
            match field.kind.from_toml_with(value, directory) {
                Ok(value) => {
                    fields.insert(field.key.clone(), value);
                }
                Err(fault) => {
                    let message = format!("”{}” ({key}): {fault}", field.title);
                    self.report.at(self.places.field_value(key), message);
                }
            }
        }
        fields
    }

    /// Figures go into the fields of their type, where the type has them.
    fn statistics(&mut self, written: &[toml::Table], fields: &mut BTreeMap<FieldKey, Value>) {
        for one in written {
            match file_statistics::to_field(one, self.definition) {
                Some(Ok((key, value))) => {
                    fields.entry(key).or_insert(value);
                }
                Some(Err(fault)) => self.report.at(self.places.value("statistics"), fault),
                None => {}
            }
        }
    }

    /// What the file says of its year and stamp goes into the fields of the type for it.
    fn keys(&mut self, front: &FrontMatter, fields: &mut BTreeMap<FieldKey, Value>) {
        for placed in file_keys::placed(front) {
            let Some(field) = placed.field(self.definition) else {
                continue;
            };
            let key = field.key.clone();
            let given = fields.entry(key).or_insert(placed.value.clone());
            // The number that the file has here need not be the one on the stamp.
            if *given != placed.value && placed.key != file_keys::NUMBER_OF_THE_FILE {
                let message = format!(
                    "Filen säger {}, men fältet ”{}” något annat.",
                    placed.written, field.title
                );
                self.report.at(self.places.value(placed.key), message);
            }
        }
    }

    fn sections(&mut self, written: &[FileSection]) -> Vec<Section> {
        let mut sections = Vec::new();
        for (index, section) in written.iter().enumerate() {
            match section.id.parse::<SectionKey>() {
                Ok(key) => sections.push(Section {
                    key,
                    title: section.title.clone(),
                    number: section.number.clone(),
                    shown: !section.hidden,
                    text: section.text.clone(),
                    version: 1,
                }),
                Err(fault) => {
                    let message = format!("Rubriken ”{}”: {fault}.", section.title);
                    self.report.at(self.places.section(index), message);
                }
            }
        }
        sections
    }

    /// An exception names a gate that allows one, says why, and ends.
    fn overrides(&mut self, written: &[ExceptionEntry]) -> Vec<Exception> {
        let mut exceptions = Vec::new();
        for entry in written {
            let mut gates = self.definition.gates.iter();
            let gate = gates.find(|gate| gate.key.as_str() == entry.gate);
            let fault = match (gate, entry.until) {
                (None, _) => {
                    let gates = self.definition.gates.iter();
                    let known: Vec<&str> = gates.map(|gate| gate.key.as_str()).collect();
                    unknown("Spärren", &entry.gate, &known)
                }
                (Some(gate), _) if gate.overridable.is_none() => {
                    format!(
                        "Ärendetypen medger inget avsteg från spärren ”{}”.",
                        gate.key
                    )
                }
                (Some(_), _) if entry.reason.trim().is_empty() => {
                    format!("Avsteget från ”{}” har inga skäl.", entry.gate)
                }
                (Some(_), None) => format!("Avsteget från ”{}” har inget slutdatum.", entry.gate),
                (Some(gate), Some(until)) => {
                    exceptions.push(Exception {
                        gate: gate.key.clone(),
                        reason: entry.reason.clone(),
                        until,
                    });
                    continue;
                }
            };
            self.report.at(self.places.value("overrides"), fault);
        }
        exceptions
    }

    fn attachments(
        &mut self,
        written: &[AttachmentEntry],
        arrival: Arrival<'_>,
    ) -> Vec<Attachment> {
        let Arrival { by, at, entropy } = arrival;
        let mut attachments = Vec::new();
        for (index, entry) in written.iter().enumerate() {
            let kind = entry
                .kind
                .as_deref()
                .and_then(|kind| self.kind(kind, index));
            attachments.push(Attachment {
                id: entropy.id(),
                kind,
                title: entry.title.clone(),
                dated: entry.dated,
                signed: entry.signed,
                file: None,
                added_at: at,
                added_by: by,
            });
        }
        attachments
    }

    fn kind(&mut self, written: &str, index: usize) -> Option<DocumentKind> {
        let found = self.definition.document(written);
        if found.is_none() {
            let known = self
                .definition
                .documents
                .iter()
                .map(|one| one.kind.as_str());
            let message = unknown("Handlingsslaget", written, &known.collect::<Vec<_>>());
            self.report
                .at(self.places.attachment(index, "kind"), message);
        }
        found.map(|document| document.kind.clone())
    }

    fn carried(
        &mut self,
        front: &FrontMatter,
        sections: &[Section],
        attachments: &[Attachment],
    ) -> BTreeMap<String, serde_json::Value> {
        let empty = sections.iter().filter(|section| {
            let own = self.definition.section(section.key.as_str());
            section.text.trim().is_empty()
                && own.is_some_and(|own| sections::is_as_given(section, own))
        });
        let carried = Carried {
            title_added: front.title_added,
            without_recipient: front.recipient.is_none(),
            municipality: front.municipality.clone(),
            body: front.body.clone(),
            officer: front.officer.clone(),
            date: front.date,
            register_number: front.register_number.clone(),
            received: front.received,
            plan_code: front.plan_code.clone(),
            year: front.year,
            source: front.source.clone(),
            attachments_heading: front.attachments_heading.clone(),
            attachments: mentions(&front.attachments, attachments),
            empty_sections: empty.map(|section| section.key.clone()).collect(),
            statistics: front.statistics.clone(),
        };
        carried.kept().unwrap_or_else(|_| {
            let message = "Statistiken går inte att spara som den är skriven.";
            self.report.at(self.places.value("statistics"), message);
            BTreeMap::new()
        })
    }
}

/// The attachments of the file, as its fields may name them.
fn named(written: &[AttachmentEntry], attachments: &[Attachment]) -> Vec<Known<AttachmentId>> {
    let known = |(entry, attachment): (&AttachmentEntry, &Attachment)| Known {
        id: attachment.id,
        name: attachment.title.clone(),
        also: entry.label.clone(),
    };
    written.iter().zip(attachments).map(known).collect()
}

fn mentions(
    written: &[AttachmentEntry],
    attachments: &[Attachment],
) -> BTreeMap<AttachmentId, Mention> {
    written
        .iter()
        .zip(attachments)
        .filter(|(entry, _)| entry.label.is_some() || entry.section.is_some())
        .map(|(entry, attachment)| {
            let mention = Mention {
                label: entry.label.clone(),
                section: entry.section.clone(),
            };
            (attachment.id, mention)
        })
        .collect()
}

fn signature(written: &crate::document::model::Signature) -> Signature {
    Signature {
        name: written.name.clone(),
        title: written.title.clone().unwrap_or_default(),
        unit: written.unit.clone().unwrap_or_default(),
    }
}

/// "Fältet ”tjenst” finns inte i ärendetypen. Menade du ”tjanst”?"
fn unknown(what: &str, written: &str, known: &[&str]) -> String {
    format!(
        "{what} ”{written}” finns inte i ärendetypen. {}",
        hint(written, known)
    )
}

fn hint(written: &str, known: &[&str]) -> String {
    match nearest(written, known) {
        Some(near) => format!("Menade du ”{near}”?"),
        None if known.is_empty() => "Det finns inga.".to_owned(),
        None => format!("De som finns är: {}.", known.join(", ")),
    }
}
