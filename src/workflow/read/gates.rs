//! Gates: what must hold before a phase may begin or a step may be done.

use std::collections::BTreeSet;

use super::conditions::{Whens, asked_in_time, check_placeholders, condition};
use super::notes::{Located, Notes};
use super::possible::gate_decides;
use super::table::Table;
use super::words;
use crate::workflow::after::Execution;
use crate::workflow::definition::{Decider, Field, Route};
use crate::workflow::finding::Code;
use crate::workflow::gate::types::Vocabulary;
use crate::workflow::gate::{Binding, Gate, Override};
use crate::workflow::keys::{BodyKey, DocumentKind, ExecutionKey, GateKey};
use crate::workflow::phase::Phase;

/// What the gates of a file may speak of.
pub(super) struct Known<'k> {
    pub(super) vocabulary: &'k Vocabulary<'k>,
    pub(super) fields: &'k [Field],
    pub(super) whens: &'k Whens<'k>,
    pub(super) execution: &'k [Execution],
}

/// Where a gate is tried.
#[derive(Clone, Copy)]
pub(super) enum Point<'k> {
    /// Before a phase begins.
    Phase(Phase),
    /// Before a step of the execution.
    Before(&'k Execution),
}

impl Point<'_> {
    /// The phase that the matter is in, or is about to enter.
    pub(super) fn phase(self) -> Phase {
        match self {
            Self::Phase(phase) => phase,
            Self::Before(_) => Phase::InForce,
        }
    }
}

pub(super) fn gates(root: &Table<'_>, known: &Known<'_>) -> Vec<Gate> {
    let mut seen = BTreeSet::new();
    let tables = root.tables("gates", "spärren");
    tables
        .into_iter()
        .filter_map(|table| gate(&table, &mut seen, known))
        .collect()
}

/// Whoever may let a matter through although a gate does not hold must decide on some route. `routes`
/// are all of the file.
pub(super) fn overrides_are_given(root: &Table<'_>, routes: &[Route]) {
    let notes = root.notes();
    let last = |route: &Route| match &route.by {
        Decider::Bodies(bodies) => bodies.last().cloned(),
        Decider::Delegate { .. } | Decider::UrgentChair => None,
    };
    let deciding: BTreeSet<BodyKey> = routes.iter().filter_map(last).collect();
    let gates = root.entries().get("gates");
    let gates = gates.and_then(|written| written.get_ref().as_array());
    let by = gates.into_iter().flatten().filter_map(|gate| {
        let exception = gate.get_ref().as_table()?.get("override")?;
        exception.get_ref().as_table()?.get("by")
    });
    for written in by {
        let key = written.get_ref().as_str();
        let Some(key) = key.and_then(|key| key.parse::<BodyKey>().ok()) else {
            continue;
        };
        if !deciding.contains(&key) {
            let message = format!("organet '{key}' beslutar inte på någon väg");
            let way_out = "låt en beslutsväg sluta hos organet".to_owned();
            let span = written.span();
            notes.add(Code::NowhereToOverride, &span, message, Some(way_out));
        }
    }
}

fn gate(table: &Table<'_>, seen: &mut BTreeSet<String>, known: &Known<'_>) -> Option<Gate> {
    let notes = table.notes();
    let vocabulary = known.vocabulary;
    let key = words::id::<GateKey>(table, seen);
    let (at, before) = points(table, vocabulary);
    let binding = binding(table);
    let overridable = overridable(table, vocabulary);
    let written = table.text("check");
    let check = written
        .as_ref()
        .and_then(|written| condition(notes, written, vocabulary));
    let message = table.text("message");
    if let Some(message) = &message {
        check_placeholders(notes, message, vocabulary);
    }
    let reference = table
        .optional_text("ref")
        .map(|reference| reference.value.to_owned());
    if reference.is_none() {
        let way_out = "lägg till ref = \"…\" med lagrummet eller riktlinjen".to_owned();
        notes.add(
            Code::NoSource,
            table.span(),
            "spärren anger inte vilken regel den bygger på",
            Some(way_out),
        );
    }
    if let (Some(check), Some(written)) = (&check, &written) {
        let is_here = |step: &&Execution| before.contains(&step.key);
        let steps = known.execution.iter().filter(is_here).map(Point::Before);
        let phases = at.iter().copied().map(Point::Phase);
        let points: Vec<Point<'_>> = phases.chain(steps).collect();
        asked_in_time(notes, check, written, &points, known);
        gate_decides(notes, check, written, &points, known);
    }
    table.finish();
    Some(Gate {
        key: key?,
        at,
        before,
        binding,
        overridable,
        check: check?,
        message: message?.value.to_owned(),
        reference,
    })
}

/// The phases and the steps of the execution that a gate stands before.
fn points(table: &Table<'_>, vocabulary: &Vocabulary<'_>) -> (Vec<Phase>, Vec<ExecutionKey>) {
    let notes = table.notes();
    let (mut phases, mut steps) = (Vec::new(), Vec::new());
    let written = table.texts("at");
    if written.is_empty() {
        table.missing("at");
    }
    for point in written {
        let Some(step) = point.value.strip_prefix("execution:") else {
            phases.extend(words::guarded_phase(notes, &point));
            continue;
        };
        let step = Located {
            value: step,
            span: point.span.clone(),
        };
        let known = vocabulary.execution.iter().copied();
        if notes.known(Code::UnknownStep, "okänt verkställighetssteg", &step, known) {
            steps.extend(notes.name::<ExecutionKey>(&step));
        }
    }
    (phases, steps)
}

/// `must` when left out.
fn binding(table: &Table<'_>) -> Binding {
    let Some(written) = table.optional_text("binding") else {
        return Binding::Must;
    };
    let known = ["must", "should"];
    table
        .notes()
        .known(Code::BadWord, "okänt ord", &written, known);
    if written.value == "should" {
        Binding::Should
    } else {
        Binding::Must
    }
}

/// `{ by = "kf", needs = "document:overvagande" }`
fn overridable(gate: &Table<'_>, vocabulary: &Vocabulary<'_>) -> Option<Override> {
    let notes = gate.notes();
    let table = gate.table("override", "undantaget")?;
    let by = table.text("by").and_then(|by| notes.name::<BodyKey>(&by));
    let needs = table
        .optional_text("needs")
        .and_then(|needs| document_needed(notes, &needs, vocabulary));
    table.finish();
    Some(Override { by: by?, needs })
}

fn document_needed(
    notes: &Notes<'_>,
    written: &Located<&str>,
    vocabulary: &Vocabulary<'_>,
) -> Option<DocumentKind> {
    let Some(kind) = written.value.strip_prefix("document:") else {
        let message = format!("'{}' är ingen handling", written.value);
        let way_out = "skriv \"document:\" och handlingens namn".to_owned();
        notes.add(Code::BadWord, &written.span, message, Some(way_out));
        return None;
    };
    let kind = Located {
        value: kind,
        span: written.span.clone(),
    };
    let known = vocabulary.documents.iter().copied();
    notes
        .known(Code::UnknownDocument, "okänd handling", &kind, known)
        .then(|| kind.value.parse().ok())?
}
