//! Letters about a review: the question, its reminders, and what came of it.

use serde::Serialize;

use super::super::{Confidential, Secrecy, Shown};
use super::{
    SAMPLE_ABOUT, SAMPLE_DEADLINE, SAMPLE_FINGERPRINT, SAMPLE_MATTER, SAMPLE_PAGE, TaskDetails,
    sample_link,
};

/// Asks an approver to review a document and decide.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReviewRequest {
    /// The matter's register number, "KS 2026/123".
    pub matter: String,
    /// The last moment to answer.
    pub deadline: String,
    /// The personal link.
    pub link: Confidential,
    /// Whether the one who answers has to sign in; then the link is a page and no secret.
    pub sign_in: bool,
    /// Left out for a secret matter.
    pub details: Shown<ReviewDetails>,
}

/// What is to be reviewed, and who asks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReviewDetails {
    /// The matter's title.
    pub title: String,
    /// The document's name.
    pub document: String,
    /// The document's version, from 1.
    pub version: u32,
    /// The first 16 hex digits of the document's hash, in groups of four.
    pub fingerprint: String,
    /// Name, title and employer of the one who asks.
    pub requested_by: String,
}

/// Reminds an approver; numbered, since identical reminders confuse.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Reminder {
    /// This reminder's number, from 1.
    pub number: u32,
    /// How many there will be.
    pub of: u32,
    /// What it is about: "ärende KS 2026/123", "protokoll från Kommunstyrelsen den 2 december 2026".
    pub about: String,
    /// The last moment to answer.
    pub deadline: String,
    /// Whether the deadline has passed.
    pub overdue: bool,
    /// The personal link, the same as in the first letter.
    pub link: Confidential,
    /// Whether the one who answers has to sign in; then the link is a page and no secret.
    pub sign_in: bool,
    /// Left out for a secret matter.
    pub details: Shown<ReviewDetails>,
}

/// Tells the case officer that the matter came back with a comment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SentBack {
    /// The matter's register number.
    pub matter: String,
    /// The matter's page, behind sign-in.
    pub page: String,
    /// Left out for a secret matter.
    pub details: Shown<SentBackDetails>,
}

/// Who sent the matter back, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SentBackDetails {
    /// The matter's title.
    pub title: String,
    /// Name and role of the one who sent it back.
    pub sent_back_by: String,
    /// The comment, as typed; may hold several lines.
    pub comment: String,
}

/// A new version replaces the one asked about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NewVersion {
    /// The matter's register number.
    pub matter: String,
    /// The last moment to answer.
    pub deadline: String,
    /// The personal link to the new version.
    pub link: Confidential,
    /// Whether the one who answers has to sign in; then the link is a page and no secret.
    pub sign_in: bool,
    /// Whether this person had already answered on the old version.
    pub answered_before: bool,
    /// Left out for a secret matter.
    pub details: Shown<NewVersionDetails>,
}

/// What replaced what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NewVersionDetails {
    /// The document's name.
    pub document: String,
    /// The version that is replaced.
    pub replaced_version: u32,
    /// The version that replaces it.
    pub version: u32,
    /// The first 16 hex digits of the new document's hash, in groups of four.
    pub fingerprint: String,
    /// What changed, as the officer wrote it; may be empty.
    pub changes: String,
}

/// Something has happened in a review: somebody is away, nobody is left, an answer stays away.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReviewNews {
    /// The matter's register number.
    pub matter: String,
    /// Where to go, behind sign-in.
    pub page: String,
    /// Left out for a secret matter.
    pub details: Shown<TaskDetails>,
}

fn sample_review() -> ReviewDetails {
    ReviewDetails {
        title: "Molntjänst för bygglov".to_owned(),
        document: "Tjänsteskrivelse".to_owned(),
        version: 3,
        fingerprint: SAMPLE_FINGERPRINT.to_owned(),
        requested_by: "Anna Ek, kommunsekreterare, Exempelby kommun".to_owned(),
    }
}

impl ReviewRequest {
    /// Made-up facts for tests and previews.
    pub fn sample(secrecy: Secrecy) -> Self {
        Self {
            matter: SAMPLE_MATTER.to_owned(),
            deadline: SAMPLE_DEADLINE.to_owned(),
            link: sample_link(),
            sign_in: false,
            details: Shown::under(secrecy, sample_review()),
        }
    }
}

impl Reminder {
    /// Made-up facts for tests and previews.
    pub fn sample(secrecy: Secrecy) -> Self {
        Self {
            number: 2,
            of: 4,
            about: SAMPLE_ABOUT.to_owned(),
            deadline: SAMPLE_DEADLINE.to_owned(),
            overdue: false,
            link: sample_link(),
            sign_in: false,
            details: Shown::under(secrecy, sample_review()),
        }
    }
}

impl SentBack {
    /// Made-up facts for tests and previews.
    pub fn sample(secrecy: Secrecy) -> Self {
        Self {
            matter: SAMPLE_MATTER.to_owned(),
            page: SAMPLE_PAGE.to_owned(),
            details: Shown::under(
                secrecy,
                SentBackDetails {
                    title: "Molntjänst för bygglov".to_owned(),
                    sent_back_by: "Lars Berg, kommunjurist".to_owned(),
                    comment: "Avtalets bilaga 2 saknas.\nLägg till den, och skicka igen."
                        .to_owned(),
                },
            ),
        }
    }
}

impl NewVersion {
    /// Made-up facts for tests and previews.
    pub fn sample(secrecy: Secrecy) -> Self {
        Self {
            matter: SAMPLE_MATTER.to_owned(),
            deadline: SAMPLE_DEADLINE.to_owned(),
            link: sample_link(),
            sign_in: false,
            answered_before: true,
            details: Shown::under(
                secrecy,
                NewVersionDetails {
                    document: "Tjänsteskrivelse".to_owned(),
                    replaced_version: 3,
                    version: 4,
                    fingerprint: "11aa 22bb 33cc 44dd".to_owned(),
                    changes: "Bilaga 2 har lagts till.".to_owned(),
                },
            ),
        }
    }
}

impl ReviewNews {
    /// Made-up facts for tests and previews.
    pub fn sample(secrecy: Secrecy) -> Self {
        let task = "Sofia Berg är frånvarande till och med den 13 mars 2026. Du kan ge granskningen till någon annan på ärendets sida.";
        let task = task.to_owned();
        Self {
            matter: SAMPLE_MATTER.to_owned(),
            page: SAMPLE_PAGE.to_owned(),
            details: Shown::under(secrecy, TaskDetails { task }),
        }
    }
}
