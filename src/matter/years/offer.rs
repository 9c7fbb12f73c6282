//! What is unfinished and nobody has dealt with, as it stands: a row that was handed on to a plan
//! that has been withdrawn, or that was struck out there, is offered again.

use super::{HandedOn, Offered, RowName, origin_text, rows};
use crate::{
    domain::refusal::{Place, Reason},
    matter::{
        requirements::Seen,
        state::{Content, Matter},
        surroundings::UNKNOWN,
    },
    workflow::{
        definition::Definition,
        gate::evaluate,
        keys::FieldKey,
        phase::Phase,
        value::{Column, Row, Value},
    },
};
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// The rows that are unfinished and neither taken over nor declined. A row that cannot be told to be
/// finished is not, and one that the table no longer has is as it was last seen. `successors`: the
/// matters that rows were handed on to, as they are now.
pub fn offered(
    matter: &Matter,
    definition: &Definition,
    today: NaiveDate,
    successors: &[Matter],
) -> Vec<Offered> {
    let Some(carry) = &definition.carry_over else {
        return Vec::new();
    };
    let Some(field) = definition.field(carry.table.as_str()) else {
        return Vec::new();
    };
    let mut one = without_its_rows(matter);
    let handed: BTreeSet<&RowName> = dealt_with(matter, definition, successors)
        .into_iter()
        .map(|handed| &handed.name)
        .collect();
    rows::of(matter, &carry.table, &field.kind)
        .into_iter()
        .filter(|(name, row)| {
            let alone = Value::Table(vec![row.clone()]);
            one.content.fields.insert(carry.table.clone(), alone);
            let seen = Seen::on(&one, today, &UNKNOWN);
            !handed.contains(name) && !evaluate(&carry.finished, definition, &seen).passed
        })
        .map(|(name, row)| Offered {
            title: rows::title(field.kind.columns().and_then(<[_]>::first), &row),
            name,
            row,
        })
        .collect()
}

/// The matter for asking about one row alone: without a decision the content counts, and not what is
/// observed of all the rows.
fn without_its_rows(matter: &Matter) -> Matter {
    Matter {
        content: Content::default(),
        decision: None,
        ..matter.clone()
    }
}

/// What has been declined, and what has been taken over and still stands where it was taken.
pub fn dealt_with<'m>(
    matter: &'m Matter,
    definition: &Definition,
    successors: &[Matter],
) -> Vec<&'m HandedOn> {
    let Some(carry) = &definition.carry_over else {
        return Vec::new();
    };
    let field = definition.field(carry.table.as_str());
    let first = field.and_then(|field| field.kind.columns()?.first());
    let mut taken: BTreeMap<_, BTreeMap<&RowName, &Row>> = BTreeMap::new();
    for handed in &matter.years.handed_on {
        if handed.declined.is_none() {
            let taken = taken.entry(handed.to).or_default();
            taken.insert(&handed.name, &handed.row);
        }
    }
    let held: BTreeSet<(_, &RowName)> = successors
        .iter()
        .filter_map(|successor| Some((successor, taken.get(&successor.id)?)))
        .flat_map(|(successor, names)| {
            let held = held(matter, successor, names, &carry.table, first);
            held.into_iter().map(|name| (successor.id, name))
        })
        .collect();
    let known: BTreeSet<_> = successors.iter().map(|successor| successor.id).collect();
    let counts = |handed: &&HandedOn| {
        handed.declined.is_some()
            || !known.contains(&handed.to)
            || held.contains(&(handed.to, &handed.name))
    };
    matter.years.handed_on.iter().filter(counts).collect()
}

/// Those of the rows that the successor has: in its text as it is, or as it was decided before.
fn held<'n>(
    from: &Matter,
    successor: &Matter,
    names: &BTreeMap<&'n RowName, &Row>,
    table: &FieldKey,
    first: Option<&Column>,
) -> BTreeSet<&'n RowName> {
    if successor.phase == Phase::Withdrawn {
        return BTreeSet::new();
    }
    let sources = successor.years.sources.iter();
    let origins: Vec<Value> = sources
        .filter(|source| source.matter == from.id)
        .map(|source| Value::Text(origin_text(source)))
        .collect();
    let comes_from_here = |row: &Row| {
        let mut cells = row.iter();
        cells.any(|(key, cell)| key.as_str() == super::ORIGIN_TEXT && origins.contains(cell))
    };
    let earlier = successor.after.rounds.iter().map(|round| &round.content);
    std::iter::once(&successor.content)
        .chain(earlier)
        .flat_map(|content| {
            let rows = rows::rows_of(content.fields.get(table));
            found(names, rows, first, &comes_from_here)
        })
        .collect()
}

/// Those of the names that have a row of their own in the table: one that is called as theirs was when
/// it was taken over, first one that says that it comes from there; or, where the row has been called something else since, one
/// that still says where it comes from.
fn found<'n>(
    names: &BTreeMap<&'n RowName, &Row>,
    rows: &[Row],
    first: Option<&Column>,
    comes_from_here: &impl Fn(&Row) -> bool,
) -> Vec<&'n RowName> {
    let mut called: BTreeMap<String, VecDeque<usize>> = BTreeMap::new();
    for (at, row) in rows.iter().enumerate() {
        let places = called.entry(rows::title(first, row)).or_default();
        if comes_from_here(row) {
            places.push_front(at);
        } else {
            places.push_back(at);
        }
    }
    let mut claimed = BTreeSet::new();
    let mut found = Vec::new();
    let mut renamed = Vec::new();
    for (name, row) in names {
        let title = rows::title(first, row);
        match called.get_mut(&title).and_then(VecDeque::pop_front) {
            Some(at) => {
                claimed.insert(at);
                found.push(*name);
            }
            None => renamed.push(*name),
        }
    }
    let others = rows.iter().enumerate();
    let others = others.filter(|(at, row)| !claimed.contains(at) && comes_from_here(row));
    found.extend(renamed.into_iter().zip(others).map(|(name, _)| name));
    found
}

/// Why the matter cannot close: rows that nobody has dealt with.
pub fn unhandled(
    matter: &Matter,
    definition: &Definition,
    today: NaiveDate,
    successors: &[Matter],
) -> Vec<Reason> {
    let Some(carry) = &definition.carry_over else {
        return Vec::new();
    };
    offered(matter, definition, today, successors)
        .into_iter()
        .map(|offered| {
            let message = format!(
                "”{}” är inte genomförd, överförd eller avböjd.",
                offered.title
            );
            Reason::new("overforing", message)
                .remedy("Överför den till nästa plan, eller avböj den med skäl i den planen.")
                .at(Place::Field(carry.table.to_string()))
        })
        .collect()
}
