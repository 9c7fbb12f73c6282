//! Rows that are missing, figures that nobody has given, and activities without evidence.

use super::prose::parts;
use crate::{
    domain::refusal::{Place, Reason},
    matter::{
        state::Matter,
        statistics::{self, Counted},
        surroundings::Surroundings,
    },
    workflow::{
        definition::{Definition, Field},
        value::{FixedRows, Row, Value},
    },
};
use std::collections::BTreeSet;

/// Figures that nobody has given, rows of last year that are not there this year, and bodies or units
/// without a row: 0 or not collected?
pub(super) fn missing(
    matter: &Matter,
    definition: &Definition,
    around: &Surroundings,
) -> Vec<Reason> {
    let mut reasons = Vec::new();
    for field in definition
        .fields
        .iter()
        .filter(|field| statistics::is_table(&field.kind))
    {
        let columns = field.kind.columns().unwrap_or_default();
        let Some(Value::Table(rows)) = matter.content.fields.get(&field.key) else {
            continue;
        };
        let now = statistics::figures(columns, rows);
        let empty = now
            .iter()
            .filter(|figure| figure.count == Counted::Empty)
            .map(|figure| figure.label.clone());
        let before = matter
            .years
            .before
            .as_ref()
            .and_then(|before| before.tables.get(&field.key));
        let before = match before {
            Some(Value::Table(rows)) => statistics::figures(columns, rows),
            _ => Vec::new(),
        };
        let gone = before
            .iter()
            .filter(|figure| now.iter().all(|one| one.label != figure.label))
            .map(|figure| figure.label.clone());
        let listed = match field.kind.fixed_rows() {
            Some(FixedRows::Listed(names)) => names.as_slice(),
            _ => &[],
        };
        let not_there = listed
            .iter()
            .filter(|name| now.iter().all(|one| one.label != **name))
            .cloned();
        let of_all = field
            .kind
            .fixed_rows()
            .and_then(|fixed| around.listed(fixed));
        let unanswered = field.kind.without_row(rows, of_all.unwrap_or_default());
        let unanswered = unanswered.into_iter().map(str::to_owned);
        let labels: BTreeSet<String> = empty
            .chain(gone)
            .chain(not_there)
            .chain(unanswered)
            .collect();
        for label in labels {
            reasons.push(asked(field, &label));
        }
    }
    reasons
}

fn asked(field: &Field, label: &str) -> Reason {
    Reason::new(
        "missing_rows",
        format!(
            "”{label}” saknar uppgift i tabellen ”{}”. Är det 0, eller har det inte samlats in?",
            field.title
        ),
    )
    .remedy("Skriv 0 om inget har inträffat, eller att uppgiften inte är insamlad.")
    .at(Place::Field(field.key.to_string()))
}

/// Finished activities that nothing shows.
pub(super) fn without_evidence(matter: &Matter, definition: &Definition) -> Vec<Reason> {
    let mut reasons = Vec::new();
    for field in &definition.fields {
        let columns = field.kind.columns().unwrap_or_default();
        let has = |name: &str| columns.iter().any(|column| column.key.as_str() == name);
        let Some(Value::Table(rows)) = matter.content.fields.get(&field.key) else {
            continue;
        };
        if !has("status") || !has("bevis") {
            continue;
        }
        for row in rows.iter().filter(|row| is_done_without_evidence(row)) {
            let title = columns
                .first()
                .and_then(|first| row.get(&first.key).map(|cell| first.kind.print(cell)))
                .unwrap_or_default();
            reasons.push(
                Reason::new(
                    "evidence",
                    format!("”{title}” står som genomförd, men inget visar det."),
                )
                .remedy("Skriv vad som visar att den är genomförd, eller vilken dag den blev klar.")
                .at(Place::Field(field.key.to_string())),
            );
        }
    }
    reasons
}

/// Whether a row says that it is done and nothing shows it.
pub fn is_done_without_evidence(row: &Row) -> bool {
    let cell = |name: &str| {
        row.iter()
            .find(|(key, _)| key.as_str() == name)
            .map(|(_, cell)| cell)
    };
    let done =
        matches!(cell("status"), Some(Value::Enum(status)) if status.as_str() == "genomford");
    let shown = match cell("bevis") {
        Some(Value::Text(text) | Value::Richtext(text)) => !text.trim().is_empty(),
        other => other.is_some(),
    };
    done && !shown
}

/// The words for that nothing can be compared.
const IMPOSSIBLE: [&str; 6] = [
    "går det inte att jämföra",
    "inte möjligt att jämföra",
    "går inte att jämföra",
    "finns inget att jämföra",
    "kan inte jämföras med tidigare",
    "historisk data saknas",
];

/// It is said that nothing can be compared, though last year's tables are here.
pub(super) fn comparison(matter: &Matter) -> Vec<Reason> {
    let Some(before) = matter
        .years
        .before
        .as_ref()
        .filter(|before| !before.tables.is_empty())
    else {
        return Vec::new();
    };
    let mut reasons = Vec::new();
    for part in parts(&matter.content.sections) {
        let said = part.sentences().into_iter().find(|sentence| {
            let sentence = sentence.to_lowercase();
            IMPOSSIBLE.iter().any(|words| sentence.contains(words))
        });
        if said.is_some() {
            reasons.push(
                Reason::new(
                    "comparison",
                    format!(
                        "Under ”{}” står att det inte går att jämföra med tidigare år, men uppgifterna för {} finns i ”{}”.",
                        part.title, before.year, before.title
                    ),
                )
                .remedy("Hämta uppgifterna med jämförelse, eller stryk meningen.")
                .at(Place::Section(part.section.key.to_string())),
            );
        }
    }
    reasons
}
