//! What each fact that conditions ask about may be, to try them with.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Days, NaiveDate};

use super::World;
use crate::workflow::definition::{Definition, Field};
use crate::workflow::gate::facts::DocumentFact;
use crate::workflow::gate::syntax::{Node, NodeKind, Place};
use crate::workflow::keys::{DocumentKind, ExecutionKey, FieldKey, SectionKey, StepKey};
use crate::workflow::phase::Phase;
use crate::workflow::value::{Column, FieldType, FixedRows, Row, Value};

/// Every fact that the conditions ask about, and what it may be.
pub(super) struct Domain {
    pub(super) settings: Vec<Setting>,
    /// The places of those that may be more than there is room to try.
    pub(super) sampled: BTreeSet<usize>,
}

/// A fact, and what it may be.
pub(super) enum Setting {
    Field(FieldKey, Vec<Option<Value>>),
    Document(DocumentKind, Vec<Option<DocumentFact>>),
    Section(SectionKey, Vec<String>),
    Approved(StepKey),
    Done(ExecutionKey),
    Delegated(String),
    Until(Vec<Option<NaiveDate>>),
}

/// What is named in a set of conditions.
#[derive(Default)]
struct Named {
    fields: BTreeSet<String>,
    columns: BTreeSet<String>,
    texts: BTreeSet<String>,
    /// The texts that each field or column is compared with.
    compared: BTreeMap<String, BTreeSet<String>>,
    /// The fields and columns that are compared with something else than a text.
    set_against: BTreeSet<String>,
    numbers: BTreeSet<String>,
    documents: BTreeSet<String>,
    sections: BTreeSet<String>,
    steps: BTreeSet<String>,
    done: BTreeSet<String>,
    points: BTreeSet<String>,
    until: bool,
}

/// A country that protects personal data adequately, and one that has never been found to.
const ADEQUATE: &str = "SE";
const INADEQUATE: &str = "CN";

/// An ordinary word: also the only body and the only unit there is.
pub(super) const SOMETHING: &str = "Något";
/// References that lead to what is decided and to what is planned; every other leads nowhere.
pub(super) const REGISTERED: &str = "Beslutat";
pub(super) const PLANNED: &str = "Planerat";
/// Rows that are made of a table's columns, at most.
const MOST_ROWS: usize = 1_500;

impl Domain {
    pub(super) fn of<'n>(
        definition: &Definition,
        today: NaiveDate,
        conditions: impl Iterator<Item = &'n Node>,
    ) -> Self {
        let mut named = Named::default();
        conditions.for_each(|condition| named.read(condition));
        // As many as there are fixed rows is what a sum over them often comes to.
        for field in &definition.fields {
            if let Some(FixedRows::Listed(listed)) = field.kind.fixed_rows() {
                named.numbers.insert(listed.len().to_string());
            }
        }
        let mut settings = Vec::new();
        for field in &definition.fields {
            if named.fields.contains(field.key.as_str()) {
                settings.push(Setting::Field(
                    field.key.clone(),
                    values_of(field, &named, today),
                ));
            }
        }
        for document in &definition.documents {
            if named.documents.contains(document.kind.as_str()) {
                let kind = document.kind.clone();
                let facts = documents(&named, document.required, today);
                settings.push(Setting::Document(kind, facts));
            }
        }
        for section in &definition.sections {
            if named.sections.contains(section.key.as_str()) {
                let mut texts = vec![section.title.clone()];
                texts.extend(numbers(&named).map(|number| format!("Det är {number}.")));
                settings.push(Setting::Section(section.key.clone(), texts));
            }
        }
        settings.extend(keys(&named.steps).map(Setting::Approved));
        settings.extend(keys(&named.done).map(Setting::Done));
        settings.extend(named.points.iter().cloned().map(Setting::Delegated));
        if named.until {
            let days = [None, today.checked_sub_days(Days::new(1)), Some(today)];
            let later = today.checked_add_days(Days::new(400));
            settings.push(Setting::Until(days.into_iter().chain([later]).collect()));
        }
        let sampled = settings.iter().enumerate();
        let sampled = sampled.filter(|(_, setting)| match setting {
            Setting::Field(_, values) => MOST_ROWS / 2 <= values.len(),
            _ => false,
        });
        let sampled = sampled.map(|(at, _)| at).collect();
        Self { settings, sampled }
    }

    /// Everything filled in and there, with the first of what it may be.
    pub(super) fn first(&self, definition: &Definition, today: NaiveDate) -> World {
        let named = Named::default();
        let fields = definition.fields.iter().filter_map(|field| {
            let value = values_of(field, &named, today)
                .into_iter()
                .flatten()
                .next()?;
            Some((field.key.clone(), value))
        });
        let documents = definition.documents.iter().map(|document| {
            let fact = DocumentFact {
                dated: today,
                signed: true,
            };
            (document.kind.clone(), fact)
        });
        let mut world = World {
            fields: fields.collect(),
            documents: documents.collect(),
            sections: BTreeMap::new(),
            approved: BTreeSet::new(),
            done: BTreeSet::new(),
            delegated: BTreeSet::new(),
            until: None,
            listed: World::rows(),
            today,
        };
        for setting in &self.settings {
            setting.set(&mut world, 0);
        }
        world
    }

    /// The places among the settings of what the condition asks about.
    pub(super) fn read_by(&self, condition: &Node) -> BTreeSet<usize> {
        let mut named = Named::default();
        named.read(condition);
        let asked = |setting: &Setting| match setting {
            Setting::Field(key, _) => named.fields.contains(key.as_str()),
            Setting::Document(kind, _) => named.documents.contains(kind.as_str()),
            Setting::Section(key, _) => named.sections.contains(key.as_str()),
            Setting::Approved(step) => named.steps.contains(step.as_str()),
            Setting::Done(step) => named.done.contains(step.as_str()),
            Setting::Delegated(point) => named.points.contains(point),
            Setting::Until(_) => named.until,
        };
        let settings = self.settings.iter().enumerate();
        settings
            .filter(|(_, setting)| asked(setting))
            .map(|(at, _)| at)
            .collect()
    }

    /// Whether one of these may be more than what is tried.
    pub(super) fn sampled(&self, settings: &BTreeSet<usize>) -> bool {
        !self.sampled.is_disjoint(settings)
    }
}

impl Setting {
    pub(super) fn choices(&self) -> usize {
        match self {
            Self::Field(_, values) => values.len(),
            Self::Document(_, facts) => facts.len(),
            Self::Section(_, texts) => texts.len(),
            Self::Until(days) => days.len(),
            Self::Approved(_) | Self::Done(_) | Self::Delegated(_) => 2,
        }
    }

    /// Keeps only the choices at these places, in this order.
    pub(super) fn keep(&mut self, places: &[usize]) {
        fn kept<T: Clone>(all: &mut Vec<T>, places: &[usize]) {
            *all = places
                .iter()
                .filter_map(|place| all.get(*place).cloned())
                .collect();
        }
        match self {
            Self::Field(_, values) => kept(values, places),
            Self::Document(_, facts) => kept(facts, places),
            Self::Section(_, texts) => kept(texts, places),
            Self::Until(days) => kept(days, places),
            Self::Approved(_) | Self::Done(_) | Self::Delegated(_) => {}
        }
    }

    pub(super) fn set(&self, world: &mut World, choice: usize) {
        match self {
            Self::Field(key, values) => match values.get(choice).cloned().flatten() {
                Some(value) => _ = world.fields.insert(key.clone(), value),
                None => _ = world.fields.remove(key),
            },
            Self::Document(kind, facts) => match facts.get(choice).copied().flatten() {
                Some(fact) => _ = world.documents.insert(kind.clone(), fact),
                None => _ = world.documents.remove(kind),
            },
            Self::Section(key, texts) => {
                let text = texts.get(choice).cloned().unwrap_or_default();
                world.sections.insert(key.clone(), text);
            }
            Self::Approved(step) => put(&mut world.approved, step, choice > 0),
            Self::Done(step) => put(&mut world.done, step, choice > 0),
            Self::Delegated(point) => put(&mut world.delegated, point, choice > 0),
            Self::Until(days) => world.until = days.get(choice).copied().flatten(),
        }
    }
}

fn put<T: Ord + Clone>(set: &mut BTreeSet<T>, one: &T, there: bool) {
    if there {
        set.insert(one.clone());
    } else {
        set.remove(one);
    }
}

fn keys<K: std::str::FromStr>(names: &BTreeSet<String>) -> impl Iterator<Item = K> {
    names.iter().filter_map(|name| name.parse().ok())
}

/// What a field may hold, the likeliest first. One that must be filled in is never empty.
fn values_of(field: &Field, named: &Named, today: NaiveDate) -> Vec<Option<Value>> {
    let mut values: Vec<Option<Value>> = match &field.kind {
        kind if kind.columns().is_some() => tables(kind, named, today),
        kind => scalars(kind, field.key.as_str(), named, today),
    }
    .into_iter()
    .map(Some)
    .collect();
    let never_empty = field.required.is_some_and(|phase| phase <= Phase::Review);
    if !never_empty || values.is_empty() {
        values.push(None);
    }
    values
}

/// Values of a type: what is named, its neighbours, and something ordinary.
fn scalars(kind: &FieldType, name: &str, named: &Named, today: NaiveDate) -> Vec<Value> {
    let mut values = Vec::new();
    if let Some(choices) = kind.choices() {
        // Of the choices that nothing asks about by name one is enough, unless their order counts.
        let asked = |key: &str| {
            let compared = named.compared.get(name);
            compared.is_some_and(|texts| texts.contains(key))
        };
        let every = !matches!(kind, FieldType::Enum { .. }) || named.set_against.contains(name);
        let mut others = 0;
        let typed = choices.iter().map(|choice| choice.key.to_string());
        let typed = typed.filter(|key| {
            others += usize::from(!asked(key));
            every || asked(key) || others == 1
        });
        values.extend(typed.filter_map(|key| read(kind, &key)));
        return values;
    }
    let mut typed: Vec<String> = Vec::new();
    match kind {
        FieldType::Matter => {
            typed.extend([REGISTERED, PLANNED, SOMETHING].map(str::to_owned));
        }
        FieldType::Bool => typed.extend(["ja".to_owned(), "nej".to_owned()]),
        FieldType::Country => typed.extend([ADEQUATE.to_owned(), INADEQUATE.to_owned()]),
        FieldType::Date | FieldType::FuzzyDate => typed.extend(days(named, today)),
        FieldType::Several { choices } => {
            typed.extend(choices.iter().map(|choice| choice.key.to_string()));
        }
        FieldType::Number | FieldType::Money | FieldType::Cost | FieldType::Count => {
            typed.push("1".to_owned());
        }
        _ => typed.push(SOMETHING.to_owned()),
    }
    let as_text = matches!(
        kind,
        FieldType::Text | FieldType::Richtext | FieldType::Country
    );
    if as_text {
        typed.extend(named.compared.get(name).into_iter().flatten().cloned());
    }
    if matches!(
        kind,
        FieldType::Number | FieldType::Money | FieldType::Cost | FieldType::Count
    ) {
        typed.extend(numbers(named).map(|number| number.to_string()));
    }
    values.extend(typed.iter().filter_map(|typed| read(kind, typed)));
    values
}

fn read(kind: &FieldType, typed: &str) -> Option<Value> {
    kind.from_form(typed).ok().flatten()
}

/// The whole numbers that are named, with their neighbours.
fn numbers(named: &Named) -> impl Iterator<Item = i64> {
    let around = named
        .numbers
        .iter()
        .filter_map(|number| number.split('.').next()?.parse::<i64>().ok())
        .flat_map(|number| [number, number.saturating_sub(1), number.saturating_add(1)]);
    let all: BTreeSet<i64> = around.chain([0]).collect();
    all.into_iter().filter(|number| *number >= 0)
}

/// Today, days as far off as the numbers that are named, the days that are named, and some years on.
fn days(named: &Named, today: NaiveDate) -> Vec<String> {
    let mut days = vec![Some(today), today.checked_add_days(Days::new(400))];
    for number in numbers(named).filter_map(|number| u64::try_from(number).ok()) {
        days.push(today.checked_sub_days(Days::new(number)));
        days.push(today.checked_add_days(Days::new(number)));
    }
    let written = named.texts.iter().filter_map(|text| text.parse().ok());
    for day in written {
        let day: NaiveDate = day;
        days.extend([Some(day), day.pred_opt(), day.succ_opt()]);
    }
    days.into_iter()
        .flatten()
        .map(|day| day.to_string())
        .collect()
}

/// A document that is there, signed or not, too old or as old as the numbers that are named.
fn documents(
    named: &Named,
    required: Option<Phase>,
    today: NaiveDate,
) -> Vec<Option<DocumentFact>> {
    let dated = |dated: NaiveDate, signed: bool| Some(DocumentFact { dated, signed });
    let mut facts = vec![dated(today, true), dated(today, false)];
    let ages = numbers(named).filter_map(|age| u64::try_from(age).ok());
    let ages = ages.filter_map(|age| today.checked_sub_days(Days::new(age)));
    facts.extend(ages.map(|day| dated(day, true)));
    if required.is_none() {
        facts.push(None);
    }
    facts
}

/// Tables: one row of each kind that the named columns can make, several, and none.
fn tables(kind: &FieldType, named: &Named, today: NaiveDate) -> Vec<Value> {
    let columns = kind.columns().unwrap_or_default();
    let rows = rows(columns, named, today);
    let first = rows.first().cloned();
    let mut tables: Vec<Vec<Row>> = rows.into_iter().map(|row| vec![row]).collect();
    if let Some(first) = first {
        let counted = numbers(named).filter_map(|number| usize::try_from(number).ok());
        let counted = counted.filter(|number| (2..=12).contains(number));
        tables.extend(counted.map(|number| vec![first.clone(); number]));
    }
    if let Some(fixed) = kind.fixed_rows() {
        tables = fixed_tables(kind, fixed, tables);
    }
    tables.push(Vec::new());
    tables.into_iter().map(Value::Table).collect()
}

/// Tables with every fixed row, each filled in like the only row of one of `tables`.
fn fixed_tables(kind: &FieldType, fixed: &FixedRows, tables: Vec<Vec<Row>>) -> Vec<Vec<Row>> {
    let Some(first) = kind.written_columns().next() else {
        return tables;
    };
    let listed = match fixed {
        FixedRows::Listed(listed) => listed.clone(),
        FixedRows::Bodies | FixedRows::Units => vec![SOMETHING.to_owned()],
    };
    let names = listed.iter().filter_map(|name| read(&first.kind, name));
    let names: Vec<Value> = names.collect();
    let alike = tables
        .into_iter()
        .filter(|table| table.len() == 1)
        .flatten();
    alike
        .map(|row| {
            let named = names.iter().map(|name| {
                let mut row = row.clone();
                row.insert(first.key.clone(), name.clone());
                row
            });
            named.collect()
        })
        .collect()
}

/// Rows where the named columns take every value and the others an ordinary one.
fn rows(columns: &[Column], named: &Named, today: NaiveDate) -> Vec<Row> {
    let mut rows = vec![Row::new()];
    let named_column = |column: &Column| named.columns.contains(column.key.as_str());
    // What is computed is made of the levels.
    let computed = columns
        .iter()
        .any(|column| column.computed && named_column(column));
    for column in columns.iter().filter(|column| !column.computed) {
        let values = scalars(&column.kind, column.key.as_str(), named, today);
        let level = matches!(column.kind, FieldType::Level { .. });
        let asked = named_column(column) || (computed && level);
        let mut next = Vec::new();
        for row in &rows {
            let some = if asked { values.len() } else { 1 };
            for value in values.iter().take(some) {
                let mut row = row.clone();
                row.insert(column.key.clone(), value.clone());
                next.push(row);
            }
            if asked {
                next.push(row.clone());
            }
        }
        if !next.is_empty() {
            rows = next;
        }
        // One of every so many, never the same one in turn, keeps the spread where there are too many.
        if rows.len() > MOST_ROWS {
            let every = rows.len().div_ceil(MOST_ROWS);
            let spread = rows.into_iter().enumerate();
            let spread = spread.filter(|(at, _)| (at / every + at).is_multiple_of(every));
            rows = spread.map(|(_, row)| row).collect();
        }
    }
    rows
}

impl Named {
    fn read(&mut self, condition: &Node) {
        condition.walk(&mut |node| match &node.kind {
            NodeKind::Place(place) => self.place(place),
            NodeKind::Filled(place)
            | NodeKind::DaysSince(place)
            | NodeKind::Adequate(place)
            | NodeKind::Refers { place, .. } => {
                self.place(&place.value);
            }
            NodeKind::Text(text) => _ = self.texts.insert(text.clone()),
            NodeKind::Number(number) => _ = self.numbers.insert(number.to_string()),
            NodeKind::Compare { left, right, .. } => {
                self.compare(left, right);
                self.compare(right, left);
            }
            NodeKind::In { value, among } => {
                for one in among {
                    self.compare(value, one);
                    match &one.kind {
                        NodeKind::Text(text) => _ = self.texts.insert(text.clone()),
                        NodeKind::Number(number) => _ = self.numbers.insert(number.to_string()),
                        _ => {}
                    }
                }
            }
            NodeKind::Approved(step) => _ = self.steps.insert(step.value.clone()),
            NodeKind::Done(step) => _ = self.done.insert(step.value.clone()),
            NodeKind::Delegated(point) => _ = self.points.insert(point.value.clone()),
            NodeKind::Document { kind, .. } => _ = self.documents.insert(kind.value.clone()),
            NodeKind::Rows { table, .. } | NodeKind::Complete(table) => {
                self.fields.insert(table.value.clone());
            }
            NodeKind::Aggregate { table, column, .. } => {
                self.fields.insert(table.value.clone());
                self.columns.insert(column.value.clone());
            }
            NodeKind::States { section, .. } => _ = self.sections.insert(section.value.clone()),
            NodeKind::DecidedUntil | NodeKind::Expired => self.until = true,
            _ => {}
        });
    }

    fn compare(&mut self, asked: &Node, with: &Node) {
        let NodeKind::Place(Place::Field(name) | Place::Cell(name)) = &asked.kind else {
            return;
        };
        if let NodeKind::Text(text) = &with.kind {
            let texts = self.compared.entry(name.clone()).or_default();
            texts.insert(text.clone());
        } else {
            self.set_against.insert(name.clone());
        }
    }

    fn place(&mut self, place: &Place) {
        match place {
            Place::Field(name) => _ = self.fields.insert(name.clone()),
            Place::Cell(name) => _ = self.columns.insert(name.clone()),
        }
    }
}
