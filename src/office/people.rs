//! Persons: adding them, signing in, sessions of our own.

mod absence;
mod changing;
mod leaving;

pub use absence::{Absences, NewAbsence};
pub use changing::PersonChange;
pub use leaving::Leaving;

use super::{Office, OfficeError, Steward};
use crate::{
    domain::{
        calendar,
        digest::Digest,
        identifiers::PersonId,
        journal::{NewEntry, Stream},
        person::{Appointment, Person},
        refusal::{Place, Reason, Refusal},
        text,
    },
    matter::permission::Standing,
    store::{journal, offices, people, sessions},
};
use argon2::{
    Argon2,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, TimeDelta, Utc};
use secrecy::{ExposeSecret, SecretString};
use serde_json::json;

/// How long a session may rest.
pub const IDLE: TimeDelta = TimeDelta::minutes(30);
/// How long a session may last, however busy.
pub const LONGEST: TimeDelta = TimeDelta::hours(10);
/// The shortest password, in characters (ASVS 6.2.1).
pub const SHORTEST_PASSWORD: usize = 12;

/// The value of a session cookie. Only its hash is kept.
#[derive(Debug)]
pub struct SessionToken(SecretString);

impl SessionToken {
    /// The value to set as a cookie.
    pub fn in_cookie(&self) -> &str {
        self.0.expose_secret()
    }

    /// Reads a cookie's value.
    pub fn from_cookie(value: &str) -> Self {
        Self(SecretString::from(value.to_owned()))
    }

    fn hash(&self) -> Digest {
        Digest::of(self.0.expose_secret().as_bytes())
    }
}

/// Somebody who is signed in.
#[derive(Debug, Clone)]
pub struct SignedIn {
    /// Who.
    pub person: Person,
    /// What they may do today.
    pub standing: Standing,
}

/// A person to add.
#[derive(Debug, Clone)]
pub struct NewPerson {
    /// The address.
    pub email: String,
    /// The name.
    pub name: String,
    /// The title in office.
    pub title: String,
    /// The unit.
    pub unit: String,
    /// The password, if they are to sign in with one.
    pub password: Option<SecretString>,
}

impl Office {
    /// Adds a person.
    ///
    /// # Errors
    /// Refused for all but the administrator, when the address is taken or not an address, and when
    /// the password is too short.
    pub async fn add_person(
        &self,
        new: NewPerson,
        by: Steward,
        at: DateTime<Utc>,
    ) -> Result<PersonId, OfficeError> {
        let today = calendar::today_in_stockholm(at);
        let person = person_of(&new, self.entropy(at)?.id(), "Personen är inte tillagd.")?;
        let hash = match &new.password {
            Some(password) => Some(self.hash_password(password, at)?),
            None => None,
        };
        let entry = NewEntry::new(
            "person_added",
            format!("Lade till {}.", person.name),
            json!({ "title": person.title, "unit": person.unit }),
        );
        self.db()
            .write(async |write| {
                let by = by.actor(write, today).await?;
                if people::add(write, &person, at).await? != people::Keeping::Done {
                    return Err(address_taken("Personen är inte tillagd.").into());
                }
                if let Some(hash) = &hash {
                    people::set_password(write, person.id, hash, at).await?;
                }
                journal::append(write, Stream::Person(person.id), at, &by, &[entry]).await?;
                Ok::<(), OfficeError>(())
            })
            .await?;
        Ok(person.id)
    }

    /// Gives a person an office.
    ///
    /// # Errors
    /// Refused for all but the administrator.
    pub async fn appoint(
        &self,
        appointment: Appointment,
        by: Steward,
        at: DateTime<Utc>,
    ) -> Result<(), OfficeError> {
        let entry = NewEntry::new(
            "appointed",
            format!("Fick uppdraget {}.", appointment.role.swedish()),
            json!({ "role": appointment.role, "body": appointment.body, "term": appointment.term }),
        );
        let today = calendar::today_in_stockholm(at);
        self.db()
            .write(async |write| {
                let by = by.actor(write, today).await?;
                offices::appoint(write, &appointment).await?;
                let stream = Stream::Person(appointment.person);
                journal::append(write, stream, at, &by, &[entry]).await?;
                Ok(())
            })
            .await
    }

    /// Signs in with address and password. `None`: one of them is wrong, and nobody learns which.
    ///
    /// # Errors
    /// When keeping fails.
    pub async fn sign_in(
        &self,
        email: &str,
        password: &SecretString,
        at: DateTime<Utc>,
    ) -> Result<Option<SessionToken>, OfficeError> {
        let found = self
            .db()
            .read(async |read| {
                let kept = people::find_by_address(read, email).await?;
                let Some(kept) = kept.filter(|kept| kept.person.active) else {
                    return Ok(None);
                };
                let hash = people::password(read, kept.person.id).await?;
                Ok::<_, OfficeError>(hash.map(|hash| (kept.person.id, hash)))
            })
            .await?;
        let (person, hash) = match found {
            Some((person, hash)) => (Some(person), hash),
            // An unknown address takes as long as a known one.
            None => (None, NOBODY.to_owned().into()),
        };
        let password = password.clone();
        let right = tokio::task::spawn_blocking(move || verify(&password, &hash))
            .await
            .map_err(|error| OfficeError::Password(error.to_string()))?;
        match person {
            Some(person) if right => Ok(Some(self.begin_session(person, at).await?)),
            _ => Ok(None),
        }
    }

    /// Begins a session for a person whose identity is settled.
    ///
    /// # Errors
    /// When keeping fails.
    pub async fn begin_session(
        &self,
        person: PersonId,
        at: DateTime<Utc>,
    ) -> Result<SessionToken, OfficeError> {
        let token = URL_SAFE_NO_PAD.encode(self.entropy(at)?.bytes());
        let token = SessionToken(SecretString::from(token));
        let session = sessions::Session {
            token_hash: token.hash(),
            person,
            created_at: at,
            last_seen_at: at,
            expires_at: at + LONGEST,
        };
        self.db()
            .write(async |write| sessions::begin(write, &session).await)
            .await?;
        Ok(token)
    }

    /// Who a session belongs to, if it is still good.
    ///
    /// # Errors
    /// When keeping fails.
    pub async fn signed_in(
        &self,
        token: &SessionToken,
        at: DateTime<Utc>,
    ) -> Result<Option<SignedIn>, OfficeError> {
        let today = calendar::today_in_stockholm(at);
        let found = self
            .db()
            .read(async |read| {
                let Some(session) = sessions::find(read, token.hash(), at, IDLE).await? else {
                    return Ok(None);
                };
                let Some(kept) = people::find(read, session.person).await? else {
                    return Ok(None);
                };
                let held = offices::of_person(read, session.person).await?;
                let standing = Standing::on(session.person, &held, today);
                Ok::<_, OfficeError>(Some((
                    session,
                    SignedIn {
                        person: kept.person,
                        standing,
                    },
                )))
            })
            .await?;
        let Some((session, signed_in)) = found else {
            return Ok(None);
        };
        if at - session.last_seen_at >= TimeDelta::minutes(1) {
            self.db()
                .write(async |write| sessions::touch(write, token.hash(), at).await)
                .await?;
        }
        Ok(Some(signed_in))
    }

    /// Signs out.
    ///
    /// # Errors
    /// When keeping fails.
    pub async fn sign_out(
        &self,
        token: &SessionToken,
        at: DateTime<Utc>,
    ) -> Result<(), OfficeError> {
        self.db()
            .write(async |write| sessions::end(write, token.hash(), at).await)
            .await?;
        Ok(())
    }

    /// Everybody, by name.
    ///
    /// # Errors
    /// When keeping fails.
    pub async fn everyone(&self) -> Result<Vec<Person>, OfficeError> {
        let mut everyone: Vec<Person> = self
            .db()
            .read(async |read| people::all(read).await)
            .await?
            .into_iter()
            .map(|kept| kept.person)
            .collect();
        everyone.sort_by(|one, other| one.name.cmp(&other.name));
        Ok(everyone)
    }

    fn hash_password(
        &self,
        password: &SecretString,
        at: DateTime<Utc>,
    ) -> Result<SecretString, OfficeError> {
        if password.expose_secret().chars().count() < SHORTEST_PASSWORD {
            return Err(Refusal::invalid(
                "Lösenordet är inte satt.",
                vec![
                    Reason::new("losenord", "Lösenordet är för kort.")
                        .remedy(format!(
                            "Välj minst {SHORTEST_PASSWORD} tecken, gärna några ord."
                        ))
                        .at(Place::Field("password".into())),
                ],
            )
            .into());
        }
        let salt = self.entropy(at)?.bytes();
        let hash = hasher()
            .hash_password_with_salt(password.expose_secret().as_bytes(), &salt[..16])
            .map_err(|error| OfficeError::Password(error.to_string()))?;
        Ok(hash.to_string().into())
    }
}

/// argon2id with 19 MiB, two passes, one lane: OWASP's least.
fn hasher() -> Argon2<'static> {
    Argon2::default()
}

/// The hash of a password that nobody has.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

fn verify(password: &SecretString, hash: &SecretString) -> bool {
    PasswordHash::new(hash.expose_secret()).is_ok_and(|hash| {
        hasher()
            .verify_password(password.expose_secret().as_bytes(), &hash)
            .is_ok()
    })
}

fn address_taken(what: &str) -> Refusal {
    let taken = Reason::new("epost", "Adressen används redan av någon annan.")
        .at(Place::Field("email".into()));
    Refusal::invalid(what, vec![taken])
}

/// The person as typed. `what` says what does not happen when something is wrong.
fn person_of(new: &NewPerson, id: PersonId, what: &str) -> Result<Person, Refusal> {
    let email = people::address(&new.email);
    let name = text::clean_line(&new.name);
    let mut reasons = Vec::new();
    let looks_right = email.split_once('@').is_some_and(|(local, domain)| {
        !local.is_empty()
            && domain.contains('.')
            && email
                .chars()
                .all(|letter| letter.is_ascii_graphic() && !"<>,;\"".contains(letter))
    });
    if !looks_right {
        reasons.push(
            Reason::new("epost", "E-postadressen går inte att använda.")
                .remedy("Skriv den som namn@kommun.se.")
                .at(Place::Field("email".into())),
        );
    }
    if name.is_empty() {
        reasons.push(Reason::new("namn", "Namnet saknas.").at(Place::Field("name".into())));
    }
    if !reasons.is_empty() {
        return Err(Refusal::invalid(what, reasons));
    }
    Ok(Person {
        id,
        email,
        name,
        title: text::clean_line(&new.title),
        unit: text::clean_line(&new.unit),
        active: true,
    })
}
