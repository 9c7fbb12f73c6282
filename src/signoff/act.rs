//! The acts on a sign-off: send a link, send a code, answer, close.

use super::{
    answering, code,
    code::Wait,
    link::{self, LinkKeys},
    refusals,
    state::{Answer, LinkState, Receipt, SignOff, SignOffState},
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
    work::{Closing, Subject},
};
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;

/// The shortest time between two links of a sign-off, when the recipient asks for a new one.
pub const PAUSE_BETWEEN_LINKS: TimeDelta = TimeDelta::minutes(10);

/// What can be done with a sign-off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// Send the first link to the recipient.
    Issue,
    /// Send a new link to the same address; the one before dies.
    Reissue,
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
    /// The recipient's registered address is another now: its link dies, a new one goes there.
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
        Action::Issue => issue(sign_off, facts, entropy),
        Action::Reissue => reissue(sign_off, facts, entropy),
        Action::SendCode { link, browser } => send_code(sign_off, link, browser, facts, entropy),
        Action::Answer(reply) => answering::answer(sign_off, reply, facts),
        Action::Close { because } => close(sign_off, because, facts.now),
        Action::ChangeAddress { address } => change_address(sign_off, &address, facts, entropy),
    }
}

fn issue(sign_off: &SignOff, facts: &Facts, entropy: &mut Entropy) -> Result<Done, Refusal> {
    must_be_open(sign_off)?;
    must_be_askable(sign_off, facts)?;
    must_be_an_address(&sign_off.address)?;
    if !sign_off.links.is_empty() {
        return Err(refusals::has_link());
    }
    let summary = format!("En personlig länk skickas för {}.", named(sign_off));
    Ok(with_new_link(sign_off.clone(), "link_issued", summary, facts, entropy))
}

fn reissue(sign_off: &SignOff, facts: &Facts, entropy: &mut Entropy) -> Result<Done, Refusal> {
    must_be_open(sign_off)?;
    must_be_askable(sign_off, facts)?;
    must_be_an_address(&sign_off.address)?;
    if let Some(last) = sign_off.links.last() {
        let from = last.made_at + PAUSE_BETWEEN_LINKS;
        // A link whose key is gone opens nothing: its recipient should not have to wait.
        if facts.now < from && facts.keys.holds(last.key) {
            return Err(refusals::link_was_just_sent(from));
        }
    }
    let mut state = sign_off.clone();
    end_links(&mut state, LinkState::Reissued);
    let summary =
        format!("En ny personlig länk skickas för {}. Den tidigare gäller inte.", named(sign_off));
    Ok(with_new_link(state, "link_reissued", summary, facts, entropy))
}

fn change_address(
    sign_off: &SignOff,
    address: &str,
    facts: &Facts,
    entropy: &mut Entropy,
) -> Result<Done, Refusal> {
    must_be_open(sign_off)?;
    let address = address.trim();
    if address == sign_off.address {
        let state = sign_off.clone();
        return Ok(Done { state, entries: Vec::new(), result: Happened::Nothing });
    }
    must_be_askable(sign_off, facts)?;
    must_be_an_address(address)?;
    let mut state = sign_off.clone();
    address.clone_into(&mut state.address);
    end_links(&mut state, LinkState::AddressChanged);
    let summary = format!(
        "Mottagarens adress har ändrats. En ny personlig länk skickas för {}; den tidigare gäller inte.",
        named(sign_off)
    );
    Ok(with_new_link(state, "link_address_changed", summary, facts, entropy))
}

fn send_code(
    sign_off: &SignOff,
    link: LinkId,
    browser: Digest,
    facts: &Facts,
    entropy: &mut Entropy,
) -> Result<Done, Refusal> {
    must_be_open(sign_off)?;
    must_be_askable(sign_off, facts)?;
    must_be_usable(sign_off, link, facts)?;
    if Assurance::LinkAndCode < sign_off.assurance {
        return Err(refusals::must_sign_in());
    }
    code::may_send(&sign_off.codes, link, facts.now).map_err(|wait| match wait {
        Wait::Pause { until } => refusals::code_was_just_sent(until),
        Wait::Locked { until } => refusals::too_many_codes(until),
    })?;
    let code = code::make(link, browser, facts.now, facts.keys, entropy);
    let id = code.id;
    let details = json!({
        "sign_off": sign_off.id,
        "link": link,
        "code": id,
        "browser": browser,
        "expires_at": code.expires_at,
    });
    let summary = format!("En engångskod skickas för {}.", named(sign_off));
    let mut state = sign_off.clone();
    state.codes.push(code);
    let entries = vec![NewEntry::new("code_sent", summary, details)];
    Ok(Done { state, entries, result: Happened::CodeMade(id) })
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
    Ok(Done { state, entries, result: Happened::Closed })
}

/// The last step of all acts that send a link: `state` has no live link when it comes here.
fn with_new_link(
    mut state: SignOff,
    act: &str,
    summary: String,
    facts: &Facts,
    entropy: &mut Entropy,
) -> Done {
    let expires_at = link::expires_at(facts.now, facts.link_lifetime_days, state.due);
    let link = link::issue(&state, facts.now, expires_at, facts.keys, entropy);
    let id = link.id;
    let details = json!({
        "sign_off": state.id,
        "step": state.step,
        "recipient": state.recipient,
        "version": state.version,
        "sha256": state.sha256,
        "assurance": state.assurance,
        "link": id,
        "expires_at": expires_at,
    });
    state.links.push(link);
    let entries = vec![NewEntry::new(act, summary, details)];
    Done { state, entries, result: Happened::LinkMade(id) }
}

/// Ends the live link, also one whose time has run out.
pub(super) fn end_links(sign_off: &mut SignOff, state: LinkState) {
    for link in sign_off.links.iter_mut().filter(|link| link.state == LinkState::Live) {
        link.state = state;
    }
}

/// What is signed off, in a sentence: "Juridisk granskning, version 2".
pub(super) fn named(sign_off: &SignOff) -> String {
    format!("{}, version {}", sign_off.step_title, sign_off.version)
}

pub(super) fn must_be_open(sign_off: &SignOff) -> Result<(), Refusal> {
    match &sign_off.state {
        SignOffState::Open => Ok(()),
        SignOffState::Answered(answered) => Err(refusals::is_answered(answered)),
        SignOffState::Closed { because, .. } => Err(refusals::is_closed(*because)),
    }
}

/// Whether the recipient may be asked, and may answer (KL 6:28, 7:4; nobody reviews the own text).
pub(super) fn must_be_askable(sign_off: &SignOff, facts: &Facts) -> Result<(), Refusal> {
    let reviews_own_text =
        matches!(sign_off.of, Subject::Matter(_)) && sign_off.recipient == sign_off.asked_by;
    if !facts.recipient_active {
        return Err(refusals::recipient_has_left());
    }
    if reviews_own_text {
        return Err(refusals::own_text());
    }
    if facts.disqualified {
        return Err(refusals::disqualified());
    }
    Ok(())
}

/// Whether the link is one of the sign-off's own and can be used now.
pub(super) fn must_be_usable(
    sign_off: &SignOff,
    link: LinkId,
    facts: &Facts,
) -> Result<(), Refusal> {
    let link = sign_off.link(link).ok_or_else(refusals::unknown_link)?;
    if link.is_live(facts.now) && facts.keys.holds(link.key) {
        return Ok(());
    }
    Err(refusals::dead_link())
}

/// Only so much that no mail can be led astray: one recipient, no line breaks.
fn must_be_an_address(address: &str) -> Result<(), Refusal> {
    let plain = |c: char| !c.is_control() && !c.is_whitespace() && !matches!(c, ',' | ';' | '<' | '>');
    let whole = address.split_once('@').is_some_and(|(local, domain)| {
        !local.is_empty() && domain.contains('.') && !domain.contains('@')
    });
    if whole && address.chars().all(plain) { Ok(()) } else { Err(refusals::no_address()) }
}
