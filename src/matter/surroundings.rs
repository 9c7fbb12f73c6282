//! What a matter's way to a decision needs to know of the municipality around it.

use crate::{
    domain::{
        delegation::Scheme,
        identifiers::{BodyId, MatterId},
    },
    workflow::{
        adequacy::AdequacyTable,
        definition::{Decider, Definition, OWN_BODY},
        gate::Reference,
        keys::BodyKey,
        value::{FixedRows, ListedRow, Named},
    },
};
use std::{collections::BTreeMap, sync::Arc};

/// The bodies of the municipality, and what the matter's body has delegated.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Surroundings {
    /// The bodies by key.
    pub bodies: BTreeMap<String, NamedBody>,
    /// What the bodies that the type asks about have delegated; none where nobody has looked.
    pub scheme: Option<Scheme>,
    /// The municipality's own table of adequate countries; none where the one that ships holds.
    pub adequacy: Option<Arc<AdequacyTable>>,
    /// Those that a table of all bodies has a row for; none where nobody has looked.
    pub listed_bodies: Option<Vec<ListedRow>>,
    /// The same for the units.
    pub listed_units: Option<Vec<ListedRow>>,
    /// What the references of the matter lead to, by [`reference_key`]; one that nobody has looked up
    /// is not there.
    pub references: BTreeMap<String, Reference>,
}

/// Where nobody has looked around.
pub static UNKNOWN: Surroundings = Surroundings {
    bodies: BTreeMap::new(),
    scheme: None,
    adequacy: None,
    listed_bodies: None,
    listed_units: None,
    references: BTreeMap::new(),
};

/// A body and its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedBody {
    /// Which.
    pub id: BodyId,
    /// As printed.
    pub name: String,
}

/// What a reference to a matter is looked up by: the identity where it is known, or else the number
/// as written.
pub fn reference_key(named: &Named<MatterId>) -> String {
    named
        .id
        .map_or_else(|| named.name.trim().to_owned(), |id| id.to_string())
}

impl Surroundings {
    /// Those that a table with these rows has a row for.
    pub fn listed(&self, rows: &FixedRows) -> Option<&[ListedRow]> {
        match rows {
            FixedRows::Listed(_) => None,
            FixedRows::Bodies => self.listed_bodies.as_deref(),
            FixedRows::Units => self.listed_units.as_deref(),
        }
    }

    /// What a reference leads to.
    pub fn reference(&self, named: &Named<MatterId>) -> Option<Reference> {
        self.references.get(&reference_key(named)).copied()
    }

    /// Which countries protect personal data adequately.
    pub fn adequacy(&self) -> &AdequacyTable {
        match &self.adequacy {
            Some(own) => own,
            None => AdequacyTable::shipped(),
        }
    }

    /// The body that a workflow file means by a key; `own` is the matter's own.
    pub fn body(&self, key: &BodyKey, own: BodyId) -> Option<BodyId> {
        if key.as_str() == OWN_BODY {
            return Some(own);
        }
        self.bodies.get(key.as_str()).map(|body| body.id)
    }

    /// The name of a body, as printed.
    pub fn name(&self, id: BodyId) -> &str {
        self.bodies
            .values()
            .find(|body| body.id == id)
            .map_or("organet", |body| &body.name)
    }
}

/// The bodies whose delegation schemes the type asks about, beside the matter's own.
pub fn delegating_bodies(definition: &Definition) -> impl Iterator<Item = &BodyKey> {
    definition
        .routes
        .iter()
        .filter_map(|route| match &route.by {
            Decider::Delegate { on_behalf_of, .. } if on_behalf_of.as_str() != OWN_BODY => {
                Some(on_behalf_of)
            }
            _ => None,
        })
}
