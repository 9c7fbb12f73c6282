//! Persons, and what they may do: appointments to offices, seats in bodies, groups of reviewers.

use super::identifiers::{AbsenceId, BodyId, PersonId};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A person who works for the municipality or is elected to one of its bodies.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// Who it is.
    pub id: PersonId,
    /// The registered address: links and codes go here and nowhere else.
    pub email: String,
    /// Given name and family name, as printed.
    pub name: String,
    /// Title in office, such as "kommunjurist"; empty for the elected.
    pub title: String,
    /// The unit, such as "Kansliet"; empty for the elected.
    pub unit: String,
    /// No longer active: may not sign in or sign off, but stays on what was done.
    pub active: bool,
}

/// A span of days, both included; open at the end when `until` is `None`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Term {
    /// The first day.
    pub from: NaiveDate,
    /// The last day, if one is set.
    pub until: Option<NaiveDate>,
}

impl Term {
    /// Whether `day` lies within the term.
    pub fn holds_on(self, day: NaiveDate) -> bool {
        self.from <= day && self.until.is_none_or(|until| day <= until)
    }
}

/// An office that a person holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Handläggare: drafts matters and follows them.
    CaseOfficer,
    /// Chef: answers for a matter of the own operation.
    ResponsibleManager,
    /// Nämndsekreterare: agenda, minutes, announcement, dispatch.
    CommitteeSecretary,
    /// Registrator: numbers, register, closing, archive.
    Registrar,
    /// The one who looks after users and the running of Beslut; decides nothing.
    Administrator,
}

impl Role {
    /// All offices, in the order they are shown.
    pub const ALL: [Role; 5] = [
        Role::CaseOfficer,
        Role::ResponsibleManager,
        Role::CommitteeSecretary,
        Role::Registrar,
        Role::Administrator,
    ];

    /// The key in the store, on the command line and in journals.
    pub fn key(self) -> &'static str {
        match self {
            Role::CaseOfficer => "handlaggare",
            Role::ResponsibleManager => "chef",
            Role::CommitteeSecretary => "namndsekreterare",
            Role::Registrar => "registrator",
            Role::Administrator => "administrator",
        }
    }

    /// The Swedish word people read.
    pub fn swedish(self) -> &'static str {
        match self {
            Role::CaseOfficer => "handläggare",
            Role::ResponsibleManager => "chef",
            Role::CommitteeSecretary => "nämndsekreterare",
            Role::Registrar => "registrator",
            Role::Administrator => "administratör",
        }
    }

    /// Finds an office by its key.
    pub fn from_key(key: &str) -> Option<Role> {
        Role::ALL.into_iter().find(|role| role.key() == key)
    }
}

/// That a person holds an office, in one body or in all.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Appointment {
    /// Who.
    pub person: PersonId,
    /// Which office.
    pub role: Role,
    /// For which body; `None` means for all of them.
    pub body: Option<BodyId>,
    /// From when to when.
    pub term: Term,
}

/// A named group that a workflow asks for reviewers: `group:jurister`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupMember {
    /// The group's key as workflow files spell it.
    pub group: String,
    /// Who.
    pub person: PersonId,
    /// From when to when.
    pub term: Term,
}

/// That a person is away, such as on holiday or ill. Why is nobody's business here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Absence {
    /// Its identity.
    pub id: AbsenceId,
    /// Who.
    pub person: PersonId,
    /// The first day away.
    pub from: NaiveDate,
    /// The last day away.
    pub until: NaiveDate,
    /// Who may be asked instead, where the role allows a substitute.
    pub substitute: Option<PersonId>,
    /// Whether the administrator has entered it, as decided by a superior, and not the person.
    #[serde(default)]
    pub appointed: bool,
}

impl Absence {
    /// Whether the person is away on `day`.
    pub fn holds_on(&self, day: NaiveDate) -> bool {
        self.from <= day && day <= self.until
    }
}

/// Who is away on a day, and the substitute that each has named.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Away {
    named: BTreeMap<PersonId, Option<PersonId>>,
    appointed: BTreeMap<PersonId, PersonId>,
}

impl Away {
    /// Those who are away on `day`. Of two absences one that names a substitute is used.
    pub fn on<'a>(day: NaiveDate, absences: impl IntoIterator<Item = &'a Absence>) -> Self {
        let mut away = Self::default();
        for absence in absences.into_iter().filter(|absence| absence.holds_on(day)) {
            let named = away.named.entry(absence.person).or_default();
            *named = named.or(absence.substitute);
            if let Some(substitute) = absence.substitute.filter(|_| absence.appointed) {
                away.appointed.entry(absence.person).or_insert(substitute);
            }
        }
        away
    }

    /// Whether the person is away.
    pub fn is_away(&self, person: PersonId) -> bool {
        self.named.contains_key(&person)
    }

    /// Who stands in for a person who is away. Never somebody who is away too, nor a substitute's
    /// substitute: a question is passed on once.
    pub fn substitute_of(&self, person: PersonId) -> Option<PersonId> {
        let substitute = (*self.named.get(&person)?)?;
        (substitute != person && !self.is_away(substitute)).then_some(substitute)
    }

    /// Who decides in the place of a delegate who is away: only one whom a superior has appointed.
    /// A delegate who names a substitute passes no power on by it (KL 7:6).
    pub fn appointed_in_place_of(&self, person: PersonId) -> Option<PersonId> {
        let substitute = *self.appointed.get(&person)?;
        (substitute != person && !self.is_away(substitute)).then_some(substitute)
    }

    /// Those who are away.
    pub fn persons(&self) -> impl Iterator<Item = PersonId> {
        self.named.keys().copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_term_holds_on_its_first_and_last_day_and_not_outside() {
        let term = Term {
            from: day("2026-01-01"),
            until: Some(day("2026-12-31")),
        };
        for (at, holds) in [
            ("2025-12-31", false),
            ("2026-01-01", true),
            ("2026-12-31", true),
            ("2027-01-01", false),
        ] {
            assert_eq!(term.holds_on(day(at)), holds, "{at}");
        }
        let open = Term {
            from: day("2026-01-01"),
            until: None,
        };
        assert!(open.holds_on(day("2999-01-01")));
    }

    fn away(number: u128, from: &str, until: &str, substitute: Option<u128>) -> Absence {
        use crate::domain::identifiers::Identifier;
        let identity = |number| PersonId::from_uuid(uuid::Uuid::from_u128(number));
        Absence {
            id: AbsenceId::from_uuid(uuid::Uuid::from_u128(number)),
            person: identity(number),
            from: day(from),
            until: day(until),
            substitute: substitute.map(identity),
            appointed: false,
        }
    }

    #[test]
    fn somebody_is_away_from_the_first_day_through_the_last() {
        let holiday = away(1, "2026-03-02", "2026-03-13", None);
        for (at, gone) in [
            ("2026-03-01", false),
            ("2026-03-02", true),
            ("2026-03-13", true),
            ("2026-03-14", false),
        ] {
            let away = Away::on(day(at), [&holiday]);
            assert_eq!(away.is_away(holiday.person), gone, "{at}");
        }
    }

    #[test]
    fn a_substitute_who_is_away_or_names_a_substitute_passes_nothing_on() {
        let (first, last) = ("2026-03-02", "2026-03-13");
        let one = away(1, first, last, Some(2));
        let two = away(2, first, last, Some(3));
        let back = away(2, "2026-03-09", last, Some(1));
        let own = away(4, first, last, Some(4));
        let on = |at: &str, all: &[&Absence]| {
            Away::on(day(at), all.iter().copied()).substitute_of(one.person)
        };
        assert_eq!(on(first, &[&one]), one.substitute);
        assert_eq!(on(first, &[&one, &two]), None, "no chain");
        assert_eq!(on("2026-03-06", &[&one, &back]), one.substitute);
        assert_eq!(on("2026-03-09", &[&one, &back]), None, "and no ring");
        let alone = Away::on(day(first), [&own]);
        assert_eq!(
            alone.substitute_of(own.person),
            None,
            "nobody stands in for themselves"
        );
    }

    #[test]
    fn only_one_who_is_appointed_decides_in_the_place_of_another() {
        let (first, last) = ("2026-03-02", "2026-03-13");
        let named = away(1, first, last, Some(2));
        let appointed = Absence {
            appointed: true,
            ..away(1, first, last, Some(3))
        };
        let on = |all: &[&Absence]| {
            Away::on(day(first), all.iter().copied()).appointed_in_place_of(named.person)
        };
        assert_eq!(on(&[&named]), None);
        assert_eq!(on(&[&named, &appointed]), appointed.substitute);
        let back = away(3, first, last, None);
        assert_eq!(on(&[&appointed, &back]), None, "who is away too");
    }

    #[test]
    fn every_office_is_found_by_its_key() {
        for role in Role::ALL {
            assert_eq!(Role::from_key(role.key()), Some(role));
        }
        assert_eq!(Role::from_key("borgmästare"), None);
    }
}
