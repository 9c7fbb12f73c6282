//! What a round and its inquiries are.

use crate::{
    domain::{
        digest::{Digest, canonical_json},
        identifiers::{BodyId, FormNonce, InquiryId, LinkId, MatterId, PersonId, RoundId},
    },
    signoff::{
        link::Bound,
        state::{Link, LinkState},
    },
    workflow::{
        collection::Question,
        keys::{CollectionKey, ColumnKey},
        value::{Row, Value},
    },
};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Questions that several people are asked at once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Round {
    /// Its identity.
    pub id: RoundId,
    /// The matter that asks.
    pub matter: MatterId,
    /// Which of the matter's collections it is.
    pub collection: CollectionKey,
    /// What people call it.
    pub title: String,
    /// What stands over the questions.
    pub help: Option<String>,
    /// The questions as they are asked in this round, whatever the workflow says later.
    pub questions: Vec<Question>,
    /// Who asks.
    pub asked_by: PersonId,
    /// When it was asked.
    pub asked_at: DateTime<Utc>,
    /// The last day to answer. A later answer is taken, and marked.
    pub due: NaiveDate,
    /// The days on which those who have not answered are reminded.
    pub reminders: Vec<NaiveDate>,
    /// Those who could have been asked and were not, by name.
    pub not_asked: Vec<String>,
    /// When it was closed: from then on nothing is answered or corrected.
    pub closed: Option<Closed>,
    /// Counts every act.
    pub version: i64,
}

/// That a round is over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Closed {
    /// When.
    pub at: DateTime<Utc>,
    /// By whom.
    pub by: PersonId,
}

/// What one person is asked in a round.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inquiry {
    /// Its identity.
    pub id: InquiryId,
    /// Of which round.
    pub round: RoundId,
    /// Of which matter.
    pub matter: MatterId,
    /// For whom the recipient answers: the name of a body, or the person.
    pub answers_for: String,
    /// The body, where it is one.
    pub body: Option<BodyId>,
    /// Who is asked.
    pub recipient: PersonId,
    /// The address the link was made for; a changed address kills the link.
    pub address: String,
    /// What the questions are asked of: once, or once for each row of an owner.
    pub items: Vec<Item>,
    /// SHA-256 of questions and items: the link is bound to what is asked.
    pub sha256: Digest,
    /// When it was asked.
    pub asked_at: DateTime<Utc>,
    /// Every link that was made, the newest last. At most one is live.
    pub links: Vec<Link>,
    /// What has been typed and not sent.
    pub draft: Draft,
    /// Every answer that was sent, the newest last. None is ever changed.
    pub answers: Vec<Answered>,
    /// What came back to the recipient, the newest last.
    pub feedback: Vec<Feedback>,
    /// The matters that were opened out of the answer.
    pub opened: Vec<MatterId>,
}

/// What the questions are asked of.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// What it is called; empty where there is only one.
    pub title: String,
    /// The row of the table, as it stood when it was asked.
    pub row: Row,
}

/// What has been typed and not sent, letter by letter.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// By item and question, what was typed.
    pub typed: Vec<BTreeMap<ColumnKey, String>>,
    /// Counts every saving.
    pub version: u32,
    /// When it was saved.
    pub saved_at: Option<DateTime<Utc>>,
}

/// The typed answers to the questions about one item.
pub type Answers = BTreeMap<ColumnKey, Value>;

/// An answer that was sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answered {
    /// Its number, from 1: the first is the answer, the others correct it.
    pub number: u32,
    /// By item, what was answered.
    pub items: Vec<Answers>,
    /// When.
    pub at: DateTime<Utc>,
    /// Whether it came after the last day.
    pub late: bool,
    /// Who answered.
    pub by: PersonId,
    /// By which link; none for one who was signed in.
    pub link: Option<LinkId>,
    /// The form it came by: sent again, it gets the same receipt.
    pub form: FormNonce,
}

/// What is said back about an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Feedback {
    /// The words.
    pub text: String,
    /// What it asks for; empty when nothing.
    pub asks_for: String,
    /// By whom.
    pub by: PersonId,
    /// When.
    pub at: DateTime<Utc>,
}

impl Round {
    /// Whether answers are still taken.
    pub fn is_open(&self) -> bool {
        self.closed.is_none()
    }
}

impl Inquiry {
    /// The answer that stands, if one was sent.
    pub fn answer(&self) -> Option<&Answered> {
        self.answers.last()
    }

    /// One of its links, dead or alive.
    pub fn link(&self, id: LinkId) -> Option<&Link> {
        self.links.iter().find(|link| link.id == id)
    }

    /// The link that can be used now, if any.
    pub fn live_link(&self, now: DateTime<Utc>) -> Option<&Link> {
        self.links.iter().find(|link| link.is_live(now))
    }

    /// Ends the live link, also one whose time has run out. Those that were reissued before end with
    /// it, so that they renew nothing once the inquiry is somebody else's or goes elsewhere.
    pub(super) fn end_links(&mut self, state: LinkState) {
        for link in &mut self.links {
            if matches!(link.state, LinkState::Live | LinkState::Reissued) {
                link.state = state;
            }
        }
    }
}

impl From<&Inquiry> for Bound {
    fn from(inquiry: &Inquiry) -> Self {
        Self {
            to: inquiry.id.uuid(),
            sha256: inquiry.sha256,
        }
    }
}

/// The hash of what is asked. What cannot be written as JSON is bound to nothing.
pub(super) fn hash_of(questions: &[Question], items: &[Item]) -> Digest {
    canonical_json(&(questions, items)).map_or(Digest::ZERO, Digest::of)
}
