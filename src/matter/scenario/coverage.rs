//! Which gates, routes and steps the scenarios have shown.

use crate::{
    domain::refusal::Reason,
    workflow::{
        definition::Definition,
        gate::{Binding, Gate, GateFacts, holds},
        keys::{ExecutionKey, GateKey, RouteKey, StepKey},
        phase::{Move, Phase},
        scenario::ScenarioAct,
    },
};
use serde::Serialize;
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

/// What a set of scenarios shows of a workflow. Every part of the workflow is listed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Coverage {
    /// Each gate: how often it opened, blocked and warned.
    pub gates: BTreeMap<GateKey, GateCoverage>,
    /// Each route: how often a matter that was ready would take it.
    pub routes: BTreeMap<RouteKey, usize>,
    /// Each review step: how often it was answered.
    pub steps: BTreeMap<StepKey, usize>,
    /// Each step after the decision: how often it was done.
    pub execution: BTreeMap<ExecutionKey, usize>,
}

/// How a gate was tried.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct GateCoverage {
    /// How often it opened.
    pub opened: usize,
    /// How often it stopped the matter.
    pub blocked: usize,
    /// How often it warned, where it does no more than that.
    pub warned: usize,
    /// Whether it only warns.
    pub only_warns: bool,
}

/// How the gates that an act asks answer, before it is known whether the act can be done.
pub(super) type Answers = Vec<(GateKey, bool)>;

/// The answers of the gates that an act asks.
pub(super) fn asked_by(
    act: &ScenarioAct,
    definition: &Definition,
    facts: &dyn GateFacts,
) -> Answers {
    let phase = match act {
        ScenarioAct::Execute(step) => {
            return answers(definition.gates_before(step), definition, facts);
        }
        ScenarioAct::Move(Move::Submit) => Phase::Review,
        ScenarioAct::Move(Move::Schedule) => Phase::Agenda,
        ScenarioAct::Move(Move::Decide) => Phase::Decided,
        ScenarioAct::Move(Move::Execute) => Phase::InForce,
        ScenarioAct::Move(Move::Close) => Phase::Closed,
        _ => return Answers::new(),
    };
    let mut answers = at(phase, definition, facts);
    if phase == Phase::Agenda {
        // What the decision demands is asked then too; what only warns is not said twice.
        let later = at(Phase::Decided, definition, facts);
        let must = |key: &GateKey| {
            let mut gates = definition.gates.iter();
            gates.any(|gate| gate.key == *key && gate.binding == Binding::Must)
        };
        for (key, holds) in later.into_iter().filter(|(key, _)| must(key)) {
            if answers.iter().all(|(known, _)| *known != key) {
                answers.push((key, holds));
            }
        }
    }
    answers
}

/// The answers of the gates that stand before a phase.
pub(super) fn at(phase: Phase, definition: &Definition, facts: &dyn GateFacts) -> Answers {
    answers(definition.gates_at(phase), definition, facts)
}

fn answers<'g>(
    gates: impl Iterator<Item = &'g Gate>,
    definition: &Definition,
    facts: &dyn GateFacts,
) -> Answers {
    let answer = |gate: &Gate| holds(&gate.check, definition, facts) == Some(true);
    gates.map(|gate| (gate.key.clone(), answer(gate))).collect()
}

impl Coverage {
    /// Nothing shown yet.
    pub(super) fn of(definition: &Definition) -> Self {
        let gates = definition.gates.iter().map(|gate| {
            let untried = GateCoverage {
                only_warns: gate.binding == Binding::Should,
                ..GateCoverage::default()
            };
            (gate.key.clone(), untried)
        });
        let routes = definition.routes.iter().map(|route| (route.key.clone(), 0));
        let steps = definition
            .review
            .steps
            .iter()
            .map(|step| (step.key.clone(), 0));
        let execution = definition.execution.iter();
        let execution = execution.map(|step| (step.key.clone(), 0));
        Self {
            gates: gates.collect(),
            routes: routes.collect(),
            steps: steps.collect(),
            execution: execution.collect(),
        }
    }

    /// Notes the gates of an act that was done. One that does not hold, and only warns, has warned;
    /// another was passed by an exception or a meeting and has neither opened nor stopped anything.
    pub(super) fn let_through(&mut self, answers: Answers) {
        for (gate, holds) in answers {
            let seen = self.gates.entry(gate).or_default();
            if holds {
                seen.opened += 1;
            } else if seen.only_warns {
                seen.warned += 1;
            }
        }
    }

    /// Notes the gates among the reasons why something could not be done.
    pub(super) fn stopped(&mut self, reasons: &[Reason]) {
        let rules: BTreeSet<&str> = reasons.iter().map(|reason| reason.rule.as_str()).collect();
        for rule in rules {
            if let Some(seen) = self.gates.get_mut(rule) {
                seen.blocked += 1;
            }
        }
    }

    /// Notes an act that was done.
    pub(super) fn done(&mut self, act: &ScenarioAct) {
        match act {
            ScenarioAct::Approve(step)
            | ScenarioAct::SendBack(step)
            | ScenarioAct::Disqualify(step) => *self.steps.entry(step.clone()).or_default() += 1,
            ScenarioAct::Execute(step) => {
                *self.execution.entry(step.clone()).or_default() += 1;
            }
            _ => {}
        }
    }

    pub(super) fn taken(&mut self, route: &RouteKey) {
        *self.routes.entry(route.clone()).or_default() += 1;
    }

    /// What no scenario shows, each as a Swedish sentence.
    pub fn gaps(&self) -> Vec<String> {
        let mut gaps = Vec::new();
        for (gate, seen) in &self.gates {
            if seen.opened == 0 {
                gaps.push(format!("Spärren ”{gate}” öppnar aldrig."));
            }
            if seen.only_warns && seen.warned == 0 {
                gaps.push(format!("Spärren ”{gate}” varnar aldrig."));
            }
            if !seen.only_warns && seen.blocked == 0 {
                gaps.push(format!("Spärren ”{gate}” stoppar aldrig."));
            }
        }
        let untaken = self.routes.iter().filter(|(_, times)| **times == 0);
        gaps.extend(untaken.map(|(route, _)| format!("Beslutsvägen ”{route}” tas aldrig.")));
        let unanswered = self.steps.iter().filter(|(_, times)| **times == 0);
        gaps.extend(
            unanswered.map(|(step, _)| format!("Granskningssteget ”{step}” besvaras aldrig.")),
        );
        let undone = self.execution.iter().filter(|(_, times)| **times == 0);
        gaps.extend(undone.map(|(step, _)| format!("Steget ”{step}” efter beslutet görs aldrig.")));
        gaps
    }
}

impl fmt::Display for Coverage {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (gate, seen) in &self.gates {
            let (did, times) = if seen.only_warns {
                ("varnade", seen.warned)
            } else {
                ("stoppade", seen.blocked)
            };
            writeln!(
                out,
                "Spärren {gate}: öppnade {}, {did} {times}.",
                seen.opened
            )?;
        }
        for (route, times) in &self.routes {
            writeln!(out, "Beslutsvägen {route}: {times}.")?;
        }
        for (step, times) in &self.steps {
            writeln!(out, "Granskningssteget {step}: {times}.")?;
        }
        for (step, times) in &self.execution {
            writeln!(out, "Steget {step} efter beslutet: {times}.")?;
        }
        for gap in self.gaps() {
            writeln!(out, "Saknas: {gap}")?;
        }
        Ok(())
    }
}
