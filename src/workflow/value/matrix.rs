//! A risk matrix: how probability and consequence are put together to a value and a level.
//!
//! It is a part of the workflow file, with a version of its own: no scale and no threshold stands in
//! the program. What a risk comes to is computed when it is asked for and never stored.

use serde::{Deserialize, Serialize};

use super::Choice;
use crate::workflow::keys::{ChoiceKey, ScaleKey};

/// A level, and the least value that belongs to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MatrixLevel {
    /// The level: `hog`, "Hög".
    pub choice: Choice,
    /// Risks from this value up, to the next level.
    pub from: u32,
}

/// A risk matrix.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Matrix {
    /// Its name, which is also the name of the scale of its levels.
    pub key: ScaleKey,
    /// Raised by whoever changes it.
    pub version: u32,
    /// The scale of probability.
    pub probability: ScaleKey,
    /// Its steps, lowest first.
    pub probabilities: Vec<Choice>,
    /// The scale of consequence.
    pub consequence: ScaleKey,
    /// Its steps, lowest first.
    pub consequences: Vec<Choice>,
    /// The levels, lowest first. The first begins at 1.
    pub levels: Vec<MatrixLevel>,
    /// What a risk may hit: confidentiality, accuracy, availability.
    pub aspects: Vec<Choice>,
    /// The kinds of consequence.
    pub categories: Vec<Choice>,
}

impl Matrix {
    /// The value of a risk: its place on one scale times its place on the other, counted from 1.
    pub fn value(&self, probability: &ChoiceKey, consequence: &ChoiceKey) -> Option<u32> {
        let place = |choices: &[Choice], key: &ChoiceKey| {
            let place = choices.iter().position(|choice| choice.key == *key)?;
            u32::try_from(place + 1).ok()
        };
        place(&self.probabilities, probability)?
            .checked_mul(place(&self.consequences, consequence)?)
    }

    /// The level that a value belongs to.
    pub fn level(&self, value: u32) -> Option<&Choice> {
        let reached = self.levels.iter().rev().find(|level| level.from <= value);
        reached.map(|level| &level.choice)
    }

    /// The levels as a scale, lowest first.
    pub fn scale(&self) -> Vec<Choice> {
        let choices = self.levels.iter().map(|level| level.choice.clone());
        choices.collect()
    }

    /// The highest value there can be.
    pub fn highest(&self) -> usize {
        self.probabilities.len() * self.consequences.len()
    }
}
