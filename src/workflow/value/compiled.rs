//! The columns of risks and activities: compiled, so that every workflow, page and follow-up knows
//! them. Only the scales, the aspects and the categories come from the file.

use super::{Choice, Column, FieldType, Matrix, Number, Row, Value};
use crate::workflow::keys::{ChoiceKey, ColumnKey};

/// What a risk may hit, unless the matrix says otherwise.
pub(crate) const ASPECTS: [(&str, &str); 4] = [
    ("konfidentialitet", "Konfidentialitet"),
    ("riktighet", "Riktighet"),
    ("tillganglighet", "Tillgänglighet"),
    ("sparbarhet", "Spårbarhet"),
];

/// The kinds of consequence, unless the matrix says otherwise.
pub(crate) const CATEGORIES: [(&str, &str); 7] = [
    ("ekonomi", "Ekonomisk förlust"),
    ("avbrott", "Avbrott i verksamheten"),
    ("lag", "Överträdelse av lag eller avtal"),
    ("person", "Skada på person"),
    ("miljo", "Skada på miljö eller hälsa"),
    ("fortroende", "Minskat förtroende för kommunen"),
    ("andra", "Skada på annan organisation eller samhället"),
];

const TREATMENTS: [(&str, &str); 5] = [
    ("obehandlad", "Obehandlad"),
    ("undvika", "Undviks"),
    ("overfora", "Överförs"),
    ("minska", "Minskas"),
    ("acceptera", "Accepteras"),
];

const VERDICTS: [(&str, &str); 3] = [
    ("godtagbar", "Godtagbar"),
    ("atgarda", "Ska åtgärdas"),
    ("avsta", "Motiverar att avstå"),
];

const MEASURES: [(&str, &str); 4] = [
    ("organisatorisk", "Organisatorisk"),
    ("personrelaterad", "Personrelaterad"),
    ("fysisk", "Fysisk"),
    ("teknisk", "Teknisk"),
];

const ORIGINS: [(&str, &str); 5] = [
    ("rekommendation", "Rekommendation"),
    ("riskatgard", "Riskåtgärd"),
    ("aterkoppling", "Återkoppling"),
    ("overford", "Överförd från tidigare plan"),
    ("annat", "Annat"),
];

const STATUSES: [(&str, &str); 3] = [
    ("ej_paborjad", "Ej påbörjad"),
    ("paborjad", "Påbörjad"),
    ("genomford", "Genomförd"),
];

/// The columns of a table of risks.
pub(crate) fn risk_columns(matrix: &Matrix) -> Vec<Column> {
    let on = |scale: &crate::workflow::keys::ScaleKey, choices: &[Choice]| FieldType::Level {
        scale: scale.clone(),
        choices: choices.to_vec(),
    };
    let columns = [
        ("risk", "Risk", FieldType::Text),
        ("orsak", "Orsak", FieldType::Text),
        (
            "aspekter",
            "Påverkar",
            FieldType::Several {
                choices: matrix.aspects.clone(),
            },
        ),
        (
            "kategori",
            "Slag av konsekvens",
            FieldType::Enum {
                choices: matrix.categories.clone(),
            },
        ),
        (
            "sannolikhet",
            "Sannolikhet",
            on(&matrix.probability, &matrix.probabilities),
        ),
        (
            "konsekvens",
            "Konsekvens",
            on(&matrix.consequence, &matrix.consequences),
        ),
        (VALUE, "Riskvärde", FieldType::Number),
        (LEVEL, "Risknivå", on(&matrix.key, &matrix.scale())),
        ("befintliga", "Befintliga åtgärder", FieldType::Text),
        ("behandling", "Behandling", one_of(&TREATMENTS)),
        ("bedomning", "Bedömning", one_of(&VERDICTS)),
        ("atgard", "Åtgärd", FieldType::Text),
        ("atgardstyp", "Slag av åtgärd", one_of(&MEASURES)),
        ("ansvarig", "Ansvarig för åtgärden", FieldType::Person),
        (
            "kvarvarande",
            "Kvarvarande risk",
            on(&matrix.key, &matrix.scale()),
        ),
    ];
    of(columns)
}

/// The columns of a table of activities.
pub(crate) fn activity_columns() -> Vec<Column> {
    of([
        ("aktivitet", "Aktivitet", FieldType::Text),
        ("omrade", "Område", FieldType::Text),
        ("ursprung", "Ursprung", one_of(&ORIGINS)),
        ("ursprung_text", "Varifrån", FieldType::Text),
        ("ansvarig", "Ansvarig", FieldType::Person),
        ("klart", "Klart senast", FieldType::FuzzyDate),
        ("status", "Status", one_of(&STATUSES)),
        ("bevis", "Hur det visas", FieldType::Text),
        ("kommentar", "Kommentar", FieldType::Text),
    ])
}

/// The computed columns of a risk.
const VALUE: &str = "varde";
const LEVEL: &str = "niva";

/// What a computed cell of a risk holds; nothing until both its estimates are there.
pub(super) fn computed(matrix: &Matrix, row: &Row, column: &str) -> Option<Value> {
    let estimate = |name: &str| match row.get(name) {
        Some(Value::Level(key)) => Some(key),
        _ => None,
    };
    let value = matrix.value(estimate("sannolikhet")?, estimate("konsekvens")?)?;
    match column {
        VALUE => Number::try_from(i64::from(value)).ok().map(Value::Number),
        LEVEL => Some(Value::Level(matrix.level(value)?.key.clone())),
        _ => None,
    }
}

fn one_of(choices: &[(&str, &str)]) -> FieldType {
    FieldType::Enum {
        choices: choices_of(choices),
    }
}

/// The choices of a compiled list.
pub(crate) fn choices_of(choices: &[(&str, &str)]) -> Vec<Choice> {
    choices
        .iter()
        .filter_map(|(key, title)| {
            let key: ChoiceKey = key.parse().ok()?;
            Some(Choice {
                key,
                title: (*title).to_owned(),
            })
        })
        .collect()
}

fn of<const N: usize>(columns: [(&str, &str, FieldType); N]) -> Vec<Column> {
    columns
        .into_iter()
        .filter_map(|(key, title, kind)| {
            let key: ColumnKey = key.parse().ok()?;
            let computed = [VALUE, LEVEL].contains(&key.as_str());
            Some(Column {
                key,
                title: title.to_owned(),
                kind,
                computed,
            })
        })
        .collect()
}
