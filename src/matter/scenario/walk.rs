//! Goes through all that can happen to a matter of a type, over the real [`act`](crate::matter::act::act).
//!
//! Matters are made up so that together they take every route and meet every gate both open and
//! closed, and after the decision every combination of what is asked there ([`cases`]). Each is then
//! followed through the answers of the reviewers, every outcome at the meeting and every step after
//! the decision ([`explore`]), and what was seen is held against what must be so ([`proof`]).
//!
//! It stays small because what makes no difference is not told apart: facts that no condition tells
//! apart are one matter, and ways that lead to the same future are one situation ([`situation`]).

mod alone;
mod attempts;
mod cases;
mod combinations;
mod dead_ends;
mod explore;
mod proof;
mod situation;

use crate::workflow::definition::Definition;
use chrono::NaiveDate;
use serde::Serialize;
use std::fmt;

/// What a walk came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Walk {
    /// What is proved, each as a Swedish sentence.
    pub proved: Vec<String>,
    /// What is not so, with the way there.
    pub counterexamples: Vec<Counterexample>,
    /// What has not been tried, each as a Swedish sentence.
    pub untried: Vec<String>,
    /// How many made-up matters were followed.
    pub matters: usize,
    /// How many different situations they came into.
    pub situations: usize,
    /// How many acts were tried in them, and so how many paths were gone one step further.
    pub acts: usize,
}

/// Something that should not be so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Counterexample {
    /// What, in Swedish.
    pub message: String,
    /// What was done to come there, from the draft on. Empty where it never happens at all.
    pub path: Vec<String>,
}

/// Walks a definition on `today`.
pub fn walk(definition: &Definition, today: NaiveDate) -> Walk {
    let cases = cases::cases(definition, today);
    let mut seen = explore::Seen::default();
    for case in &cases.found {
        explore::explore(definition, case, &mut seen);
    }
    proof::prove(definition, &cases, &seen)
}

impl Walk {
    /// Whether all that must be so is so.
    pub fn holds(&self) -> bool {
        self.counterexamples.is_empty()
    }
}

impl fmt::Display for Walk {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            out,
            "Gick igenom {} ärenden i {} lägen, med {} prövade steg.",
            self.matters, self.situations, self.acts
        )?;
        for proved in &self.proved {
            writeln!(out, "Visat: {proved}")?;
        }
        for untried in &self.untried {
            writeln!(out, "Inte prövat: {untried}")?;
        }
        for Counterexample { message, path } in &self.counterexamples {
            writeln!(out, "HÅLLER INTE: {message}")?;
            if !path.is_empty() {
                writeln!(out, "  Vägen dit: {}", path.join(" → "))?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
