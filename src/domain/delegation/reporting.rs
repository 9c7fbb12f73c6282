//! What was decided in a body's place, as it is reported to the body (KL 6:40).

use super::{Reported, announcing::Announced};
use crate::domain::{
    identifiers::{BodyId, MatterId, MeetingId},
    swedish,
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::fmt;

/// The number of a decision taken in a body's place: one series per body and calendar year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct DecisionNumber {
    /// The year of the decision.
    pub year: i32,
    /// The number within the year, from 1.
    pub serial: u32,
}

/// A decision on the body's list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecisionToReport {
    /// The body in whose place it was taken.
    pub body: BodyId,
    /// Its number.
    pub number: DecisionNumber,
    /// The matter.
    pub matter: MatterId,
    /// The matter's title; empty when the matter is marked as secret.
    pub title: String,
    /// The matter's register number as printed.
    pub register_number: Option<String>,
    /// On which day.
    pub day: NaiveDate,
    /// Who decided, by title: "kontorschef", "ordföranden".
    pub by: String,
    /// By what right.
    pub ground: Ground,
    /// What it came to: "Bifall".
    pub outcome: String,
    /// What becomes of it.
    pub reported: Reported,
    /// Its notice on the board, where no meeting is told of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub announced: Option<Announced>,
}

/// By what right somebody decided in the body's place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Ground {
    /// A point in the scheme (KL 6:37, 7:5).
    Delegation {
        /// The point: "4.12".
        point: String,
    },
    /// That it could not wait (KL 6:39).
    Urgency,
}

/// Where a decision was reported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportedAt {
    /// The meeting.
    pub meeting: MeetingId,
    /// The section (§) of its minutes.
    pub section: u32,
}

impl DecisionToReport {
    /// Whether it was taken because it could not wait: then it is reported at the next meeting,
    /// whatever the body has decided of other decisions (KL 6:40).
    pub fn is_urgent(&self) -> bool {
        self.ground == Ground::Urgency
    }

    /// Whether it is the same decision, whatever it is called by now.
    pub fn is_same(&self, other: &Self) -> bool {
        (self.body, self.number) == (other.body, other.number)
    }

    /// One line of the list: "4/2026, den 3 mars 2026: ”Godkänna ny tjänst”, KS 2026/17. Bifall.
    /// Beslutat av kontorschef enligt punkt 4.12."
    pub fn line(&self) -> String {
        let about = if self.title.is_empty() {
            swedish::lower_first(swedish::SECRET_MATTER)
        } else {
            format!("”{}”", self.title)
        };
        let number = self
            .register_number
            .as_ref()
            .map(|number| format!(", {number}"))
            .unwrap_or_default();
        let ground = match &self.ground {
            Ground::Delegation { point } => format!("enligt punkt {point} i delegationsordningen"),
            Ground::Urgency => "i ett brådskande ärende (KL 6:39)".to_owned(),
        };
        format!(
            "{}, den {}: {about}{number}. {}. Beslutat av {} {ground}.",
            self.number,
            swedish::date(self.day),
            self.outcome,
            self.by
        )
    }
}

impl fmt::Display for DecisionNumber {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}/{}", self.serial, self.year)
    }
}
