//! Who may decide in a body's place: the body's delegation scheme (delegationsordning), by day.

pub mod announcing;
pub mod entering;
pub mod reporting;
pub mod standing_in;
#[cfg(test)]
mod tests;

pub use standing_in::{Delegates, Right, Substitute};

use super::{
    identifiers::{BodyId, DelegationId, PersonId},
    person::Term,
    swedish,
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// One point of a body's scheme: that somebody may decide a class of matters in its place
/// (KL 6:37, 7:5).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delegation {
    /// Its identity.
    pub id: DelegationId,
    /// The body that has delegated.
    pub body: BodyId,
    /// The point in the scheme, such as "4.12".
    pub point: String,
    /// What it is about, such as "Acceptera hög risk inom den egna verksamheten".
    pub title: String,
    /// Who may decide.
    pub to: Delegate,
    /// Conditions in the scheme's own words; empty when there are none.
    pub conditions: String,
    /// From when to when, both days included.
    pub term: Term,
    /// Whether the head of administration may pass it on to another employee (KL 7:6).
    pub may_pass_on: bool,
    /// The delegation that this one was passed on from (KL 7:6).
    pub passed_on_from: Option<DelegationId>,
    /// A group whose members have the same right, because the scheme says that a superior has the
    /// right of a subordinate.
    pub superiors: Option<String>,
    /// Who decides while the delegate is away, because the scheme says so. A delegate passes the
    /// right on to nobody (KL 7:6).
    #[serde(default)]
    pub substitute: Option<Substitute>,
    /// What becomes of the decisions (KL 6:40).
    pub reported: Reported,
    /// Where it is decided, such as "KS den 10 april 2024, § 38".
    pub decided_in: String,
}

/// Who a body has delegated to. Each may decide alone; no group decides together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "who", rename_all = "snake_case")]
pub enum Delegate {
    /// Those in a group who are heads of administration (förvaltningschefer).
    HeadOfAdministration(String),
    /// Employees with the same office, each alone: the members of a group.
    Group(String),
    /// A named person: a member, a substitute or an employee.
    Person(PersonId),
}

/// What becomes of a decision under the point (KL 6:40).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reported {
    /// Reported at the body's next meeting.
    AtMeeting,
    /// Not reported: kept in minutes of its own, where it can be appealed (KL 6:40 second paragraph).
    InOwnMinutes,
}

/// The one who wants to decide.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Candidate {
    /// The name as printed.
    pub name: String,
    /// The title in office.
    pub title: String,
    /// The groups the person is member of on the day.
    pub groups: BTreeSet<String>,
    /// The bodies that the person chairs on the day.
    pub chairs: BTreeSet<BodyId>,
    /// The delegates in whose place somebody may decide.
    pub delegates: Delegates,
}

/// Why somebody is no delegate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoDelegate {
    /// The scheme has no such point.
    UnknownPoint,
    /// Nobody has it on the day.
    NotInForce {
        /// The last day it held, if it has held before.
        ended: Option<NaiveDate>,
        /// The first day it will hold, if it has not begun.
        begins: Option<NaiveDate>,
    },
    /// Others have it.
    Others(Vec<Delegate>),
}

/// The delegations of one or more bodies.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Scheme(pub Vec<Delegation>);

impl Scheme {
    /// Whether the delegation holds on the day. One that was passed on holds only as long as the one
    /// it was passed on from, and only one level down (KL 7:6).
    pub fn holds_on(&self, delegation: &Delegation, day: NaiveDate) -> bool {
        let parent_holds = match delegation.passed_on_from {
            None => true,
            Some(parent) => self.0.iter().any(|other| {
                other.id == parent
                    && other.passed_on_from.is_none()
                    && other.may_pass_on
                    && other.body == delegation.body
                    && other.term.holds_on(day)
            }),
        };
        parent_holds && delegation.term.holds_on(day)
    }

    /// Whether anybody may decide under the body's point on the day.
    pub fn is_delegated(&self, body: BodyId, point: &str, day: NaiveDate) -> bool {
        self.of_point(body, point)
            .any(|delegation| self.holds_on(delegation, day))
    }

    /// The delegation by which the person may decide under the body's point on the day, and by what
    /// right. `among`: only these count as delegates in the matter, because the type asks for one
    /// who has a role in it.
    ///
    /// # Errors
    /// Why there is none.
    pub fn delegate(
        &self,
        (body, point): (BodyId, &str),
        person: PersonId,
        candidate: &Candidate,
        among: Option<&BTreeSet<PersonId>>,
        day: NaiveDate,
    ) -> Result<(&Delegation, Right), NoDelegate> {
        let in_force: Vec<&Delegation> = self
            .of_point(body, point)
            .filter(|delegation| self.holds_on(delegation, day))
            .collect();
        let rights = in_force.iter().filter_map(|found| {
            let right = found.right_of(person, candidate, among)?;
            Some((*found, right))
        });
        // Whoever has the right of their own decides by it, and stands in for nobody.
        let in_place = |(_, right): &(&Delegation, Right)| matches!(right, Right::InPlaceOf(_));
        if let Some(found) = rights.min_by_key(in_place) {
            return Ok(found);
        }
        if !in_force.is_empty() {
            let others = in_force.iter().map(|found| found.to.clone()).collect();
            return Err(NoDelegate::Others(others));
        }
        if self.of_point(body, point).next().is_none() {
            return Err(NoDelegate::UnknownPoint);
        }
        let ends = self.of_point(body, point).filter_map(|one| one.term.until);
        let begins = self.of_point(body, point).map(|one| one.term.from);
        Err(NoDelegate::NotInForce {
            ended: ends.filter(|last| *last < day).max(),
            begins: begins.filter(|first| day < *first).min(),
        })
    }

    /// The points that the person may decide under on the day, with their bodies.
    pub fn points_of(
        &self,
        person: PersonId,
        candidate: &Candidate,
        day: NaiveDate,
    ) -> BTreeSet<(BodyId, String)> {
        // In the place of one delegate among many, where a matter asks for that one.
        let may = |one: &Delegation| {
            one.right_of(person, candidate, None).is_some()
                || one.delegates(&candidate.delegates).into_iter().any(|each| {
                    let alone = BTreeSet::from([each]);
                    one.right_of(person, candidate, Some(&alone)).is_some()
                })
        };
        let own = self
            .0
            .iter()
            .filter(|one| self.holds_on(one, day) && may(one));
        own.map(|one| (one.body, one.point.clone())).collect()
    }

    /// The delegation with this identity.
    pub fn find(&self, id: DelegationId) -> Option<&Delegation> {
        self.0.iter().find(|delegation| delegation.id == id)
    }

    fn of_point<'s>(&'s self, body: BodyId, point: &str) -> impl Iterator<Item = &'s Delegation> {
        let point = point.to_owned();
        self.0
            .iter()
            .filter(move |delegation| delegation.body == body && delegation.point == point)
    }
}

impl Delegate {
    /// The person, when it is a named one.
    pub fn person(&self) -> Option<PersonId> {
        match self {
            Self::Person(person) => Some(*person),
            Self::HeadOfAdministration(_) | Self::Group(_) => None,
        }
    }

    /// In words; `name` is that of the person, when it is one.
    pub fn swedish(&self, name: Option<&str>) -> String {
        match self {
            Self::HeadOfAdministration(group) => format!("förvaltningschef (gruppen {group})"),
            Self::Group(group) => format!("var och en i gruppen {group}"),
            Self::Person(_) => name.unwrap_or("en namngiven person").to_owned(),
        }
    }
}

impl Reported {
    /// In words.
    pub fn swedish(self) -> &'static str {
        match self {
            Self::AtMeeting => "anmäls vid nästa sammanträde",
            Self::InOwnMinutes => "anmäls inte, protokollförs särskilt",
        }
    }
}

impl NoDelegate {
    /// The sentence for the one who is refused.
    pub fn sentence(&self, point: &str) -> String {
        match self {
            Self::UnknownPoint => {
                format!("Punkt {point} finns inte i organets delegationsordning.")
            }
            Self::NotInForce {
                ended: Some(last), ..
            } => format!(
                "Delegationen enligt punkt {point} gällde till och med den {}.",
                swedish::date(*last)
            ),
            Self::NotInForce {
                begins: Some(first),
                ..
            } => format!(
                "Delegationen enligt punkt {point} börjar gälla först den {}.",
                swedish::date(*first)
            ),
            Self::NotInForce { .. } => format!("Delegationen enligt punkt {point} gäller inte."),
            Self::Others(others) => {
                let words: Vec<String> = others.iter().map(|to| to.swedish(None)).collect();
                format!(
                    "Enligt punkt {point} i delegationsordningen beslutar {}.",
                    words.join(" eller ")
                )
            }
        }
    }
}
