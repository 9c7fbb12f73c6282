//! What was decided, and by whom: at a meeting, by a delegate, or by the chair in an urgent case.

use crate::domain::{
    delegation::reporting::DecisionNumber,
    digest::Digest,
    identifiers::{BodyId, MeetingId, PersonId},
    swedish,
};
use crate::matter::overriding::Exception;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// A decision, frozen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Stored")]
pub struct Decision {
    /// The body that decided, or in whose place it was decided.
    pub body: BodyId,
    /// How it was taken.
    pub taken: Taken,
    /// On which day.
    pub day: NaiveDate,
    /// What it came to.
    pub kind: DecisionKind,
    /// The decision points, as they stand in the minutes.
    pub points: Vec<String>,
    /// The hash of the version that was decided on.
    pub sha256: Digest,
    /// The last day it holds, as its points say; none when it holds until further notice.
    #[serde(default)]
    pub until: Option<NaiveDate>,
    /// The exceptions from gates that its points permit.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub exceptions: Vec<Exception>,
}

/// How a decision was taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "how", rename_all = "snake_case")]
pub enum Taken {
    /// By the body at a meeting.
    AtMeeting {
        /// Which.
        meeting: MeetingId,
        /// The section (§) of its minutes.
        section: u32,
    },
    /// By a delegate (KL 6:37, 7:5).
    ByDelegation {
        /// The number in the body's series.
        number: DecisionNumber,
        /// Who.
        by: PersonId,
        /// The name as printed.
        name: String,
        /// The title in office.
        title: String,
        /// The point in the scheme: "4.12".
        point: String,
        /// What the point is about.
        point_title: String,
        /// The delegate who was away, where a substitute decided.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        in_place_of: Option<String>,
    },
    /// By the chair, because the body's decision could not be waited for (KL 6:39).
    Urgently {
        /// The number in the body's series.
        number: DecisionNumber,
        /// Who.
        by: PersonId,
        /// The name as printed.
        name: String,
        /// Why it could not wait.
        reasons: String,
    },
}

/// A decision as it is stored. Before there were others, every decision was a meeting's.
#[derive(Deserialize)]
struct Stored {
    body: BodyId,
    taken: Option<Taken>,
    meeting: Option<MeetingId>,
    section: Option<u32>,
    day: NaiveDate,
    kind: DecisionKind,
    points: Vec<String>,
    sha256: Digest,
    #[serde(default)]
    until: Option<NaiveDate>,
    #[serde(default)]
    exceptions: Vec<Exception>,
}

impl TryFrom<Stored> for Decision {
    type Error = &'static str;

    fn try_from(stored: Stored) -> Result<Self, Self::Error> {
        let at_meeting = || {
            Some(Taken::AtMeeting {
                meeting: stored.meeting?,
                section: stored.section?,
            })
        };
        Ok(Self {
            taken: stored
                .taken
                .clone()
                .or_else(at_meeting)
                .ok_or("beslutet säger inte hur det togs")?,
            body: stored.body,
            day: stored.day,
            kind: stored.kind,
            points: stored.points,
            sha256: stored.sha256,
            until: stored.until,
            exceptions: stored.exceptions,
        })
    }
}

/// What a decision came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DecisionKind {
    /// Bifall: as proposed.
    Approved,
    /// Bifall med ändring.
    ApprovedWithChange,
    /// Avslag.
    Rejected,
}

/// Who a matter that is ready waits for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "who", rename_all = "snake_case")]
pub enum WaitsFor {
    /// A delegate.
    Delegate {
        /// The body in whose place it is.
        body: BodyId,
        /// The point in its scheme.
        point: String,
    },
    /// The chair of a body.
    Chair {
        /// Which body.
        body: BodyId,
    },
    /// A body, to decide or to propose.
    Body {
        /// Which.
        body: BodyId,
    },
}

impl WaitsFor {
    /// The body, or the one in whose place it is.
    pub fn body(&self) -> BodyId {
        match self {
            Self::Delegate { body, .. } | Self::Chair { body } | Self::Body { body } => *body,
        }
    }
}

/// What a body that only prepares the matter proposes to the next one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BodyProposal {
    /// Which body.
    pub body: BodyId,
    /// Its name as printed.
    pub body_name: String,
    /// At which meeting.
    pub meeting: MeetingId,
    /// On which day.
    pub day: NaiveDate,
    /// The section (§) of its minutes.
    pub section: u32,
    /// What it came to.
    pub kind: DecisionKind,
    /// The points that it proposes.
    pub points: Vec<String>,
    /// The hash of the version that it was about.
    pub sha256: Digest,
}

impl Decision {
    /// The meeting it was taken at, if it was.
    pub fn meeting(&self) -> Option<MeetingId> {
        match self.taken {
            Taken::AtMeeting { meeting, .. } => Some(meeting),
            Taken::ByDelegation { .. } | Taken::Urgently { .. } => None,
        }
    }

    /// The day and where it is written: "den 3 mars 2026, § 12" or "den 3 mars 2026,
    /// delegationsbeslut 4/2026".
    pub fn day_and_place(&self) -> String {
        let day = swedish::date(self.day);
        match &self.taken {
            Taken::AtMeeting { section, .. } => format!("den {day}, § {section}"),
            Taken::ByDelegation { number, .. } => {
                format!("den {day}, delegationsbeslut {number}")
            }
            Taken::Urgently { number, .. } => format!("den {day}, brådskande beslut {number}"),
        }
    }
}

impl DecisionKind {
    /// The word people read.
    pub fn swedish(self) -> &'static str {
        match self {
            Self::Approved => "Bifall",
            Self::ApprovedWithChange => "Bifall med ändring",
            Self::Rejected => "Avslag",
        }
    }
}

impl BodyProposal {
    /// "Arbetsutskottets förslag den 3 mars 2026, § 12"; "förslag om avslag" where it is one.
    pub fn presented(&self) -> String {
        let what = match self.kind {
            DecisionKind::Rejected => "förslag om avslag",
            DecisionKind::Approved | DecisionKind::ApprovedWithChange => "förslag",
        };
        format!(
            "{} {what} den {}, § {}",
            swedish::genitive(&self.body_name),
            swedish::date(self.day),
            self.section
        )
    }
}
