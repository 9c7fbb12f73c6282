//! Roles that cannot be what the file says: never two persons, never able to review, never found.

use std::collections::BTreeMap;

use super::notes::{Located, Notes};
use super::people::{RoleSpans, Roles};
use super::table::Table;
use crate::workflow::definition::{Field, Review, RoleSource};
use crate::workflow::finding::Code;
use crate::workflow::keys::RoleKey;

pub(super) fn check(
    root: &Table<'_>,
    roles: &Roles,
    spans: &BTreeMap<RoleKey, RoleSpans<'_>>,
    review: &Review,
    fields: &[Field],
) {
    let notes = root.notes();
    for (key, said) in spans {
        let Some(role) = roles.get(key) else {
            continue;
        };
        if let RoleSource::Field(name) = &role.source {
            let written = Located {
                value: name.as_str(),
                span: said.from.span.clone(),
            };
            person_field(notes, &written, fields);
        }
        for other in &said.apart {
            never_apart(notes, key, other, roles);
        }
        let reviews = review.steps.iter().any(|step| &step.role == key);
        let own_work = matches!(
            role.source,
            RoleSource::MatterOfficer | RoleSource::MatterResponsible
        );
        if reviews && own_work {
            let message = format!(
                "rollen '{key}' är den som skriver eller svarar för ärendet, och ingen granskar sitt eget ärende"
            );
            let way_out = "låt en grupp granska".to_owned();
            notes.add(
                Code::NobodyToReview,
                &said.from.span,
                message,
                Some(way_out),
            );
        }
    }
}

fn person_field(notes: &Notes<'_>, written: &Located<&str>, fields: &[Field]) {
    let known = fields.iter().map(|field| field.key.as_str());
    if !notes.known(Code::UnknownField, "okänt fält", written, known) {
        return;
    }
    let is_person = |field: &&Field| field.kind.name() == "person";
    let field = fields
        .iter()
        .find(|field| field.key.as_str() == written.value);
    if field.as_ref().is_none_or(|x| !is_person(x)) {
        let message = format!("fältet '{}' är inget personfält", written.value);
        let way_out = "ge fältet type = \"person\"".to_owned();
        notes.add(Code::WrongType, &written.span, message, Some(way_out));
    }
}

/// Two roles that are found in the same single place are always one and the same person. A group
/// or a body can hold several.
fn never_apart(notes: &Notes<'_>, key: &RoleKey, other: &Located<&str>, roles: &Roles) {
    let source = |name: &str| {
        let found = roles.iter().find(|(role, _)| role.as_str() == name);
        found.map(|(_, role)| &role.source)
    };
    let (Some(own), Some(others)) = (source(key.as_str()), source(other.value)) else {
        return;
    };
    let single = !matches!(own, RoleSource::Group(_) | RoleSource::Body(_));
    if key.as_str() == other.value || (single && own == others) {
        let message = format!(
            "rollen '{key}' kan aldrig vara någon annan än '{}'",
            other.value
        );
        let way_out = "hämta den ena rollen på ett annat sätt, till exempel ur en grupp".to_owned();
        notes.add(Code::NeverApart, &other.span, message, Some(way_out));
    }
}
