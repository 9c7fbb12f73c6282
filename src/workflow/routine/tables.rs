//! The tables of the routine description, row by row.

use crate::domain::swedish::capitalised;
use crate::workflow::definition::{Definition, Document, ReviewMode, ReviewStep};
use crate::workflow::gate::{Binding, Gate, placeholders};
use crate::workflow::phase::Phase;
use crate::workflow::telling;
use std::fmt::Write as _;

/// Who does what and when, in the order of the work.
pub(super) fn work(definition: &Definition) -> Vec<Vec<String>> {
    let mut rows = vec![drafting(definition)];
    rows.extend(
        definition
            .documents
            .iter()
            .map(|document| paper(definition, document)),
    );
    let steps = (1..).zip(&definition.review.steps);
    rows.extend(steps.map(|(place, step)| reviewing(definition, place, step)));
    if definition
        .routes
        .iter()
        .any(|route| !telling::skips_the_meeting(route))
    {
        rows.push(row([
            "Dagordning",
            "Nämndsekreterare",
            "Sätter upp ärendet på dagordningen när det har ett diarienummer och inget hindrar det.",
            "När ärendet är klart för beslut",
        ]));
    }
    rows
}

fn drafting(definition: &Definition) -> Vec<String> {
    let demanded: Vec<&str> = definition
        .sections
        .iter()
        .filter(|section| section.required == Some(Phase::Review) && section.when.is_none())
        .map(|section| section.title.as_str())
        .collect();
    let mut what = "Fyller i uppgifterna och skriver texten.".to_owned();
    if !demanded.is_empty() {
        let _ = write!(
            what,
            " Före granskningen ska finnas: {}.",
            listed(&demanded)
        );
    }
    row([
        "Utkast",
        &telling::role(definition, &definition.lead),
        &what,
        "Innan ärendet skickas på granskning",
    ])
}

fn paper(definition: &Definition, document: &Document) -> Vec<String> {
    let age = document
        .max_age
        .map(|age| format!(", {}", telling::max_age(age)))
        .unwrap_or_default();
    let when = match document.required {
        Some(phase) => format!("Innan ärendet blir: {}", phase.swedish()),
        None => "Vid behov".to_owned(),
    };
    row([
        "Handling",
        &telling::role(definition, &document.author),
        &format!("Lämnar {}{age}.", document.title),
        &when,
    ])
}

fn reviewing(definition: &Definition, place: usize, step: &ReviewStep) -> Vec<String> {
    let stage = match (definition.review.mode, definition.review.steps.len()) {
        (ReviewMode::Sequence, 2..) => format!("Granskning {place}"),
        _ => "Granskning".to_owned(),
    };
    let when = match step.deadline {
        Some(deadline) => format!("Inom {} från frågan", telling::workdays(deadline)),
        None => "Inom 10 arbetsdagar från frågan".to_owned(),
    };
    let reminders: Vec<String> = step
        .remind
        .iter()
        .map(|at| telling::reminder(*at))
        .collect();
    let reminders: Vec<&str> = reminders.iter().map(String::as_str).collect();
    let when = if reminders.is_empty() {
        when
    } else {
        format!("{when}. Påminnelse {}", listed(&reminders))
    };
    row([
        &stage,
        &telling::role(definition, &step.role),
        &format!("{}: godkänner eller återsänder med skäl.", step.title),
        &when,
    ])
}

/// Who does what after the decision, and what must hold first.
pub(super) fn execution(definition: &Definition) -> Vec<Vec<String>> {
    definition
        .execution
        .iter()
        .map(|step| {
            let title = |key: &str| {
                let step = definition.execution_step(key);
                step.map_or_else(|| key.to_owned(), |step| step.title.clone())
            };
            let mut demands: Vec<String> = step
                .after
                .iter()
                .map(|key| format!("{} är gjord.", title(key.as_str())))
                .collect();
            demands.extend(step.not_same_as.iter().map(|key| {
                format!(
                    "Görs av någon annan än den som gjort {}.",
                    title(key.as_str())
                )
            }));
            let gates = definition.gates_before(&step.key);
            demands.extend(gates.map(|gate| demand(definition, gate)));
            demands.extend(
                step.certificate
                    .as_ref()
                    .map(|words| format!("Intygar: ”{words}”")),
            );
            let role = telling::role(definition, &step.role);
            row([&step.title, &role, &demands.join(" ")])
        })
        .collect()
}

/// What each gate demands, where, and under which rule.
pub(super) fn gates(definition: &Definition) -> Vec<Vec<String>> {
    definition
        .gates
        .iter()
        .map(|gate| {
            let before = gate.before.iter().map(|key| {
                let step = definition.execution_step(key.as_str());
                step.map_or(key.as_str(), |step| &step.title)
            });
            let phases = gate.at.iter().map(|phase| phase.swedish());
            let at: Vec<&str> = phases.chain(before).collect();
            row([
                &with_weight(definition, gate),
                &capitalised(&listed(&at)),
                gate.reference.as_deref().unwrap_or("–"),
            ])
        })
        .collect()
}

/// What the gate demands, whether it only warns, and who may let a matter through all the same.
fn with_weight(definition: &Definition, gate: &Gate) -> String {
    let mut text = demand(definition, gate);
    if gate.binding == Binding::Should {
        text.push_str(" (Varnar, stoppar inte.)");
    }
    if let Some(overriding) = &gate.overridable {
        let body = telling::body_name(overriding.by.as_str());
        let _ = write!(
            text,
            " Undantag kan bara beslutas av {body}, med skäl och slutdatum."
        );
    }
    text
}

/// The gate's message with the names of the fields where a matter would have its values.
fn demand(definition: &Definition, gate: &Gate) -> String {
    let message = gate.message.as_str();
    let (mut text, mut from) = (String::new(), 0);
    for (name, span) in placeholders(message).unwrap_or_default() {
        text.push_str(&message[from..span.start]);
        text.push_str(definition.field(name).map_or(name, |field| &field.title));
        from = span.end;
    }
    text.push_str(&message[from..]);
    text
}

/// "A, B och C".
fn listed(words: &[&str]) -> String {
    match words {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [first @ .., last] => format!("{} och {last}", first.join(", ")),
    }
}

fn row<const N: usize>(cells: [&str; N]) -> Vec<String> {
    cells.map(str::to_owned).into()
}
