//! Follows one made-up matter through everything that can be done with it.

use super::{
    alone,
    attempts::{Attempt, attempts, crowded},
    cases::Case,
    combinations, dead_ends,
    situation::Situation,
};
use crate::{
    domain::{calendar::at_time, entropy::Entropy, refusal::Refusal},
    matter::{act::act, scenario::play::Stage, state::Matter},
    workflow::{
        definition::Definition,
        keys::{ExecutionKey, GateKey, RouteKey, StepKey},
        phase::Phase,
    },
};
use chrono::{Days, NaiveDate, NaiveTime};
use std::collections::{BTreeMap, BTreeSet};

/// How many situations one matter is followed into.
const MOST_SITUATIONS: usize = 6_000;
/// How much time is let go by: more than the year that much is allowed to be old.
const LATER: Days = Days::new(400);

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
    /// By kind, the dead ends: what there is to say of one, and the shortest way to it.
    pub(super) stuck: BTreeMap<String, (String, Vec<String>)>,
    /// Whether something was too large to be gone through.
    pub(super) cut_off: bool,
    pub(super) matters: usize,
    pub(super) situations: usize,
    pub(super) acts: usize,
}

/// A matter where it has come, and how.
pub(super) struct Place {
    pub(super) matter: Matter,
    /// The day.
    day: NaiveDate,
    /// The place before, and what was done there.
    pub(super) from: Option<(usize, String)>,
    /// The places that follow, but for a reassessment: that is to begin anew.
    pub(super) next: BTreeSet<usize>,
    /// What was refused of that which leads on, and why.
    pub(super) refused: Vec<(String, Refusal)>,
}

impl Place {
    fn new(stage: &Stage<'_>, from: Option<(usize, String)>) -> Self {
        Self {
            matter: stage.matter.clone(),
            day: stage.seen().today,
            from,
            next: BTreeSet::new(),
            refused: Vec::new(),
        }
    }
}

/// Follows the matter into every situation, breadth first, so that every way told is a shortest one.
pub(super) fn explore(definition: &Definition, case: &Case, seen: &mut Seen) {
    let mut stage = Stage::new(definition, &case.scenario);
    stage.around = alone::around(definition, case, stage.matter.body);
    let at = at_time(case.scenario.today, NaiveTime::MIN);
    let mut entropy = Entropy::new(at, [0; 32]);
    let mut found = Found::default();
    found.begin(definition, case, &stage);
    let time = combinations::asks_about_time(definition);
    let mut at = 0;
    while at < found.places.len() {
        let day = found.places[at].day;
        stage.set_day(day);
        stage.matter.clone_from(&found.places[at].matter);
        let was = stage.matter.phase;
        seen.phases.entry(was).or_default();
        if was == Phase::Ready
            && let Some(route) = definition.route(&stage.seen())
        {
            seen.routes.insert(route.key.clone());
        }
        for attempt in attempts(definition, case, &stage) {
            seen.acts += 1;
            stage.matter.clone_from(&found.places[at].matter);
            note_gates(definition, &stage, &attempt, seen);
            let facts = crowded(definition, &stage, attempt.by);
            let outcome = act(&stage.matter, attempt.action, &facts, &mut entropy);
            drop(facts);
            match outcome {
                Ok(outcome) => stage.matter = outcome.state,
                Err(refusal) if attempt.towards.is_some() => {
                    let refused = &mut found.places[at].refused;
                    refused.push((attempt.words, refusal));
                    continue;
                }
                Err(_) => continue,
            }
            let now = stage.matter.phase;
            if satisfied(definition, &stage.matter) && was == Phase::Review {
                note_phase(definition, &stage, Phase::Ready, seen);
            }
            if now != was {
                seen.phases.entry(was).or_default().insert(now);
            }
            let Some(next) = found.come_to(definition, case, &stage, (at, attempt.words)) else {
                continue;
            };
            let rounds = found.places[at].matter.after.rounds.len();
            if stage.matter.after.rounds.len() <= rounds {
                found.places[at].next.insert(next);
            }
            note_people(definition, &found.places, next, seen);
        }
        if time
            && matches!(was, Phase::Decided | Phase::InForce)
            && let Some(later) = day.checked_add_days(LATER)
            && day == case.scenario.today
        {
            stage.matter.clone_from(&found.places[at].matter);
            stage.set_day(later);
            let from = (at, "Tiden går".to_owned());
            if let Some(next) = found.come_to(definition, case, &stage, from) {
                found.places[at].next.insert(next);
            }
        }
        at += 1;
    }
    // What was not gone through may be the way out.
    if !found.cut_off {
        dead_ends::note(&found.places, seen);
    }
    seen.cut_off |= found.cut_off;
    seen.matters += 1;
    seen.situations += found.places.len();
}

/// Every place that has been found, once.
#[derive(Default)]
struct Found {
    places: Vec<Place>,
    known: BTreeMap<Situation, usize>,
    cut_off: bool,
}

impl Found {
    fn begin(&mut self, definition: &Definition, case: &Case, stage: &Stage<'_>) {
        self.known.insert(Situation::of(definition, case, stage), 0);
        self.places.push(Place::new(stage, None));
    }

    /// The place where the matter on the stage is; none when there is no room for another.
    fn come_to(
        &mut self,
        definition: &Definition,
        case: &Case,
        stage: &Stage<'_>,
        from: (usize, String),
    ) -> Option<usize> {
        let situation = Situation::of(definition, case, stage);
        if let Some(known) = self.known.get(&situation) {
            return Some(*known);
        }
        if self.places.len() >= MOST_SITUATIONS {
            self.cut_off = true;
            return None;
        }
        self.known.insert(situation, self.places.len());
        self.places.push(Place::new(stage, Some(from)));
        Some(self.places.len() - 1)
    }
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
fn note_people(definition: &Definition, places: &[Place], at: usize, seen: &mut Seen) {
    let matter = &places[at].matter;
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
            seen.own_work.push((message, way(places, at)));
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
            seen.own_work.push((message, way(places, at)));
        }
    }
}

/// What was done to come to a place.
pub(super) fn way(places: &[Place], mut at: usize) -> Vec<String> {
    let mut way = Vec::new();
    while let Some((from, words)) = &places[at].from {
        way.push(words.clone());
        at = *from;
    }
    way.reverse();
    way
}
