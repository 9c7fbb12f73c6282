//! The workflow files in force, and every version a running matter is pinned to.

use super::OfficeError;
use crate::{
    matter::state::WorkflowPin,
    workflow::{self, definition::Definition, finding::Findings, keys::WorkflowId},
};

/// The workflow files that ship with Beslut, by name.
pub const SHIPPED: [(&str, &str); 1] = [(
    "workflows/molntjanst.toml",
    include_str!("../../workflows/molntjanst.toml"),
)];

/// The workflows, by their hash.
#[derive(Debug, Default)]
pub struct Workflows {
    known: Vec<Known>,
}

#[derive(Debug)]
struct Known {
    definition: Definition,
    source: String,
    in_force: bool,
}

impl Workflows {
    /// Those that ship.
    ///
    /// # Errors
    /// The findings of the first file that has errors.
    pub fn shipped() -> Result<Self, Findings> {
        let mut workflows = Self::default();
        for (name, source) in SHIPPED {
            workflows.add(name, source, true)?;
        }
        Ok(workflows)
    }

    /// Takes in a file. A version that is known already is not taken twice.
    ///
    /// # Errors
    /// What is wrong with the file.
    pub fn add(&mut self, name: &str, source: &str, in_force: bool) -> Result<(), Findings> {
        let definition = workflow::read(name, source)?;
        if let Some(known) = self
            .known
            .iter_mut()
            .find(|k| k.definition.hash == definition.hash)
        {
            known.in_force |= in_force;
            return Ok(());
        }
        self.known.push(Known {
            definition,
            source: source.to_owned(),
            in_force,
        });
        Ok(())
    }

    /// The workflow a matter is pinned to.
    pub fn pinned(&self, pin: &WorkflowPin) -> Option<&Definition> {
        self.known
            .iter()
            .map(|known| &known.definition)
            .find(|d| d.hash == pin.hash)
    }

    /// The newest version in force of a type.
    pub fn newest(&self, id: &WorkflowId) -> Option<&Definition> {
        self.in_force()
            .filter(|definition| &definition.id == id)
            .max_by_key(|d| d.version)
    }

    /// The newest version in force of every type, by its id.
    pub fn newest_of_each(&self) -> Vec<&Definition> {
        let ids: std::collections::BTreeSet<&WorkflowId> = self.in_force().map(|d| &d.id).collect();
        ids.into_iter().filter_map(|id| self.newest(id)).collect()
    }

    /// The types that a matter can be opened as.
    pub fn in_force(&self) -> impl Iterator<Item = &Definition> {
        self.known
            .iter()
            .filter(|known| known.in_force)
            .map(|known| &known.definition)
    }

    /// Every known version with its source, to be kept for the matters that are pinned to it.
    pub fn sources(&self) -> impl Iterator<Item = (&Definition, &str)> {
        self.known
            .iter()
            .map(|known| (&known.definition, known.source.as_str()))
    }
}

/// Keeps the sources of the workflows in the database, and takes in those that older matters use.
///
/// # Errors
/// When keeping fails, or when a kept source can no longer be read.
pub async fn keep(
    db: &crate::db::Db,
    workflows: &mut Workflows,
    at: chrono::DateTime<chrono::Utc>,
) -> Result<(), OfficeError> {
    use crate::store::definitions;
    let kept = db
        .write(async |write| {
            for (definition, source) in workflows.sources() {
                definitions::keep(write, definition, source, at).await?;
            }
            definitions::all(write).await
        })
        .await?;
    for (name, source) in kept {
        workflows
            .add(&name, &source, false)
            .map_err(|findings| OfficeError::Workflow(format!("{name}: {findings}")))?;
    }
    Ok(())
}
