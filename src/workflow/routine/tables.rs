//! The tables of the routine description, row by row.

use crate::domain::swedish::capitalised;
use crate::workflow::definition::{Definition, Document, ReviewMode, ReviewStep};
use crate::workflow::gate::{Gate, placeholders};
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
    let when = match reminders.as_slice() {
        [] => when,
        _ => {
            let reminders: Vec<&str> = reminders.iter().map(String::as_str).collect();
            format!("{when}. Påminnelse {}", listed(&reminders))
        }
    };
    row([
        &stage,
        &telling::role(definition, &step.role),
        &format!("{}: godkänner eller återsänder med skäl.", step.title),
        &when,
    ])
}

/// What each gate demands, where, and under which rule.
pub(super) fn gates(definition: &Definition) -> Vec<Vec<String>> {
    definition
        .gates
        .iter()
        .map(|gate| {
            let at: Vec<&str> = gate.at.iter().map(|phase| phase.swedish()).collect();
            row([
                &demand(definition, gate),
                &capitalised(&listed(&at)),
                gate.reference.as_deref().unwrap_or("–"),
            ])
        })
        .collect()
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
