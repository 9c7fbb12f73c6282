//! Review: the draft is frozen, reviewers are asked, their answers are kept, the way is cleared.
//!
//! An answer is never refused by a gate; only the change of phase is. An approval holds for exactly
//! the text it was given for: all that its step reads, see [`super::authorship`].

mod asking;
mod contributing;
mod escalating;
mod freezing;
mod reassigning;

pub use asking::{Candidate, candidates, without_reviewer};
pub use contributing::Contribution;
pub(super) use contributing::contribute;
pub(super) use escalating::escalate;
pub(super) use reassigning::reassign;

use super::{
    act::{Facts, demand_reason, moved},
    requirements, separation,
    state::{Frozen, Matter, Review, ReviewAnswer, ReviewAnswerKind},
};
use crate::{
    domain::{
        entropy::Entropy,
        identifiers::SignOffId,
        journal::NewEntry,
        refusal::{Reason, Refusal},
    },
    signoff::state::Answer,
    work::{Closing, Effect, Notice, Outcome},
    workflow::{
        definition::Definition,
        phase::{Move, Phase},
    },
};
use asking::{ask_next, steps_without_reviewer};
use chrono::{DateTime, Utc};
use serde_json::json;

pub(super) fn submit(
    matter: &Matter,
    facts: &Facts<'_>,
    entropy: &mut Entropy,
) -> Result<Outcome<Matter>, Refusal> {
    let what = "Ärendet kan inte skickas på granskning än.";
    let state = moved(matter, Move::Submit)?;
    let mut reasons = requirements::blocking(
        matter,
        facts.definition,
        Phase::Review,
        facts.today,
        &facts.around,
    );
    reasons.extend(steps_without_reviewer(matter, facts));
    if !reasons.is_empty() {
        return Err(Refusal::blocked(what, reasons));
    }
    let mut outcome = Outcome {
        state,
        entries: Vec::new(),
        effects: close_open(matter, Closing::Superseded),
    };
    freezing::freeze(matter, &mut outcome, facts.actor, facts).map_err(|_| unwritable(what))?;
    outcome.state.reviews = freezing::kept_approvals(matter, &outcome.state, facts);
    if let Some(Frozen { number, sha256, .. }) = &outcome.state.frozen {
        outcome.entries.push(NewEntry::new(
            "submitted",
            format!("Skickade version {number} på granskning."),
            json!({ "version": number, "sha256": sha256 }),
        ));
    }
    ask_next(matter, &mut outcome, facts, entropy);
    clear_if_satisfied(&mut outcome, facts)?;
    Ok(outcome)
}

pub(super) fn take_back(matter: &Matter, reason: &str) -> Result<Outcome<Matter>, Refusal> {
    let reason = demand_reason("Ärendet är inte tillbakataget.", reason)?;
    let state = moved(matter, Move::SendBack)?;
    let entry = NewEntry::new(
        "taken_back",
        "Tog tillbaka ärendet för ändring.",
        json!({ "reason": reason }),
    );
    let effects = close_open(matter, Closing::Withdrawn);
    Ok(Outcome {
        state,
        entries: vec![entry],
        effects,
    })
}

pub(super) fn record(
    matter: &Matter,
    sign_off: SignOffId,
    answer: ReviewAnswer,
    facts: &Facts<'_>,
    entropy: &mut Entropy,
) -> Result<Outcome<Matter>, Refusal> {
    let what = "Svaret kan inte tas emot.";
    let late = || {
        Refusal::changed(
            what,
            Reason::new("inaktuell-granskning", "Granskningen gäller inte längre.")
                .remedy("En ny version av ärendet granskas, eller så har det tagits tillbaka."),
        )
    };
    if matter.phase != Phase::Review {
        return Err(late());
    }
    let mut state = matter.clone();
    let Some(review) = state
        .reviews
        .iter_mut()
        .find(|review| review.sign_off == sign_off)
    else {
        return Err(late());
    };
    if review.answer.is_some() {
        return Err(late());
    }
    let kind = answer.kind;
    review.answer = Some(answer);
    let review = review.clone();
    must_be_kept_apart(matter, &review, kind, facts)?;
    let title = facts
        .definition
        .step(review.step.as_str())
        .map_or_else(|| review.step.to_string(), |step| step.title.clone());
    let (act, summary) = match kind {
        ReviewAnswerKind::Approved => ("review_approved", format!("{title}: godkänt.")),
        ReviewAnswerKind::SentBack => (
            "review_sent_back",
            format!("{title}: återsänt för ändring."),
        ),
        ReviewAnswerKind::Disqualified => ("review_disqualified", format!("{title}: jäv anmält.")),
    };
    let entry = NewEntry::new(
        act,
        summary,
        json!({
            "step": review.step,
            "sha256": review.sha256,
            "version": review.version,
            "read": review.read.unwrap_or(review.sha256),
            "on_behalf_of": review.on_behalf_of,
        }),
    );
    let mut outcome = Outcome::new(state, entry);
    match kind {
        ReviewAnswerKind::Approved => {
            ask_next(matter, &mut outcome, facts, entropy);
            clear_if_satisfied(&mut outcome, facts)?;
        }
        ReviewAnswerKind::SentBack => send_back(&mut outcome, &review)?,
        ReviewAnswerKind::Disqualified => {
            relieve_of_the_rest(&mut outcome, &review);
            ask_next(matter, &mut outcome, facts, entropy);
        }
    }
    Ok(outcome)
}

/// A recipient's answer, as the matter keeps it.
pub fn answer_of(answer: &Answer, at: DateTime<Utc>) -> ReviewAnswer {
    let kind = match answer {
        Answer::Approve | Answer::ApproveWithRemark { .. } => ReviewAnswerKind::Approved,
        Answer::SendBack { .. } => ReviewAnswerKind::SentBack,
        Answer::DeclareDisqualified { .. } => ReviewAnswerKind::Disqualified,
    };
    ReviewAnswer {
        kind,
        comment: answer.words().map(ToOwned::to_owned),
        at,
    }
}

fn send_back(outcome: &mut Outcome<Matter>, review: &Review) -> Result<(), Refusal> {
    outcome.state = moved(&outcome.state, Move::SendBack)?;
    outcome.effects = close_open(&outcome.state, Closing::Withdrawn);
    outcome.effects.push(Effect::Tell {
        person: outcome.state.officer,
        notice: Notice::SentBack {
            matter: outcome.state.id,
            by: review.step.to_string(),
        },
    });
    Ok(())
}

/// Moves on when the review is satisfied and no gate stands in the way; otherwise stays.
fn clear_if_satisfied(outcome: &mut Outcome<Matter>, facts: &Facts<'_>) -> Result<(), Refusal> {
    if !satisfied(&outcome.state, facts.definition) {
        return Ok(());
    }
    let blocking = requirements::blocking(
        &outcome.state,
        facts.definition,
        Phase::Ready,
        facts.today,
        &facts.around,
    );
    if !blocking.is_empty() {
        let rules: Vec<&str> = blocking.iter().map(|reason| reason.rule.as_str()).collect();
        outcome.entries.push(NewEntry::new(
            "clearing_blocked",
            "Granskningen är godkänd, men ärendet är inte klart för beslut.",
            json!({ "rules": rules }),
        ));
        return Ok(());
    }
    let closing = close_open(&outcome.state, Closing::Withdrawn);
    outcome.effects.extend(closing);
    outcome.state = moved(&outcome.state, Move::Clear)?;
    outcome.entries.push(NewEntry::new(
        "cleared",
        "Granskningen är godkänd. Ärendet är klart för beslut.",
        json!({}),
    ));
    outcome.effects.push(Effect::Tell {
        person: outcome.state.officer,
        notice: Notice::ReadyForDecision {
            matter: outcome.state.id,
        },
    });
    Ok(())
}

/// Whether as many steps are approved as the join demands.
pub(super) fn satisfied(matter: &Matter, definition: &Definition) -> bool {
    let review = &definition.review;
    let approved = review
        .steps
        .iter()
        .filter(|step| matter.is_approved(&step.key))
        .count();
    approved >= review.join.needed(review.steps.len())
}

/// What stood in the way when the question was asked stands in the way of the answer too. Whoever
/// is disqualified may always say so.
fn must_be_kept_apart(
    matter: &Matter,
    review: &Review,
    kind: ReviewAnswerKind,
    facts: &Facts<'_>,
) -> Result<(), Refusal> {
    let step = facts.definition.step(review.step.as_str());
    let submitted_by = matter
        .frozen
        .as_ref()
        .map_or(matter.officer, |frozen| frozen.by);
    let reason = step.and_then(|step| {
        let (definition, person) = (facts.definition, review.reviewer);
        separation::why_not_review(matter, definition, &step.role, person, submitted_by)
    });
    match reason {
        Some(reason) if kind != ReviewAnswerKind::Disqualified => {
            Err(Refusal::forbidden("Svaret kan inte tas emot.", reason))
        }
        _ => Ok(()),
    }
}

/// Whoever has declared jäv takes no more part: other questions go to others, and an approval that
/// was given in another step no longer counts. The journal keeps it.
fn relieve_of_the_rest(outcome: &mut Outcome<Matter>, declared: &Review) {
    let others = |review: &Review| {
        review.reviewer == declared.reviewer && review.sign_off != declared.sign_off
    };
    for review in outcome.state.reviews.iter().filter(|review| others(review)) {
        match review.answer.as_ref().map(|answer| answer.kind) {
            None => outcome.effects.push(Effect::CloseSignOff {
                sign_off: review.sign_off,
                because: Closing::Reassigned,
            }),
            Some(ReviewAnswerKind::Approved) => outcome.entries.push(NewEntry::new(
                "approval_void",
                "Ett godkännande från den som har anmält jäv räknas inte längre.",
                json!({ "step": review.step, "sign_off": review.sign_off }),
            )),
            Some(_) => {}
        }
    }
    let declares = |review: &Review| review.is_disqualified();
    outcome
        .state
        .reviews
        .retain(|review| declares(review) || !others(review));
}

/// A matter that becomes secret in the middle of its review: links that lie in a mailbox are closed,
/// and the same people are asked to answer signed in.
pub(super) fn ask_again_signed_in(
    outcome: &mut Outcome<Matter>,
    facts: &Facts<'_>,
    entropy: &mut Entropy,
) {
    if outcome.state.phase != Phase::Review {
        return;
    }
    outcome
        .effects
        .extend(close_open(&outcome.state, Closing::Superseded));
    let reviews = std::mem::take(&mut outcome.state.reviews);
    let (open, answered): (Vec<Review>, Vec<Review>) =
        reviews.into_iter().partition(Review::is_open);
    outcome.state.reviews = answered;
    asking::ask_same_again(outcome, open, facts, entropy);
}

/// Closes every sign-off that still waits for an answer.
pub(super) fn close_open(matter: &Matter, because: Closing) -> Vec<Effect> {
    matter
        .reviews
        .iter()
        .filter(|review| review.answer.is_none())
        .map(|review| Effect::CloseSignOff {
            sign_off: review.sign_off,
            because,
        })
        .collect()
}

fn unwritable(what: &str) -> Refusal {
    Refusal::invalid(
        what,
        vec![Reason::new(
            "innehall",
            "Ärendets innehåll kan inte sparas.",
        )],
    )
}
