//! The acts on an inquiry: send its link, save, answer, give feedback, ask somebody else.

use super::{
    answering,
    reading::Typed,
    refusals,
    state::{Feedback, Inquiry, Round},
};
use crate::{
    domain::{
        calendar,
        entropy::Entropy,
        identifiers::{FormNonce, LinkId, MatterId, PersonId},
        journal::NewEntry,
        refusal::Refusal,
    },
    signoff::{
        conditions::must_be_an_address,
        link::{self, LinkKeys},
        state::LinkState,
    },
    work::Closing,
};
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;

/// The shortest time between two links, when the recipient asks for a new one.
const PAUSE_BETWEEN_LINKS: TimeDelta = TimeDelta::minutes(10);

/// The longest feedback, in characters.
pub const LONGEST_FEEDBACK: usize = 10_000;

/// What can be done with an inquiry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// Send the first link.
    Issue,
    /// Send a new link to the same address; the one before dies.
    Reissue,
    /// The same, asked for by one who came by this link.
    AskForNewLink(LinkId),
    /// The recipient's registered address is another now.
    ChangeAddress {
        /// The new address.
        address: String,
    },
    /// Somebody else answers for the same: what was saved is kept.
    Reassign {
        /// Who.
        person: PersonId,
        /// The registered address.
        address: String,
    },
    /// The recipient has left: the link dies, and the officer asks somebody else.
    RecipientLeft,
    /// Save what is typed, finished or not.
    Save {
        /// What is typed.
        typed: Typed,
        /// The version of the draft that the form showed.
        seen: u32,
        /// By which link; none for one who is signed in.
        link: Option<LinkId>,
    },
    /// Send the answer, or a correction of it.
    Send(Reply),
    /// Say something back about the answer.
    GiveFeedback {
        /// The words.
        text: String,
        /// What it asks for.
        asks_for: String,
    },
    /// A matter was opened out of the answer.
    Opened(MatterId),
}

/// The form that the recipient sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// What is typed.
    pub typed: Typed,
    /// The version of the draft that the form showed.
    pub seen: u32,
    /// Whether "Svaren är klara att skicka" was ticked: nothing on the page is by default.
    pub ready: bool,
    /// The form as it was shown once.
    pub form: FormNonce,
    /// By which link; none for one who is signed in.
    pub link: Option<LinkId>,
}

/// What the inquiry does not know by itself.
#[derive(Debug, Clone, Copy)]
pub struct Facts<'a> {
    /// The instant of the act.
    pub now: DateTime<Utc>,
    /// Who acts; none for the clock and for consequences of other acts.
    pub by: Option<PersonId>,
    /// The round.
    pub round: &'a Round,
    /// The keys of links.
    pub keys: &'a LinkKeys,
    /// How many days a new link lives.
    pub link_lifetime_days: u16,
    /// Whether the recipient still works here.
    pub recipient_active: bool,
    /// Whether the matter is marked as secret (OSL 5:5): then a link is not enough.
    pub secret: bool,
}

/// What was done.
#[derive(Debug, Clone, PartialEq)]
pub struct Done {
    /// The inquiry from now on.
    pub state: Inquiry,
    /// What the journal of the matter says. Never an address, a token or what was answered.
    pub entries: Vec<NewEntry>,
    /// What came of it.
    pub result: Happened,
}

/// What came of an act.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Happened {
    /// A letter about the inquiry waits to be mailed to its address.
    LinkMade,
    /// The draft is kept.
    Saved,
    /// The answer with this number stands.
    Answered(u32),
    /// The same form came once more; the answer with this number stands as it was.
    AlreadyAnswered(u32),
    /// There is feedback to be mailed.
    FeedbackGiven,
    /// Nothing is to be mailed.
    Noted,
}

/// Does `action` with an inquiry.
///
/// # Errors
/// The refusal, when it may not be done. Nothing has changed then.
pub fn act(
    inquiry: &Inquiry,
    action: Action,
    facts: &Facts<'_>,
    entropy: &mut Entropy,
) -> Result<Done, Refusal> {
    match action {
        Action::Issue => {
            must_be_askable(inquiry, facts)?;
            with_new_link(
                inquiry.clone(),
                "inquiry_sent",
                "Skickade frågorna till",
                facts,
                entropy,
            )
        }
        Action::Reissue => reissue(inquiry, facts, entropy),
        Action::AskForNewLink(link) => {
            must_be_renewable(inquiry, link)?;
            reissue(inquiry, facts, entropy)
        }
        Action::ChangeAddress { address } => change_address(inquiry, &address, facts, entropy),
        Action::Reassign { person, address } => {
            must_be_open(facts)?;
            let mut state = inquiry.clone();
            state.end_links(LinkState::Closed(Closing::Reassigned));
            state.recipient = person;
            address.trim().clone_into(&mut state.address);
            must_be_askable(&state, facts)?;
            with_new_link(
                state,
                "inquiry_reassigned",
                "Lät någon annan svara för",
                facts,
                entropy,
            )
        }
        Action::RecipientLeft if !facts.round.is_open() => {
            Ok(ended(inquiry, LinkState::Closed(Closing::Withdrawn)))
        }
        Action::RecipientLeft => {
            let mut state = inquiry.clone();
            state.end_links(LinkState::Closed(Closing::Withdrawn));
            let summary = format!(
                "Den som skulle svara för {} har slutat.",
                inquiry.answers_for
            );
            Ok(noted(state, "inquiry_recipient_left", summary))
        }
        Action::Save { typed, seen, link } => answering::save(inquiry, typed, seen, link, facts),
        Action::Send(reply) => answering::send(inquiry, reply, facts),
        Action::GiveFeedback { text, asks_for } => give_feedback(inquiry, &text, &asks_for, facts),
        Action::Opened(matter) => {
            let mut state = inquiry.clone();
            state.opened.push(matter);
            let summary = format!(
                "Öppnade ett ärende med svaret från {}.",
                inquiry.answers_for
            );
            let mut done = noted(state, "matter_opened_from_answer", summary);
            done.entries[0].details["matter"] = json!(matter);
            Ok(done)
        }
    }
}

fn noted(state: Inquiry, act: &str, summary: String) -> Done {
    let details = json!({ "inquiry": state.id, "round": state.round });
    Done {
        entries: vec![NewEntry::new(act, summary, details)],
        state,
        result: Happened::Noted,
    }
}

/// A mailbox that has lost the inquiry cannot kill the link of the one who has it now.
fn must_be_renewable(inquiry: &Inquiry, link: LinkId) -> Result<(), Refusal> {
    let link = inquiry.link(link).map(|link| link.state);
    match link {
        Some(LinkState::Live | LinkState::Reissued) => Ok(()),
        _ => Err(refusals::no_new_link()),
    }
}

/// The links of a closed round end without new ones: there is nothing left to answer.
fn ended(inquiry: &Inquiry, with: LinkState) -> Done {
    let mut state = inquiry.clone();
    state.end_links(with);
    if state.links == inquiry.links {
        return Done {
            state,
            entries: Vec::new(),
            result: Happened::Noted,
        };
    }
    let summary = format!("Länken till {} slutade gälla.", inquiry.answers_for);
    noted(state, "inquiry_link_ended", summary)
}

fn reissue(inquiry: &Inquiry, facts: &Facts<'_>, entropy: &mut Entropy) -> Result<Done, Refusal> {
    must_be_open(facts)?;
    must_be_askable(inquiry, facts)?;
    if let Some(last) = inquiry.links.last() {
        let from = last.made_at + PAUSE_BETWEEN_LINKS;
        // A link whose key is gone opens nothing: its recipient should not have to wait.
        if facts.now < from && facts.keys.holds(last.key) {
            return Err(refusals::link_was_just_sent(from));
        }
    }
    let mut state = inquiry.clone();
    state.end_links(LinkState::Reissued);
    with_new_link(
        state,
        "inquiry_link_reissued",
        "Skickade en ny länk till",
        facts,
        entropy,
    )
}

fn change_address(
    inquiry: &Inquiry,
    address: &str,
    facts: &Facts<'_>,
    entropy: &mut Entropy,
) -> Result<Done, Refusal> {
    let address = address.trim();
    if !facts.round.is_open() && address != inquiry.address {
        return Ok(ended(inquiry, LinkState::AddressChanged));
    }
    if address == inquiry.address {
        return Ok(Done {
            state: inquiry.clone(),
            entries: Vec::new(),
            result: Happened::Noted,
        });
    }
    let mut state = inquiry.clone();
    address.clone_into(&mut state.address);
    state.end_links(LinkState::AddressChanged);
    must_be_askable(&state, facts)?;
    with_new_link(
        state,
        "inquiry_address_changed",
        "Skickade en ny länk, till en ny adress, till",
        facts,
        entropy,
    )
}

/// The last step of all acts that send a letter: `state` has no live link when it comes here. Where
/// a link is not enough the letter leads to the sign-in.
fn with_new_link(
    mut state: Inquiry,
    act: &str,
    what: &str,
    facts: &Facts<'_>,
    entropy: &mut Entropy,
) -> Result<Done, Refusal> {
    must_be_an_address(&state.address)?;
    // A late answer is taken, so the link lives on for as long after the last day.
    let lifetime = facts.link_lifetime_days;
    let last_day = calendar::add_days(facts.round.due, lifetime.into());
    let expires_at = link::expires_at(facts.now, lifetime, last_day);
    let link = link::issue(&state, facts.now, expires_at, facts.keys, entropy);
    let details = json!({
        "inquiry": state.id,
        "round": state.round,
        "recipient": state.recipient,
        "link": link.id,
        "expires_at": expires_at,
    });
    let summary = format!("{what} {} (”{}”).", state.answers_for, facts.round.title);
    state.links.push(link);
    Ok(Done {
        state,
        entries: vec![NewEntry::new(act, summary, details)],
        result: Happened::LinkMade,
    })
}

fn give_feedback(
    inquiry: &Inquiry,
    text: &str,
    asks_for: &str,
    facts: &Facts<'_>,
) -> Result<Done, Refusal> {
    let (text, asks_for) = (text.trim(), asks_for.trim());
    if inquiry.answers.is_empty() {
        return Err(refusals::nothing_to_comment());
    }
    if text.is_empty() {
        return Err(refusals::empty_feedback());
    }
    if text.chars().count() > LONGEST_FEEDBACK || asks_for.chars().count() > LONGEST_FEEDBACK {
        return Err(refusals::long_feedback());
    }
    let Some(by) = facts.by else {
        return Err(refusals::nobody_acts());
    };
    let mut state = inquiry.clone();
    state.feedback.push(Feedback {
        text: text.to_owned(),
        asks_for: asks_for.to_owned(),
        by,
        at: facts.now,
    });
    let summary = format!("Gav återkoppling till {}.", inquiry.answers_for);
    let mut done = noted(state, "feedback_given", summary);
    done.result = Happened::FeedbackGiven;
    Ok(done)
}

pub(super) fn must_be_open(facts: &Facts<'_>) -> Result<(), Refusal> {
    match &facts.round.closed {
        None => Ok(()),
        Some(closed) => Err(refusals::is_closed(closed.at)),
    }
}

pub(super) fn must_be_askable(inquiry: &Inquiry, facts: &Facts<'_>) -> Result<(), Refusal> {
    must_be_an_address(&inquiry.address)?;
    if facts.recipient_active {
        Ok(())
    } else {
        Err(refusals::recipient_has_left())
    }
}
