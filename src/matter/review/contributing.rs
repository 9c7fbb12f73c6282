//! A reviewer supplies what the file says that the reviewer writes: fields and documents.
//!
//! It makes a new frozen version, so that what goes to decision holds everything. The reviewer, and
//! whoever else reads it, is asked about that version; those who do not read it are not disturbed.

use super::{
    super::{
        act::Facts,
        authorship, edit,
        state::{Attachment, Matter, Review},
    },
    asking, freezing,
};
use crate::{
    domain::{
        digest::Digest,
        entropy::Entropy,
        journal::NewEntry,
        refusal::{Place, Reason, Refusal},
    },
    work::{Closing, Effect, Outcome},
    workflow::{
        definition::ReviewStep,
        keys::{FieldKey, StepKey},
        phase::Phase,
        value::Value,
    },
};
use serde_json::json;
use std::collections::BTreeMap;

const WHAT: &str = "Underlaget är inte lämnat.";

/// What a reviewer supplies.
#[derive(Debug, Clone, PartialEq)]
pub struct Contribution {
    /// In which step.
    pub step: StepKey,
    /// The new values; `None` empties the field.
    pub fields: BTreeMap<FieldKey, Option<Value>>,
    /// A document.
    pub document: Option<Attachment>,
    /// The hash of the version that the form showed.
    pub seen: Digest,
}

pub(in crate::matter) fn contribute(
    matter: &Matter,
    contribution: Contribution,
    facts: &Facts<'_>,
    entropy: &mut Entropy,
) -> Result<Outcome<Matter>, Refusal> {
    let step = asked_step(matter, &contribution.step, facts)?;
    let frozen = matter.frozen.as_ref();
    if frozen.is_none_or(|frozen| frozen.sha256 != contribution.seen) {
        return Err(edit::changed_meanwhile(WHAT, None));
    }
    must_be_the_authors(&contribution, step, facts)?;
    let mut state = matter.clone();
    let mut titles: Vec<String> = Vec::new();
    for (key, value) in &contribution.fields {
        let field = facts.definition.field(key.as_str());
        if let Some(field) = field
            && state.content.fields.get(key) != value.as_ref()
        {
            titles.push(field.title.clone());
        }
        match value {
            Some(value) => state.content.fields.insert(key.clone(), value.clone()),
            None => state.content.fields.remove(key),
        };
    }
    let document = contribution.document.as_ref();
    let digest = document.and_then(|document| document.file.as_ref().map(|file| file.digest));
    if let Some(document) = contribution.document {
        titles.push(document.title.clone());
        state.content.attachments.push(document);
    }
    if titles.is_empty() {
        return Err(Refusal::invalid(
            WHAT,
            vec![
                Reason::new("tomt", "Ingenting är ändrat.")
                    .remedy("Fyll i en uppgift eller välj en fil."),
            ],
        ));
    }
    let entry = NewEntry::new(
        "contributed",
        format!("{}: lämnade {}.", step.title, titles.join(", ")),
        json!({ "step": step.key, "fields": contribution.fields, "sha256": digest }),
    );
    let mut outcome = Outcome::new(state, entry);
    let submitted_by = frozen.map_or(matter.officer, |frozen| frozen.by);
    freezing::freeze(matter, &mut outcome, submitted_by, facts)
        .map_err(|_| super::unwritable(WHAT))?;
    ask_readers(matter, &mut outcome, facts, entropy);
    Ok(outcome)
}

/// The step, when it is the actor who is asked in it and has not answered.
fn asked_step<'d>(
    matter: &Matter,
    key: &StepKey,
    facts: &Facts<'d>,
) -> Result<&'d ReviewStep, Refusal> {
    let asked =
        |review: &Review| &review.step == key && review.is_open() && review.reviewer == facts.actor;
    let step = facts.definition.step(key.as_str());
    step.filter(|_| matter.phase == Phase::Review && matter.reviews.iter().any(asked))
        .ok_or_else(|| {
            Refusal::because(
                WHAT,
                Reason::new(
                    "fragad",
                    "Underlag lämnas under granskningen av den som är tillfrågad och inte har svarat.",
                )
                .remedy("Har du redan svarat: be handläggaren ta tillbaka ärendet."),
            )
        })
}

fn must_be_the_authors(
    contribution: &Contribution,
    step: &ReviewStep,
    facts: &Facts<'_>,
) -> Result<(), Refusal> {
    let mut reasons = edit::wrong_values(&contribution.fields, facts);
    let others = |title: &str| {
        Reason::new(
            "forfattare",
            format!("”{title}” skrivs inte av den som gör ”{}”.", step.title),
        )
        .remedy("Återsänd ärendet och skriv vad som behöver ändras.")
    };
    for key in contribution.fields.keys() {
        let own = authorship::fields_of(facts.definition, &step.role).any(|own| &own.key == key);
        if !own {
            reasons.push(others(key.as_str()).at(Place::Field(key.to_string())));
        }
    }
    if let Some(document) = &contribution.document {
        reasons.extend(edit::wrong_attachment(document, facts));
        let own = authorship::documents_of(facts.definition, &step.role)
            .any(|own| document.kind.as_ref() == Some(&own.kind));
        if !own {
            reasons.push(others(&document.title).at(Place::Field("kind".into())));
        }
        if document.file.is_none() {
            let reason = Reason::new("fil", "Filen saknas.").remedy("Välj en fil.");
            reasons.push(reason.at(Place::Field("file".into())));
        }
    }
    if reasons.is_empty() {
        Ok(())
    } else {
        Err(Refusal::invalid(WHAT, reasons))
    }
}

/// Those who read what was supplied are asked anew about the version that holds it; whoever is not
/// asked yet and does not read it keeps the question as it was.
fn ask_readers(
    before: &Matter,
    outcome: &mut Outcome<Matter>,
    facts: &Facts<'_>,
    entropy: &mut Entropy,
) {
    let Some(frozen) = outcome.state.frozen.clone() else {
        return;
    };
    let reads = |review: &Review| review.is_open() && !review.is_about(&frozen);
    let again: Vec<Review> = outcome
        .state
        .reviews
        .iter()
        .filter(|one| reads(one))
        .cloned()
        .collect();
    outcome.state.reviews.retain(|review| !reads(review));
    for review in &again {
        outcome.effects.push(Effect::CloseSignOff {
            sign_off: review.sign_off,
            because: Closing::Superseded,
        });
    }
    asking::ask_same_again(outcome, again, facts, entropy);
    asking::ask_next(before, outcome, facts, entropy);
}
