//! A form that is sent twice acts once: the second gets what the first got.

use super::{OfficeError, meanwhile::changed_by_another};
use crate::{
    db::Write,
    domain::identifiers::{FormNonce, PersonId},
    store::forms,
};
use chrono::{DateTime, Utc};

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
