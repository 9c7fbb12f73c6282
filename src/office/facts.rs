//! Gathering what the pure core must know, in the transaction of the act.

use super::{Office, OfficeError};
use crate::{
    db::Read,
    domain::{
        body::{Body, Membership},
        identifiers::{BodyId, PersonId},
        refusal::Refusal,
    },
    matter::{self, state::Matter},
    store::{bodies, meetings, offices, people},
    workflow::{
        definition::{Definition, RoleSource},
        keys::ExecutionKey,
    },
};
use chrono::{DateTime, NaiveDate, Utc};
use std::collections::BTreeMap;

impl Office {
    /// The workflow that the matter is pinned to, exactly.
    ///
    /// # Errors
    /// When this program does not know that workflow.
    pub fn definition(&self, matter: &Matter) -> Result<&Definition, OfficeError> {
        self.workflows().pinned(&matter.workflow).ok_or_else(|| {
            OfficeError::Workflow(format!("{} {}", matter.workflow.id, matter.workflow.hash))
        })
    }
}

/// What [`matter::act`] must know.
pub(super) async fn of_matter<'d>(
    read: &mut Read,
    matter: &Matter,
    definition: &'d Definition,
    actor: PersonId,
    at: DateTime<Utc>,
    today: NaiveDate,
) -> Result<matter::act::Facts<'d>, OfficeError> {
    let mut reviewers = BTreeMap::new();
    for step in &definition.review.steps {
        let Some(role) = definition.roles.get(&step.role) else {
            continue;
        };
        let candidates = members(read, matter, &role.source, today).await?;
        reviewers.insert(step.key.clone(), candidates);
    }
    let mut executors = BTreeMap::new();
    for step in &definition.execution {
        if let Some(role) = definition.roles.get(&step.role) {
            let members = members(read, matter, &role.source, today).await?;
            executors.insert(step.key.clone(), members);
        }
    }
    let minutes_certified = match &matter.decision {
        None => false,
        Some(decision) => meetings::find(read, decision.meeting)
            .await?
            .and_then(|meeting| meeting.minutes)
            .is_some_and(|minutes| minutes.certified_on.is_some()),
    };
    Ok(matter::act::Facts {
        definition,
        at,
        today,
        actor,
        reviewers,
        minutes_certified,
        executors,
        adequacy_changes: super::returning::adequacy_changes(),
    })
}

/// The steps after the decision that a person has the role for today.
pub(super) async fn own_steps(
    read: &mut Read,
    matter: &Matter,
    definition: &Definition,
    person: PersonId,
    today: NaiveDate,
) -> Result<Vec<ExecutionKey>, OfficeError> {
    let mut own = Vec::new();
    for step in &definition.execution {
        if let Some(role) = definition.roles.get(&step.role)
            && members(read, matter, &role.source, today)
                .await?
                .contains(&person)
        {
            own.push(step.key.clone());
        }
    }
    Ok(own)
}

/// Those who are in a role of the matter today.
async fn members(
    read: &mut Read,
    matter: &Matter,
    source: &RoleSource,
    today: NaiveDate,
) -> Result<Vec<PersonId>, OfficeError> {
    Ok(match source {
        RoleSource::MatterOfficer => vec![matter.officer],
        RoleSource::MatterResponsible => matter.responsible.into_iter().collect(),
        RoleSource::Group(group) => offices::group(read, group.as_str(), today).await?,
    })
}

/// What [`crate::meeting::act`] must know, owned so that it outlives the reading.
pub(super) struct OfMeeting {
    pub(super) body: Body,
    pub(super) memberships: Vec<Membership>,
    pub(super) names: BTreeMap<PersonId, String>,
}

pub(super) async fn of_meeting(
    read: &mut Read,
    body: BodyId,
    others: &[PersonId],
) -> Result<OfMeeting, OfficeError> {
    let body = body_of(read, body).await?;
    let memberships = bodies::members(read, body.id).await?;
    let mut names = BTreeMap::new();
    let seated = memberships.iter().map(|membership| membership.person);
    for person in seated.chain(others.iter().copied()) {
        if names.contains_key(&person) {
            continue;
        }
        if let Some(kept) = people::find(read, person).await? {
            names.insert(person, kept.person.name);
        }
    }
    Ok(OfMeeting {
        body,
        memberships,
        names,
    })
}

pub(super) async fn body_of(read: &mut Read, body: BodyId) -> Result<Body, OfficeError> {
    let found = bodies::find(read, body).await?;
    Ok(found.ok_or_else(|| Refusal::not_found("Organet finns inte."))?)
}

impl OfMeeting {
    /// As the pure core wants them.
    pub(super) fn facts(&self, by: PersonId, at: DateTime<Utc>) -> crate::meeting::act::Facts<'_> {
        crate::meeting::act::Facts {
            at,
            today: crate::domain::calendar::today_in_stockholm(at),
            by,
            body: &self.body,
            memberships: &self.memberships,
            names: &self.names,
        }
    }
}
