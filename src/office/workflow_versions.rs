//! The versions of a matter type that were ever known here.

use super::{Office, OfficeError};
use crate::{
    store::definitions::{self, Kept},
    workflow::keys::WorkflowId,
};

impl Office {
    /// The versions of a matter type, the first first.
    ///
    /// # Errors
    /// When keeping fails.
    pub async fn workflow_versions(&self, id: &WorkflowId) -> Result<Vec<Kept>, OfficeError> {
        let read = async |read: &mut crate::db::Read| definitions::versions(read, id).await;
        Ok(self.db().read(read).await?)
    }
}
