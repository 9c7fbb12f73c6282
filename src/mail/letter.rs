//! The letters: for each, the facts it tells, and how they become subject, plain text and HTML.
//!
//! What a person typed is data: it is escaped for its target and never read as a template. A
//! secret matter's letter cannot name anything, because [`Shown::Secret`] holds nothing.

mod contexts;
mod rendering;

pub use contexts::*;
pub(crate) use rendering::one_line;
pub use rendering::{LetterFault, LetterTemplates, Letterhead, RenderedLetter};

use serde::Serialize;

/// One letter with the facts it tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Letter {
    /// "Granska och godkänn": asks an approver to open the document.
    ReviewRequest(ReviewRequest),
    /// The code that an approver types to decide.
    OneTimeCode(OneTimeCode),
    /// "Påminnelse 2 av 4".
    Reminder(Reminder),
    /// Tells an approver what was registered in their name, so that misuse is noticed.
    ApprovalReceipt(ApprovalReceipt),
    /// Tells the case officer that the matter came back.
    SentBack(SentBack),
    /// Asks a minutes certifier to certify (justera, KL 5:69).
    CertificationRequest(CertificationRequest),
    /// Tells those concerned that the matter is decided.
    MatterDecided(MatterDecided),
    /// A new version replaces the one an approver was asked about; the old link is dead.
    NewVersion(NewVersion),
    /// Something that the registrar has to see to.
    RegistrarTask(RegistrarTask),
}

impl Letter {
    /// The letter's folder under `templates/mail`, also its name in the outbox and in logs.
    pub fn name(&self) -> &'static str {
        match self {
            Self::ReviewRequest(_) => "review_request",
            Self::OneTimeCode(_) => "one_time_code",
            Self::Reminder(_) => "reminder",
            Self::ApprovalReceipt(_) => "approval_receipt",
            Self::SentBack(_) => "sent_back",
            Self::CertificationRequest(_) => "certification_request",
            Self::MatterDecided(_) => "matter_decided",
            Self::NewVersion(_) => "new_version",
            Self::RegistrarTask(_) => "registrar_task",
        }
    }

    /// Every letter with made-up facts, first all open ones, then the same for a secret matter.
    pub fn samples() -> Vec<Self> {
        [Secrecy::Open, Secrecy::Secret]
            .into_iter()
            .flat_map(|secrecy| {
                [
                    Self::ReviewRequest(ReviewRequest::sample(secrecy)),
                    Self::OneTimeCode(OneTimeCode::sample(secrecy)),
                    Self::Reminder(Reminder::sample(secrecy)),
                    Self::ApprovalReceipt(ApprovalReceipt::sample(secrecy)),
                    Self::SentBack(SentBack::sample(secrecy)),
                    Self::CertificationRequest(CertificationRequest::sample(secrecy)),
                    Self::MatterDecided(MatterDecided::sample(secrecy)),
                    Self::NewVersion(NewVersion::sample(secrecy)),
                    Self::RegistrarTask(RegistrarTask::sample(secrecy)),
                ]
            })
            .collect()
    }
}

/// What a letter may tell of a matter: everything, or nothing but that it is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shown<T> {
    /// The matter is not marked secret.
    Open(T),
    /// The matter is marked secret: no title, no names, no document text.
    Secret,
}

impl<T> Shown<T> {
    /// Keeps the details of an open matter and drops those of a secret one.
    pub fn under(secrecy: Secrecy, details: T) -> Self {
        match secrecy {
            Secrecy::Open => Self::Open(details),
            Secrecy::Secret => Self::Secret,
        }
    }
}

impl<T: Serialize> Serialize for Shown<T> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Open(details) => serializer.serialize_some(details),
            Self::Secret => serializer.serialize_none(),
        }
    }
}

/// Whether the matter carries a secrecy mark (OSL 5:5).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Secrecy {
    /// No mark.
    Open,
    /// Marked: letters tell nothing.
    Secret,
}

/// A personal link or a one-time code: shown in the mail, never in `Debug` and so never in a log.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Confidential(String);

impl Confidential {
    /// Wraps the link or the code.
    pub fn new(text: String) -> Self {
        Self(text)
    }
}

impl std::fmt::Debug for Confidential {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Confidential(…)")
    }
}
