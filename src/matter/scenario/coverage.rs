//! Which gates, routes and steps the scenarios have shown.

use crate::workflow::{
    definition::Definition,
    gate::{Gate, GateFacts},
    keys::{ExecutionKey, GateKey, RouteKey, StepKey},
    phase::Phase,
};
use serde::Serialize;
use std::{collections::BTreeMap, fmt};

/// What a set of scenarios shows of a workflow. Every part of the workflow is listed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Coverage {
    /// Each gate: how often it opened and blocked.
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
}

impl Coverage {
    /// Nothing shown yet.
    pub(super) fn of(definition: &Definition) -> Self {
        let gates = definition
            .gates
            .iter()
            .map(|gate| (gate.key.clone(), GateCoverage::default()));
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

    /// Notes how the gates of `phase` answered.
    pub(super) fn tried(&mut self, definition: &Definition, phase: Phase, facts: &dyn GateFacts) {
        self.met(definition.gates_at(phase), definition, facts);
    }

    /// Notes how the gates before a step after the decision answered.
    pub(super) fn tried_before(
        &mut self,
        definition: &Definition,
        step: &ExecutionKey,
        facts: &dyn GateFacts,
    ) {
        self.met(definition.gates_before(step), definition, facts);
    }

    fn met<'g>(
        &mut self,
        gates: impl Iterator<Item = &'g Gate>,
        definition: &Definition,
        facts: &dyn GateFacts,
    ) {
        for gate in gates {
            let seen = self.gates.entry(gate.key.clone()).or_default();
            if gate.evaluate(definition, facts).passed {
                seen.opened += 1;
            } else {
                seen.blocked += 1;
            }
        }
    }

    pub(super) fn answered(&mut self, step: &StepKey) {
        *self.steps.entry(step.clone()).or_default() += 1;
    }

    pub(super) fn executed(&mut self, step: &ExecutionKey) {
        *self.execution.entry(step.clone()).or_default() += 1;
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
            if seen.blocked == 0 {
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
            writeln!(
                out,
                "Spärren {gate}: öppnade {}, stoppade {}.",
                seen.opened, seen.blocked
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
