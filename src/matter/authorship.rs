//! Who writes what, and so what each review step reads: all but what another reviewer writes.
//!
//! The lawyer's assessment may come after IT has approved the service; IT did not judge it. So the
//! approval of a step is bound to everything that is not left to the role of another step. That
//! holds only where every step must approve: then each part is read by somebody whose approval is
//! needed. Where one approval is enough it is bound to the whole.

use super::state::{Attachment, Content};
use crate::{
    domain::digest::Digest,
    workflow::{
        definition::{Definition, ReviewStep},
        keys::{DocumentKind, FieldKey, RoleKey, StepKey},
    },
};
use std::collections::BTreeMap;

/// What the step reads of the content.
pub fn read_by(content: &Content, definition: &Definition, step: &ReviewStep) -> Content {
    let mut read = content.clone();
    read.fields
        .retain(|key, _| !is_others(definition, step, field_author(definition, key)));
    read.attachments
        .retain(|one| !is_others(definition, step, attachment_author(definition, one)));
    read
}

/// Whether what the lead writes is another: what is left to reviewers, and mere counters, aside.
pub(super) fn lead_has_changed(before: &Content, now: &Content, definition: &Definition) -> bool {
    let of_the_lead = |content: &Content| {
        let reviews = |author: &RoleKey| definition.review_roles().any(|role| role == author);
        let mut own = content.clone();
        own.fields
            .retain(|key, _| !field_author(definition, key).is_some_and(reviews));
        own.attachments
            .retain(|one| !attachment_author(definition, one).is_some_and(reviews));
        own.canonical().map(|(_, sha256)| sha256).ok()
    };
    before != now && of_the_lead(before) != of_the_lead(now)
}

/// The hash of what each step reads, for the steps that do not read the whole.
///
/// # Errors
/// When the content cannot be written as JSON.
pub(super) fn hashes(
    content: &Content,
    definition: &Definition,
) -> Result<BTreeMap<StepKey, Digest>, serde_json::Error> {
    let mut hashes = BTreeMap::new();
    for step in &definition.review.steps {
        let read = read_by(content, definition, step);
        if &read != content {
            let (_, sha256) = read.canonical()?;
            hashes.insert(step.key.clone(), sha256);
        }
    }
    Ok(hashes)
}

/// The titles of what the step does not read, because another reviewer writes it.
pub fn left_to_others<'d>(definition: &'d Definition, step: &ReviewStep) -> Vec<&'d str> {
    let fields = definition.fields.iter();
    let fields = fields.filter(|field| is_others(definition, step, field.author.as_ref()));
    let documents = definition.documents.iter();
    let documents =
        documents.filter(|document| is_others(definition, step, Some(&document.author)));
    fields
        .map(|field| field.title.as_str())
        .chain(documents.map(|document| document.title.as_str()))
        .collect()
}

/// The fields that a role writes.
pub fn fields_of<'d>(
    definition: &'d Definition,
    role: &RoleKey,
) -> impl Iterator<Item = &'d crate::workflow::definition::Field> {
    definition
        .fields
        .iter()
        .filter(move |field| field.author.as_ref() == Some(role))
}

/// The documents that a role writes.
pub fn documents_of<'d>(
    definition: &'d Definition,
    role: &RoleKey,
) -> impl Iterator<Item = &'d crate::workflow::definition::Document> {
    definition
        .documents
        .iter()
        .filter(move |document| &document.author == role)
}

fn is_others(definition: &Definition, step: &ReviewStep, author: Option<&RoleKey>) -> bool {
    let review = &definition.review;
    let all = review.join.needed(review.steps.len()) == review.steps.len();
    let Some(author) = author else {
        return false;
    };
    all && author != &step.role && definition.review_roles().any(|role| role == author)
}

fn field_author<'d>(definition: &'d Definition, key: &FieldKey) -> Option<&'d RoleKey> {
    definition.field(key.as_str())?.author.as_ref()
}

fn attachment_author<'d>(
    definition: &'d Definition,
    attachment: &Attachment,
) -> Option<&'d RoleKey> {
    let kind: &DocumentKind = attachment.kind.as_ref()?;
    Some(&definition.document(kind.as_str())?.author)
}
