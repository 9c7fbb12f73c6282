//! Letters to the one who answers: the code to answer with, and the receipt.

use serde::Serialize;

use super::super::{Confidential, Secrecy, Shown};
use super::{SAMPLE_ABOUT, SAMPLE_FINGERPRINT};

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
