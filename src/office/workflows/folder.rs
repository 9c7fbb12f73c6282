//! The municipality's own folder: what lies there is read again and taken into force as it changes.
//! A file with errors never displaces the last good one.

use super::{
    Installed, Installer, Looks,
    checked::{self, Said},
};
use crate::{
    domain::{
        calendar,
        digest::Digest,
        journal::{Entry, Stream},
        refusal::Refusal,
    },
    office::{Office, OfficeError, Steward},
    store::{
        definitions::InForce,
        journal,
        workflow_folder::{self, FolderError},
    },
    workflow::{finding::Finding, keys::WorkflowId, source::Source},
};
use chrono::{DateTime, Utc};
use std::sync::{PoisonError, RwLockWriteGuard};

/// A file that lies in the folder.
#[derive(Debug, Clone)]
pub struct Offered {
    /// Its name.
    pub file: String,
    /// The type, the title and the version, where it can be read.
    pub is: Option<(WorkflowId, String, u32)>,
    /// Whether it is in force.
    pub standing: Standing,
    /// Everything there is to say about it.
    pub findings: Vec<Finding>,
}

/// How a file in the folder stands to what is in force.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It has errors: what was in force stays so.
    Faulty,
    /// It is in force.
    InForce,
    /// It can be taken into force.
    Waits,
    /// Its version is not higher than the one in force, and its content is another.
    SameVersion,
}

impl Office {
    /// The types in force, and what lies in the municipality's own folder.
    ///
    /// # Errors
    /// Refused for all but the administrator.
    pub async fn matter_types(
        &self,
        by: Steward,
        at: DateTime<Utc>,
    ) -> Result<(Vec<InForce>, Result<Vec<Offered>, FolderError>), OfficeError> {
        self.db()
            .read(async |read| {
                by.actor(read, calendar::today_in_stockholm(at)).await?;
                self.workflows().refresh(read).await
            })
            .await?;
        let standing = self.workflows().standing();
        let sources = match self.workflows().folder() {
            None => Ok(Vec::new()),
            Some(folder) => workflow_folder::read(folder).await,
        };
        let offered = match sources {
            Ok(sources) => {
                let said = self.workflows().checked.of(&sources).await?;
                let both = sources.iter().zip(&said);
                Ok(both
                    .map(|(file, said)| offered(file, said, &standing))
                    .collect())
            }
            Err(error) => Err(error),
        };
        Ok((standing, offered))
    }

    /// The journal of a type: when each version was taken into force, and by whom.
    ///
    /// # Errors
    /// Refused for all but the administrator.
    pub async fn journal_of_type(
        &self,
        id: &WorkflowId,
        by: Steward,
        at: DateTime<Utc>,
    ) -> Result<Vec<Entry>, OfficeError> {
        let stream = Stream::MatterType(super::force::stream_of(id));
        self.db()
            .read(async |read| {
                by.actor(read, calendar::today_in_stockholm(at)).await?;
                Ok(journal::entries(read, stream).await?)
            })
            .await
    }

    /// Reads the folder again and takes into force what has changed. Gives what came of each file
    /// that is not in force already. Nobody has said that a file is whole that merely lies there: it
    /// is taken when it has been the same at two looks after each other.
    ///
    /// # Errors
    /// Refused for a person who is no administrator. A folder that cannot be read is told in the
    /// log.
    pub async fn reload_workflows(
        &self,
        by: Installer,
        at: DateTime<Utc>,
    ) -> Result<Vec<(String, Result<Installed, Refusal>)>, OfficeError> {
        self.db()
            .read(async |read| {
                by.actor(read, at).await?;
                self.workflows().refresh(read).await
            })
            .await?;
        let Some(folder) = self.workflows().folder() else {
            return Ok(Vec::new());
        };
        let sources = match workflow_folder::read(folder).await {
            Ok(sources) => sources,
            Err(error) => {
                tracing::error!(%error, "the folder of workflows cannot be read");
                return Ok(Vec::new());
            }
        };
        let held = checked::hash(&sources);
        if by == Installer::Folder && !self.is_new_and_at_rest(held) {
            return Ok(Vec::new());
        }
        let mut came = Vec::new();
        for source in sources {
            match self.install_workflow(&source, by, at).await {
                Ok(installed) if !installed.is_new => {}
                Ok(installed) => {
                    tracing::info!(file = %source.name, version = installed.version, "a workflow is in force");
                    for warning in &installed.warnings {
                        tracing::warn!(file = %source.name, "{warning}");
                    }
                    came.push((source.name, Ok(installed)));
                }
                Err(OfficeError::Refused(refusal)) => {
                    tracing::warn!(file = %source.name, %refusal, "a workflow is refused");
                    came.push((source.name, Err(refusal)));
                }
                // What could not be kept is tried again at the next look.
                Err(other) => return Err(other),
            }
        }
        self.looks().settled = Some(held);
        Ok(came)
    }

    /// Whether the folder holds the same as at the last look, and that has not been dealt with.
    fn is_new_and_at_rest(&self, held: Digest) -> bool {
        let mut looks = self.looks();
        let before = looks.last.replace(held);
        before == Some(held) && looks.settled != Some(held)
    }

    fn looks(&self) -> RwLockWriteGuard<'_, Looks> {
        let looks = self.workflows().looks.write();
        looks.unwrap_or_else(PoisonError::into_inner)
    }
}

fn offered(source: &Source, said: &Said, in_force: &[InForce]) -> Offered {
    let standing = match &said.is {
        None => Standing::Faulty,
        Some(is) => {
            let now = in_force.iter().find(|now| now.id == is.id);
            match now {
                Some(now) if now.hash == is.hash => Standing::InForce,
                Some(now) if is.version <= now.version => Standing::SameVersion,
                _ => Standing::Waits,
            }
        }
    };
    Offered {
        file: source.name.clone(),
        is: said
            .is
            .as_ref()
            .map(|is| (is.id.clone(), is.title.clone(), is.version)),
        standing,
        findings: said.findings.clone(),
    }
}
