//! Bodies that decide, and who sits in them.

use super::{
    identifiers::{BodyId, PersonId},
    person::Term,
    register_number::NumberPattern,
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// A body: council, board or committee. Each nämnd is an authority of its own (KL 3 kap.).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Body {
    /// Which.
    pub id: BodyId,
    /// The key in files and addresses, such as "ks".
    pub key: String,
    /// The name as printed, such as "Kommunstyrelsen".
    pub name: String,
    /// The prefix of the body's register numbers, such as "KS".
    pub register_prefix: String,
    /// How the body writes its register numbers.
    pub number_pattern: NumberPattern,
    /// What the body's own rules say.
    pub rules: Rules,
    /// The administrative court that appeals go to (KL 13:1), such as "Förvaltningsrätten i Exempelstad".
    pub court: String,
    /// Where the certified minutes are kept, for the notice (KL 8:12).
    pub minutes_kept_at: String,
}

/// What is local and set by the council or by the body's own rules of procedure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rules {
    /// How many members the council has decided that the body has, vacant seats included: what
    /// quorum is counted from (KL 6:27).
    pub seats: u16,
    /// Days before the meeting when the notice of meeting is sent at the latest.
    pub notice_days: u16,
    /// How many certify the minutes beside the chair.
    pub certifiers: u8,
    /// How minutes are certified, and where the council has decided it (KL 5:69).
    pub certification: CertificationRule,
    /// How decisions in the body's place come to its agenda (KL 6:40).
    #[serde(default)]
    pub reporting: Reporting,
}

/// How decisions that were taken in the body's place come to its agenda. An urgent one is always
/// reported at the next meeting (KL 6:40).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reporting {
    /// The agenda of the next meeting gets them by itself.
    #[default]
    OnAgenda,
    /// The secretary chooses the meeting.
    BySecretary,
}

impl Reporting {
    /// The sentence people read.
    pub fn swedish(self) -> &'static str {
        match self {
            Self::OnAgenda => "besluten kommer av sig själva till nästa sammanträdes dagordning.",
            Self::BySecretary => {
                "sekreteraren väljer sammanträde. Brådskande beslut kommer alltid till nästa."
            }
        }
    }
}

/// The way of certifying that the council has decided (KL 5:69).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CertificationRule {
    /// The proof asked of each who certifies; `None`: on paper, Beslut only keeps the dates.
    pub assurance: Option<Assurance>,
    /// Where it is decided, such as "Arbetsordning för kommunstyrelsen § 14".
    pub decided_in: String,
}

/// How sure the sign-off is of who acts. None of these is an advanced electronic signature
/// (eIDAS art. 26), and nothing may say so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Assurance {
    /// A personal link and nothing more: enough to answer questions, never to approve or certify.
    LinkAlone,
    /// A personal link and a one-time code to the registered address.
    LinkAndCode,
    /// Signed in with the own account.
    SignedIn,
}

/// The seat a person has in a body.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Seat {
    /// Ordförande.
    Chair,
    /// Vice ordförande.
    ViceChair,
    /// Ledamot.
    Member,
    /// Ersättare.
    Substitute,
}

impl Seat {
    /// All seats, in order of precedence.
    pub const ALL: [Seat; 4] = [Seat::Chair, Seat::ViceChair, Seat::Member, Seat::Substitute];

    /// The key in the store.
    pub fn key(self) -> &'static str {
        match self {
            Seat::Chair => "ordforande",
            Seat::ViceChair => "vice_ordforande",
            Seat::Member => "ledamot",
            Seat::Substitute => "ersattare",
        }
    }

    /// The Swedish word people read.
    pub fn swedish(self) -> &'static str {
        match self {
            Seat::Chair => "ordförande",
            Seat::ViceChair => "vice ordförande",
            Seat::Member => "ledamot",
            Seat::Substitute => "ersättare",
        }
    }

    /// Finds a seat by its key.
    pub fn from_key(key: &str) -> Option<Seat> {
        Seat::ALL.into_iter().find(|seat| seat.key() == key)
    }

    /// Whether the seat carries a vote of its own: all but the substitute's (KL 4:22).
    pub fn is_member(self) -> bool {
        self != Seat::Substitute
    }
}

/// That a person sits in a body.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Membership {
    /// In which body.
    pub body: BodyId,
    /// Who.
    pub person: PersonId,
    /// On which seat.
    pub seat: Seat,
    /// The party as printed in parentheses, such as "S"; empty when none.
    pub party: String,
    /// From when to when.
    pub term: Term,
}

/// How many persons sit as members of the body on `day`; one who has two seats there is one person.
pub fn members_on(memberships: &[Membership], day: NaiveDate) -> usize {
    let sitting = memberships
        .iter()
        .filter(|m| m.seat.is_member() && m.term.holds_on(day));
    sitting
        .map(|membership| membership.person)
        .collect::<BTreeSet<_>>()
        .len()
}

/// How many of the body's seats nobody holds on `day`.
pub fn vacant_on(body: &Body, memberships: &[Membership], day: NaiveDate) -> usize {
    usize::from(body.rules.seats).saturating_sub(members_on(memberships, day))
}
