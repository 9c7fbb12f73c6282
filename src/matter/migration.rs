//! Moving a running matter to a newer version of its workflow.
//!
//! All or nothing: what the matter holds has a place in the new version, or the matter stays where
//! it is. From the agenda on a matter is never moved. In review and when it is ready a matter stays
//! as far as it has come only where nothing in its text, its review or the demands on it is changed;
//! otherwise it becomes a draft again, and each approval stands or is asked for anew as the new
//! version's `keep_approvals` and the hash of the text say. A sign-off keeps the hash it was given
//! for, always.

mod carrying;
#[cfg(test)]
mod tests;

use super::{
    act::moved,
    authorship, requirements,
    review::close_open,
    state::{Content, Frozen, Matter, Review, ReviewAnswerKind, WorkflowPin},
    surroundings::Surroundings,
};
use crate::{
    domain::{
        journal::NewEntry,
        refusal::{Place, Reason, Refusal},
    },
    work::{Closing, Effect, Notice, Outcome},
    workflow::{
        definition::{Definition, KeepApprovals, ReviewStep, RoleSource},
        keys::{RoleKey, StepKey},
        phase::{Move, Phase},
    },
};
use carrying::Carrying;
use chrono::{DateTime, NaiveDate, Utc};
use serde_json::json;
use std::collections::BTreeMap;

/// The two versions, and what the move must know beside them.
#[derive(Debug, Clone, Copy)]
pub struct Migration<'d> {
    /// The version that the matter is pinned to.
    pub old: &'d Definition,
    /// The version that it is to have.
    pub new: &'d Definition,
    /// What the new version can ask about beside the matter.
    pub around: &'d Surroundings,
    /// A person has confirmed that what the new version gives up may be lost.
    pub loss_confirmed: bool,
    /// When it happens.
    pub at: DateTime<Utc>,
    /// The day in Sweden.
    pub today: NaiveDate,
}

/// What moving a matter comes to.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// The matter from then on, its journal, and the sign-offs that are closed.
    pub outcome: Outcome<Matter>,
    /// What it means for the matter, one sentence each, with nothing of what stands in it.
    pub effects: Vec<String>,
    /// What is lost by it; only after a person has confirmed.
    pub lost: Vec<String>,
}

impl Plan {
    /// Whether the matter becomes a draft again.
    pub fn back_to_draft(&self, before: &Matter) -> bool {
        before.phase != Phase::Draft && self.outcome.state.phase == Phase::Draft
    }
}

/// Moves a matter to a newer version of its workflow, or says why it cannot be moved.
///
/// # Errors
/// A [`Refusal`] with each reason; the matter is as it was.
pub fn migrate(matter: &Matter, by: Migration<'_>) -> Result<Plan, Refusal> {
    let mut reasons = out_of_question(matter, by);
    if !reasons.is_empty() {
        return Err(refused(by.new, reasons));
    }
    let carrying = Carrying::of(&matter.content, by);
    reasons.extend(carrying.reasons);
    reasons.extend(lost_questions(matter, by));
    reasons.extend(misnamed_answers(matter, by));
    if !by.loss_confirmed {
        reasons.extend(carrying.lost.iter().map(|lost| to_confirm(lost)));
    }
    if !reasons.is_empty() {
        return Err(refused(by.new, reasons));
    }
    let mut effects = carrying.effects;
    effects.extend(carrying.lost.iter().cloned());

    let mut state = matter.clone();
    state.workflow = WorkflowPin {
        id: by.new.id.clone(),
        version: by.new.version,
        hash: by.new.hash,
    };
    state.content = carrying.content;
    if let Some(frozen) = &mut state.frozen {
        let read = std::mem::take(&mut frozen.read).into_iter();
        frozen.read = read
            .filter_map(|(step, hash)| {
                let step = name_after(&step, &by.new.replacing.steps)?.clone();
                Some((step, hash))
            })
            .collect();
    }
    state.reviews = reviews(matter, by, &mut effects);
    let mut settling = Vec::new();
    if let Some(why) = why_draft(matter, &state, by) {
        if matter.phase != Phase::Draft {
            effects.push(format!("Ärendet blir ett utkast igen: {why}."));
            state = moved(&state, Move::SendBack)?;
            settling = close_open(matter, Closing::Superseded);
            settling.push(Effect::Tell {
                person: matter.officer,
                notice: Notice::MadeDraft {
                    matter: matter.id,
                    why,
                },
            });
        }
        carrying::follow_headings(&mut state.content, by, &mut effects);
        effects.extend(approvals(&state, by));
    }
    if effects.is_empty() {
        effects.push("Ärendet följer med oförändrat.".to_owned());
    }
    state.version = matter.version + 1;
    state.changed_at = by.at;
    let entry = entry(matter, &state, by, &effects);
    Ok(Plan {
        outcome: Outcome {
            state,
            entries: vec![entry],
            effects: settling,
        },
        effects,
        lost: carrying.lost,
    })
}

fn refused(new: &Definition, reasons: Vec<Reason>) -> Refusal {
    let what = format!("Ärendet flyttas inte till version {}.", new.version);
    Refusal::blocked(what, reasons)
}

/// What makes a move impossible whatever the matter holds.
fn out_of_question(matter: &Matter, by: Migration<'_>) -> Vec<Reason> {
    let Migration { old, new, .. } = by;
    let mut reasons = Vec::new();
    if matter.workflow.id != new.id || matter.workflow.hash != old.hash {
        reasons.push(Reason::new(
            "arbetsflode",
            "Ärendet följer ett annat arbetsflöde.",
        ));
    } else if old.hash == new.hash {
        reasons.push(Reason::new(
            "arbetsflode",
            format!("Ärendet har redan version {}.", new.version),
        ));
    } else if !new.replacing.versions.contains(&old.version) {
        reasons.push(
            Reason::new(
                "ersatter",
                format!(
                    "Version {} säger inte att den ersätter version {}.",
                    new.version, old.version
                ),
            )
            .remedy(format!("Lägg till {} i replaces.", old.version)),
        );
    }
    if !matches!(matter.phase, Phase::Draft | Phase::Review | Phase::Ready) {
        reasons.push(Reason::new(
            "fas",
            format!(
                "Ärendet är i fasen {}. Från och med dagordningen följer ett ärende den version som det har.",
                matter.phase.swedish()
            ),
        ));
    }
    if matter.is_being_reassessed() {
        reasons.push(
            Reason::new(
                "omprovning",
                "Ett beslut som gäller omprövas i ärendet. Ett beslutat ärende följer den version som det beslutades efter.",
            )
            .remedy("Öppna ett nytt ärende efter den nya versionen, och koppla det till det här."),
        );
    }
    reasons
}

/// Somebody has been asked in a step that the new version does not have: the answer would be lost.
fn lost_questions(matter: &Matter, by: Migration<'_>) -> Vec<Reason> {
    if matter.phase != Phase::Review {
        return Vec::new();
    }
    let waits = matter
        .reviews
        .iter()
        .filter(|review| review.answer.is_none());
    waits
        .filter(|review| step_after(&review.step, by).is_none())
        .map(|review| {
            let title = title_before(&review.step, by);
            Reason::new(
                "granskningssteg",
                format!("”{title}” pågår, men finns inte i den nya versionen."),
            )
            .remedy("Vänta på svaret, eller låt handläggaren ta tillbaka ärendet.")
            .at(Place::Review(review.step.to_string()))
        })
        .collect()
}

/// Somebody has answered in a step whose name another step has in the new version: the answer would
/// count as one in that.
fn misnamed_answers(matter: &Matter, by: Migration<'_>) -> Vec<Reason> {
    let answered = matter
        .reviews
        .iter()
        .filter(|review| review.answer.is_some());
    answered
        .filter(|review| name_after(&review.step, &by.new.replacing.steps).is_none())
        .map(|review| {
            Reason::new(
                "granskningssteg",
                format!(
                    "”{}” är besvarat, men i den nya versionen heter ett annat steg '{}'.",
                    title_before(&review.step, by),
                    review.step
                ),
            )
            .remedy(format!(
                "Ange under [migration] vart steget '{}' tar vägen.",
                review.step
            ))
            .at(Place::Review(review.step.to_string()))
        })
        .collect()
}

fn title_before(key: &StepKey, by: Migration<'_>) -> String {
    by.old
        .step(key.as_str())
        .map_or_else(|| key.to_string(), |step| step.title.clone())
}

fn to_confirm(lost: &str) -> Reason {
    Reason::new("bekrafta", lost).remedy("Bekräfta att det får släppas.")
}

/// The step that a step of the old version has become.
fn step_after<'d>(key: &StepKey, by: Migration<'d>) -> Option<&'d ReviewStep> {
    let now = name_after(key, &by.new.replacing.steps)?;
    by.new.step(now.as_str())
}

/// What something of the old version is called in the new one; nothing where its name has gone over to
/// something else.
fn name_after<'n, K: Ord>(key: &'n K, renamed: &'n BTreeMap<K, K>) -> Option<&'n K> {
    let is_taken = || renamed.values().any(|new| new == key);
    match renamed.get(key) {
        Some(new) => Some(new),
        None => (!is_taken()).then_some(key),
    }
}

/// Who is asked in a step, and of whom it must be somebody else.
fn asked<'d>(
    definition: &'d Definition,
    step: &ReviewStep,
) -> Option<(&'d RoleSource, &'d [RoleKey])> {
    let role = definition.roles.get(&step.role)?;
    Some((&role.source, &role.not_same_as))
}

/// The reviews under their new steps. An approval by somebody from another group than the one that
/// is asked now is no approval of the step any more; a disqualification stays.
fn reviews(matter: &Matter, by: Migration<'_>, effects: &mut Vec<String>) -> Vec<Review> {
    let mut kept = Vec::new();
    for review in &matter.reviews {
        let mut review = review.clone();
        let Some(after) = step_after(&review.step, by) else {
            kept.push(review);
            continue;
        };
        let before = by.old.step(review.step.as_str());
        let same_people =
            before.is_some_and(|before| asked(by.old, before) == asked(by.new, after));
        let approved = review
            .answer
            .as_ref()
            .is_some_and(|answer| answer.kind == ReviewAnswerKind::Approved);
        if approved && !same_people {
            effects.push(format!(
                "”{}” begärs på nytt: steget görs av andra i den nya versionen.",
                after.title
            ));
            continue;
        }
        review.step = after.key.clone();
        kept.push(review);
    }
    kept
}

/// Why the matter cannot stay as far as it has come; for a draft there is always a reason.
fn why_draft(before: &Matter, after: &Matter, by: Migration<'_>) -> Option<String> {
    if before.phase == Phase::Draft {
        return Some(String::new());
    }
    let same_text = hash(&before.content) == hash(&after.content);
    if !same_text {
        return Some("texten ändras".to_owned());
    }
    if before.reviews.len() != after.reviews.len() || !same_review(by) {
        return Some("granskningen ser annorlunda ut i den nya versionen".to_owned());
    }
    if !reads_the_same(after, by) {
        return Some("granskarna läser andra delar i den nya versionen".to_owned());
    }
    let (old, new) = (stands(before, by.old, by), stands(after, by.new, by));
    let said = |reason: &Reason| (reason.rule.clone(), reason.place.clone());
    let known: Vec<_> = old.iter().map(said).collect();
    let mut added: Vec<&str> = Vec::new();
    for reason in new.iter().filter(|reason| !known.contains(&said(reason))) {
        let message = reason.message.trim_end_matches('.');
        if !added.contains(&message) {
            added.push(message);
        }
    }
    (!added.is_empty()).then(|| format!("den nya versionen kräver mer – {}", added.join("; ")))
}

/// What would stop the matter on its way to where it is.
fn stands(matter: &Matter, definition: &Definition, by: Migration<'_>) -> Vec<Reason> {
    let entered = [Phase::Review, Phase::Ready].into_iter();
    entered
        .filter(|phase| *phase <= matter.phase)
        .flat_map(|phase| requirements::blocking(matter, definition, phase, by.today, by.around))
        .collect()
}

fn hash(content: &Content) -> Option<crate::domain::digest::Digest> {
    content.canonical().ok().map(|(_, sha256)| sha256)
}

/// Whether each step reads what it read when the version was frozen.
fn reads_the_same(after: &Matter, by: Migration<'_>) -> bool {
    let now = authorship::hashes(&after.content, by.new).ok();
    now.as_ref() == after.frozen.as_ref().map(|frozen| &frozen.read)
}

/// Whether the same people are asked for the same approvals in the same order.
fn same_review(by: Migration<'_>) -> bool {
    let (old, new) = (&by.old.review, &by.new.review);
    old.mode == new.mode
        && old.join.needed(old.steps.len()) == new.join.needed(new.steps.len())
        && old.steps.len() == new.steps.len()
        && old.steps.iter().zip(&new.steps).all(|(before, after)| {
            step_after(&before.key, by) == Some(after)
                && asked(by.old, before) == asked(by.new, after)
        })
}

/// What becomes of the approvals when the draft is submitted as it is.
fn approvals(matter: &Matter, by: Migration<'_>) -> Vec<String> {
    // The version that it would be frozen as.
    let version = matter.frozen.as_ref().and_then(|frozen| {
        Some(Frozen {
            sha256: hash(&matter.content)?,
            read: authorship::hashes(&matter.content, by.new).ok()?,
            ..frozen.clone()
        })
    });
    let approved = matter.reviews.iter().filter(|review| {
        let kind = review.answer.as_ref().map(|answer| answer.kind);
        kind == Some(ReviewAnswerKind::Approved)
    });
    approved
        .filter_map(|review| {
            let step = by.new.step(review.step.as_str())?;
            let stands = match by.new.review.keep_approvals {
                KeepApprovals::Never => false,
                KeepApprovals::Always => true,
                KeepApprovals::IfUnchanged => version
                    .as_ref()
                    .is_some_and(|version| review.approves(version)),
            };
            Some(if stands {
                format!("Godkännandet ”{}” gäller fortfarande.", step.title)
            } else {
                format!("Godkännandet ”{}” begärs på nytt.", step.title)
            })
        })
        .collect()
}

fn entry(before: &Matter, after: &Matter, by: Migration<'_>, effects: &[String]) -> NewEntry {
    let summary = format!(
        "Flyttade ärendet från version {} till version {} av ”{}”.",
        before.workflow.version, after.workflow.version, by.new.title
    );
    let details = json!({
        "from": before.workflow,
        "to": after.workflow,
        "content": { "before": hash(&before.content), "after": hash(&after.content) },
        "phase": { "before": before.phase, "after": after.phase },
        "effects": effects,
    });
    NewEntry::new("migrated", summary, details)
}
