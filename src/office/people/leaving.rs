//! An office, a place in a group or a seat comes to its end. Nothing is taken out: what somebody was
//! on a day is asked for years later.

use crate::{
    db::Write,
    domain::{
        body::{Membership, Seat},
        calendar,
        identifiers::{BodyId, PersonId},
        journal::{NewEntry, Stream},
        person::{Appointment, GroupMember, Role, Term},
        refusal::{Reason, Refusal},
        swedish,
    },
    office::{Office, OfficeError, Steward},
    store::{bodies, journal, offices},
};
use chrono::{DateTime, NaiveDate, Utc};
use serde_json::json;

/// What a person leaves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Leaving {
    /// An office, in one body or the one in all.
    Office {
        /// Which.
        role: Role,
        /// In which body; `None` is the office in all of them.
        body: Option<BodyId>,
    },
    /// A group of reviewers, by its key.
    Group(String),
    /// A seat.
    Seat {
        /// In which body.
        body: BodyId,
        /// Which.
        seat: Seat,
    },
}

impl Office {
    /// Sets the last day of an office, of the membership of a group or of a seat.
    ///
    /// # Errors
    /// Refused for all but the administrator, and when the person does not hold it on that day.
    pub async fn leave(
        &self,
        by: Steward,
        person: PersonId,
        leaving: Leaving,
        last_day: NaiveDate,
        at: DateTime<Utc>,
    ) -> Result<(), OfficeError> {
        let today = calendar::today_in_stockholm(at);
        self.db()
            .write(async |write| {
                let by = by.actor(write, today).await?;
                if !end(write, person, &leaving, last_day).await? {
                    return Err(not_held(last_day).into());
                }
                let (stream, details) = match &leaving {
                    Leaving::Office { role, body } => (
                        Stream::Person(person),
                        json!({ "role": role, "body": body }),
                    ),
                    Leaving::Group(group) => (Stream::Person(person), json!({ "group": group })),
                    Leaving::Seat { body, seat } => (
                        Stream::Body(*body),
                        json!({ "person": person, "seat": seat }),
                    ),
                };
                let summary = format!(
                    "{} till och med {}.",
                    leaving.swedish(),
                    swedish::date(last_day)
                );
                let details = json!({ "left": details, "last_day": last_day });
                let entry = NewEntry::new("left", summary, details);
                journal::append(write, stream, at, &by, &[entry]).await?;
                Ok::<(), OfficeError>(())
            })
            .await
    }
}

impl Leaving {
    fn swedish(&self) -> String {
        match self {
            Leaving::Office { role, .. } => format!("Uppdraget {} gäller", role.swedish()),
            Leaving::Group(group) => format!("Platsen i gruppen ”{group}” gäller"),
            Leaving::Seat { seat, .. } => format!("Platsen som {} gäller", seat.swedish()),
        }
    }
}

/// Ends what is held on the last day; `false` when nothing is.
async fn end(
    write: &mut Write,
    person: PersonId,
    leaving: &Leaving,
    last_day: NaiveDate,
) -> Result<bool, OfficeError> {
    let ended = |term: Term| Term {
        until: Some(last_day),
        ..term
    };
    let mut any = false;
    match leaving {
        Leaving::Office { role, body } => {
            for held in offices::of_person(write, person).await? {
                if held.role == *role && held.body == *body && held.term.holds_on(last_day) {
                    let term = ended(held.term);
                    offices::appoint(write, &Appointment { term, ..held }).await?;
                    any = true;
                }
            }
        }
        Leaving::Group(group) => {
            for member in offices::groups_of(write, person).await? {
                if member.group == *group && member.term.holds_on(last_day) {
                    let term = ended(member.term);
                    offices::join_group(write, &GroupMember { term, ..member }).await?;
                    any = true;
                }
            }
        }
        Leaving::Seat { body, seat } => {
            for held in bodies::seats_of(write, person).await? {
                if held.body == *body && held.seat == *seat && held.term.holds_on(last_day) {
                    let term = ended(held.term);
                    bodies::seat(write, &Membership { term, ..held }).await?;
                    any = true;
                }
            }
        }
    }
    Ok(any)
}

fn not_held(last_day: NaiveDate) -> Refusal {
    let day = swedish::date(last_day);
    Refusal::because(
        "Ingenting är avslutat.",
        Reason::new("uppdrag", format!("Personen har inte uppdraget den {day}."))
            .remedy("Kontrollera uppdrag, organ och sista dag."),
    )
}
