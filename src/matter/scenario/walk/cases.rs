//! Made-up matters that together take every route and meet every gate both open and closed, and
//! after the decision every combination of what the gates there ask about ([`combinations`]).
//!
//! Before the decision one gate at a time is enough. A closed gate only refuses, so a matter that
//! meets two of them can do nothing that it could not do with either alone, and it can always be
//! withdrawn. After the decision there is no such way out.

use super::combinations;
use crate::workflow::{
    definition::{Definition, Route},
    gate::{
        Binding, Gate, holds,
        syntax::Node,
        witness::{Goal, Search, Witnesses, World},
    },
    keys::FieldKey,
    phase::Phase,
    scenario::{GivenAround, GivenDocument, Scenario},
    value::Value,
};
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet};

/// The matters, and what no matter could be made up for.
pub(super) struct Cases {
    /// The matters.
    pub(super) found: Vec<Case>,
    /// What is missing, as Swedish sentences.
    pub(super) missing: Vec<String>,
    /// What has not been tried, as Swedish sentences.
    pub(super) untried: BTreeSet<String>,
    /// How many combinations of what the gates after the decision ask about were found a matter for.
    pub(super) combinations: usize,
    /// What the conditions answer for the matters that are there, as far as facts decide it.
    known: BTreeSet<Vec<Option<bool>>>,
}

/// A made-up matter.
pub(super) struct Case {
    /// What it holds from the beginning.
    pub(super) scenario: Scenario,
    /// The points by which something is delegated, beside those that no condition asks about.
    pub(super) delegated: BTreeSet<String>,
    /// Whether every answer of every reviewer is tried. What follows on an answer does not hang on
    /// the facts, so that one matter for each route is enough.
    pub(super) every_answer: bool,
    /// What is observed of the live fields that gates after the decision ask about: the values with
    /// which a matter comes through.
    pub(super) observed: BTreeMap<FieldKey, Value>,
}

/// Makes up the matters.
pub(super) fn cases(definition: &Definition, today: NaiveDate) -> Cases {
    let conditions: Vec<&Node> = conditions(definition).collect();
    let maker = Maker {
        definition,
        witnesses: Witnesses::of(definition, today, &conditions),
        parts: conditions
            .iter()
            .flat_map(|condition| combinations::decided_by_facts(condition))
            .collect(),
    };
    let mut cases = Cases {
        found: Vec::new(),
        missing: Vec::new(),
        untried: BTreeSet::new(),
        combinations: 0,
        known: BTreeSet::new(),
    };
    for (place, route) in definition.routes.iter().enumerate() {
        maker.take(place, route, &mut cases);
    }
    for gate in &definition.gates {
        maker.close(gate, &mut cases);
    }
    maker.observe(&mut cases);
    cases
}

/// Everything that is asked about a matter's facts: of the gates, and of the routes.
fn conditions(definition: &Definition) -> impl Iterator<Item = &Node> {
    let gates = definition.gates.iter().map(|gate| &gate.check);
    let routes = definition.routes.iter();
    gates.chain(routes.filter_map(|route| route.when.as_ref()))
}

/// Whether the gate is met on the way to the decision.
pub(super) fn is_before_decision(gate: &Gate) -> bool {
    gate.at.iter().any(|phase| *phase <= Phase::Decided)
}

struct Maker<'d> {
    definition: &'d Definition,
    witnesses: Witnesses<'d>,
    /// The parts of all conditions that facts alone decide.
    parts: Vec<Node>,
}

impl Maker<'_> {
    /// A matter that takes the route with every gate open, and one for each combination of what is
    /// asked after the decision.
    fn take(&self, place: usize, route: &Route, cases: &mut Cases) {
        let binding = |gate: &&Gate| gate.binding == Binding::Must;
        let must = || self.definition.gates.iter().filter(binding);
        let way = taken(self.definition, place, route);
        let name = format!("beslutsvägen ”{}”", route.key);
        let mut goals = way.clone();
        goals.extend(must().map(|gate| goal(gate, true)));
        let search = self.witnesses.search(&goals);
        match &search.found {
            Some(world) => self.add(&name, world, true, cases),
            None if self.witnesses.search(&way).found.is_some() => cases.missing.push(not_found(
                &search,
                &format!("ärende som alla spärrar öppnar för kan ta {name}"),
            )),
            None => cases
                .missing
                .push(not_found(&search, &format!("ärende kan ta {name}"))),
        }
        let before = must().filter(|gate| is_before_decision(gate));
        goals = way;
        goals.extend(before.map(|gate| goal(gate, true)));
        let asked = combinations::asked_after_decision(self.definition);
        let mut unknown = 0;
        for signs in combinations::of(asked.len()) {
            let mut goals = goals.clone();
            goals.extend(signs.iter().map(|(part, hold)| Goal {
                condition: &asked[*part],
                hold: *hold,
            }));
            let search = self.witnesses.search(&goals);
            match &search.found {
                Some(world) => {
                    cases.combinations += 1;
                    self.add(&name, world, false, cases);
                }
                None if !search.exhausted => unknown += 1,
                None => {}
            }
        }
        if combinations::MOST < asked.len() {
            let number = asked.len();
            cases.untried.insert(format!("alla {number} villkor efter beslutet i varje kombination: de är prövade två och två."));
        }
        if 0 < unknown {
            cases.untried.insert(format!("{unknown} kombinationer av villkor efter beslutet för {name}: det hittades varken något sådant ärende eller att det inte kan finnas."));
        }
    }

    /// A matter that comes as far as to the gate and is met by it closed; and where the gate only
    /// warns, one that it opens for.
    fn close(&self, gate: &Gate, cases: &mut Cases) {
        let name = |said: &str| format!("spärren ”{}” {said}", gate.key);
        if gate.binding == Binding::Should {
            let search = self.witnesses.search(&[goal(gate, true)]);
            match &search.found {
                Some(world) => self.add(&name("öppnar"), world, false, cases),
                None => cases.missing.push(not_found(
                    &search,
                    &format!("ärende öppnar spärren ”{}”", gate.key),
                )),
            }
        }
        let mut goals = vec![goal(gate, false)];
        let alone = self.witnesses.search(&goals);
        if alone.found.is_none() {
            cases.missing.push(not_found(
                &alone,
                &format!("ärende stoppas av spärren ”{}”", gate.key),
            ));
            return;
        }
        // Those that are met before must open, or the matter never comes so far.
        let first = gate.at.iter().copied().min();
        let before = |other: &Gate| match (first, other.at.iter().copied().min()) {
            (Some(here), Some(there)) => there < here,
            (None, Some(_)) => true,
            (None | Some(_), None) => false,
        };
        let beside = |other: &&Gate| other.key != gate.key && other.binding == Binding::Must;
        let others = || self.definition.gates.iter().filter(beside);
        goals.extend(
            others()
                .filter(|one| before(one))
                .map(|one| goal(one, true)),
        );
        let reachable = goals.clone();
        goals.extend(
            others()
                .filter(|one| !before(one))
                .map(|one| goal(one, true)),
        );
        // Best if it is the only one that is closed; two gates can be so alike that it cannot be.
        let only = self.witnesses.search(&goals);
        let met = match only.found {
            Some(_) => only,
            None => self.witnesses.search(&reachable),
        };
        match &met.found {
            Some(world) => self.add(&name("stoppar"), world, false, cases),
            None if met.exhausted => cases.missing.push(format!(
                "Spärren ”{}” stoppar aldrig något: andra spärrar gör det alltid före.",
                gate.key
            )),
            None => cases.missing.push(not_found(
                &met,
                &format!("ärende når fram till spärren ”{}” stängd", gate.key),
            )),
        }
    }

    /// Adds the matter, if there is none that the same gates open for and the same routes take.
    fn add(&self, name: &str, world: &World, every_answer: bool, cases: &mut Cases) {
        let parts = self.parts.iter();
        let answers = parts.map(|part| holds(part, self.definition, world));
        if !cases.known.insert(answers.collect()) && !every_answer {
            return;
        }
        cases.found.push(Case {
            scenario: scenario(self.definition, name, world),
            delegated: world.delegated.clone(),
            every_answer,
            observed: BTreeMap::new(),
        });
    }

    /// What can be observed is what the first matter holds that comes through.
    fn observe(&self, cases: &mut Cases) {
        let Some(through) = cases.found.iter().find(|case| case.every_answer) else {
            return;
        };
        let asked = combinations::asked_after_decision(self.definition);
        let live = self.definition.fields.iter().filter(|field| field.live);
        let asked: Vec<&FieldKey> = live
            .map(|field| &field.key)
            .filter(|key| asked.iter().any(|part| part.names_field(key.as_str())))
            .collect();
        let given = through.scenario.given.iter();
        let observed: BTreeMap<FieldKey, Value> = given
            .filter(|(key, _)| asked.contains(key))
            .map(|(key, value)| (key.clone(), value.clone()))
            .collect();
        for case in &mut cases.found {
            case.observed.clone_from(&observed);
        }
    }
}

/// That nothing was found, as far as it is known.
fn not_found(search: &Search, what: &str) -> String {
    if search.exhausted {
        return format!("Inget {what}.");
    }
    format!("Det gick inte att hitta på något {what}, men alla möjligheter hanns inte med.")
}

fn goal(gate: &Gate, hold: bool) -> Goal<'_> {
    Goal {
        condition: &gate.check,
        hold,
    }
}

/// That no earlier route is taken, and this one is.
fn taken<'d>(definition: &'d Definition, place: usize, route: &'d Route) -> Vec<Goal<'d>> {
    let earlier = definition.routes.iter().take(place);
    let refused = earlier
        .filter_map(|route| route.when.as_ref())
        .map(|condition| Goal {
            condition,
            hold: false,
        });
    let taken = route.when.as_ref().map(|condition| Goal {
        condition,
        hold: true,
    });
    refused.chain(taken).collect()
}

/// The facts as a scenario begins with them. Approvals and steps done are for the walk itself.
fn scenario(definition: &Definition, name: &str, world: &World) -> Scenario {
    let documents = world.documents.iter().map(|(kind, fact)| GivenDocument {
        kind: kind.clone(),
        dated: Some(fact.dated),
        signed: fact.signed,
    });
    let mut texts = BTreeMap::new();
    for section in &definition.sections {
        let said = world
            .sections
            .get(&section.key)
            .filter(|text| !text.is_empty());
        texts.insert(section.key.clone(), said.unwrap_or(&section.title).clone());
    }
    Scenario {
        name: name.to_owned(),
        given: world.fields.clone(),
        documents: documents.collect(),
        unwritten: Vec::new(),
        texts,
        delegations: Vec::new(),
        around: GivenAround::default(),
        today: world.today,
        absent: Vec::new(),
        steps: Vec::new(),
        line: 1,
    }
}
