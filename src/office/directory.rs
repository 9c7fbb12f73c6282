//! What can be named in the fields of a matter: persons, units, bodies, its attachments, other
//! matters.

use super::{Asker, Office, OfficeError};
use crate::{
    domain::identifiers::MatterId,
    matter::state::Matter,
    store::{bodies, matters, people},
    workflow::value::{Directory, Known, KnownPerson},
};
use chrono::{DateTime, Utc};
use std::collections::BTreeSet;

impl Office {
    /// What can be named in `matter`. Of the other matters only those that one of `named` names and
    /// that may be seen: there are too many to offer.
    ///
    /// # Errors
    /// When keeping fails.
    pub async fn directory(
        &self,
        asker: Asker,
        matter: &Matter,
        named: &[String],
        at: DateTime<Utc>,
    ) -> Result<Directory, OfficeError> {
        let (people, bodies) = self
            .db()
            .read(async |read| {
                let people = people::all(read).await?;
                Ok::<_, OfficeError>((people, bodies::all(read).await?))
            })
            .await?;
        let active = people
            .into_iter()
            .map(|kept| kept.person)
            .filter(|person| person.active);
        let mut persons = Vec::new();
        let mut units = BTreeSet::new();
        for person in active {
            units.insert(person.unit);
            persons.push(KnownPerson {
                id: person.id,
                name: person.name,
                email: person.email,
            });
        }
        units.remove("");
        persons.sort_by(|one, other| one.name.cmp(&other.name));
        let mut known_bodies = Vec::new();
        for body in bodies {
            if let Ok(key) = body.key.parse() {
                known_bodies.push(Known {
                    id: key,
                    name: body.name,
                    also: Some(body.key),
                });
            }
        }
        Ok(Directory {
            persons: Some(persons),
            bodies: Some(known_bodies),
            units: units.into_iter().collect(),
            attachments: Some(matter.content.named_attachments()),
            matters: Some(self.matters_named(asker, named, at).await?),
        })
    }

    async fn matters_named(
        &self,
        asker: Asker,
        named: &[String],
        at: DateTime<Utc>,
    ) -> Result<Vec<Known<MatterId>>, OfficeError> {
        let mut known = Vec::new();
        for typed in named {
            let id = match self.matter_named(asker, typed, at).await {
                Ok(id) => id,
                // What is not found is told at its field.
                Err(OfficeError::Refused(_)) => continue,
                Err(other) => return Err(other),
            };
            let found = self
                .db()
                .read(async |read| matters::find(read, id).await)
                .await?;
            let Some(matter) = found else { continue };
            // The field is read by more people than the matter that it names.
            let name = match (&matter.register_number, &matter.secrecy) {
                (Some(number), _) => number.raw.clone(),
                (None, Some(_)) => matter.by_number(),
                (None, None) => matter.content.title,
            };
            known.push(Known {
                id,
                name,
                also: Some(typed.trim().to_owned()),
            });
        }
        Ok(known)
    }
}
