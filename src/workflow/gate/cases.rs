//! Every case of the values in a condition, so that the linter can say what a condition never does.
//!
//! Nothing is calculated in a condition, values are only set against each other. So a number or a
//! day needs to be tried only at, between and beside the ones it is compared with, a choice at each
//! of its values, and anything that can be missing as missing. Where parts of a condition hang
//! together in ways that are not looked into (a document that is signed also exists), more cases
//! are tried than there are: what is said never to happen, never does.

mod build;

use std::cell::Cell;
use std::cmp::Ordering;
use std::ops::ControlFlow;

use super::syntax::{Comparison, Node};
use super::types::Vocabulary;
use build::Builder;

/// How many cases are tried. Beyond that nothing is said.
const MOST_CASES: usize = 20_000;

/// The work that all the conditions of a file together may take, in parts of conditions looked at. A
/// file that is made to take longer is not looked through to its end.
#[derive(Debug, Default)]
pub(crate) struct Effort {
    spent: Cell<usize>,
}

impl Effort {
    /// The most.
    pub(crate) const MOST: usize = 10_000_000;

    /// Whether there is nothing left.
    pub(crate) fn is_spent(&self) -> bool {
        self.spent.get() >= Self::MOST
    }

    /// How much has been done.
    #[cfg(test)]
    pub(crate) fn spent(&self) -> usize {
        self.spent.get()
    }

    fn spend(&self, parts: usize) {
        self.spent.set(self.spent.get().saturating_add(parts));
    }
}

/// What cannot have happened yet the first time that a condition is asked.
#[derive(Debug, Clone, Default)]
pub(crate) struct NotYet<'d> {
    /// No review step is approved.
    pub(crate) approved: bool,
    /// Nothing is decided.
    pub(crate) decided: bool,
    /// The steps of the execution that are not done.
    pub(crate) done: Vec<&'d str>,
}

/// What a condition may find when it is asked.
pub(crate) struct World<'d> {
    /// What the file has.
    pub(crate) vocabulary: &'d Vocabulary<'d>,
    /// The fields that cannot be missing.
    pub(crate) filled: Vec<&'d str>,
    /// What comes later.
    pub(crate) not_yet: NotYet<'d>,
    /// What is left to do it with.
    pub(crate) effort: &'d Effort,
}

/// What can come of a condition.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Outcomes {
    pub(crate) holds: bool,
    pub(crate) fails: bool,
    pub(crate) unknown: bool,
}

impl Outcomes {
    /// What is left when nothing could be found out.
    const ANY: Self = Self {
        holds: true,
        fails: true,
        unknown: true,
    };

    fn note(&mut self, answer: Option<bool>) {
        match answer {
            Some(true) => self.holds = true,
            Some(false) => self.fails = true,
            None => self.unknown = true,
        }
    }
}

impl World<'_> {
    /// What can come of a condition that is sound in the file.
    pub(crate) fn outcomes(&self, condition: &Node) -> Outcomes {
        outcomes(Builder::new(self, None), condition)
    }

    /// Whether there can be a case where `taken` holds and none of `passed_by` does.
    pub(crate) fn can_be_reached(&self, passed_by: &[&Node], taken: &Node) -> bool {
        let mut found = false;
        let mut conditions = passed_by.to_vec();
        conditions.push(taken);
        let complete = Builder::new(self, None).try_all(&conditions, &mut |answers| {
            let (taken, passed_by) = answers.split_last().unwrap_or((&None, &[]));
            found = *taken == Some(true) && !passed_by.contains(&Some(true));
            if found {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        });
        found || !complete
    }
}

fn outcomes(builder: Builder<'_, '_>, condition: &Node) -> Outcomes {
    let mut seen = Outcomes::default();
    let complete = builder.try_all(&[condition], &mut |answers| {
        seen.note(answers[0]);
        if seen == Outcomes::ANY {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    });
    if complete { seen } else { Outcomes::ANY }
}

/// One state that something asked about can be in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Missing,
    /// There, but nothing that can be compared: "not collected".
    Opaque,
    /// A place in the order of the values it is compared with; no and yes are 0 and 1.
    At(usize),
}

/// A condition as it looks when only the order of values matters.
enum Shape {
    Or(Vec<Shape>),
    And(Vec<Shape>),
    Not(Box<Shape>),
    Compare(Term, Comparison, Term),
    In(Term, Vec<Term>),
    Filled(usize),
    Is(Term),
}

/// Something that is compared.
enum Term {
    /// Something asked about, by its number.
    Asked(usize),
    /// A fixed place in the order.
    At(usize),
    /// A value of the condition, whose place is known only when all of them are.
    Constant(usize),
    Truth(Box<Shape>),
}

impl Shape {
    fn truth(&self, states: &[State]) -> Option<bool> {
        match self {
            Self::Or(parts) => together(parts, states, true),
            Self::And(parts) => together(parts, states, false),
            Self::Not(inner) => inner.truth(states).map(|holds| !holds),
            Self::Compare(left, comparison, right) => {
                let order = left.place(states)?.cmp(&right.place(states)?);
                Some(stands(order, *comparison))
            }
            Self::In(value, among) => {
                let value = value.place(states)?;
                Some(among.iter().any(|one| one.place(states) == Some(value)))
            }
            Self::Filled(asked) => Some(states[*asked] != State::Missing),
            Self::Is(term) => term.place(states).map(|place| place == 1),
        }
    }
}

impl Term {
    fn place(&self, states: &[State]) -> Option<usize> {
        match self {
            Self::Asked(asked) => match states[*asked] {
                State::At(place) => Some(place),
                State::Missing | State::Opaque => None,
            },
            Self::At(place) | Self::Constant(place) => Some(*place),
            Self::Truth(shape) => shape.truth(states).map(usize::from),
        }
    }
}

fn together(parts: &[Shape], states: &[State], decisive: bool) -> Option<bool> {
    let mut answer = Some(!decisive);
    for part in parts {
        match part.truth(states) {
            Some(truth) if truth == decisive => return Some(decisive),
            Some(_) => {}
            None => answer = None,
        }
    }
    answer
}

fn stands(order: Ordering, comparison: Comparison) -> bool {
    match comparison {
        Comparison::Equal => order.is_eq(),
        Comparison::NotEqual => order.is_ne(),
        Comparison::Less => order.is_lt(),
        Comparison::LessOrEqual => order.is_le(),
        Comparison::Greater => order.is_gt(),
        Comparison::GreaterOrEqual => order.is_ge(),
    }
}

/// Goes through every combination of the states. False when there are too many.
fn odometer(domains: &[Vec<State>], mut visit: impl FnMut(&[State]) -> ControlFlow<()>) -> bool {
    let cases = domains
        .iter()
        .try_fold(1_usize, |cases, domain| cases.checked_mul(domain.len()));
    if cases.is_none_or(|cases| cases > MOST_CASES) {
        return false;
    }
    let Some(mut states) = domains
        .iter()
        .map(|domain| domain.first().copied())
        .collect::<Option<Vec<State>>>()
    else {
        return true;
    };
    let mut at = vec![0; domains.len()];
    loop {
        if visit(&states).is_break() {
            return true;
        }
        let Some(turned) = (0..at.len()).find(|place| at[*place] + 1 < domains[*place].len())
        else {
            return true;
        };
        for place in 0..turned {
            at[place] = 0;
            states[place] = domains[place][0];
        }
        at[turned] += 1;
        states[turned] = domains[turned][at[turned]];
    }
}
