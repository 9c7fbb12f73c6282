//! What is named: a person, a body, an attachment, another matter, as printed and as known.

use serde::{Deserialize, Serialize};

use crate::domain::identifiers::{AttachmentId, MatterId, PersonId};
use crate::workflow::keys::BodyKey;

/// Somebody or something by its name as printed, with the identity where it is known.
///
/// The name stays as it was written: a person who changes name is not renamed in what was decided.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Named<Id> {
    /// Which, where it is known.
    #[serde(default = "unknown", skip_serializing_if = "Option::is_none")]
    pub id: Option<Id>,
    /// As printed.
    pub name: String,
}

fn unknown<Id>() -> Option<Id> {
    None
}

/// Somebody who can be named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownPerson {
    /// Who it is.
    pub id: PersonId,
    /// As printed.
    pub name: String,
    /// The address, which tells namesakes apart.
    pub email: String,
}

/// Something that can be named by more than one word: an attachment by label or title, another
/// matter by register number or title.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known<Id> {
    /// Which.
    pub id: Id,
    /// As printed.
    pub name: String,
    /// The other word for it.
    pub also: Option<String>,
}

/// What can be named. A part that is `None` is not known here, and then any name is taken as it is.
#[derive(Debug, Clone, Default)]
pub struct Directory {
    /// Who works here or is elected. Somebody from outside may be named, too.
    pub persons: Option<Vec<KnownPerson>>,
    /// The bodies.
    pub bodies: Option<Vec<Known<BodyKey>>>,
    /// The units, to offer: a unit that is not here may be named.
    pub units: Vec<String>,
    /// The attachments of the matter.
    pub attachments: Option<Vec<Known<AttachmentId>>>,
    /// The other matters.
    pub matters: Option<Vec<Known<MatterId>>>,
}

impl<Id> Named<Id> {
    /// Known by its name only.
    pub fn unknown(name: &str) -> Self {
        Self {
            id: None,
            name: name.to_owned(),
        }
    }
}

impl Directory {
    /// The person that was typed: by address, or by a name that only one has.
    pub(super) fn person(&self, typed: &str) -> Result<Named<PersonId>, String> {
        let name = named(typed)?;
        let Some(persons) = &self.persons else {
            return Ok(Named::unknown(name));
        };
        let found = |person: &KnownPerson| Named {
            id: Some(person.id),
            name: person.name.clone(),
        };
        let lower = name.to_lowercase();
        if name.contains('@') {
            let known = persons
                .iter()
                .find(|person| person.email.to_lowercase() == lower);
            return known.map(found).ok_or_else(|| {
                format!("Ingen har adressen '{name}'. Kontrollera adressen eller skriv namnet.")
            });
        }
        let mut namesakes = persons
            .iter()
            .filter(|person| person.name.to_lowercase() == lower);
        match (namesakes.next(), namesakes.next()) {
            (None, _) => Ok(Named::unknown(name)),
            (Some(only), None) => Ok(found(only)),
            (Some(_), Some(_)) => Err(format!(
                "Flera heter '{name}'. Skriv personens e-postadress i stället."
            )),
        }
    }

    /// The body that was typed, by key or name.
    pub(super) fn body(&self, typed: &str) -> Result<Named<BodyKey>, String> {
        let name = named(typed)?;
        match &self.bodies {
            // A word that can be a key is one: files and scenarios name bodies by their keys.
            None => Ok(Named {
                id: name.parse().ok(),
                name: name.to_owned(),
            }),
            Some(bodies) => one_of(bodies, name, "Organet"),
        }
    }

    /// The attachment that was typed, by label or title.
    pub(super) fn attachment(&self, typed: &str) -> Result<Named<AttachmentId>, String> {
        let name = named(typed)?;
        match &self.attachments {
            None => Ok(Named::unknown(name)),
            Some(attachments) => one_of(attachments, name, "Bilagan"),
        }
    }

    /// The matter that was typed, by register number, title or identity.
    pub(super) fn matter(&self, typed: &str) -> Result<Named<MatterId>, String> {
        let name = named(typed)?;
        match &self.matters {
            None => Ok(Named {
                id: name.parse().ok(),
                name: name.to_owned(),
            }),
            Some(matters) => {
                let by_id = matters.iter().find(|known| known.id.to_string() == name);
                by_id.map_or_else(
                    || one_of(matters, name, "Ärendet"),
                    |known| Ok(known.named()),
                )
            }
        }
    }

    /// What to type for this person: the address, where another has the same name.
    pub fn typed_person(&self, person: &Named<PersonId>) -> String {
        let persons = self.persons.as_deref().unwrap_or_default();
        let namesakes = persons.iter().filter(|one| one.name == person.name).count();
        let known = persons.iter().find(|one| Some(one.id) == person.id);
        match known {
            Some(known) if namesakes > 1 => known.email.clone(),
            _ => person.name.clone(),
        }
    }
}

impl<Id: Clone> Known<Id> {
    fn named(&self) -> Named<Id> {
        Named {
            id: Some(self.id.clone()),
            name: self.name.clone(),
        }
    }

    fn is_called(&self, lower: &str) -> bool {
        let names = [Some(&self.name), self.also.as_ref()];
        names
            .into_iter()
            .flatten()
            .any(|name| name.to_lowercase() == lower)
    }
}

fn named(typed: &str) -> Result<&str, String> {
    let name = typed.trim();
    if name.contains(['\n', '\r']) {
        return Err("Skriv på en enda rad.".to_owned());
    }
    Ok(name)
}

fn one_of<Id: Clone>(known: &[Known<Id>], typed: &str, what: &str) -> Result<Named<Id>, String> {
    let lower = typed.to_lowercase();
    let mut found = known.iter().filter(|one| one.is_called(&lower));
    match (found.next(), found.next()) {
        (Some(only), None) => Ok(only.named()),
        (Some(_), Some(_)) => Err(format!(
            "Flera heter '{typed}'. Skriv det som skiljer dem åt."
        )),
        (None, _) => {
            let names: Vec<&str> = known.iter().map(|one| one.name.as_str()).take(12).collect();
            Err(if names.is_empty() {
                format!("{what} '{typed}' finns inte.")
            } else {
                format!(
                    "{what} '{typed}' finns inte. Det finns: {}.",
                    names.join(", ")
                )
            })
        }
    }
}
