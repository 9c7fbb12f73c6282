//! What stands in the way of the next phase: fields, sections, documents, gates and exceptions.

use super::{
    act::Facts,
    after::observation::current_value,
    consistency, overriding,
    state::{Attachment, Matter},
    surroundings::Surroundings,
};
use crate::{
    domain::{
        identifiers::MatterId,
        refusal::{Place, Reason},
    },
    workflow::{
        after::{decision_fact, phase_fact},
        definition::{Asked, Definition, Document, Field, Period, Section},
        gate::{Blocked, DocumentFact, GateFacts, Reference},
        keys::{BodyKey, DocumentKind, ExecutionKey, FieldKey, SectionKey, StepKey},
        phase::Phase,
        value::{Country, FixedRows, ListedRow, Named, Value},
    },
};
use chrono::{Days, Months, NaiveDate};

/// A matter as the gates see it.
pub struct Seen<'a> {
    /// The matter.
    pub matter: &'a Matter,
    /// The day.
    pub today: NaiveDate,
    /// The municipality around it.
    pub around: &'a Surroundings,
}

impl<'a> Seen<'a> {
    /// The matter on a day.
    pub fn on(matter: &'a Matter, today: NaiveDate, around: &'a Surroundings) -> Self {
        Self {
            matter,
            today,
            around,
        }
    }

    /// The matter as an act sees it.
    pub fn of(matter: &'a Matter, facts: &'a Facts<'_>) -> Self {
        Self::on(matter, facts.today, &facts.around)
    }
}

impl GateFacts for Seen<'_> {
    fn field(&self, key: &FieldKey) -> Option<&Value> {
        let matter = self.matter;
        // What is observed after the decision counts from then on: the risk that was raised, the
        // activity that is done.
        current_value(matter, key).or_else(|| match key.as_str() {
            "phase" => phase_fact(matter.phase),
            "decision" => decision_fact(matter.standing_decision()?.approves()),
            _ => None,
        })
    }

    fn approved(&self, step: &StepKey) -> bool {
        self.matter.is_approved(step)
    }

    fn document(&self, kind: &DocumentKind) -> Option<DocumentFact> {
        let document = self.matter.content.document(kind)?;
        Some(DocumentFact {
            dated: document.day(),
            signed: document.signed,
        })
    }

    fn section(&self, key: &SectionKey) -> Option<&str> {
        let section = self.matter.content.section(key)?;
        Some(section.text.as_str())
    }

    fn adequate(&self, country: Country) -> Option<bool> {
        let table = self.around.adequacy();
        Some(table.adequate(country, self.today))
    }

    fn adequacy_source(&self, country: Country) -> Option<String> {
        Some(self.around.adequacy().source(country, self.today))
    }

    fn reference(&self, named: &Named<MatterId>) -> Option<Reference> {
        self.around.reference(named)
    }

    fn listed(&self, rows: &FixedRows) -> Option<&[ListedRow]> {
        self.around.listed(rows)
    }

    fn delegated(&self, point: &str, on_behalf_of: Option<&BodyKey>) -> Option<bool> {
        let scheme = self.around.scheme.as_ref()?;
        let own = self.matter.body;
        let body = on_behalf_of.map_or(Some(own), |key| self.around.body(key, own))?;
        Some(scheme.is_delegated(body, point, self.today))
    }

    fn done(&self, step: &ExecutionKey) -> bool {
        self.matter.executed(step).is_some()
    }

    fn decided_until(&self) -> Option<NaiveDate> {
        self.matter.standing_decision()?.until()
    }

    fn today(&self) -> NaiveDate {
        self.today
    }
}

/// Every reason why the matter may not enter `phase` as it stands. Empty: it may.
pub fn blocking(
    matter: &Matter,
    definition: &Definition,
    phase: Phase,
    today: NaiveDate,
    around: &Surroundings,
) -> Vec<Reason> {
    let seen = Seen::on(matter, today, around);
    let mut reasons = missing_fields(&seen, definition, phase);
    reasons.extend(missing_sections(&seen, definition, phase));
    reasons.extend(missing_documents(&seen, definition, phase));
    reasons.extend(missing_number(matter, phase));
    reasons.extend(closed_gates(&seen, definition, phase));
    reasons.extend(overriding::faults(&seen, definition, phase));
    reasons.extend(consistency::stopping(matter, definition, phase, around));
    reasons
}

/// Whether a field has its place in the matter. One that no longer has, but holds a value, is shown
/// as well: nothing is decided on what nobody sees.
pub fn field_stands(seen: &Seen<'_>, definition: &Definition, field: &Field) -> Asked {
    match definition.asks_for(field.when.as_ref(), seen) {
        Asked::No if seen.field(&field.key).is_some_and(is_filled) => Asked::Perhaps,
        asked => asked,
    }
}

/// As [`field_stands`], for a section.
pub fn section_stands(seen: &Seen<'_>, definition: &Definition, section: &Section) -> Asked {
    let written = |text: &str| !text.trim().is_empty();
    match definition.asks_for(section.when.as_ref(), seen) {
        Asked::No if seen.section(&section.key).is_some_and(written) => Asked::Perhaps,
        asked => asked,
    }
}

/// Every gate that stops a step after the decision, as the matter stands.
pub(super) fn blocking_step(
    seen: &Seen<'_>,
    definition: &Definition,
    step: &ExecutionKey,
) -> Vec<Reason> {
    let mut blocked = definition.blocked_before(step, seen);
    blocked.retain(|one| !overriding::counts(&one.gate, seen, definition));
    blocked.iter().map(reason_of).collect()
}

fn missing_fields(seen: &Seen<'_>, definition: &Definition, phase: Phase) -> Vec<Reason> {
    definition
        .fields_demanded_by(phase, seen)
        .filter(|field| !seen.field(&field.key).is_some_and(is_filled))
        .map(|field| {
            Reason::new(
                "obligatoriskt-falt",
                format!("”{}” är inte ifyllt.", field.title),
            )
            .remedy("Fyll i fältet.")
            .at(Place::Field(field.key.to_string()))
        })
        .collect()
}

/// As `filled(…)` in a gate: blank text and a table without rows are nothing.
fn is_filled(value: &Value) -> bool {
    match value {
        Value::Text(text) | Value::Richtext(text) => !text.trim().is_empty(),
        Value::Table(rows) => !rows.is_empty(),
        _ => true,
    }
}

fn missing_sections(seen: &Seen<'_>, definition: &Definition, phase: Phase) -> Vec<Reason> {
    let written = |text: &str| !text.trim().is_empty();
    definition
        .sections_demanded_by(phase, seen)
        .filter(|section| !seen.section(&section.key).is_some_and(written))
        .map(|section| {
            Reason::new(
                "obligatoriskt-avsnitt",
                format!("Avsnittet ”{}” är tomt.", section.title),
            )
            .remedy("Skriv avsnittet.")
            .at(Place::Section(section.key.to_string()))
        })
        .collect()
}

fn missing_documents(seen: &Seen<'_>, definition: &Definition, phase: Phase) -> Vec<Reason> {
    let mut reasons = Vec::new();
    for document in &definition.documents {
        if !document.required.is_some_and(|since| phase.demands(since)) {
            continue;
        }
        let place = Place::Document(document.kind.to_string());
        match seen.document(&document.kind) {
            None => reasons.push(missing_document(seen.matter, document).at(place)),
            Some(found) => {
                if document
                    .max_age
                    .is_some_and(|age| found.dated < oldest(age, seen.today))
                {
                    reasons.push(
                        Reason::new(
                            "for-gammal-handling",
                            format!(
                                "”{}” är från {} och för gammal.",
                                document.title,
                                crate::domain::swedish::date(found.dated)
                            ),
                        )
                        .remedy("Bifoga en ny.")
                        .at(place),
                    );
                }
            }
        }
    }
    reasons
}

/// A file that is imported often names a document that nobody has attached: that is said, so that
/// nobody looks for what is wrong with the one on the list.
fn missing_document(matter: &Matter, document: &Document) -> Reason {
    let mentions = |attachment: &Attachment| {
        attachment.file.is_none()
            && (attachment.kind.as_ref() == Some(&document.kind)
                || attachment.title.starts_with(&document.title))
    };
    let message = match matter.content.attachments.iter().find(|one| mentions(one)) {
        Some(named) => format!("”{}” är bara nämnd, filen saknas.", named.title),
        None => format!("”{}” saknas.", document.title),
    };
    Reason::new("obligatorisk-handling", message).remedy("Bifoga handlingen.")
}

/// The first day on which a document of at most this age may be dated.
fn oldest(age: Period, today: NaiveDate) -> NaiveDate {
    let oldest = match age {
        Period::Days(days) => today.checked_sub_days(Days::new(u64::from(days))),
        Period::Months(months) => today.checked_sub_months(Months::new(u32::from(months))),
    };
    oldest.unwrap_or(NaiveDate::MIN)
}

/// A matter is registered before it goes to a meeting: OSL 5:1–2.
fn missing_number(matter: &Matter, phase: Phase) -> Option<Reason> {
    let needed = phase.demands(Phase::Agenda) && matter.register_number.is_none();
    needed.then(|| {
        Reason::new("diarienummer", "Ärendet har inget diarienummer.")
            .remedy("Registratorn ger ärendet ett diarienummer.")
            .source("OSL 5:1–2")
            .at(Place::RegisterNumber)
    })
}

/// The gates alone that stop the matter from entering `phase`. After the decision nothing else is
/// asked for again: fields, sections and documents were.
pub(super) fn closed_gates(seen: &Seen<'_>, definition: &Definition, phase: Phase) -> Vec<Reason> {
    let mut closed = definition.blocked_at(phase, seen);
    closed.retain(|blocked| !overriding::counts(&blocked.gate, seen, definition));
    closed.iter().map(reason_of).collect()
}

/// What the gates that only warn say when the matter would enter `phase` as it stands.
pub fn warnings(
    matter: &Matter,
    definition: &Definition,
    phase: Phase,
    today: NaiveDate,
    around: &Surroundings,
) -> Vec<Reason> {
    let seen = Seen::on(matter, today, around);
    let warned = definition.warned_at(phase, &seen);
    warned.iter().map(reason_of).collect()
}

/// The gate's refusal; it points at the first thing that decided it.
fn reason_of(blocked: &Blocked) -> Reason {
    let mut reason = Reason::new(blocked.gate.to_string(), blocked.sentence());
    reason.source.clone_from(&blocked.reference);
    reason.place = blocked.trace.iter().find_map(|fact| fact.place.clone());
    reason
}
