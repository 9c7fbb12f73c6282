//! What leaves by mail: the first link, a new one, one to a new address, and codes.

use super::{
    act::{Done, Facts, Happened, end_links, named},
    code::{self, Wait},
    conditions::{must_be_an_address, must_be_askable, must_be_open, must_be_usable},
    link, refusals,
    state::{LinkState, SignOff},
};
use crate::domain::{
    body::Assurance, digest::Digest, entropy::Entropy, identifiers::LinkId, journal::NewEntry,
    refusal::Refusal,
};
use chrono::TimeDelta;
use serde_json::json;

/// The shortest time between two links of a sign-off, when the recipient asks for a new one.
const PAUSE_BETWEEN_LINKS: TimeDelta = TimeDelta::minutes(10);

pub(super) fn issue(
    sign_off: &SignOff,
    facts: &Facts,
    entropy: &mut Entropy,
) -> Result<Done, Refusal> {
    must_be_open(sign_off)?;
    must_be_askable(sign_off, facts)?;
    must_be_an_address(&sign_off.address)?;
    if !sign_off.links.is_empty() {
        return Err(refusals::has_link());
    }
    let summary = format!("En personlig länk skickas för {}.", named(sign_off));
    Ok(with_new_link(
        sign_off.clone(),
        "link_issued",
        summary,
        facts,
        entropy,
    ))
}

/// A mailbox that is no longer the recipient's cannot kill the link of the one that is.
pub(super) fn renew(
    sign_off: &SignOff,
    link: LinkId,
    facts: &Facts,
    entropy: &mut Entropy,
) -> Result<Done, Refusal> {
    must_be_open(sign_off)?;
    match sign_off.link(link).map(|link| link.state) {
        Some(LinkState::Live | LinkState::Reissued) => reissue(sign_off, facts, entropy),
        _ => Err(refusals::no_new_link()),
    }
}

pub(super) fn reissue(
    sign_off: &SignOff,
    facts: &Facts,
    entropy: &mut Entropy,
) -> Result<Done, Refusal> {
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
    let summary = format!(
        "En ny personlig länk skickas för {}. Den tidigare gäller inte.",
        named(sign_off)
    );
    Ok(with_new_link(
        state,
        "link_reissued",
        summary,
        facts,
        entropy,
    ))
}

pub(super) fn change_address(
    sign_off: &SignOff,
    address: &str,
    facts: &Facts,
    entropy: &mut Entropy,
) -> Result<Done, Refusal> {
    must_be_open(sign_off)?;
    let address = address.trim();
    if address == sign_off.address {
        let state = sign_off.clone();
        return Ok(Done {
            state,
            entries: Vec::new(),
            result: Happened::Nothing,
        });
    }
    must_be_askable(sign_off, facts)?;
    must_be_an_address(address)?;
    let mut state = sign_off.clone();
    address.clone_into(&mut state.address);
    end_links(&mut state, LinkState::AddressChanged);
    if Assurance::LinkAndCode < state.assurance {
        let details = json!({ "sign_off": state.id, "recipient": state.recipient });
        let summary = format!("Mottagarens adress har ändrats för {}.", named(sign_off));
        let entries = vec![NewEntry::new("address_changed", summary, details)];
        return Ok(Done {
            state,
            entries,
            result: Happened::AddressChanged,
        });
    }
    let summary = format!(
        "Mottagarens adress har ändrats. En ny personlig länk skickas för {}; den tidigare gäller inte.",
        named(sign_off)
    );
    Ok(with_new_link(
        state,
        "link_address_changed",
        summary,
        facts,
        entropy,
    ))
}

pub(super) fn send_code(
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
    Ok(Done {
        state,
        entries,
        result: Happened::CodeMade(id),
    })
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
    Done {
        state,
        entries,
        result: Happened::LinkMade(id),
    }
}
