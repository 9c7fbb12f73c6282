//! Taking a version into force: an act of its own, with a journal of its own.

use super::{Workflows, checked, missing};
use crate::{
    db::{Db, Read, Write},
    domain::{
        actor::Actor,
        calendar,
        identifiers::{Identifier, MatterTypeId},
        journal::{NewEntry, Stream},
        refusal::{Reason, Refusal},
    },
    office::{Office, OfficeError, Steward, meanwhile::changed_by_another},
    store::{
        definitions::{self, InForce, Origin},
        journal,
    },
    workflow::{
        definition::Definition,
        finding::{Findings, Severity},
        keys::WorkflowId,
        source::Source,
    },
};
use chrono::{DateTime, Utc};
use serde_json::json;

/// Who takes a version into force.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Installer {
    /// The program, with what ships.
    Program,
    /// Whoever has put a file in the municipality's own folder.
    Folder,
    /// An administrator, or whoever runs a command.
    Steward(Steward),
}

/// A version that is in force from now on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Installed {
    /// The type.
    pub id: WorkflowId,
    /// What people call it.
    pub title: String,
    /// The version.
    pub version: u32,
    /// The version before, if there was one.
    pub before: Option<u32>,
    /// False when it was in force already: nothing has happened.
    pub is_new: bool,
    /// What it names that this municipality does not have.
    pub warnings: Vec<String>,
}

impl Installer {
    pub(super) async fn actor(
        self,
        read: &mut Read,
        at: DateTime<Utc>,
    ) -> Result<Actor, OfficeError> {
        let part = match self {
            Self::Steward(steward) => {
                return steward.actor(read, calendar::today_in_stockholm(at)).await;
            }
            Self::Program => "programmet",
            Self::Folder => "mappen med ärendetyper",
        };
        Ok(Actor::Machine {
            part: part.to_owned(),
        })
    }

    fn origin(self) -> Origin {
        match self {
            Self::Program => Origin::Shipped,
            Self::Folder | Self::Steward(_) => Origin::Own,
        }
    }
}

impl Office {
    /// Takes a workflow file into force: new matters follow it from now on. Taking what is in force
    /// already changes nothing.
    ///
    /// # Errors
    /// Refused when the file has errors, when its version is not higher than the one in force, when
    /// a version has changed its content, and for all but the administrator. What was in force
    /// stays so.
    pub async fn install_workflow(
        &self,
        source: &Source,
        by: Installer,
        at: DateTime<Utc>,
    ) -> Result<Installed, OfficeError> {
        let definition = checked::read(source)
            .await?
            .map_err(|findings| faulty(&source.name, &findings))?;
        let (workflows, taken) = (self.workflows(), &definition);
        let installed = self
            .db()
            .write(async |write| install(write, source, taken, by, at).await)
            .await?;
        workflows.know(definition, source.clone());
        self.db()
            .read(async |read| workflows.refresh(read).await)
            .await?;
        Ok(installed)
    }
}

/// Takes a file that ships into force, where nothing or an older file that shipped is.
pub(super) async fn ship(
    db: &Db,
    workflows: &Workflows,
    source: &Source,
    at: DateTime<Utc>,
) -> Result<Result<(), Refusal>, OfficeError> {
    let definition = match source.read() {
        Ok(definition) => definition,
        Err(findings) => return Ok(Err(faulty(&source.name, &findings))),
    };
    let standing = workflows.standing();
    let now = standing.iter().find(|now| now.id == definition.id);
    if now.is_some_and(|now| now.hash == definition.hash || now.origin == Origin::Own) {
        return Ok(Ok(()));
    }
    let by = Installer::Program;
    let taken = &definition;
    let done = db
        .write(async |write| install(write, source, taken, by, at).await)
        .await;
    match done {
        Ok(_) => {
            workflows.know(definition, source.clone());
            db.read(async |read| workflows.refresh(read).await).await?;
            Ok(Ok(()))
        }
        Err(OfficeError::Refused(refusal)) => Ok(Err(refusal)),
        Err(other) => Err(other),
    }
}

async fn install(
    write: &mut Write,
    source: &Source,
    definition: &Definition,
    by: Installer,
    at: DateTime<Utc>,
) -> Result<Installed, OfficeError> {
    let actor = by.actor(write, at).await?;
    let before = definitions::lock_in_force(write, &definition.id).await?;
    let mut installed = Installed {
        id: definition.id.clone(),
        title: definition.title.clone(),
        version: definition.version,
        before: before.as_ref().map(|before| before.version),
        is_new: false,
        warnings: missing::missing_here(write, definition, at).await?,
    };
    if before
        .as_ref()
        .is_some_and(|now| now.hash == definition.hash)
    {
        return Ok(installed);
    }
    if let Some(now) = &before
        && definition.version < now.version
    {
        return Err(older(definition, now).into());
    }
    if !definitions::keep(write, definition, source, at).await? {
        return Err(changed_content(definition).into());
    }
    let now = InForce {
        id: definition.id.clone(),
        version: definition.version,
        hash: definition.hash,
        origin: by.origin(),
        taken_by: actor.presented(),
        taken_at: at,
    };
    let seen = before.as_ref().map(|before| before.hash);
    if !definitions::take_into_force(write, &now, seen).await? {
        // Another node was first: with the same file all is well.
        let theirs = definitions::in_force_of(write, &definition.id).await?;
        return match theirs {
            Some(theirs) if theirs.hash == definition.hash => Ok(installed),
            _ => Err(changed_by_another().into()),
        };
    }
    let entry = NewEntry::new(
        "workflow_in_force",
        format!(
            "Tog version {} av ärendetypen ”{}” i bruk.",
            definition.version, definition.title
        ),
        json!({
            "workflow": definition.id,
            "from": before.as_ref().map(|now| json!({ "version": now.version, "hash": now.hash })),
            "to": { "version": definition.version, "hash": definition.hash },
            "missing": installed.warnings,
        }),
    );
    let stream = Stream::MatterType(stream_of(&definition.id));
    journal::append(write, stream, at, &actor, &[entry]).await?;
    installed.is_new = true;
    Ok(installed)
}

/// The journal of a type: made from its name, so that two nodes write in the same.
pub(super) fn stream_of(id: &WorkflowId) -> MatterTypeId {
    let digest = crate::domain::digest::Digest::of(format!("matter-type:{id}"));
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest.bytes()[..16]);
    MatterTypeId::from_uuid(uuid::Builder::from_custom_bytes(bytes).into_uuid())
}

fn faulty(name: &str, findings: &Findings) -> Refusal {
    let errors = findings
        .0
        .iter()
        .filter(|finding| finding.severity == Severity::Error);
    let reasons = errors
        .map(|finding| Reason::new(finding.code.number(), finding.to_string()))
        .collect();
    Refusal::invalid(format!("{name} tas inte i bruk: filen har fel."), reasons)
}

fn older(definition: &Definition, now: &InForce) -> Refusal {
    Refusal::because(
        format!("Ärendetypen ”{}” är som den var.", definition.title),
        Reason::new(
            "version",
            format!(
                "Filen har version {}, och version {} är i bruk.",
                definition.version, now.version
            ),
        )
        .remedy(format!("Höj version till {} i filen.", now.version + 1)),
    )
}

fn changed_content(definition: &Definition) -> Refusal {
    Refusal::because(
        format!("Ärendetypen ”{}” är som den var.", definition.title),
        Reason::new(
            "version",
            format!(
                "Version {} finns redan med ett annat innehåll. Ärenden följer den versionen, och den ändras inte.",
                definition.version
            ),
        )
        .remedy("Höj version i filen."),
    )
}
