//! What a condition of the file never does: a gate that cannot open or stop, a way that is never
//! taken, something that is never asked for.

use super::gates::{Known, Point};
use super::notes::{Located, Notes};
use crate::workflow::after::Execution;
use crate::workflow::finding::Code;
use crate::workflow::gate::cases::{NotYet, World};
use crate::workflow::gate::syntax::Node;
use crate::workflow::gate::types::Vocabulary;
use crate::workflow::phase::Phase;

/// A gate must be able to open, and to stop something.
pub(super) fn gate_decides(
    notes: &Notes<'_>,
    check: &Node,
    written: &Located<&str>,
    at: &[Point<'_>],
    known: &Known<'_>,
) {
    let world = |filled, not_yet| World {
        vocabulary: known.vocabulary,
        filled,
        not_yet,
        effort: notes.effort(),
    };
    let outcomes = world(demanded(at, known), NotYet::default()).outcomes(check);
    if !outcomes.holds {
        let message = "spärren kan aldrig öppna: inga värden uppfyller villkoret";
        let way_out = "se efter om and ska vara or, eller om ett värde är fel".to_owned();
        notes.add(Code::NeverOpens, &written.span, message, Some(way_out));
        return;
    }
    for point in at {
        let filled = demanded(std::slice::from_ref(point), known);
        let at_first = world(filled, not_yet(*point, known));
        if !at_first.outcomes(check).holds {
            let when = match point {
                Point::Phase(phase) => format!("när fasen {} börjar", phase.key()),
                Point::Before(step) => format!("före steget '{}'", step.key),
            };
            let message = format!(
                "spärren kan aldrig öppna {when}: det som villkoret kräver kan inte vara så då"
            );
            let way_out = "pröva spärren senare (at), eller ändra villkoret".to_owned();
            notes.add(Code::NeverOpens, &written.span, message, Some(way_out));
            return;
        }
    }
    if !outcomes.fails && !outcomes.unknown {
        let whatever = world(Vec::new(), NotYet::default()).outcomes(check);
        if whatever.fails || whatever.unknown {
            let message = "spärren stoppar aldrig: de fält som den frågar om krävs redan innan";
            let way_out = "ta bort spärren, eller fråga om fältens innehåll".to_owned();
            notes.add(Code::Redundant, &written.span, message, Some(way_out));
        } else {
            let message = "spärren kan aldrig stoppa: alla värden uppfyller villkoret";
            let way_out = "se efter om or ska vara and, eller ta bort spärren".to_owned();
            notes.add(Code::NeverStops, &written.span, message, Some(way_out));
        }
    }
}

/// The fields that are filled in wherever the gate stands.
fn demanded<'k>(at: &[Point<'_>], known: &Known<'k>) -> Vec<&'k str> {
    let fields = known.fields.iter().filter(|field| {
        let since = field
            .required
            .filter(|since| at.iter().all(|point| point.phase().demands(*since)));
        since.is_some() && !known.whens.field_is_conditional(field.key.as_str())
    });
    fields.map(|field| field.key.as_str()).collect()
}

/// What cannot have happened the first time that a matter comes to the point. A gate that waits for
/// it lets no matter through, so there is no second time.
fn not_yet<'k>(point: Point<'k>, known: &Known<'k>) -> NotYet<'k> {
    let steps = known.execution.iter();
    match point {
        Point::Phase(phase) => NotYet {
            approved: phase == Phase::Review,
            decided: phase <= Phase::Decided,
            done: steps
                .filter(|_| phase <= Phase::InForce)
                .map(|step| step.key.as_str())
                .collect(),
        },
        Point::Before(step) => {
            // Those that wait for the step stand after it in the file.
            let mut waiting: Vec<&Execution> = vec![step];
            for other in steps {
                let waits = |for_one: &&Execution| other.after.contains(&for_one.key);
                if !other.after_rejection && waiting.iter().any(waits) {
                    waiting.push(other);
                }
            }
            NotYet {
                done: waiting.iter().map(|step| step.key.as_str()).collect(),
                ..NotYet::default()
            }
        }
    }
}

/// What has a `when` must be asked for in some matter.
pub(super) fn when_can_hold(
    notes: &Notes<'_>,
    when: &Node,
    written: &Located<&str>,
    vocabulary: &Vocabulary<'_>,
) {
    let world = World {
        vocabulary,
        filled: Vec::new(),
        not_yet: NotYet::default(),
        effort: notes.effort(),
    };
    if !world.outcomes(when).holds {
        let message = "villkoret kan aldrig gälla, så det här frågas aldrig efter";
        let way_out = "se efter om and ska vara or, eller om ett värde är fel".to_owned();
        notes.add(Code::NeverHolds, &written.span, message, Some(way_out));
    }
}

/// A way to the decision must be taken by some matter that the ways before it leave over.
pub(super) fn route_can_be_taken(
    notes: &Notes<'_>,
    before: &[&Node],
    (when, written): (&Node, &Located<&str>),
    vocabulary: &Vocabulary<'_>,
) {
    let world = World {
        vocabulary,
        filled: Vec::new(),
        not_yet: NotYet::default(),
        effort: notes.effort(),
    };
    let (message, way_out) = if !world.outcomes(when).holds {
        (
            "vägen kan aldrig nås: inga värden uppfyller villkoret",
            "se efter om and ska vara or, eller om ett värde är fel",
        )
    } else if !world.can_be_reached(before, when) {
        (
            "vägen kan aldrig nås: vägarna före tar alla ärenden som den passar på",
            "flytta den före dem, eller ändra villkoret",
        )
    } else {
        return;
    };
    notes.add(
        Code::NeverReached,
        &written.span,
        message,
        Some(way_out.to_owned()),
    );
}

#[cfg(test)]
mod tests;
