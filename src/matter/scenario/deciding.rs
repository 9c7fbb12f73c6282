//! Who decides in a scenario: the bodies and delegations that it is played among.

use super::play::{BODY, MANAGER, REVIEWERS, identity};
use crate::{
    domain::{
        delegation::{Candidate, Delegate, Delegation, Reported, Scheme},
        identifiers::{BodyId, PersonId},
        person::Term,
    },
    matter::{
        competence::{Competent, competent},
        requirements::Seen,
        surroundings::{NamedBody, Surroundings},
    },
    workflow::{
        definition::{Decider, Definition, OWN_BODY, RoleSource},
        keys::{BodyKey, RoleKey},
        scenario::{Actor, CHAIR, GivenDelegation, Scenario},
        value::ListedRow,
    },
};
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet};

/// Every body that the file names, and what the scenario says is delegated.
pub(super) fn surroundings(definition: &Definition, scenario: &Scenario) -> Surroundings {
    let mut keys: BTreeSet<&BodyKey> = BTreeSet::new();
    for route in &definition.routes {
        match &route.by {
            Decider::Bodies(bodies) => keys.extend(bodies),
            Decider::Delegate { on_behalf_of, .. } => {
                keys.insert(on_behalf_of);
            }
            Decider::UrgentChair => {}
        }
    }
    let exceptions = definition
        .gates
        .iter()
        .filter_map(|gate| gate.overridable.as_ref());
    keys.extend(exceptions.map(|exception| &exception.by));
    let others = keys.into_iter().filter(|key| key.as_str() != OWN_BODY);
    let bodies: BTreeMap<String, NamedBody> = (BODY + 1..)
        .zip(others)
        .map(|(number, key)| {
            let named = NamedBody {
                id: identity::<BodyId>(number),
                name: key.to_string(),
            };
            (key.to_string(), named)
        })
        .collect();
    let rows = |names: &Option<Vec<String>>| {
        let rows = |names: &Vec<String>| names.iter().map(|name| ListedRow::called(name)).collect();
        names.as_ref().map(rows)
    };
    let mut around = Surroundings {
        bodies,
        listed_bodies: rows(&scenario.around.bodies),
        listed_units: rows(&scenario.around.units),
        references: scenario.around.references.clone(),
        ..Surroundings::default()
    };
    let given = scenario.delegations.iter();
    let scheme = given
        .flat_map(|given| delegation(given, definition, &around))
        .collect();
    around.scheme = Some(Scheme(scheme));
    around
}

/// The delegation, to whoever the routes with its point say.
fn delegation(
    given: &GivenDelegation,
    definition: &Definition,
    around: &Surroundings,
) -> Vec<Delegation> {
    let own = identity::<BodyId>(BODY);
    let to = |role: &RoleKey| match definition.roles.get(role).map(|role| &role.source) {
        Some(RoleSource::Group(group)) => Delegate::Group(group.to_string()),
        Some(RoleSource::MatterResponsible) => Delegate::Person(identity(MANAGER)),
        _ => Delegate::Person(somebody()),
    };
    let mut delegations = vec![(own, Delegate::Person(somebody()))];
    for route in &definition.routes {
        if let Decider::Delegate {
            point,
            role,
            on_behalf_of,
        } = &route.by
            && *point == given.point
        {
            let body = around.body(on_behalf_of, own).unwrap_or(own);
            let to = role.as_ref().map_or(Delegate::Person(somebody()), to);
            delegations.push((body, to));
        }
    }
    (1..)
        .zip(delegations)
        .map(|(number, (body, to))| Delegation {
            id: identity(number),
            body,
            point: given.point.clone(),
            title: given.point.clone(),
            to,
            conditions: String::new(),
            term: Term {
                from: NaiveDate::MIN,
                until: given.until,
            },
            may_pass_on: false,
            passed_on_from: None,
            superiors: None,
            substitute: None,
            reported: Reported::AtMeeting,
            decided_in: "prov".to_owned(),
        })
        .collect()
}

/// Whoever acts in a role that no other number stands for.
fn somebody() -> PersonId {
    identity(REVIEWERS - 1)
}

/// The one who acts, as a delegation scheme asks.
pub(super) fn candidate(definition: &Definition, by: &Actor) -> Candidate {
    let mut candidate = Candidate {
        name: "Prov Person".to_owned(),
        ..Candidate::default()
    };
    match by {
        Actor::Chair => {
            candidate.chairs.insert(identity(BODY));
        }
        Actor::Role(role) => {
            if let Some(RoleSource::Group(group)) =
                definition.roles.get(role).map(|role| &role.source)
            {
                candidate.groups.insert(group.to_string());
            }
        }
        Actor::Body(_) | Actor::Registrar | Actor::CommitteeSecretary | Actor::Clock => {}
    }
    candidate
}

/// The name that a scenario has for the one who is competent: a role, a body or the chair.
pub(super) fn competent_name(seen: &Seen<'_>, definition: &Definition) -> String {
    let found = match competent(seen, definition) {
        Ok(found) => found,
        Err(reason) => return reason.message,
    };
    match found {
        Competent::Delegate { role, point, .. } => {
            role.map_or_else(|| format!("delegat {point}"), |role| role.to_string())
        }
        Competent::Chair { .. } => CHAIR.to_owned(),
        Competent::Bodies { .. } => {
            let body = found.body();
            let bodies = &seen.around.bodies;
            let named = bodies.iter().find(|(_, named)| Some(named.id) == body);
            named.map_or_else(|| OWN_BODY.to_owned(), |(key, _)| key.clone())
        }
    }
}
