//! Reading for pages and lists: nothing here changes anything, and everything asks who wants it.

mod matters;
mod meetings;
mod tasks;

pub use matters::MatterView;
pub(super) use matters::seen_matter;
pub use meetings::MeetingView;
pub use tasks::Tasks;

use super::{Office, OfficeError};
use crate::{
    db::Read,
    domain::{
        body::Body,
        identifiers::{BodyId, PersonId},
        person::{Person, Role},
    },
    store::{bodies, offices, people},
};
use chrono::NaiveDate;
use std::collections::BTreeMap;

/// Names of persons, for showing.
pub type Names = BTreeMap<PersonId, String>;

impl Office {
    /// Every body, in the order of their keys.
    ///
    /// # Errors
    /// When keeping fails.
    pub async fn bodies(&self) -> Result<Vec<Body>, OfficeError> {
        Ok(self.db().read(async |read| bodies::all(read).await).await?)
    }

    /// Those who may answer for a matter of the body today.
    ///
    /// # Errors
    /// When keeping fails.
    pub async fn managers(
        &self,
        body: BodyId,
        today: NaiveDate,
    ) -> Result<Vec<Person>, OfficeError> {
        self.db()
            .read(async |read| {
                let held = offices::holders(read, Role::ResponsibleManager, body, today).await?;
                let mut found = Vec::new();
                for appointment in held {
                    if let Some(kept) = people::find(read, appointment.person).await? {
                        found.push(kept.person);
                    }
                }
                Ok(found)
            })
            .await
    }

    /// The offices, seats and groups that a person holds on `day`, one line each.
    ///
    /// # Errors
    /// When keeping fails.
    pub async fn offices_of(
        &self,
        person: PersonId,
        day: NaiveDate,
    ) -> Result<Vec<String>, OfficeError> {
        self.db()
            .read(async |read| {
                let bodies = bodies::all(read).await?;
                let name = |id: BodyId| {
                    bodies
                        .iter()
                        .find(|body| body.id == id)
                        .map(|body| body.name.clone())
                };
                let mut lines = Vec::new();
                for held in offices::of_person(read, person).await? {
                    if held.term.holds_on(day) {
                        let place = held.body.and_then(name).map(|name| format!(", {name}"));
                        lines.push(format!(
                            "{}{}",
                            held.role.swedish(),
                            place.unwrap_or_default()
                        ));
                    }
                }
                for seat in bodies::seats_of(read, person).await? {
                    if seat.term.holds_on(day) {
                        let place = name(seat.body).unwrap_or_default();
                        lines.push(format!("{}, {place}", seat.seat.swedish()));
                    }
                }
                for member in offices::groups_of(read, person).await? {
                    if member.term.holds_on(day) {
                        lines.push(format!("gruppen {}", member.group));
                    }
                }
                Ok(lines)
            })
            .await
    }
}

pub(super) async fn names(read: &mut Read, persons: &[PersonId]) -> Result<Names, OfficeError> {
    Ok(people::names(read, persons).await?)
}
