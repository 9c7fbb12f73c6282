//! Letters about a matter on its way: what somebody is to do, what was decided, what comes back.

use serde::Serialize;

use super::super::{Secrecy, Shown};
use super::{SAMPLE_MATTER, SAMPLE_PAGE};

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
