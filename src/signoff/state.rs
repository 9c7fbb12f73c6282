//! What a sign-off is: who is asked, for which version, by which link, and what was answered.

use crate::{
    domain::{
        body::Assurance,
        digest::Digest,
        identifiers::{CodeId, FormNonce, LinkId, PersonId, SignOffId},
    },
    work::{Closing, SignOffRequest, Subject},
};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

/// A sign-off and all that belongs to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignOff {
    /// Its identity.
    pub id: SignOffId,
    /// What is signed off.
    pub of: Subject,
    /// The review step or the certifier's seat.
    pub step: String,
    /// The Swedish title of the step.
    pub step_title: String,
    /// Who is asked.
    pub recipient: PersonId,
    /// The address the link was made for; a changed address kills the link.
    pub address: String,
    /// Who asks.
    pub asked_by: PersonId,
    /// The proof that is asked for.
    pub assurance: Assurance,
    /// The version.
    pub version: u32,
    /// Its hash.
    pub sha256: Digest,
    /// The last day to answer.
    pub due: NaiveDate,
    /// The days on which the recipient is reminded.
    pub reminders: Vec<NaiveDate>,
    /// When it was asked for.
    pub asked_at: DateTime<Utc>,
    /// Where it stands.
    pub state: SignOffState,
    /// Every link that was made, the newest last. At most one is live.
    pub links: Vec<Link>,
    /// Every code that was sent, the newest last.
    pub codes: Vec<Code>,
}

/// Where a sign-off stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum SignOffState {
    /// Waits for the recipient.
    Open,
    /// The recipient has answered. It is never changed again.
    Answered(Answered),
    /// No longer wanted.
    Closed {
        /// Why.
        because: Closing,
        /// When.
        at: DateTime<Utc>,
    },
}

/// An answer that was given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answered {
    /// What was answered.
    pub answer: Answer,
    /// When.
    pub at: DateTime<Utc>,
    /// The version's hash as the recipient saw it; always that of the sign-off.
    pub sha256: Digest,
    /// The form it came by: sent again, it gets the same receipt.
    pub form: FormNonce,
    /// By which link.
    pub link: Option<LinkId>,
    /// How sure we are of who answered.
    pub assurance: Assurance,
}

/// What the recipient gets for an answer, on the page and by mail: the same however often it is
/// asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// Of which sign-off.
    pub sign_off: SignOffId,
    /// What was signed off.
    pub of: Subject,
    /// The Swedish title of the step.
    pub step_title: String,
    /// Who answered.
    pub recipient: PersonId,
    /// The version.
    pub version: u32,
    /// The answer, with the hash of what was answered for.
    pub answered: Answered,
}

/// What a recipient can answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "answer", rename_all = "snake_case")]
pub enum Answer {
    /// Godkänn.
    Approve,
    /// Godkänn med kommentar.
    ApproveWithRemark {
        /// The remark.
        remark: String,
    },
    /// Återsänd för ändring. Demands a comment of ten characters or more.
    SendBack {
        /// What must be changed.
        comment: String,
    },
    /// Jag är jävig (KL 6:28–32, 7:4): another must be asked.
    DeclareDisqualified {
        /// The ground, in the recipient's own words.
        ground: String,
    },
}

/// A personal link. The token is never stored: it is derived from a key and this row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// Its identity.
    pub id: LinkId,
    /// Which key it was derived with.
    pub key: u32,
    /// The random part of the derivation, hexadecimal, 16 bytes.
    pub nonce: String,
    /// SHA-256 of the token: what an incoming link is looked up by.
    pub token_hash: Digest,
    /// When it was made.
    pub made_at: DateTime<Utc>,
    /// From this instant on it is dead.
    pub expires_at: DateTime<Utc>,
    /// Where it stands.
    pub state: LinkState,
}

/// Where a link stands. There is no way back to live; what was reissued ends with the one after it. That it has expired is seen from the clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LinkState {
    /// Can be used until it expires.
    Live,
    /// The answer was given.
    Answered,
    /// A new link was sent to the same address.
    Reissued,
    /// The recipient's address has changed; the new link went to the new one.
    AddressChanged,
    /// The sign-off was closed.
    Closed(Closing),
}

/// A one-time code. It is derived from a key and this row, and only ever leaves by mail. Not even
/// its hash is stored: eight digits are soon found from one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Code {
    /// Its identity.
    pub id: CodeId,
    /// Which key it is derived with.
    pub key: u32,
    /// The link it belongs to.
    pub link: LinkId,
    /// The browser it was asked for in: a hash of the sealed cookie.
    pub browser: Digest,
    /// When it was sent.
    pub sent_at: DateTime<Utc>,
    /// From this instant on it is worthless.
    pub expires_at: DateTime<Utc>,
    /// Wrong tries so far.
    pub tries: u32,
    /// When it was used.
    pub used_at: Option<DateTime<Utc>>,
}

impl SignOff {
    /// A sign-off as it is asked for, before its first link.
    pub fn new(request: &SignOffRequest, address: &str) -> Self {
        Self {
            id: request.id,
            of: request.of,
            step: request.step.clone(),
            step_title: request.step_title.clone(),
            recipient: request.recipient,
            address: address.to_owned(),
            asked_by: request.asked_by,
            assurance: request.assurance,
            version: request.version,
            sha256: request.sha256,
            due: request.due,
            reminders: request.reminders.clone(),
            asked_at: request.at,
            state: SignOffState::Open,
            links: Vec::new(),
            codes: Vec::new(),
        }
    }

    /// The link that can be used now, if any.
    pub fn live_link(&self, now: DateTime<Utc>) -> Option<&Link> {
        self.links.iter().find(|link| link.is_live(now))
    }

    /// One of its links, dead or alive.
    pub fn link(&self, id: LinkId) -> Option<&Link> {
        self.links.iter().find(|link| link.id == id)
    }

    /// The receipt, once there is an answer.
    pub fn receipt(&self) -> Option<Receipt> {
        match &self.state {
            SignOffState::Answered(answered) => Some(self.receipt_for(answered)),
            SignOffState::Open | SignOffState::Closed { .. } => None,
        }
    }

    pub(super) fn receipt_for(&self, answered: &Answered) -> Receipt {
        Receipt {
            sign_off: self.id,
            of: self.of,
            step_title: self.step_title.clone(),
            recipient: self.recipient,
            version: self.version,
            answered: answered.clone(),
        }
    }

    /// Whether the recipient's answer is still waited for.
    pub fn is_open(&self) -> bool {
        self.state == SignOffState::Open
    }
}

impl Link {
    /// Whether it can be used at `now`.
    pub fn is_live(&self, now: DateTime<Utc>) -> bool {
        self.state == LinkState::Live && now < self.expires_at
    }
}

impl Answer {
    /// Whether it lets the thing go on.
    pub fn approves(&self) -> bool {
        matches!(self, Answer::Approve | Answer::ApproveWithRemark { .. })
    }

    /// What the recipient wrote with it.
    pub fn words(&self) -> Option<&str> {
        match self {
            Answer::Approve => None,
            Answer::ApproveWithRemark { remark: words }
            | Answer::SendBack { comment: words }
            | Answer::DeclareDisqualified { ground: words } => Some(words),
        }
    }

    /// The key in the journal and in forms.
    pub fn key(&self) -> &'static str {
        match self {
            Answer::Approve => "approve",
            Answer::ApproveWithRemark { .. } => "approve_with_remark",
            Answer::SendBack { .. } => "send_back",
            Answer::DeclareDisqualified { .. } => "declare_disqualified",
        }
    }

    /// The Swedish word for it, in the past: "godkänt".
    pub fn swedish(&self) -> &'static str {
        match self {
            Answer::Approve => "godkänt",
            Answer::ApproveWithRemark { .. } => "godkänt med kommentar",
            Answer::SendBack { .. } => "återsänt",
            Answer::DeclareDisqualified { .. } => "anmält jäv",
        }
    }
}
