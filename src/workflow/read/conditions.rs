//! Conditions where they stand in a file: read, checked against the file, and placed in time.

use std::collections::BTreeMap;

use super::gates::{Known, Point};
use super::notes::{Located, Notes};
use super::possible::when_can_hold;
use super::table::{Table, Written, inside, text};
use crate::workflow::definition::{Field, Section};
use crate::workflow::finding::{Code, did_you_mean};
use crate::workflow::gate::syntax::Node;
use crate::workflow::gate::types::{Vocabulary, check};
use crate::workflow::gate::{parse, placeholders};

/// A condition that can be read and makes sense in this file.
pub(super) fn condition(
    notes: &Notes<'_>,
    written: &Located<&str>,
    vocabulary: &Vocabulary<'_>,
) -> Option<Node> {
    let (node, faults) = match parse(written.value) {
        Ok(_) if notes.is_full() => return None,
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

/// When the fields and the sections of a file are asked for, by their names.
///
/// They are read when every field is known, since they may ask about any of them.
#[derive(Default)]
pub(super) struct Whens<'s> {
    fields: BTreeMap<&'s str, Node>,
    sections: BTreeMap<&'s str, Node>,
}

impl<'s> Whens<'s> {
    pub(super) fn read(root: &Table<'s>, vocabulary: &Vocabulary<'_>) -> Self {
        let notes = root.notes();
        let read = |written: Option<Written<'s>>| {
            let written = text(notes, "when", written?)?;
            let node = condition(notes, &written, vocabulary)?;
            when_can_hold(notes, &node, &written, vocabulary);
            Some(node)
        };
        let mut whens = Self::default();
        for (name, written) in root.named("fields") {
            let entries = written.get_ref().as_table();
            if let Some(when) = read(entries.and_then(|entries| entries.get("when"))) {
                whens.fields.insert(name.value, when);
            }
        }
        let sections = root.entries().get("sections");
        let sections = sections.and_then(|written| written.get_ref().as_array());
        for written in sections.into_iter().flatten() {
            let Some(entries) = written.get_ref().as_table() else {
                continue;
            };
            let id = entries.get("id").and_then(|id| id.get_ref().as_str());
            if let (Some(id), Some(when)) = (id, read(entries.get("when"))) {
                whens.sections.insert(id, when);
            }
        }
        whens
    }

    /// Whether a field is asked for only in some matters.
    pub(super) fn field_is_conditional(&self, name: &str) -> bool {
        self.fields.contains_key(name)
    }

    /// Gives each field and section its condition.
    pub(super) fn hand_out(mut self, fields: &mut [Field], sections: &mut [Section]) {
        for field in fields {
            field.when = self.fields.remove(field.key.as_str());
        }
        for section in sections {
            section.when = self.sections.remove(section.key.as_str());
        }
    }
}

pub(super) fn check_placeholders(
    notes: &Notes<'_>,
    message: &Located<&str>,
    vocabulary: &Vocabulary<'_>,
) {
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
///
/// A field that is asked for only in some matters is left out: whether the gate answers without it
/// depends on the matter.
pub(super) fn asked_in_time(
    notes: &Notes<'_>,
    check: &Node,
    written: &Located<&str>,
    at: &[Point<'_>],
    known: &Known<'_>,
) {
    for (name, span) in check.fields_compared() {
        let mut fields = known.fields.iter();
        let Some(field) = fields.find(|field| field.key.as_str() == name) else {
            continue;
        };
        if known.whens.field_is_conditional(name) {
            continue;
        }
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
                let mut phases = at.iter().map(|point| point.phase());
                if let Some(too_early) = phases.find(|phase| !phase.demands(required)) {
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
