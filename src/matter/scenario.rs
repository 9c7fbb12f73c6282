//! Runs the scenarios of a workflow over the real [`act`](super::act::act), and tells what they cover.
//!
//! The cast is made up: an officer, a manager, two people in every group, a registrar and a committee
//! secretary. Whether they may do what the scenario says is asked as it is in the office.

mod clock;
mod coverage;
mod deciding;
mod play;
pub mod walk;

use crate::workflow::{definition::Definition, scenario::Scenario};
use serde::Serialize;
use std::fmt;

pub use coverage::{Coverage, GateCoverage};

/// What came of running scenarios.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Each scenario, in the order of the file.
    pub scenarios: Vec<Played>,
    /// What they show of the workflow, all together.
    pub coverage: Coverage,
}

/// A scenario that was played.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Played {
    /// What it shows.
    pub name: String,
    /// Where it begins in its file, from 1.
    pub line: usize,
    /// What went otherwise than it says; empty when it holds. The steps after a fault are not played.
    pub faults: Vec<Fault>,
    /// What the gates that only warn said on the way.
    pub warnings: Vec<Fault>,
}

/// Something to say about a step: that it went otherwise than its scenario says, or a warning.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Fault {
    /// Where the step stands in its file, from 1.
    pub line: usize,
    /// What happened and what was expected, or what was warned of, in Swedish.
    pub message: String,
}

/// Plays each scenario from a draft of its own.
pub fn run(definition: &Definition, scenarios: &[Scenario]) -> Report {
    let mut coverage = Coverage::of(definition);
    let scenarios = scenarios
        .iter()
        .map(|scenario| play::play(definition, scenario, &mut coverage))
        .collect();
    Report {
        scenarios,
        coverage,
    }
}

impl Report {
    /// Whether every scenario holds.
    pub fn holds(&self) -> bool {
        self.scenarios.iter().all(|played| played.faults.is_empty())
    }
}

impl fmt::Display for Report {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for played in &self.scenarios {
            let mark = if played.faults.is_empty() {
                "håller"
            } else {
                "HÅLLER INTE"
            };
            writeln!(out, "{mark}: {}", played.name)?;
            for fault in &played.faults {
                writeln!(out, "  rad {}: {}", fault.line, fault.message)?;
            }
            for warning in &played.warnings {
                writeln!(out, "  rad {}: varning: {}", warning.line, warning.message)?;
            }
        }
        let holding = self
            .scenarios
            .iter()
            .filter(|played| played.faults.is_empty())
            .count();
        writeln!(
            out,
            "\n{holding} av {} scenarier håller.",
            self.scenarios.len()
        )?;
        self.coverage.fmt(out)
    }
}

#[cfg(test)]
mod tests;
