//! One act of a person: one transaction, in which a form that is sent twice acts once. The second
//! gets what the first got.

use super::{Asker, Office, OfficeError, asking::Known, meanwhile::changed_by_another};
use crate::{
    db::Write,
    domain::{
        calendar,
        entropy::Entropy,
        identifiers::{FormNonce, Identifier, PersonId},
    },
    store::forms,
};
use chrono::{DateTime, Utc};
use std::{fmt::Display, str::FromStr};

impl Office {
    /// Does `work` as the one who asks, in one transaction, and wakes the workers after it. The same
    /// form sent again does nothing more.
    pub(super) async fn act_once(
        &self,
        asker: Asker,
        form: Option<FormNonce>,
        leads_to: impl Display,
        at: DateTime<Utc>,
        work: impl AsyncFnOnce(&mut Write, &Known, &mut Entropy) -> Result<(), OfficeError>,
    ) -> Result<(), OfficeError> {
        let entropy = self.entropy(at)?;
        let leads_to = leads_to.to_string();
        // A whole act is too large to lie in what awaits it.
        Box::pin(self.once(asker, form, &leads_to, at, entropy, work)).await?;
        Ok(())
    }

    /// The same for what makes something new: `work` is given its identity. The same form sent again
    /// gives the identity of what it made.
    pub(super) async fn open_once<I: Identifier + Copy + Display + FromStr>(
        &self,
        asker: Asker,
        form: Option<FormNonce>,
        at: DateTime<Utc>,
        work: impl AsyncFnOnce(&mut Write, &Known, I, &mut Entropy) -> Result<(), OfficeError>,
    ) -> Result<I, OfficeError> {
        let mut entropy = self.entropy(at)?;
        let new: I = entropy.id();
        let leads_to = new.to_string();
        let earlier = Box::pin(self.once(
            asker,
            form,
            &leads_to,
            at,
            entropy,
            async |write, known, entropy| work(write, known, new, entropy).await,
        ))
        .await?;
        match earlier {
            None => Ok(new),
            Some(earlier) => earlier.parse().map_err(|_| changed_by_another().into()),
        }
    }

    /// Gives what an earlier act of the same form led to; then nothing was done.
    async fn once(
        &self,
        asker: Asker,
        form: Option<FormNonce>,
        leads_to: &str,
        at: DateTime<Utc>,
        mut entropy: Entropy,
        work: impl AsyncFnOnce(&mut Write, &Known, &mut Entropy) -> Result<(), OfficeError>,
    ) -> Result<Option<String>, OfficeError> {
        let today = calendar::today_in_stockholm(at);
        let earlier = self
            .db()
            .write(async |write| {
                let known = asker.known(write, today).await?;
                let earlier = repeated(write, form, known.person.id, leads_to, at).await?;
                if earlier.is_none() {
                    work(write, &known, &mut entropy).await?;
                }
                Ok::<_, OfficeError>(earlier)
            })
            .await?;
        self.wake();
        Ok(earlier)
    }
}

/// Marks the form as acted on. When it has been already, gives what it led to.
///
/// Called first in the transaction: of two that come at once the second waits here for the first.
pub(super) async fn repeated(
    write: &mut Write,
    form: Option<FormNonce>,
    person: PersonId,
    leads_to: &str,
    at: DateTime<Utc>,
) -> Result<Option<String>, OfficeError> {
    let Some(form) = form else { return Ok(None) };
    let person = person.to_string();
    if forms::mark(write, form, &person, leads_to, at).await? {
        return Ok(None);
    }
    match forms::location(write, form, &person).await? {
        Some(location) => Ok(Some(location)),
        None => Err(changed_by_another().into()),
    }
}
