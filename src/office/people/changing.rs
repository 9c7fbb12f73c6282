//! A person gets another name or address, or leaves: links and sessions follow at once.

use super::{NewPerson, address_taken, person_of};
use crate::{
    db::{Read, Root, Write},
    domain::{
        actor::Actor,
        calendar,
        entropy::Entropy,
        identifiers::PersonId,
        journal::{NewEntry, Stream},
        person::{Person, Role},
        refusal::{Reason, Refusal},
    },
    office::{
        Office, OfficeError, Steward,
        settling::{Settling, mail_kind, stream_of},
        signing::as_asked_now,
    },
    signoff::{
        act::{Action, Happened, act},
        state::SignOff,
    },
    store::{
        collections, journal, locks, matters, meetings, offices, outbox,
        people::{self, Keeping, Kept},
        sessions, sign_offs,
    },
    work::{Closing, Notice, Subject},
};
use chrono::{DateTime, NaiveDate, Utc};
use serde_json::json;

const NOT_CHANGED: &str = "Uppgifterna är inte ändrade.";
const NOT_CLOSED: &str = "Kontot är inte avslutat.";

/// What is to be changed of a person. `None` leaves it as it is.
#[derive(Debug, Clone, Default)]
pub struct PersonChange {
    /// The address.
    pub email: Option<String>,
    /// The name.
    pub name: Option<String>,
    /// The title in office.
    pub title: Option<String>,
    /// The unit.
    pub unit: Option<String>,
}

impl Office {
    /// Changes a person. With a new address the links that were sent to the old one die, and new ones
    /// go to the new address only.
    ///
    /// # Errors
    /// Refused for all but the administrator, and when the address is taken or not an address.
    pub async fn change_person(
        &self,
        by: Steward,
        id: PersonId,
        change: PersonChange,
        at: DateTime<Utc>,
    ) -> Result<(), OfficeError> {
        let mut entropy = self.entropy(at)?;
        let today = calendar::today_in_stockholm(at);
        self.db()
            .write(async |write| {
                let by = by.actor(write, today).await?;
                let Kept {
                    person: before,
                    version,
                } = kept(write, id).await?;
                let after = changed(&before, &change)?;
                let Some(entry) = what_changed(&before, &after) else {
                    return Ok(());
                };
                take_what_waits_for(write, id).await?;
                keep(write, &after, version, NOT_CHANGED, at).await?;
                journal::append(write, Stream::Person(id), at, &by, &[entry]).await?;
                if before.email != after.email {
                    outbox::redirect(write, id, &after.email).await?;
                    self.move_links(write, &after, &by, at, &mut entropy)
                        .await?;
                    self.move_inquiries(write, &after, &by, at, &mut entropy)
                        .await?;
                }
                Ok::<(), OfficeError>(())
            })
            .await?;
        self.wake();
        Ok(())
    }

    /// Closes the account of a person who has left: sessions end, links die, and those who asked are
    /// told that they must ask somebody else. Says how many requests that was.
    ///
    /// # Errors
    /// Refused for all but the administrator, and when the account is closed already.
    pub async fn close_account(
        &self,
        by: Steward,
        id: PersonId,
        at: DateTime<Utc>,
    ) -> Result<usize, OfficeError> {
        let mut entropy = self.entropy(at)?;
        let today = calendar::today_in_stockholm(at);
        let closed = self
            .db()
            .write(async |write| {
                let by = by.actor(write, today).await?;
                let Kept { person, version } = kept(write, id).await?;
                if !person.active {
                    let reason = Reason::new("avslutat", "Det är redan avslutat.");
                    return Err(Refusal::because(NOT_CLOSED, reason).into());
                }
                take_what_waits_for(write, id).await?;
                let person = Person {
                    active: false,
                    ..person
                };
                keep(write, &person, version, NOT_CLOSED, at).await?;
                let sessions = sessions::end_all(write, id, at).await?;
                let waiting = sign_offs::open_for(write, id).await?;
                let entry = NewEntry::new(
                    "account_closed",
                    format!("Avslutade kontot för {}.", person.name),
                    json!({ "sessions": sessions, "sign_offs": waiting.len() }),
                );
                journal::append(write, Stream::Person(id), at, &by, &[entry]).await?;
                for sign_off in &waiting {
                    self.take_back(write, sign_off, &by, at, &mut entropy)
                        .await?;
                }
                self.move_inquiries(write, &person, &by, at, &mut entropy)
                    .await?;
                Ok::<usize, OfficeError>(waiting.len())
            })
            .await?;
        self.wake();
        Ok(closed)
    }

    async fn move_links(
        &self,
        write: &mut Write,
        person: &Person,
        by: &Actor,
        at: DateTime<Utc>,
        entropy: &mut Entropy,
    ) -> Result<(), OfficeError> {
        for waiting in sign_offs::open_for(write, person.id).await? {
            locks::take(write, &[locks::root_of(waiting.of)]).await?;
            let sign_off = sign_offs::find(write, waiting.id).await?.unwrap_or(waiting);
            if !sign_off.is_open() {
                continue;
            }
            let sign_off = as_asked_now(write, sign_off).await?;
            let action = Action::ChangeAddress {
                address: person.email.clone(),
            };
            let facts = self.sign_off_facts(person.active, at);
            let done = act(&sign_off, action, &facts, entropy)?;
            if done.result == Happened::Nothing {
                continue;
            }
            let stream = stream_of(sign_off.of);
            outbox::cancel_for_sign_off(write, sign_off.id).await?;
            sign_offs::save(write, &done.state, at).await?;
            journal::append(write, stream, at, by, &done.entries).await?;
            Settling {
                office: self,
                actor: by,
                stream,
                at,
            }
            .mail_about(write, &done.state, mail_kind::SIGN_OFF, json!({}), entropy)
            .await?;
        }
        Ok(())
    }

    async fn take_back(
        &self,
        write: &mut Write,
        sign_off: &SignOff,
        by: &Actor,
        at: DateTime<Utc>,
        entropy: &mut Entropy,
    ) -> Result<(), OfficeError> {
        locks::take(write, &[locks::root_of(sign_off.of)]).await?;
        let settling = Settling {
            office: self,
            actor: by,
            stream: stream_of(sign_off.of),
            at,
        };
        settling
            .close(write, sign_off.id, Closing::Withdrawn, entropy)
            .await?;
        let notice = Notice::RecipientLeft {
            sign_off: sign_off.id,
        };
        let today = calendar::today_in_stockholm(at);
        for person in who_asks_anew(write, sign_off, today).await? {
            settling.tell(write, person, &notice, entropy).await?;
        }
        Ok(())
    }
}

async fn kept(read: &mut Read, id: PersonId) -> Result<Kept, OfficeError> {
    let kept = people::find(read, id).await?;
    Ok(kept.ok_or_else(|| Refusal::not_found("Personen finns inte."))?)
}

/// Takes the matters and meetings that wait for the person or have a link with them, before the person's own row is changed.
async fn take_what_waits_for(write: &mut Write, id: PersonId) -> Result<(), OfficeError> {
    let sign_offs = sign_offs::open_for(write, id).await?;
    let inquiries = collections::linked_to(write, id).await?;
    let asked = inquiries.iter().map(|inquiry| Root::Matter(inquiry.matter));
    let roots = sign_offs.iter().map(|sign_off| locks::root_of(sign_off.of));
    let all: Vec<Root> = roots.chain(asked).collect();
    locks::take(write, &all).await?;
    Ok(())
}

async fn keep(
    write: &mut Write,
    person: &Person,
    version: i64,
    what: &str,
    at: DateTime<Utc>,
) -> Result<(), OfficeError> {
    match people::change(write, person, version, at).await? {
        Keeping::Done => Ok(()),
        Keeping::AddressTaken => Err(address_taken(what).into()),
        Keeping::Changed => {
            let reason = Reason::new("andrad", "Någon annan ändrade personen samtidigt.")
                .remedy("Försök igen.");
            Err(Refusal::changed(what, reason).into())
        }
    }
}

fn changed(before: &Person, change: &PersonChange) -> Result<Person, Refusal> {
    let or = |new: &Option<String>, old: &str| new.clone().unwrap_or_else(|| old.to_owned());
    let typed = NewPerson {
        email: or(&change.email, &before.email),
        name: or(&change.name, &before.name),
        title: or(&change.title, &before.title),
        unit: or(&change.unit, &before.unit),
        password: None,
    };
    let after = person_of(&typed, before.id, NOT_CHANGED)?;
    Ok(Person {
        active: before.active,
        ..after
    })
}

/// `None` when everything is as it was. The journal does not keep addresses.
fn what_changed(before: &Person, after: &Person) -> Option<NewEntry> {
    let changed: Vec<&str> = [
        ("e-postadress", before.email != after.email),
        ("namn", before.name != after.name),
        ("titel", before.title != after.title),
        ("enhet", before.unit != after.unit),
    ]
    .into_iter()
    .filter_map(|(what, differs)| differs.then_some(what))
    .collect();
    let summary = format!("Ändrade {} för {}.", changed.join(", "), after.name);
    (!changed.is_empty())
        .then(|| NewEntry::new("person_changed", summary, json!({ "changed": changed })))
}

/// The officer of the matter or the one who sent the minutes; the registrars when they have left too.
async fn who_asks_anew(
    read: &mut Read,
    sign_off: &SignOff,
    today: NaiveDate,
) -> Result<Vec<PersonId>, OfficeError> {
    let found = match sign_off.of {
        Subject::Matter(id) => matters::find(read, id)
            .await?
            .map(|matter| (matter.officer, matter.body)),
        Subject::Minutes(id) => meetings::find(read, id)
            .await?
            .map(|meeting| (sign_off.asked_by, meeting.body)),
    };
    let Some((asked_by, body)) = found else {
        return Ok(Vec::new());
    };
    if people::find(read, asked_by)
        .await?
        .is_some_and(|kept| kept.person.active)
    {
        return Ok(vec![asked_by]);
    }
    let registrars = offices::holders(read, Role::Registrar, body, today).await?;
    Ok(registrars.into_iter().map(|holder| holder.person).collect())
}
