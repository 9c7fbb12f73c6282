//! What an act brings with it: the common shape of every outcome on floor 3.
//!
//! A pure `act` returns an [`Outcome`]: the new state, what the journal says, and the effects that
//! are committed in the same transaction. Nothing happens outside of it.

use crate::domain::{
    body::Assurance,
    delegation::reporting::DecisionToReport,
    digest::Digest,
    identifiers::{MatterId, MeetingId, PersonId, SignOffId},
    journal::NewEntry,
};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

/// The outcome of an act on a thing whose state is `S`.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome<S> {
    /// The state from now on.
    pub state: S,
    /// What the journal of the thing says; at least one entry for every change.
    pub entries: Vec<NewEntry>,
    /// What else is committed with it.
    pub effects: Vec<Effect>,
}

impl<S> Outcome<S> {
    /// An outcome that says one thing in the journal.
    pub fn new(state: S, entry: NewEntry) -> Self {
        Self {
            state,
            entries: vec![entry],
            effects: Vec::new(),
        }
    }

    /// Adds an effect.
    #[must_use]
    pub fn with(mut self, effect: Effect) -> Self {
        self.effects.push(effect);
        self
    }
}

/// Something that is committed together with the new state.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "effect", rename_all = "snake_case")]
pub enum Effect {
    /// Freeze this content as a version: what is reviewed and decided from now on.
    Freeze(FrozenVersion),
    /// Ask a person to sign off. The mail leaves from the outbox.
    AskForSignOff(SignOffRequest),
    /// A sign-off is no longer wanted, for this reason.
    CloseSignOff {
        /// Which.
        sign_off: SignOffId,
        /// Why.
        because: Closing,
    },
    /// Put a decision on the list of what is reported to the body (KL 6:40).
    ListForReport(DecisionToReport),
    /// Tell a person something by mail.
    Tell {
        /// Whom.
        person: PersonId,
        /// What.
        notice: Notice,
    },
    /// Make a Word file out of frozen facts. Made after the commit, and made again if it fails.
    MakeDocument {
        /// Which kind.
        document: DocumentOrder,
    },
}

/// A version of a matter's content, or of a meeting's minutes, frozen as text with its hash.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FrozenVersion {
    /// Of what.
    pub of: Subject,
    /// The number, from 1.
    pub number: u32,
    /// SHA-256 over `content`.
    pub sha256: Digest,
    /// The hash of the workflow by which it is read; none for minutes.
    #[serde(default)]
    pub workflow: Option<Digest>,
    /// Canonical JSON of what is frozen.
    pub content: String,
}

/// A matter or a meeting's minutes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(tag = "kind", content = "id", rename_all = "snake_case")]
pub enum Subject {
    /// A matter.
    Matter(MatterId),
    /// The minutes of a meeting.
    Minutes(MeetingId),
}

/// A request that a person signs off a frozen version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignOffRequest {
    /// Its identity.
    pub id: SignOffId,
    /// What is signed off.
    pub of: Subject,
    /// The review step, or the certifier's seat: "juridik", "ordforande".
    pub step: String,
    /// The step's Swedish title: "Juridisk granskning".
    pub step_title: String,
    /// Who is asked.
    pub recipient: PersonId,
    /// Who asks.
    pub asked_by: PersonId,
    /// The proof that is asked for.
    pub assurance: Assurance,
    /// The version.
    pub version: u32,
    /// Its hash: what is approved is exactly this.
    pub sha256: Digest,
    /// The last day to answer. Passing it decides nothing.
    pub due: NaiveDate,
    /// The days on which the recipient is reminded.
    pub reminders: Vec<NaiveDate>,
    /// The day on which others are told that the answer stays away, if any are.
    #[serde(default)]
    pub escalate_on: Option<NaiveDate>,
    /// When it was asked for.
    pub at: DateTime<Utc>,
}

/// Why a sign-off is no longer wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Closing {
    /// A newer version has taken its place.
    Superseded,
    /// The matter was taken back or withdrawn.
    Withdrawn,
    /// Another person was asked instead.
    Reassigned,
}

/// What a person is told by mail. The words are in `templates/mail/`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "notice", rename_all = "snake_case")]
pub enum Notice {
    /// A reviewer sent the matter back to its officer.
    SentBack {
        /// Which.
        matter: MatterId,
        /// By whom.
        by: String,
    },
    /// All reviewers have approved.
    ReadyForDecision {
        /// Which.
        matter: MatterId,
    },
    /// The matter has been decided.
    Decided {
        /// Which.
        matter: MatterId,
    },
    /// Something in a decided matter has come back: a follow-up, the end of its decision, a change.
    Returns {
        /// Which.
        matter: MatterId,
        /// Which occurrence of what.
        occurrence: String,
    },
    /// A matter waits for its register number.
    ToRegister {
        /// Which.
        matter: MatterId,
    },
    /// The minutes are certified and wait to be announced.
    MinutesCertified {
        /// Which meeting.
        meeting: MeetingId,
        /// The last day to announce (KL 8:12).
        announce_latest: NaiveDate,
    },
    /// Somebody who was asked to sign off has left without answering, and nobody else is asked yet.
    RecipientLeft {
        /// What was asked for; closed by now.
        sign_off: SignOffId,
    },
    /// Nobody is left who may review in a step.
    NobodyToReview {
        /// Which matter.
        matter: MatterId,
        /// The key of the step.
        step: String,
    },
    /// A newer version of its type has made a matter that was under way a draft again.
    MadeDraft {
        /// Which matter.
        matter: MatterId,
        /// Why, as a clause.
        why: String,
    },
    /// A substitute is asked in the place of the one who is away, and who is told.
    SubstituteAsked {
        /// What the substitute is asked about.
        sign_off: SignOffId,
    },
    /// The one who is asked has become absent, and the answer is due.
    RecipientAway {
        /// What is waited for.
        sign_off: SignOffId,
    },
    /// The answer has stayed away.
    Escalated {
        /// What is waited for.
        sign_off: SignOffId,
    },
    /// The question has been given to another.
    Relieved {
        /// What was asked for; closed by now.
        sign_off: SignOffId,
    },
    /// A certifier has an objection to the minutes.
    CertificationObjection {
        /// Which meeting.
        meeting: MeetingId,
        /// By whom.
        by: String,
    },
}

/// A Word file to make.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentOrder {
    /// Of what.
    pub of: Subject,
    /// Which kind: "tjansteskrivelse", "protokoll".
    pub kind: String,
    /// Out of which frozen version.
    pub version: u32,
    /// Its hash.
    pub sha256: Digest,
    /// The register number to print, as it was when the document was ordered.
    pub register_number: Option<String>,
    /// The one section of the minutes that it is made of, for its matter.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub excerpt: Option<Excerpt>,
}

/// A section of certified minutes as a document of its own (protokollsutdrag).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Excerpt {
    /// The section (§).
    pub section: u32,
    /// The matter among whose files it is kept.
    pub matter: MatterId,
    /// The day on which the minutes were certified.
    pub certified_on: NaiveDate,
}
