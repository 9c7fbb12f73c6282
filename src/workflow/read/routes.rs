//! Who decides: the routes, and what is said of the decision as a whole.

use std::collections::BTreeSet;

use super::conditions::condition;
use super::notes::Located;
use super::people;
use super::possible::route_can_be_taken;
use super::table::{Table, text};
use super::words;
use crate::workflow::definition::{Decider, Field, OWN_BODY, Route};
use crate::workflow::finding::{Code, did_you_mean};
use crate::workflow::gate::syntax::Node;
use crate::workflow::gate::types::Vocabulary;
use crate::workflow::keys::{BodyKey, FieldKey, RouteKey};
use crate::workflow::value::FieldType;

/// What a file says under `[decision]`.
#[derive(Default)]
pub(super) struct Said {
    pub(super) routes: Vec<Route>,
    /// Whether no route is too faulty to be among them.
    pub(super) are_all_read: bool,
    pub(super) until: Option<FieldKey>,
    pub(super) never_delegated: Option<String>,
}

pub(super) fn decision(
    root: &Table<'_>,
    vocabulary: &Vocabulary<'_>,
    fields: &[Field],
    roles: &BTreeSet<&str>,
) -> Said {
    let notes = root.notes();
    let Some(decision) = root.table("decision", "beslutet") else {
        root.missing("decision");
        return Said::default();
    };
    let never_delegated = decision
        .optional_text("never_delegated")
        .map(|why| why.value.to_owned());
    let until = decision
        .optional_text("until")
        .and_then(|written| last_day(&decision, &written, fields));
    let mut seen = BTreeSet::new();
    let mut caught_all = false;
    let mut routes = Vec::new();
    let tables = decision.tables("routes", "beslutsvägen");
    let written = tables.len();
    for table in tables {
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
        let Some(route) = route(&table, &mut seen, &routes, vocabulary, roles) else {
            continue;
        };
        if let (Decider::Delegate { .. }, Some(why)) = (&route.by, &never_delegated) {
            let message = format!("beslutet får inte delegeras (never_delegated: {why})");
            let way_out = "låt nämnden eller fullmäktige besluta".to_owned();
            notes.add(Code::NotDelegable, table.span(), message, Some(way_out));
        }
        routes.push(route);
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
    Said {
        are_all_read: routes.len() == written,
        routes,
        until,
        never_delegated,
    }
}

/// A date field: a decision holds to a day, not to a season.
fn last_day(table: &Table<'_>, written: &Located<&str>, fields: &[Field]) -> Option<FieldKey> {
    let notes = table.notes();
    let names = || fields.iter().map(|field| field.key.as_str());
    let Some(field) = fields
        .iter()
        .find(|field| field.key.as_str() == written.value)
    else {
        let message = format!("okänt fält '{}'", written.value);
        let hint = did_you_mean(written.value, names());
        notes.add(Code::UnknownField, &written.span, message, hint);
        return None;
    };
    if matches!(field.kind, FieldType::Date) {
        return Some(field.key.clone());
    }
    let message = format!("fältet '{}' är inget datum", written.value);
    let way_out = "ange ett fält av typen date".to_owned();
    notes.add(Code::WrongType, &written.span, message, Some(way_out));
    None
}

fn route(
    table: &Table<'_>,
    seen: &mut BTreeSet<String>,
    before: &[Route],
    vocabulary: &Vocabulary<'_>,
    roles: &BTreeSet<&str>,
) -> Option<Route> {
    let notes = table.notes();
    let key = words::id::<RouteKey>(table, seen);
    let when = match table.optional_text("when") {
        Some(written) => {
            let when = condition(notes, &written, vocabulary);
            let before: Vec<&Node> = before
                .iter()
                .filter_map(|route| route.when.as_ref())
                .collect();
            if let Some(when) = &when {
                route_can_be_taken(notes, &before, (when, &written), vocabulary);
            }
            Some(when)
        }
        None => None,
    };
    let by = decider(table, roles);
    table.finish();
    let when = match when {
        Some(read) => Some(read?),
        None => None,
    };
    Some(Route {
        key: key?,
        when,
        by: by?,
    })
}

/// `"delegate"` with its point, `"urgent_chair"`, a body, or a list of bodies.
fn decider(table: &Table<'_>, roles: &BTreeSet<&str>) -> Option<Decider> {
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
        [one] if one.value == "delegate" => delegate(table, roles),
        [one] if one.value == "urgent_chair" => Some(Decider::UrgentChair),
        bodies => {
            let mut keys: Vec<BodyKey> = Vec::new();
            for body in bodies {
                let key: BodyKey = notes.name(body)?;
                if keys.contains(&key) {
                    let message = format!("organet '{key}' står två gånger i kedjan");
                    notes.add(Code::Duplicate, &body.span, message, None);
                }
                keys.push(key);
            }
            Some(Decider::Bodies(keys))
        }
    }
}

fn delegate(table: &Table<'_>, roles: &BTreeSet<&str>) -> Option<Decider> {
    let notes = table.notes();
    let point = table.text("point");
    let role = match table.optional_text("role") {
        Some(written) => Some(people::role(notes, &written, roles)?),
        None => None,
    };
    let on_behalf_of = match table.optional_text("on_behalf_of") {
        Some(written) => notes.name(&written),
        None => OWN_BODY.parse().ok(),
    };
    Some(Decider::Delegate {
        point: point?.value.to_owned(),
        role,
        on_behalf_of: on_behalf_of?,
    })
}
