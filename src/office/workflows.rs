//! The workflow files in force, and every version a running matter is pinned to.
//!
//! What is in force stands in the database, so that all nodes agree and a restart changes nothing.
//! What is kept here is a copy: it is read at the start, when something is taken into force, and by
//! the clock. An act that must be sure (opening a matter) asks the database.

mod checked;
mod folder;
mod force;
mod known;
mod missing;

pub use folder::{Offered, Standing};
pub use force::{Installed, Installer};

use super::OfficeError;
use crate::{
    db::{Db, Read},
    domain::digest::Digest,
    matter::state::WorkflowPin,
    store::definitions::{self, InForce, Origin},
    workflow::{definition::Definition, finding::Findings, keys::WorkflowId, source::Source},
};
use checked::Checked;
use known::{Chain, Known};
use std::{
    collections::{BTreeMap, BTreeSet},
    path::PathBuf,
    sync::{PoisonError, RwLock},
};

macro_rules! files {
    ($($name:literal),* $(,)?) => {
        [$(($name, include_str!(concat!("../../workflows/", $name)))),*]
    };
}

/// The workflow files that ship with Beslut, by name: every one in the folder `workflows/`.
pub const SHIPPED: [(&str, &str); 5] = files![
    "arsuppfoljning.toml",
    "handlingsplan.toml",
    "molntjanst.toml",
    "riskacceptans.toml",
    "styrdokument.toml",
];

/// The files that those may include, by path: every one in `workflows/gemensamt/`.
pub const SHIPPED_SHARED: [(&str, &str); 1] = files!["gemensamt/risk.toml"];

/// The workflows, by their hash.
#[derive(Debug, Default)]
pub struct Workflows {
    known: Chain,
    in_force: RwLock<BTreeMap<WorkflowId, InForce>>,
    /// What is taken into force at the start, where nothing of the municipality's own is.
    offered: Vec<Source>,
    folder: Option<PathBuf>,
    /// The looks in the folder.
    looks: RwLock<Looks>,
    /// What was found in the files of the folder.
    checked: Checked,
}

/// What the folder held, as one hash.
#[derive(Debug, Default)]
struct Looks {
    /// At the last look.
    last: Option<Digest>,
    /// When everything there had last been dealt with, so that the same fault is told once.
    settled: Option<Digest>,
}

/// The files that ship, each with what it may include.
pub fn shipped() -> impl Iterator<Item = Source> {
    SHIPPED.iter().map(|(name, text)| Source {
        name: format!("workflows/{name}"),
        text: (*text).to_owned(),
        shared: SHIPPED_SHARED
            .iter()
            .map(|(path, text)| ((*path).to_owned(), (*text).to_owned()))
            .collect(),
    })
}

impl Workflows {
    /// Those that ship, each in force until [`keep`] has asked the database.
    ///
    /// # Errors
    /// The findings of the first file that has errors.
    pub fn shipped() -> Result<Self, Findings> {
        let mut workflows = Self::default();
        for source in shipped() {
            workflows.offer(source)?;
        }
        Ok(workflows)
    }

    /// Adds a file to those that are taken into force at the start.
    ///
    /// # Errors
    /// What is wrong with the file.
    pub fn offer(&mut self, source: Source) -> Result<(), Findings> {
        let definition = source.read()?;
        self.force(InForce {
            id: definition.id.clone(),
            version: definition.version,
            hash: definition.hash,
            origin: Origin::Shipped,
            taken_by: String::new(),
            taken_at: chrono::DateTime::UNIX_EPOCH,
        });
        self.know(definition, source.clone());
        self.offered.push(source);
        Ok(())
    }

    /// The same with a folder of the municipality's own files beside them.
    #[must_use]
    pub fn beside(self, folder: Option<PathBuf>) -> Self {
        Self { folder, ..self }
    }

    /// The folder of the municipality's own files, if there is one.
    pub fn folder(&self) -> Option<&PathBuf> {
        self.folder.as_ref()
    }

    fn know(&self, definition: Definition, source: Source) {
        self.known.add(Known { definition, source });
    }

    fn force(&self, now: InForce) {
        let mut in_force = self
            .in_force
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        in_force.insert(now.id.clone(), now);
    }

    /// The workflow a matter is pinned to.
    pub fn pinned(&self, pin: &WorkflowPin) -> Option<&Definition> {
        self.with_hash(pin.hash)
    }

    /// The version of a type that has this hash.
    pub fn with_hash(&self, hash: Digest) -> Option<&Definition> {
        self.known.find(hash).map(|known| &known.definition)
    }

    /// What is in force of every type, as far as is known here.
    pub fn standing(&self) -> Vec<InForce> {
        let in_force = self.in_force.read().unwrap_or_else(PoisonError::into_inner);
        in_force.values().cloned().collect()
    }

    /// The version in force of a type.
    pub fn newest(&self, id: &WorkflowId) -> Option<&Definition> {
        let hash = {
            let in_force = self.in_force.read().unwrap_or_else(PoisonError::into_inner);
            in_force.get(id)?.hash
        };
        self.known.find(hash).map(|known| &known.definition)
    }

    /// The version in force of every type, by its id.
    pub fn newest_of_each(&self) -> Vec<&Definition> {
        self.in_force().collect()
    }

    /// The types that a matter can be opened as.
    pub fn in_force(&self) -> impl Iterator<Item = &Definition> {
        let hashes: Vec<Digest> = self.standing().iter().map(|now| now.hash).collect();
        hashes
            .into_iter()
            .filter_map(|hash| self.known.find(hash).map(|known| &known.definition))
    }

    /// Every known version with its source.
    pub fn sources(&self) -> impl Iterator<Item = (&Definition, &Source)> {
        self.known
            .iter()
            .map(|known| (&known.definition, &known.source))
    }

    /// Reads what the database has that is not known here.
    pub(super) async fn refresh(&self, read: &mut Read) -> Result<(), OfficeError> {
        let known: BTreeSet<Digest> = self
            .known
            .iter()
            .map(|known| known.definition.hash)
            .collect();
        for hash in definitions::hashes(read).await? {
            if !known.contains(&hash) {
                self.fetch(read, hash).await?;
            }
        }
        let now = definitions::in_force(read).await?;
        let mut in_force = self
            .in_force
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        *in_force = now.into_iter().map(|one| (one.id.clone(), one)).collect();
        Ok(())
    }

    /// Reads one kept version. One that can no longer be read is told in the log and stays unknown:
    /// the others go on.
    async fn fetch(&self, read: &mut Read, hash: Digest) -> Result<(), OfficeError> {
        let Some(source) = definitions::source(read, hash).await? else {
            return Ok(());
        };
        match source.read() {
            Ok(definition) if definition.hash == hash => self.know(definition, source),
            Ok(_) => {
                tracing::error!(%hash, name = %source.name, "a kept workflow has another hash");
            }
            Err(findings) => {
                tracing::error!(%hash, name = %source.name, %findings, "a kept workflow cannot be read");
            }
        }
        Ok(())
    }

    /// Sees to it that the version with this hash is known: another node may have taken it into
    /// force a moment ago.
    pub(super) async fn meet(&self, read: &mut Read, hash: Digest) -> Result<(), OfficeError> {
        if self.known.find(hash).is_none() {
            self.fetch(read, hash).await?;
        }
        Ok(())
    }

    /// The version in force of a type, as the database says now.
    pub(super) async fn newest_now(
        &self,
        read: &mut Read,
        id: &WorkflowId,
    ) -> Result<Option<&Definition>, OfficeError> {
        if let Some(now) = definitions::in_force_of(read, id).await? {
            if self.known.find(now.hash).is_none() {
                self.fetch(read, now.hash).await?;
            }
            self.force(now);
        }
        Ok(self.newest(id))
    }
}

/// Reads what is in force and what running matters are pinned to, and takes the files that ship into
/// force where nothing else is.
///
/// # Errors
/// When keeping fails.
pub async fn keep(
    db: &Db,
    workflows: &Workflows,
    at: chrono::DateTime<chrono::Utc>,
) -> Result<(), OfficeError> {
    db.read(async |read| workflows.refresh(read).await).await?;
    for source in &workflows.offered {
        if let Err(refused) = force::ship(db, workflows, source, at).await? {
            tracing::warn!(file = %source.name, %refused, "a workflow that ships is not in force");
        }
    }
    Ok(())
}
