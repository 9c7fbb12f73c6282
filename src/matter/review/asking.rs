//! Who is asked to review, and that nobody is left to ask.

use super::super::{
    act::Facts,
    separation,
    state::{Frozen, Matter, Review},
};
use crate::{
    domain::{
        body::Assurance,
        calendar,
        entropy::Entropy,
        identifiers::PersonId,
        journal::NewEntry,
        refusal::{Place, Reason},
    },
    work::{Effect, Notice, Outcome, SignOffRequest, Subject},
    workflow::{
        definition::{Definition, ReviewMode, ReviewStep, Workdays},
        phase::Phase,
    },
};
use chrono::NaiveDate;
use serde_json::json;
use std::collections::BTreeSet;

/// Working days to answer in, where the workflow file sets none.
const DEADLINE: i16 = 10;

/// Somebody who can be asked, and whom that person stands in for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Candidate {
    /// Who.
    pub person: PersonId,
    /// The person who is away, when it is that person's substitute.
    pub on_behalf_of: Option<PersonId>,
}

/// Those who are present and may review in a step, in the order they are asked: the members of the
/// role, and in the place of one who is away the substitute, where the role allows one.
pub fn candidates(
    matter: &Matter,
    step: &ReviewStep,
    submitted_by: PersonId,
    facts: &Facts<'_>,
) -> Vec<Candidate> {
    let role = facts.definition.roles.get(&step.role);
    let by_substitute = role.is_some_and(|role| role.substitute);
    let may = |person: PersonId| {
        let definition = facts.definition;
        separation::why_not_review(matter, definition, &step.role, person, submitted_by).is_none()
    };
    // Before absence: a substitute takes no place that the member could not have had.
    let members = facts.reviewers.get(&step.key).into_iter().flatten();
    let present = members.filter(|member| may(**member)).filter_map(|member| {
        if !facts.away.is_away(*member) {
            return Some(Candidate {
                person: *member,
                on_behalf_of: None,
            });
        }
        let substitute = facts.away.substitute_of(*member);
        substitute
            .filter(|_| by_substitute)
            .map(|person| Candidate {
                person,
                on_behalf_of: Some(*member),
            })
    });
    let mut seen = BTreeSet::new();
    present
        .filter(|one| seen.insert(one.person))
        .filter(|one| may(one.person))
        .collect()
}

/// The steps whose turn it is, that nobody has approved and nobody is asked about.
pub fn without_reviewer<'d>(matter: &Matter, definition: &'d Definition) -> Vec<&'d ReviewStep> {
    if matter.phase != Phase::Review || super::satisfied(matter, definition) {
        return Vec::new();
    }
    let is_asked = |step: &ReviewStep| {
        let open = |review: &Review| review.step == step.key && review.is_open();
        matter.reviews.iter().any(open)
    };
    in_turn(matter, definition)
        .into_iter()
        .filter(|step| !matter.is_approved(&step.key) && !is_asked(step))
        .collect()
}

/// The steps whose turn has come: all at once, or up to the first that is not approved.
fn in_turn<'d>(matter: &Matter, definition: &'d Definition) -> Vec<&'d ReviewStep> {
    let review = &definition.review;
    let mut steps = Vec::new();
    for step in &review.steps {
        steps.push(step);
        if review.mode == ReviewMode::Sequence && !matter.is_approved(&step.key) {
            break;
        }
    }
    steps
}

/// Asks everybody whose turn it is and who has not been asked about this version. Nobody is asked
/// for more than the join demands. Where nobody is left the officer is told, once.
pub(in crate::matter) fn ask_next(
    before: &Matter,
    outcome: &mut Outcome<Matter>,
    facts: &Facts<'_>,
    entropy: &mut Entropy,
) {
    let definition = facts.definition;
    let Some(frozen) = outcome.state.frozen.clone() else {
        return;
    };
    if super::satisfied(&outcome.state, definition) {
        return;
    }
    for step in in_turn(&outcome.state, definition) {
        let waits_or_approved = outcome.state.review(&step.key).is_some_and(|asked| {
            asked.approves(&frozen) || (asked.is_about(&frozen) && asked.is_open())
        });
        if waits_or_approved {
            continue;
        }
        let found = candidates(&outcome.state, step, frozen.by, facts);
        if let Some(candidate) = found.first() {
            ask(outcome, step, *candidate, None, facts, entropy);
        }
    }
    let told: Vec<_> = without_reviewer(before, definition)
        .into_iter()
        .map(|step| &step.key)
        .collect();
    for step in without_reviewer(&outcome.state, definition) {
        if told.contains(&&step.key) {
            continue;
        }
        outcome.entries.push(NewEntry::new(
            "nobody_to_review",
            format!("Det finns ingen mer som kan göra ”{}”.", step.title),
            json!({ "step": step.key }),
        ));
        outcome.effects.push(Effect::Tell {
            person: outcome.state.officer,
            notice: Notice::NobodyToReview {
                matter: outcome.state.id,
                step: step.key.to_string(),
            },
        });
    }
}

/// Asks one person about the newest version. `due` is kept when it is the same question once more.
pub(super) fn ask(
    outcome: &mut Outcome<Matter>,
    step: &ReviewStep,
    candidate: Candidate,
    due: Option<NaiveDate>,
    facts: &Facts<'_>,
    entropy: &mut Entropy,
) {
    let matter = &mut outcome.state;
    let Some(frozen) = matter.frozen.clone() else {
        return;
    };
    let is_new = due.is_none();
    let due = due.unwrap_or_else(|| workdays_after(facts.today, step.deadline, DEADLINE));
    let request = request(matter, step, candidate.person, &frozen, due, facts, entropy);
    let matter = &mut outcome.state;
    matter.reviews.push(Review {
        step: step.key.clone(),
        reviewer: candidate.person,
        sign_off: request.id,
        sha256: frozen.sha256,
        version: frozen.number,
        read: frozen.read.get(&step.key).copied(),
        kept_for: None,
        on_behalf_of: candidate.on_behalf_of,
        escalated: None,
        asked_at: facts.at,
        due,
        answer: None,
    });
    if let Some(away) = candidate.on_behalf_of.filter(|_| is_new) {
        outcome.entries.push(NewEntry::new(
            "substitute_asked",
            format!(
                "{}: frågan gick till ersättaren för den som är frånvarande.",
                step.title
            ),
            json!({ "step": step.key, "substitute": candidate.person, "away": away }),
        ));
        outcome.effects.push(Effect::Tell {
            person: away,
            notice: Notice::SubstituteAsked {
                sign_off: request.id,
            },
        });
    }
    outcome.effects.push(Effect::AskForSignOff(request));
}

fn request(
    matter: &Matter,
    step: &ReviewStep,
    recipient: PersonId,
    frozen: &Frozen,
    due: NaiveDate,
    facts: &Facts<'_>,
    entropy: &mut Entropy,
) -> SignOffRequest {
    let reminders: BTreeSet<NaiveDate> = step
        .remind
        .iter()
        .map(|offset| calendar::add_working_days(due, i32::from(offset.0)))
        .filter(|day| facts.today < *day)
        .collect();
    let escalate_on = step.escalate.as_ref();
    SignOffRequest {
        id: entropy.id(),
        of: Subject::Matter(matter.id),
        step: step.key.to_string(),
        step_title: step.title.clone(),
        recipient,
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
        escalate_on: escalate_on.map(|escalate| workdays_after(due, Some(escalate.after), 1)),
        at: facts.at,
    }
}

fn workdays_after(day: NaiveDate, count: Option<Workdays>, otherwise: i16) -> NaiveDate {
    let count = count.map_or(otherwise, |count| count.0);
    calendar::add_working_days(day, i32::from(count))
}

/// Asks those who still wait for an answer to give it once more, about the newest version or in
/// another way. The day to answer stays.
pub(super) fn ask_same_again(
    outcome: &mut Outcome<Matter>,
    again: Vec<Review>,
    facts: &Facts<'_>,
    entropy: &mut Entropy,
) {
    for review in again {
        let Some(step) = facts.definition.step(review.step.as_str()) else {
            continue;
        };
        let candidate = Candidate {
            person: review.reviewer,
            on_behalf_of: review.on_behalf_of,
        };
        ask(outcome, step, candidate, Some(review.due), facts, entropy);
        if let Some(asked) = outcome.state.reviews.last_mut() {
            asked.escalated = review.escalated;
        }
    }
}

pub(super) fn steps_without_reviewer(matter: &Matter, facts: &Facts<'_>) -> Vec<Reason> {
    let steps = facts.definition.review.steps.iter();
    steps
        .filter(|step| candidates(matter, step, facts.actor, facts).is_empty())
        .map(|step| {
            let members = facts.reviewers.get(&step.key).into_iter().flatten();
            let away = members.filter(|member| facts.away.is_away(**member));
            let remedy = if 0 < away.count() {
                "Någon i gruppen är frånvarande. Be administratören ange en ersättare eller lägga till någon i gruppen."
            } else {
                "Den som är handläggare, ansvarig, har skrivit i utkastet eller är jävig kan inte granska. Be administratören lägga till någon i gruppen."
            };
            Reason::new(
                "granskare",
                format!("Det finns ingen som kan göra ”{}”.", step.title),
            )
            .remedy(remedy)
            .source("KL 6:28–32, 7:4")
            .at(Place::Review(step.key.to_string()))
        })
        .collect()
}
