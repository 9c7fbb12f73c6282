//! Somebody is away: entered by that person, or by the administrator.

use crate::{
    db::Read,
    domain::{
        actor::Actor,
        calendar,
        identifiers::{AbsenceId, FormNonce, PersonId},
        journal::{NewEntry, Stream},
        person::{Absence, Role},
        refusal::{Place, Reason, Refusal},
        swedish,
    },
    office::{Asker, Office, OfficeError, Steward, forms::repeated, reading},
    signoff::state::SignOff,
    store::{absences, journal, people, sign_offs},
    work::Subject,
};
use chrono::{DateTime, NaiveDate, Utc};
use serde_json::json;

const NOT_ENTERED: &str = "Frånvaron är inte sparad.";
/// The longest absence that is taken for meant, in days.
const LONGEST: i64 = 3 * 366;

/// An absence to enter.
#[derive(Debug, Clone)]
pub struct NewAbsence {
    /// Who is away.
    pub person: PersonId,
    /// The first day.
    pub from: NaiveDate,
    /// The last day.
    pub until: NaiveDate,
    /// Who may be asked instead.
    pub substitute: Option<PersonId>,
}

/// What the page about absence shows.
#[derive(Debug)]
pub struct Absences {
    /// The person's own, from today on.
    pub own: Vec<Absence>,
    /// Everybody else's, for the administrator.
    pub others: Vec<Absence>,
    /// What waits for somebody who is away today, for the administrator.
    pub waiting: Vec<SignOff>,
    /// The names of everybody in it.
    pub names: reading::Names,
}

impl Office {
    /// Enters an absence. Whoever is away from today on is no longer asked; a question that waits
    /// already stays, and the officer is told when it falls due.
    ///
    /// # Errors
    /// Refused for all but the person and the administrator, and when the days or the substitute
    /// cannot be.
    pub async fn enter_absence(
        &self,
        by: Steward,
        new: NewAbsence,
        form: Option<FormNonce>,
        at: DateTime<Utc>,
    ) -> Result<(), OfficeError> {
        let id: AbsenceId = self.entropy(at)?.id();
        let today = calendar::today_in_stockholm(at);
        self.db()
            .write(async |write| {
                let actor = who(by, new.person, write, today).await?;
                if let Steward::SignedIn(person) = by
                    && repeated(write, form, person, &id.to_string(), at)
                        .await?
                        .is_some()
                {
                    return Ok(());
                }
                let mut reasons = wrong_days(&new, today);
                reasons.extend(wrong_people(write, &new).await?);
                if !reasons.is_empty() {
                    return Err(Refusal::invalid(NOT_ENTERED, reasons).into());
                }
                let absence = Absence {
                    id,
                    person: new.person,
                    from: new.from,
                    until: new.until,
                    substitute: new.substitute,
                    appointed: !matches!(by, Steward::SignedIn(own) if own == new.person),
                };
                absences::keep(write, &absence, at).await?;
                let entry = NewEntry::new(
                    "absence_entered",
                    format!(
                        "Frånvarande från och med den {} till och med den {}.",
                        swedish::date(absence.from),
                        swedish::date(absence.until)
                    ),
                    json!({ "absence": absence }),
                );
                let stream = Stream::Person(absence.person);
                journal::append(write, stream, at, &actor, &[entry]).await?;
                Ok::<(), OfficeError>(())
            })
            .await
    }

    /// Ends an absence: yesterday was its last day.
    ///
    /// # Errors
    /// Refused for all but the person and the administrator, and when it is over already.
    pub async fn end_absence(
        &self,
        by: Steward,
        id: AbsenceId,
        at: DateTime<Utc>,
    ) -> Result<(), OfficeError> {
        let today = calendar::today_in_stockholm(at);
        self.db()
            .write(async |write| {
                let all = absences::from(write, today).await?;
                let found = all.into_iter().find(|absence| absence.id == id);
                let absence = found
                    .ok_or_else(|| Refusal::not_found("Frånvaron finns inte eller är över."))?;
                let actor = who(by, absence.person, write, today).await?;
                let ended = Absence {
                    until: calendar::add_days(today, -1),
                    ..absence
                };
                absences::keep(write, &ended, at).await?;
                let entry = NewEntry::new(
                    "absence_ended",
                    format!("Tillbaka den {}.", swedish::date(today)),
                    json!({ "absence": ended }),
                );
                let stream = Stream::Person(ended.person);
                journal::append(write, stream, at, &actor, &[entry]).await?;
                Ok::<(), OfficeError>(())
            })
            .await
    }

    /// What the page about absence shows.
    ///
    /// # Errors
    /// When keeping fails.
    pub async fn absences(&self, asker: Asker, at: DateTime<Utc>) -> Result<Absences, OfficeError> {
        let today = calendar::today_in_stockholm(at);
        self.db()
            .read(async |read| {
                let known = asker.known(read, today).await?;
                let me = known.person.id;
                let own = absences::of_person(read, me, today).await?;
                let (mut others, mut waiting) = (Vec::new(), Vec::new());
                if known.standing.holds_any(Role::Administrator) {
                    others = absences::from(read, today).await?;
                    others.retain(|absence| absence.person != me);
                    waiting = sign_offs::open_for_absent(read, today).await?;
                    waiting.retain(|sign_off| matches!(sign_off.of, Subject::Matter(_)));
                }
                let persons: Vec<PersonId> = own
                    .iter()
                    .chain(&others)
                    .flat_map(|absence| std::iter::once(absence.person).chain(absence.substitute))
                    .chain(waiting.iter().map(|sign_off| sign_off.recipient))
                    .collect();
                Ok(Absences {
                    names: reading::names(read, &persons).await?,
                    own,
                    others,
                    waiting,
                })
            })
            .await
    }
}

/// The person enters their own; everybody else's is entered by the administrator.
async fn who(
    by: Steward,
    person: PersonId,
    read: &mut Read,
    today: NaiveDate,
) -> Result<Actor, OfficeError> {
    match by {
        Steward::SignedIn(own) if own == person => {
            Ok(Asker::SignedIn(own).known(read, today).await?.actor())
        }
        _ => by.actor(read, today).await,
    }
}

fn wrong_days(new: &NewAbsence, today: NaiveDate) -> Vec<Reason> {
    let at = |name: &str| Place::Field(name.to_owned());
    let mut reasons = Vec::new();
    if new.until < new.from {
        reasons.push(
            Reason::new("dagar", "Sista dagen är före den första.")
                .remedy("Byt en av dagarna.")
                .at(at("until")),
        );
    } else if new.until < today {
        reasons.push(
            Reason::new("dagar", "Frånvaron är redan över.")
                .remedy("Skriv en sista dag från och med i dag.")
                .at(at("until")),
        );
    } else if LONGEST < (new.until - new.from).num_days() {
        reasons.push(
            Reason::new("dagar", "Frånvaron är längre än tre år.")
                .remedy("Kontrollera årtalet. Den som har slutat avslutas i stället av administratören.")
                .at(at("until")),
        );
    }
    reasons
}

async fn wrong_people(read: &mut Read, new: &NewAbsence) -> Result<Vec<Reason>, OfficeError> {
    let at = |name: &str| Place::Field(name.to_owned());
    let mut reasons = Vec::new();
    let active = async |read: &mut Read, person: PersonId| {
        let kept = people::find(read, person).await?;
        Ok::<bool, OfficeError>(kept.is_some_and(|kept| kept.person.active))
    };
    if !active(read, new.person).await? {
        reasons
            .push(Reason::new("person", "Personen finns inte eller har slutat.").at(at("person")));
    }
    let Some(substitute) = new.substitute else {
        return Ok(reasons);
    };
    if substitute == new.person {
        reasons.push(
            Reason::new("ersattare", "Ingen är sin egen ersättare.")
                .remedy("Välj någon annan, eller ingen.")
                .at(at("substitute")),
        );
    } else if !active(read, substitute).await? {
        reasons.push(
            Reason::new("ersattare", "Ersättaren finns inte eller har slutat.")
                .at(at("substitute")),
        );
    }
    Ok(reasons)
}
