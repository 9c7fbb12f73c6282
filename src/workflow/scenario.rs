//! Scenario files: what a matter type is expected to do, written beside it.
//!
//! Here a file is read and held against its [`Definition`]; it is run where matters live. What most
//! scenarios begin with stands once: `[base]` has fields, documents and the day, `[paths]` the steps
//! that a scenario begins with by `via`.

mod around;
mod deciding;

pub use around::GivenAround;
pub use deciding::{CHAIR, GivenDelegation};
mod reviewing;

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use toml::de::DeValue;

use crate::workflow::collection::CheckKind;
use crate::workflow::definition::{Decider, Definition, Workdays};
use crate::workflow::finding::{Code, Findings};
use crate::workflow::keys::{
    BodyKey, DocumentKind, ExecutionKey, FieldKey, GateKey, RoleKey, RouteKey, SectionKey, StepKey,
};
use crate::workflow::phase::{Move, Phase};
use crate::workflow::read::notes::{Located, Notes};
use crate::workflow::read::parsed;
use crate::workflow::read::table::{Table, Written, list_of_tables, plain, table, text};
use crate::workflow::value::Value;

/// One course of events and what should come of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scenario {
    /// What it shows.
    pub name: String,
    /// The fields from the beginning.
    pub given: BTreeMap<FieldKey, Value>,
    /// The documents that are there from the beginning.
    pub documents: Vec<GivenDocument>,
    /// The sections that are *not* written; all others are.
    pub unwritten: Vec<SectionKey>,
    /// What sections say, where it matters; the others say their own heading.
    pub texts: BTreeMap<SectionKey, String>,
    /// The points that the body has delegated.
    pub delegations: Vec<GivenDelegation>,
    /// The municipality around it.
    pub around: GivenAround,
    /// The day it happens.
    pub today: NaiveDate,
    /// The roles whose first person is away from the beginning.
    pub absent: Vec<RoleKey>,
    /// What happens, in order.
    pub steps: Vec<ScenarioStep>,
    /// Where it begins in its file, from 1.
    pub line: usize,
}

/// A document that is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GivenDocument {
    /// Its kind.
    pub kind: DocumentKind,
    /// The day on it; the scenario's own day when left out.
    pub dated: Option<NaiveDate>,
    /// Whether it is signed.
    pub signed: bool,
}

/// One thing that happens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScenarioStep {
    /// What is done.
    pub act: ScenarioAct,
    /// Who does it.
    pub by: Actor,
    /// The phase afterwards.
    pub expect: Option<Phase>,
    /// What should stop it; nothing when it should succeed.
    pub blocked_by: Vec<Blocker>,
    /// The route that should be taken.
    pub route: Option<RouteKey>,
    /// Who should be competent afterwards: a role, a body, or [`CHAIR`].
    pub competent: Option<String>,
    /// The mails that should leave, exactly; nothing is said of them where it is none.
    pub mails: Option<Vec<String>>,
    /// The roles whose first person is away from here on.
    pub absent: Vec<RoleKey>,
    /// Where it stands in its file, from 1.
    pub line: usize,
}

/// What is done in a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ScenarioAct {
    /// A move of the matter: `submit`.
    Move(Move),
    /// A review step is approved: `approve:juridik`.
    Approve(StepKey),
    /// A review step asks for changes: `send_back:juridik`.
    SendBack(StepKey),
    /// A step after the decision is done: `execution:bestallning`.
    Execute(ExecutionKey),
    /// A live field is observed: `observe:leverantor`, with `set = { leverantor = … }`.
    Observe(FieldKey, Value),
    /// An exception from a gate is asked for: `override:laglighet`, with `until = 2026-12-31`.
    Override(GateKey, NaiveDate),
    /// A reviewer declares jäv: `disqualify:juridik`.
    Disqualify(StepKey),
    /// A review step is given to another of its group: `reassign:juridik`.
    Reassign(StepKey),
    /// A reviewer supplies what the reviewer writes: `supply:juridik`, with `set` and `document`.
    Supply {
        /// In which step.
        step: StepKey,
        /// The fields.
        fields: BTreeMap<FieldKey, Value>,
        /// The document.
        document: Option<GivenDocument>,
    },
    /// Days pass: `clock = "+11 workdays"` in the place of `do` and `as`.
    Wait(Workdays),
    /// Fields are filled in or changed: `edit`, with `set = { … }`.
    Edit(BTreeMap<FieldKey, Value>),
}

/// Who does something in a scenario.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Actor {
    /// Somebody in a role of the type.
    Role(RoleKey),
    /// A body on one of its routes.
    Body(BodyKey),
    /// `ordforande`, who decides what cannot wait.
    Chair,
    /// `registrator`
    Registrar,
    /// `namndsekreterare`
    CommitteeSecretary,
    /// The clock: days pass.
    Clock,
}

/// What stops a step.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Blocker {
    /// A gate, by its name alone: `skyddsniva`.
    Gate(GateKey),
    /// An empty field: `field:leverantor`.
    Field(FieldKey),
    /// An empty section: `section:forslag`.
    Section(SectionKey),
    /// A document that is missing or too old: `document:riskanalys`.
    Document(DocumentKind),
    /// A review step that is not approved: `step:juridik`.
    Step(StepKey),
    /// What a check of the type finds: `check:totals`.
    Check(CheckKind),
    /// That somebody else is competent to decide: `competent`.
    Competent,
    /// That an exception may not be made: `override`.
    Override,
}

const REGISTRAR: &str = "registrator";
const SECRETARY: &str = "namndsekreterare";

/// Reads a scenario file and says everything that is wrong with it. `file` is its name.
///
/// There are scenarios exactly when no finding is an error.
pub fn lint_scenarios(
    file: &str,
    source: &str,
    definition: &Definition,
) -> (Option<Vec<Scenario>>, Findings) {
    let notes = Notes::new(file, source);
    let scenarios = parsed(&notes, |root| {
        let beginning = Beginning::of(root, definition);
        let mut names = BTreeSet::new();
        let tables = root.tables("scenario", "scenariot");
        if tables.is_empty() {
            root.missing("scenario");
        }
        let read = tables
            .iter()
            .filter_map(|table| scenario(table, definition, &beginning, &mut names))
            .collect();
        root.finish();
        Some(read)
    });
    let findings = notes.into_findings();
    (scenarios.filter(|_| !findings.has_errors()), findings)
}

/// What the scenarios of a file share: `[base]` and `[paths]`.
struct Beginning {
    given: BTreeMap<FieldKey, Value>,
    documents: Vec<GivenDocument>,
    texts: BTreeMap<SectionKey, String>,
    delegations: Vec<GivenDelegation>,
    around: GivenAround,
    today: Option<NaiveDate>,
    /// The stretches that a scenario may begin with, by name.
    paths: BTreeMap<String, Vec<ScenarioStep>>,
}

impl Beginning {
    fn of(root: &Table<'_>, definition: &Definition) -> Self {
        let mut beginning = Self {
            given: BTreeMap::new(),
            documents: Vec::new(),
            texts: BTreeMap::new(),
            delegations: Vec::new(),
            around: GivenAround::default(),
            today: None,
            paths: BTreeMap::new(),
        };
        if let Some(base) = root.table("base", "utgångsläget") {
            beginning.given = values(&base, "given", definition);
            beginning.documents = documents(&base, definition).unwrap_or_default();
            beginning.texts = texts_of(&base, definition);
            beginning.delegations = deciding::delegations(&base).unwrap_or_default();
            beginning.around = GivenAround::of(&base, &beginning.around);
            beginning.today = base
                .written("today")
                .and_then(|written| day(base.notes(), "today", written));
            base.finish();
        }
        for (name, written) in root.named("paths") {
            let what = format!("vägen '{}'", name.value);
            let steps = list_of_tables(root.notes(), name.value, written, &what);
            let steps = steps.iter().filter_map(|table| step(table, definition));
            beginning
                .paths
                .insert(name.value.to_owned(), steps.collect());
        }
        beginning
    }
}

fn scenario(
    table: &Table<'_>,
    definition: &Definition,
    beginning: &Beginning,
    names: &mut BTreeSet<String>,
) -> Option<Scenario> {
    let notes = table.notes();
    let name = table.text("name");
    if let Some(name) = &name
        && !names.insert(name.value.to_owned())
    {
        notes.add(
            Code::Duplicate,
            &name.span,
            format!("scenariot '{}' finns två gånger", name.value),
            None,
        );
    }
    let given = given(table, definition, beginning);
    let documents = documents(table, definition).unwrap_or_else(|| beginning.documents.clone());
    let unwritten = sections(table, definition);
    let absent = reviewing::absent(table, definition);
    let mut texts = beginning.texts.clone();
    texts.extend(texts_of(table, definition));
    let today = match table.written("today") {
        Some(written) => day(notes, "today", written),
        None => beginning.today.or_else(|| {
            table.missing("today");
            None
        }),
    };
    let steps = steps(table, definition, beginning);
    let delegations = deciding::delegations(table).unwrap_or_else(|| beginning.delegations.clone());
    let around = GivenAround::of(table, &beginning.around);
    table.finish();
    Some(Scenario {
        name: name?.value.to_owned(),
        given,
        documents,
        unwritten,
        texts,
        delegations,
        around,
        absent,
        today: today?,
        steps,
        line: notes.line(table.span()),
    })
}

/// The fields of the base and the scenario's own, without those it leaves empty.
fn given(
    table: &Table<'_>,
    definition: &Definition,
    beginning: &Beginning,
) -> BTreeMap<FieldKey, Value> {
    let mut given = beginning.given.clone();
    given.extend(values(table, "given", definition));
    for name in table.texts("without") {
        let known = definition.fields.iter().map(|field| field.key.as_str());
        if table
            .notes()
            .known(Code::UnknownField, "okänt fält", &name, known)
        {
            given.retain(|key, _| key.as_str() != name.value);
        }
    }
    given
}

/// The steps of the path it begins with, and its own.
fn steps(table: &Table<'_>, definition: &Definition, beginning: &Beginning) -> Vec<ScenarioStep> {
    let via = table.optional_text("via");
    let mut steps = Vec::new();
    if let Some(via) = &via
        && table.notes().known(
            Code::BadScenario,
            "okänd väg",
            via,
            beginning.paths.keys().map(String::as_str),
        )
    {
        steps.extend(
            beginning
                .paths
                .get(via.value)
                .into_iter()
                .flatten()
                .cloned(),
        );
    }
    let own = table.tables("steps", "steget");
    if own.is_empty() && via.is_none() {
        table.missing("steps");
    }
    steps.extend(own.iter().filter_map(|table| step(table, definition)));
    steps
}

/// Fields and their values, each checked against its type.
fn values(
    table: &Table<'_>,
    key: &'static str,
    definition: &Definition,
) -> BTreeMap<FieldKey, Value> {
    let notes = table.notes();
    let mut values = BTreeMap::new();
    for (name, written) in table.named(key) {
        let known = definition.fields.iter().map(|field| field.key.as_str());
        if !notes.known(Code::UnknownField, "okänt fält", &name, known) {
            continue;
        }
        let Some(field) = definition.field(name.value) else {
            continue;
        };
        match field.kind.from_toml(&plain(written.get_ref())) {
            Ok(value) => {
                values.insert(field.key.clone(), value);
            }
            Err(fault) => {
                let message = format!(
                    "fältet '{}' går inte att läsa: {}",
                    name.value,
                    fault.trim_end_matches('.')
                );
                notes.add(Code::WrongType, &written.span(), message, None);
            }
        }
    }
    values
}

/// `"riskanalys"`, or `{ kind = "riskanalys", dated = 2021-01-01, signed = true }`; nothing where the
/// table does not say.
fn documents(scenario: &Table<'_>, definition: &Definition) -> Option<Vec<GivenDocument>> {
    let notes = scenario.notes();
    let written = scenario.written("documents")?;
    let Some(list) = written.get_ref().as_array() else {
        notes.wrong_type("documents", "en lista med handlingar", written);
        return None;
    };
    let read = list
        .iter()
        .filter_map(|one| document(notes, one, definition));
    Some(read.collect())
}

fn document(
    notes: &Notes<'_>,
    written: Written<'_>,
    definition: &Definition,
) -> Option<GivenDocument> {
    if matches!(written.get_ref(), DeValue::String(_)) {
        let kind = document_kind(notes, &text(notes, "documents", written)?, definition)?;
        return Some(GivenDocument {
            kind,
            dated: None,
            signed: false,
        });
    }
    let table = table(notes, "documents", written, "handlingen".to_owned())?;
    let kind = table
        .text("kind")
        .and_then(|kind| document_kind(notes, &kind, definition));
    let dated = table
        .written("dated")
        .and_then(|written| day(notes, "dated", written));
    let signed = table.truth("signed");
    table.finish();
    Some(GivenDocument {
        kind: kind?,
        dated,
        signed,
    })
}

fn document_kind(
    notes: &Notes<'_>,
    written: &Located<&str>,
    definition: &Definition,
) -> Option<DocumentKind> {
    let known = definition
        .documents
        .iter()
        .map(|document| document.kind.as_str());
    notes
        .known(Code::UnknownDocument, "okänd handling", written, known)
        .then(|| written.value.parse().ok())?
}

fn sections(table: &Table<'_>, definition: &Definition) -> Vec<SectionKey> {
    let known = || {
        definition
            .sections
            .iter()
            .map(|section| section.key.as_str())
    };
    let names = table.texts("unwritten");
    names
        .iter()
        .filter(|name| {
            table
                .notes()
                .known(Code::BadScenario, "okänt avsnitt", name, known())
        })
        .filter_map(|name| name.value.parse().ok())
        .collect()
}

/// `sections = { sammanfattning = "…" }`: what a section says.
fn texts_of(table: &Table<'_>, definition: &Definition) -> BTreeMap<SectionKey, String> {
    let notes = table.notes();
    let known = || {
        let sections = definition.sections.iter();
        sections.map(|section| section.key.as_str())
    };
    table
        .named("sections")
        .into_iter()
        .filter(|(name, _)| notes.known(Code::BadScenario, "okänt avsnitt", name, known()))
        .filter_map(|(name, written)| {
            let said = text(notes, name.value, written)?;
            Some((name.value.parse().ok()?, said.value.to_owned()))
        })
        .collect()
}

fn day(notes: &Notes<'_>, key: &str, written: Written<'_>) -> Option<NaiveDate> {
    let read = match written.get_ref() {
        DeValue::String(text) => text.parse().ok(),
        DeValue::Datetime(datetime) if datetime.time.is_none() => datetime.to_string().parse().ok(),
        _ => None,
    };
    if read.is_none() {
        notes.wrong_type(key, "ett datum, till exempel 2022-03-01", written);
    }
    read
}

fn step(table: &Table<'_>, definition: &Definition) -> Option<ScenarioStep> {
    let notes = table.notes();
    let waits = table.entries().contains_key("clock");
    let (act, by) = if waits {
        (reviewing::clock(table), Some(Actor::Clock))
    } else {
        let act = table.text("do");
        let act = act.and_then(|written| act_of(table, &written, definition));
        let by = table.text("as");
        (
            act,
            by.and_then(|written| actor(notes, &written, definition)),
        )
    };
    let mails = reviewing::mails(table, definition);
    let absent = reviewing::absent(table, definition);
    let expect = table.optional_text("expect").and_then(|written| {
        let known = notes.known(
            Code::UnknownPhase,
            "okänd fas",
            &written,
            Phase::ALL.map(Phase::key),
        );
        known.then(|| written.value.parse().ok())?
    });
    let names = table.texts("blocked_by");
    let blocked_by = names
        .iter()
        .filter_map(|name| blocker(notes, name, definition))
        .collect();
    let route = table.optional_text("route").and_then(|written| {
        let known = definition.routes.iter().map(|route| route.key.as_str());
        notes
            .known(Code::BadScenario, "okänd beslutsväg", &written, known)
            .then(|| written.value.parse().ok())?
    });
    let competent = deciding::competent(table, definition);
    table.finish();
    Some(ScenarioStep {
        act: act?,
        by: by?,
        expect,
        blocked_by,
        route,
        competent,
        mails,
        absent,
        line: notes.line(table.span()),
    })
}

fn act_of(
    table: &Table<'_>,
    written: &Located<&str>,
    definition: &Definition,
) -> Option<ScenarioAct> {
    let notes = table.notes();
    if let Some(act) = reviewing::act(table, written, definition) {
        return act;
    }
    if written.value == "edit" {
        return Some(ScenarioAct::Edit(values(table, "set", definition)));
    }
    if let Some(gate) = written.value.strip_prefix("override:") {
        return deciding::exception(table, gate, written, definition)
            .map(|(gate, until)| ScenarioAct::Override(gate, until));
    }
    if let Some(step) = written.value.strip_prefix("execution:") {
        let located = Located {
            value: step,
            span: written.span.clone(),
        };
        let known = definition.execution.iter().map(|step| step.key.as_str());
        let what = "okänt steg efter beslutet";
        return notes
            .known(Code::UnknownStep, what, &located, known)
            .then(|| step.parse().ok().map(ScenarioAct::Execute))?;
    }
    if let Some(field) = written.value.strip_prefix("observe:") {
        let mut seen = values(table, "set", definition).into_iter();
        let (key, value) = seen.find(|(key, _)| key.as_str() == field).or_else(|| {
            let message = format!("här saknas vad som är nytt: set = {{ {field} = … }}");
            notes.add(Code::BadScenario, &written.span, message, None);
            None
        })?;
        return Some(ScenarioAct::Observe(key, value));
    }
    if let Some((act @ ("approve" | "send_back"), step)) = written.value.split_once(':') {
        let step = review_step(notes, step, written, definition)?;
        return Some(if act == "approve" {
            ScenarioAct::Approve(step)
        } else {
            ScenarioAct::SendBack(step)
        });
    }
    let possible = Move::ALL.map(Move::key).into_iter().chain([
        "edit",
        "execution:…",
        "observe:…",
        "supply:…",
        "reassign:…",
        "disqualify:…",
    ]);
    if !notes.known(Code::UnknownMove, "okänt steg", written, possible) {
        return None;
    }
    written.value.parse().ok().map(ScenarioAct::Move)
}

fn review_step(
    notes: &Notes<'_>,
    step: &str,
    written: &Located<&str>,
    definition: &Definition,
) -> Option<StepKey> {
    let located = Located {
        value: step,
        span: written.span.clone(),
    };
    let known = definition.review.steps.iter().map(|step| step.key.as_str());
    notes
        .known(Code::UnknownStep, "okänt granskningssteg", &located, known)
        .then(|| step.parse().ok())?
}

fn actor(notes: &Notes<'_>, written: &Located<&str>, definition: &Definition) -> Option<Actor> {
    match written.value {
        REGISTRAR => return Some(Actor::Registrar),
        SECRETARY => return Some(Actor::CommitteeSecretary),
        _ => {}
    }
    if let Some((role, _)) = definition.roles.get_key_value(written.value) {
        return Some(Actor::Role(role.clone()));
    }
    let bodies: Vec<&BodyKey> = definition
        .routes
        .iter()
        .filter_map(|route| match &route.by {
            Decider::Bodies(bodies) => Some(bodies),
            Decider::Delegate { .. } | Decider::UrgentChair => None,
        })
        .flatten()
        .collect();
    if let Some(body) = bodies.iter().find(|body| body.as_str() == written.value) {
        return Some(Actor::Body((*body).clone()));
    }
    if written.value == CHAIR {
        return Some(Actor::Chair);
    }
    let known = definition
        .roles
        .keys()
        .map(RoleKey::as_str)
        .chain(bodies.iter().map(|body| body.as_str()));
    notes.known(
        Code::UnknownRole,
        "okänd roll",
        written,
        known.chain([REGISTRAR, SECRETARY, CHAIR]),
    );
    None
}

fn blocker(notes: &Notes<'_>, written: &Located<&str>, definition: &Definition) -> Option<Blocker> {
    match written.value {
        "competent" => return Some(Blocker::Competent),
        "override" => return Some(Blocker::Override),
        _ => {}
    }
    let Some((what, name)) = written.value.split_once(':') else {
        let known = definition.gates.iter().map(|gate| gate.key.as_str());
        let known = notes.known(Code::BadScenario, "okänd spärr", written, known);
        return known.then(|| written.value.parse().ok().map(Blocker::Gate))?;
    };
    let located = Located {
        value: name,
        span: written.span.clone(),
    };
    match what {
        "field" => {
            let known = definition.fields.iter().map(|field| field.key.as_str());
            let known = notes.known(Code::UnknownField, "okänt fält", &located, known);
            known.then(|| name.parse().ok().map(Blocker::Field))?
        }
        "section" => {
            let known = definition
                .sections
                .iter()
                .map(|section| section.key.as_str());
            let known = notes.known(Code::BadScenario, "okänt avsnitt", &located, known);
            known.then(|| name.parse().ok().map(Blocker::Section))?
        }
        "document" => document_kind(notes, &located, definition).map(Blocker::Document),
        "step" => review_step(notes, name, written, definition).map(Blocker::Step),
        "check" => {
            let mut kinds = definition.checks.iter().map(|check| check.kind);
            let known = kinds.clone().map(CheckKind::word);
            let known = notes.known(Code::BadScenario, "okänd kontroll", &located, known);
            known.then(|| kinds.find(|kind| kind.word() == name).map(Blocker::Check))?
        }
        _ => {
            let message = format!("okänt hinder '{}'", written.value);
            let way_out =
                "skriv en spärr, eller field:, section:, document:, step: eller check: och ett namn"
                    .to_owned();
            notes.add(Code::BadScenario, &written.span, message, Some(way_out));
            None
        }
    }
}
