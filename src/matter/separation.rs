//! Who may not act together in one matter: jäv, one's own work, and roles that the file keeps apart.
//!
//! Asked wherever a person is chosen, and again when that person answers or decides.

use super::state::{Matter, Taken};
use crate::{
    domain::{identifiers::PersonId, refusal::Reason},
    workflow::{
        definition::{Decider, Definition, RoleSource, Route},
        keys::RoleKey,
        value::Value,
    },
};
use std::collections::BTreeSet;

/// Why the person may not act in the role in this matter; `None` when nothing stands in the way.
///
/// For every part that a role plays: reviewer, delegate, the one who carries out. A reviewer is
/// also asked about by [`why_not_review`].
pub fn why_not(
    matter: &Matter,
    definition: &Definition,
    role: &RoleKey,
    person: PersonId,
) -> Option<Reason> {
    if is_disqualified(matter, person) {
        return Some(
            Reason::new("jav", "Personen har anmält jäv i ärendet.")
                .remedy("Välj någon annan.")
                .source("KL 6:28–32, 7:4"),
        );
    }
    let other = apart_from(definition, role)
        .into_iter()
        .find(|other| acting(matter, definition, other).contains(&person))?;
    let title = |role: &RoleKey| {
        definition
            .roles
            .get(role)
            .map_or(role.to_string(), |role| role.title.clone())
    };
    Some(
        Reason::new(
            "skilda-roller",
            format!(
                "Personen är ”{}” i ärendet och kan inte också vara ”{}”.",
                title(other),
                title(role)
            ),
        )
        .remedy("Välj någon annan. Ärendetypen kräver att det är olika personer."),
    )
}

/// Why the person may not review in the role. Nobody approves their own work: neither the officer,
/// the manager who answers for the matter, the one who sent it for review, nor anybody who has
/// written in the draft.
pub fn why_not_review(
    matter: &Matter,
    definition: &Definition,
    role: &RoleKey,
    person: PersonId,
    submitted_by: PersonId,
) -> Option<Reason> {
    if is_own_work(matter, person, submitted_by) {
        return Some(
            Reason::new(
                "eget-arbete",
                "Personen är handläggare eller ansvarig för ärendet, eller har skrivit i utkastet.",
            )
            .remedy("Välj någon annan. Ingen granskar sitt eget arbete.")
            .source("KL 6:28, 7:4"),
        );
    }
    why_not(matter, definition, role, person)
}

/// Whether the person has declared jäv in this matter (KL 6:30). It holds in every later round,
/// also when the decision is reassessed.
pub fn is_disqualified(matter: &Matter, person: PersonId) -> bool {
    let earlier = matter.after.rounds.iter().flat_map(|round| &round.reviews);
    matter
        .reviews
        .iter()
        .chain(earlier)
        .any(|review| review.reviewer == person && review.is_disqualified())
}

/// Whether the matter is this person's own work.
pub fn is_own_work(matter: &Matter, person: PersonId, submitted_by: PersonId) -> bool {
    person == matter.officer
        || matter.responsible == Some(person)
        || person == submitted_by
        || matter.writers.contains(&person)
}

/// Those who act in a role in this matter: whom it names, whoever is asked or has answered in a
/// review step of the role, and the delegate who has decided in it. Nobody acts in a group by being
/// its member.
pub fn acting(matter: &Matter, definition: &Definition, role: &RoleKey) -> BTreeSet<PersonId> {
    let mut acting: BTreeSet<PersonId> = match definition.roles.get(role).map(|role| &role.source) {
        Some(source) => named_by(matter, source).into_iter().collect(),
        None => BTreeSet::new(),
    };
    let asked = matter.reviews.iter().filter(|review| {
        let step = definition.step(review.step.as_str());
        !review.is_disqualified() && step.is_some_and(|step| &step.role == role)
    });
    acting.extend(asked.map(|review| review.reviewer));
    acting.extend(matter.decision.as_ref().and_then(|decision| {
        let Taken::ByDelegation { by, point, .. } = &decision.taken else {
            return None;
        };
        let decides = |route: &&Route| {
            matches!(&route.by, Decider::Delegate { point: of, role: Some(as_), .. }
                if of == point && as_ == role)
        };
        definition.routes.iter().find(decides).map(|_| *by)
    }));
    acting
}

/// The one person that the matter itself names; `None` where the source is a group or a body.
pub fn named_by(matter: &Matter, source: &RoleSource) -> Option<PersonId> {
    match source {
        RoleSource::MatterOfficer => Some(matter.officer),
        RoleSource::MatterResponsible => matter.responsible,
        RoleSource::Field(field) => matter.content.fields.get(field).and_then(named_person),
        RoleSource::Group(_) | RoleSource::Body(_) => None,
    }
}

/// The roles that are kept apart from a role, whichever of the two says so.
fn apart_from<'d>(definition: &'d Definition, role: &'d RoleKey) -> BTreeSet<&'d RoleKey> {
    let own = definition.roles.get(role);
    let said = own.into_iter().flat_map(|own| &own.not_same_as);
    let others = definition
        .roles
        .iter()
        .filter(|(_, other)| other.not_same_as.contains(role))
        .map(|(key, _)| key);
    said.chain(others).filter(|other| *other != role).collect()
}

/// The person that a value names, where it is one we know.
fn named_person(value: &Value) -> Option<PersonId> {
    match value {
        Value::Person(person) => person.id,
        _ => None,
    }
}
