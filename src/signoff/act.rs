//! The acts on a sign-off: send a link, send a code, answer, close.

use super::{
    answering,
    conditions::must_be_open,
    link::LinkKeys,
    refusals, sending,
    state::{Answer, Link, LinkState, Receipt, SignOff, SignOffState},
};
use crate::{
    domain::{
        body::Assurance,
        digest::Digest,
        entropy::Entropy,
        identifiers::{CodeId, FormNonce, LinkId, PersonId},
        journal::NewEntry,
        refusal::Refusal,
    },
    work::Closing,
};
use chrono::{DateTime, Utc};
use serde_json::json;

/// What can be done with a sign-off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// Send the first link to the recipient.
    Issue,
    /// Send a new link to the same address; the one before dies.
    Reissue,
    /// The same, asked for by one who came by this link.
    AskForNewLink(LinkId),
    /// Send a one-time code to the registered address.
    SendCode {
        /// The link the browser came by.
        link: LinkId,
        /// Which browser: from the sealed cookie.
        browser: Digest,
    },
    /// Give the recipient's answer.
    Answer(Reply),
    /// No longer wanted.
    Close {
        /// Why.
        because: Closing,
    },
    /// The recipient's registered address is another now: its link dies. A new one goes there, where
    /// links are enough.
    ChangeAddress {
        /// The new address.
        address: String,
    },
}

/// The form that the recipient sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// What is answered.
    pub answer: Answer,
    /// The hash of the version that the page showed.
    pub seen: Digest,
    /// Whether "Jag har läst handlingen" was ticked.
    pub read: bool,
    /// The form as it was shown once.
    pub form: FormNonce,
    /// How the recipient shows who it is.
    pub by: Proof,
}

/// How the one who answers shows who it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Proof {
    /// By a personal link and a one-time code.
    LinkAndCode {
        /// The link the browser came by.
        link: LinkId,
        /// Which browser: from the sealed cookie.
        browser: Digest,
        /// The code as it was typed.
        code: String,
    },
    /// By being signed in.
    SignedIn {
        /// As whom.
        person: PersonId,
    },
}

impl Proof {
    /// How sure it makes us.
    pub fn assurance(&self) -> Assurance {
        match self {
            Proof::LinkAndCode { .. } => Assurance::LinkAndCode,
            Proof::SignedIn { .. } => Assurance::SignedIn,
        }
    }
}

/// What the sign-off does not know by itself.
#[derive(Debug, Clone, Copy)]
pub struct Facts<'a> {
    /// The instant of the act.
    pub now: DateTime<Utc>,
    /// The keys of links and codes.
    pub keys: &'a LinkKeys,
    /// How many days a new link lives.
    pub link_lifetime_days: u16,
    /// Whether the recipient still works or sits here.
    pub recipient_active: bool,
    /// Whether the recipient is disqualified in the matter (KL 6:28, 7:4).
    pub disqualified: bool,
}

/// What was done.
#[derive(Debug, Clone, PartialEq)]
pub struct Done {
    /// The sign-off from now on.
    pub state: SignOff,
    /// What the journal of its matter or meeting says. Never an address, a token or a code.
    pub entries: Vec<NewEntry>,
    /// What came of it.
    pub result: Happened,
}

/// What came of an act.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Happened {
    /// A link waits to be mailed to the sign-off's address.
    LinkMade(LinkId),
    /// A code waits to be mailed to the sign-off's address.
    CodeMade(CodeId),
    /// The answer was taken care of.
    Answer(Answering),
    /// Mail goes to another address from now on; there is no link, as the recipient must sign in.
    AddressChanged,
    /// The sign-off is closed.
    Closed,
    /// Nothing had to be changed.
    Nothing,
}

/// What came of an answer. A wrong code is no refusal: the try must be kept, or it would not count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answering {
    /// The answer stands.
    Recorded(Receipt),
    /// The same form came once more; the answer stands as it was.
    AlreadyRecorded(Receipt),
    /// The code was wrong.
    WrongCode {
        /// How many tries the code has left.
        tries_left: u32,
    },
    /// No code was asked for in this browser.
    NoCode,
    /// The code is too old.
    CodeExpired,
    /// The code has no tries left; another can be asked for.
    CodeSpent,
    /// Neither tries nor codes are left for now.
    Locked {
        /// From this instant on another code can be asked for.
        until: DateTime<Utc>,
    },
}

impl Answering {
    /// Why the answer was not recorded, in words for the page; `None` when it stands.
    pub fn refusal(&self) -> Option<Refusal> {
        refusals::not_recorded(self)
    }
}

/// Does `action` with a sign-off.
///
/// # Errors
/// The refusal, when it may not be done. Nothing has changed then.
pub fn act(
    sign_off: &SignOff,
    action: Action,
    facts: &Facts,
    entropy: &mut Entropy,
) -> Result<Done, Refusal> {
    match action {
        Action::Issue => sending::issue(sign_off, facts, entropy),
        Action::Reissue => sending::reissue(sign_off, facts, entropy),
        Action::AskForNewLink(link) => sending::renew(sign_off, link, facts, entropy),
        Action::SendCode { link, browser } => {
            sending::send_code(sign_off, link, browser, facts, entropy)
        }
        Action::Answer(reply) => answering::answer(sign_off, reply, facts),
        Action::Close { because } => close(sign_off, because, facts.now),
        Action::ChangeAddress { address } => {
            sending::change_address(sign_off, &address, facts, entropy)
        }
    }
}

fn close(sign_off: &SignOff, because: Closing, now: DateTime<Utc>) -> Result<Done, Refusal> {
    must_be_open(sign_off)?;
    let mut state = sign_off.clone();
    end_links(&mut state, LinkState::Closed(because));
    state.state = SignOffState::Closed { because, at: now };
    let why = match because {
        Closing::Superseded => "en nyare version har tagit vid",
        Closing::Withdrawn => "begäran har tagits tillbaka",
        Closing::Reassigned => "en annan person har fått den",
    };
    let summary = format!("Begäran om {} gäller inte längre: {why}.", named(sign_off));
    let details = json!({
        "sign_off": sign_off.id,
        "step": sign_off.step,
        "version": sign_off.version,
        "because": because,
    });
    let entries = vec![NewEntry::new("sign_off_closed", summary, details)];
    Ok(Done {
        state,
        entries,
        result: Happened::Closed,
    })
}

/// Ends the live link, also one whose time has run out. Those that were reissued before end with it,
/// so that they renew nothing once the answer is asked for elsewhere.
pub(super) fn end_links(sign_off: &mut SignOff, state: LinkState) {
    let renewable = |link: &&mut Link| matches!(link.state, LinkState::Live | LinkState::Reissued);
    for link in sign_off.links.iter_mut().filter(renewable) {
        link.state = state;
    }
}

/// What is signed off, in a sentence: "Juridisk granskning, version 2".
pub(super) fn named(sign_off: &SignOff) -> String {
    format!("{}, version {}", sign_off.step_title, sign_off.version)
}
