//! The minutes (protokoll): what a meeting decided and how (KL 5:65–67).
//!
//! The input is data, not text: who was there, what was proposed, how the chair put the question,
//! how each one voted. The sentences of the minutes are composed from it ([`sentences`]), so that
//! they always agree with the figures.

mod sample;
mod sentences;
mod template_data;

use super::markdown::{self, Context};
use super::model::{Block, Document, Meta};
use super::template::{Template, TemplateError};
use super::{Composed, DocumentError, SlotFinding};
use crate::domain::text::clean_line;
use chrono::NaiveDate;
use std::collections::BTreeMap;
use std::sync::LazyLock;

static TEMPLATE: LazyLock<Result<Template, TemplateError>> = LazyLock::new(|| {
    Template::load(
        "protokoll",
        include_str!("../../templates/documents/protokoll.md.hbs"),
    )
});

/// The minutes of one meeting.
#[derive(Debug, Clone, PartialEq)]
pub struct Minutes {
    /// "Exempelby kommun".
    pub municipality: Option<String>,
    /// The body that met: "Kommunstyrelsen".
    pub body: String,
    /// The day of the meeting.
    pub date: NaiveDate,
    /// Where they met.
    pub place: String,
    /// From when to when: "13.00–15.10".
    pub time: String,
    /// Pauses: "14.05–14.20".
    pub adjournments: Vec<String>,
    /// Members and serving substitutes, who decide (KL 5:66).
    pub serving: Vec<Serving>,
    /// Substitutes who are present without serving.
    pub substitutes: Vec<Attendee>,
    /// Officials and others.
    pub others: Vec<Attendee>,
    /// Who led the meeting.
    pub chair: Person,
    /// Who wrote the minutes.
    pub secretary: Person,
    /// Who certify the minutes beside the chair.
    pub certifiers: Vec<Person>,
    /// Where and when the minutes are certified: "Digital justering, 16 december 2021".
    pub certification: Option<String>,
    /// The §§, in order.
    pub sections: Vec<MinutesItem>,
    /// The public notice, once it is known.
    pub notice: Option<Notice>,
}

/// A person with the party that they stand for, if any.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Person {
    /// The name.
    pub name: String,
    /// The party's letters: "S".
    pub party: Option<String>,
}

/// One who takes part in the decisions.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Serving {
    /// Who.
    pub person: Person,
    /// The task: "Ordförande".
    pub role: Option<String>,
    /// Whom a substitute serves for.
    pub replaces: Option<Person>,
    /// The §§ where they served, when not all: "§§ 12–14".
    pub sections: Option<String>,
}

/// One who is present without deciding.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Attendee {
    /// Who.
    pub person: Person,
    /// Their title.
    pub title: Option<String>,
    /// The §§ where they were present, when not all.
    pub sections: Option<String>,
}

/// One § (KL 5:67): each matter with its proposals, its order of questions, votes, decision and
/// reservations. Motions that were withdrawn do not belong here.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct MinutesItem {
    /// The number without the sign: "12", "12 A".
    pub number: String,
    /// What the matter is about.
    pub title: String,
    /// The matter's register number.
    pub register_number: Option<String>,
    /// The decision, point by point.
    pub decision: Vec<String>,
    /// The body that decides in the end, when this decision is a proposal to it.
    pub proposal_to: Option<String>,
    /// The § is certified at once (KL 5:69).
    pub certified_at_once: bool,
    /// The case text in Markdown.
    pub summary: String,
    /// The documents behind the decision, each with its date.
    pub basis: Vec<String>,
    /// What was moved at the meeting.
    pub motions: Vec<Motion>,
    /// How the chair put the question, in order.
    pub process: Vec<Question>,
    /// Who reserved themselves (KL 5:68).
    pub reservations: Vec<Reservation>,
    /// Notes in the minutes without dissent.
    pub notes: Vec<Motion>,
    /// Who were disqualified (KL 6:28) and took no part.
    pub disqualified: Vec<Person>,
    /// To whom the decision is sent.
    pub recipients: Vec<String>,
}

/// What someone moved or had noted.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Motion {
    /// Who.
    pub by: Vec<Person>,
    /// What, as it follows after the names: "bifall till förvaltningens förslag".
    pub text: String,
}

/// A reservation.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Reservation {
    /// Who.
    pub by: Vec<Person>,
    /// In favour of what, if it is said: "det egna yrkandet".
    pub in_favour_of: Option<String>,
    /// The reasons, if they were handed in.
    pub reasons: Option<String>,
}

/// One question that the chair put.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Question {
    /// There is one proposal only, and it is approved.
    One {
        /// "förvaltningens förslag".
        proposal: String,
    },
    /// Proposals are set against each other.
    Between {
        /// The proposals, in the order they were put.
        proposals: Vec<String>,
        /// Which one was carried, by its place in the list.
        carried: usize,
    },
    /// Whether the matter is decided today or referred back (KL 5:50).
    ReferralBack {
        /// Whose motion: "A:s yrkande".
        motion: String,
        /// It was referred back.
        referred_back: bool,
    },
    /// A counted vote.
    Vote(Vote),
}

/// A counted vote. What yes and no mean is stored, not only the figures: yes can mean rejection.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Vote {
    /// What a yes means: "förvaltningens förslag".
    pub yes_means: String,
    /// What a no means.
    pub no_means: String,
    /// How each one voted; empty in a closed vote.
    pub ballots: Vec<Ballot>,
    /// The figures of a closed vote: yes, no, abstaining.
    pub closed_count: Option<VoteCount>,
    /// The chair's casting vote, on a tie (KL 5:55).
    pub casting_vote: Option<Choice>,
}

/// One who voted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ballot {
    /// Who.
    pub person: Person,
    /// How.
    pub choice: Choice,
}

/// How one voted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Choice {
    /// Ja.
    Yes,
    /// Nej.
    No,
    /// Avstår.
    Abstains,
}

/// The figures of a vote.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct VoteCount {
    /// How many voted yes.
    pub yes: usize,
    /// How many voted no.
    pub no: usize,
    /// How many abstained.
    pub abstains: usize,
}

/// The public notice of the minutes (KL 8:12).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// When the minutes were certified.
    pub certified: NaiveDate,
    /// When the notice was put up.
    pub posted: NaiveDate,
    /// The first day on which it may be taken down.
    pub taken_down: NaiveDate,
    /// The last day to appeal (KL 13:5).
    pub last_appeal: NaiveDate,
    /// Where the minutes are kept.
    pub kept_at: String,
}

impl Person {
    /// A person by name and party.
    pub fn new(name: &str, party: Option<&str>) -> Self {
        Person {
            name: name.to_owned(),
            party: party.map(str::to_owned),
        }
    }

    /// As minutes name people: "Vera Lind (S)".
    pub fn label(&self) -> String {
        match &self.party {
            Some(party) => format!("{} ({party})", self.name),
            None => self.name.clone(),
        }
    }
}

impl Vote {
    /// The figures: counted from the ballots, or those of the closed vote.
    pub fn count(&self) -> VoteCount {
        let of = |choice: Choice| {
            self.ballots
                .iter()
                .filter(|ballot| ballot.choice == choice)
                .count()
        };
        self.closed_count.unwrap_or_else(|| VoteCount {
            yes: of(Choice::Yes),
            no: of(Choice::No),
            abstains: of(Choice::Abstains),
        })
    }

    /// What won; on a tie what the casting vote says, and nothing without one.
    pub fn winner(&self) -> Option<Choice> {
        let count = self.count();
        match count.yes.cmp(&count.no) {
            std::cmp::Ordering::Greater => Some(Choice::Yes),
            std::cmp::Ordering::Less => Some(Choice::No),
            std::cmp::Ordering::Equal => self
                .casting_vote
                .filter(|choice| *choice != Choice::Abstains),
        }
    }
}

impl Minutes {
    /// Makes the document.
    pub fn compose(&self) -> Result<Composed, DocumentError> {
        let template = TEMPLATE.as_ref().map_err(Clone::clone)?;
        let mut slots: BTreeMap<String, Vec<Block>> = BTreeMap::new();
        let mut findings = Vec::new();
        for item in self.sections.iter().filter(|item| item.has_summary()) {
            let key = item.summary_key();
            let parsed = markdown::prose(
                &item.summary,
                3,
                &Context::new([(key.as_str(), item.summary.as_str())]),
            );
            findings.extend(parsed.findings.into_iter().map(|finding| SlotFinding {
                slot: key.clone(),
                finding,
            }));
            slots.insert(key, parsed.blocks);
        }
        let blocks = template.blocks(&template_data::MinutesData::from(self), &slots)?;
        let meta = Meta {
            municipality: self.municipality.as_deref().map(clean_line),
            body: Some(clean_line(&self.body)),
            unit: None,
            kind: "Protokoll".to_owned(),
            register_number: None,
            date: Some(self.date),
            author: None,
            title: format!("Protokoll {}, {}", clean_line(&self.body), self.date),
            language: "sv-SE".to_owned(),
            template: template.stamp().clone(),
            content_hash: String::new(),
        };
        Ok(Composed {
            document: Document {
                meta,
                blocks,
                assets: BTreeMap::new(),
            }
            .seal(),
            findings,
        })
    }
}

impl MinutesItem {
    fn has_summary(&self) -> bool {
        !self.summary.trim().is_empty()
    }

    /// The slot of the case text: "p12-sammanfattning".
    fn summary_key(&self) -> String {
        let number: String = self
            .number
            .chars()
            .filter(char::is_ascii_alphanumeric)
            .collect();
        format!("p{}-sammanfattning", number.to_lowercase())
    }
}
