//! Writing a draft: details, fields, sections, files. Two people may do it at once.

use super::{
    act::{Details, Facts, demand_draft},
    review,
    sections::{place_of, unwritten},
    state::{Attachment, Content, Matter, SecrecyMarking, Section},
};
use crate::{
    domain::{
        digest::{Digest, canonical_json},
        entropy::Entropy,
        identifiers::AttachmentId,
        journal::NewEntry,
        refusal::{Place, Reason, Refusal},
    },
    work::Outcome,
    workflow::{
        keys::{FieldKey, SectionKey},
        value::Value,
    },
};
use serde_json::json;
use std::collections::BTreeMap;

/// The longest text of one section, in characters.
pub const SECTION_LIMIT: usize = 200_000;

/// What a form that shows these fields has seen: compared when it comes back.
pub fn fields_seen<'k>(content: &Content, keys: impl IntoIterator<Item = &'k FieldKey>) -> Digest {
    let shown: BTreeMap<&FieldKey, Option<&Value>> = keys
        .into_iter()
        .map(|key| (key, content.fields.get(key)))
        .collect();
    seen(&shown)
}

/// What a form that shows the details has seen.
pub fn details_seen(matter: &Matter) -> Digest {
    let content = &matter.content;
    seen(&(
        &content.title,
        &content.recipient,
        &matter.responsible,
        &content.recipients_of_decision,
        &content.signatures,
    ))
}

/// Text that cannot be written as JSON equals nothing, so the form is shown again.
fn seen(shown: &impl serde::Serialize) -> Digest {
    canonical_json(shown).map_or(Digest::ZERO, |text| Digest::of(text.as_bytes()))
}

pub(super) fn write_details(matter: &Matter, details: Details) -> Result<Outcome<Matter>, Refusal> {
    demand_draft(matter)?;
    let title = details.title.trim();
    if title.is_empty() {
        return Err(Refusal::invalid(
            "Uppgifterna är inte sparade.",
            vec![
                Reason::new("rubrik", "Rubriken saknas.")
                    .remedy("Skriv kort vad ärendet gäller.")
                    .at(Place::Field("title".into())),
            ],
        ));
    }
    if details.seen != details_seen(matter) {
        return Err(changed_meanwhile("Uppgifterna är inte sparade.", None));
    }
    let mut state = matter.clone();
    title.clone_into(&mut state.content.title);
    state.content.recipient = details.recipient;
    state.responsible = details.responsible;
    state.content.recipients_of_decision = details.recipients_of_decision;
    state.content.signatures = details.signatures;
    let entry = NewEntry::new(
        "details_written",
        "Ärendets uppgifter ändrades.",
        json!({
            "title": state.content.title,
            "before": matter.content.title,
            "responsible": state.responsible,
        }),
    );
    Ok(Outcome::new(state, entry))
}

pub(super) fn write_fields(
    matter: &Matter,
    values: &BTreeMap<FieldKey, Option<Value>>,
    seen: Digest,
    facts: &Facts<'_>,
) -> Result<Outcome<Matter>, Refusal> {
    demand_draft(matter)?;
    let what = "Uppgifterna är inte sparade.";
    let unknown: Vec<Reason> = values
        .keys()
        .filter(|key| facts.definition.field(key.as_str()).is_none())
        .map(|key| Reason::new("falt", format!("Fältet ”{key}” finns inte i ärendetypen.")))
        .collect();
    if !unknown.is_empty() {
        return Err(Refusal::invalid(what, unknown));
    }
    let wrong = wrong_values(values, facts);
    if !wrong.is_empty() {
        return Err(Refusal::invalid(what, wrong));
    }
    if seen != fields_seen(&matter.content, values.keys()) {
        let place = values
            .keys()
            .next()
            .map(|key| Place::Field(key.to_string()));
        return Err(changed_meanwhile(what, place));
    }
    let mut state = matter.clone();
    let mut titles = Vec::new();
    for (key, value) in values {
        if let Some(field) = facts.definition.field(key.as_str())
            && state.content.fields.get(key) != value.as_ref()
        {
            titles.push(field.title.clone());
        }
        match value {
            Some(value) => state.content.fields.insert(key.clone(), value.clone()),
            None => state.content.fields.remove(key),
        };
    }
    let summary = if titles.is_empty() {
        "Sparade uppgifterna utan ändring.".to_owned()
    } else {
        format!("Ändrade {}.", titles.join(", "))
    };
    let entry = NewEntry::new("fields_written", summary, json!({ "fields": values }));
    Ok(Outcome::new(state, entry))
}

/// Values that are not of their field's type: a door has read them wrongly.
pub(super) fn wrong_values(
    values: &BTreeMap<FieldKey, Option<Value>>,
    facts: &Facts<'_>,
) -> Vec<Reason> {
    values
        .iter()
        .filter_map(|(key, value)| Some((facts.definition.field(key.as_str())?, value.as_ref()?)))
        .filter(|(field, value)| !field.kind.accepts(value))
        .map(|(field, _)| {
            Reason::new(
                "feltyp",
                format!("Uppgiften i ”{}” är av fel slag.", field.title),
            )
            .remedy("Fyll i fältet på nytt.")
            .at(Place::Field(field.key.to_string()))
        })
        .collect()
}

pub(super) fn write_section(
    matter: &Matter,
    key: &SectionKey,
    text: &str,
    seen: u32,
    facts: &Facts<'_>,
) -> Result<Outcome<Matter>, Refusal> {
    let what = "Avsnittet är inte sparat.";
    let place = || Place::Section(key.to_string());
    demand_draft(matter)?;
    // A browser sends line ends of its own: the same words must give the same hash.
    let text = &text.replace("\r\n", "\n");
    if text.chars().count() > SECTION_LIMIT {
        return Err(Refusal::invalid(
            what,
            vec![
                Reason::new("langd", "Texten är längre än 200 000 tecken.")
                    .remedy("Lägg en del av den som bilaga.")
                    .at(place()),
            ],
        ));
    }
    let mut state = matter.clone();
    let section = section_of(&mut state, key, facts).ok_or_else(|| {
        Refusal::not_found(format!("Avsnittet ”{key}” finns inte i ärendet. {what}"))
    })?;
    if section.version != seen {
        return Err(changed_meanwhile(what, Some(place())));
    }
    section.text.clone_from(text);
    section.version += 1;
    let (title, version) = (section.title.clone(), section.version);
    let entry = NewEntry::new(
        "section_written",
        format!("Skrev avsnittet ”{title}”."),
        json!({ "section": key, "version": version, "sha256": Digest::of(text.as_bytes()) }),
    );
    Ok(Outcome::new(state, entry))
}

/// The section of the matter; one that the workflow has got but the matter not is added, before
/// the first that comes later in the workflow.
fn section_of<'m>(
    matter: &'m mut Matter,
    key: &SectionKey,
    facts: &Facts<'_>,
) -> Option<&'m mut Section> {
    let sections = &mut matter.content.sections;
    let found = sections.iter().position(|section| &section.key == key);
    let place = match found {
        Some(place) => place,
        None => place_of(key, sections, facts.definition)?,
    };
    if found.is_none() {
        sections.insert(place, unwritten(facts.definition.section(key.as_str())?));
    }
    sections.get_mut(place)
}

pub(super) fn attach(
    matter: &Matter,
    attachment: Attachment,
    facts: &Facts<'_>,
) -> Result<Outcome<Matter>, Refusal> {
    demand_draft(matter)?;
    let what = "Handlingen är inte bifogad.";
    let reasons = wrong_attachment(&attachment, facts);
    if !reasons.is_empty() {
        return Err(Refusal::invalid(what, reasons));
    }
    let entry = NewEntry::new(
        "attached",
        if attachment.signed {
            format!("Bifogade ”{}”, som är undertecknad.", attachment.title)
        } else {
            format!("Bifogade ”{}”.", attachment.title)
        },
        json!({
            "attachment": attachment.id,
            "kind": attachment.kind,
            "signed": attachment.signed,
            "sha256": attachment.file.as_ref().map(|file| file.digest),
        }),
    );
    let mut state = matter.clone();
    state.content.attachments.push(attachment);
    Ok(Outcome::new(state, entry))
}

/// What is wrong with what is said of an attachment.
pub(super) fn wrong_attachment(attachment: &Attachment, facts: &Facts<'_>) -> Vec<Reason> {
    let mut reasons = Vec::new();
    if attachment.title.trim().is_empty() {
        reasons.push(
            Reason::new("titel", "Handlingen saknar titel.")
                .remedy("Skriv vad handlingen heter.")
                .at(Place::Field("title".into())),
        );
    }
    if let Some(kind) = &attachment.kind
        && facts.definition.document(kind.as_str()).is_none()
    {
        reasons.push(
            Reason::new(
                "handlingsslag",
                format!("Ärendetypen har ingen handling ”{kind}”."),
            )
            .at(Place::Field("kind".into())),
        );
    }
    if attachment.dated.is_some_and(|dated| dated > facts.today) {
        reasons.push(
            Reason::new("datum", "Handlingens datum ligger i framtiden.")
                .remedy("Skriv det datum som står på handlingen.")
                .at(Place::Field("dated".into())),
        );
    }
    reasons
}

pub(super) fn detach(
    matter: &Matter,
    id: AttachmentId,
    facts: &Facts<'_>,
) -> Result<Outcome<Matter>, Refusal> {
    demand_draft(matter)?;
    if let Some(field) = matter.content.field_naming(id, facts.definition) {
        let message = format!("Fältet ”{}” hänvisar till handlingen.", field.title);
        let reason = Reason::new("hanvisning", message)
            .remedy("Ändra fältet först.")
            .at(Place::Field(field.key.to_string()));
        return Err(Refusal::invalid(
            "Handlingen är inte borttagen.",
            vec![reason],
        ));
    }
    let mut state = matter.clone();
    let Some(index) = state.content.attachments.iter().position(|a| a.id == id) else {
        return Err(Refusal::not_found("Handlingen finns inte i ärendet."));
    };
    let removed = state.content.attachments.remove(index);
    let entry = NewEntry::new(
        "detached",
        format!("Tog bort ”{}”.", removed.title),
        json!({ "attachment": id, "sha256": removed.file.map(|file| file.digest) }),
    );
    Ok(Outcome::new(state, entry))
}

pub(super) fn mark_secrecy(
    matter: &Matter,
    marking: Option<SecrecyMarking>,
    facts: &Facts<'_>,
    entropy: &mut Entropy,
) -> Result<Outcome<Matter>, Refusal> {
    if marking
        .as_ref()
        .is_some_and(|marking| marking.provision.trim().is_empty())
    {
        return Err(Refusal::invalid(
            "Ärendet är inte sekretessmarkerat.",
            vec![
                Reason::new("sekretess", "Bestämmelsen saknas.")
                    .remedy("Skriv vilken bestämmelse som gäller, till exempel OSL 18 kap. 8 §.")
                    .source("TF 2:20, OSL 5:5")
                    .at(Place::Field("provision".into())),
            ],
        ));
    }
    let summary = match &marking {
        Some(marking) => format!("Sekretessmarkerade ärendet ({}).", marking.provision),
        None => "Tog bort sekretessmarkeringen.".to_owned(),
    };
    let entry = NewEntry::new("secrecy_marked", summary, json!({ "marking": marking }));
    let becomes_secret = matter.secrecy.is_none() && marking.is_some();
    let mut outcome = Outcome::new(
        Matter {
            secrecy: marking,
            ..matter.clone()
        },
        entry,
    );
    if becomes_secret {
        review::ask_again_signed_in(&mut outcome, facts, entropy);
    }
    Ok(outcome)
}

pub(super) fn changed_meanwhile(what: &str, place: Option<Place>) -> Refusal {
    let reason = Reason::new(
        "andrad",
        "Någon annan har ändrat detta sedan du öppnade sidan.",
    )
    .remedy("Båda texterna visas nedan: ta med det du vill behålla och spara igen.");
    let reason = match place {
        Some(place) => reason.at(place),
        None => reason,
    };
    Refusal::changed(what, reason)
}
