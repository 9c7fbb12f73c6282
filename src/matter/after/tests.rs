//! The time after the decision: who may do what in which order, and what comes back on which day.

mod follow_ups;
mod observed;
mod rounds;
mod steps;

use super::follow_up::{Known, Nearness, Source, Upcoming, upcoming};
use crate::{
    matter::{
        act::Action,
        samples::{MOLNTJANST, Play, day, manager, officer},
    },
    workflow::{definition::Definition, phase::Phase, read},
};
use chrono::NaiveDate;

/// The shipped workflow with `more` said about the time after the decision.
pub(super) fn saying(more: &str) -> Definition {
    let source = MOLNTJANST
        .replace("[fields.leverantor]", "[fields.leverantor]\nlive = true")
        .replace("[review]\n", &format!("{more}\n[review]\n"));
    // What the shipped file says of its own would be there twice.
    let mut definition = read("prov.toml", &source).unwrap_or_else(|findings| panic!("{findings}"));
    definition.id = "prov".parse().unwrap();
    definition
}

/// A decided matter of that workflow, being carried out; the decision is of 29 March 2022.
pub(super) fn in_force(definition: Definition) -> Play {
    let mut play = Play::of(definition);
    for step in &play.definition.execution {
        play.executors
            .insert(step.key.clone(), vec![manager(), officer()]);
    }
    play.brought_to(Phase::InForce)
}

pub(super) fn on(play: &Play, today: &str) -> Vec<Upcoming> {
    let known = Known {
        definition: &play.definition,
        today: day(today),
        adequacy_changes: &play.adequacy_changes,
    };
    upcoming(&play.matter, &known)
}

pub(super) fn nearness(play: &Play, source: &Source, today: &str) -> Option<(Nearness, NaiveDate)> {
    on(play, today)
        .into_iter()
        .find(|it| it.source == *source)
        .map(|it| (it.nearness, it.day))
}

pub(super) fn execute(step: &str, certificate: Option<&str>) -> Action {
    Action::ExecuteStep {
        step: step.parse().unwrap(),
        certificate: certificate.map(str::to_owned),
    }
}
