//! Review: the draft is frozen, reviewers are asked, their answers are kept, the way is cleared.
//!
//! An answer is never refused by a gate; only the change of phase is. An approval holds for exactly
//! the text it was given for.

use super::{
    act::{Facts, demand_reason, moved},
    requirements,
    state::{Frozen, Matter, Review, ReviewAnswer, ReviewAnswerKind},
};
use crate::{
    domain::{
        body::Assurance,
        calendar,
        entropy::Entropy,
        identifiers::{PersonId, SignOffId},
        journal::NewEntry,
        refusal::{Place, Reason, Refusal},
    },
    signoff::state::Answer,
    work::{
        Closing, DocumentOrder, Effect, FrozenVersion, Notice, Outcome, SignOffRequest, Subject,
    },
    workflow::{
        definition::{KeepApprovals, ReviewMode, ReviewStep},
        phase::{Move, Phase},
    },
};
use chrono::{DateTime, NaiveDate, Utc};
use serde_json::json;
use std::collections::BTreeSet;

/// Working days to answer in, where the workflow file sets none.
const DEADLINE: i16 = 10;

pub(super) fn submit(
    matter: &Matter,
    facts: &Facts<'_>,
    entropy: &mut Entropy,
) -> Result<Outcome<Matter>, Refusal> {
    let what = "Ärendet kan inte skickas på granskning än.";
    let mut state = moved(matter, Move::Submit)?;
    let mut reasons = requirements::blocking(matter, facts.definition, Phase::Review, facts.today);
    reasons.extend(steps_without_reviewer(matter, facts));
    if !reasons.is_empty() {
        return Err(Refusal::blocked(what, reasons));
    }
    let (content, sha256) = state.content.canonical().map_err(|_| unwritable(what))?;
    let newest = matter.frozen.as_ref().map_or(0, |frozen| frozen.number);
    let number = newest.max(matter.after.newest_version) + 1;
    state.frozen = Some(Frozen {
        number,
        sha256,
        at: facts.at,
        by: facts.actor,
    });
    state.reviews = kept_approvals(matter, &state, facts);

    let mut effects = close_open(matter, Closing::Superseded);
    effects.push(Effect::Freeze(FrozenVersion {
        of: Subject::Matter(matter.id),
        number,
        sha256,
        content,
    }));
    effects.extend(
        facts
            .definition
            .generated_on(Move::Submit)
            .map(|kind| Effect::MakeDocument {
                document: DocumentOrder {
                    of: Subject::Matter(matter.id),
                    kind: kind.to_string(),
                    version: number,
                    sha256,
                    register_number: matter.register_number.as_ref().map(ToString::to_string),
                },
            }),
    );
    effects.extend(ask_next(&mut state, facts, entropy));
    let entry = NewEntry::new(
        "submitted",
        format!("Skickade version {number} på granskning."),
        json!({ "version": number, "sha256": sha256 }),
    );
    let mut outcome = Outcome {
        state,
        entries: vec![entry],
        effects,
    };
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
        json!({ "step": review.step, "sha256": review.sha256, "version": review.version }),
    );
    let mut outcome = Outcome::new(state, entry);
    match kind {
        ReviewAnswerKind::Approved => {
            outcome.effects = ask_next(&mut outcome.state, facts, entropy);
            clear_if_satisfied(&mut outcome, facts)?;
        }
        ReviewAnswerKind::SentBack => send_back(&mut outcome, &review)?,
        ReviewAnswerKind::Disqualified => {
            outcome.effects = ask_next(&mut outcome.state, facts, entropy);
            if outcome.effects.is_empty() {
                outcome.entries.push(NewEntry::new(
                    "nobody_to_review",
                    format!("Det finns ingen mer som kan göra ”{title}”."),
                    json!({ "step": review.step }),
                ));
            }
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
    if !satisfied(&outcome.state, facts) {
        return Ok(());
    }
    let blocking =
        requirements::blocking(&outcome.state, facts.definition, Phase::Ready, facts.today);
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

fn satisfied(matter: &Matter, facts: &Facts<'_>) -> bool {
    let review = &facts.definition.review;
    let approved = review
        .steps
        .iter()
        .filter(|step| matter.is_approved(&step.key))
        .count();
    approved >= review.join.needed(review.steps.len())
}

/// Asks everybody whose turn it is and who has not been asked about this version. Nobody is asked
/// for more than the join demands.
fn ask_next(matter: &mut Matter, facts: &Facts<'_>, entropy: &mut Entropy) -> Vec<Effect> {
    let Some(frozen) = matter.frozen.clone() else {
        return Vec::new();
    };
    if satisfied(matter, facts) {
        return Vec::new();
    }
    let review = &facts.definition.review;
    let mut effects = Vec::new();
    for step in &review.steps {
        let waits_or_approved = matter.review(&step.key).is_some_and(|asked| {
            asked.approves(frozen.sha256)
                || (asked.sha256 == frozen.sha256 && asked.answer.is_none())
        });
        if !waits_or_approved && let Some(reviewer) = next_reviewer(matter, step, frozen.by, facts)
        {
            effects.push(ask(matter, step, reviewer, &frozen, facts, entropy));
        }
        if review.mode == ReviewMode::Sequence && !matter.is_approved(&step.key) {
            break;
        }
    }
    effects
}

fn ask(
    matter: &mut Matter,
    step: &ReviewStep,
    reviewer: PersonId,
    frozen: &Frozen,
    facts: &Facts<'_>,
    entropy: &mut Entropy,
) -> Effect {
    let workdays = step.deadline.map_or(DEADLINE, |days| days.0);
    let due = calendar::add_working_days(facts.today, i32::from(workdays));
    let reminders: BTreeSet<NaiveDate> = step
        .remind
        .iter()
        .map(|offset| calendar::add_working_days(due, i32::from(offset.0)))
        .filter(|day| facts.today < *day)
        .collect();
    let request = SignOffRequest {
        id: entropy.id(),
        of: Subject::Matter(matter.id),
        step: step.key.to_string(),
        step_title: step.title.clone(),
        recipient: reviewer,
        asked_by: matter.officer,
        assurance: if matter.secrecy.is_some() {
            Assurance::SignedIn
        } else {
            Assurance::LinkAndCode
        },
        version: frozen.number,
        sha256: frozen.sha256,
        due,
        reminders: reminders.into_iter().collect(),
        at: facts.at,
    };
    matter.reviews.push(Review {
        step: step.key.clone(),
        reviewer,
        sign_off: request.id,
        sha256: frozen.sha256,
        version: frozen.number,
        kept_for: None,
        asked_at: facts.at,
        due,
        answer: None,
    });
    Effect::AskForSignOff(request)
}

/// A matter that becomes secret in the middle of its review: links that lie in a mailbox are closed,
/// and the same people are asked to answer signed in.
pub(super) fn ask_again_signed_in(
    matter: &mut Matter,
    facts: &Facts<'_>,
    entropy: &mut Entropy,
) -> Vec<Effect> {
    if matter.phase != Phase::Review {
        return Vec::new();
    }
    let mut effects = close_open(matter, Closing::Superseded);
    matter.reviews.retain(|review| review.answer.is_some());
    effects.extend(ask_next(matter, facts, entropy));
    effects
}

/// Whether the matter is this person's own work: its officer, the manager who answers for it, or
/// the colleague who sent it for review. Nobody approves their own work.
fn is_own_work(matter: &Matter, person: PersonId, submitted_by: PersonId) -> bool {
    person == matter.officer || matter.responsible == Some(person) || person == submitted_by
}

/// The first of the group who may review: whose own work it is not, and who has not declared jäv.
fn next_reviewer(
    matter: &Matter,
    step: &ReviewStep,
    submitted_by: PersonId,
    facts: &Facts<'_>,
) -> Option<PersonId> {
    let disqualified = |person: PersonId| {
        matter
            .reviews
            .iter()
            .any(|review| review.reviewer == person && review.is_disqualified())
    };
    let candidates = facts.reviewers.get(&step.key)?;
    candidates
        .iter()
        .copied()
        .find(|person| !is_own_work(matter, *person, submitted_by) && !disqualified(*person))
}

fn steps_without_reviewer(matter: &Matter, facts: &Facts<'_>) -> Vec<Reason> {
    facts
        .definition
        .review
        .steps
        .iter()
        .filter(|step| next_reviewer(matter, step, facts.actor, facts).is_none())
        .map(|step| {
            Reason::new(
                "granskare",
                format!("Det finns ingen som kan göra ”{}”.", step.title),
            )
            .remedy("Den som är handläggare, ansvarig eller jävig kan inte granska. Be administratören lägga till någon i gruppen.")
            .source("KL 6:28–32, 7:4")
            .at(Place::Review(step.key.to_string()))
        })
        .collect()
}

/// Disqualifications always stay; approvals as the workflow says, but never of one whose own work
/// the matter has become.
fn kept_approvals(before: &Matter, now: &Matter, facts: &Facts<'_>) -> Vec<Review> {
    let (keep, Some(frozen)) = (facts.definition.review.keep_approvals, &now.frozen) else {
        return Vec::new();
    };
    before
        .reviews
        .iter()
        .filter_map(|review| {
            let answer = review.answer.as_ref()?;
            let same = review.approves(frozen.sha256);
            let own = is_own_work(now, review.reviewer, frozen.by);
            match (answer.kind, keep) {
                (ReviewAnswerKind::Disqualified, _) => Some(review.clone()),
                (ReviewAnswerKind::Approved, _) if own => None,
                (ReviewAnswerKind::SentBack, _)
                | (ReviewAnswerKind::Approved, KeepApprovals::Never) => None,
                (ReviewAnswerKind::Approved, KeepApprovals::IfUnchanged) => {
                    same.then(|| review.clone())
                }
                (ReviewAnswerKind::Approved, KeepApprovals::Always) => Some(Review {
                    kept_for: Some(frozen.sha256),
                    ..review.clone()
                }),
            }
        })
        .collect()
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
