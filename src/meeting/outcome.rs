//! What became of an item: motions, how the question was put, the vote, the decision.

use super::state::Attendance;
use crate::domain::identifiers::PersonId;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

/// All that the minutes must say of how an item was handled (KL 5:67).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemOutcome {
    /// What became of it.
    pub kind: OutcomeKind,
    /// The decision, point by point, as it stands in the minutes.
    pub points: Vec<String>,
    /// Motions in the order they were made, also those withdrawn.
    pub motions: Vec<Motion>,
    /// How the chair put the question.
    pub question: Question,
    /// The vote, if one was asked for.
    pub vote: Option<Vote>,
    /// Members who took no part in a decision without a vote; in a vote it is a ballot.
    pub took_no_part: Vec<PersonId>,
    /// Recorded dissent.
    pub reservations: Vec<Reservation>,
    /// Remarks without dissent (protokollsanteckning).
    pub notes: Vec<Note>,
    /// Who served in it, as they were printed when it was recorded. The act that records it fills
    /// it in, and a roll call that is corrected later leaves it as it is.
    pub serving: Vec<Attendance>,
    /// Who led it; filled in with `serving`.
    pub chair: Option<PersonId>,
    /// When it was recorded.
    pub recorded_at: DateTime<Utc>,
}

/// What became of an item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum OutcomeKind {
    /// Bifall: the points are those proposed, word for word.
    Approved,
    /// Bifall med ändring: the points differ from the proposal.
    ApprovedWithChange,
    /// Avslag.
    Rejected,
    /// Återremiss.
    ReferredBack {
        /// What must be prepared further.
        reasons: String,
    },
    /// Bordläggning.
    Tabled {
        /// The meeting to which it is tabled, if the day is known.
        until: Option<NaiveDate>,
    },
    /// Utgår: not taken up. Gets no section.
    Withdrawn,
}

/// A motion made at the meeting (yrkande).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Motion {
    /// By whom.
    pub by: PersonId,
    /// For which party or parties, as printed; empty when the person's own.
    pub party: String,
    /// Which kind.
    pub kind: MotionKind,
    /// What is moved, in words; may be empty for approval and rejection.
    pub text: String,
    /// Taken back before it was put. Left out of the minutes (KL 5:67), kept here.
    pub withdrawn: bool,
}

/// The kinds of motion.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MotionKind {
    /// Återremissyrkande: formal, put first.
    ReferBack,
    /// Bordläggningsyrkande: formal, put first.
    Table,
    /// Bifallsyrkande.
    Approve,
    /// Avslagsyrkande.
    Reject,
    /// Ändringsyrkande.
    Amendment,
    /// Tilläggsyrkande: put last.
    Addition,
}

/// How the chair put the question, and in what order (KL 5:53, 5:67).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// By acclamation or by a counted vote.
    pub manner: Manner,
    /// The order in which the proposals were put. Left empty when it is recorded, it becomes the
    /// usual one: formal motions first, then the material ones, additions last.
    pub order: Vec<Put>,
}

/// How a question is answered.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Manner {
    /// Acklamation.
    #[default]
    Acclamation,
    /// Omröstning.
    Vote,
}

/// A proposal that the chair put.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "put", content = "motion", rename_all = "snake_case")]
pub enum Put {
    /// The proposal that the item came with.
    Proposal,
    /// A motion, by its place in [`ItemOutcome::motions`] from 0.
    Motion(usize),
}

/// An open vote: what each answer means, and what each answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Vote {
    /// What a yes means: "bifall till förvaltningens förslag".
    pub yes_means: String,
    /// What a no means.
    pub no_means: String,
    /// Which answer the recorded decision corresponds to, as the secretary has said: it must be the
    /// one that won.
    pub decision_is: Side,
    /// One for each who could vote, and for each who was absent or disqualified and is listed.
    pub ballots: Vec<Ballot>,
}

/// One of the two answers of a vote.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// Ja.
    Yes,
    /// Nej.
    No,
}

/// What one person answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ballot {
    /// Who.
    pub person: PersonId,
    /// What.
    pub value: BallotValue,
}

/// The six things that can stand beside a name in a vote (KL 4:24–26, 6:30).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BallotValue {
    /// Ja.
    Yes,
    /// Nej.
    No,
    /// Avstår: takes part in the decision but not in the vote.
    Abstains,
    /// Deltar inte i beslutet.
    TakesNoPart,
    /// Frånvarande.
    Absent,
    /// Jäv.
    Disqualified,
}

/// Recorded dissent, told before the meeting ended (KL 4:27).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reservation {
    /// By whom.
    pub by: PersonId,
    /// The written reason; may be empty.
    pub text: String,
}

/// A remark in the minutes without dissent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// By whom.
    pub by: PersonId,
    /// The words.
    pub text: String,
}

impl ItemOutcome {
    /// A decision by acclamation with nothing more to say of it: most of an evening.
    pub fn by_acclamation(kind: OutcomeKind, points: Vec<String>, at: DateTime<Utc>) -> Self {
        Self {
            kind,
            points,
            motions: Vec::new(),
            question: Question::default(),
            vote: None,
            took_no_part: Vec::new(),
            reservations: Vec::new(),
            notes: Vec::new(),
            serving: Vec::new(),
            chair: None,
            recorded_at: at,
        }
    }

    /// What the person answered in the vote, if there was one.
    pub fn answer_of(&self, person: PersonId) -> Option<BallotValue> {
        let ballots = &self.vote.as_ref()?.ballots;
        ballots
            .iter()
            .find(|ballot| ballot.person == person)
            .map(|ballot| ballot.value)
    }
}

impl Side {
    /// Both sides.
    pub const ALL: [Side; 2] = [Side::Yes, Side::No];

    /// The key in forms.
    pub fn key(self) -> &'static str {
        match self {
            Side::Yes => "yes",
            Side::No => "no",
        }
    }

    /// Finds a side by its key.
    pub fn from_key(key: &str) -> Option<Side> {
        Side::ALL.into_iter().find(|side| side.key() == key)
    }

    /// The Swedish word people read.
    pub fn swedish(self) -> &'static str {
        match self {
            Side::Yes => "ja",
            Side::No => "nej",
        }
    }
}

impl OutcomeKind {
    /// The key in the store and in forms.
    pub fn key(&self) -> &'static str {
        match self {
            OutcomeKind::Approved => "approved",
            OutcomeKind::ApprovedWithChange => "approved_with_change",
            OutcomeKind::Rejected => "rejected",
            OutcomeKind::ReferredBack { .. } => "referred_back",
            OutcomeKind::Tabled { .. } => "tabled",
            OutcomeKind::Withdrawn => "withdrawn",
        }
    }

    /// The Swedish word people read.
    pub fn swedish(&self) -> &'static str {
        match self {
            OutcomeKind::Approved => "Bifall",
            OutcomeKind::ApprovedWithChange => "Bifall med ändring",
            OutcomeKind::Rejected => "Avslag",
            OutcomeKind::ReferredBack { .. } => "Återremiss",
            OutcomeKind::Tabled { .. } => "Bordläggning",
            OutcomeKind::Withdrawn => "Utgår",
        }
    }

    /// Whether the item was handled at the meeting: all but "utgår".
    pub fn is_handled(&self) -> bool {
        !matches!(self, OutcomeKind::Withdrawn)
    }

    /// Whether the matter itself was decided: not sent back, tabled or left out.
    pub fn is_final(&self) -> bool {
        matches!(
            self,
            OutcomeKind::Approved | OutcomeKind::ApprovedWithChange | OutcomeKind::Rejected
        )
    }
}

impl MotionKind {
    /// All kinds, in the order in which they are usually put.
    pub const ALL: [MotionKind; 6] = [
        MotionKind::ReferBack,
        MotionKind::Table,
        MotionKind::Approve,
        MotionKind::Reject,
        MotionKind::Amendment,
        MotionKind::Addition,
    ];

    /// The key in forms.
    pub fn key(self) -> &'static str {
        match self {
            MotionKind::ReferBack => "refer_back",
            MotionKind::Table => "table",
            MotionKind::Approve => "approve",
            MotionKind::Reject => "reject",
            MotionKind::Amendment => "amendment",
            MotionKind::Addition => "addition",
        }
    }

    /// Finds a kind by its key.
    pub fn from_key(key: &str) -> Option<MotionKind> {
        MotionKind::ALL.into_iter().find(|kind| kind.key() == key)
    }

    /// The Swedish word people read: "bifall".
    pub fn swedish(self) -> &'static str {
        match self {
            MotionKind::ReferBack => "återremiss",
            MotionKind::Table => "bordläggning",
            MotionKind::Approve => "bifall",
            MotionKind::Reject => "avslag",
            MotionKind::Amendment => "ändring",
            MotionKind::Addition => "tillägg",
        }
    }

    /// Whether it asks that the item is not decided today (put before the others).
    pub fn is_formal(self) -> bool {
        matches!(self, MotionKind::ReferBack | MotionKind::Table)
    }
}

impl BallotValue {
    /// Whether who answers this takes part in the decision, if not in the vote (KL 4:25).
    pub fn takes_part(self) -> bool {
        matches!(
            self,
            BallotValue::Yes | BallotValue::No | BallotValue::Abstains
        )
    }

    /// All values, in the order of a vote list.
    pub const ALL: [BallotValue; 6] = [
        BallotValue::Yes,
        BallotValue::No,
        BallotValue::Abstains,
        BallotValue::TakesNoPart,
        BallotValue::Absent,
        BallotValue::Disqualified,
    ];

    /// The key in forms.
    pub fn key(self) -> &'static str {
        match self {
            BallotValue::Yes => "yes",
            BallotValue::No => "no",
            BallotValue::Abstains => "abstains",
            BallotValue::TakesNoPart => "takes_no_part",
            BallotValue::Absent => "absent",
            BallotValue::Disqualified => "disqualified",
        }
    }

    /// Finds a value by its key.
    pub fn from_key(key: &str) -> Option<BallotValue> {
        BallotValue::ALL
            .into_iter()
            .find(|value| value.key() == key)
    }

    /// The Swedish word people read.
    pub fn swedish(self) -> &'static str {
        match self {
            BallotValue::Yes => "ja",
            BallotValue::No => "nej",
            BallotValue::Abstains => "avstår",
            BallotValue::TakesNoPart => "deltar inte i beslutet",
            BallotValue::Absent => "frånvarande",
            BallotValue::Disqualified => "jäv",
        }
    }
}
