//! What a matter holds, put where the new version has it.

use super::{Migration, name_after};
use crate::{
    domain::refusal::{Place, Reason},
    matter::{
        overriding::Exception,
        sections::{complete, is_as_given},
        state::{Attachment, Content, Section},
    },
    workflow::{
        keys::FieldKey,
        value::{FieldType, Value},
    },
};
use std::collections::BTreeMap;

/// The content under the names of the new version, and what is to be said of it.
pub(super) struct Carrying {
    pub(super) content: Content,
    /// What has moved or changed its form.
    pub(super) effects: Vec<String>,
    /// What has no place, so that the matter cannot be moved.
    pub(super) reasons: Vec<Reason>,
    /// What the new version gives up.
    pub(super) lost: Vec<String>,
}

impl Carrying {
    pub(super) fn of(content: &Content, by: Migration<'_>) -> Self {
        let mut carrying = Self {
            content: content.clone(),
            effects: Vec::new(),
            reasons: Vec::new(),
            lost: Vec::new(),
        };
        carrying.content.fields = carrying.fields(&content.fields, by);
        carrying.content.sections = carrying.sections(&content.sections, by);
        carrying.content.attachments = carrying.attachments(&content.attachments, by);
        carrying.content.overrides = carrying.overrides(&content.overrides, by);
        carrying
    }

    fn fields(
        &mut self,
        fields: &BTreeMap<FieldKey, Value>,
        by: Migration<'_>,
    ) -> BTreeMap<FieldKey, Value> {
        let replacing = &by.new.replacing;
        let mut carried = BTreeMap::new();
        for (key, value) in fields {
            let title = by
                .old
                .field(key.as_str())
                .map_or_else(|| key.to_string(), |field| field.title.clone());
            if replacing.dropped_fields.contains(key) {
                self.lost.push(format!(
                    "Uppgiften ”{title}” släpps: den finns inte i den nya versionen."
                ));
                continue;
            }
            let place = Place::Field(key.to_string());
            let now = name_after(key, &replacing.fields);
            let Some(field) = now.and_then(|now| by.new.field(now.as_str())) else {
                let message = format!("Uppgiften ”{title}” finns inte i den nya versionen.");
                let reason = Reason::new("utan-plats", message).remedy(format!(
                    "Ange under [migration] vart '{key}' tar vägen, eller att det släpps."
                ));
                self.reasons.push(reason.at(place));
                continue;
            };
            let Some((fitted, changed)) = fitted(&field.kind, value) else {
                let message = format!("Värdet i ”{title}” ryms inte i den nya versionen.");
                let reason = Reason::new("ryms-inte", message)
                    .remedy("Ändra uppgiften i ärendet så att den passar båda, eller släpp den.");
                self.reasons.push(reason.at(place));
                continue;
            };
            if field.key != *key {
                self.effects
                    .push(format!("Uppgiften ”{title}” blir ”{}”.", field.title));
            } else if changed {
                self.effects.push(format!(
                    "Uppgiften ”{title}” får en annan form med samma innehåll."
                ));
            }
            carried.insert(field.key.clone(), fitted);
        }
        carried
    }

    fn sections(&mut self, sections: &[Section], by: Migration<'_>) -> Vec<Section> {
        let replacing = &by.new.replacing;
        let mut carried: Vec<Section> = Vec::new();
        for section in sections {
            let written = !section.text.trim().is_empty();
            if replacing.dropped_sections.contains(&section.key) {
                if written {
                    self.lost.push(format!(
                        "Avsnittet ”{}” släpps med sin text: det finns inte i den nya versionen.",
                        section.title
                    ));
                }
                continue;
            }
            let mut section = section.clone();
            let was_given = by.old.section(section.key.as_str()).is_some();
            let Some(new) = name_after(&section.key, &replacing.sections) else {
                if written {
                    let message = format!(
                        "”{}” heter som ett annat avsnitt i den nya versionen.",
                        section.title
                    );
                    let reason = Reason::new("utan-plats", message).remedy(format!(
                        "Ange under [migration] vart '{}' tar vägen.",
                        section.key
                    ));
                    self.reasons
                        .push(reason.at(Place::Section(section.key.to_string())));
                }
                continue;
            };
            if *new != section.key {
                section.key = new.clone();
                self.effects
                    .push(format!("Avsnittet ”{}” får ett nytt namn.", section.title));
            } else if was_given && by.new.section(section.key.as_str()).is_none() {
                if !written {
                    continue;
                }
                self.effects.push(format!(
                    "Avsnittet ”{}” finns inte i den nya versionen och följer med som ärendets eget.",
                    section.title
                ));
            }
            if carried.iter().any(|other| other.key == section.key) {
                let message = format!(
                    "Ärendet har två avsnitt som i den nya versionen heter '{}'.",
                    section.key
                );
                let place = Place::Section(section.key.to_string());
                self.reasons
                    .push(Reason::new("utan-plats", message).at(place));
                continue;
            }
            carried.push(section);
        }
        carried
    }

    fn attachments(&mut self, attachments: &[Attachment], by: Migration<'_>) -> Vec<Attachment> {
        let replacing = &by.new.replacing;
        let mut carried = attachments.to_vec();
        for attachment in &mut carried {
            let Some(kind) = attachment.kind.clone() else {
                continue;
            };
            if replacing.dropped_documents.contains(&kind) {
                self.lost.push(format!(
                    "”{}” följer med som övrig handling: slaget finns inte i den nya versionen.",
                    attachment.title
                ));
                attachment.kind = None;
                continue;
            }
            let now = name_after(&kind, &replacing.documents);
            if let Some(document) = now.and_then(|now| by.new.document(now.as_str())) {
                if document.kind != kind {
                    self.effects.push(format!(
                        "”{}” blir handlingen ”{}”.",
                        attachment.title, document.title
                    ));
                }
                attachment.kind = Some(document.kind.clone());
            } else {
                let message = format!(
                    "”{}” är av ett slag som inte finns i den nya versionen.",
                    attachment.title
                );
                let reason = Reason::new("utan-plats", message).remedy(format!(
                    "Ange under [migration] vart '{kind}' tar vägen, eller att slaget släpps."
                ));
                self.reasons
                    .push(reason.at(Place::Document(kind.to_string())));
            }
        }
        carried
    }

    /// An exception that the new version knows nothing of would stand in the decision and let nothing
    /// through.
    fn overrides(&mut self, overrides: &[Exception], by: Migration<'_>) -> Vec<Exception> {
        let mut carried = Vec::new();
        for exception in overrides {
            let gate = by.new.gates.iter().find(|gate| gate.key == exception.gate);
            let why = match gate {
                Some(gate) if gate.overridable.is_some() => {
                    carried.push(exception.clone());
                    continue;
                }
                Some(_) => "den nya versionen medger inget avsteg från den spärren",
                None => "spärren finns inte i den nya versionen",
            };
            let lost = format!("Avsteget från ”{}” släpps: {why}.", exception.gate);
            self.lost.push(lost);
        }
        carried
    }
}

/// The value in a field of this type, and whether its form has changed; none where it does not fit.
///
/// Only what says the same in the other form is put there: text as running text, a choice as a step.
/// The rows of a table must be those that its type lists.
fn fitted(kind: &FieldType, value: &Value) -> Option<(Value, bool)> {
    if kind.accepts(value) {
        let Value::Table(rows) = value else {
            return Some((value.clone(), false));
        };
        let settled = kind.settled(rows.clone()).ok()?;
        let moved = settled != *rows;
        return Some((Value::Table(settled), moved));
    }
    let other = match value {
        Value::Text(text) => Value::Richtext(text.clone()),
        Value::Richtext(text) if !text.contains('\n') => Value::Text(text.clone()),
        Value::Enum(choice) => Value::Level(choice.clone()),
        Value::Level(choice) => Value::Enum(choice.clone()),
        _ => return None,
    };
    kind.accepts(&other).then_some((other, true))
}

/// A draft gets the headings and the places to write in of the new version.
pub(super) fn follow_headings(content: &mut Content, by: Migration<'_>, effects: &mut Vec<String>) {
    let old_key = |key| {
        let renamed = &by.new.replacing.sections;
        let before = renamed.iter().find(|(_, new)| *new == key);
        before.map_or(key, |(old, _)| old)
    };
    for section in &mut content.sections {
        let (before, after) = (
            by.old.section(old_key(&section.key).as_str()),
            by.new.section(section.key.as_str()),
        );
        if let (Some(before), Some(after)) = (before, after)
            && before.title != after.title
            && is_as_given(section, before)
        {
            section.title.clone_from(&after.title);
            effects.push(format!(
                "Rubriken ”{}” blir ”{}”.",
                before.title, after.title
            ));
        }
    }
    let known = content.sections.len();
    complete(&mut content.sections, by.new);
    let added = content.sections.len() - known;
    if 0 < added {
        effects.push(match added {
            1 => "Ett nytt avsnitt finns att skriva i.".to_owned(),
            _ => format!("{added} nya avsnitt finns att skriva i."),
        });
    }
}
