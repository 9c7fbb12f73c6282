//! Made-up matters that together take every route and meet every gate both open and closed.

use crate::workflow::{
    definition::{Definition, Route},
    gate::{
        Binding, Gate,
        witness::{Goal, World, search},
    },
    scenario::{GivenAround, GivenDocument, Scenario},
};
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet};

/// The matters, and what no matter could be made up for.
pub(super) struct Cases {
    /// The matters.
    pub(super) found: Vec<Case>,
    /// What is missing, as Swedish sentences.
    pub(super) missing: Vec<String>,
}

/// A made-up matter.
pub(super) struct Case {
    /// What it holds from the beginning.
    pub(super) scenario: Scenario,
    /// The points by which something is delegated, beside those that no condition asks about.
    pub(super) delegated: BTreeSet<String>,
    /// Whether every gate opens for it, so that it must be able to go all the way.
    pub(super) open: bool,
}

pub(super) fn cases(definition: &Definition, today: NaiveDate) -> Cases {
    let mut cases = Cases {
        found: Vec::new(),
        missing: Vec::new(),
    };
    let binding = |gate: &&Gate| gate.binding == Binding::Must;
    let all_open: Vec<Goal<'_>> = definition
        .gates
        .iter()
        .filter(binding)
        .map(|gate| goal(gate, true))
        .collect();
    for (place, route) in definition.routes.iter().enumerate() {
        let mut goals = taken(definition, place, route);
        let alone = search(definition, today, &goals).found.is_some();
        goals.extend(all_open.iter().copied());
        let name = format!("beslutsvägen ”{}”", route.key);
        match search(definition, today, &goals).found {
            Some(world) => cases.add(definition, &name, &world, true),
            None if alone => cases.missing.push(format!(
                "Inget ärende som alla spärrar öppnar för kan ta {name}."
            )),
            None => cases.missing.push(format!("Inget ärende kan ta {name}.")),
        }
    }
    for gate in &definition.gates {
        close(definition, today, gate, &mut cases);
    }
    cases
}

/// A matter that comes as far as to the gate and is met by it closed; and where the gate only warns,
/// one that it opens for.
fn close(definition: &Definition, today: NaiveDate, gate: &Gate, cases: &mut Cases) {
    let name = |said: &str| format!("spärren ”{}” {said}", gate.key);
    if gate.binding == Binding::Should
        && !add(
            definition,
            today,
            &[goal(gate, true)],
            cases,
            &name("öppnar"),
        )
    {
        cases
            .missing
            .push(format!("Spärren ”{}” kan aldrig öppna.", gate.key));
    }
    let mut goals = vec![goal(gate, false)];
    if search(definition, today, &goals).found.is_none() {
        cases
            .missing
            .push(format!("Spärren ”{}” kan aldrig stoppa.", gate.key));
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
    let earlier = definition
        .gates
        .iter()
        .filter(beside)
        .filter(|other| before(other));
    goals.extend(earlier.map(|other| goal(other, true)));
    let reachable = goals.clone();
    let together = definition
        .gates
        .iter()
        .filter(beside)
        .filter(|other| !before(other));
    goals.extend(together.map(|other| goal(other, true)));
    // Best if it is the only one that is closed; two gates can be so alike that it cannot be.
    if !add(definition, today, &goals, cases, &name("stoppar"))
        && !add(definition, today, &reachable, cases, &name("stoppar"))
    {
        cases.missing.push(format!(
            "Spärren ”{}” stoppar aldrig något: andra spärrar gör det alltid före.",
            gate.key
        ));
    }
}

fn add(
    definition: &Definition,
    today: NaiveDate,
    goals: &[Goal<'_>],
    cases: &mut Cases,
    name: &str,
) -> bool {
    let found = search(definition, today, goals).found;
    if let Some(world) = &found {
        cases.add(definition, name, world, false);
    }
    found.is_some()
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

impl Cases {
    fn add(&mut self, definition: &Definition, name: &str, world: &World, open: bool) {
        self.found.push(Case {
            scenario: scenario(definition, name, world),
            delegated: world.delegated.clone(),
            open,
        });
    }
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
