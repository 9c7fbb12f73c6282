//! Who decides while a delegate is away: only as the body's scheme says. A delegate passes the right
//! on to nobody (KL 7:6), so whom the delegate has named for other questions does not decide.

use super::{Candidate, Delegate, Delegation, Scheme};
use crate::domain::{identifiers::PersonId, person::Away, swedish};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Who decides in the place of a delegate who is away.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "who", rename_all = "snake_case")]
pub enum Substitute {
    /// Whoever is appointed as the delegate's substitute for the time away.
    Appointed,
    /// Each in a group, such as those who hold another office, when no delegate is there.
    Group(String),
}

/// The delegates by point where the scheme says who decides while they are away.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Delegates {
    /// The members of each group that has been delegated to.
    pub groups: BTreeMap<String, BTreeSet<PersonId>>,
    /// Who is away.
    pub away: Away,
    /// The names of those who are away, as printed.
    pub names: BTreeMap<PersonId, String>,
}

/// By what right somebody decides under a point.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Right {
    /// As the delegate.
    Own,
    /// As the delegate's superior.
    Superior,
    /// In the place of these, who are away.
    InPlaceOf(BTreeSet<PersonId>),
}

impl Delegation {
    /// The person's right to decide, if there is one: as the delegate, as a superior whom the scheme
    /// gives the same right, or in the place of one who is away. `among`: only these count as
    /// delegates in the matter.
    pub(super) fn right_of(
        &self,
        person: PersonId,
        candidate: &Candidate,
        among: Option<&BTreeSet<PersonId>>,
    ) -> Option<Right> {
        let counts = |delegate: &PersonId| among.is_none_or(|among| among.contains(delegate));
        let is_in = |group: &String| candidate.groups.contains(group);
        let direct = match &self.to {
            Delegate::HeadOfAdministration(group) | Delegate::Group(group) => is_in(group),
            Delegate::Person(delegate) => *delegate == person,
        };
        if direct && counts(&person) {
            return Some(Right::Own);
        }
        if self.superiors.as_ref().is_some_and(is_in) {
            return Some(Right::Superior);
        }
        let delegates = self.delegates(&candidate.delegates);
        let delegates: BTreeSet<PersonId> = delegates.into_iter().filter(counts).collect();
        let away = &candidate.delegates.away;
        let replaced: BTreeSet<PersonId> = match self.substitute.as_ref()? {
            Substitute::Appointed => delegates
                .into_iter()
                .filter(|one| away.appointed_in_place_of(*one) == Some(person))
                .collect(),
            Substitute::Group(group) => {
                let all_away = delegates.iter().all(|one| away.is_away(*one));
                if all_away && is_in(group) {
                    delegates
                } else {
                    BTreeSet::new()
                }
            }
        };
        (!replaced.is_empty()).then_some(Right::InPlaceOf(replaced))
    }

    /// The persons it names, one by one.
    pub(super) fn delegates(&self, known: &Delegates) -> BTreeSet<PersonId> {
        match &self.to {
            Delegate::Person(delegate) => BTreeSet::from([*delegate]),
            Delegate::HeadOfAdministration(group) | Delegate::Group(group) => {
                known.groups.get(group).cloned().unwrap_or_default()
            }
        }
    }
}

impl Delegates {
    /// The names of persons who are away, in a sentence.
    pub fn named(&self, persons: &BTreeSet<PersonId>) -> String {
        let names: Vec<&str> = persons
            .iter()
            .filter_map(|person| self.names.get(person))
            .map(String::as_str)
            .collect();
        swedish::list(&names)
    }
}

impl Scheme {
    /// The groups that have been delegated to, where the scheme says who decides while they are
    /// away; none where it says so of nobody.
    pub fn replaceable(&self) -> Option<BTreeSet<&str>> {
        let replaceable = self.0.iter().filter(|one| one.substitute.is_some());
        let mut found = None;
        for one in replaceable {
            let groups = found.get_or_insert_with(BTreeSet::new);
            if let Delegate::HeadOfAdministration(group) | Delegate::Group(group) = &one.to {
                groups.insert(group.as_str());
            }
        }
        found
    }
}

impl Substitute {
    /// In words, after the delegate: "vid frånvaro den som är förordnad".
    pub fn swedish(&self) -> String {
        match self {
            Self::Appointed => "vid frånvaro den som är förordnad som ersättare".to_owned(),
            Self::Group(group) => format!("vid frånvaro var och en i gruppen {group}"),
        }
    }
}
