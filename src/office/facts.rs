//! Gathering what the pure core must know, in the transaction of the act.

use super::{Office, OfficeError, asking};
use crate::{
    db::Read,
    domain::{
        body::{Body, Membership, Seat},
        delegation::Candidate,
        digest::Digest,
        identifiers::{BodyId, MatterId, PersonId},
        person::Away,
        refusal::Refusal,
    },
    matter::{
        self,
        state::Matter,
        surroundings::{NamedBody, Surroundings, delegating_bodies, reference_key},
    },
    store::{absences, bodies, delegations, matters, meetings, offices, people},
    workflow::{
        definition::{Definition, Field, OWN_BODY, RoleSource},
        gate::Reference,
        keys::{ExecutionKey, RoleKey},
        value::{FixedRows, ListedRow},
    },
};
use chrono::{DateTime, NaiveDate, Utc};
use std::collections::{BTreeMap, BTreeSet};

/// What the facts of every matter of the same body and type have in common, gathered once for many.
#[derive(Clone)]
pub(super) struct AroundMatters {
    actor: PersonId,
    today: NaiveDate,
    municipality: Surroundings,
    /// Those who have the roles that are the same in every matter, in the order they are asked.
    holders: BTreeMap<RoleKey, Vec<PersonId>>,
    away: Away,
    candidate: Candidate,
}

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

impl Office {
    /// The workflow that a version of the matter was frozen under, which it is shown by also when
    /// the matter has been moved to another since.
    ///
    /// # Errors
    /// When this program does not know that workflow.
    pub fn definition_of_version(
        &self,
        matter: &Matter,
        frozen_under: Option<Digest>,
    ) -> Result<&Definition, OfficeError> {
        let Some(hash) = frozen_under else {
            return self.definition(matter);
        };
        let unknown = || OfficeError::Workflow(format!("{} {hash}", matter.workflow.id));
        self.workflows().with_hash(hash).ok_or_else(unknown)
    }

    /// The same, which another node may have taken into force a moment ago.
    pub(super) async fn definition_of_version_now(
        &self,
        read: &mut Read,
        matter: &Matter,
        frozen_under: Option<Digest>,
    ) -> Result<&Definition, OfficeError> {
        let hash = frozen_under.unwrap_or(matter.workflow.hash);
        self.workflows().meet(read, hash).await?;
        self.definition_of_version(matter, frozen_under)
    }

    /// What [`matter::act`] must know.
    pub(super) async fn facts_of_matter<'d>(
        &self,
        read: &mut Read,
        matter: &Matter,
        definition: &'d Definition,
        actor: PersonId,
        at: DateTime<Utc>,
        today: NaiveDate,
    ) -> Result<matter::act::Facts<'d>, OfficeError> {
        let around = self
            .around_matters(read, matter, definition, actor, today)
            .await?;
        self.facts_within(read, matter, definition, around, at)
            .await
    }

    /// What the facts of every matter of the same body and type have in common.
    pub(super) async fn around_matters(
        &self,
        read: &mut Read,
        like: &Matter,
        definition: &Definition,
        actor: PersonId,
        today: NaiveDate,
    ) -> Result<AroundMatters, OfficeError> {
        let municipality = self.municipality(read, like.body, definition).await?;
        let mut holders = BTreeMap::new();
        for (key, role) in &definition.roles {
            if let RoleSource::Group(_) | RoleSource::Body(_) = role.source {
                let held = people_of(read, like, &role.source, today).await?;
                holders.insert(key.clone(), held);
            }
        }
        let away = Away::on(today, &absences::on(read, today).await?);
        let mut candidate = match people::find(read, actor).await? {
            Some(kept) => asking::candidate(read, &kept.person, today).await?,
            None => Candidate::default(),
        };
        if let Some(scheme) = &municipality.scheme
            && scheme.replaceable().is_some()
        {
            candidate.delegates = asking::delegates(read, scheme, &away, today).await?;
            let persons: Vec<PersonId> = away.persons().collect();
            candidate.delegates.names = people::names(read, &persons).await?;
        }
        Ok(AroundMatters {
            actor,
            today,
            municipality,
            holders,
            away,
            candidate,
        })
    }

    /// What [`matter::act`] must know, where what is around the matter has been gathered.
    pub(super) async fn facts_within<'d>(
        &self,
        read: &mut Read,
        matter: &Matter,
        definition: &'d Definition,
        around: AroundMatters,
        at: DateTime<Utc>,
    ) -> Result<matter::act::Facts<'d>, OfficeError> {
        let AroundMatters {
            actor,
            today,
            municipality,
            mut holders,
            away,
            candidate,
        } = around;
        for (key, role) in &definition.roles {
            if !holders.contains_key(key) {
                let held = people_of(read, matter, &role.source, today).await?;
                holders.insert(key.clone(), held);
            }
        }
        let held = |role: &RoleKey| holders.get(role).cloned();
        let steps = definition.review.steps.iter();
        let reviewers = steps.filter_map(|step| Some((step.key.clone(), held(&step.role)?)));
        let reviewers = reviewers.collect();
        let steps = definition.execution.iter();
        let executors = steps.filter_map(|step| Some((step.key.clone(), held(&step.role)?)));
        let executors = executors.collect();
        let minutes_certified = match &matter.decision {
            None => false,
            Some(decision) => match decision.meeting() {
                None => true,
                Some(meeting) => meetings::find(read, meeting)
                    .await?
                    .and_then(|meeting| meeting.minutes)
                    .is_some_and(|minutes| minutes.certified_on.is_some()),
            },
        };
        let successors = successors(read, matter).await?;
        Ok(matter::act::Facts {
            definition,
            at,
            today,
            actor,
            reviewers,
            holders: holders
                .into_iter()
                .map(|(role, held)| (role, held.into_iter().collect()))
                .collect(),
            candidate,
            around: Surroundings {
                references: references(read, matter).await?,
                ..municipality
            },
            away,
            minutes_certified,
            executors,
            adequacy_changes: self.adequacy().changes(),
            successors,
        })
    }
}

/// The matters that rows of this one have been handed on to.
pub(super) async fn successors(
    read: &mut Read,
    matter: &Matter,
) -> Result<Vec<Matter>, OfficeError> {
    let handed_on = matter.years.handed_on.iter();
    let ids: BTreeSet<MatterId> = handed_on.map(|handed| handed.to).collect();
    let mut found = Vec::new();
    for id in ids {
        found.extend(matters::find(read, id).await?);
    }
    Ok(found)
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
            && people_of(read, matter, &role.source, today)
                .await?
                .contains(&person)
        {
            own.push(step.key.clone());
        }
    }
    Ok(own)
}

impl Office {
    /// What an act of the clock must know: nobody is asked anything by it.
    pub(super) fn facts_for_the_clock<'d>(
        &self,
        matter: &Matter,
        definition: &'d Definition,
        at: DateTime<Utc>,
        today: NaiveDate,
    ) -> matter::act::Facts<'d> {
        matter::act::Facts {
            definition,
            at,
            today,
            actor: matter.officer,
            reviewers: BTreeMap::new(),
            holders: BTreeMap::new(),
            candidate: Candidate::default(),
            around: Surroundings {
                adequacy: Some(self.adequacy().clone()),
                ..Surroundings::default()
            },
            away: Away::default(),
            minutes_certified: false,
            executors: BTreeMap::new(),
            adequacy_changes: self.adequacy().changes(),
            successors: Vec::new(),
        }
    }
}

/// Those whom a role of the file means in this matter today, in the order they are asked. Whether
/// each of them may act is asked of [`matter::separation`].
pub(super) async fn people_of(
    read: &mut Read,
    matter: &Matter,
    source: &RoleSource,
    today: NaiveDate,
) -> Result<Vec<PersonId>, OfficeError> {
    Ok(match source {
        RoleSource::MatterOfficer => vec![matter.officer],
        RoleSource::MatterResponsible => matter.responsible.into_iter().collect(),
        RoleSource::Group(group) => offices::group(read, group.as_str(), today).await?,
        RoleSource::Body(body) => members_of(read, matter, body.as_str(), today).await?,
        RoleSource::Field(_) => matter::separation::named_by(matter, source)
            .into_iter()
            .collect(),
    })
}

impl Office {
    /// The municipality around a matter, and what the matter's references lead to.
    pub(super) async fn surroundings(
        &self,
        read: &mut Read,
        matter: &Matter,
        definition: &Definition,
    ) -> Result<Surroundings, OfficeError> {
        Ok(Surroundings {
            references: references(read, matter).await?,
            ..self.municipality(read, matter.body, definition).await?
        })
    }

    /// The bodies of the municipality, and what the matter's own and those that its type names have
    /// delegated.
    pub(super) async fn municipality(
        &self,
        read: &mut Read,
        own: BodyId,
        definition: &Definition,
    ) -> Result<Surroundings, OfficeError> {
        let named = |body: Body| {
            let named = NamedBody {
                id: body.id,
                name: body.name,
            };
            (body.key, named)
        };
        let mut scheme = delegations::of_body(read, own).await?;
        let all = bodies::all(read).await?;
        let listed = all.iter().map(|body| ListedRow {
            key: Some(body.key.clone()),
            name: body.name.clone(),
        });
        let mut around = Surroundings {
            listed_bodies: Some(listed.collect()),
            listed_units: units(read, definition).await?,
            bodies: all.into_iter().map(named).collect(),
            scheme: None,
            adequacy: Some(self.adequacy().clone()),
            references: BTreeMap::new(),
        };
        let others: BTreeSet<BodyId> = delegating_bodies(definition)
            .filter_map(|key| around.body(key, own))
            .filter(|body| *body != own)
            .collect();
        for body in others {
            let other = delegations::of_body(read, body).await?;
            scheme.0.extend(other.0);
        }
        around.scheme = Some(scheme);
        Ok(around)
    }
}

/// The units of those who work here, where the type has a table with a row for each.
async fn units(
    read: &mut Read,
    definition: &Definition,
) -> Result<Option<Vec<ListedRow>>, OfficeError> {
    let asks = |field: &Field| field.kind.fixed_rows() == Some(&FixedRows::Units);
    if !definition.fields.iter().any(asks) {
        return Ok(None);
    }
    let people = people::all(read).await?;
    let units: BTreeSet<String> = people
        .into_iter()
        .filter(|kept| kept.person.active && !kept.person.unit.is_empty())
        .map(|kept| kept.person.unit)
        .collect();
    Ok(Some(
        units.iter().map(|unit| ListedRow::called(unit)).collect(),
    ))
}

/// What the matters that the fields name are here today: by identity, or by register number where a
/// file named them.
pub(super) async fn references(
    read: &mut Read,
    matter: &Matter,
) -> Result<BTreeMap<String, Reference>, OfficeError> {
    let mut found = BTreeMap::new();
    for named in matter::demanded::references(matter) {
        let key = reference_key(named);
        if found.contains_key(&key) {
            continue;
        }
        let id = match named.id {
            Some(id) => Some(id),
            None => matters::with_number(read, named.name.trim()).await?,
        };
        let there = match id {
            Some(id) => matters::find(read, id).await?,
            None => None,
        };
        found.insert(key, matter::demanded::leads_to(there.as_ref()));
    }
    Ok(found)
}

/// The ordinary members of a body, the chair first. A substitute in a body is not a member of it.
async fn members_of(
    read: &mut Read,
    matter: &Matter,
    body: &str,
    today: NaiveDate,
) -> Result<Vec<PersonId>, OfficeError> {
    let body = if body == OWN_BODY {
        Some(matter.body)
    } else {
        let all = bodies::all(read).await?;
        all.into_iter()
            .find(|known| known.key == body)
            .map(|body| body.id)
    };
    let Some(body) = body else {
        return Ok(Vec::new());
    };
    let mut seated = bodies::members(read, body).await?;
    seated.retain(|seat| seat.term.holds_on(today) && seat.seat != Seat::Substitute);
    let order = |seat: Seat| match seat {
        Seat::Chair => 0,
        Seat::ViceChair => 1,
        _ => 2,
    };
    seated.sort_by_key(|seat| order(seat.seat));
    let mut members = Vec::new();
    for seat in seated {
        let kept = people::find(read, seat.person).await?;
        let active = kept.is_some_and(|kept| kept.person.active);
        if active && !members.contains(&seat.person) {
            members.push(seat.person);
        }
    }
    Ok(members)
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
