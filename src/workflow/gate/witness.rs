//! Witnesses: made-up facts under which conditions hold or do not.
//!
//! The facts come from the conditions themselves: every value that they name, its neighbours, and
//! what is missing. A search from there either finds a witness, which is a proof, or does not, which
//! is one only where the finite domains have been gone through ([`Search::exhausted`]).

mod domain;

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::evaluate::holds;
use super::facts::{DocumentFact, GateFacts, Reference};
use super::syntax::Node;
use crate::domain::identifiers::MatterId;
use crate::workflow::definition::Definition;
use crate::workflow::keys::{BodyKey, DocumentKind, ExecutionKey, FieldKey, SectionKey, StepKey};
use crate::workflow::value::{Country, FixedRows, ListedRow, Named, Value};
use domain::{Domain, PLANNED, REGISTERED, SOMETHING, Setting};

/// Made-up facts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct World {
    /// The fields that have a value.
    pub fields: BTreeMap<FieldKey, Value>,
    /// The documents that are there.
    pub documents: BTreeMap<DocumentKind, DocumentFact>,
    /// The sections that say something of their own.
    pub sections: BTreeMap<SectionKey, String>,
    /// The steps that are approved.
    pub approved: BTreeSet<StepKey>,
    /// The steps of the execution that are done.
    pub done: BTreeSet<ExecutionKey>,
    /// The points by which something is delegated.
    pub delegated: BTreeSet<String>,
    /// The last day of the decision.
    pub until: Option<NaiveDate>,
    /// The bodies, and the units.
    pub listed: Vec<ListedRow>,
    /// The day.
    pub today: NaiveDate,
}

impl GateFacts for World {
    fn field(&self, key: &FieldKey) -> Option<&Value> {
        self.fields.get(key)
    }

    fn approved(&self, step: &StepKey) -> bool {
        self.approved.contains(step)
    }

    fn document(&self, kind: &DocumentKind) -> Option<DocumentFact> {
        self.documents.get(kind).copied()
    }

    fn section(&self, key: &SectionKey) -> Option<&str> {
        self.sections.get(key).map(String::as_str)
    }

    /// Sweden does, nobody else: one of each is enough to try a condition with.
    fn adequate(&self, country: Country) -> Option<bool> {
        Some(country.to_string() == "SE")
    }

    fn reference(&self, named: &Named<MatterId>) -> Option<Reference> {
        Some(World::leads(&named.name))
    }

    fn listed(&self, _: &FixedRows) -> Option<&[ListedRow]> {
        Some(&self.listed)
    }

    fn delegated(&self, point: &str, _: Option<&BodyKey>) -> Option<bool> {
        Some(self.delegated.contains(point))
    }

    fn done(&self, step: &ExecutionKey) -> bool {
        self.done.contains(step)
    }

    fn decided_until(&self) -> Option<NaiveDate> {
        self.until
    }

    fn today(&self) -> NaiveDate {
        self.today
    }
}

impl World {
    /// What a reference leads to, by its name.
    fn leads(name: &str) -> Reference {
        Reference {
            found: [REGISTERED, PLANNED].contains(&name),
            registered: name == REGISTERED,
            planned: name == PLANNED,
        }
    }

    /// The bodies, and the units: one.
    pub fn rows() -> Vec<ListedRow> {
        vec![ListedRow::called(SOMETHING)]
    }

    /// Every reference that a value may be, and what it leads to.
    pub fn references() -> BTreeMap<String, Reference> {
        let all = [REGISTERED, PLANNED, SOMETHING];
        all.map(|name| (name.to_owned(), Self::leads(name))).into()
    }
}

/// A condition, and whether it should certainly hold. Unknown is not to hold.
#[derive(Debug, Clone, Copy)]
pub struct Goal<'g> {
    /// What is asked.
    pub condition: &'g Node,
    /// Whether it should certainly hold.
    pub hold: bool,
}

/// What came of a search.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Search {
    /// Facts under which every goal is met.
    pub found: Option<World>,
    /// Whether all facts were gone through, so that there is no witness where none was found.
    pub exhausted: bool,
}

/// How many worlds are tried one by one before the search is guided instead.
const MOST_IN_TURN: usize = 2_000;
/// How many times a guided search begins anew, and how far it then goes.
const BEGINNINGS: usize = 24;
const STEPS: usize = 60;

/// Searches for facts on `today` under which every goal is met. What no goal asks about is filled in
/// and there; a field that must be filled in is never left empty.
pub fn search(definition: &Definition, today: NaiveDate, goals: &[Goal<'_>]) -> Search {
    let domain = Domain::of(definition, today, goals.iter().map(|goal| goal.condition));
    let mut world = domain.first(definition, today);
    if let Some(all) = domain.size().filter(|all| *all <= MOST_IN_TURN) {
        for number in 0..all {
            domain.nth(&mut world, number);
            if unmet(definition, goals, &world) == 0 {
                return Search {
                    found: Some(world),
                    exhausted: true,
                };
            }
        }
        return Search {
            found: None,
            exhausted: true,
        };
    }
    let mut chance = Chance(0x9e37_79b9_7f4a_7c15);
    let found = (0..BEGINNINGS).find_map(|beginning| {
        let mut world = domain.first(definition, today);
        if beginning > 0 {
            for setting in &domain.settings {
                setting.set(&mut world, chance.below(setting.choices()));
            }
        }
        guided(definition, goals, &domain, world, &mut chance)
    });
    Search {
        found,
        exhausted: false,
    }
}

/// Mends one unmet goal at a time, by the change that leaves the fewest unmet.
fn guided(
    definition: &Definition,
    goals: &[Goal<'_>],
    domain: &Domain,
    mut world: World,
    chance: &mut Chance,
) -> Option<World> {
    for _ in 0..STEPS {
        let broken: Vec<&Goal<'_>> = goals
            .iter()
            .filter(|goal| !met(definition, goal, &world))
            .collect();
        let Some(goal) = broken.get(chance.below(broken.len().max(1))) else {
            return Some(world);
        };
        let about: Vec<&Setting> = domain.about(goal.condition).collect();
        let mut best: Option<(usize, World)> = None;
        for setting in &about {
            for choice in 0..setting.choices() {
                let mut next = world.clone();
                setting.set(&mut next, choice);
                let left = unmet(definition, goals, &next);
                if next != world && best.as_ref().is_none_or(|(least, _)| left < *least) {
                    best = Some((left, next));
                }
            }
        }
        // Where no change is better, one at random gets out of a corner.
        let stuck = best.as_ref().is_none_or(|(left, _)| *left >= broken.len());
        match about.get(chance.below(about.len().max(1))) {
            Some(setting) if stuck => setting.set(&mut world, chance.below(setting.choices())),
            _ => world = best?.1,
        }
    }
    (unmet(definition, goals, &world) == 0).then_some(world)
}

fn met(definition: &Definition, goal: &Goal<'_>, world: &World) -> bool {
    (holds(goal.condition, definition, world) == Some(true)) == goal.hold
}

fn unmet(definition: &Definition, goals: &[Goal<'_>], world: &World) -> usize {
    let unmet = goals.iter().filter(|goal| !met(definition, goal, world));
    unmet.count()
}

/// Numbers that are the same every time.
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        let limit = u64::try_from(limit.max(1)).unwrap_or(1);
        usize::try_from(self.0 % limit).unwrap_or(0)
    }
}

#[cfg(test)]
mod tests;
