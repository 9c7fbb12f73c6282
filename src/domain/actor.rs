//! Who acts, and how sure we are of it.

use super::{
    body::Assurance,
    identifiers::{LinkId, PersonId},
};
use serde::{Deserialize, Serialize};

/// The one who did something, as the journal keeps it: names as they were then.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Actor {
    /// A person who is signed in, or who runs a command.
    Person {
        /// Who.
        id: PersonId,
        /// The name then.
        name: String,
        /// In what capacity, such as "handläggare".
        capacity: String,
    },
    /// A person who came by a personal link.
    Recipient {
        /// Who the link was made for.
        id: PersonId,
        /// The name then.
        name: String,
        /// In what capacity, such as "kommunjurist".
        capacity: String,
        /// By which link.
        link: LinkId,
        /// How sure we are.
        assurance: Assurance,
    },
    /// Beslut itself: a reminder or a document made. It never decides anything (KL 6:38).
    Machine {
        /// Which part, such as "klockan".
        part: String,
    },
}

impl Actor {
    /// The person behind the act, if one is.
    pub fn person(&self) -> Option<PersonId> {
        match self {
            Actor::Person { id, .. } | Actor::Recipient { id, .. } => Some(*id),
            Actor::Machine { .. } => None,
        }
    }

    /// The name to show.
    pub fn name(&self) -> &str {
        match self {
            Actor::Person { name, .. } | Actor::Recipient { name, .. } => name,
            Actor::Machine { part } => part,
        }
    }

    /// The name and the capacity, for a list: "Anna Ek, handläggare".
    pub fn presented(&self) -> String {
        match self {
            Actor::Person { name, capacity, .. } | Actor::Recipient { name, capacity, .. }
                if !capacity.is_empty() =>
            {
                format!("{name}, {capacity}")
            }
            other => other.name().to_owned(),
        }
    }
}
