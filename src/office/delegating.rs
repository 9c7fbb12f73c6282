//! The delegation schemes: who may decide in a body's place, entered and taken back.

use super::{Office, OfficeError, Steward, facts};
use crate::{
    domain::{
        calendar,
        delegation::Delegation,
        identifiers::{BodyId, DelegationId},
        journal::{NewEntry, Stream},
        swedish,
    },
    store::{delegations, journal},
};
use chrono::{DateTime, NaiveDate, Utc};
use serde_json::json;

impl Office {
    /// Enters a delegation that the body has decided on. Gives its identity; the one in `new` is
    /// drawn anew.
    ///
    /// # Errors
    /// Refused for all but the administrator, and with every fault of the delegation.
    pub async fn delegate(
        &self,
        new: Delegation,
        by: Steward,
        at: DateTime<Utc>,
    ) -> Result<DelegationId, OfficeError> {
        let new = Delegation {
            id: self.entropy(at)?.id(),
            ..new
        };
        let today = calendar::today_in_stockholm(at);
        self.db()
            .write(async |write| {
                let by = by.actor(write, today).await?;
                facts::body_of(write, new.body).await?;
                delegations::of_body(write, new.body).await?.enter(&new)?;
                delegations::keep(write, &new, at).await?;
                let entry = NewEntry::new(
                    "delegated",
                    format!(
                        "Införde punkt {} i delegationsordningen: {}.",
                        new.point, new.title
                    ),
                    json!({ "delegation": new }),
                );
                journal::append(write, Stream::Body(new.body), at, &by, &[entry]).await?;
                Ok(new.id)
            })
            .await
    }

    /// Takes a delegation back after its last day.
    ///
    /// # Errors
    /// Refused for all but the administrator, and for days that have passed.
    pub async fn revoke_delegation(
        &self,
        body: BodyId,
        id: DelegationId,
        last_day: NaiveDate,
        by: Steward,
        at: DateTime<Utc>,
    ) -> Result<Delegation, OfficeError> {
        let today = calendar::today_in_stockholm(at);
        self.db()
            .write(async |write| {
                let by = by.actor(write, today).await?;
                let scheme = delegations::of_body(write, body).await?;
                let revoked = scheme.revoked(id, last_day, today)?;
                delegations::keep(write, &revoked, at).await?;
                let entry = NewEntry::new(
                    "delegation_revoked",
                    format!(
                        "Återkallade punkt {}: gäller till och med den {}.",
                        revoked.point,
                        swedish::date(last_day)
                    ),
                    json!({ "delegation": revoked.id, "point": revoked.point, "last_day": last_day }),
                );
                journal::append(write, Stream::Body(body), at, &by, &[entry]).await?;
                Ok(revoked)
            })
            .await
    }
}
