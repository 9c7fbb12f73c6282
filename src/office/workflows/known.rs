//! Every version of every type that this program has read: only ever added to, so that a definition
//! that somebody holds stays where it is.

use crate::{
    domain::digest::Digest,
    workflow::{definition::Definition, source::Source},
};
use std::sync::OnceLock;

/// A version and the files it was read from.
#[derive(Debug)]
pub(super) struct Known {
    pub(super) definition: Definition,
    pub(super) source: Source,
}

/// A list whose links are each set once.
#[derive(Debug, Default)]
pub(super) struct Chain {
    first: OnceLock<Box<Link>>,
}

#[derive(Debug)]
struct Link {
    known: Known,
    next: OnceLock<Box<Link>>,
}

impl Chain {
    pub(super) fn iter(&self) -> impl Iterator<Item = &Known> {
        let mut at = &self.first;
        std::iter::from_fn(move || {
            let link = at.get()?;
            at = &link.next;
            Some(&link.known)
        })
    }

    pub(super) fn find(&self, hash: Digest) -> Option<&Known> {
        self.iter().find(|known| known.definition.hash == hash)
    }

    /// Adds a version, unless it is known already.
    pub(super) fn add(&self, known: Known) {
        let hash = known.definition.hash;
        let mut new = Box::new(Link {
            known,
            next: OnceLock::new(),
        });
        let mut at = &self.first;
        loop {
            if let Some(link) = at.get() {
                if link.known.definition.hash == hash {
                    return;
                }
                at = &link.next;
                continue;
            }
            // Another may have been quicker: then it goes after theirs.
            match at.set(new) {
                Ok(()) => return,
                Err(refused) => new = refused,
            }
        }
    }
}
