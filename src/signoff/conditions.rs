//! What must hold before anything is sent or answered.

use super::{
    act::Facts,
    refusals,
    state::{SignOff, SignOffState},
};
use crate::{
    domain::{identifiers::LinkId, refusal::Refusal},
    work::Subject,
};

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
pub(crate) fn must_be_an_address(address: &str) -> Result<(), Refusal> {
    let plain =
        |c: char| !c.is_control() && !c.is_whitespace() && !matches!(c, ',' | ';' | '<' | '>');
    let whole = address.split_once('@').is_some_and(|(local, domain)| {
        !local.is_empty() && domain.contains('.') && !domain.contains('@')
    });
    if whole && address.chars().all(plain) {
        Ok(())
    } else {
        Err(refusals::no_address())
    }
}
