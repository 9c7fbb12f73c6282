//! What the letters of a collection tell: the questions' heading, never what was answered.

use serde::Serialize;

use super::{
    Confidential, Secrecy, Shown,
    contexts::{SAMPLE_ABOUT, SAMPLE_DEADLINE, sample_link},
};

/// Asks somebody to answer questions; numbered when it is a reminder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Inquiry {
    /// What it is about: "ärende KS 2026/123".
    pub about: String,
    /// "Påminnelse 1 av 2", or nothing.
    pub reminder: Option<String>,
    /// The last day to answer.
    pub deadline: String,
    /// Whether that day has passed.
    pub overdue: bool,
    /// The personal link.
    pub link: Confidential,
    /// Whether the one who answers has to sign in; then the link is a page and no secret.
    pub sign_in: bool,
    /// Left out for a secret matter.
    pub details: Shown<InquiryDetails>,
}

/// What is asked, and who asks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct InquiryDetails {
    /// The title of the collection.
    pub title: String,
    /// For whom the recipient answers.
    pub answers_for: String,
    /// How many questions there are: "5 frågor".
    pub questions: String,
    /// Name, title and employer of the one who asks.
    pub requested_by: String,
}

/// Tells what was registered in a person's name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct InquiryReceipt {
    /// What it is about.
    pub about: String,
    /// When the answer was registered.
    pub answered_at: String,
    /// Whether it was after the last day.
    pub late: bool,
    /// Whether it corrects an earlier answer.
    pub correction: bool,
    /// Left out for a secret matter.
    pub details: Shown<AnsweredDetails>,
}

/// Which questions were answered, and for whom.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AnsweredDetails {
    /// The title of the collection.
    pub title: String,
    /// For whom.
    pub answers_for: String,
}

/// Tells what is said back about an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct InquiryFeedback {
    /// What it is about.
    pub about: String,
    /// The personal link, or the page behind sign-in.
    pub link: Confidential,
    /// Whether one has to sign in.
    pub sign_in: bool,
    /// Left out for a secret matter.
    pub details: Shown<FeedbackDetails>,
}

/// What is said, and what it asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FeedbackDetails {
    /// The title of the collection.
    pub title: String,
    /// For whom the recipient answered.
    pub answers_for: String,
    /// The words.
    pub text: String,
    /// What they ask for; may be empty.
    pub asks_for: String,
}

impl Inquiry {
    /// Made-up facts for tests and previews.
    pub fn sample(secrecy: Secrecy) -> Self {
        Self {
            about: SAMPLE_ABOUT.to_owned(),
            reminder: Some("Påminnelse 1 av 2".to_owned()),
            deadline: SAMPLE_DEADLINE.to_owned(),
            overdue: true,
            link: sample_link(),
            sign_in: secrecy == Secrecy::Secret,
            details: Shown::under(
                secrecy,
                InquiryDetails {
                    title: "Efterlevnad av dataskydd".to_owned(),
                    answers_for: "Kommunstyrelsen".to_owned(),
                    questions: "5 frågor".to_owned(),
                    requested_by: "Anna Ek, dataskyddsombud, Exempelby kommun".to_owned(),
                },
            ),
        }
    }
}

impl InquiryReceipt {
    /// Made-up facts for tests and previews.
    pub fn sample(secrecy: Secrecy) -> Self {
        Self {
            about: SAMPLE_ABOUT.to_owned(),
            answered_at: "4 december 2026 kl. 10.12".to_owned(),
            late: true,
            correction: true,
            details: Shown::under(
                secrecy,
                AnsweredDetails {
                    title: "Efterlevnad av dataskydd".to_owned(),
                    answers_for: "Kommunstyrelsen".to_owned(),
                },
            ),
        }
    }
}

impl InquiryFeedback {
    /// Made-up facts for tests and previews.
    pub fn sample(secrecy: Secrecy) -> Self {
        Self {
            about: SAMPLE_ABOUT.to_owned(),
            link: sample_link(),
            sign_in: secrecy == Secrecy::Secret,
            details: Shown::under(
                secrecy,
                FeedbackDetails {
                    title: "Efterlevnad av dataskydd".to_owned(),
                    answers_for: "Kommunstyrelsen".to_owned(),
                    text: "Rutinen för radering behöver skrivas ner.".to_owned(),
                    asks_for: "Ta upp det i nämnden före sommaren.".to_owned(),
                },
            ),
        }
    }
}
