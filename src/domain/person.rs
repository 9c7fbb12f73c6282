//! Persons, and what they may do: appointments to offices, seats in bodies, groups of reviewers.

use super::identifiers::{BodyId, PersonId};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

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

    #[test]
    fn every_office_is_found_by_its_key() {
        for role in Role::ALL {
            assert_eq!(Role::from_key(role.key()), Some(role));
        }
        assert_eq!(Role::from_key("borgmästare"), None);
    }
}
