//! Who asks: loaded anew for every act, so that a permission taken away is gone at once.

use super::OfficeError;
use crate::{
    db::Read,
    domain::{
        actor::Actor,
        body::Seat,
        delegation::{Candidate, Delegates, Scheme},
        identifiers::PersonId,
        person::{Away, Person, Role},
        refusal::{Reason, Refusal},
    },
    matter::permission::{Deciding, Standing, needs},
    store::{absences, bodies, delegations, offices, people},
};
use chrono::NaiveDate;

/// The one who asks for something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asker {
    /// A person who is signed in, or whose command runs.
    SignedIn(PersonId),
}

/// The one who looks after people and bodies. Decides nothing in a matter, and is therefore no
/// [`Asker`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Steward {
    /// Whoever runs the binary, and so holds the whole database already.
    CommandLine,
    /// A person who is signed in, and must be an administrator.
    SignedIn(PersonId),
}

impl Steward {
    /// Who the journal says it was.
    ///
    /// # Errors
    /// Refused for a person who is no administrator on `day`.
    pub(super) async fn actor(self, read: &mut Read, day: NaiveDate) -> Result<Actor, OfficeError> {
        let person = match self {
            Steward::CommandLine => {
                return Ok(Actor::Machine {
                    part: "kommandoraden".to_owned(),
                });
            }
            Steward::SignedIn(person) => person,
        };
        let known = Asker::SignedIn(person).known(read, day).await?;
        if !known.standing.holds_any(Role::Administrator) {
            return Err(needs("ändra bland personer och organ", "administratören").into());
        }
        Ok(known.actor())
    }
}

/// A person and what they may do today.
#[derive(Debug, Clone)]
pub(super) struct Known {
    pub(super) person: Person,
    pub(super) standing: Standing,
}

impl Known {
    /// As the journal keeps it.
    pub(super) fn actor(&self) -> Actor {
        Actor::Person {
            id: self.person.id,
            name: self.person.name.clone(),
            capacity: self.standing.capacity(),
        }
    }
}

impl Asker {
    /// Who it is.
    pub fn person(self) -> PersonId {
        match self {
            Asker::SignedIn(person) => person,
        }
    }

    /// Loads the person and the offices held on `day`.
    pub(super) async fn known(self, read: &mut Read, day: NaiveDate) -> Result<Known, OfficeError> {
        let id = self.person();
        let kept = people::find(read, id)
            .await?
            .filter(|kept| kept.person.active);
        let Some(kept) = kept else {
            return Err(Refusal::forbidden(
                "Du är inte inloggad.",
                Reason::new("konto", "Kontot finns inte eller är avslutat.")
                    .remedy("Kontakta administratören."),
            )
            .into());
        };
        let appointments = offices::of_person(read, id).await?;
        let mut candidate = candidate(read, &kept.person, day).await?;
        let scheme = delegations::in_force(read, day).await?;
        if scheme.replaceable().is_some() {
            let away = Away::on(day, &absences::on(read, day).await?);
            candidate.delegates = delegates(read, &scheme, &away, day).await?;
        }
        let deciding = Deciding {
            points: scheme.points_of(id, &candidate, day),
            chairs: candidate.chairs.clone(),
        };
        let standing = Standing::on(id, &appointments, day).deciding(deciding);
        Ok(Known {
            person: kept.person,
            standing,
        })
    }
}

/// A person as a delegation scheme asks: groups and chairs held on the day.
pub(super) async fn candidate(
    read: &mut Read,
    person: &Person,
    day: NaiveDate,
) -> Result<Candidate, OfficeError> {
    let groups = offices::groups_of(read, person.id).await?;
    let seats = bodies::seats_of(read, person.id).await?;
    Ok(Candidate {
        name: person.name.clone(),
        title: person.title.clone(),
        groups: groups
            .into_iter()
            .filter(|member| member.term.holds_on(day))
            .map(|member| member.group)
            .collect(),
        chairs: seats
            .into_iter()
            .filter(|seat| seat.seat == Seat::Chair && seat.term.holds_on(day))
            .map(|seat| seat.body)
            .collect(),
        delegates: Delegates::default(),
    })
}

/// The delegates in whose place somebody may decide, where the scheme says so of any. Without their
/// names, which only a decision prints.
pub(super) async fn delegates(
    read: &mut Read,
    scheme: &Scheme,
    away: &Away,
    day: NaiveDate,
) -> Result<Delegates, OfficeError> {
    let mut delegates = Delegates::default();
    let Some(replaceable) = scheme.replaceable() else {
        return Ok(delegates);
    };
    for group in replaceable {
        let members = offices::group(read, group, day).await?;
        delegates
            .groups
            .insert(group.to_owned(), members.into_iter().collect());
    }
    delegates.away = away.clone();
    Ok(delegates)
}
