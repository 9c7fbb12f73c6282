//! What a scenario says of people and of time: who is away, days that pass, mails that leave.

use super::{GivenDocument, ScenarioAct, document, review_step, values};
use crate::workflow::{
    definition::{Definition, Workdays},
    finding::Code,
    keys::RoleKey,
    read::{
        notes::{Located, Notes},
        table::Table,
        workdays,
    },
};

/// The mails that are about a step, as a scenario names them: `remind:juridik`.
const ABOUT_A_STEP: [&str; 7] = [
    "ask",
    "remind",
    "away",
    "escalate",
    "substitute",
    "relieved",
    "nobody",
];
/// The mails that are about the whole matter.
const ABOUT_THE_MATTER: [&str; 3] = ["sent_back", "ready", "decided"];

/// `clock = "+11 workdays"`: so many working days pass.
pub(super) fn clock(table: &Table<'_>) -> Option<ScenarioAct> {
    let written = table.optional_text("clock")?;
    let days = workdays(table.notes(), &written)?;
    if days < Workdays(1) {
        let message = "klockan går bara framåt".to_owned();
        let way_out = "skriv till exempel \"+11 workdays\"".to_owned();
        let notes = table.notes();
        notes.add(Code::BadScenario, &written.span, message, Some(way_out));
        return None;
    }
    Some(ScenarioAct::Wait(days))
}

/// `absent = ["jurist"]`: the one who would be asked first in each of the roles is away.
pub(super) fn absent(table: &Table<'_>, definition: &Definition) -> Vec<RoleKey> {
    let known = || definition.roles.keys().map(RoleKey::as_str);
    let names = table.texts("absent");
    names
        .iter()
        .filter(|name| {
            let notes = table.notes();
            notes.known(Code::UnknownRole, "okänd roll", name, known())
        })
        .filter_map(|name| name.value.parse().ok())
        .collect()
}

/// `mails = ["remind:juridik"]`: exactly these leave. `None` where nothing is said of them.
pub(super) fn mails(table: &Table<'_>, definition: &Definition) -> Option<Vec<String>> {
    table.written("mails")?;
    let notes = table.notes();
    let sound = table
        .texts("mails")
        .iter()
        .filter(|mail| is_a_mail(notes, mail, definition))
        .map(|mail| mail.value.to_owned())
        .collect();
    Some(sound)
}

fn is_a_mail(notes: &Notes<'_>, written: &Located<&str>, definition: &Definition) -> bool {
    if let Some((what, step)) = written.value.split_once(':') {
        let located = Located {
            value: what,
            span: written.span.clone(),
        };
        return notes.known(Code::BadScenario, "okänt mejl", &located, ABOUT_A_STEP)
            && review_step(notes, step, written, definition).is_some();
    }
    let possible = ABOUT_A_STEP.map(|what| format!("{what}:steg"));
    let possible = ABOUT_THE_MATTER
        .into_iter()
        .chain(possible.iter().map(String::as_str));
    notes.known(Code::BadScenario, "okänt mejl", written, possible)
}

/// `disqualify:juridik`, `reassign:juridik`, and `supply:juridik` with `set` and `document`.
#[expect(
    clippy::option_option,
    reason = "not such an act, or one that is faulty and told"
)]
pub(super) fn act(
    table: &Table<'_>,
    written: &Located<&str>,
    definition: &Definition,
) -> Option<Option<ScenarioAct>> {
    let (what @ ("disqualify" | "reassign" | "supply"), name) = written.value.split_once(':')?
    else {
        return None;
    };
    let Some(step) = review_step(table.notes(), name, written, definition) else {
        return Some(None);
    };
    Some(Some(match what {
        "disqualify" => ScenarioAct::Disqualify(step),
        "reassign" => ScenarioAct::Reassign(step),
        _ => ScenarioAct::Supply {
            step,
            fields: values(table, "set", definition),
            document: supplied(table, definition),
        },
    }))
}

fn supplied(table: &Table<'_>, definition: &Definition) -> Option<GivenDocument> {
    document(table.notes(), table.written("document")?, definition)
}
