//! A version is frozen: its text, its hash, what each step reads of it, and what still holds.

use super::super::{
    act::Facts,
    authorship, separation,
    state::{Frozen, Matter, Review, ReviewAnswerKind},
};
use crate::{
    domain::identifiers::PersonId,
    work::{DocumentOrder, Effect, FrozenVersion, Outcome, Subject},
    workflow::{definition::KeepApprovals, phase::Move},
};

/// Freezes the content of the outcome as the version after `before`'s.
pub(super) fn freeze(
    before: &Matter,
    outcome: &mut Outcome<Matter>,
    by: PersonId,
    facts: &Facts<'_>,
) -> Result<(), serde_json::Error> {
    let state = &mut outcome.state;
    let (content, sha256) = state.content.canonical()?;
    let read = authorship::hashes(&state.content, facts.definition)?;
    let newest = before.frozen.as_ref().map_or(0, |frozen| frozen.number);
    let number = newest.max(before.after.newest_version) + 1;
    state.frozen = Some(Frozen {
        number,
        sha256,
        at: facts.at,
        by,
        read,
        workflow: Some(facts.definition.hash),
    });
    if facts.definition.review.keep_approvals == KeepApprovals::Always {
        let held = |review: &Review| before.frozen.as_ref().is_some_and(|it| review.approves(it));
        for review in state.reviews.iter_mut().filter(|review| held(review)) {
            review.kept_for = Some(sha256);
        }
    }
    let of = Subject::Matter(before.id);
    outcome.effects.push(Effect::Freeze(FrozenVersion {
        of,
        number,
        sha256,
        workflow: Some(facts.definition.hash),
        content,
    }));
    let register_number = before.register_number.as_ref().map(ToString::to_string);
    let made = facts.definition.generated_on(Move::Submit);
    outcome
        .effects
        .extend(made.map(|kind| Effect::MakeDocument {
            document: DocumentOrder {
                of,
                kind: kind.to_string(),
                version: number,
                sha256,
                register_number: register_number.clone(),
                excerpt: None,
            },
        }));
    Ok(())
}

/// Disqualifications always stay; approvals as the workflow says, but never of one whose own work
/// the matter has become.
pub(super) fn kept_approvals(before: &Matter, now: &Matter, facts: &Facts<'_>) -> Vec<Review> {
    let (keep, Some(frozen)) = (facts.definition.review.keep_approvals, &now.frozen) else {
        return Vec::new();
    };
    before
        .reviews
        .iter()
        .filter_map(|review| {
            let answer = review.answer.as_ref()?;
            let same = review.approves(frozen);
            let (definition, person) = (facts.definition, review.reviewer);
            let role = &definition.step(review.step.as_str())?.role;
            let own =
                separation::why_not_review(now, definition, role, person, frozen.by).is_some();
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
