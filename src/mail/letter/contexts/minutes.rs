//! Letters about minutes that are to be certified (KL 5:69).

use serde::Serialize;

use super::super::{Confidential, Secrecy, Shown};
use super::{SAMPLE_FINGERPRINT, SAMPLE_MEETING_PAGE, sample_link};

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
