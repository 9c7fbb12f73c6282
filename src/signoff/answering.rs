//! The recipient's answer: who it is, what was seen, what was written, and last the code.

use super::{
    act::{Answering, Done, Facts, Happened, Proof, Reply, end_links, named},
    code::{self, Checked, TRIES, Wait},
    conditions::{must_be_askable, must_be_open, must_be_usable},
    refusals,
    state::{Answer, Answered, LinkState, SignOff, SignOffState},
};
use crate::domain::{
    digest::Digest,
    identifiers::LinkId,
    journal::NewEntry,
    refusal::{Reason, Refusal},
    text,
};
use serde_json::json;

/// The shortest comment to send back with, in characters: enough to say what to change.
pub(super) const SHORTEST_COMMENT: usize = 10;
/// The longest text with an answer, in characters.
pub(super) const LONGEST_WORDS: usize = 10_000;

/// Takes the answer. The code comes last, so that a form with faults costs no try.
pub(super) fn answer(sign_off: &SignOff, reply: Reply, facts: &Facts) -> Result<Done, Refusal> {
    must_be_the_recipient(sign_off, &reply.by)?;
    if let Some(done) = sent_again(sign_off, &reply) {
        return Ok(done);
    }
    must_be_open(sign_off)?;
    must_be_allowed_to_answer(sign_off, &reply.answer, facts)?;
    if reply.by.assurance() < sign_off.assurance {
        return Err(refusals::must_sign_in());
    }
    if let Proof::LinkAndCode { link, .. } = &reply.by {
        must_be_usable(sign_off, *link, facts)?;
    }
    if reply.seen != sign_off.sha256 {
        return Err(refusals::has_changed());
    }
    let reply = Reply {
        answer: tidied(reply.answer),
        ..reply
    };
    must_be_filled_in(&reply)?;
    match &reply.by {
        Proof::SignedIn { .. } => Ok(recorded(sign_off.clone(), &reply, None, facts)),
        Proof::LinkAndCode {
            link,
            browser,
            code,
        } => check_code(sign_off, &reply, (*link, *browser), code, facts),
    }
}

/// A link of another sign-off, or another's account, shows nobody to be the recipient.
fn must_be_the_recipient(sign_off: &SignOff, by: &Proof) -> Result<(), Refusal> {
    match by {
        Proof::SignedIn { person } if *person != sign_off.recipient => {
            Err(refusals::not_the_recipient())
        }
        Proof::LinkAndCode { link, .. } if sign_off.link(*link).is_none() => {
            Err(refusals::unknown_link())
        }
        _ => Ok(()),
    }
}

/// The same form sent twice gets the same receipt, if it comes the same way.
fn sent_again(sign_off: &SignOff, reply: &Reply) -> Option<Done> {
    let receipt = sign_off
        .receipt()
        .filter(|receipt| receipt.answered.form == reply.form)?;
    let same_way = match &reply.by {
        Proof::SignedIn { .. } => true,
        Proof::LinkAndCode { link, .. } => receipt.answered.link == Some(*link),
    };
    same_way.then(|| Done {
        state: sign_off.clone(),
        entries: Vec::new(),
        result: Happened::Answer(Answering::AlreadyRecorded(receipt)),
    })
}

/// Whoever is disqualified may say so, and nothing else (KL 6:30).
fn must_be_allowed_to_answer(
    sign_off: &SignOff,
    answer: &Answer,
    facts: &Facts,
) -> Result<(), Refusal> {
    let tells = matches!(answer, Answer::DeclareDisqualified { .. });
    must_be_askable(
        sign_off,
        &Facts {
            disqualified: facts.disqualified && !tells,
            ..*facts
        },
    )
}

fn tidied(answer: Answer) -> Answer {
    let tidy = |words: &str| text::clean(words).trim().to_owned();
    match answer {
        Answer::Approve => Answer::Approve,
        Answer::ApproveWithRemark { remark } => Answer::ApproveWithRemark {
            remark: tidy(&remark),
        },
        Answer::SendBack { comment } => Answer::SendBack {
            comment: tidy(&comment),
        },
        Answer::DeclareDisqualified { ground } => Answer::DeclareDisqualified {
            ground: tidy(&ground),
        },
    }
}

/// All that is missing, at once. Whoever is disqualified need not have read.
fn must_be_filled_in(reply: &Reply) -> Result<(), Refusal> {
    let length = |words: &str| words.chars().count();
    let mut reasons: Vec<Reason> = Vec::new();
    if !reply.read && !matches!(reply.answer, Answer::DeclareDisqualified { .. }) {
        reasons.push(refusals::not_read());
    }
    reasons.extend(match &reply.answer {
        Answer::ApproveWithRemark { remark } if remark.is_empty() => Some(refusals::no_remark()),
        Answer::SendBack { comment } if length(comment) < SHORTEST_COMMENT => {
            Some(refusals::short_comment())
        }
        Answer::DeclareDisqualified { ground } if ground.is_empty() => Some(refusals::no_ground()),
        _ => None,
    });
    if reply
        .answer
        .words()
        .is_some_and(|words| LONGEST_WORDS < length(words))
    {
        reasons.push(refusals::long_words());
    }
    if reasons.is_empty() {
        Ok(())
    } else {
        Err(refusals::incomplete(reasons))
    }
}

fn check_code(
    sign_off: &SignOff,
    reply: &Reply,
    (link, browser): (LinkId, Digest),
    typed: &str,
    facts: &Facts,
) -> Result<Done, Refusal> {
    let codes = &sign_off.codes;
    let mut state = sign_off.clone();
    match code::check(
        codes,
        (link, browser),
        typed,
        sign_off.id,
        facts.keys,
        facts.now,
    ) {
        Checked::Right(place) => {
            state.codes[place].used_at = Some(facts.now);
            Ok(recorded(state, reply, Some(link), facts))
        }
        Checked::Wrong(place) => {
            state.codes[place].tries += 1;
            let tries_left = TRIES.saturating_sub(state.codes[place].tries);
            let answering = match tries_left {
                0 => without_tries(&state, link, facts),
                _ => Answering::WrongCode { tries_left },
            };
            let summary = format!("Fel engångskod angavs för {}.", named(sign_off));
            let details = json!({
                "sign_off": sign_off.id,
                "link": link,
                "code": codes[place].id,
                "browser": browser,
                "tries_left": tries_left,
            });
            let entries = vec![NewEntry::new("code_wrong", summary, details)];
            Ok(Done {
                state,
                entries,
                result: Happened::Answer(answering),
            })
        }
        Checked::Malformed => Err(refusals::incomplete(vec![refusals::not_a_code()])),
        Checked::Missing => Ok(turned_down(state, link, browser, Answering::NoCode)),
        Checked::Expired | Checked::Used => {
            Ok(turned_down(state, link, browser, Answering::CodeExpired))
        }
        Checked::Spent => {
            let answering = without_tries(&state, link, facts);
            Ok(turned_down(state, link, browser, answering))
        }
    }
}

fn without_tries(sign_off: &SignOff, link: LinkId, facts: &Facts) -> Answering {
    match code::may_send(&sign_off.codes, link, facts.now) {
        Err(Wait::Locked { until }) => Answering::Locked { until },
        Ok(()) | Err(Wait::Pause { .. }) => Answering::CodeSpent,
    }
}

/// An answer without a code that could be right: nothing changes, but the journal says that
/// somebody tried. That is how a forwarded link is seen.
fn turned_down(state: SignOff, link: LinkId, browser: Digest, answering: Answering) -> Done {
    let summary = format!(
        "Ett svar utan giltig engångskod avvisades för {}.",
        named(&state)
    );
    let details = json!({ "sign_off": state.id, "link": link, "browser": browser });
    let entries = vec![NewEntry::new("answer_turned_down", summary, details)];
    Done {
        state,
        entries,
        result: Happened::Answer(answering),
    }
}

fn recorded(mut state: SignOff, reply: &Reply, link: Option<LinkId>, facts: &Facts) -> Done {
    end_links(&mut state, LinkState::Answered);
    let answered = Answered {
        answer: reply.answer.clone(),
        at: facts.now,
        sha256: state.sha256,
        form: reply.form,
        link,
        assurance: reply.by.assurance(),
    };
    let entries = vec![entry_of(&state, &answered)];
    let receipt = state.receipt_for(&answered);
    state.state = SignOffState::Answered(answered);
    Done {
        state,
        entries,
        result: Happened::Answer(Answering::Recorded(receipt)),
    }
}

/// What was written stays with the sign-off; the journal keeps its hash, so that the text can be
/// weeded out without breaking the chain, and cannot be altered unseen.
fn entry_of(state: &SignOff, answered: &Answered) -> NewEntry {
    let words = answered
        .answer
        .words()
        .map(|words| Digest::of(words.as_bytes()));
    let details = json!({
        "sign_off": state.id,
        "step": state.step,
        "version": state.version,
        "sha256": answered.sha256,
        "answer": answered.answer.key(),
        "words_sha256": words,
        "assurance": answered.assurance,
        "link": answered.link,
        "form": answered.form,
    });
    let summary = format!("{}: {}.", named(state), answered.answer.swedish());
    NewEntry::new("sign_off_answered", summary, details)
}
