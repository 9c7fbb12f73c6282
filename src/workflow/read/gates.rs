//! Gates and routes: the parts that hold conditions.

use std::collections::BTreeSet;

use super::notes::{Located, Notes};
use super::table::{Table, inside, text};
use super::words;
use crate::workflow::definition::{Decider, Field, Route};
use crate::workflow::finding::{Code, did_you_mean};
use crate::workflow::gate::syntax::Node;
use crate::workflow::gate::types::{Vocabulary, check};
use crate::workflow::gate::{Gate, parse, placeholders};
use crate::workflow::keys::{BodyKey, GateKey, RouteKey};
use crate::workflow::phase::Phase;

pub(super) fn gates(root: &Table<'_>, vocabulary: &Vocabulary<'_>, fields: &[Field]) -> Vec<Gate> {
    let mut seen = BTreeSet::new();
    let tables = root.tables("gates", "spärren");
    tables
        .into_iter()
        .filter_map(|table| gate(&table, &mut seen, vocabulary, fields))
        .collect()
}

fn gate(
    table: &Table<'_>,
    seen: &mut BTreeSet<String>,
    vocabulary: &Vocabulary<'_>,
    fields: &[Field],
) -> Option<Gate> {
    let notes = table.notes();
    let key = words::id::<GateKey>(table, seen);
    let phases = table.texts("at");
    if phases.is_empty() {
        table.missing("at");
    }
    let at: Vec<_> = phases
        .iter()
        .filter_map(|written| words::phase(notes, written))
        .collect();
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
        asked_in_time(notes, check, written, &at, fields);
    }
    table.finish();
    Some(Gate {
        key: key?,
        at,
        check: check?,
        message: message?.value.to_owned(),
        reference,
    })
}

/// A condition that can be read and makes sense in this file.
pub(super) fn condition(
    notes: &Notes<'_>,
    written: &Located<&str>,
    vocabulary: &Vocabulary<'_>,
) -> Option<Node> {
    let (node, faults) = match parse(written.value) {
        Ok(node) => {
            let faults = check(&node, vocabulary);
            (Some(node), faults)
        }
        Err(fault) => (None, vec![fault]),
    };
    let sound = faults.is_empty();
    for fault in faults {
        let place = inside(notes.source(), written, &fault.span);
        notes.add(fault.code, &place, fault.message, fault.suggestion);
    }
    node.filter(|_| sound)
}

fn check_placeholders(notes: &Notes<'_>, message: &Located<&str>, vocabulary: &Vocabulary<'_>) {
    let Some(found) = placeholders(message.value) else {
        let text = "meddelandet har en klammer som inte hör ihop med någon annan".to_owned();
        notes.add(
            Code::BadPlaceholder,
            &message.span,
            text,
            Some("skriv {fält}".to_owned()),
        );
        return;
    };
    let known = || vocabulary.fields.iter().map(|(name, _)| *name);
    for (name, span) in found {
        if !known().any(|field| field == name) {
            let place = inside(notes.source(), message, &span);
            let text = format!("meddelandet nämner fältet '{name}' som inte finns");
            notes.add(
                Code::BadPlaceholder,
                &place,
                text,
                did_you_mean(name, known()),
            );
        }
    }
}

/// A gate that needs a field must not come before the field is demanded.
fn asked_in_time(
    notes: &Notes<'_>,
    check: &Node,
    written: &Located<&str>,
    at: &[Phase],
    fields: &[Field],
) {
    for (name, span) in check.fields_compared() {
        let Some(field) = fields.iter().find(|field| field.key.as_str() == name) else {
            continue;
        };
        let place = inside(notes.source(), written, &span);
        match field.required {
            None => {
                let message = format!(
                    "ingen måste fylla i fältet '{name}': saknas det så öppnar spärren inte"
                );
                let way_out = "ange required för fältet".to_owned();
                notes.add(Code::NeverAsked, &place, message, Some(way_out));
            }
            Some(required) => {
                if let Some(too_early) = at.iter().find(|phase| !phase.demands(required)) {
                    let message = format!(
                        "fältet '{name}' krävs först i fasen {}, men spärren prövas redan i fasen {}",
                        required.key(),
                        too_early.key()
                    );
                    let way_out = format!("ange required = \"{}\" för fältet", too_early.key());
                    notes.add(Code::AskedTooLate, &place, message, Some(way_out));
                }
            }
        }
    }
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
        routes.extend(route(&table, &mut seen, vocabulary));
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
    vocabulary: &Vocabulary<'_>,
) -> Option<Route> {
    let notes = table.notes();
    let key = words::id::<RouteKey>(table, seen);
    let when = match table.optional_text("when") {
        Some(written) => Some(condition(notes, &written, vocabulary)?),
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
