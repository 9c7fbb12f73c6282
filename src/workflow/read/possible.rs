//! What a condition of the file never does: a gate that cannot open or stop, a way that is never
//! taken, something that is never asked for.

use super::conditions::Whens;
use super::notes::{Located, Notes};
use crate::workflow::definition::Field;
use crate::workflow::finding::Code;
use crate::workflow::gate::cases::World;
use crate::workflow::gate::syntax::Node;
use crate::workflow::gate::types::Vocabulary;
use crate::workflow::phase::Phase;

/// A gate must be able to open, and to stop something.
pub(super) fn gate_decides(
    notes: &Notes<'_>,
    check: &Node,
    written: &Located<&str>,
    at: &[Phase],
    fields: &[Field],
    (vocabulary, whens): (&Vocabulary<'_>, &Whens<'_>),
) {
    let demanded = fields.iter().filter(|field| {
        let since = field
            .required
            .filter(|since| at.iter().all(|at| at.demands(*since)));
        since.is_some() && !whens.field_is_conditional(field.key.as_str())
    });
    let world = |filled| World { vocabulary, filled };
    let as_written = world(demanded.map(|field| field.key.as_str()).collect());
    let outcomes = as_written.outcomes(check);
    if !outcomes.holds {
        let message = "spärren kan aldrig öppna: inga värden uppfyller villkoret";
        let way_out = "se efter om and ska vara or, eller om ett värde är fel".to_owned();
        notes.add(Code::NeverOpens, &written.span, message, Some(way_out));
    } else if !outcomes.fails && !outcomes.unknown {
        let whatever = world(Vec::new()).outcomes(check);
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
