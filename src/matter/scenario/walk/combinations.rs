//! What the gates after the decision ask about, and how it can be combined.
//!
//! A gate is put together by and, or and not. The parts that the matter's facts alone decide never
//! change while it is carried out, so that their answers, together with what is done on the way, are
//! all that a gate hangs on. Facts that give the same answers are the same matter.

use super::cases::is_before_decision;
use crate::workflow::{
    definition::Definition,
    gate::{
        Binding, Gate,
        syntax::{DocumentAttribute, Node, NodeKind, Place},
    },
    keys::StepKey,
    phase::Phase,
};

/// So many parts are combined in every way; more are combined two by two.
pub(super) const MOST: usize = 4;

/// The parts of the gates that stop something after the decision and that facts alone decide, each
/// once. One that had to open for the decision is not asked again: an exception from it holds then too.
pub(super) fn asked_after_decision(definition: &Definition) -> Vec<Node> {
    let stops = |gate: &&Gate| gate.binding == Binding::Must && is_after_decision(gate);
    let gates = definition.gates.iter().filter(stops);
    let mut asked: Vec<Node> = Vec::new();
    for gate in gates.filter(|gate| !is_before_decision(gate)) {
        for part in decided_by_facts(&gate.check) {
            if !asked.contains(&part) {
                asked.push(part);
            }
        }
    }
    asked
}

/// The largest parts of a condition that facts alone decide, each so that it opens when it holds.
pub(super) fn decided_by_facts(condition: &Node) -> Vec<Node> {
    let mut parts = Vec::new();
    collect(condition, false, &mut parts);
    parts
}

fn collect(node: &Node, denied: bool, parts: &mut Vec<Node>) {
    if !asks_about_what_is_done(node) {
        let part = node.clone();
        parts.push(if denied {
            Node {
                span: part.span.clone(),
                kind: NodeKind::Not(Box::new(part)),
            }
        } else {
            part
        });
        return;
    }
    match &node.kind {
        NodeKind::Or(inner) | NodeKind::And(inner) => {
            for inner in inner {
                collect(inner, denied, parts);
            }
        }
        NodeKind::Not(inner) => collect(inner, !denied, parts),
        _ => {}
    }
}

/// Whether something in it changes by what is done with the matter.
fn asks_about_what_is_done(node: &Node) -> bool {
    let mut asks = false;
    node.walk(&mut |part| {
        asks |= match &part.kind {
            NodeKind::Approved(_)
            | NodeKind::Done(_)
            | NodeKind::DecidedUntil
            | NodeKind::Expired => true,
            NodeKind::Place(Place::Field(name)) => matches!(name.as_str(), "phase" | "decision"),
            _ => false,
        };
    });
    asks
}

/// Whether a gate after the decision asks if the step was approved.
pub(super) fn asks_about_approval_of(definition: &Definition, step: &StepKey) -> bool {
    let mut asks = false;
    let after = definition
        .gates
        .iter()
        .filter(|gate| is_after_decision(gate));
    after.for_each(|gate| {
        gate.check.walk(&mut |part| {
            let asked =
                matches!(&part.kind, NodeKind::Approved(asked) if asked.value == step.as_str());
            asks |= asked;
        });
    });
    asks
}

/// Whether time makes a difference after the decision: to a gate, or by the decision's last day.
pub(super) fn asks_about_time(definition: &Definition) -> bool {
    let mut asks = definition.until.is_some() && !definition.execution.is_empty();
    let after = definition
        .gates
        .iter()
        .filter(|gate| is_after_decision(gate));
    after.for_each(|gate| {
        gate.check.walk(&mut |part| {
            asks |= matches!(
                part.kind,
                NodeKind::Today
                    | NodeKind::DaysSince(_)
                    | NodeKind::Expired
                    | NodeKind::DecidedUntil
                    | NodeKind::Adequate(_)
                    | NodeKind::Document {
                        attribute: DocumentAttribute::Age,
                        ..
                    }
            );
        });
    });
    asks
}

/// Whether the gate is met after the decision.
fn is_after_decision(gate: &Gate) -> bool {
    let after = gate.at.iter().any(|phase| Phase::Decided < *phase);
    after || !gate.before.is_empty()
}

/// Which of so many parts should hold and which not, in every combination or two by two.
pub(super) fn of(number: usize) -> Vec<Vec<(usize, bool)>> {
    let ways = |parts: &[usize]| -> Vec<Vec<(usize, bool)>> {
        (0..1_usize << parts.len())
            .map(|way| {
                let signs = parts.iter().enumerate();
                signs
                    .map(|(bit, part)| (*part, way >> bit & 1 == 0))
                    .collect()
            })
            .collect()
    };
    if number <= MOST {
        return ways(&(0..number).collect::<Vec<usize>>());
    }
    (0..number)
        .flat_map(|one| (one + 1..number).map(move |other| [one, other]))
        .flat_map(|pair| ways(&pair))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workflow::gate::parse;

    fn parts(condition: &str) -> Vec<String> {
        let parts = decided_by_facts(&parse(condition).unwrap());
        parts.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn what_is_done_on_the_way_is_left_out_and_what_is_denied_is_turned_round() {
        assert_eq!(parts("a < 5 and b"), ["a < 5 and b"]);
        assert_eq!(parts("a < 5 and done('intyg')"), ["a < 5"]);
        assert_eq!(parts("not (a < 5 or done('intyg'))"), ["not a < 5"]);
        assert_eq!(parts("done('intyg')"), [""; 0]);
    }

    #[test]
    fn few_parts_are_combined_in_every_way_and_many_two_by_two() {
        assert_eq!(of(0), [vec![]]);
        assert_eq!(of(2).len(), 4);
        assert_eq!(of(4).len(), 16);
        assert_eq!(of(5).len(), 10 * 4);
    }
}
