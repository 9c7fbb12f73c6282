//! Who has answered and who has not.

use super::state::{Inquiry, Round};
use chrono::NaiveDate;

/// Where an inquiry stands on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Answered in time.
    Answered,
    /// Answered after the last day.
    AnsweredLate,
    /// Waited for.
    Waiting,
    /// Waited for, and the last day has passed.
    Overdue,
    /// The round was closed without an answer.
    Missing,
}

impl Standing {
    /// In words.
    pub fn swedish(self) -> &'static str {
        match self {
            Self::Answered => "Har svarat",
            Self::AnsweredLate => "Svarade för sent",
            Self::Waiting => "Väntar på svar",
            Self::Overdue => "Försenat",
            Self::Missing => "Inget svar",
        }
    }

    /// Whether there is an answer.
    pub fn has_answered(self) -> bool {
        matches!(self, Self::Answered | Self::AnsweredLate)
    }
}

/// Where the inquiry stands on `today`. The first answer tells whether it came in time: a correction
/// does not make it late.
pub fn standing(round: &Round, inquiry: &Inquiry, today: NaiveDate) -> Standing {
    match inquiry.answers.first() {
        Some(first) if first.late => Standing::AnsweredLate,
        Some(_) => Standing::Answered,
        None if !round.is_open() => Standing::Missing,
        None if round.due < today => Standing::Overdue,
        None => Standing::Waiting,
    }
}

/// Those who have not answered, in the order they were asked: whom a reminder goes to.
pub fn unanswered(inquiries: &[Inquiry]) -> impl Iterator<Item = &Inquiry> {
    inquiries
        .iter()
        .filter(|inquiry| inquiry.answers.is_empty())
}
