//! What a matter's way to a decision needs to know of the municipality around it.

use crate::{
    domain::{delegation::Scheme, identifiers::BodyId},
    workflow::{
        adequacy::AdequacyTable,
        definition::{Decider, Definition, OWN_BODY},
        keys::BodyKey,
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
}

/// Where nobody has looked around.
pub static UNKNOWN: Surroundings = Surroundings {
    bodies: BTreeMap::new(),
    scheme: None,
    adequacy: None,
};

/// A body and its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedBody {
    /// Which.
    pub id: BodyId,
    /// As printed.
    pub name: String,
}

impl Surroundings {
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
