//! Gates and routes: the parts that hold conditions.

use std::collections::BTreeSet;

use super::conditions::{Whens, asked_in_time, check_placeholders, condition};
use super::notes::{Located, Notes};
use super::possible::{gate_decides, route_can_be_taken};
use super::table::{Table, text};
use super::words;
use crate::workflow::definition::{Decider, Field, Route};
use crate::workflow::finding::Code;
use crate::workflow::gate::syntax::Node;
use crate::workflow::gate::types::Vocabulary;
use crate::workflow::gate::{Binding, Gate, Override};
use crate::workflow::keys::{BodyKey, DocumentKind, ExecutionKey, GateKey, RouteKey};
use crate::workflow::phase::Phase;

pub(super) fn gates(
    root: &Table<'_>,
    vocabulary: &Vocabulary<'_>,
    fields: &[Field],
    whens: &Whens<'_>,
) -> Vec<Gate> {
    let mut seen = BTreeSet::new();
    let tables = root.tables("gates", "spärren");
    tables
        .into_iter()
        .filter_map(|table| gate(&table, &mut seen, vocabulary, fields, whens))
        .collect()
}

fn gate(
    table: &Table<'_>,
    seen: &mut BTreeSet<String>,
    vocabulary: &Vocabulary<'_>,
    fields: &[Field],
    whens: &Whens<'_>,
) -> Option<Gate> {
    let notes = table.notes();
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
        let mut phases = at.clone();
        if !before.is_empty() {
            phases.push(Phase::InForce); // where the execution is
        }
        asked_in_time(notes, check, written, &phases, fields, whens);
        gate_decides(notes, check, written, &phases, fields, (vocabulary, whens));
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
            phases.extend(words::phase(notes, &point));
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

pub(super) fn routes(root: &Table<'_>, vocabulary: &Vocabulary<'_>) -> Vec<Route> {
    let notes = root.notes();
    let Some(decision) = root.table("decision", "beslutet") else {
        root.missing("decision");
        return Vec::new();
    };
    let mut seen = BTreeSet::new();
    let mut caught_all = false;
    let mut routes = Vec::new();
    for table in decision.tables("routes", "beslutsvägen") {
        if caught_all {
            let message =
                "vägen kan aldrig nås: en väg före den saknar when och tar alla ärenden".to_owned();
            notes.add(
                Code::NeverReached,
                table.span(),
                message,
                Some("flytta den före den vägen".to_owned()),
            );
        }
        caught_all |= table.written("when").is_none();
        routes.extend(route(&table, &mut seen, &routes, vocabulary));
    }
    if !caught_all {
        let message = "ett ärende kan bli utan beslutsfattare: ingen väg saknar when".to_owned();
        notes.add(
            Code::NoCatchAll,
            decision.span(),
            message,
            Some("lägg till en sista väg utan when".to_owned()),
        );
    }
    decision.finish();
    routes
}

fn route(
    table: &Table<'_>,
    seen: &mut BTreeSet<String>,
    before: &[Route],
    vocabulary: &Vocabulary<'_>,
) -> Option<Route> {
    let notes = table.notes();
    let key = words::id::<RouteKey>(table, seen);
    let when = match table.optional_text("when") {
        Some(written) => {
            let when = condition(notes, &written, vocabulary)?;
            let before: Vec<&Node> = before
                .iter()
                .filter_map(|route| route.when.as_ref())
                .collect();
            route_can_be_taken(notes, &before, (&when, &written), vocabulary);
            Some(when)
        }
        None => None,
    };
    let by = decider(table);
    table.finish();
    Some(Route {
        key: key?,
        when,
        by: by?,
    })
}

/// `"delegate"` with its point, `"urgent_chair"`, a body, or a list of bodies.
fn decider(table: &Table<'_>) -> Option<Decider> {
    let notes = table.notes();
    let written = table.demanded("by")?;
    let names: Vec<Located<&str>> = match written.get_ref().as_array() {
        Some(list) => list
            .iter()
            .filter_map(|one| text(notes, "by", one))
            .collect(),
        None => vec![text(notes, "by", written)?],
    };
    match names.as_slice() {
        [] => {
            table.missing("by");
            None
        }
        [one] if one.value == "delegate" => {
            let point = table.text("point")?.value.to_owned();
            Some(Decider::Delegate { point })
        }
        [one] if one.value == "urgent_chair" => Some(Decider::UrgentChair),
        bodies => {
            let keys: Vec<BodyKey> = bodies.iter().filter_map(|body| notes.name(body)).collect();
            (keys.len() == bodies.len()).then_some(Decider::Bodies(keys))
        }
    }
}
