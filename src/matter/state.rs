//! What a matter is: its content, its phase, who has approved what, and what was decided.

mod decision;

pub use decision::{BodyProposal, Decision, DecisionKind, Taken, WaitsFor};

use super::{after::After, overriding::Exception};
use crate::{
    domain::{
        calendar::today_in_stockholm,
        digest::{Digest, canonical_json},
        identifiers::{AttachmentId, BodyId, MatterId, MeetingId, PersonId, SignOffId},
        register_number::RegisterNumber,
    },
    workflow::{
        keys::{DocumentKind, FieldKey, SectionKey, StepKey, WorkflowId},
        phase::Phase,
        value::Value,
    },
};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// A matter (ärende).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Matter {
    /// Its identity.
    pub id: MatterId,
    /// The workflow it follows, pinned by hash: a changed file does not change a running matter.
    pub workflow: WorkflowPin,
    /// The body that decides.
    pub body: BodyId,
    /// The case officer (handläggare).
    pub officer: PersonId,
    /// The manager who answers for it.
    pub responsible: Option<PersonId>,
    /// Where it is.
    pub phase: Phase,
    /// What it says.
    pub content: Content,
    /// The register number (diarienummer), once the registrar has given it.
    pub register_number: Option<RegisterNumber>,
    /// The newest frozen version.
    pub frozen: Option<Frozen>,
    /// Who has been asked in the newest round, and what they answered, in the order asked.
    pub reviews: Vec<Review>,
    /// Everybody who has written in the draft. They do not review it.
    #[serde(default)]
    pub writers: BTreeSet<PersonId>,
    /// The meeting on whose agenda it stands.
    pub meeting: Option<MeetingId>,
    /// What was decided in this round. Set once, never changed: a reassessment keeps it.
    pub decision: Option<Decision>,
    /// What bodies earlier in the chain have proposed, oldest first. One counts for the version it
    /// was made on.
    #[serde(default)]
    pub proposals: Vec<BodyProposal>,
    /// Who it waits for, told when it became ready; kept afterwards.
    #[serde(default)]
    pub waits_for: Option<WaitsFor>,
    /// Marked as secret (OSL 5:5): its content never leaves by mail.
    pub secrecy: Option<SecrecyMarking>,
    /// What it has from the year before and hands on to the next.
    #[serde(default)]
    pub years: super::years::Years,
    /// When it was opened.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub changed_at: DateTime<Utc>,
    /// What has happened after the decision, and the rounds before this one.
    #[serde(default)]
    pub after: After,
    /// Counts every act: what a form saw is compared with it.
    pub version: i64,
}

/// A workflow file, exactly.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorkflowPin {
    /// Which type.
    pub id: WorkflowId,
    /// Its version number.
    pub version: u32,
    /// SHA-256 of its canonical content.
    pub hash: Digest,
}

/// What a matter says: everything an approval is bound to.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Content {
    /// The title (ärendemening).
    pub title: String,
    /// The body or person the memo is addressed to, as printed; empty: the deciding body.
    pub recipient: String,
    /// The typed facts. A key that is absent has not been filled in.
    pub fields: BTreeMap<FieldKey, Value>,
    /// The prose, in the order it is printed.
    pub sections: Vec<Section>,
    /// The files.
    pub attachments: Vec<Attachment>,
    /// Who the decision is sent to.
    pub recipients_of_decision: Vec<String>,
    /// Who signs the memo.
    pub signatures: Vec<Signature>,
    /// The exceptions from gates that the officer asks for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub overrides: Vec<Exception>,
    /// What an imported matter file carries beyond this, kept as it was for the way out.
    pub carried: BTreeMap<String, serde_json::Value>,
}

/// A section of prose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Section {
    /// Its key, unique in the matter.
    pub key: SectionKey,
    /// The heading.
    pub title: String,
    /// The number the source prints before the heading, kept literally.
    pub number: Option<String>,
    /// Whether it is printed where it stands; a hidden one is printed where it is asked for.
    pub shown: bool,
    /// The Markdown.
    pub text: String,
    /// Counts the changes of this section, so that two people can edit two sections at once.
    pub version: u32,
}

/// A file that belongs to the matter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    /// Its identity.
    pub id: AttachmentId,
    /// Which of the workflow's required documents it is, if any.
    pub kind: Option<DocumentKind>,
    /// The title as listed.
    pub title: String,
    /// The date of the document itself.
    pub dated: Option<NaiveDate>,
    /// Whether the document itself is signed, as the one who attached it says.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub signed: bool,
    /// The bytes; none when the source only names it.
    pub file: Option<File>,
    /// When it was attached.
    pub added_at: DateTime<Utc>,
    /// By whom.
    pub added_by: PersonId,
}

/// Bytes in the blob store.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct File {
    /// What they are stored and checked by.
    pub digest: Digest,
    /// The name it came with.
    pub name: String,
    /// The media type, found from the bytes.
    pub media_type: String,
    /// The size in bytes.
    pub size: u64,
}

/// Somebody who signs the memo, as printed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signature {
    /// The name.
    pub name: String,
    /// The title in office.
    pub title: String,
    /// The unit.
    pub unit: String,
}

/// A frozen version of the content.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Frozen {
    /// Its number, from 1.
    pub number: u32,
    /// Its hash.
    pub sha256: Digest,
    /// When it was frozen.
    pub at: DateTime<Utc>,
    /// By whom it was submitted.
    pub by: PersonId,
    /// The hash of what each review step reads of it, where that is not the whole.
    #[serde(default)]
    pub read: BTreeMap<StepKey, Digest>,
    /// The hash of the workflow that it was frozen under: the matter may have been moved to another
    /// since. `None` in states from before this was kept, which were shown by the matter's own.
    #[serde(default)]
    pub workflow: Option<Digest>,
}

/// A step of the review.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Review {
    /// Which step of the workflow.
    pub step: StepKey,
    /// Who is asked.
    pub reviewer: PersonId,
    /// The sign-off that carries the answer.
    pub sign_off: SignOffId,
    /// The hash of the version it is about.
    pub sha256: Digest,
    /// The number of that version.
    pub version: u32,
    /// The hash of what the step reads of that version, where that is not the whole: the approval is
    /// bound to this.
    #[serde(default)]
    pub read: Option<Digest>,
    /// A later version that the approval stands for too, because the workflow keeps approvals
    /// whatever is changed. `sha256` still says what was read.
    #[serde(default)]
    pub kept_for: Option<Digest>,
    /// Whom the reviewer stands in for, as that person's named substitute.
    #[serde(default)]
    pub on_behalf_of: Option<PersonId>,
    /// Who was told, and when, that the answer stays away.
    #[serde(default)]
    pub escalated: Option<Escalated>,
    /// When it was asked for.
    pub asked_at: DateTime<Utc>,
    /// The last day to answer. Passing it approves nothing.
    pub due: NaiveDate,
    /// The answer, when there is one.
    pub answer: Option<ReviewAnswer>,
}

/// That an answer stayed away, and who was told. It answers nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Escalated {
    /// When.
    pub at: DateTime<Utc>,
    /// Who was told, beside the case officer.
    pub to: Vec<PersonId>,
}

/// What a reviewer answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReviewAnswer {
    /// What.
    pub kind: ReviewAnswerKind,
    /// The comment, if one was given.
    pub comment: Option<String>,
    /// When.
    pub at: DateTime<Utc>,
}

/// The answers a reviewer can give.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReviewAnswerKind {
    /// Godkänt, with or without a remark.
    Approved,
    /// Återsänt för ändring.
    SentBack,
    /// Jäv: another must be asked.
    Disqualified,
}

/// A mark of secrecy: a warning with its provision, never a block by itself (OSL 5:5).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecrecyMarking {
    /// The provision, such as "OSL 18 kap. 8 §".
    pub provision: String,
    /// The day of the mark.
    pub marked_on: NaiveDate,
}

impl Content {
    /// The canonical text that is frozen, and its hash.
    ///
    /// The counters of the sections and the clock times of attachments are left out: a text that is
    /// changed and changed back is the same text, and an approval of it still holds.
    ///
    /// # Errors
    /// When the content cannot be written as JSON.
    pub fn canonical(&self) -> Result<(String, Digest), serde_json::Error> {
        let mut bound = self.clone();
        for section in &mut bound.sections {
            section.version = 0;
        }
        for attachment in &mut bound.attachments {
            attachment.added_at = DateTime::UNIX_EPOCH;
        }
        let text = canonical_json(&bound)?;
        let sha256 = Digest::of(text.as_bytes());
        Ok((text, sha256))
    }

    /// The section with this key.
    pub fn section(&self, key: &SectionKey) -> Option<&Section> {
        self.sections.iter().find(|section| &section.key == key)
    }

    /// The newest document of this kind by its own date; of two from one day the last attached.
    /// One without bytes is only mentioned: it is no document yet.
    pub fn document(&self, kind: &DocumentKind) -> Option<&Attachment> {
        self.attachments
            .iter()
            .filter(|attachment| attachment.file.is_some())
            .filter(|attachment| attachment.kind.as_ref() == Some(kind))
            .max_by_key(|attachment| attachment.day())
    }
}

impl Attachment {
    /// The day on the document, or where none is given the Swedish day it was attached.
    pub fn day(&self) -> NaiveDate {
        self.dated
            .unwrap_or_else(|| today_in_stockholm(self.added_at))
    }
}

impl Frozen {
    /// The hash of what a review step reads of this version.
    pub fn read_by(&self, step: &StepKey) -> Digest {
        self.read.get(step).copied().unwrap_or(self.sha256)
    }
}

impl Review {
    /// Whether it is approved, for exactly what its step reads of this version.
    pub fn approves(&self, frozen: &Frozen) -> bool {
        let approved = self
            .answer
            .as_ref()
            .is_some_and(|answer| answer.kind == ReviewAnswerKind::Approved);
        approved && (self.is_about(frozen) || self.kept_for == Some(frozen.sha256))
    }

    /// Whether what was asked about is, to the letter, what the step reads of this version.
    pub fn is_about(&self, frozen: &Frozen) -> bool {
        self.read.unwrap_or(self.sha256) == frozen.read_by(&self.step)
    }

    /// Whether the answer is still waited for.
    pub fn is_open(&self) -> bool {
        self.answer.is_none()
    }

    /// Whether the reviewer has declared jäv (KL 6:28–30).
    pub fn is_disqualified(&self) -> bool {
        self.answer
            .as_ref()
            .is_some_and(|answer| answer.kind == ReviewAnswerKind::Disqualified)
    }
}

impl Matter {
    /// The review of a step in the newest round.
    pub fn review(&self, step: &StepKey) -> Option<&Review> {
        self.reviews
            .iter()
            .rev()
            .find(|review| &review.step == step)
    }

    /// Whether the step is approved for exactly the newest frozen version.
    pub fn is_approved(&self, step: &StepKey) -> bool {
        let Some(frozen) = &self.frozen else {
            return false;
        };
        self.review(step)
            .is_some_and(|review| review.approves(frozen))
    }

    /// The body whose turn it is to handle the matter, or in whose place somebody decides.
    pub fn turn_body(&self) -> BodyId {
        self.waits_for.as_ref().map_or(self.body, WaitsFor::body)
    }

    /// What bodies before in the chain have proposed on the newest frozen version, the first first.
    pub fn counting_proposals(&self) -> impl DoubleEndedIterator<Item = &BodyProposal> {
        let frozen = self.frozen.as_ref().map(|frozen| frozen.sha256);
        self.proposals
            .iter()
            .filter(move |proposal| Some(proposal.sha256) == frozen)
    }

    /// The newest of them that has points to vote on. A body that proposes rejection leaves the
    /// points as they were: the next one approves or rejects the same.
    pub fn proposal_to_vote_on(&self) -> Option<&BodyProposal> {
        self.counting_proposals()
            .rev()
            .find(|proposal| proposal.kind != DecisionKind::Rejected)
    }

    /// What the matter is called without saying what it is about: its register number as printed, or
    /// the words for a matter without one.
    pub fn by_number(&self) -> String {
        self.register_number.as_ref().map_or_else(
            || "ett ärende utan diarienummer".to_owned(),
            ToString::to_string,
        )
    }

    /// The register number as printed, or the words for not having one.
    pub fn number_or_none(&self) -> String {
        self.register_number
            .as_ref()
            .map_or_else(|| "utan diarienummer".to_owned(), ToString::to_string)
    }
}
