//! Which older versions a workflow takes over from, and where what they asked for has gone.

use std::collections::{BTreeMap, BTreeSet};

use crate::workflow::keys::{DocumentKind, FieldKey, SectionKey, StepKey};

/// What a file says about the versions before it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Replacing {
    /// The versions whose running matters may be moved to this one.
    pub versions: BTreeSet<u32>,
    /// The new key of each field that has one: old to new.
    pub fields: BTreeMap<FieldKey, FieldKey>,
    /// The same of sections.
    pub sections: BTreeMap<SectionKey, SectionKey>,
    /// The same of documents.
    pub documents: BTreeMap<DocumentKind, DocumentKind>,
    /// The same of review steps.
    pub steps: BTreeMap<StepKey, StepKey>,
    /// The fields that are given up, with what stands in them.
    pub dropped_fields: BTreeSet<FieldKey>,
    /// The sections that are given up, with their text.
    pub dropped_sections: BTreeSet<SectionKey>,
    /// The kinds of document that are given up: the files stay as other documents.
    pub dropped_documents: BTreeSet<DocumentKind>,
}
