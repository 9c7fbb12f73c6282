//! Who can be asked in a collection, and who is likely to answer.

use crate::{
    collection::state::Item,
    db::Read,
    domain::{
        identifiers::{BodyId, PersonId},
        person::{Person, Role},
    },
    matter::{after::observation::current_value, state::Matter},
    office::OfficeError,
    store::{bodies, offices, people},
    workflow::{
        collection::{Collection, OWNER, Recipients},
        keys::FieldKey,
        value::{Row, Value},
    },
};
use chrono::NaiveDate;

/// One that can be asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// What the form knows it by.
    pub key: String,
    /// The name of the body or the person.
    pub name: String,
    /// The body, where it is one.
    pub body: Option<BodyId>,
    /// Who is likely to answer.
    pub suggested: Option<PersonId>,
    /// The rows of an owner.
    pub items: Vec<Item>,
}

pub(super) async fn of(
    read: &mut Read,
    matter: &Matter,
    collection: &Collection,
    today: NaiveDate,
) -> Result<Vec<Candidate>, OfficeError> {
    match &collection.to {
        Recipients::Bodies => of_bodies(read, today).await,
        Recipients::Group(group) => of_group(read, group.as_str(), today).await,
        Recipients::Owners(table) => of_owners(read, matter, table).await,
    }
}

/// Every body, by name. Its manager is likely to answer, else a case officer of its own.
async fn of_bodies(read: &mut Read, today: NaiveDate) -> Result<Vec<Candidate>, OfficeError> {
    let mut found = Vec::new();
    for body in bodies::all(read).await? {
        let mut suggested = None;
        for role in [Role::ResponsibleManager, Role::CaseOfficer] {
            let holders = offices::holders(read, role, body.id, today).await?;
            let own = holders.iter().find(|held| held.body == Some(body.id));
            suggested = suggested.or(own.or(holders.first()).map(|held| held.person));
        }
        found.push(Candidate {
            key: body.id.to_string(),
            name: body.name,
            body: Some(body.id),
            suggested,
            items: Vec::new(),
        });
    }
    found.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(found)
}

async fn of_group(
    read: &mut Read,
    group: &str,
    today: NaiveDate,
) -> Result<Vec<Candidate>, OfficeError> {
    let mut found = Vec::new();
    for member in offices::group(read, group, today).await? {
        if let Some(kept) = people::find(read, member).await? {
            found.push(Candidate {
                key: member.to_string(),
                name: kept.person.name,
                body: None,
                suggested: Some(member),
                items: Vec::new(),
            });
        }
    }
    Ok(found)
}

/// Each who stands as the owner of a row, with the rows that are not finished. A row without an
/// owner is asked of "utan ansvarig", so that nobody forgets it.
async fn of_owners(
    read: &mut Read,
    matter: &Matter,
    table: &FieldKey,
) -> Result<Vec<Candidate>, OfficeError> {
    let everybody = people::all(read).await?;
    let Some(Value::Table(rows)) = current_value(matter, table) else {
        return Ok(Vec::new());
    };
    let active: Vec<Person> = everybody
        .into_iter()
        .map(|kept| kept.person)
        .filter(|person| person.active)
        .collect();
    let mut found: Vec<Candidate> = Vec::new();
    for row in rows.iter().filter(|row| !is_done(row)) {
        let (id, owner) = owner_of(row);
        let known = known_owner(&active, id, owner.as_deref());
        let key = match known {
            Some(person) => person.id.to_string(),
            None => owner.clone().unwrap_or_default(),
        };
        let item = Item {
            title: title_of(row),
            row: row.clone(),
        };
        match found.iter_mut().find(|candidate| candidate.key == key) {
            Some(candidate) => candidate.items.push(item),
            None => found.push(Candidate {
                key,
                name: known
                    .map(|person| named_apart(person, &active))
                    .or(owner)
                    .unwrap_or_else(|| "Utan ansvarig".to_owned()),
                body: None,
                suggested: known.map(|person| person.id),
                items: vec![item],
            }),
        }
    }
    Ok(found)
}

/// Who the owner's cell means. A name that several have means none of them: the officer chooses.
fn known_owner<'p>(
    active: &'p [Person],
    id: Option<PersonId>,
    owner: Option<&str>,
) -> Option<&'p Person> {
    if let Some(id) = id {
        return active.iter().find(|person| person.id == id);
    }
    let owner = owner?.to_lowercase();
    if let Some(person) = active.iter().find(|person| person.email == owner) {
        return Some(person);
    }
    let mut namesakes = active
        .iter()
        .filter(|person| person.name.to_lowercase() == owner);
    namesakes.next().filter(|_| namesakes.next().is_none())
}

/// The name, with the e-mail address where somebody else has the same.
fn named_apart(person: &Person, active: &[Person]) -> String {
    let is_namesake = |other: &&Person| {
        other.id != person.id && other.name.to_lowercase() == person.name.to_lowercase()
    };
    match active.iter().find(is_namesake) {
        Some(_) => format!("{} ({})", person.name, person.email),
        None => person.name.clone(),
    }
}

/// Who stands in the owner's cell: the identity where it is known, and the name.
fn owner_of(row: &Row) -> (Option<PersonId>, Option<String>) {
    let cell = row.iter().find(|(key, _)| key.as_str() == OWNER);
    let (id, name) = match cell {
        Some((_, Value::Person(named))) => (named.id, named.name.clone()),
        Some((_, Value::Text(name))) => (None, name.clone()),
        _ => (None, String::new()),
    };
    let name = name.trim().to_owned();
    (id, Some(name).filter(|name| !name.is_empty()))
}

fn is_done(row: &Row) -> bool {
    row.iter().any(|(key, cell)| {
        key.as_str() == "status"
            && matches!(cell, Value::Enum(done) if done.as_str() == "genomford")
    })
}

/// What a row is called: its `aktivitet`, else the first text in it.
fn title_of(row: &Row) -> String {
    let named = row.iter().find(|(key, _)| key.as_str() == "aktivitet");
    let text = |cell: &Value| match cell {
        Value::Text(text) | Value::Richtext(text) => Some(text.clone()),
        _ => None,
    };
    named
        .and_then(|(_, cell)| text(cell))
        .or_else(|| row.values().find_map(text))
        .unwrap_or_default()
}
