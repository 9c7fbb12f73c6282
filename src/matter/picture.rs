//! The picture of a matter: that of its type, with what is done, where it is and what blocks it.

use super::{
    requirements::Seen,
    state::{Matter, ReviewAnswerKind},
    surroundings::Surroundings,
};
use crate::{
    domain::refusal::{Place, Reason},
    workflow::{
        definition::Definition,
        gate::GateFacts,
        keys::StepKey,
        phase::Phase,
        picture::{Card, Mark, Part, Picture},
    },
};
use chrono::NaiveDate;
use std::cmp::Ordering;

/// The picture of the matter on the day. `blocking` is what stops its next step.
pub fn picture(
    matter: &Matter,
    definition: &Definition,
    blocking: &[Reason],
    today: NaiveDate,
    around: &Surroundings,
) -> Picture {
    let seen = Seen::on(matter, today, around);
    let mut picture = match matter.phase {
        Phase::Withdrawn => Picture::withdrawn(definition),
        _ => Picture::of(definition),
    };
    let standing = Standing {
        matter,
        blocking,
        seen: &seen,
        route: definition.route(&seen).map(|route| route.key.as_str()),
    };
    picture.title = format!("Ärendets väg: {}", definition.title);
    for column in &mut picture.columns {
        // A tabled matter waits for an agenda; its column bears the name of where it is.
        if matter.phase == Phase::Tabled && column.phase == Phase::Agenda {
            column.phase = Phase::Tabled;
        }
        column.mark = standing.of_phase(column.phase);
        for card in &mut column.entry {
            card.mark = standing.of_entry(column.phase, card);
        }
        for card in &mut column.here {
            card.mark = standing.of_card(column.phase, card);
        }
    }
    picture.condensed()
}

struct Standing<'m> {
    matter: &'m Matter,
    blocking: &'m [Reason],
    seen: &'m dyn GateFacts,
    route: Option<&'m str>,
}

impl Standing<'_> {
    fn of_phase(&self, phase: Phase) -> Mark {
        let here = self.matter.phase;
        match order(phase).cmp(&order(here)) {
            Ordering::Less => Mark::Done,
            Ordering::Equal if here == Phase::Archived => Mark::Done,
            Ordering::Equal if !self.blocking.is_empty() => Mark::Blocked,
            Ordering::Equal => Mark::Now,
            Ordering::Greater => Mark::Ahead,
        }
    }

    /// What must hold to come to `phase`: behind the matter it held, for the next step it may stop.
    fn of_entry(&self, phase: Phase, card: &Card) -> Mark {
        let stops = |reason: &Reason| match &card.of {
            Part::Gate(key) => reason.rule == key.as_str(),
            Part::Document(kind) => {
                reason.place.as_ref() == Some(&Place::Document(kind.to_string()))
            }
            _ => false,
        };
        if order(phase) <= order(self.matter.phase) {
            Mark::Done
        } else if self.blocking.iter().any(stops) {
            Mark::Blocked
        } else if order(phase) == order(self.matter.phase) + 1 {
            Mark::Done
        } else {
            Mark::Ahead
        }
    }

    fn of_card(&self, phase: Phase, card: &Card) -> Mark {
        match &card.of {
            Part::Step(step) => self.of_step(step),
            Part::Route(route) if Some(route.as_str()) == self.route => self.of_phase(phase),
            Part::Execution(step) if self.seen.done(step) => Mark::Done,
            Part::Execution(_) if self.matter.phase == Phase::InForce => Mark::Now,
            Part::Route(_) | Part::Execution(_) => Mark::Ahead,
            _ => Mark::Planned,
        }
    }

    /// A step that nobody needed to approve is neither done nor stopping anything.
    fn never_asked(&self) -> Mark {
        match self.of_phase(Phase::Review) {
            Mark::Ahead => Mark::Ahead,
            _ => Mark::Planned,
        }
    }

    fn of_step(&self, step: &StepKey) -> Mark {
        let asked = self.matter.review(step);
        let answer = asked.and_then(|asked| asked.answer.as_ref());
        match answer.map(|answer| answer.kind) {
            _ if self.matter.is_approved(step) => Mark::Done,
            _ if self.matter.phase != Phase::Review => self.never_asked(),
            Some(ReviewAnswerKind::SentBack | ReviewAnswerKind::Disqualified) => Mark::Blocked,
            _ if asked.is_some() => Mark::Now,
            _ => Mark::Ahead,
        }
    }
}

/// Where a phase stands on the way; the detours stand where the matter left it.
fn order(phase: Phase) -> usize {
    match phase {
        Phase::Draft => 0,
        Phase::Review | Phase::Withdrawn => 1,
        Phase::Ready => 2,
        Phase::Agenda | Phase::Tabled => 3,
        Phase::Decided => 4,
        Phase::InForce => 5,
        Phase::Closed => 6,
        Phase::Archived => 7,
    }
}
