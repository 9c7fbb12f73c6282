//! Decisions taken in a body's place find their way to the body's next meeting (KL 6:40).

use super::{
    Asker, Office, OfficeError, facts,
    meetings::{Reach, locked, take_agendas},
};
use crate::{
    db::{Root, Write},
    domain::{
        actor::Actor,
        body::{Body, Reporting},
        calendar,
        delegation::{
            Scheme,
            reporting::{DecisionNumber, DecisionToReport, ReportedAt},
        },
        entropy::Entropy,
        identifiers::{BodyId, FormNonce, MatterId, MeetingId, PersonId},
        journal::{NewEntry, Stream},
        person::Role,
        refusal::Refusal,
        swedish,
    },
    matter::permission::needs,
    meeting::{
        act::{Action, reported},
        lifecycle::MeetingPhase,
        state::Meeting,
    },
    store::{delegations, journal, locks, meetings, reports},
};
use chrono::{DateTime, Utc};
use serde_json::json;
use std::collections::BTreeSet;

/// How many decisions the page of a body shows, beside those with something still to be done.
const SHOWN: i64 = 200;

/// What a body has delegated and what was decided by it.
#[derive(Debug)]
pub struct DelegationView {
    /// The body.
    pub body: Body,
    /// The scheme, also what has ended.
    pub scheme: Scheme,
    /// The names of the persons it names.
    pub names: super::reading::Names,
    /// The decisions in the body's place, the newest first. None for those who are not officials.
    pub decided: Vec<reports::Kept>,
    /// The body's next meeting that has not begun.
    pub next: Option<Meeting>,
    /// Whether the one who looks is the body's secretary.
    pub may_manage: bool,
}

impl Office {
    /// What a body has delegated, and what has been decided in its place.
    ///
    /// # Errors
    /// Refused for those who are not officials.
    pub async fn delegation_view(
        &self,
        asker: Asker,
        body: BodyId,
        at: DateTime<Utc>,
    ) -> Result<DelegationView, OfficeError> {
        let today = calendar::today_in_stockholm(at);
        self.db()
            .read(async |read| {
                let known = asker.known(read, today).await?;
                if !known.standing.is_official() {
                    return Err(needs("se delegationsordningen", "tjänstepersoner").into());
                }
                let body = facts::body_of(read, body).await?;
                let scheme = delegations::of_body(read, body.id).await?;
                let named: Vec<PersonId> =
                    scheme.0.iter().filter_map(|one| one.to.person()).collect();
                let names = super::reading::names(read, &named).await?;
                let planned = meetings::in_phase(read, body.id, MeetingPhase::Planned).await?;
                Ok(DelegationView {
                    decided: reports::of_body(read, body.id, SHOWN).await?,
                    next: planned.into_iter().next(),
                    may_manage: known.standing.holds(Role::CommitteeSecretary, body.id),
                    scheme,
                    names,
                    body,
                })
            })
            .await
    }

    /// A decision whose notice is to be seen to. A matter that is marked as secret has no title.
    ///
    /// # Errors
    /// Refused for those who are not officials; not found where there is no such decision.
    pub async fn decision_to_notice(
        &self,
        asker: Asker,
        body: BodyId,
        number: DecisionNumber,
        at: DateTime<Utc>,
    ) -> Result<DecisionToReport, OfficeError> {
        let today = calendar::today_in_stockholm(at);
        self.db()
            .read(async |read| {
                let known = asker.known(read, today).await?;
                if !known.standing.is_official() {
                    return Err(needs("se delegationsordningen", "tjänstepersoner").into());
                }
                let found = reports::shown(read, body, number).await?;
                Ok(found.ok_or_else(|| Refusal::not_found("Beslutet finns inte."))?)
            })
            .await
    }

    /// Puts all that waits on the agenda of the body's next meeting, for a body whose secretary
    /// chooses when.
    ///
    /// # Errors
    /// Refused for all but the body's secretary.
    pub async fn put_reports_on_agenda(
        &self,
        asker: Asker,
        meeting: MeetingId,
        form: Option<FormNonce>,
        at: DateTime<Utc>,
    ) -> Result<(), OfficeError> {
        let reach = Reach::Meeting;
        self.in_meeting(
            asker,
            meeting,
            reach,
            form,
            at,
            async |write, known, entropy| {
                let found = locked(write, meeting).await?;
                let waiting = reports::waiting(write, found.body).await?;
                let action = Action::ReportDecisions(waiting);
                let actor = known.actor();
                self.apply_to_meeting(write, &found, action, known.person.id, &actor, at, entropy)
                    .await?;
                Ok(())
            },
        )
        .await
    }

    /// Lets the agenda of the body's next meeting follow the list, and no other agenda have it.
    ///
    /// What the body has left to its secretary stays where the secretary put it; what was urgent is
    /// always reported at the next meeting.
    pub(super) async fn follow_the_list(
        &self,
        write: &mut Write,
        body: BodyId,
        by: (PersonId, &Actor),
        at: DateTime<Utc>,
        entropy: &mut Entropy,
    ) -> Result<(), OfficeError> {
        let automatic = facts::body_of(write, body).await?.rules.reporting == Reporting::OnAgenda;
        let waiting = reports::waiting(write, body).await?;
        let mut is_next = true;
        for meeting in planned(write, body).await? {
            let on_it: Vec<DecisionToReport> = meeting
                .items
                .iter()
                .flat_map(|item| item.reports.clone())
                .collect();
            let wanted: Vec<DecisionToReport> = waiting
                .iter()
                .filter(|one| {
                    let chosen = !automatic && on_it.iter().any(|it| it.is_same(one));
                    chosen || (is_next && (automatic || one.is_urgent()))
                })
                .cloned()
                .collect();
            is_next = false;
            if wanted == on_it {
                continue;
            }
            let action = Action::ReportDecisions(wanted);
            self.apply_to_meeting(write, &meeting, action, by.0, by.1, at, entropy)
                .await?;
        }
        Ok(())
    }

    /// Closes what the meeting has been told of: the row gets its section, the matter's journal says
    /// so.
    pub(super) async fn note_reported(
        &self,
        write: &mut Write,
        meeting: &Meeting,
        actor: &Actor,
        at: DateTime<Utc>,
    ) -> Result<(), OfficeError> {
        for (decision, told) in reported(meeting) {
            if reports::report(write, &decision, told).await? {
                let entry = reported_entry(meeting, &decision, told);
                let stream = Stream::Matter(decision.matter);
                journal::append(write, stream, at, actor, &[entry]).await?;
            }
        }
        Ok(())
    }
}

/// The body's meetings that have not begun, the next first, kept from everybody else.
pub(super) async fn planned(write: &mut Write, body: BodyId) -> Result<Vec<Meeting>, OfficeError> {
    take_agendas(write, body, None).await?;
    Ok(meetings::in_phase(write, body, MeetingPhase::Planned).await?)
}

/// Takes the agendas on which a decision in the matter is to be reported, with their planned meetings;
/// gives their bodies.
pub(super) async fn take_agendas_that_report(
    write: &mut Write,
    matter: MatterId,
) -> Result<BTreeSet<BodyId>, OfficeError> {
    let kept = reports::of_matter(write, matter).await?;
    let bodies: BTreeSet<BodyId> = kept
        .iter()
        .filter(|kept| kept.reported.is_none())
        .map(|kept| kept.decision.body)
        .collect();
    let agendas: Vec<Root> = bodies.iter().copied().map(Root::Agendas).collect();
    locks::take(write, &agendas).await?;
    let mut all = Vec::new();
    for body in &bodies {
        let planned = meetings::in_phase(write, *body, MeetingPhase::Planned).await?;
        all.extend(planned.iter().map(|meeting| Root::Meeting(meeting.id)));
    }
    locks::take(write, &all).await?;
    Ok(bodies)
}

fn reported_entry(meeting: &Meeting, decision: &DecisionToReport, told: ReportedAt) -> NewEntry {
    NewEntry::new(
        "reported",
        format!(
            "Beslut {} anmäldes till {} den {}, § {}.",
            decision.number,
            meeting.body_name,
            swedish::date(meeting.day),
            told.section
        ),
        json!({ "number": decision.number, "meeting": told.meeting, "section": told.section }),
    )
}
