//! What one transaction keeps from all others, and the one order in which it may take it.
//!
//! Two that take the same rows in different orders wait for each other until PostgreSQL stops one
//! of them. Therefore there is one order, that of [`Root`], and whatever belongs to a root (its
//! journal, its sign-offs, its rounds of questions) is changed only by one who holds the root. A
//! debug build stops at an act that does otherwise, on both databases.

use super::Write;
use crate::domain::identifiers::{BodyId, MatterId, MeetingId};
use std::collections::BTreeSet;

/// What is taken for its own sake. Agendas come before meetings and meetings before matters; those
/// of a kind come in the order of their identities.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Root {
    /// Which meetings a body has planned, and what is reported at the next of them.
    Agendas(BodyId),
    /// A meeting.
    Meeting(MeetingId),
    /// A matter.
    Matter(MatterId),
}

/// What a transaction holds.
#[derive(Debug, Default)]
pub(super) struct Held {
    taken: BTreeSet<Root>,
    made: BTreeSet<Root>,
}

impl Write {
    /// Whether the transaction holds `root`: it has taken it, or made it.
    pub fn holds(&self, root: Root) -> bool {
        self.held.taken.contains(&root) || self.held.made.contains(&root)
    }

    /// Notes a root of the transaction's own making. Nobody else sees it before the commit, so it
    /// has no place in the order.
    pub fn made(&mut self, root: Root) {
        self.held.made.insert(root);
    }

    /// Those of `wanted` that are not held yet, in the order in which their rows are to be locked.
    /// From now on they count as held.
    pub fn taking(&mut self, wanted: &[Root]) -> BTreeSet<Root> {
        let missing: BTreeSet<Root> = wanted
            .iter()
            .copied()
            .filter(|root| !self.holds(*root))
            .collect();
        debug_assert!(
            match (self.held.taken.last(), missing.first()) {
                (Some(last), Some(first)) => last < first,
                _ => true,
            },
            "{missing:?} are taken after {:?}: take all that an act needs at once",
            self.held.taken
        );
        self.held.taken.extend(&missing);
        missing
    }
}
