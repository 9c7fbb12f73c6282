//! Follows one made-up matter through everything that can be done with it.

use super::{alone, cases::Case};
use crate::{
    domain::{calendar::at_time, entropy::Entropy, identifiers::PersonId},
    matter::{
        act::{Action, act},
        scenario::play::{MANAGER, OFFICER, REGISTRAR, REVIEWERS, SECRETARY, Stage, identity},
        state::{Matter, ReviewAnswerKind},
    },
    workflow::{
        definition::{Definition, RoleSource},
        gate::GateFacts,
        keys::{ExecutionKey, GateKey, RouteKey, StepKey},
        phase::{Move, Phase},
        scenario::{Actor, ScenarioAct},
    },
};
use chrono::NaiveTime;
use std::collections::{BTreeMap, BTreeSet};

/// How many situations one matter is followed into.
const MOST_SITUATIONS: usize = 3_000;

/// Everything that was seen on the walk.
#[derive(Default)]
pub(super) struct Seen {
    /// The phases that a matter came into and, of each, which phases it went on to.
    pub(super) phases: BTreeMap<Phase, BTreeSet<Phase>>,
    /// The gates that opened, and those that did not.
    pub(super) opened: BTreeSet<GateKey>,
    pub(super) blocked: BTreeSet<GateKey>,
    /// The routes that were taken.
    pub(super) routes: BTreeSet<RouteKey>,
    /// The review steps that were approved, and those that sent the matter back.
    pub(super) approved: BTreeSet<StepKey>,
    /// The steps after the decision that were done.
    pub(super) executed: BTreeSet<ExecutionKey>,
    /// Approvals of one's own work, with the way there.
    pub(super) own_work: Vec<(String, Vec<String>)>,
    /// Situations that nothing leads out of to the archive, with the way there.
    pub(super) stuck: Vec<(String, Vec<String>)>,
    /// Whether something was too large to be gone through.
    pub(super) cut_off: bool,
    pub(super) matters: usize,
    pub(super) situations: usize,
    pub(super) acts: usize,
}

/// A situation of the matter, and how it came about.
struct Situation {
    matter: Matter,
    /// The situation before, and what was done there.
    from: Option<(usize, String)>,
    /// The situations that follow.
    next: BTreeSet<usize>,
}

/// Something that can be tried.
pub(super) struct Attempt {
    pub(super) action: Action,
    pub(super) by: PersonId,
    pub(super) words: String,
    /// The phase that it tries to come into, or the step that it tries to do.
    pub(super) towards: Option<Phase>,
    pub(super) step: Option<ExecutionKey>,
}

/// Follows the matter into every situation, breadth first, so that every way told is a shortest one.
pub(super) fn explore(definition: &Definition, case: &Case, seen: &mut Seen) {
    let mut stage = Stage::new(definition, &case.scenario);
    stage.around = alone::around(definition, case, stage.matter.body);
    let at = at_time(case.scenario.today, NaiveTime::MIN);
    let mut entropy = Entropy::new(at, [0; 32]);
    let mut known: BTreeMap<String, usize> = BTreeMap::new();
    known.insert(key_of(definition, &stage), 0);
    let mut situations = vec![Situation {
        matter: stage.matter.clone(),
        from: None,
        next: BTreeSet::new(),
    }];
    let mut at = 0;
    while at < situations.len() {
        stage.matter.clone_from(&situations[at].matter);
        let was = stage.matter.phase;
        seen.phases.entry(was).or_default();
        if was == Phase::Ready
            && let Some(route) = definition.route(&stage.seen())
        {
            seen.routes.insert(route.key.clone());
        }
        for attempt in attempts(definition, &stage) {
            seen.acts += 1;
            stage.matter.clone_from(&situations[at].matter);
            note_gates(definition, &stage, &attempt, seen);
            let facts = crowded(definition, &stage, attempt.by);
            let Ok(outcome) = act(&stage.matter, attempt.action, &facts, &mut entropy) else {
                continue;
            };
            drop(facts);
            stage.matter = outcome.state;
            let now = stage.matter.phase;
            if satisfied(definition, &stage.matter) && was == Phase::Review {
                note_phase(definition, &stage, Phase::Ready, seen);
            }
            if now != was {
                seen.phases.entry(was).or_default().insert(now);
            }
            let key = key_of(definition, &stage);
            let next = match known.get(&key) {
                Some(next) => *next,
                None if situations.len() >= MOST_SITUATIONS => {
                    seen.cut_off = true;
                    continue;
                }
                None => {
                    known.insert(key, situations.len());
                    situations.push(Situation {
                        matter: stage.matter.clone(),
                        from: Some((at, attempt.words)),
                        next: BTreeSet::new(),
                    });
                    situations.len() - 1
                }
            };
            situations[at].next.insert(next);
            note_people(definition, &situations, next, seen);
        }
        at += 1;
    }
    // What was not gone through may be the way out.
    if case.open && situations.len() < MOST_SITUATIONS {
        note_stuck(&situations, seen);
    }
    seen.matters += 1;
    seen.situations += situations.len();
}

/// What makes two situations the same: counters and clock times do not.
fn key_of(definition: &Definition, stage: &Stage<'_>) -> String {
    let matter = &stage.matter;
    let reviews: Vec<String> = matter
        .reviews
        .iter()
        .map(|review| {
            let answer = review.answer.as_ref().map(|answer| answer.kind);
            let holds = matter.is_approved(&review.step);
            format!("{} {} {answer:?} {holds}", review.step, review.reviewer)
        })
        .collect();
    let done: Vec<&str> = definition
        .execution
        .iter()
        .map(|step| step.key.as_str())
        .filter(|key| key.parse().is_ok_and(|key| stage.seen().done(&key)))
        .collect();
    let decided = matter.decision.as_ref().map(|decision| decision.kind);
    format!(
        "{:?} {reviews:?} {decided:?} {done:?} {} {} {}",
        matter.phase,
        matter.proposals.len(),
        matter.meeting.is_some(),
        matter.after.rounds.is_empty()
    )
}

/// Everything that somebody might try now. Most is refused; that is what is looked for.
fn attempts(definition: &Definition, stage: &Stage<'_>) -> Vec<Attempt> {
    let mut attempts = Vec::new();
    let mut add = |act: &ScenarioAct, by: u128, words: String, towards, step| {
        if let Ok(action) = stage.action(act, &Actor::CommitteeSecretary) {
            attempts.push(Attempt {
                action,
                by: identity(by),
                words,
                towards,
                step,
            });
        }
    };
    // Decisions and proposals are tried apart: they differ by whose turn it is.
    let apart = [Move::Decide, Move::Forward];
    for by in Move::ALL.into_iter().filter(|by| !apart.contains(by)) {
        let towards = match by {
            Move::Submit => Some(Phase::Review),
            Move::Schedule => Some(Phase::Agenda),
            Move::Execute => Some(Phase::InForce),
            Move::Close => Some(Phase::Closed),
            _ => None,
        };
        let who = match by {
            Move::Submit | Move::SendBack | Move::Withdraw => OFFICER,
            Move::Close | Move::Reopen | Move::Archive => REGISTRAR,
            _ => SECRETARY,
        };
        add(
            &ScenarioAct::Move(by),
            who,
            by.swedish().to_owned(),
            towards,
            None,
        );
    }
    for step in &definition.execution {
        for by in [OFFICER, MANAGER, REVIEWERS - 1, REVIEWERS - 2] {
            let act = ScenarioAct::Execute(step.key.clone());
            add(&act, by, step.title.clone(), None, Some(step.key.clone()));
        }
    }
    attempts.extend(alone::decisions(definition, stage));
    attempts.extend(answers(definition, stage));
    attempts
}

/// Every answer of everybody who has been asked.
fn answers(definition: &Definition, stage: &Stage<'_>) -> Vec<Attempt> {
    let mut attempts = Vec::new();
    for step in &definition.review.steps {
        for (kind, word) in [
            (ReviewAnswerKind::Approved, "godkänner"),
            (ReviewAnswerKind::SentBack, "återsänder"),
            (ReviewAnswerKind::Disqualified, "anmäler jäv"),
        ] {
            let reviewer = stage.matter.review(&step.key).map(|review| review.reviewer);
            if let (Some(by), Ok(action)) = (reviewer, stage.answer(&step.key, kind)) {
                attempts.push(Attempt {
                    action,
                    by,
                    words: format!("{}: {word}", step.title),
                    towards: None,
                    step: None,
                });
            }
        }
    }
    attempts
}

/// The facts, with the officer and the manager first in every group: whoever must not review their
/// own work is asked first, if anybody lets them.
fn crowded<'s>(
    definition: &Definition,
    stage: &'s Stage<'_>,
    by: PersonId,
) -> crate::matter::act::Facts<'s> {
    let mut facts = stage.facts(by, &Actor::CommitteeSecretary);
    alone::seat(&mut facts, definition, stage.matter.body);
    for reviewers in facts.reviewers.values_mut() {
        reviewers.splice(0..0, [identity(OFFICER), identity(MANAGER)]);
    }
    for step in &definition.execution {
        let source = definition.roles.get(&step.role).map(|role| &role.source);
        let able = match source {
            Some(RoleSource::MatterOfficer) => vec![identity(OFFICER)],
            Some(RoleSource::MatterResponsible) => vec![identity(MANAGER)],
            _ => vec![identity(REVIEWERS - 1), identity(REVIEWERS - 2)],
        };
        facts.executors.insert(step.key.clone(), able);
    }
    facts
}

fn satisfied(definition: &Definition, matter: &Matter) -> bool {
    let steps = &definition.review.steps;
    let approved = steps
        .iter()
        .filter(|step| matter.is_approved(&step.key))
        .count();
    approved >= definition.review.join.needed(steps.len())
}

fn note_gates(definition: &Definition, stage: &Stage<'_>, attempt: &Attempt, seen: &mut Seen) {
    let possible = match (attempt.towards, stage.matter.phase) {
        (Some(Phase::Review), Phase::Draft)
        | (Some(Phase::InForce), Phase::Decided)
        | (Some(Phase::Closed), Phase::InForce)
        | (Some(Phase::Decided), Phase::Agenda | Phase::Ready) => true,
        (Some(Phase::Agenda), Phase::Ready | Phase::Tabled) => {
            // What the decision demands is asked for when the matter is put on the agenda.
            note_phase(definition, stage, Phase::Decided, seen);
            true
        }
        _ => false,
    };
    if let (Some(phase), true) = (attempt.towards, possible) {
        note_phase(definition, stage, phase, seen);
    }
    if let Some(step) = &attempt.step
        && stage.matter.phase == Phase::InForce
    {
        for gate in definition.gates_before(step) {
            note(
                seen,
                &gate.key,
                gate.evaluate(definition, &stage.seen()).passed,
            );
        }
    }
}

fn note_phase(definition: &Definition, stage: &Stage<'_>, phase: Phase, seen: &mut Seen) {
    for gate in definition.gates_at(phase) {
        note(
            seen,
            &gate.key,
            gate.evaluate(definition, &stage.seen()).passed,
        );
    }
}

fn note(seen: &mut Seen, gate: &GateKey, passed: bool) {
    let set = if passed {
        &mut seen.opened
    } else {
        &mut seen.blocked
    };
    set.insert(gate.clone());
}

/// Who has approved and done what in a situation.
fn note_people(definition: &Definition, situations: &[Situation], at: usize, seen: &mut Seen) {
    let matter = &situations[at].matter;
    for step in &definition.review.steps {
        if matter.is_approved(&step.key) {
            seen.approved.insert(step.key.clone());
        }
    }
    for review in &matter.reviews {
        let submitted = matter.frozen.as_ref().map(|frozen| frozen.by);
        let own = review.reviewer == matter.officer
            || matter.responsible == Some(review.reviewer)
            || submitted == Some(review.reviewer);
        if own && matter.is_approved(&review.step) && seen.own_work.is_empty() {
            let message = format!(
                "Granskningssteget ”{}” godkänns av någon som själv har skrivit eller ansvarar för ärendet.",
                review.step
            );
            seen.own_work.push((message, path(situations, at)));
        }
    }
    for done in &matter.after.executed {
        seen.executed.insert(done.step.clone());
        let defined = definition.execution_step(done.step.as_str());
        let apart = defined
            .map(|step| step.not_same_as.as_slice())
            .unwrap_or_default();
        let same = matter
            .after
            .executed
            .iter()
            .any(|other| apart.contains(&other.step) && other.by == done.by);
        if same && seen.own_work.is_empty() {
            let message = format!(
                "Steget ”{}” görs av samma person som det ska skiljas från.",
                done.step
            );
            seen.own_work.push((message, path(situations, at)));
        }
    }
}

/// Situations from which no way leads to the archive.
fn note_stuck(situations: &[Situation], seen: &mut Seen) {
    let mut free: BTreeSet<usize> = (0..situations.len())
        .filter(|at| situations[*at].matter.phase == Phase::Archived)
        .collect();
    loop {
        let more: Vec<usize> = (0..situations.len())
            .filter(|at| !free.contains(at) && !situations[*at].next.is_disjoint(&free))
            .collect();
        if more.is_empty() {
            break;
        }
        free.extend(more);
    }
    if let Some(at) = (0..situations.len()).find(|at| !free.contains(at)) {
        let phase = situations[at].matter.phase.swedish();
        let message = format!("Ett ärende i fasen {phase} kommer aldrig vidare till arkivet.");
        seen.stuck.push((message, path(situations, at)));
    }
}

fn path(situations: &[Situation], mut at: usize) -> Vec<String> {
    let mut path = Vec::new();
    while let Some((from, words)) = &situations[at].from {
        path.push(words.clone());
        at = *from;
    }
    path.reverse();
    path
}
