//! The parts about the time after the decision: steps, follow-ups and the register.

use std::collections::BTreeSet;

use super::conditions::condition;
use super::notes::{Located, Notes};
use super::people::role;
use super::table::Table;
use super::words;
use crate::workflow::after::{
    Execution, FollowUp, Inventory, InventoryState, Occasion, Start, facts_of_every_matter,
};
use crate::workflow::definition::{Document, Field};
use crate::workflow::finding::Code;
use crate::workflow::gate::types::Vocabulary;
use crate::workflow::keys::{DocumentKind, ExecutionKey, FieldKey, FollowUpKey, InventoryStateKey};
use crate::workflow::value::FieldType;

/// What the parts may name.
pub(super) struct Names<'a> {
    pub(super) roles: &'a BTreeSet<&'a str>,
    pub(super) fields: &'a [Field],
    /// Every kind of document, faulty or not.
    pub(super) kinds: &'a [&'a str],
    pub(super) documents: &'a [Document],
}

/// The names of the steps after the decision, faulty or not, in the order of the file.
pub(super) fn step_names<'s>(root: &Table<'s>) -> Vec<&'s str> {
    let Some(list) = root
        .written("execution")
        .and_then(|it| it.get_ref().as_array())
    else {
        return Vec::new();
    };
    list.iter()
        .filter_map(|one| one.get_ref().as_table()?.get("id")?.get_ref().as_str())
        .collect()
}

pub(super) fn execution(root: &Table<'_>, names: &Names<'_>) -> Vec<Execution> {
    let all = step_names(root);
    let mut seen = BTreeSet::new();
    let mut earlier: Vec<&str> = Vec::new();
    let mut steps = Vec::new();
    for table in root.tables("execution", "steget") {
        steps.extend(step(&table, &mut seen, &earlier, &all, names));
        let id = table.written("id").and_then(|id| id.get_ref().as_str());
        earlier.extend(id);
    }
    steps
}

fn step(
    table: &Table<'_>,
    seen: &mut BTreeSet<String>,
    earlier: &[&str],
    all: &[&str],
    names: &Names<'_>,
) -> Option<Execution> {
    let notes = table.notes();
    let key = words::id::<ExecutionKey>(table, seen);
    let title = table.text("title");
    let help = table.optional_text("help");
    let role = table
        .text("role")
        .and_then(|written| role(notes, &written, names.roles));
    let before = |key: &'static str| -> Vec<ExecutionKey> {
        let named = table.texts(key);
        let known = named
            .iter()
            .filter(|name| comes_before(notes, name, earlier, all));
        known.filter_map(|name| name.value.parse().ok()).collect()
    };
    let after = before("after");
    let not_same_as = before("not_same_as");
    let certificate = table.optional_text("certificate");
    if let Some(empty) = certificate
        .as_ref()
        .filter(|words| words.value.trim().is_empty())
    {
        let message = "intyget har inga ord att svara för".to_owned();
        notes.add(Code::MissingKey, &empty.span, message, None);
    }
    let after_rejection = table.truth("after_rejection");
    let every_round = table.truth("every_round");
    table.finish();
    Some(Execution {
        key: key?,
        title: title?.value.to_owned(),
        help: help.map(|help| help.value.to_owned()),
        role: role?,
        after,
        not_same_as,
        certificate: certificate.map(|words| words.value.trim().to_owned()),
        after_rejection,
        every_round,
    })
}

/// A step can only wait for one above it, so that no step waits for itself.
fn comes_before(notes: &Notes<'_>, name: &Located<&str>, earlier: &[&str], all: &[&str]) -> bool {
    if !notes.known(
        Code::UnknownStep,
        "okänt steg efter beslutet",
        name,
        all.iter().copied(),
    ) {
        return false;
    }
    if earlier.contains(&name.value) {
        return true;
    }
    let message = format!("steget '{}' står inte före det här", name.value);
    let way_out = Some("skriv stegen i den ordning de görs".to_owned());
    notes.add(Code::NeverReached, &name.span, message, way_out);
    false
}

pub(super) fn follow_ups(root: &Table<'_>, names: &Names<'_>) -> Vec<FollowUp> {
    let steps = step_names(root);
    let mut seen = BTreeSet::new();
    root.tables("follow_up", "uppföljningen")
        .into_iter()
        .filter_map(|table| follow_up(&table, &mut seen, &steps, names))
        .collect()
}

fn follow_up(
    table: &Table<'_>,
    seen: &mut BTreeSet<String>,
    steps: &[&str],
    names: &Names<'_>,
) -> Option<FollowUp> {
    let notes = table.notes();
    let key = words::id::<FollowUpKey>(table, seen);
    let title = table.optional_text("title");
    let period = |key: &'static str| {
        table
            .optional_text(key)
            .and_then(|written| words::period(notes, &written))
    };
    let (every, lead_time) = (period("every"), period("lead_time"));
    let from = table.optional_text("from");
    let start = from
        .as_ref()
        .and_then(|written| start(notes, written, steps, names));
    let also_when: Vec<Occasion> = table
        .texts("also_when")
        .iter()
        .filter_map(|written| occasion(notes, written, names))
        .collect();
    if from.is_none() && (every.is_some() || also_when.is_empty()) {
        table.missing("from");
    }
    if let (Some(written), Some(Start::DecidedUntil)) = (&from, &start)
        && every.is_some()
    {
        let message = "det som räknas från beslutets sista dag kommer på den dagen".to_owned();
        let way_out = Some("ta bort every".to_owned());
        notes.add(Code::BadWord, &written.span, message, way_out);
    }
    table.finish();
    let key = key?;
    Some(FollowUp {
        title: title.map_or_else(|| "Uppföljning".to_owned(), |title| title.value.to_owned()),
        key,
        every,
        from: start,
        lead_time,
        also_when,
    })
}

fn start(
    notes: &Notes<'_>,
    written: &Located<&str>,
    steps: &[&str],
    names: &Names<'_>,
) -> Option<Start> {
    match written.value {
        "decision.date" => return Some(Start::Decided),
        "decision.until" => return Some(Start::DecidedUntil),
        _ => {}
    }
    let (what, name) = written.value.split_once(':').unwrap_or_default();
    let name = Located {
        value: name,
        span: written.span.clone(),
    };
    match what {
        "field" => {
            let field = field(notes, &name, names)?;
            if !matches!(field.kind, FieldType::Date) {
                let message = format!("fältet '{}' är inget datum", name.value);
                notes.add(Code::WrongType, &name.span, message, None);
                return None;
            }
            Some(Start::Field(field.key.clone()))
        }
        "document" => document(notes, &name, names).map(Start::Document),
        "execution" => {
            let what = "okänt steg efter beslutet";
            let known = notes.known(Code::UnknownStep, what, &name, steps.iter().copied());
            known.then(|| name.value.parse().ok().map(Start::Executed))?
        }
        _ => {
            let message = format!("'{}' är ingen dag att räkna från", written.value);
            let way_out = "skriv decision.date, decision.until, field:namn, document:namn eller execution:namn";
            notes.add(
                Code::BadWord,
                &written.span,
                message,
                Some(way_out.to_owned()),
            );
            None
        }
    }
}

fn occasion(notes: &Notes<'_>, written: &Located<&str>, names: &Names<'_>) -> Option<Occasion> {
    if written.value == "fact:adequacy changed" {
        return Some(Occasion::AdequacyChanged);
    }
    let name = |text| Located {
        value: text,
        span: written.span.clone(),
    };
    let (thing, what) = written.value.split_once(' ').unwrap_or_default();
    match (thing.split_once(':'), what) {
        (Some(("field", key)), "changed") => {
            let field = field(notes, &name(key), names)?;
            if !field.live {
                let message = format!("fältet '{key}' kan inte ändras efter beslutet");
                let way_out = Some("skriv live = true på fältet".to_owned());
                notes.add(Code::BadWord, &written.span, message, way_out);
                return None;
            }
            Some(Occasion::FieldChanged(field.key.clone()))
        }
        (Some(("document", kind)), "expired") => {
            let found = document(notes, &name(kind), names)?;
            let mut read = names.documents.iter();
            let ages = read.find(|one| one.kind == found);
            if ages.is_some_and(|one| one.max_age.is_none()) {
                let message = format!("handlingen '{kind}' blir aldrig för gammal");
                let way_out = Some("skriv max_age på handlingen".to_owned());
                notes.add(Code::BadWord, &written.span, message, way_out);
                return None;
            }
            Some(Occasion::DocumentExpired(found))
        }
        _ => {
            let message = format!("'{}' är ingen händelse som märks", written.value);
            let way_out = "skriv \"field:namn changed\", \"document:namn expired\" eller \"fact:adequacy changed\"";
            notes.add(
                Code::BadWord,
                &written.span,
                message,
                Some(way_out.to_owned()),
            );
            None
        }
    }
}

fn field<'f>(notes: &Notes<'_>, name: &Located<&str>, names: &Names<'f>) -> Option<&'f Field> {
    let known = names.fields.iter().map(|field| field.key.as_str());
    notes
        .known(Code::UnknownField, "okänt fält", name, known)
        .then(|| {
            names
                .fields
                .iter()
                .find(|field| field.key.as_str() == name.value)
        })?
}

fn document(notes: &Notes<'_>, name: &Located<&str>, names: &Names<'_>) -> Option<DocumentKind> {
    let known = names.kinds.iter().copied();
    notes
        .known(Code::UnknownDocument, "okänd handling", name, known)
        .then(|| name.value.parse().ok())?
}

pub(super) fn inventory(
    root: &Table<'_>,
    vocabulary: &Vocabulary<'_>,
    fields: &[Field],
) -> Option<Inventory> {
    let table = root.table("inventory", "registret")?;
    let notes = table.notes();
    let title = table.text("title");
    let named = |written: Option<Located<&str>>| -> Option<FieldKey> {
        let written = written?;
        let known = fields.iter().map(|field| field.key.as_str());
        notes
            .known(Code::UnknownField, "okänt fält", &written, known)
            .then(|| written.value.parse().ok())?
    };
    let name = named(table.text("name"));
    let holder = named(table.optional_text("holder"));
    let vocabulary = vocabulary.with(facts_of_every_matter());
    let mut seen = BTreeSet::new();
    let tables = table.tables("states", "tillståndet");
    if tables.is_empty() {
        table.missing("states");
    }
    let states = tables
        .iter()
        .filter_map(|table| state(table, &mut seen, &vocabulary))
        .collect();
    table.finish();
    Some(Inventory {
        title: title?.value.to_owned(),
        name: name?,
        holder,
        states,
    })
}

fn state(
    table: &Table<'_>,
    seen: &mut BTreeSet<String>,
    vocabulary: &Vocabulary<'_>,
) -> Option<InventoryState> {
    let key = words::id::<InventoryStateKey>(table, seen);
    let title = table.text("title");
    let when = table
        .text("when")
        .and_then(|written| condition(table.notes(), &written, vocabulary));
    table.finish();
    Some(InventoryState {
        key: key?,
        title: title?.value.to_owned(),
        when: when?,
    })
}
