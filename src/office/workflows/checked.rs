//! The files of the folder, each read once: a page that shows them does not read them all again.

use crate::{
    domain::digest::Digest,
    office::OfficeError,
    workflow::{
        definition::Definition,
        finding::{Finding, Findings},
        keys::WorkflowId,
        source::Source,
    },
};
use std::{
    collections::BTreeMap,
    fmt::Write as _,
    sync::{Arc, PoisonError, RwLock},
};

/// What there is to say of a file.
#[derive(Debug)]
pub(super) struct Said {
    /// What it describes, where it can be read.
    pub(super) is: Option<Described>,
    pub(super) findings: Vec<Finding>,
}

/// The type that a file describes.
#[derive(Debug)]
pub(super) struct Described {
    pub(super) id: WorkflowId,
    pub(super) title: String,
    pub(super) version: u32,
    pub(super) hash: Digest,
}

/// The files by the hash of all that they say and include.
#[derive(Debug, Default)]
pub(super) struct Checked(RwLock<BTreeMap<Digest, Arc<Said>>>);

impl Checked {
    /// What there is to say of each file, in their order. What is known of other files is forgotten.
    pub(super) async fn of(&self, sources: &[Source]) -> Result<Vec<Arc<Said>>, OfficeError> {
        let before = {
            let known = self.0.read().unwrap_or_else(PoisonError::into_inner);
            known.clone()
        };
        let mut now = BTreeMap::new();
        let mut found = Vec::new();
        for source in sources {
            let hash = hash(std::slice::from_ref(source));
            let said = match before.get(&hash) {
                Some(said) => Arc::clone(said),
                None => Arc::new(said(source).await?),
            };
            now.insert(hash, Arc::clone(&said));
            found.push(said);
        }
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = now;
        Ok(found)
    }
}

/// The hash of all that files say and include, with their names.
pub(super) fn hash(sources: &[Source]) -> Digest {
    let mut all = String::new();
    for source in sources {
        let shared = source
            .shared
            .iter()
            .map(|(path, text)| (path.as_str(), text));
        for (name, text) in std::iter::once((source.name.as_str(), &source.text)).chain(shared) {
            let _ = write!(all, "{}:{name}{}:{text}", name.len(), text.len());
        }
    }
    Digest::of(all)
}

/// Reads a file beside the other work of the office: a large one takes a while.
pub(super) async fn read(source: &Source) -> Result<Result<Definition, Findings>, OfficeError> {
    let name = source.name.clone();
    let source = source.clone();
    tokio::task::spawn_blocking(move || source.read())
        .await
        .map_err(|_| OfficeError::Workflow(name))
}

async fn said(source: &Source) -> Result<Said, OfficeError> {
    let name = source.name.clone();
    let source = source.clone();
    let (definition, findings) = tokio::task::spawn_blocking(move || source.lint())
        .await
        .map_err(|_| OfficeError::Workflow(name))?;
    Ok(Said {
        is: definition.map(|definition| Described {
            id: definition.id,
            title: definition.title,
            version: definition.version,
            hash: definition.hash,
        }),
        findings: findings.0,
    })
}
