//! What each letter tells. Days and times are already Swedish text ("fredag 4 december 2026
//! kl. 16.00"); links are whole addresses built from the configured base, never from a request.

use serde::Serialize;

use super::{Confidential, Secrecy, Shown};

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

/// Carries the code that an approver types to decide.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OneTimeCode {
    /// What it is about: "ärende KS 2026/123", "protokoll från Kommunstyrelsen den 2 december 2026".
    pub about: String,
    /// The code; never in the subject, where a locked phone would show it.
    pub code: Confidential,
    /// How many minutes the code is good for.
    pub valid_minutes: u32,
    /// Left out for a secret matter.
    pub details: Shown<DocumentDetails>,
}

/// Which bytes the code is for: what you see is what you sign.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DocumentDetails {
    /// The matter's title.
    pub title: String,
    /// The document's name.
    pub document: String,
    /// The document's version, from 1.
    pub version: u32,
    /// The first 16 hex digits of the document's hash, in groups of four.
    pub fingerprint: String,
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

/// Tells an approver what was registered in their name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ApprovalReceipt {
    /// What it is about: "ärende KS 2026/123", "protokoll från Kommunstyrelsen den 2 december 2026".
    pub about: String,
    /// When the answer was registered.
    pub decided_at: String,
    /// The journal's head after the answer: an anchor that shows a shortened journal.
    pub journal_head: String,
    /// Left out for a secret matter.
    pub details: Shown<ReceiptDetails>,
}

/// What was answered, on which bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReceiptDetails {
    /// The answer as the page called it, "Godkänt med kommentar".
    pub answer: String,
    /// The matter's title.
    pub title: String,
    /// The document's name.
    pub document: String,
    /// The document's version, from 1.
    pub version: u32,
    /// The first 16 hex digits of the document's hash, in groups of four.
    pub fingerprint: String,
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

/// Asks a certifier to certify minutes (KL 5:69: within fourteen days).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CertificationRequest {
    /// The last day to certify.
    pub deadline: String,
    /// The personal link.
    pub link: Confidential,
    /// Whether the one who answers has to sign in; then the link is a page and no secret.
    pub sign_in: bool,
    /// Left out when the minutes hold a secret §.
    pub details: Shown<CertificationDetails>,
}

/// Which minutes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CertificationDetails {
    /// The body that met.
    pub body: String,
    /// The day of the meeting.
    pub meeting_day: String,
    /// The §§ to certify, "§§ 12–18".
    pub sections: String,
    /// The first 16 hex digits of the minutes' hash, in groups of four.
    pub fingerprint: String,
}

/// Tells those concerned that a matter is decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MatterDecided {
    /// The matter's register number.
    pub matter: String,
    /// The matter's page, behind sign-in.
    pub page: String,
    /// Left out for a secret matter.
    pub details: Shown<DecidedDetails>,
}

/// What was decided, by whom and where it is written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DecidedDetails {
    /// The matter's title.
    pub title: String,
    /// The deciding body.
    pub body: String,
    /// The day of the meeting.
    pub meeting_day: String,
    /// The § of the minutes, "§ 14".
    pub section: String,
    /// The outcome in a few words.
    pub outcome: String,
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

/// Something for the registrar to see to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RegistrarTask {
    /// The matter's register number.
    pub matter: String,
    /// Where the task is shown, behind sign-in.
    pub page: String,
    /// Left out for a secret matter.
    pub details: Shown<TaskDetails>,
}

/// The task in one sentence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TaskDetails {
    /// What happened and what to do.
    pub task: String,
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

/// Tells that something in a decided matter has come back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MatterReturns {
    /// The matter's register number.
    pub matter: String,
    /// The matter's page, behind sign-in.
    pub page: String,
    /// Left out for a secret matter.
    pub details: Shown<ReturnDetails>,
}

/// What has come back, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReturnDetails {
    /// The matter's title.
    pub title: String,
    /// What has come back: "Årlig omprövning".
    pub what: String,
    /// Its day.
    pub day: String,
    /// Why, one clause each.
    pub reasons: Vec<String>,
}

/// Tells the officer that every review is approved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReadyForDecision {
    /// The matter's register number.
    pub matter: String,
    /// The matter's page, behind sign-in.
    pub page: String,
    /// Left out for a secret matter.
    pub details: Shown<TitleDetails>,
}

/// Which matter, in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TitleDetails {
    /// The matter's title.
    pub title: String,
}

/// Tells the secretary that the minutes are certified and have to be announced (KL 8:12).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MinutesCertified {
    /// The meeting's page, behind sign-in.
    pub page: String,
    /// The last day to announce.
    pub announce_latest: String,
    /// Left out when the minutes hold a secret §.
    pub details: Shown<MeetingDetails>,
}

/// Which meeting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MeetingDetails {
    /// The body that met.
    pub body: String,
    /// The day of the meeting.
    pub meeting_day: String,
}

/// Tells the secretary that a certifier objects to the minutes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CertificationObjection {
    /// The meeting's page, behind sign-in.
    pub page: String,
    /// Left out when the minutes hold a secret §.
    pub details: Shown<ObjectionDetails>,
}

/// Who objects, and to which minutes. The words are read on the page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ObjectionDetails {
    /// The body that met.
    pub body: String,
    /// The day of the meeting.
    pub meeting_day: String,
    /// The certifier's name.
    pub by: String,
}

const SAMPLE_FINGERPRINT: &str = "9f2c 41aa 07be d310";
pub(super) const SAMPLE_DEADLINE: &str = "fredag 4 december 2026 kl. 16.00";
const SAMPLE_MATTER: &str = "KS 2026/123";
pub(super) const SAMPLE_ABOUT: &str = "ärende KS 2026/123";
const SAMPLE_PAGE: &str = "https://beslut.exempelby.se/arenden/KS-2026-123";
const SAMPLE_MEETING_PAGE: &str = "https://beslut.exempelby.se/sammantraden/1";

pub(super) fn sample_link() -> Confidential {
    Confidential::new(format!(
        "https://beslut.exempelby.se/u/{}",
        "Ab3_".repeat(11).split_at(43).0
    ))
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

impl OneTimeCode {
    /// Made-up facts for tests and previews.
    pub fn sample(secrecy: Secrecy) -> Self {
        Self {
            about: SAMPLE_ABOUT.to_owned(),
            code: Confidential::new("4821 0937".to_owned()),
            valid_minutes: 10,
            details: Shown::under(
                secrecy,
                DocumentDetails {
                    title: "Molntjänst för bygglov".to_owned(),
                    document: "Tjänsteskrivelse".to_owned(),
                    version: 3,
                    fingerprint: SAMPLE_FINGERPRINT.to_owned(),
                },
            ),
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

impl ApprovalReceipt {
    /// Made-up facts for tests and previews.
    pub fn sample(secrecy: Secrecy) -> Self {
        Self {
            about: SAMPLE_ABOUT.to_owned(),
            decided_at: "onsdag 2 december 2026 kl. 09.14".to_owned(),
            journal_head: "c0de 1234 5678 9abc".to_owned(),
            details: Shown::under(
                secrecy,
                ReceiptDetails {
                    title: "Molntjänst för bygglov".to_owned(),
                    answer: "Godkänt med kommentar".to_owned(),
                    document: "Tjänsteskrivelse".to_owned(),
                    version: 3,
                    fingerprint: SAMPLE_FINGERPRINT.to_owned(),
                },
            ),
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

impl CertificationRequest {
    /// Made-up facts for tests and previews.
    pub fn sample(secrecy: Secrecy) -> Self {
        Self {
            deadline: "onsdag 16 december 2026".to_owned(),
            link: sample_link(),
            sign_in: false,
            details: Shown::under(
                secrecy,
                CertificationDetails {
                    body: "Kommunstyrelsen".to_owned(),
                    meeting_day: "2 december 2026".to_owned(),
                    sections: "§§ 12–18".to_owned(),
                    fingerprint: SAMPLE_FINGERPRINT.to_owned(),
                },
            ),
        }
    }
}

impl MatterDecided {
    /// Made-up facts for tests and previews.
    pub fn sample(secrecy: Secrecy) -> Self {
        Self {
            matter: SAMPLE_MATTER.to_owned(),
            page: SAMPLE_PAGE.to_owned(),
            details: Shown::under(
                secrecy,
                DecidedDetails {
                    title: "Molntjänst för bygglov".to_owned(),
                    body: "Kommunstyrelsen".to_owned(),
                    meeting_day: "2 december 2026".to_owned(),
                    section: "§ 14".to_owned(),
                    outcome: "Bifall till förslaget".to_owned(),
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

impl RegistrarTask {
    /// Made-up facts for tests and previews.
    pub fn sample(secrecy: Secrecy) -> Self {
        Self {
            matter: SAMPLE_MATTER.to_owned(),
            page: SAMPLE_PAGE.to_owned(),
            details: Shown::under(
                secrecy,
                TaskDetails {
                    task: "Mejlet till en granskare kom inte fram. Kontrollera adressen och skicka länken på nytt."
                        .to_owned(),
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

impl MatterReturns {
    /// Made-up facts for tests and previews.
    pub fn sample(secrecy: Secrecy) -> Self {
        Self {
            matter: SAMPLE_MATTER.to_owned(),
            page: SAMPLE_PAGE.to_owned(),
            details: Shown::under(
                secrecy,
                ReturnDetails {
                    title: "Molntjänst för bygglov".to_owned(),
                    what: "Årlig omprövning".to_owned(),
                    day: "15 december 2026".to_owned(),
                    reasons: vec!["12 månader från beslutet den 15 december 2025".to_owned()],
                },
            ),
        }
    }
}

impl ReadyForDecision {
    /// Made-up facts for tests and previews.
    pub fn sample(secrecy: Secrecy) -> Self {
        Self {
            matter: SAMPLE_MATTER.to_owned(),
            page: SAMPLE_PAGE.to_owned(),
            details: Shown::under(
                secrecy,
                TitleDetails {
                    title: "Molntjänst för bygglov".to_owned(),
                },
            ),
        }
    }
}

impl MinutesCertified {
    /// Made-up facts for tests and previews.
    pub fn sample(secrecy: Secrecy) -> Self {
        Self {
            page: SAMPLE_MEETING_PAGE.to_owned(),
            announce_latest: "fredag 18 december 2026".to_owned(),
            details: Shown::under(
                secrecy,
                MeetingDetails {
                    body: "Kommunstyrelsen".to_owned(),
                    meeting_day: "2 december 2026".to_owned(),
                },
            ),
        }
    }
}

impl CertificationObjection {
    /// Made-up facts for tests and previews.
    pub fn sample(secrecy: Secrecy) -> Self {
        Self {
            page: SAMPLE_MEETING_PAGE.to_owned(),
            details: Shown::under(
                secrecy,
                ObjectionDetails {
                    body: "Kommunstyrelsen".to_owned(),
                    meeting_day: "2 december 2026".to_owned(),
                    by: "Lars Berg".to_owned(),
                },
            ),
        }
    }
}
