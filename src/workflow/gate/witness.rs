//! Witnesses: made-up facts under which conditions hold or do not.
//!
//! The facts come from the conditions themselves: every value that they name, its neighbours, and
//! what is missing. Of values that no condition tells apart one is enough ([`classes`]), and facts
//! that no condition sets against each other are looked for apart. A search from there either finds
//! a witness, which is a proof, or does not, which is one only where all of it has been gone through
//! ([`Search::exhausted`]).

mod classes;
mod domain;

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::evaluate::holds;
use super::facts::{DocumentFact, GateFacts, Reference};
use super::syntax::Node;
use crate::domain::identifiers::MatterId;
use crate::workflow::adequacy::AdequacyTable;
use crate::workflow::definition::Definition;
use crate::workflow::keys::{BodyKey, DocumentKind, ExecutionKey, FieldKey, SectionKey, StepKey};
use crate::workflow::value::{Country, FixedRows, ListedRow, Named, Value};
use domain::{Domain, PLANNED, REGISTERED, SOMETHING};

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

    fn adequate(&self, country: Country) -> Option<bool> {
        Some(AdequacyTable::shipped().adequate(country, self.today))
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
const MOST_IN_TURN: usize = 4_000;
/// How many times a guided search begins anew, and how far it then goes.
const BEGINNINGS: usize = 24;
const STEPS: usize = 60;

/// Where witnesses are looked for: the facts of a file on a day, as far as its conditions ask.
pub struct Witnesses<'d> {
    definition: &'d Definition,
    domain: Domain,
    first: World,
}

impl<'d> Witnesses<'d> {
    /// For goals that are among `conditions`. What none of them asks about is filled in and there; a
    /// field that must be filled in is never left empty.
    pub fn of(definition: &'d Definition, today: NaiveDate, conditions: &[&Node]) -> Self {
        let mut domain = Domain::of(definition, today, conditions.iter().copied());
        let first = domain.first(definition, today);
        classes::merge(&mut domain, definition, &first, conditions);
        Self {
            definition,
            domain,
            first,
        }
    }

    /// Searches for facts under which every goal is met.
    pub fn search(&self, goals: &[Goal<'_>]) -> Search {
        let mut world = self.first.clone();
        let mut exhausted = true;
        let mut found = true;
        for part in self.parts(goals) {
            let (met, complete) = part.search(self, &mut world);
            found &= met;
            // One part that is proved impossible is enough.
            if !met && complete {
                return Search {
                    found: None,
                    exhausted: true,
                };
            }
            exhausted &= complete;
        }
        Search {
            found: found.then_some(world),
            exhausted,
        }
    }

    /// The goals in groups that ask about none of the same facts.
    fn parts<'g>(&self, goals: &[Goal<'g>]) -> Vec<Part<'g>> {
        let mut parts: Vec<Part<'g>> = Vec::new();
        for goal in goals {
            let mut part = Part::about(*goal, self.domain.read_by(goal.condition));
            let (touching, apart): (Vec<Part<'g>>, Vec<Part<'g>>) = parts
                .into_iter()
                .partition(|other| !other.settings.is_disjoint(&part.settings));
            parts = apart;
            for other in touching {
                part.goals.extend(other.goals);
                part.settings.extend(other.settings);
            }
            parts.push(part);
        }
        parts
    }

    fn meets(&self, goal: &Goal<'_>, world: &World) -> bool {
        (holds(goal.condition, self.definition, world) == Some(true)) == goal.hold
    }
}

/// Goals that hang together, each with the facts that it asks about.
struct Part<'g> {
    goals: Vec<(Goal<'g>, BTreeSet<usize>)>,
    settings: BTreeSet<usize>,
}

impl<'g> Part<'g> {
    fn about(goal: Goal<'g>, settings: BTreeSet<usize>) -> Self {
        Self {
            goals: vec![(goal, settings.clone())],
            settings,
        }
    }

    /// Whether the goals are met by the world as it now is, and whether that is all there is to say.
    fn search(&self, among: &Witnesses<'_>, world: &mut World) -> (bool, bool) {
        let sizes = self.settings.iter();
        let sizes = sizes.map(|setting| among.domain.settings[*setting].choices());
        let size = sizes.into_iter().try_fold(1_usize, usize::checked_mul);
        match size.filter(|size| *size <= MOST_IN_TURN) {
            Some(size) => {
                let met = self.in_turn(size, among, world);
                (met, met || !among.domain.sampled(&self.settings))
            }
            None => (self.guided(among, world), false),
        }
    }

    fn in_turn(&self, size: usize, among: &Witnesses<'_>, world: &mut World) -> bool {
        (0..size).any(|mut number| {
            for setting in self.settings.iter().map(|at| &among.domain.settings[*at]) {
                let choices = setting.choices().max(1);
                setting.set(world, number % choices);
                number /= choices;
            }
            self.goals.iter().all(|(goal, _)| among.meets(goal, world))
        })
    }

    /// Mends one unmet goal at a time, by the change that leaves the fewest unmet.
    fn guided(&self, among: &Witnesses<'_>, world: &mut World) -> bool {
        let mut chance = Chance(0x9e37_79b9_7f4a_7c15);
        (0..BEGINNINGS).any(|beginning| {
            let mut chosen = BTreeMap::new();
            for at in &self.settings {
                let choices = among.domain.settings[*at].choices();
                let choice = if beginning == 0 {
                    0
                } else {
                    chance.below(choices)
                };
                among.domain.settings[*at].set(world, choice);
                chosen.insert(*at, choice);
            }
            self.mended(among, world, &mut chosen, &mut chance)
        })
    }

    fn mended(
        &self,
        among: &Witnesses<'_>,
        world: &mut World,
        chosen: &mut BTreeMap<usize, usize>,
        chance: &mut Chance,
    ) -> bool {
        for _ in 0..STEPS {
            let broken: Vec<&BTreeSet<usize>> = self
                .goals
                .iter()
                .filter(|(goal, _)| !among.meets(goal, world))
                .map(|(_, settings)| settings)
                .collect();
            let Some(about) = broken.get(chance.below(broken.len().max(1))) else {
                return true;
            };
            let about: Vec<usize> = about.iter().copied().collect();
            let best = about
                .iter()
                .filter_map(|at| self.best(*at, among, world, chosen[at]))
                .min_by_key(|(gained, ..)| *gained);
            let Some((gained, at, choice)) = best else {
                return false;
            };
            // Where no change is better, one at random gets out of a corner.
            let (at, choice) = if gained < 0 {
                (at, choice)
            } else {
                let at = about[chance.below(about.len())];
                (at, chance.below(among.domain.settings[at].choices()))
            };
            among.domain.settings[at].set(world, choice);
            chosen.insert(at, choice);
        }
        self.goals.iter().all(|(goal, _)| among.meets(goal, world))
    }

    /// The change of one fact that leaves the fewest goals unmet: how many more than before, the fact
    /// and what it becomes. The world stays as it is.
    fn best(
        &self,
        at: usize,
        among: &Witnesses<'_>,
        world: &mut World,
        now: usize,
    ) -> Option<(isize, usize, usize)> {
        let setting = &among.domain.settings[at];
        let asking: Vec<&Goal<'_>> = self
            .goals
            .iter()
            .filter(|(_, settings)| settings.contains(&at))
            .map(|(goal, _)| goal)
            .collect();
        let unmet = |world: &World| -> isize {
            let unmet = asking.iter().filter(|goal| !among.meets(goal, world));
            isize::try_from(unmet.count()).unwrap_or(isize::MAX)
        };
        let before = unmet(world);
        let others = (0..setting.choices()).filter(|choice| *choice != now);
        let best = others
            .map(|choice| {
                setting.set(world, choice);
                (unmet(world) - before, at, choice)
            })
            .min_by_key(|(gained, ..)| *gained);
        setting.set(world, now);
        best
    }
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
