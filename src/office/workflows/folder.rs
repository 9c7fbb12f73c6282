//! The municipality's own folder: what lies there is read again and taken into force as it changes.
//! A file with errors never displaces the last good one.

use super::{Installed, Installer};
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
use std::fmt::Write as _;
use std::sync::PoisonError;

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
        let offered = sources.map(|sources| {
            let sources = sources.iter();
            sources.map(|source| offered(source, &standing)).collect()
        });
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
    /// that is not in force already.
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
        if by == Installer::Folder && !self.is_changed(&sources) {
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
                Err(other) => return Err(other),
            }
        }
        Ok(came)
    }

    /// Whether the folder holds something else than at the last look.
    fn is_changed(&self, sources: &[Source]) -> bool {
        let mut all = String::new();
        for source in sources {
            for text in std::iter::once(&source.text).chain(source.shared.values()) {
                let _ = write!(all, "{}:{}:", text.len(), text);
            }
            all.push_str(&source.name);
        }
        let now = Some(Digest::of(all));
        let workflows = self.workflows();
        let mut seen = workflows
            .seen
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        std::mem::replace(&mut *seen, now) != now
    }
}

fn offered(source: &Source, in_force: &[InForce]) -> Offered {
    let (definition, findings) = source.lint();
    let standing = match &definition {
        None => Standing::Faulty,
        Some(definition) => {
            let now = in_force.iter().find(|now| now.id == definition.id);
            match now {
                Some(now) if now.hash == definition.hash => Standing::InForce,
                Some(now) if definition.version <= now.version => Standing::SameVersion,
                _ => Standing::Waits,
            }
        }
    };
    Offered {
        file: source.name.clone(),
        is: definition.map(|definition| (definition.id, definition.title, definition.version)),
        standing,
        findings: findings.0,
    }
}
