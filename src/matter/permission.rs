//! Who may do what with a matter: by office, by body and by the matter itself. Never cached.

use super::{
    act::Action,
    state::{Matter, Review, WaitsFor},
};
use crate::domain::{
    identifiers::{BodyId, PersonId},
    person::{Appointment, Role},
    refusal::{Reason, Refusal},
};
use chrono::NaiveDate;
use std::collections::BTreeSet;

/// Who asks, and which offices that person holds today.
#[derive(Debug, Clone)]
pub struct Standing {
    /// Who.
    pub person: PersonId,
    /// The offices held on the day.
    offices: Vec<(Role, Option<BodyId>)>,
    /// What the person may decide in the place of a body.
    deciding: Deciding,
}

/// What a person may decide in the place of bodies today.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Deciding {
    /// The bodies that the person chairs (KL 6:39).
    pub chairs: BTreeSet<BodyId>,
    /// The points that are delegated to the person, with their bodies (KL 6:37, 7:5).
    pub points: BTreeSet<(BodyId, String)>,
}

impl Standing {
    /// The standing of `person` on `day`, out of all appointments of that person.
    pub fn on(person: PersonId, appointments: &[Appointment], day: NaiveDate) -> Self {
        let offices = appointments
            .iter()
            .filter(|held| held.person == person && held.term.holds_on(day))
            .map(|held| (held.role, held.body))
            .collect();
        Self {
            person,
            offices,
            deciding: Deciding::default(),
        }
    }

    /// The same for one who may decide this in the place of bodies.
    #[must_use]
    pub fn deciding(self, deciding: Deciding) -> Self {
        Self { deciding, ..self }
    }

    /// Whether the matter waits, or waited, for this person to decide.
    pub fn is_waited_for(&self, matter: &Matter) -> bool {
        match &matter.waits_for {
            Some(WaitsFor::Delegate { body, point }) => {
                self.deciding.points.contains(&(*body, point.clone()))
            }
            Some(WaitsFor::Chair { body }) => self.deciding.chairs.contains(body),
            Some(WaitsFor::Body { .. }) | None => false,
        }
    }

    /// The bodies in whose place this person may decide anything.
    pub fn decides_for(&self) -> BTreeSet<BodyId> {
        let by_points = self.deciding.points.iter().map(|(body, _)| *body);
        self.deciding
            .chairs
            .iter()
            .copied()
            .chain(by_points)
            .collect()
    }

    /// Whether the office is held for this body, or for all.
    pub fn holds(&self, role: Role, body: BodyId) -> bool {
        self.offices
            .iter()
            .any(|(held, of)| *held == role && of.is_none_or(|of| of == body))
    }

    /// Whether the office is held anywhere.
    pub fn holds_any(&self, role: Role) -> bool {
        self.offices.iter().any(|(held, _)| *held == role)
    }

    /// Whether any office is held that works with matters.
    pub fn is_official(&self) -> bool {
        self.offices
            .iter()
            .any(|(role, _)| *role != Role::Administrator)
    }

    /// The offices in words, for the journal: "handläggare".
    pub fn capacity(&self) -> String {
        let mut words: Vec<&str> = self
            .offices
            .iter()
            .map(|(role, _)| role.swedish())
            .collect();
        words.sort_unstable();
        words.dedup();
        words.join(", ")
    }
}

/// Whether the one who asks may see the matter. A secret matter is seen by those who work with it.
pub fn may_see(matter: &Matter, standing: &Standing) -> bool {
    let works_with_it = is_own(matter, standing.person)
        || matter
            .reviews
            .iter()
            .any(|review| review.reviewer == standing.person || was_told(review, standing.person))
        || standing.holds(Role::Registrar, matter.body)
        || standing.holds(Role::CommitteeSecretary, matter.body)
        || standing.holds(Role::CommitteeSecretary, matter.turn_body())
        || standing.is_waited_for(matter);
    works_with_it || (matter.secrecy.is_none() && standing.is_official())
}

/// Whether the one who asks may open a matter for the body.
///
/// # Errors
/// A refusal that says which office is needed.
pub fn may_open(body: BodyId, standing: &Standing) -> Result<(), Refusal> {
    let officer = standing.holds(Role::CaseOfficer, body)
        || standing.holds(Role::ResponsibleManager, body)
        || standing.holds(Role::Registrar, body);
    if officer {
        Ok(())
    } else {
        Err(needs("öppna ett ärende", "handläggare"))
    }
}

/// Whether the one who asks may do `action`.
///
/// # Errors
/// A refusal that says which office is needed. One who may not see the matter is told it is not
/// there.
pub fn may(matter: &Matter, action: &Action, standing: &Standing) -> Result<(), Refusal> {
    // The administrator gives the question to another without reading what it is about.
    let gives_on = matches!(action, Action::Reassign { .. })
        && standing.holds_any(Role::Administrator)
        && matter.secrecy.is_none();
    if !gives_on && !may_see(matter, standing) {
        return Err(Refusal::not_found("Ärendet finns inte."));
    }
    let colleague = standing.holds(Role::CaseOfficer, matter.body) && matter.secrecy.is_none();
    let officer = is_own(matter, standing.person) || colleague;
    let secretary = standing.holds(Role::CommitteeSecretary, matter.turn_body());
    let registrar = standing.holds(Role::Registrar, matter.body);
    let (allowed, what, who) = match action {
        Action::WriteDetails(_)
        | Action::WriteFields { .. }
        | Action::WriteSection { .. }
        | Action::Attach(_)
        | Action::WriteOverride { .. }
        | Action::RememberYear(_)
        | Action::HandOn { .. }
        | Action::TakeOver { .. }
        | Action::Detach(_) => (officer, "ändra ärendet", "handläggare"),
        Action::Submit | Action::TakeBack { .. } | Action::Withdraw { .. } => {
            (officer, "skicka eller ta tillbaka ärendet", "handläggare")
        }
        Action::MarkSecrecy(_) => (officer || registrar, "sekretessmarkera", "registrator"),
        Action::Register(_)
        | Action::VoidNumber { .. }
        | Action::Close
        | Action::Reopen { .. }
        | Action::Archive => (
            registrar,
            "registrera, avsluta eller arkivera",
            "registrator",
        ),
        Action::Schedule { .. }
        | Action::Unschedule
        | Action::Decide(_)
        | Action::Forward(_)
        | Action::Table
        | Action::ReferBack { .. } => (
            secretary,
            "föra ärendet till sammanträdet",
            "nämndsekreterare",
        ),
        // Who is competent follows from the route; the act itself says who, and why.
        Action::DecideByDelegation { .. } | Action::DecideUrgently { .. } => {
            (true, "besluta", "den som är behörig")
        }
        Action::Execute => (officer || secretary, "börja verkställa", "handläggare"),
        Action::Reassign { .. } => (
            officer || standing.holds_any(Role::Administrator),
            "ge en granskning till någon annan",
            "handläggaren eller administratören",
        ),
        Action::Contribute(contribution) => {
            let asked = matter.reviews.iter().any(|review| {
                review.step == contribution.step && review.reviewer == standing.person
            });
            (asked, "lämna underlag", "den som är tillfrågad i steget")
        }
        Action::Escalate { .. } => (false, "eskalera", "klockan, efter ärendetypens tidsfrist"),
        // The core knows who is in the role of the step.
        Action::ExecuteStep { .. } => (true, "göra steget", "den som har rollen"),
        Action::Observe(_)
        | Action::FollowUp { .. }
        | Action::Reassess { .. }
        | Action::KeepDecision { .. } => (officer, "följa upp eller ompröva", "handläggare"),
        Action::NoteEnd => (false, "avsluta ett beslut i förtid", "klockan"),
        Action::RecordReview { sign_off, .. } => {
            let asked = matter
                .reviews
                .iter()
                .any(|r| r.sign_off == *sign_off && r.reviewer == standing.person);
            (asked, "svara på granskningen", "den som har blivit ombedd")
        }
    };
    if allowed {
        Ok(())
    } else {
        Err(needs(what, who))
    }
}

/// Whoever is told that an answer stays away must be able to look into it.
fn was_told(review: &Review, person: PersonId) -> bool {
    let told = review.escalated.as_ref();
    told.is_some_and(|escalated| escalated.to.contains(&person))
}

/// Whether the one who asks may follow the matter up, link it and ask for a reassessment.
///
/// # Errors
/// A refusal that says which office is needed.
pub fn may_follow_up(matter: &Matter, standing: &Standing) -> Result<(), Refusal> {
    let reason = String::new();
    may(matter, &Action::Reassess { reason }, standing)
}

fn is_own(matter: &Matter, person: PersonId) -> bool {
    matter.officer == person || matter.responsible == Some(person)
}

/// The refusal for one who lacks an office.
pub fn needs(what: &str, who: &str) -> Refusal {
    Refusal::forbidden(
        format!("Du har inte behörighet att {what}."),
        Reason::new("behorighet", format!("Det görs av {who}."))
            .remedy("Be den som har uppdraget, eller kontakta administratören."),
    )
}
