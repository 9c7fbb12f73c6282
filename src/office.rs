//! Floor 5, the office: one human act, one path.
//!
//! Every act goes the same way: who asks, may they, load the state, gather the facts, call the pure
//! `act`, commit the whole outcome in one transaction. No door changes anything in any other way.

pub mod announcing;
mod asking;
pub mod bodies;
pub mod collecting;
pub mod deciding;
mod delegating;
pub mod directory;
pub mod documents;
mod facts;
mod forms;
pub mod giving;
pub mod linking;
pub mod matters;
mod meanwhile;
pub mod meetings;
pub mod migrating;
pub mod people;
pub mod reading;
mod registering;
pub mod reporting;
mod returning;
pub(crate) mod settling;
pub mod signing;
mod timers;
mod undelivered;
mod withholding;
mod workflow_versions;
pub mod workflows;
mod working;
pub mod yearly;

pub use asking::{Asker, Steward};

use crate::{
    db::{self, Db},
    domain::{entropy::Entropy, identifiers::FormNonce, refusal::Refusal},
    signoff::link::LinkKeys,
    store::{
        StoreError,
        blobs::{BlobError, Blobs},
    },
    workflow::adequacy::AdequacyTable,
};
use chrono::{DateTime, Utc};
use std::sync::Arc;
use tokio::sync::Notify;
use workflows::Workflows;

/// Where random bytes come from: the operating system at the doors, a fixed row in tests.
pub trait Randomness: Send + Sync {
    /// Thirty-two bytes nobody can foresee.
    ///
    /// # Errors
    /// When the operating system has none to give.
    fn seed(&self) -> Result<[u8; 32], OfficeError>;
}

/// The operating system's randomness.
#[derive(Debug, Clone, Copy)]
pub struct SystemRandomness;

impl Randomness for SystemRandomness {
    fn seed(&self) -> Result<[u8; 32], OfficeError> {
        let mut seed = [0; 32];
        #[expect(
            clippy::disallowed_methods,
            reason = "the one place that asks the system"
        )]
        getrandom::fill(&mut seed).map_err(|error| OfficeError::Randomness(error.to_string()))?;
        Ok(seed)
    }
}

/// What the municipality has set.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The municipality's name as printed: "Exempelby kommun".
    pub municipality: String,
    /// The address people reach Beslut by, without a slash at the end. Links are made from this,
    /// never from what a browser says.
    pub public_url: String,
    /// The domain of Message-IDs.
    pub mail_domain: String,
    /// The address that people are told to write to with questions.
    pub registrar_address: String,
    /// How many days a link lives.
    pub link_lifetime_days: u16,
    /// The largest file that may be attached, in bytes.
    pub largest_attachment: u64,
}

/// The office and all it needs. Cheap to clone.
#[derive(Clone)]
pub struct Office {
    inner: Arc<Inner>,
}

struct Inner {
    db: Db,
    blobs: Blobs,
    workflows: Workflows,
    link_keys: LinkKeys,
    settings: Settings,
    randomness: Box<dyn Randomness>,
    adequacy: Arc<AdequacyTable>,
    mail_waits: Notify,
    work_waits: Notify,
}

/// Why an act did not happen.
#[derive(Debug, thiserror::Error)]
pub enum OfficeError {
    /// A rule says no: a value to show, not a fault.
    #[error("{0}")]
    Refused(#[from] Refusal),
    /// Keeping failed.
    #[error(transparent)]
    Store(StoreError),
    /// A file could not be kept or read.
    #[error(transparent)]
    Blob(#[from] BlobError),
    /// The matter's workflow is not known.
    #[error("arbetsflödet {0} finns inte")]
    Workflow(String),
    /// A document could not be made.
    #[error("dokumentet gick inte att göra: {0}")]
    Document(String),
    /// There are no random bytes.
    #[error("systemet ger inga slumptal: {0}")]
    Randomness(String),
    /// A password could not be hashed.
    #[error("lösenordet gick inte att lagra: {0}")]
    Password(String),
}

impl From<StoreError> for OfficeError {
    /// What the database stopped because another act was in the way can be done again, so a person
    /// is told that in the words of every other clash.
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Database(error) if db::is_in_the_way(&error) => {
                tracing::warn!(%error, "another act was in the way");
                OfficeError::Refused(meanwhile::changed_by_another())
            }
            other => OfficeError::Store(other),
        }
    }
}

impl From<sqlx::Error> for OfficeError {
    fn from(error: sqlx::Error) -> Self {
        StoreError::from(error).into()
    }
}

impl From<serde_json::Error> for OfficeError {
    fn from(error: serde_json::Error) -> Self {
        OfficeError::Store(error.into())
    }
}

impl Office {
    /// Puts the office together.
    pub fn new(
        db: Db,
        blobs: Blobs,
        workflows: Workflows,
        link_keys: LinkKeys,
        settings: Settings,
        randomness: Box<dyn Randomness>,
    ) -> Self {
        let inner = Inner {
            db,
            blobs,
            workflows,
            link_keys,
            settings,
            randomness,
            adequacy: Arc::new(AdequacyTable::shipped().clone()),
            mail_waits: Notify::new(),
            work_waits: Notify::new(),
        };
        Self {
            inner: Arc::new(inner),
        }
    }

    /// The same with the municipality's own table of adequate countries. Only where nobody else
    /// holds the office yet: at the start.
    #[must_use]
    pub fn with_adequacy(mut self, table: AdequacyTable) -> Self {
        if let Some(inner) = Arc::get_mut(&mut self.inner) {
            inner.adequacy = Arc::new(table);
        }
        self
    }

    /// Which countries protect personal data adequately.
    pub fn adequacy(&self) -> &Arc<AdequacyTable> {
        &self.inner.adequacy
    }

    /// What the municipality has set.
    pub fn settings(&self) -> &Settings {
        &self.inner.settings
    }

    /// The workflows in force.
    pub fn workflows(&self) -> &Workflows {
        &self.inner.workflows
    }

    /// The keys that links, codes and sealed cookies are derived with.
    pub fn link_keys(&self) -> &LinkKeys {
        &self.inner.link_keys
    }

    /// The files.
    pub fn blobs(&self) -> &Blobs {
        &self.inner.blobs
    }

    /// The database, for the doors that look after it: migrate, verify.
    pub fn db(&self) -> &Db {
        &self.inner.db
    }

    /// Comes back when a mail has been put in the outbox.
    pub async fn mail_waits(&self) {
        self.inner.mail_waits.notified().await;
    }

    /// Comes back when a document waits to be made.
    pub async fn work_waits(&self) {
        self.inner.work_waits.notified().await;
    }

    /// A form that is about to be shown.
    ///
    /// # Errors
    /// When the system gives no random bytes.
    pub fn form_nonce(&self, at: DateTime<Utc>) -> Result<FormNonce, OfficeError> {
        Ok(self.entropy(at)?.id())
    }

    /// Randomness for one act.
    pub(crate) fn entropy(&self, at: DateTime<Utc>) -> Result<Entropy, OfficeError> {
        Ok(Entropy::new(at, self.inner.randomness.seed()?))
    }

    /// Wakes the one who sends mail.
    fn wake_mail(&self) {
        self.inner.mail_waits.notify_one();
    }

    /// Wakes the workers after a commit. They look for themselves what there is to do.
    fn wake(&self) {
        self.inner.mail_waits.notify_one();
        self.inner.work_waits.notify_one();
    }
}
